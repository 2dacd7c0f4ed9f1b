"""What a check says: sentences in both languages, and values of the learner shown without risk."""

import html
import inspect
import re
import unicodedata
from typing import NamedTuple

import numpy as np

from handson11 import i18n


class Text(NamedTuple):
    """A sentence in both languages; `str` gives it in the language in use."""

    ko: str
    en: str

    def __str__(self):
        return self.ko if i18n.language() == "ko" else self.en


class Given(Text):
    """What the learner wrote down as an answer, in contrast to what their code returned."""


def say(*, ko, en):
    """Return a sentence in both languages."""
    return Text(ko, en)


def given(name, value, limit=160):
    """Return an answer with its name, as it stands in the learner's cell: `rate = 0.5`."""
    text = f"`{name} = {shown(value, limit)}`"
    return Given(text, text)


def shown(value, limit=160):
    """Return a value as one short line that is the same in both languages.

    Arrays and tensors come with their shape, long ones shortened. Whatever the value's own `repr` does,
    this returns printable text: control characters and line breaks are gone.

    Args:
        value: Anything.
        limit: Greatest number of characters.
    """
    try:
        text = _described(value)
    except Exception as error:  # a learner's object may do anything when it is asked for its text
        text = f"<{type(value).__name__}, repr: {type(error).__name__}>"
    return plain(text, limit)


def plain(text, limit=160):
    """Return text as one printable line of at most `limit` characters."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(text)[:5000])  # the colours of Keras' messages
    characters = (" " if c in "\n\r\t" else c for c in text)
    # Control characters could colour a terminal; marks of writing direction could turn a line around.
    clean = ("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") else c for c in characters)
    line = " ".join("".join(clean).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _described(value):
    if isinstance(value, float):
        return f"{value:.6g}"
    if value is None or isinstance(value, bool | int | complex):
        return repr(value)
    if isinstance(value, str):
        return repr(value if len(value) <= 200 else value[:199] + "…")
    array = _as_array(value)
    if array is not None:
        return _array(array)
    if isinstance(value, list | tuple | dict | set):
        return _container(value)
    if inspect.isfunction(value):
        return f"{value.__name__}{inspect.signature(value)}"
    if isinstance(value, type):
        return f"class {value.__name__}"
    if _is_keras(value):
        return f"<{type(value).__name__} {getattr(value, 'name', '')}>"
    return repr(value)


def _as_array(value):
    """Return a NumPy array or a tensor as an array; None for anything else."""
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value)
    # Tensors and variables of TensorFlow and Keras have both; a symbolic tensor has no numbers to show.
    if hasattr(value, "shape") and callable(getattr(value, "numpy", None)):
        return np.asarray(value.numpy())
    return None


def _array(array):
    if array.ndim == 0:
        return f"{array.item():.6g}" if array.dtype.kind == "f" else repr(array.item())
    formatter = {"float_kind": lambda number: f"{number:.4g}"} if array.dtype.kind == "f" else None
    numbers = np.array2string(array, threshold=8, edgeitems=3, separator=", ", formatter=formatter)
    return f"{plain(numbers, 100)} {array.dtype}{list(array.shape)}"


def _container(value):
    if len(value) > 6:
        return f"{type(value).__name__}[{len(value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key, 40)}: {shown(item, 60)}" for key, item in value.items()) + "}"
    inside = ", ".join(shown(item, 60) for item in value)
    if isinstance(value, tuple) and len(value) == 1:
        inside += ","
    brackets = {list: "[]", tuple: "()", set: "{}"}.get(type(value), "[]")
    return brackets[0] + inside + brackets[1]


def _is_keras(value):
    return any(base.__module__.startswith("keras.") for base in type(value).__mro__)


def markup(text):
    """Return text as HTML that shows it literally; `code` between backticks is set as code."""
    parts = html.escape(str(text)).split("`")
    if len(parts) % 2 == 0:  # an unpaired backtick is only a character
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
