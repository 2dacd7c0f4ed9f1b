"""Section 11.2: which parameters train when the layers of another model are reused."""

from handson11 import _validate
from handson11.i18n import tr
from handson11.interactive import _publish, _svg

WIDTHS = (10, 20, 50, 100, 200)
LABELS = (10, 20, 50, 100, 200, 500, 1000)


def frozen_layers(*, reused=5, frozen=5, width=50, labels=20, n_layers=5, n_inputs=784, n_classes=5):
    """Show which parameters train when dense layers are reused and some of them frozen.

    Args:
        reused: Hidden layers taken over from model A, from the lowest on, to begin with.
        frozen: How many of them are frozen, from the lowest on, to begin with.
        width: Units a hidden layer, to begin with: 10, 20, 50, 100 or 200.
        labels: Labels of task B, to begin with: 10, 20, 50, 100, 200, 500 or 1000.
        n_layers: Hidden layers of model A, from 1 to 8.
        n_inputs: Number of inputs, from 1 to 4000.
        n_classes: Units of the new output layer, from 1 to 100.

    Raises:
        TypeError: If a number is not an integer.
        ValueError: If one is out of range, or more layers are frozen than reused.

    Example:
        >>> frozen_layers()  # doctest: +ELLIPSIS
        [interactive figure] What trains when layers are reused
        5 hidden layers reused, 5 of them frozen: 255 of 49,705 parameters train, 12.8 for each of the 20 labels.
    """
    n_layers = _validate.integer(n_layers, "n_layers", at_least=1, at_most=8)
    reused = _validate.integer(reused, "reused", at_least=0, at_most=n_layers)
    state = {
        "reused": reused,
        "frozen": _validate.integer(frozen, "frozen", at_least=0, at_most=reused),
        "width": int(_validate.one_of(width, "width", WIDTHS)),
        "labels": int(_validate.one_of(labels, "labels", LABELS)),
    }
    data = {
        "layers": n_layers,
        "inputs": _validate.integer(n_inputs, "n_inputs", at_least=1, at_most=4000),
        "classes": _validate.integer(n_classes, "n_classes", at_least=1, at_most=100),
    }
    words = _words()
    layers = {"min": 0, "max": n_layers, "step": 1}
    _publish.publish(
        "reuse",
        scene(state, words, data),
        title=tr(ko="층을 재사용할 때 훈련되는 것", en="What trains when layers are reused"),
        alt=tr(
            ko="왼쪽은 층마다 파라미터 수를 로그 눈금으로 나타낸 막대로, 동결한 층, 훈련되는 재사용한 층, 새 출력층을 색으로 구별합니다. "
            "오른쪽은 동결한 층의 수에 따른 훈련되는 파라미터 수의 선과, 레이블 수를 나타내는 점선입니다.",
            en="Left: bars of the parameters of each layer on a log scale, coloured by frozen, reused and trained, or new. "
            "Right: the number of parameters that train, by the number of frozen layers, and a dashed line at the number of labels.",
        ),
        state=state,
        controls=[
            {"range": "reused", "label": tr(ko="재사용하는 은닉층", en="hidden layers reused"), **layers},
            {"range": "frozen", "label": tr(ko="그 가운데 동결하는 층", en="of these, frozen"), **layers},
            {"range": "width", "label": tr(ko="층의 너비", en="width of the layers"), "values": list(WIDTHS)},
            {
                "range": "labels",
                "label": tr(ko="작업 B의 레이블 수", en="labels of task B"),
                "values": list(LABELS),
            },
        ],
        words=words,
        data=data,
    )


def _words():
    return {
        "layer": tr(ko="은닉층", en="hidden layer"),
        "output": tr(ko="출력", en="output"),
        "parameters": tr(ko="파라미터 수", en="parameters"),
        "frozen": tr(ko="동결", en="frozen"),
        "trained": tr(ko="재사용, 훈련", en="reused, trains"),
        "fresh": tr(ko="새 출력층", en="new"),
        "frozenLayers": tr(ko="동결한 층 (점을 끌어 보세요)", en="frozen layers (drag the point)"),
        "trainable": tr(ko="훈련되는 파라미터 수", en="parameters that train"),
        "labels": tr(ko="레이블 수", en="labels"),
        "handle": tr(ko="동결한 층의 수", en="number of frozen layers"),
        "point": tr(
            ko="{frozen}개 층 동결, 파라미터 {trains}개 훈련",
            en="{frozen} layers frozen, {trains} parameters train",
        ),
        "reading": tr(
            ko="은닉층 {reused}개를 재사용하고 {frozen}개를 동결: 파라미터 {total}개 가운데 {trains}개가 훈련됩니다. 레이블이 {labels}개이니 하나에 {each}개꼴입니다.",
            en="{reused} hidden layers reused, {frozen} of them frozen: {trains} of {total} parameters train, {each} for each of the {labels} labels.",
        ),
    }


def sizes(reused, width, n_inputs, n_classes):
    """Return the number of parameters of each layer, the new output layer last."""
    fans = [n_inputs, *[width] * reused]
    return [(fan + 1) * (width if layer < reused else n_classes) for layer, fan in enumerate(fans)]


def scene(state, words, data):
    """Return the scene of a state, as `static/reuse.js` does."""
    reused, labels, n_layers = state["reused"], state["labels"], data["layers"]
    frozen = min(state["frozen"], reused)
    counts = sizes(reused, state["width"], data["inputs"], data["classes"])
    bars = [[layer + 0.6, layer + 1.4, count, 1] for layer, count in enumerate(counts)]
    trains = [sum(counts[k:]) for k in range(reused + 1)]
    curve = [[k, count] for k, count in enumerate(trains)]
    parts = [
        (bars[:frozen], 5, words["frozen"]),
        (bars[frozen:reused], 0, words["trained"]),
        (bars[reused:], 2, words["fresh"]),
    ]
    limits = {"min": 1, "max": 1e6, "log": True}
    return {
        "panels": [
            {
                "x": {
                    "min": 0.4,
                    "max": n_layers + 1.6,
                    "label": words["layer"],
                    "ticks": [
                        [k + 1, str(k + 1) if k < reused else words["output"]] for k in range(reused + 1)
                    ],
                },
                "y": {**limits, "label": words["parameters"]},
                "marks": [{"bars": some, "c": color, "label": label} for some, color, label in parts if some],
            },
            {
                "x": {
                    "min": -0.4,
                    "max": n_layers + 0.4,
                    "label": words["frozenLayers"],
                    "ticks": [[k, str(k)] for k in range(n_layers + 1)],
                },
                "y": {**limits, "label": words["trainable"]},
                "marks": [
                    {
                        "line": [[-0.4, labels], [n_layers + 0.4, labels]],
                        "c": 1,
                        "d": 1,
                        "label": words["labels"],
                    },
                    {"line": curve, "c": 0},
                    {"dots": curve, "c": 0},
                ],
            },
        ],
        "handles": [
            {
                "panel": 1,
                "at": [frozen, trains[frozen]],
                "x": "frozen",
                "label": words["handle"],
                "text": _svg.fill(words["point"], {"frozen": frozen, "trains": trains[frozen]}),
            }
        ],
        "state": {"frozen": frozen},
        "reading": _svg.fill(
            words["reading"],
            {
                "reused": reused,
                "frozen": frozen,
                "labels": labels,
                "trains": f"{trains[frozen]:,}",
                "total": f"{trains[0]:,}",
                "each": trains[frozen] / labels,
            },
        ),
    }
