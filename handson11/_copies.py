"""New layers and initializers of the same configuration."""

import keras


def copy_of(thing, **changes):
    """Return a new layer or initializer of the same configuration; anything else as it is."""
    if isinstance(thing, keras.layers.Layer):
        return type(thing).from_config({**thing.get_config(), **changes})
    if isinstance(thing, keras.initializers.Initializer):
        config = thing.get_config()
        if "seed" in config:
            config["seed"] = None  # one seed for all layers would give them all the same weights
        return type(thing).from_config(config)
    return thing
