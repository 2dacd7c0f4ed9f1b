"""Checks of the exercises on activation functions that do not saturate."""

import numpy as np

from handson11.checks._compare import AGREE, Mistake, literal, number, numbers, of_shape, one_number, same
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import KEEP_UNITS, a_function, keras_model, outputs, seeded, weights
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import given, say, shown

_SELU_ALPHA, _SELU_LAMBDA = 1.6732632423543772, 1.0507009873554805


def _elu(z, alpha):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _selu(z):
    return _SELU_LAMBDA * _elu(z, _SELU_ALPHA)


@exercise(
    "leaky-relu-mean",
    title=say(ko="LeakyReLU의 평균 출력", en="The mean output of a leaky ReLU"),
    kind="compute",
    hint=say(
        ko="평균을 z > 0인 부분과 z < 0인 부분으로 나누어 더하세요. ReLU의 평균은 양수 부분만의 몫입니다. 대칭인 음수 부분에서는 그 몫에 무엇이 곱해지고 부호는 어떻습니까?",
        en="Split the mean into the parts from z > 0 and from z < 0, and add them up. ReLU's mean is the share of the positive part alone. By symmetry, what is that share multiplied by on the negative side, and with which sign?",
    ),
)
def _leaky_relu_mean(mean):
    relu = 1 / np.sqrt(2 * np.pi)
    both = say(
        ko="평균에는 z < 0인 쪽과 z > 0인 쪽이 모두 들어갑니다.",
        en="Both sides, z < 0 and z > 0, enter the mean.",
    )
    slope = say(
        ko="음수 기울기가 0.25인 LeakyReLU가 아니라 케라스의 기본값으로 구한 값입니다.",
        en="This is the mean for one of Keras' default slopes, not for a negative slope of 0.25.",
    )
    write = say(
        ko="`negative_slope`를 직접 쓰세요.",
        en="Write the `negative_slope` yourself.",
    )
    value = one_number(mean, "mean")
    if abs(value / (0.99 * relu) - 1) < 0.004:  # nearer to this than to ReLU's mean
        raise NotYet(
            say(
                ko="이것은 음수 기울기가 0.01일 때의 평균입니다.",
                en="This is the mean for a negative slope of 0.01.",
            ),
            say(ko="이 문제의 음수 기울기는 0.25입니다.", en="Here the negative slope is 0.25."),
            received=given("mean", mean),
        )
    if 0.015 < abs(value / (0.75 * relu) - 1) < 0.05:
        raise NotYet(
            say(ko="가깝지만 1 % 안에 들지 않습니다.", en="Close, but not within 1 %."),
            say(ko="난수를 더 많이 뽑으세요.", en="Draw more numbers."),
            received=given("mean", mean),
        )
    number(
        mean,
        0.75 * relu,
        name="mean",
        broke=say(
            ko="이 LeakyReLU의 평균 출력이 아닙니다.", en="This is not the mean output of this leaky ReLU."
        ),
        hint=say(
            ko="z < 0인 쪽의 출력은 몇 배로 줄고, 어떤 부호로 평균에 들어갑니까?",
            en="By how much do the outputs for z < 0 shrink, and with which sign do they enter the mean?",
        ),
        mistakes=[
            Mistake(relu, say(ko="이것은 ReLU의 평균입니다.", en="This is ReLU's mean."), both),
            Mistake(
                1.25 * relu,
                say(
                    ko="음수 쪽의 몫을 뺄 자리에 더했습니다.",
                    en="The share of the negative side was added with the wrong sign.",
                ),
                say(
                    ko="z가 음수이면 αz도 음수입니다.",
                    en="Where z is negative, αz is negative too.",
                ),
            ),
            Mistake(
                0.25 * relu,
                say(ko="음수 쪽의 몫만 셌습니다.", en="Only the share of the negative side was counted."),
                both,
            ),
            Mistake(
                -0.25 * relu,
                say(ko="음수 쪽의 몫만 셌습니다.", en="Only the share of the negative side was counted."),
                both,
            ),
            Mistake(
                1.5 * relu,
                say(
                    ko="평균을 전체가 아니라 절반으로 나누었습니다.",
                    en="The sum was divided by half of the inputs rather than all of them.",
                ),
                say(
                    ko="주어진 ReLU의 평균은 출력이 0인 절반까지 포함한 평균입니다.",
                    en="ReLU's mean, as given, already counts the half of the outputs that are 0.",
                ),
            ),
            Mistake(
                0.0,
                say(
                    ko="입력의 평균이 0이라고 출력의 평균도 0인 것은 아닙니다.",
                    en="That the inputs have mean 0 does not give the outputs mean 0.",
                ),
                say(
                    ko="음수는 기울기만큼 줄지만 양수는 그대로입니다.",
                    en="Negative inputs are shrunk by the slope; positive ones are not.",
                ),
            ),
            Mistake(0.7 * relu, slope, write),
            Mistake(0.8 * relu, slope, write),
        ],
        rtol=0.015,
    )
    return say(
        ko="음수 쪽이 조금 새어 나오는 만큼 평균이 ReLU보다 0에 가깝습니다.",
        en="What leaks through on the negative side brings the mean nearer to 0 than ReLU's.",
    )


@exercise(
    "elu",
    title=say(ko="ELU와 그 도함수 구현하기", en="Implement ELU and its derivative"),
    kind="implement",
    hint=say(
        ko="`np.where`는 두 식을 모든 원소에서 계산한 뒤 고릅니다. 지수에 `np.minimum(z, 0)`을 넣으면 큰 z에서도 넘치지 않습니다. 도함수는 α(e^z − 1)을 z로 미분해 얻습니다. 상수는 어떻게 됩니까?",
        en="`np.where` computes both expressions for every element and then picks. With `np.minimum(z, 0)` in the exponent nothing overflows at a large z. For the derivative, differentiate α(e^z − 1) by z: what becomes of the constant?",
    ),
)
def _elu_exercise(elu, elu_derivative):
    rng = np.random.default_rng(3)
    cases = [
        (np.array([[-0.125, 4.0, -20.0], [1.5, -2.0, -0.0625]]), 2.0),
        (np.array([-3.0, -1.0, -0.5, -0.25, 0.5, 1.0, 2.0, 3.0]), 0.5),
        (rng.normal(0, 2, (4, 1, 5)), 1.0),
        (rng.normal(0, 3, (1, 7)), 0.1),
        (np.array([-2.0, 3.0, -0.75]), 3.5),
    ]
    large = np.array([1000.0, -1000.0, 89.0, -1.0])
    zero = np.array([0.0, 1.0, -1.0])
    overflowed = []
    with np.errstate(all="ignore", over="call", call=lambda *_: overflowed.append(True)):
        for z, alpha in cases:
            _elu_value(elu, z, alpha)
        _elu_value(elu, large, 1.5, **_overflow())
        _elu_value(elu, zero, 0.5)
        for z, alpha in cases:
            _elu_slope(elu_derivative, z, alpha)
        _elu_slope(elu_derivative, large, 1.5, **_overflow())
        _slope_at_zero(elu_derivative)
    note = say(
        ko="여러 크기의 배열과 α에서 값이 맞고, z = 1000에서도 유한하며, 도함수도 맞습니다.",
        en="The values are right for several shapes and α and finite at z = 1000; so is the derivative.",
    )
    if overflowed:
        return say(
            ko=f"{note.ko} 다만 쓰이지 않는 쪽에서 지수가 넘칩니다. 값은 맞지만 넘파이가 경고를 냅니다. 지수를 0 이하로 제한하면 사라집니다.",
            en=f"{note.en} On the side that is not used the exponential overflows, though; the values are right, but NumPy warns. Keeping the exponent at 0 or below avoids it.",
        )
    return note


