"""The title page: what depth does to a signal, as a pattern of dots."""

import html

from .words import edition

LAYERS = 12
# From top to bottom: what each layer multiplies the gradient by on its way from right to left.
FACTORS = (0.66, 0.76, 0.85, 0.93, 1.0, 1.07, 1.14, 1.2, 1.26)
STEP, LARGEST, STEADY = 50, 21, 11  # between dots; radii, in the units of the drawing


def _dots():
    """Yield the dots as (x, y, radius, whether the row keeps its size)."""
    for row, factor in enumerate(FACTORS):
        # A row that grows starts small, so that no dot of it is larger than the largest.
        first = STEADY if factor == 1 else LARGEST / max(1, factor) ** (LAYERS - 1)
        for layer in range(LAYERS):
            radius = first * factor**layer
            if radius >= 0.3:
                yield (LAYERS - layer - 0.5) * STEP, (row + 0.5) * STEP, radius, factor == 1


def drawing(alt):
    """Return the SVG: rows of dots that vanish, keep their size, or explode from right to left."""
    circles = "".join(
        f'<circle class="{"steady" if steady else "changing"}" cx="{x:g}" cy="{y:g}" r="{radius:.2f}"/>'
        for x, y, radius, steady in _dots()
    )
    width, height = LAYERS * STEP, len(FACTORS) * STEP
    return f'<svg role="img" aria-label="{html.escape(alt)}" viewBox="0 0 {width} {height}">{circles}</svg>'


def render(title, words, date, address):
    """Return the title page."""
    edition_line = f"<p>{edition(words, date)}</p>" if date else ""
    shown = address.removeprefix("https://")
    return (
        f'<section class="title-page"><div class="motif">{drawing(words["motif"])}</div>'
        f'<p class="book-title">{html.escape(title)}</p><p class="subtitle">{words["subtitle"]}</p>'
        f'<div class="colophon"><p class="name">handson11</p>{edition_line}'
        f'<p><a href="{address}">{shown}</a></p><p>{words["licence"]}</p></div></section>'
    )
