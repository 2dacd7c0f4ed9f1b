"""The notebooks of the course: where they are, and how they are executed."""

import json
import os
import pathlib

import nbformat
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).parents[2]
BOOK = ROOT / "book"
LANGUAGES = ("ko", "en")
# Where a notebook that is executed by a tool keeps the progress of its exercises: nowhere, since nothing is solved in
# it; and its table names the same file on every machine.
PROGRESS = {"HANDSON11_PROGRESS": "progress.jsonl"}
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_paths(only=""):
    """Return the paths of all notebooks whose path within the book contains `only`, Korean first."""
    paths = (path for language in LANGUAGES for path in sorted((BOOK / language).rglob("*.ipynb")))
    return [
        path
        for path in paths
        if only in path.relative_to(BOOK).as_posix() and ".ipynb_checkpoints" not in path.parts
    ]


def read(path):
    """Return a notebook."""
    return nbformat.read(path, as_version=4)


def execute(notebook, folder, timeout=600):
    """Execute a notebook in place, in a new kernel whose working directory is `folder`."""
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**os.environ, **PROGRESS})


def normalize(notebook):
    """Take out of a notebook whatever differs from run to run or from machine to machine."""
    notebook.metadata = KERNEL
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("papermill", None)
    return notebook


def new_cell(kind, name, source):
    """Return a new cell, `"markdown"` or `"code"`, with an id of our own."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}[kind]
    return make(source, id=name)


def text(notebook):
    """Return a notebook as the text of its file."""
    nbformat.validate(notebook)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(notebook, path):
    """Write a notebook in one step, so that an interrupted run leaves the old one whole."""
    temporary = path.with_suffix(".partial")
    temporary.write_text(text(notebook), encoding="utf-8")
    os.replace(temporary, path)
