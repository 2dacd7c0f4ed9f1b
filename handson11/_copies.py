"""New layers and initializers of the same configuration."""

import contextlib
import inspect
import random

import keras

from handson11._validate import received


def copy_of(thing, **changes):
    """Return a new layer or initializer of the same configuration; anything else as it is."""
    if isinstance(thing, keras.layers.Layer):
        return built_again(thing, keep_seed=False, **changes)
    if isinstance(thing, keras.initializers.Initializer):
        return type(thing).from_config(_without_seed(thing.get_config()))
    return thing


def built_again(layer, *, keep_seed=True, **changes):
    """Return a new layer of the same configuration, with the same functions, or raise."""
    try:
        config = layer.get_config() if keep_seed else _without_seed(layer.get_config())
        with keras.saving.custom_object_scope(_functions(layer)):
            copy = type(layer).from_config({**config, **changes})
    except Exception as error:  # a layer's configuration is its own code, which may raise anything
        raise ValueError(
            "A layer must be one that Keras can build again from its configuration, with named functions "
            f"in place of lambdas. Received: layer {layer.name!r} of type {type(layer).__name__} "
            f"({type(error).__name__}: {received(str(error))})"
        ) from error
    olds, news = layer._flatten_layers(), copy._flatten_layers()
    if len(olds) != len(news):  # some layers make the layers in them when they are built
        olds, news = [layer], [copy]
    # A function that is named like one of Keras' own was read back as that one.
    for old, new in zip(olds, news, strict=True):
        for name, value in _own_functions(old).items():
            setattr(new, name, value)
    return copy


@contextlib.contextmanager
def undisturbed():
    """Leave Python's random generator, from which Keras draws its seeds, as it was before."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


def _without_seed(config):
    """Return a configuration whose seed is cleared: one for all copies would give them all the same numbers."""
    return {**config, "seed": None} if "seed" in config else config


def _functions(layer):
    """Return the functions that a layer, the layers in it and their initializers hold, by name."""
    held = []
    for each in layer._flatten_layers():
        held += _own_functions(each).values()
        for value in vars(each).values():
            if isinstance(value, keras.initializers.Initializer):
                for part in vars(value).values():
                    held += part if isinstance(part, list) else [part]
    return {each.__name__: each for each in held if inspect.isfunction(each)}


def _own_functions(layer):
    """Return the functions that were handed to a layer, by attribute; Keras also wraps methods in functions."""
    return {
        name: value
        for name, value in vars(layer).items()
        if inspect.isfunction(value) and not hasattr(type(layer), name)
    }
