"""Folding batch normalization: the same outputs, without the layers."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import models
from handson11.folding import fold_batch_norm


def unsettle(model, seed):
    """Give every weight, the moving statistics included, an arbitrary value."""
    rng = np.random.default_rng(seed)
    for variable in model.variables:
        values = rng.normal(size=variable.shape)
        variable.assign(np.abs(values) + 0.1 if "variance" in variable.name else values)
    return model


def inference(model, X):
    return keras.ops.convert_to_numpy(model(X, training=False))


LAYERS = {
    "dense": lambda: keras.layers.Dense(4),
    "dense without bias": lambda: keras.layers.Dense(5, use_bias=False),
    "dense relu": lambda: keras.layers.Dense(3, activation="relu"),
    "norm": lambda: keras.layers.BatchNormalization(epsilon=0.01),
    "norm without scale": lambda: keras.layers.BatchNormalization(scale=False),
    "norm without center": lambda: keras.layers.BatchNormalization(center=False),
    "activation": lambda: keras.layers.Activation("tanh"),
    "leaky": lambda: keras.layers.LeakyReLU(0.1),
    "dropout": lambda: keras.layers.Dropout(0.5),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(LAYERS)), min_size=1, max_size=7), st.integers(0, 1000))
def test_any_stack_gives_the_same_outputs(kinds, seed):
    """Outputs equal to 1e-4 of their size; no batch normalization is left beside a dense layer that can take it."""
    model = unsettle(keras.Sequential([keras.Input((6,)), *(LAYERS[kind]() for kind in kinds)]), seed)
    before = model.get_weights()
    folded = fold_batch_norm(model)
    X = np.random.default_rng(seed).normal(size=(20, 6)).astype("float32")
    expected = inference(model, X)
    assert np.allclose(inference(folded, X), expected, atol=1e-4 * max(1, np.abs(expected).max()))
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    for one, two in zip(folded.layers, folded.layers[1:], strict=False):
        assert not (isinstance(one, keras.layers.BatchNormalization) and isinstance(two, keras.layers.Dense))
        linear = isinstance(one, keras.layers.Dense) and one.activation is keras.activations.linear
        assert not (linear and isinstance(two, keras.layers.BatchNormalization))


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_course_s_network_loses_all_its_batch_normalization(place):
    """Before or after the activation, a trained MLP folds to dense layers and activations alone."""
    X, y = np.random.default_rng(0).normal(size=(200, 7, 5)).astype("float32"), np.arange(200) % 3
    model = models.mlp(3, [9, 8, 7], batch_norm=place, n_classes=3, input_shape=(7, 5))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X, y, epochs=3, verbose=0)
    folded = fold_batch_norm(model)
    assert not [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert np.allclose(inference(folded, X), inference(model, X), atol=1e-4)


def test_what_cannot_be_folded_is_kept():
    """Behind an activation and at the end there is no dense layer to take it in."""
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, "relu"), keras.layers.BatchNormalization()]
    )
    assert [type(layer).__name__ for layer in fold_batch_norm(model).layers] == [
        "Dense",
        "BatchNormalization",
    ]


def test_what_is_no_built_sequential_is_refused():
    """Unbuilt, functional, another axis, nonsense: one sentence each."""
    inputs = keras.Input((3,))
    axis = keras.Sequential(
        [keras.Input((4, 3)), keras.layers.Dense(2), keras.layers.BatchNormalization(axis=1)]
    )
    for model in (
        keras.Sequential([keras.layers.Dense(2)]),
        keras.Model(inputs, keras.layers.Dense(2)(inputs)),
        axis,
        3,
    ):
        with pytest.raises(ValueError, match="`model`.*Received: "):
            fold_batch_norm(model)
