/* Section 11.1: the chain rule through layers of one unit each, with all weights the same, x = 1 and target 0. */
(() => {
  "use strict";
  const { define, decades, functions } = globalThis.handson11Figures;

  define("chain", ({ activation, weight, layers }, { words, number, fill }) => {
    const outputs = [1], slopes = [];
    for (let layer = 0; layer < layers; layer += 1) {
      const [value, slope] = functions[activation](weight * outputs[layer], {});
      outputs.push(value);
      slopes.push(slope);
    }
    const factors = slopes.map((slope) => Math.abs(weight * slope));
    const deltas = []; // ∂L/∂z of each layer, from the last to the first
    for (let layer = layers - 1, delta = 2 * outputs[layers] * slopes[layers - 1]; layer >= 0; layer -= 1) {
      deltas.unshift([layer + 1, Math.abs(delta)]);
      if (layer) delta *= weight * slopes[layer - 1];
    }
    const low = number(Math.min(...factors)), high = number(Math.max(...factors));
    const first = deltas[0][1], last = deltas.at(-1)[1];
    return {
      panels: [
        {
          x: { min: 0, max: layers + 1, label: words.layer },
          y: { min: 0, max: [1.2, 2.4, 4.8].find((top) => top > Math.max(...factors)), label: words.factor },
          marks: [
            { line: [[0, 1], [layers + 1, 1]], c: 5, d: 1, w: "thin", label: words.one },
            { bars: factors.map((factor, layer) => [layer + 0.6, layer + 1.4, factor]), c: 0 },
          ],
        },
        {
          x: { min: 0, max: layers + 1, label: words.layer },
          y: { ...decades(deltas.map(([, size]) => size), [1, 3, 8, 15, 40]), label: words.gradient },
          marks: [
            { line: deltas, c: 1 },
            { dots: deltas.filter(([, size]) => size > 0), c: 1, r: 3 },
          ],
        },
      ],
      reading: fill("reading", {
        layers, factors: fill(low === high ? "alike" : "between", { low, high }), first, last, ratio: last ? first / last : NaN,
      }),
    };
  });
})();
