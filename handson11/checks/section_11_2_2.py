"""Checks of the exercises on unsupervised pretraining."""

import contextlib

import keras
import numpy as np

from handson11 import models
from handson11.checks._compare import (
    ROUNDED,
    Mistake,
    literal,
    number,
    numbers,
    of_shape,
    real_array,
    same,
    several,
)
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import affine_in, keras_model, outputs, same_weights, seeded, weights
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import say, shown


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---------------------------------------------------------------------------------------------------------------
# A small machine by hand
# ---------------------------------------------------------------------------------------------------------------

_W = np.array([[1.5, -2.0], [0.5, 1.0], [-1.0, 2.5]])
_B, _C = np.array([0.2, -0.4, 0.1]), np.array([-0.5, 0.3])
_V, _U = np.array([0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0])


@exercise(
    "rbm-by-hand",
    title=say(ko="RBM의 확률 두 가지", en="Two probabilities of an RBM"),
    kind="compute",
    hint=say(
        ko="`p_on`은 시그모이드 뉴런 하나의 출력입니다. `ratio`에는 자유 에너지가 두 번 필요합니다. 두 이미지의 자유 에너지를 따로 구한 다음, `p(v) = exp(−F(v)) / Z`를 두 번 써서 나누면 무엇이 약분됩니까?",
        en="`p_on` is the output of one sigmoid unit. `ratio` takes two free energies. Find that of each image, write down `p(v) = exp(−F(v)) / Z` twice, and divide: what cancels?",
    ),
)
def _rbm_by_hand(p_on, ratio):
    _on(p_on)
    _ratio(ratio)
    return say(
        ko="켜질 확률은 상태를 세지 않고 나오고, 두 이미지의 비에서는 Z가 사라집니다.",
        en="The probability of being on takes no counting of states, and in the ratio of two images Z is gone.",
    )


def _on(p_on):
    z = _V @ _W + _C
    sign = say(
        ko="첫째 특성이 꺼져 있을 확률입니다.",
        en="This is the probability that the first feature is off.",
    )
    number(
        p_on,
        _sigmoid(z[0]),
        name="p_on",
        broke=say(
            ko="첫째 특성이 켜질 확률이 아닙니다.",
            en="This is not the probability that the first feature is on.",
        ),
        hint=say(
            ko="이미지에서 켜진 픽셀은 둘입니다. 그 둘에서 첫째 특성으로 가는 가중치를 더하는 데서 시작하세요.",
            en="Two pixels of the image are on. Start by adding up their weights to the first feature.",
        ),
        mistakes=[
            Mistake(
                100 * _sigmoid(z[0]),
                say(ko="퍼센트로 나타낸 값입니다.", en="This is in per cent."),
                say(ko="확률은 0과 1 사이의 수로 쓰세요.", en="Write a probability as a number from 0 to 1."),
            ),
            Mistake(
                z[0],
                say(
                    ko="시그모이드에 넣을 값이지 확률이 아닙니다.",
                    en="This goes into the sigmoid; it is no probability.",
                ),
                say(ko="확률은 0과 1 사이입니다.", en="A probability lies between 0 and 1."),
            ),
            Mistake(
                np.exp(z[0]),
                say(
                    ko="켜질 확률이 꺼질 확률의 몇 배인지를 나타내는 값입니다.",
                    en="This says how many times as probable on is as off.",
                ),
                say(ko="두 확률을 더하면 1이어야 합니다.", en="The two probabilities must add up to 1."),
            ),
            Mistake(
                _sigmoid(-z[0]),
                sign,
                say(ko="시그모이드 안의 부호를 확인하세요.", en="Check the sign inside the sigmoid."),
            ),
            Mistake(
                _sigmoid(z[1]),
                say(ko="둘째 특성이 켜질 확률입니다.", en="This is the probability of the second feature."),
                say(
                    ko="`W`의 열 하나가 특성 하나입니다. 첫째 열을 쓰세요.",
                    en="A column of `W` belongs to one feature. Take the first.",
                ),
            ),
            Mistake(
                _sigmoid((_V @ _W)[0]),
                say(ko="특성의 편향이 빠졌습니다.", en="The bias of the feature is missing."),
                say(
                    ko="특성마다 혼자서도 얼마나 켜지기를 좋아하는지 나타내는 수가 있습니다.",
                    en="There is a number for how much a feature likes to be on by itself.",
                ),
            ),
            Mistake(
                _sigmoid((_V @ _W)[0] + _B[0]),
                say(ko="특성이 아니라 픽셀의 편향을 더했습니다.", en="You added the bias of a pixel."),
                say(
                    ko="위로 올라갈 때와 아래로 내려올 때 쓰는 편향이 다릅니다.",
                    en="The way up and the way down use different biases.",
                ),
            ),
            Mistake(
                _sigmoid((_U @ _W + _C)[0]),
                say(ko="이미지 `v`가 아니라 `u`를 썼습니다.", en="This uses the image `u`, not `v`."),
                say(ko="`p_on`은 `v`가 주어졌을 때의 확률입니다.", en="`p_on` is for `v` given."),
            ),
        ],
    )


def _free_energy(v, *, hidden=True, b=_B, c=_C):
    return -v @ b - (np.log1p(np.exp(v @ _W + c)).sum() if hidden else 0.0)


