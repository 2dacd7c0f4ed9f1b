"""Checks of the exercises on reusing pretrained layers."""

import keras
import numpy as np
import tensorflow as tf

from handson11 import models
from handson11.checks._compare import AGREE, Mistake, literal, number, one_number
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import (
    a_function,
    affine_in,
    keras_model,
    outputs,
    same_weights,
    seeded,
    weights,
)
from handson11.checks._outcomes import NotYet
from handson11.checks._projects import judge_results
from handson11.checks._texts import say, shown

# ---------------------------------------------------------------------------------------------------------------
# How many parameters train
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "count-trainable",
    title=say(ko="훈련할 파라미터 세기", en="What is left to train?"),
    kind="compute",
    hint=say(
        ko="밀집 층 하나의 파라미터는 (입력의 수 × 뉴런의 수) + 뉴런의 수입니다. 층마다 이 값을 적고, 동결하지 않은 층의 것만 더하세요.",
        en="A dense layer has (number of inputs × number of units) + number of units parameters. Write this down for every layer, and add up those of the layers that are not frozen.",
    ),
)
def _count_trainable(n_trained):
    sizes = [64, 40, 30, 20, 3]
    kernels = [n_in * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False)]
    first, second, third, output = [kernel + n_out for kernel, n_out in zip(kernels, sizes[1:], strict=True)]
    biases = (
        say(
            ko="편향을 빠뜨렸거나, 한 층에서만 셌습니다.",
            en="Biases are missing, in one layer or in both.",
        ),
        say(
            ko="뉴런마다 편향이 하나씩 있고, 가중치와 함께 훈련됩니다.",
            en="Every unit has a bias, and it trains along with the weights.",
        ),
    )
    number(
        n_trained,
        third + output,
        name="n_trained",
        broke=say(
            ko="훈련되는 파라미터의 수가 아닙니다.",
            en="This is not the number of parameters that train.",
        ),
        hint=say(
            ko="층마다 입력은 몇 개이고 뉴런은 몇 개입니까? 그중 어느 층이 훈련됩니까?",
            en="How many inputs and how many units does each layer have? Which of the layers train?",
        ),
        mistakes=[
            Mistake(
                first + second,
                say(
                    ko="훈련되는 것이 아니라 동결된 파라미터의 수입니다.",
                    en="These are the parameters that are frozen, not those that train.",
                ),
                say(ko="나머지 층의 것을 세세요.", en="Count those of the other layers."),
            ),
            Mistake(
                first + second + third + output,
                say(
                    ko="모델 전체의 파라미터 수입니다.",
                    en="These are all the parameters of the model.",
                ),
                say(
                    ko="동결한 층의 파라미터는 훈련되지 않습니다.",
                    en="The parameters of frozen layers do not train.",
                ),
            ),
            Mistake(
                sum(kernels),
                say(
                    ko="모델 전체의 가중치를 편향 없이 센 수입니다.",
                    en="These are the weights of the whole model, without biases.",
                ),
                say(
                    ko="동결하지 않은 층만, 편향까지 세세요.",
                    en="Count the layers that are not frozen, and their biases too.",
                ),
            ),
            Mistake(
                output,
                say(
                    ko="새 출력층의 파라미터만 셌습니다.",
                    en="These are the parameters of the new output layer alone.",
                ),
                say(
                    ko="은닉층 셋 가운데 동결한 것은 몇 개입니까?",
                    en="How many of the three hidden layers are frozen?",
                ),
            ),
            Mistake(
                third,
                say(
                    ko="새 출력층의 파라미터를 빠뜨렸습니다.",
                    en="The parameters of the new output layer are missing.",
                ),
                say(
                    ko="출력층은 언제나 새로 훈련합니다.",
                    en="The output layer is always trained.",
                ),
            ),
            Mistake(
                second + third + output,
                say(
                    ko="아래에서부터 한 층만 동결한 수입니다.",
                    en="This number has only the lowest layer frozen.",
                ),
                say(
                    ko="은닉층만 세어 아래쪽 두 층을 동결합니다.",
                    en="The lower two hidden layers are frozen.",
                ),
            ),
            Mistake(
                first + output,
                say(
                    ko="아래가 아니라 위에서부터 두 층을 동결한 수입니다.",
                    en="This number has the upper two hidden layers frozen, not the lower two.",
                ),
                say(
                    ko="아래쪽은 입력에 가까운 쪽입니다.",
                    en="Lower means nearer to the input.",
                ),
            ),
            *(
                Mistake(value, *biases)
                for value in (kernels[2] + kernels[3], third + kernels[3], kernels[2] + output)
            ),
            *(
                Mistake(
                    value,
                    say(
                        ko="파라미터의 수가 아니라 층이나 배열, 뉴런의 수입니다.",
                        en="This counts layers, arrays or units, not parameters.",
                    ),
                    say(
                        ko="파라미터는 커널과 편향에 든 숫자 하나하나입니다.",
                        en="Every single number in a kernel or a bias is a parameter.",
                    ),
                )
                for value in (2, 4, 23)
            ),
        ],
        rtol=0.0,
        atol=1e-2,
    )
    return say(
        ko="동결하지 않은 은닉층과 새 출력층을 편향까지 모두 셌습니다.",
        en="The hidden layer that is not frozen and the new output layer are counted, biases included.",
    )


# ---------------------------------------------------------------------------------------------------------------
# Networks to try answers on
# ---------------------------------------------------------------------------------------------------------------


def _network(widths, activation, n_outputs, shape, *, seed, output_activation="softmax"):
    """Return a network that has learned something: its kernels and biases are random, and no bias is zero."""
    model = models.mlp(
        len(widths),
        list(widths),
        activation=activation,
        n_classes=n_outputs,
        output_activation=output_activation,
        input_shape=shape,
    )
    _redraw(model.weights, seed)
    return model


def _redraw(variables, seed):
    rng = np.random.default_rng(seed)
    for variable in variables:
        scale = 1.2 / np.sqrt(variable.shape[0]) if len(variable.shape) > 1 else 0.4
        variable.assign(rng.normal(0, scale, variable.shape).astype("float32"))


def _hidden_values(model, X):
    """Return what each layer of `models.mlp` computes, by name, as (sample, unit)."""
    found, values = {}, X
    for layer in model.layers:
        values = layer(values)
        found[layer.name] = np.array(values, "float64").reshape(len(X), -1)
    return found


