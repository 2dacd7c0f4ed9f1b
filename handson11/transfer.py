"""Reusing pretrained layers: an independent copy, freezing, unfreezing, and training in two phases.

Four traps of Keras 3 lie on the way, and every function here avoids one. A new model over the layers of an
old one shares their weights, so that training it changes the old model (`reuse_layers` copies). Changing
`trainable` after training has begun changes nothing until the model is compiled again, and nobody says so
(`freeze`, `unfreeze`). An optimizer serves only the variables that it was made for (they make a new one). And
batch normalization of a frozen layer still has statistics of the old data (`batch_norm=`).
"""

import collections
import contextlib
import difflib
import math
import os
import pathlib
import zipfile
from typing import NamedTuple

import keras
import numpy as np
from keras.src.backend.common import global_state
from keras.src.saving.serialization_lib import SafeModeScope

from handson11 import _validate, show
from handson11._copies import built_again, undisturbed
from handson11._validate import received
from handson11.i18n import tr

_HDF5 = b"\x89HDF\r\n\x1a\n"


class LayerReport(NamedTuple):
    """What training does to one layer.

    Attributes:
        name: Name of the layer; `"outer/inner"` for a layer in a nested model.
        type: Name of its class.
        parameters: How many numbers its weights hold.
        trainable_parameters: How many of them an optimizer may change, by the flags as they are now.
        state: `"trains"`, `"partly trains"`, `"frozen"`, `"inference mode"` (frozen batch normalization,
            which then uses and keeps its moving statistics), `"fixed"` (weights that training never
            changes, such as those of `Normalization`) or `"no weights"`.
        outdated: Whether the model has already been made ready to train with another set of this layer's
            weights: compile it again, or the old set is trained (or an error raised).
    """

    name: str
    type: str
    parameters: int
    trainable_parameters: int
    state: str
    outdated: bool


def reuse_layers(model, up_to, *, name=None):
    """Return an independent copy, with its weights, of a model from its input up to one of its layers.

    `keras.Sequential(model.layers[:-1])` is no copy: it shares the layers, so that training it changes `model`
    too. `keras.models.clone_model` copies the layers and draws new weights. This does both halves.

    Args:
        model: A built Sequential or functional Keras model. It is not changed.
        up_to: The last layer to reuse: its name, or its index in `model.layers`. For a Sequential, −2 means
            all but the output layer.
        name: Name of the copy. Default: that of `model`.

    Returns:
        A built, uncompiled `keras.Sequential` for a Sequential, else a functional `keras.Model` with the
        inputs that the layer needs. Weights, moving statistics and the states of random generators
        (`Dropout`) are bit for bit the same; layers keep their names and `trainable` flags. A layer that is
        added must not have a name that is already there. No random generator of Python, NumPy or Keras is
        moved on.

    Raises:
        TypeError: If `up_to` is neither a string nor an integer, or `name` is no string.
        ValueError: If `model` is not a built Sequential or functional model, has no such layer, uses a
            layer in several places, or a layer cannot be built again with the same weights; or if there
            is nothing but an input up to there.

    Example:
        >>> old = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(8)])
        >>> new = reuse_layers(old, up_to=-2)
        >>> new.add(keras.layers.Dense(1, activation="sigmoid", name="new_output"))
        >>> new.output_shape, bool(np.array_equal(new.layers[0].kernel, old.layers[0].kernel))
        ((None, 1), True)
    """
    _check_graph(model)
    if name is not None and not (isinstance(name, str) and name):
        raise TypeError(f"`name` must be a non-empty string. Received: name={received(name)}")
    last = _layer(model, up_to)
    name = name or model.name
    pairs = []  # each layer beside its copy

    def copied(operation):
        if not isinstance(operation, keras.layers.Layer):
            return _operation_again(operation)
        pairs.append((operation, built_again(operation)))
        return pairs[-1][1]

    if isinstance(model, keras.Sequential):
        layers = model.layers[: model.layers.index(last) + 1]
        _check_used_once(layers, [layer.name for layer in model.layers].count(last.name) > 1, last)
        with _undisturbed():
            start = built_again(model.inputs[0]._keras_history[0])
            copy = keras.Sequential([start, *(copied(layer) for layer in layers)], name=name)
            _take_over(pairs)
        return copy

    own = [node for node in _nodes_behind(model, model.outputs) if node.operation is last]
    nodes = _nodes_behind(model, own[0].outputs)
    layers = [node.operation for node in nodes if isinstance(node.operation, keras.layers.Layer)]
    _check_used_once(layers, len(own) > 1, last)
    needed = {id(tensor) for node in nodes for tensor in node.input_tensors}
    outputs = own[0].outputs if len(own[0].outputs) > 1 else own[0].outputs[0]
    inputs = _needed_inputs(model, needed)
    graph = keras.Model(inputs, outputs, name=name)
    with _undisturbed():
        # Input layers from their configuration: Keras itself would give those without a name another one.
        starts = keras.tree.map_structure(lambda each: built_again(each._keras_history[0]).output, inputs)
        copy = keras.models.clone_model(graph, input_tensors=starts, clone_function=copied)
        _take_over(pairs)
    return copy


