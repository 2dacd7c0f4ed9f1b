/* Section 11.1.2: an activation function, its slope at a point, and that slope multiplied over many layers. */
(() => {
  "use strict";
  const { define, functions } = globalThis.handson11Figures;

  define("activations", ({ name, slope, alpha, z, layers }, { words, number, fill }) => {
    const at = (x) => functions[name](x, { slope, alpha });
    const [value, steepness] = at(z);
    const grid = Array.from({ length: 161 }, (_, k) => (k - 80) / 20);
    const products = Array.from({ length: layers + 1 }, (_, n) => [n, Math.abs(steepness) ** n]);
    return {
      panels: [
        {
          share: 1.3, height: 300,
          x: { min: -4, max: 4, label: words.z },
          y: { min: -2, max: 4 },
          marks: [
            { line: [[-4, 0], [4, 0]], c: 5, w: "thin" },
            { line: [[0, -2], [0, 4]], c: 5, w: "thin" },
            { line: [[z - 1.5, value - 1.5 * steepness], [z + 1.5, value + 1.5 * steepness]], c: 2, w: "bold", label: words.tangent },
            { line: grid.map((x) => [x, at(x)[0]]), c: 0, label: words.value },
            { line: grid.map((x) => [x, at(x)[1]]), c: 1, d: 1, label: words.slope },
            { dots: [[z, steepness]], c: 1, r: 5 },
          ],
        },
        {
          height: 300,
          x: { min: 0, max: layers, label: words.layers },
          y: { min: 1e-12, max: 100, log: true, label: words.product },
          marks: [
            { line: [[0, 1], [layers, 1]], c: 5, w: "thin" },
            { line: products, c: 2 },
          ],
        },
      ],
      handles: [{ panel: 0, at: [z, value], x: "z", label: words.handle, text: fill("point", { z, value, slope: steepness }) }],
      off: ["slope", "alpha"].filter((key) => name !== { slope: "leaky_relu", alpha: "elu" }[key]),
      reading: fill("reading", { name, z, value, slope: steepness, layers, product: steepness ** layers }),
    };
  });
})();
