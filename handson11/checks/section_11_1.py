"""Checks of the exercises on vanishing and exploding gradients."""

import functools

import keras
import numpy as np
import tensorflow as tf

from handson11.checks._compare import Mistake, literal, number, numbers, one_number, same
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._outcomes import NotYet
from handson11.checks._projects import judge_results
from handson11.checks._texts import given, say, shown


@exercise(
    "sigmoid-derivatives",
    title=say(ko="시그모이드 열 층의 상한", en="A ceiling for ten sigmoid layers"),
    kind="compute",
    hint=say(
        ko="한 층의 도함수가 가질 수 있는 가장 큰 값을 먼저 정하세요. 층이 열 개면 그 값이 몇 번 나타나고, 어떻게 합쳐집니까?",
        en="First settle the largest value that one layer's derivative can take. With ten layers, how often does it occur, and how do they combine?",
    ),
)
def _sigmoid_derivatives(factor):
    slope = 0.25
    count = (
        say(ko="층의 수가 맞지 않습니다.", en="The number of layers does not fit."),
        say(
            ko="이 문제의 오차는 열 층의 활성화 함수를 모두 지납니다. 도함수는 몇 번 곱해집니까?",
            en="Here the error passes through the activation of all ten layers. How many derivatives are multiplied?",
        ),
    )
    product = (
        say(
            ko="도함수들을 곱한 값이 아닙니다.",
            en="This is not a product of derivatives.",
        ),
        say(
            ko="역전파가 층을 하나 내려갈 때마다 오차에 도함수가 한 번씩 곱해집니다. 열 번 곱하면 얼마입니까?",
            en="Each layer on the way down multiplies the error by one derivative. What do ten such steps make?",
        ),
    )
    largest = (
        say(
            ko="한 층의 값으로 쓴 수가 도함수의 가장 큰 값이 아닙니다.",
            en="The number taken for one layer is not the largest value of the derivative.",
        ),
        say(
            ko="σ의 값이 아니라 σ′의 값이 필요하고, σ′이 가장 큰 곳의 값이어야 합니다.",
            en="It takes a value of σ′, not of σ, and at the place where σ′ is largest.",
        ),
    )
    measured = (
        say(
            ko="본문에서 잰 값을 썼습니다. 그 값은 상한이 아닙니다.",
            en="This uses a value measured in the section, which is no ceiling.",
        ),
        say(
            ko="실제 신경망의 도함수는 대부분 가장 큰 값보다 작습니다. 열 층 모두 가장 클 때를 계산하세요.",
            en="In a real network most derivatives are below their largest value. Take all ten at their largest.",
        ),
    )
    number(
        factor,
        slope**10,
        name="factor",
        broke=say(
            ko="도함수 열 개의 곱의 상한이 아닙니다.",
            en="This is not the ceiling of the ten derivatives' product.",
        ),
        hint=say(
            ko="σ′(z) = σ(z)(1 − σ(z))는 어느 z에서 가장 크고, 그 값은 얼마입니까?",
            en="At which z is σ′(z) = σ(z)(1 − σ(z)) largest, and how large is it there?",
        ),
        mistakes=[
            Mistake(slope**9, *count),
            Mistake(slope**11, *count),
            Mistake(slope, *product),
            Mistake(slope * 10, *product),
            Mistake(slope / 10, *product),
            Mistake(0.5**10, *largest),
            Mistake(1.0, *largest),
            Mistake((np.exp(-1) / (1 + np.exp(-1)) ** 2) ** 10, *largest),
            Mistake(0.0, *product),
            Mistake(0.236**10, *measured),
            Mistake(10**-5.5, *measured),
            Mistake(3.5e-6, *measured),
            Mistake(1e-5, *measured),
            Mistake(
                -(slope**10),
                say(ko="부호가 음수입니다.", en="The sign is negative."),
                say(ko="σ′은 어디에서나 양수입니다.", en="σ′ is positive everywhere."),
            ),
            Mistake(
                slope**-10,
                say(
                    ko="몇 배로 줄어드는지를 거꾸로 썼습니다.",
                    en="This is the wrong way round: it says how many times smaller the error becomes.",
                ),
                say(
                    ko="오차에 곱해지는 수를 묻습니다. 그레이디언트는 커집니까, 작아집니까?",
                    en="The exercise asks for the number that multiplies. Does the gradient grow or shrink?",
                ),
            ),
            Mistake(
                10 * np.log10(slope),
                say(ko="이것은 상용로그입니다.", en="This is the logarithm to base 10."),
                say(ko="배율 자체를 쓰세요.", en="Give the factor itself."),
            ),
            Mistake(
                10 * np.log(slope),
                say(ko="이것은 자연로그입니다.", en="This is the natural logarithm."),
                say(ko="배율 자체를 쓰세요.", en="Give the factor itself."),
            ),
            Mistake(
                100 * slope**10,
                say(ko="이것은 퍼센트입니다.", en="This is a percentage."),
                say(ko="퍼센트가 아니라 배율을 쓰세요.", en="Give the factor, not a percentage."),
            ),
            Mistake(
                1e-6,
                say(ko="너무 많이 반올림했습니다.", en="This is rounded too far."),
                say(
                    ko="유효 숫자 세 자리까지 쓰거나, 식을 그대로 두세요.",
                    en="Give three digits, or leave the expression.",
                ),
            ),
        ],
    )
    return say(
        ko="열 층의 도함수가 모두 가장 커도 오차는 백만분의 일쯤만 남습니다.",
        en="Even with all ten derivatives at their largest, only about a millionth of the error is left.",
    )


