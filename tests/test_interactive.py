"""Figures that readers move: what is published, the mathematics, and how they behave in a browser."""

import html
import importlib
import itertools
import json
import math
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

import interactive as extension
import notebooks
import numpy as np
import pytest
import test_book
from bs4 import BeautifulSoup

from handson11 import i18n, interactive, records, show
from handson11.interactive import _svg

RNG = np.random.default_rng(0)
W, B, C = RNG.normal(size=(6, 4)), RNG.normal(size=6), RNG.normal(size=4)
IMAGES = RNG.random((12, 14, 14)) * np.linspace(0, 1, 14)[:, None]
LABELS = [20, 50, 200]
SCORES = {
    task: {way: RNG.random((3, 5)).round(3) for way in ("scratch", "reused", "frozen")}
    for task in ("one", "two")
}
# name of the script → (module, a call, with what the figure needs)
FIGURES = {
    "activations": ("_activations", interactive.activations),
    "batch_norm": ("_batch_norm", interactive.batch_normalization),
    "by_labels": ("_by_labels", lambda: interactive.accuracy_by_labels(SCORES, LABELS)),
    "chain": ("_chain", interactive.gradient_chain),
    "clipping": ("_clipping", interactive.clipping),
    "divergence": (
        "_divergence",
        lambda: interactive.contrastive_divergence(W, B, C, [1, 0, 1, 1, 0, 0]),
    ),
    "reuse": ("_reuse", interactive.frozen_layers),
    "rotation": ("_rotation", lambda: interactive.rotation_shortcut(IMAGES)),
    "variance": ("_variance", interactive.variance_through_depth),
}


class Output:
    """What a figure publishes."""

    def __init__(self, call):
        caught = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(show, "_publish", lambda data, text, metadata=None: caught.append(data))
            call()
        (data,) = caught
        self.html, self.text = data["text/html"], data["text/plain"]
        self.figure = BeautifulSoup(self.html, "html.parser").figure
        self.setup = json.loads(self.figure["data-setup"])
        self.scripts = self.figure["data-scripts"].split()

    @property
    def still(self):
        """The still picture, as SVG."""
        kind, _, picture = self.figure.img["src"].partition(",")
        assert kind == "data:image/svg+xml"
        return urllib.parse.unquote(picture)


def output(name):
    """Return what the figure of this name publishes."""
    return Output(FIGURES[name][1])


def scene(name, state, setup):
    """Return the scene of a state by Python."""
    module = importlib.import_module(f"handson11.interactive.{FIGURES[name][0]}")
    extra = [setup["data"]] if setup["data"] else []
    return module.scene(state, setup["words"], *extra)


def states(setup, n):
    """Yield the state that a figure begins with, and others that its controls allow."""
    rng = np.random.default_rng(1)
    yield setup["state"]
    for _ in range(n):
        state = dict(setup["state"])
        for control in setup["controls"]:
            if "range" in control and "values" in control:
                state[control["range"]] = control["values"][rng.integers(len(control["values"]))]
            elif "range" in control:
                steps = round((control["max"] - control["min"]) / control["step"])
                value = control["min"] + int(rng.integers(steps + 1)) * control["step"]
                state[control["range"]] = round(value, 9)
            elif "choice" in control:
                state[control["choice"]] = control["options"][rng.integers(len(control["options"]))][0]
        for key, value in setup["state"].items():
            if isinstance(value, bool):
                state[key] = bool(rng.integers(2))
        yield state


# ---- What is published. ----


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_an_output_has_a_still_picture_and_words_in_the_language(name, language):
    """Without any script: caption, picture with alt text, a sentence with numbers, and no data to be seen."""
    i18n.use(language)
    made = output(name)
    picture = made.figure.img
    for text in (picture["alt"], made.figure.figcaption.text, made.figure.find(class_="reading").text):
        assert bool(re.search("[가-힣]", text)) == (language == "ko"), text
    assert len(picture["alt"]) > 40 and re.search(r"\d", made.figure.find(class_="reading").text)
    assert made.figure["lang"] == language
    assert "{" not in made.figure.text and "undefined" not in made.html.split("<script>")[0]
    assert made.text.count("\n") == 1 and made.figure.find(class_="reading").text in made.text
    words = [
        word for key, word in made.setup["words"].items() if language == "en" and word.isascii() is False
    ]
    assert not [word for word in words if re.search("[가-힣]", word)]


@pytest.mark.parametrize("name", FIGURES)
def test_a_still_picture_is_small_whole_and_by_itself(name):
    """At most 15 KB, well-formed, without scripts, styles of its own inside, and nothing fetched."""
    made = output(name)
    assert len(made.figure.img["src"]) <= 15_000
    root = xml.etree.ElementTree.fromstring(made.still)
    assert root.tag.endswith("svg") and root.get("viewBox") == f"0 0 640 {made.figure.img['height']}"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "style", "path", "text", "circle"} and "style" in tags
    assert "http" not in made.still.replace("http://www.w3.org/2000/svg", "") and "url(" not in made.still
    assert not re.search(r"\b(nan|inf|undefined)\b", made.still.lower())


def test_an_output_is_the_same_every_time():
    """A stored output is compared to the letter."""
    for name in FIGURES:
        assert output(name).html == output(name).html


def test_markup_in_names_is_text():
    """Names that the caller gives are escaped in the markup, the picture and the data."""
    evil = '<script>alert(1)</script>"&'
    made = Output(
        lambda: interactive.accuracy_by_labels(
            {evil: {"a": [[0.5]], evil + "b": [[0.6]]}}, [10], title=f"{evil} title"
        )
    )
    before_scripts = made.html[: made.html.index("<script>\n/*")]
    assert "<script>" not in before_scripts
    assert made.figure.figcaption.text == f"{evil} title"
    assert html.escape(f"{evil}b") in made.still


