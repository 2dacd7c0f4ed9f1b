"""The networks that the course's experiments train."""

import math
from collections.abc import Sequence

import keras

from handson11 import _validate, initializers
from handson11._copies import built_again, copy_of
from handson11._validate import received

_LARGEST_SEED = 2**63 - 1


def mlp(
    n_layers,
    width=100,
    *,
    activation="relu",
    initializer=None,
    batch_norm=None,
    bn_momentum=0.99,
    n_classes=10,
    input_shape=(28, 28),
    output_activation="softmax",
):
    """Build a multilayer perceptron: the one deep dense network of all experiments.

    Args:
        n_layers: Number of hidden layers, at least 1; the output layer comes on top.
        width: Units in each hidden layer, or a sequence with one width a layer. Default 100.
        activation: Activation of the hidden layers: a Keras name, a function, or a Keras layer
            (each hidden layer gets its own copy, so that a PReLU learns its own slopes).
            Default `"relu"`.
        initializer: Initializer of the hidden kernels: a Keras name or an object (each layer
            draws its own weights from a copy without a seed). Default: the one that belongs to
            the activation, `initializers.for_activation(activation)`.
        batch_norm: Batch normalization `"before"` or `"after"` each activation, or `None`
            (default). Before the activation, the dense layers have no bias.
        bn_momentum: Momentum of batch normalization's moving averages. Default 0.99, as in Keras;
            a training of a few hundred steps wants less.
        n_classes: Units of the output layer. Default 10.
        input_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.
        output_activation: Activation of the output layer. Default `"softmax"`.

    Returns:
        A built, uncompiled `keras.Sequential`. Its layers are named `hidden_1`, `hidden_2`, …,
        `output`; the ones around a hidden layer `activation_1`, `batch_norm_1` and so on.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, the widths do not match `n_layers`, `batch_norm` is
            none of the three, `bn_momentum` is outside 0 to 1, or Keras knows no such activation or initializer.

    Example:
        >>> model = mlp(2, width=[300, 100])
        >>> [layer.name for layer in model.layers]
        ['flatten', 'hidden_1', 'hidden_2', 'output']
        >>> model.count_params()
        266610
    """
    n_layers = _validate.integer(n_layers, "n_layers", at_least=1)
    widths = _widths(width, n_layers)
    n_classes = _validate.integer(n_classes, "n_classes", at_least=1)
    _validate.one_of(batch_norm, "batch_norm", (None, "before", "after"))
    bn_momentum = _validate.number(bn_momentum, "bn_momentum", at_least=0, at_most=1)
    shape = sample_shape(input_shape)
    activation = known_activation(activation, "activation")
    output_activation = known_activation(output_activation, "output_activation")
    initializer = _initializer_for(activation, initializer)
    layers = _up_to_last_hidden(shape, widths, activation, initializer, batch_norm, bn_momentum)
    layers.append(keras.layers.Dense(n_classes, copy_of(output_activation), name="output"))
    return keras.Sequential(layers)


