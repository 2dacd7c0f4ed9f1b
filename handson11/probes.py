"""What flows through a network: activations forward, gradients backward, layer by layer.

Every probe looks and changes nothing: weights, optimizer and layers are afterwards as they were.
"""

import contextlib
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from handson11 import _validate
from handson11._validate import received

SATURATION_SLOPE = 0.05

# Layers that only rearrange or mask what they are given: they have no row of their own.
_PASSIVE = (
    keras.layers.InputLayer,
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.Dropout,
)


class ActivationStats(NamedTuple):
    """Forward statistics, one entry a layer.

    Attributes:
        names: Names of the layers, in the order of the forward pass.
        mean: Mean of the layer's outputs over samples and units, float array of shape `(n_layers,)`.
        std: Their standard deviation, likewise.
        saturated: Fraction of outputs where the activation's slope is below 5 % of the largest
            slope that it has on [−8, 8]; NaN for a layer that applies no activation function.
        dead: Fraction of units whose output is 0 for every sample.
    """

    names: tuple[str, ...]
    mean: np.ndarray
    std: np.ndarray
    saturated: np.ndarray
    dead: np.ndarray


class GradientStats(NamedTuple):
    """Backward statistics, one entry a layer.

    Attributes:
        names: Names of the layers, in the order of the forward pass.
        std: Standard deviation of the loss gradient with respect to the layer's outputs, over
            samples and units, float array of shape `(n_layers,)`. The loss is the mean over samples.
        kernel_norm: Euclidean norm of the loss gradient with respect to the layer's kernel;
            NaN for a layer without a kernel.
    """

    names: tuple[str, ...]
    std: np.ndarray
    kernel_norm: np.ndarray


class WeightRatios(NamedTuple):
    """How large a change is beside the weights it changes, one entry a kernel.

    Attributes:
        names: Names of the layers that have a kernel.
        ratio: The ratio of the two Euclidean norms, float array of shape `(n_layers,)`.
    """

    names: tuple[str, ...]
    ratio: np.ndarray


def activation_stats(model, X):
    """Measure the outputs of every layer on `X`, as at inference.

    Args:
        model: A built Sequential, Functional or subclassed Keras model.
        X: Inputs, array of shape `(n, …)`; a few hundred samples are enough.

    Returns:
        An `ActivationStats`: mean, standard deviation, saturated and dead fraction a layer. Layers
        that only rearrange or mask (`Flatten`, `Reshape`, `Dropout`) have no entry.

    Raises:
        ValueError: If `model` is not a built Keras model, `X` is empty, or it does not fit the model.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "relu", name="only")])
        >>> model.set_weights([np.array([[1., -1, 0], [0, -1, 1]]), np.zeros(3)])
        >>> stats = activation_stats(model, np.array([[1., 1], [3, 1]]))
        >>> stats.names, float(stats.dead[0].round(2))
        (('only',), 0.33)
    """
    X = _inputs(model, X)
    with _recording(model) as records:
        _call(model, X)
    rows = []
    for record in records:
        # In float64, where the squares of large float32 outputs do not overflow.
        output = record.output.numpy().astype("float64")
        saturated = np.nan
        if record.activation is not None:
            saturated = _saturated_fraction(record.activation, record.pre_activation)
        units = output.reshape(-1, output.shape[-1])
        with np.errstate(invalid="ignore"):  # a layer that overflowed has no mean: NaN says so
            rows.append((output.mean(), output.std(), saturated, np.mean(~units.any(axis=0))))
    columns = np.array(rows, dtype="float64").T
    return ActivationStats(tuple(record.name for record in records), *columns)