def _state(model):
    """Return what must not change in a model that was passed to an answer."""
    return weights(model), [id(layer) for layer in model.layers], [layer.trainable for layer in model.layers]


def _check_a(model, a, before, tried):
    """Raise if an answer handed back model A, changed it, or shares weights with it."""
    after = _state(a)
    copy_first = say(
        ko="먼저 A의 층을 복사하고, 복사한 것만 바꾸세요.",
        en="Copy A's layers first, and change nothing but the copy.",
    )
    if before[1] != after[1]:
        raise NotYet(
            say(
                ko="모델 A의 층이 달라졌습니다. A는 그대로 남아야 합니다.",
                en="Model A has other layers than before; A must stay as it is.",
            ),
            say(
                ko="`add`와 `pop`은 부른 모델을 그 자리에서 바꿉니다. A가 아니라 복사한 것에 쓰세요.",
                en="`add` and `pop` change the model on which they are called. Use them on a copy, not on A.",
            ),
            tried=tried,
        )
    if model is a:
        raise NotYet(
            say(
                ko="새 모델이 아니라 모델 A가 그대로 돌아왔습니다.",
                en="Model A itself came back, not a new model.",
            ),
            copy_first,
            tried=tried,
        )
    if not same_weights(before[0], after[0]):
        raise NotYet(
            say(
                ko="모델 A의 가중치가 달라졌습니다. A는 그대로 남아야 합니다.",
                en="Model A's weights have changed; A must stay as it is.",
            ),
            copy_first,
            tried=tried,
        )
    mine = {id(variable) for variable in a.variables}
    if any(id(variable) in mine for variable in model.variables):
        raise _shared(tried)
    if before[2] != after[2]:
        raise NotYet(
            say(
                ko="모델 A의 층이 동결되었거나 동결 해제되었습니다. A는 그대로 남아야 합니다.",
                en="Layers of model A were frozen or unfrozen; A must stay as it is.",
            ),
            say(
                ko="`trainable`은 복사한 층에서만 바꾸세요.",
                en="Change `trainable` on the copied layers only.",
            ),
            tried=tried,
        )


def _shared(tried):
    return NotYet(
        say(
            ko="새 모델이 모델 A와 가중치를 함께 씁니다. 새 모델을 훈련하면 A도 바뀝니다.",
            en="The new model shares weights with model A: training it changes A too.",
        ),
        say(
            ko="`model_a.layers`에서 꺼낸 층은 복사본이 아니라 A의 층 그 자체입니다. 이 절에서는 무엇으로 복사했습니까?",
            en="A layer taken out of `model_a.layers` is not a copy; it is A's own layer. What did the section copy layers with?",
        ),
        tried=tried,
    )


def _check_not_tied(model, a, X, before, tried):
    """Raise if model A still has a say in what the new model computes."""
    for variable in a.variables:
        variable.assign(variable.numpy() + 1)
    after = outputs(model, X, tried=tried)
    if not np.array_equal(before, after):
        raise _shared(tried)


def _taken(model, a):
    """Return the names of A's layers whose weights the model holds, bit for bit."""
    own = weights(model)
    return [
        layer.name
        for layer in a.layers
        if layer.weights
        and all(any(np.array_equal(each, mine) for mine in own) for each in layer.get_weights())
    ]


def _found(taken):
    names = ", ".join(taken)
    return say(
        ko=f"A와 가중치가 같은 층: {names or '없음'}",
        en=f"layers with the weights of A's: {names or 'none'}",
    )


_NOT_THE_WEIGHTS = (
    say(
        ko="A의 가중치가 새 모델로 넘어오지 않았습니다.",
        en="A's weights were not carried over to the new model.",
    ),
    say(
        ko="`clone_model`이나 새로 만든 층은 구조만 같고, 가중치는 새로 뽑은 무작위 값입니다.",
        en="`clone_model` and layers made anew have the architecture only; their weights are drawn at random.",
    ),
)


# ---------------------------------------------------------------------------------------------------------------
# Reusing the lower layers
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "reuse-lower-layers",
    title=say(ko="아래쪽 층만 가져오기", en="Take over the lower layers"),
    kind="implement",
    hint=say(
        ko="`transfer.reuse_layers(model_a, up_to=…)`는 입력부터 그 층까지를 복사해 `Sequential`로 돌려줍니다. `up_to`에는 층의 이름을 줄 수 있습니다. `n_hidden`으로 이름을 어떻게 만들 수 있을까요? 새 층은 `add`로 얹습니다.",
        en="`transfer.reuse_layers(model_a, up_to=…)` copies everything from the input to that layer into a `Sequential`. `up_to` may be the layer's name: how do you make the name from `n_hidden`? The new layer goes on top with `add`.",
    ),
)
def _reuse_lower_layers(reuse):
    a_function(reuse)
    cases = (
        ((9, 8, 7, 6), "tanh", 10, (4, 3), 2),
        ((9, 8, 7, 6), "tanh", 10, (4, 3), 4),
        ((9, 8, 7, 6), "tanh", 10, (4, 3), 1),
        ((5, 8), "elu", 3, (3, 5), 1),
        ((5, 8, 6), "leaky_relu", 1, (3, 5), 3),
    )
    with seeded(11):
        for seed, (widths, activation, n_outputs, shape, n_hidden) in enumerate(cases):
            last = "softmax" if n_outputs > 1 else "sigmoid"
            a = _network(widths, activation, n_outputs, shape, seed=seed, output_activation=last)
            tried = say(
                ko=f"은닉층이 {len(widths)}개인 모델 A로 `reuse(model_a, {n_hidden})`",
                en=f"`reuse(model_a, {n_hidden})` with a model A of {len(widths)} hidden layers",
            )
            _reuse_case(reuse, a, shape, n_hidden, tried)
    return say(
        ko="A의 아래쪽 은닉층이 가중치까지 복사되었고, 그 위의 새 뉴런 하나가 확률을 냅니다. 새 모델을 훈련해도 A는 변하지 않습니다.",
        en="A's lower hidden layers are copied with their weights, a new unit on top of them gives a probability, and training the new model leaves A as it was.",
    )


