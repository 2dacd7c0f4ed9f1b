"""Checks of the exercises on gradient clipping."""

import itertools

import keras
import numpy as np

from handson11.checks._compare import AGREE, Mistake, literal, number, numbers, one_number, real_array, same
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import say, shown


@exercise(
    "clipped-angle",
    title=say(ko="clipvalue는 방향을 몇 도 돌릴까요?", en="How far does clipvalue turn a gradient?"),
    kind="compute",
    hint=say(
        ko="자른 뒤의 두 성분은 서로 같습니다. 자르기 전과 자른 뒤의 벡터가 첫째 축과 이루는 각을 `np.arctan2`로 각각 구해 보세요.",
        en="After clipping both components are equal. Find the angle of each vector with the first axis, before and after, with `np.arctan2`.",
    ),
)
def _clipped_angle(angle):
    before = np.degrees(np.arctan2(6.0, 2.0))
    turned = before - 45.0
    direction = say(
        ko="한 벡터의 방향이 아니라 두 방향의 차이를 물었습니다.",
        en="The exercise asks for the difference between two directions, not for one of them.",
    )
    compare = say(
        ko="자르기 전의 방향과 자른 뒤의 방향을 모두 구해서 비교하세요.",
        en="Find both directions, before and after, and compare them.",
    )
    number(
        abs(angle) if isinstance(angle, int | float) else angle,
        turned,
        name="angle",
        broke=say(ko="돌아간 각도가 아닙니다.", en="The gradient turns by a different angle."),
        hint=say(
            ko="먼저 (2, 6)의 성분을 하나씩 [−1, 1]로 자르세요. 어떤 벡터가 됩니까?",
            en="First clip the components of (2, 6) to [−1, 1], one by one. Which vector do you get?",
        ),
        mistakes=[
            Mistake(
                np.radians(turned),
                say(ko="단위가 라디안입니다.", en="This is the angle in radians."),
                say(
                    ko="문제는 도(°) 단위로 묻습니다: `np.degrees`.",
                    en="The exercise asks for degrees: `np.degrees`.",
                ),
            ),
            Mistake(before, direction, compare),
            Mistake(45.0, direction, compare),
            Mistake(
                np.cos(np.radians(turned)),
                say(
                    ko="각도가 아니라 각도의 코사인입니다.",
                    en="This is the cosine of the angle, not the angle.",
                ),
                say(
                    ko="코사인에서 각도로 가는 함수는 `np.arccos`입니다.",
                    en="`np.arccos` leads from the cosine to the angle.",
                ),
            ),
            Mistake(
                0.0,
                say(
                    ko="방향이 그대로인 것은 `clipvalue`가 아니라 `clipnorm`입니다.",
                    en="It is `clipnorm` that keeps the direction, not `clipvalue`.",
                ),
                say(
                    ko="`clipvalue`는 성분마다 따로 자릅니다.",
                    en="`clipvalue` clips each component by itself.",
                ),
            ),
        ],
        rtol=2e-3,
    )
    return say(
        ko="성분마다 자르면 큰 성분만 줄어들어 방향이 돌아갑니다.",
        en="Clipping by component shortens only the large ones, and that turns the gradient.",
    )


