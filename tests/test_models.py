"""The builders and redraw."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import activations, models, stacks


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
    st.integers(1, 5),
    st.sampled_from([None, "before", "after"]),
)
def test_parameter_count_follows_from_the_widths(widths, n_classes, batch_norm):
    """Kernels, biases (none where batch normalization stands before the activation) and four BN vectors."""
    model = models.mlp(len(widths), widths, batch_norm=batch_norm, n_classes=n_classes, input_shape=(7,))
    expected, fan_in = 0, 7
    for width in widths:
        expected += (
            fan_in * width + (0 if batch_norm == "before" else width) + (4 * width if batch_norm else 0)
        )
        fan_in = width
    assert model.count_params() == expected + fan_in * n_classes + n_classes


def test_layers_come_in_the_order_that_the_names_say():
    """Before: dense, BN, activation. After: dense with its activation, BN. None: dense alone."""
    kinds = {
        None: ["Dense"],
        "before": ["Dense", "BatchNormalization", "Activation"],
        "after": ["Dense", "BatchNormalization"],
    }
    for batch_norm, expected in kinds.items():
        model = models.mlp(1, 3, batch_norm=batch_norm, input_shape=(2,))
        assert model.built
        assert [type(layer).__name__ for layer in model.layers] == [*expected, "Dense"]


@pytest.mark.parametrize("batch_norm", [None, "before", "after"])
def test_an_activation_layer_stands_where_the_activation_belongs(batch_norm):
    """A LeakyReLU layer comes after the dense layer, and after BN exactly where BN stands before it."""
    model = models.mlp(1, 3, activation=keras.layers.LeakyReLU(0.2), batch_norm=batch_norm, input_shape=(2,))
    kinds = [type(layer).__name__ for layer in model.layers[:-1]]
    middle = {None: [], "before": ["BatchNormalization"], "after": []}[batch_norm]
    end = ["BatchNormalization"] if batch_norm == "after" else []
    assert kinds == ["Dense", *middle, "LeakyReLU", *end]
    assert model.layers[1 + len(middle)].negative_slope == pytest.approx(0.2)


def test_no_two_layers_share_weights():
    """One initializer object, seeded or not, gives every layer its own kernel; PReLU its own slopes."""
    for initializer in (
        keras.initializers.HeNormal(),
        keras.initializers.HeNormal(seed=3),
        "he_normal",
        None,
    ):
        model = models.mlp(3, 10, initializer=initializer, input_shape=(10,))
        kernels = [layer.kernel.numpy() for layer in model.layers[:3]]
        assert not np.array_equal(kernels[0], kernels[1])
        assert not np.array_equal(kernels[1], kernels[2])
    model = models.mlp(2, 4, activation=keras.layers.PReLU, input_shape=(4,))
    first, second = (layer for layer in model.layers if isinstance(layer, keras.layers.PReLU))
    assert first is not second
    assert first.alpha is not second.alpha


def test_default_initializer_belongs_to_the_activation():
    """ReLU gets He, SELU gets LeCun, tanh gets Glorot."""
    for activation, name in (("relu", "HeNormal"), ("selu", "LecunNormal"), ("tanh", "GlorotNormal")):
        model = models.mlp(1, 3, activation=activation, input_shape=(2,))
        assert type(model.layers[0].kernel_initializer).__name__ == name


@pytest.mark.parametrize(
    "bad",
    [
        {"n_layers": 0},
        {"n_layers": 2.0},
        {"n_layers": True},
        {"width": 0},
        {"width": [3]},
        {"width": "ab"},
        {"width": None},
        {"activation": "nonsense"},
        {"activation": 3},
        {"initializer": "he_avg"},
        {"initializer": 3},
        {"batch_norm": "both"},
        {"batch_norm": ["before"]},
        {"n_classes": -1},
        {"input_shape": 28},
        {"input_shape": ()},
        {"input_shape": (None,)},
        {"output_activation": "nonsense"},
        {"bn_momentum": 1.5},
        {"bn_momentum": None},
    ],
)
def test_bad_arguments_end_in_what_was_received(bad):
    """No traceback from inside Keras: our sentence names the argument."""
    with pytest.raises((TypeError, ValueError), match=r"`\w+` must .*Received: "):
        models.mlp(**{"n_layers": 2, "input_shape": (4,), **bad})


def test_redraw_repeats_and_differs_by_seed():
    """The same seed gives the same weights, biases and BN statistics start anew, another seed differs."""
    model = models.mlp(2, 5, batch_norm="before", input_shape=(3,))
    first = models.redraw(model, 1).get_weights()
    model.set_weights([weight + 1 for weight in first])
    again, other = models.redraw(model, 1).get_weights(), models.redraw(model, 2).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("optimizer", [keras.optimizers.Adam(0.01), keras.optimizers.SGD(0.1, momentum=0.9)])
def test_training_after_redraw_is_training_anew(optimizer):
    """A redrawn model trains bit for bit like the first time, without a new training function."""
    X, y = np.random.default_rng(0).normal(size=(64, 3)).astype("float32"), np.arange(64) % 2
    model = models.mlp(2, 5, input_shape=(3,), n_classes=2)
    model.compile(optimizer, loss="sparse_categorical_crossentropy")
    weights, functions = [], []
    for _ in range(2):
        models.redraw(model, 7)
        model.fit(X, y, epochs=2, verbose=0)
        weights.append(model.get_weights())
        functions.append(model.train_function)
    assert all(np.array_equal(a, b) for a, b in zip(*weights, strict=True))
    assert functions[0] is functions[1]
    assert float(optimizer.learning_rate) == pytest.approx({"adam": 0.01, "sgd": 0.1}[optimizer.name.lower()])


def test_redraw_needs_no_loss_that_keras_can_read_back():
    """A functional model with branches and a nested model, compiled with a loss of one's own, is redrawn too."""
    inputs = keras.Input((3,))
    nested = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(3)])
    joined = keras.layers.Add()([keras.layers.Dense(3)(inputs), nested(inputs)])
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.BatchNormalization()(joined)))
    model.compile("sgd", loss=lambda y, p: keras.ops.mean(keras.ops.square(y - p)))
    first = models.redraw(model, 3).get_weights()
    model.fit(np.random.default_rng(0).normal(size=(8, 3)), np.ones((8, 2)), verbose=0)
    changed = model.get_weights()
    again = models.redraw(model, 3).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert sum(not np.array_equal(a, b) for a, b in zip(changed, again, strict=True)) > 6
    biases = [w for w, variable in zip(again, model.weights, strict=True) if variable.name == "bias"]
    assert len(biases) == 4 and not any(bias.any() for bias in biases)  # every weight went to its own place


