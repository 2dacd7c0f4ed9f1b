"""Scenes as SVG: the still picture of a figure, for print and for readers without scripts.

A scene is a dict of panels, axes and marks:

    {"panels": [{"x": {"min": 0, "max": 10, "label": "layer"}, "y": {…, "log": True},
                 "marks": [{"line": [[0, 1], [10, 2]], "c": 0, "label": "tanh"}, …]}], "reading": "…"}

`static/runtime.js` draws the same scenes in the reader's browser; a test holds the two together.
"""

import html
import importlib.resources
import math
from decimal import ROUND_HALF_UP, Context, Decimal

STATIC = importlib.resources.files("handson11.interactive").joinpath("static")
STILL_WIDTH = 640
_FONT, _LINE, _GAP = 13, 19, 30
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


# ---- Words and numbers. ----


def number(value, digits=3):
    """Write a number to some significant digits: 0.25, 1,024, 1.2 × 10⁻⁶; no line breaks in it."""
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    # Ties go away from zero, as in the browser.
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    exponent = rounded.adjusted()
    if not -3 <= exponent < max(5, digits):
        return f"{_plain(f'{rounded.scaleb(-exponent):f}')}\u00a0×\u00a010{str(exponent).translate(_SUPERSCRIPTS)}"
    places = Decimal(1).scaleb(-max(0, digits - 1 - exponent))
    whole, _, rest = _plain(f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}").partition(".")
    sign, digits_only = ("−", whole[1:]) if whole.startswith("−") else ("", whole)
    return f"{sign}{int(digits_only):,}" + (f".{rest}" if rest else "")


def _plain(text):
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def fill(template, values):
    """Put values into the {places} of a template; numbers are written with `number`."""
    return template.format_map(
        {key: value if isinstance(value, str) else number(value) for key, value in values.items()}
    )


# ---- Scales. ----


def _scale(axis, length, upward):
    def bend(value):
        return math.log10(max(value, 1e-300)) if axis.get("log") else value

    low = bend(axis["min"])
    span = bend(axis["max"]) - low

    def to(value):
        share = (bend(value) - low) / span
        share = share if math.isnan(share) else min(max(share, -2), 3)  # far outside is as good as outside
        return (1 - share if upward else share) * length

    return to


def decades(values, powers):
    """Return the limits 10⁻ⁿ and 10ⁿ of a logarithmic axis, of a few n, that hold all values."""
    fits = (
        power for power in powers if all(value > 0 and abs(math.log10(value)) <= power for value in values)
    )
    power = next(fits, powers[-1])
    return {"min": 10.0**-power, "max": 10.0**power, "log": True}


def _ticks(axis, length, space):
    if "ticks" in axis:
        return axis["ticks"]
    wanted = max(2, math.floor(length / space))
    if axis.get("log"):
        first = math.ceil(math.log10(axis["min"]) - 1e-9)
        last = math.floor(math.log10(axis["max"]) + 1e-9)
        stride = max(1, math.ceil((last - first + 1) / wanted))
        return [
            [
                10.0**exponent,
                number(10.0**exponent)
                if abs(exponent) < 3
                else f"10{str(exponent).translate(_SUPERSCRIPTS)}",
            ]
            for exponent in range(math.ceil(first / stride) * stride, last + 1, stride)
        ]
    raw = (axis["max"] - axis["min"]) / wanted
    power = 10.0 ** math.floor(math.log10(raw) + 1e-9)
    step = power * next(each for each in (1, 2, 5, 10) if each * power >= raw * (1 - 1e-9))
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks, index = [], math.ceil(axis["min"] / step - 1e-9)
    while index * step <= axis["max"] + 1e-9 * step:
        ticks.append([index * step, f"{index * step + 0.0:.{places}f}".replace("-", "−")])
        index += 1
    return ticks


# ---- Drawing. ----


def _at(value):
    """Return a position in tenths of a pixel, as text."""
    return f"{math.floor(value * 10 + 0.5) / 10 + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def _width(text):
    # Hangul is as wide as high; of the rest, about what wide system fonts need.
    return (
        sum(1 if character > "\u2e7f" else 0.84 if character == "−" else 0.62 for character in text) * _FONT
    )


def _wrap(text, width):
    lines = []
    for word in text.split(" "):
        if lines and _width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _write(text, x, y, kind="", anchor="start"):
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{_at(x)}" y="{_at(y)}" text-anchor="{anchor}"{named}>{html.escape(text)}</text>'


def _path(points, close=""):
    parts, pen = [], "M"
    for x, y in points:
        if math.isnan(x + y):
            pen = "M"
        else:
            parts.append(f"{pen}{_at(x)} {_at(y)}")
            pen = "L"
    return "".join(parts) + close


