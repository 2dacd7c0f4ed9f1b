"""The engine of the exercise checks: outcomes, time limit, errors of the learner, safe display, progress."""

import json
import os
import re
import threading
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import checks, i18n
from handson11.checks import _compare, _exercises, _guard, _progress, _stubs, _texts
from handson11.checks._outcomes import NotAttempted, NotYet, Outcome
from handson11.checks._texts import say, shown


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """A progress file of its own for each test."""
    monkeypatch.setenv("HANDSON11_PROGRESS", str(tmp_path / "kept" / "progress.jsonl"))
    monkeypatch.setattr(_progress, "_paused", False)
    return tmp_path / "kept" / "progress.jsonl"


def made(judge):
    """Return an exercise that is judged by `judge`."""
    hint = say(ko="더 생각해 보세요.", en="Think again.")
    return _exercises.Exercise("made-up", "11.1", say(ko="제목", en="title"), "implement", hint, judge)


def judged(function, seconds=None):
    """Return the outcome of calling a learner's function with an array, expecting its double."""

    def judge(answer):
        result = _guard.call(answer, np.float32([1.0, 2.0]))
        tried = say(ko="시험", en="trial")
        words = say(ko="두 배가 아닙니다.", en="Not twice as much.")
        _compare.same(result, [2.0, 4.0], tried=tried, broke=words, hint=words)
        return say(ko="두 배입니다.", en="Twice as much.")

    return _exercises.judged(made(judge), {"answer": function}, seconds)


def test_a_right_answer_passes_in_every_type():
    """Lists, tuples, NumPy of any precision, tensors, variables and Keras tensors hold the same numbers."""
    for convert in (
        list,
        tuple,
        np.float16,
        np.float64,
        tf.constant,
        tf.Variable,
        keras.ops.convert_to_tensor,
    ):
        assert judged(lambda x, convert=convert: convert([2.0, 4.0])).correct
    assert judged(lambda x: [np.float32(2), tf.constant(4.0)]).correct
    assert judged(keras.layers.Rescaling(2.0)).correct


def test_an_answer_for_tensors_only_is_tried_with_tensors():
    """A function that needs a tensor's methods is right too; one that fails with both tells of the first failure."""
    assert judged(lambda x: tf.cast(x, tf.float32) * tf.constant(2.0) + 0 * x.numpy()).correct
    outcome = judged(lambda x: x.no_such_thing)
    assert outcome.status == "not yet" and "'numpy.ndarray' object has no attribute" in repr(outcome)


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        (None, "`None` came back"),
        ("2, 4", "a string came back"),
        ([2.0, 4.0, 6.0], "should be (2,); it is (3,)"),
        ([[2.0, 4.0]], "should be (2,); it is (1, 2)"),
        ([2.0, float("nan")], "not finite"),
        ([2.0, 5.0], "Not twice"),
        ({"a": 1}, "`dict`"),
        ([2.0, [4.0, 1.0]], "`list`"),
        (1j, "a complex number"),
        (True, "a truth value"),
        (np.float32, "something to call"),
        (keras.Input((2,)), "type `KerasTensor`"),
        (b"24", "a string"),
        (object(), "type `object`"),
    ],
)
def test_what_comes_back_instead_is_named(value, phrase):
    """Whatever a function gives back, the outcome is `not yet` and says what it was."""
    outcome = judged(lambda x: value)
    assert outcome.status == "not yet" and phrase in repr(outcome)


def test_an_exception_is_the_learners_with_its_line():
    """Type, sentence, number and text of the learner's line; not the line of a library that they called."""

    def answer(x):
        y = x + 1
        return np.linalg.norm(y, axis=7)

    text = repr(judged(answer))
    line = answer.__code__.co_firstlineno + 2
    assert f"Line {line}: `return np.linalg.norm(y, axis=7)`" in text and "AxisError" in text


def test_the_line_is_the_one_in_a_helper_of_theirs():
    """An exception in a function that theirs calls is told with the line in that function."""

    def helper(x):
        return x / undefined_name  # noqa: F821

    text = repr(judged(lambda x: helper(x)))
    assert "x / undefined_name" in text and "not defined yet" in text


