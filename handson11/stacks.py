"""Many multilayer perceptrons of one shape, trained side by side as one Keras model.

An experiment over activations, initializers or learning rates and over seeds needs dozens of small
networks. Trained one after another, most of the time goes into compiling and into starting thousands
of tiny operations. Here their kernels are stacked along an axis of their own, so that one matrix
product serves all of them. Nothing passes between the networks: each learns as it would alone, from
the same samples as the others or from samples of its own.
"""

from collections.abc import Sequence

import keras
import numpy as np

from handson11 import _validate, initializers, models
from handson11._copies import copy_of, undisturbed
from handson11._validate import received

_BATCH = 1_000  # samples in one forward pass when measuring


def mlp_stack(
    n_layers,
    width=100,
    *,
    activation="relu",
    initializer=None,
    copies=1,
    batch_norm=None,
    bn_momentum=0.99,
    n_classes=10,
    input_shape=(28, 28),
    own_samples=False,
):
    """Build a stack of multilayer perceptrons as one model.

    Args:
        n_layers: Number of hidden layers of each network, at least 1.
        width: Units in each hidden layer. Default 100.
        activation: Activation of the hidden layers as for `models.mlp`, or a list with one a
            variant. It must treat each network alone: not along axis 1, and without weights that
            several networks share. Default `"relu"`.
        initializer: Initializer of the hidden kernels as for `models.mlp`, or a list with one a
            variant. Default: the one that belongs to each activation.
        copies: Networks of each variant, which differ in their weights only. Default 1.
        batch_norm: Batch normalization `"before"` or `"after"` each activation, or `None` (default).
        bn_momentum: Momentum of its moving averages. Default 0.99.
        n_classes: Units of the output layer, which is softmax. Default 10.
        input_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.
        own_samples: Whether each network gets samples of its own, such as another draw of labelled
            images for each seed: the inputs then have shape `(batch, networks, *input_shape)` and the
            labels `(batch, networks)`. Default `False`: all get the same.

    Returns:
        A built, uncompiled `keras.Sequential`. Its output has shape
        `(batch, variants × copies, n_classes)`, the copies of a variant beside each other. Compile it
        with `StackLoss`; with an optimizer that mixes variables (`global_clipnorm`), or all of a
        kernel (`clipnorm`), the networks would no longer be independent.

    Raises:
        TypeError: If a size is not an integer.
        ValueError: If a size is below 1, the two lists differ in length, `own_samples` is no boolean, a value
            is one that `models.mlp` refuses, or an activation does not treat each network alone.

    Example:
        >>> stack = mlp_stack(2, width=4, activation=["relu", "tanh"], copies=3)
        >>> stack.output_shape
        (None, 6, 10)
        >>> mlp_stack(2, width=4, copies=3, own_samples=True).input_shape
        (None, 3, 28, 28)
    """
    n_layers = _validate.integer(n_layers, "n_layers", at_least=1)
    width = _validate.integer(width, "width", at_least=1)
    copies = _validate.integer(copies, "copies", at_least=1)
    n_classes = _validate.integer(n_classes, "n_classes", at_least=1)
    _validate.one_of(batch_norm, "batch_norm", (None, "before", "after"))
    _validate.one_of(own_samples, "own_samples", (False, True))
    bn_momentum = _validate.number(bn_momentum, "bn_momentum", at_least=0, at_most=1)
    activations, drawn_by = _variants(activation, initializer)
    for each in activations:
        _check_independence(each, width)
    n_networks = len(activations) * copies

    shape = models.sample_shape(input_shape)
    if own_samples:
        layers = [keras.Input((n_networks, *shape)), keras.layers.Reshape((n_networks, -1), name="flatten")]
        equation = "bni,nio->bno"
    else:
        layers = [keras.Input(shape), keras.layers.Flatten(name="flatten")]
        equation = "bi,nio->bno"  # the first layer gives the same samples to all networks
    for number in range(1, n_layers + 1):
        bias_axes = None if batch_norm == "before" else "no"
        layers.append(
            keras.layers.EinsumDense(
                equation,
                (n_networks, width),
                bias_axes=bias_axes,
                kernel_initializer=_EachNetwork(drawn_by, copies),
                name=f"hidden_{number}",
            )
        )
        if batch_norm == "before":
            layers += _normalization(number, n_networks, width, bn_momentum)
        layers.append(_EachVariant(activations, name=f"activation_{number}"))
        if batch_norm == "after":
            layers += _normalization(number, n_networks, width, bn_momentum)
        equation = "bni,nio->bno"
    output = keras.layers.EinsumDense(
        equation,
        (n_networks, n_classes),
        bias_axes="no",
        kernel_initializer=_EachNetwork(["glorot_uniform"] * len(activations), copies),
        name="output",
    )
    return keras.Sequential([*layers, output, keras.layers.Softmax(name="softmax")])