def _ratio(ratio):
    right = np.exp(_free_energy(_U) - _free_energy(_V))
    on_v, on_u = _sigmoid(_V @ _W + _C), _sigmoid(_U @ _W + _C)
    # Among the mistakes is one so near to 7 that only a 7 written as such counts as rounded.
    rounded = [Mistake(round(right), *ROUNDED)] * bool(
        isinstance(ratio, int | float) and ratio == round(right)
    )
    number(
        ratio,
        right,
        name="ratio",
        broke=say(ko="`p(v)`를 `p(u)`로 나눈 값이 아닙니다.", en="`p(v)` is not this many times `p(u)`."),
        hint=say(
            ko="이미지마다 자유 에너지를 따로 구해 적어 두고, 그 차이에서 비를 구하세요.",
            en="Write down the free energy of each image first; the ratio follows from their difference.",
        ),
        mistakes=[
            *rounded,
            Mistake(
                1 / right,
                say(ko="비가 거꾸로입니다.", en="The ratio is upside down."),
                say(
                    ko="자유 에너지가 낮은 이미지가 더 자주 나타납니다. 어느 쪽이 낮습니까?",
                    en="The image of lower free energy appears more often. Which one is that?",
                ),
            ),
            *(
                Mistake(
                    sign * np.log(right),
                    say(
                        ko="자유 에너지의 차이이지 확률의 비가 아닙니다.",
                        en="This is the difference of the free energies, not the ratio of the probabilities.",
                    ),
                    say(
                        ko="확률은 자유 에너지의 지수 함수입니다.",
                        en="The probability is an exponential of the free energy.",
                    ),
                )
                for sign in (1, -1)
            ),
            *(
                Mistake(
                    value,
                    say(
                        ko="자유 에너지를 서로 나누었습니다.",
                        en="This divides one free energy by the other.",
                    ),
                    say(
                        ko="자유 에너지가 아니라 확률을 나누어야 합니다.",
                        en="It is the probabilities that are to be divided.",
                    ),
                )
                for value in (_free_energy(_V) / _free_energy(_U), _free_energy(_U) / _free_energy(_V))
            ),
            Mistake(
                np.exp((_V - _U) @ _B) * (1 + np.exp(_V @ _W + _C).sum()) / (1 + np.exp(_U @ _W + _C).sum()),
                say(
                    ko="특성에 걸친 합을 로그 안에 넣었습니다.",
                    en="The sum over the features went into the logarithm.",
                ),
                say(
                    ko="특성마다 로그 항이 하나씩 있습니다.",
                    en="There is a term with a logarithm for each feature.",
                ),
            ),
            Mistake(
                np.exp(_free_energy(_U, b=0 * _B) - _free_energy(_V, b=0 * _B)),
                say(ko="보이는 층의 편향이 빠졌습니다.", en="The biases of the visible layer are missing."),
                say(
                    ko="자유 에너지의 식에는 항이 두 개입니다.",
                    en="There are two terms in the free energy.",
                ),
            ),
            Mistake(
                np.exp(_free_energy(_U, c=0 * _C) - _free_energy(_V, c=0 * _C)),
                say(ko="은닉층의 편향이 빠졌습니다.", en="The biases of the hidden layer are missing."),
                say(
                    ko="지수에 들어가는 값은 `p_on`에서 시그모이드에 넣은 값과 같습니다.",
                    en="What stands in the exponent is what goes into the sigmoid for `p_on`.",
                ),
            ),
            Mistake(
                np.exp(_free_energy(_U, hidden=False) - _free_energy(_V, hidden=False)),
                say(
                    ko="보이는 층의 편향만 썼습니다. 특성이 빠졌습니다.",
                    en="This uses the visible biases only; the features are missing.",
                ),
                say(
                    ko="특성마다 로그 항이 하나씩 있습니다.",
                    en="There is a term with a logarithm for each feature.",
                ),
            ),
            Mistake(
                on_v.prod() / on_u.prod(),
                say(
                    ko="특성이 켜질 확률을 곱해 나누었습니다.",
                    en="This divides products of the features' probabilities.",
                ),
                say(
                    ko="이미지가 나타날 확률은 특성이 켜질 확률과 다릅니다. 자유 에너지에서 시작하세요.",
                    en="How probable an image is is not how probable its features are. Start from the free energy.",
                ),
            ),
        ],
    )


# ---------------------------------------------------------------------------------------------------------------
# One step of contrastive divergence
# ---------------------------------------------------------------------------------------------------------------


def _cd_means(v, h, dream, h_dream):
    """Return the differences of the means: for the kernel, the visible and the hidden biases."""
    n = len(v)
    return (v.T @ h - dream.T @ h_dream) / n, (v - dream).mean(axis=0), (h - h_dream).mean(axis=0)


def _cd_chain(v, W, b, c, u_hidden, u_visible, *, draw_h=True, draw_v=True, on=np.less):
    """Return p(h | v), h, the dream and p(h | dream), with or without drawing."""
    p_h = _sigmoid(v @ W + c)
    h = on(u_hidden, p_h).astype(float) if draw_h else p_h
    p_v = _sigmoid(h @ W.T + b)
    dream = on(u_visible, p_v).astype(float) if draw_v else p_v
    return p_h, h, dream, _sigmoid(dream @ W + c)


_CD_WORDS = {
    "sign": (
        say(ko="방향이 거꾸로입니다.", en="The direction is the wrong way round."),
        say(
            ko="실제로 함께 켜진 것을 더 좋아하게 되는지, 덜 좋아하게 되는지 보세요.",
            en="Does the step make the machine like more what was on together in the data, or less?",
        ),
    ),
    "sum": (
        say(
            ko="샘플에 걸친 합입니다. 배치가 두 배가 되면 스텝도 두 배가 됩니다.",
            en="This is a sum over the samples: a batch twice as large makes a step twice as long.",
        ),
        say(ko="꺾쇠 ⟨ ⟩는 평균이라는 뜻입니다.", en="The angle brackets ⟨ ⟩ stand for a mean."),
    ),
    "drawn-first": (
        say(
            ko="데이터 쪽 평균에 확률이 아니라 뽑은 특성을 썼습니다.",
            en="The average over the data uses the drawn features, not their probabilities.",
        ),
        say(
            ko="뽑은 특성은 꿈을 만드는 데만 쓰입니다.",
            en="The drawn features serve to make the dream, and for nothing else.",
        ),
    ),
    "drawn-last": (
        say(
            ko="꿈 쪽 평균에서도 특성을 뽑았습니다.",
            en="The features of the dream were drawn as well.",
        ),
        say(
            ko="마지막에는 확률을 그대로 씁니다.",
            en="At the end the probabilities are used as they are.",
        ),
    ),
    "dream-not-drawn": (
        say(
            ko="꿈이 0과 1이 아닙니다. 픽셀의 확률을 그대로 썼습니다.",
            en="The dream does not hold zeros and ones: the probabilities of the pixels were used as they are.",
        ),
        say(
            ko="`u_visible`로 픽셀을 켜거나 꺼야 합니다.",
            en="With `u_visible`, each pixel is to be switched on or off.",
        ),
    ),
    "h-not-drawn": (
        say(
            ko="특성을 뽑지 않고, 확률을 그대로 아래로 내려보냈습니다.",
            en="The features were not drawn; their probabilities went down as they are.",
        ),
        say(
            ko="`u_hidden`으로 특성을 켜거나 끈 다음 내려가세요.",
            en="Switch the features on or off with `u_hidden` before you go down.",
        ),
    ),
    "nothing-drawn": (
        say(ko="아무것도 뽑지 않았습니다.", en="Nothing was drawn."),
        say(
            ko="`u_hidden`과 `u_visible`을 어디에 썼습니까?",
            en="Where are `u_hidden` and `u_visible` used?",
        ),
    ),
    "reversed": (
        say(
            ko="뽑기가 거꾸로입니다. 확률이 높은 뉴런이 꺼집니다.",
            en="The draws are the wrong way round: units of high probability are switched off.",
        ),
        say(
            ko="확률이 0.9라면 0과 1 사이에서 고르게 뽑은 수의 90 %에서 켜져야 합니다.",
            en="A unit with a probability of 0.9 must be on for 90 % of numbers drawn uniformly between 0 and 1.",
        ),
    ),
    "no-b": (
        say(ko="내려갈 때 편향 `b`가 빠졌습니다.", en="The bias `b` is missing on the way down."),
        say(ko="픽셀이 켜질 확률의 식을 다시 보세요.", en="Look again at the probability of a pixel."),
    ),
    "no-c": (
        say(ko="올라갈 때 편향 `c`가 빠졌습니다.", en="The bias `c` is missing on the way up."),
        say(ko="특성이 켜질 확률의 식을 다시 보세요.", en="Look again at the probability of a feature."),
    ),
    "no-b-no-c": (
        say(ko="두 편향 `b`와 `c`가 모두 빠졌습니다.", en="Both biases, `b` and `c`, are missing."),
        say(
            ko="특성과 픽셀이 켜질 확률의 식을 다시 보세요.",
            en="Look again at the probabilities of a feature and of a pixel.",
        ),
    ),
    "no-c-last": (
        say(
            ko="두 번째로 올라갈 때 편향 `c`가 빠졌습니다.",
            en="The bias `c` is missing on the second way up.",
        ),
        say(
            ko="꿈에서 특성의 확률을 구하는 식은 데이터에서와 같습니다.",
            en="From the dream, the features' probabilities follow in the same way as from the data.",
        ),
    ),
    "means-first": (
        say(
            ko="평균끼리 곱했습니다. 필요한 것은 곱의 평균입니다.",
            en="This is a product of means; the mean of the products is needed.",
        ),
        say(
            ko="이미지마다 픽셀과 특성을 곱한 다음 평균을 내세요.",
            en="Multiply pixels and features image by image, then take the mean.",
        ),
    ),
    "data-twice": (
        say(
            ko="꿈 쪽 평균에 꿈이 아니라 데이터를 썼습니다.",
            en="The average over the dream holds the data in place of the dream.",
        ),
        say(
            ko="꿈의 특성과 짝지을 픽셀은 꿈의 픽셀입니다.",
            en="The features of the dream go with the pixels of the dream.",
        ),
    ),
    "old-h": (
        say(
            ko="꿈의 특성이 아니라 데이터의 특성을 꿈과 짝지었습니다.",
            en="The dream is paired with the features of the data, not with its own.",
        ),
        say(
            ko="꿈에서 특성의 확률을 다시 계산하세요.",
            en="Compute the probabilities of the features anew, from the dream.",
        ),
    ),
    "rounded": (
        say(
            ko="데이터의 픽셀을 0이나 1로 바꾸었습니다.",
            en="The pixels of the data were turned into zeros and ones.",
        ),
        say(
            ko="0과 1 사이의 픽셀은 확률처럼 그대로 들어갑니다.",
            en="Pixels between 0 and 1 enter as they are, like probabilities.",
        ),
    ),
    "new-weights": (
        say(
            ko="방향이 아니라 한 걸음 움직인 뒤의 값입니다.",
            en="This is where the step leads to, not the direction.",
        ),
        say(
            ko="`W`, `b`, `c`에 더하지 말고 방향만 돌려주세요.",
            en="Return the direction alone, without adding `W`, `b` or `c`.",
        ),
    ),
    "length": (
        say(
            ko="방향은 맞지만 길이가 다릅니다.",
            en="The direction is right, but its length is not.",
        ),
        say(
            ko="학습률은 곱하지 않습니다. 나누는 수가 있다면 무엇을 세는지 보세요.",
            en="No learning rate is asked for. If you divide, look at what the divisor counts.",
        ),
    ),
    "data-only": (
        say(ko="꿈을 빼지 않았습니다.", en="The dream was not subtracted."),
        say(
            ko="본 것과 꿈꾼 것의 차이가 방향을 정합니다.",
            en="The direction is what was seen minus what was dreamed.",
        ),
    ),
}


