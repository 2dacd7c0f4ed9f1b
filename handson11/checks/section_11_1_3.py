"""Checks of the exercises on batch normalization."""

import itertools

import numpy as np

from handson11.checks._compare import AGREE, Mistake, literal, number, numbers, one_number, same, several
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import a_function, keras_model, outputs, weights
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import say, shown

_DDOF = (
    say(ko="분산을 m − 1로 나누어 구했습니다.", en="The variance was divided by m − 1."),
    say(
        ko="2단계에서는 샘플의 수 m으로 나눕니다. `ddof`나 `std`, `var`의 기본값을 확인하세요.",
        en="Step 2 divides by the number of samples m. Check `ddof`, and what your `var` or `std` does by default.",
    ),
)
_EPSILON_OUTSIDE = (
    say(ko="ε을 표준 편차에 더했습니다.", en="ε was added to the standard deviation."),
    say(
        ko="3단계의 식에서 ε은 제곱근의 안에 있습니까, 밖에 있습니까?",
        en="In step 3, does ε stand inside the root or outside?",
    ),
)
_NO_EPSILON = (
    say(ko="ε이 빠졌습니다.", en="ε is missing."),
    say(
        ko="모든 샘플에서 값이 같은 뉴런이라면 무엇으로 나누게 됩니까?",
        en="What would you divide by for a unit that has the same value in all samples?",
    ),
)
_NO_EPSILON_AT_INFERENCE = (
    _NO_EPSILON[0],
    say(
        ko="이동 분산이 0인 곳에서는 무엇으로 나누게 됩니까?",
        en="What would you divide by where the moving variance is 0?",
    ),
)
_OWN_EPSILON = (
    say(
        ko="인수로 받은 `epsilon`이 아니라 늘 0.001을 썼습니다.",
        en="You used 0.001 whatever the argument `epsilon` was.",
    ),
    say(ko="함수가 받은 `epsilon`을 쓰세요.", en="Use the `epsilon` that the function is given."),
)
_NO_ROOT = (
    say(
        ko="표준 편차가 아니라 분산으로 나누었습니다.",
        en="You divided by the variance, not by the standard deviation.",
    ),
    say(ko="3단계의 분모를 다시 보세요.", en="Look again at what step 3 divides by."),
)
_STD_IN_ROOT = (
    say(
        ko="제곱근을 두 번 씌웠습니다. 분산이 있을 자리에 표준 편차가 있습니다.",
        en="The root was taken twice: a standard deviation stands where the variance should.",
    ),
    say(
        ko="제곱근 안에는 표준 편차가 아니라 분산이 들어갑니다.",
        en="The variance goes under the root, not the standard deviation.",
    ),
)
_NOT_CENTRED = (
    say(ko="평균을 빼지 않았습니다.", en="The mean was not subtracted."),
    say(ko="3단계의 분자를 다시 보세요.", en="Look again at the upper part of step 3."),
)
_SWAPPED = (
    say(ko="`gamma`와 `beta`의 자리가 바뀌었습니다.", en="`gamma` and `beta` have changed places."),
    say(
        ko="크기를 정하는 것과 위치를 정하는 것이 각각 어느 쪽입니까?",
        en="Which of the two sets the scale, and which the offset?",
    ),
)
_ALL_ENTRIES = (
    say(
        ko="평균과 분산을 모든 값에 걸쳐 한 번만 구했습니다.",
        en="A single mean and a single variance were taken over all entries.",
    ),
    say(
        ko="평균과 분산은 뉴런마다 하나씩 있어야 합니다.",
        en="Every unit needs a mean and a variance of its own.",
    ),
)
_WRONG_AXIS = (
    say(
        ko="평균과 분산을 다른 축을 따라 구했습니다.",
        en="Mean and variance were taken along another axis.",
    ),
    say(
        ko="뉴런(또는 채널) 하나를 고정했을 때, 어느 축의 값들이 한데 모입니까?",
        en="Hold one unit (or channel) fixed: along which axes do its values lie?",
    ),
)
_SECOND_STEP_HINT = say(
    ko="4단계의 식을 한 항씩 확인하세요.",
    en="Go through step 4 term by term.",
)


def _deep(*values):
    """Return float64 copies, to compute what is right beside the learner's float32."""
    return [np.asarray(value, "float64") for value in values]


def _values(variables):
    """Return the values of Keras variables as float64 arrays."""
    return _deep(*(variable.numpy() for variable in variables))


# --- 1


@exercise(
    "count-bn-parameters",
    title=say(ko="파라미터는 몇 개일까요?", en="How many parameters?"),
    kind="compute",
    hint=say(
        ko="층마다 표를 만드세요. 밀집 층의 가중치는 `입력 수 × 출력 수`, 편향은 있다면 `출력 수`입니다. 배치 정규화의 네 벡터는 모두 그 층에 들어오는 값의 수만큼 길고, 둘씩 다른 쪽에 속합니다.",
        en="Make a table, a row for each layer. A dense layer has `inputs × outputs` weights and, if it has biases, `outputs` of them. The four vectors of a batch normalization are all as long as the number of values that enter it, and two count as trainable and two as not.",
    ),
)
def _count_bn_parameters(trainable, non_trainable):
    widths, kernels, biases = (200, 60, 30), 200 * 60 + 60 * 30 + 30 * 5, 30 + 5
    units, dense = sum(widths), kernels + biases
    right, averaged = dense + 2 * units, 2 * units
    look = say(
        ko="층마다 따로 세어, 어느 층에서 어긋나는지 찾아보세요.",
        en="Count layer by layer and find the one where you are off.",
    )
    swapped = (
        say(ko="두 답이 서로 바뀌었습니다.", en="The two answers have changed places."),
        say(
            ko="이름을 다시 보세요. 역전파로 배우는 것이 `trainable`입니다.",
            en="Look at the names again: `trainable` is what backpropagation learns.",
        ),
    )
    one_vector = (
        say(
            ko="배치 정규화 층마다 벡터를 하나만 세었습니다.",
            en="Only one vector was counted for each batch normalization.",
        ),
        say(
            ko="역전파로 배우는 벡터와 배우지 않는 벡터가 각각 몇 개인지 확인하세요.",
            en="How many vectors of the layer are learned by backpropagation, and how many are not?",
        ),
    )
    all_four = (
        say(
            ko="배치 정규화의 네 벡터를 모두 이쪽에 넣었습니다.",
            en="All four vectors of batch normalization were counted on this side.",
        ),
        say(
            ko="네 벡터 가운데 역전파로 배우는 것은 어느 것입니까?",
            en="Which of the four are learned by backpropagation?",
        ),
    )
    number(
        trainable,
        right,
        name="trainable",
        broke=say(
            ko="훈련되는 파라미터의 수가 아닙니다.", en="This is not the number of trainable parameters."
        ),
        hint=look,
        mistakes=[
            Mistake(averaged, *swapped),
            Mistake(dense + 4 * units, *all_four),
            Mistake(
                dense,
                say(
                    ko="밀집 층의 파라미터만 세었습니다.",
                    en="Only the parameters of the dense layers were counted.",
                ),
                say(
                    ko="배치 정규화 층에도 역전파로 배우는 것이 있습니다.",
                    en="Batch normalization, too, has some that backpropagation learns.",
                ),
            ),
            Mistake(dense + units, *one_vector),
            Mistake(
                right + widths[1],
                say(
                    ko="편향이 없는 밀집 층에서도 편향을 세었습니다.",
                    en="Biases were counted for a dense layer that has none.",
                ),
                say(
                    ko="첫 번째 밀집 층의 설명을 다시 읽으세요.",
                    en="Read again what is said about the first dense layer.",
                ),
            ),
            Mistake(
                right - biases,
                say(ko="편향을 하나도 세지 않았습니다.", en="No biases were counted at all."),
                say(
                    ko="편향이 없는 밀집 층은 하나뿐입니다.",
                    en="Only one of the dense layers goes without them.",
                ),
            ),
            Mistake(
                right - 2 * widths[0],
                say(
                    ko="입력 바로 뒤의 배치 정규화를 빠뜨렸습니다.",
                    en="The batch normalization right after the inputs was left out.",
                ),
                say(
                    ko="배치 정규화 층은 모두 몇 개입니까?",
                    en="How many batch normalizations are there in all?",
                ),
            ),
            Mistake(
                right + 2 * 5,
                say(
                    ko="출력층 뒤에도 배치 정규화가 있는 것으로 세었습니다.",
                    en="A batch normalization after the output layer was counted too.",
                ),
                say(
                    ko="배치 정규화 층은 모두 몇 개입니까?",
                    en="How many batch normalizations are there in all?",
                ),
            ),
        ],
        rtol=0,
        atol=0.01,
    )
    number(
        non_trainable,
        averaged,
        name="non_trainable",
        broke=say(
            ko="훈련되지 않는 파라미터의 수가 아닙니다.",
            en="This is not the number of non-trainable parameters.",
        ),
        hint=look,
        mistakes=[
            Mistake(right, *swapped),
            Mistake(4 * units, *all_four),
            Mistake(units, *one_vector),
            Mistake(
                0,
                say(
                    ko="이동 평균과 이동 분산도 층의 파라미터로 셉니다.",
                    en="The moving mean and the moving variance count as parameters of the layer.",
                ),
                say(
                    ko="역전파로 배우지 않지만 층이 간직하는 수는 무엇입니까?",
                    en="Which numbers does the layer keep without learning them by backpropagation?",
                ),
            ),
            Mistake(
                averaged - 2 * widths[0],
                say(
                    ko="입력 바로 뒤의 배치 정규화를 빠뜨렸습니다.",
                    en="The batch normalization right after the inputs was left out.",
                ),
                say(
                    ko="배치 정규화 층은 모두 몇 개입니까?",
                    en="How many batch normalizations are there in all?",
                ),
            ),
            Mistake(
                averaged + 2 * 5,
                say(
                    ko="출력층 뒤에도 배치 정규화가 있는 것으로 세었습니다.",
                    en="A batch normalization after the output layer was counted too.",
                ),
                say(
                    ko="배치 정규화 층은 모두 몇 개입니까?",
                    en="How many batch normalizations are there in all?",
                ),
            ),
            Mistake(
                right + averaged,
                say(ko="전체 파라미터의 수입니다.", en="This is the number of all parameters."),
                say(
                    ko="전체에서 역전파로 배우는 것을 빼면 무엇이 남습니까?",
                    en="What is left of them without those that backpropagation learns?",
                ),
            ),
        ],
        rtol=0,
        atol=0.01,
    )
    return say(
        ko="γ와 β는 훈련되는 쪽, 이동 평균과 이동 분산은 훈련되지 않는 쪽에 들어갔고, 편향도 있는 곳에서만 세었습니다.",
        en="γ and β are on the trainable side, the moving mean and variance on the other, and biases are counted only where there are any.",
    )


