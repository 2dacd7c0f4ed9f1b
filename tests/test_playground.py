"""The playground's mathematics against Keras, its data and its markup; in Chromium."""

import base64
import itertools
import json
import math
import re

import keras
import make_playground_data
import numpy as np
import playground
import pytest
import record_playground
import tensorflow as tf
from bs4 import BeautifulSoup
from conftest import ROOT

SCRIPTS = ROOT / "book" / "_static" / "playground"
ACTIVATIONS, INITIALIZERS, NORMS, CLIPPINGS, OPTIMIZERS = (
    playground.CHOICES[name][0]
    for name in ("activation", "initializer", "batch_norm", "clipping", "optimizer")
)
NET = {"inputs": 20, "classes": 5, "depth": 3, "width": 7, "rows": 16, "seed": 3}
RATE, THRESHOLD = 0.05, 0.1  # large enough for steps that can be seen, and a threshold that cuts
STEPS = 3

# Trains networks on given mini-batches; returns all that Keras is to be compared with.
TRAIN = """({ cases, batches, labels }) => {
  const { createNetwork, createOptimizer } = handson11Playground.network();
  const floats = (text) => new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
  const text = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let result = "";
    for (let i = 0; i < bytes.length; i += 4096) result += String.fromCharCode(...bytes.subarray(i, i + 4096));
    return btoa(result);
  };
  const images = batches.map(floats);
  return cases.map((settings) => {
    const network = createNetwork(settings), step = createOptimizer(network.variables, settings);
    const n = settings.rows;
    const values = () => network.variables.map(({ value }) => text(value));
    const result = { start: values(), losses: [], weights: [] };
    images.forEach((batch, i) => {
      const logits = network.forward(batch, n, true);
      result.losses.push(network.judge(labels[i], n).loss / n);
      network.backward(labels[i], n);
      if (i === 0) {
        result.logits = text(logits);
        result.activations = network.hidden.map(({ activations }) => text(activations));
        result.gradients = network.variables.map(({ gradient }) => text(gradient));
      }
      network.average();
      step();
      result.weights.push(values());
    });
    const moving = network.hidden.flatMap(({ norm }) => (norm ? [norm.moving.mean, norm.moving.variance] : []));
    result.moving = moving.map(text);
    result.inference = text(network.forward(images[0], n, false));
    return result;
  });
}"""


def array(text):
    """Return the float32 array behind the text of the scripts."""
    return np.frombuffer(base64.b64decode(text), np.float32)


def text(values):
    """Return the text of a float32 array."""
    return base64.b64encode(np.ascontiguousarray(values, np.float32).tobytes()).decode()


@pytest.fixture(scope="module")
def scripts(browser):
    """A blank page with the parts of the playground that need no page."""
    page = browser.new_page()
    page.goto("about:blank")
    for name in ("network", "statistics", "trainer", "worker", "data", "format", "verdict"):
        page.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text(encoding="utf-8"))
    yield page
    page.close()


def mini_batches(net, n=STEPS, seed=0):
    """Return mini-batches of standard normal inputs, and labels."""
    draws = np.random.default_rng(seed)
    batches = draws.standard_normal((n, net["rows"], net["inputs"])).astype(np.float32)
    return batches, draws.integers(net["classes"], size=(n, net["rows"]))


def train(scripts, cases, batches, labels):
    """Return what the scripts make of the cases."""
    content = {"cases": cases, "batches": [text(batch) for batch in batches], "labels": labels.tolist()}
    return scripts.evaluate(TRAIN, content)


