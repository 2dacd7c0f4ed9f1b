"""Execute notebooks at their default parameters and store their outputs: `make notebooks`.

    python book/_tools/execute.py [PART_OF_A_PATH]

A notebook is written only after it has run to its end.
"""

import sys
import time

import notebooks


def main(only=""):
    """Execute every notebook whose path contains `only`."""
    paths = notebooks.notebook_paths(only)
    if not paths:
        sys.exit(f"No notebook's path contains {only!r}.")
    for number, path in enumerate(paths, start=1):
        name = path.relative_to(notebooks.BOOK)
        print(f"[{number}/{len(paths)}] {name} …", end=" ", flush=True)
        started = time.monotonic()
        notebook = notebooks.read(path)
        notebooks.execute(notebook, path.parent)
        notebooks.write(notebooks.normalize(notebook), path)
        print(f"{time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
