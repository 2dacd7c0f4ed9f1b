"""Resolve the locks and environment.yml from pyproject.toml: `make lock`.

requirements/book.txt builds the book and holds no TensorFlow; requirements/test.txt holds everything. Both
serve Python 3.11 to 3.13 on every system, and hold names, versions and hashes only.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
BOOK, TEST = ROOT / "requirements" / "book.txt", ROOT / "requirements" / "test.txt"
COMMON = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
]


def pins(lock):
    """Return the `name==version ; marker` lines of a lock, without hashes."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line.removesuffix("\\").strip() for line in lines if re.match(r"[A-Za-z0-9]", line)]


def environment_yml():
    """Return the conda environment that is the same as requirements/test.txt."""
    header = [
        "# The environment of requirements/test.txt for conda. Made by `make lock`.",
        "name: handson11",
        "channels: [conda-forge]",
        "dependencies:",
        "  - python=3.13",
        "  - pip",
        "  - pip:",
        "      - -e .",
    ]
    return "\n".join([*header, *(f'      - "{pin}"' for pin in pins(TEST))]) + "\n"


def main():
    """Write both locks and environment.yml."""
    uv = str(pathlib.Path(sys.executable).with_name("uv"))
    compile_ = [uv, "pip", "compile"]
    subprocess.run([*compile_, "--group", "book", *COMMON, "-o", str(BOOK)], cwd=ROOT, check=True)
    subprocess.run(
        [*compile_, "pyproject.toml", "--group", "test", "-c", str(BOOK), *COMMON, "-o", str(TEST)],
        cwd=ROOT,
        check=True,
    )
    (ROOT / "environment.yml").write_text(environment_yml(), encoding="utf-8")


if __name__ == "__main__":
    main()