def cnn(
    filters=(8, 16),
    n_units=32,
    *,
    activation="relu",
    initializer=None,
    batch_norm=None,
    bn_momentum=0.99,
    n_classes=10,
    input_shape=(28, 28),
    output_activation="softmax",
):
    """Build a small convolutional network: strided convolutions, one hidden dense layer, the output.

    The first convolution has a window of 5 × 5, the others of 3 × 3; all have stride 2 and padding, so that
    each halves height and width, rounded up. With the defaults an image costs 0.12 million multiplications.

    Args:
        filters: Channels of the convolutions, from below. Default `(8, 16)`.
        n_units: Units of the hidden dense layer. Default 32.
        activation: Activation of all layers but the output, as for `mlp`. Default `"relu"`.
        initializer: Initializer of their kernels, as for `mlp`. Default: the one that belongs to the activation.
        batch_norm: Batch normalization `"before"` or `"after"` each activation, or `None` (default).
        bn_momentum: Momentum of batch normalization's moving averages. Default 0.99.
        n_classes: Units of the output layer. Default 10.
        input_shape: Shape of one sample, `(height, width)` or `(height, width, channels)`. Default `(28, 28)`.
        output_activation: Activation of the output layer. Default `"softmax"`.

    Returns:
        A built, uncompiled `keras.Sequential`. Its layers are named `conv_1`, `conv_2`, …, `hidden_1`, `output`; the
        ones around them `activation_conv_1`, `batch_norm_conv_1`, …, `activation_1`, `batch_norm_1`.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, there are no filters, `input_shape` is neither of the two, or another
            argument is one that `mlp` refuses.

    Example:
        >>> model = cnn()
        >>> [layer.name for layer in model.layers]
        ['reshape', 'conv_1', 'conv_2', 'flatten', 'hidden_1', 'output']
        >>> model.count_params()
        26826
    """
    filters = layer_widths(filters, "filters")
    n_units = _validate.integer(n_units, "n_units", at_least=1)
    n_classes = _validate.integer(n_classes, "n_classes", at_least=1)
    _validate.one_of(batch_norm, "batch_norm", (None, "before", "after"))
    bn_momentum = _validate.number(bn_momentum, "bn_momentum", at_least=0, at_most=1)
    shape = sample_shape(input_shape)
    if len(shape) not in (2, 3):
        raise ValueError(
            "`input_shape` must be (height, width) or (height, width, channels). "
            f"Received: input_shape={received(input_shape)}"
        )
    activation = known_activation(activation, "activation")
    output_activation = known_activation(output_activation, "output_activation")
    rest = activation, _initializer_for(activation, initializer), batch_norm, bn_momentum

    layers = [keras.Input(shape)]
    if len(shape) == 2:
        layers.append(keras.layers.Reshape((*shape, 1), name="reshape"))
    for number, channels in enumerate(filters, start=1):
        window = {"kernel_size": 5 if number == 1 else 3, "strides": 2, "padding": "same"}
        layers += _activated(keras.layers.Conv2D, channels, f"conv_{number}", *rest, **window)
    layers.append(keras.layers.Flatten(name="flatten"))
    layers += _activated(keras.layers.Dense, n_units, "hidden_1", *rest)
    layers.append(keras.layers.Dense(n_classes, copy_of(output_activation), name="output"))
    return keras.Sequential(layers)


def autoencoder(widths=(100, 50), *, activation="relu", initializer=None, input_shape=(28, 28)):
    """Build an autoencoder: an encoder of dense layers, and a decoder that mirrors it.

    It is fitted to its own inputs, with values from 0 to 1: `model.fit(X, X)`. For a denoising autoencoder,
    `keras.Sequential([keras.Input((28, 28)), MaskingNoise(0.3), model])` is fitted in its place; the layers that
    are reused afterwards, those of `model`, have no noise in them.

    Args:
        widths: Units of the encoder's layers, from below; the last is the size of the coding. Default `(100, 50)`.
        activation: Activation of all layers but the last, as for `mlp`. Default `"relu"`.
        initializer: Initializer of their kernels, as for `mlp`. Default: the one that belongs to the activation.
        input_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.

    Returns:
        A built, uncompiled `keras.Sequential`, whose outputs have the shape of its inputs. The encoder is that of
        `mlp(len(widths), widths)`, with layers named `hidden_1`, `hidden_2`, …; the decoder's are `decoder_1`, … and
        the sigmoid layer `reconstruction`.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, there are no widths, or Keras knows no such activation or initializer.

    Example:
        >>> [layer.name for layer in autoencoder((100, 50)).layers]
        ['flatten', 'hidden_1', 'hidden_2', 'decoder_1', 'reconstruction', 'reshape']
    """
    widths = layer_widths(widths, "widths")
    shape = sample_shape(input_shape)
    activation = known_activation(activation, "activation")
    initializer = _initializer_for(activation, initializer)
    layers = _up_to_last_hidden(shape, widths, activation, initializer)
    for number, units in enumerate(reversed(widths[:-1]), start=1):
        layers += _activated(keras.layers.Dense, units, f"decoder_{number}", activation, initializer)
    return keras.Sequential([*layers, *_values_of_sample(shape, "reconstruction")])


