"""Unsupervised pretraining: restricted Boltzmann machines, one upon the other, and a small GAN.

An autoencoder needs nothing of its own: it is a Keras model (`models.autoencoder`) that is fitted to its
inputs. Its lower layers, and those of a GAN's discriminator, are reused like any others.
"""

import keras
import numpy as np
import tensorflow as tf

from handson11 import _validate, models, show
from handson11._validate import received
from handson11.i18n import tr

_LARGEST_SEED = 2**32 - 1
_BATCH = 1_000  # images made in one forward pass


@keras.saving.register_keras_serializable(package="handson11")
class RBM(keras.layers.Layer):
    """Restricted Boltzmann machine with binary units, trained by contrastive divergence.

    Visible units v and hidden units h have the energy `E(v, h) = −v·b − h·c − v·W·h` and the probability
    `p(v, h) = exp(−E(v, h)) / Z`. The units of a layer are independent, given the other layer:
    `p(h = 1 | v) = σ(v·W + c)` and `p(v = 1 | h) = σ(h·Wᵀ + b)`.

    Contrastive divergence with k steps, CD-k (Hinton, 2002), climbs `⟨v·h⟩` at the samples minus `⟨v·h⟩`
    after k steps of Gibbs sampling that start at the samples. With k → ∞ that is the gradient of the
    log-likelihood. Values between 0 and 1, such as pixels, enter as they are, like probabilities.

    Called as a Keras layer, it gives `p(h = 1 | v)`, as a `Dense` layer with sigmoid does.

    Args:
        n_hidden: Number of hidden units.
        k: Steps of Gibbs sampling before each update. Default 1.
        seed: Seed of the first weights, the order of the samples and the states that are drawn, an
            integer from 0 to 2³² − 1; `None` (default) for one drawn from Python's generator, as Keras does.
        **kwargs: Name and the like, as for every Keras layer.

    Attributes:
        kernel: W, a Keras variable of shape `(n_visible, n_hidden)`, first drawn from N(0, 0.01²) (Hinton, 2012).
        visible_bias: b, of shape `(n_visible,)`, first 0.
        hidden_bias: c, of shape `(n_hidden,)`, first 0.

    The three exist as soon as the machine was given samples. All methods take samples as an array of
    shape `(n, …)` with values from 0 to 1; what follows the first axis is flattened.

    Raises:
        TypeError: If a size or the seed is not an integer; from the methods, if samples are not numbers.
        ValueError: If one is out of range; from the methods, if there are no samples, if they have
            another size than those before, or values that are not from 0 to 1.

    Example:
        >>> X = np.random.default_rng(0).integers(0, 2, (200, 1)) * np.ones(6)  # all units on, or all off
        >>> rbm = RBM(4, seed=0)
        >>> error = rbm.fit(X, epochs=30, learning_rate=0.2)["reconstruction_error"]
        >>> error[0] > 0.2, error[-1] < 0.05
        (True, True)
        >>> rbm.transform(X).shape
        (200, 4)
    """

    def __init__(self, n_hidden, *, k=1, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.n_hidden = _validate.integer(n_hidden, "n_hidden", at_least=1)
        self.k = _validate.integer(k, "k", at_least=1)
        self.seed = None if seed is None else _seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        """Create the weights for samples of shape `(n, n_visible)`."""
        n_visible = input_shape[-1]
        normal = keras.initializers.RandomNormal(stddev=0.01, seed=self.seed_generator)
        self.kernel = self.add_weight((n_visible, self.n_hidden), normal, name="kernel")
        self.visible_bias = self.add_weight((n_visible,), "zeros", name="visible_bias")
        self.hidden_bias = self.add_weight((self.n_hidden,), "zeros", name="hidden_bias")
        self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: n_visible})
        self.built = True

    def call(self, inputs):
        """Return `p(h = 1 | v)`."""
        return keras.ops.sigmoid(keras.ops.matmul(inputs, self.kernel) + self.hidden_bias)

    def compute_output_shape(self, input_shape):
        """Return the shape of the hidden units' probabilities."""
        return (*input_shape[:-1], self.n_hidden)

    def get_config(self):
        """Return what `from_config` needs to build the layer again."""
        return {**super().get_config(), "n_hidden": self.n_hidden, "k": self.k, "seed": self.seed}

    def fit(self, X, *, epochs=5, batch_size=20, learning_rate=0.1, momentum=0.5, validation_data=None):
        """Train by CD-k, from the weights as they are.

        Args:
            X: Samples.
            epochs: Passes over the samples. Default 5.
            batch_size: Samples in each update. Default 20.
            learning_rate: At most 100. Default 0.1.
            momentum: Share of each update that is added to the next, from 0 to 1. Default 0.5.
            validation_data: Samples held out, whose free energy is followed too. Default: none.

        Returns:
            A dict of lists with one number an epoch. `"reconstruction_error"`: mean squared difference between
            samples and `p(v = 1 | h)` after the first draw of h, during the epoch. `"free_energy"`: mean
            free energy of the samples after the epoch; with samples held out, theirs is `"val_free_energy"`. If
            it rises away from the former, the machine is learning its samples by heart (Hinton, 2012).

        Raises:
            TypeError: If an argument is of another type.
            ValueError: If samples or numbers are out of range.
        """
        epochs = _validate.integer(epochs, "epochs", at_least=1)
        batch_size = _validate.integer(batch_size, "batch_size", at_least=1)
        learning_rate = _validate.number(learning_rate, "learning_rate", above=0, at_most=100)
        momentum = _validate.number(momentum, "momentum", at_least=0, at_most=1)
        visible = self._checked(X)
        if validation_data is not None:
            validation_data = self._checked(validation_data, "validation_data", visible.shape[1])
        velocities = [tf.Variable(tf.zeros_like(weight)) for weight in self._weights_for(visible)]
        settings = [tf.constant(each, tf.float32) for each in (learning_rate, momentum)]
        history = {"reconstruction_error": [], "free_energy": []}
        for _ in show.progress(range(epochs), tr(ko="에포크", en="epochs")):
            seed = tf.cast(self.seed_generator.next(), tf.int64)
            # One graph for all machines of a shape: tracing a training step takes longer than an epoch.
            error = _epoch(
                self._weights_for(visible),
                velocities,
                visible,
                seed,
                tf.constant(batch_size),
                *settings,
                k=self.k,
            )
            history["reconstruction_error"].append(float(error))
            history["free_energy"].append(self._mean_free_energy(visible))
            if validation_data is not None:
                history.setdefault("val_free_energy", []).append(self._mean_free_energy(validation_data))
        return history

    def transform(self, X):
        """Return `p(h = 1 | v)` of samples, a float32 array of shape `(n, n_hidden)`."""
        visible = self._checked(X)
        return _hidden(visible, *self._weights_for(visible)).numpy()

    def free_energy(self, X):
        """Return `F(v) = −log Σₕ exp(−E(v, h)) = −v·b − Σⱼ log(1 + exp(v·W + c)ⱼ)`, array of shape `(n,)`.

        The lower, the more probable: `p(v) = exp(−F(v)) / Z`.
        """
        visible = self._checked(X)
        return _free_energy(visible, *self._weights_for(visible)).numpy()

    def reconstruction_error(self, X):
        """Return the mean squared difference between samples and `σ(p(h = 1 | v)·Wᵀ + b)`; nothing is drawn."""
        visible = self._checked(X)
        weights = self._weights_for(visible)
        reconstruction = _visible(_hidden(visible, *weights), *weights)
        return float(np.square(reconstruction - visible).mean(dtype="float64"))

    def cd_gradients(self, X, *, seed, k=None):
        """Return the CD-k estimate of the log-likelihood's gradient, the direction in which `fit` goes.

        Args:
            X: Samples; a chain of Gibbs sampling starts at each.
            seed: Seed of the states that are drawn, an integer from 0 to 2³² − 1.
            k: Steps of Gibbs sampling. Default: those of the machine.

        Returns:
            Three arrays, for `kernel`, `visible_bias` and `hidden_bias`: means over the samples.

        Raises:
            TypeError: If an argument is of another type.
            ValueError: If samples, `seed` or `k` are out of range.
        """
        seed = tf.constant([_seed(seed), 0], tf.int64)
        k = self.k if k is None else _validate.integer(k, "k", at_least=1)
        visible = self._checked(X)
        gradients, _ = _contrastive_divergence(self._weights_for(visible), visible, seed, k)
        return [gradient.numpy() for gradient in gradients]

    def _checked(self, X, name="X", n_visible=None):
        """Return samples as a matrix with a column for each visible unit, or raise."""
        if self.built:
            n_visible = self.kernel.shape[0]
        return tf.constant(_samples(X, name, n_visible))

    def _mean_free_energy(self, visible):
        return float(_free_energy(visible, *self._weights_for(visible)).numpy().mean(dtype="float64"))

    def _weights_for(self, visible):
        """Return the variables of kernel, visible and hidden bias, which exist afterwards."""
        if not self.built:
            self.build(tuple(visible.shape))
        return [each.value for each in (self.kernel, self.visible_bias, self.hidden_bias)]


