/* Section 11.2: which parameters train when layers are reused, and how many that is for a label. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;

  /* Parameters of each layer, the new output layer last. */
  const sizes = ({ reused, width }, { inputs, classes }) => {
    const fans = [inputs, ...Array(reused).fill(width)];
    return fans.map((fan, layer) => (fan + 1) * (layer < reused ? width : classes));
  };
  const sum = (values) => values.reduce((a, b) => a + b, 0);

  define("reuse", (state, { words, data, number, fill }) => {
    const { reused, labels } = state, frozen = Math.min(state.frozen, reused), counts = sizes(state, data);
    const trains = (from) => sum(counts.slice(from));
    const bars = (from, to) => counts.map((count, k) => [k + 0.6, k + 1.4, count, 1]).slice(from, to);
    const curve = Array.from({ length: reused + 1 }, (_, k) => [k, trains(k)]);
    const parts = [[bars(0, frozen), 5, words.frozen], [bars(frozen, reused), 0, words.trained], [bars(reused), 2, words.fresh]];
    return {
      panels: [
        {
          x: { min: 0.4, max: data.layers + 1.6, label: words.layer, ticks: counts.map((_, k) => [k + 1, k < reused ? String(k + 1) : words.output]) },
          y: { min: 1, max: 1e6, log: true, label: words.parameters },
          marks: parts.filter(([some]) => some.length).map(([some, c, label]) => ({ bars: some, c, label })),
        },
        {
          x: { min: -0.4, max: data.layers + 0.4, label: words.frozenLayers, ticks: Array.from({ length: data.layers + 1 }, (_, k) => [k, String(k)]) },
          y: { min: 1, max: 1e6, log: true, label: words.trainable },
          marks: [
            { line: [[-0.4, labels], [data.layers + 0.4, labels]], c: 1, d: 1, label: words.labels },
            { line: curve, c: 0 },
            { dots: curve, c: 0 },
          ],
        },
      ],
      handles: [{ panel: 1, at: [frozen, trains(frozen)], x: "frozen", label: words.handle, text: fill("point", { frozen, trains: trains(frozen) }) }],
      state: { frozen },
      reading: fill("reading", { reused, frozen, labels, trains: number(trains(frozen), 9), total: number(trains(0), 9), each: trains(frozen) / labels }),
    };
  });
})();
