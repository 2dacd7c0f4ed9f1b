"""Restricted Boltzmann machines against enumeration of all states; the GAN against formulas in NumPy."""

import itertools

import keras
import numpy as np
import pytest

from handson11 import models, pretraining
from handson11.pretraining import GAN, RBM, greedy_rbms, rbm_mlp

V = np.array(list(itertools.product([0, 1], repeat=4)), "float64")  # all states of four visible units
H = np.array(list(itertools.product([0, 1], repeat=3)), "float64")  # and of three hidden ones


def rbm_with(weights_seed=0, size=1.0, **keywords):
    """A machine of 4 × 3 units with large random weights, and the weights in float64."""
    rng = np.random.default_rng(weights_seed)
    weights = [(size * rng.normal(size=shape)).astype("float32") for shape in ((4, 3), (4,), (3,))]
    rbm = RBM(3, **keywords)
    rbm.build((None, 4))
    rbm.set_weights(weights)
    return rbm, [each.astype("float64") for each in weights]


def joint(W, b, c):
    """p(v, h) of all states, shape (16, 8), by the definition of the energy; and log Z."""
    energy = -(V @ b)[:, None] - (H @ c)[None] - V @ W @ H.T
    log_z = np.log(np.exp(-energy).sum())
    return np.exp(-energy - log_z), log_z


def log_likelihood(rbm, samples):
    """Mean exact log-likelihood of binary samples, in float64."""
    p, _ = joint(*(np.asarray(each, "float64") for each in rbm.get_weights()))
    rows = (samples @ [8, 4, 2, 1]).astype(int)
    return np.log(p.sum(axis=1)[rows]).mean()


def statistics(p):
    """⟨v·h⟩, ⟨v⟩ and ⟨h⟩ under a joint distribution of visible and hidden states."""
    return [V.T @ p @ H, p.sum(axis=1) @ V, p.sum(axis=0) @ H]


def gibbs(p_joint):
    """Transition matrix of one Gibbs step v → h → v, and p(h | v), by enumeration."""
    p_hidden = p_joint / p_joint.sum(axis=1, keepdims=True)
    p_visible = p_joint / p_joint.sum(axis=0, keepdims=True)
    return p_hidden @ p_visible.T, p_hidden


def exact_cd(weights, samples, k):
    """The expectation of the CD-k estimate over all states that can be drawn."""
    p, _ = joint(*weights)
    step, p_hidden = gibbs(p)
    start = np.bincount((samples @ [8, 4, 2, 1]).astype(int), minlength=16) / len(samples)
    end = start @ np.linalg.matrix_power(step, k)
    at_start, at_end = (statistics(rows[:, None] * p_hidden) for rows in (start, end))
    return [a - b for a, b in zip(at_start, at_end, strict=True)]


def furthest(first, second):
    """The largest difference between two gradients."""
    return max(np.abs(a - b).max() for a, b in zip(first, second, strict=True))


# Five standard errors of a mean over 160,000 numbers between 0 and 1, whose deviation is at most a half.
TOLERANCE = 5 * 0.5 / np.sqrt(160_000)


def test_free_energy_sums_over_all_hidden_states():
    """−log Σ e^−E by enumeration; with Z it gives the probabilities of all samples, which sum to 1."""
    rbm, weights = rbm_with()
    p, log_z = joint(*weights)
    energy = rbm.free_energy(V)
    assert energy.shape == (16,)
    assert np.allclose(energy, -np.log(p.sum(axis=1)) - log_z, atol=1e-5)
    assert np.exp(-energy.astype("float64") - log_z).sum() == pytest.approx(1, abs=1e-5)


