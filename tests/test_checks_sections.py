"""The check of every exercise, in both languages: its solution, its stub, other right answers, typical mistakes."""

import ast
import importlib
import itertools
import linecache
import pathlib
import re
import time

import exercises as tool
import keras
import notebooks
import pytest

from handson11 import checks, i18n
from handson11.checks import _exercises

SOLUTIONS = {
    re.match(r"(\d+(?:_\d+)*)_", path.stem).group(1): path
    for path in sorted((notebooks.BOOK / "en" / "solutions").glob("*.ipynb"))
}
FILES = sorted((pathlib.Path(__file__).parent / "cases").glob("section_*.py"))
CASES = {path.stem.removeprefix("section_"): importlib.import_module(f"cases.{path.stem}") for path in FILES}
SECTIONS = {section: path for section, path in SOLUTIONS.items() if section in CASES}
EXERCISES = [
    (section, one.id)
    for section in SECTIONS
    for one in checks.exercises().values()
    if one.section == section.replace("_", ".")
]
HANGUL = re.compile(r"[가-힣]")
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def a_file_of_its_own(tmp_path, monkeypatch):
    """No test writes into the progress of whoever runs it."""
    monkeypatch.setenv("HANDSON11_PROGRESS", str(tmp_path / "progress.jsonl"))


def run_cell(source, namespace):
    """Run a cell as a notebook would: with its source at hand, returning the value of its last line."""
    name = f"<cell {next(_numbers)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace) if last else None


@pytest.fixture(scope="module")
def opened():
    """Each section's cells by id, and the names that its imports make."""
    made = {}
    for section, path in SECTIONS.items():
        cells = {cell.id: cell for cell in notebooks.read(path).cells}
        namespace = {}
        for name in ("imports", "parameters"):
            run_cell(cells[name].source, namespace)
        made[section] = cells, namespace
    return made


def outcome(opened, section, exercise, answer=None):
    """Return the outcome of an exercise with `answer` in its cell; by default the solution."""
    cells, imported = opened[section]
    namespace = dict(imported)
    # Not `runtime.start`: it makes operations deterministic for the whole process, which other tests do not expect.
    i18n.use("en")
    keras.utils.set_random_seed(42)
    for name in (f"{exercise}-given", exercise, f"{exercise}-check"):
        if name in cells:
            source = answer if name == exercise and answer is not None else cells[name].source
            result = run_cell(source, namespace)
    return result


def in_both_languages(outcome):
    """Return what an outcome says in Korean and in English."""
    texts = []
    for language in i18n.LANGUAGES:
        i18n.use(language)
        texts.append(repr(outcome))
        assert outcome.exercise in outcome._repr_html_()
    return texts


@pytest.mark.parametrize(("section", "exercise"), EXERCISES)
def test_the_solution_is_correct(opened, section, exercise):
    """The solution passes, and the outcome says what held in each language."""
    found = outcome(opened, section, exercise)
    ko, en = in_both_languages(found)
    assert found.correct, en
    assert found.note and HANGUL.search(ko) and not HANGUL.search(en)


@pytest.mark.parametrize(("section", "exercise"), EXERCISES)
def test_the_stub_is_not_attempted(opened, section, exercise):
    """The untouched stub runs, and is neither right nor wrong."""
    cells, _ = opened[section]
    found = outcome(opened, section, exercise, cells[exercise].metadata["exercise"])
    assert found.status == "not attempted", found


@pytest.mark.parametrize(("section", "exercise"), EXERCISES)
def test_there_are_cases_enough(section, exercise):
    """At least one other right answer and three typical mistakes for each exercise."""
    assert len(CASES[section].RIGHT[exercise]) >= 1
    assert len(CASES[section].WRONG[exercise]) >= 3


@pytest.mark.parametrize(
    ("section", "exercise", "number"),
    [(s, e, n) for s, e in EXERCISES for n in range(len(CASES[s].RIGHT.get(e, ())))],
)
def test_another_right_answer_is_correct(opened, section, exercise, number):
    """A right answer in another form passes."""
    found = outcome(opened, section, exercise, CASES[section].RIGHT[exercise][number])
    assert found.correct, found