def freeze(model, layers=None, *, learning_rate=None):
    """Freeze layers, so that training leaves their weights as they are, and compile the model again.

    Which weights train is fixed when the first training step is made ready (by `fit` or `train_on_batch`).
    A `trainable` flag that changes afterwards is not looked at, and Keras says nothing: the frozen layer
    goes on learning until the model is compiled again (or TensorFlow happens to trace the step again, for a
    batch of another size). This function does both, with the same loss, metrics
    and settings, and an optimizer of the same kind without memory. A frozen batch normalization runs
    in inference mode: it uses its moving statistics and does not update them.

    Args:
        model: A built Keras model. If it is not compiled, only its flags change.
        layers: What to freeze: `None` (default) for all layers; an integer n for the first n layers that
            hold weights, counted from the input (layers of a nested model count one by one); a name, or a
            sequence of names. A name may be that of a layer inside a nested model, if need be
            `"outer/inner"`, or that of the nested model.
        learning_rate: Learning rate, or schedule, of the new optimizer. Default: as it is; a schedule
            starts anew.

    Returns:
        The same model.

    Raises:
        TypeError: If `layers` or `learning_rate` is of another type.
        ValueError: If there is no such layer, a name is ambiguous, the learning rate is not positive, the
            model is not built, or it cannot be compiled again. Nothing is changed then.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> [len(layer.trainable_weights) for layer in freeze(model, 1).layers]
        [0, 2]
    """
    _check_built(model)
    return _set(model, frozen=_selected(model, layers, "layers", first=True), learning_rate=learning_rate)


def unfreeze(model, layers=None, *, learning_rate=None, batch_norm=True):
    """Let layers train, and compile the model again with a new optimizer.

    See `freeze` for why it must be compiled again. The optimizer has to be new as well: one that was made
    for the other layers raises `ValueError: Unknown variable` for the weights that it has never seen, and its
    memory (momentum, Adam's averages) belongs to the past.

    Args:
        model: A built Keras model. If it is not compiled, only its flags change.
        layers: What to unfreeze: `None` (default) for all layers; an integer n for the last n layers that
            hold weights, batch normalization included; names as for `freeze`.
        learning_rate: Learning rate, or schedule, of the new optimizer. Default: as it is; a schedule
            starts anew. Weights that were reused want a smaller one.
        batch_norm: Whether batch-normalization layers among `layers` train too. `False` freezes them:
            they keep the statistics of the old data, in inference mode. Default `True`.

    Returns:
        The same model.

    Raises:
        TypeError: If `layers` or `learning_rate` is of another type.
        ValueError: As `freeze`; or if `batch_norm` is no boolean.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
        >>> model.compile(keras.optimizers.SGD(0.1), "mse")
        >>> model = unfreeze(freeze(model), 1, learning_rate=0.01)
        >>> [len(layer.trainable_weights) for layer in model.layers], round(float(model.optimizer.learning_rate), 6)
        ([0, 2], 0.01)
    """
    _check_built(model)
    _validate.one_of(batch_norm, "batch_norm", (False, True))
    selected = _selected(model, layers, "layers", first=False)
    return _set(model, trained=selected, learning_rate=learning_rate, batch_norm=batch_norm)