def discriminator(widths=(100, 50), *, activation="leaky_relu", initializer=None, input_shape=(28, 28)):
    """Build a GAN's discriminator: `mlp` with one output, a logit above 0 for what it takes for real.

    Args:
        widths: Units of the hidden layers, from below. Default `(100, 50)`.
        activation: Activation of the hidden layers, as for `mlp`. Default `"leaky_relu"` with Keras' slope, 0.2.
        initializer: Initializer of their kernels, as for `mlp`. Default: the one that belongs to the activation.
        input_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.

    Returns:
        A built, uncompiled `keras.Sequential` with layers named `hidden_1`, `hidden_2`, …, `output`.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, there are no widths, or Keras knows no such activation or initializer.

    Example:
        >>> discriminator().output_shape
        (None, 1)
    """
    widths = layer_widths(widths, "widths")
    return mlp(
        len(widths),
        widths,
        activation=activation,
        initializer=initializer,
        n_classes=1,
        input_shape=input_shape,
        output_activation="linear",
    )


def generator(
    n_codings=30, widths=(50, 100), *, activation="leaky_relu", initializer=None, output_shape=(28, 28)
):
    """Build a GAN's generator: dense layers from a coding to a sample with values from 0 to 1.

    Args:
        n_codings: Size of a coding. Default 30.
        widths: Units of the hidden layers, from below. Default `(50, 100)`.
        activation: Activation of the hidden layers, as for `mlp`. Default `"leaky_relu"` with Keras' slope, 0.2.
        initializer: Initializer of their kernels, as for `mlp`. Default: the one that belongs to the activation.
        output_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.

    Returns:
        A built, uncompiled `keras.Sequential` with layers named `hidden_1`, `hidden_2`, …, and `output`, which is
        sigmoid.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, there are no widths, or Keras knows no such activation or initializer.

    Example:
        >>> generator().output_shape
        (None, 28, 28)
    """
    n_codings = _validate.integer(n_codings, "n_codings", at_least=1)
    widths = layer_widths(widths, "widths")
    shape = sample_shape(output_shape, "output_shape")
    activation = known_activation(activation, "activation")
    layers = _up_to_last_hidden((n_codings,), widths, activation, _initializer_for(activation, initializer))
    return keras.Sequential([*layers, *_values_of_sample(shape, "output")])


