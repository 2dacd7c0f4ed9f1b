"""`copy`: the notebooks of a section, to work on."""

import importlib.util
import json
import os
import pathlib
import posixpath
import re
import tempfile

from handson11 import _places, i18n
from handson11.commands import _course
from handson11.commands._console import Refusal, pip_install
from handson11.i18n import tr

KINDS = ("", "exercises", "solutions")
# A Markdown link's target, or that of an HTML attribute. Code is set apart before.
_TARGET = re.compile(r"""(\]\(|(?:href|src)=["'])([^)\s"']+)""")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def copy(word, folder=None, *, solutions=False, outputs=False, force=False):
    """Copy the notebooks of a section and say where they are.

    Args:
        word: Which section.
        folder: Where to; the lesson goes there, the others into `exercises` and `solutions` below it.
        solutions: Whether the solutions are copied too.
        outputs: Whether the stored results stay. Without them the questions that ask for a prediction are still open.
        force: Whether a file that is there is set aside under another name. Otherwise nothing is copied.

    Raises:
        Refusal: If a file is there already, or cannot be written. No file is ever lost.
    """
    language = i18n.language()
    section = _course.find(word)
    folder = pathlib.Path(folder or f"handson11-{language}")
    kinds = KINDS if solutions else KINDS[:2]
    # Pages of the book by their address in it, and where their copies go.
    places = {page(language, kind, section.stem): folder / kind / f"{section.stem}.ipynb" for kind in kinds}
    contents = {}
    for kind, (address, target) in zip(kinds, places.items(), strict=True):
        notebook = _course.read(section.notebook(language, kind))
        _clear(notebook, outputs)
        relink(notebook, address, places, _places.published_book())
        contents[target] = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    there = [target for target in contents if os.path.lexists(target)]
    if there and not force:
        raise Refusal(
            "\n".join(
                [
                    tr(
                        ko="이미 있는 파일이라서 아무것도 복사하지 않았습니다:",
                        en="Nothing was copied, because these are there already:",
                    ),
                    *(f"  {target}" for target in there),
                    tr(
                        ko="다른 폴더를 적거나, --force를 쓰세요. --force는 있던 파일을 다른 이름으로 남겨 둡니다.",
                        en="Name another folder, or use --force, which keeps them under another name.",
                    ),
                ]
            )
        )
    print(section)
    for target, content in contents.items():
        _write(target, content)
    _say_how_to_open(folder)


def page(language, kind, stem):
    """Return where a page is in the book, such as `book/ko/exercises/11_1_1_initialization`."""
    return posixpath.join("book", language, kind, stem)


def relink(notebook, address, places, book):
    """Make the links in a notebook hold where it is copied to.

    A link to a notebook that is copied too stays relative. Any other page is not there, so its link leads to the
    published book, or is left as text where the book's address is not known.

    Args:
        notebook: A notebook as a dict; it is changed.
        address: Where its page is in the book.
        places: For each page that is copied its address in the book, and the file.
        book: The published book's address, or `None`.
    """
    here = places[address].parent

    def target(link):
        path, mark, anchor = link.partition("#")
        if not path or re.match(r"[a-zA-Z][\w+.-]*:|/", path):
            return link  # in the same page, or absolute
        there = posixpath.splitext(posixpath.normpath(posixpath.join(posixpath.dirname(address), path)))[0]
        if there in places:
            return pathlib.Path(os.path.relpath(places[there], here)).as_posix() + mark + anchor
        return f"{book}{there}.html{mark}{anchor}" if book else link

    def relinked(text):
        parts = _CODE.split(text)
        parts[::2] = [_TARGET.sub(lambda match: match[1] + target(match[2]), part) for part in parts[::2]]
        return "".join(parts)

    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = relinked(cell["source"])
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                output["data"]["text/markdown"] = relinked("".join(output["data"]["text/markdown"]))


def _clear(notebook, outputs):
    """Take out what a reader has no use for: the stubs kept for making exercises, and the results unless wanted."""
    for cell in notebook["cells"]:
        cell["metadata"].pop("exercise", None)
        if cell["cell_type"] == "code" and not outputs:
            cell["outputs"], cell["execution_count"] = [], None


def _write(target, content):
    """Write a file in one step; what was there before is kept under another name."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".partial-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes a file that only its owner reads
            aside = _set_aside(target) if os.path.lexists(target) else None
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Refusal(
            tr(
                ko=f"{target}에 쓸 수 없습니다({error.strerror}).",
                en=f"{target} cannot be written ({error.strerror}).",
            )
        ) from error
    kept = tr(ko=f"  (있던 파일: {aside.name})", en=f"  (the one before: {aside.name})") if aside else ""
    print(f"  {target}{kept}")


def _set_aside(target):
    """Rename a file to the first free name of its kind; return it."""
    number = 1
    while os.path.lexists(aside := target.with_name(f"{target.stem}.backup-{number}{target.suffix}")):
        number += 1
    os.rename(target, aside)
    return aside


def _umask():
    now = os.umask(0)
    os.umask(now)
    return now


def _say_how_to_open(folder):
    if importlib.util.find_spec("jupyterlab"):
        print(tr(ko=f"열기: jupyter lab {folder}", en=f"Open: jupyter lab {folder}"))
    else:
        install = pip_install("jupyterlab")
        print(
            tr(
                ko=f"주피터나 VS Code로 여세요. 주피터랩이 없으면: {install} 그다음 jupyter lab {folder}",
                en=f"Open it with Jupyter or VS Code. If you have no JupyterLab: {install}, then jupyter lab {folder}",
            )
        )