@exercise(
    "chain-gradient",
    title=say(ko="사슬의 첫 번째 가중치까지", en="Down to the first weight of a chain"),
    kind="implement",
    hint=say(
        ko="순전파에서 h를 모두 저장하세요. 그다음 ∂L/∂h를 들고 위에서 아래로 내려오며, 층마다 σ′(z) = h(1 − h)를 곱하고, 아래층으로 건너갈 때는 그 층의 가중치를 곱합니다. 첫 번째 층에서는 가중치 대신 무엇을 곱합니까?",
        en="Keep every h of the forward pass. Then carry ∂L/∂h from the top down: each layer multiplies by σ′(z) = h(1 − h), and stepping to the layer below by its own weight. In the first layer, what takes the place of the weight?",
    ),
)
def _chain_gradient(chain_gradient):
    for weights, x, y in _CHAINS:
        tried = literal(f"`chain_gradient({shown(list(weights))}, {x}, {y})`")
        result = _called_with_either(chain_gradient, weights, x, y, tried=tried)
        same(
            _scalar(result, tried, len(weights)),
            _chain(weights, x, y)["right"],
            tried=tried,
            broke=say(
                ko=f"∂L/∂w₁이 아닙니다. 층이 {len(weights)}개인 사슬입니다.",
                en=f"This is not ∂L/∂w₁. The chain has {len(weights)} layer{'s' if len(weights) > 1 else ''}.",
            ),
            hint=say(
                ko="w₁을 조금 움직여 손실이 얼마나 바뀌는지 재면 맞는 값을 스스로 확인할 수 있습니다: `(L(w₁ + ε) − L(w₁ − ε)) / 2ε`. 층의 수를 늘려 가며 비교해 보세요.",
                en="Move w₁ a little and see how the loss changes, and you can check yourself: `(L(w₁ + ε) − L(w₁ − ε)) / 2ε`. Compare for one layer, then two, then three.",
            ),
            mistakes=_chain_mistakes(weights, x, y),
            rtol=1e-3,
            atol=1e-7,
        )
    return say(
        ko="층이 1개에서 8개인 사슬에서, 음수와 0인 가중치와 입력까지 모두 맞습니다.",
        en="Right for chains of 1 to 8 layers, with negative weights and inputs, and with zeros.",
    )


_CHAINS = (
    ((0.6, -2.0, 3.0), 1.5, 0.25),
    ((0.8,), -1.2, 1.0),
    ((-1.5, 0.7), 2.0, -0.5),
    ((0.7, 0.0), 1.0, 1.0),
    ((1.0, 2.0, -1.0, 4.0), 0.0, 0.0),
    ((0.0, 1.5), 0.8, 1.0),
    ((1.5, -3.0, 2.5, 4.0, -3.5), -0.8, 2.0),
    ((2.0, 4.0, -5.0, 4.0, 5.0, -4.0, 5.0, 4.0), 0.3, 0.0),
)


def _called_with_either(function, weights, x, y, *, tried):
    """Call with a float64 array, and if that raises with a float32 one: TensorFlow does not mix the two."""
    try:
        return call(function, np.array(weights, "float64"), x, y, tried=tried)
    except NotYet as first:
        try:
            return call(function, np.array(weights, "float32"), x, y, tried=tried)
        except NotYet:  # the first error is the one to tell about
            if isinstance(first.__cause__, IndexError) and len(weights) != len(_CHAINS[0][0]):
                first.hint = say(
                    ko="사슬의 층은 한 개일 수도, 더 많을 수도 있습니다. 층의 수는 `len(weights)`입니다.",
                    en="A chain may have a single layer or many. Their number is `len(weights)`.",
                )
            raise first from None


def _scalar(result, tried, layers):
    """Return a result that is one number without its axes."""
    values = numbers(result, tried=tried)
    if values.size == 1:
        return values.reshape(())
    raise NotYet(
        say(
            ko="숫자 하나가 아니라 배열이 돌아왔습니다.",
            en="An array came back, not a single number.",
        ),
        say(
            ko="모든 가중치가 아니라 첫 번째 가중치의 그레이디언트만 돌려주세요.",
            en="Return the gradient of the first weight alone, not of every weight.",
        )
        if values.size == layers
        else say(
            ko="사슬의 값은 층마다 숫자 하나입니다. 어디에서 축이 생겼는지 보세요.",
            en="In this chain every layer holds one number. Look where the axis comes from.",
        ),
        tried=tried,
        received=literal(shown(result)),
    )


def _logistic(z):
    return 1 / (1 + np.exp(-z))


def _chain(weights, x, y):
    """Return ∂L/∂w₁ of a chain, and what comes out where a factor is wrong or missing."""
    w, h = np.array(weights, "float64"), [x]
    for weight in w:
        h.append(_logistic(weight * h[-1]))
    h = np.array(h)
    error, slope, steps = 2 * (h[-1] - y), h[1:] * (1 - h[1:]), np.prod(w[1:])
    right = error * np.prod(slope) * steps * x
    # The gradient of every weight: the error times all slopes above and its own, all weights above, its input.
    each = [error * np.prod(slope[k:]) * np.prod(w[k + 1 :]) * h[k] for k in range(len(w))]
    product = np.prod(w) * x
    return {
        "right": right,
        "half": right / 2,
        "sign": -right,
        "half_sign": -right / 2,
        "input": error * np.prod(slope) * steps,
        "weights": error * np.prod(slope) * x,
        "bare": error * np.prod(slope),
        "own_weight": error * np.prod(slope) * np.prod(w) * x,
        "shifted": error * np.prod(slope) * np.prod(w[:-1]) * x,
        "top_slope": error * np.prod(slope[:-1]) * steps * x,
        "bottom_slope": error * np.prod(slope[1:]) * steps * x,
        "no_slopes": error * steps * x,
        "slope_of_h": error * np.prod(_logistic(h[1:]) * (1 - _logistic(h[1:]))) * steps * x,
        "slope_below": error * np.prod(h[:-1] * (1 - h[:-1])) * steps * x,
        "last": each[-1],
        "second": each[min(1, len(w) - 1)],
        "stops_early": error * np.prod(slope[1:]) * np.prod(w[2:]) * x,
        "by_input": error * np.prod(slope) * np.prod(w),
        "no_error": np.prod(slope) * steps * x,
        "linear": 2 * (product - y) * steps * x,
        "loss": (h[-1] - y) ** 2,
    }


