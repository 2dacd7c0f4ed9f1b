"""Checks of the exercises on Glorot and He initialization."""

import itertools

import keras
import numpy as np

from handson11 import initializers
from handson11.checks._compare import Mistake, literal, number, numbers, of_shape, one_number, same
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import KEEP_UNITS, a_function, keras_model, outputs, seeded, weights
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import given, say, shown

_TRUNCATED_STD = 0.8796  # of a standard normal distribution cut off at ±2
_VARIANCE = (
    say(ko="이것은 분산입니다.", en="This is the variance."),
    say(
        ko="문제가 묻는 것은 분산에서 한 걸음 더 나아간 값입니다.",
        en="What the exercise asks for is one step further on from the variance.",
    ),
)


@exercise(
    "initial-sizes",
    title=say(ko="처음 가중치의 크기", en="The size of the first weights"),
    kind="compute",
    hint=say(
        ko="두 값 모두 팬, 분산, 크기의 순서로 구합니다. 밀집 층의 분산에는 팬인과 팬아웃의 평균을 쓰고, 합성곱의 팬인은 출력 하나가 더하는 값의 개수입니다. 한계 r과 분산은 σ² = r²/3으로 이어집니다.",
        en="Go by way of the fan and the variance both times. The dense layer needs the mean of fan-in and fan-out; the fan-in of the convolution counts all values that one output adds up. A limit r and the variance are tied by σ² = r²/3.",
    ),
)
def _initial_sizes(limit, std):
    _glorot_limit(limit)
    _he_std(std)
    return say(
        ko="한계에는 팬 평균, 표준 편차에는 창까지 곱한 팬인을 썼습니다.",
        en="The limit uses fan-avg; the standard deviation uses a fan-in that counts the window.",
    )


def _glorot_limit(limit):
    fans = initializers.fans((400, 80))
    variance = 1 / fans.fan_avg
    right = np.sqrt(3 * variance)
    one_fan = say(
        ko="글로럿의 공식에 두 팬이 모두 들어가지 않았습니다.",
        en="Glorot's formula contains both fans; here only one is used.",
    )
    both = say(
        ko="글로럿 초기화는 두 방향 사이의 타협입니다. 무엇의 평균을 씁니까?",
        en="Glorot is a compromise between two directions. Of what does it take the mean?",
    )
    he = (
        say(
            ko="배율 2가 들어갔습니다. 이것은 He 초기화입니다.",
            en="There is a factor of 2 in it; that is He's scheme.",
        ),
        say(ko="`limit`은 글로럿 초기화를 묻습니다.", en="`limit` asks for Glorot's."),
    )
    number(
        limit,
        right,
        name="limit",
        broke=say(
            ko="글로럿 균등 분포의 한계가 아닙니다.", en="This is not the limit of Glorot's uniform form."
        ),
        hint=say(
            ko="먼저 팬 평균을, 다음에 분산을 구하세요. 분산과 한계는 어떤 관계입니까?",
            en="Find fan-avg first, then the variance. How are variance and limit related?",
        ),
        mistakes=[
            Mistake(
                -right,
                say(ko="부호가 거꾸로입니다.", en="The sign is the wrong way round."),
                say(ko="한계 r은 구간의 위쪽 끝입니다.", en="The limit r is the upper end of the interval."),
            ),
            Mistake(
                np.sqrt(variance),
                say(
                    ko="표준 편차입니다. 균등 분포는 이보다 넓은 구간에서 뽑습니다.",
                    en="This is the standard deviation; a uniform distribution reaches further than that.",
                ),
                say(
                    ko="구간 [−r, r]에서 고르게 뽑은 수의 분산을 다시 보세요.",
                    en="Look again at the variance of numbers drawn evenly from [−r, r].",
                ),
            ),
            Mistake(variance, *_VARIANCE),
            Mistake(
                3 * variance,
                say(ko="한계의 제곱입니다.", en="This is the square of the limit."),
                say(ko="마지막 한 단계가 남았습니다.", en="One last step is missing."),
            ),
            Mistake(
                np.sqrt(3) * variance,
                say(ko="제곱근을 3에만 씌웠습니다.", en="The root was taken of the 3 alone."),
                say(
                    ko="r²을 먼저 쓰고, 전체에 제곱근을 씌우세요.",
                    en="Write down r² first, then take the root of all of it.",
                ),
            ),
            Mistake(
                2 * right,
                say(ko="구간 전체의 너비입니다.", en="This is the width of the whole interval."),
                say(ko="한계는 0에서 한쪽 끝까지입니다.", en="The limit goes from 0 to one end."),
            ),
            Mistake(np.sqrt(3 / fans.fan_in), one_fan, both),
            Mistake(np.sqrt(3 / fans.fan_out), one_fan, both),
            Mistake(
                np.sqrt(3 / (fans.fan_in + fans.fan_out)),
                say(
                    ko="두 팬의 합으로 나누었습니다.",
                    en="You divided by the sum of the two fans.",
                ),
                say(ko="합이 아니라 평균입니다.", en="It is their mean, not their sum."),
            ),
            Mistake(np.sqrt(6 / fans.fan_in), *he),
            Mistake(
                np.sqrt(6 / fans.fan_avg),
                he[0],
                say(
                    ko="분자에 6이 오는 공식에서는 분모가 두 팬의 합입니다.",
                    en="The 6 in the numerator goes with the sum of both fans.",
                ),
            ),
            Mistake(np.sqrt(6 / fans.fan_out), *he),
        ],
    )