def gradient_stats(model, X, y, *, loss="sparse_categorical_crossentropy"):
    """Measure the loss gradient at every layer's outputs and kernel on one batch.

    Args:
        model: A built Sequential, Functional or subclassed Keras model.
        X: Inputs, array of shape `(n, …)`.
        y: Targets, array of length `n`, in the form that `loss` wants.
        loss: A Keras loss, or its name. Default `"sparse_categorical_crossentropy"`.

    Returns:
        A `GradientStats`. The forward pass is that of inference: dropout is off and batch
        normalization uses its moving averages.

    Raises:
        ValueError: If `model` is not a built Keras model, `X` and `y` differ in length, or they
            do not fit the model and the loss.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, name="only")])
        >>> model.set_weights([np.array([[2.0]]), np.zeros(1)])
        >>> stats = gradient_stats(model, np.array([[3.0]]), np.array([[5.0]]), loss="mse")
        >>> float(stats.kernel_norm[0])  # d/dw (w·3 − 5)² = 2 · (6 − 5) · 3
        6.0
    """
    records, by_output, by_kernel = _gradients(model, X, y, loss)
    std = [np.std(gradient.numpy().astype("float64")) for gradient in by_output]
    norm = [np.nan if gradient is None else _norm(gradient.numpy()) for gradient in by_kernel]
    return GradientStats(
        tuple(record.name for record in records),
        np.array(std, dtype="float64"),
        np.array(norm, dtype="float64"),
    )


def by_seed(build, seeds, X, y, *, loss="sparse_categorical_crossentropy"):
    """Build a model a seed and measure both directions: what an experiment over seeds starts with.

    Args:
        build: Function without arguments that returns a new built model. It is called once a
            seed, after `keras.utils.set_random_seed(seed)`.
        seeds: The seeds, a non-empty iterable of integers.
        X: Inputs, array of shape `(n, …)`, the same for every model.
        y: Targets, array of length `n`.
        loss: A Keras loss, or its name. Default `"sparse_categorical_crossentropy"`.

    Returns:
        An `ActivationStats` and a `GradientStats` whose arrays have shape `(n_seeds, n_layers)`.

    Raises:
        ValueError: If `seeds` is empty, the models differ in their layers, or as `activation_stats`
            and `gradient_stats`.

    Example:
        >>> from handson11.models import mlp
        >>> X, y = np.ones((4, 2)), np.array([0, 1, 0, 1])
        >>> forward, backward = by_seed(lambda: mlp(3, 5, input_shape=(2,)), [1, 2], X, y)
        >>> forward.std.shape, backward.kernel_norm.shape
        ((2, 4), (2, 4))
    """
    forward, backward = [], []
    for seed in seeds:
        keras.utils.set_random_seed(_validate.integer(seed, "seeds", at_least=0))
        model = build()
        forward.append(activation_stats(model, X))
        backward.append(gradient_stats(model, X, y, loss=loss))
    if not forward:
        raise ValueError(f"`seeds` must hold at least one seed. Received: seeds={received(seeds)}")
    return _stacked(forward), _stacked(backward)


def variance_ratios(std):
    """Return by how much the variance is multiplied from each layer to the next.

    Args:
        std: Standard deviations along the layers, array of shape `(…, n_layers)`, at least two
            layers; positive and finite.

    Returns:
        Array of shape `(…, n_layers − 1)` of `std[l + 1]² / std[l]²`. For gradients, which travel
        from the last layer to the first, pass the reversed array.

    Raises:
        ValueError: If there are fewer than two layers, or a value is not positive and finite.

    Example:
        >>> variance_ratios([1.0, 2.0, 1.0]).tolist()
        [4.0, 0.25]
    """
    std = _validate.array(std, "std", dtype="float64")
    if std.ndim == 0 or std.shape[-1] < 2 or (std <= 0).any():
        raise ValueError(
            "`std` must hold positive standard deviations of at least two layers. "
            f"Received: std={received(std)}"
        )
    # Through logarithms, so that neither a square overflows nor one underflows.
    return np.exp(2 * np.diff(np.log(std), axis=-1))


def variance_ratio(std):
    """Return the factor a layer by which the variance changes, as a geometric mean over the layers.

    Args:
        std: As for `variance_ratios`.

    Returns:
        The factor; an array without the last axis of `std`, so one number a seed. 1 means that the
        variance is kept.

    Raises:
        ValueError: As `variance_ratios`.

    Example:
        >>> round(float(variance_ratio([1.0, 2.0, 4.0])), 9)
        4.0
    """
    return np.exp(np.log(variance_ratios(std)).mean(axis=-1))