def fine_tune(
    model,
    X,
    y,
    *,
    reused,
    learning_rate,
    fine_learning_rate=None,
    frozen_epochs=4,
    epochs=16,
    batch_size=32,
    validation_data=None,
    unfreeze_last=None,
    batch_norm=True,
    callbacks=None,
    seed=None,
):
    """Train a model with reused layers in two phases: first the new layers alone, then all, more gently.

    The new layers start at random, and their large errors would wreck the reused weights. So these are
    frozen for the first epochs; then they are unfrozen, with a new optimizer and a smaller learning rate
    (Yosinski et al., 2014, compare frozen with fine-tuned layers). Each phase compiles the model again, as
    `freeze` does.

    Args:
        model: A built and compiled Keras model; its optimizer, loss and metrics are used.
        X: Inputs, array of shape `(n, …)`; for several inputs a list, or a dict by name.
        y: Targets, array of length `n`, or a list or dict of such.
        reused: The layers that come from the other task: names, or an integer n for the first n layers
            with weights, as for `freeze`. `len(base.layers)` would also count layers without weights.
        learning_rate: Learning rate of the first phase, or a schedule.
        fine_learning_rate: That of the second. Default: a tenth of `learning_rate`; required if that is
            a schedule.
        frozen_epochs: Epochs of the first phase. Default 4; with 0 it is left out.
        epochs: Epochs of the second phase, in addition. Default 16; with 0 the reused layers stay frozen.
        batch_size: Samples a step. Default 32.
        validation_data: `(X_valid, y_valid)`, or `None` (default).
        unfreeze_last: How many of the reused layers with weights the second phase unfreezes, counted
            from the output. Default: all.
        batch_norm: Whether reused batch normalization trains in the second phase, as for `unfreeze`.
            Default `True`.
        callbacks: A Keras callback or a list of them, used in both phases. Epochs are counted on in the second.
        seed: If given, handed to `keras.utils.set_random_seed` at the start. Default: none.

    Returns:
        A `keras.callbacks.History` of both phases: its `history` has `frozen_epochs + epochs` values a
        metric (fewer if a callback ends a phase early), `epoch` counts from 0, and its attribute `phase`
        lists `"frozen"` or `"fine-tuned"`, one an epoch. If training is interrupted, the model stays
        compiled for the phase that it was in.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If the model is not built or not compiled, `X` or `y` does not fit it, they differ in
            length or hold NaN, there is no such layer, or no layer is left to train in the first phase.
            Nothing is changed then.

    Example:
        >>> old = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
        >>> new = reuse_layers(old, up_to=-2)
        >>> new.add(keras.layers.Dense(1, name="new_output"))
        >>> new.compile("sgd", "mse")
        >>> history = fine_tune(
        ...     new, np.ones((8, 2)), np.ones(8), reused=1, learning_rate=0.1, frozen_epochs=1, epochs=2
        ... )
        >>> history.phase, history.epoch, len(history.history["loss"])
        (['frozen', 'fine-tuned', 'fine-tuned'], [0, 1, 2], 3)
    """
    _check_built(model)
    if not model.compiled:
        raise ValueError(
            "`model` must be compiled: call model.compile(optimizer, loss, metrics=[…]) first. "
            f"Received: model={received(model)}"
        )
    frozen_epochs = _validate.integer(frozen_epochs, "frozen_epochs", at_least=0)
    epochs = _validate.integer(epochs, "epochs", at_least=0)
    batch_size = _validate.integer(batch_size, "batch_size", at_least=1)
    _validate.one_of(batch_norm, "batch_norm", (False, True))
    if seed is not None:
        seed = _validate.integer(seed, "seed", at_least=0, at_most=2**32 - 1)
    learning_rate = _rate(learning_rate, "learning_rate")
    if fine_learning_rate is None:
        if not isinstance(learning_rate, float):
            raise ValueError(
                "`fine_learning_rate` must be given where `learning_rate` is a schedule. "
                "Received: fine_learning_rate=None"
            )
        fine_learning_rate = learning_rate / 10
    fine_learning_rate = _rate(fine_learning_rate, "fine_learning_rate")
    callbacks = _callbacks(callbacks)
    if reused is None:
        raise TypeError("`reused` must be an integer, a name or a sequence of names. Received: reused=None")
    selected = _selected(model, reused, "reused", first=True)
    weighted = [layer for layer in selected if layer.weights]
    if not weighted:
        raise ValueError(
            f"`reused` must name at least one layer with weights. Received: reused={received(reused)}"
        )
    if unfreeze_last is None:
        chosen = selected
    else:
        count = _validate.integer(unfreeze_last, "unfreeze_last", at_least=1, at_most=len(weighted))
        chosen = weighted[-count:]
    held = {id(variable) for layer in selected for variable in layer.variables}
    if frozen_epochs and all(id(variable) in held for variable in model.trainable_variables):
        raise ValueError(
            "`reused` must leave a layer that trains while the reused ones are frozen. "
            f"Received: reused={received(reused)}"
        )
    _compile_arguments(model, learning_rate)  # raises if it cannot be compiled again
    X, y = _data(model, X, y, "X", "y")
    if validation_data is not None:
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError(
                "`validation_data` must be a pair `(X_valid, y_valid)`. "
                f"Received: validation_data={received(validation_data)}"
            )
        validation_data = _data(model, *validation_data, "validation_data[0]", "validation_data[1]")

    if seed is not None:
        keras.utils.set_random_seed(seed)
    fit = {"batch_size": batch_size, "validation_data": validation_data}
    parts = []
    if frozen_epochs:
        _set(model, frozen=selected, learning_rate=learning_rate)
        label = tr(ko="동결하고 훈련", en="training, frozen")
        parts.append(("frozen", _fit(model, X, y, 0, frozen_epochs, label, callbacks, fit)))
    if epochs:
        _set(model, selected, chosen, fine_learning_rate, batch_norm)
        label = tr(ko="미세 조정", en="fine-tuning")
        end = frozen_epochs + epochs
        parts.append(("fine-tuned", _fit(model, X, y, frozen_epochs, end, label, callbacks, fit)))
    elif not frozen_epochs:
        _set(model, frozen=selected, learning_rate=learning_rate)
    return _joined(model, parts)


