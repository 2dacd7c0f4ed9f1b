"""What the course holds and what it measured: read from the ledger, the notebooks and the questions.

Neither NumPy nor TensorFlow is needed: the measured values are those that `claims.check` printed when the notebook
was executed, and that its stored outputs keep.
"""

import functools
import json
import pathlib
import re
import tomllib
from typing import NamedTuple

BOOK = pathlib.Path(__file__).parents[1]
LEDGER = BOOK.parent / "handson11" / "claims.toml"
BOUND = {"ko": "기준", "en": "bound"}
SEEDS = re.compile(r"(?P<value>.*) \((?P<seeds>시드 \d+개|\d+ seeds): (?P<range>.*)\)")


class Measured(NamedTuple):
    """One quantity of a claim, as the notebook printed it.

    `seeds` and `extremes` are "" where a single value was given, or an exact one.
    """

    label: str
    value: str
    seeds: str
    extremes: str
    bound: str


class Result(NamedTuple):
    """A claim with what a notebook measured for it. `cell` is the place of the cell in the notebook."""

    id: str
    section: str
    verdict: str
    statement: str
    quantities: tuple[Measured, ...]
    cell: int


class Stale(ValueError):
    """A stored output is not what the ledger would print today."""


@functools.cache
def _claims(changed):
    return tomllib.loads(LEDGER.read_text(encoding="utf-8"))


def claims():
    """Return the ledger: claim id → its table."""
    return _claims(LEDGER.stat().st_mtime_ns)


def sections():
    """Return the names of the section pages, in the order of the course."""
    return sorted(
        (path.stem for path in (BOOK / "en").glob("11_*.ipynb")),
        key=lambda stem: section_number(stem).split("."),
    )


def section_number(stem):
    """Return the number of a section: `11.1.1` of `11_1_1_initialization`."""
    return re.match(r"\d+(_\d+)*", stem)[0].replace("_", ".")


def notebook(path):
    """Return a notebook as a dict."""
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def results(content, language):
    """Return the claims that a notebook measured, in order; `Stale` where an output is not the ledger's.

    Args:
        content: The notebook, as a dict.
        language: `"ko"` or `"en"`: that of the notebook.
    """
    found = []
    for index, cell in enumerate(content["cells"]):
        lines = [
            line
            for output in cell.get("outputs", [])
            if output.get("name") == "stdout"
            for line in "".join(output["text"]).splitlines()
        ]
        while lines:
            match = re.match(r"\[([a-z0-9-]+)\] ", lines.pop(0))
            if match and match[1] in claims():
                found.append(_result(match[1], match.string, lines, index, language))
    return found


def _result(name, first, lines, index, language):
    """Read one claim; `lines` are those after its first, and lose what belongs to it."""
    entry = claims()[name]
    if first != f"[{name}] {entry[language]}":
        raise Stale(f"[{name}] has another statement in the ledger")
    measured = []
    for quantity in entry["quantities"].values():
        label = f"  {quantity[language]}: "
        value, separator, bound = (lines.pop(0) if lines else "").rpartition(f"; {BOUND[language]} ")
        if not separator or not value.startswith(label):
            raise Stale(f'[{name}] has no line "{label.strip()} …"')
        value = value.removeprefix(label)
        match = SEEDS.fullmatch(value)
        value, seeds, extremes = match.group("value", "seeds", "range") if match else (value, "", "")
        measured.append(Measured(quantity[language], value, seeds, extremes, bound))
    return Result(name, entry["section"], entry["verdict"], entry[language], tuple(measured), index)


def exercises(stem):
    """Return the number of exercises of a section: the cells whose stub the solution holds."""
    cells = notebook(BOOK / "en" / "solutions" / f"{stem}.ipynb")["cells"]
    return sum(cell["cell_type"] == "code" and "exercise" in cell["metadata"] for cell in cells)


def numbers():
    """Return how many of each thing the course has."""
    verdicts = [claim["verdict"] for claim in claims().values()]
    return {
        "sections": len(sections()),
        "claims": len(verdicts),
        "holds": verdicts.count("holds"),
        "holds-when": verdicts.count("holds-when"),
        "not-found": verdicts.count("not-found"),
        "exercises": sum(map(exercises, sections())),
    }
