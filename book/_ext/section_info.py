"""What a section page says about itself: how long it takes, at its top; what it measured, at its end.

The reading time is computed from the page. The run time is the processor time that `make notebooks` measured
(book/run_times.json). The claims come from the outputs of the notebook, and each is linked to its cell.
"""

import json
import re

import claim_table
import course
from bilingual import language_of
from docutils import nodes
from fragment import fragment
from sphinx.util import logging

RUN_TIMES = course.BOOK / "run_times.json"
ANCHOR = "measured-claims"
WORDS = {
    "ko": {
        "title": "측정한 주장",
        "caption": "이 절에서 측정한 주장 {}개",
        "intro": "이 절의 주장마다 이 페이지의 노트북이 측정한 값과 지켜야 할 기준입니다. "
        "이름을 누르면 잰 곳으로 갑니다. ",
        "all": "책 전체의 주장은 {}에 모았습니다.",
        "page": "측정 결과 모음",
        "label": "이 절에 대하여",
        "ways": "바로 가기",
        "summary": ("정리", "정리부터 보기"),
        "read": "읽는 데 약 {}분",
        "run": "실행하는 데 CPU 시간 약 {}",
        "seconds": "{}초",
        "minutes": "{}분",
        "claims": "측정한 주장 {}개",
        "exercises": "연습문제 {}개",
    },
    "en": {
        "title": "Measured claims",
        "caption": "The {} claims that this section measures",
        "intro": "Each claim of this section with what the notebook of this page measured, and the bound it must keep. "
        "A name leads to the cell that measured it. ",
        "all": "The claims of the whole book are on the page {}.",
        "page": "Evidence",
        "label": "About this section",
        "ways": "Go to",
        "summary": ("Summary", "Summary first"),
        "read": "about {} min to read",
        "run": "about {} of processor time to run",
        "seconds": "{} s",
        "minutes": "{} min",
        "claims": "{} claims",
        "exercises": "{} exercises",
    },
}
# A reader's pace, on the slow side, since this is a text to work with.
LETTERS_A_MINUTE = {"ko": 380, "en": 850}
SECONDS = {"figure": 25, "formula": 20, "code line": 2, "table row": 3}
logger = logging.getLogger(__name__)


def reading_minutes(doctree, language):
    """Return how long a section takes to read: prose by its letters, figures, formulas and open code each their own."""
    letters, seconds = 0, 0.0
    for node in doctree.findall():
        if isinstance(node, nodes.paragraph | nodes.title):
            letters += len(re.sub(r"\s", "", node.astext()))
        elif isinstance(node, nodes.math_block):
            seconds += SECONDS["formula"]
        elif isinstance(node, nodes.image):
            seconds += SECONDS["figure"]
        elif isinstance(node, nodes.row):
            seconds += SECONDS["table row"]
        elif isinstance(node, nodes.literal_block) and not _is_folded(node):
            seconds += SECONDS["code line"] * len(node.astext().strip().splitlines())
    return letters / LETTERS_A_MINUTE[language] + seconds / 60


def _is_folded(node):
    while node is not None:
        if node.get("hide_mode"):
            return True
        node = node.parent
    return False


def rounded(minutes):
    """Return a time to five minutes, at least five."""
    return max(5, 5 * round(minutes / 5))


def run_time(stem, language):
    """Return the measured run time of a section in words, or None where it was never measured."""
    times = json.loads(RUN_TIMES.read_text(encoding="utf-8")) if RUN_TIMES.is_file() else {}
    if stem not in times:
        return None
    seconds, words = times[stem]["cpu_seconds"], WORDS[language]
    if seconds < 90:
        return words["seconds"].format(max(5, 5 * round(seconds / 5)))
    return words["minutes"].format(round(seconds / 60))


def summary(doctree, language):
    """Return the id of the section that sums the page up, or None."""
    title = WORDS[language]["summary"][0]
    for section in doctree.findall(nodes.section):
        if section.children[0].astext() == title:
            return section["ids"][0]
    return None


def _facts(stem, language, minutes, results, summed):
    words, time = WORDS[language], run_time(stem, language)
    facts, ways = [words["read"].format(rounded(minutes))], []
    if time:
        facts.append(words["run"].format(time))
    if summed:
        ways.append(f'<a href="#{summed}">{words["summary"][1]}</a>')
    if results:
        ways.append(f'<a href="#{ANCHOR}">{words["claims"].format(len(results))}</a>')
    count = course.exercises(stem)
    ways.append(f'<a href="exercises/{stem}.html">{words["exercises"].format(count)}</a>')
    lists = (
        f'<ul aria-label="{label}">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
        for label, items in ((words["label"], facts), (words["ways"], ways))
    )
    return f'<div class="section-facts">{"".join(lists)}</div>'


def _claims(results, language):
    """Return the section with the measured claims."""
    words = WORDS[language]
    section = nodes.section(ids=[ANCHOR])
    section += nodes.title(text=words["title"])
    link = f'<a href="evidence.html">{words["page"]}</a>'
    caption = words["caption"].format(len(results))
    section += fragment(
        html=f"<p>{words['intro']}{words['all'].format(link)}</p>"
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}">'
        f"{claim_table.table(results, language, caption=caption)}</div>"
    )
    return section


def _give_anchors(doctree, results):
    """Let each claim's cell be a place that links lead to."""
    cells = {
        node["cell_index"]: node
        for node in doctree.findall(nodes.container)
        if node.get("nb_element") == "cell_code" and "cell_index" in node
    }
    for result in results:
        if result.cell in cells:
            cells[result.cell]["ids"].append(claim_table.anchor(result.id))


def _describe(app, doctree):
    docname = app.env.docname
    folder, _, stem = docname.rpartition("/")
    if not re.fullmatch("book/(ko|en)", folder) or stem not in course.sections():
        return
    language = language_of(docname)
    for path in (course.LEDGER, RUN_TIMES):
        app.env.note_dependency(str(path))
    try:
        results = course.results(course.notebook(app.env.doc2path(docname)), language)
    except course.Stale as error:
        logger.warning("%s: %s; run `make notebooks`", docname, error)
        results = []
    minutes = reading_minutes(doctree, language)
    _give_anchors(doctree, results)
    page = next(doctree.findall(nodes.section))
    page.insert(1, fragment(html=_facts(stem, language, minutes, results, summary(doctree, language))))
    if results:
        last = [child for child in doctree.children if isinstance(child, nodes.section)][-1]
        last += _claims(results, language)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("doctree-read", _describe, priority=90)  # before the questions, which stand last
    return {"version": "1", "parallel_read_safe": True}
