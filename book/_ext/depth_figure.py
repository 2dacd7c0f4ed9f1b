"""The figure of the first page: a signal on its way through fifty layers, computed while the book is built.

Only the size of the first weights differs. ReLU lets a factor through (ReLU(a·z) = a·ReLU(z) for a > 0), so that one
simulation with He's variance gives the others: k times the variance is √k times the signal, layer after layer.
"""

import functools
import html
import math
import operator
import random

LAYERS, UNITS, SEEDS = 50, 64, 5
# factor of He's variance 2/n → class and label of the curve
CURVES = {2.0: ("explodes", "σ² = 4/n"), 1.0: ("lasts", "He: 2/n"), 0.5: ("vanishes", "1/n")}
WORDS = {
    "ko": {
        "depth": "층",
        "size": "신호의 크기(입력 = 1)",
        "alt": "ReLU 층 {layers}개를 지나는 신호의 크기. 가중치의 분산이 He 초기화의 두 배이면 처음의 약 "
        "{explodes}배로 폭주하고, 절반이면 약 {vanishes}배로 사라지고, He 초기화면 약 {lasts}배로 유지됩니다.",
        "caption": "ReLU 층 {layers}개를 지나는 신호의 크기. 처음 가중치의 분산만 다릅니다(n은 뉴런의 수). "
        "시드 {seeds}개, 층마다 뉴런 {units}개로 이 페이지를 만들 때 계산했습니다.",
    },
    "en": {
        "depth": "layer",
        "size": "size of the signal (input = 1)",
        "alt": "The size of a signal on its way through {layers} ReLU layers. With twice the weight variance of He "
        "initialization it explodes to about {explodes} times its first size, with half the variance it vanishes to "
        "about {vanishes} times; with He initialization it lasts, at about {lasts} times.",
        "caption": "The size of a signal through {layers} ReLU layers. Only the variance of the first weights "
        "differs (n: units a layer). "
        "Computed when this page was built: {seeds} seeds, {units} units a layer.",
    },
}
# The drawing, in units of the SVG.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440, 312, 36, 76, 26, 44
DECADES = 9  # the axis reaches from 10^-9 to 10^9


@functools.cache
def decades():
    """Return log₁₀ of the signal's size by seed and layer, relative to the input, with He's variance."""
    curves = []
    for seed in range(SEEDS):
        rng = random.Random(seed)
        signal = [rng.gauss(0, 1) for _ in range(UNITS)]
        first, curve = _size(signal), [0.0]
        std = math.sqrt(2 / UNITS)
        for _ in range(LAYERS):
            sums = [
                sum(map(operator.mul, signal, [rng.gauss(0, std) for _ in range(UNITS)]))
                for _ in range(UNITS)
            ]
            # Half the mean square is lost in ReLU, and He's factor 2 makes up for it.
            curve.append(math.log10(_size(sums) / math.sqrt(2) / first))
            signal = [max(0.0, value) for value in sums]
        curves.append(curve)
    return curves


def _size(values):
    return math.sqrt(sum(value * value for value in values) / len(values))


def curve(seed, factor):
    """Return log₁₀ of the signal's size by layer, with `factor` times He's variance."""
    step = math.log10(factor) / 2
    return [value + layer * step for layer, value in enumerate(decades()[seed])]


def last(factor):
    """Return the mean over the seeds of log₁₀ of the signal's size after the last layer."""
    return sum(curve(seed, factor)[-1] for seed in range(SEEDS)) / SEEDS


def _x(layer):
    return LEFT + (WIDTH - LEFT - RIGHT) * layer / LAYERS


def _y(decade):
    return TOP + (HEIGHT - TOP - BOTTOM) * (DECADES - decade) / (2 * DECADES)


def _power(decade):
    return (
        f"10{str(round(decade)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
        if round(decade)
        else "1"
    )


def paths(factor):
    """Return the `d` of each seed's curve in the drawing."""
    return [
        "M" + "L".join(f"{_x(layer):.1f},{_y(value):.1f}" for layer, value in enumerate(curve(seed, factor)))
        for seed in range(SEEDS)
    ]


def _names(languages, axis):
    """Return the name of an axis in each language."""
    return " · ".join(f'<tspan lang="{language}">{WORDS[language][axis]}</tspan>' for language in languages)


def figure(*languages):
    """Return the figure as HTML, with a caption in each of the languages, of which the first is the page's."""
    ends = {name: _power(last(factor)) for factor, (name, _) in CURVES.items()}
    alt = WORDS[languages[0]]["alt"].format(layers=LAYERS, **ends)
    parts = []
    for decade in range(-8, 9, 4):
        y = _y(decade)
        parts.append(f'<path class="depth-grid" d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_power(decade)}</text>')
    for layer in range(10, LAYERS + 1, 10):
        parts.append(
            f'<text x="{_x(layer):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{layer}</text>'
        )
    parts.append(f'<text x="0" y="13">{_names(languages, "size")}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{_names(languages, "depth")}</text>'
    )
    for factor, (name, label) in CURVES.items():
        lines = "".join(f'<path d="{d}"/>' for d in paths(factor))
        # The label stands beside the end of its curves.
        text = f'<text x="{WIDTH - RIGHT + 6}" y="{_y(last(factor)) + 4:.1f}">{label}</text>'
        parts.append(f'<g class="depth-{name}">{lines}{text}</g>')
    captions = "".join(
        f'<p lang="{language}">{WORDS[language]["caption"].format(layers=LAYERS, seeds=SEEDS, units=UNITS)}</p>'
        for language in languages
    )
    return (
        f'<figure class="depth-figure"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(alt)}">'
        f"{''.join(parts)}</svg><figcaption>{captions}</figcaption></figure>"
    )