def _he_std(std):
    fans = initializers.fans((5, 5, 12, 20))
    variance = 2 / fans.fan_in
    right = np.sqrt(variance)
    window = (
        say(
            ko="창의 크기가 팬인에 다 들어가지 않았습니다.",
            en="The fan-in does not contain the whole window.",
        ),
        say(
            ko="출력 하나가 창 안의 몇 군데에서, 채널 몇 개를 더합니까?",
            en="At how many positions of the window does one output add up how many channels?",
        ),
    )
    number(
        std,
        right,
        name="std",
        broke=say(
            ko="이 합성곱 층의 He 표준 편차가 아닙니다.",
            en="This is not He's standard deviation for this convolution.",
        ),
        hint=say(
            ko="출력 하나가 값을 몇 개 더하는지 세는 데서 시작하세요.",
            en="Start by counting how many values one output adds up.",
        ),
        mistakes=[
            Mistake(variance, *_VARIANCE),
            Mistake(np.sqrt(2 / 12), *window),
            Mistake(np.sqrt(2 / 60), *window),
            *(
                Mistake(
                    np.sqrt(2 / outputs_of_one),
                    say(ko="팬아웃을 썼습니다.", en="This uses fan-out."),
                    say(
                        ko="He 초기화가 지키는 것은 순전파의 분산입니다.",
                        en="What He keeps is the variance forward.",
                    ),
                )
                for outputs_of_one in (fans.fan_out, 20)
            ),
            Mistake(
                np.sqrt(2 / fans.fan_avg),
                say(ko="팬 평균을 썼습니다.", en="This uses fan-avg."),
                say(ko="팬 평균은 글로럿의 것입니다.", en="Fan-avg belongs to Glorot."),
            ),
            Mistake(
                np.sqrt(1 / fans.fan_in),
                say(
                    ko="ReLU가 잃은 절반을 메우지 않았습니다. 이것은 르쿤 초기화입니다.",
                    en="The half that ReLU loses is not made up for; this is LeCun's scheme.",
                ),
                say(ko="He 초기화의 분자를 확인하세요.", en="Check the numerator of He's formula."),
            ),
            Mistake(
                np.sqrt(1 / fans.fan_avg),
                say(ko="이것은 글로럿 초기화입니다.", en="This is Glorot's scheme."),
                say(ko="`std`는 He 초기화를 묻습니다.", en="`std` asks for He's."),
            ),
            Mistake(
                np.sqrt(3 * variance),
                say(ko="균등 분포의 한계입니다.", en="This is the limit of the uniform form."),
                say(ko="여기서는 표준 편차를 묻습니다.", en="Here the standard deviation is asked for."),
            ),
            Mistake(
                np.sqrt(2) / fans.fan_in,
                say(ko="제곱근을 2에만 씌웠습니다.", en="The root was taken of the 2 alone."),
                say(
                    ko="표준 편차는 분산 전체의 제곱근입니다.",
                    en="The standard deviation is the root of the whole variance.",
                ),
            ),
            *(
                Mistake(
                    right * factor,
                    say(
                        ko="끝을 자르는 것을 따로 계산에 넣었습니다.",
                        en="The cut tails were counted in as well.",
                    ),
                    say(
                        ko="2/팬인은 자른 뒤의 분산입니다. 더 줄이거나 늘릴 것이 없습니다.",
                        en="2/fan-in is the variance after truncation; no further shrinking or widening is needed.",
                    ),
                )
                for factor in (_TRUNCATED_STD, 1 / _TRUNCATED_STD)
            ),
        ],
    )


@exercise(
    "draw-he-normal",
    title=say(ko="He 초기화로 커널 뽑기", en="Draw a kernel with He's scheme"),
    kind="implement",
    hint=say(
        ko="정해야 할 것은 셋입니다. `rng.normal`의 평균, 표준 편차(분산이 아닙니다), 크기. 팬 가운데 분산에 들어가는 것은 하나뿐이고, 크기에는 둘 다 들어갑니다.",
        en="There are three things to set in `rng.normal`: the mean, the standard deviation (not the variance), and the size. Only one of the fans goes into the variance; both go into the size.",
    ),
)
def _draw_he_normal(he_normal):
    for fan_in, fan_out in ((400, 150), (64, 1000)):
        tried = literal(f"`he_normal({fan_in}, {fan_out}, np.random.default_rng(11))`")
        rng = np.random.default_rng(11)
        kernel = _kernel(call(he_normal, fan_in, fan_out, rng, tried=tried), fan_in, fan_out, tried)
        _he_statistics(kernel, fan_in, fan_out, tried)
        again = call(he_normal, fan_in, fan_out, rng, tried=tried)
        if np.array_equal(numbers(again, tried=tried, shape=kernel.shape), kernel):
            raise NotYet(
                say(
                    ko="같은 `rng`로 두 번 뽑았는데 두 커널이 똑같습니다.",
                    en="Two draws with the same `rng`, one after the other, gave the same kernel.",
                ),
                say(
                    ko="함수 안에서 시드를 정하거나 생성기를 새로 만들지 않았습니까? 받은 생성기를 그대로 쓰세요.",
                    en="Is a seed set, or a generator made, inside the function? Use the generator that comes in.",
                ),
                tried=tried,
            )
        fresh = call(he_normal, fan_in, fan_out, np.random.default_rng(11), tried=tried)
        if not np.array_equal(numbers(fresh, tried=tried, shape=kernel.shape), kernel):
            raise NotYet(
                say(
                    ko="같은 시드의 새 생성기를 넘겼는데 다른 커널이 나왔습니다.",
                    en="A new generator with the same seed gave another kernel.",
                ),
                say(
                    ko="모든 난수를 인수로 받은 `rng`에서 뽑고 있습니까?",
                    en="Do all of the random numbers come from `rng`, the argument?",
                ),
                tried=tried,
            )
    return say(
        ko="두 층의 크기에서 크기, 평균, 분산이 모두 맞고, 난수는 받은 생성기에서 나옵니다.",
        en="Shape, mean and variance are right for both shapes, and the numbers come from the generator passed in.",
    )


def _kernel(result, fan_in, fan_out, tried):
    """Return a drawn kernel as an array of shape (fan_in, fan_out) and finite numbers."""
    what = say(ko="커널", en="the kernel")
    kernel = numbers(result, tried=tried, what=what)
    if kernel.shape == (fan_out, fan_in):
        raise NotYet(
            say(
                ko=f"커널의 두 축이 바뀌었습니다. 크기가 {shown(kernel.shape)}입니다.",
                en=f"The axes of the kernel are swapped: its shape is {shown(kernel.shape)}.",
            ),
            say(
                ko="`Dense`의 커널에서는 입력이 첫째 축입니다.",
                en="In the kernel of a `Dense` layer the inputs come first.",
            ),
            tried=tried,
        )
    of_shape(
        kernel,
        (fan_in, fan_out),
        what,
        say(
            ko="`rng.normal`의 `size` 인수에 무엇을 넘깁니까?",
            en="What does the `size` argument of `rng.normal` get?",
        ),
        tried,
    )
    if not np.isfinite(kernel).all():
        raise NotYet(
            say(ko="커널에 유한하지 않은 값이 있습니다.", en="The kernel holds values that are not finite."),
            say(ko="0으로 나눈 곳이 있는지 보세요.", en="Look for a division by zero."),
            tried=tried,
        )
    return kernel


