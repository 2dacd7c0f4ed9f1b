/* The mathematics of the playground: a deep dense network, its loss, backpropagation, gradient clipping and
   optimizers, as Keras 3 computes them. Values are kept as float32, sums are formed in double precision. All
   arrays are allocated when a network is made, none while it trains.

   Each part of the playground is a function without free variables, so that its text can be sent to a worker. */
"use strict";
globalThis.handson11Playground ??= {};
handson11Playground.network = () => {
  /* ---- Random numbers: sfc32 by Doty-Humphrey; one seed gives the same draws on every machine. ---- */

  const random = (seed) => {
    let a = seed | 0, b = 0x9e3779b9 | 0, c = 0x243f6a88 | 0, counter = 1;
    const bits = () => {
      const result = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + result) | 0;
      return result >>> 0;
    };
    for (let i = 0; i < 16; i += 1) bits();
    const uniform = () => (bits() + 0.5) / 2 ** 32; // never 0, which has no logarithm
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()); // Box and Muller
    const truncatedNormal = () => {
      for (;;) {
        const value = normal();
        if (Math.abs(value) <= 2) return value;
      }
    };
    const shuffle = (order) => {
      for (let i = order.length - 1; i > 0; i -= 1) {
        const j = Math.floor(uniform() * (i + 1)), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
    };
    return { uniform, normal, truncatedNormal, shuffle };
  };

  /* ---- Initial weights. What Keras calls normal is cut off at two standard deviations, then widened again. ---- */

  const TRUNCATED_DEVIATION = 0.8796256610342398; // of N(0, 1) cut off at ±2
  const uniformly = (variance) => (source) => (2 * source.uniform() - 1) * Math.sqrt(3 * variance);
  const normally = (variance) => (source) => (source.truncatedNormal() * Math.sqrt(variance)) / TRUNCATED_DEVIATION;
  const INITIALIZERS = {
    glorot_uniform: (fanIn, fanOut) => uniformly(2 / (fanIn + fanOut)),
    glorot_normal: (fanIn, fanOut) => normally(2 / (fanIn + fanOut)),
    he_uniform: (fanIn) => uniformly(2 / fanIn),
    he_normal: (fanIn) => normally(2 / fanIn),
    lecun_normal: (fanIn) => normally(1 / fanIn),
    random_normal: () => (source) => source.normal(), // N(0, 1), the habit of the 1990s
  };

  /* ---- Activations: the outputs, and the slopes as functions of the outputs. The loops are written out because
     one loop that is handed seven functions runs several times slower than seven loops. ---- */

  const SCALE = 1.0507009873554805, FLOOR = 1.0507009873554805 * 1.6732632423543772; // of SELU
  const SLOPE = 0.2; // of leaky_relu for negative inputs: Keras' default
  const ACTIVATIONS = {
    sigmoid: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = 1 / (1 + Math.exp(-z[i]));
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) delta[i] *= a[i] * (1 - a[i]);
      },
    },
    tanh: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = Math.tanh(z[i]);
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) delta[i] *= 1 - a[i] * a[i];
      },
    },
    relu: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = z[i] < 0 ? 0 : z[i];
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) if (!(a[i] > 0)) delta[i] = 0;
      },
    },
    leaky_relu: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = z[i] < 0 ? SLOPE * z[i] : z[i];
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) if (!(a[i] > 0)) delta[i] *= SLOPE;
      },
    },
    elu: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = z[i] < 0 ? Math.expm1(z[i]) : z[i];
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) if (a[i] < 0) delta[i] *= a[i] + 1;
      },
    },
    selu: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = z[i] < 0 ? FLOOR * Math.expm1(z[i]) : SCALE * z[i];
      },
      backward(a, delta, size) {
        for (let i = 0; i < size; i += 1) delta[i] *= a[i] < 0 ? a[i] + FLOOR : SCALE;
      },
    },
    linear: {
      forward(z, a, size) {
        for (let i = 0; i < size; i += 1) a[i] = z[i];
      },
      backward() {},
    },
  };

  /* ---- Matrix products. ---- */

  /* C[r, c] = Σₛ A[r, s] B[s, c], with C stored by rows. A and B are read with the strides given (of their first
     and second index), so that a transposed matrix needs no copy. Two rows and four columns go at once: eight sums
     that stay in registers, and six reads for eight products. */
  const multiply = (A, ar, as, B, bs, bc, C, rows, depth, columns) => {
    const whole = columns - (columns % 4);
    for (let r = 0; r < rows; r += 2) {
      const next = r + 1 < rows ? 1 : 0; // the last of an odd number of rows is computed twice
      const first = r * ar, second = (r + next) * ar;
      const to = r * columns, below = (r + next) * columns;
      for (let c = 0; c < whole; c += 4) {
        let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
        for (let s = 0, p = first, q = second, b = c * bc; s < depth; s += 1, p += as, q += as, b += bs) {
          const x = A[p], y = A[q];
          let w = B[b];
          s00 += x * w;
          s10 += y * w;
          w = B[b + bc];
          s01 += x * w;
          s11 += y * w;
          w = B[b + 2 * bc];
          s02 += x * w;
          s12 += y * w;
          w = B[b + 3 * bc];
          s03 += x * w;
          s13 += y * w;
        }
        C[to + c] = s00;
        C[to + c + 1] = s01;
        C[to + c + 2] = s02;
        C[to + c + 3] = s03;
        C[below + c] = s10;
        C[below + c + 1] = s11;
        C[below + c + 2] = s12;
        C[below + c + 3] = s13;
      }
      for (let c = whole; c < columns; c += 1) {
        let s0 = 0, s1 = 0;
        for (let s = 0, p = first, q = second, b = c * bc; s < depth; s += 1, p += as, q += as, b += bs) {
          s0 += A[p] * B[b];
          s1 += A[q] * B[b];
        }
        C[to + c] = s0;
        C[below + c] = s1;
      }
    }
  };

  /* ---- Layers. ---- */

  const variable = (name, size, value = 0) => ({
    name,
    value: new Float32Array(size).fill(value),
    gradient: new Float32Array(size),
  });

  const dense = (fanIn, units, rows, draw, source, withBias) => {
    const kernel = variable("kernel", fanIn * units);
    for (let i = 0; i < kernel.value.length; i += 1) kernel.value[i] = draw(source);
    const bias = withBias ? variable("bias", units) : null;
    const outputs = new Float32Array(rows * units);
    let inputs = null;
    return {
      kernel,
      variables: bias ? [kernel, bias] : [kernel],
      outputs,
      forward(from, n) {
        inputs = from;
        multiply(inputs, fanIn, 1, kernel.value, units, 1, outputs, n, fanIn, units);
        if (!bias) return;
        for (let i = 0; i < n * units; ) {
          for (let j = 0; j < units; j += 1, i += 1) outputs[i] += bias.value[j];
        }
      },
      /* From the gradient of the outputs to that of kernel and bias, and to that of the inputs where there is room. */
      backward(delta, below, n) {
        multiply(inputs, 1, fanIn, delta, units, 1, kernel.gradient, fanIn, n, units);
        if (bias) {
          for (let j = 0; j < units; j += 1) {
            let sum = 0;
            for (let i = j; i < n * units; i += units) sum += delta[i];
            bias.gradient[j] = sum;
          }
        }
        if (below) multiply(delta, units, 1, kernel.value, 1, units, below, n, units, fanIn);
      },
    };
  };

  const EPSILON = 1e-3, AVERAGING = 0.99; // of BatchNormalization in Keras
  const batchNormalization = (units, rows) => {
    const gamma = variable("gamma", units, 1), beta = variable("beta", units);
    const outputs = new Float32Array(rows * units), normalized = new Float32Array(rows * units);
    const mean = new Float64Array(units), variance = new Float64Array(units), inverse = new Float64Array(units);
    const moving = { mean: new Float32Array(units), variance: new Float32Array(units).fill(1) };
    return {
      variables: [gamma, beta],
      moving,
      outputs,
      forward(from, n, training) {
        if (training) {
          for (let j = 0; j < units; j += 1) {
            let sum = 0, squares = 0;
            for (let i = j; i < n * units; i += units) sum += from[i];
            mean[j] = sum / n;
            for (let i = j; i < n * units; i += units) squares += (from[i] - mean[j]) ** 2;
            variance[j] = squares / n;
          }
        }
        const centre = training ? mean : moving.mean, spread = training ? variance : moving.variance;
        for (let j = 0; j < units; j += 1) inverse[j] = 1 / Math.sqrt(spread[j] + EPSILON);
        for (let i = 0; i < n * units; ) {
          for (let j = 0; j < units; j += 1, i += 1) {
            normalized[i] = (from[i] - centre[j]) * inverse[j];
            outputs[i] = normalized[i] * gamma.value[j] + beta.value[j];
          }
        }
      },
      /* In training mode; turns the gradient of the outputs into that of the inputs, in place. */
      backward(delta, n) {
        for (let j = 0; j < units; j += 1) {
          let sum = 0, along = 0;
          for (let i = j; i < n * units; i += units) {
            sum += delta[i];
            along += delta[i] * normalized[i];
          }
          beta.gradient[j] = sum;
          gamma.gradient[j] = along;
          const factor = gamma.value[j] * inverse[j];
          for (let i = j; i < n * units; i += units) {
            delta[i] = factor * (delta[i] - (sum + normalized[i] * along) / n);
          }
        }
      },
      /* Takes the statistics of the last training pass into the moving averages. */
      average() {
        for (let j = 0; j < units; j += 1) {
          moving.mean[j] = moving.mean[j] * AVERAGING + mean[j] * (1 - AVERAGING);
          moving.variance[j] = moving.variance[j] * AVERAGING + variance[j] * (1 - AVERAGING);
        }
      },
    };
  };

  /* ---- The network: `depth` hidden layers of `width` units and an output layer, which always starts with
     glorot_uniform. `scale` multiplies the initial weights of the hidden layers. Batch normalization stands
     "before" or "after" each activation, or nowhere ("none"); before it, the dense layer has no bias. ---- */

  const createNetwork = (settings) => {
    const { inputs, classes, depth, width, rows, activation, initializer, scale, batchNorm, seed } = settings;
    const source = random(seed);
    const { forward: activate, backward: deactivate } = ACTIVATIONS[activation];
    const hidden = [];
    for (let number = 1; number <= depth; number += 1) {
      const fanIn = number === 1 ? inputs : width;
      const draw = INITIALIZERS[initializer](fanIn, width);
      hidden.push({
        dense: dense(fanIn, width, rows, (from) => scale * draw(from), source, batchNorm !== "before"),
        norm: batchNorm === "none" ? null : batchNormalization(width, rows),
        activations: new Float32Array(rows * width),
      });
    }
    const fanIn = depth ? width : inputs;
    const output = dense(fanIn, classes, rows, INITIALIZERS.glorot_uniform(fanIn, classes), source, true);
    const probabilities = new Float32Array(rows * classes);
    let delta = new Float32Array(rows * Math.max(width, classes)), other = delta.slice();

    /* The logits of `n` samples. */
    const forward = (images, n, training) => {
      let from = images;
      for (const { dense: layer, norm, activations } of hidden) {
        layer.forward(from, n);
        from = layer.outputs;
        if (batchNorm === "before") {
          norm.forward(from, n, training);
          from = norm.outputs;
        }
        activate(from, activations, n * width);
        from = activations;
        if (batchNorm === "after") {
          norm.forward(from, n, training);
          from = norm.outputs;
        }
      }
      output.forward(from, n);
      return output.outputs;
    };

    /* Softmax cross-entropy and the number of right answers, both summed over the samples of the last pass. */
    const judge = (labels, n) => {
      const logits = output.outputs;
      let loss = 0, right = 0;
      for (let i = 0; i < n; i += 1) {
        const start = i * classes;
        let best = 0, sum = 0;
        for (let j = 1; j < classes; j += 1) if (logits[start + j] > logits[start + best]) best = j;
        const largest = logits[start + best];
        for (let j = 0; j < classes; j += 1) {
          probabilities[start + j] = Math.exp(logits[start + j] - largest);
          sum += probabilities[start + j];
        }
        for (let j = 0; j < classes; j += 1) probabilities[start + j] /= sum;
        loss += Math.log(sum) + largest - logits[start + labels[i]];
        right += best === labels[i] && Number.isFinite(largest);
      }
      return { loss, right };
    };

    /* The gradient of the mean loss with respect to every variable, after `forward` in training mode and `judge`. */
    const backward = (labels, n) => {
      for (let i = 0; i < n * classes; i += 1) delta[i] = probabilities[i] / n;
      for (let i = 0; i < n; i += 1) delta[i * classes + labels[i]] -= 1 / n;
      output.backward(delta, depth ? other : null, n);
      for (let number = depth - 1; number >= 0; number -= 1) {
        const { dense: layer, norm, activations } = hidden[number];
        [delta, other] = [other, delta];
        if (batchNorm === "after") norm.backward(delta, n);
        deactivate(activations, delta, n * width);
        if (batchNorm === "before") norm.backward(delta, n);
        layer.backward(delta, number ? other : null, n);
      }
    };

    const average = () => {
      for (const { norm } of hidden) norm?.average();
    };
    const variables = [...hidden.flatMap((layer) => [layer.dense, layer.norm ?? []].flat()), output].flatMap(
      (part) => part.variables,
    );
    return { hidden, output, variables, forward, judge, backward, average };
  };

  /* ---- Clipping and optimizers, with the defaults of Keras. ---- */

  const lengthOf = ({ gradient }) => {
    let sum = 0;
    for (let i = 0; i < gradient.length; i += 1) sum += gradient[i] * gradient[i];
    return Math.sqrt(sum);
  };
  const shrink = ({ gradient }, factor) => {
    for (let i = 0; i < gradient.length; i += 1) gradient[i] *= factor;
  };
  const CLIPPINGS = {
    none() {},
    clipvalue(variables, threshold) {
      for (const { gradient } of variables) {
        for (let i = 0; i < gradient.length; i += 1) {
          if (gradient[i] > threshold) gradient[i] = threshold;
          else if (gradient[i] < -threshold) gradient[i] = -threshold;
        }
      }
    },
    clipnorm(variables, threshold) {
      for (const each of variables) shrink(each, threshold / Math.max(lengthOf(each), threshold));
    },
    global_clipnorm(variables, threshold) {
      let squares = 0;
      for (const each of variables) squares += lengthOf(each) ** 2;
      const factor = threshold / Math.max(Math.sqrt(squares), threshold);
      for (const each of variables) shrink(each, factor);
    },
  };

  const MOMENTUM = 0.9, BETA_1 = 0.9, BETA_2 = 0.999, TINY = 1e-7;
  const OPTIMIZERS = {
    sgd: () => ({ value, gradient }, rate) => {
      for (let i = 0; i < value.length; i += 1) value[i] -= rate * gradient[i];
    },
    momentum: (size) => {
      const velocity = new Float32Array(size);
      return ({ value, gradient }, rate) => {
        for (let i = 0; i < size; i += 1) {
          velocity[i] = MOMENTUM * velocity[i] - rate * gradient[i];
          value[i] += velocity[i];
        }
      };
    },
    adam: (size) => {
      const mean = new Float32Array(size), square = new Float32Array(size);
      return ({ value, gradient }, rate, step) => {
        const alpha = (rate * Math.sqrt(1 - BETA_2 ** step)) / (1 - BETA_1 ** step);
        for (let i = 0; i < size; i += 1) {
          mean[i] += (1 - BETA_1) * (gradient[i] - mean[i]);
          square[i] += (1 - BETA_2) * (gradient[i] * gradient[i] - square[i]);
          value[i] -= (alpha * mean[i]) / (Math.sqrt(square[i]) + TINY);
        }
      };
    },
  };

  /* Clips the gradients in place, then takes a step with them. */
  const createOptimizer = (variables, { optimizer, rate, clipping, threshold }) => {
    const updates = variables.map(({ value }) => OPTIMIZERS[optimizer](value.length));
    let step = 0;
    return () => {
      step += 1;
      CLIPPINGS[clipping](variables, threshold);
      for (let i = 0; i < variables.length; i += 1) updates[i](variables[i], rate, step);
    };
  };

  return { ACTIVATIONS, CLIPPINGS, INITIALIZERS, OPTIMIZERS, random, multiply, createNetwork, createOptimizer };
};