def trainable_report(model):
    """Say of every layer whether training changes it.

    Args:
        model: A built Keras model, compiled or not.

    Returns:
        A list with one `LayerReport` a layer, from the input to the output; layers of a nested model stand one by
        one. `outdated` is true where `trainable` was changed after the model was made ready to train.

    Raises:
        ValueError: If `model` is not a built Keras model.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, name="only")])
        >>> model.layers[0].trainable = False
        >>> trainable_report(model)[0]
        LayerReport(name='only', type='Dense', parameters=9, trainable_parameters=0, state='frozen', outdated=False)
    """
    _check_built(model)
    trains = {id(variable) for variable in model.trainable_variables}
    prepared, traced = _prepared(model), getattr(model, "train_function", None) is not None
    rows = []
    for path, layer in _leaves(model):
        now = {id(variable) for variable in layer.variables} & trains
        outdated = False
        if prepared is not None:
            before = {id(variable) for variable in layer.variables} & prepared
            # A weight less is no matter as long as no step has been traced; one more never works.
            outdated = bool(now - before) or (traced and now != before)
        total = sum(math.prod(weight.shape) for weight in layer.weights)
        trained = sum(math.prod(weight.shape) for weight in layer.weights if id(weight) in trains)
        rows.append(LayerReport(path, type(layer).__name__, total, trained, _state(layer, trains), outdated))
    return rows


def show_report(model):
    """Publish `trainable_report` as a table in the language in use.

    Args:
        model: A built Keras model.

    Raises:
        ValueError: If `model` is not a built Keras model.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, name="only")])
        >>> show_report(model)
        What trains: 9 of 9 parameters
        layer  type   parameters  of these trainable  state
        -----  -----  ----------  ------------------  ------
        only   Dense  9           9                   trains
    """
    rows = trainable_report(model)
    states = tr(
        ko={
            "trains": "훈련됨",
            "partly trains": "일부만 훈련됨",
            "frozen": "동결",
            "inference mode": "추론 모드",
            "fixed": "고정",
            "no weights": "가중치 없음",
        },
        en={},
    )
    again = tr(ko=" (컴파일을 다시 해야 적용)", en=" (only once compiled again)")
    all_, trained = sum(row.parameters for row in rows), sum(row.trainable_parameters for row in rows)
    show.table(
        tr(
            ko=["층", "종류", "파라미터", "그중 훈련 가능", "상태"],
            en=["layer", "type", "parameters", "of these trainable", "state"],
        ),
        [
            (
                row.name,
                row.type,
                f"{row.parameters:,}",
                f"{row.trainable_parameters:,}",
                states.get(row.state, row.state) + again * row.outdated,
            )
            for row in rows
        ],
        caption=tr(
            ko=f"훈련되는 것: 파라미터 {all_:,}개 중 {trained:,}개",
            en=f"What trains: {trained:,} of {all_:,} parameters",
        ),
    )


