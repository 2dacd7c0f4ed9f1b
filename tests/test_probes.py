"""The probes against NumPy, finite differences and values worked out by hand."""

import warnings

import keras
import numpy as np
import pytest

from handson11 import models, probes

rng = np.random.default_rng(0)
FUNCTIONS = {  # activation and its derivative, in NumPy
    "linear": (lambda z: z, lambda z: np.ones_like(z)),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
}


def numpy_pass(model, X, y, activation):
    """Forward and backward pass of an MLP with softmax cross-entropy (mean over samples), in float64."""
    f, slope = FUNCTIONS[activation]
    h, zs, hs = X.reshape(len(X), -1).astype("float64"), [], []
    weights = [array.astype("float64") for array in model.get_weights()]
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    hs.append(h)
    for kernel, bias in layers[:-1]:
        zs.append(h @ kernel + bias)
        h = f(zs[-1])
        hs.append(h)
    logits = h @ layers[-1][0] + layers[-1][1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    target = np.eye(p.shape[1])[y]
    delta = (p - target) / len(X)
    by_output, by_kernel = [-target / p / len(X)], [h.T @ delta]
    for index in range(len(layers) - 2, -1, -1):
        by_output.append(delta @ layers[index + 1][0].T)
        delta = by_output[-1] * slope(zs[index])
        by_kernel.append(hs[index].T @ delta)
    return hs[1:] + [p], zs, by_output[::-1], by_kernel[::-1]


@pytest.fixture
def batch():
    """Forty samples of shape (4, 3) in five classes."""
    return rng.normal(size=(40, 4, 3)).astype("float32"), rng.integers(0, 5, size=40)


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_both_directions_equal_numpy(activation, batch):
    """Means, deviations, gradients at the outputs and kernel norms equal a NumPy pass."""
    X, y = batch
    keras.utils.set_random_seed(1)
    model = models.mlp(3, [8, 6, 7], activation=activation, n_classes=5, input_shape=(4, 3))
    outputs, _, by_output, by_kernel = numpy_pass(model, X, y, activation)
    forward, backward = probes.activation_stats(model, X), probes.gradient_stats(model, X, y)
    assert forward.names == backward.names == ("hidden_1", "hidden_2", "hidden_3", "output")
    assert np.allclose(forward.mean, [h.mean() for h in outputs], atol=1e-6)
    assert np.allclose(forward.std, [h.std() for h in outputs], rtol=1e-5)
    assert np.allclose(backward.std, [g.std() for g in by_output], rtol=1e-4)
    assert np.allclose(backward.kernel_norm, [np.linalg.norm(g) for g in by_kernel], rtol=1e-4)


def test_kernel_norm_equals_finite_differences(batch):
    """Every entry of one kernel is moved by ±h; the quotients have the norm that the probe reports."""
    X, y = batch
    model = models.mlp(2, 4, activation="tanh", n_classes=5, input_shape=(4, 3))
    weights = model.get_weights()

    def loss(kernel):
        outputs = numpy_pass_with(kernel)
        return -np.log(outputs[np.arange(len(y)), y]).mean()

    def numpy_pass_with(kernel):
        h = np.tanh(X.reshape(len(X), -1) @ weights[0].astype("float64") + weights[1])
        h = np.tanh(h @ kernel + weights[3])
        logits = h @ weights[4].astype("float64") + weights[5]
        p = np.exp(logits)
        return p / p.sum(axis=1, keepdims=True)

    kernel, h = weights[2].astype("float64"), 1e-5
    quotients = np.zeros_like(kernel)
    for index in np.ndindex(kernel.shape):
        step = np.zeros_like(kernel)
        step[index] = h
        quotients[index] = (loss(kernel + step) - loss(kernel - step)) / (2 * h)
    found = probes.gradient_stats(model, X, y).kernel_norm[1]
    assert found == pytest.approx(np.linalg.norm(quotients), rel=1e-4)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_saturated_and_dead_equal_a_count_in_numpy(activation, batch):
    """Saturated: slope below 5 % of the largest. Dead: output 0 for every sample."""
    X, y = batch
    initializer = keras.initializers.RandomNormal(0, 2)
    model = models.mlp(2, 30, activation=activation, initializer=initializer, n_classes=5, input_shape=(4, 3))
    model.layers[1].bias.assign(-20 * (np.arange(30) % 3 == 0))
    outputs, zs, _, _ = numpy_pass(model, X, y, activation)
    largest = FUNCTIONS[activation][1](np.array([0.0, 8.0])).max()
    stats = probes.activation_stats(model, X)
    for layer in (0, 1):
        slopes = FUNCTIONS[activation][1](zs[layer])
        assert stats.saturated[layer] == pytest.approx((slopes < 0.05 * largest).mean(), abs=1e-9)
        assert stats.dead[layer] == pytest.approx((outputs[layer] == 0).all(axis=0).mean())
    assert (stats.dead[0] > 0.2) == (activation == "relu")


def test_a_linear_layer_saturates_nothing(batch):
    """Where no activation is applied, the saturated fraction is NaN, not a number."""
    model = models.mlp(1, 4, activation="linear", n_classes=5, input_shape=(4, 3))
    assert np.isnan(probes.activation_stats(model, batch[0]).saturated[0])


def functional_with_skip():
    inputs = keras.Input((4, 3))
    h = keras.layers.Dense(6, "relu", name="first")(keras.layers.Flatten()(inputs))
    h = keras.layers.Add(name="skip")([h, keras.layers.Dense(6, "tanh", name="second")(h)])
    return keras.Model(inputs, keras.layers.Dense(5, "softmax", name="output")(h))


def convolutional():
    return keras.Sequential(
        [
            keras.Input((4, 3)),
            keras.layers.Reshape((4, 3, 1)),
            keras.layers.Conv2D(5, 2, activation="relu", name="conv"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.PReLU(name="slopes"),
            keras.layers.GlobalAveragePooling2D(name="pool"),
            keras.layers.Dense(5, "softmax", name="output"),
        ]
    )


class Subclassed(keras.Model):
    """A model whose forward pass is Python."""

    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(6, "relu", name="first")
        self.last = keras.layers.Dense(5, "softmax", name="output")

    def call(self, inputs):
        """Two dense layers."""
        return self.last(self.first(keras.ops.reshape(inputs, (-1, 12))))


def subclassed():
    model = Subclassed()
    model(np.zeros((1, 4, 3), "float32"))
    return model


def nested():
    inner = keras.Sequential([keras.Input((12,)), keras.layers.Dense(6, "relu", name="inner")])
    inputs = keras.Input((4, 3))
    h = inner(keras.layers.Flatten()(inputs))
    return keras.Model(inputs, keras.layers.Dense(5, "softmax", name="output")(h))


@pytest.mark.parametrize(
    ("build", "names"),
    [
        (functional_with_skip, {"first", "second", "skip", "output"}),
        (convolutional, {"conv", "norm", "slopes", "pool", "output"}),
        (subclassed, {"first", "output"}),
        (nested, {"inner", "output"}),
    ],
)
def test_any_topology_is_measured_and_left_as_it_was(build, names, batch, tmp_path):
    """Every layer has its row; afterwards weights, methods, saving and training are untouched."""
    X, y = batch
    model = build()
    before = [weight.copy() for weight in model.get_weights()]
    output = keras.ops.convert_to_numpy(model(X))
    stats = probes.activation_stats(model, X)
    assert set(stats.names) == names
    assert stats.std[-1] == pytest.approx(output.std(), rel=1e-5)
    assert np.isfinite(probes.gradient_stats(model, X, y).std).all()
    for layer in model._flatten_layers(include_self=False):
        assert "call" not in vars(layer)
        assert "recorded" not in getattr(getattr(layer, "activation", None), "__name__", "")
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert np.array_equal(output, keras.ops.convert_to_numpy(model(X)))
    if build is not subclassed:
        model.save(tmp_path / "model.keras")
        again = keras.models.load_model(tmp_path / "model.keras")
        assert np.allclose(output, keras.ops.convert_to_numpy(again(X)), atol=1e-6)
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert np.isfinite(model.fit(X, y, verbose=0).history["loss"][0])


def test_a_failing_probe_restores_the_layers():
    """Input that does not fit raises one sentence and leaves no stand-in behind."""
    model = models.mlp(2, 4, input_shape=(3,))
    activations = [layer.activation for layer in model.layers]
    with pytest.raises(ValueError, match="must fit the model.*Received: X of shape"):
        probes.activation_stats(model, np.ones((5, 7)))
    assert [layer.activation for layer in model.layers] == activations
    assert not any("call" in vars(layer) for layer in model.layers)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_update_to_weight_takes_its_step_back(optimizer):
    """The ratio is that of a real step; weights, BN statistics and slots are bit for bit as before."""
    X, y = rng.normal(size=(32, 6)).astype("float32"), rng.integers(0, 3, size=32)
    model = models.mlp(2, 5, batch_norm="before", input_shape=(6,), n_classes=3)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=2, verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [variable.numpy() for variable in variables]
    stats = probes.update_to_weight(model, X, y)
    assert all(np.array_equal(a, b.numpy()) for a, b in zip(before, variables, strict=True))
    old = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel")]
    model.train_on_batch(X, y)
    new = [layer.kernel.numpy() for layer in model.layers if hasattr(layer, "kernel")]
    expected = [np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in zip(old, new, strict=True)]
    assert stats.names == ("hidden_1", "hidden_2", "output")
    assert np.allclose(stats.ratio, expected, rtol=1e-5)


def test_gradient_to_weight_is_the_quotient_of_the_norms(batch):
    """Equal to kernel norms of the gradient over norms of the kernels."""
    X, y = batch
    model = models.mlp(2, 4, n_classes=5, input_shape=(4, 3))
    norms = [np.linalg.norm(layer.kernel.numpy()) for layer in model.layers[1:]]
    expected = probes.gradient_stats(model, X, y).kernel_norm / norms
    assert np.allclose(probes.gradient_to_weight(model, X, y).ratio, expected, rtol=1e-5)


def test_variance_ratios_neither_overflow_nor_underflow():
    """The factor 4 is found at both ends of what float64 can hold, by seed as well."""
    for scale in (1e-160, 1.0, 1e150):
        std = scale * 2.0 ** np.arange(5)
        assert np.allclose(probes.variance_ratios(std), 4)
        assert probes.variance_ratio([std, std[::-1]]) == pytest.approx([4, 1 / 4])


@pytest.mark.parametrize("bad", [[1.0], [], [1.0, 0.0], [1.0, -2.0], [1.0, np.nan], [1.0, np.inf], 3.0])
def test_variance_ratios_refuse_what_has_no_ratio(bad):
    """Too few layers, zeros, negative and non-finite values."""
    with pytest.raises(ValueError, match="`std`"):
        probes.variance_ratios(bad)


def test_an_overflow_is_nan_without_a_warning():
    """Layers beyond the range of float32 have no mean and no deviation, and nothing is printed."""
    model = models.mlp(60, 50, initializer=keras.initializers.RandomNormal(0, 2), input_shape=(50,))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        std = probes.activation_stats(model, rng.normal(size=(20, 50))).std
    assert np.isfinite(std[0])
    assert np.isnan(std[-2])


def test_by_seed_stacks_single_measurements():
    """Row s is what a net built under seed s gives alone."""
    X, y = rng.normal(size=(10, 3)), rng.integers(0, 10, size=10)

    def build():
        return models.mlp(2, 4, input_shape=(3,))

    forward, backward = probes.by_seed(build, [5, 6], X, y)
    keras.utils.set_random_seed(6)
    model = build()
    assert np.array_equal(forward.std[1], probes.activation_stats(model, X).std)
    assert np.array_equal(backward.std[1], probes.gradient_stats(model, X, y).std)
    assert not np.array_equal(forward.std[0], forward.std[1])


@pytest.mark.parametrize("loss_scaling", [False, True])
@pytest.mark.parametrize("clipping", [{}, {"clipvalue": 0.01}, {"clipnorm": 0.1}, {"global_clipnorm": 0.1}])
def test_gradient_norms_are_those_of_the_step_that_keras_takes(clipping, loss_scaling, batch):
    """Under SGD with rate 1 a step is the clipped gradient; the callback reports its norm and the unclipped one."""
    X, y = batch
    model = models.mlp(2, 6, n_classes=5, input_shape=(4, 3))
    optimizer = keras.optimizers.SGD(1.0, **clipping)
    optimizer = keras.optimizers.LossScaleOptimizer(optimizer) if loss_scaling else optimizer
    model.compile(optimizer, "sparse_categorical_crossentropy")
    start = model.get_weights()
    norms = probes.GradientNorms(X, y)
    model.fit(X, y, batch_size=len(X), epochs=1, shuffle=False, verbose=0, callbacks=[norms])
    step = np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(start, model.get_weights(), strict=True)))
    assert norms.after[0] == pytest.approx(step, rel=1e-4)
    assert len(norms.before) == len(norms.after) == 2
    assert (norms.before[0] > 1.5 * norms.after[0]) == bool(clipping)
    if not clipping:
        assert norms.before == norms.after


