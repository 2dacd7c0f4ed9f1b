"""Rotations by hand, and two heads whose losses and gradients are those that NumPy and the graph promise."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import auxiliary, models

LOSSES = dict.fromkeys(("class", "auxiliary"), "sparse_categorical_crossentropy")


@pytest.fixture
def encoder():
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((6, 6)),
            keras.layers.Reshape((6, 6, 1)),
            keras.layers.Conv2D(3, 3, strides=2, activation="tanh"),
            keras.layers.Flatten(),
            keras.layers.Dense(5, activation="tanh"),
        ],
        name="encoder",
    )


@pytest.fixture
def images():
    rng = np.random.default_rng(2)
    return (
        rng.normal(size=(7, 6, 6)).astype("float32"),
        np.arange(7) % 3,
        rng.normal(size=(5, 6, 6)).astype("float32"),
    )


# ------------------------------------------------------------------------------ rotations


def test_rotations_of_a_two_by_two_image_by_hand():
    """A quarter turn counter-clockwise brings the right column to the top."""
    X_rotated, y = auxiliary.rotation_task([[[1, 2], [3, 4]]], seed=0)
    by_label = {int(label): image.tolist() for image, label in zip(X_rotated, y, strict=True)}
    assert by_label == {0: [[1, 2], [3, 4]], 1: [[2, 4], [1, 3]], 2: [[4, 3], [2, 1]], 3: [[3, 1], [4, 2]]}
    assert y.dtype == np.int64


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 8),
    st.integers(1, 6),
    st.sampled_from([(), (1,), (3,)]),
    st.sampled_from(["uint8", "float32", "float64", "bool"]),
    st.integers(0, 10_000),
)
def test_each_image_comes_once_in_each_rotation(n, size, channels, dtype, seed):
    """Rotated back, every label holds exactly the images that came in; shape and dtype are kept."""
    shape = (n, size, size, *channels)
    X = np.random.default_rng(seed).integers(0, 200, shape).astype(dtype)
    before = X.copy()
    X_rotated, y = auxiliary.rotation_task(X, seed=seed)
    assert X_rotated.shape == (4 * n, *shape[1:]) and X_rotated.dtype == X.dtype and y.shape == (4 * n,)
    for turns in range(4):
        # Back by hand: a quarter turn clockwise reads each column from the bottom.
        back = [image for image, label in zip(X_rotated, y, strict=True) if label == turns]
        for _ in range(turns):
            back = [image[::-1].swapaxes(0, 1) for image in back]
        assert sorted(image.tobytes() for image in back) == sorted(image.tobytes() for image in X)
    assert np.array_equal(X, before)


def test_the_seed_alone_decides_on_the_order():
    """The same seed repeats, another one does not; rotations of all images are mixed, not one after another."""
    X = np.random.default_rng(0).normal(size=(100, 4, 4))
    first, again, other = (auxiliary.rotation_task(X, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])
    assert not np.array_equal(first[1], other[1])
    counts = np.bincount(first[1][:200], minlength=4)  # 50 ± 4 deviations of drawing 200 of 400
    assert np.all(np.abs(counts - 50) < 4 * np.sqrt(200 * 3 / 16 / 2))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"X": np.zeros((5, 4, 6))}, r"`X` must hold square images.*\(5, 4, 6\)"),
        ({"X": np.zeros((5, 4, 6, 6))}, "`X` must hold square images"),
        ({"X": np.zeros((4, 4))}, "`X` must have 3 or 4 dimension"),
        ({"X": np.zeros((0, 4, 4))}, "`X` must not be empty"),
        ({"X": np.full((1, 2, 2), np.nan)}, "`X` must hold finite numbers"),
        ({"X": "images"}, "`X` must be an array"),
        ({"X": None}, "`X` must be an array"),
        ({"seed": None}, "`seed` must be an integer"),
        ({"seed": -1}, "`seed` must be an integer"),
        ({"seed": True}, "`seed` must be an integer"),
    ],
)
def test_images_that_cannot_be_rotated_are_refused(bad, message):
    """The message names the argument, what was expected, and what came."""
    with pytest.raises((TypeError, ValueError), match=f"{message}"):
        auxiliary.rotation_task(**{"X": np.zeros((5, 4, 4)), "seed": 0, **bad})


# ------------------------------------------------------------------------------ two heads


def test_both_heads_share_one_encoder(encoder, images):
    """Each output is the softmax of its own dense layer on the encoder's features of its own input."""
    X, _, X_unlabelled = images
    model = auxiliary.two_heads(encoder, 3)
    outputs = model.predict({"labelled": X[:5], "unlabelled": X_unlabelled}, verbose=0)
    for name, samples, n_outputs in (("class", X[:5], 3), ("auxiliary", X_unlabelled, 4)):
        kernel, bias = model.get_layer(name).get_weights()
        scores = encoder.predict(samples, verbose=0) @ kernel + bias
        expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        assert outputs[name].shape == (5, n_outputs)
        assert np.allclose(outputs[name], expected, atol=1e-6)
    assert {id(weight) for weight in encoder.weights} < {id(weight) for weight in model.weights}
    assert len(model.weights) == len(encoder.weights) + 4
    assert auxiliary.two_heads(encoder, 3, n_auxiliary=9).output["auxiliary"].shape == (None, 9)