def _called(function, z, alpha, tried):
    """Call with float64, in which differences are exact enough for a slope; return an array of z's shape.

    If that raises, call with float32: TensorFlow does not mix the two.
    """
    try:
        result = call(function, z.copy(), alpha, tried=tried)
    except NotYet as first:
        try:
            result = call(function, z.astype("float32"), alpha, tried=tried)
        except NotYet:  # the first error is the one to tell about
            raise first from None
    values = numbers(result, tried=tried)
    of_shape(
        values,
        z.shape,
        say(ko="결과", en="the result"),
        say(ko="받은 배열과 크기가 같은 배열을 돌려주세요.", en="Return the shape that came in."),
        tried,
    )
    return result


def _overflow():
    return {
        "broke": say(
            ko="아주 큰 입력에서 값이 어긋납니다.",
            en="The value is off for a very large input.",
        ),
        "hint": say(
            ko="z = 1000에서 어느 쪽 식이 쓰여야 하고, 쓰이지 않는 식은 무엇이 됩니까?",
            en="Which expression should be used at z = 1000, and what does the other one come to there?",
        ),
    }


def _elu_value(elu, z, alpha, broke=None, hint=None):
    right = _elu(z, alpha)
    exponential = np.exp(np.minimum(z, 60.0).astype("float64"))
    where = (
        say(
            ko="양수와 음수에 쓸 식이 서로 바뀌었습니다.",
            en="The two sides are the wrong way round.",
        ),
        say(ko="z ≥ 0에서는 어느 식입니까?", en="Which expression belongs to z ≥ 0?"),
    )
    minus = (
        say(ko="1을 빼는 자리가 어긋났습니다.", en="The 1 is subtracted in the wrong place, or not at all."),
        say(
            ko="z = 0 근처에서 값이 0에 가까워야 합니다. 음수 쪽 식에 아주 작은 z를 넣어 보세요.",
            en="Near z = 0 the value should be near 0. Put a tiny z into your negative side.",
        ),
    )
    mistakes = [
        Mistake(
            _elu(z, 1.0),
            say(ko="`alpha`를 쓰지 않았습니다.", en="`alpha` is not used."),
            say(ko="`alpha`는 음수 쪽의 크기를 정합니다.", en="`alpha` scales the negative side."),
        ),
        Mistake(np.where(z > 0, z, alpha * exponential), *minus),
        Mistake(np.where(z > 0, z, alpha * exponential - 1), *minus),
        Mistake(np.where(z > 0, z, 1 - alpha * exponential), *minus),
        Mistake(
            np.where(z > 0, z, np.expm1(alpha * np.minimum(z, 0))),
            say(ko="`alpha`가 지수 안에 들어갔습니다.", en="`alpha` has got into the exponent."),
            say(
                ko="`alpha`는 괄호 전체에 곱해집니다.",
                en="`alpha` multiplies the bracket as a whole.",
            ),
        ),
        Mistake(
            np.where(z > 0, z, -right),
            say(ko="음수 쪽의 부호가 바뀌었습니다.", en="The negative side has the wrong sign."),
            say(
                ko="z가 음수일 때 e^z는 1보다 작습니다. 괄호는 어떤 부호여야 합니까?",
                en="For a negative z, e^z is below 1. Which sign should the bracket have?",
            ),
        ),
        Mistake(
            np.where(z > 0, z, alpha * z),
            say(
                ko="ELU가 아니라 LeakyReLU입니다.",
                en="This is leaky ReLU, not ELU.",
            ),
            say(
                ko="음수 쪽은 직선이 아니라 지수 곡선입니다.",
                en="The negative side is an exponential, not a straight line.",
            ),
        ),
        Mistake(
            np.maximum(z, 0),
            say(ko="음수 쪽이 0입니다. ReLU와 같습니다.", en="The negative side is 0, as with ReLU."),
            say(ko="ELU는 음수에서도 출력이 있습니다.", en="ELU has outputs on the negative side too."),
        ),
        Mistake(
            np.where(z > 0, alpha * z, right),
            say(
                ko="양수 쪽에도 `alpha`가 곱해졌습니다.",
                en="The positive side is multiplied by `alpha` as well.",
            ),
            say(ko="양수는 그대로 나와야 합니다.", en="Positive inputs come out unchanged."),
        ),
        Mistake(
            np.maximum(z, alpha * (exponential - 1)),
            say(
                ko="두 식 가운데 큰 것을 골랐습니다. LeakyReLU에서는 되지만 여기서는 안 됩니다.",
                en="The larger of the two expressions was taken. That works for leaky ReLU, but not here.",
            ),
            say(
                ko="z > 0에서 지수 곡선은 직선보다 빨리 자랄 수 있습니다.",
                en="For z > 0 the exponential can outgrow the straight line.",
            ),
        ),
        Mistake(
            np.where(z > 0, alpha * (exponential - 1), z),
            *where,
        ),
        Mistake(
            _selu(z),
            say(ko="SELU의 값입니다.", en="These are SELU's values."),
            say(
                ko="ELU에는 λ가 없고, α는 인수로 들어옵니다.",
                en="ELU has no λ, and its α comes in as an argument.",
            ),
        ),
    ]
    tried = literal(f"`elu({shown(z)}, {alpha})`")
    same(
        _called(elu, z, alpha, tried),
        right,
        tried=tried,
        broke=broke or say(ko="ELU의 값이 아닙니다.", en="These are not ELU's values."),
        hint=hint
        or say(
            ko="양수 쪽과 음수 쪽을 나누어, 어느 쪽이 어긋나는지 먼저 보세요.",
            en="Look first which side is off, the positive or the negative one.",
        ),
        mistakes=mistakes,
    )


