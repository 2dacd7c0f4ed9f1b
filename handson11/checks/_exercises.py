"""The exercises: each an id, a title, a second hint, and the function that judges an answer."""

import importlib
import inspect
import re
from collections.abc import Callable
from typing import NamedTuple

from handson11.checks._guard import within_time
from handson11.checks._outcomes import CORRECT, NOT_ATTEMPTED, NOT_YET, NotAttempted, NotYet, Outcome
from handson11.checks._stubs import is_stub
from handson11.checks._texts import Given, Text, plain, say, shown

SECTIONS = ("11_1", "11_1_1", "11_1_2", "11_1_3", "11_1_4", "11_2", "11_2_1", "11_2_2", "11_2_3")

KINDS = {
    "compute": say(ko="계산", en="compute"),
    "implement": say(ko="구현", en="implement"),
    "predict": say(ko="예상하고 재기", en="predict, then measure"),
    "repair": say(ko="고치기", en="repair"),
    "design": say(ko="설계", en="design"),
    "project": say(ko="열린 과제", en="open project"),
}

_registry = {}


class Exercise(NamedTuple):
    """An exercise and its check.

    Attributes:
        id: Its name, unique in the course.
        section: Number of its section, such as `"11.1.2"`.
        title: What it is about.
        kind: A key of `KINDS`.
        hint: The hint that is given on asking.
        judge: Takes the answers; returns what held as a `Text`, or raises `NotYet` or `NotAttempted`.
    """

    id: str
    section: str
    title: Text
    kind: str
    hint: Text
    judge: Callable

    @property
    def answers(self):
        """Names of the answers, in order."""
        return tuple(inspect.signature(self.judge).parameters)


def exercise(id, *, title, kind, hint):
    """Register the decorated function as the check of an exercise.

    Args:
        id: Name of the exercise, in kebab-case, unique in the course.
        title: What it is about, as a `Text`.
        kind: A key of `KINDS`.
        hint: The hint that is given on asking, as a `Text`.
    """
    if id in _registry or kind not in KINDS:
        raise ValueError(f"An exercise needs a new id and a known kind. Received: id={id!r}, kind={kind!r}")

    def register(judge):
        section = re.search(r"section_([\d_]+)$", judge.__module__).group(1).replace("_", ".")
        _registry[id] = Exercise(id, section, title, kind, hint, judge)
        return judge

    return register


def all_exercises():
    """Return all exercises by id, in the order of the course."""
    for section in SECTIONS:
        importlib.import_module(f"handson11.checks.section_{section}")
    order = [section.replace("_", ".") for section in SECTIONS]
    return dict(sorted(_registry.items(), key=lambda item: order.index(item[1].section)))


def judged(one, answers, seconds=None):
    """Return the outcome of an exercise for some answers, whatever they are.

    Args:
        one: An `Exercise`.
        answers: The answers by name.
        seconds: After how long to stop. Default: 20.
    """
    missing = [name for name, answer in answers.items() if is_stub(answer, one.id)]
    if len(missing) == len(answers):
        return Outcome(one.id, NOT_ATTEMPTED)
    printed = None
    try:
        if missing:
            raise _unfinished(missing[0])
        note, printed = within_time(lambda: one.judge(**answers), seconds)
        outcome = Outcome(one.id, CORRECT, note=note)
    except NotAttempted:
        outcome = Outcome(one.id, NOT_ATTEMPTED)
    except NotYet as verdict:
        outcome = Outcome(
            one.id,
            NOT_YET,
            tried=verdict.tried,
            received=verdict.received,
            broke=verdict.broke,
            hint=verdict.hint,
        )
    except Exception as error:  # an answer of a kind that the check did not expect is not a correct one
        outcome = _unexpected(one, answers, error)
    return outcome._replace(printed=plain(printed, 300) if printed and printed.strip() else None)


def _unfinished(name):
    return NotYet(
        say(ko=f"`{name}`에 아직 답이 없습니다.", en=f"`{name}` has no answer yet."),
        say(ko="`...`를 여러분의 답으로 바꾸세요.", en="Put your answer in place of `...`."),
    )


def _unexpected(one, answers, error):
    what = "`" + ", ".join(f"{name} = {shown(answer, 80)}" for name, answer in answers.items()) + "`"
    error = f"{type(error).__name__}: {plain(error, 120)}"
    return Outcome(
        one.id,
        NOT_YET,
        received=Given(what, what),
        broke=say(
            ko=f"이 문제가 기대하는 종류의 답이 아니어서 확인할 수 없었습니다. ({error})",
            en=f"This is not the kind of answer that the exercise expects, and could not be checked. ({error})",
        ),
        hint=say(
            ko="문제에 적힌 답의 종류(숫자, 함수, 모델)와 처음에 주어진 코드의 모양을 다시 보세요.",
            en="Look again at the kind of answer that is asked for (number, function, model) and at the code you started from.",
        ),
    )
