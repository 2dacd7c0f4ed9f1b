"""Figures from arrays, labelled in the language in use.

Every function draws on the Axes that it is given, or on new ones, and returns them. Several seeds
are drawn as their mean and a band from the smallest to the largest. Lines differ by colour, marker
and dash, so that they can be told apart without colour.
"""

import importlib.resources
import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib import font_manager, ticker

from handson11 import _validate
from handson11._validate import received
from handson11.i18n import tr

FONT = "Handson11 Sans KR"

# Okabe & Ito (2008): eight colours that readers with any kind of colour vision tell apart. Yellow is
# too light for a line on white and is left out.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (7, 2)))


def use_style():
    """Set Matplotlib's style for the course: font with Hangul, safe colours, light grid.

    Changes `matplotlib.rcParams` and registers the font that comes with the package, so that Korean
    labels are drawn on a machine without any Korean font.
    """
    path = importlib.resources.files("handson11").joinpath("fonts", "Handson11SansKR.ttf")
    if FONT not in font_manager.get_font_names():
        font_manager.fontManager.addfont(str(path))
    mpl.rcParams.update(
        {
            "font.family": [FONT, "DejaVu Sans"],
            "font.size": 11,
            "axes.unicode_minus": True,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": cycler(color=COLORS, marker=MARKERS, linestyle=DASHES),
            "grid.color": "#DDDDDD",
            "grid.linewidth": 0.6,
            "lines.linewidth": 1.8,
            "lines.markersize": 5,
            "legend.frameon": False,
            "legend.fontsize": 10,
            "figure.figsize": (6.4, 3.6),
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
        }
    )


def function_and_slope(z, value, slope, *, name=None, ax=None):
    """Draw an activation function and its derivative.

    Args:
        z: Inputs, array of shape `(n,)`.
        value: The function's values at `z`, shape `(n,)`.
        slope: Its derivative at `z`, shape `(n,)`.
        name: The function's name for the legend.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        ValueError: If the arrays differ in shape.

    Example:
        >>> z = np.linspace(-2, 2, 5)
        >>> ax = function_and_slope(z, np.tanh(z), 1 - np.tanh(z) ** 2, name="tanh")
        >>> [line.get_label() for line in ax.lines[:2]]
        ['tanh(z)', 'slope tanh′(z)']
    """
    z = _validate.array(z, "z", ndim=1)
    value = _same_length(value, "value", z)
    slope = _same_length(slope, "slope", z)
    ax = _axes(ax)
    name = name or "f"
    ax.plot(z, value, color=COLORS[0], linestyle="-", marker="", label=f"{name}(z)")
    ax.plot(
        z,
        slope,
        color=COLORS[1],
        linestyle="--",
        marker="",
        label=tr(ko="기울기 ", en="slope ") + f"{name}′(z)",
    )
    ax.axhline(0, color="#888888", linewidth=0.8, linestyle="-", marker="", zorder=0)
    ax.axvline(0, color="#888888", linewidth=0.8, linestyle="-", marker="", zorder=0)
    ax.set_xlabel("z")
    ax.legend()
    return ax


def by_layer(series, *, ylabel, log=False, reference=None, ax=None):
    """Draw a statistic along the layers.

    Args:
        series: Dict from label to array of shape `(n_seeds, n_layers)` or `(n_layers,)`. A line ends
            where its values stop being finite in every seed, and its end is marked as an overflow.
        ylabel: What is measured, with its unit.
        log: Whether the vertical axis is logarithmic; the mean is then the geometric one.
        reference: Height of a thin horizontal line, or `None`.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        ValueError: If `series` is empty, an array has another rank, or a value on a logarithmic axis
            is not positive.

    Example:
        >>> ax = by_layer({"ReLU": [[1.0, 0.5], [1.0, 0.7]]}, ylabel="std")
        >>> ax.lines[0].get_ydata().round(2).tolist()
        [1.0, 0.6]
    """
    series = _series(series)
    ax = _along(series, tr(ko="층", en="layer"), log, ax)
    for values in series.values():
        _mark_overflow(ax, values)
    return _finish(ax, series, ylabel, log, reference)


def learning_curves(curves, *, ylabel, reference=None, ax=None):
    """Draw a metric along the epochs.

    Args:
        curves: Dict from label to array of shape `(n_seeds, n_epochs)` or `(n_epochs,)`; values that
            are not finite (a loss that overflowed) are left out.
        ylabel: The metric.
        reference: Height of a thin horizontal line, or `None`.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        ValueError: If `curves` is empty, or an array has another rank.

    Example:
        >>> ax = learning_curves({"He": [[2.3, 1.0], [2.3, 1.2]]}, ylabel="loss")
        >>> ax.get_xlabel()
        'epoch'
    """
    curves = _series(curves)
    ax = _along(curves, tr(ko="에포크", en="epoch"), False, ax)
    return _finish(ax, curves, ylabel, False, reference)


