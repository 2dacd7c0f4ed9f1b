"""Activation functions and their derivatives, in NumPy: what `static/functions.js` computes in the browser."""

import math

import numpy as np

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish")
_erf = np.vectorize(math.erf, otypes=[float])


def value_and_slope(name, z, *, slope=0.2, alpha=1.0):
    """Return an activation function and its derivative at `z`; at a corner, the derivative from the left."""
    z = np.asarray(z, dtype=float)
    negative = np.minimum(z, 0)  # so that nothing overflows where it is not needed
    logistic = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(negative) / (1 + np.exp(negative)))
    above = z > 0
    match name:
        case "linear":
            return z, np.ones_like(z)
        case "sigmoid":
            return logistic, logistic * (1 - logistic)
        case "tanh":
            return np.tanh(z), 1 - np.tanh(z) ** 2
        case "relu":
            return np.maximum(z, 0), above.astype(float)
        case "leaky_relu":
            return np.where(above, z, slope * z), np.where(above, 1.0, slope)
        case "elu":
            return np.where(above, z, alpha * np.expm1(negative)), np.where(
                above, 1.0, alpha * np.exp(negative)
            )
        case "selu":
            value, derivative = value_and_slope("elu", z, alpha=SELU_ALPHA)
            return SELU_SCALE * value, SELU_SCALE * derivative
        case "gelu":
            below = (1 + _erf(z / math.sqrt(2))) / 2
            return z * below, below + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        case "silu":
            return z * logistic, logistic * (1 + z * (1 - logistic))
        case "mish":
            bent = np.tanh(np.logaddexp(0, z))
            return z * bent, bent + z * (1 - bent**2) * logistic