def _he_statistics(kernel, fan_in, fan_out, tried):
    # 60,000 weights or more: the variance of a right answer scatters by 0.6 %, so that 4 % is more than 6 sigma.
    mean, variance = kernel.mean(), kernel.var()
    received = say(
        ko=f"평균 {mean:.3g}, 분산 {variance:.3g}, 표준 편차 {np.sqrt(variance):.3g}",
        en=f"mean {mean:.3g}, variance {variance:.3g}, standard deviation {np.sqrt(variance):.3g}",
    )
    if np.ptp(kernel) <= 1e-6 * np.abs(kernel).max():
        raise NotYet(
            say(ko="가중치가 모두 같습니다.", en="All weights are equal."),
            say(
                ko="가중치마다 난수를 따로 뽑아야 합니다. `rng.normal`의 첫째 인수는 평균, 둘째 인수는 표준 편차입니다. 뽑은 수를 정수로 바꾸지 않았는지도 보세요.",
                en="Each weight needs a random number of its own. The first argument of `rng.normal` is the mean, the second the standard deviation. See also whether the numbers were made integers.",
            ),
            tried=tried,
            received=received,
        )
    _one_number_a_weight(kernel, tried)
    if abs(mean) > 6.5 * np.sqrt(variance / kernel.size):
        raise NotYet(
            say(ko="가중치의 평균이 0이 아닙니다.", en="The mean of the weights is not 0."),
            say(
                ko="양수와 음수가 같은 만큼 나와야 합니다. 어떤 분포에서 뽑고 있습니까?",
                en="Positive and negative weights should balance. From which distribution do you draw?",
            ),
            tried=tried,
            received=received,
        )
    if abs(variance * fan_in / 2 - 1) > 0.04:
        raise NotYet(*_variance_words(variance, fan_in, fan_out), tried=tried, received=received)
    kurtosis = np.mean((kernel - mean) ** 4) / variance**2  # uniform 1.8, truncated at 2 sigma 2.4, normal 3
    if not 2.05 < kurtosis < 3.3:
        raise NotYet(
            say(
                ko="분산은 맞지만 정규 분포가 아닙니다.",
                en="The variance is right, but this is not a normal distribution.",
            ),
            say(
                ko="0 근처의 값이 가장 자주 나오는 종 모양이어야 합니다. 히스토그램을 그려 보세요.",
                en="It should be a bell, with values near 0 the most frequent. Draw a histogram.",
            ),
            tried=tried,
            received=received,
        )


def _one_number_a_weight(kernel, tried):
    # Whole rows or columns, so that weights rounded to half precision pass.
    if any(np.unique(kernel, axis=axis).shape != kernel.shape for axis in (0, 1)):
        raise NotYet(
            say(
                ko="커널 안에서 같은 행이나 열이 되풀이됩니다.",
                en="Rows or columns of the kernel are repeated.",
            ),
            say(
                ko="난수를 벡터 하나가 아니라 커널의 크기만큼 뽑으세요.",
                en="Draw as many random numbers as the kernel has weights, not one vector of them.",
            ),
            tried=tried,
        )
    if len(kernel) > 100:  # with fewer, columns that are independent can look alike: here they stay below 0.4
        for vectors in (kernel, kernel.T):
            correlations = np.corrcoef(vectors)
            np.fill_diagonal(correlations, 0)
            if np.abs(correlations).max() > 0.6:
                raise NotYet(
                    say(
                        ko="서로 독립이 아닌 행이나 열이 커널에 있습니다.",
                        en="The kernel holds rows or columns that are not independent of each other.",
                    ),
                    say(
                        ko="가중치마다 난수를 따로 뽑고, 뽑은 수를 정렬하거나 부호를 바꾸어 다시 쓰지 마세요.",
                        en="Draw a random number for each weight, and neither sort the numbers nor use them again with another sign.",
                    ),
                    tried=tried,
                )


