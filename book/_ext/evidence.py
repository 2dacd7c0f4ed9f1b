"""The evidence pages: every claim of the course with what was measured for it, sortable and filterable.

In a page, the directive `evidence` writes the table, and the role `course` a number of the course: {course}`claims`.
"""

import html

import claim_table
import course
from bilingual import language_of
from docutils import nodes
from docutils.parsers.rst import Directive
from fragment import fragment
from sphinx.errors import SphinxError
from sphinx.util import logging

WORDS = {
    "ko": {
        "caption": "이 책의 모든 주장",
        "search": "찾기",
        "section": "절",
        "verdict": "판정",
        "all": "모두",
        "otherwise": "조건부이거나 통념과 다름",
        "shown": "주장 {total}개 가운데 {shown}개를 보여 줍니다.",
        "none": "조건에 맞는 주장이 없습니다.",
        "reset": "모두 보이기",
        "controls": "주장 고르기",
    },
    "en": {
        "caption": "All claims of this book",
        "search": "Find",
        "section": "Section",
        "verdict": "Verdict",
        "all": "all",
        "otherwise": "conditional or not as taught",
        "shown": "{shown} of {total} claims are shown.",
        "none": "No claims match.",
        "reset": "Show all",
        "controls": "Choose claims",
    },
}
OTHERWISE = " ".join(claim_table.VERDICTS[1:])  # a choice that the first pages link: all but "holds"
logger = logging.getLogger(__name__)


def results(language, note=lambda path: None):
    """Return every claim of the course as its section's notebook measured it.

    Args:
        language: `"ko"` or `"en"`.
        note: Called with the path of each file that was read.
    """
    found = []
    for stem in course.sections():
        path = course.BOOK / language / f"{stem}.ipynb"
        note(str(path))
        found += course.results(course.notebook(path), language)
    return found


def page(language):
    """Return the choice of claims and their table as HTML; without scripts the choice stays hidden."""
    words = WORDS[language]
    found = results(language)
    pages = {course.section_number(stem): f"{stem}.html" for stem in course.sections()}
    names = claim_table.WORDS[language]
    sections = _options(words["all"], {number: number for number in pages})
    choices = {verdict: names[verdict] for verdict in claim_table.VERDICTS}
    verdicts = _options(words["all"], choices | {OTHERWISE: words["otherwise"]})
    data = "".join(f' data-{key}="{html.escape(words[key])}"' for key in ("shown", "none"))
    return (
        f'<div class="evidence"{data}>'
        f'<form class="evidence-controls" role="search" aria-label="{words["controls"]}" hidden>'
        f'<label>{words["search"]} <input type="search" name="text" autocomplete="off" /></label>'
        f'<label>{words["section"]} <select name="section">{sections}</select></label>'
        f'<label>{words["verdict"]} <select name="verdict">{verdicts}</select></label>'
        f'<button type="reset">{words["reset"]}</button>'
        f'<p class="evidence-count" role="status"></p></form>'
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{words["caption"]}">'
        f"{claim_table.table(found, language, caption=words['caption'], pages=pages, sortable=True)}</div></div>"
    )


def _options(everything, values):
    chosen = {"": everything, **values}
    return "".join(f'<option value="{value}">{html.escape(name)}</option>' for value, name in chosen.items())


class Evidence(Directive):
    """Every claim of the course."""

    def run(self):
        """Return the table, and have the page read again when a notebook changes."""
        env = self.state.document.settings.env
        for path in [course.LEDGER, *(course.BOOK / language_of(env.docname)).glob("11_*.ipynb")]:
            env.note_dependency(str(path))
        try:
            return [fragment(html=page(language_of(env.docname)))]
        except course.Stale as error:
            raise SphinxError(f"{error}; run `make notebooks`") from error


def _number(name, rawtext, text, lineno, inliner, options=None, content=()):
    """Write a number of the course."""
    numbers = course.numbers()
    if text not in numbers:
        message = inliner.reporter.error(f"The course has no number {text!r}; it has {', '.join(numbers)}")
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    return [nodes.Text(str(numbers[text]))], []


def _every_claim_is_measured(app, env):
    for language in ("ko", "en"):
        try:
            missing = set(course.claims()) - {result.id for result in results(language)}
        except course.Stale:
            continue  # said by the page of the section
        for name in sorted(missing):
            logger.warning("claim %s is measured by no section in %s", name, language)


def _add_script(app, pagename, templatename, context, doctree):
    if pagename.endswith("/evidence"):
        app.add_js_file("evidence.js", loading_method="defer")


def setup(app):
    """Register the extension with Sphinx."""
    app.add_directive("evidence", Evidence)
    app.add_role("course", _number)
    app.connect("env-check-consistency", _every_claim_is_measured)
    app.connect("html-page-context", _add_script)
    return {"version": "1", "parallel_read_safe": True}