@pytest.mark.parametrize(
    ("raised", "phrase"),
    [
        (SystemExit(0), "SystemExit"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (RecursionError("deep"), "calls itself"),
        (Exception("\x1b[31m<script>alert(1)</script>\n" * 100), "<script>"),
        (MemoryError(), "MemoryError"),
        (StopIteration("x"), "StopIteration"),
    ],
)
def test_no_exception_of_the_learner_gets_out(raised, phrase):
    """Not even an exit, an interrupt or one with markup in its text, which is escaped."""

    def answer(x):
        raise raised

    outcome = judged(answer)
    assert outcome.status == "not yet" and phrase in repr(outcome)
    assert "<script>" not in outcome._repr_html_() and "\x1b" not in repr(outcome)
    assert len(repr(outcome)) < 1500


def test_an_endless_loop_ends():
    """After the stated time the check stops the loop, says so, and leaves no thread behind."""

    def answer(x):
        while True:
            pass

    started = time.monotonic()
    outcome = judged(answer, seconds=0.5)
    assert time.monotonic() - started < 2
    assert outcome.status == "not yet" and "had not ended after 0.5 seconds" in repr(outcome)
    assert "answer([1, 2] float32[2])" in repr(outcome)
    assert not [t for t in threading.enumerate() if t.name == "handson11 check" and t.is_alive()]


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.optimizers.SGD(lr=0.1),
        lambda: keras.layers.Dense(1, kernal_initializer="zeros"),
        lambda: keras.initializers.HeNormal(scale=2.0),
    ],
)
def test_an_argument_that_keras_does_not_know_is_named_as_such(make):
    """Old names of arguments are the classic mistake; the three ways in which Keras says so get the same hint."""
    outcome = judged(lambda x: make())
    assert outcome.status == "not yet" and "no argument of this name" in repr(outcome)


def test_a_loop_that_catches_exceptions_ends_too():
    """`except Exception` around the loop does not keep it alive; where nothing helps, the outcome says so."""

    def stubborn(x):
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert "had not ended" in repr(judged(stubborn, seconds=0.3))
    assert not [t for t in threading.enumerate() if t.name == "handson11 check" and t.is_alive()]

    def sleeping(x):
        time.sleep(4)

    assert "restart the kernel" in repr(judged(sleeping, seconds=0.2))


def test_what_is_printed_is_shown_shortened_and_escaped():
    """The learner's prints stand in the outcome, and an endless print does not fill the memory."""

    def answer(x):
        for _ in range(100_000):
            print("<b>here</b>")
        return 2 * x

    outcome = judged(answer)
    assert outcome.correct and outcome.printed.startswith("<b>here</b>") and len(outcome.printed) <= 300
    assert "<b>" not in outcome._repr_html_()


def test_a_broken_check_is_never_a_pass():
    """If the check itself cannot deal with an answer, the outcome is `not yet` and shows the answer."""

    def judge(answer):
        return answer.surprise

    outcome = _exercises.judged(made(judge), {"answer": 7})
    assert outcome.status == "not yet" and "`answer = 7`" in repr(outcome)


def test_stubs_are_told_from_attempts():
    """`...`, empty bodies, and the code as it came are no attempt; anything else is."""

    def docstring_only(x):
        """Say something."""

    def ellipsis_only(x):
        """Say something."""
        ...

    def passed(x):
        pass

    def not_implemented(x):
        raise NotImplementedError("write me")

    def returns_ellipsis(x):
        return ...

    def attempt(x):
        x + 1

    for stub in (..., docstring_only, ellipsis_only, passed, not_implemented, returns_ellipsis):
        assert _stubs.is_stub(stub, "made-up"), stub
        assert judged(stub).status == "not attempted"
    assert not _stubs.is_stub(attempt, "made-up") and not _stubs.is_stub(None, "made-up")
    assert not _stubs.is_stub(lambda x: x, "made-up") and not _stubs.is_stub(print, "made-up")


def test_the_given_code_counts_as_a_stub(monkeypatch):
    """Whatever comments or docstring were added; one changed word is an attempt."""
    monkeypatch.setattr(_stubs, "_stubs", lambda: {"made-up": "def broken(x):\n    return x + 1\n"})

    def broken(x):
        """A note of mine."""
        return x + 1  # still the same

    assert _stubs.is_stub(broken, "made-up") and not _stubs.is_stub(broken, "another")

    def broken(x):
        return x + 2

    assert not _stubs.is_stub(broken, "made-up")


