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
    names = sorted(pathlib.Path(str(each)).stem for each in _FOLDER.iterdir())
    if name not in names:
        raise ValueError(f"`name` must be one of {', '.join(names)}. Received: name={received(name)}")
    path = _FOLDER.joinpath(f"{name}.json")
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"The record {name!r} is damaged; install handson11 again. Received: {path}"
        ) from error


def save(name, results, *, command, parameters):
    """Write a record into the package: what `make records` does at the end of a full-scale run.

    Args:
        name: Lower-case letters, digits and underscores.
        results: Nested dicts of lists of numbers; they are kept to four decimal places.
        command: The command that makes it.
        parameters: The notebook's parameters, name → value.

    Returns:
        The path that was written.

    Raises:
        ValueError: If `name` has other characters.
    """
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9_]+", name):
        raise ValueError(
            f"`name` must be of lower-case letters, digits and underscores. Received: name={received(name)}"
        )
    versions = {each: importlib.metadata.version(each) for each in ("keras", "tensorflow")}
    versions["python"] = "{}.{}".format(*sys.version_info)
    record = Record(command, dict(parameters), versions, _rounded(results))
    path = pathlib.Path(str(_FOLDER)) / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    # A list of numbers takes one line, so that a change shows as the line it is in.
    text = json.dumps(record._asdict(), indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _rounded(results):
    if isinstance(results, dict):
        return {str(key): _rounded(value) for key, value in results.items()}
    return _validate.array(results, "results", dtype="float64").round(4).tolist()
