"""Reusing pretrained layers: copies share nothing, frozen weights stay, and two phases are what they seem."""

import json
import random
import zipfile

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from handson11 import i18n, models, transfer

RNG = np.random.default_rng(0)
X = RNG.normal(size=(96, 4)).astype("float32")
LABELS = np.arange(96) % 3
IMAGES = RNG.normal(size=(48, 6, 6, 1)).astype("float32")


def sequential():
    return keras.Sequential(
        [
            keras.Input((4,), name="pixels"),
            layers.Dense(6, "relu", name="low"),
            layers.BatchNormalization(name="norm"),
            layers.Dropout(0.3, name="drop"),
            layers.Dense(5, "relu", name="high"),
            layers.Dense(3, "softmax", name="output"),
        ],
        name="old",
    )


def skipping():
    """A functional model with a skip connection, a raw operation, and batch normalization."""
    inputs = keras.Input((4,))
    x = layers.Dense(6, "relu", name="low")(inputs)
    y = layers.BatchNormalization(name="norm")(layers.Dense(6, name="middle")(x))
    x = layers.Add(name="add")([x, keras.ops.relu(y)])
    x = layers.Dense(5, "relu", name="high")(layers.Concatenate(name="join")([x, inputs]))
    return keras.Model(inputs, layers.Dense(3, "softmax", name="output")(x))


def nesting():
    inner = keras.Sequential(
        [keras.Input((4,)), layers.Dense(6, name="low"), layers.BatchNormalization(name="norm")], name="inner"
    )
    return keras.Sequential(
        [
            keras.Input((4,)),
            inner,
            layers.Dense(5, "relu", name="high"),
            layers.Dense(3, "softmax", name="output"),
        ]
    )


def nesting_functional():
    inputs = keras.Input((4,))
    x = skipping()
    x.name = "inner"
    x = layers.Dense(5, name="high")(keras.Model(x.inputs, x.get_layer("high").output, name="inner")(inputs))
    return keras.Model(inputs, layers.Dense(3, "softmax", name="output")(x))


SOURCES = [sequential, skipping, nesting, nesting_functional]


EAGER = {"run_eagerly": True}


def trained(model, optimizer="adam", **arguments):
    arguments = EAGER | arguments  # tracing takes longer than a few eager steps
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], **arguments)
    model.fit(X, LABELS, batch_size=48, verbose=0)
    return model


def values(model):
    """Return copies of all variables: weights, statistics, random states."""
    return [variable.numpy().copy() for variable in model.variables]


def same(one, two):
    return len(one) == len(two) and all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def outputs(model, inputs=X):
    return keras.ops.convert_to_numpy(model(inputs, training=False))


def flags(model):
    return [layer.trainable for layer in model._flatten_layers()]


def weights_of(model, name):
    return [each.copy() for each in model.get_layer(name).get_weights()]


# Copies


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_copy_is_equal_and_shares_nothing(source, optimizer):
    """Bit-equal outputs and weights; training the copy leaves weights, optimizer, flags of the source as they were."""
    old = trained(source(), optimizer)
    old.get_layer("high").trainable = False
    reference = keras.Model(old.inputs[0], old.get_layer("high").output)
    before, memory, marks = values(old), values(old.optimizer), flags(old)
    new = transfer.reuse_layers(old, "high")
    assert isinstance(new, keras.Sequential) == isinstance(old, keras.Sequential)
    assert new.built and not new.compiled and new.name == old.name
    assert same(outputs(new)[None], outputs(reference)[None])
    kept = [layer.name for layer in old.layers if layer.name != "output"]
    assert sorted(layer.name for layer in new.layers) == sorted(kept)
    assert [new.get_layer(name).trainable for name in kept] == [
        old.get_layer(name).trainable for name in kept
    ]
    for name in kept:
        assert same(values(new.get_layer(name)), values(old.get_layer(name)))
    assert not {id(v) for v in new.variables} & {id(v) for v in old.variables}
    assert not {id(each) for each in new._flatten_layers()} & {id(each) for each in old._flatten_layers()}

    for layer in new.layers:
        layer.trainable = True
    new.compile(optimizer, "mse", **EAGER)
    start = values(new)
    new.fit(X, np.ones((96, 5)), batch_size=48, verbose=0)
    assert not any(
        np.array_equal(a, b) for a, b in zip(start, values(new), strict=True) if a.dtype == "float32"
    )
    assert same(before, values(old)) and same(memory, values(old.optimizer)) and marks == flags(old)
    assert old.compiled and old.train_function is not None


def test_a_layer_can_be_added_to_the_copy():
    """All but the output layer plus one unit; a name that is already there is Keras' own complaint."""
    new = transfer.reuse_layers(sequential(), -2, name="new")
    new.add(layers.Dense(1, "sigmoid", name="output"))
    assert new.name == "new" and new.output_shape == (None, 1)
    with pytest.raises(ValueError, match="unique names. Name 'low' is already"):
        new.add(layers.Dense(1, name="low"))


@pytest.mark.parametrize(
    ("index", "name"), [(0, "low"), (3, "high"), (-2, "high"), (-1, "output"), (np.int64(1), "norm")]
)
def test_an_index_means_the_layer_list(index, name):
    """As Python's own indexing of `model.layers`."""
    old = sequential()
    assert transfer.reuse_layers(old, index).layers[-1].name == old.layers[index].name == name


def test_the_whole_stack_can_be_copied_while_shared_elsewhere():
    """A layer that serves in another model too is found in this one."""
    old = skipping()
    inputs = keras.Input((4,))
    for _ in range(2):
        old.get_layer("low")(inputs)
    new = transfer.reuse_layers(old, -1)
    assert np.array_equal(outputs(new), outputs(old))


