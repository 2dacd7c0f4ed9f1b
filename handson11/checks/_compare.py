"""Comparing an answer with what is right: any form of the right value passes, a typical mistake is named."""

import decimal
import fractions
import math
from typing import NamedTuple

import numpy as np

from handson11.checks._outcomes import NotAttempted, NotYet
from handson11.checks._texts import Text, given, say, shown

AGREE = say(ko="예상이 측정과 가깝습니다.", en="The prediction is close to the measurement.")
"""What held where a prediction came near to what was measured."""

MOST_NUMBERS = 10_000_000
"""Larger arrays than this are refused by their shape, before anything is computed with them."""


class Mistake(NamedTuple):
    """A typical wrong answer.

    Attributes:
        value: What comes back where the mistake was made.
        broke: What is off, for this mistake.
        hint: What to think about, for this mistake.
    """

    value: object
    broke: Text
    hint: Text


def literal(text):
    """Return text that is the same in both languages, such as a call or a value."""
    return say(ko=text, en=text)


def number(answer, right, *, name, broke, hint, mistakes=(), rtol=5e-3, atol=0.0, tried=None):
    """Check that an answer is one number with the right value.

    Python's and NumPy's numbers, fractions, decimals and arrays or tensors of one element are all numbers.

    Args:
        answer: What the learner passed.
        right: The right value.
        name: The answer's name in the exercise.
        broke: What is off where the value is wrong, unless a mistake says it better.
        hint: What to think about then.
        mistakes: `Mistake`s with wrong values that come from a known error in thought.
        rtol: Relative tolerance; the default admits an answer rounded to three digits.
        atol: Absolute tolerance.
        tried: What to show as tried. Default: nothing.

    Returns:
        The answer as a float.

    Raises:
        NotYet: If it is no number, or not the right one.
        NotAttempted: If it is `...`.
    """
    received = _named(name, answer, tried)
    value = one_number(answer, name, tried=tried)
    if _close(value, right, rtol, atol):
        return value
    if rounded_too_far(value, right) and not any(_close(value, one.value, 1e-9, 0.0) for one in mistakes):
        raise NotYet(*ROUNDED, tried=tried, received=received)
    for mistake in mistakes:
        if _close(value, mistake.value, rtol, atol):
            raise NotYet(mistake.broke, mistake.hint, tried=tried, received=received)
    raise NotYet(broke, hint, tried=tried, received=received)


ROUNDED = (
    say(ko="가깝지만 너무 많이 반올림했습니다.", en="Close, but rounded too far."),
    say(
        ko="반올림하지 않은 값을 쓰세요. 식을 그대로 써도 됩니다.",
        en="Give the value unrounded; an expression will do.",
    ),
)
"""What is off, and the hint, where the right value was rounded too far."""


def rounded_too_far(value, right):
    """Return whether a wrong value is the right one rounded to tenths, hundredths or two digits, within 8 %.

    Args:
        value: A number that is not right.
        right: The right value. Where it is a whole number, nothing near to it is a rounding of it.
    """
    if float(right).is_integer() or not math.isclose(value, right, rel_tol=0.08):
        return False
    digits = {1, 2, 1 - math.floor(math.log10(abs(right)))}
    return any(
        math.isclose(value, round(right, places), rel_tol=1e-9) for places in digits if round(right, places)
    )


def _named(name, value, tried):
    """Return a value with its name: an answer, unless it comes of something that the check tried."""
    return literal(f"`{name} = {shown(value)}`") if tried else given(name, value)


def one_number(answer, name, *, tried=None):
    """Return an answer as a float, or say what it is instead of a finite number."""
    if answer is Ellipsis:
        raise NotAttempted
    received = _named(name, answer, tried)
    _not_too_large(answer, tried, received)
    if isinstance(answer, fractions.Fraction | decimal.Decimal):
        return float(answer)
    values = None if isinstance(answer, bool | np.bool_) else real_array(answer)
    if values is None or values.size != 1:
        kind = _kind(answer)
        raise NotYet(
            say(
                ko=f"숫자 하나가 필요한데 {kind.ko} 들어왔습니다.",
                en=f"One number is needed; this is {kind.en}.",
            ),
            _number_hint(answer, name),
            tried=tried,
            received=received,
        )
    value = float(values.reshape(()))
    if not np.isfinite(value):
        raise NotYet(
            say(ko="유한한 숫자가 아닙니다.", en="This is not a finite number."),
            say(
                ko="0으로 나누거나 너무 큰 수를 거듭제곱한 곳이 있는지 보세요.",
                en="Look for a division by zero, or a power of too large a number.",
            ),
            tried=tried,
            received=received,
        )
    return value


