"""Sections 11.2.1 to 11.2.3: two ways of training compared over the number of labels, seed by seed."""

import math

import numpy as np

from handson11 import _validate
from handson11._validate import received
from handson11.i18n import tr
from handson11.interactive import _publish, _svg


def accuracy_by_labels(scores, labels, *, title=None):
    """Show how far a way of training is ahead of another, by the number of labels, seed by seed.

    Args:
        scores: Dict of dicts: group (a task or a network) → way of training → accuracies of shape
            `(n_labels, n_seeds)`, from 0 to 1. Every group has the same ways; the first is the one that all
            others are compared with. Names are shown as they are.
        labels: Numbers of labels, in rising order, one for each row.
        title: Caption; a general one by default.

    Raises:
        TypeError: If the accuracies are not numbers, the labels not integers, or the scores not dicts of dicts.
        ValueError: If there are no two ways, groups differ in their ways or shapes, or accuracies are no shares.

    Example:
        >>> scores = {"task": {"scratch": [[0.5, 0.6], [0.7, 0.8]], "reused": [[0.6, 0.7], [0.7, 0.8]]}}
        >>> accuracy_by_labels(scores, [20, 200])  # doctest: +ELLIPSIS
        [interactive figure] Accuracy by the number of labels
        20 labels: reused 0.65, scratch 0.55 on average. Seed by seed the difference is 10 points with a standard error of 0; ...
    """
    labels = [_validate.integer(each, "labels", at_least=1) for each in labels]
    if not labels or sorted(set(labels)) != labels:
        raise ValueError(f"`labels` must be in rising order. Received: labels={received(labels)}")
    scores = _checked(scores, len(labels))
    groups, ways = list(scores), list(next(iter(scores.values())))
    data = {"labels": labels, "baseline": ways[0], "scores": scores}
    state = {"group": groups[0], "way": ways[1], "labels": labels[0]}
    words = _words()
    controls = [
        {
            "choice": "group",
            "label": tr(ko="작업", en="task"),
            "options": [[each, each] for each in groups],
        },
        {
            "choice": "way",
            "label": tr(ko=f"무엇을 견줄까요? (기준: {ways[0]})", en=f"what is compared (with: {ways[0]})"),
            "options": [[each, each] for each in ways[1:]],
        },
        {"range": "labels", "label": tr(ko="레이블 수", en="number of labels"), "values": labels},
    ]
    _publish.publish(
        "by_labels",
        scene(state, words, data),
        title=title or tr(ko="레이블 수에 따른 정확도", en="Accuracy by the number of labels"),
        alt=tr(
            ko="왼쪽은 두 가지 훈련 방법의 검증 정확도를 레이블 수에 따라 그린 선과, 시드의 최소와 최대 사이의 띠입니다. "
            "오른쪽은 시드마다 뺀 차이를 점으로, 그 평균을 선으로 나타냅니다.",
            en="Left: validation accuracy of two ways of training by the number of labels, as lines with bands from the smallest to the "
            "largest seed. Right: the differences seed by seed as dots, and their mean as a line.",
        ),
        state=state,
        controls=[each for each in controls if len(each.get("options", "ab")) > 1],
        words=words,
        data=data,
    )


def _checked(scores, n_labels):
    """Return the scores as plain lists, group → way → (labels, seeds)."""
    if not isinstance(scores, dict) or not all(isinstance(each, dict) for each in scores.values()):
        raise TypeError(f"`scores` must be a dict of dicts of arrays. Received: scores={received(scores)}")
    ways = [list(each) for each in scores.values()]
    if not ways or len(ways[0]) < 2 or any(each != ways[0] for each in ways):
        raise ValueError(
            f"`scores` must have the same ways of training in every group, at least two. Received: {received(ways)}"
        )
    arrays = {
        group: {
            way: _validate.array(values, "scores", ndim=2, dtype="float64") for way, values in each.items()
        }
        for group, each in scores.items()
    }
    shapes = {values.shape for each in arrays.values() for values in each.values()}
    if len(shapes) > 1 or next(iter(shapes))[0] != n_labels:
        raise ValueError(
            f"`scores` must all have the shape ({n_labels}, seeds), a row for each number of labels. "
            f"Received: shapes {received(sorted(shapes))}"
        )
    everything = np.array([list(each.values()) for each in arrays.values()])
    if everything.min() < 0 or everything.max() > 1:
        raise ValueError(
            f"`scores` must be from 0 to 1. Received: values from {everything.min():g} to {everything.max():g}"
        )
    return {
        str(group): {str(way): values.round(6).tolist() for way, values in each.items()}
        for group, each in arrays.items()
    }


