/* The page: brings form, buttons, address, training and pictures together. */
"use strict";
(() => {
  const { readData, startTrainer, settings: settingsOf, verdict: verdictOf, picture: pictureOf, curves: curvesOf, format } =
    handson11Playground;
  const { number, percent, count, fill, sentence, layerOf } = format;
  const FRAME = 100, CALM_FRAME = 1000, SENTENCE = 1000, SPOKEN_SENTENCE = 10000; // milliseconds from one to the next

  const set = (root) => {
    const find = (selector) => root.querySelector(selector);
    const words = JSON.parse(root.dataset.words);
    const form = find("form"), layer = find("#playground-layer"), readout = find("#playground-readout");
    const presets = Object.fromEntries(
      [...root.querySelectorAll("a[data-settings]")].map((link) => [
        new URLSearchParams(link.hash.slice(1)).get("preset"),
        JSON.parse(link.dataset.settings),
      ]),
    );
    const buttons = Object.fromEntries([...root.querySelectorAll("button")].map((button) => [button.name, button]));
    const counters = Object.fromEntries(
      [...root.querySelectorAll("[data-counter]")].map((each) => [each.dataset.counter, each]),
    );

    const settings = settingsOf(form), verdict = verdictOf(words);
    const curves = curvesOf({ loss: find("[data-curve=loss]"), accuracy: find("[data-curve=accuracy]") }, words);
    const look = (number) => {
      layer.value = number;
      picture.select(number);
      readOut();
    };
    const picture = pictureOf(find(".playground-picture"), words, look);
    let report = null, running = false, written = 0, spoken = 0; // when the sentence was last brought up to date
    let preset = null; // the one that the settings come from
    let networks = 0; // how many were asked for; the last of them is shown
    let sent = false, pending = false; // it was asked for and is not here yet; another is wanted after it

    /* ---- What is shown. ---- */

    const faultOf = (share) => {
      if (share === null) return "";
      const name = report.settings.activation === "relu" ? "readout_dead" : "readout_saturated";
      return fill(words[name], { share: percent(share) });
    };
    const readOut = () => {
      if (!report) return;
      const { mean, deviation, gradient, fault } = report.picture.layers[layer.value - 1];
      const values = { mean: number(mean), deviation: number(deviation), gradient: number(gradient.size) };
      const name = layerOf(Number(layer.value), words);
      readout.textContent = sentence(fill(words.readout, { ...values, layer: name, fault: faultOf(fault) }));
    };
    const table = find(".playground-numbers");
    const fillTable = () => {
      if (!table.open || !report) return;
      const row = (name, cells) => {
        const line = document.createElement("tr"), head = document.createElement("th");
        head.scope = "row";
        head.textContent = name;
        line.append(head);
        for (const cell of cells) line.insertCell().textContent = cell;
        return line;
      };
      const { layers, output } = report.picture;
      table.querySelector("tbody").replaceChildren(
        ...layers.map(({ mean, deviation, gradient, fault }, i) =>
          row(i + 1, [number(mean), number(deviation), number(gradient.size), fault === null ? "–" : percent(fault)]),
        ),
        row(words.output, ["–", "–", number(output.gradient.size), "–"]),
      );
    };
    table.addEventListener("toggle", fillTable);

    /* The sentence below the picture; screen readers hear it more seldom than it is written. */
    const tell = () => {
      const now = performance.now(), told = verdict(report, curves.last());
      if (!running || now - written > SENTENCE) {
        find(".playground-verdict").textContent = told;
        written = now;
      }
      if (!running || now - spoken > SPOKEN_SENTENCE) {
        find(".playground-spoken").textContent = told;
        spoken = now;
      }
    };

    const showState = () => {
      buttons.train.textContent = words[running ? "pause" : "train"];
      root.dataset.state = report?.diverged ? "diverged" : running ? "running" : "paused";
      buttons.train.disabled = buttons.step.disabled = Boolean(report?.diverged);
    };

    const onReport = (next) => {
      command("drawn");
      if (next.settings.network !== networks) return; // a last word of the network before
      sent = false;
      if (pending) return begin();
      report = next;
      running = report.running;
      layer.max = report.picture.layers.length;
      picture.draw(report);
      if (report.points.length) curves.add(report.points.filter(({ loss }) => Number.isFinite(loss)));
      if (curves.last()) root.classList.add("playground-begun"); // and it stays: a change moves nothing on the page
      counters.steps.textContent = count(report.steps);
      counters.epoch.textContent = count(report.epoch);
      counters.speed.textContent = report.speed === null ? "–" : count(Math.round(report.speed));
      counters.batch_loss.textContent = number(report.batchLoss);
      tell();
      readOut();
      if (!running) fillTable();
      showState();
    };

    /* ---- What is done. ---- */

    const command = startTrainer(readData(), onReport);
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const pace = () => command("pace", calm.matches ? CALM_FRAME : FRAME);
    calm.addEventListener("change", pace);
    pace();

    /* Makes the network of the form; while one is being made, further wishes wait and only the last one counts. */
    const begin = () => {
      if (!settings.isValid()) return;
      if (sent) {
        pending = true;
        return;
      }
      sent = true;
      pending = running = false;
      networks += 1;
      curves.clear();
      if (layer.value > Number(form.elements.depth.value)) look(1);
      command("start", { ...settings.read(), network: networks });
    };
    const showRanges = () => {
      for (const shown of form.querySelectorAll("[data-value-of]")) {
        shown.textContent = form.elements[shown.dataset.valueOf].value;
      }
      form.elements.threshold.disabled = form.elements.clipping.value === "none";
      for (const control of settings.controls) {
        const allowed = document.getElementById(`${control.id}-allowed`);
        if (!allowed) continue;
        allowed.hidden = settings.isAllowed(control);
        control.setAttribute("aria-invalid", String(!allowed.hidden));
      }
    };
    const nameOf = (control) => control.labels[0].firstChild.textContent.trim();
    const linkOf = (name) => root.querySelector(`a[data-settings][href="#preset=${name}"]`);

    /* Its text stays where a setting is changed, for it may be the text that asked for the change. */
    const showPreset = () => {
      find(".playground-note").hidden = !preset;
      for (const text of root.querySelectorAll("[data-preset]")) text.hidden = text.dataset.preset !== preset;
      for (const link of root.querySelectorAll("a[data-settings]")) link.removeAttribute("aria-current");
      if (!preset) return;
      const link = linkOf(preset), row = link.closest("ul");
      link.setAttribute("aria-current", "true");
      row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
    };
    const showChanges = () => {
      const names = preset ? settings.changed(presets[preset]).map(nameOf) : [];
      root.classList.toggle("playground-is-changed", names.length > 0);
      find(".playground-changed span").textContent = fill(words.changed, { names: names.join(", ") });
    };
    const take = (found) => {
      settings.put(found.settings);
      preset = found.preset;
      showPreset();
      showChanges();
      showRanges();
      begin();
    };
    const fromAddress = () => {
      const found = settings.fromHash(location.hash, presets);
      if (!found) return false;
      curves.forget();
      take(found);
      return true;
    };
    const toAddress = () => history.replaceState(null, "", settings.toHash(preset, presets));

    addEventListener("hashchange", fromAddress);
    for (const link of root.querySelectorAll("a[data-settings]")) {
      link.addEventListener("click", () => link.hash === location.hash && fromAddress());
    }
    form.addEventListener("input", () => {
      showRanges();
      if (!settings.isValid()) return;
      showChanges();
      toAddress();
      begin();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    layer.addEventListener("input", () => look(Number(layer.value)));

    const act = {
      train: () => command(running ? "pause" : "train"),
      step: () => command("step"),
      again: begin,
      new_seed() {
        form.elements.seed.value = (Number(form.elements.seed.value) % Number(form.elements.seed.max)) + 1;
        showRanges();
        showChanges();
        toAddress();
        begin();
      },
      back() {
        take({ settings: presets[preset], preset });
        toAddress();
        linkOf(preset).focus({ preventScroll: true }); // the button is gone
      },
      async share() {
        if (!settings.fromHash(location.hash, presets)) toAddress();
        const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
        buttons.share.textContent = words[copied ? "shared" : "not_shared"];
        setTimeout(() => (buttons.share.textContent = words.share), 3000);
      },
    };
    for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", act[name]);

    /* A page that nobody sees does not train, and goes on where it was. */
    let resume = false;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        resume = running;
        if (running) command("pause");
      } else if (resume) command("train");
    });

    /* The page in the other language takes the settings over. */
    for (const link of document.querySelectorAll("a.language-switch")) {
      link.addEventListener("click", () => (link.hash = location.hash));
    }

    showRanges();
    if (!fromAddress()) begin();
  };
  document.querySelectorAll(".playground").forEach(set);
})();
