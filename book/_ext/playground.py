"""The playground: a deep network that trains in the page. Its markup in the reader's language, and its scripts.

The directive `playground`, without arguments, puts it on a page. Everything it says stands here, in WORDS, or in
book/playground/presets.toml, the settings that replay claims of the course:

    [[preset]]
    id = "kebab-case"
    section = "11_1_…"         # the page it belongs to
    after = "cell-id"          # the code cell of that page below which a link leads here
    settings = { depth = 10 }  # what differs from the defaults below
    title.ko = "…"
    title.en = "…"
    look.ko = "…"              # what to look for
    look.en = "…"

A mistake in that file ends the build. What each preset does is recorded in recorded.json beside it, for readers without
scripts; `book/_tools/record_playground.py` writes it. The scripts, in _static/playground/, take choices and defaults
from the form that is made here, so that each of them stands in one place.
"""

import html
import json
import pathlib
import tomllib
from typing import NamedTuple

import course
from bilingual import LANGUAGES, language_of
from docutils import nodes
from fragment import fragment
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

FOLDER = pathlib.Path(__file__).parents[1] / "playground"
SCRIPTS = (
    "network",
    "statistics",
    "trainer",
    "worker",
    "data",
    "settings",
    "format",
    "verdict",
    "picture",
    "curves",
    "controls",
)


class Range(NamedTuple):
    """Whole numbers from `low` to `high` in steps."""

    low: int
    high: int
    step: int = 1


