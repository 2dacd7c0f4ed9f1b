"""Fans, variances, the scheme table and LSUV."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import initializers, models


@pytest.mark.parametrize(
    ("layer", "input_shape"),
    [
        (keras.layers.Dense(5, kernel_initializer="ones"), (7,)),
        (keras.layers.Conv2D(4, 3, padding="same", kernel_initializer="ones"), (9, 9, 2)),
        (keras.layers.Conv1D(3, 5, padding="same", kernel_initializer="ones"), (21, 4)),
    ],
)
def test_fans_count_the_connections_of_a_real_layer(layer, input_shape):
    """With a kernel of ones, an inner output of ones is fan-in, and an input's gradient is fan-out."""
    inputs = keras.ops.ones((1, *input_shape))
    output = keras.ops.convert_to_numpy(layer(inputs))
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(inputs)
        total = tf.reduce_sum(layer(inputs))
    gradient = tape.gradient(total, inputs).numpy()
    fans = initializers.fans(tuple(layer.kernel.shape))
    assert fans == (output.max(), gradient.max())
    assert fans.fan_avg == (output.max() + gradient.max()) / 2


@pytest.mark.parametrize("bad", [(3,), (), 5, None, "ab", (2, 0), (2, -1), (2.0, 3), (None, 3), [[1, 2]]])
def test_fans_refuses_what_is_no_kernel(bad):
    """The error says what a kernel's shape is."""
    with pytest.raises((TypeError, ValueError), match="shape of a kernel.*Received: shape="):
        initializers.fans(bad)


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0.1, 10),
    st.sampled_from(["fan_in", "fan_out", "fan_avg"]),
    st.sampled_from(["truncated_normal", "untruncated_normal", "uniform"]),
    st.tuples(st.integers(60, 200), st.integers(150, 300)),
)
def test_predicted_variance_is_what_keras_draws(scale, mode, distribution, shape):
    """For every mode and distribution the sample variance of a drawn kernel is within 8 %."""
    initializer = keras.initializers.VarianceScaling(scale, mode, distribution, seed=1)
    drawn = keras.ops.convert_to_numpy(initializer(shape))
    assert drawn.var() == pytest.approx(initializers.predicted_variance(initializer, shape), rel=0.08)


@pytest.mark.parametrize("bad", ["zeros", "nonsense", None, 3, keras.initializers.RandomNormal(), object()])
def test_predicted_variance_refuses_other_initializers(bad):
    """Only the VarianceScaling family has a variance that follows from the shape."""
    with pytest.raises(ValueError, match="VarianceScaling.*Received: initializer="):
        initializers.predicted_variance(bad, (3, 4))


def test_scheme_table_is_keras_own():
    """Scale, mode and distribution of every row are those of Keras' initializers of that name."""
    for scheme in initializers.SCHEMES.values():
        for name, distribution in ((scheme.normal, "truncated_normal"), (scheme.uniform, "uniform")):
            found = keras.initializers.get(name)
            assert (found.scale, found.mode, found.distribution) == (scheme.scale, scheme.mode, distribution)
            fans = initializers.fans((30, 70))
            assert scheme.variance(fans) == pytest.approx(initializers.predicted_variance(name, (30, 70)))
    assert initializers.SCHEMES["He"].variance(initializers.fans((30, 70))) == 2 / 30
    assert initializers.SCHEMES["Glorot"].variance(initializers.fans((30, 70))) == 1 / 50


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        (None, "GlorotNormal"),
        ("tanh", "GlorotNormal"),
        (keras.activations.sigmoid, "GlorotNormal"),
        (keras.activations.relu, "HeNormal"),
        (keras.layers.LeakyReLU(0.2), "HeNormal"),
        (keras.layers.PReLU, "HeNormal"),
        (keras.layers.Activation("selu"), "LecunNormal"),
        ("gelu", "HeNormal"),
    ],
)
def test_for_activation_takes_every_form(activation, expected):
    """Name, function, layer and layer class lead to the same scheme."""
    assert type(initializers.for_activation(activation)).__name__ == expected
    assert type(initializers.for_activation(activation, "uniform")).__name__ == expected.replace(
        "Normal", "Uniform"
    )


def test_for_activation_refuses_the_unknown():
    """An activation without a scheme is not given one in silence."""
    for bad in ("nonsense", lambda z: z, 3):
        with pytest.raises(ValueError, match="choose an initializer yourself. Received: activation="):
            initializers.for_activation(bad)
    with pytest.raises(ValueError, match="distribution"):
        initializers.for_activation("relu", "cauchy")


def test_for_activation_gives_two_layers_different_weights():
    """Each call makes a new initializer, so no two layers share their weights."""
    first, second = (initializers.for_activation("relu")((50, 50)) for _ in range(2))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("activation", ["tanh", "gelu", "selu", "sigmoid"])
def test_lsuv_sets_every_layer_to_variance_one(activation):
    """A NumPy forward pass finds variance 1 before each activation, and orthogonal directions."""
    keras.utils.set_random_seed(0)
    X = np.random.default_rng(0).normal(3, 2, size=(400, 6, 5)).astype("float32")
    model = models.mlp(5, 40, activation=activation, input_shape=(6, 5))
    reached = initializers.lsuv(model, X)
    h = X.reshape(400, 30)
    for layer in model.layers[1:]:
        kernel, bias = (array.numpy() for array in (layer.kernel, layer.bias))
        z = h @ kernel + bias
        assert z.var() == pytest.approx(1, abs=0.03)
        assert reached[layer.name] == pytest.approx(z.var(), abs=1e-3)
        gram = kernel.T @ kernel if kernel.shape[0] >= kernel.shape[1] else kernel @ kernel.T
        assert np.allclose(gram / gram[0, 0], np.eye(len(gram)), atol=1e-3)
        assert not bias.any()
        h = keras.ops.convert_to_numpy(layer.activation(z))


def test_lsuv_serves_convolutions():
    """A convolution and the dense layer behind it both end at variance 1."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(6, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(4),
        ]
    )
    reached = initializers.lsuv(model, np.random.default_rng(1).normal(size=(100, 8, 8, 1)))
    assert list(reached.values()) == pytest.approx([1, 1], abs=0.02)


def test_lsuv_refuses_what_it_cannot_initialize():
    """Unbuilt, layerless, shared, misshapen and empty-handed input: one sentence each."""
    X = np.ones((10, 4))
    dense = keras.layers.Dense(4)
    inputs = keras.Input((4,))
    for model, data, words in (
        (keras.Sequential([keras.layers.Dense(3)]), X, "built"),
        (keras.Sequential([keras.Input((4,)), keras.layers.Flatten()]), X, "dense or convolution"),
        (keras.Model(inputs, dense(dense(inputs))), X, "one place only"),
        (models.mlp(1, 3, input_shape=(5,)), X, r"shape \(n, 5\)"),
        (models.mlp(1, 3, input_shape=(4,)), 0 * X, "vary"),
        ("model", X, "built"),
    ):
        with pytest.raises(ValueError, match=words):
            initializers.lsuv(model, data)
