"""Figures that readers move: their styles and scripts are files of the book, loaded once a page.

In a notebook each output of `handson11.interactive` carries all that it needs. Here its `<style>` and
`<script>` elements are taken out, so that no page holds an inline script. Only what equals a file of the
package to the letter is taken for one; anything else stays, and the build says so.
"""

import pathlib
import re
import shutil

from docutils import nodes
from sphinx.util import logging

FILES = pathlib.Path(__file__).parents[2] / "handson11" / "interactive" / "static"
FOLDER = "interactive"
STYLES = ("picture.css", "figure.css")
FIGURE = re.compile(r'<figure class="handson11-interactive"[^>]* data-scripts="([a-z_ ]+)"')
logger = logging.getLogger(__name__)


def inline_parts():
    """Return each file of the package as the element that an output carries, name → text."""
    elements = {".css": "style", ".js": "script"}
    return {
        path.name: f"<{elements[path.suffix]}>\n{path.read_text(encoding='utf-8')}</{elements[path.suffix]}>\n"
        for path in sorted(FILES.iterdir())
        if path.suffix in elements
    }


def without_parts(markup):
    """Return the markup of an output without our styles and scripts, and the names of the scripts it needs."""
    parts = inline_parts()
    names = [name for name in " ".join(FIGURE.findall(markup)).split() if f"{name}.js" in parts]
    if names:
        for part in parts.values():
            markup = markup.replace(part, "")
    return markup, names


def _take_out(app, doctree):
    """Take our styles and scripts out of the page, and remember which scripts its figures need."""
    scripts = []
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") != "html":
            continue
        markup, names = without_parts(raw.astext())
        if not names:
            continue
        if "<script" in markup or "<style" in markup:
            logger.warning(
                "%s: the figure %s carries scripts or styles other than the package's; execute the notebook again",
                app.env.docname,
                names[-1],
            )
        raw.replace_self(nodes.raw("", markup, **raw.attributes))
        scripts += names
    scripts = list(dict.fromkeys(scripts))
    for name in [*STYLES, *(f"{script}.js" for script in scripts)] if scripts else []:
        app.env.note_dependency(str(FILES / name))
    app.env.metadata[app.env.docname]["interactive"] = " ".join(scripts)


def _add_files(app, pagename, templatename, context, doctree):
    """Load the styles and scripts on pages that have such figures, and there only."""
    scripts = app.env.metadata.get(pagename, {}).get("interactive", "").split()
    if not scripts or doctree is None:
        return
    for style in STYLES:
        app.add_css_file(f"{FOLDER}/{style}")
    for script in scripts:
        app.add_js_file(f"{FOLDER}/{script}.js", loading_method="defer")


def _copy(app):
    """Copy the files where Sphinx looks for them when it writes their checksums into the pages."""
    if app.builder.format == "html":
        target = pathlib.Path(app.outdir) / "_static" / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        for name in inline_parts():
            shutil.copyfile(FILES / name, target / name)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("builder-inited", _copy)
    app.connect("doctree-read", _take_out)
    app.connect("html-page-context", _add_files)
    return {"version": "1", "parallel_read_safe": True}
