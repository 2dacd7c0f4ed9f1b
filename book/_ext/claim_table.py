"""A table of claims: what is said, what was measured, the bound, the verdict."""

import html
import re

import whole_numbers

WORDS = {
    "ko": {
        "section": "절",
        "claim": "주장",
        "verdict": "판정",
        "quantity": "잰 것",
        "value": "측정값",
        "bound": "기준",
        "holds": "성립",
        "holds-when": "조건부 성립",
        "not-found": "통념과 다름",
    },
    "en": {
        "section": "Section",
        "claim": "Claim",
        "verdict": "Verdict",
        "quantity": "Measured quantity",
        "value": "Value",
        "bound": "Bound",
        "holds": "holds",
        "holds-when": "holds when",
        "not-found": "not as taught",
    },
}
SIGNS = {"holds": "✓", "holds-when": "◐", "not-found": "≠"}
VERDICTS = tuple(SIGNS)


def anchor(claim_id):
    """Return the id of the cell that measures a claim."""
    return f"claim-{claim_id}"


def statement(text):
    """Return the HTML of a statement; it may hold `code`."""
    escaped = whole_numbers.whole(html.escape(text, quote=False))
    return re.sub(r"`([^`]+)`", r'<code class="docutils literal notranslate">\1</code>', escaped)


def badge(verdict, language):
    """Return a verdict as a sign and a word, unbroken; colour says nothing that they do not.

    The sentence beside it is true as measured, whatever the verdict: none of them is a cross.
    """
    word = WORDS[language][verdict]
    return (
        f'<span class="verdict verdict-{verdict}"><span aria-hidden="true">{SIGNS[verdict]}</span>'
        f"\N{NO-BREAK SPACE}{word}</span>"
    )


def table(results, language, *, caption, pages=None, sortable=False):
    """Return a table of claims as HTML: one <tbody> a claim, one row a quantity.

    Args:
        results: The claims, as `course.results` returns them.
        language: Language of the page.
        caption: What the table shows.
        pages: Address of the page of each section, for a table of several sections; the table then
            has a column of sections.
        sortable: Whether the headings of section, claim and verdict are to become buttons.
    """
    words = WORDS[language]
    names = (["section"] if pages else []) + ["claim", "verdict", "quantity", "value", "bound"]
    keys = ("section", "claim", "verdict") if sortable else ()
    head = "".join(
        f'<th scope="col"{f""" data-sort="{name}" """.rstrip() if name in keys else ""}>{words[name]}</th>'
        for name in names
    )
    bodies = "".join(_body(result, language, pages) for result in results)
    return (
        f'<table class="claims"><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"{bodies}</table>"
    )


def _body(result, language, pages):
    rows = len(result.quantities)
    span = f' rowspan="{rows}"' if rows > 1 else ""
    page = pages[result.section] if pages else ""
    section = f'<td class="claim-section"{span}><a href="{page}">{result.section}</a></td>' if pages else ""
    # A claim that is gone from its place in the notebook is a broken link, which a test looks for.
    first = (
        f'{section}<th scope="rowgroup" class="claim-statement"{span}>{statement(result.statement)} '
        f'<a class="claim-cell" href="{page}#{anchor(result.id)}">{result.id}</a></th>'
        f'<td class="claim-verdict"{span}>{badge(result.verdict, language)}</td>'
    )
    lines = "".join(
        f"<tr>{first if place == 0 else ''}{_cells(each, language)}</tr>"
        for place, each in enumerate(result.quantities)
    )
    return (
        f'<tbody data-section="{result.section}" data-verdict="{result.verdict}" data-claim="{result.id}">'
        f"{lines}</tbody>"
    )


def _cells(measured, language):
    words = WORDS[language]
    spread = (
        f'<span class="claim-seeds">{html.escape(measured.seeds)}: {statement(measured.extremes)}</span>'
        if measured.seeds
        else ""
    )
    return (
        f'<td class="claim-quantity">{statement(measured.label)}</td>'
        f'<td class="claim-value" data-label="{words["value"]}">{statement(measured.value)}{spread}</td>'
        f'<td class="claim-bound" data-label="{words["bound"]}">{statement(measured.bound)}</td>'
    )
