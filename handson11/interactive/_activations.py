"""Section 11.1.2: activation functions, their slopes, and what the slopes do to a gradient."""

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _functions, _publish, _svg


def activations(name="elu", *, z=-1.0, slope=0.2, alpha=1.0, layers=20):
    """Show an activation function with its derivative, and a point on it that the reader moves.

    Beside it stands what many layers with the slope at that point would make of a gradient, their weights
    left out: the slope to the power of the number of layers.

    Args:
        name: The function to begin with: `"sigmoid"`, `"tanh"`, `"relu"`, `"leaky_relu"`, `"elu"`,
            `"selu"`, `"gelu"`, `"silu"` or `"mish"`.
        z: Where the point stands to begin with, from −4 to 4.
        slope: Negative slope of leaky ReLU to begin with, from 0 to 1.
        alpha: The α of ELU to begin with, from 0 to 2.
        layers: Number of layers to begin with, from 1 to 50.

    Raises:
        TypeError: If a number is not one.
        ValueError: If a number is out of range, or `name` is unknown.

    Example:
        >>> activations("sigmoid", z=0.0, layers=4)
        [interactive figure] An activation function and its slope
        At z = 0, sigmoid is 0.5 and its slope 0.25. Over 4 layers such slopes multiply to 0.00391.
    """
    state = {
        "name": _validate.one_of(name, "name", _functions.NAMES),
        "z": _validate.number(z, "z", at_least=-4, at_most=4),
        "slope": _validate.number(slope, "slope", at_least=0, at_most=1),
        "alpha": _validate.number(alpha, "alpha", at_least=0, at_most=2),
        "layers": _validate.integer(layers, "layers", at_least=1, at_most=50),
    }
    words = _words()
    _publish.publish(
        "activations",
        scene(state, words),
        uses=["functions"],
        title=tr(ko="활성화 함수와 그 기울기", en="An activation function and its slope"),
        alt=tr(
            ko="왼쪽은 활성화 함수와 도함수의 곡선입니다. 함수 위의 한 점에 접선이 그려져 있습니다. "
            "오른쪽은 그 점의 기울기를 층마다 한 번씩 곱한 값을 로그 눈금으로 나타낸 선입니다.",
            en="Left: the curves of an activation function and its derivative, with a tangent at one point. "
            "Right: on a log scale, the slope at that point multiplied once for every layer.",
        ),
        state=state,
        controls=[
            {
                "choice": "name",
                "label": tr(ko="활성화 함수", en="activation function"),
                "options": [[each, each] for each in _functions.NAMES],
            },
            {"range": "z", "label": tr(ko="입력 z", en="input z"), "min": -4, "max": 4, "step": 0.1},
            {
                "range": "layers",
                "label": tr(ko="층의 수", en="number of layers"),
                "min": 1,
                "max": 50,
                "step": 1,
            },
            {
                "range": "slope",
                "label": tr(ko="leaky_relu의 음수 기울기", en="negative slope of leaky_relu"),
                "min": 0,
                "max": 1,
                "step": 0.05,
            },
            {"range": "alpha", "label": tr(ko="elu의 α", en="α of elu"), "min": 0, "max": 2, "step": 0.05},
        ],
        words=words,
    )


def _words():
    return {
        "z": tr(ko="입력 z (점을 끌어 보세요)", en="input z (drag the point)"),
        "value": tr(ko="함수", en="function"),
        "slope": tr(ko="기울기", en="slope"),
        "tangent": tr(ko="접선", en="tangent"),
        "layers": tr(ko="층", en="layers"),
        "product": tr(ko="기울기의 곱", en="product of the slopes"),
        "handle": tr(ko="함수 위의 점", en="point on the function"),
        "point": tr(ko="z {z}, 값 {value}, 기울기 {slope}", en="z {z}, value {value}, slope {slope}"),
        "reading": tr(
            ko="z = {z}에서 {name}의 값은 {value}, 기울기는 {slope}입니다. 이런 기울기를 {layers}개 층에 걸쳐 곱하면 {product}입니다.",
            en="At z = {z}, {name} is {value} and its slope {slope}. Over {layers} layers such slopes multiply to {product}.",
        ),
    }


def scene(state, words):
    """Return the scene of a state, as `static/activations.js` does."""
    name, z, layers = state["name"], state["z"], state["layers"]

    def at(where):
        return _functions.value_and_slope(name, where, slope=state["slope"], alpha=state["alpha"])

    value, steepness = (float(each) for each in at(z))
    grid = np.arange(-80, 81) / 20
    values, slopes = at(grid)
    off = [key for key, owner in (("slope", "leaky_relu"), ("alpha", "elu")) if name != owner]
    return {
        "panels": [
            {
                "share": 1.3,
                "height": 300,
                "x": {"min": -4, "max": 4, "label": words["z"]},
                "y": {"min": -2, "max": 4},
                "marks": [
                    {"line": [[-4, 0], [4, 0]], "c": 5, "w": "thin"},
                    {"line": [[0, -2], [0, 4]], "c": 5, "w": "thin"},
                    {
                        "line": [[z + step, value + step * steepness] for step in (-1.5, 1.5)],
                        "c": 2,
                        "w": "bold",
                        "label": words["tangent"],
                    },
                    {"line": np.column_stack([grid, values]).tolist(), "c": 0, "label": words["value"]},
                    {
                        "line": np.column_stack([grid, slopes]).tolist(),
                        "c": 1,
                        "d": 1,
                        "label": words["slope"],
                    },
                    {"dots": [[z, steepness]], "c": 1, "r": 5},
                ],
            },
            {
                "height": 300,
                "x": {"min": 0, "max": layers, "label": words["layers"]},
                "y": {"min": 1e-12, "max": 100, "log": True, "label": words["product"]},
                "marks": [
                    {"line": [[0, 1], [layers, 1]], "c": 5, "w": "thin"},
                    {"line": [[n, abs(steepness) ** n] for n in range(layers + 1)], "c": 2},
                ],
            },
        ],
        "handles": [
            {
                "panel": 0,
                "at": [z, value],
                "x": "z",
                "label": words["handle"],
                "text": _svg.fill(words["point"], {"z": z, "value": value, "slope": steepness}),
            }
        ],
        "off": off,
        "reading": _svg.fill(
            words["reading"],
            {
                "name": name,
                "z": z,
                "value": value,
                "slope": steepness,
                "layers": layers,
                "product": steepness**layers,
            },
        ),
    }
