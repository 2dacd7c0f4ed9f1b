"""How large the first weights are: fans, the scheme table, predicted variances and LSUV.

Keras draws the weights. This module says what to expect of them, and which of
Keras' initializers belongs to an activation function.
"""

from typing import NamedTuple

import keras
import numpy as np

from handson11 import _validate
from handson11._validate import received


class Fans(NamedTuple):
    """The two sizes that an initializer looks at.

    Attributes:
        fan_in: Number of inputs that one output of the layer sums up.
        fan_out: Number of outputs that one input of the layer feeds.
    """

    fan_in: int
    fan_out: int

    @property
    def fan_avg(self):
        """The mean of fan-in and fan-out."""
        return (self.fan_in + self.fan_out) / 2


class Scheme(NamedTuple):
    """One row of the scheme table.

    Attributes:
        name: The scheme's usual name.
        activations: Keras names of the activation functions that it is made for.
        scale: The numerator of the variance.
        mode: Which fan is the denominator, `"fan_in"` or `"fan_avg"`.
        normal: Keras name of the form drawn from a (truncated) normal distribution.
        uniform: Keras name of the form drawn from a uniform distribution.
        source: The paper.
    """

    name: str
    activations: tuple[str, ...]
    scale: float
    mode: str
    normal: str
    uniform: str
    source: str

    def variance(self, fans):
        """Return the variance of one weight of a layer with these `fans`.

        >>> SCHEMES["He"].variance(Fans(fan_in=50, fan_out=800))
        0.04
        """
        return self.scale / getattr(fans, self.mode)


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "Glorot",
            ("linear", "tanh", "sigmoid", "softmax"),
            1.0,
            "fan_avg",
            "glorot_normal",
            "glorot_uniform",
            "Glorot & Bengio (2010)",
        ),
        Scheme(
            "He",
            ("relu", "relu6", "leaky_relu", "prelu", "rrelu", "elu", "celu", "gelu", "silu", "swish", "mish"),
            2.0,
            "fan_in",
            "he_normal",
            "he_uniform",
            "He et al. (2015)",
        ),
        Scheme(
            "LeCun",
            ("selu",),
            1.0,
            "fan_in",
            "lecun_normal",
            "lecun_uniform",
            "LeCun et al. (1998)",
        ),
    )
}


def fans(shape):
    """Count the inputs and outputs of a dense or convolution kernel.

    Args:
        shape: Shape of the kernel: `(inputs, outputs)` for a dense layer,
            `(*window, input_channels, output_channels)` for a convolution.

    Returns:
        `Fans(fan_in, fan_out)`. In a convolution each output sums over the whole
        window, so both fans are multiplied by the window's size.

    Raises:
        TypeError: If `shape` is not a sequence of integers.
        ValueError: If it has fewer than two entries, or one below 1.

    Example:
        >>> fans((784, 300))
        Fans(fan_in=784, fan_out=300)
        >>> fans((3, 3, 16, 32))
        Fans(fan_in=144, fan_out=288)
    """
    try:
        sizes = [_validate.integer(size, "shape", at_least=1) for size in shape]
    except (TypeError, ValueError) as error:
        raise type(error)(
            "`shape` must be the shape of a kernel: two or more positive integers, the last two being "
            f"the inputs and the outputs. Received: shape={received(shape)}"
        ) from error
    if len(sizes) < 2:
        raise ValueError(
            "`shape` must be the shape of a kernel: two or more positive integers, the last two being "
            f"the inputs and the outputs. Received: shape={received(shape)}"
        )
    *window, inputs, outputs = sizes
    positions = int(np.prod(window, dtype=np.int64))
    return Fans(positions * inputs, positions * outputs)


def predicted_variance(initializer, shape):
    """Return the variance that `initializer` gives the weights of a kernel of this `shape`.

    The variance is `scale / fan`, where the fan is chosen by the initializer's mode. It is the
    same for all three distributions: Keras widens its truncated normal to make up for the
    tails that are cut off, and a uniform distribution on ±r, r = √(3 · variance), has it too.

    Args:
        initializer: A `keras.initializers.VarianceScaling` or a subclass (Glorot, He and LeCun
            are), or its Keras name, such as `"he_normal"`.
        shape: Shape of the kernel, as for `fans`.

    Returns:
        The variance, a float.

    Raises:
        ValueError: If the initializer is not of the `VarianceScaling` family, or `shape` is not
            the shape of a kernel.

    Example:
        >>> predicted_variance("he_normal", (50, 800))
        0.04
        >>> two_way = keras.initializers.VarianceScaling(2.0, mode="fan_avg", distribution="uniform")
        >>> predicted_variance(two_way, (50, 150))
        0.02
    """
    try:
        found = keras.initializers.get(initializer)
    except (TypeError, ValueError):
        found = None
    if not isinstance(found, keras.initializers.VarianceScaling):
        raise ValueError(
            "`initializer` must be a keras.initializers.VarianceScaling or the Keras name of one, "
            f"such as 'he_normal'. Received: initializer={received(initializer)}"
        )
    sizes = fans(shape)
    return float(found.scale / getattr(sizes, found.mode))


