"""A figure as the output of a cell: HTML that carries its still picture, its script and its data."""

import html
import json
import urllib.parse

from handson11 import show
from handson11.i18n import language, tr
from handson11.interactive import _svg


def static(name):
    """Return the text of a file that comes with the package."""
    return _svg.STATIC.joinpath(name).read_text(encoding="utf-8")


def parts(name, uses=()):
    """Return what an output carries beside its figure, in order: styles, then scripts.

    In the book these parts are taken out again, where they equal the files, and the files loaded once.
    """
    styles = [f"<style>\n{static(each)}</style>\n" for each in ("picture.css", "figure.css")]
    scripts = [f"<script>\n{static(f'{each}.js')}</script>\n" for each in ("runtime", *uses, name)]
    return styles, scripts


def publish(name, scene, *, title, alt, state, controls, words, data=None, uses=()):
    """Publish a figure.

    Args:
        name: Name of the figure and of its script.
        scene: The scene of the state that the figure begins with.
        title: Caption above the figure.
        alt: What the picture shows, for readers who cannot see it.
        state: Control → value at the beginning.
        controls: The controls, as `static/runtime.js` builds them.
        words: Every text that the script needs, name → template.
        data: What else the script needs.
        uses: Names of further scripts that the figure's own one builds on.
    """
    words = {**words, "alt": alt, "reset": tr(ko="처음으로", en="Reset")}
    setup = {"state": state, "controls": controls, "words": words, "data": data}
    picture, height = _svg.still(scene)
    source = "data:image/svg+xml," + urllib.parse.quote(picture, safe="=:/,;()-.!*'~{}")
    styles, scripts = parts(name, uses)
    markup = (
        f'<figure class="handson11-interactive" lang="{language()}" data-handson11="{name}" '
        f'data-scripts="{" ".join(["runtime", *uses, name])}" data-setup="{html.escape(_json(setup))}">\n'
        f"<figcaption>{html.escape(title)}</figcaption>\n"
        f'<img class="still" width="{_svg.STILL_WIDTH}" height="{height}" alt="{html.escape(alt)}" src="{source}">\n'
        f'<p class="reading">{html.escape(scene["reading"])}</p>\n</figure>\n'
    )
    text = f"[{tr(ko='움직이는 그림', en='interactive figure')}] {title}\n{scene['reading']}"
    show._publish({"text/html": "".join([*styles, markup, *scripts]), "text/plain": text}, text)


def _json(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