# --- 2


@exercise(
    "batch-norm",
    title=say(ko="배치 정규화 구현하기: 훈련 모드", en="Implement batch normalization: training mode"),
    kind="implement",
    hint=say(
        ko="마지막 축을 뺀 모든 축을 따라 평균과 분산을 구하세요. `tuple(range(X.ndim - 1))`은 그 축들의 튜플입니다. `np.var`는 m으로 나눕니다.",
        en="Take mean and variance along all axes but the last. `tuple(range(X.ndim - 1))` is the tuple of those axes, and `np.var` divides by m.",
    ),
)
def _batch_norm(batch_norm):
    random = np.random.default_rng(1113)
    gamma, beta = np.float32([0.5, 2.0, -1.0, 1.5]), np.float32([-1.0, 3.0, 0.25, 2.0])
    square = random.normal([3, -1, 0.5, 10], [2, 0.5, 1, 4], (4, 4))
    constant = np.column_stack([np.full(6, 7.0), np.zeros(6), random.normal(size=6)])
    image = random.normal([2, -3, 0, 1], [1, 3, 2, 0.5], (3, 2, 5, 4))
    cube = random.normal([2, -3, 0], [1, 3, 2], (3, 3, 3, 3)) * np.arange(1, 4)[:, None, None, None]
    probes = [
        (square, gamma, beta, 0.25),
        (random.normal(5, 2, (3, 4)), gamma, beta, 0.001),
        (constant, gamma[:3], beta[:3], 0.001),
        (random.normal(size=(1, 3)), gamma[1:], beta[1:], 0.5),
        (cube, gamma[1:], beta[1:], 0.25),
        (image, gamma, beta, 0.1),
        (random.normal(-300, 100, (64, 2)), np.float32([-100.0, 0.0]), np.float32([1000.0, 7.0]), 10.0),
        (random.normal(size=(1, 3, 2, 2)), gamma[:2], beta[:2], 0.001),
    ]
    for values, *vectors, epsilon in probes:
        X = np.float32(values)
        tried = literal(
            f"`batch_norm({shown(X, 70)}, {shown(vectors[0], 60)}, {shown(vectors[1], 60)}, {epsilon})`"
        )
        result = call(batch_norm, X.copy(), *(vector.copy() for vector in vectors), epsilon, tried=tried)
        _only_the_output(result, X, tried)
        right = _normalized(X, *vectors, epsilon)
        broke, hint = _what_is_off(numbers(result, tried=tried), right)
        same(
            result,
            right,
            tried=tried,
            broke=broke,
            hint=hint,
            mistakes=_batch_norm_mistakes(X, *vectors, epsilon),
        )
    return say(
        ko="뉴런마다, 또 채널마다 맞았고, 값이 모두 같은 뉴런과 샘플이 하나뿐인 미니배치도 바르게 다룹니다.",
        en="It is right unit by unit and channel by channel, for a unit of constant value and for a mini-batch of one sample too.",
    )


def _what_is_off(values, right):
    """Return which property of a wrong output is off: the mean, the spread, or the single values."""
    axes = tuple(range(right.ndim - 1))
    if values.shape != right.shape or not np.allclose(
        values.mean(axis=axes), right.mean(axis=axes), rtol=1e-3, atol=1e-3
    ):
        return (
            say(
                ko="출력의 평균이 뉴런마다 `beta`여야 하는데 그렇지 않습니다.",
                en="For each unit the mean of the outputs should be its `beta`, and it is not.",
            ),
            say(
                ko="3단계를 지나면 평균은 얼마여야 합니까? 4단계에서는 무엇을 더합니까?",
                en="What should the mean be after step 3, and what does step 4 add?",
            ),
        )
    if not np.allclose(values.std(axis=axes), right.std(axis=axes), rtol=1e-3, atol=1e-3):
        return (
            say(
                ko="출력의 평균은 맞지만 흩어진 정도가 다릅니다.",
                en="The mean of the outputs is right, but their spread is not.",
            ),
            say(
                ko="3단계의 분모와 4단계에서 곱하는 수를 확인하세요.",
                en="Check what step 3 divides by, and what step 4 multiplies by.",
            ),
        )
    return (
        say(
            ko="출력의 평균과 흩어진 정도는 맞지만 샘플마다의 값이 다릅니다.",
            en="Mean and spread of the outputs are right, but the value of each sample is not.",
        ),
        say(
            ko="부호와 샘플의 순서를 확인하세요. 반올림도 하지 않습니다.",
            en="Check the signs and the order of the samples; and do not round.",
        ),
    )


def _only_the_output(result, X, tried):
    """Say so where the statistics came back as well."""
    if not isinstance(result, tuple | list) or len(result) not in (2, 3):
        return
    if np.shape(result[0]) == X.shape and np.shape(result[1]) != X.shape:
        raise NotYet(
            say(
                ko="출력 말고 다른 값도 함께 돌아왔습니다.",
                en="Something else came back along with the output.",
            ),
            say(ko="이번에는 출력만 돌려주세요.", en="This time return the output alone."),
            tried=tried,
            received=literal(shown(result)),
        )


def _normalized(X, gamma, beta, epsilon, axes=None):
    X, gamma, beta = _deep(X, gamma, beta)
    axes = tuple(range(X.ndim - 1)) if axes is None else axes
    mean, variance = X.mean(axis=axes, keepdims=True), X.var(axis=axes, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + epsilon) + beta


