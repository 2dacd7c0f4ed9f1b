"""Section 11.1.1: the size of signal and gradient through the depth of a network."""

from typing import NamedTuple

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _functions, _publish, _svg

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "elu", "selu", "gelu", "silu")
SCHEMES = ("glorot", "he", "fixed")
WIDTHS = (30, 100, 300, 1000)
SIGMAS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
# Points and weights for expectations over a normal u; u = 8t³ lies densest around 0, where functions have corners.
_T = (np.arange(3000) - 1499.5) / 1500
_U = 8 * _T**3
_WEIGHTS = 24 * _T**2 / 1500 * np.exp(-(_U**2) / 2) / np.sqrt(2 * np.pi)


class Layer(NamedTuple):
    """What the theory says of one layer.

    Attributes:
        square: Mean square of the outputs in layers of infinite width.
        shift: How far the mean of its natural logarithm lies off at a finite width.
        spread: Variance of its natural logarithm over networks.
        factor: What the layer multiplies the gradient's mean square by.
    """

    square: float
    shift: float
    spread: float
    factor: float


def variance_through_depth(activation="relu", *, scheme="he", width=100, depth=50, sigma=0.05):
    """Show how large the signal and the gradient are behind each layer of a deep network.

    All layers have `width` units and `width` inputs; the inputs have a mean square of 1; biases are 0.
    The lines are those of layers of infinite width, where z is normally distributed and the next layer's
    variance is width · σ² · E[φ(z)²] (He et al., 2015; Poole et al., 2016). The gradient is that with
    respect to the outputs of each layer. The band says where two of three
    networks of the chosen width lie, to first order in 1/width.

    Args:
        activation: `"linear"`, `"sigmoid"`, `"tanh"`, `"relu"`, `"elu"`, `"selu"`, `"gelu"` or `"silu"`.
        scheme: Variance of the weights: `"glorot"` (1/width, LeCun's too, since all layers are square),
            `"he"` (2/width) or `"fixed"` (`sigma` squared, whatever the width).
        width: Units a layer: 30, 100, 300 or 1000.
        depth: Number of layers, from 2 to 100.
        sigma: Standard deviation of the weights with `"fixed"`: one of 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.

    All of them say only where the reader begins.

    Raises:
        TypeError: If `depth` is not an integer.
        ValueError: If an argument is none of its values.

    Example:
        >>> variance_through_depth("relu", scheme="glorot", depth=20)  # doctest: +ELLIPSIS
        [interactive figure] The signal and the gradient through the depth
        Each layer multiplies the variance by width · σ² = 1 and by what the activation leaves. At infinite width the outputs of layer 20 ...
    """
    state = {
        "activation": _validate.one_of(activation, "activation", ACTIVATIONS),
        "scheme": _validate.one_of(scheme, "scheme", SCHEMES),
        "width": int(_validate.one_of(width, "width", WIDTHS)),
        "depth": _validate.integer(depth, "depth", at_least=2, at_most=100),
        "sigma": float(_validate.one_of(sigma, "sigma", SIGMAS)),
    }
    words = _words()
    _publish.publish(
        "variance",
        scene(state, words),
        uses=["functions"],
        title=tr(ko="깊이에 따른 신호와 그레이디언트", en="The signal and the gradient through the depth"),
        alt=tr(
            ko="층 번호를 따라 로그 눈금으로 그린 두 그림. 왼쪽은 층의 출력 크기와 신경망마다 흩어지는 범위, 오른쪽은 마지막 층을 1로 놓은 그레이디언트의 크기입니다.",
            en="Two pictures along the layers on a log scale. Left: the size of each layer's outputs, with the range "
            "over which networks scatter. Right: the size of the gradient, that of the last layer being 1.",
        ),
        state=state,
        controls=[
            {
                "choice": "activation",
                "label": tr(ko="활성화 함수", en="activation function"),
                "options": [[each, each] for each in ACTIVATIONS],
            },
            {
                "choice": "scheme",
                "label": tr(ko="가중치의 분산 σ²", en="variance of the weights, σ²"),
                "options": [
                    ["glorot", tr(ko="1/너비 (글로럿, 르쿤)", en="1/width (Glorot, LeCun)")],
                    ["he", tr(ko="2/너비 (He)", en="2/width (He)")],
                    ["fixed", tr(ko="너비와 상관없이 고정", en="fixed, whatever the width")],
                ],
            },
            {
                "range": "depth",
                "label": tr(ko="층의 수", en="number of layers"),
                "min": 2,
                "max": 100,
                "step": 1,
            },
            {"range": "width", "label": tr(ko="층의 너비", en="width of the layers"), "values": list(WIDTHS)},
            {
                "range": "sigma",
                "label": tr(ko="가중치의 표준 편차 σ", en="standard deviation of the weights, σ"),
                "values": list(SIGMAS),
            },
        ],
        words=words,
    )