@pytest.mark.parametrize(
    ("call", "error", "complaint"),
    [
        (
            lambda: interactive.activations("relu9"),
            ValueError,
            "`name` must be one of 'sigmoid'.*Received: name=",
        ),
        (lambda: interactive.activations(z=math.nan), ValueError, "Received: z=nan"),
        (lambda: interactive.activations(layers=True), TypeError, "Received: layers=True"),
        (lambda: interactive.activations(alpha=-0.1), ValueError, "Received: alpha=-0.1"),
        (lambda: interactive.clipping((1, 2, 3)), ValueError, "two components. Received: gradient of shape"),
        (lambda: interactive.clipping((1, 30)), ValueError, "Received: gradient=30.0"),
        (lambda: interactive.clipping("ab"), TypeError, "Received: gradient='ab'"),
        (lambda: interactive.clipping(way="norm"), ValueError, "Received: way='norm'"),
        (lambda: interactive.clipping(threshold=0), ValueError, "Received: threshold=0"),
        (lambda: interactive.batch_normalization(step=0), ValueError, "Received: step=0"),
        (lambda: interactive.batch_normalization(momentum=0.95), ValueError, "Received: momentum=0.95"),
        (lambda: interactive.batch_normalization(seed=1.5), TypeError, "Received: seed=1.5"),
        (lambda: interactive.gradient_chain(layers=1), ValueError, "Received: layers=1"),
        (lambda: interactive.gradient_chain(weight="1"), TypeError, "Received: weight='1'"),
        (lambda: interactive.variance_through_depth(width=99), ValueError, "Received: width=99"),
        (lambda: interactive.variance_through_depth(scheme=[]), ValueError, r"Received: scheme=\[\]"),
        (lambda: interactive.frozen_layers(reused=2, frozen=3), ValueError, "at most 2. Received: frozen=3"),
        (lambda: interactive.frozen_layers(n_layers=99), ValueError, "Received: n_layers=99"),
        (lambda: interactive.accuracy_by_labels([1], [20]), TypeError, "dict of dicts.*Received: scores="),
        (lambda: interactive.accuracy_by_labels({}, [20]), ValueError, "at least two. Received:"),
        (lambda: interactive.accuracy_by_labels({"t": {"a": [[1]]}}, [20]), ValueError, "at least two"),
        (
            lambda: interactive.accuracy_by_labels({"t": {"a": [[1, 1]], "b": [[1]]}}, [20]),
            ValueError,
            "the shape .1, seeds.",
        ),
        (
            lambda: interactive.accuracy_by_labels({"t": {"a": [[1]], "b": [[2]]}}, [20]),
            ValueError,
            "from 0 to 1. Received: values from 1 to 2",
        ),
        (lambda: interactive.accuracy_by_labels(SCORES, [20, 20, 50]), ValueError, "rising order. Received"),
        (lambda: interactive.accuracy_by_labels(SCORES, [0, 20, 50]), ValueError, "Received: labels=0"),
        (
            lambda: interactive.contrastive_divergence(W.T, B, C, np.ones(6)),
            ValueError,
            r"Received: shapes W \(4, 6\)",
        ),
        (
            lambda: interactive.contrastive_divergence(W, B, C, np.full(6, 0.5)),
            ValueError,
            "zeros and ones only. Received: v=",
        ),
        (
            lambda: interactive.contrastive_divergence(W, B, C, np.ones(6), columns=4),
            ValueError,
            "divide the 6 visible units. Received: columns=4",
        ),
        (lambda: interactive.contrastive_divergence(W * np.nan, B, C, np.ones(6)), ValueError, "finite"),
        (
            lambda: interactive.rotation_shortcut(IMAGES[:1]),
            ValueError,
            r"Received: images of shape \(1, 14, 14\)",
        ),
        (lambda: interactive.rotation_shortcut(IMAGES[:, :10]), ValueError, "Received: images of shape"),
        (lambda: interactive.rotation_shortcut(2 * IMAGES), ValueError, "from 0 to 1. Received: values from"),
    ],
)
def test_bad_input_is_named(call, error, complaint):
    """Nothing is published, and the error says what was expected and ends in what was received."""
    with pytest.raises(error, match=complaint):
        Output(call)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.25, "0.25"),
        (-2.6, "−2.6"),
        (1.0, "1"),
        (1234.5, "1,235"),
        (-99900, "−99,900"),
        (123456, "1.23\u00a0×\u00a010⁵"),
        (0.00012345, "1.23\u00a0×\u00a010⁻⁴"),
        (0.001, "0.001"),
        (9.996, "10"),
        (0.125, "0.125"),
        (2.125, "2.13"),
        (-2.125, "−2.13"),
        (99995, "1\u00a0×\u00a010⁵"),
        (math.inf, "∞"),
        (math.nan, "NaN"),
    ],
)
def test_numbers_are_written_as_elsewhere(value, text):
    """Three significant digits, no zeros at the end, a typographic minus, powers of ten that no line end tears."""
    assert _svg.number(value) == text


def test_figures_are_light_to_import():
    """No Keras, TensorFlow or Matplotlib, neither on import nor when a figure is published."""
    code = (
        "import sys; from handson11 import interactive; interactive.clipping();"
        "print(sorted({'tensorflow', 'keras', 'matplotlib', 'IPython'} & set(sys.modules)))"
    )
    said = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=notebooks.ROOT)
    assert said.splitlines()[-1] == "[]"


# ---- What a sentence says of its state. ----


def sentence(name, **changes):
    """Return the sentence of a figure in the state that it begins with, but for some changes."""
    made = output(name)
    return scene(name, {**made.setup["state"], **changes}, made.setup)["reading"]


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [
        ([1, 2, 3], " That is 3.46 standard errors: more than two."),
        ([-1, -2, -3], " That is 3.46 standard errors: more than two."),
        ([-1, 2, 3], " That is 1.11 standard errors: hard to tell from chance."),
        ([1, 1, 1], "."),
        ([1], "."),
    ],
)
def test_a_difference_is_held_against_its_standard_error(gains, verdict):
    """Worked out by hand: 2 ÷ (1 / √3), and 4/3 ÷ (√(13/3) / √3); without scatter there is no verdict."""
    scores = {"t": {"a": [[0.5] * len(gains)], "b": [[0.5 + gain / 100 for gain in gains]]}}
    assert Output(lambda: interactive.accuracy_by_labels(scores, [10])).text.endswith(verdict)


def test_sentences_suit_the_values():
    """Equal factors are one number, a start that is forgotten has no percentage, 1 is the size at infinite width."""
    assert "gradient by 0.8. |δ|" in sentence("chain", activation="relu", weight=0.8)
    assert "gradient by 0.197 to 0.225. |δ|" in sentence("chain")
    assert "; 36.6\u00a0% of their start is left" in sentence("batch_norm")
    assert "; practically nothing of their start is left" in sentence("batch_norm", momentum=0.5)
    wide = sentence("variance", width=30)
    assert "At infinite width the outputs of layer 50 have size 1 " in wide
    assert "Of networks of width 30, two in three lie between 0.0294 and 0.527." in wide
    assert "With that value held while the width grows to infinity, the" in sentence(
        "variance", scheme="fixed", sigma=0.2
    )
    assert "of 48 pictures (12 images, each turned in four ways)" in sentence("rotation")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_no_line_end_tears_a_number(name, language):
    """From its power of ten or its percent sign."""
    i18n.use(language)
    made = output(name)
    for state in states(made.setup, 2 if name == "divergence" else 15):
        assert not re.search(r"\d (×|%)|× \d", scene(name, state, made.setup)["reading"])