# What can be chosen, with the default.
CHOICES = {
    "depth": (Range(1, 50), 10),
    "width": (Range(4, 100, 4), 32),
    "activation": (("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "linear"), "relu"),
    "initializer": (
        ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal", "random_normal"),
        "he_normal",
    ),
    "scale": ((0.05, 0.2, 0.5, 1, 1.75, 3, 5), 1),
    "batch_norm": (("none", "before", "after"), "none"),
    "clipping": (("none", "clipvalue", "clipnorm", "global_clipnorm"), "none"),
    "threshold": ((0.01, 0.1, 1, 10, 100), 1),
    "optimizer": (("sgd", "momentum", "adam"), "sgd"),
    "rate": ((0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3), 0.1),
    "batch": ((1, 8, 16, 32, 64, 128), 32),
    "seed": (Range(1, 9999), 1),
}
GROUPS = (
    ("network", ("depth", "width", "activation")),
    ("start", ("initializer", "scale", "seed")),
    ("remedies", ("batch_norm", "clipping", "threshold")),
    ("training", ("optimizer", "rate", "batch")),
)
SLIDERS = ("depth", "width")

WORDS = {
    "ko": {
        "title": "놀이터",
        "presets": "주장에서 시작하기",
        "section": "{}절에서 자세히",
        "try": "놀이터에서 직접 해 보기",
        "changed": "설정을 바꿨습니다: {names} ·",
        "back": "처음 설정으로 되돌리기",
        "network": "신경망",
        "start": "초기화",
        "remedies": "처방",
        "training": "훈련",
        "depth": "은닉층 수",
        "width": "층마다 뉴런 수",
        "activation": "활성화 함수",
        "initializer": "초기화 방법",
        "scale": "가중치 배율",
        "seed": "시드",
        "allowed": "{low}부터 {high}까지의 정수를 넣으세요.",
        "batch_norm": "배치 정규화",
        "clipping": "클리핑",
        "threshold": "클리핑 문턱값",
        "optimizer": "옵티마이저",
        "rate": "학습률",
        "batch": "배치 크기",
        "options": {
            "sigmoid": "시그모이드",
            "linear": "없음 (선형)",
            "random_normal": "N(0, 1)",
            "none": "없음",
            "before": "활성화 함수 앞",
            "after": "활성화 함수 뒤",
            "sgd": "SGD",
            "momentum": "SGD + 모멘텀 0.9",
            "adam": "Adam",
            "leaky_relu": "leaky ReLU",
            "relu": "ReLU",
            "elu": "ELU",
            "selu": "SELU",
        },
        "actions": "훈련 조작",
        "train": "훈련",
        "pause": "멈춤",
        "step": "한 스텝",
        "again": "처음부터",
        "new_seed": "새 시드로",
        "share": "링크 복사",
        "shared": "복사했습니다",
        "not_shared": "주소창의 주소를 복사하세요",
        "picture": "층별 활성화 값과 그레이디언트",
        "activations": "활성화 값",
        "gradients": "그레이디언트 |∂L/∂w|",
        "dead": "미니배치 전체에서 0을 내는 뉴런",
        "saturated": "포화된 출력",
        "layer": "층",
        "output": "출력",
        "mean": "평균",
        "deviation": "± 표준 편차",
        "size": "제곱평균제곱근",
        "look_at": "살펴볼 층",
        "layer_first": "첫 번째 층",
        "layer_nth": "{layer}번째 층",
        "readout": "{layer}: 평균 {mean}, 표준 편차 {deviation}, 그레이디언트 {gradient}{fault}",
        "readout_dead": ", 출력이 0인 뉴런 {share}",
        "readout_saturated": ", 포화 {share}",
        "progress": "훈련 과정",
        "steps": "스텝",
        "epoch": "에포크",
        "speed": "초당 스텝",
        "batch_loss": "미니배치 손실",
        "loss": "손실",
        "accuracy": "정확도",
        "on_training": "훈련",
        "on_held_out": "검증",
        "guessing": "무작위 추측",
        "before_this": "회색: 바로 앞 훈련",
        "no_curves": "훈련하면 여기에 곡선이 그려집니다.",
        "last": "마지막: 훈련 {training}, 검증 {held_out}",
        "table": "층별 숫자",
        "std": "표준 편차",
        "gradient": "그레이디언트",
        "fault": "0 또는 포화",
        "verdict": {
            "one_step": "{count}스텝",
            "many_steps": "{count}스텝",
            "overflow": "{layer}부터 값이 32비트 수의 범위를 넘습니다. 훈련을 시작할 수도 없습니다. 설정을 바꾸세요.",
            "diverged": "{steps} 만에 발산했습니다. 손실이 {loss}입니다. 설정을 바꾸거나 ‘처음부터’를 누르세요.",
            "trained": "{steps}을 훈련했습니다. 정확도는 한 에포크를 마친 뒤에 판단합니다.",
            "learns": "{steps} 뒤 검증 이미지의 {accuracy}를 맞힙니다.",
            "guesses": "{steps}을 훈련했지만 검증 정확도는 {accuracy}로, 무작위 추측(10 %)과 다를 바 없습니다.",
            "no_gradient": "첫 번째 층에는 그레이디언트가 전혀 오지 않습니다.",
            "no_gradient_anywhere": "어느 은닉층에도 그레이디언트가 오지 않습니다.",
            "vanishes": "첫 번째 층의 그레이디언트는 출력층의 {ratio}배밖에 안 됩니다. 소실입니다.",
            "weakens": "그레이디언트는 내려오며 첫 번째 층에서 출력층의 {ratio}배로 약해집니다.",
            "keeps": "첫 번째 층의 그레이디언트는 출력층과 열 배 넘게 차이 나지 않습니다(출력층의 {ratio}배).",
            "strengthens": "그레이디언트는 내려오며 커져 첫 번째 층에서 출력층의 {ratio}배가 됩니다.",
            "explodes": "그레이디언트는 내려오며 폭주해 첫 번째 층에서 출력층의 {ratio}배가 됩니다.",
            "activations_explode": "활성화 값은 첫 번째 층에서 마지막 은닉층까지 {ratio}배로 폭주합니다.",
            "activations_grow": "활성화 값은 첫 번째 층에서 마지막 은닉층까지 {ratio}배로 커집니다.",
            "activations_shrink": "활성화 값은 마지막 은닉층에서 첫 번째 층의 {ratio}배로 줄어듭니다.",
            "activations_die": "활성화 값은 마지막 은닉층에서 첫 번째 층의 {ratio}배로 오그라듭니다. 신호가 죽습니다.",
            "activations_dead": "신호는 마지막 은닉층에 이르기까지 완전히 사라집니다.",
            "too_large": "{layer}에서는 그레이디언트가 가중치의 {ratio}배여서, 이 학습률로는 한 스텝 만에 가중치가 자기 크기보다 더 크게 바뀝니다.",
            "normalized": "배치 정규화는 가중치의 크기를 상쇄하므로 이런 스텝에도 값이 폭주하지 않고, 가중치가 커진 만큼 다음 스텝은 작아집니다.",
            "too_small": "어느 은닉층에서도 그레이디언트가 가중치의 {ratio}배를 넘지 않아, 이 학습률로는 천 스텝을 가도 거의 움직이지 않습니다.",
            "clipped": "클리핑이 그레이디언트의 노름을 {before}에서 {after}까지 줄입니다.",
            "dead": "{layer}은 뉴런의 {share}가 미니배치 전체에서 0을 냅니다.",
            "saturated": "{layer}은 출력의 {share}가 포화되어 있습니다.",
        },
        "recorded": "스크립트를 켜면 이 자리에서 신경망을 훈련할 수 있습니다. 아래는 각 설정을 {steps}스텝 훈련한 기록입니다.",
        "recorded_preset": "설정",
        "recorded_ratio": "훈련 전 그레이디언트, 첫 번째 층 ÷ 출력층",
        "recorded_activations": "훈련 전 활성화 값의 표준 편차, 마지막 층 ÷ 첫 번째 층",
        "recorded_accuracy": "훈련 뒤 검증 정확도",
        "recorded_diverged": "{steps}스텝에 발산",
    },
    "en": {
        "title": "Playground",
        "presets": "Start from a claim",
        "section": "More in section {}",
        "try": "Try it in the playground",
        "changed": "You have changed: {names} ·",
        "back": "Back to the preset’s settings",
        "network": "Network",
        "start": "Initialization",
        "remedies": "Remedies",
        "training": "Training",
        "depth": "Hidden layers",
        "width": "Units per layer",
        "activation": "Activation",
        "initializer": "Initializer",
        "scale": "Multiply weights by",
        "seed": "Seed",
        "allowed": "Enter a whole number from {low} to {high}.",
        "batch_norm": "Batch normalization",
        "clipping": "Clipping",
        "threshold": "Clipping threshold",
        "optimizer": "Optimizer",
        "rate": "Learning rate",
        "batch": "Batch size",
        "options": {
            "sigmoid": "sigmoid",
            "linear": "none (linear)",
            "random_normal": "N(0, 1)",
            "none": "none",
            "before": "before the activation",
            "after": "after the activation",
            "sgd": "SGD",
            "momentum": "SGD + momentum 0.9",
            "adam": "Adam",
            "leaky_relu": "leaky ReLU",
            "relu": "ReLU",
            "elu": "ELU",
            "selu": "SELU",
        },
        "actions": "Training",
        "train": "Train",
        "pause": "Pause",
        "step": "One step",
        "again": "Start again",
        "new_seed": "New seed",
        "share": "Copy link",
        "shared": "Copied",
        "not_shared": "Copy the address from the address bar",
        "picture": "Activations and gradients, layer by layer",
        "activations": "activations",
        "gradients": "gradients |∂L/∂w|",
        "dead": "units at 0 for the whole mini-batch",
        "saturated": "saturated outputs",
        "layer": "layer",
        "output": "out",
        "mean": "mean",
        "deviation": "± standard deviation",
        "size": "root mean square",
        "look_at": "Look at layer",
        "layer_first": "layer 1",
        "layer_nth": "layer {layer}",
        "readout": "{layer}: mean {mean}, standard deviation {deviation}, gradient {gradient}{fault}",
        "readout_dead": ", {share} of the units at 0",
        "readout_saturated": ", {share} saturated",
        "progress": "Progress of training",
        "steps": "steps",
        "epoch": "epochs",
        "speed": "steps per second",
        "batch_loss": "mini-batch loss",
        "loss": "loss",
        "accuracy": "accuracy",
        "on_training": "training",
        "on_held_out": "held out",
        "guessing": "guessing",
        "before_this": "grey: the run before",
        "no_curves": "Train, and curves will be drawn here.",
        "last": "Last: training {training}, held out {held_out}",
        "table": "Numbers by layer",
        "std": "standard deviation",
        "gradient": "gradient",
        "fault": "at 0 or saturated",
        "verdict": {
            "one_step": "{count} step",
            "many_steps": "{count} steps",
            "overflow": "From {layer} on, values leave the range of 32-bit numbers. Training cannot even begin: change a setting.",
            "diverged": "Diverged after {steps}: the loss is {loss}. Change a setting, or press Start again.",
            "trained": "Trained for {steps}; the accuracy is judged once an epoch is done.",
            "learns": "After {steps} the net gets {accuracy} of the held-out images right.",
            "guesses": "After {steps} the held-out accuracy is {accuracy}, no better than guessing (10 %).",
            "no_gradient": "No gradient at all reaches layer 1.",
            "no_gradient_anywhere": "No hidden layer receives any gradient.",
            "vanishes": "The gradient in layer 1 is only {ratio} of that in the output layer: it vanishes.",
            "weakens": "The gradient in layer 1 is {ratio} of that in the output layer: it weakens on its way down.",
            "keeps": "The gradient in layer 1 stays within a factor of ten of the output layer’s ({ratio} times).",
            "strengthens": "The gradient grows on its way down: in layer 1 it is {ratio} times the output layer’s.",
            "explodes": "The gradient explodes on its way down: in layer 1 it is {ratio} times the output layer’s.",
            "activations_explode": "The activations explode: {ratio}-fold from layer 1 to the last hidden layer.",
            "activations_grow": "The activations grow {ratio}-fold from layer 1 to the last hidden layer.",
            "activations_shrink": "The activations shrink: in the last hidden layer they are {ratio} of layer 1’s.",
            "activations_die": "The activations shrivel to {ratio} of layer 1’s in the last hidden layer: the signal dies.",
            "activations_dead": "The activations have died out by the last hidden layer.",
            "too_large": "In {layer} the gradient is {ratio} times the size of the weights: at this rate, one step changes them by more than they are.",
            "normalized": "Batch normalization undoes the size of the weights: such a step cannot make the values explode, and as the weights grow, the next steps become smaller.",
            "too_small": "In no hidden layer is the gradient more than {ratio} times the weights: at this rate, even a thousand steps hardly move them.",
            "clipped": "Clipping cuts the norm of the gradient from {before} to {after}.",
            "dead": "In {layer}, {share} of the units output 0 for the whole mini-batch.",
            "saturated": "In {layer}, {share} of the outputs are saturated.",
        },
        "recorded": "With scripts, a network trains here in the page. This is a record of each setting after {steps} steps.",
        "recorded_preset": "setting",
        "recorded_ratio": "gradient before training, layer 1 ÷ output layer",
        "recorded_activations": "standard deviation of the activations before training, last layer ÷ layer 1",
        "recorded_accuracy": "held-out accuracy after training",
        "recorded_diverged": "diverged at step {steps}",
    },
}
# What the scripts say.
SPOKEN = (
    *(
        "train",
        "pause",
        "share",
        "shared",
        "not_shared",
        "activations",
        "gradients",
        "dead",
        "saturated",
        "layer",
        "layer_first",
        "layer_nth",
    ),
    *(
        "output",
        "mean",
        "deviation",
        "size",
        "readout",
        "readout_dead",
        "readout_saturated",
        "loss",
        "accuracy",
    ),
    *("on_training", "on_held_out", "guessing", "before_this", "last", "verdict", "changed"),
)


class PlaygroundError(SphinxError):
    """A preset that does not hold what it must; names the preset."""

    category = "Playground"


# ---- Presets. ----


def load():
    """Return the presets as a list of dicts; a `PlaygroundError` if anything is wrong with one."""
    presets = tomllib.loads((FOLDER / "presets.toml").read_text(encoding="utf-8"))["preset"]
    for number, preset in enumerate(presets, start=1):
        where = f'preset "{preset.get("id", f"number {number}")}"'
        missing = {"id", "section", "after", "settings", "title", "look"} ^ set(preset)
        if missing:
            raise PlaygroundError(f"{where}: missing or unknown: {', '.join(sorted(missing))}.")
        for part in ("title", "look"):
            if set(preset[part]) != set(LANGUAGES):
                raise PlaygroundError(f"{where}: {part} has to stand in {' and '.join(LANGUAGES)}.")
        for name, value in preset["settings"].items():
            if not is_choice(name, value):
                raise PlaygroundError(f"{where}: {name} = {value!r} cannot be chosen.")
    if len({preset["id"] for preset in presets}) < len(presets):
        raise PlaygroundError("two presets have the same id.")
    return presets


def is_choice(name, value):
    """Whether the reader can choose this value."""
    if name not in CHOICES:
        return False
    values, _ = CHOICES[name]
    if isinstance(values, Range):
        low, high, step = values
        return isinstance(value, int) and low <= value <= high and (value - low) % step == 0
    return value in values


def complete(settings):
    """Return all settings, with the defaults where none is given."""
    return {name: settings.get(name, default) for name, (_, default) in CHOICES.items()}


# ---- Markup. ----


def _control(name, words):
    values, default = CHOICES[name]
    identifier = f"playground-{name}"
    label = f'<label for="{identifier}">{words[name]}'
    if isinstance(values, Range):
        low, high, step = values
        limits = f'min="{low}" max="{high}" step="{step}" value="{default}"'
        if name in SLIDERS:
            field = f'<input type="range" id="{identifier}" name="{name}" {limits}>'
            label += f' <span data-value-of="{name}">{default}</span>'
        else:
            field = (
                f'<input type="number" inputmode="numeric" id="{identifier}" name="{name}" {limits} required '
                f'aria-describedby="{identifier}-allowed"><p class="playground-allowed" id="{identifier}-allowed" '
                f'role="alert" hidden>{words["allowed"].format(low=low, high=high)}</p>'
            )
    else:
        options = "".join(
            f'<option value="{value}"{" selected" if value == default else ""}>{_option(name, value, words)}</option>'
            for value in values
        )
        field = f'<select id="{identifier}" name="{name}">{options}</select>'
    return f'<div class="playground-field">{label}</label>{field}</div>'


def _option(name, value, words):
    if name == "scale":
        return f"× {value}"
    return words["options"].get(value, value)


def _form(words):
    groups = "".join(
        f"<fieldset><legend>{words[group]}</legend>{''.join(_control(name, words) for name in names)}</fieldset>"
        for group, names in GROUPS
    )
    return f'<form class="playground-controls" autocomplete="off">{groups}</form>'


def _presets(presets, language, address):
    """Return the row of links, and the note with what to look for."""
    words, links, looks = WORDS[language], [], []
    for preset in presets:
        settings = html.escape(json.dumps(complete(preset["settings"])))
        links.append(
            f'<li><a href="#preset={preset["id"]}" data-settings="{settings}">'
            f"{html.escape(preset['title'][language])}</a></li>"
        )
        section = words["section"].format(".".join(preset["section"].split("_")[: _depth(preset["section"])]))
        looks.append(
            f'<p class="playground-look" data-preset="{preset["id"]}" hidden>{html.escape(preset["look"][language])} '
            f'<a href="{address(preset["section"])}">{section}</a></p>'
        )
    menu = f'<nav class="playground-presets" aria-label="{words["presets"]}"><ul>{"".join(links)}</ul></nav>'
    note = (
        f'<div class="playground-note" hidden>{"".join(looks)}<p class="playground-changed"><span></span> '
        f'<button type="button" name="back">{words["back"]}</button></p></div>'
    )
    return menu, note


def _depth(section):
    """Return how many parts the number of a section has, as in 11.1.2."""
    return sum(part.isdigit() for part in section.split("_"))


def _actions(words):
    buttons = "".join(
        f'<button type="button" name="{name}">{words[name]}</button>'
        for name in ("train", "step", "again", "new_seed", "share")
    )
    return f'<div class="playground-actions" role="group" aria-label="{words["actions"]}">{buttons}</div>'


def _view(words):
    return (
        '<div class="playground-view">'
        f"{_actions(words)}"
        f'<div class="playground-picture" role="img" aria-label="{words["picture"]}" '
        'aria-describedby="playground-verdict"></div>'
        '<p class="playground-verdict" id="playground-verdict"></p><p class="playground-spoken" role="status"></p>'
        f'<div class="playground-field playground-layer"><label for="playground-layer">{words["look_at"]}</label>'
        '<input type="range" id="playground-layer" min="1" max="1" value="1" aria-describedby="playground-readout">'
        '<p id="playground-readout"></p></div>'
        f'<details class="playground-numbers"><summary>{words["table"]}</summary><div class="table-scroll" '
        f'tabindex="0" role="region" aria-label="{words["table"]}"><table><thead><tr>'
        + "".join(
            f'<th scope="col">{words[name]}</th>' for name in ("layer", "mean", "std", "gradient", "fault")
        )
        + "</tr></thead><tbody></tbody></table></div></details></div>"
    )


def _progress(words):
    counters = "".join(
        f'<div><dt>{words[name]}</dt><dd data-counter="{name}">–</dd></div>'
        for name in ("steps", "epoch", "speed", "batch_loss")
    )
    charts = "".join(
        f'<div class="playground-curve" data-curve="{name}" role="img" aria-label="{words[name]}"></div>'
        for name in ("loss", "accuracy")
    )
    return (
        f'<section class="playground-progress" aria-label="{words["progress"]}"><dl>{counters}</dl>'
        f'{charts}<p class="playground-none">{words["no_curves"]}</p></section>'
    )


def _recorded(presets, language):
    """Return the table for readers without scripts."""
    words = WORDS[language]
    recorded = json.loads((FOLDER / "recorded.json").read_text(encoding="utf-8"))
    heads = ("recorded_preset", "recorded_ratio", "recorded_activations", "recorded_accuracy")
    rows = []
    for preset in presets:
        result = recorded["presets"][preset["id"]]
        accuracy = result["accuracy"]
        cells = (
            html.escape(preset["title"][language]),
            power(result["gradient_ratio"]),
            power(result["activation_ratio"]),
            words["recorded_diverged"].format(steps=result["steps"])
            if accuracy is None
            else f"{100 * accuracy:.0f}\N{NO-BREAK SPACE}%",
        )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return (
        f"<noscript><p>{words['recorded'].format(steps=recorded['steps'])}</p>"
        '<div class="table-scroll"><table class="handson11-table"><thead><tr>'
        + "".join(f'<th scope="col">{words[head]}</th>' for head in heads)
        + f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div></noscript>"
    )


def power(value):
    """Return a positive number in two digits, as 0.52, 210 or 7.3×10⁻⁷."""
    if value == 0 or 0.00995 <= value < 995:
        return f"{float(f'{value:.2g}'):g}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}×10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def render(presets, language, address):
    """Return the HTML of the playground; `address` gives the link to a section's page."""
    words = WORDS[language]
    spoken = {name: words[name] for name in SPOKEN}
    data = html.escape(json.dumps(spoken, ensure_ascii=False))
    menu, note = _presets(presets, language, address)
    return (
        f'<div class="playground" data-words="{data}">{menu}'
        f'<div class="playground-bench">{note}{_form(words)}{_view(words)}{_progress(words)}</div></div>'
        f"{_recorded(presets, language)}\n"
    )


# ---- The page. ----


class playground_node(nodes.General, nodes.Element):
    """The playground of a page; no part of the text that the search index sees."""


class Playground(SphinxDirective):
    """The directive that puts the playground on a page."""

    def run(self):
        """Return the node, and read the page again when what it shows has changed."""
        for path in (FOLDER / "presets.toml", FOLDER / "recorded.json", __file__):
            self.env.note_dependency(str(path))
        return [playground_node(presets=load())]


def _write(translator, node):
    builder, page = translator.builder, translator.builder.current_docname
    folder = page.rpartition("/")[0]

    def address(section):
        target = f"{folder}/{section}"
        if target not in builder.env.found_docs:
            raise PlaygroundError(f"there is no page {target}.")
        return builder.get_relative_uri(page, target)

    translator.body.append(render(node["presets"], language_of(page), address))
    raise nodes.SkipNode


def _skip(translator, node):
    raise nodes.SkipNode


# ---- The pages of the sections. ----


def _link_here(app, doctree):
    """Below the cells that measure what presets replay, let a line lead to the playground."""
    folder, _, stem = app.env.docname.rpartition("/")
    presets = [preset for preset in load() if preset["section"] == stem]
    if not presets or folder not in {f"book/{language}" for language in LANGUAGES}:
        return
    app.env.note_dependency(str(FOLDER / "presets.toml"))
    language = language_of(app.env.docname)
    names = [cell["id"] for cell in course.notebook(app.env.doc2path(app.env.docname))["cells"]]
    cells = {
        node.get("cell_index"): node for node in doctree.findall(nodes.container) if "cell_index" in node
    }
    for preset in presets:
        cell = cells.get(names.index(preset["after"])) if preset["after"] in names else None
        if cell is None:
            raise PlaygroundError(f'preset "{preset["id"]}": {stem} has no code cell "{preset["after"]}".')
        link = f'<a href="playground.html#preset={preset["id"]}">{html.escape(preset["title"][language])}</a>'
        line = fragment(
            html=f'<p class="playground-link"><strong>{WORDS[language]["try"]}</strong> {link}</p>'
        )
        cell.parent.insert(cell.parent.index(cell) + 1, line)


def _add_files(app, pagename, templatename, context, doctree):
    """Load scripts and styles on the page with the playground, and there only."""
    if doctree is not None and next(doctree.findall(playground_node), None) is not None:
        app.add_css_file("playground/playground.css")
        for name in SCRIPTS:
            app.add_js_file(f"playground/{name}.js", loading_method="defer")


def setup(app):
    """Register the extension with Sphinx."""
    others = {builder: (_skip, None) for builder in ("latex", "text", "man", "texinfo")}
    app.add_node(playground_node, html=(_write, None), **others)
    app.add_directive("playground", Playground)
    app.connect("doctree-read", _link_here)
    app.connect("html-page-context", _add_files)
    return {"version": "1", "parallel_read_safe": True}
