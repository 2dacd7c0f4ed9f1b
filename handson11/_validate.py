"""Checks of arguments: each error says what was expected and ends in what was received."""

import numbers

import numpy as np


def received(value, limit=120):
    """Return `repr(value)`, cut to `limit` characters; an array is described by its shape and dtype."""
    if isinstance(value, np.ndarray) and value.size > 8:
        return f"<array of shape {value.shape}, dtype {value.dtype}>"
    try:
        text = " ".join(repr(value).split())
    except Exception as error:  # a broken __repr__ must not hide the real complaint
        text = f"<{type(value).__name__}, whose repr fails: {type(error).__name__}>"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def integer(value, name, *, at_least=None, at_most=None):
    """Return `value` as an int; a bool or a float is refused, whatever its value."""
    expected = "an integer"
    if at_least is not None:
        expected += f", at least {at_least}"
    if at_most is not None:
        expected += f", at most {at_most}"
    good = isinstance(value, numbers.Integral) and not isinstance(value, bool | np.bool_)
    if not good:
        raise TypeError(f"`{name}` must be {expected}. Received: {name}={received(value)}")
    if (at_least is not None and value < at_least) or (at_most is not None and value > at_most):
        raise ValueError(f"`{name}` must be {expected}. Received: {name}={received(value)}")
    return int(value)


def number(value, name, *, above=None, at_least=None, at_most=None):
    """Return `value` as a finite float within the stated limits."""
    expected = "a finite number"
    if above is not None:
        expected += f" above {above}"
    if at_least is not None:
        expected += f", at least {at_least}"
    if at_most is not None:
        expected += f", at most {at_most}"
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise TypeError(f"`{name}` must be {expected}. Received: {name}={received(value)}")
    value = float(value)
    bad = (
        not np.isfinite(value)
        or (above is not None and value <= above)
        or (at_least is not None and value < at_least)
        or (at_most is not None and value > at_most)
    )
    if bad:
        raise ValueError(f"`{name}` must be {expected}. Received: {name}={received(value)}")
    return value


def one_of(value, name, options):
    """Return `value` if it is among `options`."""
    try:
        known = value in options
    except (TypeError, ValueError):  # unhashable, or an array whose == is elementwise
        known = False
    if not known:
        listed = ", ".join(repr(option) for option in options)
        raise ValueError(f"`{name}` must be one of {listed}. Received: {name}={received(value)}")
    return value


def array(value, name, *, ndim=None, dtype=None, finite=True):
    """Return `value` as a non-empty numeric NumPy array of one of the ranks in `ndim`."""
    try:
        result = np.asarray(value, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"`{name}` must be an array of numbers. Received: {name}={received(value)}"
        ) from error
    if result.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` must be an array of real numbers. Received: {name}={received(value)}")
    ranks = (ndim,) if isinstance(ndim, int) else ndim
    if ranks is not None and result.ndim not in ranks:
        wanted = " or ".join(str(rank) for rank in ranks)
        raise ValueError(
            f"`{name}` must have {wanted} dimension(s). Received: {name} of shape {result.shape}"
        )
    if result.size == 0:
        raise ValueError(f"`{name}` must not be empty. Received: {name} of shape {result.shape}")
    if finite and result.dtype.kind == "f" and not np.isfinite(result).all():
        bad = int((~np.isfinite(result)).sum())
        raise ValueError(
            f"`{name}` must hold finite numbers only. "
            f"Received: {name} of shape {result.shape} with {bad} value(s) that are NaN or infinite"
        )
    return result
