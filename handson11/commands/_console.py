"""What the commands say on a terminal: the reader's language, lines broken by width, argparse in Korean."""

import argparse
import difflib
import locale
import os
import re
import shutil
import sys
import unicodedata

from handson11 import i18n
from handson11.i18n import tr


class Refusal(Exception):
    """A command cannot do what it was asked; the message is for the reader, and says what to do instead."""


def system_language():
    """Return the language of the system's locale, `"ko"` or `"en"`."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    named = named or locale.getlocale()[0] or ""  # Windows sets none of them and calls it Korean_Korea
    return "ko" if named.lower().startswith("ko") else "en"


def pip_install(*requirements):
    """Return the command that installs into the Python that runs this one."""
    this = "python" if shutil.which("python") == sys.executable else sys.executable
    listed = " ".join(f'"{name}"' if re.search("[<>=]", name) else name for name in requirements)
    return f"{this} -m pip install {listed}"


def columns(text):
    """Return how many columns of a terminal a text takes; a Hangul syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text, width, indent=""):
    """Return the lines of a text broken between words so that none takes more columns than `width`."""
    lines = [""]
    for word in text.split():
        if lines[-1] and columns(lines[-1]) + 1 + columns(word) > width:
            lines.append(indent)
        lines[-1] += (" " if lines[-1].strip() else "") + word
    return lines


def table(rows, gap=2):
    """Return rows of cells as lines, the columns aligned as a terminal shows them."""
    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "".join(
            cell + " " * (width - columns(cell) + gap) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in the language in use, with lines broken by columns."""

    def __init__(self, prog):
        super().__init__(prog, max_help_position=30, width=min(100, shutil.get_terminal_size().columns) - 2)

    def add_usage(self, usage, actions, groups, prefix=None):
        prefix = tr(ko="쓰는 법: ", en="usage: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)

    def _split_lines(self, text, width):
        return wrap(text, width)


# What argparse says when it refuses, and the same in Korean.
_KOREAN = (
    (r"the following arguments are required: (.+)", r"빠진 것이 있습니다: \1"),
    (r"unrecognized arguments: (.+)", r"모르는 인수입니다: \1"),
    (r"argument (.+?): expected one argument", r"\1 뒤에 값이 하나 와야 합니다"),
    (r"argument (.+?): expected at least one argument", r"\1에 값이 하나 이상 와야 합니다"),
    (r"argument (.+?): expected (\d+) arguments", r"\1 뒤에 값이 \2개 와야 합니다"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1에는 값을 붙이지 않습니다: \2"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        r"\1: \2 대신 이 가운데 하나를 쓰세요: \3",
    ),
)


class Parser(argparse.ArgumentParser):
    """An argparse parser that speaks the language in use and accepts no abbreviations."""

    def __init__(self, **options):
        super().__init__(**{"formatter_class": _Help, "add_help": False, "allow_abbrev": False, **options})
        self._positionals.title = tr(ko="차례로 적는 것", en="arguments")
        self._optionals.title = tr(ko="옵션", en="options")
        self.add_argument(
            "-h", "--help", action="help", help=tr(ko="이 도움말을 보여 줍니다", en="show this help")
        )

    def error(self, message):
        """Say what is wrong with the arguments, in one sentence, and how to get help."""
        if i18n.language() == "ko":
            for english, korean in _KOREAN:
                message = re.sub(f"^{english}$", korean, message, flags=re.DOTALL)
        wrong = re.search(r": '?([^\s']+)'? (?:대신|\(choose)", message)
        near = (
            difflib.get_close_matches(wrong[1], re.findall(r"[\w-]+", message[wrong.end() :]), n=1)
            if wrong
            else []
        )
        message += tr(ko=f". {near[0]}입니까?", en=f". Did you mean {near[0]}?") if near else ""
        more = tr(ko=f"도움말: {self.prog} --help", en=f"For help: {self.prog} --help")
        self.exit(2, f"{self.prog}: {message}\n{more}\n")