def keras_network(net):
    """Return the same network in Keras, as the course builds it, and a model that gives all activations."""
    layers = [keras.Input((net["inputs"],))]
    places = []
    for _ in range(net["depth"]):
        layers.append(keras.layers.Dense(net["width"], use_bias=net["batchNorm"] != "before"))
        if net["batchNorm"] == "before":
            layers.append(keras.layers.BatchNormalization())
        places.append(len(layers) - 1)
        layers.append(keras.layers.Activation(net["activation"]))
        if net["batchNorm"] == "after":
            layers.append(keras.layers.BatchNormalization())
    model = keras.Sequential([*layers, keras.layers.Dense(net["classes"])])
    every = keras.Model(
        model.inputs, [*[model.layers[place].output for place in places], model.layers[-1].output]
    )
    return model, every


def differentiated(model, every):
    """Return a compiled function: loss, gradients and activations of a mini-batch in training mode."""
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def passes(images, labels):
        with tf.GradientTape() as tape:
            *activations, logits = every(images, training=True)
            loss = loss_of(labels, logits)
        return loss, tape.gradient(loss, model.trainable_variables), activations, logits

    return passes


def put(model, values):
    """Put the scripts' weights into a model, with fresh moving averages."""
    for variable, value in zip(model.trainable_variables, values, strict=True):
        variable.assign(array(value).reshape(variable.shape))
    for variable in model.non_trainable_variables:
        if variable.name.startswith("moving"):
            variable.assign(np.full(variable.shape, variable.name == "moving_variance", np.float32))


def keras_optimizer(case):
    """Return the optimizer of a case."""
    clipping = {} if case["clipping"] == "none" else {case["clipping"]: case["threshold"]}
    kinds = {"sgd": keras.optimizers.SGD, "momentum": keras.optimizers.SGD, "adam": keras.optimizers.Adam}
    momentum = {"momentum": 0.9} if case["optimizer"] == "momentum" else {}
    return kinds[case["optimizer"]](case["rate"], **clipping, **momentum)


def assert_close(found, expected, what, tolerance=1e-4, floor=0):
    """Assert that two arrays differ by at most `tolerance` of the largest value, or of `floor`."""
    expected = np.asarray(expected)
    found = array(found).reshape(expected.shape) if isinstance(found, str) else np.asarray(found)
    assert np.isfinite(expected).all(), what
    largest = max(np.abs(expected).max(), floor)
    difference = np.abs(found - expected).max()
    assert difference <= tolerance * largest, f"{what}: {difference} of {largest}"


def agree(net, cases, results, batches, labels):
    """Compare every case of one architecture with Keras in float64, to which float32 Keras comes no nearer."""
    keras.config.set_dtype_policy("float64")
    try:
        model, every = keras_network(net)
        passes = differentiated(model, every)
        for case, result in zip(cases, results, strict=True):
            compare(case, result, model, passes, batches, labels)
    finally:
        keras.config.set_dtype_policy("float32")


def compare(case, result, model, passes, batches, labels):
    """Compare one case with Keras.

    Gradients that are 0 by the mathematics, as in front of batch normalization, are rounding: they are compared with
    the largest gradient of the network. Adam, which divides by a gradient's own size, takes full steps along
    such rounding; these weights are left out.
    """
    name = {key: case[key] for key in ("activation", "initializer", "batchNorm", "clipping", "optimizer")}
    put(model, result["start"])
    variables, optimizer = model.trainable_variables, keras_optimizer(case)
    rounding = [np.zeros(variable.shape, bool) for variable in variables]
    for step, (images, targets) in enumerate(zip(batches, labels, strict=True)):
        loss, gradients, activations, logits = passes(images.astype(np.float64), targets)
        gradients = [np.array(gradient) for gradient in gradients]
        largest = max(np.abs(gradient).max() for gradient in gradients)
        assert_close([result["losses"][step]], [loss], (name, "loss", step))
        if step == 0:
            assert_close(result["logits"], logits, (name, "logits"))
            for layer, (found, expected) in enumerate(zip(result["activations"], activations, strict=True)):
                assert_close(found, expected, (name, "activations", layer))
            for found, expected, variable in zip(result["gradients"], gradients, variables, strict=True):
                assert_close(found, expected, (name, "gradient", variable.path), floor=0.01 * largest)
        optimizer.apply([tf.constant(gradient) for gradient in gradients], variables)
        for index, (found, variable) in enumerate(zip(result["weights"][step], variables, strict=True)):
            if case["optimizer"] == "adam":
                rounding[index] |= np.abs(gradients[index]) < 1e-4 * largest
            expected, kept = variable.numpy(), ~rounding[index]
            if kept.any():
                found = array(found).reshape(expected.shape)
                what = (name, "weights", variable.path, step)
                assert_close(found[kept], expected[kept], what, floor=case["rate"] * 0.01)
    if any(each.all() for each in rounding):
        return  # what such a weight is decides over the averages
    averages = [each for each in model.non_trainable_variables if each.name.startswith("moving")]
    for found, variable in zip(result["moving"], averages, strict=True):
        assert_close(found, variable.numpy(), (name, variable.path), floor=0.01)
    assert_close(result["inference"], model(batches[0], training=False), (name, "inference"))


