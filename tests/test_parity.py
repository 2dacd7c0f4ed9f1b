"""The two languages of each notebook."""

import copy

import notebooks
import parity
import pytest


def cell(kind, name, source, **metadata):
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return {**made, "outputs": [], "execution_count": 1} if kind == "code" else made


def pair():
    """A Korean and an English notebook that agree."""
    ko = [
        cell("markdown", "title", "# 제목\n\n[Read in English](../en/a.ipynb)"),
        cell("code", "parameters", 'LANG = "ko"\nSEED = 42', tags=["parameters"]),
        cell("markdown", "idea", "## 생각\n\n$$\nx = 1\n$$\n\n[글](references.md)"),
        cell("code", "work", "%pip list\nx = 1  # 하나\nprint(x)"),
    ]
    en = [
        cell("markdown", "title", "# Title\n\n[한국어로 읽기](../ko/a.ipynb)"),
        cell("code", "parameters", 'LANG = "en"\nSEED = 42', tags=["parameters"]),
        cell("markdown", "idea", "## Idea\n\n$$\nx = 1\n$$\n\n[text](references.md)"),
        cell("code", "work", "%pip list\n# one\nx = 1\n\nprint( x )"),
    ]
    return {"cells": ko}, {"cells": en}


def test_notebooks_that_agree_have_no_differences():
    """Comments, layout, LANG, prose and the link to the other language may differ."""
    assert parity.compare(*pair(), "a.ipynb") == []


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("work", "x = 1", "x = 2", "the code differs; first at 2: 'x = 1' in Korean, 'x = 2' in English"),
        ("work", "print( x )", "print(x + 0)", "first at 3"),
        ("work", "%pip list", "%pip freeze", "the code differs; first at 1"),
        ("parameters", "SEED = 42", "SEED = 43", "'SEED = 42' in Korean, 'SEED = 43' in English"),
        ("parameters", '"en"', '"ko"', "must hold LANG = 'en'"),
        ("idea", "x = 1", "x = 2", "the display math differ"),
        ("idea", "## Idea", "### Idea", "the headings differ"),
        ("idea", "references.md", "glossary.md", "the links differ; first at 1: 'references.md' in Korean"),
        ("idea", "## Idea", "## 생각", "Hangul in the English prose: '## 생각'"),
        ("idea", "text", "text\n\n(label)=\n", "the labels differ; only in English: 'label'"),
    ],
)
def test_each_difference_names_notebook_cell_and_line(name, old, new, words):
    """One token changed in one cell is found, and said where."""
    ko, en = pair()
    changed = next(each for each in en["cells"] if each["id"] == name)
    assert old in changed["source"]
    changed["source"] = changed["source"].replace(old, new)
    (difference,) = parity.compare(ko, en, "a.ipynb")
    assert difference.startswith(f"a.ipynb, cell {name}: ") and words in difference


def test_cells_and_their_outputs_must_correspond():
    """A missing cell, another order, type, tag or kind of output is named."""
    ko, en = pair()
    for change, words in (
        (lambda cells: cells.pop(), "only in Korean: 'work'"),
        (lambda cells: cells.reverse(), "first at 1: 'title' in Korean, 'work' in English"),
        (lambda cells: cells[3].update(cell_type="markdown"), "cell work: type code in Korean"),
        (lambda cells: cells[3]["metadata"].update(tags=["hide-input"]), "cell work: tags [] in Korean"),
        (
            lambda cells: cells[3]["outputs"].append({"output_type": "stream", "name": "stdout"}),
            "stored outputs",
        ),
    ):
        other = copy.deepcopy(en)
        change(other["cells"])
        assert words in parity.compare(ko, other, "a.ipynb")[0]


def test_korean_prose_without_hangul_is_found():
    """An untranslated cell does not pass for Korean."""
    ko, en = pair()
    ko["cells"][2]["source"] = en["cells"][2]["source"]
    assert "no Hangul in the Korean prose" in parity.compare(ko, en, "a")[0]


def test_one_changed_token_in_a_real_notebook_is_found():
    """Every code cell of the course: a changed Korean token is reported with the cell's id."""
    path = notebooks.BOOK / "ko" / "11_1_1_initialization.ipynb"
    ko, en = notebooks.read(path), notebooks.read(path.parents[1] / "en" / path.name)
    for index, each in enumerate(ko["cells"]):
        if each["cell_type"] != "code" or each["id"] == "install":
            continue
        changed = copy.deepcopy(ko)
        changed["cells"][index]["source"] += "\n0"
        assert f"cell {each['id']}: the code differs" in parity.compare(changed, en, path.name)[0]


def test_the_course_is_the_same_in_both_languages():
    """All pairs agree, and there are pairs."""
    differences, pairs = parity.compare_all()
    assert differences == [] and pairs >= 2
