"""Stacks of networks: each network learns exactly what it would learn alone."""

import keras
import numpy as np
import pytest

from handson11 import activations, initializers, models, stacks

ACTIVATIONS = ["relu", keras.layers.PReLU(), "tanh"]
COPIES, N_LAYERS, WIDTH, N_CLASSES = 2, 3, 6, 4


@pytest.fixture
def samples():
    random = np.random.default_rng(5)
    return random.normal(size=(64, 5)).astype("float32"), random.integers(0, N_CLASSES, 64)


def built(batch_norm=None, activation=ACTIVATIONS, own_samples=False):
    stack = stacks.mlp_stack(
        N_LAYERS,
        WIDTH,
        activation=activation,
        copies=COPIES,
        batch_norm=batch_norm,
        n_classes=N_CLASSES,
        input_shape=(5,),
        own_samples=own_samples,
    )
    return models.redraw(stack, seed=3)


def alone(stack, batch_norm):
    """Each network of the stack as a model of its own, built by `models.mlp`, with the same weights."""
    networks = []
    for number in range(len(ACTIVATIONS) * COPIES):
        network = models.mlp(
            N_LAYERS,
            WIDTH,
            activation=ACTIVATIONS[number // COPIES],
            batch_norm=batch_norm,
            n_classes=N_CLASSES,
            input_shape=(5,),
        )
        for name in [*(f"hidden_{n}" for n in range(1, N_LAYERS + 1)), "output"]:
            network.get_layer(name).set_weights([w[number] for w in stack.get_layer(name).get_weights()])
        networks.append(network)
    return networks


@pytest.mark.parametrize(
    ("batch_norm", "way"),
    [(None, "own rates"), (None, "Adam"), ("before", "own rates"), ("after", "SGD")],
)
def test_training_together_equals_training_alone(samples, batch_norm, way):
    """Same weights, same batches: same outputs after training, for every optimizer and placement."""
    X, y = samples
    rates = np.array([0.1, 0.02, 0.3])
    stack = built(batch_norm)
    networks = alone(stack, batch_norm)

    def optimizer(variant):
        if way == "Adam":
            return keras.optimizers.Adam(0.01)
        return keras.optimizers.SGD(rates[variant] if way == "own rates" else 0.1)

    together = keras.optimizers.SGD(1.0) if way == "own rates" else optimizer(0)
    stack.compile(together, stacks.StackLoss(rates if way == "own rates" else None))
    stack.fit(X, y, batch_size=32, epochs=2, shuffle=False, verbose=0)
    outputs = []
    for number, network in enumerate(networks):
        network.compile(optimizer(number // COPIES), "sparse_categorical_crossentropy")
        network.fit(X, y, batch_size=32, epochs=2, shuffle=False, verbose=0)
        outputs.append(network.predict(X, verbose=0))
    np.testing.assert_allclose(stack.predict(X, verbose=0), np.stack(outputs, axis=1), atol=1e-5)


def test_networks_with_samples_of_their_own_learn_as_they_would_alone(samples):
    """Every network gets other samples and labels: same outputs as one that trains on them alone."""
    random = np.random.default_rng(7)
    n_networks = len(ACTIVATIONS) * COPIES
    X = random.normal(size=(48, n_networks, 5)).astype("float32")
    y = random.integers(0, N_CLASSES, (48, n_networks))
    stack = built(own_samples=True)
    networks = alone(stack, None)
    stack.compile(keras.optimizers.Adam(0.01), stacks.StackLoss())
    stack.fit(X, y, batch_size=16, epochs=3, shuffle=False, verbose=0)
    shared, labels = samples
    for number, network in enumerate(networks):
        network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
        network.fit(X[:, number], y[:, number], batch_size=16, epochs=3, shuffle=False, verbose=0)
        outputs = stack(np.repeat(shared[:, None], n_networks, axis=1))[:, number]
        np.testing.assert_allclose(outputs, network(shared), atol=2e-5)
    # Measured on samples that all share, or on their own; with labels that all share, or their own.
    alone_scores = [np.mean(np.argmax(network(shared), axis=1) == labels) for network in networks]
    np.testing.assert_allclose(stacks.accuracy(stack, shared, labels)[0], alone_scores)
    own_scores = [
        np.mean(np.argmax(network(X[:, n]), axis=1) == y[:, n]) for n, network in enumerate(networks)
    ]
    np.testing.assert_allclose(stacks.accuracy(stack, X, y)[0], own_scores)
    assert len(set(own_scores)) > 1
    silent = stacks.silent_units(stack, shared)
    np.testing.assert_array_equal(silent, stacks.silent_units(stack, np.stack([shared] * n_networks, 1)))
    with pytest.raises(ValueError, match=r"shape \(6, 5\). Received: X of shape \(64, 4\)"):
        stacks.accuracy(stack, shared[:, :4], labels)
    with pytest.raises(ValueError, match=r"each of the 6 networks. Received: y of shape \(48, 2\)"):
        stacks.accuracy(stack, X, y[:, :2])


def test_layers_are_taken_from_stacks_and_from_single_models():
    """Each variant gets its source's weights, network by network; other layers and the sources stay as they are."""
    build = {"width": WIDTH, "copies": COPIES, "input_shape": (5,)}
    stack = models.redraw(stacks.mlp_stack(2, activation=["relu"] * 3, **build), 1)
    trained = models.redraw(stacks.mlp_stack(2, n_classes=7, **build), 2)
    singles = [models.redraw(models.mlp(2, WIDTH, input_shape=(5,)), seed) for seed in (3, 4)]
    before, sources = stack.get_weights(), [trained.get_weights(), *(each.get_weights() for each in singles)]
    assert stacks.take_layers(stack, [None, trained, singles], ["hidden_1"]) is stack
    kernel, bias = stack.get_layer("hidden_1").get_weights()
    np.testing.assert_array_equal(kernel[:2], before[0][:2])
    np.testing.assert_array_equal(kernel[2:4], trained.get_layer("hidden_1").kernel)
    for number, single in enumerate(singles):
        np.testing.assert_array_equal(kernel[4 + number], single.get_layer("hidden_1").kernel)
        np.testing.assert_array_equal(bias[4 + number], single.get_layer("hidden_1").bias)
    for new, old in zip(stack.get_weights()[2:], before[2:], strict=True):
        np.testing.assert_array_equal(new, old)
    stack.compile(keras.optimizers.SGD(0.1), stacks.StackLoss())
    stack.fit(np.ones((8, 5)), np.zeros(8, int), verbose=0)
    for model, old in zip([trained, *singles], sources, strict=True):
        assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), old, strict=True))