def for_activation(activation, distribution="normal"):
    """Return the initializer that belongs to an activation function.

    The choice follows `SCHEMES`: Glorot for none, tanh, logistic and softmax, He for ReLU and
    its relatives, LeCun for SELU.

    Args:
        activation: Keras name of the activation (`None` for a linear layer), the function itself,
            or a Keras layer (or layer class) such as `keras.layers.LeakyReLU`.
        distribution: `"normal"` (truncated, the default) or `"uniform"`.

    Returns:
        A new Keras initializer, without a seed. Ask again for each layer, because one object shared
        by two layers of the same shape would give both the same weights.

    Raises:
        ValueError: If no scheme is known for the activation, or `distribution` is neither form.

    Example:
        >>> type(for_activation("relu")).__name__
        'HeNormal'
        >>> type(for_activation("selu", "uniform")).__name__
        'LecunUniform'
    """
    _validate.one_of(distribution, "distribution", ("normal", "uniform"))
    name = _activation_name(activation)
    for scheme in SCHEMES.values():
        if name in scheme.activations:
            return keras.initializers.get(getattr(scheme, distribution))
    known = ", ".join(name for scheme in SCHEMES.values() for name in scheme.activations)
    raise ValueError(
        f"`activation` must be None or one of {known}; for any other, choose an initializer yourself. "
        f"Received: activation={received(activation)}"
    )


def _activation_name(activation):
    """Return the snake-case Keras name of an activation given in any of Keras' forms."""
    if activation is None:
        return "linear"
    if isinstance(activation, str):
        return activation
    if isinstance(activation, keras.layers.Activation):
        return _activation_name(activation.activation)
    if isinstance(activation, keras.layers.Layer):
        activation = type(activation)
    name = getattr(activation, "__name__", "")
    layer_names = {
        "ReLU": "relu",
        "LeakyReLU": "leaky_relu",
        "PReLU": "prelu",
        "RReLU": "rrelu",
        "ELU": "elu",
    }
    return layer_names.get(name, name.lower())


def lsuv(model, X, *, tolerance=0.02, max_iterations=10):
    """Initialize `model` from data, so that each layer's pre-activation has unit variance.

    Layer-sequential unit-variance initialization (Mishkin & Matas, 2016): every dense or
    convolution kernel is first made orthogonal, then, from the first layer to the last, divided
    by the standard deviation of what the layer computes before its activation on `X`.

    Args:
        model: A built Sequential or Functional model. Its weights are changed in place: kernels
            as above, biases set to 0.
        X: A batch of inputs, array of shape `(n, *model.input_shape[1:])`; a few hundred samples
            are enough.
        tolerance: How far from 1 the variance may stay. Default 0.02.
        max_iterations: How often one layer is rescaled at most. Default 10.

    Returns:
        A dict from layer name to the variance reached.

    Raises:
        ValueError: If the model is not built, has no dense or convolution layer, uses one layer
            in several places, or if a layer's output does not vary over `X`.

    Example:
        >>> model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, "tanh", name="first")])
        >>> reached = lsuv(model, np.random.default_rng(0).normal(size=(200, 8)))
        >>> abs(reached["first"] - 1) < 0.02
        True
    """
    tolerance = _validate.number(tolerance, "tolerance", above=0)
    max_iterations = _validate.integer(max_iterations, "max_iterations", at_least=1)
    layers = _layers_with_kernels(model)
    X = _validate.array(X, "X", dtype="float32")
    if X.shape[1:] != tuple(model.input_shape[1:]):
        raise ValueError(
            f"`X` must have shape (n, {', '.join(map(str, model.input_shape[1:]))}). "
            f"Received: X of shape {X.shape}"
        )
    reached = {}
    for layer in layers:
        layer.kernel.assign(keras.initializers.Orthogonal()(layer.kernel.shape))
        if layer.bias is not None:
            layer.bias.assign(keras.ops.zeros_like(layer.bias))
        inputs = keras.Model(model.inputs[0], layer.input)(X, training=False)
        for _ in range(max_iterations):
            variance = float(np.var(_pre_activation(layer, inputs)))
            if not np.isfinite(variance) or variance == 0.0:
                raise ValueError(
                    f"`X` must make the output of every layer vary. "
                    f"Received: X on which layer {layer.name!r} has variance {variance}"
                )
            if abs(variance - 1) < tolerance:
                break
            layer.kernel.assign(layer.kernel / np.sqrt(variance))
        reached[layer.name] = float(np.var(_pre_activation(layer, inputs)))
    return reached


def _layers_with_kernels(model):
    """Return the dense and convolution layers of a built model, in order."""
    built = isinstance(model, keras.Model) and model.built and getattr(model, "inputs", None)
    if not built:
        raise ValueError(
            "`model` must be a built Sequential or Functional model (start it with keras.Input). "
            f"Received: model={received(model)}"
        )
    layers = [layer for layer in model.layers if hasattr(layer, "kernel") and hasattr(layer, "activation")]
    if not layers:
        raise ValueError(
            f"`model` must have a dense or convolution layer. Received: model={received(model)} "
            f"with layers {received([type(layer).__name__ for layer in model.layers])}"
        )
    for layer in layers:
        if len(layer._inbound_nodes) > 1:
            raise ValueError(
                "`model` must use each layer in one place only. "
                f"Received: layer {layer.name!r}, used {len(layer._inbound_nodes)} times"
            )
    return layers


def _pre_activation(layer, inputs):
    """Return what `layer` computes before its activation, as an array."""
    activation = layer.activation
    layer.activation = keras.activations.linear
    try:
        return keras.ops.convert_to_numpy(layer(inputs))
    finally:
        layer.activation = activation
