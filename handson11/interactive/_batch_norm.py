"""Section 11.1.3: batch normalization of batches that drift, in training and at inference."""

import numpy as np

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _publish, _svg

EPSILON = 1e-3  # Keras' default
SIZE, STEPS = 50, 200
MOMENTA = (0, 0.5, 0.9, 0.99, 0.999)
_EDGES = -6 + 0.5 * np.arange(41)
_TALLEST = 18  # a row of the picture has room for so many values in a bar


def batch_normalization(*, step=100, drift=6.0, spread=2.0, gamma=1.0, beta=0.0, momentum=0.99, seed=42):
    """Show what batch normalization makes of batches whose mean drifts.

    A batch of 50 values a step; its mean grows evenly to `drift` over 200 steps. In training the layer uses
    the batch's own mean and variance, at inference the moving averages (Ioffe & Szegedy, 2015), which start
    at 0 and 1 and follow v̂ ← v̂ · momentum + v · (1 − momentum), as in Keras.

    Args:
        step: The step shown, from 1 to 200.
        drift: True mean after 200 steps, from 0 to 8.
        spread: True standard deviation, from 0.5 to 3.
        gamma: Scale γ of the layer, from 0.2 to 3.
        beta: Offset β of the layer, from −3 to 3.
        momentum: One of 0, 0.5, 0.9, 0.99, 0.999.
        seed: Seed of the values, an integer of at least 0.

    All but the last say only where the reader begins.

    Raises:
        TypeError: If a number is not one, or `step` or `seed` not an integer.
        ValueError: If a number is out of range.

    Example:
        >>> batch_normalization(momentum=0)  # doctest: +ELLIPSIS
        [interactive figure] Batch normalization of batches that drift
        Step 100: ...
    """
    state = {
        "step": _validate.integer(step, "step", at_least=1, at_most=STEPS),
        "momentum": float(_validate.one_of(momentum, "momentum", MOMENTA)),
        "drift": _validate.number(drift, "drift", at_least=0, at_most=8),
        "spread": _validate.number(spread, "spread", at_least=0.5, at_most=3),
        "gamma": _validate.number(gamma, "gamma", at_least=0.2, at_most=3),
        "beta": _validate.number(beta, "beta", at_least=-3, at_most=3),
    }
    seed = _validate.integer(seed, "seed", at_least=0)
    # Standardized, so that mean and spread are what the controls say; in hundredths, to be short.
    noise = np.random.default_rng(seed).normal(size=509)  # no multiple of the batch size: batches differ
    data = {"noise": ((noise - noise.mean()) / noise.std()).round(2).tolist()}
    words = _words()
    _publish.publish(
        "batch_norm",
        scene(state, words, data),
        title=tr(ko="흘러가는 배치의 배치 정규화", en="Batch normalization of batches that drift"),
        alt=tr(
            ko="왼쪽은 배치 하나의 히스토그램 셋입니다. 정규화 전, 훈련 모드의 출력, 추론 모드의 출력입니다. "
            "오른쪽은 스텝마다 점으로 찍은 배치의 평균과, 그 뒤를 따라가는 이동 평균의 선입니다.",
            en="Left: three histograms of one batch, before normalization, after it in training mode, and after it at "
            "inference. Right: the mean of each batch as dots, and the moving mean as a line that follows them.",
        ),
        state=state,
        controls=[
            {
                "range": "step",
                "label": tr(ko="훈련 스텝", en="training step"),
                "min": 1,
                "max": STEPS,
                "step": 1,
            },
            {"range": "momentum", "label": tr(ko="모멘텀", en="momentum"), "values": list(MOMENTA)},
            {
                "range": "drift",
                "label": tr(ko="200스텝 뒤의 참평균", en="true mean after 200 steps"),
                "min": 0,
                "max": 8,
                "step": 0.5,
            },
            {
                "range": "spread",
                "label": tr(ko="참표준 편차", en="true standard deviation"),
                "min": 0.5,
                "max": 3,
                "step": 0.1,
            },
            {"range": "gamma", "label": tr(ko="스케일 γ", en="scale γ"), "min": 0.2, "max": 3, "step": 0.1},
            {"range": "beta", "label": tr(ko="이동 β", en="offset β"), "min": -3, "max": 3, "step": 0.1},
        ],
        words=words,
        data=data,
    )


