"""Questions at the end of a section, answered on the page itself: no Python, no server.

The questions of a section stand in book/questions/<name of the page>.toml, both languages side by side:

    [[question]]
    id = "kebab-case"          # unique in its file
    kind = "choice"
    text.ko = "…"              # text: `code`, *emphasis*, **strong**, <sub>, <sup>, $TeX$
    text.en = "…"
    explanation.ko = "…"       # shown after the right answer, on request, and without scripts;
    explanation.en = "…"       # an empty line begins a new paragraph
    [[question.choice]]        # two or more, exactly one of them with `right = true`
    text.ko = "…"
    text.en = "…"
    feedback.ko = "…"
    feedback.en = "…"

A question of kind "number" has, in place of choices, the right `value`, the `tolerance` to either side
(0 if left out), a `unit` ("%", or one for each language; may be left out), ranges of typical wrong
answers, each with its feedback, and a hint for any other number:

    [[question.wrong]]         # from low to high, both included
    low = 0.3
    high = 0.4
    feedback.ko = "…"
    feedback.en = "…"
    [question.other]
    ko = "…"
    en = "…"

A mistake in such a file ends the build with the names of file and question. `_static/questions.js`
gives the verdicts; what it needs stands in <template> elements, which no reader sees.
"""

import html
import math
import pathlib
import re
import tomllib

import formulas
from bilingual import LANGUAGES, language_of
from docutils import nodes
from fragment import fragment
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.util import logging

FOLDER = pathlib.Path(__file__).parents[1] / "questions"
ANCHOR = "check-yourself"
WORDS = {
    "ko": {
        "title": "확인 문제",
        "answer": "답",
        "check": "확인",
        "details": "정답과 해설",
        "exercises": "파이썬으로 더 풀어 보려면 이 절의 {}로 가세요.",
        "link": "연습문제",
        "right": "맞습니다.",
        "wrong": "다시 생각해 보세요.",
        "choose": "먼저 하나를 고르세요.",
        "enter": "먼저 수를 입력하세요.",
        "unreadable": "수로 읽을 수 없습니다. 0.25나 1/4처럼 적어 주세요.",
    },
    "en": {
        "title": "Check yourself",
        "answer": "Answer",
        "check": "Check",
        "details": "Answer and explanation",
        "exercises": "To go on with Python, turn to the {} of this section.",
        "link": "exercises",
        "right": "Right.",
        "wrong": "Not yet.",
        "choose": "Choose an answer first.",
        "enter": "Enter a number first.",
        "unreadable": "This cannot be read as a number. Write it like 0.25 or 1/4.",
    },
}
VERDICTS = ("right", "wrong", "choose", "enter", "unreadable")
BOTH = set(LANGUAGES)
COMMON = {"id", "kind", "text", "explanation"}
KEYS = {
    # kind: (keys that must stand, keys that may stand)
    "choice": (COMMON | {"choice"}, COMMON | {"choice"}),
    "number": (
        COMMON | {"value", "wrong", "other"},
        COMMON | {"value", "wrong", "other", "tolerance", "unit"},
    ),
}
logger = logging.getLogger(__name__)


class QuestionError(SphinxError):
    """A file of questions that does not hold what it must; names file and question."""

    category = "Questions"


# ---- Reading and checking. ----


def load(path):
    """Return the questions of a TOML file as a list of dicts; a `QuestionError` if anything is wrong."""
    path = pathlib.Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path.name}: {error}") from error
    _keys(content, {"question"}, {"question"}, path.name)
    questions = content["question"]
    _need(isinstance(questions, list) and questions, path.name, "write questions as [[question]]")
    seen = set()
    for number, question in enumerate(questions, start=1):
        _need(isinstance(question, dict), path.name, "write questions as [[question]]")
        where = f'{path.name}: question "{question.get("id", f"number {number}")}"'
        _check(question, where)
        _need(question["id"] not in seen, where, "this id stands twice")
        seen.add(question["id"])
    return questions


def _need(condition, where, complaint):
    if not condition:
        raise QuestionError(f"{where}: {complaint}.")


def _keys(table, required, allowed, where):
    _need(isinstance(table, dict), where, f"a table was expected. Received: {table!r}")
    for key in sorted(required - table.keys()):
        _need(False, where, f'"{key}" is missing')
    for key in sorted(table.keys() - allowed):
        _need(False, where, f'the key "{key}" is unknown here; known are {", ".join(sorted(allowed))}')


def _text(value, where):
    """Check a text in both languages, its markup included."""
    _keys(value, BOTH, BOTH, where)
    for language, words in value.items():
        _need(isinstance(words, str) and words.strip(), where, f'the text in "{language}" is empty')
        try:
            inline(words)
        except ValueError as error:
            _need(False, where, f'in "{language}", {error}')


def _number(value, where, name):
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    _need(fine, where, f"{name} has to be a finite number. Received: {value!r}")