def gradient_to_weight(model, X, y, *, loss="sparse_categorical_crossentropy"):
    """Return, a kernel, the norm of its loss gradient divided by its own norm.

    Args:
        model: A built Keras model, as for `gradient_stats`.
        X: Inputs, array of shape `(n, …)`.
        y: Targets, array of length `n`.
        loss: A Keras loss, or its name. Default `"sparse_categorical_crossentropy"`.

    Returns:
        A `WeightRatios`. A kernel that is all zeros has an infinite ratio (NaN if its gradient is
        zero too).

    Raises:
        ValueError: As `gradient_stats`.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, name="only")])
        >>> model.set_weights([np.array([[2.0]]), np.zeros(1)])
        >>> gradient_to_weight(model, np.array([[3.0]]), np.array([[5.0]]), loss="mse").ratio.tolist()
        [3.0]
    """
    records, _, by_kernel = _gradients(model, X, y, loss)
    kernels = [(r, g) for r, g in zip(records, by_kernel, strict=True) if g is not None]
    ratios = [_norm_ratio(gradient.numpy(), record.kernel.numpy()) for record, gradient in kernels]
    return WeightRatios(tuple(record.name for record, _ in kernels), np.array(ratios))


def update_to_weight(model, X, y):
    """Return, a kernel, the norm of one training step's change divided by the kernel's norm.

    The step is taken with the model's own optimizer and loss, and then taken back: weights,
    moving statistics and the optimizer's slots are afterwards bit for bit as before. A ratio near
    0.001 is a common rule of thumb for a healthy learning rate.

    Args:
        model: A built and compiled Keras model.
        X: Inputs of the step, array of shape `(n, …)`.
        y: Targets, array of length `n`.

    Returns:
        A `WeightRatios`.

    Raises:
        ValueError: If `model` is not built or not compiled, or `X` and `y` do not fit.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, name="only")])
        >>> model.compile(keras.optimizers.SGD(learning_rate=0.1), loss="mse")
        >>> model.set_weights([np.array([[2.0]]), np.zeros(1)])
        >>> ratios = update_to_weight(model, np.array([[3.0]]), np.array([[5.0]]))
        >>> round(float(ratios.ratio[0]), 3)  # the step is 0.1 · 6, the weight was 2
        0.3
    """
    X, y = _batch(model, X, y)
    if not getattr(model, "compiled", False):
        raise ValueError(
            f"`model` must be compiled: its optimizer takes the step. Received: model={received(model)}"
        )
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in variables]
    layers = _kernel_layers(model)
    old = [layer.kernel.numpy() for layer in layers]
    try:
        with _described(model, X):
            model.train_on_batch(X, y)
        new = [layer.kernel.numpy() for layer in layers]
    finally:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        model.reset_metrics()
    ratios = [_norm_ratio(after - first, first) for first, after in zip(old, new, strict=True)]
    return WeightRatios(tuple(layer.name for layer in layers), np.array(ratios))


def _stacked(stats):
    """Return one tuple of statistics with a leading axis for the seeds."""
    names = stats[0].names
    if any(each.names != names for each in stats):
        raise ValueError(
            "`build` must return models with the same layers. "
            f"Received: {received([len(each.names) for each in stats])} measured layers"
        )
    return type(stats[0])(names, *(np.stack(column) for column in list(zip(*stats, strict=True))[1:]))