@exercise(
    "clip-by-norm",
    title=say(ko="clipnorm 구현하기", en="Implement clipnorm"),
    kind="implement",
    hint=say(
        ko="곱하는 수는 언제나 하나입니다: `min(1, max_norm / 노름)`. 노름이 0일 때는 나눗셈을 어떻게 피할까요?",
        en="There is always a single factor: `min(1, max_norm / norm)`. How do you avoid the division where the norm is 0?",
    ),
)
def _clip_by_norm(clip_by_norm):
    def factor(gradient, max_norm):
        norm = np.linalg.norm(gradient)
        return gradient * min(1.0, max_norm / norm) if norm else gradient

    long = np.float32([3.0, -4.0, 12.0])
    matrix = np.float32([[3.0, 0.0], [4.0, 12.0]])
    elementwise = (
        say(
            ko="성분마다 잘려서 방향이 바뀌었습니다.",
            en="Each component was clipped by itself, and the direction changed.",
        ),
        say(
            ko="모든 성분에 같은 수를 곱해야 방향이 남습니다.",
            en="Only one and the same factor for all components keeps the direction.",
        ),
    )
    whole = (
        say(
            ko="행렬의 노름을 행이나 열마다 따로 쟀습니다.",
            en="The norm of the matrix was taken row by row or column by column.",
        ),
        say(
            ko="변수의 노름은 그 변수의 모든 성분을 한 벡터로 보고 한 번만 잽니다.",
            en="The norm of a variable is one number, over all of its components.",
        ),
    )
    cases = [
        (
            long,
            6.5,
            [
                Mistake(np.clip(long, -6.5, 6.5), *elementwise),
                Mistake(
                    long * 6.5 / 12.0,
                    say(
                        ko="가장 큰 성분으로 나누었습니다.",
                        en="The largest component was taken for the norm.",
                    ),
                    say(
                        ko="노름은 제곱의 합의 제곱근입니다.",
                        en="The norm is the root of the sum of squares.",
                    ),
                ),
                Mistake(
                    long * 6.5 / 169.0,
                    say(ko="노름의 제곱으로 나누었습니다.", en="You divided by the square of the norm."),
                    say(ko="제곱근을 빠뜨렸습니다.", en="A square root is missing."),
                ),
                Mistake(
                    long / 13.0,
                    say(
                        ko="길이가 `max_norm`이 아니라 1이 됐습니다.",
                        en="The length became 1, not `max_norm`.",
                    ),
                    say(
                        ko="`max_norm`이 결과의 어디에 나타나야 할까요?",
                        en="Where should `max_norm` appear in the result?",
                    ),
                ),
            ],
        ),
        # A norm between the square and the largest component; norms below `max_norm` whose square, or sum, is not.
        (np.float32([-0.3, -0.4]), 0.45, []),
        (np.float32([1.2, -0.9]), 2.0, []),
        (np.float32([0.3, -0.4]), 1.0, []),
        (np.zeros(3, "float32"), 1.0, []),
        (
            matrix,
            6.5,
            [
                Mistake(matrix * np.minimum(1, 6.5 / np.linalg.norm(matrix, axis=0, keepdims=True)), *whole),
                Mistake(matrix * np.minimum(1, 6.5 / np.linalg.norm(matrix, axis=1, keepdims=True)), *whole),
            ],
        ),
    ]
    for gradient, max_norm, mistakes in cases:
        tried = literal(f"`clip_by_norm({shown(gradient)}, {max_norm})`")
        result = call(clip_by_norm, gradient.copy(), max_norm, tried=tried)
        broke, hint = _what_is_off(numbers(result, tried=tried), gradient, max_norm) or (
            say(
                ko="`max_norm`보다 긴 그레이디언트는 방향을 지키면서 길이가 정확히 `max_norm`이 되어야 합니다.",
                en="A gradient longer than `max_norm` should keep its direction and become exactly `max_norm` long.",
            ),
            say(
                ko="결과의 노름을 재고, 입력과 성분끼리 나누어 보세요. 모든 비가 같습니까?",
                en="Take the norm of the result, and divide it by the input component by component. Are all ratios the same?",
            ),
        )
        same(result, factor(gradient, max_norm), tried=tried, broke=broke, hint=hint, mistakes=mistakes)
    return say(
        ko="긴 벡터는 줄고 짧은 벡터는 그대로이며, 0과 행렬도 바르게 다룹니다.",
        en="Long gradients are shortened, short ones stay, and zero and a matrix come out right too.",
    )


