/* The picture of the network: a column for each layer, with the distribution of its activations above, of the gradient
   of its weights in the middle, and the share of dead or saturated units below. Drawn as SVG. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.svg = (name, attributes = {}, text = null) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  return element;
};
handson11Playground.picture = (place, words, onPoint) => {
  const { svg, format: { number, powerOfTen } } = handson11Playground;
  const LEFT = 46, RIGHT = 6, TITLE = 28, FAULTS = 40, FOOT = 34, TALL = 170, SHORT = 118, NARROW = 420;
  const KEYS = { activations: `— ${words.mean}, ┄ ${words.deviation}`, gradients: `• ${words.size}` };
  let drawn = null, selected = 1; // what was drawn last, so that it can be drawn again in another size

  const round = (value) => Math.round(10 * value) / 10;

  /* The outline of a histogram, as wide at each height as the square root of the count there. */
  const violin = (counts, centre, half, top, height) => {
    let largest = 0;
    for (const each of counts) largest = Math.max(largest, each);
    if (!largest) return "";
    const gap = height / (counts.length - 1), right = [], left = [];
    const side = (reach, y) => {
      const at = round(Math.min(top + height, Math.max(top, y)));
      right.push(`${round(centre + reach)} ${at}`);
      left.unshift(`${round(centre - reach)} ${at}`);
    };
    let from = 0, to = counts.length - 1;
    while (!counts[from]) from += 1;
    while (!counts[to]) to -= 1;
    for (let i = from; i <= to; i += 1) {
      const reach = Math.max(0.4, half * Math.sqrt(counts[i] / largest)), y = top + height - i * gap;
      if (i === from) side(reach, y + gap / 2);
      side(reach, y);
      if (i === to) side(reach, y - gap / 2);
    }
    return `M${[...right, ...left].join("L")}Z`;
  };

  const activationTicks = (floor, limit) => {
    const sizes = limit <= 10 ? [1, limit] : [10 ** Math.round(Math.log10(limit) / 2), limit];
    const ticks = [0, ...new Set(sizes)];
    return floor < 0 ? [...ticks, ...ticks.slice(1).map((value) => -value)] : ticks;
  };

  const gradientTicks = ([low, high]) => {
    const step = Math.ceil((high - low) / 5), ticks = [];
    for (let exponent = high; exponent >= low; exponent -= step) ticks.push(exponent);
    return ticks;
  };

  const layerTicks = (depth, column) => {
    const every = [1, 2, 5, 10, 25].find((step) => step * column >= 26) ?? 50;
    return Array.from({ length: depth }, (_, i) => i + 1).filter((layer) => layer === 1 || layer % every === 0);
  };

  const draw = ({ picture, settings }) => {
    drawn = { picture, settings };
    const { layers, output, limit, floor, range: [low, high] } = picture;
    const width = Math.max(260, place.clientWidth), depth = layers.length;
    const HEIGHT = width < NARROW ? SHORT : TALL;
    const TOPS = { activations: TITLE, gradients: 2 * TITLE + HEIGHT, faults: 3 * TITLE + 2 * HEIGHT };
    const column = (width - LEFT - RIGHT) / (depth + 1), half = Math.min(26, 0.46 * column);
    const x = (layer) => LEFT + (layer - 0.5) * column;
    const lowest = Math.asinh(floor), highest = Math.asinh(limit);
    const clamp = (share) => Math.min(1, Math.max(0, share));
    const yActivation = (value) =>
      TOPS.activations + HEIGHT * (1 - clamp((Math.asinh(value) - lowest) / (highest - lowest)));
    const yGradient = (exponent) => TOPS.gradients + HEIGHT * (1 - clamp((exponent - low) / (high - low)));
    const parts = [];
    const add = (...each) => parts.push(svg(...each));

    /* Grounds, titles, axes. */
    const fault = settings.activation === "relu" ? "dead" : "saturated", hasFaults = layers[0].fault !== null;
    const panels = [["activations", HEIGHT], ["gradients", HEIGHT]];
    if (hasFaults) panels.push(["faults", FAULTS]);
    for (const [name, height] of panels) {
      const title = words[name === "faults" ? fault : name];
      add("text", { class: "playground-title", x: LEFT, y: TOPS[name] - 8 }, title);
      if (KEYS[name]) add("text", { class: "playground-key", x: width - RIGHT, y: TOPS[name] - 8 }, KEYS[name]);
      add("rect", { class: "playground-ground", x: LEFT, y: TOPS[name], width: width - LEFT - RIGHT, height });
    }
    const tick = (y, text) => {
      add("line", { class: "playground-grid", x1: LEFT, x2: width - RIGHT, y1: round(y), y2: round(y) });
      add("text", { class: "playground-tick", x: LEFT - 5, y: round(y + 4) }, text);
    };
    for (const value of activationTicks(floor, limit)) {
      const isPower = Math.abs(value) >= 1000;
      tick(yActivation(value), isPower ? (value < 0 ? "−" : "") + powerOfTen(Math.round(Math.log10(Math.abs(value)))) : number(value));
    }
    for (const exponent of gradientTicks([low, high])) tick(yGradient(exponent), powerOfTen(exponent));
    if (hasFaults) {
      tick(TOPS.faults, "100\u00a0%");
      tick(TOPS.faults + FAULTS, "0");
    }
    const bottom = hasFaults ? TOPS.faults + FAULTS : TOPS.gradients + HEIGHT;
    for (const layer of layerTicks(depth, column)) {
      if (x(depth + 1) - x(layer) < 23 && layer > 1) continue; // room for the name of the output layer
      add("text", { class: "playground-layer-tick", x: round(x(layer)), y: bottom + 16 }, layer);
    }
    const last = Math.min(x(depth + 1), width - 15); // the name is wider than the column of a deep network
    add("text", { class: "playground-layer-tick", x: round(last), y: bottom + 16 }, words.output);
    add("text", { class: "playground-layer-tick", x: LEFT + (width - LEFT) / 2, y: bottom + 30 }, words.layer);

    /* The layer that is looked at. */
    const mark = { class: "playground-mark", x: round(x(selected) - column / 2), width: round(column) };
    add("rect", { ...mark, y: TOPS.activations, height: bottom - TOPS.activations });

    /* The distributions. */
    const shapes = { activations: "", gradients: "", bars: "", broken: "" };
    const lost = (layer, top) => {
      const edge = [x(layer) - half, x(layer) + half].map(round);
      shapes.broken += `M${edge[0]} ${top}H${edge[1]}V${top + HEIGHT}H${edge[0]}Z`;
    };
    layers.forEach(({ histogram, deviation, gradient, fault: share }, index) => {
      const layer = index + 1;
      if (Number.isFinite(deviation)) {
        shapes.activations += violin(histogram, x(layer), half, TOPS.activations, HEIGHT);
      } else lost(layer, TOPS.activations);
      if (Number.isFinite(gradient.size)) {
        shapes.gradients += violin(gradient.histogram, x(layer), half, TOPS.gradients, HEIGHT);
      } else lost(layer, TOPS.gradients);
      if (share) {
        const length = round(share * FAULTS);
        shapes.bars += `M${round(x(layer) - half)} ${TOPS.faults + FAULTS}v${-length}h${round(2 * half)}v${length}Z`;
      }
    });
    if (Number.isFinite(output.gradient.size)) {
      shapes.gradients += violin(output.gradient.histogram, x(depth + 1), half, TOPS.gradients, HEIGHT);
    } else lost(depth + 1, TOPS.gradients);
    for (const [name, path] of Object.entries(shapes)) add("path", { class: `playground-${name}`, d: path });

    /* Mean, mean ± standard deviation, and size of the gradient, from layer to layer. */
    const line = (name, points) => {
      const path = points.map(([a, b], i) => `${i ? "L" : "M"}${round(a)} ${round(b)}`).join("");
      if (points.length) add("path", { class: `playground-line playground-${name}`, d: path });
    };
    const finite = layers.map((each, i) => [i + 1, each]).filter(([, { deviation }]) => Number.isFinite(deviation));
    for (const sign of [-1, 1]) {
      line("deviation", finite.map(([layer, each]) => [x(layer), yActivation(each.mean + sign * each.deviation)]));
    }
    line("mean", finite.map(([layer, each]) => [x(layer), yActivation(each.mean)]));
    const sized = [...layers, output]
      .map(({ gradient }, i) => [i + 1, gradient.size])
      .filter(([, size]) => size > 0 && Number.isFinite(size));
    line("size", sized.map(([layer, size]) => [x(layer), yGradient(Math.log10(size))]));
    for (const [layer, size] of sized) {
      const dot = { class: "playground-dot", cx: round(x(layer)), cy: round(yGradient(Math.log10(size))) };
      add("circle", { ...dot, r: depth > 25 ? 1.8 : 2.6 });
    }

    const height = bottom + FOOT;
    const drawing = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    drawing.append(...parts);
    place.replaceChildren(drawing);
  };

  const select = (layer) => {
    selected = layer;
    if (drawn) draw(drawn);
  };

  place.addEventListener("pointermove", (event) => {
    if (!drawn) return;
    const depth = drawn.picture.layers.length, width = Math.max(260, place.clientWidth);
    const layer = Math.ceil(((event.clientX - place.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT)) * (depth + 1));
    if (layer >= 1 && layer <= depth && layer !== selected) onPoint(layer);
  });
  let lastWidth = 0;
  new ResizeObserver(() => {
    if (drawn && place.clientWidth !== lastWidth) draw(drawn);
    lastWidth = place.clientWidth;
  }).observe(place);
  return { draw, select };
};
