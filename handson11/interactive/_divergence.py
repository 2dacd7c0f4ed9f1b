"""Section 11.2.2: contrastive divergence in a machine so small that the true gradient can be counted."""

import itertools

import numpy as np

from handson11 import _validate
from handson11._validate import received
from handson11.i18n import tr
from handson11.interactive import _publish, _svg

STEPS = (1, 2, 3, 5, 10)
DRAWS = (1, 10, 100, 1000)


def contrastive_divergence(W, b, c, v, *, columns=3):
    """Show a step of contrastive divergence beside the true gradient, for an image that the reader clicks.

    The image v gives the probabilities of the hidden units; a state h is drawn from them, and a dream v′
    from h. CD-k (Hinton, 2002) changes the weights along v·p(h|v)ᵀ − v′·p(h|v′)ᵀ, here averaged over a
    number of dreams. The gradient of the log-likelihood has the average over all images in the place of
    the dream; with so few pixels it can be counted.

    Args:
        W: Weights, shape `(n_visible, n_hidden)`; at most 8 visible and 6 hidden units.
        b: Visible biases, shape `(n_visible,)`.
        c: Hidden biases, shape `(n_hidden,)`.
        v: The image to begin with: 0 or 1, shape `(n_visible,)`.
        columns: Pixels in a row of the image; has to divide `n_visible`.

    Weights and biases are kept to four decimals.

    Raises:
        TypeError: If an array does not hold numbers.
        ValueError: If shapes do not fit or are too large, a value is not finite, or `v` not of 0 and 1.

    Example:
        >>> contrastive_divergence(np.zeros((2, 1)), np.zeros(2), np.zeros(1), [1, 0], columns=2)  # doctest: +ELLIPSIS
        [interactive figure] One step of contrastive divergence
        Image 10: p(h|v) = 0.5. ...
    """
    W = _validate.array(W, "W", ndim=2, dtype="float64")
    b, c, v = (
        _validate.array(each, name, ndim=1, dtype="float64") for each, name in ((b, "b"), (c, "c"), (v, "v"))
    )
    if W.shape != (len(b), len(c)) or len(v) != len(b) or len(b) > 8 or len(c) > 6:
        raise ValueError(
            "`W` must have a row for each component of `b` and `v` (at most 8) and a column for each of `c` (at most 6). "
            f"Received: shapes W {W.shape}, b {b.shape}, c {c.shape}, v {v.shape}"
        )
    if not np.isin(v, (0, 1)).all():
        raise ValueError(f"`v` must hold zeros and ones only. Received: v={received(v)}")
    columns = _validate.integer(columns, "columns", at_least=1, at_most=len(b))
    if len(b) % columns:
        raise ValueError(f"`columns` must divide the {len(b)} visible units. Received: columns={columns}")
    data = {name: each.round(4).tolist() for name, each in (("W", W), ("b", b), ("c", c))} | {
        "columns": columns
    }
    pixels = {f"v{i}": bool(pixel) for i, pixel in enumerate(v)}
    state = {"k": 1, "draws": 1, "seed": 1} | pixels
    words = _words()
    _publish.publish(
        "divergence",
        scene(state, words, data),
        title=tr(ko="대조 발산 한 걸음", en="One step of contrastive divergence"),
        alt=tr(
            ko="왼쪽은 이미지 v, 은닉 뉴런의 확률, 뽑은 상태 h, 꿈 v′을 차례로 그린 칸들입니다. "
            "오른쪽은 가중치마다 CD가 움직이는 방향을 막대로, 참 그레이디언트를 점으로 나타냅니다.",
            en="Left: cells of the image v, the probabilities of the hidden units, the drawn state h and the dream v′, in a row. "
            "Right: for each weight, the change by CD as a bar and the true gradient as a dot.",
        ),
        state=state,
        controls=[
            {
                "range": "k",
                "label": tr(ko="깁스 표본 추출의 걸음 수 k", en="steps of Gibbs sampling, k"),
                "values": list(STEPS),
            },
            {
                "range": "draws",
                "label": tr(ko="평균하는 꿈의 수", en="dreams averaged"),
                "values": list(DRAWS),
            },
            {
                "range": "seed",
                "label": tr(ko="무작위 시드", en="random seed"),
                "min": 1,
                "max": 20,
                "step": 1,
            },
        ],
        words=words,
        data=data,
    )


def _words():
    return {
        "click": tr(ko="v의 픽셀을 눌러 보세요 (채워진 칸이 1)", en="click the pixels of v (filled: 1)"),
        "change": tr(ko="ΔW, 은닉 뉴런마다", en="ΔW, by hidden unit"),
        "gradient": tr(ko="참 그레이디언트", en="true gradient"),
        "pixel": tr(ko="픽셀", en="pixel"),
        "reading": tr(
            ko="이미지 {image}: p(h|v) = {chances}. 첫 번째 꿈 {dream}. CD-{k}, 꿈 {draws}개의 평균: 참 그레이디언트와의 상대 오차 {error} %.",
            en="Image {image}: p(h|v) = {chances}. First dream {dream}. CD-{k}, dreams averaged: {draws}; relative error against the true "
            "gradient: {error} %.",
        ),
    }


