"""The MLP builder and redraw."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import models


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
