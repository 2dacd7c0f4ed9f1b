"""Figures: what is drawn is what was given, in both languages, with a font for Hangul."""

import subprocess
import sys
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fontTools.ttLib import TTFont

from handson11 import i18n, plotting


@pytest.fixture(autouse=True)
def close_figures():
    """No figure outlives its test; the style is undone."""
    with mpl.rc_context():
        mpl.use("agg")
        yield
    plt.close("all")


def test_the_font_has_every_syllable_and_the_minus(root):
    """All 11,172 Hangul syllables, ASCII, and the signs that labels use; under the OFL, without a reserved name."""
    path = root / "handson11" / "fonts" / "Handson11SansKR.ttf"
    font = TTFont(path)
    characters = set(font.getBestCmap())
    assert (
        set(range(0xAC00, 0xD7A4)) | set(range(0x20, 0x7F)) | {ord(c) for c in "−±×≈≤≥√∞σμ²…–"} <= characters
    )
    assert font["name"].getDebugName(1) == plotting.FONT
    licence = path.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence and "Reserved Font Name 'Source'" in licence
    assert path.stat().st_size < 2_600_000


def test_korean_is_drawn_without_any_other_font():
    """With warnings as errors, no glyph of a Korean label or a negative tick is missing."""
    plotting.use_style()
    i18n.use("ko")
    ax = plotting.by_layer({"쌓은 층, 뷁": [[-1.0, -2.0]]}, ylabel="그레이디언트의 노름 (σ²)")
    mpl.rcParams["font.family"] = [plotting.FONT]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.canvas.draw()


@pytest.mark.parametrize("log", [False, True])
def test_by_layer_draws_mean_and_extremes(log):
    """The line is the (geometric) mean over seeds, the band reaches from smallest to largest."""
    values = np.random.default_rng(0).uniform(0.5, 2, size=(5, 7))
    ax = plotting.by_layer({"a": values}, ylabel="y", log=log)
    mean = np.exp(np.log(values).mean(axis=0)) if log else values.mean(axis=0)
    assert np.allclose(ax.lines[0].get_xydata(), np.column_stack([np.arange(1, 8), mean]))
    band = ax.collections[0].get_paths()[0].vertices
    for layer in range(7):
        heights = band[band[:, 0] == layer + 1, 1]
        assert heights.min() == pytest.approx(values[:, layer].min())
        assert heights.max() == pytest.approx(values[:, layer].max())
    assert ax.get_yscale() == ("log" if log else "linear")


def test_an_overflow_ends_the_line_and_is_named():
    """Only layers that are finite in every seed are drawn."""
    values = [[1.0, 2.0, 3.0, np.nan], [1.0, 2.0, np.inf, np.nan]]
    ax = plotting.by_layer({"a": values}, ylabel="y")
    assert ax.lines[0].get_xdata().tolist() == [1, 2]
    assert [text.get_text() for text in ax.texts] == ["overflow"]


def test_labels_follow_the_language():
    """Axis and legend speak the language in use."""
    for language, layer, epoch in (("ko", "층", "에포크"), ("en", "layer", "epoch")):
        i18n.use(language)
        assert plotting.by_layer({"a": [[1, 2]]}, ylabel="y").get_xlabel() == layer
        assert plotting.learning_curves({"a": [[1, 2]]}, ylabel="y").get_xlabel() == epoch


def test_the_legend_says_what_is_drawn_of_the_seeds():
    """Mean or geometric mean, band or bar; nothing where there is one seed."""
    values = {"a": [[1.0, 2.0], [3.0, 4.0]]}
    titles = [
        plotting.by_layer(values, ylabel="y").get_legend().get_title().get_text(),
        plotting.by_layer(values, ylabel="y", log=True).get_legend().get_title().get_text(),
        plotting.intervals(values, ["x", "y"], xlabel="x").get_legend().get_title().get_text(),
        plotting.by_layer({"a": [1.0, 2.0]}, ylabel="y").get_legend().get_title().get_text(),
    ]
    assert titles == [
        "2 seeds: line mean, band min–max",
        "2 seeds: line geometric mean, band min–max",
        "2 seeds: dot mean, bar min–max",
        "",
    ]