def greedy_rbms(X, widths, *, epochs=5, batch_size=20, learning_rate=0.1, momentum=0.5, k=1, seed=None):
    """Train restricted Boltzmann machines one upon the other (Hinton, Osindero & Teh, 2006).

    The first learns the samples, each further one the probabilities of the hidden units below.

    Args:
        X: Samples, an array of shape `(n, …)`, values from 0 to 1; what follows the first axis is flattened.
        widths: Hidden units of each machine, from below.
        epochs: Passes over the samples for each machine. Default 5.
        batch_size: Samples in each update. Default 20.
        learning_rate: Default 0.1.
        momentum: Default 0.5.
        k: Steps of Gibbs sampling before each update. Default 1.
        seed: Seed of all machines, an integer from 0 to 2³² − 1; `None` (default) for new numbers each time.

    Returns:
        A list of `RBM`, from below.

    Raises:
        TypeError: If an argument is of another type.
        ValueError: If samples or numbers are out of range, or `widths` is empty.

    Example:
        >>> X = np.random.default_rng(0).random((50, 28, 28))
        >>> [tuple(rbm.kernel.shape) for rbm in greedy_rbms(X, [20, 10], epochs=1, seed=0)]
        [(784, 20), (20, 10)]
    """
    widths = models.layer_widths(widths, "widths")
    X = _samples(X, "X")
    seeds = [None] * len(widths)
    if seed is not None:
        seeds = np.random.SeedSequence(_seed(seed)).generate_state(len(widths)).tolist()
    rbms = [RBM(width, k=k, seed=each) for width, each in zip(widths, seeds, strict=True)]
    for rbm in show.progress(rbms, "RBM"):
        rbm.fit(X, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, momentum=momentum)
        X = rbm.transform(X)
    return rbms