def generator(seed):
    """Return a function that gives numbers from 0 to 1, the same as in the browser (Park & Miller, 1988)."""
    modulus = 2**31 - 1
    state = seed * 123456789 % modulus  # small seeds would begin with small numbers

    def random():
        nonlocal state
        state = state * 48271 % modulus
        return state / modulus

    return random


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def changes(v, W, b, c, *, k, draws, seed):
    """Return the change by CD-k, the true gradient, and the first h and v′ drawn."""
    random = generator(seed)

    def draw(chances):
        return np.array([float(random() < chance) for chance in chances])

    dreamed, first = np.zeros_like(W), None
    for _ in range(draws):
        visible = v
        for _ in range(k):
            hidden = draw(_sigmoid(visible @ W + c))
            visible = draw(_sigmoid(hidden @ W.T + b))
            first = first or (hidden, visible)
        dreamed += np.outer(visible, _sigmoid(visible @ W + c)) / draws
    positive = np.outer(v, _sigmoid(v @ W + c))
    images = np.array(list(itertools.product((0.0, 1.0), repeat=len(b))))
    energy = -images @ b - np.logaddexp(0, images @ W + c).sum(axis=1)
    weights = np.exp(energy.min() - energy)
    model = (images * (weights / weights.sum())[:, None]).T @ _sigmoid(images @ W + c)
    return positive - dreamed, positive - model, first


def scene(state, words, data):
    """Return the scene of a state, as `static/divergence.js` does."""
    W, b, c = (np.array(data[name]) for name in "Wbc")
    k, draws, columns = state["k"], state["draws"], data["columns"]
    v = np.array([float(state[f"v{i}"]) for i in range(len(b))])
    change, gradient, (hidden, dream) = changes(v, W, b, c, k=k, draws=draws, seed=state["seed"])
    error = np.linalg.norm(change - gradient) / np.linalg.norm(gradient)
    chances = _sigmoid(v @ W + c)
    height = max(len(c), len(b) // columns)
    marks, left = [], 0.0
    for values, width, name in (
        (v, columns, "v"),
        (chances, 1, "p(h|v)"),
        (hidden, 1, "h"),
        (dream, columns, "v′"),
    ):
        cells, right = values.reshape(-1, width), left + width
        marks.append({"cells": cells.tolist(), "corners": [[left, height], [right, height - len(cells)]]})
        for y, x in np.ndindex(cells.shape):
            x0, y0 = left + x, height - y
            box = [[x0, y0], [x0 + 1, y0], [x0 + 1, y0 - 1], [x0, y0 - 1], [x0, y0]]
            marks.append({"line": box, "c": 5, "w": "thin"})
        marks.append({"text": name, "at": [(left + right) / 2, height], "dy": -8, "anchor": "middle"})
        if name != "v′":
            arrow = [[right + 0.25, height - 0.5], [right + 0.95, height - 0.5]]
            marks.append({"arrow": arrow, "c": 5, "w": "thin"})
        left = right + 1.2
    n = len(b)
    flat = change.T.ravel().tolist()
    return {
        "panels": [
            {
                "bare": True,
                "height": 200,
                "x": {"min": -0.1, "max": left - 1.1, "label": words["click"]},
                "y": {"min": -0.1, "max": height + 0.8},
                "marks": marks,
            },
            {
                "height": 200,
                "x": {
                    "min": -1,
                    "max": len(flat),
                    "ticks": [[j * n + (n - 1) / 2, f"h{'₁₂₃₄₅₆'[j]}"] for j in range(len(c))],
                },
                "y": {"min": -1, "max": 1, "label": words["change"]},
                "marks": [
                    {
                        "bars": [[place - 0.35, place + 0.35, value] for place, value in enumerate(flat)],
                        "c": 0,
                        "label": f"CD-{k}",
                    },
                    {
                        "dots": [[place, value] for place, value in enumerate(gradient.T.ravel().tolist())],
                        "c": 1,
                        "r": 2.5,
                        "label": words["gradient"],
                    },
                    {"line": [[-1, 0], [len(flat), 0]], "c": 5, "w": "thin"},
                ],
            },
        ],
        "toggles": [
            {
                "panel": 0,
                "corners": [
                    [i % columns, height - i // columns],
                    [i % columns + 1, height - i // columns - 1],
                ],
                "key": f"v{i}",
                "label": f"{words['pixel']} {i + 1}",
            }
            for i in range(n)
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "k": k,
                "draws": _svg.number(draws, 4),
                "error": 100 * error,
                "image": "".join(f"{pixel:.0f}" for pixel in v),
                "dream": "".join(f"{pixel:.0f}" for pixel in dream),
                "chances": ", ".join(_svg.number(chance, 2) for chance in chances),
            },
        ),
    }