def _variance_words(variance, fan_in, fan_out):
    """Return what is off with a variance that is not He's, and a hint."""
    fan_avg = (fan_in + fan_out) / 2
    fan = say(
        ko="출력 하나가 더하는 것은 무엇의 개수입니까? 그 팬으로 나누세요.",
        en="How many values does one output add up? That is the fan to divide by.",
    )
    scheme = say(
        ko="ReLU를 지나면 E[z²]의 절반이 사라집니다. 공식이 그만큼을 메웁니까?",
        en="ReLU loses half of E[z²]. Does your formula make up for it?",
    )
    std = say(
        ko="`rng.normal`의 둘째 인수는 분산이 아니라 표준 편차입니다.",
        en="The second argument of `rng.normal` is the standard deviation, not the variance.",
    )
    for wrong, broke, hint in (
        (2 / fan_out, say(ko="분산에 팬아웃을 썼습니다.", en="The variance uses fan-out."), fan),
        (2 / fan_avg, say(ko="분산에 팬 평균을 썼습니다.", en="The variance uses fan-avg."), fan),
        (
            1 / fan_in,
            say(
                ko="분산이 절반입니다. 이것은 르쿤 초기화입니다.",
                en="The variance is half of what it should be; this is LeCun's scheme.",
            ),
            scheme,
        ),
        (
            1 / fan_avg,
            say(ko="글로럿 초기화의 분산입니다.", en="This is the variance of Glorot's scheme."),
            scheme,
        ),
        (1 / fan_out, say(ko="분산에 팬아웃을 썼습니다.", en="The variance uses fan-out."), fan),
        (
            4 / fan_in**2,
            say(
                ko="표준 편차 자리에 He의 분산을 썼습니다.",
                en="He's variance stands where the standard deviation belongs.",
            ),
            std,
        ),
        (
            2 / fan_in**2,
            say(ko="제곱근을 2에만 씌웠습니다.", en="The root was taken of the 2 alone."),
            say(
                ko="표준 편차는 분산 전체의 제곱근입니다.",
                en="The standard deviation is the root of the whole variance.",
            ),
        ),
        (
            np.sqrt(2 / fan_in),
            say(ko="제곱근을 두 번 씌웠습니다.", en="The root was taken twice."),
            std,
        ),
        (
            6 / fan_in,
            say(
                ko="균등 분포의 한계 r을 표준 편차로 썼습니다.",
                en="The limit r of the uniform form was taken for the standard deviation.",
            ),
            say(
                ko="3은 균등 분포의 공식에만 나옵니다.",
                en="The 3 belongs to the uniform distribution only.",
            ),
        ),
        (
            2 / (3 * fan_in),
            say(
                ko="표준 편차를 균등 분포의 한계로 썼습니다.",
                en="The standard deviation was taken for the limit of a uniform distribution.",
            ),
            say(
                ko="이 문제는 정규 분포에서 뽑습니다. `rng.uniform`이 아닙니다.",
                en="This exercise draws from a normal distribution, not with `rng.uniform`.",
            ),
        ),
        (
            _TRUNCATED_STD**2 * 2 / fan_in,
            say(
                ko="±2σ에서 자르면서 줄어든 분산을 되돌리지 않았습니다.",
                en="Cutting the tails at ±2σ lowered the variance, and nothing makes up for it.",
            ),
            say(
                ko="자르지 않거나, 케라스의 `he_normal`처럼 자르기 전에 폭을 넓히세요.",
                en="Do not cut, or widen the bell beforehand, as Keras' `he_normal` does.",
            ),
        ),
        (
            1.0,
            say(
                ko="분산이 1입니다. 팬에 맞추지 않았습니다.",
                en="The variance is 1: nothing scales it to the fan.",
            ),
            say(
                ko="표준 정규 분포에서 뽑은 수에 무엇을 곱해야 합니까?",
                en="By what must a standard normal number be multiplied?",
            ),
        ),
    ):
        if abs(variance / wrong - 1) < 0.04:
            return broke, hint
    return (
        say(ko="가중치의 분산이 He 초기화의 분산이 아닙니다.", en="The variance of the weights is not He's."),
        say(
            ko="돌아온 분산에 팬인을 곱해 보세요. 어떤 수가 나와야 합니까?",
            en="Multiply the variance that came back by fan-in. Which number should that give?",
        ),
    )


@exercise(
    "repair-fan-avg",
    title=say(ko="이름이 아니라 객체", en="The object, not its name"),
    kind="repair",
    hint=say(
        ko="고칠 곳은 두 군데입니다. `kernel_initializer`에 넘기는 값과, `VarianceScaling`에 아직 적지 않은 인수 하나입니다. 적지 않으면 케라스가 어느 분포에서 뽑습니까?",
        en="There are two places to repair: what `kernel_initializer` gets, and one argument that `VarianceScaling` is not given. From which distribution does Keras draw without it?",
    ),
)
def _repair_fan_avg(make_layer):
    a_function(make_layer)
    made = literal("`make_layer()`")
    try:
        layer = call(make_layer, tried=made)
    except NotYet as verdict:
        if verdict.received is None or "interpret initializer" not in verdict.received.en:
            raise
        raise NotYet(
            verdict.broke,
            say(
                ko="케라스는 이 문자열을 초기화의 이름으로 찾습니다. 케라스가 아는 이름입니까, 여러분이 지은 변수의 이름입니까?",
                en="Keras looks up this string as the name of an initializer. Is it a name that Keras knows, or one that you gave to a variable?",
            ),
            tried=made,
            received=verdict.received,
        ) from None
    _dense_layer(layer, call(make_layer, tried=made), made)
    fan_in, fan_out = 600, 150
    tried = literal(f"`make_layer()`, {fan_in} → {fan_out}")
    kernel = _kernel_of_relu_layer(layer, fan_in, fan_out, tried)
    _fan_avg_uniform(kernel, fan_in, fan_out, tried)
    return say(
        ko="ReLU 층이고, 처음 가중치는 팬 평균에 맞춘 한계까지 고르게 퍼져 있습니다.",
        en="A ReLU layer, and its first weights are spread evenly up to the limit that fan-avg sets.",
    )


def _dense_layer(layer, another, tried):
    """Refuse what is not a new `Dense` layer with a bias, not built yet."""
    if isinstance(layer, keras.initializers.Initializer):
        broke = say(
            ko="초기화를 쓰는 층이 아니라 초기화 객체가 돌아왔습니다.",
            en="An initializer came back, not the layer that uses it.",
        )
        hint = say(ko="초기화 객체를 어느 층에 넘깁니까?", en="Which layer is to get the initializer?")
    elif not isinstance(layer, keras.layers.Layer):
        broke = say(ko="케라스 층이 돌아오지 않았습니다.", en="No Keras layer came back.")
        hint = say(
            ko="함수는 만든 층을 `return`으로 돌려줍니다.",
            en="Does the function return the layer that it makes? Look for the `return`.",
        )
    elif not isinstance(layer, keras.layers.Dense):
        broke = say(ko="돌아온 층이 `Dense`가 아닙니다.", en="The layer that came back is not a `Dense`.")
        hint = say(
            ko="모델이 아니라, 활성화 함수까지 든 `Dense` 층 하나를 돌려주세요.",
            en="Return one `Dense` layer, its activation included, not a model.",
        )
    elif layer.built:
        broke = say(
            ko=f"이미 만들어진 층입니다. 입력의 수가 {layer.kernel.shape[0]}으로 정해졌습니다.",
            en=f"The layer is already built for {layer.kernel.shape[0]} inputs.",
        )
        hint = say(
            ko="`build`를 부르거나 층에 데이터를 넣지 말고, 층만 돌려주세요.",
            en="Neither call `build` nor pass data through it; return the layer alone.",
        )
    elif layer is another:
        broke = say(
            ko="부를 때마다 같은 층 객체가 돌아옵니다.",
            en="Every call returns one and the same layer object.",
        )
        hint = say(
            ko="층을 함수 안에서 만드세요. 같은 객체를 쓰는 층들은 가중치도 함께 씁니다.",
            en="Make the layer inside the function. Layers that are one object share their weights.",
        )
    elif not layer.use_bias:
        broke = say(ko="층에 편향이 없습니다.", en="The layer has no bias.")
        hint = say(
            ko="초기화만 고치고 나머지는 처음 그대로 두세요.",
            en="Repair the initializer only; leave the rest as it was.",
        )
    else:
        return
    raise NotYet(broke, hint, tried=tried, received=literal(shown(layer)))


