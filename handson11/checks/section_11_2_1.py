"""Checks of the exercises on transfer learning."""

import contextlib

import keras
import numpy as np

from handson11.checks._compare import (
    ROUNDED,
    Mistake,
    literal,
    number,
    numbers,
    of_shape,
    rounded_too_far,
    same,
)
from handson11.checks._exercises import exercise
from handson11.checks._guard import call
from handson11.checks._models import keras_model, outputs, same_weights, seeded, weights
from handson11.checks._outcomes import NotYet
from handson11.checks._texts import given, plain, say, shown

# ---------------------------------------------------------------------------------------------------------------
# How often each weight is updated
# ---------------------------------------------------------------------------------------------------------------

_STEPS = 14  # 420 samples in mini-batches of 32; the last one holds the 4 that are left over
_LAST_BATCH = (
    say(
        ko="에포크의 마지막 미니배치를 세지 않았습니다.",
        en="The last mini-batch of each epoch is missing.",
    ),
    say(
        ko="32개씩 나누고 남은 샘플로도 `fit`은 가중치를 한 번 갱신합니다.",
        en="What is left over after dividing by 32 makes a mini-batch too, and `fit` updates the weights on it.",
    ),
)
_POOLED = (
    say(
        ko="모든 에포크의 샘플을 한데 모아 32로 나눈 값과 같습니다.",
        en="This is what the samples of all epochs make, taken together and divided by 32.",
    ),
    say(
        ko="작은 미니배치도 한 번의 갱신입니다. 에포크마다 미니배치가 몇 개입니까?",
        en="A smaller mini-batch is one whole update. How many mini-batches are there in an epoch?",
    ),
)
_SAMPLES = (
    say(ko="샘플마다 한 번씩 갱신한 것으로 세었습니다.", en="This counts an update for each sample."),
    say(ko="가중치는 미니배치마다 한 번 갱신됩니다.", en="The weights are updated once for each mini-batch."),
)
_EPOCHS = (
    say(ko="갱신 수가 아니라 에포크 수입니다.", en="This is the number of epochs, not of updates."),
    say(
        ko="한 에포크에 미니배치가 여러 개 있고, 미니배치마다 한 번 갱신됩니다.",
        en="An epoch has several mini-batches, and each of them is one update.",
    ),
)
_ONE_EPOCH = (
    say(ko="한 에포크의 갱신 수입니다.", en="These are the updates of a single epoch."),
    say(
        ko="이 가중치가 훈련되는 에포크는 몇 번입니까?",
        en="In how many epochs do these weights train?",
    ),
)


@exercise(
    "two-phase-updates",
    title=say(ko="가중치는 몇 번 갱신될까요?", en="How many updates does a weight get?"),
    kind="compute",
    hint=say(
        ko="한 에포크의 스텝 수는 `np.ceil(샘플 수 / 배치 크기)`입니다. 여기에, 그 가중치가 동결되어 있지 않은 에포크의 수를 곱하세요.",
        en="An epoch has `np.ceil(samples / batch size)` steps. Multiply by the number of epochs in which the weight is not frozen.",
    ),
)
def _two_phase_updates(new_layer, reused_layers):
    _updates(
        new_layer,
        "new_layer",
        4 + 16,
        [
            Mistake(
                _STEPS * 16,
                say(ko="두 번째 단계만 세었습니다.", en="This counts the second phase only."),
                say(
                    ko="첫 단계에서 새 출력층은 동결되어 있습니까?",
                    en="Is the new output layer frozen in the first phase?",
                ),
            ),
            Mistake(
                _STEPS * 4,
                say(ko="첫 단계만 세었습니다.", en="This counts the first phase only."),
                say(
                    ko="두 번째 단계에서 새 출력층은 훈련을 멈춥니까?",
                    en="Does the new output layer stop training in the second phase?",
                ),
            ),
        ],
    )
    _updates(
        reused_layers,
        "reused_layers",
        16,
        [
            Mistake(
                _STEPS * (4 + 16),
                say(
                    ko="동결되어 있던 에포크까지 세었습니다.",
                    en="This counts the epochs in which they are frozen as well.",
                ),
                say(
                    ko="동결된 층의 가중치는 갱신되지 않습니다.",
                    en="The weights of a frozen layer are not updated.",
                ),
            ),
            Mistake(
                _STEPS * 4,
                say(
                    ko="동결된 첫 단계의 스텝을 세었습니다.",
                    en="These are the steps of the first phase, in which they are frozen.",
                ),
                say(
                    ko="재사용한 층이 훈련되는 것은 어느 단계입니까?",
                    en="In which phase do the reused layers train?",
                ),
            ),
            Mistake(
                0,
                say(
                    ko="재사용한 층도 두 번째 단계에서는 훈련됩니다.",
                    en="In the second phase the reused layers train too.",
                ),
                say(
                    ko="동결을 푸는 것은 언제이고, 그 뒤로 몇 에포크가 남아 있습니까?",
                    en="When are they unfrozen, and how many epochs are left then?",
                ),
            ),
            Mistake(
                _STEPS * 16 * 5,
                say(
                    ko="층마다 따로 세어 더했습니다.",
                    en="This adds up the updates of the five layers.",
                ),
                say(
                    ko="한 번의 갱신에서 동결되지 않은 층이 모두 함께 움직입니다.",
                    en="One update moves all layers that are not frozen, together.",
                ),
            ),
        ],
    )
    return say(
        ko="남은 샘플로 만든 작은 미니배치도 한 번의 갱신이고, 동결된 층은 그동안 제자리에 있습니다.",
        en="A smaller mini-batch at the end is an update too, and frozen layers stay where they are meanwhile.",
    )


def _updates(answer, name, epochs, mistakes):
    number(
        answer,
        _STEPS * epochs,
        name=name,
        broke=say(
            ko="이 가중치가 갱신되는 횟수가 아닙니다.",
            en="This is not how often these weights are updated.",
        ),
        hint=say(
            ko="한 에포크에 미니배치가 몇 개인지부터 세고, 그다음 이 가중치가 훈련되는 에포크를 세세요.",
            en="First count the mini-batches of an epoch, then the epochs in which these weights train.",
        ),
        mistakes=[
            Mistake((_STEPS - 1) * epochs, *_LAST_BATCH),
            *(Mistake(count(420 / 32 * epochs), *_POOLED) for count in (float, np.floor, np.ceil)),
            *mistakes,
            Mistake((_STEPS - 1) * (4 + 16), *_LAST_BATCH),
            Mistake((_STEPS - 1) * 16, *_LAST_BATCH),
            Mistake(420 / 32 * 20, *_POOLED),
            Mistake(420 / 32 * 16, *_POOLED),
            Mistake(420 * epochs, *_SAMPLES),
            Mistake(420 * 20, *_SAMPLES),
            Mistake(20, *_EPOCHS),
            Mistake(16, *_EPOCHS),
            Mistake(_STEPS, *_ONE_EPOCH),
            Mistake(_STEPS - 1, *_LAST_BATCH),
        ],
        rtol=1e-6,
    )


# ---------------------------------------------------------------------------------------------------------------
# Models to try the answers with
# ---------------------------------------------------------------------------------------------------------------


