/* Where the training loop runs: in a worker made from the text of the parts, which works from a folder as well, where
   a page may not load a worker's file; on the page's own thread, in shorter slices, where there is no worker. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.startTrainer = (data, onReport) => {
  const { network, statistics, trainer } = handson11Playground;
  const assemble = () => trainer({ network: network(), statistics: statistics() }).createTrainer;
  const sent = []; // browsers delay the timers that timers set: the one that fires first need not be the one set first
  const send = (report) => {
    sent.push(report);
    setTimeout(() => onReport(sent.shift()), 0);
  };
  const onPage = () => assemble()({ data, send, slice: 12 });
  const inWorker = () => {
    const text = `"use strict";
      const network = ${network}, statistics = ${statistics}, trainer = ${trainer};
      const createTrainer = (${assemble})();
      onmessage = ({ data }) => {
        const command = createTrainer({ data, send: postMessage, slice: 40 });
        onmessage = ({ data }) => command(data);
        postMessage("ready");
      };`;
    return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  };

  const early = []; // commands that came before it was known where to send them
  let command = (message) => early.push(message);
  const settle = (receiver) => {
    command = receiver;
    early.splice(0).forEach(receiver);
  };
  try {
    const worker = inWorker();
    worker.onmessage = () => {
      worker.onmessage = ({ data: report }) => onReport(report);
      worker.onerror = null;
      settle((message) => worker.postMessage(message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      settle(onPage());
    };
    worker.postMessage(data);
  } catch {
    settle(onPage());
  }
  return (name, argument) => command([name, argument]);
};
