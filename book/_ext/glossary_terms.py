"""Terms of the glossary, linked where a page uses them first.

The terms stand in the table of book/LANGUAGE/glossary.md; its rows become places that links lead to. A link shows the
English of a Korean term and what it means, to the mouse, to the keyboard, and to a finger's first tap (page-tools.js).
Headings, code, formulas, tables and links stay as they are, and so does the glossary. What every reader is expected to
know is linked in the first section only, and no part of a longer expression is linked.
"""

import re
from typing import NamedTuple

import course
from bilingual import language_of
from docutils import nodes
from korean_search import PARTICLES
from sphinx import addnodes

PAGES = re.compile(r"book/(?:ko|en)/(?:exercises/)?11_")
FIRST = "11_1_vanishing_exploding_gradients"
# What readers bring along ("who it is for"), by the anchors of the glossary: linked on the first section's page only.
BASICS = frozenset(
    f"term-{name}"
    for name in (
        "activation-function backpropagation batch-mini-batch batch-size bias deep-neural-network epoch "
        "forward-pass fully-connected-layer-dense-layer gradient gradient-descent hidden-layer hyperparameter "
        "label layer learning-rate loss-function neuron-unit optimizer overfitting sample seed "
        "standard-deviation training-validation-and-test-set variance weight"
    ).split()
)
# What may follow a Korean term in the same word: particles and endings. Anything else makes another word of it.
ENDINGS = [
    *PARTICLES,
    *"하 한 할 함 합 해 했 되 된 될 됨 됩 돼 됐 시 이 인 일 입 였 들 마다 밖 뿐 나 이며 며 면".split(),
]
CLOSED = (
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.reference,
    nodes.table,
    nodes.raw,
    addnodes.pending_xref,
)


class Term(NamedTuple):
    """A row of the glossary: what the page may say for it, its place, and what the link shows."""

    forms: tuple[str, ...]
    anchor: str
    note: str


def terms(text, language):
    """Return the terms of a glossary page."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) < 3 or set(cells[0]) <= {"-"} or cells[0] in ("용어", "term"):
            continue
        english = cells[1] if language == "ko" else cells[0]
        note = f"{cells[1]}: {cells[-1]}" if language == "ko" else cells[-1]
        forms = [re.sub(r"\(.*?\)", "", form).strip() for form in cells[0].split(",")]
        # A single syllable stands in too many words to be told from them.
        forms = tuple(form for form in forms if len(form) > 1)
        anchor = "term-" + re.sub(r"[^a-z0-9]+", "-", re.sub(r"\(.*?\)", "", english).lower()).strip("-")
        found.append(Term(forms, anchor, note))
    return found


def pattern(forms, language):
    """Return the pattern of some forms, the longest first: with any ending in Korean, with a plural in English."""
    longest = sorted(forms, key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
    if language == "ko":
        return re.compile(rf"(?<![가-힣A-Za-z-])(?:{either})(?=[^가-힣-]|$|{'|'.join(ENDINGS)})")
    return re.compile(rf"(?<![\w-])(?:{either})(?:s|es)?(?![\w-])", re.IGNORECASE)


def _key(text):
    return " ".join(text.lower().split())


def link(doctree, found, language, page, skipped=frozenset()):
    """Link the first use of each term in a page's prose, but for the anchors that are `skipped`."""
    by_form = {_key(form): term for term in found for form in term.forms}
    search = pattern([form for term in found for form in term.forms], language)
    seen = set()
    for text in list(doctree.findall(nodes.Text)):
        if not _is_prose(text):
            continue
        parts, end, words = [], 0, text.astext()
        for match in search.finditer(words):
            key = _key(match[0])
            term = (
                by_form.get(key) or by_form.get(re.sub("s$", "", key)) or by_form.get(re.sub("es$", "", key))
            )
            if term is None or term.anchor in seen or term.anchor in skipped:
                continue
            # What is set in bold is read as one expression: linked as a whole, or not at all.
            if isinstance(text.parent, nodes.strong | nodes.emphasis) and match[0] != words.strip():
                continue
            seen.add(term.anchor)
            parts += [nodes.Text(words[end : match.start()])]
            reference = nodes.reference(
                "", match[0], refuri=f"{page}#{term.anchor}", reftitle=term.note, internal=True
            )
            reference["classes"].append("term")
            parts.append(reference)
            end = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(words[end:])])


def _is_prose(text):
    node, paragraph = text.parent, False
    while node is not None:
        if isinstance(node, CLOSED) or node.get("nb_element") == "cell_code":
            return False
        paragraph = paragraph or isinstance(node, nodes.paragraph)
        node = node.parent
    return paragraph


def _read(app, doctree):
    docname = app.env.docname
    language = language_of(docname)
    source = course.BOOK / language / "glossary.md"
    if docname == f"book/{language}/glossary":
        found = terms(source.read_text(encoding="utf-8"), language)
        (body,) = list(doctree.findall(nodes.tbody))[:1]
        body.parent.parent["classes"].append("glossary")
        other = "en" if language == "ko" else "ko"
        for row, term in zip(body.findall(nodes.row), found, strict=True):
            row["ids"].append(term.anchor)
            row[1]["classes"].append(f"language-{other}")  # docutils makes lang="…" of it
    elif PAGES.match(docname):
        app.env.note_dependency(str(source))
        page = "../glossary.html" if "/exercises/" in docname else "glossary.html"
        skipped = frozenset() if docname.endswith(f"/{language}/{FIRST}") else BASICS
        link(doctree, terms(source.read_text(encoding="utf-8"), language), language, page, skipped)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect(
        "doctree-read", _read, priority=95
    )  # the time to read is known, the questions are not there yet
    return {"version": "1", "parallel_read_safe": True}
