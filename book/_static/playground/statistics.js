/* What the picture shows of a network after a forward and a backward pass: for every layer, how its activations
   and the gradient of its weights are distributed, and how many of its units are dead or saturated. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.statistics = () => {
  const BINS = 41; // odd, so that one bin is centred on 0
  const SAMPLED = 2500; // values of a layer that go into a histogram; means and norms use all of them
  const SATURATED = 0.05; // a slope below 5 % of the largest one, as in section 11.1

  /* Mean and standard deviation; not finite where a value is not. */
  const moments = (values, size) => {
    let sum = 0, squares = 0;
    for (let i = 0; i < size; i += 1) sum += values[i];
    const mean = sum / size;
    for (let i = 0; i < size; i += 1) squares += (values[i] - mean) ** 2;
    return { mean, deviation: Math.sqrt(squares / size) };
  };

  const histogram = (values, size, place) => {
    const counts = new Uint16Array(BINS), stride = Math.max(1, Math.floor(size / SAMPLED));
    for (let i = 0; i < size; i += stride) {
      const at = place(values[i]);
      if (at >= -0.5) counts[Math.min(BINS - 1, Math.round(at))] += 1;
    }
    return counts;
  };

  /* The smallest round number that is at least `value`: 1, 2, 5, 10, …, then powers of ten. */
  const roundUp = (value) => {
    if (!(value > 1)) return 1;
    const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
    if (power >= 100) return value > power ? 10 * power : power;
    return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
  };

  /* The largest value that the axis of the activations shows. The axis is that of the inverse hyperbolic sine:
     even below 1, logarithmic above, and with a place for 0 and for negative values. */
  const limitOf = (layers) => {
    const sizes = layers.map(({ mean, deviation }) => Math.abs(mean) + 3 * deviation).filter(Number.isFinite);
    return roundUp(Math.max(0, ...sizes));
  };

  /* The exponents of ten between which the axis of the gradients lies. */
  const rangeOf = (layers) => {
    const sizes = layers.map(({ gradient }) => gradient.size).filter((size) => size > 0 && Number.isFinite(size));
    if (!sizes.length) return [-4, 0];
    const low = Math.floor(Math.log10(Math.min(...sizes)) - 1.2), high = Math.ceil(Math.log10(Math.max(...sizes)) + 0.5);
    return [Math.min(low, high - 4), high];
  };

  const rootMeanSquare = (values) => {
    let squares = 0;
    for (let i = 0; i < values.length; i += 1) squares += values[i] * values[i];
    return Math.sqrt(squares / values.length);
  };

  /* Share of units whose output is 0 for every sample. */
  const shareOfDead = (activations, n, width) => {
    let dead = 0;
    for (let j = 0; j < width; j += 1) {
      let i = j;
      while (i < n * width && activations[i] === 0) i += width;
      dead += i >= n * width;
    }
    return dead / width;
  };

  const shareBelow = (size, slope) => {
    let count = 0;
    for (let i = 0; i < size; i += 1) count += slope(i) < SATURATED;
    return count / size;
  };
  /* What can be wrong with a unit, by activation; nothing for the others. */
  const FAULTS = {
    relu: shareOfDead,
    sigmoid: (a, n, width) => shareBelow(n * width, (i) => 4 * a[i] * (1 - a[i])),
    tanh: (a, n, width) => shareBelow(n * width, (i) => 1 - a[i] * a[i]),
    elu: (a, n, width) => shareBelow(n * width, (i) => (a[i] < 0 ? 1 + a[i] : 1)),
    selu: (a, n, width) => shareBelow(n * width, (i) => (a[i] < 0 ? 1 + a[i] / 1.7580993408473766 : 1)),
  };

  /* The norm of the whole gradient, and what clipping will leave of it. */
  const normsOf = (variables, { clipping, threshold }) => {
    let whole = 0, left = 0;
    for (const { gradient } of variables) {
      const squares = rootMeanSquare(gradient) ** 2 * gradient.length;
      whole += squares;
      if (clipping === "clipnorm") left += Math.min(squares, threshold ** 2);
      if (clipping === "clipvalue") {
        for (let i = 0; i < gradient.length; i += 1) left += Math.min(Math.abs(gradient[i]), threshold) ** 2;
      }
    }
    if (clipping === "global_clipnorm") left = Math.min(whole, threshold ** 2);
    return { norm: Math.sqrt(whole), clippedNorm: clipping === "none" ? null : Math.sqrt(left) };
  };

  const describe = (network, settings, n) => {
    const { activation, width } = settings;
    const size = n * width;
    const layers = network.hidden.map(({ activations, dense: { kernel } }) => ({
      ...moments(activations, size),
      fault: FAULTS[activation]?.(activations, n, width) ?? null,
      weight: rootMeanSquare(kernel.value),
      gradient: { size: rootMeanSquare(kernel.gradient) },
    }));
    const { kernel } = network.output;
    const output = { weight: rootMeanSquare(kernel.value), gradient: { size: rootMeanSquare(kernel.gradient) } };
    const limit = activation === "sigmoid" || activation === "tanh" ? 1 : limitOf(layers);
    const floor = activation === "sigmoid" || activation === "relu" ? 0 : -limit;
    const [from, to] = [Math.asinh(floor), Math.asinh(limit)];
    const [low, high] = rangeOf([...layers, output]);
    const ofActivation = (value) => ((Math.asinh(value) - from) / (to - from)) * (BINS - 1);
    const ofGradient = (value) => ((Math.log10(Math.abs(value)) - low) / (high - low)) * (BINS - 1);
    layers.forEach((layer, number) => {
      const { activations, dense } = network.hidden[number];
      layer.histogram = histogram(activations, size, ofActivation);
      layer.gradient.histogram = histogram(dense.kernel.gradient, dense.kernel.gradient.length, ofGradient);
    });
    output.gradient.histogram = histogram(kernel.gradient, kernel.gradient.length, ofGradient);
    return { layers, output, ...normsOf(network.variables, settings), limit, floor, range: [low, high] };
  };

  return { BINS, describe };
};
