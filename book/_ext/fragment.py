"""A piece of a page that an extension writes as HTML itself, unseen by the other builders and by the search."""

from docutils import nodes


class fragment(nodes.General, nodes.Element):
    """HTML under `html`, written into the page as it stands."""


def _write(translator, node):
    translator.body.append(node["html"])
    raise nodes.SkipNode


def _skip(translator, node):
    raise nodes.SkipNode


def setup(app):
    """Register the node with Sphinx."""
    others = {builder: (_skip, None) for builder in ("latex", "text", "man", "texinfo")}
    app.add_node(fragment, html=(_write, None), **others)
    return {"version": "1", "parallel_read_safe": True}
