"""Numbers that stay whole at the end of a line: ≈ 0.06, ≤ 0.15, ± 0.01 and 2 × 10⁻⁹ keep no-break spaces.

Notebooks and their outputs keep plain spaces; what is code stays code.
"""

import re

from docutils import nodes

SPACE = "\N{NO-BREAK SPACE}"
CODE = (nodes.literal, nodes.math, nodes.math_block, nodes.comment, nodes.raw)


def keep(text):
    """Return a text whose signs and powers of ten hold on to their numbers.

    Example:
    >>> keep("≈ 2.06 × 10⁻⁹ ± 0.1").replace(SPACE, "_")
    '≈_2.06_×_10⁻⁹ ±_0.1'
    """
    text = re.sub("([≈≤≥±]) ", rf"\1{SPACE}", text)
    return re.sub(" × (?=10[⁻⁰¹²³⁴-⁹^])", f"{SPACE}×{SPACE}", text)


def _is_prose(text):
    """Whether a text is read as sentences: code is not, what a cell has printed is."""
    node = text.parent
    while node is not None:
        if isinstance(node, CODE):
            return False
        if isinstance(node, nodes.literal_block):
            return _is_printed(node)
        node = node.parent
    return True


def _is_printed(block):
    return {"output", "stream"} <= set(block.get("classes", []))


def keep_numbers(doctree):
    """Let the numbers in a page's sentences stay whole, and those in the tables that notebooks have drawn."""
    for text in list(doctree.findall(nodes.Text)):
        words = text.astext()
        kept = keep(words)
        if kept != words and _is_prose(text):
            block = text.parent
            block.replace(text, nodes.Text(kept))
            if isinstance(block, nodes.literal_block):
                block.rawsource = block.astext()  # else it would count as parsed, and lose its look
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("format") == "html" and 'class="handson11-table' in raw.astext():
            between = re.sub(r"(?<=>)[^<>]+(?=<)", lambda match: keep(match[0]), raw.astext())
            raw.replace_self(nodes.raw("", between, **raw.attributes))


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("doctree-read", lambda app, doctree: keep_numbers(doctree), priority=990)
    return {"version": "1", "parallel_read_safe": True}