def test_the_loss_is_the_weighted_sum_of_two_means(encoder, images):
    """In whole batches Keras' losses are NumPy's mean cross entropies, and their weighted sum."""
    model = auxiliary.two_heads(encoder, 3)
    model.compile("adam", LOSSES, loss_weights={"class": 1.0, "auxiliary": 0.3})
    X, y = auxiliary.joint_samples(*images, seed=4)
    outputs = model.predict(X, verbose=0)
    means = {name: -np.log(outputs[name][np.arange(20), y[name]]).mean() for name in outputs}
    losses = model.evaluate(X, y, batch_size=20, verbose=0, return_dict=True)
    assert losses["loss"] == pytest.approx(means["class"] + 0.3 * means["auxiliary"], rel=1e-5)
    assert losses["class_loss"] == pytest.approx(means["class"], rel=1e-5)
    assert losses["auxiliary_loss"] == pytest.approx(means["auxiliary"], rel=1e-5)


@pytest.mark.parametrize(("own", "others"), [("class", "auxiliary"), ("auxiliary", "class")])
def test_each_loss_reaches_its_own_head_and_the_encoder(encoder, images, own, others):
    """No gradient from one loss into the other head; from both into every weight of the encoder."""
    model = auxiliary.two_heads(encoder, 3)
    X, y = auxiliary.joint_samples(*images, seed=4)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(y[own], model(X, training=True)[own])
        )
    weights = model.trainable_variables
    gradients = dict(zip(map(id, weights), tape.gradient(loss, [w.value for w in weights]), strict=True))
    assert all(gradients[id(w)] is None for w in model.get_layer(others).trainable_variables)
    for weight in [*model.get_layer(own).trainable_variables, *encoder.trainable_variables]:
        assert np.abs(gradients[id(weight)]).max() > 0


@pytest.mark.parametrize(("silent", "trained"), [("class", "auxiliary"), ("auxiliary", "class")])
def test_a_loss_without_weight_changes_nothing(encoder, images, silent, trained):
    """With plain SGD, the head whose loss weight is 0 stays as it is; the other one and the encoder move."""
    model = auxiliary.two_heads(encoder, 3)
    model.compile(keras.optimizers.SGD(0.1), LOSSES, loss_weights={silent: 0.0, trained: 1.0})
    before = {name: model.get_layer(name).get_weights() for name in ("class", "auxiliary", "encoder")}
    model.fit(*auxiliary.joint_samples(*images, seed=4), verbose=0)
    for name, weights in before.items():
        same = [
            np.array_equal(a, b) for a, b in zip(weights, model.get_layer(name).get_weights(), strict=True)
        ]
        assert all(same) if name == silent else not any(same)