@pytest.mark.parametrize("kind", ["list", "dict"])
def test_only_the_needed_inputs_stay(kind):
    """A layer behind one of three inputs, behind two, and behind all."""
    a, b, c = (keras.Input((2,), name=name) for name in "abc")
    x = layers.Dense(2, name="one")(b)
    y = layers.Concatenate(name="two")([a, x])
    z = layers.Dense(1, name="three")(layers.Concatenate()([y, c]))
    old = keras.Model([a, b, c] if kind == "list" else {"a": a, "b": b, "c": c}, z)
    values_ = {name: RNG.normal(size=(5, 2)).astype("float32") for name in "abc"}

    def given(names):
        if kind == "dict":
            return {name: values_[name] for name in names}
        return [values_[name] for name in names] if len(names) > 1 else values_[names[0]]

    for layer, names in (("one", "b"), ("two", "ab"), ("three", "abc")):
        new = transfer.reuse_layers(old, layer)
        assert [tensor.name for tensor in new.inputs] == list(names)
        expected = keras.Model(old.inputs, old.get_layer(layer).output)([values_[name] for name in "abc"])
        assert np.array_equal(outputs(new, given(names)), expected)


def shifted(x):
    return x - 1


class Doubling(layers.Layer):
    """A layer of one's own."""

    def call(self, inputs):
        """Double."""
        return 2 * inputs


def drawing(shape, dtype=None):
    """An initializer that takes its numbers from all generators."""
    return np.random.normal(size=shape) + random.random() + keras.random.normal(shape)  # noqa: NPY002


@pytest.mark.parametrize("generator_exists", [False, True])
def test_own_layers_and_random_generators(generator_exists):
    """Own classes, functions, initializers and adapted statistics are copied; the next numbers are the same."""
    normalization = layers.Normalization()
    normalization.adapt(X * 7 + 3)
    old = keras.Sequential(
        [
            keras.Input((4,)),
            normalization,
            Doubling(),
            layers.Dense(3, shifted, kernel_initializer=drawing),
            layers.GaussianNoise(0.1),
        ]
    )
    draws = []
    for copying in (False, True):
        keras.utils.set_random_seed(1)
        if generator_exists:
            keras.random.normal((2,))
        if copying:
            new = transfer.reuse_layers(old, -1)
        draws.append([np.random.normal(size=3), random.random(), np.array(keras.random.normal((3,)))])  # noqa: NPY002
        draws[-1].append(np.array(keras.initializers.HeNormal()((3, 3))))
    assert same(*draws)
    assert np.array_equal(outputs(new), outputs(old)) and np.abs(outputs(new)).max() > 0
    # Random states too: the same noise comes next.
    assert np.array_equal(new(X, training=True), old(X, training=True))


def test_flags_inside_nested_models_are_carried_over():
    """One frozen layer in a nested model, and a frozen nested model with one that trains."""
    old = nesting()
    old.get_layer("inner").get_layer("low").trainable = False
    new = transfer.reuse_layers(old, "high")
    assert len(new.trainable_variables) == len(old.trainable_variables) - 2
    assert [v.trainable for v in new.variables] == [v.trainable for v in old.variables[: len(new.variables)]]
    old.trainable = False
    new = transfer.reuse_layers(old, "high")
    assert not any(layer.trainable for layer in new.layers)
    new.add(layers.Dense(1))
    assert len(new.trainable_variables) == 2  # the copy itself is no frozen model


class Subclassed(keras.Model):
    """A model without a graph."""

    def __init__(self):
        super().__init__()
        self.first, self.second = layers.Dense(3, name="first"), layers.Dense(1, name="second")

    def call(self, inputs):
        """Apply both layers."""
        return self.second(self.first(inputs))


def shared():
    dense = layers.Dense(4, name="twice")
    return keras.Sequential(
        [keras.Input((4,)), dense, layers.ReLU(name="relu"), dense, layers.Dense(2, name="last")]
    )


def shared_functional():
    inputs, dense = keras.Input((4,)), layers.Dense(4, name="twice")
    return keras.Model(inputs, layers.Dense(1, name="last")(dense(layers.ReLU(name="relu")(dense(inputs)))))


def with_lambda():
    return keras.Sequential([keras.Input((4,)), layers.Dense(2, activation=lambda z: z * z, name="own")])


def with_vocabulary():
    return keras.Sequential(
        [keras.Input((1,), dtype="int32"), layers.IntegerLookup(vocabulary=[1, 2], name="own")]
    )


@pytest.mark.filterwarnings("ignore:.*lambda")
@pytest.mark.parametrize(
    ("model", "up_to", "error", "message"),
    [
        (lambda: 3, 0, ValueError, "`model` must be a Keras model. Received: model=3"),
        (lambda: layers.Dense(3), 0, ValueError, "must be a Keras model"),
        (
            lambda: keras.Sequential([layers.Dense(3)]),
            0,
            ValueError,
            "must be built.*keras.Input.*Received: ",
        ),
        (lambda: keras.Sequential(), 0, ValueError, "must be built"),
        (lambda: built_subclass(), "first", ValueError, "subclassed one Keras does not know"),
        (sequential, "hgh", ValueError, "`up_to` must name a layer.*such as 'high'.*Received: up_to='hgh'"),
        (sequential, "", ValueError, "`up_to` must name a layer.*such as 'low', 'norm'"),
        (sequential, 5, ValueError, "index from -5 to 4.*Received: up_to=5"),
        (sequential, -6, ValueError, "index from -5 to 4"),
        (sequential, True, TypeError, "name or an index. Received: up_to=True"),
        (sequential, 1.0, TypeError, "name or an index"),
        (sequential, None, TypeError, "name or an index"),
        (sequential, "pixels", ValueError, "nothing to reuse. Received: up_to='pixels'"),
        (skipping, 0, ValueError, "nothing to reuse"),
        (shared, "last", ValueError, "in one place.*Received: layer 'twice' in several"),
        (shared, "twice", ValueError, "in one place"),
        (shared_functional, "last", ValueError, "in one place.*'twice'"),
        (shared_functional, "twice", ValueError, "in one place.*'twice'"),
        (with_lambda, "own", ValueError, "named functions in place of lambdas"),
        (with_vocabulary, "own", ValueError, "vocabulary.*Received: layer 'own'"),
    ],
)
def test_what_cannot_be_copied_is_refused(model, up_to, error, message):
    """In one sentence; a model that shares a layer only behind the part is no problem."""
    with pytest.raises(error, match=message):
        transfer.reuse_layers(model(), up_to)