@pytest.mark.parametrize(
    ("sources", "layers", "error", "said"),
    [
        ("narrow", ["hidden_1"], ValueError, r"shapes \[\(2, 5, 6\), .*number 1 with .*\(2, 5, 3\)"),
        ("one", ["hidden_1"], ValueError, "Received: .*which model .* lacks|Received: 1 sources"),
        ("good", ["hidden_1", "hidden_9"], ValueError, "Received: 'hidden_9'"),
        ("good", "hidden_1", TypeError, "Received: layers='hidden_1'"),
        ("unbuilt", ["hidden_1"], ValueError, "built Keras models.*Received: <Sequential"),
        ("empty", ["hidden_1"], ValueError, r"Received: \[\]"),
        ("stack", ["hidden_1"], TypeError, "Received: sources=<Sequential"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(sources, layers, error, said):
    """Every complaint comes before the first weight is written."""
    build = {"copies": COPIES, "input_shape": (5,)}
    stack, good = (stacks.mlp_stack(1, WIDTH, activation=["relu"] * n, **build) for n in (2, 1))
    narrow = stacks.mlp_stack(1, 3, **build)
    wrong = {
        "narrow": [None, narrow],
        "one": [good],
        "good": [good, good],
        "unbuilt": [None, keras.Sequential()],
        "empty": [good, []],
        "stack": good,
    }
    before = stack.get_weights()
    with pytest.raises(error, match=said):
        stacks.take_layers(stack, wrong[sources], layers)
    assert all(np.array_equal(*pair) for pair in zip(stack.get_weights(), before, strict=True))


def test_every_network_draws_its_own_weights_with_its_variant_s_variance():
    """He for ReLU, Glorot for tanh, and no two networks alike."""
    stack = stacks.mlp_stack(2, 200, activation=["relu", "tanh"], copies=2, input_shape=(100,))
    kernels = models.redraw(stack, 1).get_layer("hidden_2").get_weights()[0]
    assert kernels.shape == (4, 200, 200)
    assert len({float(kernel[0, 0]) for kernel in kernels}) == 4
    for kernel, name in zip(kernels, ["he_normal"] * 2 + ["glorot_uniform"] * 2, strict=True):
        expected = initializers.predicted_variance(name, (200, 200))
        assert kernel.var() == pytest.approx(expected, rel=0.05)


def test_an_explosion_stays_in_its_own_network(samples):
    """One network's NaN does not reach its neighbours."""
    X, y = samples
    stack = built(activation=["relu", "tanh"])
    weights = stack.get_layer("hidden_1").get_weights()
    weights[0][0] = 1e30
    stack.get_layer("hidden_1").set_weights(weights)
    stack.compile(keras.optimizers.SGD(1.0), stacks.StackLoss())
    stack.fit(X, y, epochs=3, verbose=0)
    healthy = np.isfinite(stack.predict(X, verbose=0)).all(axis=(0, 2))
    assert healthy.tolist() == [False, True, True, True]


def test_accuracy_is_counted_by_hand(samples):
    """Right answers of each network; a row a copy, a column a variant."""
    X, y = samples
    stack = built()
    named = stack.predict(X, verbose=0).argmax(axis=-1)
    accuracy = stacks.accuracy(stack, X, y, copies=COPIES)
    assert accuracy.shape == (COPIES, len(ACTIVATIONS))
    for number in range(named.shape[1]):
        right = sum(int(a == b) for a, b in zip(named[:, number], y, strict=True))
        assert accuracy[number % COPIES, number // COPIES] == pytest.approx(right / len(y))


def test_silent_units_are_counted_by_hand(samples):
    """NumPy, layer by layer: a unit is silent if its largest value before the ReLU is at most 0."""
    X, _ = samples
    stack = built(activation="relu")
    for number in range(1, N_LAYERS + 1):  # push some units below zero for all samples
        layer = stack.get_layer(f"hidden_{number}")
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, bias - 2])
    silent = stacks.silent_units(stack, np.concatenate([X] * 40))  # more than one batch
    assert silent.shape == (COPIES, N_LAYERS, WIDTH) and 0 < silent.mean() < 1
    outputs = np.stack([X] * COPIES)
    for number in range(N_LAYERS):
        kernel, bias = stack.get_layer(f"hidden_{number + 1}").get_weights()
        values = outputs @ kernel + bias[:, None]
        np.testing.assert_array_equal(silent[:, number], values.max(axis=1) <= 0)
        outputs = np.maximum(values, 0)


def test_a_stack_survives_saving(samples, tmp_path):
    """Trained, saved and loaded in Keras' safe mode, it gives the same outputs and trains on."""
    X, y = samples
    stack = built("before")
    stack.compile(keras.optimizers.SGD(1.0), stacks.StackLoss([0.1, 0.2, 0.3]))
    stack.fit(X, y, verbose=0)
    stack.save(tmp_path / "stack.keras")
    loaded = keras.saving.load_model(tmp_path / "stack.keras", safe_mode=True)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), stack.predict(X, verbose=0))
    assert loaded.loss.get_config() == stack.loss.get_config()
    assert np.isfinite(loaded.fit(X, y, verbose=0).history["loss"]).all()