def _reuse_case(reuse, a, shape, n_hidden, tried):
    rng = np.random.default_rng(n_hidden)
    X = rng.normal(0, 1.5, (120, *shape)).astype("float32")
    inside = _hidden_values(a, X)
    before = _state(a)
    model = keras_model(call(reuse, a, n_hidden, tried=tried), tried=tried)
    values = outputs(model, X.copy(), tried=tried)
    _check_a(model, a, before, tried)
    _check_one_output(values, len(X), a, tried)
    _check_which_layers(model, a, n_hidden, tried)
    new = _new_output(model, a, tried)
    features = inside[f"hidden_{n_hidden}"]
    if new[0].shape != (features.shape[1], 1):
        raise _not_on_top(tried)
    # A new output may start from anything; with these weights it tells the samples apart.
    kernel = rng.normal(size=new[0].shape)
    kernel /= (features @ kernel).std()
    new[0].assign(kernel.astype("float32"))
    for bias in new[1:]:
        bias.assign(np.float32([0.1 - (features @ kernel).mean()]))
    values = outputs(model, X.copy(), tried=tried)
    _check_probability(values[:, 0], inside, n_hidden, tried)
    _check_not_tied(model, a, X, values, tried)
    _check_one_step(model, a, X, new[0], tried)


def _check_one_output(values, n, a, tried):
    if values.shape == (n, 1):
        return
    received = say(ko=f"출력의 크기 {shown(values.shape)}", en=f"outputs of shape {shown(values.shape)}")
    if values.shape == (n, a.output_shape[-1]):
        raise NotYet(
            say(
                ko="출력의 수가 A와 같습니다. A의 출력층이 새 모델의 출력층으로 남아 있습니다.",
                en="There are as many outputs as A has: A's output layer is still the last one.",
            ),
            say(
                ko="A의 출력층은 가져오지 않고, 그 자리에 새 출력층을 둡니다.",
                en="A's output layer is not taken over; a new one takes its place.",
            ),
            tried=tried,
            received=received,
        )
    raise NotYet(
        say(
            ko=f"샘플마다 출력이 하나, 곧 크기가 ({n}, 1)이어야 합니다.",
            en=f"There should be one output for each sample, of shape ({n}, 1).",
        ),
        say(
            ko="새 출력층을 얹었습니까? 그 층의 뉴런은 몇 개입니까?",
            en="Is the new output layer there? How many units does it have?",
        ),
        tried=tried,
        received=received,
    )


def _check_which_layers(model, a, n_hidden, tried):
    wanted = [f"hidden_{number}" for number in range(1, n_hidden + 1)]
    taken = _taken(model, a)
    if taken == wanted:
        return
    received = _found(taken)
    if "output" in taken:
        raise NotYet(
            say(
                ko="A의 출력층까지 가져왔습니다.",
                en="A's output layer was taken over as well.",
            ),
            say(
                ko="A의 출력층은 언제나 버리고, 은닉층 위에 새 출력층을 바로 얹습니다.",
                en="A's output layer is always dropped; the new one stands directly on a hidden layer.",
            ),
            tried=tried,
            received=received,
        )
    if taken and taken == wanted[: len(taken)]:
        missing = wanted[len(taken)]
        kernel, _ = a.get_layer(missing).get_weights()
        if any(variable.shape == kernel.shape for variable in model.weights):
            raise NotYet(
                say(
                    ko=f"A와 크기가 같은 층이 있지만 A의 가중치가 들어 있지 않습니다: `{missing}`.",
                    en=f"`{missing}` is there, but without A's weights.",
                ),
                say(
                    ko="가져올 층마다 가중치를 복사했는지 보세요.",
                    en="See whether the weights of every layer that is taken over are copied.",
                ),
                tried=tried,
                received=received,
            )
        raise NotYet(
            say(
                ko=f"A의 은닉층을 {n_hidden}개가 아니라 {len(taken)}개만 가져왔습니다.",
                en=f"{len(taken)} of A's hidden layers came over, not {n_hidden}.",
            ),
            say(
                ko="`model_a.layers`의 첫 층은 은닉층이 아니라 `Flatten`입니다. 가중치가 없는 층은 은닉층의 수에 들지 않습니다.",
                en="The first of `model_a.layers` is `Flatten`, not a hidden layer. A layer without weights does not count as one.",
            )
            if len(taken) == n_hidden - 1
            else say(
                ko="가져올 은닉층의 수는 언제나 `n_hidden`입니다.",
                en="How many hidden layers to take is always `n_hidden`.",
            ),
            tried=tried,
            received=received,
        )
    if wanted == taken[:n_hidden]:
        raise NotYet(
            say(
                ko=f"A의 은닉층을 {n_hidden}개가 아니라 {len(taken)}개 가져왔습니다.",
                en=f"{len(taken)} of A's hidden layers came over, more than {n_hidden}.",
            ),
            say(
                ko="가져올 은닉층의 수는 `n_hidden`이 정합니다. 그보다 위의 은닉층은 버립니다.",
                en="`n_hidden` decides: the hidden layers above are dropped.",
            ),
            tried=tried,
            received=received,
        )
    if not taken:
        raise NotYet(*_NOT_THE_WEIGHTS, tried=tried, received=received)
    raise NotYet(
        say(
            ko="가져온 층이 A의 아래쪽 층과 다릅니다.",
            en="The layers that came over are not A's lower ones.",
        ),
        say(
            ko="입력에서 시작해 `n_hidden`번째 은닉층까지, 빠짐없이 가중치와 함께 가져오세요.",
            en="Take everything from the input to hidden layer number `n_hidden`, each with its weights.",
        ),
        tried=tried,
        received=received,
    )


def _new_output(model, a, tried):
    """Return kernel and bias of the new output, as variables; raise if there is more than that."""
    old = [each for layer in a.layers for each in layer.get_weights()]
    new = [
        variable
        for variable in model.weights
        if not any(np.array_equal(variable.numpy(), each) for each in old)
    ]
    new.sort(key=lambda variable: -len(variable.shape))
    shapes = [tuple(variable.shape) for variable in new]
    if shapes and len(shapes[0]) == 2 and shapes[0][1] == 1 and shapes[1:] in ([], [(1,)]):
        return new
    raise NotYet(
        say(
            ko="가져온 층 위에 있는 것이 뉴런 하나짜리 출력층 하나가 아닙니다.",
            en="What stands on the reused layers is not a single output layer of one unit.",
        ),
        say(
            ko="가져온 층과 새 출력층 사이에 다른 층이 있지 않습니까?",
            en="Is there another layer between the reused ones and the new output?",
        ),
        tried=tried,
        received=say(
            ko=f"새로 생긴 가중치의 크기: {', '.join(map(shown, shapes)) or '없음'}",
            en=f"shapes of the new weights: {', '.join(map(shown, shapes)) or 'none'}",
        ),
    )