def _chain_mistakes(weights, x, y):
    values = _chain(weights, x, y)
    factor = say(
        ko="손실에서 첫 번째 가중치까지 한 걸음씩 내려오며, 무엇을 무엇으로 미분하는지 적어 보세요.",
        en="Go from the loss down to the first weight step by step, and write down what is differentiated with respect to what.",
    )
    weight = say(
        ko="층 ℓ에서 그 아래층으로 내려갈 때 곱하는 것은 zℓ을 hℓ₋₁로 미분한 것입니다. 맨 아래에서는 h로 미분하지 않습니다.",
        en="Stepping down from layer ℓ multiplies by the derivative of zℓ with respect to hℓ₋₁. The last derivative, at the bottom, is not with respect to an h.",
    )
    slopes = say(
        ko="모든 층이 활성화 함수를 한 번씩 지납니다. σ′을 몇 번, 어느 값에서 구했는지 세어 보세요.",
        en="Every layer has its activation. Count how many values of σ′ you take, and at what.",
    )
    said = {
        "half": (
            say(
                ko="손실의 제곱을 미분할 때 나오는 수가 빠졌습니다.",
                en="Differentiating the square in the loss puts a number in front; it is missing.",
            ),
            say(
                ko="(h − y)²을 h로 미분하면 무엇입니까?",
                en="What is the derivative of (h − y)² with respect to h?",
            ),
        ),
        "sign": (
            say(ko="부호가 거꾸로입니다.", en="The sign is the wrong way round."),
            say(
                ko="h가 y보다 클 때 h를 늘리면 손실이 커집니까, 작아집니까?",
                en="If h is above y and grows, does the loss grow or shrink?",
            ),
        ),
        "input": (
            say(
                ko="z₁로 미분하고 멈췄습니다. 아직 w₁까지 오지 않았습니다.",
                en="This stops at the derivative with respect to z₁. One step to w₁ is missing.",
            ),
            say(ko="z₁을 w₁로 미분하면 무엇입니까?", en="What is the derivative of z₁ with respect to w₁?"),
        ),
        "weights": (
            say(
                ko="도함수만 곱하고 가중치는 곱하지 않았습니다.",
                en="Only the slopes are multiplied; the weights are missing.",
            ),
            weight,
        ),
        "own_weight": (
            say(ko="자기 자신의 가중치 w₁까지 곱했습니다.", en="The weight w₁ itself is among the factors."),
            weight,
        ),
        "shifted": (
            say(ko="가중치의 번호가 하나씩 어긋났습니다.", en="The weights are off by one layer."),
            weight,
        ),
        "by_input": (
            say(ko="입력 x로 미분한 값입니다.", en="This is the derivative with respect to the input x."),
            weight,
        ),
        "top_slope": (
            say(ko="맨 위층의 도함수가 빠졌습니다.", en="The derivative of the top layer is missing."),
            slopes,
        ),
        "bottom_slope": (
            say(ko="맨 아래층의 도함수가 빠졌습니다.", en="The derivative of the bottom layer is missing."),
            slopes,
        ),
        "no_slopes": (
            say(
                ko="활성화 함수의 도함수를 곱하지 않았습니다.",
                en="The derivatives of the activation are missing.",
            ),
            slopes,
        ),
        "slope_of_h": (
            say(ko="σ′을 z가 아니라 h에서 구했습니다.", en="σ′ is taken at h instead of z."),
            say(
                ko="h는 이미 시그모이드를 지난 값입니다. σ를 한 번 더 씌우지 않았는지 보세요.",
                en="h has been through the sigmoid already. See whether you apply σ once more.",
            ),
        ),
        "slope_below": (
            say(ko="σ′을 한 층 아래의 h로 구했습니다.", en="σ′ is taken from the h of the layer below."),
            say(
                ko="입력까지 든 h의 리스트에서는 층 ℓ의 출력이 몇 번째에 있습니까?",
                en="In a list of h that starts with the input, where is the output of layer ℓ?",
            ),
        ),
        "bare": (
            say(
                ko="도함수만 곱했습니다. 다른 인수가 빠져 있습니다.",
                en="Only slopes are multiplied; other factors are missing.",
            ),
            factor,
        ),
        "no_error": (
            say(
                ko="손실이 아니라 출력 h를 미분했습니다.",
                en="This differentiates the output h, not the loss.",
            ),
            say(
                ko="손실을 출력으로 미분하는 첫걸음이 빠졌습니다.",
                en="The first step, the derivative of the loss with respect to the output, is missing.",
            ),
        ),
        "half_sign": (
            say(
                ko="손실을 출력으로 미분하는 첫걸음이 틀렸습니다.",
                en="The first step, the derivative of the loss with respect to the output, is off.",
            ),
            say(
                ko="(h − y)²을 h로 미분하면 무엇입니까?",
                en="What is the derivative of (h − y)² with respect to h?",
            ),
        ),
        "last": (
            say(ko="마지막 가중치의 그레이디언트입니다.", en="This is the gradient of the last weight."),
            say(
                ko="입력에 가장 가까운 가중치까지 내려와야 합니다.",
                en="Go all the way down, to the weight next to the input.",
            ),
        ),
        "second": (
            say(ko="두 번째 가중치의 그레이디언트입니다.", en="This is the gradient of the second weight."),
            say(ko="한 층 더 내려와야 합니다.", en="There is one more layer to go down."),
        ),
        "stops_early": (
            say(ko="역전파가 두 번째 층에서 멈췄습니다.", en="The way back stops at the second layer."),
            say(
                ko="반복문이 첫 번째 층까지 갑니까? 파이썬은 0부터 셉니다.",
                en="Does the loop reach the first layer? Python counts from 0.",
            ),
        ),
        "linear": (
            say(
                ko="시그모이드가 없는 사슬의 그레이디언트입니다.",
                en="This is the gradient of a chain without sigmoids.",
            ),
            say(ko="순전파에서 층마다 σ를 씌우세요.", en="In the forward pass, apply σ in every layer."),
        ),
        "loss": (
            say(ko="그레이디언트가 아니라 손실입니다.", en="This is the loss, not its gradient."),
            say(
                ko="손실에서 아래로 내려오는 역전파가 아직 없습니다.",
                en="The way back down from the loss is still missing.",
            ),
        ),
    }
    mistakes = [Mistake(values[name], *words) for name, words in said.items()]
    if 0 in weights:
        mistakes.append(
            Mistake(
                np.nan,
                say(
                    ko="가중치로 나누는데, 가중치는 0일 수도 있습니다.",
                    en="This divides by a weight, and a weight may be 0.",
                ),
                say(
                    ko="곱에서 빼야 할 인수가 있으면 나누지 말고 처음부터 곱하지 마세요.",
                    en="A factor that does not belong in the product is best left out from the start, not divided out.",
                ),
            )
        )
    return mistakes


