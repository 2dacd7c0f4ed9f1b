"""Results of runs that take longer than a reader waits: data made by code.

A notebook runs at a small scale by default and measures its claims live. What it gives at full scale,
through its parameters, is kept here, with the command that made it and the versions it was made on.
"""

import importlib.metadata
import importlib.resources
import json
import pathlib
import re
import sys
from typing import NamedTuple

import numpy as np

from handson11 import _validate
from handson11._validate import received

_FOLDER = importlib.resources.files("handson11").joinpath("datasets", "recorded")


class Record(NamedTuple):
    """Results of one full-scale run.

    Attributes:
        command: What made it.
        parameters: The notebook's parameters, name → value.
        versions: What it ran on: Python, Keras, TensorFlow.
        results: Nested dicts of lists of numbers, as the notebook saved them.
    """

    command: str
    parameters: dict
    versions: dict
    results: dict


def load(name):
    """Return a record that comes with the package.

    Args:
        name: Name of the record, such as `"activation_ranking"`.

    Returns:
        A `Record`.

    Raises:
        ValueError: If there is no such record, or its file cannot be read.

    Example:
        >>> load("activation_ranking").command
        'make records ONLY=11_1_2'
    """
    files = _FOLDER.iterdir() if _FOLDER.is_dir() else []
    names = sorted(each.name.removesuffix(".json") for each in files if each.name.endswith(".json"))
    if not isinstance(name, str) or name not in names:
        listed = ", ".join(names) or "the records that come with the package, and there are none"
        raise ValueError(f"`name` must be one of {listed}. Received: name={received(name)}")
    path = _FOLDER.joinpath(f"{name}.json")
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
        if not isinstance(record.command, str) or not all(isinstance(each, dict) for each in record[1:]):
            raise TypeError("a field is of another type")
        return record
    except (ValueError, TypeError, OSError, RecursionError) as error:
        raise ValueError(
            f"The record {name!r} is damaged; install handson11 again. Received: {path}"
        ) from error


def save(name, results, *, command, parameters):
    """Write a record into the package: what `make records` does at the end of a full-scale run.

    Args:
        name: Lower-case letters, digits and underscores.
        results: Nested dicts of lists of numbers; they are kept to six significant digits.
        command: The command that makes it.
        parameters: The notebook's parameters, name → value: what JSON can hold, and NumPy's numbers and arrays.

    Returns:
        The path that was written.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If `name` has other characters, a number is not finite, two keys are the same text, or
            JSON cannot hold the parameters.
    """
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9_]+", name):
        raise ValueError(
            f"`name` must be of lower-case letters, digits and underscores. Received: name={received(name)}"
        )
    if not isinstance(command, str):
        raise TypeError(f"`command` must be a string. Received: command={received(command)}")
    for argument, value in {"results": results, "parameters": parameters}.items():
        if not isinstance(value, dict):
            raise TypeError(f"`{argument}` must be a dict. Received: {argument}={received(value)}")
    versions = {each: importlib.metadata.version(each) for each in ("keras", "tensorflow")}
    versions["python"] = "{}.{}".format(*sys.version_info)
    results, parameters = _each(results, "results", _rounded), _each(parameters, "parameters", _plain)
    text = _text(Record(command, parameters, versions, results)._asdict())
    path = pathlib.Path(str(_FOLDER)) / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _each(values, name, function):
    """Return nested dicts with strings as keys, and `function` of everything in them that is no dict."""
    if not isinstance(values, dict):
        return function(values)
    result = {str(key): _each(value, name, function) for key, value in values.items()}
    if len(result) < len(values):
        raise ValueError(f"`{name}` must have keys that differ as text. Received: keys {received([*values])}")
    return result


def _rounded(results):
    """Return the numbers as lists of floats of six significant digits."""
    numbers = _validate.array(results, "results", dtype="float64")
    return np.reshape([float(f"{number:.6g}") for number in numbers.flat], numbers.shape).tolist()


def _plain(value):
    """Return a parameter as what reading the JSON text gives."""
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=lambda each: each.tolist()))
    except (ValueError, TypeError, AttributeError) as error:  # the last from what NumPy did not make
        raise ValueError(
            "`parameters` must hold strings, finite numbers, lists and dicts only. "
            f"Received: {received(value)}"
        ) from error


def _text(value, depth=0):
    """Return JSON with a line for each entry of a dict, so that a change shows as the line it is in."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    lines = [
        f"{json.dumps(key, ensure_ascii=False)}: {_text(each, depth + 1)}" for key, each in value.items()
    ]
    start = "\n" + " " * depth
    return "{" + start + " " + f",{start} ".join(lines) + start + "}"