# What the text below a figure says that the figure shows: section, state of the figure, numbers as the text has them.
PROMISED = [
    ("11_1_vanishing_exploding_gradients", {}, ["1.2e-6"]),
    ("11_1_vanishing_exploding_gradients", {"weight": 1.6}, ["7.5e-6", "0.28"]),
    ("11_1_vanishing_exploding_gradients", {"weight": 4.0}, ["8e-11"]),
    ("11_1_vanishing_exploding_gradients", {"activation": "tanh"}, ["0.047"]),
    ("11_1_vanishing_exploding_gradients", {"activation": "relu", "weight": 0.8}, ["0.13"]),
    ("11_1_vanishing_exploding_gradients", {"activation": "relu", "weight": 1.2}, ["5.2"]),
    ("11_1_vanishing_exploding_gradients", {"activation": "relu", "weight": 0.8, "layers": 50}, ["2e-5"]),
    ("11_1_vanishing_exploding_gradients", {"activation": "relu", "weight": 1.2, "layers": 50}, ["7.6e3"]),
    ("11_1_1_initialization", {"width": 30}, ["0.03", "0.53"]),
    ("11_1_1_initialization", {"width": 1000}, ["0.73", "1.21"]),
    ("11_1_1_initialization", {"scheme": "glorot"}, ["3e-8"]),
    ("11_1_1_initialization", {"activation": "tanh", "scheme": "glorot"}, ["0.18"]),
    ("11_1_1_initialization", {"activation": "tanh"}, ["9.6"]),
    ("11_1_1_initialization", {"activation": "sigmoid", "scheme": "glorot"}, ["0.51", "2e-31"]),
    ("11_1_1_initialization", {"scheme": "fixed", "width": 1000}, ["265"]),
    ("11_1_1_initialization", {"scheme": "fixed", "width": 100}, ["3e-23"]),
    ("11_1_2_activations", {}, ["0.368", "2e-9"]),
    ("11_1_2_activations", {"name": "sigmoid", "z": 0.0}, ["0.25", "9e-13"]),
    ("11_1_2_activations", {"name": "leaky_relu"}, ["1e-14"]),
    ("11_1_2_activations", {"name": "gelu"}, ["0.083"]),
    ("11_1_2_activations", {"name": "gelu", "z": 1.5}, ["1.13"]),
    ("11_1_2_activations", {"name": "selu", "z": 1.0}, ["1.05"]),
    ("11_1_3_batch_normalization", {}, ["1.1", "1.12", "2.99"]),
    ("11_1_3_batch_normalization", {"momentum": 0.999}, ["2.51"]),
    ("11_1_3_batch_normalization", {"momentum": 0.9}, ["0.125"]),
    ("11_1_4_gradient_clipping", {"way": "global_clipnorm"}, ["0.878"]),
    ("11_1_4_gradient_clipping", {"way": "global_clipnorm", "bias": 3.0}, ["0.676"]),
    ("11_1_4_gradient_clipping", {}, ["22.9"]),
    ("11_2_reusing_pretrained_layers", {}, ["255", "12.8"]),
    ("11_2_reusing_pretrained_layers", {"frozen": 0}, ["49705", "2485"]),
    ("11_2_reusing_pretrained_layers", {"frozen": 0, "labels": 1000}, ["49.7"]),
    ("11_2_2_unsupervised_pretraining", {"draws": 1000}, ["8.1"]),
    ("11_2_2_unsupervised_pretraining", {"draws": 1000, "k": 10}, ["2.7"]),
]


def values_in(text):
    """Return every number of a text, of a figure's sentence or of Markdown with TeX."""
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    text = re.sub(
        r"\\times|×", "*", text.translate(raised).replace("\u00a0", " ").replace("{", "").replace("}", "")
    )
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    found = re.findall(r"(?:(\d+(?:\.\d+)?) ?\* ?)?10\^?(-\d+)|(\d+(?:\.\d+)?)", text)
    return [float(f"{factor or 1}e{power}") if power else float(plain) for factor, power, plain in found]


@pytest.mark.parametrize(
    ("section", "change", "promised"), PROMISED, ids=lambda value: value if isinstance(value, str) else None
)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_figure_shows_the_numbers_that_the_text_promises(language, section, change, promised):
    """In the state that the text names the figure's own sentence has them, rounded as in the text."""
    i18n.use(language)
    cells = notebooks.read(notebooks.BOOK / language / f"{section}.ipynb").cells
    place = next(i for i, cell in enumerate(cells) if cell.id.endswith("-move"))
    figure = BeautifulSoup(cells[place].outputs[0].data["text/html"], "html.parser").figure
    setup = json.loads(figure["data-setup"])
    name = figure["data-scripts"].split()[-1]
    assert change.keys() <= setup["state"].keys()
    shown = values_in(scene(name, setup["state"] | change, setup)["reading"])
    for number in promised:
        said = float(number)
        assert said in values_in(cells[place + 1].source), number
        digits = len(number.partition("e")[0].replace(".", "").lstrip("0"))
        assert any(float(f"{value:.{digits - 1}e}") == said for value in shown), (number, shown)


# ---- The mathematics, against something independent. ----


def test_clipping_is_that_of_keras():
    """Each way makes of a gradient what Keras' optimizer makes of it."""
    import keras
    import tensorflow as tf

    from handson11.interactive._clipping import WAYS, clip

    rng = np.random.default_rng(2)
    for way, _ in itertools.product(WAYS, range(8)):
        threshold, weights, bias = rng.uniform(0.1, 3), rng.uniform(-3, 3, 2), rng.uniform(-3, 3)
        variables = [keras.Variable(np.zeros(2, "float32")), keras.Variable(np.zeros(1, "float32"))]
        optimizer = keras.optimizers.SGD(1.0, **{way: threshold})
        optimizer.apply([tf.constant(weights, "float32"), tf.constant([bias], "float32")], variables)
        after, after_bias = clip(way, threshold, weights, bias)
        np.testing.assert_allclose(after, -variables[0].numpy(), atol=1e-6)
        np.testing.assert_allclose(after_bias, -variables[1].numpy()[0], atol=1e-6)