def _cd_variants(v, W, b, c, u_hidden, u_visible):
    """Return what typical mistakes lead to, by name."""
    args = (v, W, b, c, u_hidden, u_visible)
    p_h, h, dream, p_dream = _cd_chain(*args)
    right = _cd_means(v, p_h, dream, p_dream)

    def chain(*args, **kwargs):
        p_h, _, dream, p_dream = _cd_chain(*args, **kwargs)
        return _cd_means(args[0], p_h, dream, p_dream)

    drawn_last = (u_hidden < p_dream).astype(float)
    zero = 0 * dream
    return {
        "sign": [-each for each in right],
        "sum": [len(v) * each for each in right],
        "drawn-first": _cd_means(v, h, dream, p_dream),
        "drawn-last": _cd_means(v, p_h, dream, drawn_last),
        "drawn-both": _cd_means(v, h, dream, drawn_last),
        "dream-not-drawn": chain(*args, draw_v=False),
        "h-not-drawn": chain(*args, draw_h=False),
        "nothing-drawn": chain(*args, draw_h=False, draw_v=False),
        "reversed": chain(*args, on=np.greater),
        "no-b": chain(v, W, 0 * b, *args[3:]),
        "no-c": chain(v, W, b, 0 * c, *args[4:]),
        "no-b-no-c": chain(v, W, 0 * b, 0 * c, *args[4:]),
        "no-c-last": _cd_means(v, p_h, dream, _sigmoid(dream @ W)),
        "means-first": [
            np.outer(v.mean(axis=0), p_h.mean(axis=0)) - np.outer(dream.mean(axis=0), p_dream.mean(axis=0)),
            *right[1:],
        ],
        "data-twice": [v.T @ (p_h - p_dream) / len(v), *right[1:]],
        "old-h": _cd_means(v, p_h, dream, p_h),
        "rounded": chain((v > 0.5).astype(float), *args[1:]),
        "new-weights": [weight + each for weight, each in zip((W, b, c), right, strict=True)],
        "data-only": _cd_means(v, p_h, zero, 0 * p_h),
    }


def _away_from(uniform, probability):
    """Return uniform numbers of which none is so close to its probability that rounding could decide."""
    near = np.abs(uniform - probability) < 5e-3
    return np.where(near, np.where(probability > 0.5, probability - 0.02, probability + 0.02), uniform)


def _cd_probe(seed, n, n_visible, n_hidden, *, gray):
    """Return the arguments of a step, float32."""
    rng = np.random.default_rng(seed)
    W, b, c = (rng.normal(0, 1.2, size) for size in ((n_visible, n_hidden), n_visible, n_hidden))
    v = rng.random((n, n_visible)) if gray else rng.integers(0, 2, (n, n_visible))
    v, W, b, c = (np.float32(each) for each in (v, W, b, c))
    v64, W64, b64, c64 = (each.astype("float64") for each in (v, W, b, c))
    p_h = _sigmoid(v64 @ W64 + c64)
    u_hidden = np.float32(_away_from(rng.random(p_h.shape), p_h))
    p_v = _sigmoid((u_hidden < p_h) @ W64.T + b64)
    u_visible = np.float32(_away_from(rng.random(p_v.shape), p_v))
    return v, W, b, c, u_hidden, u_visible


