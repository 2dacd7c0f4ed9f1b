/* Section 11.1.4: what the three ways of clipping make of the gradient of a unit with two weights and a bias. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;

  /* The gradient (of the two weights, and of the bias) after clipping, as Keras' optimizers clip it. */
  const clip = (way, c, [x, y], bias) => {
    if (way === "clipvalue") {
      const cut = (value) => Math.min(Math.max(value, -c), c);
      return [[cut(x), cut(y)], cut(bias)];
    }
    const factor = (norm) => Math.min(1, c / Math.max(norm, 1e-300));
    const [kernel, other] =
      way === "clipnorm" ? [factor(Math.hypot(x, y)), factor(Math.abs(bias))] : Array(2).fill(factor(Math.hypot(x, y, bias)));
    return [[kernel * x, kernel * y], other * bias];
  };
  /* The angle between two vectors in degrees; 0 in place of 10⁻¹⁵. */
  const angle = ([a, b], [c, d]) => Math.round((Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * 180e9) / Math.PI) / 1e9;
  const square = (c) => [[-c, -c], [c, -c], [c, c], [-c, c], [-c, -c]];
  const circle = (c) => Array.from({ length: 73 }, (_, k) => [c * Math.cos((k * Math.PI) / 36), c * Math.sin((k * Math.PI) / 36)]);

  define("clipping", ({ way, c, x, y, bias }, { words, number, fill }) => {
    const before = [x, y], [after, biasAfter] = clip(way, c, before, bias);
    const norms = [Math.hypot(x, y), Math.hypot(...after)], turned = norms[0] ? angle(before, after) : 0;
    const region = { line: way === "clipvalue" ? square(c) : circle(c), c: 5, d: way === "global_clipnorm" ? 1 : 0, w: "thin", label: words[`region_${way}`] };
    const bars = ([first, second], third, shift) => [first, second, third].map((value, index) => [index + shift, index + shift + 0.32, value]);
    return {
      panels: [
        {
          square: true, height: 300,
          x: { min: -3, max: 3, label: words.first },
          y: { min: -3, max: 3, label: words.second },
          marks: [
            { line: [[-3, 0], [3, 0]], c: 5, w: "thin" },
            { line: [[0, -3], [0, 3]], c: 5, w: "thin" },
            region,
            { arrow: [[0, 0], before], c: 0, d: 1, label: words.before },
            { arrow: [[0, 0], after], c: 1, w: "bold", label: words.after },
          ],
        },
        {
          height: 300,
          x: { min: -0.2, max: 3, ticks: [[0.4, words.w1], [1.4, words.w2], [2.4, words.b]] },
          y: { min: -3, max: 3, label: words.component },
          marks: [
            { bars: bars(before, bias, 0.05), c: 0, label: words.before },
            { bars: bars(after, biasAfter, 0.43), c: 1, label: words.after },
            { line: [[-0.2, 0], [3, 0]], c: 5, w: "thin" },
          ],
        },
      ],
      handles: [{ panel: 0, at: before, x: "x", y: "y", label: words.handle, text: `(${number(x)}, ${number(y)})` }],
      reading: fill("reading", {
        x, y, bias, way, c, turned,
        norm: norms[0], xAfter: after[0], yAfter: after[1], biasAfter, normAfter: norms[1],
      }),
    };
  });
})();
