"""Batch normalization at inference costs nothing: fold it into the dense layer beside it."""

import keras
import numpy as np

from handson11._copies import built_again, undisturbed
from handson11._validate import received


def fold_batch_norm(model):
    """Return a copy of a trained model in which batch normalization is part of the dense layers.

    At inference a batch-normalization layer computes `s · z + t` with the fixed vectors
    `s = γ / √(moving variance + ε)` and `t = β − s · moving mean` (Ioffe & Szegedy, 2015). Behind a dense
    layer without activation that is another kernel, `W · s`, and another bias, `b · s + t`; before a
    dense layer it is the kernel `s · W` and the bias `b + t · W`. A batch-normalization layer with no such
    neighbour (behind an activation and at the end, say) is kept; so are a nested model as a whole, and layers
    of a class of one's own.

    Args:
        model: A built `keras.Sequential`, which is not changed.

    Returns:
        A new built, uncompiled `keras.Sequential` that gives the same outputs at inference, up to rounding:
        about 1e-4 of their size in float32, 1e-12 in float64, 1e-2 in half precision.

    Raises:
        ValueError: If `model` is not a built Sequential, normalizes another axis than the last, has a layer
            in two places, a dense layer with more than kernel and bias (LoRA, quantized), or a layer that
            Keras cannot build again from its configuration.

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
    if len({id(layer) for layer in model.layers}) < len(model.layers):
        raise ValueError(f"`model` must use each of its layers once. Received: model={received(model)}")
    for layer in model.layers:
        if _is_dense(layer) and len(layer.weights) != 1 + layer.use_bias:
            raise ValueError(
                "`model` must have dense layers with no more than a kernel and a bias. "
                f"Received: layer {layer.name!r} with {len(layer.weights)} weights"
            )
    # Each layer beside the weights that it shall have; folding changes weights and drops layers.
    pairs = [(layer, layer.get_weights()) for layer in model.layers]
    while (place := _foldable(pairs)) is not None:
        pairs = _folded(pairs, place)
    given = model.inputs[0]
    inputs = keras.Input(batch_shape=given.shape, dtype=given.dtype, sparse=given.sparse, name=given.name)
    with undisturbed():  # the copies' first weights are drawn, and then replaced
        folded = keras.Sequential([inputs, *(_copy(*pair) for pair in pairs)], name=model.name)
    for layer, (_, weights) in zip(folded.layers, pairs, strict=True):
        layer.set_weights(weights)
    for layer in folded._flatten_layers():
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with constants made from its weights
    return folded


def _is_dense(layer):
    """Whether a layer is Keras' dense layer itself: a subclass may compute something else."""
    return type(layer) is keras.layers.Dense


def _foldable(pairs):
    """Return the index of a batch normalization with a dense neighbour that can take it in, or None."""
    for index, (layer, _) in enumerate(pairs):
        if type(layer) is keras.layers.BatchNormalization:
            if _takes_from_behind(pairs, index) or _takes_from_before(pairs, index):
                return index
    return None


def _takes_from_behind(pairs, index):
    """Whether the layer before the batch normalization is dense and applies no activation."""
    before = pairs[index - 1][0] if index else None
    return _is_dense(before) and before.activation is keras.activations.linear


def _takes_from_before(pairs, index):
    """Whether the layer after the batch normalization is dense."""
    return index + 1 < len(pairs) and _is_dense(pairs[index + 1][0])


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
    taken_in = (layer, [kernel.astype(weights[0].dtype), bias.astype(weights[0].dtype)])
    return [taken_in if i == neighbour else pair for i, pair in enumerate(pairs) if i != index]


def _scale_and_shift(layer):
    """Return what a batch normalization multiplies by and adds at inference, in float64."""
    if layer.axis not in (-1, layer.input_spec.ndim - 1):
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
    return built_again(layer, use_bias=len(weights) == 2) if _is_dense(layer) else built_again(layer)
