"""Activation functions that Keras lacks."""

import keras

from handson11 import _validate


@keras.saving.register_keras_serializable(package="handson11")
class RReLU(keras.layers.Layer):
    """Randomized leaky ReLU (Xu et al., 2015).

    In training every element with z < 0 is multiplied by a slope of its own, drawn evenly from
    `[lower, upper]`; at inference by their mean:

        RReLU(z) = z          for z >= 0
        RReLU(z) = slope · z  for z < 0

    The paper divides by a number drawn from 3 to 8. Drawing the slope itself from 1/8 to 1/3, as
    libraries do today, covers the same slopes.

    Args:
        lower: Smallest slope. Default 1/8.
        upper: Largest slope, at least `lower`. Default 1/3.
        seed: Seed of the slopes, an integer from 0 to 2⁶³ − 1; `None` (default) for a new one each time.
        **kwargs: Name, dtype and the like, as for every Keras layer.

    Input and output have the same, arbitrary shape; integers and booleans are taken as floats.

    Raises:
        TypeError: If a slope is not a number, or the seed not an integer.
        ValueError: If a slope is not finite, `lower` is above `upper`, or the seed is out of range.

    Example:
        >>> layer = RReLU(lower=0.1, upper=0.3)
        >>> layer(keras.ops.array([-10.0, 5.0])).numpy().tolist()  # inference: slope (0.1 + 0.3) / 2
        [-2.0, 5.0]
    """

    def __init__(self, lower=1 / 8, upper=1 / 3, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.lower = _validate.number(lower, "lower")
        self.upper = _validate.number(upper, "upper")
        if self.lower > self.upper:
            raise ValueError(f"`lower` must not be above `upper`. Received: lower={lower}, upper={upper}")
        self.seed = None if seed is None else _validate.integer(seed, "seed", at_least=0, at_most=2**63 - 1)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.supports_masking = True
        self.built = True

    def call(self, inputs, training=False):
        """Apply the function; the slopes are random where `training` is true."""
        inputs = keras.ops.cast(inputs, self.compute_dtype)  # Keras casts floats only
        slope = (self.lower + self.upper) / 2
        if training:
            slope = keras.random.uniform(
                keras.ops.shape(inputs),
                self.lower,
                self.upper,
                dtype=self.compute_dtype,
                seed=self.seed_generator,
            )
        return keras.ops.where(inputs >= 0, inputs, slope * inputs)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`: the layer works element by element."""
        return input_shape

    def get_config(self):
        """Return what `from_config` needs to build the layer again."""
        return {**super().get_config(), "lower": self.lower, "upper": self.upper, "seed": self.seed}
