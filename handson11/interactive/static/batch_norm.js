/* Section 11.1.3: batch normalization of batches whose mean drifts: this batch before and after, in training
   and at inference, and how the moving averages follow. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;
  const EPSILON = 1e-3, SIZE = 50, STEPS = 200; // ε is Keras' default
  const EDGES = Array.from({ length: 41 }, (_, k) => -6 + 0.5 * k), TALLEST = 18; // a row has room for so many values

  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const statistics = (values) => {
    const centre = mean(values);
    return [centre, mean(values.map((value) => (value - centre) ** 2))];
  };
  /* The batch of step t = 1, 2, …: its own stretch of the drawn values, around a mean that grows evenly. */
  const batchAt = (noise, t, { drift, spread }) =>
    Array.from({ length: SIZE }, (_, k) => (drift * t) / STEPS + spread * noise[(t * SIZE + k) % noise.length]);
  const normalize = (values, [centre, variance], { gamma, beta }) =>
    values.map((value) => (gamma * (value - centre)) / Math.sqrt(variance + EPSILON) + beta);
  /* Bars of a histogram that stands on the line at `base`; 1 is the distance of two such lines. */
  const histogram = (values, base) =>
    EDGES.slice(0, -1)
      .map((left, k) => [left, EDGES[k + 1], base + Math.min(values.filter((value) => left <= value && value < EDGES[k + 1]).length / TALLEST, 0.95), base])
      .filter(([, , top]) => top > base);
  const tidy = (value) => Math.round(value * 1e9) / 1e9; // 0 in place of 10⁻¹⁷

  define("batch_norm", (state, { words, data, fill }) => {
    const { step, momentum } = state, means = [], moving = [[0, 0]];
    let average = [0, 1], batch, now;
    for (let t = 1; t <= STEPS; t += 1) {
      const values = batchAt(data.noise, t, state), seen = statistics(values);
      means.push([t, seen[0]]);
      if (t > step) continue;
      average = average.map((old, k) => old * momentum + seen[k] * (1 - momentum));
      moving.push([t, average[0]]);
      [batch, now] = [values, seen];
    }
    const trained = normalize(batch, now, state), inferred = normalize(batch, average, state);
    const [out, outVariance] = statistics(inferred).map(tidy), [inside, insideVariance] = statistics(trained).map(tidy);
    const left = momentum ** step;
    return {
      panels: [
        {
          height: 270,
          x: { min: -6, max: 14, label: words.value },
          y: { min: 0, max: 3, ticks: [[0, words.inference], [1, words.training], [2, words.before]] },
          marks: [
            { bars: histogram(batch, 2), c: 5 },
            { bars: histogram(trained, 1), c: 0 },
            { bars: histogram(inferred, 0), c: 1 },
            ...[[now[0], 2, 5], [inside, 1, 0], [out, 0, 1]].map(([x, base, c]) => ({ line: [[x, base], [x, base + 1]], c, w: "bold" })),
          ],
        },
        {
          height: 270,
          x: { min: 0, max: STEPS, label: words.step },
          y: { min: -2, max: 10, label: words.mean },
          marks: [
            { dots: means, c: 5, r: 1.8, label: words.batch },
            { line: moving, c: 1, w: "bold", label: words.moving },
            { line: [[step, -2], [step, 10]], c: 4, d: 2, w: "thin" },
          ],
        },
      ],
      reading: fill("reading", {
        step, start: fill(left >= 1e-4 ? "left" : "gone", { share: 100 * left }), mean: now[0], deviation: Math.sqrt(now[1]), moving: average[0], movingDeviation: Math.sqrt(average[1]),
        inside, insideDeviation: Math.sqrt(insideVariance), out, outDeviation: Math.sqrt(outVariance),
      }),
    };
  });
})();