def _elu_slope(elu_derivative, z, alpha, broke=None, hint=None):
    exponential = np.exp(np.minimum(z, 60.0).astype("float64"))

    def sides(positive, negative):
        return np.where(z > 0, positive, negative)

    positive = (
        say(ko="양수 쪽의 기울기가 어긋났습니다.", en="The slope on the positive side is off."),
        say(
            ko="z > 0에서 ELU는 z입니다. 직선 z의 기울기는 얼마입니까?",
            en="For z > 0 ELU is z. What is the slope of the straight line z?",
        ),
    )
    mistakes = [
        Mistake(
            sides(1.0, exponential),
            say(ko="`alpha`를 쓰지 않았습니다.", en="`alpha` is not used."),
            say(
                ko="`alpha`는 미분해도 곱해진 채로 남습니다.",
                en="`alpha` is a factor, and stays one when you differentiate.",
            ),
        ),
        Mistake(
            _elu(z, alpha),
            say(ko="도함수가 아니라 ELU의 값입니다.", en="These are ELU's values, not its derivative."),
            say(
                ko="양수 쪽과 음수 쪽의 식을 각각 z로 미분하세요.",
                en="Differentiate the expression on either side by z.",
            ),
        ),
        Mistake(
            sides(1.0, alpha * (exponential - 1)),
            say(
                ko="음수 쪽에 ELU의 값이 그대로 있습니다.",
                en="The negative side holds the values of ELU itself.",
            ),
            say(
                ko="상수를 미분하면 무엇이 됩니까?", en="What does a constant become when you differentiate?"
            ),
        ),
        Mistake(
            sides(1.0, alpha * (exponential - 1) + 1),
            say(
                ko="ELU에 1을 더한 값입니다. α = 1일 때만 맞습니다.",
                en="This is ELU plus 1, which is right for α = 1 only.",
            ),
            say(
                ko="음수 쪽 식을 α를 둔 채로 미분하세요.",
                en="Differentiate the negative side with its α in place.",
            ),
        ),
        Mistake(
            sides(1.0, alpha),
            say(
                ko="음수 쪽의 기울기가 일정합니다. LeakyReLU의 도함수입니다.",
                en="The slope is constant on the negative side: this is the derivative of leaky ReLU.",
            ),
            say(
                ko="지수 곡선의 기울기는 z에 따라 달라집니다.",
                en="The slope of an exponential depends on z.",
            ),
        ),
        Mistake(
            np.trunc(sides(1.0, alpha * exponential)),
            say(
                ko="결과가 정수입니다. 기울기의 소수 부분이 잘렸습니다.",
                en="The result holds integers; the slopes were cut off.",
            ),
            say(
                ko="정수로 바꾸지 말고 실수 그대로 돌려주세요. `np.zeros_like`나 `astype`을 썼다면 타입을 보세요.",
                en="Return the numbers as they are, not as integers. If you use `np.zeros_like` or `astype`, look at the type.",
            ),
        ),
        Mistake(
            sides(1.0, 0.0),
            say(
                ko="음수 쪽의 기울기가 0입니다. ReLU의 도함수입니다.",
                en="The slope on the negative side is 0: this is the derivative of ReLU.",
            ),
            say(
                ko="ELU는 음수에서도 기울기가 남습니다.",
                en="ELU keeps a slope on the negative side.",
            ),
        ),
        Mistake(
            sides(1.0, alpha * z * exponential / np.e),
            say(
                ko="거듭제곱의 미분 공식을 지수 함수에 썼습니다.",
                en="The rule for powers was used on an exponential.",
            ),
            say(ko="e^z를 z로 미분하면 무엇입니까?", en="What is the derivative of e^z by z?"),
        ),
        Mistake(
            sides(1.0, -alpha * exponential),
            say(ko="음수 쪽의 부호가 바뀌었습니다.", en="The negative side has the wrong sign."),
            say(
                ko="ELU는 어디서나 늘어나는 함수입니다.",
                en="ELU increases everywhere.",
            ),
        ),
        Mistake(
            sides(alpha * exponential, 1.0),
            say(
                ko="양수와 음수에 쓸 식이 서로 바뀌었습니다.",
                en="The two sides are the wrong way round.",
            ),
            say(ko="z > 0에서는 어느 식입니까?", en="Which expression belongs to z > 0?"),
        ),
        Mistake(sides(z, alpha * exponential), *positive),
        Mistake(sides(alpha, alpha * exponential), *positive),
        Mistake(sides(0.0, alpha * exponential), *positive),
    ]
    tried = literal(f"`elu_derivative({shown(z)}, {alpha})`")
    same(
        _called(elu_derivative, z, alpha, tried),
        sides(1.0, alpha * exponential),
        tried=tried,
        broke=broke or say(ko="ELU의 도함수가 아닙니다.", en="This is not the derivative of ELU."),
        hint=hint
        or say(
            ko="작은 h로 `(elu(z + h) − elu(z − h)) / 2h`를 구해 여러분의 값과 비교해 보세요. float64로 계산하세요. float32에서는 반올림 때문에 차가 어긋납니다.",
            en="Compare your values with `(elu(z + h) − elu(z − h)) / 2h` for a small h, in float64; in float32 rounding spoils the difference.",
        ),
        mistakes=mistakes,
    )


def _slope_at_zero(elu_derivative):
    for alpha in (0.5, 2.0, 1.0):
        z = np.array([-1.0, 0.0, 1.0])
        tried = literal(f"`elu_derivative({shown(z)}, {alpha})`")
        values = numbers(_called(elu_derivative, z, alpha, tried), tried=tried)
        one_sided = sorted([1.0, alpha])  # at a kink, any slope in between is a slope too
        if not one_sided[0] - 5e-3 <= values[1] <= one_sided[1] + 5e-3:  # differences reach a step beyond
            raise NotYet(
                say(
                    ko="z = 0에서의 값이 왼쪽 기울기도 오른쪽 기울기도 아닙니다.",
                    en="At z = 0 the value is neither the slope from the left nor that from the right.",
                ),
                say(
                    ko="0이 두 조건 가운데 어느 쪽에 들어가는지, 어느 쪽에도 들지 않는지 보세요.",
                    en="Look which of your conditions holds at 0, and whether one does at all.",
                ),
                tried=tried,
                received=literal(shown(values)),
            )