def rbm_mlp(rbms, n_classes=10, *, input_shape=(28, 28)):
    """Build the multilayer perceptron whose hidden layers are the given machines.

    Args:
        rbms: Trained `RBM`, from below; each has as many visible units as the one below has hidden ones.
        n_classes: Units of the softmax output layer, which is new. Default 10.
        input_shape: Shape of one sample, without the batch axis. Default `(28, 28)`.

    Returns:
        A built, uncompiled `keras.Sequential`, the one of
        `models.mlp(len(rbms), widths, activation="sigmoid")`. Its hidden layers have copies of the machines'
        kernels and hidden biases; what is learned later leaves the machines as they are.

    Raises:
        TypeError: If `n_classes` is not an integer.
        ValueError: If `rbms` are not trained machines that fit on each other and on `input_shape`.

    Example:
        >>> rbms = greedy_rbms(np.random.default_rng(0).random((50, 28, 28)), [20, 10], epochs=1, seed=0)
        >>> [layer.name for layer in rbm_mlp(rbms).layers]
        ['flatten', 'hidden_1', 'hidden_2', 'output']
    """
    shape = models.sample_shape(input_shape)
    if not isinstance(rbms, list | tuple) or not rbms:
        raise ValueError(f"`rbms` must be a list of trained RBMs. Received: rbms={received(rbms)}")
    n_inputs = int(np.prod(shape, dtype=np.int64))
    for number, rbm in enumerate(rbms):
        if not isinstance(rbm, RBM) or not rbm.built:
            raise ValueError(
                f"`rbms` must be a list of trained RBMs. Received: rbms[{number}]={received(rbm)}"
            )
        if rbm.kernel.shape[0] != n_inputs:
            below = "the values of a sample" if number == 0 else "the hidden units below"
            raise ValueError(
                f"`rbms[{number}]` must have {n_inputs} visible units, {below}. "
                f"Received: rbms[{number}] with a kernel of shape {tuple(rbm.kernel.shape)}"
            )
        n_inputs = rbm.n_hidden
    widths = [rbm.n_hidden for rbm in rbms]
    model = models.mlp(len(rbms), widths, activation="sigmoid", n_classes=n_classes, input_shape=shape)
    for number, rbm in enumerate(rbms, start=1):
        model.get_layer(f"hidden_{number}").set_weights([rbm.kernel.numpy(), rbm.hidden_bias.numpy()])
    return model