def test_lines_differ_without_colour():
    """Every line has its own marker and dash."""
    plotting.use_style()
    ax = plotting.learning_curves({str(n): [[n, n + 1]] for n in range(7)}, ylabel="y")
    looks = {(line.get_marker(), str(line.get_linestyle())) for line in ax.lines}
    assert len(looks) == 7


def test_by_value_and_histograms_draw_what_they_are_given():
    """Settings on the axis, and densities that sum to one."""
    ax = plotting.by_value([10, 30], {"a": [[1, 2], [3, 4]]}, xlabel="w", ylabel="y", logx=True, reference=1)
    assert ax.lines[0].get_xydata().tolist() == [[10, 2], [30, 3]]
    samples = {"narrow": np.linspace(0, 1, 500), "wide": np.linspace(-3, 3, 500)}
    for axes in plotting.histograms(samples, xlabel="x"):
        density, edges, _ = axes.patches[0].get_data()
        assert (density * np.diff(edges)).sum() == pytest.approx(1)


def test_intervals_run_from_smallest_to_largest():
    """A dot at the mean of each row, a line from the smallest to the largest seed, rows from the top."""
    values = np.array([[0.1, 0.5, 0.9], [0.3, 0.5, 0.3]])
    ax = plotting.intervals({"a": values, "b": values + 1}, ["x", "y", "z"], xlabel="score")
    assert np.allclose(ax.lines[0].get_xdata(), [0.2, 0.5, 0.6])
    assert np.allclose(ax.lines[1].get_xdata(), [1.2, 1.5, 1.6])
    ends = np.array([segment[:, 0] for segment in ax.collections[0].get_segments()])
    assert np.allclose(ends, [[0.1, 0.3], [0.5, 0.5], [0.3, 0.9]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y", "z"] and ax.yaxis_inverted()
    assert "2 seeds" in ax.get_legend().get_title().get_text()


@pytest.mark.parametrize("styled", [False, True])
def test_dots_show_and_differ_whatever_the_style(styled):
    """Each series has a marker of its own, over several calls too, and rows run from the top after each call."""
    if styled:
        plotting.use_style()
    ax = plotting.intervals({"a": [[1, 2]], "b": [[1, 2]]}, ["x", "y"], xlabel="score")
    plotting.intervals({"c": [[1, 2]]}, ["x", "y"], xlabel="score", ax=ax)
    assert [line.get_marker() for line in ax.lines] == list(plotting.MARKERS[:3])
    assert ax.yaxis_inverted()


def test_a_row_that_overflowed_is_a_dash():
    """Neither dot nor line where a seed is not finite; every row keeps its place, and nothing warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = {"a": [[1, np.nan, 3], [2, 3, 5]], "b": [[np.inf] * 3]}
        ax = plotting.intervals(values, ["x", "y", "z"], xlabel="score")
        ax.figure.canvas.draw()
    assert ax.lines[0].get_xdata().tolist() == [1.5, 4] and len(ax.lines[1].get_xdata()) == 0
    assert [len(each.get_segments()) for each in ax.collections] == [2, 0]
    assert [text.get_text() for text in ax.texts] == ["–"] * 4
    assert np.allclose([text.get_position()[1] for text in ax.texts], [0.84, 0.16, 1.16, 2.16])


def test_heat_maps_write_zero_without_a_sign_and_overflow_without_a_warning():
    """No −0.00, and no warning about a mean of ∞ and −∞ or one that overflows."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = [[[-0.001, np.inf, 1.5e308]], [[-0.002, -np.inf, 1.5e308]]]
        ax = plotting.heat_map(values, ["a"], "b c d".split(), xlabel="x", ylabel="y")
        ax.figure.canvas.draw()
    assert [text.get_text() for text in ax.texts] == ["0.00", "0.00–0.00", "–", "–"]


def test_refusing_draws_nothing():
    """Neither a new figure nor anything on the Axes that were given."""
    ax = plt.subplots()[1]
    for call in (
        lambda: plotting.intervals({"a": [[1, 2]], "b": [[1, 2, 3]]}, ["x", "y"], xlabel="x", ax=ax),
        lambda: plotting.intervals({"a": [[1, 2, 3]]}, ["x", "y"], xlabel="x"),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", dark="left"),
    ):
        with pytest.raises(ValueError, match="Received: "):
            call()
    assert plt.get_fignums() == [ax.figure.number] and not ax.lines


def test_a_heat_map_writes_mean_and_range():
    """Means in the cells, the range below them; a cell that overflowed in any seed is a dash."""
    values = np.array([[[0.1, 0.2], [0.3, np.nan]], [[0.3, 0.2], [0.5, 0.1]]])
    ax = plotting.heat_map(values, ["a", "b"], [1, 10], xlabel="x", ylabel="y", vmin=0, vmax=1)
    assert [t.get_text() for t in ax.texts] == [
        "0.20",
        "0.10–0.30",
        "0.20",
        "0.20–0.20",
        "0.40",
        "0.30–0.50",
        "–",
    ]
    drawn = ax.images[0].get_array()
    assert np.allclose(drawn.filled(-1), [[0.2, 0.2], [0.4, -1]])
    assert [text.get_position()[0] for text in ax.texts[::2]] == [0, 1, 0, 1]


@pytest.mark.parametrize("dark", ["low", "high"])
def test_writing_in_a_heat_map_stands_out_from_its_cell(dark):
    """White on dark colours, black on light ones, whichever end is dark: at least 3 to 1 everywhere."""
    ax = plotting.heat_map([np.linspace(0, 1, 21)], ["a"], range(21), xlabel="x", ylabel="y", dark=dark)
    ends = [_luminance(ax.images[0].to_rgba(value)[:3]) for value in (0.0, 1.0)]
    assert (ends[0] < ends[1]) == (dark == "low")
    image = ax.images[0]
    for text, value in zip(ax.texts, np.linspace(0, 1, 21), strict=True):
        pair = [
            _luminance(mpl.colors.to_rgb(color)) for color in (text.get_color(), image.to_rgba(value)[:3])
        ]
        assert (max(pair) + 0.05) / (min(pair) + 0.05) > 3


def _luminance(rgb):
    """Relative luminance after WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


def test_bad_arrays_are_refused():
    """Empty, misshapen, non-positive on a log axis, and not numbers."""
    for call in (
        lambda: plotting.by_layer({}, ylabel="y"),
        lambda: plotting.by_layer([1, 2], ylabel="y"),
        lambda: plotting.by_layer({"a": np.ones((2, 2, 2))}, ylabel="y"),
        lambda: plotting.by_layer({"a": ["x"]}, ylabel="y"),
        lambda: plotting.by_layer({"a": [0.0, 1.0]}, ylabel="y", log=True),
        lambda: plotting.by_value([1, 2], {"a": [1, 2, 3]}, xlabel="x", ylabel="y"),
        lambda: plotting.function_and_slope([0, 1], [0], [0]),
        lambda: plotting.histograms({"a": [np.nan]}, xlabel="x"),
        lambda: plotting.histograms([], xlabel="x"),
        lambda: plotting.intervals({"a": [[1, 2]]}, ["x"], xlabel="x"),
        lambda: plotting.intervals({}, [], xlabel="x"),
        lambda: plotting.intervals({"a": [[1, 2]]}, 2, xlabel="x"),
        lambda: plotting.intervals({"a": [[1, 2]]}, "xy", xlabel="x"),
        lambda: plotting.heat_map([[1]], 1, ["b"], xlabel="x", ylabel="y"),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", digits=-1),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", digits=1.5),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", vmin="a"),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", vmax=np.nan),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", vmin=3, vmax=1),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", vmin=2, vmax=2),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", vmin=2),
        lambda: plotting.heat_map([[1, 2]], ["a"], ["b"], xlabel="x", ylabel="y"),
        lambda: plotting.heat_map([[1]], ["a"], ["b"], xlabel="x", ylabel="y", dark="left"),
        lambda: plotting.heat_map([1, 2], ["a"], ["b", "c"], xlabel="x", ylabel="y"),
    ):
        with pytest.raises((ValueError, TypeError), match="Received: "):
            call()


def test_importing_changes_nothing_and_loads_no_keras():
    """RcParams change in `use_style` only, and arrays need no TensorFlow."""
    code = (
        "import sys, matplotlib as m; before = dict(m.rcParams); import handson11.plotting, handson11.show;"
        "assert dict(m.rcParams) == before; assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