@exercise(
    "cd-1-step",
    title=say(ko="CD-1 한 걸음", en="One step of CD-1"),
    kind="implement",
    hint=say(
        ko="차례로 계산하세요. ① 데이터에서 특성의 확률, ② `u_hidden`으로 뽑은 특성, ③ 그 특성에서 픽셀의 확률, ④ `u_visible`로 뽑은 꿈, ⑤ 꿈에서 특성의 확률. 평균에 들어가는 것은 데이터와 ①, 그리고 ④와 ⑤입니다.",
        en="Go one by one: (1) the features' probabilities from the data, (2) the features, drawn with `u_hidden`, (3) the pixels' probabilities from these, (4) the dream, drawn with `u_visible`, (5) the features' probabilities from the dream. The averages are of the data with (1), and of (4) with (5).",
    ),
)
def _cd_1_step(cd_step):
    for probe in (
        _cd_probe(1, 7, 6, 4, gray=False),
        _cd_probe(2, 1, 5, 8, gray=False),
        _cd_probe(3, 12, 9, 3, gray=True),
    ):
        _cd_case(cd_step, probe)
    return say(
        ko="세 방향이 모두 맞습니다. 픽셀이 0과 1뿐일 때도, 그 사이의 값일 때도, 이미지가 하나뿐인 배치에서도 그렇습니다.",
        en="All three directions are right: for images of zeros and ones and of values between, and for a batch of one.",
    )


def _cd_case(cd_step, probe):
    (n, n_visible), n_hidden = probe[0].shape, probe[1].shape[1]
    tried = say(
        ko=f"이미지 {n}개, 픽셀 {n_visible}개, 특성 {n_hidden}개로 `cd_step(v, W, b, c, u_hidden, u_visible)`",
        en=f"`cd_step(v, W, b, c, u_hidden, u_visible)` with {n} images, {n_visible} pixels, {n_hidden} features",
    )
    names = ("dW", "db", "dc")

    def step(u_hidden, u_visible):
        given = [each.copy() for each in (*probe[:4], u_hidden, u_visible)]
        return several(call(cd_step, *given, tried=tried), names, tried)

    parts = step(*probe[4:])
    exact = [each.astype("float64") for each in probe]
    p_h, _, dream, p_dream = _cd_chain(*exact)
    right = _cd_means(exact[0], p_h, dream, p_dream)
    variants = _cd_variants(*exact)
    words = {**_CD_WORDS, "drawn-both": _CD_WORDS["drawn-first"]}
    draws, at_random = _other_draws(step, parts, *probe[4:])
    for position, name in enumerate(names):
        mistakes = [
            Mistake(values[position], _of(name, words[key][0]), words[key][1])
            for key, values in variants.items()
            if not at_random  # else one may be met by chance
        ]
        mistakes += _same_direction(parts[position], right[position], name)
        if name == "dW":
            mistakes += [
                Mistake(
                    right[0].T,
                    say(ko="`dW`의 두 축이 바뀌었습니다.", en="The axes of `dW` are swapped."),
                    say(ko="`dW`는 `W`와 크기가 같습니다.", en="`dW` has the shape of `W`."),
                )
            ]
        else:
            mistakes += _bias_mistakes(name, right[position], right[3 - position])
        same(
            parts[position],
            right[position],
            tried=tried,
            what=literal(f"`{name}`"),
            broke=draws[0]
            if draws
            else say(
                ko=f"`{name}`: CD-1의 방향이 아닙니다.",
                en=f"`{name}` is not the direction of CD-1.",
            ),
            hint=draws[1]
            if draws
            else say(
                ko="데이터 쪽 항과 꿈 쪽 항을 따로 출력해, 어느 쪽에 무엇이 들어가는지 문제와 견주어 보세요.",
                en="Print the term of the data and the term of the dream, and compare what goes into each with the exercise.",
            ),
            mistakes=mistakes,
        )


def _other_draws(step, parts, u_hidden, u_visible):
    """Return what is off, with a hint, where the draws are not those given, else `None`; and whether they differ from call to call."""

    def alike(*draws):
        return all(np.array_equal(*map(real_array, pair)) for pair in zip(parts, step(*draws), strict=True))

    # More than once: other draws of a few numbers often come to the same result.
    if not all(alike(u_hidden, u_visible) for _ in range(8)):
        return (
            say(ko="함수 안에서 난수를 뽑았습니다.", en="The function draws random numbers of its own."),
            say(
                ko="`u_hidden`과 `u_visible`의 수를 각 확률과 견주세요.",
                en="Compare each probability with the number that `u_hidden` or `u_visible` has for it.",
            ),
        ), True
    for name, others in (("u_hidden", (1 - u_hidden, u_visible)), ("u_visible", (u_hidden, 1 - u_visible))):
        if alike(*others):
            return (
                say(
                    ko=f"`{name}`: 값을 바꿔도 결과가 그대로입니다.",
                    en=f"`{name}` is not used: other values in it change nothing.",
                ),
                say(
                    ko="확률마다 견줄 수가 하나씩 들어옵니다. 하나의 기준값이나 직접 뽑은 수와 견주지 마세요.",
                    en="A number comes in for each probability. Do not compare with one fixed threshold, or with numbers of your own.",
                ),
            ), False
    return None, False


def _same_direction(part, right, name):
    """Return the mistake of another length, where the result has the right direction."""
    try:
        values = np.asarray(part, "float64")
        factor = np.sum(values * right) / np.sum(right * right)
    except Exception:  # not numbers, or another shape: that is told elsewhere
        return []
    if values.shape != right.shape or not 0 < factor < np.inf:
        return []
    broke, hint = _CD_WORDS["length"]
    return [Mistake(factor * right, _of(name, broke), hint)]


def _of(name, text):
    """Return a sentence about one of the three results, with its name in front."""
    return say(ko=f"`{name}`: {text.ko}", en=f"`{name}`: {text.en}")


def _bias_mistakes(name, right, other):
    """Return the typical mistakes with one bias, of which `other` is the counterpart."""
    return [
        Mistake(
            0 * right,
            say(ko=f"`{name}`의 값이 모두 0입니다.", en=f"`{name}` is all zeros."),
            say(
                ko="편향도 데이터와 꿈의 차이를 따라 움직입니다.",
                en="Biases move by what the data and the dream differ in, too.",
            ),
        ),
        Mistake(
            other,
            say(
                ko="`db`와 `dc`의 순서가 바뀌었습니다.",
                en="`db` and `dc` are swapped.",
            ),
            say(
                ko="`db`는 픽셀마다, `dc`는 특성마다 하나씩입니다.",
                en="`db` has a number for each pixel, `dc` for each feature.",
            ),
        ),
        Mistake(
            right.mean(),
            say(
                ko=f"`{name}`: 모든 축에 걸쳐 평균을 냈습니다.",
                en=f"`{name}` is a mean over all axes.",
            ),
            say(ko="샘플의 축만 따라 평균을 내세요.", en="Take the mean along the axis of the samples only."),
        ),
    ]


# ---------------------------------------------------------------------------------------------------------------
# Reusing an encoder
# ---------------------------------------------------------------------------------------------------------------


def _redraw(model, seed):
    """Give a model weights and biases as training might leave them."""
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 1.2 / np.sqrt(len(each)), each.shape) for each in model.get_weights()])
    return model


def _state(model):
    """Return what a learner's code must leave alone: layers, flags and weights."""
    layers = list(model.layers)
    return layers, [layer.trainable for layer in layers], weights(model)


