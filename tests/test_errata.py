"""The table "old book → today" of the errata pages: each form is run, and does what the page says."""

import os
import re
import subprocess
import sys

import old_forms
import pytest


@pytest.mark.parametrize("form", old_forms.FORMS, ids=lambda form: form.old)
def test_the_code_of_today_runs_without_a_word(form):
    """Neither an error nor a warning."""
    assert old_forms.run(form.today) == old_forms.Outcome("runs")


def test_both_pages_hold_what_keras_says_today(root):
    """Run in a process of its own: Keras' words depend on what was imported before."""
    command = [sys.executable, str(root / "book" / "_tools" / "old_forms.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    result = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("1 + 1", ("runs", "", "")),
        (
            "import warnings; warnings.warn('Too old. Use another.')",
            ("warns", "UserWarning", "Too old. Use another."),
        ),
        ("layer.nothing(", ("raises", "SyntaxError")),
        ("raise SystemExit('Enough.')", ("raises", "SystemExit", "Enough.")),
        ("raise ValueError('First part. ' + 'Second part ' * 10)", ("raises", "ValueError", "First part.")),
    ],
)
def test_a_form_s_outcome_is_what_running_it_gives(code, outcome):
    """Runs, warns or raises, with the kind and the first sentence of the complaint."""
    assert old_forms.run(code)[: len(outcome)] == outcome


def test_a_page_that_lags_behind_is_noticed():
    """One word changed between the marks, and the table is made anew."""
    page = f"before\n{old_forms.BEGIN}\n\nold\n\n{old_forms.END}\nafter\n"
    new = old_forms.made(page, "en")
    assert old_forms.table("en") in new and new.startswith("before\n") and new.endswith("\nafter\n")
    assert old_forms.made(new, "en") == new and old_forms.made(new.replace("raises", "runs"), "en") == new


def test_a_bar_does_not_end_its_cell():
    """Neither in code nor in what Keras says: a row keeps its cells."""
    outcome = old_forms.Outcome("raises", "ValueError", "a | b")
    for cell in (old_forms._code("int | None"), old_forms._described(outcome, "en")):
        assert len(re.findall(r"(?<!\\)\|", cell)) == 0 and r"\|" in cell


@pytest.mark.parametrize("marks", ["", "B", "E", "EB", "BEE", "BBE"])
def test_a_page_without_its_two_marks_is_refused(marks):
    """Missing, doubled or in the wrong order: a sentence, and nothing is cut from the page."""
    page = "\n".join({"B": old_forms.BEGIN, "E": old_forms.END}[mark] for mark in marks)
    with pytest.raises(ValueError, match="en/errata.md must hold the marks .*Received: "):
        old_forms.made(page, "en")


def test_both_pages_have_the_same_rows(root):
    """As many rows, and the same code in them, in Korean and in English."""
    pages = [(root / "book" / language / "errata.md").read_text("utf-8") for language in ("ko", "en")]
    rows = [
        [re.findall(r"`[^`]+`", line) for line in page.splitlines() if line.startswith("| ")]
        for page in pages
    ]
    assert rows[0] == rows[1]