def test_conditional_probabilities_are_those_of_the_joint_distribution():
    """p(h | v) from transform and from a call, p(v | h) from the function that draws reconstructions."""
    rbm, weights = rbm_with(1)
    p, _ = joint(*weights)
    hidden = (p / p.sum(axis=1, keepdims=True)) @ H
    assert np.allclose(rbm.transform(V), hidden, atol=1e-6)
    assert np.allclose(rbm(V.astype("float32")), hidden, atol=1e-6)
    visible = (p / p.sum(axis=0, keepdims=True)).T @ V
    weights = [np.float32(each) for each in weights]
    assert np.allclose(pretraining._visible(H.astype("float32"), *weights), visible, atol=1e-6)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_estimate_has_the_expectation_that_enumeration_gives(k):
    """Mean over 160,000 chains within 5 standard errors of the expectation of CD-k, and not of CD-(k + 1)."""
    rbm, weights = rbm_with(2, size=2, k=k)
    samples = np.repeat(V[[0, 3, 12, 15, 6]], 32_000, axis=0)
    estimate = rbm.cd_gradients(samples, seed=1)
    exact, other = (exact_cd(weights, samples, steps) for steps in (k, k + 1))
    assert furthest(estimate, exact) < TOLERANCE < 1.5 * TOLERANCE < furthest(other, exact)


def test_many_steps_approach_the_gradient_of_the_log_likelihood():
    """CD-60 against finite differences of the exact log-likelihood; CD-1 is fifty tolerances away."""
    rbm, weights = rbm_with(2, size=2)
    samples = np.repeat(V[[0, 15, 15, 9]], 40_000, axis=0)
    gradient = []
    for position in range(3):
        shape = weights[position].shape
        rows = np.zeros(shape)
        for index in np.ndindex(shape):
            values = []
            for sign in (1, -1):
                moved = [each.copy() for each in weights]
                moved[position][index] += sign * 1e-5
                p, _ = joint(*moved)
                values.append(np.log(p.sum(axis=1)[[0, 15, 15, 9]]).mean())
            rows[index] = (values[0] - values[1]) / 2e-5
        gradient.append(rows)
    far, near = rbm.cd_gradients(samples, seed=2, k=1), rbm.cd_gradients(samples, seed=2, k=60)
    assert furthest(near, gradient) < TOLERANCE
    assert furthest(far, gradient) > 50 * TOLERANCE


def test_estimate_at_grey_samples_is_that_of_formulas_in_numpy():
    """Values between 0 and 1 enter as they are: only what is drawn is binary."""
    rbm, (W, b, c) = rbm_with(4, size=100.0)  # such large weights leave nothing to chance
    grey = np.array([[0.2, 0.9, 0.5, 0.3], [1.0, 0.1, 0.4, 0.8]])
    hidden = 1 / (1 + np.exp(-(grey @ W + c)))
    visible = 1 / (1 + np.exp(-(np.round(hidden) @ W.T + b)))
    assert np.abs(hidden - 0.5).min() > 0.4999 and np.abs(visible - 0.5).min() > 0.4999
    end = 1 / (1 + np.exp(-(np.round(visible) @ W + c)))
    expected = [
        (grey.T @ hidden - np.round(visible).T @ end) / 2,
        (grey - np.round(visible)).mean(axis=0),
        (hidden - end).mean(axis=0),
    ]
    for ours, theirs in zip(rbm.cd_gradients(grey, seed=0), expected, strict=True):
        assert np.allclose(ours, theirs, atol=1e-4)


def test_one_epoch_of_one_batch_is_the_update_by_the_estimate():
    """Two full-batch epochs of CD equal momentum steps with the gradients of the seeds that fit used."""
    rbm, _ = rbm_with(5, seed=3)
    again, _ = rbm_with(5, seed=3)
    samples = np.random.default_rng(0).integers(0, 2, (50, 4)).astype("float32")
    rbm.fit(samples, epochs=2, batch_size=50, learning_rate=0.3, momentum=0.5)
    velocity = [0.0, 0.0, 0.0]
    for _ in range(2):
        seed = pretraining.tf.cast(again.seed_generator.next(), "int64")
        order = pretraining.tf.random.experimental.stateless_shuffle(np.arange(50, dtype="int32"), seed)
        seed = pretraining.tf.random.fold_in(seed, 0)
        weights = again.get_weights()
        gradients, _ = pretraining._contrastive_divergence(weights, samples[order.numpy()], seed, 1)
        velocity = [0.5 * v + 0.3 * g.numpy() for v, g in zip(velocity, gradients, strict=True)]
        again.set_weights([w + v for w, v in zip(weights, velocity, strict=True)])
    for ours, theirs in zip(rbm.get_weights(), again.get_weights(), strict=True):
        assert np.allclose(ours, theirs, atol=1e-6)