def _check_untouched(model, before, tried, *, name, ko, en):
    """Raise if a model is not as it was."""
    layers, flags, values = before
    received = None
    if [id(layer) for layer in model.layers] != [id(layer) for layer in layers]:
        received = say(ko=f"`{name}`의 층이 바뀌었습니다", en=f"`{name}` has other layers now")
    elif not same_weights(weights(model), values):
        received = say(ko=f"`{name}`의 가중치가 바뀌었습니다", en=f"`{name}` has other weights now")
    elif [layer.trainable for layer in model.layers] != flags:
        received = say(ko=f"`{name}`의 `trainable`이 바뀌었습니다", en=f"`trainable` of `{name}` was changed")
    if received is not None:
        raise NotYet(
            say(ko=ko, en=en),
            say(
                ko="원래 모델을 건드리지 말고, 복사본을 만들어 그것을 바꾸세요.",
                en="Leave the original alone: make a copy and change that.",
            ),
            tried=tried,
            received=received,
        )


@contextlib.contextmanager
def _disturbed(model):
    """Change a model's weights for a while."""
    before = model.get_weights()
    model.set_weights([each + 0.5 for each in before])
    try:
        yield
    finally:
        model.set_weights(before)


def _check_independent(model, original, X, tried, *, name):
    """Raise if a change of one of two models changes what the other computes."""
    for changed, other in ((model, original), (original, model)):
        expected = np.array(other(X))
        with _disturbed(changed):
            moved = not np.array_equal(np.array(other(X)), expected)
        if moved:
            raise NotYet(
                say(
                    ko=f"새 모델과 `{name}`의 가중치가 함께 바뀝니다. 두 모델이 같은 층을 함께 쓰고 있습니다.",
                    en=f"The weights of the new model and of `{name}` change together: they share layers.",
                ),
                say(
                    ko="층을 새 모델에 그대로 넣으면 복사되지 않습니다. 층도 가중치도 복사해야 합니다.",
                    en="Putting a layer into another model copies nothing. Both the layers and their weights need copying.",
                ),
                tried=tried,
            )


@exercise(
    "reuse-encoder",
    title=say(ko="인코더 위에 출력층 얹기", en="An output layer on an encoder"),
    kind="implement",
    hint=say(
        ko="`transfer.reuse_layers(모델, up_to=층의 이름)`은 입력부터 그 층까지의 복사본을 `Sequential`로 돌려줍니다. `Sequential`에는 `add`로 층을 더할 수 있습니다. 클래스의 확률을 내는 활성화 함수는 무엇입니까?",
        en="`transfer.reuse_layers(model, up_to=name_of_a_layer)` returns a copy from the input to that layer, as a `Sequential`, to which `add` adds a layer. Which activation makes probabilities of classes?",
    ),
)
def _reuse_encoder(make_classifier):
    with seeded(7):
        for number_, (widths, shape, n_classes) in enumerate(
            (((9, 6), (6, 5), 4), ((7, 5), (4, 7), 10)), start=1
        ):
            _encoder_case(make_classifier, widths, shape, n_classes, seed=number_)
    return say(
        ko="새 모델은 인코더의 특성 위에 소프트맥스 출력층을 얹은 것이고, 모든 층이 훈련되며, 오토인코더와 함께 쓰는 것이 없습니다.",
        en="The new model is a softmax layer on the encoder's features, all of it trains, and it shares nothing with the autoencoder.",
    )


def _encoder_case(make_classifier, widths, shape, n_classes, seed):
    autoencoder = _redraw(models.autoencoder(widths, activation="leaky_relu", input_shape=shape), seed)
    X = (
        np.random.default_rng(seed).normal(0, 2, (200, *shape)).astype("float32")
    )  # every unit takes both signs
    inside = keras.Model(autoencoder.inputs[0], [layer.output for layer in autoencoder.layers])
    features = {
        layer.name: np.array(values, "float64").reshape(len(X), -1)
        for layer, values in zip(autoencoder.layers, inside(X), strict=True)
    }
    before = _state(autoencoder)
    tried = say(
        ko=f"은닉층의 너비가 {widths}인 오토인코더로 `make_classifier(autoencoder, {n_classes})`",
        en=f"`make_classifier(autoencoder, {n_classes})` with an autoencoder of hidden widths {widths}",
    )
    model = keras_model(call(make_classifier, autoencoder, n_classes, tried=tried), tried=tried)
    _check_untouched(
        autoencoder,
        before,
        tried,
        name="autoencoder",
        ko="받은 오토인코더가 달라졌습니다. 새 모델만 만들고 오토인코더는 그대로 두어야 합니다.",
        en="The autoencoder that was passed in is not what it was; it must stay as it is.",
    )
    values = outputs(model, X, tried=tried)
    _check_probabilities(values, (len(X), n_classes), tried)
    encoder = [
        each for name in ("hidden_1", "hidden_2") for each in autoencoder.get_layer(name).get_weights()
    ]
    _check_features(model, values, features, encoder, tried)
    most = sum(each.size for each in encoder) + (features["hidden_2"].shape[1] + 1) * n_classes
    if model.count_params() > most:
        raise NotYet(
            say(
                ko="모델의 가중치가 인코더와 출력층 하나의 것보다 많습니다.",
                en="The model has more weights than the encoder and one output layer.",
            ),
            say(
                ko="인코더와 출력층 사이에 다른 층이 있거나, 디코더를 함께 가져오지 않았습니까?",
                en="Is there another layer between encoder and output, or was the decoder taken along?",
            ),
            tried=tried,
            received=say(ko=f"파라미터 {model.count_params()}개", en=f"{model.count_params()} parameters"),
        )
    _check_independent(model, autoencoder, X, tried, name="autoencoder")
    if not np.allclose(outputs(model, X, training=True, tried=tried), values, atol=1e-5):
        raise NotYet(
            say(
                ko="훈련 모드에서 부르면 출력이 달라집니다. 인코더와 출력층 사이나 그 앞에 다른 층이 있습니다.",
                en="Called as in training, the model gives other outputs: there is another layer in it.",
            ),
            say(
                ko="출력층은 인코더 바로 위에 있어야 합니다. 드롭아웃이나 잡음 층을 넣지 않았습니까?",
                en="The output layer belongs directly on the encoder. Is there dropout, or a layer of noise?",
            ),
            tried=tried,
        )
    n_trained = sum(
        any(np.array_equal(each, mine) for mine in map(np.array, model.trainable_weights)) for each in encoder
    )
    if n_trained == len(encoder) and len(model.trainable_weights) < len(model.weights):
        raise NotYet(
            say(ko="새 출력층이 훈련되지 않습니다.", en="The new output layer does not train."),
            say(
                ko="출력층은 무작위 가중치로 시작합니다. 출력층의 `trainable`을 보세요.",
                en="The output layer starts from random weights. Look at its `trainable`.",
            ),
            tried=tried,
        )
    if n_trained < len(encoder):
        raise NotYet(
            say(
                ko="새 모델의 일부가 훈련되지 않습니다. 동결되었거나 모델에 등록되지 않았습니다.",
                en="A part of the new model does not train: it is frozen, or not tracked by the model.",
            ),
            say(
                ko="여기서는 모든 층을 레이블로 미세 조정합니다. `model.trainable_weights`를 보세요.",
                en="Here all layers are to be fine-tuned on the labels. Look at `model.trainable_weights`.",
            ),
            tried=tried,
            received=say(
                ko=f"인코더의 가중치 배열 {len(encoder)}개 가운데 {n_trained}개가 훈련됩니다",
                en=f"{n_trained} of the encoder's {len(encoder)} weight arrays train",
            ),
        )


