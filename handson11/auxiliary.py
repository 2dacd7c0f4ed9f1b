"""An auxiliary task whose labels cost nothing: by how much was this image rotated?

The hope is that whoever can tell an upright boot from one that lies on its side knows something about
boots. A network that learns to tell the rotation of unlabelled images (Gidaris et al., 2018) has lower
layers that a task with few labels can start from, one after the other or both at once.
"""

from typing import NamedTuple

import keras
import numpy as np

from handson11 import _validate
from handson11._validate import received
from handson11.data import images_and_labels

_NAMES = ("labelled", "unlabelled", "class", "auxiliary")  # inputs and outputs of a model with two heads


class JointSamples(NamedTuple):
    """What `fit` takes to train both heads of `two_heads` at once: `model.fit(*samples)`.

    Attributes:
        X: The images of each input, `{"labelled": …, "unlabelled": …}`, both of shape `(n, …)`.
        y: The labels of each output, `{"class": …, "auxiliary": …}`, both of shape `(n,)`.
    """

    X: dict[str, np.ndarray]
    y: dict[str, np.ndarray]


def rotation_task(X, *, seed):
    """Rotate each image by 0°, 90°, 180° and 270°, and label it with the rotation (Gidaris et al., 2018).

    A quarter turn moves pixels and changes none, so that interpolation leaves no trace which gives it away.

    Args:
        X: Square images, array of shape `(n, size, size)` or `(n, size, size, channels)`.
        seed: Seed of the order, in which all rotations of all images are mixed.

    Returns:
        `(X_rotated, y)`: an array of shape `(4 n, …)` and of the dtype of `X`, and int64 labels of shape
        `(4 n,)`, the number of quarter turns counter-clockwise: 0, 1, 2 or 3.

    Raises:
        TypeError: If `X` does not hold numbers or `seed` is not an integer.
        ValueError: If `X` has another number of dimensions, is empty, holds a value that is not finite, or
            its images are not square.

    Example:
        >>> X_rotated, y = rotation_task(np.zeros((50, 28, 28)), seed=1)
        >>> X_rotated.shape, np.bincount(y).tolist()
        ((200, 28, 28), [50, 50, 50, 50])
    """
    X = _square_images(X, "X")
    seed = _validate.integer(seed, "seed", at_least=0)
    places = np.random.default_rng(seed).permutation(4 * len(X)).reshape(4, len(X))
    X_rotated, y = np.empty((4 * len(X), *X.shape[1:]), X.dtype), np.empty(4 * len(X), "int64")
    for turns in range(4):
        X_rotated[places[turns]] = np.rot90(X, turns, axes=(1, 2))
        y[places[turns]] = turns
    return X_rotated, y


def two_heads(encoder, n_classes, *, n_auxiliary=4):
    """Put two output layers on one encoder: one for the task with few labels, one for the auxiliary task.

    The model has an input for each task, so that every batch holds images of both and every training step
    follows both losses, however few labels there are. The encoder is shared: it gets the sum of the two
    gradients, while each output layer gets the gradient of its own loss only. Compile the model with a loss for
    each output, by name, and with `loss_weights` to say how much the auxiliary task counts.

    Args:
        encoder: A built Sequential or functional model of one input whose output has shape
            `(batch, features)`. It is used as it is, not copied: training the model trains it.
        n_classes: Classes of the task with few labels, at least 2.
        n_auxiliary: Classes of the auxiliary task, at least 2. Default 4, the four rotations.

    Returns:
        A built, uncompiled `keras.Model`. Its inputs are a dict with the keys `"labelled"` and `"unlabelled"`,
        its outputs a dict with the keys `"class"` and `"auxiliary"`, softmax layers of these names. After
        training, `keras.Model(model.input["labelled"], model.output["class"])` is the classifier alone, with
        the same weights.

    Raises:
        TypeError: If a number of classes is not an integer.
        ValueError: If it is below 2, or `encoder` is no such model or has the name of an input or output.

    Example:
        >>> layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(20, "relu")]
        >>> model = two_heads(keras.Sequential(layers), n_classes=10)
        >>> losses = dict.fromkeys(("class", "auxiliary"), "sparse_categorical_crossentropy")
        >>> model.compile("adam", losses, loss_weights={"class": 1.0, "auxiliary": 0.5})
        >>> samples = joint_samples(np.zeros((20, 28, 28)), np.arange(20) % 10, np.zeros((40, 28, 28)), seed=1)
        >>> history = model.fit(samples.X, samples.y, verbose=0)
        >>> classifier = keras.Model(model.input["labelled"], model.output["class"])
        >>> classifier.output_shape
        (None, 10)
    """
    n_classes = _validate.integer(n_classes, "n_classes", at_least=2)
    n_auxiliary = _validate.integer(n_auxiliary, "n_auxiliary", at_least=2)
    _check_encoder(encoder)
    given = encoder.inputs[0]
    # Keras sorts the names of a dictionary in some places and not in others: sorted ones are safe.
    inputs = {
        name: keras.Input(given.shape[1:], dtype=given.dtype, name=name)
        for name in ("labelled", "unlabelled")
    }
    outputs = {
        "auxiliary": keras.layers.Dense(n_auxiliary, "softmax", name="auxiliary")(
            encoder(inputs["unlabelled"])
        ),
        "class": keras.layers.Dense(n_classes, "softmax", name="class")(encoder(inputs["labelled"])),
    }
    return keras.Model(inputs, outputs)