def _not_on_top(tried):
    return NotYet(
        say(
            ko="A의 가중치는 있지만, 새 출력이 가져온 마지막 은닉층의 출력에서 나오지 않습니다.",
            en="A's weights are there, but the new output is not computed from the last reused layer as A has it.",
        ),
        say(
            ko="층의 순서가 A와 같습니까? 가져온 층의 활성화 함수가 바뀌거나 빠지지 않았습니까?",
            en="Are the layers in A's order? Has an activation of the reused layers changed, or got lost?",
        ),
        tried=tried,
    )


def _check_probability(values, inside, n_hidden, tried):
    """Raise unless the outputs are the logistic function of an affine function of the last reused layer."""
    features = inside[f"hidden_{n_hidden}"]
    if np.allclose(values, 1, atol=1e-6):
        raise NotYet(
            say(
                ko="어떤 입력에도 출력이 1입니다.",
                en="The output is 1 for every input.",
            ),
            say(
                ko="소프트맥스는 출력의 합을 1로 만듭니다. 출력이 하나뿐이면 무엇이 됩니까?",
                en="Softmax makes the outputs add up to 1. What does that mean where there is only one?",
            ),
            tried=tried,
        )
    if values.min() <= 0 or values.max() >= 1:
        no_sigmoid = affine_in(values, features)
        raise NotYet(
            say(
                ko="출력이 확률이 아닙니다. 새 뉴런에 시그모이드가 없습니다."
                if no_sigmoid
                else "출력이 0과 1 사이의 확률이 아닙니다.",
                en="The output is not a probability: the new unit has no sigmoid."
                if no_sigmoid
                else "The output is not a probability between 0 and 1.",
            ),
            say(
                ko="`Dense`는 `activation`을 주지 않으면 활성화 함수를 쓰지 않습니다."
                if no_sigmoid
                else "새 출력층의 활성화 함수를 확인하세요.",
                en="Without `activation`, a `Dense` layer has none."
                if no_sigmoid
                else "Check the activation of the new output layer.",
            ),
            tried=tried,
            received=literal(shown(values[:3])),
        )
    if affine_in(np.log(values / (1 - values)), features):
        return
    if affine_in(values, features):
        raise NotYet(
            say(
                ko="새 뉴런의 활성화 함수가 시그모이드가 아닙니다.",
                en="The activation of the new unit is not the sigmoid.",
            ),
            say(
                ko="이름이 비슷한 다른 함수를 쓰지 않았습니까?",
                en="Did you take another function of a similar name?",
            ),
            tried=tried,
        )
    raise _not_on_top(tried)


def _check_one_step(model, a, X, kernel, tried):
    """Raise unless a training step changes the new output, and A stays as it was."""
    before, start = weights(a), kernel.numpy()
    y = (X.reshape(len(X), -1)[:, :1] > 0).astype("float32")
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy", run_eagerly=True)
    call(model.train_on_batch, X, y, tried=tried)
    if not same_weights(before, weights(a)):
        raise _shared(tried)
    if np.array_equal(start, kernel.numpy()):
        raise NotYet(
            say(
                ko="새 출력층이 동결되어 있어서 훈련해도 아무것도 배우지 못합니다.",
                en="The new output layer is frozen, and training teaches it nothing.",
            ),
            say(
                ko="동결한다면 가져온 층만 동결해야 합니다.",
                en="If anything is frozen, it should be the reused layers only.",
            ),
            tried=tried,
        )


# ---------------------------------------------------------------------------------------------------------------
# Preparing a step of the procedure
# ---------------------------------------------------------------------------------------------------------------

_MODELS = (
    ((8, 7, 6, 5), ((4, 0.5), (2, 0.1), (0, 0.2), (3, 0.4))),
    ((8, 7), ((2, 0.3), (1, 0.2))),
)
"""Widths of the hidden layers of each model that is tried; frozen layers and learning rate of its stages in order."""


@exercise(
    "prepare-a-stage",
    title=say(ko="한 단계 준비하기", en="Prepare one stage"),
    kind="implement",
    hint=say(
        ko="`model.layers`를 돌면서 모든 층의 `trainable`을 `True`로 되돌리고, 가중치가 있는 층(`layer.weights`가 비어 있지 않은 층) 가운데 앞의 `n_frozen`개를 `False`로 하고, 마지막에 새 옵티마이저로 컴파일합니다.",
        en="Go through `model.layers` and set `trainable` of each back to `True`; among the layers with weights (those whose `layer.weights` is not empty) set the first `n_frozen` to `False`; compile at the end, with a new optimizer.",
    ),
)
def _prepare_a_stage(prepare):
    a_function(prepare)
    settings = {"output_activation": "sigmoid", "seed": 3}
    rng = np.random.default_rng(5)
    X = rng.normal(0, 1.5, (24, 4, 3)).astype("float32")
    y = (rng.random((24, 1)) < 0.5).astype("float32")
    with seeded(5):
        for widths, stages in _MODELS:
            model, twin = (_network(widths, "tanh", 1, (4, 3), **settings) for _ in range(2))
            previous = None
            for n_frozen, rate in stages:
                tried = _stage_text(len(widths), n_frozen, rate, previous)
                _stage(prepare, model, twin, X, y, n_frozen, rate, previous, tried)
                previous = n_frozen, rate
    return say(
        ko="단계마다 아래쪽 층만 그대로 남고 나머지는 정한 학습률로 움직이며, 앞 단계에서 동결한 층도 다시 훈련됩니다.",
        en="In each stage the lowest layers stay, all others move at the learning rate that was given, and layers frozen before train again.",
    )


def _stage_text(n_hidden, n_frozen, rate, previous):
    code = f"`prepare(model, {n_frozen}, {rate:g})`"
    if previous is None:
        return say(
            ko=f"은닉층이 {n_hidden}개인 새 모델에 {code}를 적용하고 두 스텝 훈련",
            en=f"{code} with a new model of {n_hidden} hidden layers, then two training steps",
        )
    return say(
        ko=f"`n_frozen = {previous[0]}`인 상태로 준비해 훈련한 모델에 {code}를 적용하고 두 스텝 더 훈련",
        en=f"{code} with the model trained before with `n_frozen = {previous[0]}`, then two more steps",
    )


