"""The start of a notebook: TensorFlow without its start-up log, one seed, one language.

Import this module before Keras and TensorFlow. TensorFlow writes several lines about the machine to
the process's standard error while it loads, whatever its log level; they would stand in the
notebook's first output and differ from machine to machine.
"""

import contextlib
import os
import sys
import tempfile

from handson11 import _places, _validate, i18n, plotting, show


@contextlib.contextmanager
def _quiet_standard_error():
    """Hold back what is written to standard error, C++ code included; show it if loading fails."""
    try:
        original = os.dup(2)
    except OSError:  # there is no standard error to keep quiet
        yield
        return
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        except BaseException:
            held_back.seek(0)
            os.write(original, held_back.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# One order of summation on all processors of a kind, so that stored outputs can be compared.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
with _quiet_standard_error():
    import keras
    import tensorflow as tf

    # Looks for accelerators now, while the complaint about a missing driver is held back.
    tf.config.list_physical_devices()


def _is_not_about_retracing(record):
    return "triggered tf.function retracing" not in record.getMessage()


# An experiment compiles one network after another on purpose; TensorFlow takes that for a mistake.
tf.get_logger().addFilter(_is_not_about_retracing)


def start(*, language, seed):
    """Make what follows repeatable, in the reader's language.

    Seeds Python, NumPy and TensorFlow, makes TensorFlow's operations deterministic, chooses the
    language of plots and printed text, and sets the style of the plots. On Colab it also says where
    the book is.

    Args:
        language: `"ko"` or `"en"`.
        seed: A non-negative integer below 2³².

    Raises:
        ValueError: If `language` is neither of the two, or `seed` is out of range.
        TypeError: If `seed` is not an integer.

    Example:
        >>> start(language="en", seed=42)
        >>> first = float(keras.random.uniform(()))
        >>> start(language="en", seed=42)
        >>> float(keras.random.uniform(())) == first
        True
    """
    seed = _validate.integer(seed, "seed", at_least=0, at_most=2**32 - 1)
    i18n.use(language)
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    plotting.use_style()
    if "google.colab" in sys.modules:
        _say_where_the_book_is()


def _say_where_the_book_is():
    """Link the published book: on Colab a notebook stands alone, and its links to the other pages need not open."""
    book = _places.published_book()
    if book:
        address = f"{book}book/{i18n.language()}/index.html"
        show.prose(
            ko=f"""다른 절과 연습문제로 가는 링크는 코랩에서 열리지 않을 수 있습니다. [책]({address})에서 열고,
            그 페이지의 단추로 다시 코랩에 오세요.""",
            en=f"""Links to other sections and exercises may not open on Colab. Open them in [the book]({address}),
            and come back with the button on its page.""",
        )