def test_batch_normalization_gets_its_momentum():
    """The builder passes it on, in either place."""
    for place in ("before", "after"):
        model = models.mlp(2, 4, batch_norm=place, bn_momentum=0.9, input_shape=(3,))
        norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
        assert [layer.momentum for layer in norms] == [0.9, 0.9]


def test_redraw_refuses_what_it_cannot_draw():
    """An unbuilt model, a subclassed one, and a seed that is none."""

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    subclassed = Subclassed()
    subclassed(np.zeros((1, 3), "float32"))
    for model in (keras.Sequential([keras.layers.Dense(2)]), subclassed, None):
        with pytest.raises(ValueError, match="built Sequential or functional.*Received: model="):
            models.redraw(model, 1)
    for bad in (-1, 1.5, None, 2**32):
        with pytest.raises((TypeError, ValueError), match="`seed`"):
            models.redraw(models.mlp(1, 2, input_shape=(2,)), bad)


SAMPLES = np.random.default_rng(0).normal(size=(64, 3)).astype("float32"), np.arange(64) % 2


def trained_twice(model):
    """Weights after two trainings that each start with a redraw of the same seed."""
    weights = []
    for _ in range(2):
        models.redraw(model, 7)
        model.fit(*SAMPLES, epochs=2, verbose=0)
        weights.append(model.get_weights())
    return weights


@pytest.mark.parametrize(
    "optimizer",
    [
        keras.optimizers.Nadam(0.01),
        keras.optimizers.Adagrad(0.01),
        keras.optimizers.Ftrl(0.01),
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01, momentum=0.9)),
    ],
    ids=lambda optimizer: type(optimizer).__name__,
)
def test_redraw_starts_any_optimizer_anew(optimizer):
    """Accumulators, products and loss scales start at their own values, not at zero; the rate stays."""
    model = models.mlp(1, 5, input_shape=(3,), n_classes=2)
    model.compile(optimizer, "sparse_categorical_crossentropy")
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    inner.learning_rate = 0.02
    first, second = trained_twice(model)
    assert all(np.isfinite(a).all() and np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], models.redraw(model, 7).get_weights()[0])  # it did train
    assert float(inner.learning_rate) == pytest.approx(0.02)