def _kernel_of_relu_layer(layer, fan_in, fan_out, tried):
    """Return the kernel of a layer that computes relu(x W), found from what it computes."""
    eye = np.eye(fan_in, dtype="float32")
    what = say(ko="층의 출력", en="the layer's output")

    def output(X):
        values = numbers(call(layer, X, tried=tried), tried=tried, what=what)
        of_shape(values, (len(X), fan_out), what, KEEP_UNITS, tried)
        return values

    up, down = output(eye), output(-eye)
    kernel = up - down
    X = 3 * np.random.default_rng(5).normal(size=(20, fan_in)).astype("float32")
    if min(up.min(), down.min()) < 0 or not np.allclose(
        output(X), np.maximum(X @ kernel, 0), rtol=1e-3, atol=1e-3
    ):
        raise NotYet(
            say(
                ko="층의 출력이 ReLU를 지난 값이 아니거나, 편향이 0에서 시작하지 않습니다.",
                en="The layer's output has not passed through a ReLU, or its bias does not start at 0.",
            ),
            say(
                ko="초기화만 고치고, 활성화 함수와 나머지는 처음 그대로 두세요.",
                en="Repair the initializer only; leave the activation and the rest as they were.",
            ),
            tried=tried,
        )
    return kernel


def _fan_avg_uniform(kernel, fan_in, fan_out, tried):
    variance, largest = kernel.var(), np.abs(kernel).max()
    received = say(
        ko=f"가중치의 분산 {variance:.3g}, 가장 큰 크기 {largest:.3g}",
        en=f"variance of the weights {variance:.3g}, largest magnitude {largest:.3g}",
    )
    fan_avg = (fan_in + fan_out) / 2
    mode = say(
        ko="분산의 분모는 `mode`가 정합니다. 문제는 팬 평균을 원합니다.",
        en="The denominator of the variance is set by `mode`; fan-avg is wanted.",
    )
    scale = say(
        ko="분산의 분자는 `scale`이 정합니다. He의 분자는 얼마입니까?",
        en="The numerator of the variance is set by `scale`. What is He's?",
    )
    for wrong, broke, hint in (
        (2 / fan_in, say(ko="팬인에 맞춘 He 초기화입니다.", en="This is He with fan-in."), mode),
        (2 / fan_out, say(ko="팬아웃에 맞춘 He 초기화입니다.", en="This is He with fan-out."), mode),
        (
            1 / fan_avg,
            say(
                ko="글로럿 초기화의 분산입니다. 케라스의 기본값도 이것입니다.",
                en="The variance is that of Glorot's scheme, which is also Keras' default.",
            ),
            scale,
        ),
        (
            1 / fan_in,
            say(ko="르쿤 초기화의 분산입니다.", en="The variance is that of LeCun's scheme."),
            scale,
        ),
        (
            np.sqrt(2) / fan_avg,
            say(ko="`scale`에 제곱근을 씌웠습니다.", en="A root was taken of the `scale`."),
            say(ko="`scale`은 분산의 분자입니다.", en="`scale` is the numerator of the variance."),
        ),
        (
            4 / fan_avg,
            say(ko="2를 두 번 곱했습니다.", en="The factor of 2 is in it twice."),
            scale,
        ),
    ):
        if abs(variance / wrong - 1) < 0.035:
            raise NotYet(broke, hint, tried=tried, received=received)
    if abs(variance * fan_avg / 2 - 1) > 0.035:  # 90,000 weights: six sigma are below 3 %
        raise NotYet(
            say(
                ko="가중치의 분산이 팬 평균에 맞춘 He의 분산이 아닙니다.",
                en="The variance of the weights is not that of He with fan-avg.",
            ),
            say(
                ko="`scale`과 `mode`를 확인하고, 분산을 손으로 계산해 비교하세요.",
                en="Check `scale` and `mode`, and compare with the variance worked out by hand.",
            ),
            tried=tried,
            received=received,
        )
    limit = np.sqrt(6 / fan_avg)
    if (
        largest > 1.0001 * limit or np.mean(kernel**4) / variance**2 > 1.9
    ):  # uniform 1.8, truncated normal 2.4
        raise NotYet(
            say(
                ko="분산은 맞지만 균등 분포가 아닙니다. 가중치가 한계를 넘습니다.",
                en="The variance is right, but the distribution is not uniform: there are weights beyond its limit.",
            ),
            say(
                ko="`distribution`을 적지 않으면 `VarianceScaling`이 어느 분포에서 뽑는지 도움말에서 찾아보세요.",
                en="Look up in the help of `VarianceScaling` from which distribution it draws if `distribution` is not given.",
            ),
            tried=tried,
            received=received,
        )


