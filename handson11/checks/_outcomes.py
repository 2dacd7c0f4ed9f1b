"""The three outcomes of a check, as an object that a notebook and a terminal can show."""

from typing import NamedTuple

from handson11.checks._texts import Given, Text, markup, say

CORRECT, NOT_YET, NOT_ATTEMPTED = "correct", "not yet", "not attempted"

_HEADS = {
    CORRECT: ("✔", say(ko="맞았습니다", en="correct")),
    NOT_YET: ("✘", say(ko="아직 아닙니다", en="not yet")),
    NOT_ATTEMPTED: ("○", say(ko="아직 풀지 않았습니다", en="not attempted")),
}
_LABELS = {
    "tried": say(ko="시험한 것", en="Tried"),
    "received": say(ko="돌아온 것", en="Came back"),
    "broke": say(ko="어긋난 점", en="What is off"),
    "hint": say(ko="힌트", en="Hint"),
    "note": say(ko="확인한 것", en="What held"),
    "printed": say(ko="여러분의 코드가 출력한 것", en="Your code printed"),
    "kept": say(ko="진도", en="Progress"),
}
_ANSWER = say(ko="적은 답", en="Your answer")
# Words carry the verdict; the colours, readable on light and dark ground, only repeat it.
_COLORS = {CORRECT: "#2b8a5b", NOT_YET: "#b8651b", NOT_ATTEMPTED: "#7a7f87"}


class NotYet(Exception):
    """Raised by a check: what was tried, what came back, which property broke, and one hint.

    Args:
        broke: The property that the answer does not have.
        hint: What to think about next; never the answer.
        tried: What the check did with the answer, or `None`.
        received: What came back, as text, or `None`.
    """

    def __init__(self, broke, hint, *, tried=None, received=None):
        super().__init__(broke.en)
        self.broke, self.hint, self.tried, self.received = broke, hint, tried, received


class NotAttempted(Exception):
    """Raised by a check: the answer is the stub as it came.

    Args:
        missing: Name of the answer that is missing where others are there, or `None`.
    """

    def __init__(self, missing=None):
        super().__init__(missing or "")
        self.missing = missing


class Outcome(NamedTuple):
    """What a check found. Shown at the end of a cell, it says so in the language in use.

    Attributes:
        exercise: The exercise's id.
        status: `"correct"`, `"not yet"` or `"not attempted"`.
        tried: What the check did with the answer.
        received: What came back.
        broke: The property that the answer does not have.
        hint: What to think about next.
        note: What held, where the answer is correct.
        printed: What the learner's code printed while it was checked, shortened.
        kept: Why the outcome could not be kept for `progress`, where it could not.
    """

    exercise: str
    status: str
    tried: Text | None = None
    received: Text | None = None
    broke: Text | None = None
    hint: Text | None = None
    note: Text | None = None
    printed: str | None = None
    kept: Text | None = None

    @property
    def correct(self):
        """Whether the answer is correct."""
        return self.status == CORRECT

    def _lines(self):
        """Return (label, text) of what there is to say."""
        lines = [(label, getattr(self, name)) for name, label in _LABELS.items()]
        return [
            (str(_ANSWER if isinstance(text, Given) else label), str(text)) for label, text in lines if text
        ]

    def _more(self):
        """Return how to ask for a second hint."""
        if self.status == CORRECT:
            return ""
        request = f'`checks.hint("{self.exercise}")`'
        if self.status == NOT_ATTEMPTED:
            return str(say(ko=f"힌트가 필요하면 {request}", en=f"For a hint: {request}"))
        return str(say(ko=f"힌트가 더 필요하면 {request}", en=f"For another hint: {request}"))

    def __repr__(self):
        mark, head = _HEADS[self.status]
        lines = [f"{mark} [{self.exercise}] {head}"]
        lines += [f"  {label}: {text}" for label, text in self._lines()]
        lines += [f"  {self._more()}"] if self._more() else []
        return "\n".join(lines)

    def _repr_html_(self):
        mark, head = _HEADS[self.status]
        rows = "".join(
            f'<div style="margin-top:.2rem"><strong>{markup(label)}:</strong> {markup(text)}</div>'
            for label, text in self._lines()
        )
        more = f'<div style="margin-top:.2rem">{markup(self._more())}</div>' if self._more() else ""
        return (
            f'<div class="handson11-check" style="border-left:4px solid {_COLORS[self.status]};'
            f'padding:.3rem .8rem;overflow-wrap:anywhere">'
            f"<div><strong>{mark} {markup(head)}</strong> <code>{markup(self.exercise)}</code></div>"
            f"{rows}{more}</div>"
        )


class Hint(NamedTuple):
    """A hint, shown in the language in use."""

    exercise: str
    text: Text

    def __repr__(self):
        return f"[{self.exercise}] {_LABELS['hint']}: {self.text}"

    def _repr_html_(self):
        return (
            '<div class="handson11-check" style="border-left:4px solid #3b76b5;padding:.3rem .8rem">'
            f"<strong>{markup(_LABELS['hint'])}:</strong> {markup(self.text)}</div>"
        )