@keras.saving.register_keras_serializable(package="handson11")
class GAN(keras.Model):
    """Generative adversarial network (Goodfellow et al., 2014): two networks that train each other.

    The discriminator D gives a logit, above 0 for what it takes for real; the generator G makes
    samples from codings z drawn from N(0, 1). Each training step is one update of D, which lowers
    `softplus(−D(x)) + softplus(D(G(z)))`, its binary cross-entropy, and one of G, which lowers
    `softplus(−D(G(z)))`, the loss that does not saturate. Every update draws codings of its own.

    Compile it with one optimizer, which is copied for the discriminator, or with two; then `fit(X)`.
    `history["discriminator_loss"]` starts near 2 log 2 = 1.39, what guessing costs, `history["generator_loss"]`
    near log 2. Called, the model generates.

    Args:
        generator: A built Keras model from codings, shape `(n_codings,)`, to samples.
        discriminator: A built Keras model from samples to one logit, without sigmoid at its end.
        seed: Seed of the codings, an integer from 0 to 2³² − 1; `None` (default) for one drawn from
            Python's generator, as Keras does. First weights and the order of samples come from elsewhere, and
            `keras.utils.set_random_seed` sets them.
        **kwargs: Name and the like, as for every Keras model.

    Raises:
        TypeError: If the seed is not an integer.
        ValueError: If the two are not such models, do not fit on each other, or share weights; from
            `fit`, if samples are empty, of another shape, or not finite.

    Example:
        >>> gan = GAN(models.generator(n_codings=8), models.discriminator(), seed=0)
        >>> gan.compile(keras.optimizers.Adam(1e-3, beta_1=0.5))
        >>> X = np.random.default_rng(0).random((64, 28, 28))
        >>> sorted(gan.fit(X, epochs=1, verbose=0).history)
        ['discriminator_loss', 'generator_loss']
        >>> gan.generate(5, seed=1).shape
        (5, 28, 28)
    """

    def __init__(self, generator, discriminator, *, seed=None, **kwargs):
        _check_gan(generator, discriminator)
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.seed = None if seed is None else _seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self._losses_by_name = {
            name: keras.metrics.Mean(name=name) for name in ("discriminator_loss", "generator_loss")
        }
        self.built = True

    def compile(self, optimizer="adam", discriminator_optimizer=None, **kwargs):
        """Choose the optimizers.

        Args:
            optimizer: The generator's: a Keras optimizer or its name. Default `"adam"`.
            discriminator_optimizer: The discriminator's. Default: a new one of the same configuration.
            **kwargs: What else `keras.Model.compile` takes, such as `steps_per_execution`; no loss.

        Raises:
            ValueError: If Keras knows no such optimizer, or one is given for both.
        """
        optimizer = _optimizer(optimizer, "optimizer")
        if discriminator_optimizer is None:
            discriminator_optimizer = type(optimizer).from_config(optimizer.get_config())
        discriminator_optimizer = _optimizer(discriminator_optimizer, "discriminator_optimizer")
        if discriminator_optimizer is optimizer:
            raise ValueError(
                "`discriminator_optimizer` must be another object than `optimizer`: each keeps averages of its "
                f"own weights' gradients. Received: discriminator_optimizer={received(discriminator_optimizer)}"
            )
        super().compile(optimizer=optimizer, **kwargs)
        self.discriminator_optimizer = discriminator_optimizer

    def fit(self, X, *args, **kwargs):
        """Train on samples of shape `(n, *sample_shape)`; further arguments as for `keras.Model.fit`."""
        shape = tuple(self.discriminator.input_shape[1:])
        if not hasattr(X, "element_spec"):  # a tf.data.Dataset is not looked through
            X = _validate.array(X, "X", dtype="float32")
            if X.shape[1:] != shape:
                raise ValueError(
                    f"`X` must have shape (n, {', '.join(map(str, shape))}). Received: X of shape {X.shape}"
                )
        return super().fit(X, *args, **kwargs)

    def call(self, codings, training=False):
        """Return what the generator makes of codings of shape `(n, n_codings)`."""
        return self.generator(codings, training=training)

    def train_step(self, data):
        """Update the discriminator once, then the generator once."""
        real = data[0] if isinstance(data, tuple) else data
        losses = {
            "discriminator_loss": self.discriminator_step(real),
            "generator_loss": self.generator_step(tf.shape(real)[0]),
        }
        for name, loss in losses.items():
            self._losses_by_name[name].update_state(loss, sample_weight=tf.shape(real)[0])
        return {name: metric.result() for name, metric in self._losses_by_name.items()}

    def discriminator_step(self, real):
        """Update the discriminator's weights on a batch of real samples and as many generated; return its loss."""
        generated = self.generator(self._codings(tf.shape(real)[0]), training=True)
        with tf.GradientTape() as tape:
            on_real = self.discriminator(real, training=True)
            on_generated = self.discriminator(generated, training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-on_real)) + tf.reduce_mean(tf.nn.softplus(on_generated))
        weights = self.discriminator.trainable_variables
        self.discriminator_optimizer.apply(tape.gradient(loss, [each.value for each in weights]), weights)
        return loss

    def generator_step(self, n_samples):
        """Update the generator's weights on newly generated samples; return its loss."""
        codings = self._codings(n_samples)
        with tf.GradientTape() as tape:
            on_generated = self.discriminator(self.generator(codings, training=True), training=True)
            loss = tf.reduce_mean(tf.nn.softplus(-on_generated))
        weights = self.generator.trainable_variables
        self.optimizer.apply(tape.gradient(loss, [each.value for each in weights]), weights)
        return loss

    def generate(self, n_samples, *, seed):
        """Return samples made from new codings.

        Args:
            n_samples: How many.
            seed: Seed of the codings, an integer from 0 to 2³² − 1.

        Returns:
            A float32 array of shape `(n_samples, *sample_shape)`.

        Raises:
            TypeError: If an argument is not an integer.
            ValueError: If one is out of range.
        """
        n_samples = _validate.integer(n_samples, "n_samples", at_least=1)
        random = np.random.default_rng(_seed(seed))
        codings = random.standard_normal((n_samples, self.generator.input_shape[-1]), dtype="float32")
        parts = [self(codings[start : start + _BATCH]) for start in range(0, n_samples, _BATCH)]
        return np.concatenate([keras.ops.convert_to_numpy(part) for part in parts])

    def get_config(self):
        """Return what `from_config` needs to build the model again."""
        networks = {
            name: keras.saving.serialize_keras_object(getattr(self, name))
            for name in ("generator", "discriminator")
        }
        return {"name": self.name, "seed": self.seed, **networks}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Return a model of this configuration, with new weights."""
        networks = {
            name: keras.saving.deserialize_keras_object(config[name], custom_objects=custom_objects)
            for name in ("generator", "discriminator")
        }
        return cls(**{**config, **networks})

    def get_compile_config(self):
        """Return both optimizers' configurations."""
        optimizers = self.optimizer, self.discriminator_optimizer
        names = "optimizer", "discriminator_optimizer"
        return {
            name: keras.saving.serialize_keras_object(each)
            for name, each in zip(names, optimizers, strict=True)
        }

    def compile_from_config(self, config):
        """Compile with optimizers of these configurations."""
        self.compile(**{name: keras.saving.deserialize_keras_object(each) for name, each in config.items()})
        self.optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)

    def _codings(self, n_samples):
        return keras.random.normal((n_samples, self.generator.input_shape[-1]), seed=self.seed_generator)