def _fill(model, seed):
    """Give every weight of a model a value of its own, variances positive, as after some training."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        scale = 1.2 / np.sqrt(weight.shape[0]) if len(weight.shape) > 1 else 0.3
        values = scale * rng.normal(size=weight.shape)
        if "variance" in weight.path or "gamma" in weight.path:
            values = rng.uniform(0.5, 2.0, weight.shape)
        weight.assign(values.astype("float32"))
    return model


def _batch(model, n, seed):
    shape = (n, *model.input_shape[1:])
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def _dense(shape, sizes, activation, last, *, normalized=False, flat=True, frozen=(), seed=0):
    """Return a Sequential of dense layers, named as in the section, with filled weights."""
    layers = [keras.Input(shape)] + ([] if flat else [keras.layers.Flatten()])
    for number_, size in enumerate(sizes[:-1], 1):
        layers.append(keras.layers.Dense(size, activation=activation, name=f"hidden_{number_}"))
        if normalized and number_ == 1:
            layers.append(keras.layers.BatchNormalization(name="normalization"))
    layers.append(keras.layers.Dense(sizes[-1], activation=last, name="output"))
    model = _fill(keras.Sequential(layers), seed)
    for name in frozen:
        model.get_layer(name).trainable = False
    return model


def _with_skip(seed):
    """Return a functional model with a skip connection, which no plain list of layers computes."""
    start = keras.Input((4,))
    hidden = keras.layers.Dense(4, activation="tanh", name="hidden_1")(start)
    hidden = keras.layers.Dense(4, activation="tanh", name="hidden_2")(hidden)
    end = keras.layers.Dense(2, name="output")(keras.layers.Add(name="add")([start, hidden]))
    return _fill(keras.Model(start, end), seed)


class _State:
    """What a model is before a learner's function gets it, to see afterwards what was changed."""

    def __init__(self, model):
        self.model, self.layers = model, list(model.layers)
        self.variables = list(model.weights)
        self.weights = weights(model)
        self.flags = [layer.trainable for layer in model.layers]

    def values_changed(self):
        return not same_weights(self.weights, [each.numpy() for each in self.variables])

    def layers_changed(self):
        now = list(self.model.layers)
        return len(now) != len(self.layers) or any(a is not b for a, b in zip(now, self.layers, strict=True))

    def flags_changed(self):
        return self.flags != [layer.trainable for layer in self.layers]


@contextlib.contextmanager
def _other_weights(model, seed):
    """Give a model other weights for a while."""
    kept, rng = [(each, each.numpy()) for each in model.weights], np.random.default_rng(seed)
    try:
        for variable, value in kept:
            variable.assign(value + rng.uniform(0.3, 0.6, value.shape).astype(value.dtype))
        yield
    finally:
        for variable, value in kept:
            variable.assign(value)


# ---------------------------------------------------------------------------------------------------------------
# A copy with its weights
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "clone-with-weights",
    title=say(ko="가중치까지 복제하기", en="Clone a model, weights and all"),
    kind="implement",
    hint=say(
        ko="`keras.models.clone_model`이 구조를, `get_weights`와 `set_weights`가 가중치를 옮깁니다. `get_weights`는 동결된 층의 가중치와 이동 평균까지 모두 줍니다.",
        en="`keras.models.clone_model` takes care of the architecture, `get_weights` and `set_weights` of the weights. `get_weights` gives all of them, those of frozen layers and moving averages included.",
    ),
)
def _clone_with_weights(clone_with_weights):
    with seeded(11):
        models = [
            _dense((6,), (8, 5, 3), "relu", "softmax", seed=1),
            _dense((5,), (7, 4, 3), "tanh", None, normalized=True, frozen=["hidden_2"], seed=2),
            _with_skip(seed=3),
            _dense((2, 3), (4, 1), "elu", "sigmoid", flat=False, frozen=["output"], seed=4),
        ]
        for number_, model in enumerate(models):
            _check_clone(clone_with_weights, model, seed=number_)
    return say(
        ko="동결된 층과 배치 정규화, 스킵 연결이 있어도 출력이 같고, 복제본의 가중치를 바꿔도 원래 모델은 그대로입니다.",
        en="The outputs agree, with frozen layers, batch normalization and a skip connection too, and a change to the clone leaves the model as it was.",
    )


def _check_clone(function, model, seed):
    name = getattr(function, "__name__", "clone_with_weights")
    tried = literal(f"`{name}(<{type(model).__name__}: {_architecture(model)}>)`")
    X, state = _batch(model, 9, seed), _State(model)
    right = np.asarray(model(X), "float64")
    clone = keras_model(call(function, model, tried=tried), tried=tried)
    if state.values_changed():
        raise NotYet(
            say(
                ko="원래 모델의 가중치가 바뀌었습니다.",
                en="The weights of the original model have changed.",
            ),
            say(
                ko="어느 모델에서 가중치를 꺼내 어느 모델에 넣는지 방향을 보세요.",
                en="Look at the direction: from which model do you take the weights, and into which do you put them?",
            ),
            tried=tried,
        )
    if state.layers_changed() or state.flags_changed():
        raise NotYet(
            say(
                ko="원래 모델의 층이나 `trainable`이 바뀌었습니다.",
                en="The layers of the original model, or their `trainable`, have changed.",
            ),
            say(
                ko="원래 모델은 읽기만 하고, 바꾸는 것은 복제본에만 하세요.",
                en="Only read from the original model; change nothing but the clone.",
            ),
            tried=tried,
        )
    if clone is model:
        raise NotYet(
            say(ko="복제본이 아니라 원래 모델 자체입니다.", en="This is the model itself, not a clone."),
            say(
                ko="이름을 하나 더 붙여도 모델은 여전히 하나입니다. 새 모델을 만드세요.",
                en="A second name does not make a second model. Build a new one.",
            ),
            tried=tried,
        )
    found = outputs(clone, X, tried=tried)
    _not_shared(clone, state, tried)
    count = say(
        ko="두 모델의 층을 차례로 세어 보세요. 빠진 층이 있습니까?",
        en="Count the layers of both models. Is one missing?",
    )
    of_shape(found, right.shape, say(ko="복제본의 출력", en="the clone's output"), count, tried)
    if not np.allclose(found, right, rtol=1e-4, atol=1e-5):
        raise _other_outputs(clone, model, tried)
    _own_weights_matter(clone, X, found, tried)
    _same_flags(clone, model, tried)


def _architecture(model):
    return ", ".join(
        type(layer).__name__ + ("" if layer.trainable else " (trainable=False)")
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    )


def _not_shared(clone, state, tried):
    """Refuse a clone whose weights are the model's own."""
    with _other_weights(clone, seed=1):
        shared = state.values_changed()
    if shared:
        raise NotYet(
            say(
                ko="복제본의 가중치를 바꾸자 원래 모델의 가중치도 바뀌었습니다.",
                en="When the clone's weights were changed, those of the original model changed too.",
            ),
            say(
                ko="두 모델이 같은 층 객체를 함께 쓰고 있습니다. 층의 목록을 그대로 새 모델에 넣으면 복사되는 것이 없습니다.",
                en="Both models hold the same layer objects. A list of layers put into a new model copies nothing.",
            ),
            tried=tried,
        )


