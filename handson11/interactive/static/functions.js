/* Activation functions and their derivatives, as [value, slope]; at a corner, the slope from the left. */
(() => {
  "use strict";
  const SELU_ALPHA = 1.6732632423543772, SELU_SCALE = 1.0507009873554805;
  const logistic = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

  /* The error function, by its series with positive terms only, which loses no digits. */
  const erf = (x) => {
    const size = Math.abs(x);
    if (size > 6) return Math.sign(x);
    let term = size, sum = size;
    for (let n = 1; term > 1e-17 * sum; n += 1) sum += term *= (2 * size * size) / (2 * n + 1);
    return (Math.sign(x) * 2 * sum * Math.exp(-size * size)) / Math.sqrt(Math.PI);
  };

  const FUNCTIONS = {
    linear: (z) => [z, 1],
    sigmoid: (z) => [logistic(z), logistic(z) * (1 - logistic(z))],
    tanh: (z) => [Math.tanh(z), 1 - Math.tanh(z) ** 2],
    relu: (z) => (z > 0 ? [z, 1] : [0, 0]),
    leaky_relu: (z, { slope }) => (z > 0 ? [z, 1] : [slope * z, slope]),
    elu: (z, { alpha }) => (z > 0 ? [z, 1] : [alpha * Math.expm1(z), alpha * Math.exp(z)]),
    selu: (z) => FUNCTIONS.elu(z, { alpha: SELU_ALPHA }).map((value) => SELU_SCALE * value),
    gelu: (z) => {
      const below = (1 + erf(z / Math.SQRT2)) / 2;
      return [z * below, below + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)];
    },
    silu: (z) => [z * logistic(z), logistic(z) * (1 + z * (1 - logistic(z)))],
    mish: (z) => {
      const bent = Math.tanh(Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
      return [z * bent, bent + z * (1 - bent * bent) * logistic(z)];
    },
  };
  globalThis.handson11Figures.functions = FUNCTIONS;
})();