def _samples(X, name, n_visible=None):
    """Return samples from 0 to 1 as a float32 matrix, one a row, or raise."""
    X = _validate.array(X, name, dtype="float32")
    if X.ndim < 2:
        raise ValueError(
            f"`{name}` must have shape (n, …), one sample a row. Received: {name} of shape {X.shape}"
        )
    if X.min() < 0 or X.max() > 1:
        raise ValueError(
            f"`{name}` must hold values from 0 to 1. Received: {name} with values from {X.min():.4g} to {X.max():.4g}"
        )
    samples = X.reshape(len(X), -1)
    if n_visible is not None and samples.shape[1] != n_visible:
        raise ValueError(
            f"`{name}` must have {n_visible} values a sample. Received: {name} of shape {X.shape}"
        )
    return samples


def _seed(seed):
    return _validate.integer(seed, "seed", at_least=0, at_most=_LARGEST_SEED)


def _hidden(visible, kernel, visible_bias, hidden_bias):
    """Return p(h = 1 | v)."""
    return tf.sigmoid(tf.matmul(visible, kernel) + hidden_bias)


def _visible(hidden, kernel, visible_bias, hidden_bias):
    """Return p(v = 1 | h)."""
    return tf.sigmoid(tf.matmul(hidden, kernel, transpose_b=True) + visible_bias)