class GradientNorms(keras.callbacks.Callback):
    """Record the global norm of the gradient on a probe batch, before and after clipping.

    A callback for `fit`. It measures at the start of training and at the end of every epoch, with the
    model's own loss, and changes nothing. The recorded norms are what a threshold for gradient clipping
    is chosen from (Pascanu et al., 2013).

    Args:
        X: Inputs of the probe batch, array of shape `(n, …)`.
        y: Targets, array of length `n`.

    Attributes:
        before: Norms before clipping, one a measurement, a list of floats; the global norm is the
            Euclidean norm of all gradients together.
        after: Norms after the clipping that the model's optimizer applies; equal to `before` if it
            clips nothing.

    Raises:
        TypeError: If `X` or `y` is not an array of numbers.
        ValueError: If `X` and `y` differ in length or are empty; during training, if they do not fit
            the model.

    Example:
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        >>> model.set_weights([np.array([[2.0]])])
        >>> model.compile(keras.optimizers.SGD(learning_rate=0.0, clipnorm=1.0), loss="mse")
        >>> X, y = np.array([[3.0]]), np.array([[5.0]])
        >>> norms = GradientNorms(X, y)
        >>> history = model.fit(X, y, verbose=0, callbacks=[norms])
        >>> norms.before, norms.after
        ([6.0, 6.0], [1.0, 1.0])
    """

    def __init__(self, X, y):
        super().__init__()
        self.X, self.y = _same_length(X, y)
        self.before, self.after = [], []

    def on_train_begin(self, logs=None):
        """Measure before the first step."""
        self._measure()

    def on_epoch_end(self, epoch, logs=None):
        """Measure after an epoch."""
        self._measure()

    def _measure(self):
        X, y = _batch(self.model, self.X, self.y)
        with tf.GradientTape() as tape, _described(self.model, X):
            loss = self.model.compute_loss(X, y, self.model(X, training=False))
        variables = [variable.value for variable in self.model.trainable_variables]
        gradients = tape.gradient(loss, variables, unconnected_gradients="zero")
        # Loss scaling leaves the clipping to the optimizer inside.
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        self.before.append(_global_norm(gradients))
        self.after.append(_global_norm(optimizer._clip_gradients(gradients)))


def _global_norm(gradients):
    """Return the Euclidean norm of all gradients together.

    An embedding's gradient lists the rows that were looked up, some of them twice: it is made dense first.
    """
    return float(tf.linalg.global_norm([tf.convert_to_tensor(gradient) for gradient in gradients]))


class _Record:
    """What one layer did in a recorded forward pass."""

    def __init__(self, layer):
        self.name = layer.name
        self.kernel = getattr(layer, "kernel", None)
        self.activation = None
        self.pre_activation = None
        self.output = None


@contextlib.contextmanager
def _recording(model, tape=None):
    """Record what each layer computes while the model is called eagerly; yields the list of records.

    Keras looks up `call` and `activation` on the layer at each call, so a stand-in on the instance
    sees exactly what the layer computes, whatever the model's topology.
    """
    records, undo = [], contextlib.ExitStack()
    with undo:
        for layer in model._flatten_layers(include_self=False):
            if isinstance(layer, (*_PASSIVE, keras.Model)):
                continue
            _watch(layer, records, tape, undo)
        yield records


def _watch(layer, records, tape, undo):
    """Let `layer` append a `_Record` to `records` at its next calls; `undo` restores it."""
    call = layer.call
    activation = getattr(layer, "activation", None)
    current = []

    def recorded_activation(inputs):
        output = activation(inputs)
        current[-1].activation, current[-1].pre_activation = activation, inputs
        return output

    def recorded_call(inputs, *args, **kwargs):
        record = _Record(layer)
        current.append(record)
        output = call(inputs, *args, **kwargs)
        current.pop()
        if record.activation is None and _is_activation_layer(layer):
            record.activation, record.pre_activation = call, inputs
        if record.activation is keras.activations.linear:
            record.activation = None
        if tape is not None:
            # A copy, so that the gradient is taken at this layer's output and not at a tensor
            # which two layers share.
            output = tf.identity(output)
            tape.watch(output)
        record.output = output
        records.append(record)
        return output

    def restore():
        object.__delattr__(layer, "call")
        if callable(activation):
            layer.activation = activation

    # object.__setattr__ keeps Keras' attribute tracking out of a change that is undone at once.
    object.__setattr__(layer, "call", recorded_call)
    if callable(activation):
        layer.activation = recorded_activation
    undo.callback(restore)