def _stage(prepare, model, twin, X, y, n_frozen, rate, previous, tried):
    """Let the answer prepare the model, train two steps and compare."""
    before = weights(model)
    found = keras_model(call(prepare, model, n_frozen, rate, tried=tried), tried=tried)
    if not same_weights(before, weights(found)):
        raise NotYet(
            say(
                ko="준비하는 동안 모델의 가중치가 달라졌거나, 층이 다른 모델이 돌아왔습니다.",
                en="Preparing the model changed its weights, or a model with other layers came back.",
            ),
            say(
                ko="준비는 `trainable`을 정하고 컴파일하는 것뿐입니다. 받은 모델을 훈련하거나 새로 만들지 마세요.",
                en="To prepare means to set `trainable` and to compile. Do not train the model or make it anew.",
            ),
            tried=tried,
        )
    if found is not model:
        raise NotYet(
            say(
                ko="받은 모델이 아니라 복사본이 돌아왔습니다. 받은 모델은 훈련할 준비가 되지 않았습니다.",
                en="A copy came back; the model that was passed in is not ready to train.",
            ),
            say(
                ko="받은 모델의 층에 `trainable`을 정하고, 그 모델을 컴파일해서 돌려주세요.",
                en="Set `trainable` on the layers of the model that came in, compile it, and return it.",
            ),
            tried=tried,
        )
    if not model.compiled:
        raise NotYet(
            say(ko="컴파일되지 않은 모델이 돌아왔습니다.", en="The model that came back is not compiled."),
            say(
                ko="`trainable`을 정한 다음 `model.compile(…)`을 부르세요.",
                en="Call `model.compile(…)` after setting `trainable`.",
            ),
            tried=tried,
        )
    trains = {id(variable) for variable in model.trainable_weights}
    flags = [id(variable) in trains for variable in model.weights[::2]]
    for number_ in (1, 2):
        before = weights(model)
        gradients = _gradients(twin, before, X, y)
        _train_once(model, X, y, tried)
        steps = [after - start for after, start in zip(weights(model), before, strict=True)]
        _check_moved(model, steps, flags, n_frozen, previous, tried)
        if number_ == 1:
            _check_rate(steps[2 * n_frozen :], gradients[2 * n_frozen :], rate, previous, tried)
        elif not _follows(steps[2 * n_frozen :], gradients[2 * n_frozen :], rate):
            raise NotYet(
                say(
                    ko="첫 스텝은 맞지만 두 번째 스텝이 다릅니다. 옵티마이저가 지난 스텝을 기억하거나 학습률이 스텝마다 바뀝니다.",
                    en="The first step is right and the second is not: the optimizer remembers the step before, or its learning rate changes from step to step.",
                ),
                say(
                    ko="여기서는 모멘텀이 없는 `SGD`를 주어진 학습률 그대로 씁니다.",
                    en="What is asked for is `SGD` without momentum, at the learning rate that is given.",
                ),
                tried=tried,
            )
    # The gradients here are too small for a threshold to show.
    clipping = [
        name
        for name in ("clipvalue", "clipnorm", "global_clipnorm")
        if getattr(model.optimizer, name, None) is not None
    ]
    if clipping:
        raise NotYet(
            say(
                ko="옵티마이저가 그레이디언트를 자릅니다.",
                en="The optimizer clips the gradient.",
            ),
            _NO_OTHER_SETTING,
            tried=tried,
            received=literal(f"`{clipping[0]}={getattr(model.optimizer, clipping[0])}`"),
        )


_NO_OTHER_SETTING = say(
    ko="모멘텀 없는 `SGD`와 이진 교차 엔트로피입니까? 클리핑이나 가중치 감쇠 같은 다른 설정도 걸음을 바꿉니다.",
    en="Is it `SGD` without momentum, and binary cross-entropy? Other settings, such as clipping or weight decay, change the steps too.",
)


def _gradients(twin, values, X, y):
    twin.set_weights(values)
    with tf.GradientTape() as tape:
        loss = keras.losses.BinaryCrossentropy()(y, twin(X, training=True))
    return [np.array(each, "float64") for each in tape.gradient(loss, [each.value for each in twin.weights])]


def _train_once(model, X, y, tried):
    try:
        model.train_on_batch(X, y)
    except Exception as error:  # the learner's compile may have set anything
        text = f"`{type(error).__name__}: {shown(str(error).replace('`', ''), 140)}`"
        raise NotYet(
            say(
                ko="준비한 모델을 훈련하니 예외가 났습니다.",
                en="Training the prepared model raised an exception.",
            ),
            say(
                ko="컴파일에 쓰는 옵티마이저를 단계마다 새로 만듭니까? 손실의 이름은 맞습니까?",
                en="Does each stage compile with an optimizer of its own? Is the name of the loss right?",
            ),
            tried=tried,
            received=literal(text),
        ) from error