def _what_is_off(values, gradient, max_norm):
    """Return what is off in a multiple of the gradient; None for anything else."""
    norm = np.linalg.norm(gradient)
    if values.shape != gradient.shape or norm == 0:
        return None
    factor = float(np.ravel(values) @ np.ravel(gradient)) / norm**2
    if not np.allclose(values, factor * gradient, rtol=1e-4, atol=1e-5):
        return None
    if factor < 0:
        return (
            say(ko="부호가 반대입니다.", en="The sign is reversed."),
            say(
                ko="그레이디언트에 곱하는 수가 음수일 때가 있습니까?",
                en="Is what you multiply the gradient by ever negative?",
            ),
        )
    if norm <= max_norm:
        return (
            say(
                ko="노름이 이미 `max_norm`보다 작으므로 그대로 두어야 합니다.",
                en="The norm is below `max_norm` already, so everything must stay as it is.",
            ),
            say(
                ko="자르는 조건을 확인하세요. 노름이 `max_norm`보다 작을 때 무엇을 곱하게 됩니까?",
                en="Check the condition for clipping. By what do you multiply where the norm is below `max_norm`?",
            ),
        )
    if np.isclose(factor, 1, rtol=1e-4):
        return (
            say(
                ko=f"`max_norm`보다 긴데 줄지 않았습니다. 노름: {norm:.4g}.",
                en=f"The norm is {norm:.4g}, above `max_norm`, and was not brought down.",
            ),
            say(
                ko="자르는 조건과 곱하는 수를 확인하세요.",
                en="Check the condition for clipping, and the factor.",
            ),
        )
    return (
        say(
            ko=f"방향은 맞지만 길이가 `max_norm`이 아닙니다. 길이: {factor * norm:.4g}.",
            en=f"The direction is right, but the length is {factor * norm:.4g}, not `max_norm`.",
        ),
        say(
            ko="어떤 노름을 썼습니까? 클리핑의 노름은 모든 성분의 제곱합의 제곱근입니다.",
            en="Which norm did you take? For clipping it is the root of the sum of the squares of all components.",
        ),
    )


@exercise(
    "clip-by-global-norm",
    title=say(ko="global_clipnorm 구현하기", en="Implement global_clipnorm"),
    kind="implement",
    hint=say(
        ko="전체 노름의 제곱은 변수마다 잰 제곱합을 모두 더한 것입니다.",
        en="The square of the global norm is the sum of all variables' sums of squares.",
    ),
)
def _clip_by_global_norm(clip_by_global_norm):
    gradients = [np.float32([3.0, 4.0]), np.float32([[30.0], [40.0]])]
    norms = [np.linalg.norm(gradient) for gradient in gradients]
    shared = (
        say(ko="두 변수의 비가 바뀌었습니다.", en="The proportion between the two variables has changed."),
        say(
            ko="변수마다 다른 수가 아니라, 모든 변수에 같은 수 하나를 곱해야 합니다.",
            en="All variables need one and the same factor, not one each.",
        ),
    )

    def scaled(factors):
        return [gradient * factor for gradient, factor in zip(gradients, factors, strict=True)]

    global_norm = np.hypot(*norms)
    right, length = scaled([5.0 / global_norm] * 2), 5.0
    wrong = [
        (scaled([min(1, length / norm) for norm in norms]), *shared),
        (
            scaled([length / sum(norms)] * 2),
            say(
                ko="전체 노름을 노름의 합으로 구했습니다.",
                en="You took the sum of the norms for the global norm.",
            ),
            say(
                ko="두 변수를 이어 붙인 벡터 하나의 길이를 재 보세요.",
                en="Measure the length of the one vector that you get by joining the two.",
            ),
        ),
    ]
    _global_case(clip_by_global_norm, gradients, length, right, wrong)
    # The norm lies between its square and that of every single variable; one variable is zero, the others differ.
    mixed = [np.float32(each) for each in ([[0.3, 0.0], [0.2, -0.4]], [0.0, 0.0], [-0.3, 0.4], [0.5])]
    factor = 0.85 / np.linalg.norm(_flat(mixed))
    _global_case(clip_by_global_norm, mixed, 0.85, [gradient * factor for gradient in mixed], [])
    for small, limit in (([[0.3], [0.4]], 1.0), ([[[3.0], [4.0]]], 10.0)):
        small = [np.float32(each) for each in small]
        _global_case(clip_by_global_norm, small, limit, small, [])
    zeros = [np.zeros(2, "float32"), np.zeros((1, 2), "float32")]
    _global_case(clip_by_global_norm, zeros, 1.0, zeros, [])
    return say(
        ko="변수가 몇 개든 전체 노름만 제한되고, 변수 사이의 비는 남습니다.",
        en="Only the global norm is limited, and the proportions between variables stay.",
    )