@exercise(
    "repair-shared-initializer",
    title=say(ko="같은 가중치로 시작하는 층들", en="Layers that start out the same"),
    kind="repair",
    hint=say(
        ko="같은 모양과 같은 시드에는 늘 같은 커널이 나옵니다. 층마다 `seed`에서 계산한 서로 다른 시드를 주거나, 케라스 전체의 시드를 한 번 정한 뒤 이름 문자열을 쓰는 두 길이 있습니다.",
        en="The same shape and the same seed always give the same kernel. There are two ways out: give each layer its own seed, worked out from `seed`; or seed Keras as a whole once, and use names in strings.",
    ),
)
def _repair_shared_initializer(make_model):
    a_function(make_model)
    seeds = (7, 8, 0, 10_007)
    with seeded(1):
        networks = {seed: _three_kernels(make_model, seed) for seed in seeds}
        again = _three_kernels(make_model, 7)
    tried = literal("`make_model(7)`, `make_model(7)`")
    if not all(map(np.array_equal, networks[7], again)):
        raise NotYet(
            say(
                ko="같은 시드로 두 번 만든 모델의 가중치가 서로 다릅니다.",
                en="Two models made with the same seed start with different weights.",
            ),
            say(
                ko="`seed`가 모든 층의 난수를 정해야 다시 만들 수 있습니다. `seed`를 쓰지 않는 층이 있거나, 가중치를 뽑은 다음에야 시드를 정했거나, 케라스가 쓰지 않는 넘파이의 시드를 정하지 않았습니까?",
                en="Only if `seed` sets the random numbers of every layer can the model be made again. Is it left out somewhere, set only after the weights were drawn, or given to NumPy, from which Keras does not draw?",
            ),
            tried=tried,
        )
    for one, other in itertools.combinations(seeds, 2):
        for layer, kernels in enumerate(zip(networks[one], networks[other], strict=True), 1):
            if np.array_equal(*kernels):
                raise NotYet(
                    say(
                        ko=f"시드가 달라도 가중치가 같은 층이 있습니다: {layer}번째 층.",
                        en=f"Layer {layer} starts with the same weights although the seeds differ.",
                    ),
                    say(
                        ko="`seed`가 바뀌면 모든 층이 바뀌어야 합니다.",
                        en="Another `seed` should change every layer.",
                    ),
                    tried=literal(f"`make_model({one})`, `make_model({other})`"),
                )
    if any(np.array_equal(a, b) for a, b in itertools.product(networks[7], networks[8])):
        return say(
            ko="세 층이 서로 다르고, 같은 시드는 같은 모델을 만듭니다. 다만 시드 7의 모델과 시드 8의 모델은 커널을 함께 씁니다. 시드를 바꿔 가며 평균을 낸다면 시드가 겹치지 않게 정하는 편이 낫습니다.",
            en="The three layers differ, and the same seed makes the same model. One thing to know: the models with the seeds 7 and 8 have kernels in common. For averages over seeds, layer seeds that never overlap are better.",
        )
    return say(
        ko="세 층이 서로 다르고, 같은 시드는 같은 모델을, 다른 시드는 다른 모델을 만듭니다.",
        en="The three layers differ; the same seed makes the same model, another seed another one.",
    )


def _three_kernels(make_model, seed):
    """Return the kernels of a model of three hidden ReLU layers, or say what it is instead."""
    tried = literal(f"`make_model({seed})`")
    model = keras_model(call(make_model, seed, tried=tried), tried=tried)
    X = np.random.default_rng(3).normal(size=(30, 100)).astype("float32")
    output = outputs(model, X, tried=tried)
    of_shape(output, X.shape, say(ko="모델의 출력", en="the model's output"), KEEP_UNITS, tried)
    kernels = [weight for weight in weights(model) if weight.shape == (100, 100)]
    if len(kernels) != 3:
        raise NotYet(
            say(
                ko=f"100 × 100 커널이 3개가 아니라 {len(kernels)}개입니다.",
                en=f"The number of 100 × 100 kernels is {len(kernels)}; it should be 3.",
            ),
            say(
                ko="층의 수는 그대로 두세요. 층 객체 하나를 여러 번 쓰면 가중치도 하나뿐입니다.",
                en="Keep the number of layers. One layer object used several times has one set of weights only.",
            ),
            tried=tried,
        )
    _different(kernels, tried)
    for layer, kernel in enumerate(kernels, 1):
        _he_kernel(kernel, layer, tried)
    # A model of one's own class may list its layers in any order.
    if not any(_relu_chain(X, order, output) for order in itertools.permutations(kernels)):
        raise NotYet(
            say(
                ko="모델의 출력이 세 ReLU 층을 차례로 지난 값이 아닙니다.",
                en="The model's output is not what three ReLU layers in a row would give.",
            ),
            say(
                ko="초기화만 고치고, 층과 활성화 함수는 처음 그대로 두세요.",
                en="Repair the initialization only; leave the layers and their activations as they were.",
            ),
            tried=tried,
        )
    return kernels


def _different(kernels, tried):
    for (one, first), (other, second) in itertools.combinations(enumerate(kernels, 1), 2):
        if np.array_equal(first, second):
            raise NotYet(
                say(
                    ko=f"똑같은 가중치로 시작하는 층이 있습니다: {one}번째와 {other}번째.",
                    en=f"Layers {one} and {other} start with identical weights.",
                ),
                say(
                    ko="시드가 같으면 객체를 새로 만들어도 같은 값이 나옵니다. 층마다 무엇이 달라야 합니까?",
                    en="With the same seed even a new object gives the same numbers. What has to differ from layer to layer?",
                ),
                tried=tried,
            )
        correlation = np.corrcoef(first.ravel(), second.ravel())[0, 1] if first.std() * second.std() else 0
        # Independent kernels of 10,000 weights: 0.01. Copies turned, moved or negated hold the same magnitudes.
        if abs(correlation) > 0.1 or np.array_equal(
            *(np.sort(abs(each), axis=None) for each in (first, second))
        ):
            raise NotYet(
                say(
                    ko=f"서로 다르지만 독립이 아닌 층이 있습니다: {one}번째와 {other}번째.",
                    en=f"Layers {one} and {other} differ, but one is made from the other.",
                ),
                say(
                    ko="층마다 난수를 따로 뽑아야 합니다.",
                    en="Each layer needs random numbers of its own.",
                ),
                tried=tried,
            )


def _he_kernel(kernel, layer, tried):
    variance = kernel.var()
    received = say(
        ko=f"{layer}번째 층의 분산 × 팬인 = {100 * variance:.3g}",
        en=f"layer {layer}: variance × fan-in = {100 * variance:.3g}",
    )
    if abs(100 * variance - 1) < 0.1:
        raise NotYet(
            say(
                ko="분산이 절반이 됐습니다. He 초기화가 아닙니다.",
                en="The variance has become half as large: this is no longer He's scheme.",
            ),
            say(
                ko="지금은 어느 초기화가 쓰입니까? `kernel_initializer`를 빼면 케라스의 기본값이 쓰입니다.",
                en="Which scheme is at work now? Without `kernel_initializer` Keras takes its default.",
            ),
            tried=tried,
            received=received,
        )
    if abs(50 * variance - 1) > 0.1 or abs(kernel.mean()) > 0.01:
        raise NotYet(
            say(
                ko="가중치의 크기가 He 초기화와 맞지 않습니다.",
                en="The size of the weights does not fit He's scheme.",
            ),
            say(
                ko="시드만 고치고, 초기화의 종류는 처음 그대로 두세요.",
                en="Repair the seeds only; leave the kind of initializer as it was.",
            ),
            tried=tried,
            received=received,
        )


