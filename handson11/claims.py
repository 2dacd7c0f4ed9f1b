"""The ledger of claims: what the course says, what was measured, and the bound that it must keep.

`claims.toml` beside this file holds each claim with its section, its statement in both languages,
its source and the bounds of the quantities that a notebook measures for it.
"""

import difflib
import functools
import importlib.resources
import numbers
import tomllib
from typing import NamedTuple

import numpy as np

from handson11._validate import received
from handson11.i18n import tr
from handson11.show import exact, measured

VERDICTS = ("holds", "holds-when", "not-found")


class Quantity(NamedTuple):
    """One measured quantity of a claim, with its bound.

    Attributes:
        name: The keyword under which `check` takes it.
        ko: What it is, in Korean.
        en: What it is, in English.
        equals: The exact value it must have (number, string or boolean), or `None`.
        at_least: Lower limit, or `None`.
        at_most: Upper limit, or `None`.
    """

    name: str
    ko: str
    en: str
    equals: object = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def bound(self):
        """The bound as text, such as `0.9 … 1.1`, `≤ 0.15` or `= 0.25`."""
        if self.equals is not None:
            return f"= {_exact(self.equals)}"
        if self.at_most is None:
            return f"≥ {_exact(self.at_least)}"
        if self.at_least is None:
            return f"≤ {_exact(self.at_most)}"
        return f"{_exact(self.at_least)} … {_exact(self.at_most)}"

    def admits(self, value):
        """Whether a single value is within the bound."""
        if self.equals is not None:
            if _is_number(self.equals) and _is_number(value):
                # Room for the rounding of float32, and for nothing else.
                return bool(np.isclose(value, self.equals, rtol=1e-6, atol=1e-9))
            return value == self.equals
        low = -np.inf if self.at_least is None else self.at_least
        high = np.inf if self.at_most is None else self.at_most
        return bool(low <= value <= high)


class Claim(NamedTuple):
    """One claim of the course.

    Attributes:
        id: Kebab-case name.
        section: Number of the section that measures it, such as `"11.1.1"`.
        kind: `"exact"` where it follows from a formula or from Keras, `"measure"` for an experiment.
        verdict: `"holds"`; `"holds-when"` where it holds under the stated conditions only;
            `"not-found"` where the common teaching did not survive the measurement.
        ko: The statement in Korean.
        en: The statement in English.
        source: Keys of the bibliography.
        quantities: What is measured for it, name → `Quantity`.
    """

    id: str
    section: str
    kind: str
    verdict: str
    ko: str
    en: str
    source: tuple[str, ...]
    quantities: dict[str, Quantity]


class ClaimFailed(AssertionError):
    """A measured value lies outside the bound of its claim."""


@functools.cache
def ledger():
    """Return all claims of the course.

    Returns:
        A dict from claim id to `Claim`, in the order of the sections.

    Example:
        >>> ledger()["logistic-slope"].section
        '11.1'
    """
    text = importlib.resources.files("handson11").joinpath("claims.toml").read_text(encoding="utf-8")
    return {name: _read(name, entry) for name, entry in tomllib.loads(text).items()}


def check(claim_id, value=None, /, **quantities):
    """Hold what was measured against the bound of a claim, print both, and raise where it fails.

    Args:
        claim_id: Id of the claim in the ledger.
        value: What was measured, for a claim with one quantity: a number, or one number for each
            seed, each of which must lie within the bound. A claim on a name or a yes-or-no
            takes a string or a boolean.
        **quantities: The same for a claim with several quantities, by their names in the ledger.

    Raises:
        ClaimFailed: If a value lies outside its bound. The message holds all that is printed.
        ValueError: If the id is unknown, the quantities are not those of the ledger, a list of
            seeds is empty, or a value is NaN or infinite.
        TypeError: If a value is not of the kind that the bound is.

    Example:
        >>> check("lecun-formula", 1 / 50)  # doctest: +ELLIPSIS +NORMALIZE_WHITESPACE
        [lecun-formula] LeCun: fan-in in place of fan-avg, variance 1/fan-in. ... 0.02; bound = 0.02 → holds
    """
    claim = _find(claim_id)
    given = _given(claim, value, quantities)
    outside = []
    lines = [f"[{claim.id}] {tr(ko=claim.ko, en=claim.en)}"]
    for name, quantity in claim.quantities.items():
        values = _values(claim, quantity, given[name])
        label = tr(ko=quantity.ko, en=quantity.en)
        lines.append(f"  {label}: {_shown(quantity, values)}; {tr(ko='기준', en='bound')} {quantity.bound}")
        outside += [f"{name}={_exact(each)}" for each in values if not quantity.admits(each)]
    if outside:
        lines.append(
            "  → "
            + tr(ko="성립하지 않습니다. 기준을 벗어난 값: ", en="fails. Outside the bound: ")
            + ", ".join(outside)
        )
        raise ClaimFailed("\n".join(lines))
    lines.append("  → " + _verdict(claim))
    print("\n".join(lines))