@pytest.mark.parametrize("clipping", [{}, {"clipnorm": 0.1}])
def test_an_embedding_s_gradient_counts_a_repeated_row_once(clipping):
    """Rows that are looked up several times are summed before the norm: the norm is that of the step."""
    X, y = np.array([[1, 1], [1, 2], [1, 1]]), np.ones((3, 1))
    layers = [keras.layers.Embedding(5, 2, "ones"), keras.layers.Flatten()]
    model = keras.Sequential(
        [keras.Input((2,), dtype="int32"), *layers, keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model.compile(keras.optimizers.SGD(1.0, **clipping), "mse")
    start = model.get_weights()
    norms = probes.GradientNorms(X, y)
    model.fit(X, y, verbose=0, callbacks=[norms])
    step = np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(start, model.get_weights(), strict=True)))
    assert norms.after[0] == pytest.approx(step, rel=1e-4)
    assert (norms.before[0] > 1.5 * norms.after[0]) == bool(clipping)


@pytest.mark.parametrize("way", ["clipvalue", "clipnorm", "global_clipnorm"])
@pytest.mark.parametrize("threshold", [0.0, -1.0])
def test_a_threshold_that_clips_nothing_in_keras_clips_nothing_here(way, threshold, batch):
    """Keras ignores what is not positive."""
    X, y = batch
    model = models.mlp(1, 3, n_classes=5, input_shape=(4, 3))
    model.compile(keras.optimizers.SGD(0.0, **{way: threshold}), "sparse_categorical_crossentropy")
    norms = probes.GradientNorms(X, y)
    model.fit(X, y, verbose=0, callbacks=[norms])
    assert norms.after == norms.before