def _check_probabilities(values, shape, tried):
    if values.shape != shape:
        raise NotYet(
            say(
                ko=f"이미지마다 출력이 {shape[1]}개여야 하는데, 출력의 크기가 {shown(values.shape)}입니다.",
                en=f"There should be {shape[1]} outputs for each image; the shape of the outputs is {shown(values.shape)}.",
            ),
            say(
                ko="모델의 마지막 층이 새 출력층입니까? 뉴런은 몇 개입니까?",
                en="Is the new output layer the last of the model? How many units has it?",
            ),
            tried=tried,
        )
    sums = values.sum(axis=1)
    if values.min() < -1e-6 or not np.allclose(sums, 1, atol=1e-4):
        raise NotYet(
            say(
                ko="출력이 클래스의 확률이 아닙니다.",
                en="The outputs are not probabilities of the classes.",
            ),
            say(
                ko="출력층의 활성화 함수를 확인하세요. 이미지마다 출력의 합이 1이어야 합니다.",
                en="Check the activation of the output layer: for each image the outputs must add up to 1.",
            ),
            tried=tried,
            received=say(
                ko=f"이미지 하나의 출력: {shown(values[0])}, 합 {sums[0]:.4g}",
                en=f"outputs for one image: {shown(values[0])}, sum {sums[0]:.4g}",
            ),
        )


def _check_features(model, values, features, encoder, tried):
    """Raise unless the outputs are the softmax of an affine function of the coding."""
    exact = values.min(axis=1) > 1e-30  # below, float32 loses digits
    logits = np.log(values[exact])
    logits -= logits.mean(axis=1, keepdims=True)
    features = {name: each[exact] for name, each in features.items()}
    own = [np.array(each) for each in model.get_weights()]
    taken = all(any(np.array_equal(each, mine) for mine in own) for each in encoder)
    if exact.sum() < 60 or logits.std() < 1e-5:  # from nothing but 0 and 1, or all alike, nothing can be told
        if not taken:
            raise _not_taken_over(tried)
        return
    if affine_in(logits, features["hidden_2"]):
        return
    for name, (ko, en) in {
        "flatten": (
            "출력층이 픽셀 바로 위에 있습니다. 인코더가 없습니다.",
            "The output layer stands on the pixels; there is no encoder.",
        ),
        "hidden_1": (
            "출력층이 hidden_1 위에 있습니다. 인코더의 마지막 층이 빠졌습니다.",
            "The output layer stands on hidden_1; the last layer of the encoder is missing.",
        ),
        "decoder_1": (
            "출력층이 디코더의 층 위에 있습니다.",
            "The output layer stands on a layer of the decoder.",
        ),
        "reconstruction": (
            "출력층이 되살린 이미지 위에 있습니다. 디코더까지 모두 가져왔습니다.",
            "The output layer stands on the restored image: the decoder was taken along.",
        ),
    }.items():
        # Linear layers with the encoder's weights stand on the pixels too; that is told below.
        linear = taken and name in ("flatten", "hidden_1")
        if not linear and affine_in(logits, features[name]):
            raise NotYet(
                say(ko=ko, en=en),
                say(
                    ko="인코더는 입력부터 가장 좁은 층까지입니다.",
                    en="The encoder goes from the input to the narrowest layer.",
                ),
                tried=tried,
            )
    if taken:
        raise NotYet(
            say(
                ko="인코더의 가중치는 있지만, 출력이 인코더의 특성 위의 소프트맥스 층 하나가 아닙니다.",
                en="The encoder's weights are there, but the output is not a single softmax layer on its features.",
            ),
            say(
                ko="인코더와 출력층 사이에 다른 층이 있거나, 활성화 함수가 바뀌지 않았습니까?",
                en="Is there another layer between encoder and output, or has an activation changed?",
            ),
            tried=tried,
        )
    raise _not_taken_over(tried)


def _not_taken_over(tried):
    return NotYet(
        say(
            ko="인코더의 가중치가 오토인코더의 것과 다릅니다. 배운 가중치가 넘어오지 않았거나, 함수 안에서 훈련했습니다.",
            en="The encoder does not have the autoencoder's weights: the learned weights were not taken over, or trained inside the function.",
        ),
        say(
            ko="`clone_model`이나 새로 만든 층은 새 가중치로 시작합니다.",
            en="`clone_model`, or layers made anew, start with new weights.",
        ),
        tried=tried,
    )


# ---------------------------------------------------------------------------------------------------------------
# Samples for a denoising autoencoder
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "repair-denoising-pairs",
    title=say(ko="잡음 제거 오토인코더의 데이터 고치기", en="Repair the data of a denoising autoencoder"),
    kind="repair",
    hint=say(
        ko="실수는 둘입니다. `noisy = X` 다음에 `noisy is X`를 출력해 보세요. 그리고 `erased`의 크기를 `X`의 크기와 견주어 보세요.",
        en="There are two mistakes. Print `noisy is X` after `noisy = X`, and compare the shape of `erased` with that of `X`.",
    ),
)
def _repair_denoising_pairs(denoising_pairs):
    for shape in ((240, 9, 12), (150, 11, 8)):
        X = np.random.default_rng(shape[0]).uniform(0.1, 1.0, shape).astype("float32")
        _pairs_case(denoising_pairs, X)
    return say(
        ko="입력에서는 픽셀이 이미지마다 따로 절반쯤 지워지고, 목표는 온전한 이미지이며, 원본은 그대로입니다.",
        en="The inputs lack half of their pixels, drawn anew for each image; the targets are whole, and the original stays.",
    )