@pytest.mark.browser
@pytest.mark.parametrize("batch_norm", NORMS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_choice_computes_what_keras_computes(scripts, activation, batch_norm):
    """Activations, loss, gradients, weights after one, two, three steps, moving averages, inference: to 1e-4.

    For every initializer, way of clipping and optimizer; with a threshold that does cut.
    """
    net = {**NET, "activation": activation, "batchNorm": batch_norm, "scale": 1}
    cases = [
        {**net, **dict(zip(("initializer", "clipping", "optimizer"), choice, strict=True))}
        | {"rate": RATE, "threshold": THRESHOLD}
        for choice in itertools.product(INITIALIZERS, CLIPPINGS, OPTIMIZERS)
    ]
    batches, labels = mini_batches(net)
    results = train(scripts, cases, batches, labels)
    agree(net, cases, results, batches, labels)
    by_clipping = {}
    for case, result in zip(cases, results, strict=True):
        if case["initializer"] == "he_normal" and case["optimizer"] == "sgd":
            by_clipping[case["clipping"]] = result["weights"][0]
    assert len({str(weights) for weights in by_clipping.values()}) == len(CLIPPINGS)  # each of them did cut


@pytest.mark.browser
@pytest.mark.parametrize(
    ("activation", "initializer", "batch_norm", "width", "rows"),
    [
        ("selu", "lecun_normal", "none", 64, 32),
        ("relu", "he_normal", "none", 33, 17),
        ("sigmoid", "glorot_uniform", "before", 64, 32),
        ("elu", "he_uniform", "none", 30, 31),
    ],
)
def test_fifty_layers_agree_with_keras(scripts, activation, initializer, batch_norm, width, rows):
    """The deepest networks of the page, with its own inputs; odd sizes too, which leave a rest in each block."""
    net = {
        **{"inputs": 196, "classes": 10, "depth": 50, "width": width, "rows": rows, "seed": 1, "scale": 1},
        **{"activation": activation, "batchNorm": batch_norm},
    }
    case = {**net, "initializer": initializer, "clipping": "global_clipnorm", "optimizer": "momentum"}
    case |= {"rate": 0.01, "threshold": 0.5}
    batches, labels = mini_batches(net)
    agree(net, [case], train(scripts, [case], batches, labels), batches, labels)


@pytest.mark.browser
@pytest.mark.parametrize("rate", playground.CHOICES["rate"][0])
@pytest.mark.parametrize("scale", playground.CHOICES["scale"][0])
def test_every_rate_and_scale(scripts, rate, scale):
    """The rate sets the step, the scale multiplies the hidden layers' initial weights and no others."""
    case = {**NET, "activation": "tanh", "batchNorm": "none", "scale": scale, "initializer": "he_normal"}
    case |= {"clipping": "none", "threshold": 1, "optimizer": "sgd", "rate": rate}
    batches, labels = mini_batches(NET, 1)
    result, plain = train(scripts, [case, {**case, "scale": 1}], batches, labels)
    for number, (found, expected) in enumerate(zip(result["start"], plain["start"], strict=True)):
        factor = 1 if number >= 2 * NET["depth"] else scale
        assert_close(found, factor * array(expected), ("start", number), 1e-6)
    for start, gradient, after in zip(
        result["start"], result["gradients"], result["weights"][0], strict=True
    ):
        assert_close(after, array(start) - np.float32(rate) * array(gradient), "step", 1e-6)


def variance(name, fan_in, fan_out):
    """Return the variance of an initializer by its formula."""
    scale = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in, "random": 1.0}
    return scale[name.split("_")[0]]