class Nasty:
    """An object whose text is an attack or a failure."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        if self.text is None:
            raise RuntimeError("no text")
        return self.text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.arange(10_000.0).reshape(100, 100), "float64[100, 100]"),
        (np.float32([0.5, -1.0]), "[0.5, -1] float32[2]"),
        (tf.constant([1, 2]), "[1, 2] int32[2]"),
        (3, "3"),
        ("a" * 1000, "…"),
        (Nasty(None), "<Nasty, repr: RuntimeError>"),
        (Nasty("\x1b[31mred\x07\n\n\u202eevil"), "red� �evil"),
        ((2,), "(2,)"),
        ([np.zeros(2)] * 50, "list[50]"),
        (keras.Sequential(name="seq"), "<Sequential seq>"),
        (int, "class int"),
    ],
)
def test_values_are_shown_short_and_printable(value, expected):
    """One line, at most 160 characters, no control characters, whatever the object."""
    text = shown(value)
    assert expected in text and len(text) <= 160 and text.isprintable()


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=200)
def test_no_text_reaches_the_page_as_markup(text):
    """A learner's text stands in the page literally, between backticks or not."""
    hostile = f'<img src=x onerror="alert(1)">{text}</div>`<script>`'
    outcome = Outcome("made-up", "not yet", received=say(ko=hostile, en=hostile), printed=hostile)
    html = outcome._repr_html_().replace("<code>", "").replace("</code>", "")
    for tag in ("<img", "<script", 'onerror="'):
        assert tag not in html
    assert html.count("</div>") == html.count("<div")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
@settings(deadline=None)
def test_a_number_passes_only_near_the_right_one(value):
    """Accepted exactly where it differs from the right value by at most the tolerance."""
    words = say(ko="틀립니다", en="wrong")
    near = abs(value - 26.565) <= 2e-3 * 26.565
    try:
        _compare.number(value, 26.565, name="angle", broke=words, hint=words, rtol=2e-3)
    except NotYet:
        assert not near
    else:
        assert near


def test_a_mistake_that_equals_the_right_value_is_no_mistake():
    """On an input where a mistake gives the right values, it is not named."""
    words = say(ko="틀립니다", en="wrong")
    mistake = _compare.Mistake([1.0, 1.0], words, words)
    assert (
        _compare.same([1.0, 1.0], [1.0, 1.0], tried=words, broke=words, hint=words, mistakes=[mistake]).sum()
        == 2
    )


def test_one_of_several_answers_missing_is_named():
    """All missing: not attempted. Some: not yet, with the name."""

    def judge(prediction, measured):
        return say(ko="예", en="yes")

    one = made(judge)
    assert _exercises.judged(one, {"prediction": ..., "measured": ...}).status == "not attempted"
    outcome = _exercises.judged(one, {"prediction": 1, "measured": ...})
    assert outcome.status == "not yet" and "`measured` has no answer yet" in repr(outcome)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.__imul__(2.0),
        lambda x: x.fill(0.0),
        lambda x: x.sort(),
    ],
)
def test_a_function_that_changes_its_arguments_is_told_so(change):
    """What was computed may be right; the caller's array is not what it was. The argument is named."""

    def answer(signal):
        doubled = 2.0 * signal
        change(signal)
        return doubled

    def judge(answer):
        _guard.call(answer, np.float32([2.0, 1.0]))
        return say(ko="예", en="yes")

    outcome = _exercises.judged(made(judge), {"answer": answer})
    assert outcome.status == "not yet" and "changed its argument `signal`" in repr(outcome)
    assert _exercises.judged(made(judge), {"answer": lambda signal: 2 * signal}).correct


def test_arrays_in_lists_and_named_arguments_are_watched_too():
    """A list of gradients may be changed by its items or within them; not-a-number equals itself here."""

    def outcome(answer):
        def judge(answer):
            _guard.call(answer, [np.ones(2), np.float32([np.nan])], limit=np.ones(1))
            return say(ko="예", en="yes")

        return _exercises.judged(made(judge), {"answer": answer})

    assert outcome(lambda gradients, limit: [g * limit for g in gradients]).correct
    for change in (
        lambda gradients, limit: gradients.__setitem__(0, np.zeros(2)),
        lambda gradients, limit: gradients[1].fill(0.0),
        lambda gradients, limit: gradients.append(np.ones(3)),
    ):
        assert "argument `gradients`" in repr(outcome(change))
    assert "argument `limit`" in repr(outcome(lambda gradients, limit: limit.fill(2.0)))