def _global_case(function, gradients, max_norm, right, wrong):
    tried = literal(f"`clip_by_global_norm({shown(gradients)}, {max_norm:g})`")
    result = call(function, [gradient.copy() for gradient in gradients], max_norm, tried=tried)
    count = say(
        ko=f"그레이디언트 {len(gradients)}개의 리스트가 돌아와야 합니다.",
        en=f"A list of {len(gradients)} gradients should come back.",
    )
    look = say(
        ko="그레이디언트를 받은 순서와 크기 그대로 리스트에 담아 돌려주세요.",
        en="Return the gradients in a list, in the order and with the shapes in which they came.",
    )
    try:
        parts = list(result)
    except TypeError:
        raise NotYet(count, look, tried=tried, received=literal(shown(result))) from None
    if len(parts) == 2 and isinstance(parts[0], list | tuple) and np.ndim(parts[1]) == 0:
        raise NotYet(
            say(
                ko="그레이디언트와 함께 노름도 돌아왔습니다.",
                en="The norm came back along with the gradients.",
            ),
            say(ko="그레이디언트의 리스트만 돌려주세요.", en="Return the list of gradients alone."),
            tried=tried,
            received=literal(shown(result)),
        )
    if len(parts) != len(gradients):
        raise NotYet(count, look, tried=tried, received=literal(shown(parts)))
    if not _fits(parts, right) and any(_fits(parts, order) for order in itertools.permutations(right)):
        raise NotYet(
            say(
                ko="리스트의 순서가 받은 순서와 다릅니다.",
                en="The list is not in the order in which the gradients came.",
            ),
            look,
            tried=tried,
            received=literal(shown(parts)),
        )
    parts = [
        numbers(part, tried=tried, shape=gradient.shape)
        for part, gradient in zip(parts, gradients, strict=True)
    ]
    broke, hint = _what_is_off(_flat(parts), _flat(gradients), max_norm) or (
        say(
            ko="전체 노름이 `max_norm`이 아니거나, 변수 사이의 비가 바뀌었습니다.",
            en="The global norm is not `max_norm`, or the proportions between the variables changed.",
        ),
        say(
            ko="결과를 이어 붙인 벡터의 길이를 재 보세요.",
            en="Join the result to one vector and measure its length.",
        ),
    )
    same(
        _flat(parts),
        _flat(right),
        tried=tried,
        broke=broke,
        hint=hint,
        mistakes=[Mistake(_flat(values), *words) for values, *words in wrong],
    )


def _fits(parts, arrays):
    """Whether there is the right array in each place."""
    parts = [real_array(part) for part in parts]
    return all(
        part is not None and part.shape == array.shape and np.allclose(part, array, rtol=1e-4, atol=1e-5)
        for part, array in zip(parts, arrays, strict=True)
    )


def _flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


_APPLIED = (
    literal("`make_optimizer().apply([[3, 4], [30, 40]], variables)`"),
    say(
        ko="같은 옵티마이저로 `apply([[3, 4], [30, 40]], variables)` 한 번 더",
        en="`apply([[3, 4], [30, 40]], variables)` once more, with the same optimizer",
    ),
    say(
        ko="같은 옵티마이저로 `apply([[0.03, 0.04], [0.3, 0.4]], variables)`",
        en="`apply([[0.03, 0.04], [0.3, 0.4]], variables)` with the same optimizer",
    ),
)
_NOTHING_ELSE = say(
    ko="클리핑과 학습률 말고는 바꾸지 마세요. 옵티마이저는 다른 인수가 없는 `SGD`입니다.",
    en="Change nothing but clipping and learning rate: the optimizer is an `SGD` without other arguments.",
)
_THRESHOLD_AND_RATE = say(
    ko="학습률은 0.05, 문턱값은 1이어야 합니다.",
    en="The learning rate should be 0.05 and the threshold 1.",
)
_SECOND_STEP = (
    say(
        ko="첫 스텝은 맞지만 두 번째 스텝이 다릅니다. 옵티마이저가 지난 스텝을 기억하거나, 학습률이 스텝마다 바뀝니다.",
        en="The first step is right and the second is not: the optimizer remembers the step before, or its learning rate changes from step to step.",
    ),
    _NOTHING_ELSE,
)
_SMALL_STEP = (
    say(
        ko="전체 노름이 1보다 작은 그레이디언트는 잘리지 않고, 학습률 0.05를 곱한 만큼 움직여야 합니다.",
        en="A gradient whose norm over all variables is below 1 should not be clipped: the step is 0.05 times the gradient.",
    ),
    _THRESHOLD_AND_RATE,
)


