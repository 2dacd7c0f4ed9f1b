"""The table "old book → today" of the errata pages: each old form is run, and what Keras says is written down.

    python book/_tools/old_forms.py [--check]

Between the two marks in `errata.md` of each language stands what this file makes. With `--check`
nothing is written; a page that is not up to date ends the run with an error.
"""

import re
import sys
import warnings
from typing import NamedTuple

import notebooks

BEGIN, END = "% made by book/_tools/old_forms.py", "% end of what it made"
HEADER = {
    "ko": ("절", "예전 코드", "지금 쓰면", "지금의 코드"),
    "en": ("section", "old code", "what happens today", "today's code"),
}
# What a form may use without showing it.
SETTING = """
import keras, tensorflow
import numpy as np
from handson11 import transfer
layer = keras.layers.BatchNormalization()
z = np.ones((2, 3), "float32")
layer(z)
model_A = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(8)])
"""


class Form(NamedTuple):
    """An old form: the section that needs it, its code, and the code of today."""

    section: str
    old: str
    today: str


FORMS = (
    Form("11.1", "from tensorflow import keras", "import keras"),
    Form(
        "11.1",
        "keras.Sequential([keras.layers.Flatten(input_shape=[28, 28])])",
        "keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])",
    ),
    Form("11.1", "keras.optimizers.SGD(lr=0.1)", "keras.optimizers.SGD(learning_rate=0.1)"),
    Form(
        "11.1.1",
        "keras.layers.Dense(10, kernel_initializer='he_avg_init')",
        "keras.layers.Dense(10, kernel_initializer=keras.initializers.VarianceScaling(2, 'fan_avg', 'uniform'))",
    ),
    Form("11.1.2", "keras.layers.LeakyReLU(alpha=0.2)", "keras.layers.LeakyReLU(negative_slope=0.2)"),
    Form(
        "11.1.2",
        "keras.layers.Dense(10, activation='LeakyReLU')",
        "keras.layers.Dense(10, activation='leaky_relu')",
    ),
    Form("11.1.3", "layer.updates", "layer.non_trainable_variables"),
    Form("11.1.3", "keras.backend.set_learning_phase(1)", "layer(z, training=True)"),
    Form("11.1.4", "tensorflow.keras.SGD(clipvalue=1.0)", "keras.optimizers.SGD(clipvalue=1.0)"),
    Form(
        "11.1.4",
        "keras.optimizers.SGD(clipvalue=1.0, clipnorm=1.0)",
        "keras.optimizers.SGD(global_clipnorm=1.0)",
    ),
    Form(
        "11.2.1",
        "keras.Sequential(model_A.layers[:-1], name='model_B').inputs",
        "transfer.reuse_layers(model_A, up_to=-2, name='model_B').inputs",
    ),
    Form(
        "11.2.1",
        "model_A.compile(keras.optimizers.SGD(lr=1e-4), 'mse')",
        "model_A.compile(keras.optimizers.SGD(learning_rate=1e-4), 'mse')",
    ),
)


class Outcome(NamedTuple):
    """What running a form gave: `"runs"`, `"warns"` or `"raises"`, the kind of complaint, its first sentence."""

    verdict: str
    kind: str = ""
    says: str = ""


def run(code):
    """Run a form in its setting; return its `Outcome`."""
    space = {}
    exec(SETTING, space)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(code, space)
        except (Exception, SystemExit) as error:  # a form that exits does not end the run
            return Outcome("raises", type(error).__name__, _first_sentence(error))
    if caught:
        return Outcome("warns", caught[0].category.__name__, _first_sentence(caught[0].message))
    return Outcome("runs")


def _first_sentence(message):
    """Return the first sentence of a message; all of it if it is short."""
    text = " ".join(str(message).split())
    return text if len(text) <= 90 else re.split(r"(?<=[.]) (?=[A-Z])", text)[0]


def table(language):
    """Return the table as Markdown in a language."""
    rows = [HEADER[language], ["---"] * len(HEADER[language])]
    for form in FORMS:
        rows.append((form.section, _code(form.old), _described(run(form.old), language), _code(form.today)))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["```{table}", ":class: old-forms", *lines, "```"])


def _described(outcome, language):
    words = {
        "ko": {"runs": "그대로 실행됩니다", "warns": "실행되지만 경고가 나옵니다", "raises": "오류가 납니다"},
        "en": {"runs": "runs as it is", "warns": "runs, with a warning", "raises": "raises an error"},
    }[language][outcome.verdict]
    return f"{words}: {outcome.kind}, {_code(outcome.says)}" if outcome.kind else words


def _code(text):
    """Return `text` as inline code in a cell of a table, even if it holds backticks or bars."""
    text = text.replace("|", r"\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def made(page, language):
    """Return the text of an errata page with the table of today between its marks."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(END) < page.index(BEGIN):
        raise ValueError(
            f"{language}/errata.md must hold the marks {BEGIN!r} and {END!r} once each, in this order. "
            f"Received: {page.count(BEGIN)} of the first and {page.count(END)} of the second"
        )
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table(language)}\n\n{END}{rest.split(END)[1]}"


def main(check=""):
    """Write the table into both pages, or say which page is out of date."""
    stale = []
    for language in notebooks.LANGUAGES:
        path = notebooks.BOOK / language / "errata.md"
        page = path.read_text(encoding="utf-8")
        new = made(page, language)
        if new != page and check:
            stale.append(f"{language}/errata.md")
        elif new != page:
            path.write_text(new, encoding="utf-8")
    if stale:
        sys.exit(f"Not what Keras says today: {', '.join(stale)}. Run `make errata`.")


if __name__ == "__main__":
    from handson11 import runtime  # noqa: F401  (keeps TensorFlow's start-up log out)

    main(*sys.argv[1:2])
