"""The network that the course's experiments train."""

from collections.abc import Sequence

import keras

from handson11 import _validate, initializers
from handson11._copies import built_again, copy_of
from handson11._validate import received


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
    if initializer is None:
        initializer = initializers.for_activation(activation)
    initializer = known_initializer(initializer)

    # keras.Input comes first, so that the weights exist as soon as the model does.
    layers = [keras.Input(shape)]
    if len(shape) > 1:
        layers.append(keras.layers.Flatten(name="flatten"))
    for number, units in enumerate(widths, start=1):
        layers += _hidden_layers(number, units, activation, initializer, batch_norm, bn_momentum)
    layers.append(keras.layers.Dense(n_classes, copy_of(output_activation), name="output"))
    return keras.Sequential(layers)


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


def _hidden_layers(number, units, activation, initializer, batch_norm, bn_momentum):
    """Return one hidden layer with its activation and batch normalization."""
    is_layer = isinstance(activation, keras.layers.Layer)
    separate = is_layer or batch_norm == "before"
    dense = keras.layers.Dense(
        units,
        activation=None if separate else activation,
        use_bias=batch_norm != "before",
        kernel_initializer=copy_of(initializer),
        name=f"hidden_{number}",
    )
    layers = [dense]
    if separate:
        name = f"activation_{number}"
        layers.append(
            copy_of(activation, name=name) if is_layer else keras.layers.Activation(activation, name=name)
        )
    if batch_norm is not None:
        place = 1 if batch_norm == "before" else len(layers)
        layers.insert(
            place, keras.layers.BatchNormalization(momentum=bn_momentum, name=f"batch_norm_{number}")
        )
    return layers


def _widths(width, n_layers):
    if not isinstance(width, Sequence) or isinstance(width, str):
        return [_validate.integer(width, "width", at_least=1)] * n_layers
    if len(width) != n_layers:
        raise ValueError(
            f"`width` must be an integer or a sequence with one width for each of the {n_layers} hidden "
            f"layers. Received: width={received(width)}"
        )
    return [_validate.integer(units, "width", at_least=1) for units in width]


def sample_shape(input_shape):
    """Return the shape of one sample as a tuple of sizes, or raise."""
    if not isinstance(input_shape, Sequence) or isinstance(input_shape, str) or not input_shape:
        raise ValueError(
            "`input_shape` must be the shape of one sample, such as (28, 28). "
            f"Received: input_shape={received(input_shape)}"
        )
    return tuple(_validate.integer(size, "input_shape", at_least=1) for size in input_shape)


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


def known_initializer(initializer):
    """Return an initializer from whatever names one, or raise."""
    try:
        return keras.initializers.get(initializer)
    except (TypeError, ValueError) as error:
        raise ValueError(
            "`initializer` must be an initializer object or a name that Keras knows, such as 'he_normal'. "
            f"Received: initializer={received(initializer)}"
        ) from error