@pytest.mark.parametrize(
    ("value", "right", "expected"),
    [
        (27, 26.565, True),
        (26.6, 26.565, True),
        (0.28, 0.2789, True),
        (0.7, 0.6931, True),
        (0.00012, 0.000123, True),
        (-1.4, -1.386, True),
        (28, 26.565, False),
        (30, 26.565, False),
        (0.6, 0.6931, False),
        (0.6, 0.55, False),
        (279, 280.0, False),
        (300, 280.0, False),
        (0.0, 0.001, False),
    ],
)
def test_a_rounded_value_is_told_from_a_wrong_one(value, right, expected):
    """Two digits, tenths or hundredths of the right value are roundings of it; whole numbers have none."""
    assert _compare.rounded_too_far(value, right) == expected


def test_rounding_is_named_before_mistakes_near_it():
    """2.9 is 2.88 rounded, though a known mistake gives 2.895; the mistake's own value is the mistake."""
    words, slip = say(ko="틀립니다", en="wrong"), say(ko="실수", en="the slip")
    for value, phrase in ((2.9, "rounded too far"), (2.895, "the slip"), (2.0, "wrong")):
        with pytest.raises(_exercises.NotYet) as caught:
            _compare.number(
                value, 2.88, name="x", broke=words, hint=words, mistakes=[_compare.Mistake(2.895, slip, slip)]
            )
        assert phrase in caught.value.broke.en


def test_a_huge_array_is_refused_by_its_shape():
    """Nothing is computed with it, so the answer comes at once."""
    started = time.monotonic()
    outcome = judged(lambda x: np.zeros((20_000, 20_000)))
    assert time.monotonic() - started < 2
    assert "too large: its shape is (20000, 20000)" in repr(outcome)


def test_a_loop_that_is_slow_to_end_leaves_no_traceback(monkeypatch):
    """While a long list is freed the thread is told to stop once more, and ends with that; nothing of it is printed."""
    escaped = []
    monkeypatch.setattr(threading, "excepthook", escaped.append)  # what would be printed
    monkeypatch.setattr(_guard, "_AGAIN", 0.01)  # freeing half a second's list takes longer
    for _ in range(3):
        with pytest.raises(NotYet, match="had not ended"):
            _guard.within_time(lambda: [0 for _ in iter(int, 1)], 0.5)
    assert escaped == [] and threading.excepthook == escaped.append


def test_warnings_of_the_inputs_that_are_tried_are_not_shown(recwarn):
    """An overflow at an extreme input is the check's doing."""
    assert judged(lambda x: np.exp(np.float32(1000)) * 0 + 2 * x).status == "not yet"
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


def test_what_was_written_and_what_came_back_have_their_own_labels():
    """A value that the learner wrote did not come back from anywhere."""
    assert "Your answer: `angle = 41`" in repr(checks.check("clipped-angle", 41.0))
    assert "Came back: [2, 5] float32[2]" in repr(judged(lambda x: np.float32([2, 5])))
    assert "Put the number itself" in repr(checks.check("clipped-angle", None))
    assert "Look for the `return`" in repr(judged(lambda x: None))


def test_outcomes_speak_the_language_in_use():
    """The same outcome reads Korean or English, by the language at the time it is shown."""
    outcome = checks.check("clipped-angle", 45)
    i18n.use("ko")
    assert "아직 아닙니다" in repr(outcome) and "힌트" in outcome._repr_html_()
    assert "힌트" in repr(checks.hint("clipped-angle"))
    i18n.use("en")
    assert "not yet" in repr(outcome) and 'checks.hint("clipped-angle")' in repr(outcome)


def test_a_wrong_id_and_wrong_answers_are_refused():
    """The error names what there is and ends in what was received."""
    with pytest.raises(ValueError, match="'clip-by-norm'.*Received: exercise='clip_by_norm'$"):
        checks.check("clip_by_norm", 1)
    with pytest.raises(ValueError, match=r"Received: exercise=\['a'\]$"):
        checks.hint(["a"])
    with pytest.raises(TypeError, match="takes the answers prediction, measured. Received: 1$"):
        checks.check("predict-clipped-distance", 1)
    with pytest.raises(TypeError, match="Received: angel=3$"):
        checks.check("clipped-angle", angel=3)