@pytest.mark.browser
@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_initial_weights_have_their_distribution(scripts, initializer):
    """Mean, variance, kurtosis and largest value are those of the formula, and of Keras' own draws."""
    fan_in, fan_out, source = 196, 1_000, 5
    drawn = scripts.evaluate(
        """([name, fanIn, fanOut, seed]) => {
          const { INITIALIZERS, random } = handson11Playground.network();
          const draw = INITIALIZERS[name](fanIn, fanOut), source = random(seed);
          return Array.from({ length: fanIn * fanOut }, () => draw(source));
        }""",
        [initializer, fan_in, fan_out, source],
    )
    drawn = np.array(drawn)
    expected = variance(initializer, fan_in, fan_out)
    keras_name = (
        keras.initializers.RandomNormal(stddev=1.0) if initializer == "random_normal" else initializer
    )
    keras.utils.set_random_seed(0)
    theirs = np.array(keras.initializers.get(keras_name)((fan_in, fan_out)))
    deviation = math.sqrt(expected)
    assert abs(drawn.mean()) < 4 * deviation / math.sqrt(drawn.size)
    assert drawn.var() == pytest.approx(expected, rel=0.02)
    assert drawn.var() == pytest.approx(theirs.var(), rel=0.02)
    kurtosis = ((drawn / deviation) ** 4).mean()
    assert kurtosis == pytest.approx(((theirs / deviation) ** 4).mean(), rel=0.03)
    largest = np.abs(drawn).max() / deviation
    if initializer.endswith("uniform"):
        assert math.sqrt(3) - 0.001 < largest <= math.sqrt(3)
    elif initializer == "random_normal":
        assert largest > 4
    else:
        assert 2 / 0.8796 - 0.01 < largest <= 2 / 0.8796
    neighbours = np.corrcoef(drawn[:-1], drawn[1:])[0, 1]
    assert abs(neighbours) < 4 / math.sqrt(drawn.size)


@pytest.mark.browser
def test_a_seed_is_a_network(scripts):
    """The same seed gives the same weights and the same training, another seed others."""
    case = {**NET, "activation": "relu", "batchNorm": "after", "scale": 1, "initializer": "he_uniform"}
    case |= {"clipping": "none", "threshold": 1, "optimizer": "adam", "rate": 0.01}
    batches, labels = mini_batches(NET)
    one, again, other = train(scripts, [case, case, {**case, "seed": 4}], batches, labels)
    assert one == again
    assert all(a != b for a, b in zip(one["start"][::4], other["start"][::4], strict=True))