def _words():
    return {
        "labels": tr(ko="레이블 수", en="labels"),
        "accuracy": tr(ko="검증 정확도", en="validation accuracy"),
        "gain": tr(ko="차이 (퍼센트포인트)", en="difference (percentage points)"),
        "seed": tr(ko="시드 하나", en="one seed"),
        "mean": tr(ko="평균", en="mean"),
        "reading": tr(
            ko="레이블 {labels}개: 평균 정확도는 {way} {wayMean}, {baseline} {baseMean}. 시드마다 뺀 차이는 평균 {gain}퍼센트포인트, 표준 오차 {error}이고, "
            "시드 {seeds}개 가운데 {ahead}개에서 앞섭니다.{verdict}",
            en="{labels} labels: {way} {wayMean}, {baseline} {baseMean} on average. Seed by seed the difference is {gain} points with a "
            "standard error of {error}; it is ahead in {ahead} of {seeds} seeds.{verdict}",
        ),
        "clear": tr(
            ko=" 차이는 표준 오차의 {errors}배로, 두 배를 넘습니다.",
            en=" That is {errors} standard errors: more than two.",
        ),
        "unclear": tr(
            ko=" 차이는 표준 오차의 {errors}배이므로 우연과 구별하기 어렵습니다.",
            en=" That is {errors} standard errors: hard to tell from chance.",
        ),
    }


def scene(state, words, data):
    """Return the scene of a state, as `static/by_labels.js` does."""
    labels, baseline, way, chosen = data["labels"], data["baseline"], state["way"], state["labels"]
    base, other = (np.array(data["scores"][state["group"]][name]) for name in (baseline, way))
    gains = 100 * (other - base)
    here = gains[labels.index(chosen)]
    tenths = math.ceil(10 * max(base.max(), other.max()))
    bottom = round(min(math.floor(10 * min(base.min(), other.min())), tenths - 1) / 10, 9)
    top = round(tenths / 10, 9)
    reach = max(5, 5 * math.ceil(np.abs(gains).max() / 5))
    x = {
        "min": labels[0] / 1.2,
        "max": labels[-1] * 1.2,
        "log": True,
        "label": words["labels"],
        "ticks": [[n, str(n)] for n in labels],
    }

    def band(rows):
        return [[n, float(row.min()), float(row.max())] for n, row in zip(labels, rows, strict=True)]

    def line(rows):
        return [[n, float(row.mean())] for n, row in zip(labels, rows, strict=True)]

    def cursor(low, high):
        return {"line": [[chosen, low], [chosen, high]], "c": 4, "d": 2, "w": "thin"}

    error = here.std(ddof=1) / math.sqrt(len(here)) if len(here) > 1 else 0
    at = labels.index(chosen)
    errors = abs(here.mean()) / error if error > 1e-9 else 0  # 0: a single seed, or no scatter
    verdict = words["clear" if errors > 2 else "unclear"] if errors else ""
    return {
        "panels": [
            {
                "height": 250,
                "x": x,
                "y": {"min": bottom, "max": top, "label": words["accuracy"]},
                "marks": [
                    {"band": band(base), "c": 5},
                    {"band": band(other), "c": 0},
                    {"line": line(base), "c": 5, "d": 1, "label": baseline},
                    {"line": line(other), "c": 0, "label": way},
                    cursor(bottom, top),
                ],
            },
            {
                "height": 250,
                "x": x,
                "y": {"min": -reach, "max": reach, "label": words["gain"]},
                "marks": [
                    {"line": [[x["min"], 0], [x["max"], 0]], "c": 5, "w": "thin"},
                    {
                        "dots": [
                            [n, float(gain)] for n, row in zip(labels, gains, strict=True) for gain in row
                        ],
                        "c": 5,
                        "r": 2.5,
                        "label": words["seed"],
                    },
                    {"line": line(gains), "c": 1, "label": words["mean"]},
                    {"dots": [[chosen, float(gain)] for gain in here], "c": 1, "r": 4},
                    cursor(-reach, reach),
                ],
            },
        ],
        "reading": _svg.fill(
            words["reading"],
            {
                "labels": chosen,
                "way": way,
                "baseline": baseline,
                "seeds": len(here),
                "ahead": int((here > 1e-9).sum()),
                "wayMean": other[at].mean(),
                "baseMean": base[at].mean(),
                "gain": here.mean(),
                "error": error,
                "verdict": _svg.fill(verdict, {"errors": errors}),
            },
        ),
    }