def built_subclass():
    model = Subclassed()
    model(X)
    return model


def test_sharing_behind_the_part_is_no_problem():
    """The layer used twice stands behind the last layer to reuse."""
    dense = layers.Dense(3)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="low"), dense, layers.ReLU(), dense])
    assert len(transfer.reuse_layers(model, "low").layers) == 1
    with pytest.raises(TypeError, match="`name`.*Received: name=3"):
        transfer.reuse_layers(model, "low", name=3)


# Freezing and unfreezing


class OwnLoss(keras.losses.Loss):
    """A loss that Keras cannot read back from its configuration."""

    def __init__(self, power):
        super().__init__()
        self.power = power

    def call(self, y_true, y_pred):
        """Return a power of the error."""
        return keras.ops.mean(keras.ops.abs(y_true - y_pred) ** self.power, axis=-1)


class OwnSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule without a configuration."""

    def __call__(self, step):
        """Return a rate that falls."""
        return 0.01 / (1 + keras.ops.cast(step, "float32"))


def test_frozen_layers_stay_and_the_others_move():
    """All variables, moving statistics included, bit for bit, although the model had been trained before."""
    model = trained(sequential(), run_eagerly=False)
    assert transfer.freeze(model, 2) is model
    before = {layer.name: weights_of(model, layer.name) for layer in model.layers}
    model.fit(X, LABELS, epochs=2, verbose=0)
    for name in ("low", "norm"):
        assert same(before[name], weights_of(model, name))
    for name in ("high", "output"):
        assert not any(
            np.array_equal(*pair) for pair in zip(before[name], weights_of(model, name), strict=True)
        )
    transfer.unfreeze(model)
    model.fit(X, LABELS, verbose=0)
    for name in ("low", "norm", "high", "output"):
        assert not any(
            np.array_equal(*pair) for pair in zip(before[name], weights_of(model, name), strict=True)
        )


def test_batch_normalization_can_stay_in_inference_mode():
    """Its four vectors stay while its neighbours train; also inside a nested model."""
    for model in (trained(sequential()), trained(nesting())):
        transfer.unfreeze(transfer.freeze(model), batch_norm=False)
        inside = model if model.name == "old" else model.get_layer("inner")
        norm, dense = weights_of(inside, "norm"), weights_of(inside, "low")
        model.fit(X, LABELS, epochs=2, verbose=0)
        assert same(norm, weights_of(inside, "norm")) and not same(dense, weights_of(inside, "low"))


@pytest.mark.parametrize(
    ("given", "low", "norm", "high", "output"),
    [
        (None, 0, 0, 0, 0),
        (0, 1, 1, 1, 1),
        (1, 0, 1, 1, 1),
        (3, 0, 0, 0, 1),
        (4, 0, 0, 0, 0),
        ("inner", 0, 0, 1, 1),
        ("inner/low", 0, 1, 1, 1),
        (["norm", "output"], 1, 0, 1, 0),
        ([], 1, 1, 1, 1),
    ],
)
def test_what_layers_can_mean(given, low, norm, high, output):
    """Counts of layers with weights from the input, names, paths; unfreezing undoes it exactly."""
    model = nesting()
    transfer.freeze(model, given)
    inner = model.get_layer("inner")
    parts = [
        inner.get_layer("low"),
        inner.get_layer("norm"),
        model.get_layer("high"),
        model.get_layer("output"),
    ]
    assert [part.trainable for part in parts] == [bool(each) for each in (low, norm, high, output)]
    assert len(model.trainable_variables) == 2 * (low + norm + high + output)
    assert inner.trainable == bool(low + norm) and model.trainable
    if not isinstance(given, int):
        transfer.unfreeze(model, given)
        assert len(model.trainable_variables) == 8 and inner.trainable


def test_unfreezing_counts_from_the_output():
    """Also where the whole model, or a nested one, is frozen as such."""
    model = nesting()
    model.trainable = False
    for count in range(5):
        transfer.unfreeze(model, count)
        assert len(model.trainable_variables) == 2 * count
    model = nesting()
    model.trainable = False
    transfer.unfreeze(model, "low")
    assert [v.path.split("/")[-2] for v in model.trainable_variables] == ["low", "low"]


def test_everything_else_is_compiled_as_before():
    """Loss and metric objects of one's own, loss weights, steps, jit, clipping; the optimizer is new."""
    a = keras.Input((4,))
    body = layers.Dense(3, name="body")(a)
    model = keras.Model(a, [layers.Dense(1, name="p")(body), layers.Dense(1, name="q")(body)])
    loss = [OwnLoss(2), OwnLoss(1)]
    metric = keras.metrics.MeanAbsoluteError(name="own")
    optimizer = keras.optimizers.Adam(0.02, beta_1=0.7, clipnorm=1.5, weight_decay=0.001)
    model.compile(
        optimizer,
        loss,
        loss_weights=[0.3, 2.0],
        metrics=[[metric], None],
        steps_per_execution=3,
        jit_compile=False,
    )
    targets = [X[:, :1], X[:, 1:2]]
    model.fit(X, targets, verbose=0)
    reference = model.evaluate(X, targets, verbose=0, return_dict=True)
    transfer.freeze(model, "body")
    assert list(model.loss) == loss and model.steps_per_execution == 3 and model.jit_compile is False
    again = model.evaluate(X, targets, verbose=0, return_dict=True)
    assert again.keys() == reference.keys() and again["loss"] == pytest.approx(reference["loss"], rel=1e-6)
    new = model.optimizer
    assert (
        new is not optimizer and not new.built and int(new.iterations) == 0 and int(optimizer.iterations) == 3
    )
    assert new.get_config() == optimizer.get_config()
    model.fit(X, targets, verbose=0)
    transfer.unfreeze(model, learning_rate=0.005)
    assert {**new.get_config(), "learning_rate": 0} == {**model.optimizer.get_config(), "learning_rate": 0}
    assert float(model.optimizer.learning_rate) == np.float32(0.005)
    model.fit(X, targets, verbose=0)  # an old optimizer would raise here
    model.compile("sgd", loss, jit_compile=True)
    assert transfer.freeze(model, 1).jit_compile is True