def numbers(result, *, tried, shape=None, what=None):
    """Return what a learner's function gave back as a float64 array.

    Args:
        result: What came back: numbers, a list, an array, a tensor or a variable.
        tried: The call, for the message.
        shape: The shape it must have. Default: any.
        what: What the value is, as a `Text`, for the message. Default: "the result".

    Raises:
        NotYet: If it is not numbers, or of another shape.
        NotAttempted: If it is `...`.
    """
    what = what or _RESULT
    if result is Ellipsis:
        raise NotAttempted
    received = literal(shown(result))
    _not_too_large(result, tried, received)
    values = real_array(result)
    if values is None:
        kind = _kind(result)
        raise NotYet(
            say(
                ko=f"{_of(what)}숫자나 배열이 필요한데 {kind.ko} 돌아왔습니다.",
                en=f"Numbers were expected as {what.en}; {kind.en} came back.",
            ),
            _number_hint(result, None),
            tried=tried,
            received=received,
        )
    if shape is not None:
        of_shape(values, shape, what, tried=tried)
    return values


def of_shape(values, shape, what, hint=None, tried=None):
    """Check the shape of an array.

    Args:
        values: A NumPy array.
        shape: The shape it must have.
        what: What the value is, as a `Text`, for the message.
        hint: What to think about where it has another. Default: axes and broadcasting.
        tried: The call, for the message.

    Raises:
        NotYet: If the shape is another one.
    """
    if values.shape == tuple(shape):
        return
    raise NotYet(
        say(
            ko=f"{_of(what)}크기가 다릅니다. 필요한 크기: {shown(tuple(shape))}, 돌아온 크기: {shown(values.shape)}.",
            en=f"The shape of {what.en} should be {shown(tuple(shape))}; it is {shown(values.shape)}.",
        ),
        hint
        or say(
            ko="어느 축을 따라 계산했는지, 브로드캐스팅으로 축이 늘거나 줄지 않았는지 보세요.",
            en="Look along which axis you computed, and whether broadcasting added or dropped one.",
        ),
        tried=tried,
        received=literal(shown(values)),
    )


_RESULT = say(ko="결과", en="the result")


def _of(what):
    """Return the Korean beginning of a sentence about a value, unless it is the only one."""
    return "" if what is _RESULT else f"{what.ko}: "


def _not_too_large(value, tried, received):
    """Refuse a value by its shape alone where computing with it would take too long."""
    try:
        shape = tuple(value.shape)
        if math.prod(shape) <= MOST_NUMBERS:
            return
    except (AttributeError, TypeError, ValueError):  # no array, or one whose shape is not settled
        return
    raise NotYet(
        say(
            ko=f"배열이 너무 큽니다. 크기: {shown(shape)}.",
            en=f"The array is too large: its shape is {shown(shape)}.",
        ),
        say(
            ko="문제에서 묻는 값의 크기를 다시 보고, 브로드캐스팅으로 축이 늘지 않았는지 확인하세요.",
            en="Look again at the shape that is asked for, and whether broadcasting added an axis.",
        ),
        tried=tried,
        received=received,
    )