def _first_step_off(step, gradients, optimizer):
    """Return what is off, and a hint, where the first step is not the right one."""
    if np.abs(step).max() < 1e-6:
        return say(ko="변수가 움직이지 않았습니다.", en="The variables did not move."), _NOTHING_ELSE
    lengths = np.linalg.norm(step, axis=1)
    units = gradients / np.linalg.norm(gradients, axis=1, keepdims=True)
    straight = np.allclose(step, lengths[:, None] * units, rtol=1e-3, atol=1e-5)
    if straight and np.isclose(lengths[1], 10 * lengths[0], rtol=1e-2):
        kinds = (getattr(optimizer, name, None) for name in ("clipvalue", "clipnorm", "global_clipnorm"))
        if all(kind is None for kind in kinds):
            return (
                say(ko="그레이디언트가 잘리지 않았습니다.", en="The gradients were not clipped."),
                say(
                    ko="세 가지 클리핑 인수 가운데 하나를 주어야 합니다. 모든 변수를 합친 노름을 제한하는 것은 어느 것입니까?",
                    en="One of the three clipping arguments has to be set. Which one limits the norm over all variables together?",
                ),
            )
        return (
            say(
                ko=f"방향과 비율은 맞지만 한 걸음의 길이가 0.05가 아닙니다. 길이: {np.linalg.norm(step):.3g}.",
                en=f"The proportions are right, but a step is {np.linalg.norm(step):.3g} long and not 0.05.",
            ),
            _THRESHOLD_AND_RATE,
        )
    if straight:
        return (
            say(
                ko="두 변수가 움직인 거리의 비가 1:10이 아닙니다.",
                en="The two variables do not move in the proportion 1:10.",
            ),
            say(
                ko="변수마다 따로 자르면 변수 사이의 비율을 잃습니다.",
                en="Clipping each variable by itself loses the proportions between them.",
            ),
        )
    by_component = say(
        ko="성분마다 자르면 방향도 변수 사이의 비율도 잃습니다.",
        en="Clipping by component loses the direction, and the proportions between variables too.",
    )
    return (
        say(
            ko="변수가 그레이디언트의 방향으로 움직이지 않습니다.",
            en="A variable does not move along its gradient.",
        ),
        _NOTHING_ELSE if getattr(optimizer, "clipvalue", None) is None else by_component,
    )


@exercise(
    "repair-clipping-optimizer",
    title=say(ko="옵티마이저 고치기", en="Repair an optimizer"),
    kind="repair",
    hint=say(
        ko="세 가지 클리핑 가운데 하나만 쓸 수 있습니다. 변수 사이의 비율까지 지키는 것은 어느 것입니까? 학습률의 이름도 확인하세요.",
        en="Only one of the three kinds of clipping may be set. Which one keeps the proportions between variables too? Check the name of the learning rate as well.",
    ),
)
def _repair_clipping_optimizer(make_optimizer):
    optimizer = call(make_optimizer, tried=literal("`make_optimizer()`"))
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        raise NotYet(
            say(ko="케라스 옵티마이저가 돌아오지 않았습니다.", en="No Keras optimizer came back."),
            say(
                ko="함수는 만든 옵티마이저를 `return`으로 돌려줍니다.",
                en="The function returns the optimizer that it makes.",
            ),
            tried=literal("`make_optimizer()`"),
            received=literal(shown(optimizer)),
        )
    # Nonzero, so that weight decay shows; the second step tells of a memory, the third of threshold and rate apart.
    variables = [keras.Variable(np.float32(start)) for start in ([1.0, -2.0], [0.5, 3.0])]
    large, small = np.float32([[3.0, 4.0], [30.0, 40.0]]), np.float32([[0.03, 0.04], [0.3, 0.4]])
    for number_, gradients in enumerate((large, large, small)):
        before = np.array([variable.numpy() for variable in variables], "float64")
        optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients], variables)
        step = before - np.array([variable.numpy() for variable in variables])
        broke, hint = (_first_step_off(step, gradients, optimizer), _SECOND_STEP, _SMALL_STEP)[number_]
        same(
            step,
            0.05 * gradients / max(1.0, np.linalg.norm(gradients)),
            tried=_APPLIED[number_],
            broke=broke,
            hint=hint,
        )
    return say(
        ko="전체 노름이 1로 제한되고 두 변수의 비 1:10이 남으며, 한 걸음의 길이는 0.05입니다.",
        en="The global norm is limited to 1, the proportion 1:10 stays, and a step is 0.05 long.",
    )


