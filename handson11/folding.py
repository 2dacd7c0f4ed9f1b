"""Batch normalization at inference costs nothing: fold it into the dense layer beside it."""

import keras
import numpy as np

from handson11._validate import received


def fold_batch_norm(model):
    """Return a copy of a trained model in which batch normalization is part of the dense layers.

    At inference a batch-normalization layer computes `s · z + t` with the fixed vectors
    `s = γ / √(moving variance + ε)` and `t = β − s · moving mean` (Ioffe & Szegedy, 2015). Behind a dense
    layer without activation that is another kernel, `W · s`, and another bias, `b · s + t`; before a
    dense layer it is the kernel `s · W` and the bias `b + t · W`. A batch-normalization layer with no such
    neighbour (behind an activation and at the end, say) is kept.

    Args:
        model: A built `keras.Sequential`, which is not changed.

    Returns:
        A new built, uncompiled `keras.Sequential` that gives the same outputs at inference, up to rounding.

    Raises:
        ValueError: If `model` is not a built Sequential, or normalizes another axis than the last.

    Example:
    >>> model = keras.Sequential(
    ...     [keras.Input((4,)), keras.layers.Dense(3, use_bias=False), keras.layers.BatchNormalization()]
    ... )
    >>> [type(layer).__name__ for layer in fold_batch_norm(model).layers]
    ['Dense']
    """
    if not isinstance(model, keras.Sequential) or not model.built or not model.inputs:
        raise ValueError(
            "`model` must be a built keras.Sequential (start it with keras.Input). "
            f"Received: model={received(model)}"
        )
    # Each layer beside the weights that it shall have; folding changes weights and drops layers.
    pairs = [(layer, layer.get_weights()) for layer in model.layers]
    while (place := _foldable(pairs)) is not None:
        pairs = _folded(pairs, place)
    folded = keras.Sequential([keras.Input(batch_shape=model.input_shape), *(_copy(*pair) for pair in pairs)])
    for layer, (_, weights) in zip(folded.layers, pairs, strict=True):
        layer.set_weights(weights)
    return folded


def _foldable(pairs):
    """Return the index of a batch normalization with a dense neighbour that can take it in, or None."""
    for index, (layer, _) in enumerate(pairs):
        if isinstance(layer, keras.layers.BatchNormalization):
            if _takes_from_behind(pairs, index) or _takes_from_before(pairs, index):
                return index
    return None


def _takes_from_behind(pairs, index):
    """Whether the layer before the batch normalization is dense and applies no activation."""
    before = pairs[index - 1][0] if index else None
    return isinstance(before, keras.layers.Dense) and before.activation is keras.activations.linear


def _takes_from_before(pairs, index):
    """Whether the layer after the batch normalization is dense."""
    return index + 1 < len(pairs) and isinstance(pairs[index + 1][0], keras.layers.Dense)


def _folded(pairs, index):
    """Return the pairs without the batch normalization at `index`, its work done by a dense neighbour."""
    scale, shift = _scale_and_shift(pairs[index][0])
    behind = _takes_from_behind(pairs, index)
    neighbour = index - 1 if behind else index + 1
    layer, weights = pairs[neighbour]
    kernel = weights[0].astype("float64")
    bias = weights[1].astype("float64") if len(weights) > 1 else np.zeros(kernel.shape[1])
    if behind:
        kernel, bias = kernel * scale, bias * scale + shift
    else:
        kernel, bias = scale[:, None] * kernel, bias + shift @ kernel
    taken_in = (layer, [kernel.astype("float32"), bias.astype("float32")])
    return [taken_in if i == neighbour else pair for i, pair in enumerate(pairs) if i != index]


def _scale_and_shift(layer):
    """Return what a batch normalization multiplies by and adds at inference, in float64."""
    axis = layer.axis if isinstance(layer.axis, int) else layer.axis[0]
    if axis not in (-1, len(layer.input.shape) - 1):
        raise ValueError(
            "`model` must normalize the last axis, which dense layers work on. "
            f"Received: layer {layer.name!r} with axis={layer.axis}"
        )
    mean, variance = (
        np.asarray(keras.ops.convert_to_numpy(v), "float64")
        for v in (layer.moving_mean, layer.moving_variance)
    )
    scale = 1 / np.sqrt(variance + layer.epsilon)
    if layer.gamma is not None:
        scale = scale * keras.ops.convert_to_numpy(layer.gamma)
    shift = -scale * mean
    if layer.beta is not None:
        shift = shift + keras.ops.convert_to_numpy(layer.beta)
    return scale, shift


def _copy(layer, weights):
    """Return a new layer of the same configuration; a dense layer that took in a bias has one."""
    config = layer.get_config()
    if isinstance(layer, keras.layers.Dense):
        config["use_bias"] = len(weights) == 2
    return type(layer).from_config(config)