@keras.saving.register_keras_serializable(package="handson11")
class StackLoss(keras.losses.Loss):
    """Sum of the networks' cross-entropies, so that each gets the gradient it would get alone.

    Args:
        learning_rates: One a network or one a variant (then every copy gets its variant's), to train
            each network at its own rate: its loss is multiplied by it. Compile with
            `SGD(learning_rate=1.0)`; an optimizer that rescales gradients, such as Adam, would undo
            the factor. Default: 1 for all.

    Raises:
        ValueError: If `learning_rates` holds a value that is not finite; at the first call, if their
            number does not divide that of the networks.

    Example:
        >>> y, probabilities = np.array([0]), np.array([[[0.5, 0.5], [1.0, 0.0]]])  # two networks
        >>> round(float(StackLoss()(y, probabilities)), 3)
        0.693
    """

    def __init__(self, learning_rates=None, name="stack_loss"):
        super().__init__(name=name)
        self.learning_rates = None
        if learning_rates is not None:
            self.learning_rates = _validate.array(learning_rates, "learning_rates", ndim=1, dtype="float32")

    def call(self, y_true, y_pred):
        """Return the sum over the networks, one number a sample.

        `y_true` has shape `(batch,)` for labels that all networks share, or `(batch, networks)`.
        """
        n_networks = y_pred.shape[1]
        labels = y_true
        if len(labels.shape) < 2 or labels.shape[1] == 1:
            labels = keras.ops.repeat(keras.ops.reshape(labels, (-1, 1)), n_networks, axis=1)
        losses = keras.losses.sparse_categorical_crossentropy(labels, y_pred)
        if self.learning_rates is not None:
            each, rest = divmod(n_networks, len(self.learning_rates))
            if rest:
                raise ValueError(
                    f"`learning_rates` must have one value a network ({n_networks}) or a variant. "
                    f"Received: {len(self.learning_rates)} values"
                )
            losses = losses * np.repeat(self.learning_rates, each)
        return keras.ops.sum(losses, axis=1)

    def get_config(self):
        """Return what `from_config` needs to build the loss again."""
        rates = None if self.learning_rates is None else self.learning_rates.tolist()
        return {"learning_rates": rates, "name": self.name}


