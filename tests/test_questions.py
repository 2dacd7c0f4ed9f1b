"""The questions of the sections and the extension that shows them, without a build."""

import pathlib
import re
import types

import pytest
import questions
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from fragment import fragment

FILES = sorted(questions.FOLDER.glob("*.toml"))
LANGUAGES = ("ko", "en")
CHOICE = """
[[question]]
id = "one"
kind = "choice"
text.ko = "무엇일까요?"
text.en = "What is it?"
explanation.ko = "이래서 그렇습니다."
explanation.en = "This is why."
[[question.choice]]
text.ko = "가"
text.en = "a"
feedback.ko = "그럴까요?"
feedback.en = "Is it?"
[[question.choice]]
right = true
text.ko = "나"
text.en = "b"
feedback.ko = "그래서입니다."
feedback.en = "That is it."
"""
NUMBER = """
[[question]]
id = "two"
kind = "number"
text.ko = "얼마일까요?"
text.en = "How many?"
explanation.ko = "세어 보면 됩니다."
explanation.en = "Count."
value = 5
tolerance = 0.5
unit = "%"
other.ko = "다시 세어 보세요."
other.en = "Count again."
[[question.wrong]]
low = 6
high = 7
feedback.ko = "너무 많습니다."
feedback.en = "Too many."
[[question.wrong]]
low = 8
high = 8
feedback.ko = "훨씬 많습니다."
feedback.en = "Far too many."
"""


def load(tmp_path, text):
    """Load questions from a file of their own."""
    path = tmp_path / "section.toml"
    path.write_text(text, encoding="utf-8")
    return questions.load(path)


# ---- The questions of the book. ----