def test_functions_and_slopes_are_those_of_keras():
    """Values of Keras' activations, slopes of TensorFlow's differentiation."""
    import keras
    import tensorflow as tf

    from handson11.interactive._functions import NAMES, value_and_slope

    z = np.random.default_rng(3).uniform(-6, 6, 200)
    settings = {"leaky_relu": {"negative_slope": 0.15}, "elu": {"alpha": 1.4}}
    for name in ("linear", *NAMES):
        function = getattr(keras.activations, name)
        inputs = tf.constant(z, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            value = function(inputs, **settings.get(name, {}))
        ours = value_and_slope(name, z, slope=0.15, alpha=1.4)
        np.testing.assert_allclose(ours[0], value, atol=1e-6, err_msg=name)
        np.testing.assert_allclose(ours[1], tape.gradient(value, inputs), atol=1e-6, err_msg=name)


@pytest.mark.parametrize(
    ("activation", "gain", "width"),
    [
        ("relu", 2, 100),
        ("relu", 1, 30),
        ("tanh", 1, 100),
        ("selu", 1, 100),
        ("gelu", 2, 300),
        ("linear", 1.5, 100),
    ],
)
def test_variance_through_depth_is_that_of_networks(activation, gain, width):
    """Mean and spread of the outputs' size over random networks, and the size of the gradient, after 15 layers."""
    from handson11.interactive._functions import value_and_slope
    from handson11.interactive._variance import propagate

    depth, n_networks, rng = 15, 300, np.random.default_rng(4)
    theory = propagate(activation, gain, width, depth)
    sizes, gradients = [], []
    for _ in range(n_networks):
        h = rng.normal(size=width)
        h *= math.sqrt(width) / np.linalg.norm(h)
        slopes, kernels = [], []
        for _ in range(depth):
            kernels.append(rng.normal(scale=math.sqrt(gain / width), size=(width, width)))
            h, slope = value_and_slope(activation, h @ kernels[-1])
            slopes.append(slope)
        sizes.append(math.log(np.mean(h**2)))
        gradient = start = rng.normal(size=width)  # with respect to the last layer's outputs
        for kernel, slope in zip(kernels[:0:-1], slopes[:0:-1], strict=True):
            gradient = kernel @ (gradient * slope)
        gradients.append(math.log(np.mean(gradient**2) / np.mean(start**2)))
    last = theory[-1]
    spread = math.sqrt(last.spread)
    assert np.std(sizes) == pytest.approx(spread, rel=0.2)
    # A theory of first order in 1/width: within a quarter of the scatter, and of the chance of 300 networks.
    assert np.mean(sizes) == pytest.approx(math.log(last.square) + last.shift, abs=0.25 * spread + 0.01)
    factor = math.prod(layer.factor for layer in theory[1:])
    assert np.mean(gradients) == pytest.approx(math.log(factor), abs=0.1 + 3.5 * depth / width)


def test_he_keeps_relu_exactly_and_five_over_width_is_its_scatter():
    """E[ReLU²] is half of E[z²], E[ReLU⁴] is 3/2: the logarithm's variance grows by 5/width a layer."""
    from handson11.interactive._variance import propagate

    for layer, each in enumerate(propagate("relu", 2, 100, 50), start=1):
        assert each.square == pytest.approx(1, abs=1e-6)
        assert each.factor == pytest.approx(1, abs=1e-6)
        assert each.spread == pytest.approx(0.05 * layer, rel=1e-5)


def test_what_float32_cannot_hold_is_not_drawn():
    """Linear layers with a gain of 99 leave its range after 38 layers: 99¹⁹ is nearly 10³⁸."""
    from handson11.interactive._variance import propagate

    assert len(propagate("linear", 99, 100, 100)) == 38
    assert len(propagate("linear", 1 / 99, 100, 100)) == 38


@pytest.mark.parametrize("momentum", [0, 0.9, 0.99])
def test_batch_normalization_is_that_of_keras(momentum):
    """Moving averages after many batches, and the output in both modes."""
    import keras

    from handson11.interactive import _batch_norm

    made = Output(lambda: interactive.batch_normalization(momentum=momentum, step=60, gamma=1.5, beta=-1.0))
    state, data = made.setup["state"], made.setup["data"]
    layer = keras.layers.BatchNormalization(momentum=momentum)
    layer.build((None, 1))
    layer.gamma.assign([1.5])
    layer.beta.assign([-1.0])
    for t in range(1, 61):
        batch = _batch_norm.batch_at(data["noise"], t, state["drift"], state["spread"])
        trained = layer(batch[:, None].astype("float32"), training=True).numpy()
    inferred = layer(batch[:, None].astype("float32"), training=False).numpy()
    found = scene("batch_norm", state, made.setup)
    before, during, after = (mark["line"][0][0] for mark in found["panels"][0]["marks"][3:])
    np.testing.assert_allclose([before, during, after], [batch.mean(), -1, inferred.mean()], atol=2e-3)
    assert trained.mean() == pytest.approx(-1, abs=1e-3)
    assert found["panels"][1]["marks"][1]["line"][-1][1] == pytest.approx(
        float(layer.moving_mean[0]), abs=1e-4
    )
    deviation = _svg.number(math.sqrt(layer.moving_variance[0]))
    assert f"and {deviation};" in found["reading"]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
def test_the_chain_is_that_of_automatic_differentiation(activation):
    """|∂L/∂z| of every layer, by TensorFlow; the factors are the ratios of neighbours."""
    import keras
    import tensorflow as tf

    from handson11.interactive._chain import deltas

    shifts = [tf.Variable(0.0, dtype=tf.float64) for _ in range(7)]  # ∂L/∂(z + shift) at shift 0 is ∂L/∂z
    with tf.GradientTape() as tape:
        h = tf.constant(1.0, tf.float64)
        for shift in shifts:
            h = getattr(keras.activations, activation)(1.3 * h + shift)
        loss = h**2
    expected = np.abs([float(each) for each in tape.gradient(loss, shifts)])
    sizes, factors = deltas(activation, 1.3, 7)
    np.testing.assert_allclose(sizes, expected, rtol=1e-6)
    np.testing.assert_allclose(factors[:-1], expected[:-1] / expected[1:], rtol=1e-6)


@pytest.mark.parametrize(("reused", "frozen"), [(5, 5), (5, 2), (3, 1), (0, 0)])
def test_counts_are_those_of_a_model_in_keras(reused, frozen):
    """Parameters that train, as Keras counts them after freezing."""
    import keras

    from handson11.interactive._reuse import sizes

    model = keras.Sequential([keras.Input((784,)), *(keras.layers.Dense(50) for _ in range(reused))])
    model.add(keras.layers.Dense(5))
    for layer in model.layers[:frozen]:
        layer.trainable = False
    counts = sizes(reused, 50, 784, 5)
    assert sum(counts) == model.count_params()
    assert sum(counts[frozen:]) == sum(math.prod(each.shape) for each in model.trainable_weights)


def test_differences_are_taken_seed_by_seed():
    """Mean and standard error of paired differences, worked out by hand from the record of the book."""
    dense = np.array(records.load("transfer_by_labels").results["dense"])  # (labels, start, seed, task)
    labels = records.load("transfer_by_labels").parameters["LABELS"]
    scores = {"t": dict(zip(("scratch", "reused"), dense[..., 0].swapaxes(0, 1), strict=True))}
    made = Output(lambda: interactive.accuracy_by_labels(scores, labels))
    gains = 100 * (dense[0, 1, :, 0] - dense[0, 0, :, 0])
    error = gains.std(ddof=1) / math.sqrt(5)
    assert f"difference is {_svg.number(gains.mean())} points" in made.text
    assert f"standard error of {_svg.number(error)};" in made.text
    assert f"ahead in {(gains > 0).sum()} of 5 seeds" in made.text


def test_the_gradient_of_the_machine_is_counted_state_by_state():
    """The true gradient by finite differences of the log-likelihood, counted over all 2¹⁰ states."""
    from handson11.interactive._divergence import changes

    v = np.array([1.0, 0, 1, 1, 0, 0])
    visible = np.array(list(itertools.product((0, 1), repeat=6)))
    hidden = np.array(list(itertools.product((0, 1), repeat=4)))

    def log_likelihood(weights):
        energy = -(visible @ B)[:, None] - hidden @ C - visible @ weights @ hidden.T
        total = np.log(np.exp(-energy).sum())
        return np.log(np.exp(v @ B + hidden @ C + v @ weights @ hidden.T).sum()) - total

    _, gradient, _ = changes(v, W, B, C, k=1, draws=1, seed=1)
    for i, j in itertools.product(range(6), range(4)):
        step = np.zeros_like(W)
        step[i, j] = 1e-5
        slope = (log_likelihood(W + step) - log_likelihood(W - step)) / 2e-5
        assert gradient[i, j] == pytest.approx(slope, abs=1e-7)


@pytest.mark.parametrize("k", [1, 10])
def test_averaged_dreams_are_those_of_the_package(k):
    """Over many dreams the change is that of `RBM.cd_gradients`; with ten steps it nears the true gradient."""
    from handson11 import pretraining
    from handson11.interactive._divergence import changes

    v = np.array([1.0, 0, 1, 1, 0, 0])
    rbm = pretraining.RBM(4)
    rbm.build((None, 6))
    for variable, value in zip((rbm.kernel, rbm.visible_bias, rbm.hidden_bias), (W, B, C), strict=True):
        variable.assign(value)
    expected = rbm.cd_gradients(np.repeat(v[None], 20_000, axis=0), seed=1, k=k)[0]
    change, gradient, _ = changes(v, W, B, C, k=k, draws=1000, seed=7)
    np.testing.assert_allclose(change, expected, atol=0.06)
    error = np.linalg.norm(change - gradient) / np.linalg.norm(gradient)
    assert error < 0.12 if k == 10 else error > 0.05


def test_rotations_turn_as_in_the_auxiliary_task_and_corners_are_judged_by_the_nearest_mean():
    """Counter-clockwise; the judge in plain loops."""
    from handson11.interactive._rotation import accuracy, stamped

    made = output("rotation")
    state = {**made.setup["state"], "corner": 7, "stamp": False}
    for quarters in range(4):
        cells = scene("rotation", {**state, "quarters": quarters}, made.setup)["panels"][0]["marks"][0][
            "cells"
        ]
        np.testing.assert_allclose(cells, np.rot90(IMAGES[0], quarters), atol=0.5 / 60 + 1e-9)
    assert (stamped(IMAGES)[:, 1, 1:4] == 1).all() and (stamped(IMAGES) != IMAGES).sum() == 12 * 3
    right = 0
    for n, image in enumerate(IMAGES):
        mean = np.mean([other for m, other in enumerate(IMAGES) if m != n], axis=0)
        distances = []
        for quarters in range(4):
            turned, total = np.rot90(mean, quarters), 0
            for y, x in itertools.product((0, 1, 2, 11, 12, 13), repeat=2):
                total += (turned[y, x] - image[y, x]) ** 2
            distances.append(total)
        right += np.argmin(distances) == 0
    assert accuracy(IMAGES, 3) == pytest.approx(right / 12)
    assert accuracy(np.zeros((4, 14, 14)), 2) == 0.25


# ---- The book. ----


def test_the_book_takes_out_our_parts_and_nothing_else():
    """What equals the package's files goes; any other script stays, where the policy of the pages stops it."""
    made = output("activations")
    markup, names = extension.without_parts(made.html)
    assert names == ["runtime", "functions", "activations"]
    assert "<script" not in markup and "<style" not in markup and "<figure" in markup
    changed = made.html.replace('"use strict"', '"use  strict"', 1)
    assert extension.without_parts(changed)[0].count("<script") == 1
    hostile = "<script>alert(1)</script>"
    assert extension.without_parts(hostile + made.html)[0].startswith(hostile)
    assert extension.without_parts(hostile) == (hostile, [])
    unknown = made.html.replace('data-scripts="runtime', 'data-scripts="elsewhere runtime')
    assert extension.without_parts(unknown)[1] == names


@pytest.mark.parametrize("section", test_book.SECTIONS)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_section_has_a_figure_that_carries_the_scripts_of_today(language, section):
    """A stored output whose scripts are not those of the package would stand still in the book."""
    cells = notebooks.read(notebooks.BOOK / language / f"{section}.ipynb").cells
    outputs = [
        each.data["text/html"]
        for cell in cells
        if cell.cell_type == "code"
        for each in cell.outputs
        if "handson11-interactive" in each.get("data", {}).get("text/html", "")
    ]
    assert outputs
    for markup in outputs:
        left, names = extension.without_parts(markup)
        assert names and "<script" not in left and "<style" not in left
        assert f'lang="{language}"' in left


# ---- In a browser. ----

browser_only = pytest.mark.browser
RECORD = """names => {
  // Load nothing but what draws: `define` hands the scenes to the test.
  window.scenes = {};
  handson11Figures.define = (name, scene) => { window.scenes[name] = scene; };
}"""
SCENE = """([name, state, setup]) => {
  const { number, fill } = handson11Figures;
  const tools = { words: setup.words, data: setup.data, number, fill: (key, values) => fill(setup.words[key], values) };
  const scene = window.scenes[name](state, tools);
  return JSON.parse(JSON.stringify(scene, (key, value) => Number.isNaN(value) ? "NaN" : value));
}"""


def same(one, other, where="scene"):
    """Assert that two scenes are equal, numbers up to rounding."""
    if isinstance(one, dict):
        assert isinstance(other, dict), where
        for key in sorted(one.keys() | other.keys()):
            # In JSON a key that is undefined is missing.
            same(one.get(key), other.get(key), f"{where}.{key}")
    elif isinstance(one, list | tuple):
        assert isinstance(other, list) and len(one) == len(other), where
        for place, pair in enumerate(zip(one, other, strict=True)):
            same(*pair, f"{where}[{place}]")
    elif isinstance(one, str) or one is None or isinstance(one, bool):
        assert one == other, where
    else:
        expected = "NaN" if math.isnan(one) else pytest.approx(float(one), rel=1e-6, abs=1e-9)
        assert other == expected, where


def bare_page(page, name):
    """Open an empty page with the scripts of a figure, and return the figure's output."""
    made = output(name)
    page.goto("about:blank")
    page.add_script_tag(content=_svg.STATIC.joinpath("runtime.js").read_text("utf-8"))
    page.evaluate(RECORD)
    for script in made.scripts[1:]:
        page.add_script_tag(content=_svg.STATIC.joinpath(f"{script}.js").read_text("utf-8"))
    return made


@browser_only
@pytest.mark.parametrize("name", FIGURES)
def test_the_browser_computes_what_python_computes(page, name):
    """For states drawn at random, the scenes agree: every point, every word."""
    made = bare_page(page, name)
    for state in states(made.setup, 4 if name == "divergence" else 25):
        same(scene(name, state, made.setup), page.evaluate(SCENE, [name, state, made.setup]), str(state))
    assert page.complaints == []


@browser_only
@pytest.mark.parametrize("name", FIGURES)
def test_the_browser_draws_what_python_draws(page, name):
    """The same SVG, up to a tenth of a pixel, wide and narrow: the still picture is the live one."""
    made = bare_page(page, name)
    number = re.compile(r"-?\d+(?:\.\d+)?")
    for width in (640, 340):
        drawn = page.evaluate(
            f"args => {{ const scene = ({SCENE})(args); return handson11Figures.draw(scene, {width}); }}",
            [name, made.setup["state"], made.setup],
        )
        markup, height, _ = _svg.draw(scene(name, made.setup["state"], made.setup), width)
        assert drawn["height"] == height
        assert number.sub("#", drawn["markup"]) == number.sub("#", markup)
        pairs = zip(number.findall(drawn["markup"]), number.findall(markup), strict=True)
        assert all(abs(float(a) - float(b)) < 0.11 for a, b in pairs)


@browser_only
def test_the_browser_writes_numbers_as_python_does(page):
    """For numbers of every size."""
    bare_page(page, "clipping")
    rng = np.random.default_rng(5)
    values = [
        *(rng.normal(size=300) * 10.0 ** rng.integers(-8, 8, 300)).tolist(),
        0,
        2.125,
        -0.125,
        0.5,
        1e300,
    ]
    written = page.evaluate("values => values.map(value => handson11Figures.number(value))", values)
    assert written == [_svg.number(value) for value in values]


def open_output(page, tmp_path, *names, before=""):
    """Open a file with the outputs of these figures, as a notebook's export has them."""
    path = tmp_path / "page.html"
    body = "".join(output(name).html for name in names)
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>t</title>{before}<body>{body}", "utf-8"
    )
    page.goto(path.as_uri())
    page.wait_for_selector("figure .live svg text")
    return page.locator("figure")


