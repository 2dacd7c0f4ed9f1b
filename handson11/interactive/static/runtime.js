/* Figures you can move: what all of them share. A figure's own script turns the state of its controls into a
   scene, a plain object of panels, axes and marks; this file draws scenes and looks after the controls.
   handson11/interactive/_svg.py draws the same scenes in Python, for the still picture. */
(() => {
  "use strict";
  const FONT = 13, LINE = 19, GAP = 30, WIDEST = 760;

  /* ---- Words and numbers. ---- */
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escape = (text) => String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);
  const superscript = (exponent) => [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])).join("");
  const plain = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace("-", "−");

  /* A number to some significant digits, the way handson11.show.exact writes it: 0.25, 1,024, 1.2 × 10⁻⁶; no line breaks in it. */
  const number = (value, digits = 3) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    if (exponent < -3 || exponent >= Math.max(5, digits)) return `${plain(mantissa)}\u00a0×\u00a010${superscript(Number(exponent))}`;
    const [whole, rest] = plain(value.toFixed(Math.max(0, digits - 1 - exponent))).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  };
  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? number(values[key]) : values[key]));

  /* ---- Scales. ---- */
  const scaleOf = (axis, length, upward) => {
    const bend = axis.log ? (value) => Math.log10(Math.max(value, 1e-300)) : (value) => value;
    const low = bend(axis.min), span = bend(axis.max) - low;
    const to = (value) => {
      const share = Math.min(Math.max((bend(value) - low) / span, -2), 3); // far outside is as good as outside
      return (upward ? 1 - share : share) * length;
    };
    const from = (position) => {
      const share = low + span * (upward ? 1 - position / length : position / length);
      return axis.log ? 10 ** share : share;
    };
    return { to, from };
  };
  /* The limits 10⁻ⁿ and 10ⁿ of a logarithmic axis, of a few n, that hold all values. */
  const decades = (values, powers) => {
    const power = powers.find((each) => values.every((value) => Math.abs(Math.log10(value)) <= each)) ?? powers.at(-1);
    return { min: 10 ** -power, max: 10 ** power, log: true };
  };
  const ticksOf = (axis, length, space) => {
    if (axis.ticks) return axis.ticks;
    const wanted = Math.max(2, Math.floor(length / space)), ticks = [];
    if (axis.log) {
      const first = Math.ceil(Math.log10(axis.min) - 1e-9), last = Math.floor(Math.log10(axis.max) + 1e-9);
      const stride = Math.max(1, Math.ceil((last - first + 1) / wanted));
      for (let exponent = Math.ceil(first / stride) * stride; exponent <= last; exponent += stride)
        ticks.push([10 ** exponent, Math.abs(exponent) < 3 ? number(10 ** exponent) : `10${superscript(exponent)}`]);
      return ticks;
    }
    const raw = (axis.max - axis.min) / wanted, power = 10 ** Math.floor(Math.log10(raw) + 1e-9);
    const step = power * [1, 2, 5, 10].find((each) => each * power >= raw * (1 - 1e-9));
    const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (let index = Math.ceil(axis.min / step - 1e-9); index * step <= axis.max + 1e-9 * step; index += 1)
      ticks.push([index * step, (index * step).toFixed(places).replace(/^-0(\.0+)?$/, "0$1").replace("-", "−")]);
    return ticks;
  };

  /* ---- Drawing. ---- */
  const at = (value) => Math.floor(value * 10 + 0.5) / 10; // tenths of a pixel
  /* Hangul is as wide as high; of the rest, about what wide system fonts need. */
  const widthOf = (text) => [...text].reduce((sum, character) => sum + (character > "\u2e7f" ? 1 : character === "−" ? 0.84 : 0.62), 0) * FONT;
  const wrap = (text, width) =>
    text.split(" ").reduce((lines, word) => {
      const longer = lines.length && `${lines.at(-1)} ${word}`;
      return longer && widthOf(longer) <= width ? [...lines.slice(0, -1), longer] : [...lines, word];
    }, []);
  const write = (text, x, y, kind = "", anchor = "start") =>
    `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${kind && ` class="${kind}"`}>${escape(text)}</text>`;
  const pathOf = (points, close = "") => {
    let path = "", pen = "M";
    for (const [x, y] of points) {
      if (Number.isNaN(x + y)) pen = "M";
      else {
        path += `${pen}${at(x)} ${at(y)}`;
        pen = "L";
      }
    }
    return path + close;
  };
  const classOf = (mark, kind) => [kind, `c${mark.c ?? 0}`, mark.d ? `d${mark.d}` : "", mark.w ?? ""].filter(Boolean).join(" ");
  const box = ([left, top], [right, bottom]) =>
    `M${at(Math.min(left, right))} ${at(Math.min(top, bottom))}h${at(Math.abs(right - left))}v${at(Math.abs(bottom - top))}h${at(-Math.abs(right - left))}z`;

  /* Each kind of mark, in the pixels of its panel; `p` turns data into pixels. */
  const MARKS = {
    line: (mark, p) => `<path class="${classOf(mark, "line")}" d="${pathOf(mark.line.map(p))}"/>`,
    band: (mark, p) => {
      const low = mark.band.map(([x, bottom]) => p([x, bottom])), high = mark.band.map(([x, , top]) => p([x, top]));
      return `<path class="${classOf(mark, "band")}" d="${pathOf([...low, ...high.reverse()], "z")}"/>`;
    },
    dots: (mark, p) => // round ends of lines without length: many dots in few bytes
      `<path class="${classOf(mark, "dots")}" stroke-width="${2 * (mark.r ?? 3.5)}" d="${mark.dots.map(p).map(([x, y]) => `M${at(x)} ${at(y)}h0`).join("")}"/>`,
    bars: (mark, p) =>
      `<path class="${classOf(mark, "bar")}" d="${mark.bars.map(([left, right, top, base = 0]) => box(p([left, base]), p([right, top]))).join("")}"/>`,
    arrow: (mark, p) => {
      const [[x0, y0], [x1, y1]] = mark.arrow.map(p);
      const length = Math.hypot(x1 - x0, y1 - y0), head = Math.min(12, length);
      if (length < 0.5) return "";
      const [u, v] = [(x1 - x0) / length, (y1 - y0) / length], [x, y] = [x1 - head * u, y1 - head * v];
      const tip = pathOf([[x1, y1], [x - (head / 2.4) * v, y + (head / 2.4) * u], [x + (head / 2.4) * v, y - (head / 2.4) * u]], "z");
      return `<path class="${classOf(mark, "line")}" d="${pathOf([[x0, y0], [x, y]])}"/><path class="fill c${mark.c ?? 0}" d="${tip}"/>`;
    },
    text: (mark, p) => {
      const [x, y] = p(mark.at);
      return write(mark.text, x + (mark.dx ?? 0), y + (mark.dy ?? 0), mark.w ?? "", mark.anchor);
    },
    cells: (mark, p) => {
      const levels = 10, rows = mark.cells.length, columns = mark.cells[0].length, [[x0, y0], [x1, y1]] = mark.corners;
      const corner = (row, column) => p([x0 + ((x1 - x0) * column) / columns, y0 + ((y1 - y0) * row) / rows]);
      const paths = Array(levels + 1).fill("");
      mark.cells.forEach((values, row) => {
        const shade = values.map((value) => Math.floor(value * levels + 0.5));
        for (let start = 0, end; start < columns; start = end) {
          for (end = start + 1; end < columns && shade[end] === shade[start]; ) end += 1;
          if (shade[start]) paths[shade[start]] += box(corner(row, start), corner(row + 1, end));
        }
      });
      return paths.map((path, level) => path && `<path class="cells" fill-opacity="${level / levels}" d="${path}"/>`).join("");
    },
  };
  const kindOf = (mark) => Object.keys(MARKS).find((kind) => kind in mark);

  /* The legend: rows of [x, row, mark], as wide as the panel allows. */
  const legendOf = (panel, width) => {
    let x = 0, row = 0;
    const entries = panel.marks.filter((mark) => mark.label).map((mark) => {
      const needed = 30 + widthOf(mark.label);
      if (x && x + needed > width) [x, row] = [0, row + 1];
      const entry = [x, row, mark];
      x += needed + 16;
      return entry;
    });
    return { entries, rows: entries.length ? row + 1 : 0 };
  };
  const sample = (mark, x, y) => {
    const kind = kindOf(mark);
    if (kind === "dots") return `<path class="${classOf(mark, "dots")}" stroke-width="7" d="M${at(x + 11)} ${at(y)}h0"/>`;
    if (kind === "bars" || kind === "band") return `<path class="${classOf(mark, kind.replace("bars", "bar"))}" d="${box([x, y - 5], [x + 22, y + 5])}"/>`;
    return `<path class="${classOf(mark, "line")}" d="${pathOf([[x, y], [x + 22, y]])}"/>`;
  };

  const measure = (panel, width, beside) => {
    const tall = (panel.height ?? 230) * (beside || panel.square ? 1 : 0.8);
    const labels = panel.bare ? [] : ticksOf(panel.y, tall, 42).map(([, label]) => widthOf(label));
    const left = panel.bare ? 0 : Math.max(24, ...labels) + 8, right = panel.bare ? 0 : 14;
    const across = panel.square ? Math.min(width - left - right, tall) : width - left - right;
    const title = panel.title ? wrap(panel.title, width) : [], legend = legendOf(panel, width);
    const unit = panel.y.label ? wrap(panel.y.label, width) : [];
    const head = LINE * (title.length + legend.rows + unit.length) + 8;
    const foot = (panel.bare ? 4 : LINE) + (panel.x.label ? LINE : 0);
    return { left, across, tall: panel.square ? across : tall, title, legend, unit, head, foot };
  };

  const drawPanel = (panel, size, x, y, head) => {
    const { left, across, tall, title, legend, unit } = size, parts = [];
    let line = y + FONT;
    for (const text of title) parts.push(write(text, x, line, "title")), (line += LINE);
    for (const [shift, row, mark] of legend.entries) {
      parts.push(sample(mark, x + shift, line + row * LINE - 4.5), write(mark.label, x + shift + 28, line + row * LINE));
    }
    line += legend.rows * LINE;
    for (const text of unit) parts.push(write(text, x, line, "soft")), (line += LINE);
    const frame = { x: x + left, y: y + head, across, tall };
    const [sx, sy] = [scaleOf(panel.x, across, false), scaleOf(panel.y, tall, true)];
    const p = ([u, v]) => [sx.to(u), sy.to(v)];
    if (!panel.bare) {
      let grid = "";
      for (const [value, label] of ticksOf(panel.x, across, 56)) {
        grid += `M${at(frame.x + sx.to(value))} ${at(frame.y)}v${at(tall)}`;
        parts.push(write(label, frame.x + sx.to(value), frame.y + tall + 16, "soft", "middle"));
      }
      for (const [value, label] of ticksOf(panel.y, tall, 42)) {
        grid += `M${at(frame.x)} ${at(frame.y + sy.to(value))}h${at(across)}`;
        parts.push(write(label, frame.x - 6, frame.y + sy.to(value) + 4.5, "soft", "end"));
      }
      parts.push(`<path class="grid" d="${grid}"/>`);
      parts.push(`<path class="axis" d="M${at(frame.x)} ${at(frame.y)}v${at(tall)}h${at(across)}"/>`);
    }
    if (panel.x.label) parts.push(write(panel.x.label, frame.x + across / 2, frame.y + tall + (panel.bare ? 16 : 35), "soft", "middle"));
    const marks = panel.marks.map((mark) => MARKS[kindOf(mark)](mark, p)).join("");
    parts.push(`<svg x="${at(frame.x)}" y="${at(frame.y)}" width="${at(across)}" height="${at(tall)}" overflow="hidden">${marks}</svg>`);
    return { markup: parts.join(""), place: { ...frame, sx, sy } };
  };

  /* A scene as SVG markup, with its height and the place of each panel. */
  const draw = (scene, width) => {
    const shares = scene.panels.map((panel) => panel.share ?? 1), total = shares.reduce((a, b) => a + b);
    const beside = width >= 285 * scene.panels.length;
    let [x, y, tallest, markup] = [0, 0, 0, ""];
    const widths = shares.map((share) => (beside ? ((width - GAP * (shares.length - 1)) * share) / total : width));
    const sizes = scene.panels.map((panel, index) => measure(panel, widths[index], beside));
    const places = scene.panels.map((panel, index) => {
      const size = sizes[index], head = beside ? Math.max(...sizes.map((each) => each.head)) : size.head;
      const drawn = drawPanel(panel, size, x, y, head);
      markup += drawn.markup;
      const height = head + size.tall + size.foot + 6;
      if (beside) [x, tallest] = [x + widths[index] + GAP, Math.max(tallest, height)];
      else [y, tallest] = [y + height + 10, y + height];
      return drawn.place;
    });
    return { markup, height: Math.ceil(tallest), places, beside };
  };

  /* ---- Controls. ---- */
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  let made = 0; // for ids and names that are unique on the page

  const BUILD = {
    range(control, change) {
      const id = `handson11-${(made += 1)}`, { values } = control;
      const input = make("input", { type: "range", id });
      const limits = values ? [0, values.length - 1, 1] : [control.min, control.max, control.step];
      ["min", "max", "step"].forEach((name, index) => input.setAttribute(name, limits[index]));
      const output = make("output", { htmlFor: id });
      input.addEventListener("input", () => change(values ? values[input.value] : Number(input.value)));
      const show = (value) => {
        input.value = values ? values.indexOf(value) : value;
        output.value = number(value, 4) + (control.unit ?? "");
        input.setAttribute("aria-valuetext", output.value);
      };
      return { element: make("fieldset", { className: "control" }, make("label", { htmlFor: id }, control.label, output), input), show };
    },
    choice(control, change) {
      const name = `handson11-${(made += 1)}`;
      const inputs = control.options.map(([value]) => {
        const input = make("input", { type: "radio", name });
        input.addEventListener("change", () => change(value));
        return input;
      });
      const labels = inputs.map((input, index) => make("label", {}, input, make("span", { textContent: control.options[index][1] })));
      const show = (value) => inputs.forEach((input, index) => (input.checked = control.options[index][0] === value));
      const element = make("fieldset", { className: "control wide" }, make("legend", { textContent: control.label }), make("div", { className: "options" }, ...labels));
      return { element, show };
    },
    check(control, change) {
      const input = make("input", { type: "checkbox" });
      input.addEventListener("change", () => change(input.checked));
      const element = make("fieldset", { className: "control check wide" }, make("label", {}, input, make("span", { textContent: control.label })));
      return { element, show: (value) => (input.checked = value) };
    },
  };
  const kindOfControl = (control) => Object.keys(BUILD).find((kind) => kind in control);
  const snapped = (control, value) => {
    const steps = Math.round((value - control.min) / control.step);
    const inside = Math.min(Math.max(control.min + steps * control.step, control.min), control.max);
    return Number(inside.toFixed(9)); // no 0.30000000000000004
  };

  /* ---- Points to drag: by pointer, by touch, and by the arrow keys. ---- */
  const SVG = "http://www.w3.org/2000/svg";
  const shape = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [10, 0], PageDown: [-10, 0] };

  const handleFor = (svg, colour, find, move) => {
    // `find` gives the handle of the scene as it is now, the place of its panel, and the controls it moves.
    const circles = [["reach", 22], ["ring", 15], ["knob", 8]].map(([name, r]) => shape("circle", { class: name, r }));
    const element = shape("g", { class: `handle c${colour}`, role: "slider", tabindex: 0 }, ...circles);
    const put = (event) => {
      const { handle, place, controls } = find(), frame = svg.getBoundingClientRect();
      const zoom = svg.viewBox.baseVal.width / frame.width;
      const x = place.sx.from((event.clientX - frame.left) * zoom - place.x);
      const y = place.sy.from((event.clientY - frame.top) * zoom - place.y);
      move({ ...(handle.x && { [handle.x]: snapped(controls.x, x) }), ...(handle.y && { [handle.y]: snapped(controls.y, y) }) });
    };
    // A finger on the point moves the point, one beside it the page. Chromium heeds `touch-action` on a whole picture only.
    element.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
      event.preventDefault();
    });
    element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && put(event));
    element.addEventListener("keydown", (event) => {
      const { handle, controls, state } = find();
      const steps = KEYS[event.key], change = {};
      if (event.key === "Home" || event.key === "End") change[handle.x] = controls.x[event.key === "Home" ? "min" : "max"];
      else if (!steps) return;
      else {
        // A point that moves along one axis only follows both pairs of arrows.
        const along = handle.y ? steps : [steps[0] + steps[1], 0], times = event.shiftKey ? 10 : 1;
        if (along[0]) change[handle.x] = snapped(controls.x, state[handle.x] + along[0] * times * controls.x.step);
        if (along[1]) change[handle.y] = snapped(controls.y, state[handle.y] + along[1] * times * controls.y.step);
      }
      event.preventDefault();
      move(change);
    });
    const show = () => {
      const { handle, place, controls, state } = find();
      element.setAttribute("transform", `translate(${at(place.x + place.sx.to(handle.at[0]))} ${at(place.y + place.sy.to(handle.at[1]))})`);
      const said = { "aria-label": handle.label, "aria-valuetext": handle.text, "aria-valuenow": state[handle.x] };
      said["aria-valuemin"] = controls.x.min;
      said["aria-valuemax"] = controls.x.max;
      for (const [name, value] of Object.entries(said)) element.setAttribute(name, value);
    };
    return { element, show };
  };

  /* A square of the picture that is on or off. */
  const toggleFor = (find, move) => {
    const element = shape("rect", { class: "switch", role: "checkbox", tabindex: 0 });
    const flip = () => {
      const { toggle, state } = find();
      move({ [toggle.key]: !state[toggle.key] });
    };
    element.addEventListener("click", flip);
    element.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      flip();
    });
    const show = () => {
      const { toggle, place, state } = find(), [[left, top], [right, bottom]] = toggle.corners;
      const [x, y] = [place.sx.to(left), place.sy.to(top)];
      const is = { x: at(place.x + x), y: at(place.y + y), width: at(place.sx.to(right) - x), height: at(place.sy.to(bottom) - y) };
      for (const [name, value] of Object.entries({ ...is, "aria-label": toggle.label, "aria-checked": state[toggle.key] })) element.setAttribute(name, value);
    };
    return { element, show };
  };

  /* ---- A figure. ---- */
  const start = (figure, sceneOf) => {
    const { state: initial, controls, words, data } = JSON.parse(figure.dataset.setup);
    let state = { ...initial }, scene, drawn, width = 0, tallest = 0, waiting;
    const svg = shape("svg", { class: "handson11-picture", "aria-label": words.alt });
    const picture = shape("g", { "aria-hidden": "true" });
    const reading = figure.querySelector(".reading"), news = make("p", { className: "news" });
    news.setAttribute("aria-live", "polite");
    svg.append(picture);

    const move = (change) => {
      state = { ...state, ...change };
      show();
      clearTimeout(waiting); // said once the reader has stopped moving
      waiting = setTimeout(() => (news.textContent = reading.textContent), 600);
    };
    const built = controls.map((control) => {
      const kind = kindOfControl(control);
      return { key: control[kind], control, ...BUILD[kind](control, (value) => move({ [control[kind]]: value })) };
    });
    const controlOf = (key) => built.find((each) => each.key === key)?.control;
    let handles = [];

    const paint = () => {
      drawn = draw(scene, width);
      svg.setAttribute("viewBox", `0 0 ${width} ${drawn.height}`);
      picture.innerHTML = drawn.markup;
      handles.forEach((handle) => handle.show());
      // The sentence stands below the picture, or where that is tall, between the controls and the picture.
      (drawn.beside ? svg : panel).after(reading);
    };
    /* A sentence that has grown keeps its room, so that nothing jumps while the reader moves. */
    const settle = () => {
      tallest = Math.max(tallest, reading.offsetHeight);
      reading.style.minHeight = `${tallest}px`;
    };
    const show = () => {
      scene = sceneOf(state, { words, data, number, fill: (name, values) => fill(words[name], values) });
      state = { ...state, ...scene.state }; // what one control rules out for another
      if (width) paint();
      reading.textContent = scene.reading;
      if (width) settle();
      built.forEach(({ key, element, show: set }) => {
        set(state[key]);
        element.hidden = scene.off?.includes(key) ?? false;
      });
    };
    const reset = make("button", { type: "button", textContent: words.reset });
    reset.addEventListener("click", () => move(initial));
    const panel = make("div", { className: "controls" }, ...built.map((each) => each.element), reset);
    show();
    const placeOf = ({ panel }) => drawn.places[panel];
    handles = [
      ...(scene.handles ?? []).map(({ c = 0 }, index) =>
        handleFor(svg, c, () => {
          const handle = scene.handles[index];
          return { handle, state, place: placeOf(handle), controls: { x: controlOf(handle.x), y: controlOf(handle.y) } };
        }, move)
      ),
      ...(scene.toggles ?? []).map((_, index) =>
        toggleFor(() => ({ toggle: scene.toggles[index], state, place: placeOf(scene.toggles[index]) }), move)
      ),
    ];
    // A picture without anything to focus is an image; one with handles is a group that holds them.
    svg.setAttribute("role", handles.length ? "group" : "img");
    svg.append(...handles.map((handle) => handle.element));

    const live = make("div", { className: "live" }, panel, svg, reading, news);
    figure.querySelector(".still, .live").replaceWith(live);
    const fit = () => {
      const room = Math.min(Math.floor(live.clientWidth), WIDEST);
      if (!room || room === width) return; // 0: not on the screen yet
      [width, tallest] = [room, 0];
      paint();
      reading.style.minHeight = "";
      settle();
    };
    fit();
    new ResizeObserver(fit).observe(live);
  };

  const begun = new WeakSet();
  /* Start every figure of this kind on the page that has not been started yet. */
  const define = (name, sceneOf) => {
    for (const figure of document.querySelectorAll(`figure[data-handson11="${name}"]`)) {
      if (begun.has(figure)) continue;
      begun.add(figure);
      start(figure, sceneOf);
    }
  };
  globalThis.handson11Figures = { define, decades, draw, fill, number };
})();