def test_training_raises_the_exact_log_likelihood():
    """Two patterns, half and half: from 4 log ½ = −2.77 to near log ½ = −0.69; the history shows it too."""
    samples = V[np.random.default_rng(0).choice([3, 12], 200)]
    rbm = RBM(3, k=3, seed=0)
    rbm.transform(samples)
    before = log_likelihood(rbm, samples)
    history = rbm.fit(samples, epochs=60, learning_rate=0.2, validation_data=V)
    assert before == pytest.approx(4 * np.log(0.5), abs=0.01)
    assert log_likelihood(rbm, samples) > -1.0
    assert [len(values) for values in history.values()] == [60, 60, 60]
    assert history["reconstruction_error"][-1] < 0.1 < 0.2 < history["reconstruction_error"][0]
    # Samples come to lie lower than all states do on average.
    assert history["free_energy"][-1] < history["val_free_energy"][-1] - 2
    assert history["free_energy"][-1] == pytest.approx(rbm.free_energy(samples).mean(), rel=1e-5)
    assert history["val_free_energy"][-1] == pytest.approx(rbm.free_energy(V).mean(), rel=1e-5)


def test_reconstruction_error_is_that_of_probabilities():
    """By NumPy, without any draw: twice the same."""
    rbm, (W, b, c) = rbm_with(6)
    X = np.random.default_rng(1).random((7, 2, 2))
    v = X.reshape(7, 4)
    hidden = 1 / (1 + np.exp(-(v @ W + c)))
    error = np.mean((v - 1 / (1 + np.exp(-(hidden @ W.T + b)))) ** 2)
    assert rbm.reconstruction_error(X) == pytest.approx(error, rel=1e-5) == rbm.reconstruction_error(X)


def test_the_last_batch_may_be_smaller():
    """Seven samples in batches of five, or in one batch that is larger than all: every sample counts once."""
    X = np.random.default_rng(0).random((7, 4))
    for batch_size in (5, 100):
        rbm, _ = rbm_with(7, size=0.01, seed=0)
        history = rbm.fit(X, epochs=1, batch_size=batch_size, learning_rate=1e-9)
        # Weights near 0 reconstruct every pixel as about a half.
        assert history["reconstruction_error"][0] == pytest.approx(np.mean((X - 0.5) ** 2), rel=0.05)


def test_training_repeats_bit_for_bit_and_differs_by_seed():
    """The same seed, or the same global seed, gives the same weights; the input is left alone."""
    X = np.random.default_rng(0).random((60, 5, 5))
    copy = X.copy()

    def kernels(**keywords):
        return [rbm.kernel.numpy() for rbm in greedy_rbms(X, (6, 4), epochs=2, **keywords)]

    first, again, other = kernels(seed=1), kernels(seed=1), kernels(seed=2)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    by_global_seed = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        by_global_seed.append(kernels())
    assert all(np.array_equal(a, b) for a, b in zip(*by_global_seed, strict=True))
    assert np.array_equal(X, copy)


def test_first_weights_are_small_and_normal():
    """Standard deviation 0.01, biases 0; two machines of a stack differ."""
    rbm = RBM(400, seed=0)
    rbm.build((None, 300))
    assert rbm.kernel.numpy().std() == pytest.approx(0.01, rel=0.02)
    assert not rbm.visible_bias.numpy().any() and not rbm.hidden_bias.numpy().any()
    X = np.zeros((1, 6))
    first, second = greedy_rbms(X, (6, 6), epochs=1, learning_rate=1e-9, seed=0)
    assert not np.allclose(first.kernel, second.kernel)