def _words():
    return {
        "forward": tr(ko="순전파: 출력의 크기", en="Forward: size of the outputs"),
        "backward": tr(ko="역전파: 그레이디언트의 크기", en="Backward: size of the gradient"),
        "layer": tr(ko="층", en="layer"),
        "limit": tr(ko="너비가 무한할 때", en="infinite width"),
        "band": tr(ko="이 너비의 신경망 셋 중 둘", en="two of three networks"),
        "last": tr(ko="마지막 층 = 1", en="last layer = 1"),
        "reading": tr(
            ko="층마다 분산에 너비 · σ² = {gain}, 그리고 활성화 함수가 남기는 비율이 곱해집니다. {limit} {depth}번째 층의 출력 크기(제곱 평균의 제곱근)는 {forward}입니다. 입력은 1입니다. "
            "너비가 {width}인 신경망은 셋 중 둘이 {low}에서 {high} 사이에 있습니다. 그레이디언트의 크기는 너비가 무한할 때 마지막 층을 1로 놓으면 첫 번째 층에서 {backward}입니다.",
            en="Each layer multiplies the variance by width · σ² = {gain} and by what the activation leaves. {limit} the outputs of "
            "layer {depth} have size {forward} (root mean square; the inputs have 1). Of networks of width {width}, two in three lie between {low} and {high}. "
            "At infinite width the gradient at the first layer has size {backward}, that at the last being 1.",
        ),
        "limited": tr(ko="너비가 무한할 때", en="At infinite width"),
        "held": tr(
            ko="이 값을 그대로 두고 너비만 무한히 늘리면",
            en="With that value held while the width grows to infinity,",
        ),
        "short": tr(
            ko="층마다 분산에 너비 · σ² = {gain}, 그리고 활성화 함수가 남기는 비율이 곱해집니다. {layers}번째 층(출력 크기 {forward}) 다음부터는 "
            "float32가 담을 수 있는 범위를 벗어납니다.",
            en="Each layer multiplies the variance by width · σ² = {gain} and by what the activation leaves. After layer {layers} "
            "(outputs {forward}) the values leave the range that float32 can hold.",
        ),
    }


def propagate(activation, gain, width, depth):
    """Return a `Layer` for each layer, as far as float32 reaches; `gain` is width times the weights' variance."""
    layers, q, shift, spread = [], float(gain), 0.0, 0.0
    while len(layers) < depth and 1e-76 < q < 1e76:  # √q is what float32 has to hold
        value, slope = _functions.value_and_slope(activation, np.sqrt(q) * _U)
        square, fourth = _WEIGHTS @ value**2, _WEIGHTS @ value**4
        carried = np.sqrt(q) * (_WEIGHTS @ (_U * value * slope)) / square
        kurtosis = (fourth / square**2 - 1) / width
        shift = carried * shift - kurtosis / 2
        spread = carried**2 * spread + kurtosis
        layers.append(Layer(float(square), float(shift), float(spread), float(gain * (_WEIGHTS @ slope**2))))
        q = gain * square
    return layers


def scene(state, words):
    """Return the scene of a state, as `static/variance.js` does."""
    width, depth = state["width"], state["depth"]
    gain = {"glorot": 1, "he": 2, "fixed": state["sigma"] ** 2 * width}[state["scheme"]]
    layers = propagate(state["activation"], gain, width, depth)
    numbers = range(1, len(layers) + 1)
    size = np.sqrt([layer.square for layer in layers])
    around = [
        size * np.exp([(layer.shift + side * np.sqrt(layer.spread)) / 2 for layer in layers])
        for side in (-1, 1)
    ]
    factors = np.array([layer.factor for layer in layers])
    gradient = np.sqrt([np.prod(factors[number:]) for number in numbers])
    forward = [[n, float(value)] for n, value in zip(numbers, size, strict=True)]
    band = [[n, float(low), float(high)] for n, low, high in zip(numbers, *around, strict=True)]
    backward = [[n, float(value)] for n, value in zip(numbers, gradient, strict=True)]

    def panel(title, line, more, color):
        values = [*(each[1] for each in line), *(each for _, *both in more for each in both)]
        marks = [{"line": [[1, 1], [depth, 1]], "c": 5, "w": "thin"}]
        if more:
            marks.append({"band": more, "c": color, "label": words["band"]})
        marks.append({"line": line, "c": color, "label": words["limit" if more else "last"]})
        return {
            "title": title,
            "x": {"min": 1, "max": depth, "label": words["layer"]},
            "y": _svg.decades(values, (1, 3, 10, 20, 40)),
            "marks": marks,
        }

    return {
        "panels": [
            panel(words["forward"], forward, band, 0),
            panel(words["backward"], backward, [], 1),
        ],
        "off": [] if state["scheme"] == "fixed" else ["sigma"],
        "reading": _svg.fill(
            words["short" if len(layers) < depth else "reading"],
            {
                "gain": gain,
                "layers": len(layers),
                "depth": depth,
                "width": width,
                "limit": words["held" if state["scheme"] == "fixed" else "limited"],
                "forward": size[-1] if layers else np.sqrt(gain),
                "backward": gradient[0] if layers else 1,
                "low": band[-1][1] if layers else 0,
                "high": band[-1][2] if layers else 0,
            },
        ),
    }
