"""The ledger and `claims.check`."""

import re
import tomllib

import numpy as np
import pytest

from handson11 import claims, i18n

SECTIONS = {
    "11.1": "backprop-order logistic-slope logistic-mean lower-layers-starve saturation-is-not-vanishing exploding "
    "both-hurt-lower-layers",
    "11.1.1": "two-way-flow glorot-formulas lecun-formula he-formulas scheme-table keras-default "
    "keras-normal-is-truncated variance-scaling he-keeps-relu glorot-keeps-linear lecun-keeps-selu "
    "wrong-pair-he-tanh shared-instance-trap",
    "11.1.2": """relu-fast-unsaturated dying-relu leaky-relu leaky-defaults rrelu prelu elu selu selu-conditions
        deep-selu-trains ranking""",
    "11.1.3": """init-is-not-enough bn-algorithm bn-four-vectors bn-first-layer bn-parameters bn-before-activation
        bn-saturating-ok bn-init-insensitive bn-larger-rates bn-fewer-epochs bn-regularizes bn-costs-time
        bn-momentum bn-frozen""",
    "11.1.4": "clip-value clip-norm clip-rescues clip-rnn",
    "11.2": "transfer-idea lower-layers-transfer transfer-procedure",
    "11.2.1": "task-split reuse-recipe sharing-trap clone-needs-weights recompile-trap fresh-optimizer "
    "model-switch-trap small-dense-nets-transfer-little",
    "11.2.2": "rbm-history autoencoder-reuse gan-reuse",
    "11.2.3": "rotation",
}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_ledger_holds_every_claim_of_the_syllabus(section):
    """Each id of the course's plan stands in its section."""
    found = {claim.id for claim in claims.ledger().values() if claim.section == section}
    assert set(SECTIONS[section].split()) <= found


def test_every_entry_is_complete(root):
    """Kebab-case id, both languages, a known verdict, sources in the bibliography, a bound for each quantity."""
    keys = set(
        re.findall(r"^@\w+\{(\w+),", (root / "book" / "references.bib").read_text("utf-8"), re.MULTILINE)
    )
    for claim in claims.ledger().values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id)
        assert claim.kind in ("exact", "measure")
        assert claim.verdict in claims.VERDICTS
        assert set(claim.source) <= keys and claim.source
        assert claim.quantities
        for text, hangul in ((claim.ko, True), (claim.en, False)):
            assert text.endswith(".") and bool(re.search("[가-힣]", text)) == hangul
        for quantity in claim.quantities.values():
            limits = (quantity.at_least, quantity.at_most)
            assert (quantity.equals is None) != (limits == (None, None)), quantity
            assert None in limits or limits[0] < limits[1]
            assert re.search("[가-힣]", quantity.ko) and not re.search("[가-힣]", quantity.en)
            assert claim.kind == "measure" or quantity.equals is not None or quantity.at_most <= 1e-4


@pytest.fixture
def made_up(monkeypatch):
    """A small ledger with every kind of bound."""
    text = """
    [between]
    section = "1"
    kind = "measure"
    verdict = "holds"
    ko = "사이에 있습니다."
    en = "It lies between."
    source = ["x"]
    quantities.ratio = { ko = "비율", en = "ratio", at_least = 0.5, at_most = 1.5 }
    [several]
    section = "1"
    kind = "exact"
    verdict = "not-found"
    ko = "여럿입니다."
    en = "Several."
    source = ["x"]
    quantities.name = { ko = "이름", en = "name", equals = "relu" }
    quantities.flag = { ko = "참", en = "flag", equals = true }
    quantities.number = { ko = "수", en = "number", equals = 0.25 }
    quantities.low = { ko = "아래", en = "low", at_least = 3 }
    """
    ledger = {name: claims._read(name, entry) for name, entry in tomllib.loads(text).items()}
    monkeypatch.setattr(claims, "ledger", lambda: ledger)