@pytest.mark.browser
def test_products_of_all_sizes(scripts):
    """The blocked product equals NumPy's for every rest of rows and columns, transposed or not."""
    draws = np.random.default_rng(1)
    for rows, depth, columns in itertools.product((1, 2, 3, 5), (1, 2, 7), (1, 3, 4, 5, 8, 10)):
        a, b = draws.standard_normal((rows, depth)), draws.standard_normal((depth, columns))
        found = scripts.evaluate(
            """([a, at, b, bt, rows, depth, columns]) => {
              const { multiply } = handson11Playground.network();
              const c = [0, 1].map(() => new Float32Array(rows * columns));
              multiply(new Float32Array(a), depth, 1, new Float32Array(b), columns, 1, c[0], rows, depth, columns);
              multiply(new Float32Array(at), 1, rows, new Float32Array(bt), 1, depth, c[1], rows, depth, columns);
              return c.map((each) => [...each]);
            }""",
            [a.ravel().tolist(), a.T.ravel().tolist(), b.ravel().tolist(), b.T.ravel().tolist()]
            + [rows, depth, columns],
        )
        for product in found:
            np.testing.assert_allclose(np.reshape(product, (rows, columns)), a @ b, rtol=1e-5, atol=1e-5)


# Trains and pauses on the page's own thread, again and again; returns what was said last each time, and all steps.
PAUSES = """async ({ settings, times }) => {
  const { Worker } = globalThis, playground = handson11Playground, reports = [], last = [];
  delete globalThis.Worker;
  const { batch_norm: batchNorm, ...others } = settings;
  const command = playground.startTrainer(playground.readData(), (report) => {
    command("drawn");
    reports.push(report);
  });
  globalThis.Worker = Worker;
  const frame = () => new Promise(requestAnimationFrame);
  command("pace", 0);
  command("start", { ...others, batchNorm });
  for (let i = 0; i < times; i += 1) {
    command("train");
    for (let frames = 0; frames < 5; frames += 1) await frame();
    command("pause");
    await new Promise((resolve) => setTimeout(resolve, 60));
    last.push(reports.at(-1).running);
  }
  return { last, steps: reports.map(({ steps }) => steps) };
}"""


@pytest.mark.browser
def test_without_a_worker_words_arrive_in_order(scripts):
    """A pause is the last word, however near before it another one was sent."""
    found = scripts.evaluate(PAUSES, {"settings": playground.complete({"depth": 2}), "times": 25})
    assert not any(found["last"])
    assert found["steps"] == sorted(found["steps"])


# ---- Presets, data, words. ----


def outcome(scripts, steps, **settings):
    """Return what becomes of a network after some steps."""
    return record_playground.outcome(scripts, playground.complete(settings), steps)


def preset(name):
    """Return the settings of a preset."""
    return next(each["settings"] for each in playground.load() if each["id"] == name)


@pytest.mark.browser
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("name", "change", "steps", "holds"),
    [
        ("sigmoid-starves", {}, 310, lambda r: r["gradient_ratio"] < 1e-5 and r["accuracy"] < 0.15),
        ("exploding", {}, 3, lambda r: r["activation_ratio"] > 1e10 and r["accuracy"] is None),
        ("exploding", {"depth": 50}, 1, lambda r: r["steps"] == 0 and r["accuracy"] is None),
        ("he-keeps", {}, 310, lambda r: 0.1 < r["activation_ratio"] < 10 and r["accuracy"] > 0.25),
        ("he-keeps", {}, 1, lambda r: 0.05 < r["gradient_ratio"] < 20),
        (
            "he-keeps",
            {"initializer": "glorot_uniform"},
            310,
            lambda r: r["activation_ratio"] < 1e-3 and r["accuracy"] < 0.15,
        ),
        (
            "selu-50",
            {},
            310,
            lambda r: abs(r["mean"]) < 0.3 and 0.7 < r["deviation"] < 1.3 and r["accuracy"] > 0.4,
        ),
        ("dying-relu", {}, 60, lambda r: r["fault"] > 0.9),
        ("dying-relu", {"activation": "leaky_relu"}, 310, lambda r: r["accuracy"] > 0.3),
        ("bn-rescues", {}, 310, lambda r: r["accuracy"] > 0.4),
        ("bn-rescues", {"batch_norm": "none"}, 310, lambda r: r["accuracy"] < 0.15),
        ("clipping-saves", {}, 310, lambda r: r["accuracy"] > 0.4),
        (
            "clipping-saves",
            {"clipping": "none"},
            310,
            lambda r: r["accuracy"] is None or r["accuracy"] < 0.15,
        ),
    ],
)
def test_presets_keep_what_they_claim(scripts, name, change, steps, holds, seed):
    """Each does what its text says, and its counterpart without the remedy does not; for two seeds."""
    found = outcome(scripts, steps, **{**preset(name), **change, "seed": seed})
    assert holds(found), found


