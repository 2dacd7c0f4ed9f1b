/* Section 11.1.1: how large the signal is behind each layer, and how large the gradient. Expectations over
   a normally distributed z (what wide layers have), and how far networks of a finite width scatter. */
(() => {
  "use strict";
  const { define, decades, functions } = globalThis.handson11Figures;
  const SETTINGS = { slope: 0.2, alpha: 1 };

  /* Points and weights for E[f(u)], u normal: u = 8 t³ lies densest around 0, where functions have their corners. */
  const POINTS = Array.from({ length: 800 }, (_, k) => {
    const t = (k - 399.5) / 400, u = 8 * t ** 3;
    return [u, ((24 * t * t) / 400) * Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)];
  });

  /* E[φ²], E[φ⁴], E[u φ φ′] and E[φ′²] for z = √q u. */
  const moments = (activation, q) => {
    const root = Math.sqrt(q), sums = [0, 0, 0, 0];
    for (const [u, weight] of POINTS) {
      const [value, slope] = functions[activation](root * u, SETTINGS);
      sums[0] += weight * value ** 2;
      sums[1] += weight * value ** 4;
      sums[2] += weight * u * value * slope;
      sums[3] += weight * slope ** 2;
    }
    return sums;
  };

  /* For each layer: mean square of the outputs, their scatter (standard deviation of its natural logarithm, and
     how far its mean lies off), and the factor for the gradient's mean square; as far as float32 reaches. */
  const propagate = (activation, gain, width, depth) => {
    const layers = [];
    for (let layer = 1, q = gain, shift = 0, spread = 0; layer <= depth; layer += 1) {
      if (!(q > 1e-76 && q < 1e76)) break; // √q beyond what float32 can hold
      const [square, fourth, mixed, slopes] = moments(activation, q);
      const carried = (Math.sqrt(q) * mixed) / square, kurtosis = (fourth / square ** 2 - 1) / width;
      shift = carried * shift - kurtosis / 2;
      spread = carried ** 2 * spread + kurtosis;
      layers.push({ square, shift, spread, factor: gain * slopes });
      q = gain * square;
    }
    return layers;
  };
  const gainOf = ({ scheme, sigma, width }) => ({ glorot: 1, he: 2, fixed: sigma ** 2 * width })[scheme];

  define("variance", (state, { words, fill }) => {
    const { activation, width, depth } = state, gain = gainOf(state);
    const layers = propagate(activation, gain, width, depth);
    const forward = layers.map(({ square }, k) => [k + 1, Math.sqrt(square)]);
    const band = layers.map(({ square, shift, spread }, k) =>
      [k + 1, ...[-1, 1].map((side) => Math.sqrt(square) * Math.exp((shift + side * Math.sqrt(spread)) / 2))]);
    const backward = [];
    for (let k = layers.length, product = 1; k > 0; k -= 1) {
      backward.unshift([k, Math.sqrt(product)]);
      product *= layers[k - 1].factor;
    }
    const panel = (title, line, more, c) => {
      const values = [...line.map(([, value]) => value), ...more.flatMap(([, low, high]) => [low, high])];
      return {
        title,
        x: { min: 1, max: depth, label: words.layer },
        y: decades(values, [1, 3, 10, 20, 40]),
        marks: [
          { line: [[1, 1], [depth, 1]], c: 5, w: "thin" },
          ...(more.length ? [{ band: more, c, label: words.band }] : []),
          { line, c, label: more.length ? words.limit : words.last },
        ],
      };
    };
    const short = layers.length < depth;
    return {
      panels: [panel(words.forward, forward, band, 0), panel(words.backward, backward, [], 1)],
      off: state.scheme === "fixed" ? [] : ["sigma"],
      reading: fill(short ? "short" : "reading", {
        gain, layers: layers.length, depth, width, limit: words[state.scheme === "fixed" ? "held" : "limited"], forward: forward.at(-1)?.[1] ?? Math.sqrt(gain), backward: backward[0]?.[1] ?? 1,
        low: band.at(-1)?.[1] ?? 0, high: band.at(-1)?.[2] ?? 0,
      }),
    };
  });
})();