def load_model(path):
    """Load a model from a `.keras` file, in safe mode: no code that came with the file is run.

    Args:
        path: A `.keras` file, a string or a path.

    Returns:
        The Keras model, compiled if it was compiled when it was saved.

    Raises:
        FileNotFoundError: If there is no such file.
        TypeError: If `path` is neither a string nor a path.
        ValueError: If it is a folder, an old `.h5` file, damaged, not a saved model, holds code (a lambda), or
            was made with classes of one's own that Keras does not know here. The message says what to do.

    Example:
        >>> import tempfile
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/model.keras")
        ...     loaded = load_model(f"{folder}/model.keras")
        >>> bool(np.array_equal(loaded.get_weights()[0], model.get_weights()[0]))
        True
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"`path` must be a string or a path. Received: path={received(path)}")
    file = pathlib.Path(os.fsdecode(path))
    given = f"Received: path={received(os.fsdecode(path))}"
    if not file.exists():
        raise FileNotFoundError(f"`path` must be an existing `.keras` file. {given}, which does not exist")
    if file.is_dir():
        if (file / "saved_model.pb").exists():
            raise ValueError(
                "`path` must be a `.keras` file, and a TensorFlow SavedModel folder is none: Keras 3 can use it "
                "for inference only, with keras.layers.TFSMLayer; to train it, save it as `.keras` with the "
                f"Keras version that wrote it. {given}"
            )
        raise ValueError(f"`path` must be a `.keras` file. {given}, which is a folder")
    with file.open("rb") as opened:
        is_hdf5 = opened.read(len(_HDF5)) == _HDF5
    if is_hdf5 or file.suffix in (".h5", ".hdf5"):
        raise ValueError(
            "`path` must be a `.keras` file, and this is the old HDF5 format: load it once with "
            "keras.models.load_model(path, compile=False) in the Keras version that wrote it, and save the model "
            f"as `.keras`. {given}"
        )
    config = _checked_config(file, given)
    trust = (
        "`path` must hold no code: this model has a lambda in it, which could do anything. Only if you trust its "
        f"author, load it with keras.models.load_model(path, safe_mode=False). {given}"
    )
    if '"__lambda__"' in config:
        raise ValueError(trust)
    if '"activation": {"value": [' in config:
        raise ValueError(
            "`path` must hold no lambda as an activation, which Keras saves but cannot read back, in whatever mode: "
            "build the model in code with a named function, and fetch its weights with model.load_weights(path). "
            f"{given}"
        )
    if file.suffix != ".keras":
        raise ValueError(f"`path` must end in `.keras`: rename the file. {given}")
    try:
        with SafeModeScope(True):  # safe also where Keras has been told globally not to be
            return keras.models.load_model(file, safe_mode=True)
    except Exception as error:  # a configuration can go wrong in any way
        if "safe_mode=False" in str(error):
            raise ValueError(trust) from error
        reason = str(error).rpartition("Exception encountered:")[2]
        raise ValueError(
            "`path` must hold a model that Keras can build again here; own classes and functions have to be "
            "registered first (keras.saving.register_keras_serializable). "
            f"{given} ({type(error).__name__}: {received(reason.strip(), 200)})"
        ) from error


def _checked_config(file, given):
    """Return the configuration, as text, in an archive; raise if that is damaged or no model."""
    damaged = f"`path` must be an undamaged `.keras` file: save or download it again. {given}"
    if not zipfile.is_zipfile(file):
        raise ValueError(f"{damaged}, which is no complete archive")
    try:
        with zipfile.ZipFile(file) as archive:
            broken = archive.testzip()
            config = archive.read("config.json").decode() if "config.json" in archive.namelist() else None
    except Exception as error:  # zipfile raises a dozen kinds for damaged archives
        raise ValueError(f"{damaged} ({type(error).__name__}: {received(str(error))})") from error
    if broken is not None:
        raise ValueError(f"{damaged}, whose part {broken!r} has a wrong checksum")
    if config is None:
        raise ValueError(f"`path` must be a model saved by Keras 3. {given}, an archive without config.json")
    return config


def _is_graph(model):
    """Whether Keras knows which layer of a model feeds which, and calls them in this way."""
    return bool(getattr(model, "inputs", None)) and type(model).call.__module__.startswith("keras.")


def _check_built(model):
    """Raise unless `model` is a Keras model that has all its weights."""
    if not isinstance(model, keras.Model):
        raise ValueError(f"`model` must be a Keras model. Received: model={received(model)}")
    if not model.built or not all(layer.built for layer in model.layers):
        raise ValueError(
            "`model` must be built, so that it has weights: start it with keras.Input, or call it once on data. "
            f"Received: model={received(model)}"
        )


def _check_graph(model):
    """Raise unless `model` is a built Sequential or functional model."""
    _check_built(model)
    if not _is_graph(model):
        raise ValueError(
            "`model` must be a Sequential or functional model: of a subclassed one Keras does not know which "
            f"layer feeds which. Received: model={received(model)}"
        )


def _layer(model, up_to):
    """Return the layer of a model by name or index, or raise."""
    layers = model.layers
    if isinstance(up_to, str):
        found = next((layer for layer in layers if layer.name == up_to), None)
        if up_to in [tensor.name for tensor in model.inputs] and found is None:
            found = model.inputs[0]._keras_history[0]  # a Sequential does not list its input
        if found is None:
            raise ValueError(
                f"`up_to` must name a layer of the model{_nearest(up_to, [each.name for each in layers])}. "
                f"Received: up_to={received(up_to)}"
            )
    else:
        if not isinstance(up_to, int | np.integer) or isinstance(up_to, bool):
            raise TypeError(f"`up_to` must be a layer's name or an index. Received: up_to={received(up_to)}")
        if not -len(layers) <= up_to < len(layers):
            raise ValueError(
                f"`up_to` must be an index from {-len(layers)} to {len(layers) - 1}, as the model has "
                f"{len(layers)} layers. Received: up_to={up_to}"
            )
        found = layers[up_to]
    if isinstance(found, keras.layers.InputLayer):
        raise ValueError(
            "`up_to` must be a layer behind the input, which alone has nothing to reuse. "
            f"Received: up_to={received(up_to)}"
        )
    return found


def _nearest(name, names):
    """Return which known names look like `name`, as a part of a sentence."""
    near = difflib.get_close_matches(name, names, cutoff=0.4) or list(names)[:10]
    return f", such as {', '.join(repr(each) for each in near)}" if near else ""


def _nodes_behind(model, tensors):
    """Return the calls of a model's graph that the tensors come from, each once."""
    starts = {id(tensor) for tensor in model.inputs}
    nodes, waiting = {}, list(tensors)
    while waiting:
        tensor = waiting.pop()
        operation, index, _ = tensor._keras_history
        node = operation._inbound_nodes[index]
        if id(tensor) not in starts and id(node) not in nodes:
            nodes[id(node)] = node
            waiting += node.input_tensors
    return list(nodes.values())


def _needed_inputs(model, needed):
    """Return the inputs of a model among `needed`, in the structure in which the model has them."""
    structure, tensors = model.input, [tensor for tensor in model.inputs if id(tensor) in needed]
    if len(tensors) == len(model.inputs):
        return structure
    if isinstance(structure, dict) and all(
        id(tensor) in map(id, model.inputs) for tensor in structure.values()
    ):
        return {key: tensor for key, tensor in structure.items() if id(tensor) in needed}
    return tensors if len(tensors) > 1 else tensors[0]


def _check_used_once(layers, ambiguous, last):
    """Raise if layers, or weights of theirs, serve in several places."""
    repeated = [layer.name for layer, times in collections.Counter(layers).items() if times > 1]
    if ambiguous:
        repeated.append(last.name)
    owners = {}
    for layer in layers:
        for part in (layer, *layer.variables):
            if owners.setdefault(id(part), layer) is not layer:
                repeated.append(layer.name)
    if repeated:
        raise ValueError(
            "`model` must use each layer in one place, up to the last layer to reuse. "
            f"Received: layer {repeated[0]!r} in several"
        )


