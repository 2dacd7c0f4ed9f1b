"""What the search page ranks by and quotes from: the readable text of every page, heading by heading.

Sphinx's own index says only which page holds a word. Here each page is a list of parts, one a heading and one a term of
the glossary, without cells of code, outputs, contents and TeX; the statements of the claims that a cell printed stay.
_static/search-texts-LANGUAGE.js holds them as a script, which works from a folder too.
"""

import json
import pathlib
import re

import course
from bilingual import LANGUAGES
from docutils import nodes
from sphinx import addnodes

CLAIM = re.compile(r"^\[[a-z0-9]+(?:-[a-z0-9]+)*\] .*", re.MULTILINE)
# Of a formula, what can be read without setting it: a name, a number, a fraction.
READABLE = re.compile(r"[\w\s.,+\-=<>/()%]{1,20}")
LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
SKIPPED = (nodes.image, nodes.raw, nodes.comment, nodes.title, nodes.math_block, nodes.target)


def readable(node):
    """Return the text of a paragraph, a list or the like as a reader sees it, without what only a page can show."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.math):
        formula = node.astext()
        return formula if READABLE.fullmatch(formula) else "…"
    if isinstance(node, nodes.literal_block):
        return " ".join(CLAIM.findall(node.astext())).replace("`", "")
    if (
        isinstance(node, SKIPPED)
        or node.get("nb_element") == "cell_code_source"
        or "toctree-wrapper" in node["classes"]
    ):
        return ""
    if isinstance(node, nodes.paragraph) and len(node.children) == 1 and isinstance(node.children[0], LINKS):
        return ""  # the way to another page, such as this one in the other language
    # Blocks stand apart, what stands in a line does not.
    between = "" if isinstance(node, nodes.TextElement) else " "
    return between.join(filter(None, map(readable, node.children)))


def parts(doctree):
    """Return the parts of a page as (heading, id, text); the first is the page's own title."""
    found = []
    for section in doctree.findall(nodes.section):
        heading, *rest = section.children
        text = " ".join(readable(node) for node in rest if not isinstance(node, nodes.section))
        found.append((heading.astext(), section["ids"][0], " ".join(text.split())))
    return found


def glossary(doctree):
    """Return the rows of the glossary as parts: a term, its place, and all its row says."""
    found = []
    for row in doctree.findall(nodes.row):
        if any(place.startswith("term-") for place in row["ids"]):
            term, *others = (cell.astext().strip() for cell in row.children)
            place = next(place for place in row["ids"] if place.startswith("term-"))
            *forms, meaning = others
            found.append((term, place, f"{term} ({', '.join(filter(None, forms))}): {meaning}"))
    return found


def pages(env, language):
    """Return every page of a language: its name, title, kind, and parts."""
    folder, found = f"book/{language}/", []
    for docname in sorted(name for name in env.found_docs if name.startswith(folder)):
        doctree = env.get_doctree(docname)
        name = docname.removeprefix(folder)
        text = glossary(doctree) if name == "glossary" else parts(doctree)
        found.append((name, env.titles[docname].astext(), kind(name), text))
    return found


def kind(name):
    """Return what a page is to somebody who searches: a section comes first."""
    if name in course.sections():
        return "section"
    if name.startswith("exercises/"):
        return "exercises"
    return name if name == "glossary" else "other"


def _write(app, error):
    if error or app.builder.format != "html":
        return
    for language in LANGUAGES:
        texts = json.dumps(pages(app.env, language), ensure_ascii=False, separators=(",", ":"))
        path = pathlib.Path(app.outdir) / "_static" / f"search-texts-{language}.js"
        path.write_text(f"const SEARCH_TEXTS = {texts};\n", encoding="utf-8")


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("build-finished", _write, priority=940)  # before the style sheets are made
    return {"version": "1", "parallel_read_safe": True}