@exercise(
    "gradient-ratio",
    title=say(ko="첫 번째 층에는 얼마나 남을까요?", en="How much is left at the first layer?"),
    kind="implement",
    hint=say(
        ko="`[layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]`의 처음과 끝이 두 층입니다. 손실까지 `with tf.GradientTape() as tape:` 안에서 계산하고, 두 층의 `kernel`에 대한 그레이디언트를 구하세요. 노름은 행렬의 모든 성분을 한 벡터로 보고 잽니다.",
        en="The first and last of `[layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]` are the two layers. Compute everything up to the loss inside `with tf.GradientTape() as tape:`, and ask for the gradients of the two layers' `kernel`. The norm takes all components of a matrix as one vector.",
    ),
)
def _gradient_ratio(gradient_ratio):
    for make, about in _NETWORKS:
        model, X, y = make()
        right, mistakes = _ratios(model, X, y)
        tried = say(
            ko=f"`gradient_ratio(model, X, y)`. 모델: {about.ko}",
            en=f"`gradient_ratio(model, X, y)`, the model: {about.en}",
        )
        before = _state(variables := list(model.trainable_variables))
        try:
            result = call(gradient_ratio, model, X.copy(), y.copy(), tried=tried)
        except NotYet as verdict:
            verdict.hint = _ratio_hint(verdict.__cause__) or verdict.hint
            raise
        _same_model(before, _state(variables), tried)
        values = numbers(result, tried=tried)
        same(
            values.reshape(()) if values.size == 1 else values,
            right,
            tried=tried,
            broke=say(
                ko="문제에서 묻는 비가 아닙니다.",
                en="The value is not the ratio that the exercise asks for.",
            ),
            hint=say(
                ko="손실의 이름과 `model(X)`의 출력, 샘플을 모두 썼는지, 두 커널이 정말 첫 번째와 마지막 `Dense`의 것인지 하나씩 확인하세요.",
                en="Check one by one: the loss, what `model(X)` gives, whether all samples are used, and whether the two kernels really belong to the first and the last `Dense`.",
            ),
            mistakes=mistakes,
            rtol=3e-4,
            atol=3e-4,
        )
    return say(
        ko="편향이 있든 없든, 다른 층이 섞여 있든, 그레이디언트가 줄든 커지든 비가 맞습니다.",
        en="The ratio is right with and without biases, with other layers in between, and whether the gradient shrinks or grows.",
    )


def _state(variables):
    # Trainable variables only: the moving averages move where the model is called as in training, which has a
    # message of its own.
    return [(np.array(variable), variable.trainable) for variable in variables]


def _same_model(before, after, tried):
    if all(np.array_equal(a[0], b[0]) and a[1] == b[1] for a, b in zip(before, after, strict=True)):
        return
    raise NotYet(
        say(
            ko="함수가 모델을 바꿔 놓았습니다. 가중치나 `trainable`이 부르기 전과 다릅니다.",
            en="The function changed the model: its weights or `trainable` are not what they were before the call.",
        ),
        say(
            ko="그레이디언트를 재기만 하고, 모델을 훈련하거나 고치지 마세요.",
            en="Only measure the gradients; do not train or alter the model.",
        ),
        tried=tried,
    )


def _ratio_hint(error):
    """Return a hint for an exception that is common here, or None."""
    text = str(error)
    if isinstance(error, RuntimeError) and "GradientTape" in text:
        return say(
            ko="테이프는 한 번만 쓸 수 있습니다. 두 커널을 리스트 하나에 넣어 그레이디언트를 한꺼번에 구하세요.",
            en="A tape can be used once: ask for both kernels in one list.",
        )
    if isinstance(error, AttributeError) and "attribute 'kernel'" in text:
        return say(
            ko="`model.layers`의 층이 모두 `Dense`인 것은 아닙니다.",
            en="Not every layer in `model.layers` is a `Dense`.",
        )
    if "None" in text:
        return _NO_GRADIENT
    return None


_NO_GRADIENT = say(
    ko="`with` 블록 안에서 계산하지 않았거나 `.numpy()`, `predict`를 거친 값에는 `tape.gradient`가 `None`을 돌려줍니다. `Dense`가 아닌 층에는 커널도, 그 그레이디언트도 없습니다.",
    en="`tape.gradient` gives `None` for what was not computed inside the `with` block (or passed through `.numpy()` or `predict`). Layers other than `Dense` have no kernel, and so no gradient of one.",
)


def _filled(layers, shape, gain, rng, *, last_gain=1.0):
    """Return a built model with weights of its own, drawn without touching any global generator."""
    model = keras.Sequential([keras.Input(shape), *layers])
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    for layer in dense:
        fan_in = layer.kernel.shape[0]
        scale = (last_gain if layer is dense[-1] else gain) / np.sqrt(fan_in)
        values = [rng.normal(size=layer.kernel.shape) * scale]
        values += [rng.normal(size=layer.bias.shape) * 0.1] if layer.use_bias else []
        layer.set_weights(values)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            n = layer.gamma.shape[0]
            layer.set_weights(
                [rng.uniform(0.5, 2, n), rng.normal(size=n), rng.normal(size=n), rng.uniform(0.3, 3, n)]
            )
    return model


def _batch(shape, n_classes, rng, samples=23, scale=1.0):
    return (
        (scale * rng.normal(size=(samples, *shape))).astype("float32"),
        rng.integers(0, n_classes, samples).astype("int32"),
    )