def _operation_again(operation):
    """Return a new operation (`keras.ops`) of the same configuration, or raise."""
    try:
        return type(operation).from_config(operation.get_config())
    except Exception as error:  # its arguments may be anything
        raise ValueError(
            "`model` must have operations that Keras can build again from their configuration. "
            f"Received: {operation.name!r} of type {type(operation).__name__} "
            f"({type(error).__name__}: {received(str(error))})"
        ) from error


def _take_over(pairs):
    """Give every copy the values and flags of its original."""
    for old, new in pairs:
        olds, news = old.variables, new.variables
        if [(each.shape, each.dtype) for each in olds] != [(each.shape, each.dtype) for each in news]:
            raise ValueError(
                "`model` must have layers with the weights that their configuration gives them. "
                f"Received: layer {old.name!r} of type {type(old).__name__}"
            )
        for before, after in zip(olds, news, strict=True):
            after.assign(before)
            after.trainable = before.trainable
        for before, after in zip(old._flatten_layers(), new._flatten_layers(), strict=False):
            after._trainable = before._trainable  # the property would set the flags of all layers inside
            if isinstance(after, keras.layers.Normalization):
                after.finalize_state()  # it computes with constants made from its weights
            elif hasattr(after, "adapt"):
                raise ValueError(
                    "`model` must have no layer with a vocabulary or bins, which are no weights; save and load "
                    f"the model to copy it. Received: layer {after.name!r} of type {type(after).__name__}"
                )


@contextlib.contextmanager
def _undisturbed():
    """Leave the random generators of Python, NumPy and Keras as they were: a copy draws nothing that stays."""
    numpy_state = np.random.get_state()  # noqa: NPY002 (an initializer of one's own may use it)
    generator = global_state.get_global_attribute("global_seed_generator")
    value = None if generator is None else keras.ops.convert_to_numpy(generator.state)
    try:
        with undisturbed():
            yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        if generator is None:
            global_state.set_global_attribute("global_seed_generator", None)
        else:
            generator.state.assign(value)


def _leaves(model, prefix=""):
    """Return `(path, layer)` of all layers from the input on, those of nested models in their place."""
    found, seen = [], set()
    for path, layer in _walk(model, prefix):
        if not _is_nested(layer) and id(layer) not in seen:
            seen.add(id(layer))
            found.append((path, layer))
    return found


def _walk(model, prefix=""):
    """Yield `(path, layer)` of all layers, nested models before the layers in them."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        yield prefix + layer.name, layer
        if _is_nested(layer):
            yield from _walk(layer, f"{prefix}{layer.name}/")


def _is_nested(layer):
    """Whether a layer is itself a model whose layers can be told apart."""
    return isinstance(layer, keras.Model) and _is_graph(layer)


def _selected(model, layers, name, *, first):
    """Return the layers that an argument like `freeze`'s `layers` means."""
    leaves = [layer for _, layer in _leaves(model)]
    if layers is None:
        return leaves
    if isinstance(layers, int | np.integer) and not isinstance(layers, bool):
        weighted = [layer for layer in leaves if layer.weights]
        if not 0 <= layers <= len(weighted):
            raise ValueError(
                f"`{name}`, if an integer, must be from 0 to {len(weighted)}, the number of layers with weights. "
                f"Received: {name}={received(layers)}"
            )
        return weighted[:layers] if first else weighted[len(weighted) - layers :]
    names = [layers] if isinstance(layers, str) else layers
    if not isinstance(names, list | tuple | set | frozenset) or not all(
        isinstance(each, str) for each in names
    ):
        raise TypeError(
            f"`{name}` must be an integer, a name or a sequence of names. Received: {name}={received(layers)}"
        )
    wanted = set()
    for each in names:
        wanted |= {id(layer) for layer in _named(model, each, name)}
    return [layer for layer in leaves if id(layer) in wanted]


def _named(model, wanted, name):
    """Return the layer, or the layers in the nested model, of this name or path."""
    walked = list(_walk(model))
    found = [layer for path, layer in walked if path == wanted]
    if not found:
        found = [layer for path, layer in walked if path.endswith(f"/{wanted}")]
    if not found:
        raise ValueError(
            f"`{name}` must name layers of the model{_nearest(wanted, [path for path, _ in walked])}. "
            f"Received: {wanted!r}"
        )
    if len({id(layer) for layer in found}) > 1:
        paths = [path for path, layer in walked if any(layer is each for each in found)]
        raise ValueError(
            f"`{name}` must say which of {', '.join(map(repr, paths))} it means. Received: {wanted!r}"
        )
    return [layer for _, layer in _leaves(found[0])] if _is_nested(found[0]) else found[:1]