def _relu_chain(X, kernels, output):
    for kernel in kernels:
        X = np.maximum(X @ kernel, 0)
    return np.allclose(X, output, rtol=1e-3, atol=1e-4)


@exercise(
    "predict-symmetry",
    title=say(ko="모두 같은 값에서 출발하면", en="When all start out equal"),
    kind="predict",
    hint=say(
        ko="첫 번째 은닉층의 두 뉴런을 비교하세요. 처음 출력이 서로 다릅니까? 위층에서 내려오는 오차는 다릅니까? 그렇다면 한 걸음 뒤의 두 가중치는 어떻습니까?",
        en="Compare two units of the first hidden layer. Do their first outputs differ? Does the error that comes down to them? What does that make of their weights after one step?",
    ),
)
def _predict_symmetry(prediction, measured):
    units = 20
    predicted = one_number(prediction, "prediction")
    value = one_number(measured, "measured")
    if predicted not in range(1, units + 1):
        raise NotYet(
            say(ko="예상이 열의 수가 아닙니다.", en="The prediction is not a number of columns."),
            say(
                ko="커널에는 열이 20개 있습니다. 서로 다른 것이 몇 가지인지 정수로 쓰세요.",
                en="The kernel has 20 columns. Give a whole number: how many of them differ?",
            ),
            received=given("prediction", prediction),
        )
    if value != 1:
        raise NotYet(*_symmetry_mistake(value, units), received=given("measured", measured))
    ko = "뉴런들이 같은 값을 출력하고 같은 그레이디언트를 받으므로, 훈련해도 서로 달라지지 않습니다."
    en = "The units give the same outputs and get the same gradient, so training never tells them apart."
    if predicted == value:
        return say(ko=f"예상과 측정이 일치합니다. {ko}", en=f"Prediction and measurement agree. {en}")
    return say(
        ko=f"측정은 맞습니다. 예상: {predicted:g}. {ko}",
        en=f"The measurement is right; the prediction was {predicted:g}. {en}",
    )


def _symmetry_mistake(value, units):
    """Return what is off with a measured number of different columns, and a hint."""
    if value == units:
        return (
            say(
                ko="모든 열이 서로 다릅니다. 난수로 초기화한 층처럼 보입니다.",
                en="All columns differ, as in a layer that started with random weights.",
            ),
            say(
                ko="주어진 셀의 `model`에서 셌습니까? 행을 묶거나 열의 수를 센 것은 아닙니까?",
                en="Did you count in the `model` of the given cell? Or is this the number of columns, whether they differ or not?",
            ),
        )
    if 1 < value <= 30:
        return (
            say(ko="서로 다른 열의 수가 아닙니다.", en="This is not the number of different columns."),
            say(
                ko="열이 아니라 행이나 값 하나하나를 비교하지 않았습니까? `np.unique`의 `axis`와, 결과의 어느 축을 셌는지 보세요.",
                en="Were rows, or single values, compared instead of columns? Look at the `axis` of `np.unique`, and at which axis of its result you count.",
            ),
        )
    return (
        say(
            ko="열 20개 가운데 몇 가지인지가 될 수 없는 수입니다.",
            en="No count among 20 columns comes to this.",
        ),
        say(
            ko="첫 번째 은닉층의 커널에서 서로 다른 열이 몇 가지인지 세세요. 크기는 (30, 20)입니다.",
            en="In the kernel of the first hidden layer, of shape (30, 20), count how many columns differ.",
        ),
    )


@exercise(
    "scale-for-any-activation",
    title=say(ko="어떤 활성화 함수에나 맞는 배율", en="A scale for any activation"),
    kind="design",
    hint=say(
        ko="He의 2는 ReLU를 지난 뒤 E[z²]이 얼마나 남는지에서 나왔습니다. 표준 정규 분포에서 z를 백만 개 뽑아, 여러분이 받은 함수에서는 얼마가 남는지 재 보세요.",
        en="He's 2 comes from how much of E[z²] is left after ReLU. Draw a million z from a standard normal distribution and measure how much the function that you are given leaves.",
    ),
)
def _scale_for_any_activation(scale_for):
    for name, function in _ACTIVATIONS.items():
        tried = literal(f"`scale_for({name})`")
        result = call(scale_for, _elementwise(function), tried=tried)
        if isinstance(result, keras.initializers.Initializer):
            raise NotYet(
                say(
                    ko="숫자가 아니라 초기화 객체가 돌아왔습니다.",
                    en="An initializer came back, not a number.",
                ),
                say(
                    ko="`VarianceScaling`에 넘길 `scale`의 값만 돌려주세요.",
                    en="Return only the value that `VarianceScaling` is to get as its `scale`.",
                ),
                tried=tried,
                received=literal(shown(result)),
            )
        _fits(result, function, tried)
    return say(
        ko="시험한 모든 활성화 함수에서 다음 층의 분산이 1로 남습니다. ReLU에는 He의 2가, 활성화 함수가 없으면 르쿤의 1이 나옵니다.",
        en="The next layer keeps variance 1 after every activation that was tried. For ReLU you get He's 2, and without an activation LeCun's 1.",
    )


# The first one separates all of the typical mistakes from the right scale and from each other.
_ACTIVATIONS = {
    "lambda z: keras.ops.relu(z + 1)": lambda z: keras.ops.relu(z + 1),
    "keras.activations.gelu": keras.activations.gelu,
    "lambda z: keras.ops.leaky_relu(z, 0.5)": lambda z: keras.ops.leaky_relu(z, negative_slope=0.5),
    "keras.activations.sigmoid": keras.activations.sigmoid,
    "keras.activations.tanh": keras.activations.tanh,
    "keras.activations.relu": keras.activations.relu,
    "keras.activations.linear": keras.activations.linear,
    "keras.ops.abs": keras.ops.abs,
    "lambda z: 3 * keras.ops.relu(z)": lambda z: 3 * keras.ops.relu(z),
    "keras.activations.silu": keras.activations.silu,
}


def _elementwise(function):
    """Return an activation function that takes whatever a learner may pass: numbers, arrays, tensors."""

    def activation(z):
        if not isinstance(z, keras.KerasTensor):
            z = keras.ops.convert_to_tensor(z)
            if "float" not in str(z.dtype):
                z = keras.ops.cast(z, "float32")
        return function(z)

    return activation