def _sigmoid_network():
    rng = np.random.default_rng(11)
    hidden = [keras.layers.Dense(n, "sigmoid") for n in (9, 14, 11, 8)]
    layers = [keras.layers.Flatten(), *hidden, keras.layers.Dense(5, "softmax")]
    return _filled(layers, (3, 4), 1.0, rng), *_batch((3, 4), 5, rng, scale=0.3)


def _mixed_network():
    rng = np.random.default_rng(12)
    layers = [keras.layers.BatchNormalization()]
    for n in (10, 16):
        layers += [keras.layers.Dense(n, use_bias=False), keras.layers.BatchNormalization()]
        layers.append(keras.layers.Activation("tanh"))
    layers += [keras.layers.Dense(4, use_bias=False), keras.layers.Activation("softmax")]
    return _filled(layers, (6,), 1.0, rng), *_batch((6,), 4, rng)


def _growing_network():
    rng = np.random.default_rng(13)
    layers = []
    for _ in range(3):
        layers += [keras.layers.Dense(12, "tanh"), keras.layers.Dropout(0.4)]
    layers.append(keras.layers.Dense(6, "softmax", use_bias=False))
    model = _filled(layers, (20,), 1.0, rng, last_gain=3.0)
    return model, *_batch((20,), 6, rng, scale=0.5)


def _one_layer():
    rng = np.random.default_rng(14)
    return _filled([keras.layers.Dense(3, "softmax")], (5,), 1.0, rng), *_batch((5,), 3, rng)


_NETWORKS = (
    (
        _sigmoid_network,
        say(
            ko="`Flatten`과 시그모이드 `Dense` 네 개, 출력층",
            en="`Flatten`, four sigmoid `Dense` layers, the output layer",
        ),
    ),
    (
        _mixed_network,
        say(
            ko="편향 없는 `Dense`의 앞뒤에 배치 정규화와 활성화 층이 있고 맨 위는 소프트맥스 활성화 층",
            en="`Dense` layers without bias, batch normalization and activation layers around them, a softmax activation layer on top",
        ),
    ),
    (
        _growing_network,
        say(
            ko="드롭아웃이 붙은 tanh `Dense` 세 개와 편향 없는 출력층",
            en="three tanh `Dense` layers with dropout, and an output layer without bias",
        ),
    ),
    (_one_layer, say(ko="`Dense` 하나", en="a single `Dense` layer")),
)