@keras.saving.register_keras_serializable(package="handson11")
class MaskingNoise(keras.layers.Layer):
    """Masking noise (Vincent et al., 2008): in training, each value is set to 0 with probability `rate`.

    The others stay as they are, and so does everything at inference. `keras.layers.Dropout` would divide what
    it keeps by `1 − rate`, and take pixels out of the range from 0 to 1.

    Args:
        rate: Share of the values set to 0, from 0 to 1.
        seed: Seed of the choice, an integer from 0 to 2⁶³ − 1; `None` (default) for a new one each time.
        **kwargs: Name, dtype and the like, as for every Keras layer.

    Input and output have the same, arbitrary shape.

    Raises:
        TypeError: If `rate` is not a number, or the seed not an integer.
        ValueError: If one is out of range.

    Example:
        >>> import numpy as np
        >>> noisy = MaskingNoise(0.5, seed=0)(keras.ops.ones((1, 1000)), training=True).numpy()
        >>> np.unique(noisy).tolist(), bool(0.4 < noisy.mean() < 0.6)
        ([0.0, 1.0], True)
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = _validate.number(rate, "rate", at_least=0, at_most=1)
        self.seed = (
            None if seed is None else _validate.integer(seed, "seed", at_least=0, at_most=_LARGEST_SEED)
        )
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.supports_masking = True
        self.built = True

    def call(self, inputs, training=False):
        """Set values to 0 where `training` is true."""
        if not training or self.rate == 0:
            return inputs
        uniform = keras.random.uniform(keras.ops.shape(inputs), seed=self.seed_generator)
        return keras.ops.where(uniform < self.rate, keras.ops.zeros_like(inputs), inputs)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`: the layer works value by value."""
        return input_shape

    def get_config(self):
        """Return what `from_config` needs to build the layer again."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}


def redraw(model, seed):
    """Draw all weights anew and clear the optimizer's memory, without compiling again.

    Compiling anew makes TensorFlow trace the training step again, which takes longer than
    training a deep network for an epoch. An experiment over seeds compiles once and redraws.

    Args:
        model: A built Sequential or functional model. Its weights and the states of its seed
            generators (`Dropout`, `RReLU`) are changed in place; what a layer learned through `adapt`
            is kept. If it is compiled, its optimizer's variables get the values that a new optimizer
            has, and its learning rate is left alone.
        seed: Seed handed to `keras.utils.set_random_seed`.

    Returns:
        The same model.

    Raises:
        TypeError: If `seed` is not an integer.
        ValueError: If `model` is not a built Sequential or functional model, has weights outside its
            layers, or has a layer or an optimizer that Keras cannot build again from its configuration.

    Example:
        >>> model = mlp(1, width=4)
        >>> first = redraw(model, seed=1).get_weights()[0]
        >>> second = redraw(model, seed=1).get_weights()[0]
        >>> bool((first == second).all())
        True
    """
    seed = _validate.integer(seed, "seed", at_least=0, at_most=2**32 - 1)
    if not isinstance(model, keras.Model) or not model.built or not getattr(model, "inputs", None):
        raise ValueError(
            f"`model` must be a built Sequential or functional Keras model. Received: model={received(model)}"
        )
    # The bare graph: a clone of a compiled model would be compiled too, at a cost, and from a
    # configuration that Keras need not be able to read back (a loss of one's own, say).
    graph = keras.Model(model.inputs, model.outputs)
    if {id(weight) for weight in model.weights} != {id(weight) for weight in graph.weights}:
        raise ValueError(
            "`model` must have all its weights in the layers between its inputs and its outputs. "
            f"Received: model={received(model)}"
        )
    keras.utils.set_random_seed(seed)
    clone = keras.models.clone_model(graph, clone_function=built_again)
    if [variable.shape for variable in clone.variables] != [variable.shape for variable in graph.variables]:
        raise ValueError(
            "`model` must use each of its layers in one place, with the weights that its configuration "
            f"gives it. Received: model={received(model)}"
        )
    pairs = list(zip(graph.variables, clone.variables, strict=True))
    pairs += _optimizer_pairs(model)
    adapted = [layer for layer in graph._flatten_layers() if hasattr(layer, "adapt")]
    kept = {id(variable) for layer in adapted for variable in layer.variables}
    for variable, new in pairs:
        if id(variable) not in kept:
            variable.assign(new)
    return model


def _optimizer_pairs(model):
    """Return each variable of a model's optimizer, save learning rates, beside that of a new optimizer."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not optimizer.built:
        return []
    try:
        new = type(optimizer).from_config(optimizer.get_config())
    except Exception as error:  # the configuration may hold a schedule of one's own, which raises anything
        raise ValueError(
            "`model` must have an optimizer that Keras can build again from its configuration. "
            f"Received: optimizer={received(optimizer)} ({type(error).__name__}: {received(str(error))})"
        ) from error
    new.build(model.trainable_variables)
    pairs = zip(optimizer.variables, new.variables, strict=True)
    return [pair for pair in pairs if pair[0].name != "learning_rate"]