def counts(section):
    """Return (exercises, correct, not yet) of a section."""
    return next(row[1:] for row in checks.progress().sections if row[0] == section)


def test_progress_counts_each_exercise_once_and_keeps_the_best(progress_file):
    """Right once is right; a later mistake does not take it back; not attempted is not counted."""
    n = counts("11.1.4")[0]
    assert counts("11.1.4") == (n, 0, 0) and not progress_file.exists()
    checks.check("clip-by-norm", ...)
    checks.check("clipped-angle", 1)
    assert counts("11.1.4") == (n, 0, 1)
    checks.check("clipped-angle", 26.565)
    checks.check("clipped-angle", 1)
    assert counts("11.1.4") == (n, 1, 0)
    text = repr(checks.progress())
    assert str(progress_file) in text and "clear_progress" in text
    assert checks.clear_progress() and not progress_file.exists() and not checks.clear_progress()


def test_paused_progress_keeps_nothing(progress_file):
    """After `pause_progress` an outcome is shown but not kept."""
    checks.pause_progress()
    assert checks.check("clipped-angle", 26.565).correct and not progress_file.exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"\x00\xff\xfe garbage",
        b'{"exercise": "clip-by-no',
        b"[1, 2]",
        b'{"exercise": 3, "status": "correct"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_and_named(progress_file, damage):
    """What can be read is kept, the damaged file is whole under another name, and the table says where."""
    checks.check("clipped-angle", 26.565)
    before = progress_file.read_bytes() + damage
    progress_file.write_bytes(before)
    checks.check("clip-by-norm", 3)
    found = checks.progress()
    assert [row[2:] for row in found.sections if row[0] == "11.1.4"] == [(1, 1)]
    assert found.set_aside.read_bytes().startswith(before) and str(found.set_aside) in repr(found)
    again = checks.progress()
    assert again.set_aside is None and again.sections == found.sections
    assert len(list(progress_file.parent.iterdir())) == 2


def test_a_file_that_cannot_be_written_is_said_and_nothing_breaks(tmp_path, monkeypatch):
    """Where the progress cannot be kept, the outcome is still shown, and says why."""
    monkeypatch.setenv("HANDSON11_PROGRESS", str(tmp_path))  # a folder
    outcome = checks.check("clipped-angle", 26.565)
    assert outcome.correct and "could not be kept" in repr(outcome)
    assert "could not be read" in repr(checks.progress())
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        tmp_path.chmod(0o500)
        monkeypatch.setenv("HANDSON11_PROGRESS", str(tmp_path / "a" / "b"))
        assert "could not be kept" in repr(checks.check("clipped-angle", 26.565))


def test_two_writers_lose_nothing(progress_file):
    """Outcomes written by several threads at once all stand in the file, one a line."""
    outcomes = [Outcome(f"exercise-{number}", "correct") for number in range(200)]
    threads = [
        threading.Thread(target=lambda part=part: [_progress.keep(one) for one in outcomes[part::4]])
        for part in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in progress_file.read_text().splitlines() if line]
    assert sorted(line["exercise"] for line in lines) == sorted(one.exercise for one in outcomes)


def test_what_not_attempted_says_is_no_mistake():
    """A check that finds the answer missing while it runs gives `not attempted`."""

    def judge(answer):
        raise NotAttempted

    assert _exercises.judged(made(judge), {"answer": 1}).status == "not attempted"
    assert _texts.markup("a ` b") == "a ` b"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_example_on_the_page_is_what_the_check_says(language, root):
    """The page about the exercises shows an answer and its outcome: running the one gives the other."""
    page = (root / "book" / language / "exercises" / "index.md").read_text("utf-8")
    code, outcome = re.search(r"```python\n(def .+?)```\n\n```text\n(.+?)```", page, re.DOTALL).groups()
    namespace = {"np": np, "checks": checks}
    definition, call = code.strip().rsplit("\n", 1)
    exec(definition, namespace)
    found = eval(call, namespace)
    i18n.use(language)
    assert repr(found) == outcome.strip()