def _ratios(model, X, y):
    """Return the right ratio of a model, and the mistakes."""
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    first, *_, last = dense if len(dense) > 1 else dense * 2
    variables = list(model.trainable_variables)

    def gradients(loss, of, **kwargs):
        with tf.GradientTape() as tape:
            value = loss(y, model(X, **kwargs))
        found = tape.gradient(value, [variable.value for variable in of])
        return [gradient.numpy().astype("float64") for gradient in found]

    def log_ratio(pair, norm=np.linalg.norm):
        with np.errstate(all="ignore"):
            return float(np.log10(norm(pair[0])) - np.log10(norm(pair[1])))

    kernels = [first.kernel, last.kernel]
    crossentropy = keras.losses.SparseCategoricalCrossentropy()
    pair = gradients(crossentropy, kernels)
    right = log_ratio(pair)
    all_of_them = gradients(crossentropy, variables)
    logits = gradients(tf.nn.sparse_softmax_cross_entropy_with_logits, kernels)
    squares = say(
        ko="노름은 제곱의 합의 제곱근입니다. 크기가 다른 두 행렬이라서 평균과는 다릅니다.",
        en="The norm is the root of the sum of squares. The two matrices differ in size, so a mean is another thing.",
    )
    chosen = say(
        ko="`trainable_variables`의 처음과 끝이 언제나 `Dense`의 커널은 아닙니다. 변수의 크기를 출력해 보세요.",
        en="The ends of `trainable_variables` are not always kernels of `Dense` layers. Print the variables' shapes.",
    )
    pairs = [
        (
            np.nan,
            say(
                ko="NaN이 나왔습니다. 두 커널 가운데 그레이디언트가 없는 것이 있습니다.",
                en="NaN came back: one of the two kernels has no gradient.",
            ),
            _NO_GRADIENT,
        ),
        (
            -right,
            say(ko="나눗셈의 방향이 거꾸로입니다.", en="The ratio is upside down."),
            say(
                ko="첫 번째 층의 노름을 마지막 층의 노름으로 나눕니다.",
                en="Divide the first layer's norm by the last layer's.",
            ),
        ),
        (
            right * np.log(10),
            say(ko="자연로그를 썼습니다.", en="This is the natural logarithm."),
            say(
                ko="밑이 10인 로그는 자릿수를 셉니다.",
                en="The exercise asks for the logarithm that counts decades.",
            ),
        ),
        (
            right * np.log2(10),
            say(ko="밑이 2인 로그를 썼습니다.", en="This is the logarithm to base 2."),
            say(
                ko="밑이 10인 로그는 자릿수를 셉니다.",
                en="The exercise asks for the logarithm that counts decades.",
            ),
        ),
        (
            10**right,
            say(ko="로그를 씌우지 않은 비입니다.", en="This is the ratio without the logarithm."),
            say(ko="마지막 한 단계가 남았습니다.", en="One last step is missing."),
        ),
        (
            10**-right,
            say(
                ko="로그를 씌우지 않은 비이고, 방향도 거꾸로입니다.",
                en="This is the ratio without the logarithm, and upside down.",
            ),
            say(
                ko="첫 번째 층의 노름을 마지막 층의 노름으로 나누고 로그를 씌웁니다.",
                en="Divide the first layer's norm by the last layer's, then take the logarithm.",
            ),
        ),
        (
            2 * right,
            say(
                ko="노름이 아니라 노름의 제곱으로 구한 비입니다.",
                en="This is the ratio of the squared norms.",
            ),
            say(ko="제곱의 합에 제곱근을 씌웠습니까?", en="Is the root taken of the sum of squares?"),
        ),
        (
            log_ratio(pair, lambda g: np.sqrt(np.mean(g**2))),
            say(
                ko="제곱의 합이 아니라 평균을 썼습니다.",
                en="This takes the mean of the squares, not their sum.",
            ),
            squares,
        ),
        (
            log_ratio(pair, np.std),
            say(
                ko="노름이 아니라 표준 편차로 구한 비입니다.",
                en="This is the ratio of standard deviations, not of norms.",
            ),
            squares,
        ),
        (
            log_ratio(pair, lambda g: np.mean(np.abs(g))),
            say(
                ko="노름이 아니라 절댓값의 평균으로 구한 비입니다.",
                en="This is the ratio of mean sizes, not of norms.",
            ),
            squares,
        ),
        (
            log_ratio(pair, lambda g: np.sum(np.abs(g))),
            say(ko="절댓값의 합으로 구한 비입니다.", en="This is the ratio of sums of absolute values."),
            squares,
        ),
        (
            log_ratio(pair, lambda g: np.max(np.abs(g))),
            say(ko="가장 큰 성분으로 구한 비입니다.", en="This is the ratio of the largest components."),
            say(
                ko="노름은 가장 큰 성분 하나가 아니라 모든 성분으로 잽니다.",
                en="The norm takes all components, not the largest alone.",
            ),
        ),
        (
            log_ratio(pair, lambda g: np.linalg.norm(g, 2)),
            say(ko="행렬의 스펙트럼 노름을 썼습니다.", en="This uses the spectral norm of the matrices."),
            say(
                ko="행렬의 모든 성분을 한 벡터로 보세요. `np.linalg.norm`의 두 번째 인수를 확인하세요.",
                en="Take all components of the matrix as one vector. Look at the second argument of `np.linalg.norm`.",
            ),
        ),
        (
            log_ratio([kernel.numpy() for kernel in kernels]),
            say(
                ko="가중치 자체의 노름으로 구한 비입니다.",
                en="This is the ratio of the norms of the weights themselves.",
            ),
            say(
                ko="`tape.gradient`가 돌려준 것의 노름을 재세요.",
                en="Take the norms of what `tape.gradient` returns.",
            ),
        ),
        (
            log_ratio([all_of_them[0], all_of_them[-1]]),
            say(
                ko="`Dense`의 커널이 아닌 변수가 섞였습니다.",
                en="One of the two variables is not the kernel of a `Dense` layer.",
            ),
            chosen,
        ),
        (
            log_ratio([all_of_them[0], all_of_them[max(-2, -len(all_of_them))]]),
            say(
                ko="`Dense`의 커널이 아닌 변수가 섞였습니다.",
                en="One of the two variables is not the kernel of a `Dense` layer.",
            ),
            chosen,
        ),
        (
            log_ratio(logits),
            say(ko="모델의 출력을 로짓으로 다루었습니다.", en="The model's output was taken for logits."),
            say(
                ko="이 모델의 출력은 이미 확률입니다. `from_logits`를 확인하세요.",
                en="The output of the model is probabilities already. Look at `from_logits`.",
            ),
        ),
    ]
    if any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers):
        kept = model.get_weights()
        in_training = gradients(crossentropy, kernels, training=True)
        model.set_weights(kept)  # the moving averages have moved
        pairs.append(
            (
                log_ratio(in_training),
                say(ko="모델을 훈련할 때처럼 불렀습니다.", en="The model was called as in training."),
                say(
                    ko="추론할 때의 배치 정규화는 배치의 통계가 아니라 이동 평균을 씁니다. `training` 인수를 보세요.",
                    en="At inference, batch normalization uses its moving averages, not the batch. Look at the `training` argument.",
                ),
            )
        )
    if len(dense) > 2:
        hidden = gradients(crossentropy, [first.kernel, dense[-2].kernel])
        second = gradients(crossentropy, [dense[1].kernel, last.kernel])
        pairs += [
            (
                log_ratio(hidden),
                say(ko="마지막 은닉층으로 나누었습니다.", en="The divisor is the last hidden layer."),
                say(ko="마지막 `Dense`는 출력층입니다.", en="The last `Dense` is the output layer."),
            ),
            (
                log_ratio(second),
                say(
                    ko="두 번째 `Dense`의 커널을 첫 번째로 썼습니다.",
                    en="The second `Dense` was taken for the first.",
                ),
                say(ko="파이썬은 0부터 셉니다.", en="Python counts from 0."),
            ),
        ]
    if len(dense) > 1 and first.use_bias and last.use_bias:
        both = gradients(crossentropy, [first.kernel, first.bias, last.kernel, last.bias])
        joined = [np.concatenate([both[i].ravel(), both[i + 1].ravel()]) for i in (0, 2)]
        pairs.append(
            (
                log_ratio(joined),
                say(
                    ko="커널에 편향까지 합친 노름입니다.", en="These are norms over kernel and bias together."
                ),
                say(ko="커널의 그레이디언트만 쓰세요.", en="Use the gradients of the kernels alone."),
            )
        )
    return right, [Mistake(*each) for each in pairs]