@pytest.mark.parametrize(
    ("section", "exercise", "number"),
    [(s, e, n) for s, e in EXERCISES for n in range(len(CASES[s].WRONG.get(e, ())))],
)
def test_a_mistake_is_named(opened, section, exercise, number):
    """A wrong answer is not passed, and what the outcome says points at the mistake, in both languages."""
    answer, phrase_ko, phrase_en = CASES[section].WRONG[exercise][number]
    found = outcome(opened, section, exercise, answer)
    ko, en = in_both_languages(found)
    assert found.status == "not yet", en
    assert phrase_ko in ko and HANGUL.search(found.broke.ko) and HANGUL.search(found.hint.ko), ko
    assert phrase_en in en and not HANGUL.search(found.broke.en + found.hint.en), en
    assert found.broke.en != found.hint.en and "could not be checked" not in en


def literals(source):
    """Return the numbers that the solution of a calculation comes to."""
    namespace = {}
    exec("import numpy as np\nimport keras\nimport math", namespace)
    exec(source, namespace)
    return [
        value
        for value in namespace.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


@pytest.mark.parametrize(
    ("section", "exercise"), [pair for pair in EXERCISES if checks.exercises()[pair[1]].kind == "compute"]
)
def test_no_message_gives_the_answer(opened, section, exercise):
    """The number to be found stands in no message and no hint, for no mistake."""
    cells, _ = opened[section]
    one = checks.exercises()[exercise]
    said = [*one.hint]
    for answer, *_ in CASES[section].WRONG[exercise]:
        found = outcome(opened, section, exercise, answer)
        said += [*found.broke, *found.hint]
    for value in literals(cells[exercise].source):
        digits = {f"{value:.3g}", f"{value:,.0f}"} if abs(value) >= 10 else {f"{value:.3g}"}
        for number in digits:
            pattern = rf"(?<![\d.]){re.escape(number)}"
            assert not [text for text in said if len(number) > 1 and re.search(pattern, text)], number


@pytest.mark.parametrize("section", SECTIONS)
def test_all_checks_of_a_section_are_quick(opened, section):
    """Under 10 CPU-seconds for the check of all solutions."""
    cells, imported = opened[section]
    seconds = 0
    for _, exercise in [pair for pair in EXERCISES if pair[0] == section]:
        namespace = dict(imported)
        for name in (f"{exercise}-given", exercise):
            if name in cells:
                run_cell(cells[name].source, namespace)
        started = time.process_time()
        assert run_cell(cells[f"{exercise}-check"].source, namespace).correct
        seconds += time.process_time() - started
    assert seconds < 10


def test_sections_notebooks_checks_and_cases_belong_together():
    """Four exercises a section at least, the parts end in a project; notebooks hold the registered ones in order."""
    assert (
        set(SOLUTIONS) == set(CASES) == {one.section.replace(".", "_") for one in checks.exercises().values()}
    )
    kinds = {}
    for section, path in SECTIONS.items():
        here = [exercise for s, exercise in EXERCISES if s == section]
        assert len(here) >= 4
        assert list(tool.stubs(notebooks.read(path))) == here
        kinds[section] = [checks.exercises()[exercise].kind for exercise in here]
    assert set(kinds) == set(_exercises.SECTIONS) and len(EXERCISES) >= 36
    assert kinds["11_1"][-1] == kinds["11_2"][-1] == "project"
    assert all({"compute", "implement"} & set(found) for found in kinds.values())


@pytest.mark.parametrize(("section", "exercise"), EXERCISES)
@pytest.mark.parametrize("language", notebooks.LANGUAGES)
def test_the_page_says_what_the_registry_says(section, exercise, language):
    """Heading and kind in the notebook are the registered ones, numbered in order; a why follows."""
    cells = notebooks.read(notebooks.BOOK / language / "solutions" / SECTIONS[section].name).cells
    by_id = {cell.id: cell for cell in cells}
    one = checks.exercises()[exercise]
    number = 1 + [e for s, e in EXERCISES if s == section].index(exercise)
    heading, kind = by_id[f"{exercise}-idea"].source.split("\n\n")[:2]
    assert heading == f"## {number}. {getattr(one.title, language)}"
    assert kind.strip("*").lower() == getattr(_exercises.KINDS[one.kind], language).lower()
    assert len(by_id[f"{exercise}-why"].source) > 80