def take_layers(stack, sources, layers):
    """Start the networks of a stack from layers that were trained before, a source for each variant.

    The weights are copied: training the stack leaves the sources as they are.

    Args:
        stack: A model by `mlp_stack`. Its weights are changed in place.
        sources: One a variant: a stack with one network for each copy of the variant, a list of single
            models with one for each copy, or `None` for a variant that keeps the weights it has.
        layers: Names of the layers to take, a sequence such as `["hidden_1", "hidden_2"]`.

    Returns:
        The same stack.

    Raises:
        TypeError: If `sources` is no list or tuple, or `layers` no sequence of names.
        ValueError: If a model is no built model, lacks a layer, or its weights do not fit; the stack is
            then as it was.

    Example:
        >>> trained = mlp_stack(2, width=4, copies=3)
        >>> stack = take_layers(mlp_stack(2, width=4, activation=["relu"] * 2, copies=3), [trained, None], ["hidden_1"])
        >>> kernel, taken = stack.get_layer("hidden_1").kernel, trained.get_layer("hidden_1").kernel
        >>> np.array_equal(kernel[:3], taken), np.array_equal(kernel[3:], taken)
        (True, False)
    """
    if not isinstance(sources, list | tuple) or not sources:
        raise TypeError(
            "`sources` must be a list with a stack, a list of models or None for each variant. "
            f"Received: sources={received(sources)}"
        )
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        raise TypeError(f"`layers` must be a sequence of names. Received: layers={received(layers)}")
    new = {}
    for name in layers:
        taken = [None if source is None else _weights_of(source, name) for source in sources]
        weights = _weights_of(stack, name)
        copies, rest = divmod(len(weights[0]), len(sources)) if weights else (0, 0)
        for variant, source in enumerate(taken):
            expected = [(copies, *each.shape[1:]) for each in weights]
            if rest or (source is not None and [each.shape for each in source] != expected):
                shapes = None if source is None else [each.shape for each in source]
                raise ValueError(
                    f"`sources` must be one for each variant, with weights of shapes {expected} in layer {name!r}. "
                    f"Received: {len(sources)} sources, number {variant} with weights of shapes {shapes}"
                )
            for whole, part in zip(weights, source or (), strict=source is not None):
                whole[variant * copies : (variant + 1) * copies] = part
        new[name] = weights
    for name, weights in new.items():
        stack.get_layer(name).set_weights(weights)
    return stack


def accuracy(stack, X, y, *, copies=1):
    """Return the accuracy of every network of a stack.

    Args:
        stack: A model by `mlp_stack`.
        X: Inputs, array of shape `(n, …)`, or `(n, networks, …)` where each network has its own.
        y: Labels, integer array of shape `(n,)` or, one a network, `(n, networks)`.
        copies: Networks of each variant, as when the stack was built. Default 1.

    Returns:
        Array of shape `(copies, variants)`: a row a seed, as the plots take it. A network whose
        outputs are NaN scores as one that always names class 0.

    Raises:
        ValueError: If `stack` is not such a model, `X` does not fit it, `X` and `y` differ in length,
            or `copies` does not divide the networks.

    Example:
        >>> stack = mlp_stack(1, width=4, activation=["relu", "tanh"], copies=3, input_shape=(2,))
        >>> accuracy(stack, np.zeros((5, 2)), np.zeros(5, int), copies=3).shape
        (3, 2)
    """
    shape = getattr(stack, "output_shape", None) if isinstance(stack, keras.Model) and stack.built else None
    if not isinstance(shape, tuple) or len(shape) != 3:
        raise ValueError(
            "`stack` must be a built model whose output has shape `(batch, networks, classes)`. "
            f"Received: stack={received(stack)}"
        )
    X, y = _validate.array(X, "X", dtype="float32"), _validate.array(y, "y", ndim=(1, 2))
    if len(X) != len(y):
        raise ValueError(f"`X` and `y` must have the same length. Received: {len(X)} and {len(y)}")
    labels = y[:, None] if y.ndim == 1 else y
    if labels.shape[1] not in (1, shape[1]):
        raise ValueError(
            f"`y` must have one label a sample, or one for each of the {shape[1]} networks. "
            f"Received: y of shape {y.shape}"
        )
    # Called, not `predict`: compiling a deep stack takes longer than a single forward pass.
    outputs = np.concatenate([keras.ops.convert_to_numpy(stack(batch)) for batch in _batches(stack, X)])
    named = np.argmax(np.nan_to_num(outputs), axis=-1)
    return by_variant(np.mean(named == labels, axis=0), copies)