def _set(model, frozen=(), trained=(), learning_rate=None, batch_norm=True):
    """Set the flags of layers, first those to freeze; compile again; return the model, or raise and change nothing."""
    arguments = _compile_arguments(model, learning_rate)
    layers = model._flatten_layers()
    flags = [(layer, layer._trainable) for layer in layers]
    variables = [(variable, variable.trainable) for layer in layers for variable in layer.variables]
    try:
        for layer in frozen:
            layer.trainable = False
        for layer in trained:
            layer.trainable = True
            for part in layer._flatten_layers():
                if isinstance(part, keras.layers.BatchNormalization) and not batch_norm:
                    part.trainable = False
        _set_containers(model, frozen, trained)
        if arguments is not None:
            model.compile(**arguments)
    except BaseException:
        for layer, flag in flags:
            layer._trainable = flag
        for variable, flag in variables:
            variable.trainable = flag
        raise
    return model


def _set_containers(model, frozen, trained):
    """Make the flags of models agree with the layers in them, without touching those.

    The flag of a model hides what is inside: one that is false hides trainable layers. The model's own flag is
    never cleared, for then a layer that is added to it would not train.
    """
    changed = {id(layer) for layer in (*frozen, *trained)}
    for container in [model, *(layer for _, layer in _walk(model) if _is_nested(layer))]:
        inside = [layer for _, layer in _leaves(container)]
        if not any(id(layer) in changed for layer in inside):
            continue
        trains = any(layer.trainable for layer in inside if layer.weights)
        if trains or container is not model:
            container._trainable = trains  # the property would set the flags of all layers inside


def _compile_arguments(model, learning_rate):
    """Return the arguments that compile a model as it is, with a fresh optimizer; None if it is not compiled."""
    if not model.compiled:
        if learning_rate is not None:
            raise ValueError(
                "`learning_rate` must be left out for a model that is not compiled and has no optimizer. "
                f"Received: learning_rate={received(learning_rate)}"
            )
        return None
    if learning_rate is not None:
        learning_rate = _rate(learning_rate, "learning_rate")
    # The objects themselves: `get_compile_config` and `compile_from_config` go through a configuration, which
    # Keras can read back for its own losses, metrics and schedules only.
    kept = getattr(getattr(model, "_compile_config", None), "config", None)
    if kept is None or not type(model).compile.__module__.startswith("keras."):
        raise ValueError(
            f"`model` must be compiled by Keras' own `compile`. Received: model={received(model)}"
        )
    return {
        **kept,
        "optimizer": _fresh_optimizer(model, learning_rate),
        "run_eagerly": model.run_eagerly,
        "jit_compile": model.jit_compile and not model.run_eagerly,
        "steps_per_execution": model.steps_per_execution,
        "auto_scale_loss": False,  # the optimizer that is copied has the loss scaling around it, if any
    }


def _fresh_optimizer(model, learning_rate):
    """Return a new optimizer of the same configuration as the model's."""
    optimizer = model.optimizer
    if optimizer is None:
        raise ValueError(
            f"`model` must be compiled with an optimizer. Received: model={received(model)}, optimizer=None"
        )
    try:
        if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
            config = optimizer.get_config()
            del config["inner_optimizer"]
            return type(optimizer)(_again(optimizer.inner_optimizer, learning_rate), **config)
        return _again(optimizer, learning_rate)
    except Exception as error:  # the optimizer may be a class of one's own, which raises anything
        raise ValueError(
            "`model` must have an optimizer that Keras can build again from its configuration. "
            f"Received: optimizer={received(optimizer)} ({type(error).__name__}: {received(str(error))})"
        ) from error


def _again(optimizer, learning_rate):
    """Return a new optimizer of the same configuration, with the same schedule or another learning rate."""
    own = optimizer._learning_rate
    if learning_rate is None and not isinstance(own, keras.Variable):
        learning_rate = own  # the schedule or function itself: it need not be one that Keras can read back
    # Without a schedule's own configuration, which may not even exist.
    try:
        optimizer._learning_rate = 0.0 if not isinstance(own, keras.Variable) else own
        config = optimizer.get_config()
    finally:
        optimizer._learning_rate = own
    if learning_rate is not None:
        config["learning_rate"] = learning_rate
    return type(optimizer).from_config(config)


def _rate(learning_rate, name):
    """Return a learning rate as a positive float, or a schedule as it is."""
    if isinstance(learning_rate, keras.optimizers.schedules.LearningRateSchedule):
        return learning_rate
    return _validate.number(learning_rate, name, above=0)


def _callbacks(callbacks):
    """Return callbacks as a list, or raise."""
    callbacks = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]
    callbacks = [each for each in callbacks if each is not None]
    if not all(isinstance(each, keras.callbacks.Callback) for each in callbacks):
        raise TypeError(
            f"`callbacks` must be a Keras callback or a list of them. Received: callbacks={received(callbacks)}"
        )
    return callbacks