def by_value(x, series, *, xlabel, ylabel, logx=False, log=False, reference=None, ax=None):
    """Draw a result against a setting that was varied, such as the width.

    Args:
        x: The settings, array of shape `(n_settings,)`.
        series: Dict from label to array of shape `(n_seeds, n_settings)` or `(n_settings,)`.
        xlabel: The setting.
        ylabel: The result, with its unit.
        logx: Whether the horizontal axis is logarithmic; its ticks are then the settings.
        log: Whether the vertical axis is logarithmic; the mean is then the geometric one.
        reference: Height of a thin horizontal line, or `None`.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        ValueError: If `series` is empty, or an array does not have one value a setting.

    Example:
        >>> ax = by_value([10, 100], {"He": [0.1, 0.2]}, xlabel="width", ylabel="saturated", logx=True)
        >>> [label.get_text() for label in ax.get_xticklabels()]
        ['10', '100']
    """
    x = _validate.array(x, "x", ndim=1)
    series = _series(series)
    ax = _axes(ax)
    for label, values in series.items():
        if values.shape[1] != len(x):
            raise ValueError(
                f"`series` must have {len(x)} values, one a setting. Received: {label!r} of shape {values.shape}"
            )
        _mean_and_band(ax, x, values, label, log)
    if logx:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(ticker.FixedLocator(x))
        ax.xaxis.set_minor_locator(ticker.NullLocator())
        ax.set_xticks(x, [f"{value:g}" for value in x])
    ax.set_xlabel(xlabel)
    return _finish(ax, series, ylabel, log, reference)


def histograms(samples, *, xlabel, bins=60):
    """Draw the distributions of several samples below each other, on one scale.

    Args:
        samples: Dict from label to numbers, array of any shape.
        xlabel: What the numbers are, with their unit.
        bins: Number of bins over the common range. Default 60.

    Returns:
        The Axes, an array with one a sample, from top to bottom.

    Raises:
        ValueError: If `samples` is empty, or holds a value that is not finite.

    Example:
        >>> axes = histograms({"narrow": [0.0, 0.1], "wide": [-1.0, 1.0]}, xlabel="weight")
        >>> len(axes)
        2
    """
    if not isinstance(samples, dict) or not samples:
        raise ValueError(
            f"`samples` must be a dict with at least one sample. Received: samples={received(samples)}"
        )
    samples = {
        label: _validate.array(values, f"samples[{label!r}]").ravel() for label, values in samples.items()
    }
    bins = _validate.integer(bins, "bins", at_least=1)
    low = min(values.min() for values in samples.values())
    high = max(values.max() for values in samples.values())
    edges = np.histogram_bin_edges([low, high], bins)
    fig, axes = plt.subplots(
        len(samples), 1, sharex=True, sharey=True, squeeze=False, figsize=(6.4, 1.0 + 1.1 * len(samples))
    )
    for ax, (label, values), color in zip(axes[:, 0], samples.items(), itertools.cycle(COLORS)):
        density, _ = np.histogram(values, edges, density=True)
        ax.stairs(density, edges, fill=True, color=color, alpha=0.85)
        ax.set_title(label, loc="left", fontsize=11)
    fig.supylabel(tr(ko="밀도", en="density"), fontsize=11)
    axes[-1, 0].set_xlabel(xlabel)
    return axes[:, 0]