def test_the_classifier_alone_has_the_trained_weights(encoder, images):
    """After training, the model from "labelled" to "class" gives the same probabilities."""
    model = auxiliary.two_heads(encoder, 3)
    model.compile("adam", LOSSES)
    model.fit(*auxiliary.joint_samples(*images, seed=4), epochs=2, verbose=0)
    classifier = keras.Model(model.input["labelled"], model.output["class"])
    both = model.predict({"labelled": images[0], "unlabelled": images[0]}, verbose=0)
    assert np.allclose(classifier.predict(images[0], verbose=0), both["class"], atol=1e-6)
    assert {id(weight) for weight in classifier.weights} < {id(weight) for weight in model.weights}


def test_two_heads_can_be_drawn_anew_and_saved(encoder, images, tmp_path):
    """`models.redraw` repeats its draw; a saved model gives the same outputs when it is read again."""
    model = auxiliary.two_heads(encoder, 3)
    first, second, third = (models.redraw(model, seed).get_weights() for seed in (1, 2, 1))
    assert all(np.array_equal(a, b) for a, b in zip(first, third, strict=True))
    assert not np.array_equal(first[0], second[0])
    model.save(tmp_path / "model.keras")
    X = {"labelled": images[0], "unlabelled": images[0]}
    read = keras.models.load_model(tmp_path / "model.keras").predict(X, verbose=0)
    assert all(np.allclose(read[name], value) for name, value in model.predict(X, verbose=0).items())