@pytest.mark.parametrize(
    "layer",
    [keras.layers.Dropout(0.5), keras.layers.Dropout(0.5, seed=1), activations.RReLU()],
    ids=["Dropout", "Dropout, seeded", "RReLU"],
)
def test_redraw_starts_seed_generators_anew(layer):
    """Two trainings after the same redraw drop the same units and draw the same slopes."""
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(8), layer, keras.layers.Dense(2, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    first, second = trained_twice(model)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_redraw_keeps_what_was_adapted():
    """Means and variances of Normalization are data, not weights to be drawn."""
    adapted = keras.layers.Normalization()
    adapted.adapt(SAMPLES[0] * 5 + 9)
    model = keras.Sequential([keras.Input((3,)), adapted, keras.layers.Dense(2)])
    before = model.get_weights()
    after = models.redraw(model, 1).get_weights()
    assert [np.array_equal(a, b) for a, b in zip(before, after, strict=True)][:4] == [True, True, True, False]


def squared(z):
    """A function that Keras does not know."""
    return z * z


def relu(z):
    """A function that Keras takes for its own, by its name."""
    return z - 1


def ones(shape, dtype=None):
    """An initializer that Keras does not know."""
    return keras.ops.ones(shape, dtype=dtype)


@pytest.mark.parametrize(
    "activation", [squared, relu, keras.layers.Activation(squared), keras.layers.Activation(relu)]
)
@pytest.mark.parametrize("build", [models.mlp, stacks.mlp_stack])
def test_functions_of_one_s_own_are_built_and_redrawn(build, activation):
    """As activations and initializers, alone and in a stack; the activation stays the one that was given."""
    model = build(2, 4, activation=activation, initializer=ones, input_shape=(3,))
    kernel = model.get_layer("hidden_1").kernel
    kernel.assign(keras.ops.zeros_like(kernel))
    assert (models.redraw(model, 1).get_layer("hidden_1").kernel.numpy() == 1).all()
    if build is models.mlp:
        last = model.layers[-2]
        assert last.activation is getattr(activation, "activation", activation)


@pytest.mark.filterwarnings("ignore:.*lambda")
def test_redraw_refuses_what_it_would_draw_wrongly():
    """Lambdas, weights outside the graph, a layer in two places, an optimizer without a configuration."""
    with_lambda = models.mlp(1, 2, activation=lambda z: z * z, initializer="ones", input_shape=(3,))

    class Extra(keras.Sequential):
        def __init__(self):
            super().__init__([keras.Input((3,)), keras.layers.Dense(2)])
            self.extra = self.add_weight(shape=(2,), initializer="ones")

    inputs = keras.Input((3,))
    nested = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    twice = keras.Model(inputs, keras.layers.Add()([nested(inputs), nested.layers[0](inputs)]))

    class Own(keras.optimizers.SGD):
        def __init__(self, rate):
            super().__init__(rate)

    own = models.mlp(1, 2, input_shape=(3,))
    own.compile(Own(0.1), "mse")
    own.optimizer.build(own.trainable_variables)
    for model in (with_lambda, Extra(), twice, own):
        before = model.get_weights()
        with pytest.raises(ValueError, match=" must .*Received: "):
            models.redraw(model, 1)
        assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_an_activation_layer_that_cannot_be_copied_is_refused():
    """One without a configuration: a sentence when the model is built."""

    class Shifted(keras.layers.Layer):
        def __init__(self, by):
            super().__init__()
            self.by = by

    with pytest.raises(ValueError, match="A layer must be one .*Received: layer"):
        models.mlp(1, 2, activation=Shifted(object()), initializer="ones", input_shape=(3,))


def test_a_layer_s_seed_is_not_copied():
    """One RReLU with a seed gives each hidden layer slopes of its own."""
    model = models.mlp(2, 4, activation=activations.RReLU(seed=1), input_shape=(4,))
    first, second = (
        layer(-np.ones((1, 4), "float32"), training=True).numpy()
        for layer in model.layers
        if isinstance(layer, activations.RReLU)
    )
    assert not np.array_equal(first, second)


def shapes_by_name(model):
    """Shape of each kernel, by the name of its layer."""
    return {layer.name: tuple(layer.kernel.shape) for layer in model.layers if hasattr(layer, "kernel")}


def test_autoencoder_is_an_mlp_s_hidden_layers_and_their_mirror():
    """Names and kernels worked out by hand; outputs in the shape of the inputs, between 0 and 1."""
    model = models.autoencoder((9, 7, 5), input_shape=(4, 3))
    assert shapes_by_name(model) == {
        "hidden_1": (12, 9),
        "hidden_2": (9, 7),
        "hidden_3": (7, 5),
        "decoder_1": (5, 7),
        "decoder_2": (7, 9),
        "reconstruction": (9, 12),
    }
    encoder = models.mlp(3, (9, 7, 5), input_shape=(4, 3))
    assert [layer.get_config()["name"] for layer in model.layers][:4] == [e.name for e in encoder.layers][:4]
    assert [layer.activation.__name__ for layer in model.layers[1:-1]] == ["relu"] * 5 + ["sigmoid"]
    outputs = model(np.random.default_rng(0).normal(size=(6, 4, 3)) * 9).numpy()
    assert outputs.shape == (6, 4, 3) and 0 <= outputs.min() and outputs.max() <= 1
    flat = models.autoencoder((2,), activation=keras.layers.LeakyReLU(), input_shape=(5,))
    assert [layer.name for layer in flat.layers] == ["hidden_1", "activation_1", "reconstruction"]
    names = [layer.name for layer in models.autoencoder((3, 2), activation=keras.layers.ELU()).layers]
    assert names[1:7] == [
        "hidden_1",
        "activation_1",
        "hidden_2",
        "activation_2",
        "decoder_1",
        "activation_decoder_1",
    ]


def test_gan_s_networks_fit_on_each_other():
    """A logit without activation; the hidden layers carry their activation, so that reuse takes it along."""
    discriminator, generator = models.discriminator(), models.generator(7, output_shape=(28, 28))
    assert shapes_by_name(discriminator) == {"hidden_1": (784, 100), "hidden_2": (100, 50), "output": (50, 1)}
    assert shapes_by_name(generator) == {"hidden_1": (7, 50), "hidden_2": (50, 100), "output": (100, 784)}
    assert discriminator.layers[-1].activation is keras.activations.linear
    reused = keras.Model(discriminator.inputs[0], discriminator.get_layer("hidden_2").output)
    X = np.random.default_rng(0).normal(size=(3, 28, 28)).astype("float32")
    W1, b1, W2, b2 = (each.astype("float64") for each in discriminator.get_weights()[:4])
    hidden = X.reshape(3, -1) @ W1 + b1
    hidden = np.where(hidden > 0, hidden, 0.2 * hidden) @ W2 + b2
    assert np.allclose(reused(X), np.where(hidden > 0, hidden, 0.2 * hidden), atol=1e-4)
    images = generator(np.random.default_rng(0).normal(size=(4, 7)) * 9).numpy()
    assert images.shape == (4, 28, 28) and 0 <= images.min() and images.max() <= 1
    assert discriminator(images).shape == (4, 1)


def test_cnn_costs_what_its_docstring_says():
    """Kernels and multiplications worked out by hand; each convolution halves height and width, rounded up."""
    model = models.cnn()
    assert shapes_by_name(model) == {
        "conv_1": (5, 5, 1, 8),
        "conv_2": (3, 3, 8, 16),
        "hidden_1": (784, 32),
        "output": (32, 10),
    }
    assert [model.get_layer(f"conv_{n}").output.shape[1:3] for n in (1, 2)] == [(14, 14), (7, 7)]
    assert 14 * 14 * 25 * 8 + 7 * 7 * 9 * 8 * 16 + 784 * 32 + 32 * 10 == 121_056
    odd = models.cnn((2, 3, 4), 5, n_classes=1, input_shape=(9, 6, 3), output_activation="sigmoid")
    assert "reshape" not in [layer.name for layer in odd.layers]
    assert [odd.get_layer(f"conv_{n}").output.shape[1:] for n in (1, 2, 3)] == [
        (5, 3, 2),
        (3, 2, 3),
        (2, 1, 4),
    ]
    assert odd.layers[-1].activation is keras.activations.sigmoid


@pytest.mark.parametrize("batch_norm", [None, "before", "after"])
def test_batch_normalization_of_a_cnn(batch_norm):
    """Where mlp has it, and no bias below it; each layer's initializer belongs to the activation."""
    model = models.cnn((2, 3), 4, batch_norm=batch_norm, bn_momentum=0.9, input_shape=(8, 8))
    around = {
        None: lambda name, number: [name],
        "before": lambda name, number: [name, f"batch_norm_{number}", f"activation_{number}"],
        "after": lambda name, number: [name, f"batch_norm_{number}"],
    }[batch_norm]
    assert [layer.name for layer in model.layers] == [
        "reshape",
        *around("conv_1", "conv_1"),
        *around("conv_2", "conv_2"),
        "flatten",
        *around("hidden_1", "1"),
        "output",
    ]
    for name in ("conv_1", "conv_2", "hidden_1"):
        assert model.get_layer(name).use_bias is (batch_norm != "before")
        assert type(model.get_layer(name).kernel_initializer).__name__ == "HeNormal"
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert [layer.momentum for layer in norms] == [0.9] * (3 if batch_norm else 0)


def test_cnn_learns_and_is_redrawn():
    """Where a bright column stands: from guessing among eight to almost always right, twice the same."""
    y = np.arange(320) % 8
    X = np.random.default_rng(0).random((320, 8, 8)).astype("float32")
    X[np.arange(320), :, y] += 0.7
    model = models.cnn((4, 8), 16, n_classes=8, input_shape=(8, 8))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    accuracy = []
    for _ in range(2):
        models.redraw(model, 1)
        accuracy.append(model.fit(X, y, epochs=12, verbose=0).history["accuracy"])
    assert accuracy[0][0] < 0.5 < 0.95 < accuracy[0][-1]
    assert accuracy[0] == accuracy[1]


BUILDERS = {
    models.autoencoder: ("widths", "input_shape"),
    models.discriminator: ("widths", "input_shape"),
    models.generator: ("widths", "output_shape"),
    models.cnn: ("filters", "input_shape"),
}


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_every_builder_names_what_was_wrong(build):
    """Sizes, shapes, activations and initializers, as for mlp."""
    widths, shape = BUILDERS[build]
    cases = [(widths, bad) for bad in ((), 3, "ab", None, (3, 0), (3, 2.0), (True,))]
    cases += [(shape, bad) for bad in (28, (), (None, 3), (28, 0), "ab")]
    cases += [("activation", "nonsense"), ("activation", 3), ("initializer", "he_avg"), ("initializer", 3)]
    if build is models.generator:
        cases += [("n_codings", 0), ("n_codings", 2.0)]
    if build is models.cnn:
        cases += [("n_units", 0), ("n_classes", 0), ("batch_norm", "both"), ("bn_momentum", 2)]
        cases += [("output_activation", "nonsense"), (shape, (28,)), (shape, (28, 28, 1, 1))]
    for name, bad in cases:
        with pytest.raises((TypeError, ValueError), match=rf"`{name}` must .*Received: {name}="):
            build(**{name: bad})


def test_masking_noise_sets_a_share_to_zero_and_keeps_the_rest():
    """In training only; what is kept keeps its value, which Dropout's does not."""
    X = np.random.default_rng(0).uniform(0.1, 1, (200, 50)).astype("float32")
    layer = models.MaskingNoise(0.3, seed=1)
    first, second = (layer(X, training=True).numpy() for _ in range(2))
    assert abs((first == 0).mean() - 0.3) < 0.02  # four standard errors
    assert np.array_equal(first[first != 0], X[first != 0])
    assert not np.array_equal(first == 0, second == 0)
    assert np.array_equal(models.MaskingNoise(0.3, seed=1)(X, training=True), first)
    assert np.array_equal(layer(X), X)
    assert np.array_equal(models.MaskingNoise(0)(X, training=True), X)
    assert not models.MaskingNoise(1)(X, training=True).numpy().any()
    assert not np.array_equal(keras.layers.Dropout(0.3)(X, training=True).numpy().max(), X.max())


def test_a_denoising_autoencoder_leaves_its_encoder_without_noise(tmp_path):
    """Trained behind noise, the autoencoder itself has none; both are one set of weights, and can be saved."""
    X = np.random.default_rng(0).random((64, 4, 3)).astype("float32")
    model = models.autoencoder((5, 4), input_shape=(4, 3))
    denoising = keras.Sequential([keras.Input((4, 3)), models.MaskingNoise(0.5, seed=2), model])
    before = model.get_weights()
    denoising.compile("adam", "mse")
    denoising.fit(X, X, verbose=0)
    assert not any(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert np.array_equal(model(X, training=True), model(X))
    assert not np.array_equal(denoising(X, training=True), denoising(X))
    denoising.save(tmp_path / "denoising.keras")
    loaded = keras.models.load_model(tmp_path / "denoising.keras")
    assert (loaded.layers[0].rate, loaded.layers[0].seed) == (0.5, 2)
    assert np.array_equal(loaded(X), model(X))


def test_bad_noise_is_refused():
    """Shares beyond 0 to 1, and seeds that are none."""
    for bad in ({"rate": -0.1}, {"rate": 1.1}, {"rate": np.nan}, {"rate": None}, {"rate": True}):
        with pytest.raises((TypeError, ValueError), match="`rate` must .*Received: "):
            models.MaskingNoise(**bad)
    for bad in (-1, 0.5, 2**63):
        with pytest.raises((TypeError, ValueError), match="`seed` must .*Received: "):
            models.MaskingNoise(0.1, seed=bad)
