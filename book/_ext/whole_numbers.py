"""Measured numbers in one piece: no line of a page ends between a mark and its number.

Stored outputs keep their plain spaces, since they are compared with new ones to the letter. On the page the spaces
within a number (≈ 0.0627 ± 0.0003, 3.67 × 10⁻⁷, ≤ 0.16, 64 %) do not break.
"""

import re

from docutils import nodes

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SPACE = re.compile(
    rf"(?<=[≈≤≥±]) (?=[−\d])|(?<=[\d{RAISED}]) (?=± \d|%)|(?<=\d) (?=× 10[⁻{RAISED}])|(?<=×) (?=10[⁻{RAISED}])"
)


def whole(text):
    """Return text whose numbers no line end tears."""
    return SPACE.sub("\u00a0", text)


def _is_output(block):
    """Whether a literal block is what a cell printed, and no code that a reader may copy."""
    parent = block.parent
    while parent is not None:
        if "cell_output" in parent.get("classes", []):
            return True
        parent = parent.parent
    return False


def _join_in_table(table):
    """Return a table that `show.table` drew with whole numbers in its cells; attributes stay as they are."""
    return re.sub(r"(?<=>)[^<>]+(?=<)", lambda match: whole(match[0]), table)


def join(doctree):
    """Join the numbers of prose, of outputs and of drawn tables."""
    for text in list(doctree.findall(nodes.Text)):
        block = text.parent
        if isinstance(block, nodes.literal_block):
            if not _is_output(block):
                continue
            block.rawsource = whole(block.rawsource)  # where the two differ, Sphinx takes a block for no text
        elif isinstance(block, nodes.literal | nodes.raw | nodes.math | nodes.math_block | nodes.comment):
            continue
        joined = whole(text.astext())
        if joined != text.astext():
            block.replace(text, nodes.Text(joined))
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("format") == "html" and 'class="handson11-table' in raw.astext():
            raw.replace_self(nodes.raw("", _join_in_table(raw.astext()), **raw.attributes))


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("doctree-read", lambda app, doctree: join(doctree))
    return {"version": "1", "parallel_read_safe": True}
