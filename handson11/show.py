"""What a notebook shows: figures with alt text, tables, prose with measured numbers, progress.

Everything here works without IPython too, as plain text.
"""

import html
import io
import math
import re
import sys
import unicodedata

import numpy as np

from handson11 import _validate
from handson11._validate import received
from handson11.i18n import tr

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = r"−?\d[\d,]*(?:\.\d+)?(?: × 10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"

MEASURED_PATTERN = rf"≈ {_NUMBER}(?: ± {_NUMBER})?"
"""Regular expression of what `measured` writes for finite values.

NaN and infinity do not match: where a stored output is compared with a new one, finite measured
numbers are masked by this pattern, and a value that is not finite has to be seen.
"""


def measured(values, *, digits=2):
    """Write a measured value with the mark ≈, or the mean and spread of several.

    Args:
        values: A number, or one number for each seed.
        digits: Significant digits. Default 2.

    Returns:
        `"≈ 0.97"` for one value, `"≈ 0.97 ± 0.02"` (mean and sample standard deviation) for
        several.

    Raises:
        TypeError: If `values` are not numbers.
        ValueError: If there is none, or `digits` is below 1.

    Example:
        >>> measured(0.000123)
        '≈ 1.2 × 10⁻⁴'
        >>> measured([0.9, 1.0, 1.1])
        '≈ 1.0 ± 0.1'
    """
    digits = _validate.integer(digits, "digits", at_least=1, at_most=15)
    values = _validate.array(values, "values", dtype="float64", finite=False).ravel()
    if values.size == 1:
        return f"≈ {_rounded(values[0], digits)}"
    if not np.isfinite(values).all():
        return f"≈ {values.sum()}"
    mean, spread = values.mean(), values.std(ddof=1)
    if not _scientific(mean) and spread > 0 and abs(mean) >= spread:
        # Both to the same decimal place: the mean's digits, and one more where the spread is smaller.
        places = max(0, digits - 1 - math.floor(math.log10(abs(mean))))
        if spread < 0.5 * 10**-places:
            places = min(places + 2, -math.floor(math.log10(spread)))
        return f"≈ {_fixed(mean, places)} ± {_fixed(spread, places)}"
    return f"≈ {_rounded(mean, digits)} ± {_rounded(spread, digits)}"


def exact(value):
    """Write a number that was computed, not measured: no mark, at most six significant digits.

    Args:
        value: A finite number.

    Returns:
        The number as text, with a typographic minus and powers of ten.

    Example:
        >>> exact(0.25), exact(271346), exact(-1e-6)
        ('0.25', '271,346', '−1 × 10⁻⁶')
    """
    value = _validate.number(value, "value")
    if value.is_integer() and abs(value) < 1e9:
        return f"{value:,.0f}".replace("-", "−")
    if _scientific(value):
        return _power_of_ten(f"{value:.5e}")
    return f"{value:.6g}".replace("-", "−")


def figure(fig, alt):
    """Publish a figure as an image with alternative text, and close it.

    Args:
        fig: A Matplotlib figure.
        alt: What the figure shows, in one or two sentences, for readers who cannot see it.
            It becomes the image's alt text in Jupyter, Colab and the book.

    Raises:
        TypeError: If `fig` is not a Matplotlib figure.
        ValueError: If `alt` is empty.
    """
    import matplotlib.figure
    import matplotlib.pyplot as plt

    if not isinstance(fig, matplotlib.figure.Figure):
        raise TypeError(f"`fig` must be a Matplotlib figure. Received: fig={received(fig)}")
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"`alt` must say what the figure shows. Received: alt={received(alt)}")
    png, width, height = _png(fig)
    plt.close(fig)
    metadata = {"image/png": {"alt": alt, "width": width, "height": height}}
    _publish({"image/png": png, "text/plain": f"[{tr(ko='그림', en='figure')}]"}, alt, metadata)