def test_each_machine_of_a_stack_learns_the_probabilities_below():
    """The second is the machine that training alone on the first's transform gives."""
    X = np.random.default_rng(0).random((40, 9))
    first, second = greedy_rbms(
        X, (5, 4), epochs=2, batch_size=8, learning_rate=0.2, momentum=0.3, k=2, seed=1
    )
    alone = RBM(4, k=2, seed=second.seed)
    alone.fit(first.transform(X), epochs=2, batch_size=8, learning_rate=0.2, momentum=0.3)
    assert all(np.array_equal(a, b) for a, b in zip(second.get_weights(), alone.get_weights(), strict=True))


def test_the_network_computes_what_the_machines_compute():
    """Hidden layers equal the chain of transforms; their weights are copies; names and sizes are mlp's."""
    X = np.random.default_rng(0).random((30, 28, 28))
    rbms = greedy_rbms(X, [20, 12, 8], epochs=2, seed=0)
    model = rbm_mlp(rbms, 3)
    expected = models.mlp(3, [20, 12, 8], activation="sigmoid", n_classes=3)
    assert [(each.name, type(each)) for each in model.layers] == [(e.name, type(e)) for e in expected.layers]
    assert model.output_shape == (None, 3)
    hidden = X
    for number, rbm in enumerate(rbms, start=1):
        hidden = rbm.transform(hidden)
        outputs = keras.Model(model.inputs[0], model.get_layer(f"hidden_{number}").output)(X)
        assert np.allclose(outputs, hidden, atol=1e-6)
    before = [rbm.kernel.numpy() for rbm in rbms]
    model.compile(keras.optimizers.SGD(1.0), "sparse_categorical_crossentropy")
    model.fit(X, np.arange(30) % 3, verbose=0)
    assert not np.array_equal(model.get_layer("hidden_3").kernel, before[2])
    assert all(np.array_equal(rbm.kernel, old) for rbm, old in zip(rbms, before, strict=True))


def test_a_machine_is_a_keras_layer(tmp_path):
    """In a Sequential it is saved, loaded and redrawn like any other."""
    rbm = RBM(3, k=2, seed=5)
    model = keras.Sequential([keras.Input((4,)), rbm, keras.layers.Dense(2)])
    rbm.fit(V, epochs=3)
    model.save(tmp_path / "rbm.keras")
    loaded = keras.models.load_model(tmp_path / "rbm.keras")
    assert np.array_equal(loaded(V), model(V))
    assert (loaded.layers[0].n_hidden, loaded.layers[0].k, loaded.layers[0].seed) == (3, 2, 5)
    trained = rbm.kernel.numpy()
    assert not np.allclose(models.redraw(model, 1).layers[0].kernel, trained)


@pytest.mark.parametrize(
    "bad",
    [
        np.full((3, 4), 1.5),
        np.full((3, 4), -0.1),
        np.full((3, 4), np.nan),
        np.zeros((0, 4)),
        np.zeros(4),
        np.zeros((3, 5)),
        np.array([["a"] * 4]),
        None,
    ],
    ids=["above 1", "below 0", "NaN", "empty", "one sample", "another size", "text", "nothing"],
)
def test_samples_that_are_none_are_refused(bad):
    """By every method, with nothing changed."""
    rbm, _ = rbm_with()
    before = rbm.get_weights()
    state = rbm.seed_generator.state.numpy()
    calls = (
        rbm.fit,
        rbm.transform,
        rbm.free_energy,
        rbm.reconstruction_error,
        lambda X: rbm.cd_gradients(X, seed=0),
        lambda X: rbm.fit(V, validation_data=X if X is not None else "none"),
    )
    for call in calls:
        with pytest.raises((TypeError, ValueError), match=r"`\w+` must .*Received: "):
            call(bad)
    assert all(np.array_equal(a, b) for a, b in zip(before, rbm.get_weights(), strict=True))
    assert np.array_equal(state, rbm.seed_generator.state)