@pytest.mark.parametrize(
    "learning_rate", [OwnSchedule(), keras.optimizers.schedules.ExponentialDecay(0.1, 5, 0.5)]
)
def test_a_schedule_is_kept_unless_a_rate_is_given(learning_rate):
    """Also one that has no configuration; it starts anew."""
    model = trained(sequential(), keras.optimizers.SGD(learning_rate, momentum=0.9))
    transfer.freeze(model, 1)
    assert model.optimizer._learning_rate is learning_rate and model.optimizer.momentum == 0.9
    assert float(model.optimizer.learning_rate) == float(learning_rate(0))
    transfer.freeze(model, 1, learning_rate=0.5)
    assert float(model.optimizer.learning_rate) == 0.5
    transfer.freeze(model, 1, learning_rate=learning_rate)
    assert model.optimizer._learning_rate is learning_rate


def test_mixed_precision_keeps_its_loss_scaling():
    """The scaling stays around the new optimizer, once."""
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, dtype="mixed_float16"), layers.Dense(1)])
    model.compile(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.1), initial_scale=8.0), "mse", **EAGER
    )
    transfer.freeze(model, 1, learning_rate=0.2)
    optimizer = model.optimizer
    assert (
        type(optimizer).__name__ == "LossScaleOptimizer"
        and type(optimizer.inner_optimizer).__name__ == "Adam"
    )
    assert optimizer.initial_scale == 8.0 and float(optimizer.learning_rate) == np.float32(0.2)
    model.fit(X, LABELS, verbose=0)


def test_the_facts_about_keras_that_this_module_rests_on():
    """Recompile trap, optimizer trap, sharing trap: if Keras mends one of them, the docstrings change."""
    model = trained(sequential(), run_eagerly=False)
    model.get_layer("low").trainable = False
    before = weights_of(model, "low")
    model.fit(X, LABELS, batch_size=48, verbose=0)
    assert not same(before, weights_of(model, "low"))  # still trained
    before = weights_of(model, "low")
    model.fit(X, LABELS, batch_size=24, verbose=0)
    assert same(before, weights_of(model, "low"))  # another batch size: traced again, with the flags of now

    model = sequential()
    model.get_layer("low").trainable = False
    trained(model)
    model.get_layer("low").trainable = True
    model.compile(model.optimizer, "sparse_categorical_crossentropy", **EAGER)
    with pytest.raises(ValueError, match="Unknown variable"):
        model.fit(X, LABELS, verbose=0)

    old = sequential()
    before = values(old)
    sliced = keras.Sequential(old.layers[:-1] + [layers.Dense(1)])
    assert not sliced.built
    sliced.compile("sgd", "mse", **EAGER)
    sliced.fit(X, LABELS, verbose=0)
    assert not same(before, values(old))
    assert not same(old.get_weights(), keras.models.clone_model(old).get_weights())


class FixedOptimizer(keras.optimizers.SGD):
    """An optimizer without a configuration."""

    def get_config(self):
        """Refuse."""
        raise NotImplementedError


@pytest.mark.parametrize("function", [transfer.freeze, transfer.unfreeze])
@pytest.mark.parametrize(
    ("layers_", "keywords", "error", "message"),
    [
        (5, {}, ValueError, "from 0 to 4, the number of layers with weights. Received: layers=5"),
        (-1, {}, ValueError, "from 0 to 4"),
        (True, {}, TypeError, "Received: layers=True"),
        (1.0, {}, TypeError, "integer, a name or a sequence of names. Received: layers=1.0"),
        ([1], {}, TypeError, "sequence of names"),
        ("hihg", {}, ValueError, "such as 'high'.*Received: 'hihg'"),
        (["low", "x"], {}, ValueError, "Received: 'x'"),
        (1, {"learning_rate": 0}, ValueError, "`learning_rate` must be a finite number above 0"),
        (1, {"learning_rate": float("nan")}, ValueError, "`learning_rate`"),
        (1, {"learning_rate": "0.1"}, TypeError, "`learning_rate`"),
        (1, {"optimizer": FixedOptimizer()}, ValueError, "optimizer that Keras can build again.*Received: "),
        (1, {"optimizer": None}, ValueError, "compiled with an optimizer.*Received: "),
    ],
)
def test_bad_choices_change_nothing(function, layers_, keywords, error, message):
    """One sentence; flags, optimizer and training function stay."""
    model = trained(sequential())
    if "optimizer" in keywords:
        model.optimizer = keywords["optimizer"]
        keywords = {}
    transfer_state = flags(model), model.optimizer, model.train_function
    with pytest.raises(error, match=message):
        function(model, layers_, **keywords)
    assert transfer_state == (flags(model), model.optimizer, model.train_function)