@exercise(
    "predict-overflow",
    title=say(ko="몇 번째 층에서 넘칠까요?", en="Which layer overflows?"),
    kind="predict",
    hint=say(
        ko="본문의 너비 100에서는 표준 편차가 층마다 √50 ≈ 7배였습니다. 너비가 400이면 몇 배입니까? 그 수를 몇 번 곱하면 3.4 × 10³⁸에 닿는지 로그로 계산하세요. 잴 때는 모든 배열이 float32여야 합니다.",
        en="At the section's width of 100 the standard deviation grew by √50 ≈ 7 per layer. By how much does it grow at width 400? With logarithms, find how many such factors reach 3.4 × 10³⁸. When you measure, keep every array in float32.",
    ),
)
def _predict_overflow(prediction, measured):
    predicted = one_number(prediction, "prediction")
    value = one_number(measured, "measured")
    if predicted < 1:  # a fraction is let pass: logarithms lead to one
        raise NotYet(
            say(ko="예상이 층의 번호가 아닙니다.", en="The prediction is not the number of a layer."),
            say(ko="층은 1부터 셉니다.", en="Layers count from 1."),
            received=given("prediction", prediction),
        )
    if value not in (33.0, 34.0):
        raise NotYet(*_overflow_mistake(value), received=given("measured", measured))
    if abs(predicted - value) <= 2:
        return say(
            ko=f"{'예상과 측정이 일치합니다' if predicted == value else '예상이 측정과 두 층 안에서 맞습니다'}. 표준 편차가 층마다 √200 ≈ 14배가 되기 때문입니다.",
            en=f"Prediction and measurement agree{'' if predicted == value else ' to within two layers'}: the standard deviation grows by √200 ≈ 14 per layer.",
        )
    if 13 <= predicted <= 19:
        return say(
            ko=f"측정은 맞습니다. 예상은 {predicted:g}번째 층이었습니다. 층마다 200배가 되는 것은 분산이고, 값의 크기는 그 제곱근만큼 커집니다.",
            en=f"The measurement is right; the prediction was layer {predicted:g}. It is the variance that grows by 200 per layer; the values grow by its root.",
        )
    return say(
        ko=f"측정은 맞습니다. 예상은 {predicted:g}번째 층이었습니다. 표준 편차는 층마다 √200 ≈ 14배가 됩니다.",
        en=f"The measurement is right; the prediction was layer {predicted:g}. The standard deviation grows by √200 ≈ 14 per layer.",
    )


def _overflow_mistake(value):
    """Return what is off with a measured layer, and a hint."""
    if value != round(value) or value < 1:
        return (
            say(ko="층의 번호가 아닙니다.", en="This is not the number of a layer."),
            say(
                ko="첫 번째 층을 1로 세어, 유한하지 않은 값이 처음 나온 층의 번호를 쓰세요.",
                en="Count the first layer as 1, and give the number of the layer where a value that is not finite first comes out.",
            ),
        )
    if value == 32:
        return (
            say(ko="층의 번호가 하나 모자랍니다.", en="The number of the layer is one too small."),
            say(
                ko="`range`가 0부터 세고 있거나, 마지막으로 유한했던 층을 세었습니다.",
                en="Either `range` counts from 0, or you gave the last layer that was still finite.",
            ),
        )
    if value == 35:
        return (
            say(ko="층의 번호가 하나 많습니다.", en="The number of the layer is one too large."),
            say(
                ko="배열 전체가 아니라 값 하나라도 유한하지 않은 첫 번째 층을 찾으세요. 샘플은 200개입니다.",
                en="Look for the first layer where any value is not finite, not all of them. Use 200 samples.",
            ),
        )
    if 13 <= value <= 19:
        return (
            say(
                ko="값이 아니라 값의 제곱이 넘친 층입니다.",
                en="Here the squares of the values overflow, not the values.",
            ),
            say(
                ko="분산과 표준 편차는 제곱을 거쳐 계산됩니다. 출력 자체를 `np.isfinite`로 확인하세요.",
                en="Variance and standard deviation go by way of squares. Test the outputs themselves with `np.isfinite`.",
            ),
        )
    if 27 <= value <= 31:
        return (
            say(
                ko="값이 너무 빨리 커졌습니다. ReLU 없이 쌓은 층처럼 커졌습니다.",
                en="The values grow too fast, as they do in layers without ReLU.",
            ),
            say(
                ko="층마다 행렬을 곱한 뒤 음수를 0으로 만드세요.",
                en="After each matrix product, set the negative values to 0.",
            ),
        )
    if 40 <= value <= 50:
        return (
            say(
                ko="값이 너무 느리게 커졌습니다. 본문의 너비 100에서 나오는 값입니다.",
                en="The values grow too slowly, as they do at the section's width of 100.",
            ),
            say(ko="이 문제의 너비는 400입니다.", en="The width in this exercise is 400."),
        )
    if 250 <= value <= 290:
        return (
            say(
                ko="값을 float32가 아니라 float64로 계산했습니다.",
                en="This was computed in float64, not in float32.",
            ),
            say(
                ko='입력과 가중치를 모두 `astype("float32")`로 바꾸세요. 하나라도 float64이면 곱도 float64입니다.',
                en='Make inputs and weights float32 with `astype("float32")`. If either is float64, so is the product.',
            ),
        )
    return (
        say(
            ko="이 설정에서 값이 처음 넘치는 층이 아닙니다.",
            en="With these settings, another layer is the first to overflow.",
        ),
        say(
            ko="너비 400, 샘플 200개, 편향 없음, 가중치와 입력은 N(0, 1), 모두 float32인지 하나씩 확인하세요.",
            en="Check one by one: width 400, 200 samples, no bias, weights and inputs from N(0, 1), everything in float32.",
        ),
    )


@exercise(
    "design-weight-std",
    title=say(ko="서른 층을 버티는 가중치", en="Weights that last for thirty layers"),
    kind="design",
    hint=say(
        ko="가중치의 표준 편차가 1이면 층마다 분산이 너비의 절반만큼 곱해집니다. 표준 편차를 s로 바꾸면 이 배율은 몇 배가 됩니까? 배율이 1이 되는 s를 찾으세요.",
        en="With a standard deviation of 1, each layer multiplies the variance by half the width. By how much does that factor change for a standard deviation of s? Find the s that makes it 1.",
    ),
)
def _design_weight_std(weight_std):
    stds = {}
    for width in _WIDTHS:
        tried = literal(f"`weight_std({width})`")
        value = call(weight_std, width, tried=tried)
        stds[width] = _positive(value, tried)
    for width, std in stds.items():
        decades = _decades(width) + (_DEPTH - 1) * np.log10(std)
        if abs(decades) > np.log10(3):
            raise NotYet(
                *_design_mistake(stds, width, decades),
                tried=literal(f"`weight_std({width})`"),
                received=_growth(std, decades),
            )
    return say(
        ko="너비 100, 137, 200, 400에서 모두, 서른 번째 층의 출력이 첫 번째 층의 3분의 1에서 3배 사이입니다.",
        en="At widths 100, 137, 200 and 400, the outputs of the thirtieth layer stay between a third and three times those of the first.",
    )


