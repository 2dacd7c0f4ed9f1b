/* Sections 11.2.1 to 11.2.3: two ways of training compared over the number of labels, seed by seed. */
(() => {
  "use strict";
  const { define } = globalThis.handson11Figures;
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  /* Sample standard deviation; of a single value, 0. */
  const deviation = (values) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(values.length - 1, 1));
  const shares = (low, high) => [low, high].map((share) => Number(share.toFixed(9)));

  define("by_labels", ({ group, way, labels: chosen }, { words, data, fill }) => {
    const { labels, baseline, scores } = data;
    const both = [baseline, way].map((name) => scores[group][name]); // (labels, seeds)
    const gains = both[0].map((row, n) => row.map((score, seed) => 100 * (both[1][n][seed] - score)));
    const at = labels.indexOf(chosen), all = both.flat(2), gainsHere = gains[at];
    const tenths = Math.ceil(10 * Math.max(...all));
    const [bottom, top] = shares(Math.min(Math.floor(10 * Math.min(...all)), tenths - 1) / 10, tenths / 10);
    const reach = Math.max(5, 5 * Math.ceil(Math.max(...gains.flat().map(Math.abs)) / 5));
    const x = { min: labels[0] / 1.2, max: labels.at(-1) * 1.2, log: true, label: words.labels, ticks: labels.map((n) => [n, String(n)]) };
    const band = (rows) => rows.map((row, n) => [labels[n], Math.min(...row), Math.max(...row)]);
    const line = (rows) => rows.map((row, n) => [labels[n], mean(row)]);
    const cursor = (low, high) => ({ line: [[chosen, low], [chosen, high]], c: 4, d: 2, w: "thin" });
    const error = deviation(gainsHere) / Math.sqrt(gainsHere.length);
    const errors = error > 1e-9 ? Math.abs(mean(gainsHere)) / error : 0; // 0: a single seed, or no scatter
    return {
      panels: [
        {
          height: 250, x,
          y: { min: bottom, max: top, label: words.accuracy },
          marks: [
            { band: band(both[0]), c: 5 },
            { band: band(both[1]), c: 0 },
            { line: line(both[0]), c: 5, d: 1, label: baseline },
            { line: line(both[1]), c: 0, label: way },
            cursor(bottom, top),
          ],
        },
        {
          height: 250, x,
          y: { min: -reach, max: reach, label: words.gain },
          marks: [
            { line: [[x.min, 0], [x.max, 0]], c: 5, w: "thin" },
            { dots: gains.flatMap((row, n) => row.map((gain) => [labels[n], gain])), c: 5, r: 2.5, label: words.seed },
            { line: line(gains), c: 1, label: words.mean },
            { dots: gainsHere.map((gain) => [chosen, gain]), c: 1, r: 4 },
            cursor(-reach, reach),
          ],
        },
      ],
      reading: fill("reading", {
        labels: chosen, way, baseline, seeds: gainsHere.length, ahead: gainsHere.filter((gain) => gain > 1e-9).length,
        wayMean: mean(both[1][at]), baseMean: mean(both[0][at]), gain: mean(gainsHere), error,
        verdict: errors ? fill(errors > 2 ? "clear" : "unclear", { errors }) : "",
      }),
    };
  });
})();