def test_models_that_cannot_be_set():
    """Unbuilt, no model, not compiled, an ambiguous name, a compile of one's own."""

    class OwnCompile(keras.Sequential):
        def compile(self, **keywords):
            super().compile("sgd", "mse")

    for function in (transfer.freeze, transfer.unfreeze, transfer.trainable_report):
        for bad in (3, None, layers.Dense(1), keras.Sequential([layers.Dense(1)])):
            with pytest.raises(ValueError, match="`model` must be.*Received: "):
                function(bad)
    with pytest.raises(ValueError, match="not compiled.*Received: learning_rate=0.1"):
        transfer.freeze(sequential(), learning_rate=0.1)
    twice = keras.Sequential([keras.Input((4,)), nesting(), layers.Dense(2, name="x")])
    twice.add(keras.Sequential([keras.Input((2,)), layers.Dense(2, name="high")], name="end"))
    with pytest.raises(ValueError, match="must say which of '.*/high', 'end/high' it means"):
        transfer.freeze(twice, "high")
    transfer.freeze(twice, "end/high")
    assert not twice.get_layer("end").trainable
    model = OwnCompile([keras.Input((4,)), layers.Dense(1)])
    model.compile()
    with pytest.raises(ValueError, match="Keras' own `compile`"):
        transfer.freeze(model)
    with pytest.raises(ValueError, match="`batch_norm`"):
        transfer.unfreeze(sequential(), batch_norm=1.5)


def test_a_subclassed_model_can_be_frozen_by_its_layers():
    """There is no graph, but there are layers."""
    model = built_subclass()
    model.compile("sgd", "mse", **EAGER)
    transfer.freeze(model, "first")
    before = weights_of(model, "first")
    model.fit(X, LABELS, verbose=0)
    assert same(before, weights_of(model, "first"))


# Two phases


def compiled(model, rate=0.5, **arguments):
    optimizer = keras.optimizers.SGD(rate, momentum=0.9)
    arguments = EAGER | arguments
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], **arguments)
    return model


def pair(**arguments):
    """Return an old model's layers with a new output, compiled."""
    keras.utils.set_random_seed(3)
    new = transfer.reuse_layers(sequential(), -2)
    new.add(layers.Dense(3, "softmax", name="new_output"))
    return compiled(new, **arguments)


def by_hand(frozen_epochs, epochs, last, arguments):
    model = pair()
    keras.utils.set_random_seed(5)
    reused = [model.get_layer(name) for name in ("low", "norm", "high")]
    histories = []
    for flag, rate, count in ((False, 0.1, frozen_epochs), (True, 0.01, epochs)):
        for layer in reused:
            layer.trainable = flag and layer.name in last
        if count:
            compiled(model, rate, **arguments)
            valid = X[:32], LABELS[:32]
            fitted = model.fit(X, LABELS, epochs=count, batch_size=16, verbose=0, validation_data=valid)
            histories.append(fitted.history)
    return {key: sum((history[key] for history in histories), []) for key in histories[0]}, values(model)


@pytest.mark.parametrize(
    ("frozen_epochs", "epochs", "last", "eager"), [(2, 3, None, False), (0, 2, None, True), (2, 2, 1, True)]
)
def test_two_phases_equal_two_phases_by_hand(frozen_epochs, epochs, last, eager):
    """Every entry of the history and every variable, bit for bit, from the same seed."""
    chosen = ("high",) if last else ("low", "norm", "high")
    expected, ends = by_hand(frozen_epochs, epochs, chosen, {"run_eagerly": eager})
    model = pair(run_eagerly=eager)
    history = transfer.fine_tune(
        model,
        X,
        LABELS,
        reused=3,
        learning_rate=0.1,
        frozen_epochs=frozen_epochs,
        epochs=epochs,
        batch_size=16,
        validation_data=(X[:32], LABELS[:32]),
        unfreeze_last=last,
        seed=5,
    )
    assert history.history == expected and same(values(model), ends)
    assert set(expected) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert isinstance(history, keras.callbacks.History) and history.model is model
    assert history.epoch == list(range(frozen_epochs + epochs))
    assert history.phase == ["frozen"] * frozen_epochs + ["fine-tuned"] * epochs


def test_each_phase_trains_what_it_should():
    """Phase one leaves the reused layers; phase two moves them, with a new optimizer at a tenth of the rate."""
    seen = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            rate = round(float(self.model.optimizer.learning_rate), 6)
            seen.append((epoch, rate, id(self.model.optimizer), weights_of(self.model, "low")))

    model = pair()
    start = weights_of(model, "low"), weights_of(model, "norm")
    transfer.fine_tune(
        model,
        X,
        LABELS,
        reused=["low", "norm", "drop", "high"],
        learning_rate=0.2,
        frozen_epochs=2,
        epochs=2,
        batch_norm=False,
        callbacks=Watch(),
    )
    assert [each[:2] for each in seen] == [(0, 0.2), (1, 0.2), (2, 0.02), (3, 0.02)]
    assert len({each[2] for each in seen}) == 2
    assert same(seen[1][3], start[0]) and not same(seen[2][3], start[0])
    assert same(weights_of(model, "norm"), start[1])  # in inference mode throughout


def test_no_fine_epochs_leave_the_layers_frozen():
    """Feature extraction: the reused layers are frozen in the end; with no epochs at all there is no history."""
    for frozen_epochs in (0, 1):
        model = pair()
        history = transfer.fine_tune(
            model, X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=frozen_epochs, epochs=0
        )
        assert len(history.epoch) == len(history.phase) == frozen_epochs
        assert len(model.trainable_variables) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("at", [1, 3])
def test_an_interrupted_training_leaves_a_usable_model(error, at):
    """In either phase: the model trains on, with the flags of the phase."""

    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == at:
                raise error("stop")

    model = pair()
    with pytest.raises(error, match="stop"):
        transfer.fine_tune(
            model, X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=2, epochs=2, callbacks=[Stop()]
        )
    assert len(model.trainable_variables) == (2 if at == 1 else 8)
    assert not any(row.outdated for row in transfer.trainable_report(model))
    model.fit(X, LABELS, verbose=0)
    assert (
        len(
            transfer.fine_tune(model, X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=1, epochs=1).epoch
        )
        == 2
    )