def seen(figure):
    """Return the picture and the sentence under it."""
    return figure.locator("svg.handson11-picture > g").first.inner_html(), figure.locator(
        ".reading"
    ).inner_text()


@browser_only
@pytest.mark.parametrize("name", FIGURES)
def test_every_control_moves_the_picture_or_the_sentence(page, tmp_path, name):
    """By keyboard alone; the reset button brings the beginning back; nothing is fetched."""
    figure = open_output(page, tmp_path, name)
    start = seen(figure)
    ranges = figure.locator("input[type=range]:visible")
    for place in range(ranges.count()):
        before = seen(figure)
        ranges.nth(place).focus()
        at_start = ranges.nth(place).evaluate("input => input.value === input.min")
        page.keyboard.press("ArrowRight" if at_start else "ArrowLeft")
        assert seen(figure) != before, ranges.nth(place).evaluate("input => input.labels[0].textContent")
    others = figure.locator("input:is([type=radio], [type=checkbox]):not(:checked)")
    for place in range(others.count()):
        others.nth(place).check()
    figure.locator("button").focus()
    page.keyboard.press("Enter")
    assert seen(figure) == start
    assert all(url.startswith("file:") or url.startswith("data:") for url in page.requests)
    assert page.complaints == []


@browser_only
def test_a_point_is_dragged_by_mouse_touch_and_keys(page, tmp_path):
    """It says its place, keeps the focus, stays inside, and both its sliders follow."""
    figure = open_output(page, tmp_path, "clipping")
    point = figure.get_by_role("slider", name="gradient of the two weights")
    assert point.get_attribute("aria-valuetext") == "(0.9, 2.6)"
    box = point.locator(".knob").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 70, steps=4)
    page.mouse.up()
    moved = point.get_attribute("aria-valuetext")
    assert moved != "(0.9, 2.6)" and f"({moved[1:-1]})" in figure.locator(".reading").inner_text()
    sliders = figure.locator("input[type=range]").evaluate_all("all => all.map(input => input.valueAsNumber)")
    assert [f"{each:g}".replace("-", "−") for each in sliders[1:3]] == moved[1:-1].split(", ")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider"
    page.mouse.move(x, y)  # let go: it no longer follows
    assert point.get_attribute("aria-valuetext") == moved
    for key, expected in (
        ("Home", "(−3,"),
        ("ArrowRight", "(−2.9,"),
        ("Shift+ArrowRight", "(−1.9,"),
        ("End", "(3,"),
    ):
        page.keyboard.press(key)
        assert point.get_attribute("aria-valuetext").startswith(expected)
    for _ in range(80):
        page.keyboard.press("ArrowUp")
    assert point.get_attribute("aria-valuetext") == "(3, 3)"
    assert point.get_attribute("aria-valuenow") == "3"
    box = point.locator(".knob").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    client = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 50, "y": y + 100}]),
        ("touchEnd", []),
    ):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert re.fullmatch(r"\((1|2)\.?\d*, 1\.?\d*\)", point.get_attribute("aria-valuetext"))