def test_the_rotations_are_learned():
    """From a made-up picture with one bright edge and noise, both heads come close to perfect."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 6, 6)).astype("float32")
    y = rng.integers(0, 2, 120)
    X[:, 0] += np.where(y == 1, 3.0, 1.5)[:, None]  # the class is the brightness, the top edge is up
    keras.utils.set_random_seed(0)
    layers = [keras.Input((6, 6)), keras.layers.Flatten(), keras.layers.Dense(16, "relu")]
    model = auxiliary.two_heads(keras.Sequential(layers), 2)
    model.compile(keras.optimizers.Adam(0.01), LOSSES, metrics=dict.fromkeys(LOSSES, "accuracy"))
    samples = auxiliary.joint_samples(X[:20], y[:20], X[20:], seed=0)
    history = model.fit(*samples, epochs=15, verbose=0).history
    assert history["auxiliary_accuracy"][-1] > 0.95 and history["class_accuracy"][-1] > 0.95


def test_bad_heads_are_refused(encoder):
    """Numbers of classes below 2 or no integers."""
    for bad in (1, 0, -3, 2.0, True, None, "10"):
        with pytest.raises((TypeError, ValueError), match="`n_classes` must be .*Received: n_classes="):
            auxiliary.two_heads(encoder, bad)
        with pytest.raises((TypeError, ValueError), match="`n_auxiliary` must be .*Received: n_auxiliary="):
            auxiliary.two_heads(encoder, 3, n_auxiliary=bad)


def bad_encoders():
    dense, two = keras.layers.Dense, [keras.Input((3,)), keras.Input((3,))]
    return {
        "none": None,
        "a layer": dense(3),
        "unbuilt": keras.Sequential([dense(3)]),
        "two inputs": keras.Model(two, keras.layers.Add()(two)),
        "two outputs": keras.Model(two[0], [dense(2)(two[0]), dense(2)(two[0])]),
        "features in rows": keras.Sequential([keras.Input((4, 4)), dense(3)]),
        "a taken name": keras.Sequential([keras.Input((4,)), dense(3)], name="class"),
    }


@pytest.mark.parametrize("kind", bad_encoders())
def test_bad_encoders_are_refused(kind):
    """No built model of one input with features as output, or a name that a head has."""
    with pytest.raises(ValueError, match="`encoder` must .*Received: "):
        auxiliary.two_heads(bad_encoders()[kind], 3)


# ------------------------------------------------------------------------------ joint samples


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 50), st.integers(1, 9), st.integers(0, 10_000))
def test_joint_samples_hold_every_image_as_often_as_any_other(n_labels, n_unlabelled, seed):
    """Labelled images keep their labels, rotated ones their rotation; counts differ by at most one."""
    X_labelled = np.zeros((n_labels, 2, 2)) + np.arange(n_labels)[:, None, None]
    # The top left pixel of the rotated image is 4 × number + quarter turns.
    X_unlabelled = 4 * np.arange(n_unlabelled)[:, None, None] + np.array([[0, 1], [3, 2]])
    X, y = auxiliary.joint_samples(
        X_labelled, 3 * np.arange(n_labels), X_unlabelled.astype("float32"), seed=seed
    )
    n = max(n_labels, 4 * n_unlabelled)
    assert {len(array) for array in (*X.values(), *y.values())} == {n}
    assert np.array_equal(y["class"], 3 * X["labelled"][:, 0, 0])
    assert np.array_equal(y["auxiliary"], X["unlabelled"][:, 0, 0] % 4)
    for ids, total in ((X["labelled"][:, 0, 0], n_labels), (X["unlabelled"][:, 0, 0], 4 * n_unlabelled)):
        counts = np.bincount(ids.astype(int), minlength=total)
        assert len(counts) == total and counts.max() - counts.min() <= 1
    assert X["unlabelled"].dtype == np.float32


def test_joint_samples_are_drawn_by_their_seed(images):
    """The same seed repeats, another does not; the arrays that came in stay as they are."""
    before = [array.copy() for array in images]
    first, again, other = (auxiliary.joint_samples(*images, seed=seed) for seed in (1, 1, 2))
    for name in first.y:
        assert np.array_equal(first.y[name], again.y[name]) and not np.array_equal(
            first.y[name], other.y[name]
        )
    first.X["labelled"][:] = first.X["unlabelled"][:] = 9
    assert all(np.array_equal(a, b) for a, b in zip(images, before, strict=True))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"X_labelled": np.zeros((5, 4, 4))}, "`X_labelled` and `y_labelled` must have the same length"),
        ({"X_labelled": np.zeros((6, 5, 5))}, "must hold images of the same shape"),
        ({"X_labelled": np.full((6, 4, 4), np.inf)}, "`X_labelled` must hold finite numbers"),
        ({"y_labelled": np.zeros((0,), int)}, "`y_labelled` must not be empty"),
        ({"y_labelled": [0, 1, 2, 0, 1, -1]}, "`y_labelled` must hold labels of at least 0"),
        ({"y_labelled": np.zeros(6)}, "`y_labelled` must hold integer labels"),
        ({"y_labelled": np.eye(6, dtype=int)}, "`y_labelled` must have 1 dimension"),
        ({"X_unlabelled": np.zeros((6, 4, 5))}, "`X_unlabelled` must hold square images"),
        ({"X_unlabelled": np.zeros((6, 4, 4, 1))}, "must hold images of the same shape"),
        ({"X_unlabelled": None}, "`X_unlabelled` must be an array"),
        ({"seed": 1.5}, "`seed` must be an integer"),
    ],
)
def test_joint_samples_that_do_not_fit_are_refused(bad, message):
    """The message names the argument, what was expected, and what came."""
    good = {
        "X_labelled": np.zeros((6, 4, 4)),
        "y_labelled": [0, 1, 2] * 2,
        "X_unlabelled": np.zeros((3, 4, 4)),
    }
    with pytest.raises((TypeError, ValueError), match=f"{message}.*Received: "):
        auxiliary.joint_samples(**{**good, "seed": 0, **bad})