@pytest.mark.parametrize(
    "bad",
    [
        {"epochs": 0},
        {"epochs": 1.5},
        {"batch_size": 0},
        {"batch_size": True},
        {"learning_rate": 0},
        {"learning_rate": np.inf},
        {"learning_rate": 1e9},
        {"learning_rate": "fast"},
        {"momentum": -0.1},
        {"momentum": 1.1},
    ],
)
def test_bad_settings_are_refused(bad):
    """By a machine, which stays as it was, not even built, and by a stack."""
    rbm = RBM(3)
    for call in (rbm.fit, lambda X, **settings: greedy_rbms(X, [3], **settings)):
        with pytest.raises((TypeError, ValueError), match=rf"`{next(iter(bad))}` must .*Received: "):
            call(V, **bad)
    assert not rbm.built


def test_bad_machines_and_stacks_are_refused():
    """Sizes, seeds, widths, and machines that do not fit on each other."""
    for build in (
        lambda: RBM(0),
        lambda: RBM(2.0),
        lambda: RBM(2, k=0),
        lambda: RBM(2, seed=-1),
        lambda: RBM(2, seed=2**32),
        lambda: greedy_rbms(V, []),
        lambda: greedy_rbms(V, 3),
        lambda: greedy_rbms(V, [3, 0]),
        lambda: greedy_rbms(V, [3], seed=1.0),
        lambda: greedy_rbms(V * 2, [3]),
        lambda: rbm_with()[0].cd_gradients(V, seed=None),
        lambda: rbm_with()[0].cd_gradients(V, seed=1, k=0),
    ):
        with pytest.raises((TypeError, ValueError), match=r"`\w+` must .*Received: "):
            build()
    rbm, _ = rbm_with()
    for rbms, shape in (
        ([], (4,)),
        ([RBM(3)], (4,)),
        ([3], (4,)),
        (rbm, (4,)),
        ([rbm], (5,)),
        ([rbm, rbm], (4,)),
    ):
        with pytest.raises(ValueError, match=r"`rbms.* must .*Received: "):
            rbm_mlp(rbms, input_shape=shape)
    with pytest.raises((TypeError, ValueError), match="`n_classes`"):
        rbm_mlp([rbm], 0, input_shape=(4,))


# The GAN.

REAL = np.random.default_rng(0).random((40, 3, 2)).astype("float32")


def small_gan(optimizer=None, other=None, **keywords):
    keras.utils.set_random_seed(1)
    gan = GAN(
        models.generator(3, (5, 4), output_shape=(3, 2)),
        models.discriminator((4, 5), input_shape=(3, 2)),
        **keywords,
    )
    gan.compile(optimizer or keras.optimizers.SGD(0.1), other)
    return gan


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


def forward(weights, inputs, end=lambda x: x):
    """A dense network in NumPy: leaky ReLU, and `end` behind the last layer."""
    inputs = inputs.reshape(len(inputs), -1).astype("float64")
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        inputs = leaky(inputs @ W + b)
    return end(inputs @ weights[-2] + weights[-1])


def losses_by_hand(weights_g, weights_d, codings_d, codings_g, real):
    """Both losses in NumPy."""
    fake_d, fake_g = (
        forward(weights_g, codings, lambda x: 1 / (1 + np.exp(-x))) for codings in (codings_d, codings_g)
    )
    on_real = forward(weights_d, real)
    discriminator_loss = softplus(-on_real).mean() + softplus(forward(weights_d, fake_d)).mean()
    return discriminator_loss, softplus(-forward(weights_d, fake_g)).mean()


def codings_of(gan, n_draws, n_samples):
    """What a GAN of this seed draws first."""
    generator = keras.random.SeedGenerator(gan.seed)
    return [np.asarray(keras.random.normal((n_samples, 3), seed=generator)) for _ in range(n_draws)]


def test_losses_are_those_of_formulas_in_numpy():
    """Of the discriminator and, after its update, of the generator."""
    gan = small_gan(seed=4)
    first, second = codings_of(gan, 2, 40)
    weights_g, weights_d = gan.generator.get_weights(), gan.discriminator.get_weights()
    expected, _ = losses_by_hand(weights_g, weights_d, first, second, REAL)
    assert float(gan.discriminator_step(REAL)) == pytest.approx(expected, rel=1e-5)
    _, expected = losses_by_hand(weights_g, gan.discriminator.get_weights(), first, second, REAL)
    assert float(gan.generator_step(40)) == pytest.approx(expected, rel=1e-5)