def texts(value):
    """Return all tables with both languages in a question, at any depth."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return [value]
        return [each for part in value.values() for each in texts(part)]
    return [each for part in value for each in texts(part)] if isinstance(value, list) else []


def test_every_section_has_questions(root):
    """Three for each of the nine sections, of both kinds, and no file without a section."""
    sections = {path.stem for path in (root / "book" / "en").glob("11_*.ipynb")}
    assert {path.stem for path in FILES} == sections and len(sections) == 9
    for path in FILES:
        kinds = [question["kind"] for question in questions.load(path)]
        assert len(kinds) >= 2 and {"choice", "number"} == set(kinds), path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_questions_are_complete_in_both_languages(path):
    """Every text is written in its language, and every wrong answer says something of its own."""
    for question in questions.load(path):
        for each in texts(question):
            words = re.sub(r"`[^`]*`|\$[^$]*\$", "", each["ko"])
            latin = re.sub(r"[A-Za-z0-9]+", "", words).strip()
            assert re.search("[가-힣]", each["ko"]) or not latin, each["ko"]
            assert not re.search("[가-힣]", each["en"]), each["en"]
        wrong = [part for part in question.get("choice", question.get("wrong")) if not part.get("right")]
        assert len(wrong) >= 2, question["id"]
        for language in LANGUAGES:
            feedback = [part["feedback"][language] for part in wrong]
            assert len(set(feedback)) == len(feedback), question["id"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_feedback_on_a_number_does_not_give_it_away(path):
    """Neither the question nor the feedback on a wrong number holds the right one."""
    for question in questions.load(path):
        if question["kind"] == "number":
            value = f"{question['value']:g}"
            said = [question["text"], question["other"], *(wrong["feedback"] for wrong in question["wrong"])]
            for words in said:
                for language in LANGUAGES:
                    assert value not in re.findall(r"\d+(?:\.\d+)?", words[language]), question["id"]


# The right numbers once more, worked out here from what the sections teach.
ANSWERS = {
    "explosion-by-width": 400 / 2,  # half of the terms are alive behind a ReLU
    "he-variance": 2 / 200,
    "prelu-parameters": 200 + 100 + 50,
    "share-of-the-start": 100 * 0.9**2,
    "two-norms": 5 * 6.5 / (5**2 + 12**2) ** 0.5,
    "what-trains": 80 * 3 + 3,
    "fair-share": 100 * (3.5 - 2) / (8 - 2),
    "probability-of-on": 1 / (1 + 2.718281828 ** -(1 * 2 + 0 * 5 + 1 * -1 - 1)),
    "worth-of-pretraining": 100 * (0.76 - 0.73),
}


def test_the_right_numbers_are_right():
    """Each lies well inside its tolerance, and no number question is left out."""
    found = {q["id"]: q for path in FILES for q in questions.load(path) if q["kind"] == "number"}
    assert set(found) == set(ANSWERS)
    for name, answer in ANSWERS.items():
        low, high = questions.right_range(found[name])
        assert found[name]["value"] == pytest.approx(answer, rel=1e-6)
        assert low <= found[name]["value"] <= high


# ---- Files that are refused. ----


def test_a_good_file_is_read(tmp_path):
    """Both kinds, in the order of the file."""
    assert [question["id"] for question in load(tmp_path, CHOICE + NUMBER)] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "old", "new", "complaint"),
    [
        (CHOICE, 'text.en = "What is it?"\n', "", '"en" is missing'),
        (CHOICE, 'feedback.ko = "그럴까요?"\n', "", '"ko" is missing'),
        (CHOICE, 'explanation.ko = "이래서 그렇습니다."\n', 'explanation.ko = " "\n', 'in "ko" is empty'),
        (CHOICE, "right = true\n", "", "exactly one choice has to be right. Received: 0"),
        (CHOICE, 'text.ko = "가"\n', 'text.ko = "가"\nright = true\n', "Received: 2 of them"),
        (CHOICE, 'text.ko = "가"\n', 'text.ko = "나"\n', 'read the same in "ko"'),
        (CHOICE, 'id = "one"\n', 'id = "one"\nhint = "x"\n', 'the key "hint" is unknown'),
        (CHOICE, "right = true\n", 'right = "yes"\n', "true or false"),
        (CHOICE, 'kind = "choice"\n', 'kind = "essay"\n', "kind has to be one of"),
        (CHOICE, 'id = "one"\n', 'id = "One two"\n', "kebab-case"),
        (CHOICE, '"What is it?"', '"What is `it?"', "a ` has no partner"),
        (CHOICE, '"What is it?"', '"What is <sub>it?"', "not closed"),
        (CHOICE, '"What is it?"', "'What is \"it\"?'", "quotes"),
        (NUMBER, "low = 6\n", "low = 7.5\n", "low has to come before high"),
        (NUMBER, "low = 6\n", "low = 5.2\n", "overlaps that of the right answer"),
        (NUMBER, "high = 7\n", "high = 8\n", "overlaps that of wrong answer 1"),
        (NUMBER, "value = 5\n", 'value = "5"\n', "value has to be a finite number"),
        (NUMBER, "value = 5\n", "value = nan\n", "value has to be a finite number"),
        (NUMBER, "value = 5\n", "value = true\n", "value has to be a finite number"),
        (NUMBER, "tolerance = 0.5\n", "tolerance = -1\n", "tolerance has to be 0 or more"),
        (NUMBER, 'other.en = "Count again."\n', "", '"en" is missing'),
    ],
)
def test_a_bad_file_is_refused(tmp_path, text, old, new, complaint):
    """The error names file and question and says what is wrong."""
    assert text.count(old) == 1
    with pytest.raises(questions.QuestionError) as error:
        load(tmp_path, text.replace(old, new))
    name = re.search(r'id = "([^"]+)"', text.replace(old, new))[1]
    assert f'section.toml: question "{name}"' in str(error.value)
    assert complaint in str(error.value)


def test_an_id_stands_once(tmp_path):
    """Twice in one file is refused."""
    with pytest.raises(questions.QuestionError, match='section.toml: question "one": this id stands twice'):
        load(tmp_path, CHOICE + CHOICE)


@pytest.mark.parametrize(
    "text", ["", "question = 1", "question = [1]", "x = 1", "[[question]", "[[question]]"]
)
def test_a_file_without_questions_is_refused(tmp_path, text):
    """Empty files, other files and broken TOML end in an error that names the file."""
    with pytest.raises(questions.QuestionError, match=r"section\.toml"):
        load(tmp_path, text)


# ---- What the reader gets. ----


def test_markup():
    """Code, emphasis, TeX and subscripts are shown; everything else is text."""
    assert "<pre>" not in questions.inline("a < b & c")
    assert questions.inline("a < b & c") == "a &lt; b &amp; c"
    assert '<span class="pre">x*y*z &lt; 1</span>' in questions.inline("`x*y*z < 1`")
    assert questions.inline("**so** *it* is") == "<strong>so</strong> <em>it</em> is"
    formula = BeautifulSoup(questions.inline(r"$\sigma'(z) < 1$"), "html.parser")
    assert formula.select_one("span.math annotation").get_text() == r"\sigma'(z) < 1"
    assert questions.inline("10<sup>−3</sup>") == "10<sup>−3</sup>"
    assert questions.inline("A's") == "A’s"
    assert questions.inline("<script>") == "&lt;script&gt;"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_hides_answers_and_holds_no_code(path, language):
    """Outside details and templates there is no feedback; nothing but formulas needs inline styles, and no script."""
    page = BeautifulSoup(questions.render(questions.load(path), language), "html.parser")
    assert not page.find_all(["script", "style"])
    assert not [
        name
        for tag in page.find_all()
        for name in tag.attrs
        if name.startswith("on") or (name == "style" and not tag.find_parent(class_="math"))
    ]
    forms = page.find_all("form", class_="question")
    assert len(forms) == len(questions.load(path))
    for form, question in zip(forms, questions.load(path), strict=True):
        assert form.fieldset.legend and form.find(attrs={"role": "status"}).get_text() == ""
        button = form.find("button", type="submit")
        assert button.has_attr("hidden") and button.has_attr("disabled")
        for field in form.find_all("input"):
            label = field.find_parent("label") or form.find("label", attrs={"for": field["id"]})
            assert label.get_text(strip=True)
        shown = BeautifulSoup(str(form), "html.parser")
        for part in shown.find_all(["template", "details"]):
            part.decompose()
        seen = shown.get_text()
        for part in [*question.get("choice", []), *question.get("wrong", [])]:
            feedback = BeautifulSoup(questions.inline(part["feedback"][language]), "html.parser").get_text()
            assert feedback not in seen
        assert "right" not in str(shown.find("fieldset").find_all("input"))
        explanation = BeautifulSoup(questions.inline(question["explanation"][language]), "html.parser")
        assert form.details.summary and explanation.get_text() in form.details.get_text()


def page_of(docname, found=()):
    """Run the extension on an empty page; return its document and the files that it depends on."""
    doctree = new_document("page")
    doctree += nodes.section("", nodes.title(text="11.1.1"), ids=["title"])
    dependencies = []
    env = types.SimpleNamespace(docname=docname, found_docs=set(found), note_dependency=dependencies.append)
    questions._append(types.SimpleNamespace(env=env), doctree)
    return doctree, dependencies


@pytest.mark.parametrize(("language", "title"), [("ko", "확인 문제"), ("en", "Check yourself")])
def test_a_section_ends_with_its_questions(language, title):
    """In the page's language, under an ASCII anchor; the page is built again when the file changes."""
    doctree, dependencies = page_of(f"book/{language}/11_1_1_initialization")
    section = doctree.children[0].children[-1]
    assert section["ids"] == ["check-yourself"] and section.children[0].astext() == title
    markup = next(section.findall(fragment))["html"]
    assert bool(re.search("[가-힣]", markup)) == (language == "ko")
    assert [pathlib.Path(path).name for path in dependencies] == ["11_1_1_initialization.toml"]
    assert not list(section.findall(nodes.paragraph))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exercises_are_linked_where_they_exist(language):
    """Only if the exercise page of the section is among the documents, and in the same language."""
    exercises = f"book/{language}/exercises/11_1_1_initialization"
    doctree, _ = page_of(f"book/{language}/11_1_1_initialization", found=[exercises])
    link = next(doctree.findall(questions.addnodes.pending_xref))
    assert link["reftarget"] == f"/{exercises}" and link.astext() in ("연습문제", "exercises")
    other = "en" if language == "ko" else "ko"
    doctree, _ = page_of(f"book/{other}/11_1_1_initialization", found=[exercises])
    assert not list(doctree.findall(questions.addnodes.pending_xref))


@pytest.mark.parametrize(
    "docname", ["book/index", "book/ko/glossary", "book/ko/exercises/11_1_1_initialization"]
)
def test_other_pages_have_no_questions(docname):
    """The page stays as it is."""
    doctree, dependencies = page_of(docname)
    assert len(doctree.children[0].children) == 1 and dependencies == []


def test_sections_are_read_again_when_exercises_appear():
    """The section of each language whose exercise page came or went, and no other."""
    env = types.SimpleNamespace(
        found_docs={"book/ko/11_1_1_initialization", "book/en/11_1_1_initialization", "book/ko/index"}
    )
    added = {"book/ko/exercises/11_1_1_initialization"}
    outdated = questions._link_to_new_exercises(None, env, added, set(), set())
    assert outdated == ["book/ko/11_1_1_initialization"]