def test_a_phase_may_end_early():
    """A callback that stops the first phase does not stop the second; epochs are counted on."""

    class StopFirst(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 0

    history = transfer.fine_tune(
        pair(), X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=3, epochs=2, callbacks=[StopFirst()]
    )
    assert history.epoch == [0, 1, 2] and history.phase == ["frozen", "fine-tuned", "fine-tuned"]
    assert len(history.history["loss"]) == 3


def test_several_inputs_and_outputs():
    """Lists and dicts by name; a wrong key, a wrong count, a wrong shape are refused."""
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    body = layers.Dense(4, name="body")(layers.Concatenate()([a, b]))
    model = keras.Model({"a": a, "b": b}, [layers.Dense(1, name="p")(body), layers.Dense(1, name="q")(body)])
    model.compile("sgd", ["mse", "mae"], **EAGER)
    A, B = X[:, :2], X[:, 1:]
    go = {"reused": "body", "learning_rate": 0.01, "frozen_epochs": 1, "epochs": 1}
    history = transfer.fine_tune(model, {"a": A, "b": B}, [LABELS, LABELS], **go)
    assert len(history.history["loss"]) == 2
    for bad in ({"a": A, "c": B}, {"a": B, "b": A}, {"a": A}, A, {"a": A, "b": B[:5]}):
        with pytest.raises(ValueError, match="`X.*Received: "):
            transfer.fine_tune(model, bad, [LABELS, LABELS], **go)


BAD = {
    "X too wide": ({"X": X[:, :3]}, ValueError, r"samples of shape \(4,\).*Received: X of shape \(96, 3\)"),
    "X too deep": ({"X": IMAGES, "y": LABELS[:48]}, ValueError, "samples of shape"),
    "X has NaN": ({"X": np.where(X > 2, np.nan, X)}, ValueError, "finite numbers only"),
    "X is text": ({"X": "images"}, TypeError, "`X` must be an array of"),
    "X is one number": ({"X": 3.0}, ValueError, "one entry a sample"),
    "X is empty": ({"X": X[:0]}, ValueError, "must not be empty"),
    "X is None": ({"X": None}, TypeError, "`X` must be an array"),
    "y is shorter": ({"y": LABELS[:5]}, ValueError, "same length"),
    "y has NaN": ({"y": np.where(LABELS == 1, np.nan, LABELS)}, ValueError, "`y` must hold finite"),
    "y too wide": ({"y": np.ones((96, 7))}, ValueError, "must fit the model and its loss"),
    "valid is no pair": ({"validation_data": X}, TypeError, "must be a pair"),
    "valid X": (
        {"validation_data": (X[:, :2], LABELS)},
        ValueError,
        r"`validation_data\[0\]` must have samples",
    ),
    "valid y": ({"validation_data": (X, LABELS[:2])}, ValueError, "same length"),
    "rate": ({"learning_rate": -0.1}, ValueError, "`learning_rate` must be a finite number above 0"),
    "rate is text": ({"learning_rate": "fast"}, TypeError, "`learning_rate`"),
    "fine rate": ({"fine_learning_rate": 0}, ValueError, "`fine_learning_rate`"),
    "schedule alone": ({"learning_rate": OwnSchedule()}, ValueError, "`fine_learning_rate` must be given"),
    "epochs": ({"epochs": -1}, ValueError, "`epochs`"),
    "frozen epochs": ({"frozen_epochs": 1.5}, TypeError, "`frozen_epochs`"),
    "batch": ({"batch_size": 0}, ValueError, "`batch_size`"),
    "seed": ({"seed": -1}, ValueError, "`seed`"),
    "reused None": ({"reused": None}, TypeError, "`reused`"),
    "reused too many": ({"reused": 5}, ValueError, "`reused`, if an integer, must be from 0 to 4"),
    "reused all": ({"reused": 4}, ValueError, "must leave a layer that trains"),
    "reused zero": ({"reused": 0}, ValueError, "at least one layer with weights"),
    "reused no weights": ({"reused": "drop"}, ValueError, "at least one layer with weights"),
    "reused unknown": ({"reused": ["lo"]}, ValueError, "such as 'low'"),
    "last too many": ({"unfreeze_last": 4}, ValueError, "`unfreeze_last` must be an integer.*at most 3"),
    "last zero": ({"unfreeze_last": 0}, ValueError, "`unfreeze_last`"),
    "batch norm": ({"batch_norm": "no"}, ValueError, "`batch_norm`"),
    "callback": ({"callbacks": [print]}, TypeError, "`callbacks`"),
}


@pytest.fixture(scope="module")
def ready():
    return pair()


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments_change_nothing(ready, case):
    """One sentence; weights, flags and optimizer stay, and no random number is drawn."""
    changes, error, message = BAD[case]
    before, state = values(ready), (flags(ready), ready.optimizer, random.getstate())
    arguments = {
        "X": X,
        "y": LABELS,
        "reused": 3,
        "learning_rate": 0.1,
        "frozen_epochs": 1,
        "epochs": 1,
        **changes,
    }
    with pytest.raises(error, match=message + ".*Received|" + message) as caught:
        transfer.fine_tune(ready, arguments.pop("X"), arguments.pop("y"), **arguments)
    assert "Received: " in str(caught.value)
    assert same(before, values(ready)) and state == (flags(ready), ready.optimizer, random.getstate())


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(
        st.integers(-9, 9), st.text(max_size=6), st.lists(st.sampled_from(["low", "norm", "x"]), max_size=3)
    )
)
def test_any_choice_of_layers_is_taken_or_refused_in_one_sentence(choice):
    """No other error than the documented ones; a refused choice changes no flag."""
    model = HYPOTHESIS_MODEL
    transfer.unfreeze(model)
    try:
        transfer.freeze(model, choice)
    except (TypeError, ValueError) as error:
        assert "Received: " in str(error)
        assert len(model.trainable_variables) == 8
        known = choice if isinstance(choice, list) else [choice] if isinstance(choice, str) else []
        assert not (known and set(known) <= {"low", "norm", "drop", "high", "output"})