def _other_outputs(clone, model, tried):
    """Return what is off where a clone's outputs are not those of the model."""
    ours, theirs = weights(model), weights(clone)
    if [each.shape for each in ours] == [each.shape for each in theirs]:
        equal = [np.allclose(*pair, rtol=1e-5, atol=1e-6) for pair in zip(ours, theirs, strict=True)]
        trains = {id(variable) for variable in model.trainable_weights}
        trained = [same_ for same_, each in zip(equal, model.weights, strict=True) if id(each) in trains]
        if not any(equal):
            return NotYet(
                say(
                    ko="구조는 같지만 가중치가 원래 모델의 것이 아니라 새로 뽑은 것입니다.",
                    en="The architecture is the same, but the weights are newly drawn, not those of the model.",
                ),
                say(
                    ko="`clone_model`이 복제하는 것과 복제하지 않는 것을 구별해 보세요.",
                    en="Which part of a model does `clone_model` copy, and which not?",
                ),
                tried=tried,
            )
        if all(equal):
            return NotYet(
                say(
                    ko="가중치는 모두 같은데 출력이 다릅니다.",
                    en="All weights are the same, and yet the outputs differ.",
                ),
                say(
                    ko="활성화 함수 같은 층의 설정과 층 사이의 연결까지 복제했습니까?",
                    en="Were the settings of the layers, such as activations, and the connections between them copied too?",
                ),
                tried=tried,
            )
        if trained and all(trained):
            return NotYet(
                say(
                    ko="훈련되는 가중치만 옮겼습니다. 동결된 층의 가중치나 배치 정규화의 이동 평균이 빠졌습니다.",
                    en="Only the weights that train were copied. Those of a frozen layer, or batch normalization's moving averages, are missing.",
                ),
                say(
                    ko="`trainable_weights`에는 모델의 가중치가 모두 들어 있지 않습니다.",
                    en="`trainable_weights` does not hold all the weights of a model.",
                ),
                tried=tried,
            )
        missing = [each.path for each, same_ in zip(model.weights, equal, strict=True) if not same_]
        return NotYet(
            say(
                ko="가중치의 일부만 같습니다.",
                en="Only some of the weights are the same.",
            ),
            say(
                ko="어떤 가중치를 건너뛰었는지 `get_weights`로 두 모델을 하나씩 비교해 보세요.",
                en="Compare the two models weight by weight with `get_weights`: which ones were skipped?",
            ),
            tried=tried,
            received=say(
                ko=f"원래 모델과 다른 가중치: `{shown(missing)}`",
                en=f"weights that differ: `{shown(missing)}`",
            ),
        )
    return NotYet(
        say(
            ko="복제본의 출력이 원래 모델의 출력과 다릅니다.",
            en="The clone's outputs are not those of the model.",
        ),
        say(
            ko="층의 수와 순서, 활성화 함수, 층 사이의 연결까지 그대로 옮겼는지 보세요.",
            en="See whether number and order of the layers, their activations and the connections between them all came along.",
        ),
        tried=tried,
    )


def _own_weights_matter(clone, X, before, tried):
    """Refuse a model that only looks like a clone because it calls the original behind the scenes."""
    with _other_weights(clone, seed=2):
        after = outputs(clone, X, tried=tried)
    if np.array_equal(after, before):
        raise NotYet(
            say(
                ko="복제본에 자기 가중치가 없습니다. 가중치를 바꿔도 출력이 그대로입니다.",
                en="The clone has no weights of its own: changing them leaves its outputs as they were.",
            ),
            say(
                ko="원래 모델을 부르는 포장이 아니라, 층과 가중치를 가진 새 모델이어야 합니다.",
                en="It must be a new model with layers and weights, not a wrapper that calls the original.",
            ),
            tried=tried,
        )


def _same_flags(clone, model, tried):
    ours, theirs = (sorted(tuple(each.shape) for each in one.trainable_weights) for one in (model, clone))
    if ours != theirs:
        raise NotYet(
            say(
                ko="복제본에서 훈련되는 가중치가 원래 모델과 다릅니다.",
                en="In the clone other weights train than in the model.",
            ),
            say(
                ko="원래 모델에서 동결된 층은 복제본에서도 동결되어 있어야 합니다. 층의 `trainable`을 비교해 보세요.",
                en="A layer that is frozen in the model must be frozen in the clone. Compare the `trainable` of the layers.",
            ),
            tried=tried,
        )


# ---------------------------------------------------------------------------------------------------------------
# Model B on A's layers
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "repair-model-b",
    title=say(ko="모델 B 고치기", en="Repair model B"),
    kind="repair",
    hint=say(
        ko="함정 1을 다룬 본문에서 A를 건드리지 않은 쪽의 코드(`transfer.reuse_layers`)를 보세요. `up_to`로 어느 층까지 가져올지 정하고, 새 출력층은 모델의 메서드로 얹습니다.",
        en="In the section's part on trap 1, look at the code that left A alone (`transfer.reuse_layers`). Its `up_to` says which layer is the last to be reused, and a method of the model puts the new output layer on top.",
    ),
)
def _repair_model_b(build_b):
    with seeded(12):
        for number_, model_a in enumerate(
            [
                _dense((6,), (8, 5, 3), "relu", "softmax", seed=5),
                _dense((3, 2), (7, 6, 5, 4, 8), "tanh", "softmax", normalized=True, flat=False, seed=6),
            ]
        ):
            _check_model_b(build_b, model_a, seed=20 + number_)
    return say(
        ko="B는 A의 은닉층과 같은 특성 위에 시그모이드 뉴런 하나를 얹은 모델이고, B의 가중치를 바꿔도 A는 그대로입니다.",
        en="B is one sigmoid unit on the features of A's hidden layers, and a change to B's weights leaves A as it was.",
    )


def _check_model_b(build_b, model_a, seed):
    name = getattr(build_b, "__name__", "build_b")
    tried = literal(f"`{name}(model_a)`")
    X, state = _batch(model_a, 200, seed), _State(model_a)
    features = X
    for layer in model_a.layers[:-1]:
        features = layer(features)
    features = np.asarray(features, "float64")
    probabilities = np.asarray(model_a(X), "float64")
    model_b = call(build_b, model_a, tried=tried)
    if isinstance(model_b, keras.layers.Layer) and not isinstance(model_b, keras.Model):
        raise NotYet(
            say(
                ko="모델이 아니라 층 하나가 돌아왔습니다. A의 층은 어디에도 없습니다.",
                en="A single layer came back, not a model. A's layers are nowhere in it.",
            ),
            say(
                ko="이미 쓰던 이름에 `=`로 다시 대입하면, 그 이름이 가리키던 모델은 어떻게 됩니까?",
                en="What becomes of the model that a name stands for, when `=` gives that name to something else?",
            ),
            tried=tried,
            received=literal(shown(model_b)),
        )
    model_b = keras_model(model_b, tried=tried)
    _a_untouched(state, X, probabilities, tried)
    found = outputs(model_b, X, tried=tried)
    _shape_of_b(found, features, probabilities, tried)
    _one_sigmoid_on(model_b, X, features, probabilities, state, tried)
    with _other_weights(model_b, seed=3):
        shared = state.values_changed()
    if shared:
        raise NotYet(
            say(
                ko="B의 가중치를 바꾸자 A의 가중치도 바뀌었습니다. B를 훈련하면 A가 망가집니다.",
                en="When B's weights were changed, A's changed too. Training B would spoil A.",
            ),
            say(
                ko="`model_a.layers`에서 꺼낸 층은 복사본이 아니라 A의 층입니다. 어떻게 하면 A의 것이 아닌 층을 얻을 수 있을까요?",
                en="The layers in `model_a.layers` are A's own, not copies. How do you get layers that are not A's?",
            ),
            tried=tried,
        )
    size = (features.shape[1], 1)
    if size not in [tuple(each.shape) for each in model_b.trainable_weights]:
        raise NotYet(
            say(ko="새 출력층이 동결되어 있습니다.", en="The new output layer is frozen."),
            say(
                ko="동결한다면 재사용한 층만 동결하세요. 새 출력층은 무작위 값에서 출발하므로 훈련해야 합니다.",
                en="If you freeze anything, freeze the reused layers only. The new output layer starts at random and has to train.",
            ),
            tried=tried,
        )