def _pairs_case(denoising_pairs, X):
    tried = say(
        ko=f"이미지 {len(X)}개로 `denoising_pairs(X, np.random.default_rng(5))`",
        en=f"`denoising_pairs(X, np.random.default_rng(5))` with {len(X)} images",
    )

    def pairs(rng):
        result = several(call(denoising_pairs, X.copy(), rng, tried=tried), ("noisy", "target"), tried)
        return [
            numbers(each, tried=tried, shape=X.shape, what=literal(f"`{name}`"))
            for each, name in zip(result, ("noisy", "target"), strict=True)
        ]

    rng = np.random.default_rng(5)
    noisy, target = pairs(rng)
    _check_target(X, noisy, target, tried)
    erased = _erased(X, noisy, tried)
    _check_erased(erased, tried)
    if np.array_equal(pairs(rng)[0], noisy):
        raise NotYet(
            say(
                ko="같은 `rng`로 두 번 불렀는데 똑같은 픽셀이 지워졌습니다.",
                en="Two calls with the same `rng`, one after the other, erased the same pixels.",
            ),
            say(
                ko="함수 안에서 시드를 정하지 말고, 받은 생성기에서 뽑으세요.",
                en="Set no seed inside the function; draw from the generator that comes in.",
            ),
            tried=tried,
        )
    if not np.array_equal(pairs(np.random.default_rng(5))[0], noisy):
        raise NotYet(
            say(
                ko="같은 시드의 새 생성기를 넘겼는데 다른 픽셀이 지워졌습니다.",
                en="A new generator with the same seed erased other pixels.",
            ),
            say(
                ko="모든 난수를 인수로 받은 `rng`에서 뽑고 있습니까?",
                en="Do all random numbers come from `rng`, the argument?",
            ),
            tried=tried,
        )


def _check_target(X, noisy, target, tried):
    X64 = X.astype("float64")
    lost = np.mean(target != X64)
    received = say(
        ko=f"목표에서 달라진 픽셀의 비율: {lost:.2f}",
        en=f"share of pixels that differ in the target: {lost:.2f}",
    )
    if lost and np.array_equal(noisy, X64):
        raise NotYet(
            say(
                ko="입력과 목표가 바뀌었습니다. 온전한 이미지에서 지워진 이미지를 만들게 됩니다.",
                en="Input and target are swapped: the network would learn to erase.",
            ),
            say(ko="먼저 돌려줄 것은 지워진 이미지입니다.", en="The erased images come first."),
            tried=tried,
            received=received,
        )
    if lost and np.array_equal(noisy, target):
        raise NotYet(
            say(
                ko="목표가 온전한 이미지가 아닙니다. 목표에서도 픽셀이 지워졌습니다.",
                en="The target is not the whole image: it has lost its pixels as well.",
            ),
            say(
                ko="두 이름이 같은 배열을 가리키고 있지는 않습니까? 무엇이 새 배열을 만듭니까?",
                en="Do two names stand for one and the same array? What would make a new one?",
            ),
            tried=tried,
            received=received,
        )
    if lost:
        raise NotYet(
            say(ko="목표가 온전한 이미지가 아닙니다.", en="The target is not the whole image."),
            say(
                ko="잡음 제거 오토인코더가 되살려야 하는 것은 무엇입니까?",
                en="What is it that a denoising autoencoder has to restore?",
            ),
            tried=tried,
            received=received,
        )


def _erased(X, noisy, tried):
    """Return which pixels are 0 in the input; the others must be as they were."""
    erased = noisy == 0
    kept = np.where(erased, X.astype("float64"), noisy)
    if np.allclose(np.where(erased, 0, noisy), np.where(erased, 0, 2.0 * X), rtol=1e-4) and not erased.all():
        raise NotYet(
            say(
                ko="남은 픽셀이 두 배로 커졌습니다. 0과 1 사이를 벗어나기도 합니다.",
                en="The pixels that are left are twice as large, and leave the range from 0 to 1.",
            ),
            say(
                ko="드롭아웃은 남은 값을 키웁니다. 여기서는 남은 픽셀을 그대로 둡니다.",
                en="Dropout enlarges what it keeps. Here the pixels that are left stay as they are.",
            ),
            tried=tried,
        )
    if not np.allclose(kept, X, rtol=1e-5):
        raise NotYet(
            say(
                ko="지우지 않은 픽셀의 값이 달라졌습니다.",
                en="Pixels that were not erased have other values.",
            ),
            say(
                ko="픽셀은 0이 되거나 그대로 남거나 둘 중 하나입니다. 배열의 dtype이 정수이면 0.7도 0이 됩니다.",
                en="A pixel either becomes 0 or stays as it is. In an array of integers even 0.7 becomes 0.",
            ),
            tried=tried,
            received=literal(shown(noisy)),
        )
    return erased


def _check_erased(erased, tried):
    # Each share has a standard deviation below 0.004 for the whole, 0.041 for a pixel and 0.054 for an image:
    # the bounds are 6 standard deviations away or more.
    share = erased.mean()
    received = say(ko=f"지워진 픽셀의 비율: {share:.3f}", en=f"share of pixels erased: {share:.3f}")
    by_pixel, by_image = erased.mean(axis=0), erased.mean(axis=(1, 2))
    if share in (0, 1):
        raise NotYet(
            say(ko="지워진 픽셀이 없습니다.", en="No pixel was erased.")
            if share == 0
            else say(ko="모든 픽셀이 지워졌습니다.", en="All pixels were erased."),
            say(
                ko="뽑은 난수를 0.5와 견준 결과가 어디에 쓰이는지 보세요.",
                en="Look at where the comparison of the random numbers with 0.5 is used.",
            ),
            tried=tried,
            received=received,
        )
    if np.isin(by_pixel, (0, 1)).all():
        raise NotYet(
            say(
                ko="모든 이미지에서 같은 픽셀이 지워졌습니다. 그 픽셀은 입력에 한 번도 나타나지 않습니다.",
                en="The same pixels are gone in every image, and never reach the network.",
            ),
            say(
                ko="난수를 한 이미지가 아니라 모든 이미지의 픽셀만큼 뽑아야 합니다.",
                en="Draw a random number for each pixel of each image, not of one image.",
            ),
            tried=tried,
            received=received,
        )
    by_chance = share**2 + (1 - share) ** 2  # how often two neighbours share their fate
    alike = [np.mean(np.diff(erased.astype(int), axis=axis) == 0) - by_chance for axis in (1, 2)]
    if np.abs(alike).max() > 0.05 or np.abs(by_image - share).max() > 0.38:
        raise NotYet(
            say(
                ko="픽셀이 저마다 따로 지워지지 않습니다. 이미지나 행, 열이 통째로 지워지거나, 여러 픽셀이 난수 하나를 함께 씁니다.",
                en="Pixels are not erased one by one: whole images, rows or columns are gone, or several pixels share a draw.",
            ),
            say(
                ko="난수의 크기가 `X`의 크기와 같아야 합니다. 브로드캐스팅이 난수를 퍼뜨리지 않았습니까?",
                en="There must be as many random numbers as `X` has values. Has broadcasting spread some out?",
            ),
            tried=tried,
            received=received,
        )
    if len(np.unique(erased.reshape(len(erased), -1), axis=0)) < len(erased):
        raise NotYet(
            say(
                ko="여러 이미지에서 똑같은 픽셀들이 지워졌습니다.",
                en="Several images have lost exactly the same pixels.",
            ),
            say(
                ko="이미지마다 난수를 새로 뽑아야 합니다.",
                en="Each image needs random numbers of its own.",
            ),
            tried=tried,
            received=received,
        )
    if abs(share - 0.5) > 0.03 or by_pixel.min() < 0.2 or by_pixel.max() > 0.8:
        raise NotYet(
            say(
                ko="픽셀마다 지워질 확률이 1/2이 아닙니다.",
                en="The probability of being erased is not 1/2 for every pixel.",
            ),
            say(
                ko="난수의 분포와 견주는 값을 확인하세요. `rng.random`은 0과 1 사이에서 고르게 뽑습니다.",
                en="Check the distribution of the random numbers and what you compare them with. `rng.random` draws uniformly between 0 and 1.",
            ),
            tried=tried,
            received=received,
        )
    _check_independent_draws(by_image, by_pixel, tried)