def test_bad_input_never_ends_in_a_bare_traceback():
    """Each probe answers each kind of nonsense with our own error."""
    model = models.mlp(1, 3, input_shape=(4,))
    X, y = np.ones((5, 4)), np.zeros(5, int)
    for call in (
        lambda: probes.activation_stats("model", X),
        lambda: probes.activation_stats(keras.Sequential([keras.layers.Dense(2)]), X),
        lambda: probes.activation_stats(model, np.ones((0, 4))),
        lambda: probes.activation_stats(model, "X"),
        lambda: probes.gradient_stats(model, X, y[:3]),
        lambda: probes.gradient_stats(model, X, y, loss="nonsense"),
        lambda: probes.gradient_stats(model, X, np.full(5, 99)),
        lambda: probes.gradient_stats(model, np.ones(5), y),
        lambda: probes.update_to_weight(model, X, y),
        lambda: probes.GradientNorms("X", "y"),
        lambda: probes.GradientNorms(X, y[:3]),
        lambda: probes.by_seed(lambda: model, [], X, y),
        lambda: probes.by_seed(lambda: model, [-1], X, y),
    ):
        with pytest.raises((ValueError, TypeError), match=r"`\w+`.*Received: "):
            call()


def test_probes_print_nothing(capfd, batch):
    """A measurement leaves no line in a notebook."""
    model = models.mlp(1, 3, n_classes=5, input_shape=(4, 3))
    probes.activation_stats(model, batch[0])
    probes.gradient_stats(model, *batch)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