def _a_untouched(state, X, probabilities, tried):
    if state.layers_changed():
        raise NotYet(
            say(
                ko="A의 층 목록이 바뀌었습니다. A는 더 이상 원래 모델이 아닙니다.",
                en="A's list of layers has changed: A is no longer the model it was.",
            ),
            say(
                ko="`pop`이나 `add`는 부른 모델을 그 자리에서 바꿉니다. A가 아니라 복사본에 쓰세요.",
                en="`pop` and `add` change the model that they are called on. Use them on a copy, not on A.",
            ),
            tried=tried,
        )
    if state.values_changed() or not np.allclose(state.model(X), probabilities, atol=1e-6):
        raise NotYet(
            say(ko="A의 가중치가 바뀌었습니다.", en="A's weights have changed."),
            say(
                ko="가중치를 A에서 꺼내 B에 넣어야 합니다. 반대로 하고 있지는 않습니까?",
                en="The weights go from A into B. Are they going the other way?",
            ),
            tried=tried,
        )
    if state.flags_changed():
        raise NotYet(
            say(
                ko="A의 층이 동결되었습니다. A까지 바뀐 것입니다.",
                en="A's layers are frozen now, so A has changed.",
            ),
            say(
                ko="B의 층을 동결했는데 A의 층이 동결되었다면, 두 모델의 층은 어떤 관계입니까?",
                en="If freezing B's layers has frozen A's, how are the layers of the two models related?",
            ),
            tried=tried,
        )


def _shape_of_b(found, features, probabilities, tried):
    received = say(ko=f"크기 {shown(found.shape)}의 출력", en=f"outputs of shape {shown(found.shape)}")
    if found.shape == probabilities.shape:
        raise NotYet(
            say(
                ko="모델이 A의 출력층으로 끝납니다. 클래스마다 하나씩 출력이 있습니다.",
                en="The model ends in A's output layer: there is an output for each of A's classes.",
            ),
            say(
                ko="A의 마지막 층을 빼고, 그 자리에 B의 출력층을 두세요.",
                en="Leave out A's last layer and put B's output layer in its place.",
            ),
            tried=tried,
            received=received,
        )
    if found.shape == features.shape:
        raise NotYet(
            say(
                ko="모델이 A의 마지막 은닉층으로 끝납니다. 새 출력층이 없습니다.",
                en="The model ends in A's last hidden layer: there is no new output layer.",
            ),
            say(
                ko="복사한 층 위에 새 층을 하나 더하세요. 모델에 층을 더하는 메서드가 있습니다.",
                en="Put a new layer on top of the copied ones; a model has a method for that.",
            ),
            tried=tried,
            received=received,
        )
    if found.ndim == 2 and found.shape[1] > 1:
        raise NotYet(
            say(
                ko="새 출력층의 뉴런이 하나가 아닙니다. 문제는 시그모이드 뉴런 하나를 원합니다.",
                en="The new output layer has more than one unit; the exercise asks for one sigmoid unit.",
            ),
            say(
                ko="클래스가 둘이면 한 클래스의 확률 하나로 충분합니다. 나머지 확률은 저절로 정해집니다.",
                en="With two classes the probability of one is enough; it settles the other.",
            ),
            tried=tried,
            received=received,
        )
    numbers(
        found,
        tried=tried,
        shape=(len(features), 1),
        what=say(ko="모델 B의 출력", en="model B's output"),
    )


def _linear_in(target, features):
    """Whether a target is a linear function (with a constant) of features, to the precision of float32."""
    columns = np.column_stack([features, np.ones(len(features))])
    if len(target) < 3 * columns.shape[1]:  # too few samples to tell
        return False
    left = target - columns @ np.linalg.lstsq(columns, target, rcond=1e-7)[0]
    return bool(np.abs(left).max() <= 2e-3 * max(np.std(target), 1e-3))


def _one_sigmoid_on(model_b, X, features, probabilities, state, tried):
    """Check that B is a sigmoid of a linear function of A's features, whatever the new layer's weights are."""
    rng = np.random.default_rng(9)
    kept = []
    try:
        # A new output layer may start at zero, and hide then what lies below it.
        for each in model_b.weights:
            if len(each.shape) == 2 and each.shape[1] == 1:
                kept.append((each, each.numpy()))
                signs = np.resize([[1.0], [-1.0]], each.shape)
                each.assign(signs * rng.uniform(0.6, 1.2, each.shape))
        values = outputs(model_b, X, tried=tried)[:, 0]
    finally:
        for variable, value in kept:
            variable.assign(value)
    if np.allclose(values, 1, rtol=0, atol=1e-6):
        raise NotYet(
            say(
                ko="출력이 언제나 1입니다.",
                en="The output is always 1.",
            ),
            say(
                ko="소프트맥스는 출력들의 합을 1로 맞춥니다. 출력이 하나뿐이면 무엇이 남습니까? 클래스가 둘일 때 뉴런 하나로 확률을 내는 활성화 함수는 따로 있습니다.",
                en="Softmax makes the outputs add up to 1. What is left with a single output? Another activation makes a probability of one unit.",
            ),
            tried=tried,
        )
    if not np.all((values > -1e-6) & (values < 1 + 1e-6)):
        raise NotYet(
            say(
                ko="출력이 0과 1 사이의 확률이 아닙니다.",
                en="The outputs are not probabilities between 0 and 1.",
            ),
            say(
                ko="새 출력층의 활성화 함수를 보세요. 클래스가 둘이고 뉴런이 하나입니다.",
                en="Look at the activation of the new output layer: two classes, one unit.",
            ),
            tried=tried,
            received=literal(shown(values.astype("float32"))),
        )
    kept = (values > 1e-3) & (values < 1 - 1e-3)  # near 0 and 1 float32 has too few digits for a logit
    logits = np.log(values[kept] / (1 - values[kept]))
    if _linear_in(logits, features[kept]):
        return
    if _linear_in(logits, probabilities[kept]):
        raise NotYet(
            say(
                ko="새 출력층이 A의 출력층 위에 얹혔습니다.",
                en="The new output layer sits on top of A's output layer.",
            ),
            say(
                ko="A의 출력층은 A의 클래스를 위한 것입니다. 어느 층까지만 가져와야 할까요?",
                en="A's output layer is for A's classes. Up to which layer should you reuse A?",
            ),
            tried=tried,
        )
    reused = [each for layer in state.layers[:-1] for each in layer.get_weights() if each.ndim == 2]
    held = weights(model_b)
    if not any(np.array_equal(ours, theirs) for ours in reused for theirs in held):
        raise NotYet(
            say(
                ko="B의 은닉층 가중치가 A의 가중치와 다릅니다. 새로 뽑았거나, 함수 안에서 훈련했습니다.",
                en="B's hidden layers do not have A's weights: they were drawn anew, or trained inside the function.",
            ),
            say(
                ko="`clone_model`은 구조만 복제합니다. 가중치는 어떻게 옮깁니까?",
                en="`clone_model` copies the architecture only. How do the weights come along?",
            ),
            tried=tried,
        )
    raise NotYet(
        say(
            ko="B의 출력이 A의 마지막 은닉층 위에 놓인 시그모이드 뉴런 하나의 출력이 아닙니다.",
            en="B's output is not that of one sigmoid unit on A's last hidden layer.",
        ),
        say(
            ko="A의 은닉층이 빠짐없이, 순서대로, 가중치까지 들어 있고 그 바로 위에 시그모이드 뉴런 하나만 있는지 보세요.",
            en="See whether all of A's hidden layers are there, in order and with their weights, and just one sigmoid unit above them.",
        ),
        tried=tried,
    )


