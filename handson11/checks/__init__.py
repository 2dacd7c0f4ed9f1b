"""Exercises that answer back: `checks.check("elu", elu)` says whether an answer is right, and if not, why.

Each outcome is *correct*, *not yet* or *not attempted*, in the language in use. It says what was tried, what came back,
which property is broken, and gives one hint; never the answer. Checks look at what an answer does, not at how it is
written, so a right answer in NumPy, TensorFlow, Keras or by hand passes.
"""

import difflib
import inspect

from handson11._validate import received
from handson11.checks import _exercises, _progress
from handson11.checks._exercises import Exercise
from handson11.checks._outcomes import Hint, Outcome
from handson11.checks._progress import Progress
from handson11.i18n import tr

__all__ = [
    "Exercise",
    "Hint",
    "Outcome",
    "Progress",
    "check",
    "clear_progress",
    "exercises",
    "hint",
    "pause_progress",
    "progress",
]


def check(exercise, *answers, **named):
    """Check the answer to an exercise.

    The answer may be anything: an exception in it, or a loop that does not end, is reported as part of the
    outcome. A check takes at most 20 seconds, then it stops. The outcome is kept for `progress`.

    Args:
        exercise: The exercise's id.
        *answers: The answers, in the order in which the exercise names them.
        **named: Or by their names.

    Returns:
        An `Outcome`. As the last line of a notebook's cell it is shown.

    Raises:
        ValueError: If there is no exercise of this id.
        TypeError: If the answers are not the ones that the exercise names.

    Example:
        >>> check("clipped-angle", 41.0)  # doctest: +ELLIPSIS
        ✘ [clipped-angle] not yet
        ...
    """
    one = _find(exercise)
    outcome = _exercises.judged(one, _bound(one, answers, named))
    return outcome._replace(kept=_progress.keep(outcome))


def hint(exercise):
    """Return another hint for an exercise.

    Args:
        exercise: The exercise's id.

    Returns:
        A `Hint`. As the last line of a notebook's cell it is shown.

    Raises:
        ValueError: If there is no exercise of this id.
    """
    one = _find(exercise)
    return Hint(one.id, one.hint)


def exercises():
    """Return all exercises of the course by id, in its order.

    Returns:
        A dict from id to `Exercise`.

    Example:
        >>> exercises()["clipped-angle"].section
        '11.1.4'
    """
    return _exercises.all_exercises()


def progress():
    """Return where you stand, section by section.

    The outcomes are kept in a file on this machine and go nowhere else. `HANDSON11_PROGRESS` names another file. A
    damaged file is set aside and named; what can still be read of it is kept.

    Returns:
        A `Progress`. As the last line of a notebook's cell it is shown.
    """
    return _progress.read()


def clear_progress():
    """Delete the file of `progress`, and with it everything kept so far.

    Returns:
        Whether there was a file.
    """
    return _progress.clear()


def pause_progress():
    """Keep no outcomes from now on, until the kernel starts anew; the solutions do so."""
    _progress.pause()


def _find(id):
    known = _exercises.all_exercises()
    if not isinstance(id, str) or id not in known:
        near = difflib.get_close_matches(id, known, n=3) if isinstance(id, str) else []
        listed = ", ".join(repr(name) for name in near or known)
        raise ValueError(
            tr(
                ko=f"`exercise`는 {listed} 같은 연습문제의 이름이어야 합니다. 받은 것: exercise={received(id)}",
                en=f"`exercise` must be the id of an exercise, such as {listed}. Received: exercise={received(id)}",
            )
        )
    return known[id]


def _bound(one, answers, named):
    """Return the answers by name, or say which ones the exercise takes."""
    try:
        return inspect.signature(one.judge).bind(*answers, **named).arguments
    except TypeError as error:
        given = [received(answer, 40) for answer in answers]
        given += [f"{name}={received(answer, 40)}" for name, answer in named.items()]
        wanted, came = ", ".join(one.answers), ", ".join(given)
        raise TypeError(
            tr(
                ko=f"연습문제 {one.id!r}의 답은 이 순서로 넘깁니다: {wanted}. 받은 것: {came or '없음'}",
                en=f"The exercise {one.id!r} takes the answers {wanted}. Received: {came or 'none'}",
            )
        ) from error
