"""Section 11.1.4: the geometry of gradient clipping."""

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _publish, _svg

WAYS = ("clipvalue", "clipnorm", "global_clipnorm")


def clipping(gradient=(0.9, 2.6), bias=1.5, *, way="clipvalue", threshold=1.0):
    """Show what clipping makes of a gradient that the reader moves.

    The gradient is that of a unit with two weights and a bias. `clipvalue` cuts each component to
    [−c, c]; `clipnorm` shortens the gradient of each variable (the two weights; the bias) to the norm
    c; `global_clipnorm` multiplies both by one factor, so that all three components together have
    a norm of c at most (Pascanu et al., 2013).

    Args:
        gradient: The gradient of the two weights to begin with, each from −3 to 3.
        bias: The gradient of the bias to begin with, from −3 to 3.
        way: `"clipvalue"`, `"clipnorm"` or `"global_clipnorm"`, to begin with.
        threshold: The threshold c to begin with, from 0.1 to 3.

    Raises:
        TypeError: If an argument is not a number where one is needed.
        ValueError: If one is out of range, or there are not two weights.

    Example:
        >>> clipping((3.0, 4.0 / 2), way="clipnorm")  # doctest: +ELLIPSIS
        [interactive figure] What clipping does to a gradient
        Gradient of the weights (3, 2), norm 3.61 → clipnorm = 1 → (0.832, 0.555), norm 1. ...
    """
    gradient = _validate.array(gradient, "gradient", ndim=1, dtype="float64")
    if gradient.shape != (2,):
        raise ValueError(f"`gradient` must have two components. Received: gradient of shape {gradient.shape}")
    x, y = (_validate.number(float(each), "gradient", at_least=-3, at_most=3) for each in gradient)
    state = {
        "way": _validate.one_of(way, "way", WAYS),
        "c": _validate.number(threshold, "threshold", at_least=0.1, at_most=3),
        "x": x,
        "y": y,
        "bias": _validate.number(bias, "bias", at_least=-3, at_most=3),
    }
    words = _words()
    component = {"min": -3, "max": 3, "step": 0.1}
    _publish.publish(
        "clipping",
        scene(state, words),
        title=tr(ko="클리핑이 그레이디언트에 하는 일", en="What clipping does to a gradient"),
        alt=tr(
            ko="왼쪽은 두 가중치의 그레이디언트를 화살표로 그린 평면입니다. 자르기 전과 자른 뒤의 화살표, 그리고 넘을 수 없는 경계가 보입니다. "
            "오른쪽은 두 가중치와 편향의 성분을 자르기 전과 뒤로 나란히 세운 막대입니다.",
            en="Left: a plane with the gradient of two weights as arrows, before and after clipping, and the limit "
            "that cannot be passed. Right: bars of the components of both weights and the bias, before and after.",
        ),
        state=state,
        controls=[
            {
                "choice": "way",
                "label": tr(ko="클리핑 방법", en="way of clipping"),
                "options": [[w, w] for w in WAYS],
            },
            {"range": "c", "label": tr(ko="문턱값 c", en="threshold c"), "min": 0.1, "max": 3, "step": 0.1},
            {
                "range": "x",
                "label": tr(ko="가중치 w₁의 그레이디언트", en="gradient of weight w₁"),
                **component,
            },
            {
                "range": "y",
                "label": tr(ko="가중치 w₂의 그레이디언트", en="gradient of weight w₂"),
                **component,
            },
            {"range": "bias", "label": tr(ko="편향 b의 그레이디언트", en="gradient of bias b"), **component},
        ],
        words=words,
    )