# ---------------------------------------------------------------------------------------------------------------
# From the frozen phase to fine-tuning
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "repair-second-phase",
    title=say(ko="두 번째 단계 고치기", en="Repair the second phase"),
    kind="repair",
    hint=say(
        ko="두 단계로 훈련하는 본문의 코드에서 두 번째 `compile`을 보세요. 옵티마이저 객체를 거기서 새로 만듭니다.",
        en="Look at the second `compile` in the section's code for the two phases. It makes its optimizer object anew.",
    ),
)
def _repair_second_phase(start_second_phase):
    with seeded(13):
        for shape, sizes, flat in (((5,), (6, 4, 1), True), ((2, 3), (5, 4, 4, 3, 1), False)):
            _check_second_phase(start_second_phase, shape, sizes, flat)
    return say(
        ko="훈련 스텝 하나에서 모든 층이 학습률 0.001의 SGD가 내딛는 만큼 움직였습니다.",
        en="In one training step all layers moved by what SGD at a learning rate of 0.001 makes of the gradient.",
    )


def _check_second_phase(function, shape, sizes, flat):
    name = getattr(function, "__name__", "start_second_phase")
    tried = literal(f"`{name}(model)`, `model.train_on_batch(X, y)`")
    hidden = [f"hidden_{n}" for n in range(1, len(sizes))]
    model = _dense(shape, sizes, "tanh", "sigmoid", flat=flat, frozen=hidden, seed=len(sizes))
    X = 2 * _batch(model, 32, seed=30)
    y = np.random.default_rng(31).integers(0, 2, (32, 1)).astype("float32")
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "binary_crossentropy")
    model.train_on_batch(X, y)
    before, first_optimizer = weights(model), model.optimizer
    returned = call(function, model, tried=literal(f"`{name}(model)`"))
    if not same_weights(before, weights(model)):
        raise NotYet(
            say(
                ko="함수를 부른 것만으로 가중치가 바뀌었습니다.",
                en="The call alone has changed the weights.",
            ),
            say(
                ko="첫 단계에서 배운 것에서 이어 가야 합니다. 가중치는 그대로 두고 훈련하는 설정만 바꾸세요.",
                en="The second phase goes on from what the first has learned. Leave the weights alone and change only how the model trains.",
            ),
            tried=tried,
        )
    gradients = {loss: _gradients(model, X, y, loss) for loss in ("binary_crossentropy", "mse")}
    _train(model, X, y, first_optimizer, tried)
    steps = [new - old for new, old in zip(weights(model), before, strict=True)]
    other = isinstance(returned, keras.Model) and returned is not model
    _all_moved(model, steps, other, tried)
    _right_step(steps, gradients, model.optimizer, tried)
    _same_rate_throughout(model.optimizer, tried)


def _gradients(model, X, y, loss):
    """Return the gradient of the mean loss by every weight of a model."""
    import tensorflow as tf

    variables = [each.value for each in model.weights]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(variables)
        outputs_ = model(X)
        each = keras.losses.get(loss)(y, outputs_)
        mean = keras.ops.mean(each)
    return [np.asarray(each, "float64") for each in tape.gradient(mean, variables)]


def _train(model, X, y, first_optimizer, tried):
    try:
        model.train_on_batch(X, y)
    except Exception as error:
        text = str(error)
        received = literal(plain(f"{type(error).__name__}: {text}"))
        if "Unknown variable" in text and model.optimizer is not first_optimizer:
            raise NotYet(
                say(
                    ko="훈련 스텝에서 예외가 났습니다. 이 옵티마이저는 지금 훈련할 변수들로 준비된 것이 아닙니다.",
                    en="The training step raised an exception: this optimizer was not made ready for the variables that are to train now.",
                ),
                say(
                    ko="함수는 여러 모델에 대해 불립니다. 부를 때마다 옵티마이저가 새로 만들어지고, 층의 동결을 푼 다음에 처음 쓰입니까?",
                    en="The function is called for several models. Is an optimizer made anew in each call, and not used before the layers are unfrozen?",
                ),
                tried=tried,
                received=received,
            ) from error
        if "Unknown variable" in text:
            raise NotYet(
                say(
                    ko="옵티마이저가 동결을 푼 층의 변수를 알지 못해 훈련 스텝에서 예외가 났습니다.",
                    en="The training step raised an exception: the optimizer does not know the variables of the unfrozen layers.",
                ),
                say(
                    ko="이 옵티마이저는 첫 단계에서 어느 변수들을 위해 만들어졌습니까? 학습률만 바꾼 같은 객체는 여전히 같은 옵티마이저입니다.",
                    en="For which variables was this optimizer made in the first phase? The same object with another rate is still the same optimizer.",
                ),
                tried=tried,
                received=received,
            ) from error
        raise NotYet(
            say(
                ko="함수를 부른 다음의 훈련 스텝에서 예외가 났습니다.",
                en="The training step after the call raised an exception.",
            ),
            say(
                ko="`compile`에 넘긴 옵티마이저와 손실이 이 모델(시그모이드 뉴런 하나)에 맞는지 보세요.",
                en="See whether the optimizer and loss handed to `compile` fit this model, with its one sigmoid unit.",
            ),
            tried=tried,
            received=received,
        ) from error


def _all_moved(model, steps, other, tried):
    """Check that every layer moved, or say which did not, and why."""
    moved, place = {}, 0
    for layer in model.layers:
        count = len(layer.weights)
        if count:
            moved[layer.name] = any(np.any(step) for step in steps[place : place + count])
        place += count
    if all(moved.values()):
        return
    received = say(
        ko=f"움직인 층: `{shown([name for name, yes in moved.items() if yes])}`, 그대로인 층: `{shown([name for name, yes in moved.items() if not yes])}`",
        en=f"moved: `{shown([name for name, yes in moved.items() if yes])}`; stayed: `{shown([name for name, yes in moved.items() if not yes])}`",
    )
    if other:
        raise NotYet(
            say(
                ko="넘겨받은 모델이 아니라 다른 모델을 바꾸었습니다.",
                en="Another model was changed, not the one that was passed in.",
            ),
            say(
                ko="호출한 쪽은 넘겨준 모델을 계속 훈련합니다. 그 모델의 층을 풀고 그 모델을 컴파일하세요.",
                en="The caller goes on training the model it passed in. Unfreeze its layers, and compile that one.",
            ),
            tried=tried,
            received=received,
        )
    names = list(moved)
    hidden = [moved[name] for name in names[:-1]]
    flags = [model.get_layer(name).trainable for name in names[:-1]]
    if not any(moved.values()):
        broke = say(
            ko="훈련 스텝에서 아무 가중치도 움직이지 않았습니다.",
            en="In the training step not a single weight moved.",
        )
        hint = say(
            ko="모델 전체가 동결되어 있지 않은지, 학습률이 0은 아닌지 보세요.",
            en="See whether the whole model is frozen, or the learning rate 0.",
        )
    elif any(hidden) and not all(hidden):
        broke = say(
            ko="재사용한 층의 일부만 훈련되고 나머지는 동결되어 있습니다.",
            en="Only some of the reused layers train; the others are still frozen.",
        )
        hint = say(
            ko="층의 수는 모델마다 다릅니다. 모든 층의 동결을 푸세요.",
            en="The number of layers differs from model to model. Unfreeze all of them.",
        )
    elif all(hidden):
        broke = say(ko="새 출력층이 동결되었습니다.", en="The new output layer is frozen now.")
        hint = say(
            ko="두 번째 단계에서는 재사용한 층과 새 출력층이 함께 훈련됩니다.",
            en="In the second phase the reused layers and the new output layer train together.",
        )
    elif not all(flags):
        broke = say(
            ko="재사용한 층이 아직 동결되어 있습니다. `trainable`이 `False`입니다.",
            en="The reused layers are still frozen: their `trainable` is `False`.",
        )
        hint = say(
            ko="층의 `trainable`을 하나씩 출력해 보세요. `model.trainable = True`라고 썼다면, 이미 `True`인 값을 다시 적은 것이어서 층까지 가지 않습니다.",
            en="Print the `trainable` of each layer. If you wrote `model.trainable = True`: that repeats a value that is there already, and does not reach the layers.",
        )
    else:
        broke = say(
            ko="`trainable`은 모두 `True`인데, 훈련에서 재사용한 층이 움직이지 않았습니다.",
            en="`trainable` is `True` everywhere, and yet the reused layers did not move in training.",
        )
        hint = say(
            ko="훈련할 가중치의 목록은 언제 정해집니까? `trainable`을 바꾼 다음에 빠진 일이 있습니다.",
            en="When is it settled which weights train? Something is missing after the change of `trainable`.",
        )
    raise NotYet(broke, hint, tried=tried, received=received)