def _check_moved(model, steps, flags, n_frozen, previous, tried):
    """Raise unless exactly the upper layers moved."""
    halves = [
        (bool(np.any(kernel)), bool(np.any(bias)))
        for kernel, bias in zip(steps[::2], steps[1::2], strict=True)
    ]
    moved = [any(half) for half in halves]
    right = [place >= n_frozen for place in range(len(flags))]
    if moved == right:
        return
    names = [layer.name for layer in model.layers if layer.weights]
    listed = ", ".join(name for name, each in zip(names, moved, strict=True) if each)
    received = say(ko=f"움직인 층: {listed or '없음'}", en=f"layers that moved: {listed or 'none'}")
    if not any(moved):
        broke = say(
            ko="훈련해도 아무 층도 움직이지 않습니다.",
            en="No layer moves in training.",
        )
        hint = say(
            ko="모델 자신의 `trainable`이 `False`이면 층의 `trainable`이 `True`여도 훈련되지 않습니다."
            if not model.trainable
            else "동결하지 않을 층의 `trainable`, 학습률, 손실의 이름을 확인하세요.",
            en="Where `trainable` of the model itself is `False`, nothing in it trains, whatever its layers say."
            if not model.trainable
            else "Check `trainable` of the layers that are not to be frozen, the learning rate, and the name of the loss.",
        )
    elif any(kernel != bias for kernel, bias in halves):
        broke = say(
            ko="한 층에서 커널과 편향 가운데 하나만 움직입니다.",
            en="In one layer only the kernel moves or only the bias, not both.",
        )
        hint = say(
            ko="동결은 변수가 아니라 층의 `trainable`로 합니다.",
            en="A layer is frozen by its own `trainable`, not by that of a variable.",
        )
    elif flags == right:
        broke = say(
            ko="`trainable`은 바르게 바뀌었지만 훈련은 앞 단계의 층을 그대로 움직입니다.",
            en="`trainable` is set as it should be, but training still moves the layers of the stage before.",
        )
        hint = say(
            ko="어느 층이 훈련되는지는 컴파일한 뒤의 첫 훈련 스텝에서 정해집니다. 단계마다 다시 컴파일합니까?",
            en="Which layers train is decided at the first training step after `compile`. Do you compile again in every stage?",
        )
    elif moved == [place >= n_frozen - 1 for place in range(len(flags))]:
        broke = say(
            ko=f"가중치가 있는 층을 {n_frozen}개 동결해야 하는데 한 층이 모자랍니다.",
            en=f"One layer too few is frozen: there should be {n_frozen} that hold weights.",
        )
        hint = say(
            ko="`model.layers`의 첫 층은 `Flatten`이고, 동결할 가중치가 없습니다.",
            en="The first of `model.layers` is `Flatten`, which has no weights to freeze.",
        )
    elif n_frozen and moved == right[::-1]:
        broke = say(
            ko="아래쪽이 아니라 위쪽 층이 동결되었습니다.",
            en="The upper layers are frozen, not the lower ones.",
        )
        hint = say(
            ko="아래쪽은 입력에 가까운 층, 곧 `model.layers`의 앞쪽입니다.",
            en="Lower layers are near the input, at the beginning of `model.layers`.",
        )
    elif not moved[-1]:
        broke = say(
            ko="출력층이 움직이지 않습니다.",
            en="The output layer does not move.",
        )
        hint = say(
            ko="동결하지 않을 층의 `trainable`이 `True`인지 보세요.",
            en="See whether `trainable` is `True` for the layers that are not to be frozen.",
        )
    elif previous and not any(moved[:n_frozen]):
        broke = say(
            ko="훈련되어야 할 층이 움직이지 않습니다. 앞 단계에서 동결한 층이 아직 동결되어 있습니다.",
            en="A layer that should train does not move: layers frozen in an earlier stage are still frozen.",
        )
        hint = say(
            ko="풀어야 할 층의 `trainable`을 층마다 정하세요. 모델의 `trainable`이 이미 `True`이면 `model.trainable = True`는 아무 일도 하지 않습니다.",
            en="Set `trainable` of the layers to unfreeze, one by one. Where the model's own `trainable` is `True` already, `model.trainable = True` does nothing.",
        )
    elif any(moved[:n_frozen]):
        broke = say(
            ko="동결해야 할 층이 훈련에서 움직였습니다.",
            en="A layer that should be frozen moved in training.",
        )
        hint = say(
            ko=f"가중치가 있는 층 가운데 입력에 가까운 {n_frozen}개의 `trainable`을 출력해 보세요.",
            en=f"Among the layers with weights, print `trainable` of the {n_frozen} nearest to the input.",
        )
    else:
        broke = say(
            ko="너무 많은 층이 동결되었습니다.",
            en="Too many layers are frozen.",
        )
        hint = say(
            ko=f"동결할 층은 가중치가 있는 층 가운데 앞의 {n_frozen}개뿐입니다.",
            en=f"Only the first {n_frozen} of the layers with weights are to be frozen.",
        )
    raise NotYet(broke, hint, tried=tried, received=received)


def _follows(steps, gradients, rate):
    """Whether weights moved by minus the learning rate times the gradient."""
    return all(
        np.allclose(step, -rate * gradient, rtol=5e-3, atol=3e-6)
        for step, gradient in zip(steps, gradients, strict=True)
    )


def _check_rate(steps, gradients, rate, previous, tried):
    """Raise unless the layers that train moved by minus the learning rate times the gradient."""
    if _follows(steps, gradients, rate):
        return
    step, gradient = (np.concatenate([np.ravel(each) for each in some]) for some in (steps, gradients))
    factor = -float(step @ gradient / (gradient @ gradient))
    alike = factor * np.linalg.norm(gradient) / np.linalg.norm(step)
    if alike < 0.9999:
        raise NotYet(
            say(
                ko="맞는 층이 움직이지만, 그레이디언트를 따라 움직이지 않습니다.",
                en="The right layers move, but not along the gradient.",
            ),
            _NO_OTHER_SETTING,
            tried=tried,
        )
    received = say(
        ko=f"한 스텝은 학습률 {factor:.3g}일 때의 길이입니다",
        en=f"the step is as long as with a learning rate of {factor:.3g}",
    )
    old = previous is not None and np.isclose(factor, previous[1], rtol=0.01)
    raise NotYet(
        say(
            ko="앞 단계의 학습률이 그대로 남아 있습니다."
            if old
            else "맞는 층이 움직이지만, 정한 학습률로 움직이지 않습니다.",
            en="The learning rate of the stage before is still in use."
            if old
            else "The right layers move, but not at the learning rate that was given.",
        ),
        say(
            ko="`learning_rate`로 옵티마이저를 새로 만들어 컴파일하세요.",
            en="Make a new optimizer with `learning_rate`, and compile with it.",
        ),
        tried=tried,
        received=received,
    )


