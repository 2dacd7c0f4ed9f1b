"""Change the repository's address: `make repository URL=https://github.com/OWNER/NAME`.

_config.yml holds the address; the install cells of the notebooks and the project's pages follow it, and so does the
address of the published book.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from site_address import of_repository  # noqa: E402

FOLLOWERS = ("README.md", "README.ko.md", "pyproject.toml", "book/*/**/*.ipynb")


def address():
    """Return the repository's address as _config.yml has it."""
    return re.search(
        r"^  url: (\S+)$", (ROOT / "_config.yml").read_text(encoding="utf-8"), re.MULTILINE
    ).group(1)


def main(new=""):
    """Replace the old address by the new one wherever it stands."""
    if not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+", new):
        sys.exit(f"URL must look like https://github.com/OWNER/NAME. Received: {new!r}")
    old = address()
    for pattern in ("_config.yml", *FOLLOWERS):
        for path in ROOT.glob(pattern):
            text = path.read_text(encoding="utf-8")
            changed = text.replace(old, new).replace(of_repository(old), of_repository(new))
            if changed != text:
                path.write_text(changed, encoding="utf-8")
                print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(*sys.argv[1:2])