# Trains without a stop; returns how the activations began, and the held-out accuracy at the end of the epoch.
TRAINED = """({ settings, steps }) => new Promise((resolve) => {
  const playground = handson11Playground, { batch_norm: batchNorm, ...others } = settings, points = [];
  let first = null;
  const command = playground.startTrainer(playground.readData(), (report) => {
    command("drawn");
    points.push(...report.points);
    if (!first) command("train");
    first ??= report.picture.layers;
    const reached = points.find((point) => point.steps >= steps);
    if (!reached) return;
    command("pause");
    resolve({ ratio: first.at(-1).deviation / first[0].deviation, accuracy: reached.heldAccuracy });
  });
  command("start", { ...others, batchNorm });
})"""


@pytest.mark.browser
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("activation", "ratio", "accuracy"),
    [("selu", (0.5, 2), (0.6, 0.8)), ("elu", (0.02, 0.1), (0.15, 0.3)), ("relu", (0, 1e-6), (0, 0.15))],
)
def test_fifty_layers_without_selu(scripts, activation, ratio, accuracy, seed):
    """The numbers in the text of the preset: what becomes of the values and the accuracy under other activations."""
    settings = playground.complete({**preset("selu-50"), "activation": activation, "seed": seed})
    found = scripts.evaluate(TRAINED, {"settings": settings, "steps": 310})
    assert ratio[0] < found["ratio"] < ratio[1]
    assert accuracy[0] < found["accuracy"] < accuracy[1]


# The largest change of a layer's weights in the next step, by their size, after 0, 1, … steps.
CHANGES = """({ settings, steps }) => new Promise((resolve) => {
  const playground = handson11Playground, changes = [];
  const { batch_norm: batchNorm, ...others } = settings;
  const command = playground.startTrainer(playground.readData(), ({ picture, steps: done }) => {
    command("drawn");
    changes.push(settings.rate * Math.max(...picture.layers.map(({ gradient, weight }) => gradient.size / weight)));
    if (done < steps) command("step");
    else resolve(changes);
  });
  command("start", { ...others, batchNorm });
})"""


@pytest.mark.browser
@pytest.mark.parametrize("seed", [1, 2])
def test_normalization_makes_up_for_a_step_that_is_too_large(scripts, seed):
    """As the text of the preset says: the first step is larger than the weights, those after it are not."""
    settings = playground.complete({**preset("bn-rescues"), "seed": seed})
    first, *others = scripts.evaluate(CHANGES, {"settings": settings, "steps": 5})
    assert first > 1 and max(others) < 1


@pytest.mark.browser
def test_as_a_ratio_of_norms_the_gradient_is_that_of_the_section(scripts):
    """The text of the preset gives the ratio in both measures; their quotient is the root of that of the sizes."""
    found = outcome(scripts, 1, **preset("sigmoid-starves"))
    width = preset("sigmoid-starves")["width"]
    assert found["gradient_ratio"] * math.sqrt(14 * 14 * width / (width * 10)) == pytest.approx(3e-6, rel=0.2)