def _right_step(steps, gradients, optimizer, tried):
    # The first step of Nesterov momentum is longer, at the same learning rate.
    longer = 1 + optimizer.momentum if getattr(optimizer, "nesterov", False) else 1
    step = np.concatenate([each.ravel() for each in steps]).astype("float64")
    size = np.linalg.norm(step)

    def fit(loss):
        """Return the rate at which a step of SGD on a loss comes nearest, and how far off it is."""
        down = -np.concatenate([each.ravel() for each in gradients[loss]])
        rate = float(step @ down / (down @ down))
        return rate / longer, float(np.linalg.norm(step - rate * down) / size)

    if not np.isfinite(size):
        raise NotYet(
            say(
                ko="훈련 스텝 하나에 가중치가 NaN이나 무한대가 되었습니다.",
                en="One training step turned the weights into NaN or infinity.",
            ),
            say(ko="손실과 학습률을 보세요.", en="Look at the loss and the learning rate."),
            tried=tried,
        )
    rate, off = fit("binary_crossentropy")
    shown_rate = say(ko=f"학습률 {rate:.3g}의 스텝", en=f"a step at a learning rate of {rate:.3g}")
    if off < 0.02 and abs(rate / 0.001 - 1) < 0.02:
        return
    if off < 0.02 and abs(rate / 0.01 - 1) < 0.02:
        raise NotYet(
            say(
                ko="모든 층이 훈련되지만 학습률이 첫 단계의 것입니다.",
                en="All layers train, but at the learning rate of the first phase.",
            ),
            say(
                ko="사전 훈련된 가중치를 망가뜨리지 않도록 문제에 적힌 더 작은 학습률을 쓰세요. 기본값이 쓰인 것은 아닌지도 보세요.",
                en="Use the smaller rate that the exercise names, so that pretrained weights are not wrecked. Is it a default that is at work here?",
            ),
            tried=tried,
            received=shown_rate,
        )
    if off < 0.02:
        raise NotYet(
            say(
                ko="모든 층이 훈련되지만 학습률이 문제에 적힌 것과 다릅니다.",
                en="All layers train, but not at the learning rate that the exercise names.",
            ),
            say(
                ko="새 옵티마이저를 만들 때 넘긴 숫자를 확인하세요. 클리핑도 스텝을 줄입니다.",
                en="Check the number that you pass to the new optimizer. Clipping shortens a step too.",
            ),
            tried=tried,
            received=shown_rate,
        )
    if fit("mse")[1] < 0.02:
        raise NotYet(
            say(
                ko="모든 층이 훈련되지만 손실이 이진 교차 엔트로피가 아니라 평균 제곱 오차입니다.",
                en="All layers train, but on the mean squared error in place of binary cross-entropy.",
            ),
            say(
                ko="두 단계의 손실은 같아야 합니다. 바뀌는 것은 동결과 학습률입니다.",
                en="Both phases have the same loss. What changes is what is frozen, and the learning rate.",
            ),
            tried=tried,
        )
    raise NotYet(
        say(
            ko="모든 층이 움직였지만, 이진 교차 엔트로피에 대한 SGD의 스텝이 아닙니다.",
            en="All layers moved, but this is not a step of SGD on binary cross-entropy.",
        ),
        say(
            ko="옵티마이저는 SGD, 손실은 첫 단계와 같은 이진 교차 엔트로피입니다. 마지막 층은 이미 시그모이드입니다.",
            en="The optimizer is SGD, and the loss is binary cross-entropy as in the first phase. The last layer already is a sigmoid.",
        ),
        tried=tried,
    )


def _same_rate_throughout(optimizer, tried):
    """Refuse a schedule, which has the right rate in the first step only."""
    kept, rates = optimizer.iterations.numpy(), []
    for n_steps in (1, 100, 10_000, 1_000_000):
        optimizer.iterations.assign(n_steps)
        rates.append(float(optimizer.learning_rate))
    optimizer.iterations.assign(kept)
    if not np.allclose(rates, 0.001, rtol=1e-3):
        raise NotYet(
            say(
                ko="첫 스텝의 학습률은 맞지만, 훈련이 이어지면 학습률이 달라집니다.",
                en="The learning rate of the first step is right, but it changes as training goes on.",
            ),
            say(
                ko="이 문제의 두 번째 단계는 학습률 하나로 끝까지 훈련합니다. 스케줄이 필요하지 않습니다.",
                en="Here the second phase trains at one rate to its end. No schedule is needed.",
            ),
            tried=tried,
            received=say(
                ko=f"1, 100, 10,000, 1,000,000스텝 뒤의 학습률: {shown(np.array(rates))}",
                en=f"learning rates after 1, 100, 10,000 and 1,000,000 steps: {shown(np.array(rates))}",
            ),
        )


# ---------------------------------------------------------------------------------------------------------------
# A fair comparison
# ---------------------------------------------------------------------------------------------------------------


@exercise(
    "fair-comparison",
    title=say(ko="공정한 비교 설계하기", en="Design a fair comparison"),
    kind="design",
    hint=say(
        ko="대조군은 모든 에포크에서 재사용한 쪽과 같은 학습률을 받습니다. `compare`에서는 먼저 정확도를 오차(1 − 정확도)로 바꾸어 시드에 걸쳐 평균하고, 마지막에 나누세요.",
        en="In every epoch the control gets the rate of the reused network. In `compare`, first turn accuracies into errors (1 − accuracy) and average them over the seeds; divide last.",
    ),
)
def _fair_comparison(schedule, compare):
    _check_schedule(schedule)
    rng = np.random.default_rng(17)
    cases = [
        (0.80 + 0.10 * rng.random(5), 0.91 + 0.05 * rng.random(5), 0.97 + 0.02 * rng.random(5)),
        # With an error of 0 in one seed, the ratio seed by seed is infinite.
        (
            np.array([0.875, 0.75, 0.8125]),
            np.array([0.9375, 0.875, 0.90625]),
            np.array([1.0, 0.9375, 0.96875]),
        ),
        # The control may come out ahead of reuse, and reuse may be worse than scratch.
        (
            np.array([0.70, 0.75, 0.74, 0.69]),
            np.array([0.92, 0.95, 0.93, 0.94]),
            np.array([0.90, 0.91, 0.89, 0.92]),
        ),
        (np.array([0.93, 0.97]), np.array([0.94, 0.98]), np.array([0.84, 0.95])),
    ]
    for case in cases:
        _check_compare(compare, *(each.astype("float32") for each in case))
    return say(
        ko="대조군은 층을 재사용하지 않은 것만 다르고, 두 수는 평균 오차에서 나옵니다. 차이가 음수이거나 한 시드의 오차가 0이어도 계산됩니다.",
        en="The control differs in nothing but the reused layers, and both numbers come from mean errors. They also hold where a difference is negative, or the error of a seed is 0.",
    )


