"""The sections of the course: their numbers, titles and notebooks, and which one is meant by a word."""

import difflib
import json
import re
from typing import NamedTuple

from handson11 import _places, i18n
from handson11.commands._console import Refusal
from handson11.i18n import tr

_NAME = re.compile(r"(\d+(?:_\d+)+)_(\w+)\.ipynb")


class Section(NamedTuple):
    """One section of the course.

    Attributes:
        number: Such as `"11.1.2"`.
        stem: The name of its notebooks, without the ending.
        title: Its title in the language in use, without the number.
    """

    number: str
    stem: str
    title: str

    def notebook(self, language, kind=""):
        """Return the file of a notebook: the lesson's, or that in the folder `kind`."""
        return _folder(language).joinpath(kind, f"{self.stem}.ipynb")

    def __str__(self):
        return f"{self.number} {self.title}"


def sections():
    """Return the sections in their order."""
    found = []
    for file in _folder(i18n.language()).iterdir():
        match = _NAME.fullmatch(file.name)
        if match:
            number = match[1].replace("_", ".")
            found.append(Section(number, file.name.removesuffix(".ipynb"), _title(file, number)))
    return sorted(found, key=lambda section: [int(part) for part in section.number.split(".")])


def find(wanted):
    """Return the section that a word means: its number, the name of its notebook, or a part of either title.

    Raises:
        Refusal: If it means none, or several; the message names the nearest.
    """
    known = sections()
    word = wanted.strip().lower().removesuffix(".ipynb").removesuffix("절")
    for section in known:
        if word.replace("_", ".").strip(".") == section.number or word == section.stem:
            return section
    name = word.replace(" ", "_").replace("-", "_")
    partly = [one for one in known if len(word) > 1 and (name in _words(one) or word in one.title.lower())]
    if len(partly) == 1:
        return partly[0]
    names = {text: one for one in known for text in (_words(one), one.title.lower())}
    near = partly or list(
        dict.fromkeys(names[text] for text in difflib.get_close_matches(word, names, cutoff=0.5))
    )
    listed = "\n".join(f"  {section}" for section in near or known)
    raise Refusal(
        tr(
            ko=f"어느 절인지 알 수 없습니다: {wanted!r}. 이 가운데 있습니까?\n{listed}",
            en=f"It is not clear which section {wanted!r} is. Is it one of these?\n{listed}",
        )
    )


def read(file):
    """Return a notebook as a dict, its cells' sources as strings.

    Raises:
        Refusal: If the file cannot be read or holds no notebook.
    """
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
    except OSError as error:
        raise Refusal(
            tr(
                ko=f"{file} 파일을 읽을 수 없습니다({error.strerror}).",
                en=f"{file} cannot be read ({error.strerror}).",
            )
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(
            tr(
                ko=f"{file} 파일은 노트북이 아니거나 손상됐습니다.",
                en=f"{file} is no notebook, or it is damaged.",
            )
        ) from error
    return notebook


def _words(section):
    """Return a section's name without its number, such as `batch_normalization`."""
    return section.stem.removeprefix(section.number.replace(".", "_") + "_")


def _title(file, number):
    heading = next((line for cell in read(file)["cells"] for line in cell["source"].splitlines()), "")
    return heading.lstrip("# ").removeprefix(number).strip()


def _folder(language):
    folder = _places.notebooks() / language
    if not folder.is_dir():
        raise Refusal(
            tr(
                ko=f"노트북이 없습니다: {folder}. handson11을 다시 설치하세요.",
                en=f"The notebooks are missing: {folder}. Install handson11 again.",
            )
        )
    return folder