@exercise(
    "dead-share",
    title=say(ko="죽은 뉴런의 비율", en="The share of dead units"),
    kind="implement",
    hint=say(
        ko="`outputs == 0`은 참과 거짓의 배열입니다. 뉴런마다 하나의 답이 나오도록 샘플의 축을 따라 '모두 참인가'를 묻고(`np.all`의 `axis`), 그 답들의 평균을 구하세요.",
        en="`outputs == 0` is an array of true and false. Ask along the axis of the samples whether all are true (`axis` of `np.all`), which gives one answer per unit, and take the mean of these answers.",
    ),
)
def _dead_share(dead_share):
    for values in _dead_probes():
        _dead_case(dead_share, np.array(values, "float32"))
    return say(
        ko="모든 샘플에서 0인 뉴런만 셉니다. 음수를 출력하는 뉴런도, 가끔 0인 뉴런도 죽은 것으로 세지 않습니다.",
        en="It counts the units that are 0 for every sample, and neither those with negative outputs nor those that are 0 now and then.",
    )


def _dead_probes():
    """Return activations of shape (samples, units); the first two keep as many mistakes apart as they can."""
    relu = [
        [0, 1, 0, 0, 2, 0, 1, 3],
        [0, 2, 0, 0, 2, 0, 4, 1],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 2, 0, 3, 0, 2, 1],
        [0, 0, 3, 0, 1, 0, 5, 1],
    ]
    # One dead unit, written with a negative zero too; four of constant negative output, one whose maximum is 0,
    # two whose outputs add up to 0, three with outputs so tiny that their squares are 0, one plainly alive.
    units = [
        [0, -0.0, 0, 0, 0],
        *([[-0.5] * 5] * 4),
        [-1, 0, -2, 0, -1],
        [1, -1, 2, -2, 0],
        [-3, 2, 1, -1, 1],
        *([[1e-30, 0, 2e-30, 0, 0]] * 3),
        [1, 2, 0, 3, 4],
    ]
    rng = np.random.default_rng(4)
    random = np.maximum(rng.normal(size=(40, 33)), 0)
    random[:, rng.permutation(33)[:13]] = 0
    random[:-1, :5] = 0
    # One unit that is dead, one that is not for the last sample, one that is not for a sample in the middle.
    tall = np.maximum(rng.normal(size=(2000, 5)), 0)
    tall[:, :3] = 0
    tall[-1, 1] = tall[1000, 2] = 1
    return [
        relu,
        np.transpose(units),
        tall,
        random,
        np.zeros((3, 4)),
        np.ones((6, 2)),
        [[0.0, 0, 2]],
        [[0.0], [0]],
    ]


_SHARE = say(ko="비율은 0과 1 사이의 수입니다.", en="A share lies between 0 and 1.")