_WIDTHS, _DEPTH = (100, 137, 200, 400), 30


def _positive(value, tried):
    values = numbers(value, tried=tried)
    received = literal(shown(value))
    if values.size != 1:
        raise NotYet(
            say(
                ko="표준 편차 하나가 아니라 배열이 돌아왔습니다.",
                en="An array came back, not one standard deviation.",
            ),
            say(
                ko="가중치가 아니라, 가중치를 뽑을 표준 편차를 돌려주세요.",
                en="Return the standard deviation to draw weights with, not the weights.",
            ),
            tried=tried,
            received=received,
        )
    value = float(values.reshape(()))
    if not np.isfinite(value) or value <= 0:
        raise NotYet(
            say(ko="표준 편차가 될 수 없는 값입니다.", en="This cannot be a standard deviation."),
            say(ko="표준 편차는 유한한 양수입니다.", en="A standard deviation is positive and finite."),
            tried=tried,
            received=received,
        )
    return value


@functools.cache
def _decades(width):
    """Return log₁₀ of the std of layer 30 over that of layer 1 with weights from N(0, 1), the mean of some networks.

    Each layer is scaled as it goes, so nothing overflows; weights of another std scale all layers alike.
    """
    rng = np.random.default_rng(width)
    logs = []
    for _ in range(800 // width):
        h, scaled, first = rng.standard_normal((64, width), "float32"), 0.0, None
        for _ in range(_DEPTH):
            h = np.maximum(h @ rng.standard_normal((width, width), "float32"), 0)
            size = float(h.std())
            scaled += np.log10(size)
            first = scaled if first is None else first
            h /= size
        logs.append(scaled - first)
    return float(np.mean(logs))


def _growth(std, decades):
    if abs(decades) < 300:
        size = f"{10.0**decades:.2g}"
    else:
        size = f"10^{decades:.0f}"
    return say(
        ko=f"`{std:.4g}`. 30층의 표준 편차 ÷ 1층의 표준 편차 = {size}",
        en=f"`{std:.4g}`; standard deviation at layer 30 ÷ at layer 1 = {size}",
    )


def _design_mistake(stds, width, decades):
    """Return what is off with the weights' standard deviation, and a hint."""
    values = np.array(list(stds.values()))
    right = np.sqrt(2 / np.array(list(stds)))
    if np.allclose(values, right**2, rtol=0.02):
        return (
            say(ko="신호가 사라집니다. 이것은 분산입니다.", en="The signal vanishes: this is the variance."),
            say(
                ko="가중치를 뽑을 때 쓰는 것은 표준 편차입니다.",
                en="Weights are drawn with the standard deviation.",
            ),
        )
    if np.allclose(values, right / np.sqrt(2), rtol=0.02):
        return (
            say(
                ko="신호가 사라집니다. 층마다 분산이 절반이 됩니다.",
                en="The signal vanishes: each layer halves the variance.",
            ),
            say(
                ko="ReLU가 무엇을 0으로 만드는지를 계산에 넣었습니까?",
                en="Does your calculation take into account what ReLU sets to 0?",
            ),
        )
    if np.allclose(values, 1 / right**2, rtol=0.02) or np.allclose(values, 1 / right, rtol=0.02):
        return (
            say(
                ko="신호가 폭주합니다. 너비와의 관계가 거꾸로입니다.",
                en="The signal explodes: the dependence on the width is the wrong way round.",
            ),
            say(
                ko="넓은 층은 더 많은 항을 더합니다. 가중치는 더 커야 합니까, 작아야 합니까?",
                en="A wider layer adds up more terms. Should its weights be larger or smaller?",
            ),
        )
    if np.ptp(values) <= 1e-6 * values.max():
        return (
            say(
                ko=f"너비가 달라도 같은 값이라서, 너비 {width}에서 신호가 {'폭주합니다' if decades > 0 else '사라집니다'}.",
                en=f"The value is the same for every width, and at width {width} the signal {'explodes' if decades > 0 else 'vanishes'}.",
            ),
            say(
                ko="넓은 층은 더 많은 항을 더합니다. 표준 편차가 너비에 따라 달라져야 합니다.",
                en="A wider layer adds up more terms. The standard deviation must depend on the width.",
            ),
        )
    hint = say(
        ko="층 하나가 분산에 곱하는 수를 너비와 가중치의 표준 편차로 써 보세요. 서른 층을 지나도 그대로이려면 그 수가 얼마여야 합니까?",
        en="Write down the number by which one layer multiplies the variance, in terms of the width and the weights' standard deviation. What must it be for thirty layers to change nothing?",
    )
    if decades > 0:
        return (
            say(
                ko=f"너비 {width}에서 신호가 폭주합니다. 가중치가 큽니다.",
                en=f"At width {width} the signal explodes: the weights are too large.",
            ),
            hint,
        )
    return (
        say(
            ko=f"너비 {width}에서 신호가 사라집니다. 가중치가 작습니다.",
            en=f"At width {width} the signal vanishes: the weights are too small.",
        ),
        hint,
    )


@exercise(
    "project-11-1",
    title=say(ko="나만의 질문", en="A question of your own"),
    kind="project",
    hint=say(
        ko="하나만 바꾸고 나머지는 모두 같게 두세요. 시드마다 두 설정을 모두 훈련하면 같은 시드끼리 뺄 수 있고, 시드가 만드는 흩어짐이 줄어듭니다. 차이가 분명하지 않으면 시드를 늘리거나, `None`으로 결론지으세요. 무작위 추측에 머무는 신경망은 모든 시드에서 0.1이 나오니, 적어도 하나는 배우는 설정을 고르세요.",
        en="Change one thing and keep all else equal. If every seed trains all settings, you can subtract seed by seed, and the scatter that the seeds cause shrinks. If the difference is not clear, add seeds, or conclude with `None`. A network at chance measures 0.1 for every seed; choose settings of which at least one learns.",
    ),
)
def _project(question, results, better, higher_is_better=True):
    return judge_results(question, results, better, higher_is_better=higher_is_better)