def _batch_norm_mistakes(X, gamma, beta, epsilon):
    X, gamma, beta = _deep(X, gamma, beta)
    axes = tuple(range(X.ndim - 1))
    mean, variance = X.mean(axis=axes), X.var(axis=axes)
    centred, root = X - mean, np.sqrt(variance + epsilon)
    normal = centred / root
    count = X[..., 0].size
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [
            (gamma * centred / np.sqrt(variance) + beta, *_NO_EPSILON),
            (gamma * centred / (np.sqrt(variance) + epsilon) + beta, *_EPSILON_OUTSIDE),
            (gamma * centred / np.sqrt(variance + 1e-3) + beta, *_OWN_EPSILON),
            (gamma * centred / (variance + epsilon) + beta, *_NO_ROOT),
            (gamma * centred / np.sqrt(np.sqrt(variance) + epsilon) + beta, *_STD_IN_ROOT),
            (gamma * X / root + beta, *_NOT_CENTRED),
            (beta * normal + gamma, *_SWAPPED),
            (
                normal,
                say(
                    ko="3단계에서 멈추었습니다. `gamma`와 `beta`가 쓰이지 않았습니다.",
                    en="This stops at step 3: `gamma` and `beta` were not used.",
                ),
                _SECOND_STEP_HINT,
            ),
            (
                gamma * normal,
                say(ko="`beta`를 더하지 않았습니다.", en="`beta` was not added."),
                _SECOND_STEP_HINT,
            ),
            (
                normal + beta,
                say(ko="`gamma`를 곱하지 않았습니다.", en="There was no multiplication by `gamma`."),
                _SECOND_STEP_HINT,
            ),
            (
                gamma * normal - beta,
                say(ko="`beta`를 더하지 않고 뺐습니다.", en="`beta` was subtracted instead of added."),
                _SECOND_STEP_HINT,
            ),
            (
                beta - gamma * normal,
                say(ko="평균에서 값을 뺐습니다.", en="The values were subtracted from the mean."),
                say(
                    ko="3단계에서는 무엇에서 무엇을 뺍니까?",
                    en="What is subtracted from what in step 3?",
                ),
            ),
            (
                gamma * (normal + beta),
                say(ko="`beta`에도 `gamma`를 곱했습니다.", en="`beta` was multiplied by `gamma` as well."),
                _SECOND_STEP_HINT,
            ),
            (
                gamma * X / np.sqrt(1 + epsilon) + beta,
                say(
                    ko="추론 모드로 계산했습니다. 미니배치의 통계가 쓰이지 않았습니다.",
                    en="This is inference mode: the statistics of the mini-batch were not used.",
                ),
                say(
                    ko="케라스 층을 부를 때 모드를 정하는 인수는 무엇입니까?",
                    en="Which argument sets the mode when you call a Keras layer?",
                ),
            ),
            (
                gamma * centred / np.sqrt((X**2).mean(axis=axes) + epsilon) + beta,
                say(
                    ko="분산을 구할 때 평균을 빼지 않았습니다.",
                    en="The mean was not subtracted for the variance.",
                ),
                say(
                    ko="분산은 평균에서 벗어난 정도를 제곱해 평균한 값입니다.",
                    en="The variance is the mean square of the distance from the mean.",
                ),
            ),
        ]
        if count > 1:
            wider = variance * count / (count - 1)
            found.append((gamma * centred / np.sqrt(wider + epsilon) + beta, *_DDOF))
            found.append((gamma * centred / (np.sqrt(wider) + epsilon) + beta, *_DDOF))
    return [Mistake(*each) for each in found + _wrong_axes(X, gamma, beta, epsilon)]


def _wrong_axes(X, gamma, beta, epsilon):
    """Return what other axes than the right ones give, with the axis kept and, where that fits, dropped."""
    found = [(_normalized(X, gamma, beta, epsilon, tuple(range(X.ndim))), *_ALL_ENTRIES)]
    only_samples = (
        say(
            ko="이미지에서 평균과 분산을 샘플에 걸쳐서만 구했습니다. 위치마다 통계가 달라졌습니다.",
            en="For images, mean and variance were taken over the samples only, so that every position got its own.",
        ),
        say(
            ko="합성곱에서는 채널마다 평균 하나, 분산 하나입니다. 샘플 말고 무엇에 걸쳐 평균합니까?",
            en="In a convolution there is one mean and one variance for each channel. Over what, besides the samples, do they go?",
        ),
    )
    for count in range(1, X.ndim):
        for axes in itertools.combinations(range(X.ndim), count):
            if axes == tuple(range(X.ndim - 1)):
                continue
            words = only_samples if axes == (0,) else _WRONG_AXIS
            found.append((_normalized(X, gamma, beta, epsilon, axes), *words))
            mean, variance = X.mean(axis=axes), X.var(axis=axes)
            try:
                dropped = gamma * (X - mean) / np.sqrt(variance + epsilon) + beta
            except ValueError:  # the shapes do not fit: the learner's code raises as well
                continue
            found.append((dropped, *words))
    return found


# --- 3


@exercise(
    "moving-averages",
    title=say(ko="이동 평균과 추론 모드 구현하기", en="Implement the moving averages and inference mode"),
    kind="implement",
    hint=say(
        ko="`momentum`은 이미 모은 값에 곱하고, 나머지 비율은 새로 잰 값에 곱합니다. 분산에도 같은 식을 씁니다. 추론에서는 미니배치의 평균과 분산을 재지 않습니다.",
        en="`momentum` multiplies what has been gathered so far; the rest of the weight goes to the new value. The variance follows the same formula. At inference no mean and no variance of the batch are taken.",
    ),
)
def _moving_averages(update_moving, infer):
    random = np.random.default_rng(13)
    mean, variance = np.float32([0.5, -2.0, 10.0]), np.float32([4.0, 0.09, 30.0])
    start = np.zeros(3, "float32"), np.ones(3, "float32")
    batch = np.float32(random.normal([3, -1, 20], [2, 0.5, 4], (3, 3)))
    larger = np.float32(random.normal([3, -1, 20], [2, 0.5, 4], (40, 3)))
    for before, X, momentum in (
        ((mean, variance), batch, 0.8),
        ((mean, variance), larger, 0.3),
        (start, larger, 0.99),
        ((mean, variance), larger, 0.0),
        ((mean, variance), batch, 1.0),
        ((mean, variance), batch[:1], 0.9),
        ((np.float32([-3.0]), np.float32([0.5])), larger[:7, :1], 0.75),
    ):
        _update_case(update_moving, *before, X, momentum)

    gamma, beta = np.float32([0.5, 2.0, -1.5]), np.float32([-1.0, 3.0, 0.25])
    for X, epsilon in ((batch, 0.25), (larger[:5], 0.001), (larger[5:6], 0.5), (np.zeros_like(batch), 0.25)):
        _infer_case(infer, X, gamma, beta, mean, variance, epsilon)
    _infer_case(infer, larger[:4], gamma, beta, mean, np.zeros(3, "float32"), 0.25)
    return say(
        ko="이동 평균과 이동 분산이 모멘텀대로 움직이고, 추론의 출력은 함께 들어온 샘플과 상관없이 정해집니다.",
        en="Moving mean and variance follow the momentum, and at inference a sample's output does not depend on the others beside it.",
    )