def _class(mark, kind):
    dash = f"d{mark['d']}" if mark.get("d") else ""
    return " ".join(filter(None, [kind, f"c{mark.get('c', 0)}", dash, mark.get("w", "")]))


def _box(one, other):
    (left, right), (top, bottom) = sorted([one[0], other[0]]), sorted([one[1], other[1]])
    return f"M{_at(left)} {_at(top)}h{_at(right - left)}v{_at(bottom - top)}h{_at(left - right)}z"


def _line(mark, p):
    return f'<path class="{_class(mark, "line")}" d="{_path(map(p, mark["line"]))}"/>'


def _band(mark, p):
    low = [p([x, bottom]) for x, bottom, _ in mark["band"]]
    high = [p([x, top]) for x, _, top in mark["band"]]
    return f'<path class="{_class(mark, "band")}" d="{_path([*low, *reversed(high)], "z")}"/>'


def _dots(mark, p):
    # Round ends of lines without length: many dots in few bytes.
    path = "".join(f"M{_at(x)} {_at(y)}h0" for x, y in map(p, mark["dots"]))
    return f'<path class="{_class(mark, "dots")}" stroke-width="{2 * mark.get("r", 3.5):g}" d="{path}"/>'


def _bars(mark, p):
    boxes = [_box(p([bar[0], bar[3] if len(bar) > 3 else 0]), p([bar[1], bar[2]])) for bar in mark["bars"]]
    return f'<path class="{_class(mark, "bar")}" d="{"".join(boxes)}"/>'


def _arrow(mark, p):
    (x0, y0), (x1, y1) = map(p, mark["arrow"])
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 0.5:
        return ""
    head, u, v = min(12, length), (x1 - x0) / length, (y1 - y0) / length
    x, y = x1 - head * u, y1 - head * v
    wing_x, wing_y = head / 2.4 * v, head / 2.4 * u
    tip = _path([(x1, y1), (x - wing_x, y + wing_y), (x + wing_x, y - wing_y)], "z")
    shaft = f'<path class="{_class(mark, "line")}" d="{_path([(x0, y0), (x, y)])}"/>'
    return f'{shaft}<path class="fill c{mark.get("c", 0)}" d="{tip}"/>'


def _text(mark, p):
    x, y = p(mark["at"])
    return _write(
        mark["text"],
        x + mark.get("dx", 0),
        y + mark.get("dy", 0),
        mark.get("w", ""),
        mark.get("anchor", "start"),
    )


def _cells(mark, p):
    levels, rows = 10, mark["cells"]
    (x0, y0), (x1, y1) = mark["corners"]

    def corner(row, column):
        return p([x0 + (x1 - x0) * column / len(rows[0]), y0 + (y1 - y0) * row / len(rows)])

    paths = [""] * (levels + 1)
    for row, values in enumerate(rows):
        shades = [math.floor(value * levels + 0.5) for value in values]
        start = 0
        while start < len(shades):
            end = start + 1
            while end < len(shades) and shades[end] == shades[start]:
                end += 1
            if shades[start]:
                paths[shades[start]] += _box(corner(row, start), corner(row + 1, end))
            start = end
    return "".join(
        f'<path class="cells" fill-opacity="{level / levels:g}" d="{path}"/>'
        for level, path in enumerate(paths)
        if path
    )


_MARKS = {
    "line": _line,
    "band": _band,
    "dots": _dots,
    "bars": _bars,
    "arrow": _arrow,
    "text": _text,
    "cells": _cells,
}


def _kind(mark):
    return next(kind for kind in _MARKS if kind in mark)


def _legend(panel, width):
    entries, x, row = [], 0, 0
    for mark in panel["marks"]:
        if "label" in mark:
            needed = 30 + _width(mark["label"])
            if x and x + needed > width:
                x, row = 0, row + 1
            entries.append((x, row, mark))
            x += needed + 16
    return entries, row + 1 if entries else 0


def _sample(mark, x, y):
    kind = _kind(mark)
    if kind == "dots":
        return f'<path class="{_class(mark, "dots")}" stroke-width="7" d="M{_at(x + 11)} {_at(y)}h0"/>'
    if kind in ("bars", "band"):
        return f'<path class="{_class(mark, kind.replace("bars", "bar"))}" d="{_box((x, y - 5), (x + 22, y + 5))}"/>'
    return f'<path class="{_class(mark, "line")}" d="{_path([(x, y), (x + 22, y)])}"/>'