def _free_energy(visible, kernel, visible_bias, hidden_bias):
    inputs = tf.matmul(visible, kernel) + hidden_bias
    return -tf.linalg.matvec(visible, visible_bias) - tf.reduce_sum(tf.nn.softplus(inputs), axis=1)


def _states(probabilities, seed):
    """Return units drawn to be 1 with these probabilities, else 0."""
    uniform = tf.random.stateless_uniform(tf.shape(probabilities), seed)
    return tf.cast(uniform < probabilities, probabilities.dtype)


def _contrastive_divergence(weights, samples, seed, k):
    """Return the CD-k gradients, and the squared difference between samples and reconstructions, summed up."""
    seeds = tf.random.split(seed, 2 * k)
    at_samples = at_end = _hidden(samples, *weights)
    for step in range(k):
        reconstruction = _visible(_states(at_end, seeds[2 * step]), *weights)
        if step == 0:
            error = tf.reduce_sum(tf.square(samples - reconstruction))
        fantasy = _states(reconstruction, seeds[2 * step + 1])
        # Probabilities in place of drawn states at the end: the same mean, less noise.
        at_end = _hidden(fantasy, *weights)
    products = tf.matmul(samples, at_samples, transpose_a=True) - tf.matmul(fantasy, at_end, transpose_a=True)
    gradients = [
        products / tf.cast(tf.shape(samples)[0], products.dtype),
        tf.reduce_mean(samples - fantasy, axis=0),
        tf.reduce_mean(at_samples - at_end, axis=0),
    ]
    return gradients, error


@tf.function
def _epoch(weights, velocities, samples, seed, batch_size, learning_rate, momentum, k):
    """Pass over the samples once in a new order; return the mean squared reconstruction error."""
    n_samples = tf.shape(samples)[0]
    order = tf.random.experimental.stateless_shuffle(tf.range(n_samples), seed)
    error = 0.0
    for start in tf.range(0, n_samples, batch_size):
        batch = tf.gather(samples, order[start : start + batch_size])
        step_seed = tf.random.fold_in(seed, start)
        gradients, batch_error = _contrastive_divergence(weights, batch, step_seed, k)
        for weight, velocity, gradient in zip(weights, velocities, gradients, strict=True):
            velocity.assign(momentum * velocity + learning_rate * gradient)
            weight.assign_add(velocity)
        error += batch_error
    return error / tf.cast(tf.size(samples), error.dtype)


def _check_gan(generator, discriminator):
    """Raise unless the two are built models that fit on each other."""
    for name, model in {"generator": generator, "discriminator": discriminator}.items():
        one_way = (
            isinstance(model, keras.Model) and model.built and len(getattr(model, "inputs", None) or []) == 1
        )
        if not one_way or len(model.outputs) != 1:
            raise ValueError(
                f"`{name}` must be a built Sequential or functional Keras model with one input and one output. "
                f"Received: {name}={received(model)}"
            )
    if len(generator.input_shape) != 2:
        raise ValueError(
            "`generator` must take codings of shape (n, n_codings). "
            f"Received: generator with inputs of shape {generator.input_shape}"
        )
    if generator.output_shape[1:] != discriminator.input_shape[1:]:
        raise ValueError(
            "`generator` must make samples of the shape that `discriminator` takes. Received: "
            f"generator with outputs of shape {generator.output_shape}, discriminator with inputs of shape "
            f"{discriminator.input_shape}"
        )
    end = discriminator.layers[-1]
    if discriminator.output_shape[1:] != (1,) or (
        getattr(end, "activation", keras.activations.linear) is not keras.activations.linear
    ):
        raise ValueError(
            "`discriminator` must end in one unit without activation, a logit. Received: discriminator with outputs "
            f"of shape {discriminator.output_shape} from layer {end.name!r} of type {type(end).__name__}"
        )
    shared = {id(each) for each in generator.variables} & {id(each) for each in discriminator.variables}
    if shared:
        raise ValueError(
            "`generator` and `discriminator` must share no weights. "
            f"Received: two models with {len(shared)} variable(s) in common"
        )


def _optimizer(optimizer, name):
    """Return an optimizer from whatever names one, or raise."""
    try:
        return keras.optimizers.get(optimizer)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`{name}` must be a Keras optimizer or the name of one. Received: {name}={received(optimizer)}"
        ) from error