def silent_units(stack, X):
    """Return which hidden units get at most 0 before their activation, for every sample.

    With ReLU these are the dead units. With an activation that has a slope for z < 0 they are
    those that learn through that slope alone.

    Args:
        stack: A model by `mlp_stack`.
        X: Inputs, array of shape `(n, …)`, or `(n, networks, …)` where each network has its own.

    Returns:
        Boolean array of shape `(networks, n_layers, width)`, the copies of a variant beside each
        other. `by_variant(silent.mean(axis=(1, 2)), copies)` is the share of each network.

    Raises:
        ValueError: If `stack` has no hidden layers of that name, or `X` is empty or does not fit it.

    Example:
        >>> stack = mlp_stack(2, width=4, activation=["relu", "tanh"], copies=3, input_shape=(2,))
        >>> silent_units(stack, np.zeros((5, 2))).shape
        (6, 2, 4)
    """
    X = _validate.array(X, "X", dtype="float32")
    layers = [layer for layer in getattr(stack, "layers", []) if layer.name.startswith("hidden_")]
    if not layers:
        raise ValueError(f"`stack` must be a model by `mlp_stack`. Received: stack={received(stack)}")
    hidden = keras.Model(stack.inputs[0], [layer.output for layer in layers])
    silent = True
    for batch in _batches(stack, X):
        values = [keras.ops.convert_to_numpy(each) <= 0 for each in hidden(batch)]
        silent &= np.stack([each.all(axis=0) for each in values], axis=1)
    return silent


def by_variant(values, copies):
    """Turn one value a network into an array of shape `(copies, variants)`.

    Args:
        values: Array of shape `(variants × copies,)`.
        copies: Networks of each variant.

    Returns:
        Array of shape `(copies, variants)`.

    Raises:
        ValueError: If `copies` does not divide the number of values.

    Example:
        >>> by_variant([1, 2, 3, 10, 20, 30], copies=3).tolist()
        [[1, 10], [2, 20], [3, 30]]
    """
    values = _validate.array(values, "values", ndim=1)
    copies = _validate.integer(copies, "copies", at_least=1)
    if len(values) % copies:
        raise ValueError(
            f"`copies` must divide the {len(values)} networks of the stack. Received: copies={copies}"
        )
    return values.reshape(-1, copies).T


def _weights_of(source, name):
    """Return the weights of a layer with an axis of networks in front: a stack's, or those of single models."""
    single = isinstance(source, list | tuple)
    weights = []
    for model in source if single else [source]:
        if not isinstance(model, keras.Model) or not model.built:
            raise ValueError(
                "A stack and its sources must be built Keras models, or lists of them. "
                f"Received: {received(source)}"
            )
        try:
            weights.append(model.get_layer(name).get_weights())
        except ValueError as error:
            raise ValueError(
                f"`layers` must name layers of the stack and of every source. Received: {name!r}, which "
                f"model {model.name!r} lacks"
            ) from error
    if not single:
        return weights[0]
    if not weights or len({tuple(each.shape for each in model) for model in weights}) > 1:
        raise ValueError(
            f"The single models of a source must all have layer {name!r} of one shape. "
            f"Received: {received(source)}"
        )
    return [np.stack(each) for each in zip(*weights, strict=True)]


