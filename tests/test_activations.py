"""RReLU against its definition, and as a Keras layer among others."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11.activations import RReLU

rng = np.random.default_rng(0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.floats(-0.5, 0.5), st.floats(0, 0.5))
def test_definition_at_any_rank(shape, lower, width):
    """Positive inputs pass; negative ones get the mean slope at inference, one within the range in training."""
    z = rng.normal(size=shape).astype("float32")
    layer = RReLU(lower, lower + width, seed=1)
    inference = keras.ops.convert_to_numpy(layer(z))
    assert np.allclose(inference, np.where(z >= 0, z, (lower + width / 2) * z), atol=1e-6)
    training = keras.ops.convert_to_numpy(layer(z, training=True))
    assert inference.shape == training.shape == tuple(shape)
    assert np.array_equal(training[z >= 0], z[z >= 0])
    slopes = training[z < 0] / z[z < 0]
    assert (slopes >= lower - 1e-5).all() and (slopes <= lower + width + 1e-5).all()


def test_slopes_are_uniform_and_one_for_each_element():
    """Mean and variance of a uniform distribution; elements and calls differ."""
    z = -np.ones((200, 500), "float32")
    layer = RReLU(0.1, 0.5, seed=3)
    first, second = (-keras.ops.convert_to_numpy(layer(z, training=True)) for _ in range(2))
    assert first.mean() == pytest.approx(0.3, abs=0.003)
    assert first.var() == pytest.approx(0.4**2 / 12, rel=0.02)
    assert np.abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.02
    assert len(np.unique(first[0])) > 450


def test_a_seed_repeats_the_slopes():
    """Equal seeds draw equal slopes, another seed others."""
    z = -np.ones((3, 4), "float32")
    draws = [keras.ops.convert_to_numpy(RReLU(seed=seed)(z, training=True)) for seed in (1, 1, 2)]
    assert np.array_equal(draws[0], draws[1]) and not np.array_equal(draws[0], draws[2])


def test_the_gradient_is_the_slope_that_was_drawn():
    """Backward as forward: 1 for positive inputs, the same random slope for negative ones."""
    z = tf.constant(rng.normal(size=(50,)).astype("float32"))
    layer = RReLU(seed=5)
    with tf.GradientTape() as tape:
        tape.watch(z)
        output = layer(z, training=True)
    assert np.allclose(tape.gradient(output, z) * z, output, atol=1e-6)


def build(kind):
    """A small model with RReLU in one of Keras' three forms."""
    if kind == "sequential":
        return keras.Sequential(
            [keras.Input((4,)), keras.layers.Dense(5), RReLU(seed=1), keras.layers.Dense(2)]
        )
    if kind == "functional":
        inputs = keras.Input((4,))
        h = RReLU(0.1, 0.2)(keras.layers.Dense(5)(inputs))
        return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Add()([h, RReLU()(h)])))
    model = Subclassed()
    model(np.zeros((1, 4), "float32"))
    return model


@keras.saving.register_keras_serializable(package="test")
class Subclassed(keras.Model):
    """A model whose forward pass is Python."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first, self.activation, self.last = keras.layers.Dense(5), RReLU(), keras.layers.Dense(2)

    def call(self, inputs, training=False):
        """Dense, RReLU, dense."""
        return self.last(self.activation(self.first(inputs), training=training))


@pytest.mark.parametrize("kind", ["sequential", "functional", "subclassed"])
@pytest.mark.parametrize("jit_compile", [False, True])
def test_it_trains_saves_loads_and_exports(kind, jit_compile, tmp_path):
    """With and without XLA; after loading and exporting, inference gives the same numbers."""
    X, y = rng.normal(size=(16, 4)).astype("float32"), rng.integers(0, 2, size=16)
    model = build(kind)
    model.compile(
        "sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=jit_compile
    )
    assert np.isfinite(model.fit(X, y, epochs=2, verbose=0).history["loss"]).all()
    expected = keras.ops.convert_to_numpy(model(X))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert np.allclose(keras.ops.convert_to_numpy(loaded(X)), expected, atol=1e-6)
    model.export(tmp_path / "exported", verbose=False)
    assert np.allclose(tf.saved_model.load(tmp_path / "exported").serve(X), expected, atol=1e-5)


def test_configuration_round_trip():
    """Everything that was set comes back."""
    layer = RReLU(0.2, 0.4, seed=7, name="leak", dtype="mixed_float16")
    again = RReLU.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert (again.lower, again.upper, again.seed, again.name) == (0.2, 0.4, 7, "leak")


@pytest.mark.parametrize("training", [False, True])
def test_mixed_precision_stays_in_half(training):
    """Under mixed precision the output is float16, and no value is lost to a cast."""
    layer = RReLU(dtype="mixed_float16")
    output = layer(np.array([-1.0, 2.0], "float32"), training=training)
    assert keras.backend.standardize_dtype(output.dtype) == "float16"
    assert float(output[1]) == 2


def test_symbolic_shape_and_unknown_batch():
    """A functional graph knows the output's shape."""
    assert RReLU()(keras.Input((None, 3))).shape == (None, None, 3)
    assert RReLU().count_params() == 0


@pytest.mark.parametrize(
    "bad", [(0.5, 0.1), (float("nan"), 1), (0, float("inf")), ("a", 1), (0, None), (True, 1)]
)
def test_bad_slopes_are_refused(bad):
    """The error names the slope and what was received."""
    with pytest.raises((TypeError, ValueError), match="Received: (lower|upper)="):
        RReLU(*bad)


def test_bad_seeds_are_refused():
    """Only a non-negative integer of 63 bits, or None."""
    for bad in (1.5, "a", -1, True, 2**63):
        with pytest.raises((TypeError, ValueError), match="`seed`"):
            RReLU(seed=bad)


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "bool"])
@pytest.mark.parametrize("training", [False, True])
def test_integers_are_taken_as_floats(dtype, training):
    """The same outputs as for the same numbers as floats, called and as part of a model."""
    z = np.array([[-10, 0, 5]]).astype(dtype)
    expected = RReLU(seed=1)(z.astype("float32"), training=training).numpy()
    output = RReLU(seed=1)(z, training=training)
    assert keras.backend.standardize_dtype(output.dtype) == "float32"
    np.testing.assert_array_equal(output, expected)
    inputs = keras.Input((3,), dtype=dtype)
    model = keras.Model(inputs, RReLU(seed=1)(inputs))
    np.testing.assert_array_equal(model(z, training=training), expected)
