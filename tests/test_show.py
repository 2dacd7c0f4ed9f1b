"""What a notebook shows."""

import math
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handson11 import i18n, show

finite = st.floats(allow_nan=False, allow_infinity=False, width=32)


def value_of(text):
    """Read a number as `measured` writes it."""
    plain = text.replace("−", "-").replace(",", "").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(re.sub(r" × 10(-?\d+)", r"e\1", plain))


@given(finite)
@example(0.0)
@example(-0.0)
@example(99999.9)
@example(0.000999)
def test_one_measured_value_keeps_two_digits_and_matches_the_pattern(value):
    """The text is masked as a whole, and says the value to two significant digits."""
    text = show.measured(value)
    assert re.fullmatch(show.MEASURED_PATTERN, text)
    assert value_of(text.removeprefix("≈ ")) == pytest.approx(value, rel=0.051, abs=1e-45)


@given(st.lists(finite.filter(lambda x: abs(x) < 1e30), min_size=2, max_size=6))
def test_several_values_show_mean_and_sample_deviation(values):
    """Both numbers are within the last shown place of NumPy's."""
    text = show.measured(values)
    assert re.fullmatch(show.MEASURED_PATTERN, text)
    mean, spread = (value_of(part) for part in text.removeprefix("≈ ").split(" ± "))
    array = np.array(values)
    tolerance = 0.051 * max(abs(array.mean()), array.std(ddof=1)) + 1e-12
    assert mean == pytest.approx(array.mean(), abs=tolerance)
    assert spread == pytest.approx(array.std(ddof=1), abs=tolerance)


@pytest.mark.parametrize("bad", [math.nan, math.inf, [1.0, math.nan], [math.inf, 1.0]])
def test_what_is_not_finite_is_not_masked(bad):
    """A measured NaN has to show when a stored output is compared."""
    assert not re.search(show.MEASURED_PATTERN, show.measured(bad))


@pytest.mark.parametrize("text", ["0.97", "= 0.25", "(500, 28, 28)", "271,346", "± 0.1", "10⁻⁵"])
def test_nothing_without_the_mark_is_masked(text):
    """Exact numbers are compared as they are."""
    assert not re.search(show.MEASURED_PATTERN, text)


def test_a_mask_ends_with_the_number():
    """What stands around a measured number stays in the comparison."""
    masked = re.sub(
        show.MEASURED_PATTERN, "#", "(5 seeds: ≈ −5.54 … ≈ −5.35); bound −6.3 … −4.7, ≈ 1.5 × 10⁻⁶배 3"
    )
    assert masked == "(5 seeds: # … #); bound −6.3 … −4.7, #배 3"


class Display:
    """Stands in for IPython's display and keeps what it is given."""

    def __init__(self, monkeypatch):
        self.calls = []
        monkeypatch.setattr(show, "_kernel", lambda: object())
        module = type(sys)("IPython.display")
        module.display = lambda data, raw, metadata: self.calls.append((data, metadata))
        monkeypatch.setitem(sys.modules, "IPython.display", module)


def test_a_figure_is_published_with_its_alt_text_and_closed(monkeypatch):
    """PNG bytes are the same on every run; the alt text stands where Jupyter looks for it."""
    display = Display(monkeypatch)
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([1, 2])
        show.figure(fig, alt="A line.")
        assert fig.number not in plt.get_fignums()
    (data, metadata), (again, _) = display.calls
    assert data["image/png"] == again["image/png"] and data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "A line."
    assert metadata["image/png"]["width"] == pytest.approx(96 * fig.get_figwidth(), abs=1)


def test_a_figure_needs_an_alt_text():
    """Neither an empty alt text nor something else than a figure passes."""
    with pytest.raises(ValueError, match="Received: alt="):
        show.figure(plt.figure(), alt=" ")
    with pytest.raises(TypeError, match="Received: fig="):
        show.figure("figure", alt="x")
    plt.close("all")


def test_a_table_escapes_its_cells(monkeypatch):
    """Markup in a cell is text, and header cells name their columns."""
    display = Display(monkeypatch)
    show.table(["<b>"], [["<script>alert(1)</script>"]], caption='"x" & y')
    markup = display.calls[0][0]["text/html"]
    assert "<script>" not in markup and "&lt;script&gt;" in markup and "&quot;x&quot; &amp; y" in markup
    assert '<th scope="col">' in markup and 'tabindex="0"' in markup


def test_a_text_table_is_aligned_by_screen_columns(capsys):
    """A Hangul syllable takes two columns."""
    show.table(["조합", "n"], [["a", 1], ["없음", 22]], caption="표")
    lines = capsys.readouterr().out.splitlines()[1:]
    assert lines == ["조합  n", "----  --", "a     1", "없음  22"]


def test_a_table_needs_whole_rows_and_a_caption():
    """A short row is named by its length."""
    with pytest.raises(ValueError, match="2 cells. Received: rows of lengths .1."):
        show.table(["a", "b"], [["x"]], caption="c")
    with pytest.raises(ValueError, match="Received: caption=''"):
        show.table(["a"], [["x"]], caption="")


def test_prose_folds_its_lines_in_the_language_in_use(monkeypatch):
    """Markdown and plain text are the same single paragraph."""
    display = Display(monkeypatch)
    i18n.use("ko")
    show.prose(ko="첫째\n    둘째", en="x")
    assert display.calls[0][0] == {"text/markdown": "첫째 둘째", "text/plain": "첫째 둘째"}


def test_progress_is_silent_where_nobody_watches(capfd):
    """A notebook run by a program stores no trace of the bar."""
    assert list(show.progress([3, 4], "seeds")) == [3, 4]
    assert capfd.readouterr() == ("", "")