def _measure(panel, width, beside):
    square, bare = panel.get("square", False), panel.get("bare", False)
    tall = panel.get("height", 230) * (1 if beside or square else 0.8)
    labels = [] if bare else [_width(label) for _, label in _ticks(panel["y"], tall, 42)]
    left, right = (0, 0) if bare else (max([24, *labels]) + 8, 14)
    across = width - left - right
    if square:
        across = tall = min(across, tall)
    title = _wrap(panel["title"], width) if "title" in panel else []
    unit = _wrap(panel["y"]["label"], width) if "label" in panel["y"] else []
    entries, rows = _legend(panel, width)
    return {
        "left": left,
        "across": across,
        "tall": tall,
        "title": title,
        "unit": unit,
        "legend": entries,
        "rows": rows,
        "head": _LINE * (len(title) + rows + len(unit)) + 8,
        "foot": (4 if bare else _LINE) + (_LINE if "label" in panel["x"] else 0),
    }


def _panel(panel, size, x, y, head):
    parts, line = [], y + _FONT
    for text in size["title"]:
        parts.append(_write(text, x, line, "title"))
        line += _LINE
    for shift, row, mark in size["legend"]:
        parts += [
            _sample(mark, x + shift, line + row * _LINE - 4.5),
            _write(mark["label"], x + shift + 28, line + row * _LINE),
        ]
    line += size["rows"] * _LINE
    for text in size["unit"]:
        parts.append(_write(text, x, line, "soft"))
        line += _LINE
    left, top, across, tall = x + size["left"], y + head, size["across"], size["tall"]
    to_x, to_y = _scale(panel["x"], across, False), _scale(panel["y"], tall, True)
    bare = panel.get("bare", False)
    if not bare:
        grid = ""
        for value, label in _ticks(panel["x"], across, 56):
            grid += f"M{_at(left + to_x(value))} {_at(top)}v{_at(tall)}"
            parts.append(_write(label, left + to_x(value), top + tall + 16, "soft", "middle"))
        for value, label in _ticks(panel["y"], tall, 42):
            grid += f"M{_at(left)} {_at(top + to_y(value))}h{_at(across)}"
            parts.append(_write(label, left - 6, top + to_y(value) + 4.5, "soft", "end"))
        parts.append(f'<path class="grid" d="{grid}"/>')
        parts.append(f'<path class="axis" d="M{_at(left)} {_at(top)}v{_at(tall)}h{_at(across)}"/>')
    if "label" in panel["x"]:
        below = top + tall + (16 if bare else 35)
        parts.append(_write(panel["x"]["label"], left + across / 2, below, "soft", "middle"))
    marks = "".join(
        _MARKS[_kind(mark)](mark, lambda point: (to_x(point[0]), to_y(point[1]))) for mark in panel["marks"]
    )
    parts.append(
        f'<svg x="{_at(left)}" y="{_at(top)}" width="{_at(across)}" height="{_at(tall)}" overflow="hidden">'
        f"{marks}</svg>"
    )
    return "".join(parts), (left, top, to_x, to_y)


def draw(scene, width):
    """Return a scene as SVG markup, its height, and the place of each panel."""
    panels = scene["panels"]
    shares = [panel.get("share", 1) for panel in panels]
    beside = width >= 285 * len(panels)
    room = width - _GAP * (len(panels) - 1)
    widths = [room * share / sum(shares) if beside else width for share in shares]
    sizes = [_measure(panel, each, beside) for panel, each in zip(panels, widths, strict=True)]
    x = y = tallest = 0
    markup, places = "", []
    for panel, size, across in zip(panels, sizes, widths, strict=True):
        head = max(each["head"] for each in sizes) if beside else size["head"]
        drawn, place = _panel(panel, size, x, y, head)
        markup += drawn
        places.append(place)
        height = head + size["tall"] + size["foot"] + 6
        if beside:
            x, tallest = x + across + _GAP, max(tallest, height)
        else:
            y, tallest = y + height + 10, y + height
    return markup, math.ceil(tallest), places


def still(scene):
    """Return a scene as an SVG file of its own, in light colours, and its height."""
    markup, height, places = draw(scene, STILL_WIDTH)
    for handle in scene.get("handles", []):
        left, top, to_x, to_y = places[handle["panel"]]
        x, y = left + to_x(handle["at"][0]), top + to_y(handle["at"][1])
        markup += f'<circle class="knob c{handle.get("c", 0)}" cx="{_at(x)}" cy="{_at(y)}" r="8"/>'
    style = STATIC.joinpath("picture.css").read_text(encoding="utf-8")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="handson11-picture" width="{STILL_WIDTH}" height="{height}" '
        f'viewBox="0 0 {STILL_WIDTH} {height}"><style>{_compact(style)}</style>{markup}</svg>'
    ), height


def _compact(style):
    """Return CSS without comments, line ends, and the name that keeps it from the rest of a page."""
    lines = style.split("*/")[-1].split("\n")
    return (
        "".join(line.strip() for line in lines)
        .replace(".handson11-picture .", ".")
        .replace(".handson11-picture text", "text")
    )