def _data(model, X, y, x_name, y_name):
    """Return inputs and targets as Keras takes them, checked against the model, or raise."""
    X, xs = _arrays(X, x_name)
    y, ys = _arrays(y, y_name)
    lengths = {len(each) for each in (*xs, *ys)}
    if len(lengths) > 1:
        shapes = ", ".join(str(each.shape) for each in (*xs, *ys))
        raise ValueError(
            f"`{x_name}` and `{y_name}` must have the same length. Received: arrays of shapes {shapes}"
        )
    if _is_graph(model):
        _check_inputs(model, X, xs, x_name)
    if not type(model).train_step.__module__.startswith("keras."):
        return X, y  # a training step of one's own may take anything
    try:  # the loss of the first samples tells whether the model and the loss take such data
        few = min(lengths.pop(), 2)
        first_X, first_y = (
            keras.tree.map_structure(lambda each: keras.ops.convert_to_tensor(each[:few]), data)
            for data in (X, y)
        )
        given = {"training": False} if model._call_has_training_arg else {}
        model.compute_loss(first_X, first_y, model(first_X, **given))
    except Exception as error:  # the model and the loss may be one's own, which raise anything
        raise ValueError(
            f"`{x_name}` and `{y_name}` must fit the model and its loss. Received: {x_name} of shape(s) "
            f"{[each.shape for each in xs]}, {y_name} of shape(s) {[each.shape for each in ys]} "
            f"({type(error).__name__}: {received(str(error), 200)})"
        ) from error
    return X, y


def _arrays(data, name):
    """Return data with all its parts as finite arrays, and the list of the parts."""
    if isinstance(data, dict):
        whole = {key: _validate.array(each, f"{name}[{key!r}]") for key, each in data.items()}
        parts = list(whole.values())
    elif isinstance(data, list | tuple) and any(getattr(each, "shape", ()) for each in data):
        parts = [_validate.array(each, f"{name}[{index}]") for index, each in enumerate(data)]
        whole = parts
    else:
        whole = _validate.array(data, name)
        parts = [whole]
    if not parts or any(each.ndim == 0 for each in parts):
        raise ValueError(f"`{name}` must hold one entry a sample. Received: {name}={received(data)}")
    return whole, parts


def _check_inputs(model, X, xs, name):
    """Raise unless the arrays have the shapes of the model's inputs."""
    if len(xs) != len(model.inputs):
        raise ValueError(
            f"`{name}` must have an array for each of the model's {len(model.inputs)} input(s). "
            f"Received: {len(xs)} array(s)"
        )
    expected = list(model.inputs)
    if isinstance(X, dict):
        by_name = {tensor.name: tensor for tensor in model.inputs}
        if set(X) != set(by_name):
            raise ValueError(
                f"`{name}` must have the keys {sorted(by_name)}. Received: keys {received(sorted(map(str, X)))}"
            )
        expected = [by_name[key] for key in X]
    for array, tensor in zip(xs, expected, strict=True):
        # Keras itself adds or takes away a last axis of length 1.
        shapes = [array.shape, (*array.shape, 1)] + ([array.shape[:-1]] if array.shape[-1] == 1 else [])
        if not any(_fits(shape, tensor.shape) for shape in shapes):
            raise ValueError(
                f"`{name}` must have samples of shape {tuple(tensor.shape[1:])}, as the model's input "
                f"{tensor.name!r}. Received: {name} of shape {array.shape}"
            )


def _fits(shape, pattern):
    """Whether a shape is one that the pattern, with None for any size, allows; the first axis is the samples'."""
    return len(shape) == len(pattern) and all(
        want in (None, size) for size, want in zip(shape[1:], pattern[1:], strict=True)
    )


def _fit(model, X, y, start, end, label, callbacks, arguments):
    """Train from epoch `start` to `end` with a progress bar; return Keras' History."""
    bar = show.progress(range(end - start), label)
    step = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: next(bar, None))
    with contextlib.closing(bar):
        return model.fit(
            X, y, initial_epoch=start, epochs=end, verbose=0, callbacks=[*callbacks, step], **arguments
        )


def _joined(model, parts):
    """Return one History of several, with the phase of every epoch."""
    joined = keras.callbacks.History()
    joined.set_model(model)
    joined.epoch, joined.history, joined.phase = [], {}, []
    for phase, history in parts:
        past, new = len(joined.phase), len(history.epoch)
        for key in {**joined.history, **history.history}:
            before = joined.history.get(key, [math.nan] * past)
            joined.history[key] = before + list(history.history.get(key, [math.nan] * new))
        joined.params = history.params
        joined.phase += [phase] * new
    joined.epoch = list(range(len(joined.phase)))
    return joined


def _prepared(model):
    """Return the ids of the variables that a model has been made ready to train, or None."""
    optimizer = getattr(model, "optimizer", None) if model.compiled else None
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    variables = getattr(optimizer, "_trainable_variables", None)
    if variables is None or not optimizer.built:
        return None
    return {id(variable) for variable in variables}


def _state(layer, trains):
    """Return the word for what training does to a layer."""
    if not layer.weights:
        return "no weights"
    if isinstance(layer, keras.layers.BatchNormalization):
        return "trains" if layer.trainable else "inference mode"
    # Which weights a gradient changes once the layer is trainable; others, such as statistics, it never does.
    possible = [each for part in layer._flatten_layers() for each in part._trainable_variables]
    trained = [id(each) in trains for each in possible]
    if not possible:
        return "fixed"
    return "trains" if all(trained) else "partly trains" if any(trained) else "frozen"