@pytest.fixture
def phone(browser):
    """A page on a phone: a narrow screen that is touched."""
    page = browser.new_page(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    yield page
    page.close()


def swipe(page, start, way, steps=12):
    """Draw a finger over the screen, from a place by a way."""
    client = page.context.new_cdp_session(page)
    x, y = start
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for n in range(1, steps + 1):
        point = {"x": x + way[0] * n / steps, "y": y + way[1] * n / steps}
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        page.wait_for_timeout(20)  # a finger takes its time, and the browser decides early who follows it
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)


def open_on_a_phone(page, tmp_path, name):
    """Open a figure with room to scroll on both sides of it."""
    before = "<meta name=viewport content='width=device-width'><style>body { padding: 40rem 0 }</style>"
    figure = open_output(page, tmp_path, name, before=before)
    figure.locator("svg.handson11-picture").evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    return figure


@browser_only
@pytest.mark.parametrize(
    ("name", "way", "expected"),
    [
        (
            "activations",
            (60, 20),
            lambda said: float(re.match(r"z (−?[\d.]+)", said)[1].replace("−", "-")) > 0,
        ),
        (
            "clipping",
            (-50, 80),
            lambda said: re.fullmatch(r"\(−?0\.?\d*, 1\.?\d*\)|\(−?0\.?\d*, 0\.\d\)", said),
        ),
        ("reuse", (-150, -10), lambda said: said.startswith("2 layers")),
    ],
)
def test_a_finger_on_the_point_moves_the_point_and_not_the_page(phone, tmp_path, name, way, expected):
    """All the way that the finger goes; one beside the point scrolls the page and leaves the point alone."""
    figure = open_on_a_phone(phone, tmp_path, name)
    point, scrolled = figure.locator(".handle"), phone.evaluate("scrollY")
    box = point.locator(".knob").bounding_box()
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(phone, place, way)
    moved = point.get_attribute("aria-valuetext")
    assert expected(moved), moved
    after = point.locator(".knob").bounding_box()
    assert after["x"] + after["width"] / 2 == pytest.approx(place[0] + way[0], abs=25)
    assert phone.evaluate("scrollY") == scrolled
    picture = figure.locator("svg.handson11-picture").bounding_box()
    swipe(phone, (picture["x"] + 60, picture["y"] + picture["height"] - 60), (0, -200))
    assert phone.evaluate("scrollY") > scrolled + 100
    assert point.get_attribute("aria-valuetext") == moved