def report(**given):
    """Return a report of the trainer: two layers with nothing to be said about, changed as `given` says.

    `sizes` and `deviations` are those of the layers' gradients and activations.
    """
    sizes, deviations = given.pop("sizes", (1.0, 1.0)), given.pop("deviations", (1.0, 1.0))
    layers = [
        {"gradient": {"size": size}, "deviation": deviation, "weight": 1, "fault": given.get("fault", 0)}
        for size, deviation in zip(sizes, deviations, strict=True)
    ]
    picture = {"layers": layers, "output": {"gradient": {"size": given.pop("output", 1.0)}}}
    picture |= {name: given.pop(name, 1) for name in ("norm", "clippedNorm")}
    settings = {
        "clipping": "none",
        "optimizer": "sgd",
        "rate": 0.01,
        "batchNorm": "none",
        "activation": "relu",
    }
    settings |= {name: given.pop(name) for name in set(settings) & set(given)}
    return {"picture": picture, "settings": settings, "steps": 0, "epoch": 0, "diverged": False} | given


def verdict(scripts, language, told, last=None):
    """Return what is said of a report."""
    script = "([words, report, last]) => handson11Playground.verdict(words)(report, last)"
    return scripts.evaluate(script, [playground.WORDS[language], told, last])


LAST = {"steps": 31, "heldAccuracy": 0.1}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("told", "last", "ko", "en"),
    [
        ({"sizes": (7e-7, 1)}, None, "출력층의 7.0×10⁻⁷배밖에 안 됩니다", "only 7.0×10⁻⁷ of that"),
        ({"sizes": (0.05, 1)}, None, "출력층의 0.05배로 약해집니다", "0.05 of that"),
        ({"sizes": (0.17, 1)}, None, "열 배 넘게 차이 나지 않습니다", "within a factor of ten"),
        (
            {"sizes": (0, 1)},
            None,
            "첫 번째 층에는 그레이디언트가 전혀",
            "No gradient at all reaches layer 1.",
        ),
        ({"sizes": (0, 0)}, None, "어느 은닉층에도 그레이디언트가", "No hidden layer receives any gradient."),
        ({"deviations": (1, 0.05)}, None, "첫 번째 층의 0.05배로 줄어듭니다", "they are 0.05 of layer 1’s"),
        ({"deviations": (1, 1e-5)}, None, "첫 번째 층의 1.0×10⁻⁵배로 오그라듭니다", "shrivel to 1.0×10⁻⁵"),
        ({"deviations": (1, 0)}, None, "신호는 마지막 은닉층에", "The activations have died out by the last"),
        ({"sizes": (1e-7, 1e-7)}, None, "가중치의 1.0×10⁻⁷배를 넘지 않아", "more than 1.0×10⁻⁷ times the"),
        (
            {"sizes": (300, 3)},
            None,
            "첫 번째 층에서는 그레이디언트가 가중치의 300배여서",
            "In layer 1 the gradient is 300",
        ),
        (
            {"clipping": "clipnorm", "norm": 2600, "clippedNorm": 173},
            None,
            "2.6×10³에서 173까지",
            "from 2.6×10³ to 173",
        ),
        ({"steps": 1}, {**LAST, "steps": 1}, "1스텝을 훈련했습니다", "Trained for 1 step;"),
        (
            {"steps": 31, "epoch": 1},
            LAST,
            "31스텝을 훈련했지만",
            "After 31 steps the held-out accuracy is 10",
        ),
        (
            {"steps": 1, "diverged": True, "batchLoss": math.inf},
            None,
            "1스텝 만에 발산했습니다. 손실이 ∞입니다. 설정을 바꾸거나 ‘처음부터’를 누르세요.",
            "Diverged after 1 step: the loss is ∞. Change a setting, or press Start again.",
        ),
        ({"fault": 0.75}, None, "첫 번째 층은 뉴런의 75", "In layer 1, 75"),
    ],
)
def test_what_is_said(scripts, told, last, ko, en):
    """Each sentence in both languages, with numbers in places where no particle depends on how they are read."""
    assert ko in verdict(scripts, "ko", report(**told), last)
    assert en in verdict(scripts, "en", report(**told), last)