def _verdict(claim):
    return {
        "holds": tr(ko="성립합니다", en="holds"),
        "holds-when": tr(ko="위에 적은 조건에서만 성립합니다", en="holds under the stated conditions only"),
        "not-found": tr(
            ko="흔히 하는 말과 다르게 측정됐습니다", en="measured otherwise than commonly taught"
        ),
    }[claim.verdict]


def _find(claim_id):
    claims = ledger()
    if isinstance(claim_id, str) and claim_id in claims:
        return claims[claim_id]
    near = difflib.get_close_matches(str(claim_id), claims, n=3)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    raise ValueError(
        f"`claim_id` must be an id of claims.toml{hint}. Received: claim_id={received(claim_id)}"
    )


def _given(claim, value, quantities):
    """Return the measured values by the names of the claim's quantities."""
    names = list(claim.quantities)
    if value is not None and not quantities and len(names) == 1:
        return {names[0]: value}
    if value is None and set(quantities) == set(names):
        return quantities
    got = sorted(quantities) if value is None else ["one unnamed value", *sorted(quantities)]
    raise ValueError(
        f"`check({claim.id!r}, …)` must be given exactly these quantities: {', '.join(names)}. "
        f"Received: {', '.join(got) or 'none'}"
    )


def _values(claim, quantity, given):
    """Return one quantity as a list with one value a seed."""
    wanted = f"`{quantity.name}` of claim {claim.id!r}"
    if isinstance(quantity.equals, bool | str):
        kind = "a boolean" if isinstance(quantity.equals, bool) else "a string"
        given = given.item() if isinstance(given, np.bool_) else given
        if type(given) is not type(quantity.equals):
            raise TypeError(f"{wanted} must be {kind}. Received: {quantity.name}={received(given)}")
        return [given]
    try:
        values = np.asarray(given, dtype="float64")
    except (TypeError, ValueError):
        values = None
    if values is None or values.ndim > 1 or np.asarray(given).dtype.kind not in "iuf":
        if not (isinstance(given, list | tuple) and len(given) == 0):
            raise TypeError(
                f"{wanted} must be a number, or one number for each seed. "
                f"Received: {quantity.name}={received(given)}"
            )
    values = np.atleast_1d(values)
    if values.size == 0:
        raise ValueError(f"{wanted} must hold at least one seed. Received: {quantity.name}={received(given)}")
    if not np.isfinite(values).all():
        raise ValueError(f"{wanted} must be finite. Received: {quantity.name}={received(given)}")
    return values.tolist()


def _shown(quantity, values):
    """Return the measured values as text; what must be exact stands without the mark of a measurement."""
    if quantity.equals is not None:
        different = sorted({_exact(value) for value in values})
        return ", ".join(different)
    if len(values) == 1:
        return measured(values[0])
    seeds = tr(ko=f"시드 {len(values)}개", en=f"{len(values)} seeds")
    return (
        f"{measured(values)} ({seeds}: {measured(min(values), digits=3)} … {measured(max(values), digits=3)})"
    )


def _exact(value):
    if isinstance(value, bool):
        return tr(ko="예", en="yes") if value else tr(ko="아니요", en="no")
    return exact(value) if _is_number(value) else str(value)


def _is_number(value):
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _read(name, entry):
    """Return one entry of the ledger as a `Claim`."""
    quantities = {key: Quantity(name=key, **fields) for key, fields in entry["quantities"].items()}
    fields = {key: entry[key] for key in ("section", "kind", "verdict", "ko", "en")}
    return Claim(id=name, source=tuple(entry["source"]), quantities=quantities, **fields)