HYPOTHESIS_MODEL = sequential()


def test_a_model_must_be_compiled_and_built():
    """The first thing to check, in one sentence."""
    with pytest.raises(ValueError, match="must be compiled: call model.compile"):
        transfer.fine_tune(sequential(), X, LABELS, reused=3, learning_rate=0.1)
    with pytest.raises(ValueError, match="must be built"):
        transfer.fine_tune(keras.Sequential([layers.Dense(1)]), X, LABELS, reused=1, learning_rate=0.1)


def test_the_bar_shows_both_phases_and_is_silent_here(monkeypatch, capsys):
    """One step an epoch in each phase; nothing printed."""
    bars = []

    def progress(iterable, label):
        bars.append([label, 0])
        for each in iterable:
            bars[-1][1] += 1
            yield each

    transfer.fine_tune(pair(), X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=1, epochs=1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(transfer.show, "progress", progress)
    transfer.fine_tune(pair(), X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=2, epochs=3)
    assert bars == [["training, frozen", 2], ["fine-tuning", 3]]


# The report


def test_the_report_tells_what_trains(capsys):
    """Every state, in the order of the layers, with counts by hand; as a table in both languages."""
    normalization = layers.Normalization(name="scale")
    normalization.adapt(X)
    inner = keras.Sequential(
        [keras.Input((4,)), layers.Dense(6, name="low"), layers.BatchNormalization(name="norm")], name="inner"
    )
    model = keras.Sequential(
        [
            keras.Input((4,)),
            normalization,
            inner,
            layers.Reshape((2, 3), name="fold"),
            layers.Bidirectional(layers.LSTM(2), name="both"),
            layers.Dense(1, name="output", trainable=False),
        ]
    )
    transfer.freeze(model, "norm")
    model.get_layer("both").forward_layer.trainable = False
    lstm = 4 * 2 * (3 + 2 + 1)
    assert [tuple(row) for row in transfer.trainable_report(model)] == [
        ("scale", "Normalization", 9, 0, "fixed", False),
        ("inner/low", "Dense", 30, 30, "trains", False),
        ("inner/norm", "BatchNormalization", 24, 0, "inference mode", False),
        ("fold", "Reshape", 0, 0, "no weights", False),
        ("both", "Bidirectional", 2 * lstm, lstm, "partly trains", False),
        ("output", "Dense", 5, 0, "frozen", False),
    ]
    transfer.show_report(model)
    assert f"What trains: {30 + lstm} of {9 + 30 + 24 + 2 * lstm + 5} parameters" in capsys.readouterr().out
    i18n.use("ko")
    transfer.show_report(model)
    text = capsys.readouterr().out
    for word in ("고정", "훈련됨", "추론 모드", "가중치 없음", "일부만 훈련됨", "동결"):
        assert word in text


def test_the_report_tells_what_is_outdated(capsys):
    """Right where training does something else than the flags say, tried out in both directions."""
    for frozen_first in (False, True):
        model = sequential()
        model.get_layer("low").trainable = not frozen_first
        trained(model, run_eagerly=False)
        assert not any(row.outdated for row in transfer.trainable_report(model))
        model.get_layer("low").trainable = frozen_first
        assert [row.name for row in transfer.trainable_report(model) if row.outdated] == ["low"]
        before = weights_of(model, "low")
        model.fit(X, LABELS, batch_size=48, verbose=0)
        assert same(before, weights_of(model, "low")) == frozen_first
        transfer.show_report(model)
        assert "(only once compiled again)" in capsys.readouterr().out
        transfer.freeze(model, 0)  # compiles again
        assert not any(row.outdated for row in transfer.trainable_report(model))
    # Before the first step a change is still in time.
    model = sequential()
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.get_layer("low").trainable = False
    assert not any(row.outdated for row in transfer.trainable_report(model))
    before = weights_of(model, "low")
    model.fit(X, LABELS, verbose=0)
    assert same(before, weights_of(model, "low"))
    # The optimizer trap is one too.
    model.get_layer("low").trainable = True
    model.compile(model.optimizer, "sparse_categorical_crossentropy", **EAGER)
    assert [row.name for row in transfer.trainable_report(model) if row.outdated] == ["low"]


# Files


def test_a_saved_model_comes_back(tmp_path):
    """Weights, optimizer and outputs, from a string and a path; compiled as it was."""
    model = trained(sequential())
    model.save(tmp_path / "model.keras")
    for path in (tmp_path / "model.keras", str(tmp_path / "model.keras")):
        loaded = transfer.load_model(path)
        assert same(loaded.get_weights(), model.get_weights()) and same(
            values(loaded.optimizer), values(model.optimizer)
        )
    new = transfer.reuse_layers(loaded, -2)
    new.add(layers.Dense(3, "softmax", name="new"))
    new.compile("sgd", "sparse_categorical_crossentropy", **EAGER)
    transfer.fine_tune(new, X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=1, epochs=1)
    transfer.fine_tune(loaded, X, LABELS, reused=3, learning_rate=0.1, frozen_epochs=1, epochs=1)


@pytest.mark.filterwarnings("ignore")
def test_files_that_cannot_be_loaded(tmp_path):
    """Each in one sentence that says what to do."""
    model = sequential()
    good = tmp_path / "good.keras"
    model.save(good)
    content = good.read_bytes()
    changed = bytearray(content)
    changed[2 * len(content) // 3] ^= 0xFF
    model.save(tmp_path / "old.h5")
    (tmp_path / "folder").mkdir()
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"x")
    keras.Sequential([keras.Input((4,)), layers.Lambda(lambda x: x * 2)]).save(tmp_path / "lambda.keras")
    with_lambda().save(tmp_path / "activation.keras")
    files = {
        "short.keras": content[: len(content) // 2],
        "empty.keras": b"",
        "text.keras": b"not a model",
        "changed.keras": bytes(changed),
        "renamed.keras": (tmp_path / "old.h5").read_bytes(),
        "good.zip": content,
        "fake.hdf5": b"x",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("a.txt", "b")

    def edited(name, change):
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / name, "w") as target:
            for part in source.namelist():
                data = source.read(part)
                if part == "config.json":
                    config = json.loads(data)
                    change(config)
                    data = json.dumps(config)
                target.writestr(part, data)

    evil = {"module": "os", "class_name": "function", "config": "system", "registered_name": "function"}
    edited("evil.keras", lambda config: config["config"]["layers"][1]["config"].update(activation=evil))
    edited(
        "unknown.keras", lambda config: config["config"]["layers"][1].update(module="mine", class_name="Own")
    )
    for name, message in {
        "short.keras": "undamaged.*no complete archive",
        "empty.keras": "undamaged",
        "text.keras": "undamaged",
        "changed.keras": "undamaged.*wrong checksum|undamaged.*BadZipFile",
        "other.keras": "saved by Keras 3.*without config.json",
        "old.h5": r"old HDF5 format: load it once with keras.models.load_model\(path, compile=False\)",
        "renamed.keras": "old HDF5 format",
        "fake.hdf5": "old HDF5 format",
        "folder": "which is a folder",
        "saved": "SavedModel.*TFSMLayer",
        "lambda.keras": "no code.*Only if you trust its author.*safe_mode=False",
        "activation.keras": "no lambda as an activation.*load_weights",
        "evil.keras": "that Keras can build again here",
        "unknown.keras": "own classes and functions have to be registered first.*Own",
        "good.zip": "rename the file",
    }.items():
        with pytest.raises(ValueError, match=message) as caught:
            transfer.load_model(tmp_path / name)
        assert "Received: path=" in str(caught.value), name
    with pytest.raises(FileNotFoundError, match="existing `.keras` file. Received: path="):
        transfer.load_model(tmp_path / "missing.keras")
    for bad in (3, None):
        with pytest.raises(TypeError, match="`path`"):
            transfer.load_model(bad)


def test_safe_mode_holds_against_a_global_switch(tmp_path):
    """Keras' own switch turns `safe_mode=True` off; here it stays on, also for a lambda spelled with escapes."""
    from keras.src.backend.common import global_state

    keras.Sequential([keras.Input((4,)), layers.Lambda(lambda x: x * 2)]).save(tmp_path / "lambda.keras")
    hidden = tmp_path / "hidden.keras"
    with zipfile.ZipFile(tmp_path / "lambda.keras") as source, zipfile.ZipFile(hidden, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"__lambda__", rb"__l\u0061mbda__"))
    before = global_state.get_global_attribute("safe_mode_saving")
    keras.config.enable_unsafe_deserialization()
    try:
        for path in (tmp_path / "lambda.keras", hidden):
            with pytest.raises(ValueError, match="no code"):
                transfer.load_model(path)
    finally:
        global_state.set_global_attribute("safe_mode_saving", before)


# The API reference alone


def test_a_convolutional_network_as_the_reference_says(tmp_path, capsys):
    """Load, copy all but the output, add one unit, fine-tune with batch normalization in inference mode, look."""
    inputs = keras.Input((6, 6, 1))
    x = layers.BatchNormalization(name="norm_1")(layers.Conv2D(4, 3, padding="same", name="conv_1")(inputs))
    skip = x = layers.ReLU(name="relu_1")(x)
    x = layers.BatchNormalization(name="norm_2")(layers.Conv2D(4, 3, padding="same", name="conv_2")(x))
    x = layers.GlobalAveragePooling2D(name="pool")(layers.Add(name="add")([x, skip]))
    saved = keras.Model(inputs, layers.Dense(8, "softmax", name="output")(x))
    saved.compile("adam", "sparse_categorical_crossentropy", **EAGER)
    saved.fit(IMAGES, np.arange(48) % 8, verbose=0)
    saved.save(tmp_path / "a.keras")

    model_a = transfer.load_model(tmp_path / "a.keras")
    body = transfer.reuse_layers(model_a, "pool")
    model_b = keras.Model(body.inputs, layers.Dense(1, "sigmoid", name="output")(body.outputs[0]))
    model_b.compile(keras.optimizers.Adam(), "binary_crossentropy", metrics=["accuracy"], **EAGER)
    statistics = [values(model_b.get_layer(name)) for name in ("norm_1", "norm_2")]
    before = values(model_a)
    history = transfer.fine_tune(
        model_b,
        IMAGES,
        np.arange(48) % 2,
        reused=[layer.name for layer in body.layers[1:]],
        learning_rate=0.01,
        frozen_epochs=1,
        epochs=2,
        batch_norm=False,
        unfreeze_last=2,
    )
    assert history.phase == ["frozen", "fine-tuned", "fine-tuned"] and len(history.history["accuracy"]) == 3
    assert same(before, values(model_a))
    for name, old in zip(("norm_1", "norm_2"), statistics, strict=True):
        assert same(old, values(model_b.get_layer(name)))
    states = {row.name: row.state for row in transfer.trainable_report(model_b)}
    assert states["conv_1"] == "frozen" and states["conv_2"] == states["output"] == "trains"
    assert states["norm_1"] == states["norm_2"] == "inference mode" and states["relu_1"] == "no weights"
    transfer.show_report(model_b)
    assert "conv_2" in capsys.readouterr().out


def test_the_course_s_network_is_reused_as_its_recipe_says():
    """`models.mlp` with batch normalization: −2 is all but the output, and counts follow its hidden layers."""
    new = transfer.reuse_layers(models.mlp(3, 8, batch_norm="after", input_shape=(4,)), -2)
    new.add(layers.Dense(1, "sigmoid", name="output"))
    transfer.freeze(new, 2)
    names = [row.name for row in transfer.trainable_report(new) if row.state in ("frozen", "inference mode")]
    assert names == ["hidden_1", "batch_norm_1"]