# ---------------------------------------------------------------------------------------------------------------
# What frozen layers drop
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "predict-dropped-pixel",
    title=say(ko="버려진 픽셀", en="The dropped pixel"),
    kind="predict",
    hint=say(
        ko="네 이미지의 은닉층 출력을 `reused(X)`로 보세요. 출력층에게는 어느 이미지와 어느 이미지가 똑같습니까? 똑같은 이미지들 가운데 절반이 1이라면, 출력층이 낼 수 있는 가장 좋은 확률은 얼마이고 그때 손실 −log(맞는 클래스의 확률)는 얼마입니까?",
        en="Look at the hidden outputs of the four images with `reused(X)`. Which images are the same to the output layer? If half of the images that look the same are a 1, what is the best probability that the output layer can give, and what is the loss, −log(probability of the right class), then?",
    ),
)
def _predict_dropped_pixel(prediction, measured):
    predicted = one_number(prediction, "prediction")
    best = np.log(2.0)
    value = one_number(measured, "measured")
    frozen = [
        Mistake(
            value,
            say(
                ko="가져온 층이 동결되어 있다면 손실이 이만큼 작아질 수 없습니다.",
                en="With the reused layer frozen, the loss cannot become as small as this.",
            ),
            say(
                ko="`reused.trainable`이 `False`인 채로 컴파일했는지, 커널이 처음과 같은지, `y`가 둘째 픽셀인지 보세요.",
                en="See whether the model was compiled with `reused.trainable` at `False`, whether the kernel is what it was, and whether `y` is the second pixel.",
            ),
        )
    ] * bool(0 <= value < 0.99 * best)
    number(
        measured,
        best,
        name="measured",
        broke=say(
            ko="훈련을 마친 뒤의 손실이 아닙니다.",
            en="This is not the loss at the end of the training.",
        ),
        hint=say(
            ko="300스텝을 모두 훈련한 다음 `evaluate`로 손실을 재세요.",
            en="Train for all 300 steps, then measure the loss with `evaluate`.",
        ),
        mistakes=[
            Mistake(
                0.5,
                say(
                    ko="손실이 아니라 정확도이거나 모델이 낸 확률입니다.",
                    en="This is the accuracy, or a probability from the model, not the loss.",
                ),
                say(
                    ko="`evaluate`가 돌려주는 값이 손실입니다.",
                    en="What `evaluate` returns is the loss.",
                ),
            ),
            Mistake(
                0.25,
                say(
                    ko="교차 엔트로피가 아니라 제곱 오차입니다.",
                    en="This is the squared error, not the cross-entropy.",
                ),
                say(
                    ko="주어진 모델을 다시 컴파일하지 말고 그대로 훈련하세요.",
                    en="Train the given model as it is, without compiling it anew.",
                ),
            ),
            Mistake(
                4 * best,
                say(
                    ko="네 이미지의 손실을 더한 값입니다.",
                    en="This is the sum over the four images.",
                ),
                say(
                    ko="`evaluate`는 샘플마다의 손실을 평균한 값을 돌려줍니다.",
                    en="`evaluate` gives the mean over the samples.",
                ),
            ),
            *frozen,
        ],
        rtol=4e-3,
    )
    if np.isclose(predicted, best, rtol=0.05):
        return AGREE
    return say(
        ko=f"측정은 맞습니다. 예상: {predicted:,g}. 동결한 층이 둘째 픽셀을 버렸기 때문에, 아무리 훈련해도 출력층은 반반으로 찍을 수밖에 없습니다.",
        en=f"The measurement is right; the prediction was {predicted:,g}. The frozen layer has dropped the second pixel, and no training of the output layer does better than guess at even odds.",
    )


# ---------------------------------------------------------------------------------------------------------------
# A model within a budget
# ---------------------------------------------------------------------------------------------------------------

_WIDTHS, _SHAPE, _BUDGET, _N_CLASSES = (60, 50, 40, 30), (20, 20), 3_500, 4


@exercise(
    "design-within-budget",
    title=say(ko="파라미터 3,500개로 만드는 모델 B", en="A model B with 3,500 parameters to train"),
    kind="design",
    hint=say(
        ko="A의 층마다 파라미터의 수를 적어 보세요(`model_a.summary()`). 몇 층까지 가져올지 정하면 출력층의 크기가 정해집니다. 남은 예산으로 맨 위의 은닉층을 몇 개까지 풀거나, 새 은닉층을 얼마나 넓게 얹을 수 있습니까?",
        en="Write down the parameters of each of A's layers (`model_a.summary()`). How many layers you take fixes the size of the output layer. How many of the top hidden layers can you unfreeze with what is left, or how wide may a new hidden layer be?",
    ),
)
def _design_within_budget(make_model_b):
    a_function(make_model_b)
    with seeded(13):
        a = _network(_WIDTHS, "relu", 10, _SHAPE, seed=17)
        X = np.random.default_rng(2).normal(0, 1, (40, *_SHAPE)).astype("float32")
        before = _state(a)
        tried = literal("`make_model_b(model_a)`")
        model = keras_model(call(make_model_b, a, tried=tried), tried=tried)
        values = outputs(model, X.copy(), tried=tried)
        _check_a(model, a, before, tried)
        _check_four_probabilities(values, len(X), tried)
        trained, n_reused = _check_plan(model, a, tried)
        _check_reused_part(model, a, n_reused, X, tried)
        count = sum(int(np.prod(variable.shape)) for variable in model.trainable_weights)
    if count > _BUDGET:
        raise NotYet(
            say(
                ko=f"훈련되는 파라미터가 {count:,}개여서 {_BUDGET:,}개를 넘습니다.",
                en=f"{count:,} parameters train, which is more than {_BUDGET:,}.",
            ),
            say(
                ko="어느 층이 가장 많이 차지합니까? 그 층을 동결하거나, 더 좁은 층을 훈련하세요.",
                en="Which layer takes the largest part? Freeze it, or train a narrower one.",
            ),
            tried=tried,
        )
    n_frozen = n_reused - trained
    return say(
        ko=f"A의 은닉층 {n_reused}개를 가져와 {n_frozen}개를 동결했고, 훈련되는 파라미터는 {count:,}개입니다.",
        en=f"The model reuses {n_reused} of A's hidden layers, {n_frozen} of them frozen, and trains {count:,} parameters.",
    )


def _check_four_probabilities(values, n, tried):
    if values.shape != (n, _N_CLASSES):
        raise NotYet(
            say(
                ko=f"이미지마다 출력이 {_N_CLASSES}개여야 합니다.",
                en=f"There should be {_N_CLASSES} outputs for each image.",
            ),
            say(
                ko="A의 출력층을 버리고, B의 클래스 수만큼 뉴런이 있는 새 출력층을 얹으세요.",
                en="Drop A's output layer and put a new one on top, with a unit for each of B's classes.",
            ),
            tried=tried,
            received=say(
                ko=f"출력의 크기 {shown(values.shape)}", en=f"outputs of shape {shown(values.shape)}"
            ),
        )
    if values.min() < -1e-6 or not np.allclose(values.sum(axis=1), 1, atol=1e-4):
        raise NotYet(
            say(
                ko="출력이 네 클래스의 확률이 아닙니다.",
                en="The outputs are not probabilities of the four classes.",
            ),
            say(
                ko="이미지마다 출력의 합이 1이 되게 하는 활성화 함수는 무엇입니까?",
                en="Which activation makes the outputs of each image add up to 1?",
            ),
            tried=tried,
            received=say(
                ko=f"이미지 하나의 출력 {shown(values[0])}",
                en=f"the outputs of one image: {shown(values[0])}",
            ),
        )


