/* Section 11.2.2: contrastive divergence in a machine so small that the true gradient can be counted. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));
  const sum = (values) => values.reduce((a, b) => a + b, 0);

  /* Numbers from 0 to 1, the same in every browser and in Python (the minimal standard of Park & Miller, 1988). */
  const generator = (seed) => {
    const modulus = 2 ** 31 - 1;
    let state = (seed * 123456789) % modulus; // small seeds would begin with small numbers
    return () => (state = (state * 48271) % modulus) / modulus;
  };

  const up = (v, { W, c }) => c.map((bias, j) => sigmoid(bias + sum(v.map((value, i) => value * W[i][j]))));
  const down = (h, { W, b }) => b.map((bias, i) => sigmoid(bias + sum(h.map((value, j) => value * W[i][j]))));
  const draw = (chances, random) => chances.map((chance) => (random() < chance ? 1 : 0));
  /* Adds weight · v hᵀ to a matrix that stands as one list, hidden unit by hidden unit. */
  const add = (matrix, v, h, weight) => h.forEach((other, j) => v.forEach((value, i) => (matrix[j * v.length + i] += weight * value * other)));

  /* Average of v hᵀ under the machine's own distribution: over all images, each with its weight e^(−F). */
  const underModel = (machine) => {
    const images = Array.from({ length: 2 ** machine.b.length }, (_, n) => machine.b.map((_, i) => (n >> i) & 1));
    const energies = images.map((v) => -sum(v.map((value, i) => value * machine.b[i])) + sum(up(v, machine).map((p) => Math.log1p(-p))));
    const lowest = Math.min(...energies), weights = energies.map((energy) => Math.exp(lowest - energy)), Z = sum(weights);
    const average = Array(machine.b.length * machine.c.length).fill(0);
    images.forEach((v, n) => add(average, v, up(v, machine), weights[n] / Z));
    return average;
  };

  define("divergence", (state, { words, data, number, fill }) => {
    const { k, draws, seed } = state, v = data.b.map((_, i) => (state[`v${i}`] ? 1 : 0));
    const random = generator(seed), chances = up(v, data), zeros = () => Array(v.length * chances.length).fill(0);
    const positive = zeros(), dreamed = zeros();
    let first;
    add(positive, v, chances, 1);
    for (let n = 0; n < draws; n += 1) {
      let visible = v;
      for (let step = 0; step < k; step += 1) {
        const hidden = draw(up(visible, data), random);
        visible = draw(down(hidden, data), random);
        first ??= [hidden, visible];
      }
      add(dreamed, visible, up(visible, data), 1 / draws);
    }
    const model = underModel(data);
    const change = positive.map((value, n) => value - dreamed[n]), gradient = positive.map((value, n) => value - model[n]);
    const error = Math.hypot(...change.map((value, n) => value - gradient[n])) / Math.hypot(...gradient);

    /* The four stations of a step, from left to right, as squares of side 1. */
    const { columns } = data, height = Math.max(chances.length, v.length / columns);
    const grid = (values, width) => Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
    const stations = [[v, columns, "v"], [chances, 1, "p(h|v)"], [first[0], 1, "h"], [first[1], columns, "v′"]];
    let left = 0;
    const marks = [], corner = [];
    for (const [values, width, name] of stations) {
      const cells = grid(values, width), right = left + width;
      corner.push(left);
      marks.push(
        { cells, corners: [[left, height], [right, height - cells.length]] },
        ...cells.flatMap((row, y) => row.map((_, x) => ({ line: [[left + x, height - y], [left + x + 1, height - y], [left + x + 1, height - y - 1], [left + x, height - y - 1], [left + x, height - y]], c: 5, w: "thin" }))),
        { text: name, at: [(left + right) / 2, height], dy: -8, anchor: "middle" }
      );
      if (name !== "v′") marks.push({ arrow: [[right + 0.25, height - 0.5], [right + 0.95, height - 0.5]], c: 5, w: "thin" });
      left = right + 1.2;
    }
    const bars = change.map((value, n) => [n - 0.35, n + 0.35, value]);
    const count = (values) => values.map((_, j) => [j * v.length + (v.length - 1) / 2, `h${"₁₂₃₄₅₆"[j]}`]);
    return {
      panels: [
        {
          bare: true, height: 200,
          x: { min: -0.1, max: left - 1.1, label: words.click },
          y: { min: -0.1, max: height + 0.8 },
          marks,
        },
        {
          height: 200,
          x: { min: -1, max: change.length, ticks: count(chances) },
          y: { min: -1, max: 1, label: words.change },
          marks: [
            { bars, c: 0, label: `CD-${k}` },
            { dots: gradient.map((value, n) => [n, value]), c: 1, r: 2.5, label: words.gradient },
            { line: [[-1, 0], [change.length, 0]], c: 5, w: "thin" },
          ],
        },
      ],
      toggles: v.map((_, i) => {
        const [x, y] = [i % columns, height - Math.floor(i / columns)];
        return { panel: 0, corners: [[x, y], [x + 1, y - 1]], key: `v${i}`, label: `${words.pixel} ${i + 1}` };
      }),
      reading: fill("reading", {
        k, draws: number(draws, 4), error: 100 * error, image: v.join(""), dream: first[1].join(""), chances: chances.map((p) => number(p, 2)).join(", "),
      }),
    };
  });
})();