@browser_only
@pytest.mark.parametrize("name", FIGURES)
def test_the_sentence_is_seen_with_the_sliders(phone, tmp_path, name):
    """On a phone it follows the controls at once; where there is room it stands below the picture."""
    figure = open_on_a_phone(phone, tmp_path, name)

    def tops():
        return [
            figure.locator(each).bounding_box() for each in (".controls", ".reading", "svg.handson11-picture")
        ]

    controls, reading, picture = tops()
    assert 0 <= reading["y"] - controls["y"] - controls["height"] < 30
    assert reading["y"] + reading["height"] <= picture["y"]
    phone.set_viewport_size({"width": 900, "height": 900})
    phone.wait_for_timeout(200)
    controls, reading, picture = tops()
    assert controls["y"] < picture["y"] < reading["y"]
    assert phone.locator(".reading").count() == 1


@browser_only
def test_a_sentence_that_shrinks_keeps_its_room(phone, tmp_path):
    """So that the picture below it does not jump."""
    figure = open_on_a_phone(phone, tmp_path, "batch_norm")
    top = figure.locator("svg.handson11-picture").evaluate("svg => svg.getBoundingClientRect().top")
    slider = figure.locator("input[type=range]").first
    for key in ("Home", "End"):
        slider.press(key)
        now = figure.locator("svg.handson11-picture").evaluate("svg => svg.getBoundingClientRect().top")
        assert now >= top
        top = now


@browser_only
def test_a_point_on_a_curve_follows_both_pairs_of_arrows(page, tmp_path):
    """On the activation function: right and up raise z."""
    figure = open_output(page, tmp_path, "activations")
    point = figure.get_by_role("slider", name="point on the function")
    point.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    assert point.get_attribute("aria-valuetext") == "z 0.2, value 0.2, slope 1"


@browser_only
def test_pixels_are_switched_by_click_and_key(page, tmp_path):
    """Each is a checkbox of its own."""
    figure = open_output(page, tmp_path, "divergence")
    pixels = figure.get_by_role("checkbox")
    assert pixels.count() == 6
    assert "Image 101100" in figure.locator(".reading").inner_text()
    pixels.nth(1).click()
    pixels.nth(5).focus()
    page.keyboard.press("Space")
    assert "Image 111101" in figure.locator(".reading").inner_text()
    assert [each.get_attribute("aria-checked") for each in pixels.all()] == ["true"] * 4 + ["false", "true"]