def _dead_case(dead_share, values):
    zero = values == 0
    n_samples, n_units = values.shape
    share = zero.all(axis=0).mean()
    axis = (
        say(ko="뉴런이 아니라 샘플을 셌습니다.", en="Samples were counted, not units."),
        say(
            ko="행은 샘플, 열은 뉴런입니다. 어느 축을 따라 모아야 뉴런마다 답이 하나 나옵니까?",
            en="Rows are samples, columns are units. Along which axis must you go to get one answer per unit?",
        ),
    )
    negative = (
        say(
            ko="음수를 출력하는 뉴런까지 죽은 것으로 셌습니다.",
            en="Units with negative outputs were counted as dead.",
        ),
        say(
            ko="음수 출력이 있는 뉴런은 0을 출력하는 것이 아닙니다.",
            en="A unit with a negative output does not output 0.",
        ),
    )
    tried = literal(f"`dead_share({shown(values)})`")
    result = call(dead_share, values.copy(), tried=tried)
    if _how_many(result) != 1:
        raise NotYet(
            say(
                ko="비율 하나가 아니라 여러 값이 돌아왔습니다.",
                en="Several values came back, not one share.",
            ),
            say(
                ko="뉴런마다 나온 답을 숫자 하나로 모으세요.",
                en="Bring the answers of the units together to one number.",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    same(
        numbers(result, tried=tried).reshape(()),
        share,
        tried=tried,
        broke=say(ko="죽은 뉴런의 비율이 아닙니다.", en="This is not the share of dead units."),
        hint=say(
            ko="모든 샘플에서 0인 열이 몇 개인지 손으로 세고, 열의 수로 나누어 비교하세요.",
            en="Count by hand the columns that are 0 for all samples, divide by the number of columns, and compare.",
        ),
        mistakes=[
            Mistake(
                zero.all(axis=0).sum(),
                say(ko="비율이 아니라 개수입니다.", en="This is a count, not a share."),
                say(ko="무엇으로 나누어야 합니까?", en="By what should it be divided?"),
            ),
            Mistake(
                100 * share,
                say(ko="백분율입니다.", en="This is a percentage."),
                _SHARE,
            ),
            Mistake(
                zero.mean(),
                say(
                    ko="뉴런이 아니라 0인 출력의 비율입니다.",
                    en="This is the share of outputs that are 0, not of units.",
                ),
                say(
                    ko="가끔 0을 출력하는 뉴런은 살아 있습니다.",
                    en="A unit that outputs 0 now and then is alive.",
                ),
            ),
            Mistake(
                zero.any(axis=0).mean(),
                say(
                    ko="어느 한 샘플에서라도 0인 뉴런을 셌습니다.",
                    en="Units that are 0 for some sample were counted.",
                ),
                say(
                    ko="죽은 뉴런은 모든 샘플에서 0입니다.",
                    en="A dead unit is 0 for every sample.",
                ),
            ),
            Mistake(
                1 - share,
                say(ko="살아 있는 뉴런의 비율입니다.", en="This is the share of units that are alive."),
                say(ko="조건이 거꾸로입니다.", en="The condition is the wrong way round."),
            ),
            Mistake(zero.all(axis=1).mean(), *axis),
            Mistake(
                zero.all(axis=0).sum() / n_samples,
                say(
                    ko="뉴런의 수가 아니라 샘플의 수로 나누었습니다.",
                    en="You divided by the number of samples, not of units.",
                ),
                say(
                    ko="뉴런의 수는 몇 번째 축의 길이입니까?",
                    en="Which axis' length is the number of units?",
                ),
            ),
            Mistake((values.max(axis=0) <= 0).mean(), *negative),
            Mistake((values.max(axis=0) == 0).mean(), *negative),
            Mistake(
                (values.sum(axis=0) == 0).mean(),
                say(
                    ko="합이 0인 뉴런을 셌습니다. 양수와 음수가 서로 지워질 수 있습니다.",
                    en="Units whose outputs add up to 0 were counted; positive and negative ones can cancel.",
                ),
                say(ko="출력 하나하나를 0과 비교하세요.", en="Compare each single output with 0."),
            ),
            Mistake(
                (values.std(axis=0) == 0).mean(),
                say(
                    ko="출력이 변하지 않는 뉴런을 셌습니다.",
                    en="Units whose output never changes were counted.",
                ),
                say(
                    ko="변하지 않는 것과 0인 것은 다릅니다.",
                    en="Not changing is not the same as being 0.",
                ),
            ),
            Mistake(
                np.isclose(values, 0).all(axis=0).mean(),
                say(
                    ko="아주 작지만 0이 아닌 출력까지 셌습니다.",
                    en="Outputs that are tiny but not 0 were counted as 0.",
                ),
                say(
                    ko="죽은 ReLU의 출력은 정확히 0입니다. 허용 오차가 필요합니까? 아주 작은 수는 제곱하면 0이 됩니다.",
                    en="A dead ReLU's output is exactly 0. Does the comparison need a tolerance? And the square of a tiny number comes to 0.",
                ),
            ),
            *(
                Mistake(
                    seen.all(axis=0).mean(),
                    say(
                        ko="0이 아닌 샘플이 하나라도 있는 뉴런을 죽은 것으로 셌습니다.",
                        en="A unit that is not 0 for one of the samples was counted as dead.",
                    ),
                    say(
                        ko="샘플을 끝까지 다 봅니까? '거의 모두'가 아니라 '모두'입니까?",
                        en="Are the samples looked at to the last? Is the condition “all”, not “nearly all”?",
                    ),
                )
                for seen in (zero[:10], zero[:-1])
            ),
            Mistake(
                np.floor(share),
                say(ko="나눗셈이 내림을 합니다.", en="The division rounds down."),
                say(ko="`//`가 아니라 `/`를 쓰세요.", en="Use `/`, not `//`."),
            ),
        ],
        rtol=5e-3,
        atol=1e-6,
    )


def _how_many(result):
    """Return how many values a result holds; 1 for what is no array and no list."""
    if isinstance(result, list | tuple):
        return len(result)
    return int(np.prod(getattr(result, "shape", ())))


@exercise(
    "predict-dead-by-chance",
    title=say(ko="건강한 층이 죽어 보일 때", en="When a healthy layer looks dead"),
    kind="predict",
    hint=say(
        ko="훈련하지 않은 층에서는 활성화 전 값의 부호가 동전 던지기와 같고, 독립인 샘플마다 다시 던집니다. 한 뉴런이 세 샘플에서 모두 음수일 확률을 구하세요.",
        en="In an untrained layer the sign of a pre-activation is the toss of a coin, tossed anew for each independent sample. What is the probability that a unit is negative for all three?",
    ),
)
def _predict_dead_by_chance(prediction, measured):
    predicted = one_number(prediction, "prediction")
    value = one_number(measured, "measured")
    if not 0 <= predicted <= 1:
        raise NotYet(
            say(ko="예상이 비율이 아닙니다.", en="The prediction is not a share."),
            _SHARE,
            received=given("prediction", prediction),
        )
    # Four standard deviations, measured: 10,000 units, and three samples of 1,000 features, nearly orthogonal.
    if abs(value - 1 / 8) < 0.022:
        if abs(predicted - 1 / 8) < 0.022:
            return AGREE
        return say(
            ko=f"측정은 맞습니다. 예상은 {predicted:g}, 측정은 {value:.3g}입니다. 샘플이 적으면 건강한 뉴런도 우연히 모두 0일 수 있으므로, 죽은 뉴런은 많은 샘플로 세어야 합니다.",
            en=f"The measurement is right: {value:.3g}, where the prediction was {predicted:g}. With few samples a healthy unit can be 0 for all of them by chance, so count dead units on many samples.",
        )
    units = say(
        ko="모든 샘플에서 0인 뉴런만 세세요.",
        en="Count only the units that are 0 for all samples.",
    )
    samples = say(
        ko="샘플은 세 개이고 서로 독립이어야 합니다. 입력의 크기를 확인하세요.",
        en="There should be three independent samples. Check the shape of the inputs.",
    )
    for wrong, tolerance, broke, hint in (
        (
            0.5,
            0.03,
            say(
                ko="절반이 0입니다. 샘플이 하나이거나, 뉴런이 아니라 출력의 비율을 쟀습니다.",
                en="Half is 0: this is a single sample, or the share of outputs rather than of units.",
            ),
            units,
        ),
        (
            7 / 8,
            0.034,
            say(
                ko="살아 있는 뉴런의 비율이거나, 어느 한 샘플에서라도 0인 뉴런의 비율입니다.",
                en="This is the share of units that are alive, or of those that are 0 for some sample.",
            ),
            units,
        ),
        (
            12.5,
            3.4,
            say(ko="백분율입니다.", en="This is a percentage."),
            _SHARE,
        ),
        (
            1250,
            340,
            say(ko="비율이 아니라 개수입니다.", en="This is a count, not a share."),
            say(ko="무엇으로 나누어야 합니까?", en="By what should it be divided?"),
        ),
        (
            0.3275,
            0.034,
            say(
                ko="죽어 보이는 뉴런이 너무 많습니다. 입력의 평균이 0이 아니면 이렇게 됩니다.",
                en="Too many units look dead. Inputs whose mean is not 0 lead to this.",
            ),
            say(
                ko="입력을 표준 정규 분포에서 뽑았습니까? `rng.random`은 0과 1 사이의 수를 뽑습니다.",
                en="Are the inputs drawn from a standard normal distribution? `rng.random` draws from 0 to 1.",
            ),
        ),
        (
            0.25,
            0.034,
            say(ko="샘플 두 개로 잰 값과 같습니다.", en="This is what two samples give."),
            samples,
        ),
        (
            0.0625,
            0.02,
            say(ko="샘플 네 개로 잰 값과 같습니다.", en="This is what four samples give."),
            samples,
        ),
        (
            0.0,
            1e-3,
            say(
                ko="죽어 보이는 뉴런이 하나도 없습니다.",
                en="Not a single unit looks dead.",
            ),
            say(
                ko="활성화 함수가 ReLU인지, 뉴런이 아니라 샘플을 세지 않았는지, 샘플이 세 개인지 보세요.",
                en="Is the activation a ReLU? Did you count samples instead of units? Are there three samples?",
            ),
        ),
    ):
        if abs(value - wrong) < tolerance:
            raise NotYet(broke, hint, received=given("measured", measured))
    raise NotYet(
        say(
            ko="이 설정으로 잰 비율이 아닙니다.",
            en="This is not the share that these settings lead to.",
        ),
        say(
            ko="입력은 크기가 (3, 1000)인 표준 정규 분포의 난수, 층은 훈련하지 않은 ReLU 뉴런 10,000개입니다.",
            en="The inputs are standard normal, of shape (3, 1000); the layer has 10,000 untrained ReLU units.",
        ),
        received=given("measured", measured),
    )


@exercise(
    "repair-selu-network",
    title=say(ko="자기 정규화하지 못하는 SELU 신경망", en="A SELU network that does not self-normalize"),
    kind="repair",
    hint=say(
        ko="본문에 적힌 네 조건을 하나씩 맞춰 보세요. 이 함수는 입력을 뺀 나머지 조건을 모두 어깁니다. 초기화, 층을 잇는 방법, 드롭아웃입니다.",
        en="Go through the four conditions on the page. The function breaks all but the one about inputs: the initialization, the way layers are joined, and the dropout.",
    ),
)
def _repair_selu_network(make_network):
    n_layers, width = 20, 100
    X = np.random.default_rng(6).normal(size=(500, width)).astype("float32")
    a_function(make_network)
    with seeded(5):
        tried = literal("`make_network()`")
        network = keras_model(call(make_network, tried=tried), tried=tried)
        at_inference = outputs(network, X)
        of_shape(at_inference, X.shape, say(ko="모델의 출력", en="the model's output"), KEEP_UNITS, tried)
        kernels = [kernel for kernel in weights(network) if kernel.shape == (width, width)]
        if len(kernels) != n_layers:
            raise NotYet(
                say(
                    ko=f"100 × 100 커널이 20개여야 하는데 {len(kernels)}개입니다.",
                    en=f"There should be 20 kernels of 100 × 100; the number found is {len(kernels)}.",
                ),
                say(
                    ko="층의 수는 그대로 두세요. 층 객체 하나를 여러 번 쓰면 가중치도 하나뿐입니다.",
                    en="Keep the number of layers. One layer object used several times has one set of weights only.",
                ),
                tried=tried,
            )
        _plain_selu(network, n_layers)
        _own_weights(kernels, tried)
        _kept_at_inference(at_inference, kernels)
        _dropped(network, n_layers, width)
        _kept_in_training(outputs(network, X, shape=X.shape, training=True))
    return say(
        ko="20개 층을 지난 뒤에도 추론할 때와 훈련할 때 모두 평균은 0, 표준 편차는 1 근처이며, 층마다 10 %가 여전히 빠집니다.",
        en="After 20 layers the mean and standard deviation stay near 0 and 1, at inference and in training, and 10 % still drop out after each layer.",
    )


class _IdentityKernels:
    """Within it every square kernel of a model is the identity and every bias 0, so that only activations act."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.before = weights(self.model)
        self.model.set_weights([self._plain(weight) for weight in self.before])
        return self

    def only_biases(self):
        """Make every kernel 0 and every bias 1, so that each layer passes on one and the same value."""
        self.model.set_weights([np.full_like(weight, 1 if weight.ndim == 1 else 0) for weight in self.before])

    def __exit__(self, *_):
        self.model.set_weights(self.before)

    def _plain(self, weight):
        if weight.ndim == 2 and weight.shape[0] == weight.shape[1]:
            return np.eye(len(weight), dtype=weight.dtype)
        # A scale that starts at 1 belongs to a normalization layer, which must not vanish here.
        return weight if weight.size and (weight == 1).all() else np.zeros_like(weight)


def _plain_selu(network, n_layers):
    X = np.random.default_rng(7).normal(size=(20, 100)).astype("float32")
    tried = say(
        ko="20개 층의 커널을 모두 단위행렬로 바꾸고 추론 모드로 부르기",
        en="all 20 kernels made the identity, then a call at inference",
    )

    def repeated(function):
        values = X.astype("float64")
        for _ in range(n_layers):
            values = function(values)
        return values

    activation = say(
        ko="층의 활성화 함수가 SELU가 아닙니다.",
        en="The activation of the layers is not SELU.",
    )
    keep = say(
        ko="활성화 함수는 처음 그대로 두세요. 고칠 곳은 다른 데 있습니다.",
        en="Leave the activation as it was; what is broken is elsewhere.",
    )
    with _IdentityKernels(network):
        result = outputs(network, X, shape=X.shape, tried=tried)
    same(
        result,
        repeated(_selu),
        tried=tried,
        broke=say(
            ko="SELU 밀집 층 20개를 한 줄로 지난 값이 아닙니다.",
            en="This is not what a plain sequence of 20 dense SELU layers gives.",
        ),
        hint=say(
            ko="밀집 층, SELU, 드롭아웃 말고 다른 층(정규화 층 등)이나 스킵 연결이 있는지, 편향의 처음 값은 무엇인지 보세요.",
            en="Look for anything besides dense layers, SELU and dropout: a normalization layer, or a path around a layer. Look at the biases' initial values too.",
        ),
        mistakes=[
            Mistake(
                repeated(lambda z: z + _selu(z)),
                say(
                    ko="층의 입력이 출력에 그대로 더해집니다.",
                    en="A layer's input is still added to its output.",
                ),
                say(
                    ko="자기 정규화하려면 층이 한 줄로 이어져야 합니다.",
                    en="Layers must form a plain sequence to self-normalize.",
                ),
            ),
            *(
                Mistake(repeated(function), activation, keep)
                for function in (
                    lambda z: np.maximum(z, 0),
                    lambda z: _elu(z, 1.0),
                    np.tanh,
                    lambda z: z,
                    lambda z: np.where(z > 0, z, 0.2 * z),
                    lambda z: np.where(z > 0, z, 0.3 * z),
                )
            ),
        ],
        rtol=1e-3,
        atol=1e-3,
    )


def _own_weights(kernels, tried):
    if len({kernel.tobytes() for kernel in kernels}) == len(kernels) or not any(map(np.any, kernels)):
        return
    raise NotYet(
        say(
            ko="똑같은 가중치로 시작하는 층들이 있습니다.",
            en="Some layers start with identical weights.",
        ),
        say(
            ko="초기화 객체 하나를 여러 층이 함께 쓰거나 시드가 같으면 같은 값이 나옵니다. 층마다 따로 뽑게 하세요.",
            en="An initializer object that layers share, or one and the same seed, gives the same numbers each time. Let each layer draw its own.",
        ),
        tried=tried,
    )


def _kept_at_inference(values, kernels):
    variances = np.array([kernel.size**0.5 * kernel.var() for kernel in kernels])
    received = say(
        ko=f"20번째 층의 평균 {values.mean():.3g}, 표준 편차 {values.std():.3g}",
        en=f"at layer 20: mean {values.mean():.3g}, standard deviation {values.std():.3g}",
    )
    tried = literal("`model(X, training=False)`")
    if np.any(abs(variances - 2) < 0.2):
        raise NotYet(
            say(
                ko="He 초기화의 분산입니다. 표준 편차가 층을 지날수록 커집니다.",
                en="The weights have the variance of He's scheme, and the standard deviation grows from layer to layer.",
            ),
            say(ko="SELU의 제짝은 어느 초기화입니까?", en="Which initializer belongs to SELU?"),
            tried=tried,
            received=received,
        )
    fits = np.all(abs(variances - 1) < 0.1) and max(abs(kernel.mean()) for kernel in kernels) < 0.01
    if not fits or not 0.75 < values.std() < 1.3 or abs(values.mean()) > 0.3:
        raise NotYet(
            say(
                ko="처음 가중치의 크기가 SELU의 자기 정규화 조건과 맞지 않습니다.",
                en="The size of the first weights does not meet SELU's condition for self-normalization.",
            ),
            say(
                ko="가중치의 분산은 팬인과 어떤 관계여야 합니까? 편향은 0에서 시작합니까?",
                en="How should the variance of the weights depend on fan-in? Do the biases start at 0?",
            ),
            tried=tried,
            received=received,
        )


def _dropped(network, n_layers, width):
    """Check how much is dropped: with identity kernels and inputs of 1, what is never dropped is the largest."""
    ones = np.ones((1_000, width), "float32")
    tried = say(
        ko="20개 층의 커널을 모두 단위행렬로 바꾸고 `training=True`로 부르기",
        en="all 20 kernels made the identity, then a call with `training=True`",
    )
    with _IdentityKernels(network) as changed:
        kept, values = (outputs(network, ones, training=mode, tried=tried) for mode in (False, True))
        changed.only_biases()
        last = outputs(network, ones, training=True, tried=tried)
    if np.allclose(kept, values, rtol=1e-5):
        raise NotYet(
            say(
                ko="훈련할 때 아무것도 빠지지 않습니다. 드롭아웃이 사라졌습니다.",
                en="Nothing drops out in training: the dropout is gone.",
            ),
            say(
                ko="드롭아웃을 없애지 말고, SELU와 맞는 것으로 바꾸세요.",
                en="Do not take the dropout away; replace it by the kind that suits SELU.",
            ),
            tried=tried,
        )
    never = np.mean(_largest(values))
    after_last = np.mean(_largest(last))
    # Of 100,000 values; one standard deviation is 0.001. Without biases nothing reaches the last dropout alone.
    has_biases = any(weight.ndim == 1 for weight in weights(network))
    if abs(never - 0.9**n_layers) > 0.01 or has_biases and abs(after_last - 0.9) > 0.01:
        raise NotYet(
            say(
                ko="층마다 10 %가 빠지는 드롭아웃이 아닙니다.",
                en="This is not a dropout of 10 % after each layer.",
            ),
            say(
                ko="드롭아웃은 20개 층 모두의 뒤에 하나씩, 처음과 같은 비율로 있어야 합니다.",
                en="There should be one dropout after each of the 20 layers, at the original rate.",
            ),
            tried=tried,
            received=say(
                ko=f"20개 층에서 한 번도 빠지지 않은 값의 비율 {never:.3g} (0.9의 20제곱은 {0.9**n_layers:.3g}), 마지막 층 뒤에서 빠지지 않은 비율 {after_last:.3g}",
                en=f"share of values that never dropped out in 20 layers: {never:.3g} (0.9 to the power of 20 is {0.9**n_layers:.3g}); that did not drop out after the last layer: {after_last:.3g}",
            ),
        )


def _largest(values):
    return values > values.max() - 1e-3 * abs(values.max())


def _kept_in_training(values):
    if 0.85 < values.std() < 1.13 and abs(values.mean()) < 0.2:
        return
    raise NotYet(
        say(
            ko="추론할 때는 맞지만, 훈련할 때는 드롭아웃이 표준 편차를 바꿉니다.",
            en="It is right at inference, but in training the dropout shifts the standard deviation.",
        ),
        say(
            ko="보통 드롭아웃은 평균만 지킵니다. SELU에는 어떤 드롭아웃이 필요합니까?",
            en="Plain dropout keeps the mean alone. Which kind of dropout does SELU need?",
        ),
        tried=literal("`model(X, training=True)`"),
        received=say(
            ko=f"20번째 층의 평균 {values.mean():.3g}, 표준 편차 {values.std():.3g}",
            en=f"at layer 20: mean {values.mean():.3g}, standard deviation {values.std():.3g}",
        ),
    )


@exercise(
    "design-self-normalizing",
    title=say(ko="자기 정규화하는 활성화 함수 설계하기", en="Design a self-normalizing activation"),
    kind="design",
    hint=say(
        ko="아는 함수 g에서 시작해 z ~ N(0, 1)에 대한 g(z)의 평균과 표준 편차를 재고, g를 데이터처럼 표준화하세요. 끌어당기는 점이 되려면 z가 0에서 멀어질수록 기울기가 넉넉히 줄어야 하고(ReLU처럼 한쪽만 0인 것으로는 모자랍니다), 그레이디언트가 덜 커지려면 0 근처에서 직선에 가까워야 합니다.",
        en="Start from a function g that you know, measure mean and standard deviation of g(z) for z ~ N(0, 1), and standardize g as you would standardize data. For the point to attract, the slope has to fall off enough as z moves away from 0 (to be 0 on one side, as in ReLU, is not enough); for the gradient to grow less, it has to be nearly straight around 0.",
    ),
)
def _design_self_normalizing(activation):
    z = np.linspace(-8, 8, 4_001)  # 0, where kinks mostly are, lies on it
    density = np.exp(-(z**2) / 2)
    density /= density.sum()
    f = _f(activation, z)
    _elementwise(activation, z, f)
    _neither_straight_nor_selu(z, f)
    _fixed_point(f, density)
    for start in (3.0, 1 / 3):
        _attracts(activation, z, density, start)
    growth = np.sqrt(density @ np.gradient(f, z) ** 2) ** 50
    received = say(
        ko=f"50개 층을 내려가며 그레이디언트의 표준 편차가 {growth:.3g}배",
        en=f"over 50 layers the gradient's standard deviation grows {growth:.3g} times",
    )
    if not growth < 20:
        raise NotYet(
            say(
                ko="출력은 지켜지지만, 그레이디언트가 내려가며 20배 넘게 커집니다.",
                en="The outputs are kept, but the gradient grows more than 20 times on its way down.",
            ),
            say(
                ko="E[f′(z)²]이 1에 가까워야 합니다. 함수가 심하게 꺾이거나 일찍 평평해질수록 이 값이 커집니다. 더 완만하게 굽는 함수로 시작해 보세요.",
                en="E[f′(z)²] should be near 1; it is larger the sharper the function bends and the earlier it flattens. Start from one that bends more gently.",
            ),
            received=received,
        )
    return say(
        ko=f"표준 편차 3이나 1/3에서 출발해도 50개 층 안에 1로 돌아오고, {received.ko}로 커집니다. 표준화한 함수는 직선이 아니라면 모두 E[f′(z)²] > 1이라, 이 값을 1로 만들 수는 없습니다.",
        en=f"Inputs of standard deviation 3 and of 1/3 both return to 1 within 50 layers, and {received.en}. For any standardized function that is not a straight line E[f′(z)²] exceeds 1, so the growth cannot be avoided altogether.",
    )


def _f(activation, z):
    """Return f(z) as float64; the learner's function gets float32, as in a Keras layer."""
    tried = literal(f"`activation({shown(z.astype('float32'), 60)})`")
    with np.errstate(over="ignore"):
        result = call(activation, z.astype("float32"), tried=tried)
    values = numbers(result, tried=tried, shape=z.shape)
    if not np.isfinite(values).all():
        raise NotYet(
            say(
                ko="유한하지 않은 값(NaN이나 무한대)이 나왔습니다.",
                en="Values that are not finite (NaN or infinity) came back.",
            ),
            say(
                ko=f"오버플로나 정의되지 않는 곳이 있는지 보세요. 크기가 {abs(z).max():.0f}까지인 입력으로 시험합니다.",
                en=f"Look for an overflow, or a place where the function is not defined; inputs up to {abs(z).max():.0f} in size are tried.",
            ),
            tried=tried,
        )
    return values


def _elementwise(activation, z, f):
    few = np.array([500, 2_100, 3_000, 1_999])
    again = _f(activation, z[few].reshape(2, 2)).ravel()
    if np.allclose(again, f[few], rtol=1e-3, atol=1e-4):
        return
    raise NotYet(
        say(
            ko="같은 z에서 나오는 값이 함께 들어온 다른 값에 따라, 또는 부를 때마다 달라집니다.",
            en="The value at one and the same z depends on what else is passed in, or changes from call to call.",
        ),
        say(
            ko="활성화 함수는 원소 하나하나에 같은 식을 씁니다. 평균과 표준 편차를 함수 안에서 배치마다 재면 그것은 배치 정규화입니다. 상수로 한 번만 정하세요.",
            en="An activation applies the same formula to each element by itself. Mean and standard deviation measured inside, from what comes in, normalize the batch. Fix them once, as constants.",
        ),
        tried=literal(f"`activation({shown(z[few].astype('float32'))})`"),
        received=literal(shown(again)),
    )


def _neither_straight_nor_selu(z, f):
    near = abs(z) <= 3
    if _misfit(z[near], f[near]) < 0.02:
        raise NotYet(
            say(
                ko="N(0, 1)의 입력이 있는 구간에서 직선과 다름없습니다.",
                en="Where inputs from N(0, 1) lie, this is as good as a straight line.",
            ),
            say(
                ko="직선은 아무리 쌓아도 직선입니다. 어디를 굽히겠습니까?",
                en="A stack of straight lines is a straight line. Where will you bend it?",
            ),
        )
    if min(_misfit(_selu(sign * z[near]), f[near]) for sign in (1, -1)) < 0.02:
        raise NotYet(
            say(
                ko="이것은 SELU 자체이거나, 늘리고 옮긴 SELU입니다.",
                en="This is SELU itself, or SELU stretched and shifted.",
            ),
            say(
                ko="SELU를 만든 방법을 다른 함수에 써 보세요.",
                en="Take the way in which SELU was made, and use it on another function.",
            ),
        )


def _misfit(g, f):
    """Return by how much f differs at most from the a·g + b that comes nearest to it."""
    return np.max(abs(f - np.polyval(np.polyfit(g, f, 1), g)))


def _fixed_point(f, density):
    mean = density @ f
    std = np.sqrt(density @ (f - mean) ** 2)
    tried = say(ko="z ~ N(0, 1)에 대한 f(z)", en="f(z) for z ~ N(0, 1)")
    received = say(
        ko=f"평균 {mean:.3f}, 표준 편차 {std:.3f}", en=f"mean {mean:.3f}, standard deviation {std:.3f}"
    )
    if abs(mean) > 0.03:
        raise NotYet(
            say(ko="출력의 평균이 0이 아닙니다.", en="The outputs do not have mean 0."),
            say(
                ko="곱하기만으로는 평균을 0으로 만들 수 없습니다. 그래프를 위아래로 옮기면 평균은 어떻게 됩니까?",
                en="No factor makes this mean 0. What happens to the mean when the graph is moved up or down?",
            ),
            tried=tried,
            received=received,
        )
    if abs(std - 1) > 0.03:
        raise NotYet(
            say(ko="출력의 표준 편차가 1이 아닙니다.", en="The outputs do not have standard deviation 1."),
            say(
                ko="평균을 0으로 만든 뒤의 표준 편차를 재 보세요. 분산과 표준 편차를 섞어 쓰지는 않았습니까?",
                en="Measure the standard deviation once the mean is 0. Did you mix it up with the variance?",
            ),
            tried=tried,
            received=received,
        )


def _attracts(activation, z, density, start):
    square = start**2
    for _ in range(50):  # in a wide layer the pre-activations are normal, with the mean square of the inputs
        square = density @ _f(activation, np.sqrt(square) * z) ** 2
        if not 1e-4 < square < 100:
            break
    std = np.sqrt(square)
    if 0.8 < std < 1.25:
        return
    size = {3.0: "3", 1 / 3: "1/3"}[start]
    raise NotYet(
        say(
            ko=f"표준 편차가 {size}인 입력에서 출발하면 1로 돌아오지 않습니다. 고정점이 끌어당기지 않습니다.",
            en=f"Inputs of standard deviation {size} do not return to 1: the fixed point does not attract.",
        ),
        say(
            ko="큰 신호는 잘 돌아옵니다. 작은 신호가 다시 커지려면 0 근처의 기울기가 얼마나 커야 합니까?",
            en="Far from 0 all is well. How large must the slope near 0 be for a small signal to grow back?",
        )
        if start < 1  # the other start was tried first, and came back
        else say(
            ko="신호가 크면 줄이고 작으면 키워야 합니다. 신호가 클 때 출력이 덜 자라려면 함수의 기울기는 0에서 멀어질수록 어떻게 되어야 합니까?",
            en="A signal that is too large must shrink, one that is too small must grow. What must the slope do far from 0, so that a large signal grows less?",
        ),
        tried=say(
            ko="르쿤 초기화로 쌓은 넓은 밀집 층 50개",
            en="50 wide dense layers with LeCun initialization",
        ),
        received=say(
            ko=f"마지막으로 잰 표준 편차 {std:.3g}", en=f"standard deviation, where last measured: {std:.3g}"
        ),
    )
