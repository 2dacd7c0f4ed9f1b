"""The tables of the errata pages: each old form is run, and does today what the page says."""

import re
import warnings

import keras
import pytest


def test_sgd_refuses_lr():
    """`lr=` ends in a ValueError; `learning_rate=` is taken."""
    with pytest.raises(ValueError, match="lr"):
        keras.optimizers.SGD(lr=0.1)
    assert float(keras.optimizers.SGD(learning_rate=0.1).learning_rate) == pytest.approx(0.1)


def test_input_shape_warns():
    """`input_shape=` in a layer warns; keras.Input does not."""
    with pytest.warns(UserWarning, match="input_shape"):
        keras.layers.Flatten(input_shape=[28, 28])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()]).built


def test_tensorflow_keras_is_keras():
    """`from tensorflow import keras` still gives today's Keras."""
    from tensorflow import keras as old

    assert old.__version__ == keras.__version__


def test_a_name_in_quotes_is_refused():
    """A variable's name in quotes is no initializer; the object is."""
    with pytest.raises(ValueError):
        keras.layers.Dense(10, kernel_initializer="he_avg_init")
    he_avg_init = keras.initializers.VarianceScaling(scale=2.0, mode="fan_avg", distribution="uniform")
    assert keras.layers.Dense(10, kernel_initializer=he_avg_init).kernel_initializer is he_avg_init


def test_both_pages_have_the_same_rows(root):
    """As many rows, and the same code in them, in Korean and in English."""
    pages = [(root / "book" / language / "errata.md").read_text("utf-8") for language in ("ko", "en")]
    rows = [
        [re.findall(r"`[^`]+`", line) for line in page.splitlines() if line.startswith("| ")]
        for page in pages
    ]
    assert rows[0] == rows[1]
