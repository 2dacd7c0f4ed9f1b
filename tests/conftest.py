"""What all tests share: quiet TensorFlow, English messages, the tools on the path."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "book" / "_tools"), str(ROOT / "book" / "_ext")]

from handson11 import i18n, runtime  # noqa: E402, F401  (runtime first: it keeps TensorFlow quiet)


@pytest.fixture(autouse=True)
def english():
    """Every test starts in English and leaves the language as it was."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def root():
    """The root of the project."""
    return ROOT