def _fits(result, function, tried):
    """Refuse a scale that does not keep the variance after an activation function."""
    value = numbers(result, tried=tried)
    if value.size != 1:
        raise NotYet(
            say(ko="숫자 하나가 아니라 배열이 돌아왔습니다.", en="An array came back, not one number."),
            say(
                ko="`scale`은 층 전체에 하나입니다. z를 어디까지 평균합니까?",
                en="There is one `scale` for the whole layer. Over what do you take the mean?",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    value = value.reshape(())
    z = np.linspace(-10, 10, 20_001)  # an integral, good to six digits
    density = np.exp(-(z**2) / 2) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    f = keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(z)))
    left = np.sum(f**2 * density)
    if abs(value * left - 1) <= 0.05:
        return
    close = 0.9 < value * left < 1.1
    same(
        value,
        1 / left,
        broke=say(
            ko="가깝지만 5 % 안에 들지 않습니다."
            if close
            else "이 배율로는 다음 층의 분산이 1이 되지 않습니다.",
            en="Close, but not within 5 %."
            if close
            else "With this scale the next layer's variance is not 1.",
        ),
        hint=say(
            ko="받은 함수를 쓰고 있다면 z를 더 많이 뽑으세요. 무작위 커널을 거쳐서 재면 커널의 난수도 결과를 흔드니, f(z)에서 바로 재는 편이 정확합니다."
            if close
            else "다음 층의 z는 f(z)에 가중치를 곱해 더한 값입니다. 그 분산을 `scale`과 f(z)로 써 보세요.",
            en="If you do use the function that comes in, draw more z. Measuring through a random kernel adds the scatter of the kernel; it is more exact to measure f(z) itself."
            if close
            else "The next layer's z adds up weights times f(z). Write its variance in terms of `scale` and f(z).",
        ),
        # What few random numbers scatter must not be taken for a mistake in thought.
        mistakes=[
            mistake for mistake in _scale_mistakes(z, f, density) if abs(mistake.value * left - 1) > 0.08
        ],
        rtol=0.015,
        tried=tried,
    )


def _scale_mistakes(z, f, density):
    """Return the typical wrong scales for an activation with the values `f` at `z`."""
    left, mean = np.sum(f**2 * density), np.sum(f * density)
    slope = np.sum(np.gradient(f, z) ** 2 * density)
    drawn = (
        say(
            ko="z를 표준 정규 분포에서 뽑지 않았습니다.",
            en="z was not drawn from the standard normal distribution.",
        ),
        say(
            ko="z에는 음수도 있고, 2보다 큰 값도 있습니다. `rng.random`, `rng.uniform`, `TruncatedNormal`은 다른 분포입니다.",
            en="Some z are negative, and some are beyond 2; `rng.random`, `rng.uniform` and `TruncatedNormal` are other distributions.",
        ),
    )
    power = (
        say(
            ko="제곱근을 씌웠습니다. 이것은 표준 편차에 곱하는 수입니다.",
            en="A root was taken; this is a factor for the standard deviation.",
        ),
        say(ko="`scale`은 분산의 분자입니다.", en="`scale` is the numerator of the variance."),
    )
    subtracted = (
        say(
            ko="f(z)의 평균을 빼고 쟀습니다.",
            en="The mean of f(z) was subtracted.",
        ),
        say(
            ko="가중치의 평균이 0이므로, 다음 층의 분산에는 f(z)의 평균도 함께 들어갑니다. 본문의 공식에서 E[·] 안에 있는 것을 다시 보세요.",
            en="The weights have mean 0, so the mean of f(z) adds to the next layer's variance too. Look again at what stands inside E[·] on the page.",
        ),
    )
    uniform = ((z >= 0) & (z <= 1), abs(z) <= 1, abs(z) <= np.sqrt(3))
    cut = density * (abs(z) <= 2)
    # First what is measured on other numbers: for the second activations and later it can coincide with the rest.
    return [
        *(Mistake(1 / np.mean(f[inside] ** 2), *drawn) for inside in uniform),
        Mistake(cut.sum() / np.sum(f**2 * cut), *drawn),
        Mistake(1 / (left - mean**2), *subtracted),
        Mistake(1 / np.sqrt(left - mean**2), *subtracted),
        Mistake(
            left,
            say(
                ko="활성화 함수가 분산에 곱하는 수 자체입니다. 이것을 되돌려야 합니다.",
                en="This is the factor that the activation puts on the variance. It has to be undone.",
            ),
            say(
                ko="활성화 함수가 신호를 작게 만들수록 가중치는 커야 합니까, 작아야 합니까?",
                en="The more an activation shrinks the signal, must the weights be larger or smaller?",
            ),
        ),
        Mistake(1 / np.sqrt(left), *power),
        Mistake(np.sqrt(left), *power),
        Mistake(
            1 / slope,
            say(
                ko="활성화 함수의 기울기로 쟀습니다. 이것이 지키는 것은 그레이디언트입니다.",
                en="This measures the slope of the activation; it keeps the gradient, not the signal.",
            ),
            say(
                ko="순전파에서 다음 층으로 가는 값은 f(z)입니다.",
                en="What goes forward to the next layer is f(z).",
            ),
        ),
        Mistake(
            1 / np.sum(np.abs(f) * density),
            say(ko="f(z)를 제곱하지 않고 평균을 냈습니다.", en="The mean was taken without squaring f(z)."),
            say(
                ko="분산에 들어가는 것은 크기의 제곱입니다.",
                en="It is the square of the size that enters a variance.",
            ),
        ),
        Mistake(
            2.0,
            say(ko="He의 배율이 나왔습니다.", en="He's scale came back."),
            say(
                ko="2는 ReLU에 꼭 맞는 값입니다. 받은 `activation`을 써서 재세요.",
                en="The 2 is made for ReLU. Use the `activation` that comes in.",
            ),
        ),
        Mistake(
            1.0,
            say(
                ko="배율이 1이면 활성화 함수가 한 일이 되돌려지지 않습니다.",
                en="A scale of 1 undoes nothing of what the activation does.",
            ),
            say(
                ko="받은 `activation`이 z²의 평균을 얼마로 바꾸는지 재세요.",
                en="Measure what the `activation` that comes in makes of the mean of z².",
            ),
        ),
    ]