def table(header, rows, *, caption):
    """Publish a table: HTML in a notebook, aligned text elsewhere.

    Args:
        header: Column titles.
        rows: Rows of cells, each as long as `header`. Cells are written with `str`.
        caption: What the table shows.

    Raises:
        ValueError: If a row is not as long as the header, or `caption` is empty.

    Example:
        >>> table(["layer", "slope"], [[1, "0.25"], [2, "0.06"]], caption="Slopes")
        Slopes
        layer  slope
        -----  -----
        1      0.25
        2      0.06
    """
    header = [str(cell) for cell in header]
    rows = [[str(cell) for cell in row] for row in rows]
    if any(len(row) != len(header) for row in rows):
        lengths = [len(row) for row in rows]
        raise ValueError(
            f"`rows` must all have {len(header)} cells. Received: rows of lengths {received(lengths)}"
        )
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError(f"`caption` must say what the table shows. Received: caption={received(caption)}")
    text = _text_table(header, rows, caption)
    _publish({"text/html": _html_table(header, rows, caption), "text/plain": text}, text)


def prose(*, ko, en):
    """Publish a paragraph of Markdown in the language in use: the place for computed numbers in prose.

    Line breaks and runs of spaces are folded, so that the text may be wrapped in the code.

    Args:
        ko: The paragraph in Korean.
        en: The paragraph in English.

    Example:
        >>> prose(ko="기울기는 0.25입니다.", en="The slope is 0.25.")
        The slope is 0.25.
    """
    text = " ".join(tr(ko=ko, en=en).split())
    _publish({"text/markdown": text, "text/plain": text}, text)


def progress(iterable, label):
    """Iterate with a progress bar that is gone afterwards.

    The bar shows only where somebody watches: in a terminal, or in a notebook in a browser. A
    notebook that is executed by a program stores no trace of it.

    Args:
        iterable: What to iterate over.
        label: What is being done.

    Returns:
        An iterator over the same items.

    Example:
        >>> list(progress(range(3), "seeds"))
        [0, 1, 2]
    """
    from tqdm import tqdm

    return iter(tqdm(iterable, desc=str(label), leave=False, disable=not _is_watched()))


def _publish(data, text, metadata=None):
    """Show `data` (MIME type → content) in a notebook, or print `text` elsewhere."""
    if _kernel() is None:
        print(text)
        return
    from IPython.display import display

    display(data, raw=True, metadata=metadata or {})


def _kernel():
    """Return the IPython kernel that runs this code, or None."""
    # Looked up, not imported: outside a notebook IPython need not be there.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None)


def _is_watched():
    kernel = _kernel()
    if kernel is None:
        return sys.stderr.isatty()
    # A browser can answer input(); papermill, nbval and nbclient say that they cannot.
    return bool(getattr(kernel, "_allow_stdin", False))


def _png(fig):
    """Return a figure as PNG bytes, with its width and height in CSS pixels."""
    from PIL import Image

    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=200, metadata={"Software": None})
    image = Image.open(buffer).convert("RGB")
    # 128 colours are enough for lines and text, and a third of the bytes.
    small = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(small, format="PNG", optimize=True)
    return small.getvalue(), *(round(size * 96 / 200) for size in image.size)


def _html_table(header, rows, caption):
    """Return a table in a box that scrolls by itself, so that a phone's page does not."""
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    title = html.escape(caption)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{title}" style="overflow-x: auto">'
        f'<table class="handson11-table"><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _text_table(header, rows, caption):
    lines = [header, *rows]
    widths = [max(_columns(line[index]) for line in lines) for index in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    aligned = [
        "  ".join(cell + " " * (width - _columns(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    return "\n".join([caption, *(line.rstrip() for line in aligned)])


def _columns(text):
    """Return how many terminal columns `text` takes; Hangul takes two a syllable."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _scientific(value):
    """Whether a value is so small or large that powers of ten read better."""
    return value != 0 and not 1e-3 <= abs(value) < 1e5


def _rounded(value, digits):
    """Write one measured value with its significant digits; an exact zero as 0."""
    if not math.isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if _scientific(value):
        return _power_of_ten(f"{value:.{digits - 1}e}", keep_zeros=True)
    return _fixed(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def _power_of_ten(text, *, keep_zeros=False):
    """Turn Python's `1.2e-04` into `1.2 × 10⁻⁴`."""
    mantissa, exponent = text.split("e")
    if "." in mantissa and not keep_zeros:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}".replace("-", "−")


def _fixed(value, places):
    text = f"{value:,.{places}f}"
    if not re.search("[1-9]", text):
        text = text.lstrip("-")  # no negative zero
    return text.replace("-", "−")