def _is_activation_layer(layer):
    """Whether a layer without an `activation` attribute is an activation function, such as LeakyReLU."""
    kinds = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.PReLU, keras.layers.ELU)
    return isinstance(layer, kinds)


def _gradients(model, X, y, loss):
    """Return the records and, for each, the loss gradient by its output and by its kernel (or None)."""
    X, y = _batch(model, X, y)
    try:
        loss = keras.losses.get(loss)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`loss` must be a Keras loss or the name of one. Received: loss={received(loss)}"
        ) from error
    with tf.GradientTape(persistent=False) as tape, _recording(model, tape) as records:
        output = _call(model, X)
        with _described(model, X):
            value = tf.reduce_mean(loss(y, output))
    outputs = [record.output for record in records]
    kernels = [None if record.kernel is None else record.kernel.value for record in records]
    present = [kernel for kernel in kernels if kernel is not None]
    by_output, by_kernel = tape.gradient(value, [outputs, present], unconnected_gradients="zero")
    by_kernel = iter(by_kernel)
    return records, by_output, [None if kernel is None else next(by_kernel) for kernel in kernels]


def _saturated_fraction(activation, pre_activation):
    """Return the fraction of `pre_activation` where the slope is below 5 % of the largest slope."""
    # The reference takes the shape of the data, because a PReLU has one slope a unit, and travels with
    # the data, because one differentiation is faster than two.
    z = tf.convert_to_tensor(pre_activation)
    steps = tf.reshape(tf.linspace(-8.0, 8.0, 161), (161, *[1] * (z.ndim - 1)))
    reference = tf.cast(steps, z.dtype) * tf.ones_like(z[:1])
    slopes = np.abs(_slope(activation, tf.concat([reference, z], axis=0)))
    return float(np.mean(slopes[161:] < SATURATION_SLOPE * slopes[:161].max()))


def _slope(activation, z):
    """Return the derivative of an elementwise activation at `z`."""
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = activation(z)
    return tape.gradient(value, z).numpy()


def _norm_ratio(change, weights):
    with np.errstate(divide="ignore", invalid="ignore"):
        return _norm(change) / _norm(weights)


def _norm(array):
    return np.linalg.norm(array.astype("float64"))


def _kernel_layers(model):
    layers = [layer for layer in model._flatten_layers(include_self=False) if hasattr(layer, "kernel")]
    if not layers:
        raise ValueError(f"`model` must have a layer with a kernel. Received: model={received(model)}")
    return layers


def _inputs(model, X):
    """Return `X` as a float32 tensor, after checking that `model` can be called at all."""
    if not isinstance(model, keras.Model) or not model.built:
        raise ValueError(
            "`model` must be a built Keras model (start it with keras.Input, or call it once). "
            f"Received: model={received(model)}"
        )
    return tf.convert_to_tensor(_validate.array(X, "X", dtype="float32", finite=False))


def _batch(model, X, y):
    """Return `X` and `y` as tensors of the same length."""
    X, y = _same_length(X, y)
    return _inputs(model, X), tf.convert_to_tensor(y)


def _same_length(X, y):
    """Return `X` and `y` as arrays of the same length, or raise."""
    X, y = _validate.array(X, "X", dtype="float32", finite=False), _validate.array(y, "y")
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(
            f"`X` and `y` must have the same length. Received: X of shape {X.shape}, y of shape {y.shape}"
        )
    return X, y


def _call(model, X):
    with _described(model, X):
        return model(X, training=False)


@contextlib.contextmanager
def _described(model, X):
    """Turn Keras' and TensorFlow's complaints about the data into one sentence."""
    try:
        yield
    except (ValueError, TypeError, tf.errors.InvalidArgumentError) as error:
        raise ValueError(
            "`X` and `y` must fit the model, "
            f"which takes inputs of shape {getattr(model, 'input_shape', '?')}. "
            f"Received: X of shape {tuple(X.shape)} ({type(error).__name__}: {received(str(error), 200)})"
        ) from error