def _check_independent_draws(by_image, by_pixel, tried):
    """Check that the numbers of erased pixels vary as independent draws do: binomially."""
    for shares, n, ko, en in (
        (by_image, by_pixel.size, "이미지마다 지워진 픽셀의 수", "The number of pixels that an image loses"),
        (
            by_pixel,
            len(by_image),
            "픽셀마다 지워진 이미지의 수",
            "The number of images that lose a given pixel",
        ),
    ):
        # Relative to a binomial variance. For independent draws its standard deviation is below 0.16, and values
        # outside the bounds come once in 30,000 times; a fixed number has 0, two pixels with one draw have 2.
        variance = np.var(shares) * n / 0.25
        if 0.4 < variance < 1.75:
            continue
        if variance <= 0.4:
            ko, en = f"{ko}가 모두 같거나 거의 같습니다.", f"{en} is always the same, or nearly so."
        else:
            ko, en = f"{ko}가 지나치게 들쭉날쭉합니다.", f"{en} varies too much."
        raise NotYet(
            say(ko=f"{ko} 픽셀마다 따로 뽑지 않았습니다.", en=f"{en} The draws are not independent."),
            say(
                ko="난수 하나로 픽셀 하나만 정하고, 몇 개를 지울지 미리 정하지 마세요.",
                en="Let each random number settle a single pixel, and do not fix beforehand how many are erased.",
            ),
            tried=tried,
            received=say(
                ko=f"비율의 표준 편차 {np.std(shares):.3f}, 독립이면 {0.5 / np.sqrt(n):.3f}쯤",
                en=f"standard deviation of the shares: {np.std(shares):.3f}; of independent draws about {0.5 / np.sqrt(n):.3f}",
            ),
        )


# ---------------------------------------------------------------------------------------------------------------
# An encoder from a world of scrambled pixels
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "rewire-encoder",
    title=say(ko="섞인 배선을 되돌리기", en="Undo a scrambled wiring"),
    kind="design",
    hint=say(
        ko="픽셀 하나를 끝까지 따라가 보세요. `order = [2, 0, 1]`이면 섞은 이미지의 0번 픽셀은 원래 이미지의 몇 번 픽셀입니까? 그 픽셀은 새 커널의 몇 번 행을 만나야 합니까? 길은 둘입니다. 픽셀을 나르는 층을 앞에 두거나, 첫째 층 커널의 행을 다시 늘어놓습니다.",
        en="Follow one pixel all the way. With `order = [2, 0, 1]`, which pixel of the ordinary image is the first of the scrambled one? Which row of the new kernel must it meet? There are two ways: a layer in front that moves pixels, or the rows of the first kernel put in another order.",
    ),
)
def _rewire_encoder(rewire):
    with seeded(11):
        for seed, sizes in enumerate(((12, 8, 5), (33, 10, 7, 4), (9, 9, 4)), start=1):
            _rewire_case(rewire, sizes, seed)
    return say(
        ko="섞지 않은 이미지를 넣어도 동료의 인코더가 섞은 이미지에서 내던 특성이 그대로 나옵니다. 훈련은 필요 없었습니다.",
        en="From ordinary images come the very features that the colleague's encoder had for scrambled ones, without any training.",
    )


def _rewire_case(rewire, sizes, seed):
    rng = np.random.default_rng(seed)
    layers = [keras.layers.Dense(units, activation="leaky_relu") for units in sizes[1:]]
    encoder = _redraw(keras.Sequential([keras.Input((sizes[0],)), *layers]), seed)
    order = rng.permutation(sizes[0])
    while np.mean(order[order] == np.arange(len(order))) > 0.3:  # its own inverse would hide a mistake
        order = rng.permutation(sizes[0])
    X = rng.normal(0, 2, (40, sizes[0])).astype("float32")
    right, plain, inverse = (
        np.array(encoder(X[:, each])) for each in (order, np.arange(len(order)), np.argsort(order))
    )
    before = _state(encoder)
    tried = say(
        ko=f"픽셀이 {sizes[0]}개인 인코더로 `rewire(encoder, order)`",
        en=f"`rewire(encoder, order)` with an encoder of {sizes[0]} pixels",
    )
    model = keras_model(call(rewire, encoder, order.copy(), tried=tried), tried=tried)
    _check_untouched(
        encoder,
        before,
        tried,
        name="encoder",
        ko="동료의 인코더가 달라졌습니다. 동료의 것은 그대로 두어야 합니다.",
        en="The colleague's encoder is not what it was; it must stay as it is.",
    )
    features = outputs(model, X, tried=tried)
    whole = say(
        ko="인코더의 위층이 빠졌습니까? `up_to=-1`이 전체입니다.",
        en="Are all layers of the encoder there? `up_to=-1` stands for the whole.",
    )
    of_shape(features, right.shape, say(ko="특성", en="the features"), whole, tried)
    same(
        features,
        right,
        tried=tried,
        rtol=1e-3,
        atol=1e-4,
        what=say(ko="특성", en="the features"),
        broke=say(
            ko="섞지 않은 이미지의 특성이, 동료의 인코더가 같은 이미지를 섞어서 낸 특성과 다릅니다.",
            en="The features of ordinary images are not those that the colleague's encoder has for the same images, scrambled.",
        ),
        hint=say(
            ko="인코더의 모든 층과 가중치가 넘어왔는지, 그리고 픽셀마다 제 가중치를 만나는지 차례로 확인하세요.",
            en="See first whether all layers and weights have come over, then whether each pixel meets its own weights.",
        ),
        mistakes=[
            Mistake(
                inverse,
                say(
                    ko="배선을 반대 방향으로 옮겼습니다. 섞기를 되돌리지 않고 거꾸로 한 번 더 섞은 셈입니다.",
                    en="The rows were moved in the opposite direction.",
                ),
                say(
                    ko="원래 이미지의 픽셀 하나를 골라, 동료의 인코더에서 커널의 몇 번 행을 만났는지 적어 보세요.",
                    en="Pick one pixel of the ordinary image and write down which row of the colleague's kernel it met.",
                ),
            ),
            Mistake(
                plain,
                say(
                    ko="배선이 그대로입니다. 섞지 않은 이미지의 픽셀이 엉뚱한 가중치를 만납니다.",
                    en="The wiring is as before: pixels of ordinary images meet the wrong weights.",
                ),
                say(ko="`order`를 어디에 썼습니까?", en="Where do you use `order`?"),
            ),
        ],
    )
    _check_independent(model, encoder, X, tried, name="encoder")