@pytest.mark.browser
def test_what_is_left_unsaid(scripts):
    """No cut that the rounded numbers do not show, no judgement before an epoch, nothing twice; growth comes first."""
    clipped = {"clipping": "clipnorm", "norm": 12.4, "clippedNorm": 12.1}
    assert "Clipping" not in verdict(scripts, "en", report(**clipped))
    assert "guessing" not in verdict(scripts, "en", report(steps=3), {**LAST, "steps": 3})
    assert verdict(scripts, "en", report(sizes=(0, 0))).count("gradient") == 1
    said = verdict(scripts, "en", report(sizes=(0.05, 1), deviations=(1, 200)))
    assert said.index("grow") < said.index("weakens")
    large = {"sizes": (300, 300), "output": 300}
    assert "normalization" not in verdict(scripts, "en", report(**large))
    assert "normalization" in verdict(scripts, "en", report(**large, batchNorm="before"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (0.5236, "0.52"), (0.01544, "0.015"), (214.7, "210"), (996, "1.0×10³"), (9.96e-7, "1.0×10⁻⁶")],
)
def test_numbers_of_the_table(value, expected):
    """Two digits, without the letter e."""
    assert playground.power(value) == expected


def test_no_particle_hangs_on_a_number():
    """In Korean, no particle with two forms follows a computed number; a unit stands between."""
    for sentence in playground.WORDS["ko"]["verdict"].values():
        assert not re.search(
            r"\{(ratio|before|after|count|loss)\}(을|를|이 |가|은|는|로|으로|과|와)", sentence
        ), sentence


def test_the_data_are_what_the_script_makes():
    """The file in the book equals what is made from the package's subset, and is small and balanced."""
    with np.load(ROOT / "handson11" / "datasets" / "fashion_mnist_subset.npz") as archive:
        images, labels = make_playground_data.chosen(archive)
        first = archive["X_train"][archive["y_train"] == labels[0]][0]
    expected = make_playground_data.script(images, labels)
    assert (SCRIPTS / "data.js").read_text(encoding="utf-8") == expected
    assert len(expected) <= 200_000
    assert np.bincount(labels[:1000]).tolist() == [100] * 10
    assert np.bincount(labels[1000:]).tolist() == [50] * 10
    corner = first[14:16, 14:16].mean()  # the block in row 7, column 7
    assert images[0, 7 * 14 + 7] == round(corner * 15 / 255)


@pytest.mark.browser
def test_the_page_reads_its_data(scripts):
    """Unpacked in the page, images and labels are those that were packed."""
    with np.load(ROOT / "handson11" / "datasets" / "fashion_mnist_subset.npz") as archive:
        images, labels = make_playground_data.chosen(archive)
    found = scripts.evaluate(
        "() => { const { images, labels } = handson11Playground.readData(); return [[...images], [...labels]]; }"
    )
    assert np.array_equal(found[0], images.ravel()) and np.array_equal(found[1], labels)


def test_both_languages_have_the_same_words():
    """No word is missing in one of them, and the places to fill are the same."""

    def shape(words):
        return {
            key: shape(value) if isinstance(value, dict) else sorted(set(re.findall(r"\{\w*\}", value)))
            for key, value in words.items()
        }

    assert shape(playground.WORDS["ko"]) == shape(playground.WORDS["en"])
    recorded = json.loads((playground.FOLDER / "recorded.json").read_text(encoding="utf-8"))
    assert set(recorded["presets"]) == {each["id"] for each in playground.load()}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_control_has_a_label(language):
    """And without scripts there is a table instead of controls that do nothing."""
    markup = BeautifulSoup(
        playground.render(playground.load(), language, lambda section: f"{section}.html"), "html.parser"
    )
    for control in markup.select("select, input"):
        assert markup.select_one(f'label[for="{control["id"]}"]').get_text(strip=True)
    assert len(markup.select("noscript tbody tr")) == len(playground.load())
    assert not markup.select("script, [style], [onclick]")
