"""What a learner has solved, kept in a file on their own machine.

One line of JSON for each check, only ever appended: two notebooks may write at once, and an interrupted
write loses no line but its own.
"""

import datetime
import json
import os
import pathlib
from typing import NamedTuple

from handson11._places import progress_file as path
from handson11.checks._exercises import all_exercises
from handson11.checks._outcomes import CORRECT, NOT_ATTEMPTED, NOT_YET
from handson11.checks._texts import markup, say

_paused = False


def pause():
    """From now on nothing is kept, until the kernel starts anew."""
    global _paused
    _paused = True


def keep(outcome):
    """Append an outcome; return why it could not be kept, or `None`.

    Args:
        outcome: An `Outcome`. One that was not attempted is not kept.
    """
    if _paused or outcome.status == NOT_ATTEMPTED:
        return None
    when = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    line = json.dumps({"exercise": outcome.exercise, "status": outcome.status, "when": when})
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with path().open("ab") as file:
            # One write of one line. The line break before it closes a line that was cut off.
            file.write(f"{'' if _ends_whole() else chr(10)}{line}\n".encode())
    except OSError as error:
        return say(
            ko=f"이 결과는 저장하지 못했습니다: {path()} ({error.strerror})",
            en=f"This outcome could not be kept: {path()} ({error.strerror})",
        )
    return None


def _ends_whole():
    """Whether the file is empty or ends in a line break."""
    try:
        with path().open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:  # there is no file yet, or nothing in it
        return True


def clear():
    """Delete what was kept; return whether there was anything."""
    try:
        path().unlink()
    except FileNotFoundError:
        return False
    return True


class Progress(NamedTuple):
    """Where the learner stands, shown as a table in the language in use.

    Attributes:
        sections: For each section its number, how many exercises it has, how many are correct, and how many were tried
            and are not correct yet.
        file: Where the answers are kept.
        set_aside: Where a damaged file was moved, or `None`.
        problem: Why the file could not be read, or `None`.
    """

    sections: tuple
    file: pathlib.Path
    set_aside: pathlib.Path | None = None
    problem: str | None = None

    def _header(self):
        return [
            str(say(ko="절", en="section")),
            str(say(ko="연습문제", en="exercises")),
            str(say(ko="맞음", en="correct")),
            str(say(ko="아직", en="not yet")),
            str(say(ko="남음", en="to do")),
        ]

    def _rows(self):
        rows = [[section, n, right, tried, n - right - tried] for section, n, right, tried in self.sections]
        total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
        return [*rows, [str(say(ko="모두", en="all")), *total]]

    def _notes(self):
        notes = [
            say(
                ko=f"이 컴퓨터의 파일 `{self.file}`에만 저장되며, 어디로도 보내지지 않습니다. `checks.clear_progress()`로 지웁니다.",
                en=f"Kept on this machine only, in `{self.file}`; nothing is sent anywhere. `checks.clear_progress()` deletes it.",
            )
        ]
        if self.set_aside:
            notes.append(
                say(
                    ko=f"파일이 손상되어 있어서 `{self.set_aside}`로 옮겨 두었습니다. 읽을 수 있는 줄은 그대로 살렸습니다.",
                    en=f"The file was damaged and has been set aside as `{self.set_aside}`. Every line that could be read was carried over.",
                )
            )
        if self.problem:
            notes.append(
                say(
                    ko=f"파일을 읽지 못했습니다: {self.problem}",
                    en=f"The file could not be read: {self.problem}",
                )
            )
        return [str(note) for note in notes]

    def __repr__(self):
        lines = [self._header(), *([str(cell) for cell in row] for row in self._rows())]
        table = ["  ".join(f"{cell:<10}" for cell in line).rstrip() for line in lines]
        return "\n".join([*table, *(note.replace("`", "") for note in self._notes())])

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{markup(cell)}</th>' for cell in self._header())
        body = "".join(
            f'<tr><th scope="row">{markup(row[0])}</th>'
            + "".join(f"<td>{cell}</td>" for cell in row[1:])
            + "</tr>"
            for row in self._rows()
        )
        notes = "".join(f"<p>{markup(note)}</p>" for note in self._notes())
        return f'<table class="handson11-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}'


def read():
    """Return the `Progress`; a damaged file is set aside and named, its readable lines kept."""
    best, set_aside, problem = {}, None, None
    try:
        best, damaged = _best(path().read_bytes())
        set_aside = _set_aside() if damaged else None
    except FileNotFoundError:
        pass
    except OSError as error:
        problem = f"{path()} ({error.strerror})"
    exercises = all_exercises().values()
    sections = {}
    for one in exercises:
        counts = sections.setdefault(one.section, [0, 0, 0])
        counts[0] += 1
        if one.id in best:
            counts[1 if best[one.id] == CORRECT else 2] += 1
    return Progress(
        tuple((section, *counts) for section, counts in sections.items()), path(), set_aside, problem
    )


def _entry(line):
    """Return (exercise, status) of a line, or None if it is not one of ours."""
    try:
        entry = json.loads(line)
        exercise, status = entry["exercise"], entry["status"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return (exercise, status) if isinstance(exercise, str) and status in (CORRECT, NOT_YET) else None


def _best(content):
    """Return the best status of each exercise, and whether any line was damaged."""
    lines = [line for line in content.split(b"\n") if line.strip()]
    entries = [_entry(line) for line in lines]
    best = {}
    for entry in filter(None, entries):
        if best.get(entry[0]) != CORRECT:
            best[entry[0]] = entry[1]
    return best, None in entries


def _set_aside():
    """Move the damaged file to a name of its own and write its readable lines anew; return where it is."""
    file = path()
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    number, aside = 0, file.with_name(f"{file.stem}.damaged-{stamp}{file.suffix}")
    while aside.exists():
        number += 1
        aside = file.with_name(f"{file.stem}.damaged-{stamp}-{number}{file.suffix}")
    os.replace(file, aside)
    good = [line for line in aside.read_bytes().split(b"\n") if line.strip() and _entry(line)]
    with file.open("ab") as fresh:
        fresh.write(b"".join(line + b"\n" for line in good))
    return aside