@exercise(
    "predict-clipped-distance",
    title=say(ko="클리핑한 가중치는 얼마나 멀리 갈까요?", en="How far can clipped weights travel?"),
    kind="predict",
    hint=say(
        ko="그레이디언트가 아무리 커도 한 성분은 한 스텝에 `학습률 × 문턱값`까지만 움직입니다. 성분 100개가 모두 그만큼 움직이면 벡터의 길이는 얼마입니까?",
        en="However large the gradient, one component moves by `learning rate × threshold` at most in a step. If 100 components all move that far, how long is the vector?",
    ),
)
def _predict_clipped_distance(prediction, measured):
    predicted = one_number(prediction, "prediction")
    number(
        measured,
        20.0,
        name="measured",
        broke=say(
            ko="이 설정으로 잰 거리가 아닙니다.", en="This is not the distance that these settings lead to."
        ),
        hint=say(
            ko="변수를 0에서 시작해 20번 움직인 뒤, 변수의 노름을 재세요.",
            en="Start the variable at zero, let it move 20 times, then take its norm.",
        ),
        mistakes=[
            Mistake(
                2.0,
                say(
                    ko="성분 하나가 움직인 거리이거나, `clipnorm` 또는 케라스의 기본 학습률로 잰 거리입니다.",
                    en="This is how far one component moves, or the distance with `clipnorm`, or with Keras' default learning rate.",
                ),
                say(
                    ko="옵티마이저의 인수를 문제와 견주어 보고, 성분 100개의 노름을 재세요.",
                    en="Compare the optimizer's arguments with the exercise, and take the norm over all 100 components.",
                ),
            ),
            Mistake(
                1.0,
                say(ko="한 스텝만 움직인 거리입니다.", en="This is the distance of a single step."),
                say(ko="`apply`를 20번 부르세요.", en="Call `apply` 20 times."),
            ),
            Mistake(
                200.0,
                say(
                    ko="성분들이 움직인 거리를 더한 값이거나, 학습률이 1일 때의 거리입니다.",
                    en="This adds up the distances of the components, or the learning rate was 1.",
                ),
                say(
                    ko="거리는 제곱합의 제곱근, 곧 노름입니다.",
                    en="The distance is the root of the sum of squares: the norm.",
                ),
            ),
            Mistake(
                20_000.0,
                say(ko="그레이디언트가 잘리지 않았습니다.", en="The gradient was not clipped."),
                say(
                    ko="옵티마이저의 인수를 문제와 견주어 보세요.",
                    en="Compare the optimizer's arguments with the exercise.",
                ),
            ),
            Mistake(
                400.0,
                say(ko="거리의 제곱입니다.", en="This is the square of the distance."),
                say(ko="노름에는 제곱근이 있습니다.", en="A norm has a root."),
            ),
        ],
        rtol=1e-3,
    )
    if np.isclose(predicted, 20.0, rtol=0.05):
        return AGREE
    return say(
        ko=f"측정은 맞습니다. 예상: {predicted:,g}. `clipvalue`가 제한하는 것은 성분이고, 벡터의 길이는 √(성분의 수)배까지 커질 수 있습니다.",
        en=f"The measurement is right; the prediction was {predicted:,g}. `clipvalue` limits the components, and a vector of n components can be √n times as long.",
    )
