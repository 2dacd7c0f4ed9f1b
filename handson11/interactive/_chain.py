"""Section 11.1: the gradient on its way down a chain of units."""

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _functions, _publish, _svg

ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")


def gradient_chain(activation="sigmoid", *, weight=1.0, layers=10):
    """Show the gradient in the smallest deep network: layers of one unit each.

    The input is 1, the target 0, the loss the squared error, and all weights are the same. On its way down
    the gradient δ = ∂L/∂z is multiplied by w · φ′(z) in every layer.

    Args:
        activation: `"sigmoid"`, `"tanh"`, `"relu"` or `"linear"`, to begin with.
        weight: The weight to begin with, from 0.1 to 4.
        layers: Number of layers to begin with, from 2 to 50.

    Raises:
        TypeError: If a number is not one, or `layers` not an integer.
        ValueError: If a number is out of range, or `activation` is unknown.

    Example:
        >>> gradient_chain(layers=3)  # doctest: +ELLIPSIS
        [interactive figure] A gradient on its way down
        On the way down each of the 3 layers multiplies the gradient by 0.197 to 0.224. ...
    """
    state = {
        "activation": _validate.one_of(activation, "activation", ACTIVATIONS),
        "weight": _validate.number(weight, "weight", at_least=0.1, at_most=4),
        "layers": _validate.integer(layers, "layers", at_least=2, at_most=50),
    }
    words = _words()
    _publish.publish(
        "chain",
        scene(state, words),
        uses=["functions"],
        title=tr(ko="아래로 내려가는 그레이디언트", en="A gradient on its way down"),
        alt=tr(
            ko="왼쪽은 층마다 그레이디언트에 곱해지는 수의 막대, 오른쪽은 층마다 그레이디언트 δ의 크기를 로그 눈금으로 나타낸 선입니다.",
            en="Left: bars of what each layer multiplies the gradient by. Right: the size of the gradient δ at each layer, "
            "as a line on a log scale.",
        ),
        state=state,
        controls=[
            {
                "choice": "activation",
                "label": tr(ko="활성화 함수", en="activation function"),
                "options": [[each, each] for each in ACTIVATIONS],
            },
            {
                "range": "layers",
                "label": tr(ko="층의 수", en="number of layers"),
                "min": 2,
                "max": 50,
                "step": 1,
            },
            {"range": "weight", "label": tr(ko="가중치 w", en="weight w"), "min": 0.1, "max": 4, "step": 0.1},
        ],
        words=words,
    )


def _words():
    return {
        "layer": tr(ko="층", en="layer"),
        "factor": tr(ko="곱해지는 수 |w φ′(z)|", en="factor |w φ′(z)|"),
        "one": tr(ko="1: 크기가 그대로", en="1: size kept"),
        "gradient": "|δ| = |∂L/∂z|",
        "between": tr(ko="{low}에서 {high} 사이의 수", en="{low} to {high}"),
        "alike": tr(ko="같은 수({low})", en="{low}"),
        "reading": tr(
            ko="내려가는 길에 층 {layers}개가 저마다 그레이디언트에 {factors}를 곱합니다. |δ|는 마지막 층에서 {last}, "
            "첫 번째 층에서 {first}이고, 둘의 비는 {ratio}입니다.",
            en="On the way down each of the {layers} layers multiplies the gradient by {factors}. |δ| is {last} in the last "
            "layer and {first} in the first: a ratio of {ratio}.",
        ),
    }


def deltas(activation, weight, layers):
    """Return |∂L/∂z| of each layer, and what each multiplies the gradient by."""
    outputs, slopes = [1.0], []
    for _ in range(layers):
        value, slope = _functions.value_and_slope(activation, weight * outputs[-1])
        outputs.append(float(value))
        slopes.append(float(slope))
    factors = weight * np.array(slopes)
    # ∂L/∂z of layer l: 2 h φ′(z) of the last layer, times the factors of the layers from l to the last but one.
    below_last = np.append(np.cumprod(factors[-2::-1])[::-1], 1.0)
    return np.abs(2 * outputs[-1] * slopes[-1] * below_last), np.abs(factors)


def scene(state, words):
    """Return the scene of a state, as `static/chain.js` does."""
    layers = state["layers"]
    sizes, factors = deltas(state["activation"], state["weight"], layers)
    line = [[layer, float(size)] for layer, size in enumerate(sizes, start=1)]
    limits = {"low": _svg.number(factors.min()), "high": _svg.number(factors.max())}
    alike = limits["low"] == limits["high"]
    return {
        "panels": [
            {
                "x": {"min": 0, "max": layers + 1, "label": words["layer"]},
                "y": {
                    "min": 0,
                    "max": next(top for top in (1.2, 2.4, 4.8) if top > factors.max()),
                    "label": words["factor"],
                },
                "marks": [
                    {"line": [[0, 1], [layers + 1, 1]], "c": 5, "d": 1, "w": "thin", "label": words["one"]},
                    {
                        "bars": [[n - 0.4, n + 0.4, float(each)] for n, each in enumerate(factors, start=1)],
                        "c": 0,
                    },
                ],
            },
            {
                "x": {"min": 0, "max": layers + 1, "label": words["layer"]},
                "y": {**_svg.decades(sizes, (1, 3, 8, 15, 40)), "label": words["gradient"]},
                "marks": [
                    {"line": line, "c": 1},
                    {"dots": [each for each in line if each[1] > 0], "c": 1, "r": 3},
                ],
            },
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "layers": layers,
                "factors": _svg.fill(words["alike" if alike else "between"], limits),
                "first": sizes[0],
                "last": sizes[-1],
                "ratio": sizes[0] / sizes[-1] if sizes[-1] else np.nan,
            },
        ),
    }
