"""The parameters of a notebook: what they are, what they are set to, and what they may be set to."""

import ast
import contextlib
import difflib
import io
import tokenize
from typing import NamedTuple

from handson11.commands._console import Refusal, table
from handson11.i18n import tr

# What each parameter means, in Korean and English; what is special to one notebook stands under its name.
MEANINGS = {
    "SEED": ("첫 시드", "first seed"),
    "N_SEEDS": ("측정값 하나에 쓰는 시드의 수", "number of seeds behind each measured value"),
    "N_TRAIN": ("훈련 이미지의 수", "number of training images"),
    "N_VALID": ("검증 이미지의 수", "number of validation images"),
    "N_EPOCHS": ("에포크의 수", "number of epochs"),
    "SOURCE": (
        '데이터. "bundled"는 패키지에 든 부분 집합, "full"은 패션 MNIST 전체',
        'data: "bundled" is the subset in the package, "full" all of Fashion-MNIST',
    ),
    "DEPTHS": ("순위표에서 비교하는 은닉층의 수", "numbers of hidden layers in the ranking"),
    "RATES": ("시험할 학습률", "learning rates that are tried"),
    "N_TRAIN_A": ("모델 A가 배우는 이미지의 수", "number of images that a model A learns from"),
    "PAIRS": (
        "작업 B의 클래스 두 개씩. 나머지가 작업 A",
        "the two classes of each task B; the others are task A",
    ),
    "LABELS": ("레이블이 있는 이미지의 수", "numbers of labelled images"),
    "CONV_PAIRS": (
        "합성곱 신경망으로 시험할 작업 B. 기록된 결과를 쓰려면 비워 둡니다",
        "tasks B for the convolutional network; empty to take the recorded results",
    ),
    "CONV_LABELS": (
        "합성곱 신경망에 줄 레이블의 수",
        "numbers of labelled images for the convolutional network",
    ),
    "N_UNLABELLED": ("레이블 없이 쓰는 이미지의 수", "number of images used without labels"),
    "N_ROUNDS": (
        "심층 신경망을 훈련하는 횟수(한 번에 세 에포크)",
        "rounds of three epochs for the deep network",
    ),
    "N_STEPS": ("레이블로 훈련하는 스텝의 수", "number of training steps with labels"),
    "SIZE": ("이미지의 높이와 너비", "height and width of the images"),
    "STARTS": (
        "레이블이 적은 신경망의 출발점",
        "how the network with few labels begins",
    ),
    "N_IMAGES": ("훈련에서 보는 이미지의 수(되풀이 포함)", "images seen in training, repetitions counted"),
    "AUX_WEIGHTS": ("보조 손실의 가중치", "weights of the auxiliary loss"),
}
# What cannot be chosen here, and why.
RESERVED = {
    "LANG": ("언어는 --language로 고릅니다.", "The language is chosen with --language."),
    "RECORD": (
        "RECORD는 패키지에 든 기록을 바꿉니다. `make records`만 씁니다.",
        "RECORD changes the records in the package; only `make records` uses it.",
    ),
}
KINDS = {
    bool: ("True나 False", "True or False"),
    int: ("정수", "a whole number"),
    float: ("수", "a number"),
    str: ("문자열", "a text"),
    list: ("리스트", "a list"),
    dict: ("딕셔너리", "a dict"),
}


class Parameter(NamedTuple):
    """One parameter of a notebook: its name, its default, and the comment that stands behind it."""

    name: str
    default: object
    comment: str

    @property
    def meaning(self):
        """What it is for, in the language in use."""
        ko, en = MEANINGS.get(self.name, (self.comment, self.comment))
        return tr(ko=ko, en=en)


def of(notebook):
    """Return the parameters of a notebook by name, without those that cannot be chosen here."""
    cells = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    source = "\n".join(cell["source"] for cell in cells)
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found = {}
    for line in ast.parse(source).body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)]) if name not in RESERVED:
                with contextlib.suppress(
                    ValueError
                ):  # what is worked out in the notebook cannot be given here
                    default = ast.literal_eval(line.value)
                    found[name] = Parameter(name, default, comments.get(line.end_lineno, ""))
    return found


def listed(parameters):
    """Return the lines of a table of parameters."""
    header = (tr(ko="파라미터", en="parameter"), tr(ko="기본값", en="default"), tr(ko="뜻", en="meaning"))
    return table([header, *((one.name, repr(one.default), one.meaning) for one in parameters.values())])


def chosen(parameters, given):
    """Return the values given on the command line, each of its parameter's kind.

    Args:
        parameters: The notebook's parameters, as `of` returns them.
        given: Pairs of name and text.

    Raises:
        Refusal: If there is no parameter of a name, or its value is of another kind.
    """
    values = {}
    for name, text in given:
        if name in RESERVED:
            raise Refusal(tr(ko=RESERVED[name][0], en=RESERVED[name][1]))
        if name not in parameters:
            near = difflib.get_close_matches(name.upper(), parameters, n=1)
            meant = tr(ko=f" {near[0]}입니까?", en=f" Did you mean {near[0]}?") if near else ""
            known = ", ".join(parameters) or tr(ko="없음", en="none")
            raise Refusal(
                tr(
                    ko=f"이 노트북에 없는 파라미터입니다: {name}.{meant} 있는 것: {known}",
                    en=f"This notebook has no parameter {name}.{meant} It has: {known}",
                )
            )
        values[name] = _value(parameters[name], text)
    return values


def _value(parameter, text):
    """Return a text as a value of the same kind as the parameter's default."""
    kind = type(parameter.default)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        value = text
    value = _without_tuples(value)
    if parameter.default is None:
        return value
    if kind is float and type(value) is int:
        value = float(value)
    if kind is str and not isinstance(value, str):
        value = text
    if type(value) is not kind:
        ko, en = KINDS.get(kind, (kind.__name__, kind.__name__))
        example = f"{parameter.default!r}"
        raise Refusal(
            tr(
                ko=f"{parameter.name}의 값은 {ko}이어야 합니다(예: {example}). 받은 것: {text!r}",
                en=f"{parameter.name} takes {en}, such as {example}. Received: {text!r}",
            )
        )
    return value


def _without_tuples(value):
    """Return a value with lists in the place of tuples, which papermill would write as text."""
    if isinstance(value, dict):
        return {key: _without_tuples(item) for key, item in value.items()}
    return [_without_tuples(item) for item in value] if isinstance(value, list | tuple) else value