def test_a_compiled_stack_is_redrawn_in_place(samples):
    """Same seed, same training, without compiling again: so the notebooks run one rate after another."""
    X, y = samples
    stack = built("after")
    stack.compile(keras.optimizers.Adam(0.01), stacks.StackLoss())
    outputs = []
    for _ in range(2):
        models.redraw(stack, 5)
        stack.fit(X, y, epochs=2, verbose=0)
        outputs.append(stack.predict(X, verbose=0))
    np.testing.assert_array_equal(*outputs)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n_layers": 0}, "Received: n_layers=0"),
        ({"copies": 0}, "Received: copies=0"),
        ({"batch_norm": "yes"}, "Received: batch_norm='yes'"),
        ({"activation": []}, "Received: 0 activations"),
        ({"activation": ["relu", "tanh"], "initializer": ["zeros"] * 3}, "2 activations and 3 initializers"),
        ({"activation": ["relu", "rleu"]}, "Received: activation='rleu'"),
        ({"initializer": ["he"]}, "Received: initializer='he'"),
    ],
)
def test_what_makes_no_stack_is_named(arguments, said):
    """The error ends in what was received."""
    with pytest.raises(ValueError, match=said):
        stacks.mlp_stack(**{"n_layers": 1, "input_shape": (2,), **arguments})