def _words():
    return {
        "value": tr(ko="값 (세로선: 평균)", en="value (line: mean)"),
        "before": tr(ko="정규화 전", en="before"),
        "training": tr(ko="훈련 모드", en="training mode"),
        "inference": tr(ko="추론 모드", en="inference"),
        "step": tr(ko="훈련 스텝", en="training step"),
        "mean": tr(ko="평균", en="mean"),
        "batch": tr(ko="배치", en="batch"),
        "moving": tr(ko="이동 평균", en="moving mean"),
        "left": tr(
            ko="처음 값이 아직 {share}\u00a0% 남아 있습니다",
            en="{share}\u00a0% of their start is left in them",
        ),
        "gone": tr(
            ko="처음 값은 거의 남아 있지 않습니다", en="practically nothing of their start is left in them"
        ),
        "reading": tr(
            ko="스텝 {step}: 배치의 평균 {mean}, 표준 편차 {deviation}. 이동 평균으로는 {moving}, {movingDeviation}이고, {start}. "
            "출력의 평균과 표준 편차는 훈련 모드에서 {inside}, {insideDeviation}, 추론 모드에서 {out}, {outDeviation}입니다.",
            en="Step {step}: the batch has mean {mean} and standard deviation {deviation}. The moving averages say {moving} and "
            "{movingDeviation}; {start}. Mean and standard deviation of the output: {inside} and "
            "{insideDeviation} in training mode, {out} and {outDeviation} at inference.",
        ),
    }


def batch_at(noise, t, drift, spread):
    """Return the batch of step t = 1, 2, …."""
    places = (t * SIZE + np.arange(SIZE)) % len(noise)
    return drift * t / STEPS + spread * np.asarray(noise)[places]


def scene(state, words, data):
    """Return the scene of a state, as `static/batch_norm.js` does."""
    step, momentum, gamma, beta = (state[key] for key in ("step", "momentum", "gamma", "beta"))
    batches = np.array(
        [batch_at(data["noise"], t, state["drift"], state["spread"]) for t in range(1, STEPS + 1)]
    )
    means, variances = batches.mean(axis=1), batches.var(axis=1)
    ages = step - np.arange(1, step + 1)
    weights = (1 - momentum) * momentum ** ages.astype(float)
    start = momentum**step
    average = np.array([0 * start + weights @ means[:step], 1 * start + weights @ variances[:step]])
    moving = [0.0]
    for value in means[:step]:
        moving.append(moving[-1] * momentum + value * (1 - momentum))
    batch = batches[step - 1]

    def normalized(mean, variance):
        return gamma * (batch - mean) / np.sqrt(variance + EPSILON) + beta

    trained, inferred = normalized(means[step - 1], variances[step - 1]), normalized(*average)

    def histogram(values, base):
        counts = [int(((left <= values) & (values < left + 0.5)).sum()) for left in _EDGES[:-1]]
        return [
            [left, left + 0.5, base + min(count / _TALLEST, 0.95), base]
            for left, count in zip(_EDGES[:-1].tolist(), counts, strict=True)
            if count
        ]

    rows = [(batch, 2, 5), (trained, 1, 0), (inferred, 0, 1)]
    means_of_rows = [round(float(values.mean()), 9) + 0.0 for values, _, _ in rows]
    return {
        "panels": [
            {
                "height": 270,
                "x": {"min": -6, "max": 14, "label": words["value"]},
                "y": {
                    "min": 0,
                    "max": 3,
                    "ticks": [[0, words["inference"]], [1, words["training"]], [2, words["before"]]],
                },
                "marks": [
                    *({"bars": histogram(values, base), "c": color} for values, base, color in rows),
                    *(
                        {"line": [[mean, base], [mean, base + 1]], "c": color, "w": "bold"}
                        for mean, (_, base, color) in zip(means_of_rows, rows, strict=True)
                    ),
                ],
            },
            {
                "height": 270,
                "x": {"min": 0, "max": STEPS, "label": words["step"]},
                "y": {"min": -2, "max": 10, "label": words["mean"]},
                "marks": [
                    {
                        "dots": [[t, mean] for t, mean in enumerate(means.tolist(), start=1)],
                        "c": 5,
                        "r": 1.8,
                        "label": words["batch"],
                    },
                    {
                        "line": [[t, float(mean)] for t, mean in enumerate(moving)],
                        "c": 1,
                        "w": "bold",
                        "label": words["moving"],
                    },
                    {"line": [[step, -2], [step, 10]], "c": 4, "d": 2, "w": "thin"},
                ],
            },
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "step": step,
                "start": _svg.fill(words["left" if start >= 1e-4 else "gone"], {"share": 100 * start}),
                "mean": batch.mean(),
                "deviation": batch.std(),
                "moving": average[0],
                "movingDeviation": np.sqrt(average[1]),
                "inside": means_of_rows[1],
                "insideDeviation": trained.std(),
                "out": means_of_rows[2],
                "outDeviation": inferred.std(),
            },
        ),
    }