@browser_only
def test_what_changed_is_said_once_and_politely(page, tmp_path):
    """While the reader moves, nothing is announced; then the sentence, once."""
    figure = open_output(page, tmp_path, "chain")
    news = figure.locator("[aria-live=polite]")
    assert news.text_content() == ""
    figure.locator("input[type=range]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert news.text_content() == ""
    page.wait_for_timeout(800)
    assert (
        news.text_content() == figure.locator(".reading").text_content()
        and "13 layers" in news.text_content()
    )


@browser_only
def test_names_cannot_smuggle_markup_into_the_live_picture(page, tmp_path):
    """Labels, legends and sentences of a caller's names stay text."""
    evil = "<img src=x onerror=\"document.title='hacked'\"></text><script>document.title='hacked'</script>"
    made = Output(
        lambda: interactive.accuracy_by_labels(
            {"a": {"base": [[0.5]], evil: [[0.6]]}, evil: {"base": [[0.5]], evil: [[0.7]]}}, [10]
        )
    )
    path = tmp_path / "evil.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><title>safe</title>{made.html}", "utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("figure .live svg text")
    page.locator("input[type=radio]").nth(1).check()
    page.wait_for_timeout(200)
    assert page.title() == "safe" and page.locator("figure svg img, figure .live img").count() == 0
    assert evil in page.locator("svg").first.text_content()


@browser_only
def test_outputs_work_where_notebooks_show_them(page, tmp_path):
    """Several on an exported page, one in a sandboxed frame, and one whose scripts are started one by one."""
    page.set_viewport_size({"width": 900, "height": 900})
    figures = open_output(page, tmp_path, "clipping", "clipping", "variance")
    assert [each.locator("svg.handson11-picture").count() for each in figures.all()] == [1, 1, 1]
    first = seen(figures.nth(0))
    figures.nth(1).locator("input[type=range]").first.press("ArrowRight")
    assert seen(figures.nth(0)) == first != seen(figures.nth(1))
    # Colab: each output in a frame of its own, that may run scripts and nothing else.
    page.evaluate(
        """markup => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts";
          frame.width = 700;
          frame.height = 700;
          frame.srcdoc = markup;
          document.body.replaceChildren(frame);
        }""",
        output("activations").html,
    )
    frame = page.frame_locator("iframe")
    frame.locator("input[type=range]").first.press("ArrowRight")
    assert "At z = −0.9" in frame.locator(".reading").inner_text()
    # JupyterLab: markup put into the page, then each script made anew; and the same output shown once more.
    for _ in range(2):
        page.evaluate(
            """markup => {
              document.body.innerHTML = markup;
              for (const old of document.querySelectorAll("script")) {
                const script = document.createElement("script");
                script.textContent = old.textContent;
                old.replaceWith(script);
              }
            }""",
            output("chain").html,
        )
        page.locator("input[type=range]").first.press("ArrowRight")
        assert "each of the 11 layers" in page.locator(".reading").inner_text()
    assert page.complaints == []


@browser_only
def test_without_scripts_the_still_picture_stands(browser, tmp_path):
    """And with scripts and styles stripped, as GitHub does, no data are to be seen."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    stripped = re.sub(r"<(script|style)>.*?</\1>", "", output("variance").html, flags=re.DOTALL)
    stripped = re.sub(r' data-\w+="[^"]*"', "", stripped)
    for markup in (output("variance").html, stripped):
        path = tmp_path / "still.html"
        path.write_text(f"<!doctype html><meta charset=utf-8>{markup}", "utf-8")
        page.goto(path.as_uri())
        picture = page.locator("figure img")
        assert picture.is_visible() and picture.evaluate("image => image.naturalWidth") == 640
        assert "{" not in page.inner_text("body") and "width · σ²" in page.inner_text("body")
    context.close()


@browser_only
def test_print_shows_the_picture_as_it_is(page, tmp_path):
    """No controls, dark ink on white even where the screen is dark, and the state that the reader chose."""
    figure = open_output(
        page, tmp_path, "clipping", before="<script>document.documentElement.dataset.theme='dark'</script>"
    )
    figure.locator("input[type=range]").first.press("ArrowRight")
    chosen = seen(figure)
    page.emulate_media(media="print")
    assert (
        figure.locator("svg.handson11-picture").is_visible()
        and not figure.locator("input").first.is_visible()
    )
    assert (
        figure.locator("svg text").first.evaluate("text => getComputedStyle(text).fill") == "rgb(31, 35, 40)"
    )
    assert seen(figure) == chosen


@browser_only
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ink_and_colours_stand_out(page, tmp_path, theme):
    """Text reaches a contrast of 4.5 on the picture's ground and colours 3, in the light and in the dark."""
    before = f"<script>document.documentElement.dataset.theme='{theme}'</script>"
    figure = open_output(page, tmp_path, "clipping", before=before)
    ratios = figure.locator("svg.handson11-picture").evaluate(
        """svg => {
          const probe = document.createElement("span");
          svg.parentElement.append(probe);
          const style = getComputedStyle(svg);
          const rgb = name => {
            probe.style.color = style.getPropertyValue(name);
            return getComputedStyle(probe).color.match(/[0-9.]+/g).map(Number);
          };
          const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const light = name => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => sum + k * channel(rgb(name)[i]), 0);
          return ["--ink", "--soft", "--c0", "--c1", "--c2", "--c3", "--c4", "--c5"].map(name => {
            const pair = [light(name), light("--ground")].sort((a, b) => b - a);
            return (pair[0] + 0.05) / (pair[1] + 0.05);
          });
        }"""
    )
    assert min(ratios[:2]) >= 4.5 and min(ratios[2:]) >= 3, ratios


@browser_only
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_there_is_room_on_a_phone(page, tmp_path, name, language):
    """At 390 px nothing scrolls sideways, no text leaves the picture, and a finger finds what it needs."""
    i18n.use(language)
    page.set_viewport_size({"width": 390, "height": 800})
    figure = open_output(page, tmp_path, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    outside = figure.locator("svg.handson11-picture").evaluate(
        """svg => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
          }).map(text => text.textContent);
        }"""
    )
    assert outside == []
    heights = figure.locator(
        ":is(.controls label:has(input), input[type=range], button):visible"
    ).evaluate_all("all => all.map(element => element.getBoundingClientRect().height)")
    assert heights and min(heights) >= 36
    size = figure.locator("svg text").first.evaluate(
        "text => parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a"
    )
    assert size >= 12


@browser_only
@pytest.mark.parametrize("section", test_book.SECTIONS)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_in_the_book_a_figure_needs_no_inline_script(root, page, language, section):
    """From disk, with the scripts of the page's files only; and the figure moves."""
    built = root / "_build/html/book" / language / f"{section}.html"
    markup = BeautifulSoup(built.read_text("utf-8"), "html.parser")
    figures = markup.select("figure.handson11-interactive")
    assert figures and not markup.select(".cell_output :is(script, style)")
    wanted = list(dict.fromkeys(name for each in figures for name in each["data-scripts"].split()))
    loaded = [
        re.search(r"interactive/(\w+)\.js", each.get("src", "")) for each in markup.select("script[defer]")
    ]
    assert [match[1] for match in loaded if match] == wanted
    page.goto(built.as_uri())
    figure = page.locator("figure.handson11-interactive").first
    assert figure.locator("details").count() == 0  # nothing of the theme's takes hold of a name of ours
    before = seen(figure)
    slider = figure.locator("input[type=range]:visible").last
    at_end = slider.evaluate("input => input.value === input.max")
    slider.press("ArrowLeft" if at_end else "ArrowRight")
    assert seen(figure) != before
    assert page.complaints == [] and all(url.startswith(("file:", "data:")) for url in page.requests)


@browser_only
def test_a_strict_policy_does_not_stop_the_figures(site, page):
    """Under a Content-Security-Policy without inline scripts or styles they still work."""
    url = f"{site}/book/en/11_1_4_gradient_clipping.html"

    def strictly(route):
        response = route.fetch()
        policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route(url, strictly)
    page.goto(url)
    figure = page.locator("figure.handson11-interactive").first
    figure.locator("input[type=range]").first.press("ArrowRight")
    assert "clipvalue = 1.1" in figure.locator(".reading").inner_text()
    assert "Bias: 1.5 → 1.1" in figure.locator(".reading").inner_text()
