/* Loss and accuracy over the steps, on training and held-out images, with the line of guessing; in grey those of the
   run before, so that two settings can be compared. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.curves = (places, words) => {
  const { svg, format: { number, percent, fill, count } } = handson11Playground;
  const LEFT = 40, RIGHT = 8, TOP = 24, HEIGHT = 110, FOOT = 20, MOST = 600;
  const CHARTS = {
    loss: { training: "loss", heldOut: "heldLoss", guess: Math.log(10), top: (largest) => Math.min(5, Math.max(2.5, largest)) },
    accuracy: { training: "accuracy", heldOut: "heldAccuracy", guess: 0.1, top: () => 1 },
  };
  let points = [], before = [];

  const round = (value) => Math.round(10 * value) / 10;

  const drawOne = (name) => {
    const place = places[name], { training, heldOut, guess, top } = CHARTS[name];
    const shown = name === "accuracy" ? percent : number;
    const width = Math.max(160, place.clientWidth), height = TOP + HEIGHT + FOOT;
    const shownPoints = [...before, ...points];
    const values = shownPoints.flatMap((point) => [point[training], point[heldOut]]).filter(Number.isFinite);
    const limit = top(Math.max(0, ...values)), end = Math.max(1, ...shownPoints.map(({ steps }) => steps));
    const x = (steps) => LEFT + ((width - LEFT - RIGHT) * steps) / end;
    const y = (value) => TOP + HEIGHT * (1 - Math.min(1, value / limit));
    const drawing = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    const add = (...each) => drawing.append(svg(...each));

    add("text", { class: "playground-title", x: LEFT, y: 14 }, words[name]);
    for (const [i, kind] of [["training", "on_training"], ["held-out", "on_held_out"]].entries()) {
      const at = width - RIGHT - (i ? 0 : 74);
      add("text", { class: `playground-key playground-key-${kind[0]}`, x: at, y: 14 }, words[kind[1]]);
    }
    add("rect", { class: "playground-ground", x: LEFT, y: TOP, width: width - LEFT - RIGHT, height: HEIGHT });
    for (const value of [0, limit / 2, limit]) {
      add("text", { class: "playground-tick", x: LEFT - 4, y: round(y(value) + 4) }, shown(value));
    }
    add("text", { class: "playground-tick", x: width - RIGHT, y: TOP + HEIGHT + 14 }, count(end));
    add("line", { class: "playground-guess", x1: LEFT, x2: width - RIGHT, y1: round(y(guess)), y2: round(y(guess)) });
    add("text", { class: "playground-guess-name", x: width - RIGHT - 4, y: round(y(guess) - 4) }, words.guessing);
    const drawLine = (from, key, name) => {
      const seen = from.filter((point) => Number.isFinite(point[key]));
      const path = seen.map((point, i) => `${i ? "L" : "M"}${round(x(point.steps))} ${round(y(point[key]))}`).join("");
      if (path) add("path", { class: `playground-line playground-${name}`, d: path });
      if (seen.length === 1) {
        add("circle", { class: `playground-${name}-dot`, cx: x(seen[0].steps), cy: round(y(seen[0][key])), r: 3 });
      }
    };
    const kinds = [["training", training], ["held-out", heldOut]];
    for (const [kind, key] of kinds) drawLine(before, key, `before-${kind}`);
    for (const [kind, key] of kinds) drawLine(points, key, kind);
    if (before.length) add("text", { class: "playground-before-name", x: LEFT, y: TOP + HEIGHT + 14 }, words.before_this);

    /* What lies above the chart is drawn along its upper edge; say so at the first place. */
    const above = shownPoints.find((point) => Math.max(point[training], point[heldOut]) > limit);
    if (above) {
      const at = Math.min(width - RIGHT - 30, Math.max(LEFT + 4, x(above.steps)));
      add("text", { class: "playground-above", x: round(at), y: TOP + 13 }, `↑ > ${shown(limit)}`);
    }
    place.replaceChildren(drawing);
    const last = points.at(-1);
    const told = last && fill(words.last, { training: shown(last[training]), held_out: shown(last[heldOut]) });
    place.setAttribute("aria-label", told ? `${words[name]}. ${told}` : words[name]);
  };

  const draw = () => Object.keys(CHARTS).forEach(drawOne);

  /* Adds points; where there are very many, every other one is left out. */
  const add = (more) => {
    points.push(...more);
    while (points.length > MOST) points = points.filter((_, i) => i % 2 === (points.length - 1) % 2);
    draw();
  };
  const clear = () => {
    if (points.length) before = points;
    points = [];
    draw();
  };
  const forget = () => {
    points = before = [];
  };
  new ResizeObserver(draw).observe(places.loss);
  return { add, clear, forget, last: () => points.at(-1) };
};