def test_each_step_moves_its_own_network_down_its_own_loss():
    """Plain SGD: the update is the rate times finite differences of the loss; the other network keeps every bit."""
    for own, step in (("discriminator", 0), ("generator", 1)):
        gan = small_gan(seed=4)
        other = "generator" if own == "discriminator" else "discriminator"
        before = {name: getattr(gan, name).get_weights() for name in (own, other)}
        (codings,) = codings_of(gan, 1, 40)
        gan.discriminator_step(REAL) if own == "discriminator" else gan.generator_step(40)
        after = {name: getattr(gan, name).get_weights() for name in (own, other)}
        assert all(np.array_equal(a, b) for a, b in zip(before[other], after[other], strict=True))

        def loss(weights, own=own, other=other, before=before, codings=codings, step=step):
            networks = {own: weights, other: before[other]}
            return losses_by_hand(networks["generator"], networks["discriminator"], codings, codings, REAL)[
                step
            ]

        for position, (old, new) in enumerate(zip(before[own], after[own], strict=True)):
            for index in itertools.islice(np.ndindex(old.shape), 6):
                values = []
                for sign in (1, -1):
                    moved = [each.astype("float64") for each in before[own]]
                    moved[position][index] += sign * 1e-4
                    values.append(loss(moved))
                slope = (values[0] - values[1]) / 2e-4
                assert old[index] - new[index] == pytest.approx(0.1 * slope, abs=2e-6, rel=1e-3)


def test_fit_takes_one_step_of_each_for_each_batch():
    """40 samples in batches of 16 for two epochs: six updates each; the history has both losses."""
    gan = small_gan(keras.optimizers.Adam(), keras.optimizers.RMSprop(1e-4), seed=1)
    history = gan.fit(REAL, epochs=2, batch_size=16, verbose=0).history
    assert {name: len(values) for name, values in history.items()} == {
        "discriminator_loss": 2,
        "generator_loss": 2,
    }
    assert history["discriminator_loss"][0] == pytest.approx(2 * np.log(2), abs=0.5)
    assert int(gan.optimizer.iterations) == int(gan.discriminator_optimizer.iterations) == 6
    assert type(gan.discriminator_optimizer).__name__ == "RMSprop"


def test_one_optimizer_is_copied_for_the_discriminator():
    """Same settings, memory of its own; the same object for both is refused."""
    optimizer = keras.optimizers.Adam(0.003, beta_1=0.5)
    gan = small_gan(optimizer)
    assert gan.optimizer is optimizer
    assert gan.discriminator_optimizer is not optimizer
    assert gan.discriminator_optimizer.get_config() == optimizer.get_config()
    with pytest.raises(ValueError, match="`discriminator_optimizer` must .*Received: "):
        gan.compile(optimizer, optimizer)
    for names in (("nonsense",), ("adam", "nonsense"), (3,)):
        with pytest.raises(ValueError, match="optimizer` must .*Received: "):
            gan.compile(*names)
    assert gan.optimizer is optimizer


def test_training_of_a_gan_repeats_bit_for_bit():
    """The same seeds give the same weights; the discriminator's are what is reused, so they must move."""
    runs = []
    for seed in (7, 7, 8):
        gan = small_gan(keras.optimizers.Adam(0.01), seed=seed)
        gan.run_eagerly = True  # three networks, and hardly any steps: tracing takes longer
        start = gan.discriminator.get_weights()
        gan.fit(REAL, epochs=2, batch_size=20, shuffle=False, verbose=0)
        runs.append(gan.get_weights())
        assert not any(
            np.array_equal(a, b) for a, b in zip(start, gan.discriminator.get_weights(), strict=True)
        )
    assert all(np.array_equal(a, b) for a, b in zip(runs[0], runs[1], strict=True))
    assert not np.array_equal(runs[0][0], runs[2][0])