def _check_plan(model, a, tried):
    """Return how many reused layers train and how many are reused, or say what is off in the plan."""
    taken = _taken(model, a)
    received = _found(taken)
    if "output" in taken:
        raise NotYet(
            say(
                ko="A의 출력층까지 가져왔습니다.",
                en="A's output layer was taken over as well.",
            ),
            say(
                ko="A의 출력은 다른 작업의 클래스입니다. 은닉층까지만 가져오세요.",
                en="A's outputs are the classes of another task. Take over hidden layers only.",
            ),
            tried=tried,
            received=received,
        )
    n_reused = len(taken)
    if not taken:
        raise NotYet(*_NOT_THE_WEIGHTS, tried=tried, received=received)
    if taken != [f"hidden_{number}" for number in range(1, n_reused + 1)] or n_reused < 2:
        raise NotYet(
            say(
                ko="A의 은닉층을 맨 아래부터 이어서 둘 이상 가져와야 합니다.",
                en="At least two of A's hidden layers should be reused, from the lowest upwards.",
            ),
            say(
                ko="가져온 층의 가중치가 A와 같은지, 빠진 층이 없는지 보세요.",
                en="See whether the reused layers have A's weights, and whether one is left out.",
            ),
            tried=tried,
            received=received,
        )
    trains = {id(variable) for variable in model.trainable_weights}
    old = {name: a.get_layer(name).get_weights()[0] for name in taken}
    reused = [
        any(id(each) in trains and np.array_equal(each.numpy(), kernel) for each in model.weights)
        for kernel in old.values()
    ]
    new = [
        each
        for each in model.weights
        if len(each.shape) > 1 and not any(np.array_equal(each.numpy(), kernel) for kernel in old.values())
    ]
    states = ", ".join(f"{name} {'✓' if each else '✗'}" for name, each in zip(taken, reused, strict=True))
    states = say(
        ko=f"가져온 층(훈련됨 ✓, 동결 ✗): {states}", en=f"reused layers (trains ✓, frozen ✗): {states}"
    )
    if any(id(each) not in trains for each in new):
        raise NotYet(
            say(
                ko="새로 만든 층이 동결되어 있습니다. 무작위 가중치가 그대로 남습니다.",
                en="A new layer is frozen, and keeps its random weights forever.",
            ),
            say(
                ko="모델 전체가 아니라 가져온 층만 동결하세요.",
                en="Freeze reused layers only, not the whole model.",
            ),
            tried=tried,
            received=states,
        )
    if sorted(reused) != reused:
        raise NotYet(
            say(
                ko="동결한 층 아래에 훈련되는 층이 있습니다.",
                en="There is a layer that trains below a frozen one.",
            ),
            say(
                ko="입력에 가까운 층부터 동결하고, 푸는 것은 위에서부터입니다.",
                en="Freeze from the input upwards; unfreeze from the top down.",
            ),
            tried=tried,
            received=states,
        )
    if sum(reused) + len(new) < 2:
        raise NotYet(
            say(
                ko="출력층 말고는 훈련되는 층이 없습니다.",
                en="No layer but the output layer trains.",
            ),
            say(
                ko="예산이 남습니다. 맨 위의 은닉층을 풀거나 새 은닉층을 얹으세요.",
                en="There is budget left: unfreeze a hidden layer at the top, or add a new one.",
            ),
            tried=tried,
            received=states,
        )
    return sum(reused), n_reused


def _check_reused_part(model, a, n_reused, X, tried):
    """Raise unless all that the model computes passes through the reused layers, one after another as in A."""
    layers = [a.get_layer(f"hidden_{number}").get_weights() for number in range(1, n_reused + 1)]
    own = [
        [next(each for each in model.weights if np.array_equal(each.numpy(), array)) for array in layer]
        for layer in layers
    ]
    taken = {id(each) for pair in own for each in pair}
    new = [each for each in model.trainable_weights if id(each) not in taken]
    for seed in range(23, 31):  # a narrow new layer may happen to be dead
        _redraw(new, seed)
        values = outputs(model, X.copy(), tried=tried)
        varied = values.std(axis=0).max() > 1e-3
        if varied:
            break

    def forced(place, level):
        """Return the output, the same for all images, with `level` as what a layer hands to its activation."""
        kernel, bias = own[place]
        kernel.assign(np.zeros(kernel.shape, "float32"))
        bias.assign(np.float32(level))
        found = outputs(model, X[:4].copy(), tried=tried)
        kernel.assign(layers[place][0])
        bias.assign(layers[place][1])
        return found if np.allclose(found, found[:1], atol=1e-6) else np.full_like(found, np.nan)

    rng = np.random.default_rng(31)
    levels = [rng.normal(0, 1.5, bias.shape) for _, bias in layers]
    into_first = X[0].ravel() @ layers[0][0] + layers[0][1]
    pairs = [(np.tile(values[0], (4, 1)), forced(0, into_first))]
    for place, level in enumerate(levels):
        passed_on = np.maximum(level, 0)
        if place + 1 < n_reused:
            kernel, bias = layers[place + 1]
            pairs.append((forced(place, level), forced(place + 1, passed_on @ kernel + bias)))
        else:
            pairs.append((forced(place, level), forced(place, passed_on)))
    if not varied or not all(np.allclose(one, other, atol=3e-5) for one, other in pairs):
        raise NotYet(
            say(
                ko="A의 가중치는 있지만, 가져온 층이 A에서처럼 차례로 이어져 있지 않습니다.",
                en="A's weights are there, but the reused layers do not work one after another as in A.",
            ),
            say(
                ko="층을 건너뛰거나, 사이나 아래에 다른 층을 넣거나, 가져온 층의 활성화 함수(ReLU)를 빠뜨리지 않았습니까?",
                en="Is a layer bypassed, is there another one between or below them, or has a reused layer lost its activation (ReLU)?",
            ),
            tried=tried,
        )
    _check_not_tied(model, a, X, values, tried)


# ---------------------------------------------------------------------------------------------------------------
# Open project
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "project-11-2",
    title=say(ko="나만의 질문", en="A question of your own"),
    kind="project",
    hint=say(
        ko="하나만 바꾸고 나머지는 모두 같게 두세요. 같은 시드라면 A도, 뽑은 레이블도 모든 설정에서 같아야 시드끼리 뺄 때 흩어짐이 줄어듭니다. 차이가 분명하지 않으면 시드를 늘리거나, `None`으로 결론지으세요.",
        en="Change one thing and keep all else equal. For one seed, all settings should have the same A and the same labels: then subtracting seed by seed removes most of the scatter. If the difference is not clear, add seeds, or conclude with `None`.",
    ),
)
def _project(question, results, better, higher_is_better=True):
    return judge_results(question, results, better, higher_is_better=higher_is_better)
