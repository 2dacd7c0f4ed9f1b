"""The checks of arguments behind every public function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handson11 import _validate


class Broken:
    """An object that cannot even be shown."""

    def __repr__(self):
        raise RuntimeError("no")


def test_received_is_short_and_survives_a_broken_repr():
    """What is shown of a bad value is bounded, arrays by shape, and never raises itself."""
    assert len(_validate.received("x" * 10_000)) <= 120
    assert _validate.received(np.zeros((3, 4))) == "<array of shape (3, 4), dtype float64>"
    assert "RuntimeError" in _validate.received(Broken())


@pytest.mark.parametrize("bad", [True, 1.0, "1", None, np.float64(3), np.bool_(True)])
def test_integer_refuses_what_only_looks_like_one(bad):
    """Booleans and floats are no integers, whatever their value."""
    with pytest.raises(TypeError, match="`n` must be an integer.*Received: n="):
        _validate.integer(bad, "n")


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(-100, 100))
def test_integer_keeps_its_limits(value, low, high):
    """An integer passes exactly if it lies within both limits."""
    if low <= value <= high:
        assert _validate.integer(np.int64(value), "n", at_least=low, at_most=high) == value
    else:
        with pytest.raises(ValueError, match="Received: n="):
            _validate.integer(value, "n", at_least=low, at_most=high)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 0.0, -1.0])
def test_number_refuses_what_is_not_finite_or_too_small(bad):
    """NaN and infinities fail every limit."""
    with pytest.raises(ValueError, match="above 0"):
        _validate.number(bad, "x", above=0)


def test_array_names_what_is_wrong():
    """Rank, emptiness, kind and NaN each get a sentence of their own."""
    for value, words in (
        (np.zeros((2, 2)), "1 dimension"),
        ([], "not be empty"),
        ([1.0, float("nan")], "1 value.s. that are NaN"),
    ):
        with pytest.raises(ValueError, match=words):
            _validate.array(value, "a", ndim=1)
    for value in (["a"], [[1], [1, 2]], object(), None, [1j]):
        with pytest.raises(TypeError, match="`a` must be an array of"):
            _validate.array(value, "a")


def test_one_of_survives_values_that_cannot_be_compared():
    """A list or an array is simply not among the options."""
    for bad in (["a"], np.array([1, 2]), {}):
        with pytest.raises(ValueError, match="must be one of 'a', 'b'"):
            _validate.one_of(bad, "x", ("a", "b"))