def _update_case(function, mean, variance, X, momentum):
    tried = literal(
        f"`update_moving({shown(mean, 60)}, {shown(variance, 60)}, {shown(X, 70)}, momentum={momentum})`"
    )
    result = call(function, mean.copy(), variance.copy(), X.copy(), momentum, tried=tried)
    names = "moving_mean", "moving_variance"
    parts = _two(result, names, (mean.shape, mean.shape), tried)
    mean, variance, X = _deep(mean, variance, X)
    new_mean, new_variance = X.mean(axis=0), X.var(axis=0)
    rest = 1 - momentum

    def mixed(old, new):
        return old * momentum + new * rest

    right = [mixed(mean, new_mean), mixed(variance, new_variance)]
    if _near(parts, right[::-1]) and not _near(right, right[::-1]):
        raise NotYet(
            say(
                ko="두 값이 거꾸로 돌아왔습니다. 분산이 먼저 나왔습니다.",
                en="The two came back the wrong way round, the variance first.",
            ),
            say(
                ko="`return`에 적은 순서를 문제에 적힌 순서와 견주어 보세요.",
                en="Compare the order in your `return` with the one in the exercise.",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    whats = (
        say(ko="이동 평균", en="the moving mean"),
        say(ko="이동 분산", en="the moving variance"),
    )
    general = [
        say(
            ko=f"{what.ko}: 이미 모은 값과 새로 잰 값이 `momentum`대로 섞이지 않았습니다.",
            en=f"In {what.en}, the old and the new are not mixed as `momentum` says.",
        )
        for what in whats
    ]
    look = say(
        ko="`momentum`이 1이면, 또 0이면 결과가 무엇이어야 하는지 생각해 보세요.",
        en="Think about what should come out for a `momentum` of 1, and for one of 0.",
    )
    same(
        parts[0],
        right[0],
        tried=tried,
        what=whats[0],
        broke=general[0],
        hint=look,
        mistakes=_mixing_mistakes(whats[0], mean, new_mean, momentum)
        + [
            Mistake(mixed(mean, X.mean()), *_ALL_ENTRIES),
            *([Mistake(mixed(mean, X.mean(axis=1)), *_WRONG_AXIS)] if len(X) == len(mean) else []),
        ],
    )
    ddof = X.var(axis=0, ddof=1) if len(X) > 1 else np.full(len(mean), np.nan)
    same(
        parts[1],
        right[1],
        tried=tried,
        what=whats[1],
        broke=general[1],
        hint=look,
        mistakes=_mixing_mistakes(whats[1], variance, new_variance, momentum)
        + [
            Mistake(
                value,
                say(
                    ko="분산의 자리에 표준 편차가 들어갔습니다.",
                    en="A standard deviation stands in the place of a variance.",
                ),
                say(
                    ko="층이 모으는 것은 이동 분산입니다.",
                    en="What the layer gathers is a moving variance.",
                ),
            )
            for value in (
                mixed(variance, np.sqrt(new_variance)),
                np.sqrt(right[1]),
                mixed(np.sqrt(variance), np.sqrt(new_variance)),
                mixed(np.sqrt(variance), np.sqrt(new_variance)) ** 2,
            )
        ]
        + [
            Mistake(mixed(variance, ddof), *_DDOF),
            Mistake(mixed(variance, X.var()), *_ALL_ENTRIES),
            *([Mistake(mixed(variance, X.var(axis=1)), *_WRONG_AXIS)] if len(X) == len(mean) else []),
        ]
        + [
            Mistake(
                mixed(variance, ((X - centre) ** 2).mean(axis=0)),
                say(
                    ko="미니배치의 분산을 이동 평균 둘레에서 쟀습니다.",
                    en="The variance of the mini-batch was taken around the moving mean.",
                ),
                say(
                    ko="2단계에서 빼는 것은 어느 평균입니까?",
                    en="Which mean does step 2 subtract?",
                ),
            )
            for centre in (mean, right[0])
        ]
        + [
            Mistake(
                mixed(variance, (X**2).mean(axis=0)),
                say(
                    ko="분산을 구할 때 평균을 빼지 않았습니다.",
                    en="The mean was not subtracted for the variance.",
                ),
                say(
                    ko="분산은 평균에서 벗어난 정도를 제곱해 평균한 값입니다.",
                    en="The variance is the mean square of the distance from the mean.",
                ),
            )
        ],
    )


def _mixing_mistakes(what, old, new, momentum):
    """Return what comes of mixing old and new in another way, for the mean as for the variance."""
    rest = 1 - momentum
    add_up = say(ko="두 값의 비중을 더하면 1이어야 합니다.", en="The two weights should add up to 1.")
    found = [
        (
            old * rest + new * momentum,
            say(
                ko="`momentum`과 `1 − momentum`의 자리가 바뀌었습니다.",
                en="`momentum` and `1 − momentum` have changed places",
            ),
            say(
                ko="`momentum`이 0.99이면 한 스텝에 몇 %가 새 값으로 바뀌어야 합니까?",
                en="With a `momentum` of 0.99, what percentage should a step replace by the new value?",
            ),
        ),
        (
            old,
            say(ko="받은 값이 그대로 돌아왔습니다.", en="what was passed in came back as it was"),
            say(
                ko="새로 계산한 값을 `return`으로 돌려주고 있습니까?",
                en="Is it the new value that you `return`?",
            ),
        ),
        (
            new,
            say(
                ko="이번 미니배치의 값만 남고, 이미 모은 값이 사라졌습니다.",
                en="only this mini-batch's value is left; what was gathered before is gone",
            ),
            say(ko="이미 모은 값과 새 값을 섞어야 합니다.", en="The old and the new have to be mixed."),
        ),
        (
            old * momentum + new,
            say(ko="새 값을 줄이지 않고 더했습니다.", en="the new value was added at full weight"),
            add_up,
        ),
        (
            old + new * rest,
            say(ko="이미 모은 값을 줄이지 않았습니다.", en="what was gathered before kept its full weight"),
            add_up,
        ),
        *(
            (
                weight * (old + new),
                say(ko="두 값의 비중이 같습니다.", en="the two have the same weight"),
                say(
                    ko="비중은 `momentum`이 정하고, 더하면 1입니다.",
                    en="The weights follow from `momentum` and add up to 1.",
                ),
            )
            for weight in (0.5, momentum, rest)
        ),
    ]
    own = say(ko="함수가 받은 `momentum`을 쓰세요.", en="Use the `momentum` that the function is given.")
    found += [
        (
            old * fixed + new * (1 - fixed),
            say(
                ko=f"인수로 받은 `momentum`이 아니라 늘 같은 값({fixed})을 썼습니다.",
                en=f"{fixed} was used whatever the argument `momentum` was",
            ),
            own,
        )
        for fixed in (0.9, 0.99)
    ]
    return [
        Mistake(value, say(ko=f"{what.ko}: {broke.ko}", en=f"In {what.en}, {broke.en}."), hint)
        for value, broke, hint in found
    ]


def _infer_case(function, X, gamma, beta, mean, variance, epsilon):
    vectors = gamma, beta, mean, variance
    tried = literal(
        f"`infer({shown(X, 70)}, {', '.join(shown(vector, 50) for vector in vectors)}, epsilon={epsilon})`"
    )
    result = call(function, X.copy(), *(vector.copy() for vector in vectors), epsilon, tried=tried)
    X, gamma, beta, mean, variance = _deep(X, *vectors)
    centred, root = X - mean, np.sqrt(variance + epsilon)
    batch_mean, batch_root = X.mean(axis=0), np.sqrt(X.var(axis=0) + epsilon)
    batch = (
        say(
            ko="추론인데 함께 들어온 샘플들의 통계를 썼습니다.",
            en="This is inference, and yet statistics of the samples at hand were used.",
        ),
        say(
            ko="샘플이 하나뿐이어도 답할 수 있어야 합니다. 그때 쓰려고 무엇을 모아 두었습니까?",
            en="A single sample must do. What was gathered in training for this?",
        ),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mistakes = [
            (gamma * (X - batch_mean) / batch_root + beta, *batch),
            (gamma * centred / batch_root + beta, *batch),
            (gamma * (X - batch_mean) / root + beta, *batch),
            (gamma * centred / (variance + epsilon) + beta, *_NO_ROOT),
            (gamma * centred / variance + beta, *_NO_ROOT),
            (gamma * centred / np.sqrt(variance) + beta, *_NO_EPSILON_AT_INFERENCE),
            (gamma * centred / (np.sqrt(variance) + epsilon) + beta, *_EPSILON_OUTSIDE),
            (gamma * centred / np.sqrt(variance + 1e-3) + beta, *_OWN_EPSILON),
            (gamma * centred / np.sqrt(np.sqrt(variance) + epsilon) + beta, *_STD_IN_ROOT),
            (
                gamma * centred / np.sqrt(variance**2 + epsilon) + beta,
                say(
                    ko="이동 분산을 표준 편차로 여기고 한 번 더 제곱했습니다.",
                    en="The moving variance was taken for a standard deviation, and squared again.",
                ),
                say(ko="`moving_variance`는 이미 분산입니다.", en="`moving_variance` is a variance already."),
            ),
            (gamma * X / root + beta, *_NOT_CENTRED),
            (beta * centred / root + gamma, *_SWAPPED),
            (
                centred / root,
                say(ko="`gamma`와 `beta`가 쓰이지 않았습니다.", en="`gamma` and `beta` were not used."),
                _SECOND_STEP_HINT,
            ),
            (
                gamma * centred / root,
                say(ko="`beta`를 더하지 않았습니다.", en="`beta` was not added."),
                _SECOND_STEP_HINT,
            ),
            (
                centred / root + beta,
                say(ko="`gamma`를 곱하지 않았습니다.", en="There was no multiplication by `gamma`."),
                _SECOND_STEP_HINT,
            ),
            (
                gamma * (centred / root + beta),
                say(ko="`beta`에도 `gamma`를 곱했습니다.", en="`beta` was multiplied by `gamma` as well."),
                _SECOND_STEP_HINT,
            ),
            (
                np.where(variance == 0, beta, gamma * centred / root + beta),
                say(
                    ko="이동 분산이 0인 뉴런을 따로 다루었습니다.",
                    en="A unit whose moving variance is 0 was treated as a special case.",
                ),
                say(
                    ko="분모에 ε이 있는데도 예외가 필요합니까?",
                    en="Is that needed, with ε in what you divide by?",
                ),
            ),
        ]
    right = gamma * centred / root + beta
    values = numbers(result, tried=tried)
    if values.shape == right.shape and not _near([values], [right]):
        alone = call(
            function, np.float32(X[:1]), *(vector.copy() for vector in vectors), epsilon, tried=tried
        )
        alone = numbers(alone, tried=tried)
        if alone.shape != right[:1].shape or not _near([alone], [values[:1]]):
            raise NotYet(*batch, tried=tried, received=literal(shown(result)))
    same(
        result,
        right,
        tried=tried,
        what=say(ko="추론의 출력", en="the output at inference"),
        broke=say(
            ko="추론 모드의 배치 정규화가 낼 값이 아닙니다.",
            en="These are not the values that batch normalization gives in inference mode.",
        ),
        hint=say(
            ko="3단계와 4단계의 식에서 미니배치의 평균과 분산이 있던 자리를 무엇으로 바꾸어야 할까요?",
            en="In steps 3 and 4, what should take the places of the mini-batch's mean and variance?",
        ),
        mistakes=[Mistake(*each) for each in mistakes],
    )


def _two(result, names, shapes, tried):
    """Return the two arrays that a learner's function gave back, as float64."""
    parts = several(result, names, tried)
    whats = [literal(f"`{name}`") for name in names]
    values = [numbers(part, tried=tried, what=what) for part, what in zip(parts, whats, strict=True)]
    if shapes[0] != shapes[1] and [value.shape for value in values] == list(shapes[::-1]):
        raise NotYet(
            say(ko="두 값이 거꾸로 돌아왔습니다.", en="The two came back the wrong way round."),
            say(
                ko=f"`{names[0]}`, `{names[1]}`의 순서로 돌려주세요.",
                en=f"Return `{names[0]}` first, then `{names[1]}`.",
            ),
            tried=tried,
            received=literal(shown(result)),
        )
    return [
        numbers(part, tried=tried, shape=shape, what=what)
        for part, shape, what in zip(parts, shapes, whats, strict=True)
    ]


def _near(found, wanted):
    return all(np.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in zip(found, wanted, strict=True))


# --- 4


@exercise(
    "predict-moving-mean",
    title=say(ko="이동 평균은 언제 따라잡을까요?", en="When does the moving mean catch up?"),
    kind="predict",
    hint=say(
        ko="`t`스텝 뒤에 처음 값은 `momentum ** t`만큼 남아 있습니다. 그 몫이 5 % 이하가 되는 첫 `t`를 찾으세요. 0.99는 0.9보다 1에 몇 배 더 가깝습니까?",
        en="After `t` steps a share of `momentum ** t` is left of the start. Find the first `t` at which that is no more than 5 %. How many times nearer to 1 is 0.99 than 0.9?",
    ),
)
def _predict_moving_mean(prediction, measured):
    predicted = one_number(prediction, "prediction")
    right = int(np.ceil(np.log(0.05) / np.log(0.99)))
    number(
        measured,
        right,
        name="measured",
        broke=say(
            ko="이 설정에서 2.85에 처음 닿는 스텝이 아닙니다.",
            en="This is not the step at which 2.85 is first reached with these settings.",
        ),
        hint=say(
            ko="새로 만든 층에 `batch`를 `training=True`로 한 번씩 넣으며 세고, 그때마다 `moving_mean`을 2.85와 견주세요.",
            en="Pass `batch` to a new layer with `training=True`, once a step, and compare `moving_mean` with 2.85 each time.",
        ),
        mistakes=[
            Mistake(
                right - 1,
                say(ko="한 스텝이 모자랍니다.", en="This is one step short."),
                say(
                    ko="0부터 세지 않았습니까? 층을 한 번 부르고 나면 1스텝입니다.",
                    en="Did you count from 0? After one call of the layer it is step 1.",
                ),
            ),
            Mistake(
                right + 1,
                say(ko="한 스텝을 더 세었습니다.", en="This is one step too many."),
                say(
                    ko="2.85에 닿은 바로 그 스텝에서 멈추세요.",
                    en="Stop at the very step that reaches 2.85.",
                ),
            ),
            Mistake(
                29,
                say(ko="모멘텀 0.9로 쟀습니다.", en="This was measured with a momentum of 0.9."),
                say(ko="이번에는 모멘텀이 0.99입니다.", en="This time the momentum is 0.99."),
            ),
            Mistake(
                np.ceil(np.log(0.05) / np.log(0.999)),
                say(ko="모멘텀 0.999로 쟀습니다.", en="This was measured with a momentum of 0.999."),
                say(ko="이번에는 모멘텀이 0.99입니다.", en="This time the momentum is 0.99."),
            ),
            Mistake(
                np.ceil(np.log(0.01) / np.log(0.99)),
                say(ko="5 %가 아니라 1 % 안까지 기다렸습니다.", en="You waited for 1 %, not for 5 %."),
                say(ko="2.85는 3의 몇 %입니까?", en="What percentage of 3 is 2.85?"),
            ),
            Mistake(
                np.ceil(np.log(0.95) / np.log(0.99)),
                say(
                    ko="가야 할 길의 5 %만 간 스텝입니다.",
                    en="This is the step at which only 5 % of the way is done.",
                ),
                say(ko="처음 값이 5 %만 남아야 합니다.", en="It is the start of which 5 % should be left."),
            ),
            Mistake(
                np.log(0.05) / np.log(0.99),
                say(
                    ko="식으로 구한 값이고, 스텝의 수는 정수입니다.",
                    en="This is what a formula gives; a number of steps is a whole number.",
                ),
                say(ko="층을 실제로 불러 세어 보세요.", en="Call the layer and count."),
            ),
        ],
        rtol=0,
        atol=1e-3,
    )
    if np.isclose(predicted, right, rtol=0.05):
        return AGREE
    return say(
        ko=f"측정은 맞습니다. 예상: {predicted:,g}스텝. 0.99는 0.9보다 1에 열 배 가까우므로, 걸리는 스텝도 열 배쯤 늘어납니다.",
        en=f"The measurement is right; the prediction was {predicted:,g} steps. 0.99 is ten times nearer to 1 than 0.9 is, and it takes about ten times as many steps.",
    )


# --- 5

_INPUTS, _UNITS, _CLASSES = 64, 40, 5
_BATCH = 16


@exercise(
    "repair-bn-model",
    title=say(ko="배치 정규화를 넣은 모델 고치기", en="Repair a model with batch normalization"),
    kind="repair",
    hint=say(
        ko="은닉층에서는 세 층이 차례로 옵니다: 활성화 함수도 편향도 없는 밀집 층, 배치 정규화, 활성화 함수만 하는 층. 출력층은 밀집 층 하나로 끝납니다. 초기화를 정하는 인수는 지금 `kernel_initializer`입니다. 배치 정규화의 인수에는 이름을 붙이세요.",
        en="For the hidden layer three layers follow one another: a dense one without activation and without bias, the batch normalization, and one that is nothing but the activation. The output is a single dense layer. The argument for the initializer is now called `kernel_initializer`; name the arguments of the batch normalization.",
    ),
)
def _repair_bn_model(make_model):
    tried = literal("`make_model()`")
    a_function(make_model)
    model = keras_model(call(make_model, tried=tried), tried=tried)
    given = getattr(model, "inputs", None)
    if given and given[0].shape[1:] != (_INPUTS,):
        raise NotYet(
            say(ko=f"모델의 입력이 {_INPUTS}개가 아닙니다.", en=f"The model does not take {_INPUTS} inputs."),
            say(
                ko="`keras.Input`에 적은 크기를 문제와 견주어 보세요. 배치 크기는 적지 않습니다.",
                en="Compare the shape in `keras.Input` with the exercise. The batch size is not part of it.",
            ),
            tried=tried,
            received=literal(shown(tuple(given[0].shape))),
        )
    random = np.random.default_rng(31)
    X = np.float32(random.normal(size=(_BATCH, _INPUTS)))
    tried = literal(f"`make_model()({shown(X, 60)})`")
    outputs(model, X, shape=(len(X), _CLASSES), tried=tried)
    first = weights(model)
    try:
        parts = _parts_of_the_model(model, tried)
        std = parts["kernels"][0].numpy().std()
        _random_weights(parts, random)
        vectors = _in_training(model, X, parts, tried)
        mean, variance, momentum = _momentum(model, X, parts)
        _at_inference(model, X, parts, vectors, mean, variance, random, tried)
        _check_momentum(momentum)
    finally:
        model.set_weights(first)
    number(
        std,
        np.sqrt(2 / _INPUTS),
        name="std",
        broke=say(
            ko="은닉층의 처음 가중치가 He 초기화의 크기가 아닙니다.",
            en="The first weights of the hidden layer are not of He's size.",
        ),
        hint=say(
            ko="은닉층의 `kernel_initializer`를 확인하세요. 활성화 함수는 ReLU입니다.",
            en="Check `kernel_initializer` of the hidden layer. Its activation is ReLU.",
        ),
        rtol=0.06,  # four times the scatter of 2,560 draws; the mean of fan-in and fan-out gives 11 % more
        tried=literal("`make_model()`"),
    )
    return say(
        ko="배치 정규화가 활성화 함수 앞에 있고, 쓸모없는 편향이 없으며, 출력은 확률입니다. 초기화와 모멘텀도 맞습니다.",
        en="Batch normalization stands before the activation, no useless bias is left, and the outputs are probabilities. Initializer and momentum are right too.",
    )


def _parts_of_the_model(model, tried):
    """Return the model's variables by what they are for, told by shape; or say what is missing or too many."""
    shapes = [tuple(variable.shape) for variable in model.weights]
    listed = ", ".join(map(str, shapes))
    received = say(ko=f"변수의 크기: {listed}", en=f"shapes of the variables: {listed}")

    def require(condition, broke, hint):
        if not condition:
            raise NotYet(broke, hint, tried=tried, received=received)

    def of(variables, *shape):
        return [variable for variable in variables if tuple(variable.shape) == shape]

    only_one = say(
        ko="이 모델에서 배치 정규화가 필요한 곳은 한 군데입니다.",
        en="This model needs batch normalization in one place only.",
    )
    matrices = sorted(shape for shape in shapes if len(shape) != 1)
    require(
        matrices == sorted([(_INPUTS, _UNITS), (_UNITS, _CLASSES)]),
        say(
            ko=f"밀집 층은 {_INPUTS} → {_UNITS}, {_UNITS} → {_CLASSES} 두 개여야 합니다.",
            en=f"There should be two dense layers, {_INPUTS} → {_UNITS} and {_UNITS} → {_CLASSES}.",
        ),
        say(
            ko="은닉층과 출력층의 크기를 문제와 견주어 보세요.",
            en="Compare the sizes of the hidden and the output layer with the exercise.",
        ),
    )
    final = of(model.weights, _CLASSES)
    require(
        len(final) <= 1,
        say(
            ko="출력층에도 배치 정규화가 있습니다. 소프트맥스 뒤라면 출력은 더는 확률이 아닙니다.",
            en="There is batch normalization at the output as well. After the softmax, the outputs are no longer probabilities.",
        ),
        only_one,
    )
    require(
        not of(model.weights, _INPUTS),
        say(ko="입력에도 배치 정규화가 있습니다.", en="There is batch normalization at the inputs too."),
        only_one,
    )
    require(
        not of(model.weights, _BATCH),
        say(
            ko="배치 정규화가 뉴런이 아니라 샘플마다 정규화합니다. 벡터의 길이가 샘플의 수와 같습니다.",
            en="Batch normalization works sample by sample, not unit by unit: its vectors are as long as the batch.",
        ),
        say(
            ko="배치 정규화 층의 첫 번째 인수는 모멘텀이 아니라 축입니다.",
            en="The first argument of the batch normalization is the axis, not the momentum.",
        ),
    )
    moving = of(model.non_trainable_variables, _UNITS)
    learned = of(model.trainable_variables, _UNITS)
    require(
        moving,
        say(ko="은닉층에 배치 정규화가 없습니다.", en="The hidden layer has no batch normalization."),
        say(ko="이동 평균을 간직하는 층이 있습니까?", en="Is there a layer that keeps moving averages?"),
    )
    require(
        len(moving) <= 2 or len(learned) >= 2,
        say(
            ko="배치 정규화의 γ와 β가 동결되어 있습니다.", en="γ and β of the batch normalization are frozen."
        ),
        say(
            ko="훈련할 모델이라면 `trainable`은 어떤 값이어야 합니까?",
            en="Which value should `trainable` have in a model that is to be trained?",
        ),
    )
    require(
        len(moving) <= 2,
        say(
            ko="은닉층에 배치 정규화가 두 번 이상 있습니다.",
            en="The hidden layer has more than one batch normalization.",
        ),
        only_one,
    )
    require(
        len(learned) <= 3,
        say(
            ko="은닉층에 훈련되는 벡터가 너무 많습니다.",
            en="The hidden layer has too many vectors to train.",
        ),
        say(
            ko="은닉층에 필요한 것은 커널과 γ, β뿐입니다. 다른 벡터를 가진 층이 있습니까?",
            en="All it needs is the kernel, γ and β. Which layer has another vector?",
        ),
    )
    require(
        len(learned) >= 2,
        say(ko="배치 정규화에 γ나 β가 없습니다.", en="The batch normalization lacks its γ or its β."),
        say(
            ko="배치 정규화의 `scale`과 `center`를 기본값대로 두세요.",
            en="Leave `scale` and `center` of the batch normalization as they are by default.",
        ),
    )
    require(
        final,
        say(ko="출력층에 편향이 없습니다.", en="The output layer has no bias."),
        say(
            ko="출력층 뒤에는 배치 정규화가 없으니, 편향이 할 일이 있습니다.",
            en="No batch normalization follows the output layer, so its bias has something to do.",
        ),
    )
    kernels = of(model.weights, _INPUTS, _UNITS) + of(model.weights, _UNITS, _CLASSES)
    require(
        all(any(kernel is variable for variable in model.trainable_variables) for kernel in kernels),
        say(ko="밀집 층이 동결되어 있습니다.", en="A dense layer is frozen."),
        say(
            ko="훈련할 모델이라면 `trainable`은 어떤 값이어야 합니까?",
            en="Which value should `trainable` have in a model that is to be trained?",
        ),
    )
    return {"kernels": kernels, "bias": final[0], "learned": learned, "moving": moving}


def _random_weights(parts, random):
    """Give every variable values that tell them all apart; they spread so widely that no usual ε shows."""
    parts["kernels"][0].assign(np.float32(random.normal(0, 1.25, (_INPUTS, _UNITS))))
    parts["kernels"][1].assign(np.float32(random.normal(0, 0.1, (_UNITS, _CLASSES))))
    parts["bias"].assign(np.float32(random.normal(0, 1, _CLASSES)))
    for variable in parts["learned"]:
        variable.assign(np.float32(random.uniform(1, 4, _UNITS) * random.choice([-1, 1], _UNITS)))
    for variable in parts["moving"]:  # both positive, for either may turn out to be the variance
        variable.assign(np.float32(random.uniform(50, 200, _UNITS)))


def _relu(z):
    return np.maximum(z, 0)


_PLACES = {
    "before": lambda z, norm: _relu(norm(z)),
    "after": lambda z, norm: norm(_relu(z)),
    "both": lambda z, norm: _relu(norm(_relu(z))),
    "none": lambda z, norm: norm(z),
}


_PLACE_WORDS = {
    "after": (
        say(
            ko="배치 정규화가 활성화 함수의 뒤에 있습니다.",
            en="Batch normalization comes after the activation.",
        ),
        say(
            ko="`Dense`가 활성화 함수까지 하고 있지 않습니까? 활성화 함수를 따로 떼어 층으로 두세요.",
            en="Does the `Dense` layer apply the activation already? Take it out and make it a layer of its own.",
        ),
    ),
    "both": (
        say(
            ko="ReLU가 배치 정규화의 앞과 뒤에 모두 있습니다.",
            en="There is a ReLU before batch normalization and another after it.",
        ),
        say(
            ko="밀집 층에 활성화 함수가 아직 남아 있지 않습니까?",
            en="Is the activation still there in the dense layer?",
        ),
    ),
    "none": (
        say(ko="은닉층에 활성화 함수가 없습니다.", en="The hidden layer has no activation."),
        say(
            ko="밀집 층에서 뗀 활성화 함수를 어디에 두었습니까?",
            en="Where did you put the activation that you took out of the dense layer?",
        ),
    ),
    None: (
        say(
            ko="밀집 층, 배치 정규화, ReLU, 출력층을 차례로 지난 출력이 아닙니다.",
            en="These are not the outputs of a dense layer, batch normalization, ReLU and an output layer, in this order.",
        ),
        say(
            ko="층마다 자리와 활성화 함수, 인수를 문제와 견주어 보세요. 층이 하나 더 있지는 않습니까?",
            en="Compare each layer with the exercise: its place, its activation, its arguments. Is there one too many?",
        ),
    ),
}


_USELESS_BIAS = (
    say(
        ko="은닉층의 밀집 층에 쓸모없는 편향이 남아 있습니다. 그 값을 바꾸어도 훈련 모드의 출력은 그대로입니다.",
        en="The dense layer of the hidden layer still has a useless bias: whatever its value, the outputs in training mode are the same.",
    ),
    say(
        ko="편향이 하던 일은 β가 맡습니다. 밀집 층에서 편향을 끄는 인수는 무엇입니까?",
        en="β does the work of the bias. Which argument of a dense layer switches its bias off?",
    ),
)
_ONE_MODE = (
    say(
        ko="모델을 어느 모드로 불러도 배치 정규화가 한 가지 모드로만 계산합니다.",
        en="Batch normalization computes in one and the same mode, however the model is called.",
    ),
    say(
        ko="층을 만들거나 부를 때 `training`을 정해 두지 마세요. 모드는 모델을 부를 때 정해집니다.",
        en="Do not fix `training` where you make or call the layer. The mode is set when the model is called.",
    ),
)
_TRAINING_BY_DEFAULT = (
    say(
        ko="`training`을 주지 않고 불러도 배치 정규화가 훈련 모드로 계산합니다.",
        en="Called without `training`, the model's batch normalization computes in training mode.",
    ),
    _ONE_MODE[1],
)


def _computed(X, parts, place, gamma, beta, hidden_bias=0, statistics=None):
    """Return what a model with these parts gives, from the batch's statistics or from the given ones."""
    kernel, kernel_out, bias = _values([*parts["kernels"], parts["bias"]])

    def norm(inputs):
        mean, variance = statistics or (inputs.mean(axis=0), inputs.var(axis=0))
        return gamma * (inputs - mean) / np.sqrt(variance + 1e-3) + beta

    logits = _PLACES[place](_deep(X)[0] @ kernel + hidden_bias, norm) @ kernel_out + bias
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _alike(values, others):
    return np.allclose(values, others, rtol=0, atol=5e-4)


def _in_training(model, X, parts, tried):
    """Check where batch normalization stands when the model is called as in training; return γ and β."""
    averages = _values(parts["moving"])
    values = outputs(model, X, training=True, tried=tried)
    received = literal(shown(values))
    if values.min() < -1e-6 or not np.allclose(values.sum(axis=1), 1, atol=1e-3):
        raise NotYet(
            say(ko="출력이 확률이 아닙니다.", en="The outputs are not probabilities."),
            say(
                ko="출력층의 활성화 함수는 소프트맥스여야 하고, 그 뒤에는 아무 층도 없어야 합니다. 출력 다섯 개의 합은 얼마입니까?",
                en="The activation of the output layer should be the softmax, with no layer after it. What do the five outputs add up to?",
            ),
            tried=tried,
            received=received,
        )
    orders = list(itertools.permutations(_values(parts["learned"])))
    for place, vectors in itertools.product(_PLACES, orders):
        if _alike(values, _computed(X, parts, place, *vectors)):
            if place != "before":
                raise NotYet(*_PLACE_WORDS[place], tried=tried, received=received)
            if len(vectors) > 2:
                raise NotYet(*_USELESS_BIAS, tried=tried, received=received)
            return vectors
        if any(
            _alike(values, _computed(X, parts, place, *vectors, statistics=statistics))
            for statistics in itertools.permutations(averages)
        ):
            raise NotYet(*_ONE_MODE, tried=tried, received=received)
    raise NotYet(*_PLACE_WORDS[None], tried=tried, received=received)


def _at_inference(model, X, parts, vectors, mean, variance, random, tried):
    """Check that inference uses the moving averages; a plain `model(X)` is inference too."""
    mean.assign(np.float32(random.normal(0, 10, _UNITS)))
    variance.assign(np.float32(random.uniform(50, 200, _UNITS)))
    right = _computed(X, parts, "before", *vectors, statistics=tuple(_values([mean, variance])))
    for mode in (False, None):
        values = outputs(model, X, training=mode, tried=tried)
        if not _alike(values, right):
            fixed = _alike(values, _computed(X, parts, "before", *vectors))
            in_training = _ONE_MODE if mode is False else _TRAINING_BY_DEFAULT
            words = in_training if fixed else _PLACE_WORDS[None]
            raise NotYet(*words, tried=tried, received=literal(shown(values)))


def _momentum(model, X, parts):
    """Return the variables of mean and variance, and how much of them one step of training keeps."""
    z = _deep(X)[0] @ _values(parts["kernels"])[0]
    for variable in parts["moving"]:
        variable.assign(np.zeros(_UNITS, "float32"))
    outputs(model, X, training=True)
    # From zero the average of the mean moves in the mean's proportions, that of the variance in the variance's.
    steps = _values(parts["moving"])
    off = [np.std(step / z.mean(axis=0)) / max(abs(np.median(step / z.mean(axis=0))), 1e-9) for step in steps]
    first = int(np.argmin(off))
    return parts["moving"][first], parts["moving"][1 - first], 1 - np.median(steps[first] / z.mean(axis=0))


def _check_momentum(momentum):
    number(
        round(float(momentum), 4),
        0.9,
        name="momentum",
        broke=say(
            ko="이동 평균의 모멘텀이 0.9가 아닙니다.", en="The momentum of the moving averages is not 0.9."
        ),
        hint=say(
            ko="배치 정규화 층의 인수를 확인하세요. 첫 번째 인수는 모멘텀이 아니라 축입니다.",
            en="Check the arguments of the batch normalization. Its first one is the axis, not the momentum.",
        ),
        mistakes=[
            Mistake(
                0.99,
                say(
                    ko="이동 평균의 모멘텀이 케라스의 기본값 그대로입니다.",
                    en="The momentum of the moving averages is still Keras' default.",
                ),
                say(
                    ko="훈련 스텝이 적어서 0.9로 두기로 했습니다. 인수의 이름은 `momentum`입니다.",
                    en="Training will be short, so it should be 0.9. The argument is called `momentum`.",
                ),
            ),
            Mistake(
                0.1,
                say(
                    ko="모멘텀을 거꾸로 주었습니다.",
                    en="The momentum is the wrong way round.",
                ),
                say(
                    ko="케라스의 `momentum`은 이미 모은 값에 곱하는 수입니다.",
                    en="In Keras `momentum` multiplies what has been gathered already.",
                ),
            ),
        ],
        rtol=1e-3,
        tried=literal("`make_model()(X, training=True)`"),
    )


# --- 6


@exercise(
    "fold-forward",
    title=say(ko="뒤에 오는 밀집 층에 접어 넣기", en="Fold into the dense layer that follows"),
    kind="design",
    hint=say(
        ko="먼저 추론의 배치 정규화를 `s * x + c`로 쓰세요. 이것을 밀집 층에 넣으면 `(s * x + c) @ kernel + bias`입니다. 괄호를 풀어 `x`가 있는 항과 없는 항으로 나누세요. `s`의 성분은 입력마다 하나이고, 커널의 행도 입력마다 하나입니다.",
        en="First write batch normalization at inference as `s * x + c`. Into the dense layer it goes as `(s * x + c) @ kernel + bias`. Multiply out, and sort what contains `x` from what does not. There is a component of `s` for each input, and a row of the kernel for each input.",
    ),
)
def _fold_forward(fold):
    random = np.random.default_rng(36)

    def probe(inputs, units):
        return (
            random.normal(size=(inputs, units)),
            random.normal(size=units),
            random.uniform(0.5, 2, inputs) * random.choice([-1, 1], inputs),
            random.normal(1, 1, inputs),
            random.normal(2, 3, inputs),
            random.uniform(0.2, 9, inputs),
        )

    square, plain, wide, deep = probe(3, 3), probe(4, 2), probe(2, 5), probe(30, 8)
    plain[1][:] = 0
    wide[2][0] = wide[5][0] = 0
    for vectors, epsilon in ((square, 0.25), (plain, 0.001), (wide, 0.5), (probe(1, 1), 0.1), (deep, 0.001)):
        _fold_case(fold, [np.float32(vector) for vector in vectors], epsilon)
    return say(
        ko="어떤 입력에서도 접어 넣은 밀집 층의 출력이 배치 정규화와 밀집 층을 차례로 지난 출력과 같습니다.",
        en="For any input the folded layer gives what batch normalization and the dense layer gave one after the other.",
    )


def _fold_case(fold, vectors, epsilon):
    tried = literal(
        f"`fold({shown(vectors[0], 60)}, {', '.join(shown(v, 30) for v in vectors[1:])}, epsilon={epsilon})`"
    )
    result = call(fold, *(vector.copy() for vector in vectors), epsilon, tried=tried)
    names = "kernel", "bias"
    found = _two(result, names, (vectors[0].shape, vectors[1].shape), tried)
    kernel, bias, gamma, beta, mean, variance = _deep(*vectors)
    s = gamma / np.sqrt(variance + epsilon)
    c = beta - s * mean
    right = s[:, None] * kernel
    square = kernel.shape[0] == kernel.shape[1]
    backward = (
        say(
            ko="배치 정규화를 앞에 있는 밀집 층에 접어 넣는 식입니다.",
            en="This folds batch normalization into a dense layer in front of it.",
        ),
        say(
            ko="여기서는 배치 정규화가 밀집 층의 앞에 있습니다. `s`는 출력이 아니라 입력에 곱해집니다.",
            en="Here batch normalization comes first. `s` multiplies the inputs of the dense layer, not its outputs.",
        ),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        kernels = [
            (
                kernel,
                say(ko="커널이 바뀌지 않았습니다.", en="The kernel is unchanged."),
                say(
                    ko="배치 정규화는 입력을 늘이기도 합니다. 그 일을 무엇이 맡아야 합니까?",
                    en="Batch normalization also scales the inputs. What has to do that now?",
                ),
            ),
            *([(kernel * s, *backward)] if square else []),
            (gamma[:, None] * kernel / np.sqrt(variance)[:, None], *_NO_EPSILON_AT_INFERENCE),
            (gamma[:, None] * kernel / (np.sqrt(variance) + epsilon)[:, None], *_EPSILON_OUTSIDE),
            (gamma[:, None] * kernel / np.sqrt(variance + 1e-3)[:, None], *_OWN_EPSILON),
            (gamma[:, None] * kernel / (variance + epsilon)[:, None], *_NO_ROOT),
            (gamma[:, None] * kernel / np.sqrt(np.sqrt(variance) + epsilon)[:, None], *_STD_IN_ROOT),
            (
                kernel / np.sqrt(variance + epsilon)[:, None],
                say(ko="커널에 `gamma`가 들어가지 않았습니다.", en="`gamma` is missing from the kernel."),
                say(ko="본문의 `s`에는 무엇이 들어 있습니까?", en="What does the page's `s` contain?"),
            ),
            (
                gamma[:, None] * kernel,
                say(
                    ko="커널이 분산으로 정규화되지 않았습니다.",
                    en="The variance does not enter the kernel.",
                ),
                say(ko="본문의 `s`에는 무엇이 들어 있습니까?", en="What does the page's `s` contain?"),
            ),
            (
                kernel / s[:, None],
                say(ko="`s`를 곱하지 않고 나누었습니다.", en="You divided by `s` instead of multiplying."),
                say(
                    ko="배치 정규화는 입력에 `s`를 곱합니다.",
                    en="Batch normalization multiplies the inputs by `s`.",
                ),
            ),
        ]
        sign = say(ko="`c`의 부호나 항이 틀렸습니다.", en="The shift `c` has a wrong sign or a wrong term.")
        page = say(
            ko="본문의 `c`의 식을 한 항씩 확인하세요.",
            en="Go through the page's formula of `c` term by term.",
        )
        through = (
            say(
                ko="`c`가 커널을 지나지 않았습니다.",
                en="The shift `c` has not passed through the kernel.",
            ),
            say(
                ko="`c`는 밀집 층의 출력이 아니라 입력에 더해집니다. 밀집 층은 입력을 무엇과 곱합니까?",
                en="`c` is added to the inputs of the dense layer, not to its outputs. By what does the layer multiply its inputs?",
            ),
        )
        scaled = (
            say(ko="편향에 `s`를 곱했습니다.", en="The bias was multiplied by `s`."),
            say(
                ko="편향은 배치 정규화를 지난 뒤에 더해집니다.",
                en="The bias is added after batch normalization has done its work.",
            ),
        )
        twice = (
            say(
                ko="편향을 구할 때 이미 바꾼 커널을 썼습니다. `s`가 두 번 들어갔습니다.",
                en="The bias was computed with the kernel that had been changed already, so `s` enters twice.",
            ),
            say(
                ko="`c`는 이미 `s`를 담고 있습니다. 어느 커널을 지나야 합니까?",
                en="`c` contains `s` already. Which kernel should it pass through?",
            ),
        )
        biases = [
            (
                bias,
                say(ko="편향이 바뀌지 않았습니다.", en="The bias is unchanged."),
                say(
                    ko="입력이 모두 0일 때 배치 정규화와 밀집 층이 내는 값을 구해 보세요.",
                    en="What do batch normalization and the dense layer give for an input of zeros?",
                ),
            ),
            (
                c @ kernel,
                say(ko="원래의 편향이 빠졌습니다.", en="The original bias is missing."),
                say(
                    ko="밀집 층이 더하던 편향도 남아 있어야 합니다.",
                    en="What the dense layer added still has to be added.",
                ),
            ),
            (bias + c @ right, *twice),
            (bias - c @ kernel, sign, page),
            (bias + (beta + s * mean) @ kernel, sign, page),
            (bias + (s * mean - beta) @ kernel, sign, page),
            (
                bias + (beta - mean) @ kernel,
                say(ko="평균에 `s`를 곱하지 않았습니다.", en="The mean was not multiplied by `s`."),
                page,
            ),
            (
                bias + (beta - gamma * mean) @ kernel,
                say(
                    ko="`c`에 분산이 들어가지 않았습니다.",
                    en="The variance does not enter the shift.",
                ),
                page,
            ),
            (
                bias + s * (beta - mean) @ kernel,
                say(ko="`beta`에도 `s`를 곱했습니다.", en="`beta` was multiplied by `s` as well."),
                page,
            ),
            (
                bias + beta @ kernel,
                say(ko="`c`에서 평균이 빠졌습니다.", en="The mean is missing from the shift."),
                page,
            ),
            (
                bias - (s * mean) @ kernel,
                say(ko="`c`에서 `beta`가 빠졌습니다.", en="`beta` is missing from the shift."),
                page,
            ),
            (
                bias + c.sum(),
                *through,
            ),
        ]
        if square:
            biases += [
                (bias * s + c, *backward),
                (bias + c, *through),
                (
                    bias + beta - (s * mean) @ kernel,
                    say(
                        ko="`beta`가 커널을 지나지 않았습니다.",
                        en="`beta` has not passed through the kernel.",
                    ),
                    through[1],
                ),
                (
                    bias + beta @ kernel - s * mean,
                    say(
                        ko="평균을 빼는 몫이 커널을 지나지 않았습니다.",
                        en="What subtracts the mean has not passed through the kernel.",
                    ),
                    through[1],
                ),
                (beta - s * mean, *through),
                (bias * s + c @ kernel, *scaled),
                (
                    bias + kernel @ c,
                    say(
                        ko="커널의 행과 열이 바뀌었습니다.",
                        en="Rows and columns of the kernel have changed places.",
                    ),
                    say(
                        ko="밀집 층은 `x @ kernel`을 계산합니다. `c`는 어느 쪽에 옵니까?",
                        en="The dense layer computes `x @ kernel`. On which side does `c` stand?",
                    ),
                ),
            ]
    look = say(
        ko="입력이 모두 0이면 편향만 남고, 성분 하나만 1이면 커널의 한 행이 더해집니다. 그런 입력으로 접기 전과 뒤를 견주어 보세요.",
        en="An input of zeros leaves the bias alone; one with a single 1 adds a row of the kernel. Compare the outputs before and after folding for such inputs.",
    )
    for values, wanted, name, mistakes in zip(
        found, (right, bias + c @ kernel), names, (kernels, biases), strict=True
    ):
        same(
            values,
            wanted,
            tried=tried,
            what=literal(f"`{name}`"),
            broke=say(
                ko=f"접어 넣은 밀집 층의 출력이 다릅니다. 어긋난 것은 `{name}`입니다.",
                en=f"The folded layer gives different outputs: `{name}` is off.",
            ),
            hint=look,
            mistakes=[Mistake(*each) for each in mistakes],
        )