def test_rates_must_match_the_networks(samples):
    """Four rates cannot be shared out among six networks."""
    X, y = samples
    loss = stacks.StackLoss([0.1] * 4)
    with pytest.raises(ValueError, match="6.*Received: 4 values"):
        loss(y, built()(X))


def test_measuring_needs_matching_lengths(samples):
    """Different lengths and a wrong number of copies are named."""
    X, y = samples
    with pytest.raises(ValueError, match="Received: 64 and 63"):
        stacks.accuracy(built(), X, y[:-1])
    with pytest.raises(ValueError, match="Received: copies=4"):
        stacks.accuracy(built(), X, y, copies=4)


def test_silence_is_measured_on_a_stack():
    """A model without hidden layers is named."""
    for bad in (keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]), None):
        with pytest.raises(ValueError, match="`stack` must be a model by `mlp_stack`. Received: stack="):
            stacks.silent_units(bad, np.zeros((1, 2)))


def shared(z):
    """A function along the axis of the networks."""
    return keras.ops.softmax(z, axis=1)


@pytest.mark.parametrize("width", [2, 4])
@pytest.mark.parametrize(
    "activation",
    [
        keras.layers.Softmax(axis=1),
        keras.layers.LayerNormalization(),
        keras.layers.UnitNormalization(axis=1),
        keras.layers.PReLU(shared_axes=[1]),
        keras.layers.BatchNormalization(),
        "glu",
        shared,
    ],
    ids=str,
)
def test_what_ties_networks_together_is_no_activation_of_a_stack(activation, width):
    """Shared weights, a function along the networks' axis, a changed shape; as one of several variants too."""
    with pytest.raises(ValueError, match="treat each network alone.*Received: activation="):
        stacks.mlp_stack(1, width, activation=["relu", activation], initializer="ones", input_shape=(2,))


def test_the_check_of_activations_draws_nothing():
    """A stack of layers with and without randomness has the weights that it would have without the check."""
    kinds = ["relu", "softmax", keras.layers.PReLU(), keras.layers.ELU, activations.RReLU()]
    weights = []
    for check in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not check:
                patch.setattr(stacks, "_check_independence", lambda *_: None)
            keras.utils.set_random_seed(1)
            stack = stacks.mlp_stack(1, 4, activation=kinds, initializer="he_normal", input_shape=(2,))
            weights.append([variable.numpy() for variable in stack.variables])
    assert all(np.array_equal(a, b) for a, b in zip(*weights, strict=True))


def test_accuracy_refuses_what_is_no_stack(samples):
    """A plain network, something that is no model, and samples of another width: one sentence each."""
    X, y = samples
    plain = models.mlp(1, 3, input_shape=(5,))
    for bad in (plain, keras.Sequential([keras.layers.Dense(2)]), None):
        with pytest.raises(ValueError, match="`stack` must .*Received: stack="):
            stacks.accuracy(bad, X, y)
    with pytest.raises(ValueError, match=r"`X` must have samples of shape \(5,\).*Received: X of shape"):
        stacks.accuracy(built(), X[:, :3], y, copies=COPIES)