def joint_samples(X_labelled, y_labelled, X_unlabelled, *, seed):
    """Put labelled images beside rotated ones, to train both heads of `two_heads` at once.

    All unlabelled images come in all four rotations. The labelled ones, of which there are fewer, are
    repeated until there are as many: each of them equally often, or once more. (The other way round if there
    are more labelled ones.) So one epoch goes over the rotated images once and over the labelled ones many
    times.

    Args:
        X_labelled: Images with labels, array of shape `(n_labels, size, size)` or
            `(n_labels, size, size, channels)`.
        y_labelled: Their labels, integers of shape `(n_labels,)`, at least 0.
        X_unlabelled: Square images of the same shape for the rotation task. The labelled ones may be among
            them.
        seed: Seed of the order of both.

    Returns:
        `JointSamples(X, y)`, two dictionaries of arrays of length `max(4 n_unlabelled, n_labels)`, for
        `model.fit(*samples)`.

    Raises:
        TypeError: If images do not hold numbers, or labels or `seed` are not integers.
        ValueError: If arrays do not fit together, are empty, hold a value that is not finite or a label below
            0, or images are not square.

    Example:
        >>> X, y = joint_samples(np.zeros((10, 28, 28)), np.arange(10), np.ones((50, 28, 28)), seed=1)
        >>> X["labelled"].shape, np.bincount(y["class"]).tolist()
        ((200, 28, 28), [20, 20, 20, 20, 20, 20, 20, 20, 20, 20])
    """
    X_labelled, y_labelled = images_and_labels(X_labelled, y_labelled, "X_labelled", "y_labelled")
    if y_labelled.min() < 0:
        raise ValueError(
            f"`y_labelled` must hold labels of at least 0. Received: y_labelled={received(y_labelled)}"
        )
    X_unlabelled = _square_images(X_unlabelled, "X_unlabelled")
    if X_labelled.shape[1:] != X_unlabelled.shape[1:]:
        raise ValueError(
            "`X_labelled` and `X_unlabelled` must hold images of the same shape. Received: X_labelled of shape "
            f"{X_labelled.shape}, X_unlabelled of shape {X_unlabelled.shape}"
        )
    seed = _validate.integer(seed, "seed", at_least=0)
    X_rotated, y_rotated = rotation_task(X_unlabelled, seed=seed)
    n = max(len(X_labelled), len(X_rotated))
    rng = np.random.default_rng(seed)
    labelled, rotated = _repeated(len(X_labelled), n, rng), _repeated(len(X_rotated), n, rng)
    return JointSamples(
        {"labelled": X_labelled[labelled], "unlabelled": X_rotated[rotated]},
        {"class": y_labelled[labelled], "auxiliary": y_rotated[rotated]},
    )


def _repeated(n, length, rng):
    """Return `length` of the indices below `n`: shuffled runs that hold each once, the last one cut."""
    runs = [rng.permutation(n) for _ in range(-(-length // n))]
    return np.concatenate(runs)[:length]


def _square_images(X, name):
    """Return square images as an array, or raise."""
    X = _validate.array(X, name, ndim=(3, 4))
    if X.shape[1] != X.shape[2]:
        raise ValueError(
            f"`{name}` must hold square images, which keep their shape when they are rotated. "
            f"Received: {name} of shape {X.shape}"
        )
    return X


def _check_encoder(encoder):
    """Raise unless a model has one input and one output of shape (batch, features)."""
    expected = "a built Sequential or functional Keras model of one input and one output (batch, features)"
    if not isinstance(encoder, keras.Model) or not encoder.built or not getattr(encoder, "inputs", None):
        raise ValueError(f"`encoder` must be {expected}. Received: encoder={received(encoder)}")
    shapes = [tuple(tensor.shape) for tensor in encoder.outputs]
    if len(encoder.inputs) != 1 or len(shapes) != 1 or len(shapes[0]) != 2:
        raise ValueError(
            f"`encoder` must be {expected}. Received: {len(encoder.inputs)} input(s), outputs of shape {shapes}"
        )
    if encoder.name in _NAMES:
        listed = ", ".join(repr(name) for name in _NAMES)
        raise ValueError(f"`encoder` must not be named {listed}. Received: encoder.name={encoder.name!r}")