def _check(question, where):
    """Check one question."""
    kind = question.get("kind")
    _need(isinstance(kind, str) and kind in KEYS, where, f"kind has to be one of {', '.join(KEYS)}")
    _keys(question, *KEYS[kind], where)
    good = isinstance(question["id"], str) and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", question["id"])
    _need(good, where, "the id has to be in kebab-case")
    _text(question["text"], f"{where}: text")
    _text(question["explanation"], f"{where}: explanation")
    if kind == "choice":
        _check_choices(question["choice"], where)
    else:
        _check_number(question, where)


def _check_choices(choices, where):
    _need(isinstance(choices, list) and len(choices) >= 2, where, "two or more choices are needed")
    for number, choice in enumerate(choices, start=1):
        here = f"{where}: choice {number}"
        _keys(choice, {"text", "feedback"}, {"text", "feedback", "right"}, here)
        _text(choice["text"], here)
        _text(choice["feedback"], f"{here}: feedback")
        _need(isinstance(choice.get("right", False), bool), here, "right has to be true or false")
    right = sum(choice.get("right", False) for choice in choices)
    _need(right == 1, where, f"exactly one choice has to be right. Received: {right} of them")
    for language in LANGUAGES:
        texts = {choice["text"][language].strip() for choice in choices}
        _need(len(texts) == len(choices), where, f'two choices read the same in "{language}"')


def _check_number(question, where):
    _number(question["value"], where, "value")
    _number(question.get("tolerance", 0), where, "tolerance")
    _need(question.get("tolerance", 0) >= 0, where, "tolerance has to be 0 or more")
    unit = question.get("unit", "%")
    if not (isinstance(unit, str) and unit.strip()):
        _text(unit, f"{where}: unit")
    _text(question["other"], f"{where}: other")
    ranges = [("the right answer", *right_range(question))]
    _need(isinstance(question["wrong"], list), where, "write wrong answers as [[question.wrong]]")
    for number, wrong in enumerate(question["wrong"], start=1):
        here = f"{where}: wrong answer {number}"
        _keys(wrong, {"low", "high", "feedback"}, {"low", "high", "feedback"}, here)
        _text(wrong["feedback"], f"{here}: feedback")
        _number(wrong["low"], here, "low")
        _number(wrong["high"], here, "high")
        _need(wrong["low"] <= wrong["high"], here, "low has to come before high")
        for name, low, high in ranges:
            apart = wrong["high"] < low or high < wrong["low"]
            _need(apart, here, f"its range overlaps that of {name}")
        ranges.append((f"wrong answer {number}", wrong["low"], wrong["high"]))


def right_range(question):
    """Return the lowest and the highest number that counts as right."""
    tolerance = question.get("tolerance", 0)
    return question["value"] - tolerance, question["value"] + tolerance


# ---- Rendering. ----

MARKUP = re.compile(
    r"`(?P<code>[^`]+)`|\$(?P<math>[^$]+)\$|\*\*(?P<strong>.+?)\*\*|\*(?P<em>[^*]+)\*|(?P<tag></?su[bp]>)"
)


def inline(text):
    """Return the HTML of a text with its markup; ValueError where a mark has no partner."""
    parts, end = [], 0
    for match in MARKUP.finditer(text):
        parts += [_plain(text[end : match.start()]), _marked(match)]
        end = match.end()
    parts.append(_plain(text[end:]))
    if text.count("<sub>") != text.count("</sub>") or text.count("<sup>") != text.count("</sup>"):
        raise ValueError("a <sub> or <sup> is not closed")
    return "".join(parts)


def _plain(text):
    for mark in "`$*":
        if mark in text:
            raise ValueError(f"a {mark} has no partner")
    if '"' in text:
        raise ValueError("quotes are written “…”, as elsewhere in the book")
    text = re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text.replace("'", "’"))
    return html.escape(text, quote=False)


def _marked(match):
    kind, content = match.lastgroup, match[match.lastgroup]
    if kind == "code":
        code = html.escape(content, quote=False)
        return f'<code class="docutils literal notranslate"><span class="pre">{code}</span></code>'
    if kind == "math":
        return f'<span class="math">{formulas.render(content)}</span>'
    return content if kind == "tag" else f"<{kind}>{inline(content)}</{kind}>"