def intervals(series, names, *, xlabel, reference=None, ax=None):
    """Draw one row a name, with the mean of each series as a dot on a line from smallest to largest.

    Args:
        series: Dict from label to array of shape `(n_seeds, n_names)`. A row with a value that is not
            finite gets a dash instead of dot and line.
        names: The rows, from top to bottom, a sequence of names.
        xlabel: What is measured, with its unit.
        reference: Position of a thin vertical line, or `None`.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        TypeError: If `names` is no sequence of names.
        ValueError: If `series` is empty, or an array does not have one value a name.

    Example:
        >>> ax = intervals({"SGD": [[0.1, 0.5], [0.1, 0.7]]}, ["sigmoid", "ReLU"], xlabel="accuracy")
        >>> ax.lines[0].get_xdata().round(2).tolist()
        [0.1, 0.6]
    """
    names, series = _names(names, "names"), _series(series)
    for label, values in series.items():
        if values.shape[1] != len(names):
            raise ValueError(
                f"`series` must have {len(names)} values, one a name. Received: {label!r} of shape {values.shape}"
            )
    ax = plt.subplots(figsize=(6.4, 0.9 + 0.42 * len(names)))[1] if ax is None else ax
    offsets = np.linspace(-0.16, 0.16, len(series)) if len(series) > 1 else [0.0]
    for (label, values), offset in zip(series.items(), offsets, strict=True):
        finite = np.isfinite(values).all(axis=0)
        rows, values = np.flatnonzero(finite) + offset, values[:, finite]
        marker = MARKERS[len(ax.lines) % len(MARKERS)]
        (dots,) = ax.plot(values.mean(axis=0), rows, linestyle="", marker=marker, markersize=6, label=label)
        color = dots.get_color()
        ax.hlines(rows, values.min(axis=0), values.max(axis=0), color=color, linewidth=2, alpha=0.6)
        for row in np.flatnonzero(~finite) + offset:
            ax.text(0.5, row, "–", color=color, ha="center", va="center", transform=ax.get_yaxis_transform())
    ax.set_yticks(range(len(names)), names)
    ax.yaxis.set_inverted(True)
    if reference is not None:
        ax.axvline(reference, color="#555555", linewidth=0.9, linestyle="-", marker="", zorder=0)
    ax.set_xlabel(xlabel)
    return _legend(
        ax,
        series,
        mean=tr(ko="점은 평균", en="dot mean"),
        spread=tr(ko="막대는 최소–최대", en="bar min–max"),
    )


def heat_map(
    values, rows, columns, *, xlabel, ylabel, label=None, digits=2, vmin=None, vmax=None, dark="low", ax=None
):
    """Draw a table of results as coloured cells with their values written in them.

    Args:
        values: Array of shape `(n_seeds, n_rows, n_columns)` or `(n_rows, n_columns)`. Of several
            seeds the mean is written and, smaller below it, the range from smallest to largest. A
            cell with a value that is not finite stays empty and gets a dash.
        rows: Names of the rows, from top to bottom.
        columns: Names of the columns.
        xlabel: What differs between the columns.
        ylabel: What differs between the rows.
        label: What is measured, with its unit, for a colour bar. Default: no bar.
        digits: Decimal places of the written values. Default 2.
        vmin: Value at one end of the colours. Default: the smallest value.
        vmax: Value at the other end, above `vmin`. Default: the largest value.
        dark: Which end is dark, `"low"` (default) or `"high"`; where high values are the bad ones,
            `"high"` makes light mean good.
        ax: Axes to draw on; new ones by default.

    Returns:
        The Axes.

    Raises:
        TypeError: If `rows` or `columns` is no sequence of names, `digits` no integer, or `vmin` or
            `vmax` no number.
        ValueError: If `values` does not have one value a row and column, `digits` is negative, `vmin` and
            `vmax` leave no range between them, or `dark` is neither.

    Example:
        >>> ax = heat_map([[0.1, 0.8]], ["He"], [0.01, 1], xlabel="rate", ylabel="weights")
        >>> [text.get_text() for text in ax.texts]
        ['0.10', '0.80']
    """
    values = _validate.array(values, "values", ndim=(2, 3), dtype="float64", finite=False)
    rows, columns = _names(rows, "rows"), _names(columns, "columns")
    digits = _validate.integer(digits, "digits", at_least=0)
    if values.shape[-2:] != (len(rows), len(columns)):
        raise ValueError(
            f"`values` must have {len(rows)} rows and {len(columns)} columns, as named. "
            f"Received: values of shape {values.shape}"
        )
    values = values[None] if values.ndim == 2 else values
    with np.errstate(invalid="ignore", over="ignore"):  # a mean that is not finite gets a dash
        mean = np.ma.masked_invalid(values.mean(axis=0))
    vmin, vmax = (
        None if end is None else _validate.number(end, name) for name, end in (("vmin", vmin), ("vmax", vmax))
    )
    low, high = (mean.min() if vmin is None else vmin), (mean.max() if vmax is None else vmax)
    if low > high or (low == high and None not in (vmin, vmax)):
        raise ValueError(
            f"`vmin` must be below `vmax` and the values' other end. Received: vmin={vmin}, vmax={vmax}"
        )
    cmap = {"low": "cividis", "high": "cividis_r"}[_validate.one_of(dark, "dark", ("low", "high"))]
    ax = _axes(ax)
    image = ax.imshow(mean, cmap=cmap, vmin=vmin, vmax=vmax, aspect="auto", origin="upper")
    ax.grid(False)
    for (row, column), value in np.ndenumerate(mean.filled(np.nan)):
        style = {"ha": "center", "va": "center"}
        if not np.isfinite(value):
            ax.text(column, row, "–", color="black", fontsize=11, **style)
            continue
        style["color"] = "white" if _is_dark(image.to_rgba(value)) else "black"
        several = len(values) > 1
        ax.text(column, row - 0.14 * several, f"{value:z.{digits}f}", fontsize=11, **style)
        if several:
            low, high = values[:, row, column].min(), values[:, row, column].max()
            text = f"{low:z.{digits}f}–{high:z.{digits}f}"
            ax.text(column, row + 0.24, text, fontsize=7.5, **style)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if label is not None:
        ax.figure.colorbar(image, ax=ax, label=label)
    return ax