GOOD = {"name": "relu", "flag": True, "number": np.float32(0.25), "low": 3}


def test_check_prints_statement_value_and_bound_in_the_language_in_use(made_up, capsys):
    """Both languages hold the same facts."""
    claims.check("between", [0.9, 1.0, 1.1])
    english = capsys.readouterr().out
    i18n.use("ko")
    claims.check("between", [0.9, 1.0, 1.1])
    korean = capsys.readouterr().out
    for text in (english, korean):
        assert "[between]" in text and "≈ 1.0 ± 0.1" in text and "0.5 … 1.5" in text
    assert "It lies between." in english and "3 seeds" in english and "holds" in english
    assert "사이에 있습니다." in korean and "시드 3개" in korean and "성립합니다" in korean
    assert not re.search("[가-힣]", english)


def test_exact_values_stand_without_the_mark(made_up, capsys):
    """What must be exact is printed so that a changed digit shows in a stored output."""
    claims.check("several", **GOOD)
    out = capsys.readouterr().out
    assert "name: relu; bound = relu" in out and "flag: yes; bound = yes" in out
    assert "number: 0.25; bound = 0.25" in out and "low: ≈ 3.0; bound ≥ 3" in out
    assert "otherwise than commonly taught" in out


@pytest.mark.parametrize("values", [0.499, 1.501, [1.0, 1.6, 1.0], np.array([0.4]), -1])
def test_a_single_value_outside_fails_with_the_same_facts(made_up, values, capsys):
    """One bad seed among good ones is enough; the message names it, the statement and the bound."""
    with pytest.raises(claims.ClaimFailed, match="It lies between.") as failure:
        claims.check("between", values)
    bad = [value for value in np.atleast_1d(values) if not 0.5 <= value <= 1.5]
    assert f"ratio={bad[0]:g}".replace("-", "−") in str(failure.value) and "0.5 … 1.5" in str(failure.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("change", [{"name": "selu"}, {"flag": False}, {"number": 0.2501}, {"low": 2.999}])
def test_each_kind_of_bound_can_fail(made_up, change):
    """Strings, booleans, exact numbers and one-sided bounds."""
    with pytest.raises(claims.ClaimFailed, match=f"{next(iter(change))}="):
        claims.check("several", **{**GOOD, **change})


def test_misuse_is_told_from_failure(made_up):
    """Unknown ids, wrong names, no seeds, NaN, infinity and wrong types are errors of the caller."""
    for call, error, words in (
        (lambda: claims.check("betwen", 1), ValueError, "nearest are between.*Received: claim_id='betwen'"),
        (lambda: claims.check(None, 1), ValueError, "Received: claim_id=None"),
        (lambda: claims.check("between"), ValueError, "exactly these quantities: ratio.*Received: none"),
        (lambda: claims.check("between", ration=1), ValueError, "Received: ration"),
        (lambda: claims.check("several", 1), ValueError, "Received: one unnamed value"),
        (lambda: claims.check("several", **GOOD, more=1), ValueError, "Received: .*more"),
        (lambda: claims.check("between", []), ValueError, "at least one seed. Received: ratio="),
        (lambda: claims.check("between", [1, float("nan")]), ValueError, "finite. Received: ratio="),
        (lambda: claims.check("between", float("inf")), ValueError, "finite"),
        (lambda: claims.check("between", "1"), TypeError, "number.*Received: ratio='1'"),
        (lambda: claims.check("between", True), TypeError, "Received: ratio=True"),
        (lambda: claims.check("between", [[1.0]]), TypeError, "one number for each seed"),
        (lambda: claims.check("between", [None]), TypeError, "number"),
        (lambda: claims.check("several", **{**GOOD, "flag": 1}), TypeError, "boolean. Received: flag=1"),
        (lambda: claims.check("several", **{**GOOD, "name": 3}), TypeError, "string"),
    ):
        with pytest.raises(error, match=words) as caught:
            call()
        assert not isinstance(caught.value, claims.ClaimFailed)