_PAIRS = say(
    ko="`schedule`은 (에포크 수, 학습률) 쌍의 리스트입니다.",
    en="`schedule` is a list of pairs (number of epochs, learning rate).",
)


def _check_schedule(schedule):
    received = given("schedule", schedule)

    def not_yet(broke, hint):
        return NotYet(broke, hint, received=received)

    like_this = say(
        ko="단계마다 쌍 하나를 쓰고, 훈련하는 순서대로 늘어놓으세요. 예: `[(2, 0.5), (1, 0.1)]`.",
        en="Write one pair for each phase, in the order of training, such as `[(2, 0.5), (1, 0.1)]`.",
    )
    try:
        pairs = numbers(
            list(schedule) if isinstance(schedule, zip | map | list | tuple) else schedule, tried=None
        )
    except NotYet:
        raise not_yet(_PAIRS, like_this) from None
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not len(pairs):
        raise not_yet(_PAIRS, like_this)
    if not np.isfinite(pairs).all():
        raise not_yet(
            say(
                ko="에포크 수나 학습률 가운데 유한한 수가 아닌 것이 있습니다.",
                en="A number of epochs or a learning rate is not a finite number.",
            ),
            like_this,
        )
    epochs, rates = pairs.T
    if np.any(epochs != np.rint(epochs)) or np.any(epochs < 0):
        raise not_yet(
            say(
                ko="에포크 수가 음이 아닌 정수가 아닙니다.",
                en="A number of epochs must be a whole number, 0 or more.",
            ),
            say(
                ko="쌍의 앞이 에포크 수이고 뒤가 학습률입니다.",
                en="In each pair the epochs come first, then the rate.",
            ),
        )
    if epochs.sum() != 15:
        less = epochs.sum() < 15
        raise not_yet(
            say(
                ko=f"대조군이 재사용한 쪽보다 훈련을 {'덜' if less else '더'} 받습니다.",
                en=f"The control gets {'less' if less else 'more'} training than the reused network.",
            ),
            say(
                ko="재사용한 쪽은 동결한 동안에도 새 출력층을 훈련합니다. 두 단계를 합쳐 몇 에포크입니까?",
                en="While its layers are frozen, the reused network trains its output layer. How many epochs is that in both phases together?",
            ),
        )
    each = np.repeat(rates, epochs.astype(int))
    right = np.repeat([0.02, 0.002], [3, 12])
    if np.allclose(each, right, rtol=1e-4, atol=0):
        return
    if np.allclose(each, 0.002, rtol=1e-4):
        raise not_yet(
            say(
                ko="처음에 하던 비교 그대로입니다. 재사용한 쪽만 큰 학습률을 씁니다.",
                en="This is the comparison made at first: only the reused network gets the larger rate.",
            ),
            say(
                ko="층을 재사용했다는 것 말고 무엇이 더 다릅니까? 그것도 같게 만드세요.",
                en="What else differs, apart from the reused layers? Make that the same too.",
            ),
        )
    if np.allclose(each, 0.02, rtol=1e-4):
        raise not_yet(
            say(
                ko="대조군이 끝까지 큰 학습률을 씁니다.",
                en="The control has the larger rate to the end.",
            ),
            say(
                ko="재사용한 쪽은 언제 학습률을 낮춥니까?",
                en="When does the reused network lower its rate?",
            ),
        )
    if np.allclose(np.sort(each), np.sort(right), rtol=1e-4):
        raise not_yet(
            say(ko="학습률의 순서가 다릅니다.", en="The rates come in another order."),
            say(
                ko="재사용한 쪽은 어느 학습률로 시작합니까?",
                en="At which rate does the reused network start?",
            ),
        )
    raise not_yet(
        say(
            ko="학습률이 재사용한 쪽과 다른 에포크가 있습니다.",
            en="In some epochs the rate is not that of the reused network.",
        ),
        say(
            ko="두 신경망의 학습률을 첫 에포크부터 하나씩 나란히 적어 보세요.",
            en="Write down the rates of both networks side by side, epoch by epoch.",
        ),
    )


def _check_compare(compare, scratch, scheduled, reused):
    arrays = scratch, scheduled, reused
    name = getattr(compare, "__name__", "compare")
    tried = literal(
        f"`{name}({', '.join(str(each.astype('float64').round(4).tolist()) for each in arrays)})`"
    )
    result = call(compare, *(each.copy() for each in arrays), tried=tried)
    what = say(ko="`ratio`와 `share`", en="`ratio` and `share`")
    values = numbers(result, tried=tried, what=what)
    values = np.array([float(f"{value:.6g}") for value in values.ravel()]).reshape(values.shape)  # of float32
    if values.shape != (2,):
        raise _not_two_numbers(values, arrays, tried)
    accuracies = [each.astype("float64") for each in arrays]
    errors = [1 - each for each in accuracies]
    means = [each.mean() for each in errors]
    ratio, share = means[0] / means[2], (means[1] - means[2]) / (means[0] - means[2])
    if np.allclose(values, [share, ratio], rtol=1e-3) and not np.isclose(ratio, share, rtol=1e-2):
        raise NotYet(
            say(ko="두 수의 순서가 바뀌었습니다.", en="The two numbers come in the wrong order."),
            say(
                ko="먼저 `ratio`, 다음이 `share`입니다.",
                en="First `ratio`, then `share`.",
            ),
            tried=tried,
            received=literal(shown(values)),
        )
    mistakes = _ratio_mistakes(accuracies, errors), _share_mistakes(means, errors)
    _check_not_rounded(values, (ratio, share), mistakes, tried)
    same(
        values[0],
        ratio,
        tried=tried,
        what=say(ko="`ratio`", en="`ratio`"),
        broke=say(
            ko="`ratio`가 평균 오차의 비가 아닙니다.",
            en="`ratio` is not the ratio of the mean errors.",
        ),
        hint=say(
            ko="처음부터 훈련한 쪽의 평균 오차가 재사용한 쪽의 몇 배인지를 묻습니다.",
            en="How many times as large as the mean error of the reused network is the mean error from scratch?",
        ),
        mistakes=mistakes[0],
        rtol=5e-3,
    )
    same(
        values[1],
        share,
        tried=tried,
        what=say(ko="`share`", en="`share`"),
        broke=say(
            ko="`share`가 남은 차이의 몫이 아닙니다.",
            en="`share` is not the part of the difference that remains.",
        ),
        hint=say(
            ko="재사용과의 차이가 두 번 나옵니다. 대조군과의 차이가 처음 비교한 차이의 몇 배인지 구하고, 값을 자르거나 절댓값으로 바꾸지 마세요.",
            en="There are two differences from reuse. By what is the one of the control to be divided? Do not clip the value or take its absolute value.",
        ),
        mistakes=mistakes[1],
        rtol=5e-3,
        atol=1e-3,
    )


def _check_not_rounded(values, rights, mistakes, tried):
    """Refuse the right numbers rounded too far; what a mistake makes exactly is told as that mistake."""
    for value, right, wrong in zip(values, rights, mistakes, strict=True):
        if np.isclose(value, right, rtol=5e-3, atol=1e-3) or not rounded_too_far(value, right):
            continue
        if not any(np.isclose(value, mistake.value, rtol=1e-5) for mistake in wrong):
            raise NotYet(*ROUNDED, tried=tried, received=literal(shown(values)))