def _is_dark(color):
    """Whether white stands out from a colour (RGBA) more than black does."""
    return np.dot(color[:3], [0.2126, 0.7152, 0.0722]) < 0.5


def _axes(ax):
    return plt.subplots()[1] if ax is None else ax


def _names(names, argument):
    """Return the names of rows or columns as strings."""
    if isinstance(names, str) or not np.iterable(names):
        raise TypeError(f"`{argument}` must be a sequence of names. Received: {argument}={received(names)}")
    return [str(name) for name in names]


def _same_length(values, name, z):
    values = _validate.array(values, name)
    if values.shape != z.shape:
        raise ValueError(
            f"`{name}` must have the shape of `z`, {z.shape}. Received: {name} of shape {values.shape}"
        )
    return values


def _series(series):
    """Return the series with each array as floats of shape `(n_seeds, n_points)`."""
    if not isinstance(series, dict) or not series:
        raise ValueError(
            f"`series` must be a dict with at least one array. Received: series={received(series)}"
        )
    return {
        label: np.atleast_2d(
            _validate.array(values, f"series[{label!r}]", ndim=(1, 2), dtype="float64", finite=False)
        )
        for label, values in series.items()
    }


def _along(series, xlabel, log, ax):
    """Draw each series over 1, 2, 3, …"""
    ax = _axes(ax)
    for label, values in series.items():
        _mean_and_band(ax, np.arange(1, values.shape[1] + 1), values, label, log)
    ax.set_xlabel(xlabel)
    ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, min_n_ticks=1))
    return ax


def _mean_and_band(ax, x, values, label, log):
    """Draw the mean over the seeds as a line, and a band from the smallest to the largest."""
    if log and (values <= 0).any():
        raise ValueError(
            "`series` must be positive on a logarithmic axis. "
            f"Received: {label!r} with smallest value {np.nanmin(values):g}"
        )
    finite = np.isfinite(values).all(axis=0)
    x, values = np.asarray(x)[finite], values[:, finite]
    mean = np.exp(np.log(values).mean(axis=0)) if log else values.mean(axis=0)
    (line,) = ax.plot(x, mean, label=label, markevery=max(1, len(x) // 12))
    if len(values) > 1:
        ax.fill_between(
            x, values.min(axis=0), values.max(axis=0), color=line.get_color(), alpha=0.18, linewidth=0
        )


def _mark_overflow(ax, values):
    """Mark the last layer before the values stop being finite."""
    finite = np.isfinite(values).all(axis=0)
    if finite.all() or not finite.any():
        return
    last = np.flatnonzero(finite)[-1]
    ax.annotate(
        tr(ko="값이 넘침", en="overflow"),
        (last + 1, values[:, last].mean()),
        xytext=(-12, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )


def _finish(ax, series, ylabel, log, reference):
    """Set what all line figures have in common."""
    if log:
        ax.set_yscale("log")
    if reference is not None:
        ax.axhline(reference, color="#555555", linewidth=0.9, linestyle="-", marker="", zorder=0)
    ax.set_ylabel(ylabel)
    kind = tr(ko="기하 평균", en="geometric mean") if log else tr(ko="평균", en="mean")
    return _legend(
        ax,
        series,
        mean=tr(ko=f"선은 {kind}", en=f"line {kind}"),
        spread=tr(ko="띠는 최소–최대", en="band min–max"),
    )


def _legend(ax, series, *, mean, spread):
    """Say which line is which, and what is drawn of the seeds."""
    n_seeds = max(len(values) for values in series.values())
    title = tr(ko=f"시드 {n_seeds}개: {mean}, {spread}", en=f"{n_seeds} seeds: {mean}, {spread}")
    ax.legend(title=title if n_seeds > 1 else None, title_fontsize=9)
    return ax
