"""Alt text of the figures in notebooks.

`handson11.show.figure` stores a figure's alt text in the metadata of the output, where Jupyter
looks for it. myst-nb does not, so it is put on the images here.
"""

import json
import pathlib

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)


def alt_texts(notebook):
    """Return the alt text of each PNG output of a notebook (a dict), in order."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [
        output.get("metadata", {}).get("image/png", {}).get("alt", "")
        for output in outputs
        if "image/png" in output.get("data", {})
    ]


def _describe(app, doctree):
    source = pathlib.Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    alts = alt_texts(json.loads(source.read_text(encoding="utf-8")))
    outputs = [node for node in doctree.findall(nodes.container) if "cell_output" in node.get("classes", [])]
    images = [image for output in outputs for image in output.findall(nodes.image)]
    if len(images) != len(alts):
        logger.warning("%s: %d figures in the notebook, %d on the page", source.name, len(alts), len(images))
    for image, alt in zip(images, alts, strict=False):
        image["alt"] = alt


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("doctree-read", _describe)
    return {"version": "1", "parallel_read_safe": True}
