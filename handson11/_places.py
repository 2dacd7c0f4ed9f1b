"""Where things are: the course's notebooks, the published book, the learner's progress."""

import importlib.metadata
import importlib.resources
import os
import pathlib
import tomllib

PACKAGE = importlib.resources.files("handson11")
# In a checkout the package lies beside the book and the project's description.
CHECKOUT = pathlib.Path(__file__).resolve().parents[1]


def is_checkout():
    """Whether the package runs from the project's own folder, not from an installed wheel."""
    return all((CHECKOUT / name).exists() for name in ("pyproject.toml", "_toc.yml", "book/en", "book/ko"))


def notebooks():
    """Return the folder that has the notebooks of a language in `ko` and `en`; it may be missing.

    A wheel has a copy of them, made when it was built; in a checkout they are the book's own.
    """
    return CHECKOUT / "book" if is_checkout() else PACKAGE / "notebooks"


def published_book():
    """Return the address of the published book, with a slash at the end, or `None` if it is not known."""
    if is_checkout():
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        address = project["urls"].get("Documentation")
    else:
        try:
            entries = importlib.metadata.metadata("handson11").get_all("Project-URL") or []
        except importlib.metadata.PackageNotFoundError:  # copied into place, not installed
            entries = []
        urls = dict(entry.split(", ", 1) for entry in entries)
        address = urls.get("Documentation")
    return address and address.rstrip("/") + "/"


def progress_file():
    """Return where the outcomes of exercises are kept: `HANDSON11_PROGRESS`, or a file of the user's own data."""
    named = os.environ.get("HANDSON11_PROGRESS")
    if named:
        return pathlib.Path(named)
    import platformdirs  # here, so that the rest of this module also works where a dependency is missing

    return platformdirs.user_data_path("handson11") / "progress.jsonl"