def _paragraphs(text):
    return "".join(f"<p>{inline(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def render(questions, language):
    """Return the HTML of a section's questions in one language."""
    words = WORDS[language]
    verdicts = "".join(f' data-{name}="{html.escape(words[name])}"' for name in VERDICTS)
    forms = "".join(_form(question, number, language) for number, question in enumerate(questions, start=1))
    return f'<div class="questions"{verdicts}>{forms}</div>\n'


def _form(question, number, language):
    # Without scripts the button stays hidden and, being disabled, keeps Enter from sending the form.
    words, anchor = WORDS[language], f"question-{question['id']}"
    field, templates = (_choices if question["kind"] == "choice" else _number_field)(question, language)
    return (
        f'\n<form class="question" id="{anchor}" autocomplete="off" novalidate>'
        f"<fieldset><legend>{number}. {inline(question['text'][language].strip())}</legend>{field}</fieldset>"
        f'<button class="question-check" type="submit" hidden disabled>{words["check"]}</button>'
        f'<div class="question-verdict" role="status"></div>'
        f'<details class="question-answer"><summary>{words["details"]}</summary>'
        f"{_answer(question, language)}{_paragraphs(question['explanation'][language])}</details>"
        f"{templates}</form>"
    )


def _choices(question, language):
    field, templates = [], []
    for place, choice in enumerate(question["choice"]):
        field.append(
            f'<label class="question-choice"><input type="radio" name="{question["id"]}" value="{place}">'
            f"<span>{inline(choice['text'][language])}</span></label>"
        )
        templates.append(_template(choice["feedback"][language], f'value="{place}"', choice.get("right")))
    return "".join(field), "".join(templates)


def _number_field(question, language):
    identifier = f"answer-{question['id']}"
    low, high = right_range(question)
    unit = _unit(question, language)
    # The keypads for decimals lack a minus sign on some phones.
    mode = "decimal" if low >= 0 else "text"
    described = f' aria-describedby="{identifier}-unit" data-unit="{html.escape(unit)}"' if unit else ""
    field = (
        f'<div class="question-number"><label for="{identifier}">{WORDS[language]["answer"]}</label>'
        f'<input type="text" inputmode="{mode}" id="{identifier}" name="{question["id"]}"{described}'
        ' autocomplete="off" autocapitalize="off" spellcheck="false" size="10">'
        + (f'<span id="{identifier}-unit">{inline(unit)}</span>' if unit else "")
        + "</div>"
    )
    templates = [_template("", f'low="{low!r}" data-high="{high!r}"', True)]
    for wrong in question["wrong"]:
        data = f'low="{wrong["low"]!r}" data-high="{wrong["high"]!r}"'
        templates.append(_template(wrong["feedback"][language], data))
    templates.append(_template(question["other"][language], "other"))
    return field, "".join(templates)


def _template(feedback, data, right=False):
    return f"<template data-{data}{' data-right' if right else ''}>{inline(feedback.strip())}</template>"


def _answer(question, language):
    """Return the right answer as a line of its own, for the details."""
    if question["kind"] == "choice":
        text = next(choice for choice in question["choice"] if choice.get("right"))["text"][language]
        return f"<p><strong>{inline(text)}</strong></p>"
    value = f"{question['value']:,}" if isinstance(question["value"], int) else f"{question['value']:g}"
    unit = _unit(question, language)
    space = "" if language == "ko" and unit != "%" else "\N{NO-BREAK SPACE}"  # 350개, but 81 %
    return f"<p><strong>{value.replace('-', '−')}{space + inline(unit) if unit else ''}</strong></p>"


def _unit(question, language):
    unit = question.get("unit", "")
    return unit[language] if isinstance(unit, dict) else unit


# ---- The page. ----


def _stem(docname):
    """Return the name that the questions of a page have, or None for a page that is no section."""
    match = re.fullmatch(r"book/(?:ko|en)/([^/]+)", docname)
    return match and match[1]


def exercises_of(docname):
    """Return the name of the exercise page that belongs to a section's page."""
    folder, _, stem = docname.rpartition("/")
    return f"{folder}/exercises/{stem}"


def _append(app, doctree):
    """Add the section with the questions to the end of a page that has a file of them."""
    docname = app.env.docname
    stem = _stem(docname)
    path = FOLDER / f"{stem}.toml"
    if stem is None or not path.is_file():
        return
    app.env.note_dependency(str(path))
    language = language_of(docname)
    words = WORDS[language]
    section = nodes.section(ids=[ANCHOR])
    section += nodes.title(text=words["title"])
    section += fragment(html=render(load(path), language))
    exercises = exercises_of(docname)
    if exercises in app.env.found_docs:
        link = addnodes.pending_xref(
            "",
            nodes.inline(text=words["link"]),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{exercises}",
            refdoc=docname,
            refexplicit=True,
            refwarn=True,
        )
        before, after = words["exercises"].split("{}")
        section += nodes.paragraph("", "", nodes.Text(before), link, nodes.Text(after))
    page = [child for child in doctree.children if isinstance(child, nodes.section)][-1]
    page += section


def _link_to_new_exercises(app, env, added, changed, removed):
    """Read a section again when its exercise page appears or goes."""
    touched = {name for name in added | removed if "/exercises/" in name}
    return [name for name in env.found_docs if _stem(name) and exercises_of(name) in touched]


def _add_script(app, pagename, templatename, context, doctree):
    """Load the script on pages with questions, and there only."""
    if doctree is not None and any(ANCHOR in section["ids"] for section in doctree.findall(nodes.section)):
        app.add_js_file("questions.js", loading_method="defer")


def _every_file_has_its_page(app, env):
    for path in sorted(FOLDER.glob("*.toml")):
        for language in LANGUAGES:
            if f"book/{language}/{path.stem}" not in env.found_docs:
                logger.warning("%s: there is no page book/%s/%s", path.name, language, path.stem)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("env-get-outdated", _link_to_new_exercises)
    app.connect("doctree-read", _append, priority=100)  # before the contents of the page are collected
    app.connect("env-check-consistency", _every_file_has_its_page)
    app.connect("html-page-context", _add_script)
    return {"version": "1", "parallel_read_safe": True}
