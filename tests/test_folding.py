"""Folding batch normalization: the same outputs, without the layers."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import activations, models
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


def folded_alike(model, X, atol=1e-4):
    """Fold a model whose weights are arbitrary; the outputs on X must stay."""
    folded = fold_batch_norm(model)
    np.testing.assert_allclose(inference(folded, X), inference(model, X), atol=atol)
    return folded


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def test_adapted_statistics_are_kept():
    """Normalization computes with what it was adapted to, in a nested model too."""
    X = np.random.default_rng(0).normal(size=(50, 3)).astype("float32") * 5 + 9
    for nested in (False, True):
        first = keras.layers.Normalization()
        first.adapt(X)
        layers = [keras.Sequential([keras.Input((3,)), first]) if nested else first]
        layers += [keras.layers.Dense(2), keras.layers.BatchNormalization()]
        folded_alike(keras.Sequential([keras.Input((3,)), *layers]), X)


def test_layers_of_one_s_own_are_copied():
    """A subclass of Dense or BatchNormalization may compute something else."""

    class AbsoluteDense(keras.layers.Dense):
        def call(self, inputs):
            return abs(super().call(inputs))

    class TwiceNormalization(keras.layers.BatchNormalization):
        def call(self, inputs, training=None, mask=None):
            return 2 * super().call(inputs, training=False)

    X = np.random.default_rng(1).normal(size=(9, 3)).astype("float32")
    for dense, norm in (
        (AbsoluteDense, keras.layers.BatchNormalization),
        (keras.layers.Dense, TwiceNormalization),
    ):
        model = unsettle(keras.Sequential([keras.Input((3,)), dense(2), norm()]), 1)
        assert kinds(folded_alike(model, X)) == [dense.__name__, norm.__name__]


def test_input_and_name_stay():
    """Name, dtype and sparseness of the input, and the model's name."""
    for keywords in ({"dtype": "int32"}, {"sparse": True}):
        inputs = keras.Input((3,), name="pixels", **keywords)
        model = keras.Sequential(
            [inputs, keras.layers.Dense(2), keras.layers.BatchNormalization()], name="mine"
        )
        folded = fold_batch_norm(model)
        assert folded.name == "mine"
        for what in ("name", "dtype", "sparse", "shape"):
            assert getattr(folded.inputs[0], what) == getattr(model.inputs[0], what)


@pytest.mark.parametrize("order", ["dense first", "norm first"])
def test_double_precision_is_kept(order):
    """A float64 model gives the same outputs to 1e-12 of their size."""
    layers = [keras.layers.Dense(4, dtype="float64"), keras.layers.BatchNormalization(dtype="float64")]
    inputs = keras.Input((4,), dtype="float64")
    model = unsettle(keras.Sequential([inputs, *(layers if order == "dense first" else layers[::-1])]), 2)
    X = np.random.default_rng(2).normal(size=(9, 4))
    assert kinds(folded_alike(model, X, atol=1e-11)) == ["Dense"]


def test_masks_do_not_matter():
    """Behind Masking and a masking Embedding, batch normalization has two inputs and folds as ever."""
    X = np.random.default_rng(3).normal(size=(5, 4, 3)).astype("float32")
    first = keras.layers.Masking(), keras.layers.BatchNormalization(), keras.layers.Dense(2)
    model = unsettle(keras.Sequential([keras.Input((4, 3)), *first, keras.layers.LSTM(2)]), 3)
    assert kinds(folded_alike(model, X)) == ["Masking", "Dense", "LSTM"]
    embedded = (
        keras.layers.Embedding(9, 3, mask_zero=True),
        keras.layers.Dense(2),
        keras.layers.BatchNormalization(),
    )
    model = unsettle(keras.Sequential([keras.Input((4,), dtype="int32"), *embedded]), 3)
    assert kinds(folded_alike(model, np.arange(8).reshape(2, 4))) == ["Embedding", "Dense"]


def relu(z):
    """A function that Keras takes for its own, by its name."""
    return z - 1


def test_functions_of_one_s_own_are_kept():
    """In a dense layer, in an activation layer, and in a nested model; also one with a name that Keras knows."""
    nested = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation=relu)])
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(3),
            keras.layers.BatchNormalization(),
            keras.layers.Activation(relu),
            keras.layers.Dense(3, activation=relu),
            nested,
        ]
    )
    X = np.random.default_rng(4).normal(size=(9, 3)).astype("float32")
    assert kinds(folded_alike(unsettle(model, 4), X)) == ["Dense", "Activation", "Dense", "Sequential"]


def test_a_layer_that_makes_its_parts_when_built_is_copied():
    """Attention inside a nested model: its parts do not exist yet in a new layer."""
    inputs = keras.Input((4, 3))
    nested = keras.Model(inputs, keras.layers.MultiHeadAttention(2, 3)(inputs, inputs))
    first = keras.layers.Bidirectional(keras.layers.LSTM(2, return_sequences=True)), keras.layers.Dense(3)
    model = unsettle(
        keras.Sequential([keras.Input((4, 3)), *first, nested, keras.layers.BatchNormalization()]), 5
    )
    folded_alike(model, np.random.default_rng(5).normal(size=(2, 4, 3)).astype("float32"))


def test_the_random_generator_is_left_alone():
    """The next weights are those that they would have been without folding."""
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(3), keras.layers.BatchNormalization(), activations.RReLU()]
    )
    draws = []
    for fold in (False, True):
        keras.utils.set_random_seed(1)
        if fold:
            fold_batch_norm(model)
        draws.append([keras.random.normal((3,)).numpy(), keras.initializers.HeNormal()((3, 3)).numpy()])
    assert all(np.array_equal(a, b) for a, b in zip(*draws, strict=True))


@pytest.mark.filterwarnings("ignore:.*lambda")
def test_what_would_be_folded_wrongly_is_refused():
    """The same layer in two places, LoRA, quantized kernels, and lambdas."""
    same = keras.layers.Dense(3)
    lora = keras.layers.Dense(3, lora_rank=2, use_bias=False)
    quantized = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, use_bias=False)])
    quantized.quantize("int8")
    for model in (
        keras.Sequential([keras.Input((3,)), same, keras.layers.BatchNormalization(), same]),
        keras.Sequential([keras.Input((3,)), lora, keras.layers.BatchNormalization()]),
        quantized,
        keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation=lambda z: z * z)]),
    ):
        with pytest.raises(ValueError, match=" must .*Received: "):
            fold_batch_norm(model)