def _batches(stack, X):
    """Yield `X` in parts as the stack takes them; where each network has its own samples, each gets the same."""
    shape = stack.input_shape[1:]
    has_own = isinstance(stack.layers[0], keras.layers.Reshape)
    shared = has_own and X.shape[1:] == shape[1:]
    if X.shape[1:] != shape and not shared:
        raise ValueError(f"`X` must have samples of shape {shape}. Received: X of shape {X.shape}")
    size = max(1, _BATCH // shape[0]) if has_own else _BATCH
    for part in np.array_split(X, range(size, len(X), size)):
        yield np.repeat(part[:, None], shape[0], axis=1) if shared else part


@keras.saving.register_keras_serializable(package="handson11")
class _EachVariant(keras.layers.Layer):
    """Apply each variant's activation to its networks, which lie beside each other on axis 1."""

    def __init__(self, activations, **kwargs):
        super().__init__(**kwargs)
        self.activations = [
            copy_of(each)
            if isinstance(each, keras.layers.Layer)
            else keras.layers.Activation(keras.activations.get(each))
            for each in activations
        ]

    def build(self, input_shape):
        batch, n_networks, units = input_shape
        for each in self.activations:
            each.build((batch, n_networks // len(self.activations), units))

    def call(self, inputs, training=False):
        parts = keras.ops.split(inputs, len(self.activations), axis=1)
        return keras.ops.concatenate(
            [
                each(part, training=training) if each._call_has_training_arg else each(part)
                for each, part in zip(self.activations, parts, strict=True)
            ],
            axis=1,
        )

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "activations": keras.saving.serialize_keras_object(self.activations)}

    @classmethod
    def from_config(cls, config):
        return cls(**{**config, "activations": keras.saving.deserialize_keras_object(config["activations"])})


@keras.saving.register_keras_serializable(package="handson11")
class _EachNetwork(keras.initializers.Initializer):
    """Draw every network's kernel by itself, with its own variant's initializer."""

    def __init__(self, variants, copies):
        self.variants = [keras.initializers.get(each) for each in variants]
        self.copies = copies

    def __call__(self, shape, dtype=None):
        # A new object each time: an initializer without a seed draws the same numbers at every call.
        kernels = [
            copy_of(each)(shape[1:], dtype=dtype) for each in self.variants for _ in range(self.copies)
        ]
        return keras.ops.stack(kernels)

    def get_config(self):
        return {"variants": keras.saving.serialize_keras_object(self.variants), "copies": self.copies}

    @classmethod
    def from_config(cls, config):
        return cls(keras.saving.deserialize_keras_object(config["variants"]), config["copies"])


def _variants(activation, initializer):
    """Return the lists of activations and of initializers, one of each a variant."""
    activations = list(activation) if isinstance(activation, list | tuple) else [activation]
    drawn_by = list(initializer) if isinstance(initializer, list | tuple) else [initializer]
    n_variants = max(len(activations), len(drawn_by))
    if not activations or not drawn_by or {len(activations), len(drawn_by)} - {1, n_variants}:
        raise ValueError(
            "`activation` and `initializer` must be single values or lists with one value a variant. "
            f"Received: {len(activations)} activations and {len(drawn_by)} initializers"
        )
    activations = [models.known_activation(each, "activation") for each in activations]
    activations *= n_variants // len(activations)
    drawn_by *= n_variants // len(drawn_by)
    return activations, [
        models.known_initializer(initializers.for_activation(function) if own is None else own)
        for function, own in zip(activations, drawn_by, strict=True)
    ]


def _check_independence(activation, width):
    """Raise if an activation mixes networks, which lie along axis 1, lets them share weights, or changes the shape."""
    n_networks = 2 if width != 2 else 3  # so that the first axis of a weight tells whose it is
    inputs = np.random.default_rng(0).normal(size=(1, n_networks, width)).astype("float32")
    changed = inputs.copy()
    changed[:, 0] += 1
    cause = None
    try:
        with undisturbed():
            layer = _EachVariant([activation])
            before, after = (keras.ops.convert_to_numpy(layer(each)) for each in (inputs, changed))
        good = (
            all(tuple(weight.shape)[:1] == (n_networks,) for weight in layer.weights)
            and before.shape == inputs.shape
            and np.array_equal(before[:, 1:], after[:, 1:], equal_nan=True)
        )
    except Exception as error:  # a function of one's own may raise anything
        good, cause = False, error
    if not good:
        raise ValueError(
            "`activation` must keep the shape `(batch, networks, units)` and treat each network alone, "
            f"with weights of its own. Received: activation={received(activation)}"
        ) from cause


def _normalization(number, n_networks, width, momentum):
    """Return batch normalization of every unit of every network, which Keras has for one axis only."""
    return [
        keras.layers.Reshape((n_networks * width,)),
        keras.layers.BatchNormalization(momentum=momentum, name=f"batch_norm_{number}"),
        keras.layers.Reshape((n_networks, width)),
    ]
