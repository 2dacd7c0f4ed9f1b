"""Answers that are Keras models: is it one, what does it compute, and can it be tried without changing it."""

import contextlib
import random

import keras
import numpy as np

from handson11.checks._compare import literal, numbers
from handson11.checks._guard import call
from handson11.checks._outcomes import NotAttempted, NotYet
from handson11.checks._texts import say, shown

KEEP_UNITS = say(ko="층과 뉴런의 수는 처음 그대로 두세요.", en="Keep the number of layers and units.")
"""What to think about where outputs have another shape than the model that was given."""


def a_function(answer):
    """Refuse a layer or a model in place of a function: these can be called too, which misleads."""
    if not isinstance(answer, keras.layers.Layer):
        return
    ko, en = ("모델", "model") if isinstance(answer, keras.Model) else ("층", "layer")
    raise NotYet(
        say(ko=f"함수가 아니라 {ko}이 들어왔습니다.", en=f"This is a {en}, not a function."),
        say(
            ko="함수를 부른 결과가 아니라 함수의 이름을 괄호 없이 넘기세요.",
            en="Pass the function's name without brackets, not what it returns.",
        ),
        received=literal(f"`{shown(answer)}`"),
    )


def keras_model(answer, *, tried=None):
    """Return an answer that is a Keras model, or say what it is instead.

    Args:
        answer: What the learner's code gave back.
        tried: The call, for the message.
    """
    if answer is Ellipsis:
        raise NotAttempted
    if isinstance(answer, keras.Model):
        return answer
    if answer is None:
        hint = say(
            ko="함수가 모델을 만들기만 하고 돌려주지 않은 것은 아닙니까? `return`을 확인하세요.",
            en="Did the function make the model without returning it? Look for the `return`.",
        )
    elif isinstance(answer, keras.layers.Layer):
        hint = say(
            ko="층 하나가 아니라, 층들을 담은 모델을 돌려주세요.",
            en="Return the model that holds the layers, not a single layer.",
        )
    else:
        hint = say(
            ko="`keras.Sequential`이나 `keras.Model`로 만든 모델을 돌려주세요.",
            en="Return a model made with `keras.Sequential` or `keras.Model`.",
        )
    raise NotYet(
        say(ko="케라스 모델이 아닙니다.", en="This is not a Keras model."),
        hint,
        tried=tried,
        received=literal(shown(answer)),
    )


def outputs(model, X, *, shape=None, training=False, tried=None):
    """Return what a learner's model computes for a batch, as a float64 array.

    Args:
        model: A Keras model; one that is not built yet is built by this call.
        X: The batch.
        shape: The shape that the outputs must have. Default: any.
        training: Whether to call it as in training.
        tried: How to write the call.
    """
    what = say(ko="모델의 출력", en="the model's output")
    tried = tried or literal(f"`model({shown(X, 60)})`")
    return numbers(call(model, X, training=training, tried=tried), tried=tried, shape=shape, what=what)


def weights(model):
    """Return copies of a model's weights as NumPy arrays."""
    return [np.array(weight) for weight in model.get_weights()]


def same_weights(before, after):
    """Whether two lists of weights are equal to the last bit."""
    return len(before) == len(after) and all(map(np.array_equal, before, after))


def affine_in(values, features, rtol=1e-4):
    """Whether values are an affine function of features: what a dense layer on top of them, and nothing else, gives.

    Args:
        values: Array of shape (samples,) or (samples, units).
        features: Array of shape (samples, features), with more samples than features.
        rtol: Greatest root mean square of what is left over, as a share of the values' standard deviation.
    """
    if values.std() < 1e-6:
        return False
    columns = np.column_stack([features, np.ones(len(features))])
    rest = values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    return bool(np.sqrt(np.mean(np.square(rest))) < rtol * values.std())


@contextlib.contextmanager
def seeded(seed):
    """Seed Python, NumPy and Keras for a check, and give Python and NumPy their states back afterwards.

    Args:
        seed: A non-negative integer.
    """
    # NumPy's global generator is what `set_random_seed` seeds, so that is the one to give back.
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    keras.utils.set_random_seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