def _not_two_numbers(values, arrays, tried):
    """Return what is off where one value a seed, a single number, or any other number of them came back."""
    if values.size == 1:
        return NotYet(
            say(ko="수가 하나만 돌아왔습니다.", en="Only one number came back."),
            say(
                ko="`ratio`와 `share`를 이 순서로 함께 돌려주세요.",
                en="Return both, `ratio` and `share`, in this order.",
            ),
            tried=tried,
            received=literal(shown(values)),
        )
    if values.shape in ((2, len(arrays[0])), (len(arrays[0]), 2), arrays[0].shape):
        return NotYet(
            say(
                ko="시드마다 값이 하나씩 돌아왔습니다.",
                en="A value for each seed came back.",
            ),
            say(
                ko="`ratio`와 `share`는 시드에 걸쳐 평균한 오차에서 하나씩 나오는 수입니다.",
                en="`ratio` and `share` are one number each, from errors averaged over the seeds.",
            ),
            tried=tried,
            received=literal(shown(values)),
        )
    return NotYet(
        say(
            ko=f"돌아온 수가 {values.size}개입니다.",
            en=f"{values.size} numbers came back.",
        ),
        say(
            ko="두 수만 돌려주세요: `ratio`, `share`.",
            en="Two numbers are asked for: `ratio`, `share`.",
        ),
        tried=tried,
        received=literal(shown(values)),
    )


def _ratio_mistakes(accuracies, errors):
    scratch, scheduled, reused = (each.mean() for each in errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_seed = errors[0] / errors[2]
    of_accuracies = (
        say(
            ko="`ratio`를 오차가 아니라 정확도로 계산했습니다.",
            en="`ratio` was made of accuracies, not of errors.",
        ),
        say(
            ko="오차는 틀린 비율입니다. 정확도가 0.97이면 오차는 얼마입니까?",
            en="The error is the share of wrong answers. What is it at an accuracy of 0.97?",
        ),
    )
    seedwise = (
        say(ko="`ratio`를 시드마다 나눈 다음 평균했습니다.", en="`ratio` was divided seed by seed."),
        say(
            ko="한 시드의 오차가 0이면 어떻게 됩니까? 본문은 오차를 먼저 평균하고 나중에 나눕니다.",
            en="What if the error of one seed is 0? The section averages the errors first and divides then.",
        ),
    )
    always_five = [
        Mistake(
            (5 - accuracies[0].sum()) / (5 - accuracies[2].sum()),
            say(ko="시드는 언제나 5개가 아닙니다.", en="The number of seeds is not always 5."),
            say(
                ko="시드의 수를 숫자로 적지 말고 배열에서 얻으세요.",
                en="Take the number of seeds from the arrays instead of writing it down.",
            ),
        )
    ] * (len(accuracies[0]) != 5)
    return [
        *always_five,
        Mistake(accuracies[0].mean() / accuracies[2].mean(), *of_accuracies),
        Mistake(accuracies[2].mean() / accuracies[0].mean(), *of_accuracies),
        Mistake(
            reused / scratch,
            say(ko="`ratio`의 분자와 분모가 바뀌었습니다.", en="`ratio` is upside down."),
            say(
                ko="재사용이 오차를 줄이면 1보다 커야 합니다.",
                en="It should exceed 1 where reuse makes the error smaller.",
            ),
        ),
        *(
            Mistake(
                wrong,
                say(
                    ko="`ratio`에 같은 학습률 순서로 훈련한 대조군이 들어갔습니다.",
                    en="`ratio` was made with the control that has the same schedule.",
                ),
                say(
                    ko="`ratio`는 흔히 하는 첫 비교의 값입니다. 고정된 학습률로 처음부터 훈련한 쪽을 쓰세요.",
                    en="`ratio` belongs to the usual first comparison, with the network from scratch at one rate.",
                ),
            )
            for wrong in (scheduled / reused, scratch / scheduled)
        ),
        Mistake(by_seed.mean(), *seedwise),
        Mistake(np.median(by_seed), *seedwise),
        Mistake(
            scratch - reused,
            say(ko="`ratio`가 비가 아니라 차이입니다.", en="`ratio` is a difference, not a ratio."),
            say(ko="두 평균 오차를 나누세요.", en="Divide one mean error by the other."),
        ),
    ]


def _share_mistakes(means, errors):
    scratch, scheduled, reused = means
    share = (scheduled - reused) / (scratch - reused)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_seed = (errors[1] - errors[2]) / (errors[0] - errors[2])
    clipped = (
        say(
            ko="`share`를 0과 1 사이로 자르거나 절댓값으로 바꾸었습니다.",
            en="`share` was clipped to [0, 1], or its absolute value was taken.",
        ),
        say(
            ko="대조군이 재사용보다 낫다면, 그것이 부호에서 보여야 합니다.",
            en="Where the control does better than reuse, the sign should show it.",
        ),
    )
    return [
        Mistake(
            1 - share,
            say(
                ko="`share`가 학습률 덕분에 사라진 몫입니다.",
                en="`share` is the part that the learning rates account for.",
            ),
            say(
                ko="대조군과 비교해도 여전히 남아 있는 차이의 몫을 물었습니다.",
                en="The exercise asks for the part that remains against the control.",
            ),
        ),
        Mistake(
            100 * share,
            say(ko="`share`가 퍼센트입니다.", en="`share` is in per cent."),
            say(ko="100을 곱하지 않은 비율로 쓰세요.", en="Give it as a fraction, not multiplied by 100."),
        ),
        Mistake(
            1 / share if share else np.inf,
            say(ko="`share`의 분자와 분모가 바뀌었습니다.", en="`share` is upside down."),
            say(
                ko="처음의 차이를 1로 볼 때 얼마가 남는지를 물었습니다.",
                en="How much remains, taking the first difference as 1?",
            ),
        ),
        Mistake(
            scheduled - reused,
            say(
                ko="`share`가 몫이 아니라 남은 차이 자체입니다.",
                en="`share` is the remaining difference itself, not what part of the first difference it is.",
            ),
            say(
                ko="처음의 차이로 나누어야 몫이 됩니다.",
                en="To become a part it must be divided by the first difference.",
            ),
        ),
        *(
            Mistake(
                wrong,
                say(
                    ko="`share`에서 차이가 아니라 오차를 나누었습니다.",
                    en="In `share` an error was divided, not a difference.",
                ),
                say(
                    ko="나눌 것은 재사용한 쪽과의 차이 둘입니다.",
                    en="What is to be divided are two differences, both from the reused network.",
                ),
            )
            for wrong in (
                scheduled / scratch,
                reused / scratch,
                reused / scheduled,
                (scheduled - reused) / scratch,
                (scheduled - reused) / scheduled,
            )
        ),
        Mistake(
            by_seed.mean(),
            say(ko="`share`를 시드마다 나눈 다음 평균했습니다.", en="`share` was divided seed by seed."),
            say(ko="오차를 먼저 평균하고 나중에 나누세요.", en="Average the errors first and divide then."),
        ),
        Mistake(float(np.clip(share, 0, 1)), *clipped),
        Mistake(abs(share), *clipped),
        Mistake(
            -share,
            say(ko="`share`의 부호가 반대입니다.", en="`share` has the wrong sign."),
            say(
                ko="두 차이를 같은 순서로 빼세요.",
                en="Take both differences in the same order.",
            ),
        ),
    ]