def _up_to_last_hidden(shape, widths, activation, initializer, batch_norm=None, bn_momentum=0.99):
    """Return the layers of a multilayer perceptron up to its last hidden one."""
    # keras.Input comes first, so that the weights exist as soon as the model does.
    layers = [keras.Input(shape)]
    if len(shape) > 1:
        layers.append(keras.layers.Flatten(name="flatten"))
    for number, units in enumerate(widths, start=1):
        name = f"hidden_{number}"
        layers += _activated(
            keras.layers.Dense, units, name, activation, initializer, batch_norm, bn_momentum
        )
    return layers


def _activated(kind, units, name, activation, initializer, batch_norm=None, bn_momentum=0.99, **settings):
    """Return a layer of this kind, with its activation and batch normalization."""
    is_layer = isinstance(activation, keras.layers.Layer)
    separate = is_layer or batch_norm == "before"
    suffix = name.removeprefix("hidden_")
    layer = kind(
        units,
        activation=None if separate else activation,
        use_bias=batch_norm != "before",
        kernel_initializer=copy_of(initializer),
        name=name,
        **settings,
    )
    layers = [layer]
    if separate:
        name = f"activation_{suffix}"
        layers.append(
            copy_of(activation, name=name) if is_layer else keras.layers.Activation(activation, name=name)
        )
    if batch_norm is not None:
        place = 1 if batch_norm == "before" else len(layers)
        layers.insert(
            place, keras.layers.BatchNormalization(momentum=bn_momentum, name=f"batch_norm_{suffix}")
        )
    return layers


def _values_of_sample(shape, name):
    """Return the layers that give a sample of this shape with values from 0 to 1."""
    layers = [keras.layers.Dense(math.prod(shape), "sigmoid", name=name)]
    return [*layers, keras.layers.Reshape(shape, name="reshape")] if len(shape) > 1 else layers


def layer_widths(widths, name):
    """Return a sequence of one width or more as a list, or raise."""
    if not isinstance(widths, Sequence) or isinstance(widths, str) or not widths:
        raise ValueError(
            f"`{name}` must be a sequence with one size a layer, such as (100, 50). "
            f"Received: {name}={received(widths)}"
        )
    return [_validate.integer(units, name, at_least=1) for units in widths]


def _widths(width, n_layers):
    if not isinstance(width, Sequence) or isinstance(width, str):
        return [_validate.integer(width, "width", at_least=1)] * n_layers
    if len(width) != n_layers:
        raise ValueError(
            f"`width` must be an integer or a sequence with one width for each of the {n_layers} hidden "
            f"layers. Received: width={received(width)}"
        )
    return [_validate.integer(units, "width", at_least=1) for units in width]


def sample_shape(input_shape, name="input_shape"):
    """Return the shape of one sample as a tuple of sizes, or raise."""
    if not isinstance(input_shape, Sequence) or isinstance(input_shape, str) or not input_shape:
        raise ValueError(
            f"`{name}` must be the shape of one sample, such as (28, 28). "
            f"Received: {name}={received(input_shape)}"
        )
    return tuple(_validate.integer(size, name, at_least=1) for size in input_shape)


def known_activation(activation, name):
    """Return an activation function or layer from whatever names one, or raise."""
    if isinstance(activation, keras.layers.Layer):
        return activation
    if isinstance(activation, type) and issubclass(activation, keras.layers.Layer):
        return activation()
    try:
        return keras.activations.get(activation)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`{name}` must be an activation that Keras knows, a function, or a Keras layer. "
            f"Received: {name}={received(activation)}"
        ) from error


def _initializer_for(activation, initializer):
    """Return the initializer, by default the one that belongs to the activation, or raise."""
    if initializer is None:
        initializer = initializers.for_activation(activation)
    return known_initializer(initializer)


def known_initializer(initializer):
    """Return an initializer from whatever names one, or raise."""
    try:
        return keras.initializers.get(initializer)
    except (TypeError, ValueError) as error:
        raise ValueError(
            "`initializer` must be an initializer object or a name that Keras knows, such as 'he_normal'. "
            f"Received: initializer={received(initializer)}"
        ) from error