def several(result, names, tried):
    """Return what a learner's function gave back as a list of values, one for each name.

    Args:
        result: What came back: a tuple, a list or anything that can be gone through.
        names: Names of the values, for the message.
        tried: The call, for the message.

    Raises:
        NotYet: If it is not as many values as there are names.
        NotAttempted: If one of them is `...`.
    """
    listed = ", ".join(f"`{name}`" for name in names)
    if result is None or result is Ellipsis or isinstance(result, str | dict | set):
        parts = None
    else:
        try:
            parts = list(result)
        except Exception:
            parts = None
    if parts is None or len(parts) != len(names):
        raise NotYet(
            say(
                ko=f"함수는 값 {len(names)}개를 돌려주어야 합니다: {listed}.",
                en=f"The function should return {len(names)} values: {listed}.",
            ),
            say(
                ko="`return` 뒤에 값들을 쉼표로 이어 문제에 적힌 순서대로 쓰세요.",
                en="Write them after `return`, with commas between, in the order of the exercise.",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    if any(part is Ellipsis for part in parts):
        raise NotAttempted
    return parts


def same(result, right, *, tried, broke, hint, mistakes=(), what=None, rtol=1e-4, atol=1e-5):
    """Check that what came back has the right values, whatever its type.

    Args:
        result: What the learner's code gave back.
        right: The right values.
        tried: The call, for the message.
        broke: What is off where the values are wrong, unless a mistake says it better.
        hint: What to think about then.
        mistakes: `Mistake`s with wrong values that come from a known error in thought.
        what: What the value is, as a `Text`.
        rtol: Relative tolerance.
        atol: Absolute tolerance.

    Returns:
        The values as a float64 array.

    Raises:
        NotYet: If the values are not right.
        NotAttempted: If the result is `...`.
    """
    right = np.asarray(right, "float64")
    values = numbers(result, tried=tried, what=what)
    received = literal(shown(result))
    for mistake in mistakes:
        wrong = np.asarray(mistake.value, "float64")
        if wrong.shape == values.shape and _all_close(values, wrong, rtol, atol):
            if not _all_close(wrong, right, rtol, atol):
                raise NotYet(mistake.broke, mistake.hint, tried=tried, received=received)
    numbers(result, tried=tried, shape=right.shape, what=what)
    if _all_close(values, right, rtol, atol):
        return values
    if not np.isfinite(values).all() and np.isfinite(right).all():
        raise NotYet(
            say(
                ko="유한하지 않은 값(NaN이나 무한대)이 나왔습니다.",
                en="Values that are not finite (NaN or infinity) came back.",
            ),
            say(
                ko="오버플로나 0으로 나누기가 있는지 보세요. 아주 크거나 0인 입력도 시험합니다.",
                en="Look for an overflow or a division by zero; very large inputs and zeros are tried too.",
            ),
            tried=tried,
            received=received,
        )
    raise NotYet(broke, hint, tried=tried, received=received)


def _close(value, right, rtol, atol):
    return bool(abs(value - right) <= atol + rtol * abs(right))


def _all_close(values, right, rtol, atol):
    return values.shape == right.shape and bool(
        np.allclose(values, right, rtol=rtol, atol=atol, equal_nan=True)
    )


def real_array(value):
    """Return a value as a float64 array, or None where it is not real numbers."""
    if value is None or isinstance(value, str | bytes | dict | set) or callable(value):
        return None
    if isinstance(value, fractions.Fraction | decimal.Decimal):
        return np.asarray(float(value))
    try:
        if hasattr(value, "shape") and callable(getattr(value, "numpy", None)):
            value = value.numpy()
        elif isinstance(value, list | tuple):
            value = [_plain_item(item) for item in value]
        array = np.asarray(value)
        if array.dtype.kind == "O":
            array = array.astype("float64")
    except Exception:  # ragged lists, symbolic tensors, objects of any kind
        return None
    if array.dtype.kind not in "iuf" and not (array.dtype.kind == "V" and "float" in str(array.dtype)):
        return None
    return array.astype("float64")


def _plain_item(item):
    array = real_array(item)
    if array is None:
        raise TypeError
    return array


_KINDS_OF_ARRAYS = {
    "b": say(ko="참/거짓의 배열이", en="an array of truth values"),
    "U": say(ko="문자열의 배열이", en="an array of strings"),
    "c": say(ko="복소수의 배열이", en="an array of complex numbers"),
}


def _kind(value):
    """Return what a value is: in Korean with its subject particle, in English with its article."""
    if value is None:
        return say(ko="`None`이", en="`None`")
    if isinstance(value, str | bytes):
        return say(ko="문자열이", en="a string")
    if isinstance(value, bool | np.bool_):
        return say(ko="참/거짓 값이", en="a truth value")
    if isinstance(value, int):
        return say(ko="너무 큰 정수가", en="too large an integer")
    if getattr(getattr(value, "dtype", None), "kind", "") in _KINDS_OF_ARRAYS:
        return _KINDS_OF_ARRAYS[value.dtype.kind]
    if isinstance(value, complex | np.complexfloating):
        return say(ko="복소수가", en="a complex number")
    if isinstance(value, type) or callable(value):
        name = shown(value, 60)
        return say(ko=f"부를 수 있는 객체(`{name}`)가", en=f"something to call (`{name}`)")
    array = real_array(value)
    if array is not None:
        return say(ko=f"크기 {shown(array.shape)}의 배열이", en=f"an array of shape {shown(array.shape)}")
    name = type(value).__name__
    return say(ko=f"`{name}` 타입의 값이", en=f"a value of type `{name}`")


def _number_hint(value, name):
    if value is None and name:
        return say(
            ko="`print(…)`처럼 보여 주기만 하는 것은 `None`을 돌려줍니다. 변수에 수 자체를 넣으세요.",
            en="What only shows a value, such as `print(…)`, gives `None`. Put the number itself into the variable.",
        )
    if value is None:
        return say(
            ko="함수가 결과를 계산만 하고 돌려주지 않은 것은 아닙니까? `return`을 확인하세요.",
            en="Did the function compute its result without returning it? Look for the `return`.",
        )
    if isinstance(value, str | bytes):
        return say(ko="따옴표를 빼고 숫자로 쓰세요.", en="Write it as a number, without quotes.")
    if callable(value):
        return say(
            ko="함수나 층 자체가 아니라 그것을 불러서 얻은 값을 넣으세요.",
            en="Give the value that you get by calling it, not the function or layer itself.",
        )
    return say(
        ko="문제에서 묻는 것이 무엇인지, 값이 몇 개인지 다시 읽어 보세요.",
        en="Read again what the exercise asks for, and how many values it wants.",
    )
