"""Versions of libraries, as they are written down beside them: read without loading anything.

Written out here, because a library that could do it may be what is missing.
"""

import importlib.metadata
import itertools
import re

# TensorFlow comes under several names.
TENSORFLOW = (
    "tensorflow",
    "tensorflow-cpu",
    "tensorflow-macos",
    "tensorflow-intel",
    "tensorflow-rocm",
    "tf-nightly",
)


def requirements(entries):
    """Yield name and version range of each requirement that holds everywhere."""
    for entry in entries:
        match = re.fullmatch(r"\s*([\w.-]+)\s*\(?([^;\[\]()]*)\)?\s*", entry)
        if match:  # others are extras, or hold on some machines only
            yield match[1], match[2].replace(" ", "")


def installed(name):
    """Return the version of a library as it is written down, or `None` if there is none."""
    for candidate in TENSORFLOW if name == "tensorflow" else (name,):
        try:
            version = importlib.metadata.version(candidate)
        except importlib.metadata.PackageNotFoundError:
            continue
        if version:  # without one, what is there is the rest of a broken installation
            return version
    return None


def admits(needed, version):
    """Whether a version range such as `>=3.13,<3.16` holds a version.

    A preliminary version counts as the one that it precedes.

    Example:
        >>> admits(">=3.13,<3.16", "3.15.0"), admits(">=3.13,<3.16", "3.16.0"), admits("", "1.0")
        (True, False, True)
    """
    return all(_holds(part, version) for part in needed.split(",") if part.strip())


def _holds(part, version):
    operator, bound = re.fullmatch(r"\s*([<>=!~]+)\s*(.+?)\s*", part).groups()
    if bound.endswith(".*"):
        same = _release(version)[: bound.count(".")] == _release(bound.removesuffix(".*"))
        return same == (operator == "==")
    pairs = list(itertools.zip_longest(_release(version), _release(bound), fillvalue=0))
    have, want = ([pair[side] for pair in pairs] for side in (0, 1))
    if operator == "~=":
        kept = len(_release(bound)) - 1
        return have >= want and have[:kept] == want[:kept]
    return {
        ">=": have >= want,
        "<=": have <= want,
        ">": have > want,
        "<": have < want,
        "==": have == want,
        "!=": have != want,
    }.get(operator, True)


def _release(version):
    """Return the numbers of a version: `2.21.0rc1` as `[2, 21, 0]`."""
    return [int(number) for number in re.match(r"\d+(?:\.\d+)*", version)[0].split(".")]