def test_a_gan_learns_a_simple_distribution():
    """Bright left, dark right, as the samples are: off by less than a tenth, from near a half."""
    real = np.random.default_rng(0).normal([0.85, 0.15], 0.03, (2_000, 2)).astype("float32")
    keras.utils.set_random_seed(2)
    gan = GAN(
        models.generator(3, (8,), output_shape=(2,)), models.discriminator((8,), input_shape=(2,)), seed=0
    )
    before = gan.generate(500, seed=0).mean(axis=0)
    gan.compile(keras.optimizers.Adam(0.003, beta_1=0.5), steps_per_execution=20)
    gan.fit(real, epochs=8, batch_size=32, verbose=0)
    after = gan.generate(500, seed=0).mean(axis=0)
    assert np.abs(before - [0.85, 0.15]).min() > 0.2
    assert np.abs(after - [0.85, 0.15]).max() < 0.1


def test_generated_samples_depend_on_the_seed_alone():
    """Repeated, in any number: the first of many are those of few. Nothing is updated."""
    gan = small_gan(seed=1)
    few, many, other = gan.generate(5, seed=3), gan.generate(1_005, seed=3), gan.generate(5, seed=4)
    assert few.shape == (5, 3, 2) and few.dtype == "float32" and many.shape == (1_005, 3, 2)
    assert np.allclose(few, many[:5], atol=1e-6)
    assert not np.allclose(few, other)
    assert few.min() >= 0 and few.max() <= 1


def test_a_gan_is_saved_and_loaded(tmp_path):
    """With both optimizers' memories: training goes on as without. Keras saves no state of seed generators."""
    gan = small_gan(keras.optimizers.Adam(0.01), seed=3)
    gan.fit(REAL, batch_size=20, shuffle=False, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert np.array_equal(loaded.generate(4, seed=0), gan.generate(4, seed=0))
    assert loaded.seed == 3
    for each in (gan, loaded):
        each.seed_generator.state.assign([3, 0])
        each.fit(REAL, batch_size=20, shuffle=False, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(gan.get_weights(), loaded.get_weights(), strict=True))


def test_networks_that_make_no_gan_are_refused():
    """Unbuilt, of other shapes, with a sigmoid at the end, with two outputs, the same weights in both."""
    good = models.generator(3, (4,), output_shape=(6,)), models.discriminator((4,), input_shape=(6,))
    sigmoid = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, "sigmoid")])
    shared = keras.layers.Dense(6)
    generator = keras.Sequential([keras.Input((6,)), shared])
    discriminator = keras.Sequential([keras.Input((6,)), shared, keras.layers.Dense(1)])
    for networks in (
        (good[0], None),
        (keras.Sequential([keras.layers.Dense(6)]), good[1]),
        (good[0], models.discriminator((4,), input_shape=(7,))),
        (good[0], models.mlp(1, 4, n_classes=2, input_shape=(6,), output_activation="linear")),
        (good[0], sigmoid),
        (models.autoencoder((2,), input_shape=(3, 2)), models.discriminator((4,), input_shape=(3, 2))),
        (generator, discriminator),
    ):
        with pytest.raises(ValueError, match=r"`\w+`.* must .*Received: "):
            GAN(*networks)
    with pytest.raises((TypeError, ValueError), match="`seed`"):
        GAN(*good, seed=-1)


def test_samples_that_a_gan_cannot_take_are_refused():
    """Another shape, nothing, NaN: nothing is updated. Numbers for generate likewise."""
    gan = small_gan(seed=1)
    before = gan.get_weights()
    for bad in (np.zeros((5, 2, 3)), np.zeros((0, 3, 2)), np.full((5, 3, 2), np.nan), None, "images"):
        with pytest.raises((TypeError, ValueError), match="`X` must .*Received: "):
            gan.fit(bad, verbose=0)
    for keywords in (
        {"n_samples": 0, "seed": 0},
        {"n_samples": 2.0, "seed": 0},
        {"n_samples": 2, "seed": None},
    ):
        with pytest.raises((TypeError, ValueError), match=r"`\w+` must .*Received: "):
            gan.generate(**keywords)
    assert all(np.array_equal(a, b) for a, b in zip(before, gan.get_weights(), strict=True))