def _words():
    return {
        "first": tr(ko="w₁ 성분 (점을 끌어 보세요)", en="component of w₁ (drag the point)"),
        "second": tr(ko="w₂ 성분", en="component of w₂"),
        "component": tr(ko="성분", en="component"),
        "before": tr(ko="자르기 전", en="before"),
        "after": tr(ko="자른 뒤", en="after"),
        "region_clipvalue": tr(ko="성분마다 ±c", en="each component ±c"),
        "region_clipnorm": tr(ko="노름 c", en="norm c"),
        "region_global_clipnorm": tr(ko="편향까지 합한 노름 c", en="norm c, bias included"),
        "w1": "w₁",
        "w2": "w₂",
        "b": "b",
        "handle": tr(ko="두 가중치의 그레이디언트", en="gradient of the two weights"),
        "reading": tr(
            ko="가중치의 그레이디언트 ({x}, {y}), 노름 {norm} → {way} = {c} → ({xAfter}, {yAfter}), 노름 {normAfter}. "
            "방향은 {turned}° 돌았습니다. 편향: {bias} → {biasAfter}.",
            en="Gradient of the weights ({x}, {y}), norm {norm} → {way} = {c} → ({xAfter}, {yAfter}), norm {normAfter}. "
            "It turned by {turned}°. Bias: {bias} → {biasAfter}.",
        ),
    }


def clip(way, c, weights, bias):
    """Return the gradients of weights and bias after clipping."""
    weights = np.asarray(weights, dtype=float)
    if way == "clipvalue":
        return np.clip(weights, -c, c), float(np.clip(bias, -c, c))
    norms = [np.linalg.norm(weights), abs(bias)]
    if way == "global_clipnorm":
        norms = [np.hypot(*norms)] * 2
    kernel, other = (min(1, c / norm) if norm else 1 for norm in norms)
    return kernel * weights, other * bias


def scene(state, words):
    """Return the scene of a state, as `static/clipping.js` does."""
    way, c, bias = state["way"], state["c"], state["bias"]
    before = np.array([state["x"], state["y"]])
    after, bias_after = clip(way, c, before, bias)
    norms = [float(np.linalg.norm(each)) for each in (before, after)]
    cross, dot = before[0] * after[1] - before[1] * after[0], before @ after
    turned = round(float(np.degrees(abs(np.arctan2(cross, dot)))), 9) if norms[0] else 0.0
    around = np.arange(73) * np.pi / 36
    square = [[-c, -c], [c, -c], [c, c], [-c, c], [-c, -c]]
    region = (
        square if way == "clipvalue" else (c * np.column_stack([np.cos(around), np.sin(around)])).tolist()
    )

    def bars(values, shift):
        return [[place + shift, place + shift + 0.32, float(value)] for place, value in enumerate(values)]

    return {
        "panels": [
            {
                "square": True,
                "height": 300,
                "x": {"min": -3, "max": 3, "label": words["first"]},
                "y": {"min": -3, "max": 3, "label": words["second"]},
                "marks": [
                    {"line": [[-3, 0], [3, 0]], "c": 5, "w": "thin"},
                    {"line": [[0, -3], [0, 3]], "c": 5, "w": "thin"},
                    {
                        "line": region,
                        "c": 5,
                        "d": 1 if way == "global_clipnorm" else 0,
                        "w": "thin",
                        "label": words[f"region_{way}"],
                    },
                    {"arrow": [[0, 0], before.tolist()], "c": 0, "d": 1, "label": words["before"]},
                    {"arrow": [[0, 0], after.tolist()], "c": 1, "w": "bold", "label": words["after"]},
                ],
            },
            {
                "height": 300,
                "x": {
                    "min": -0.2,
                    "max": 3,
                    "ticks": [[0.4, words["w1"]], [1.4, words["w2"]], [2.4, words["b"]]],
                },
                "y": {"min": -3, "max": 3, "label": words["component"]},
                "marks": [
                    {"bars": bars([*before, bias], 0.05), "c": 0, "label": words["before"]},
                    {"bars": bars([*after, bias_after], 0.43), "c": 1, "label": words["after"]},
                    {"line": [[-0.2, 0], [3, 0]], "c": 5, "w": "thin"},
                ],
            },
        ],
        "handles": [
            {
                "panel": 0,
                "at": before.tolist(),
                "x": "x",
                "y": "y",
                "label": words["handle"],
                "text": f"({_svg.number(before[0])}, {_svg.number(before[1])})",
            }
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "x": before[0],
                "y": before[1],
                "bias": bias,
                "way": way,
                "c": c,
                "turned": turned,
                "norm": norms[0],
                "xAfter": after[0],
                "yAfter": after[1],
                "biasAfter": bias_after,
                "normAfter": norms[1],
            },
        ),
    }
