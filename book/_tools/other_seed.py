"""Run a notebook through papermill with another seed than the stored one.

    python book/_tools/other_seed.py NOTEBOOK [SEED]

The claims of a section have to hold for that seed too; a claim that fails stops the run. In a solution notebook
every check has to say "correct", in an exercise notebook "not attempted".
"""

import pathlib
import sys
import tempfile

import papermill

SEED = 1_000
# What the outcome of a check begins with, by the folder of the notebook.
EXPECTED = {"solutions": "✔", "exercises": "○"}


def main(path, seed=SEED):
    """Execute the notebook; papermill raises where a cell fails."""
    path = pathlib.Path(path)
    with tempfile.TemporaryDirectory() as folder:
        executed = papermill.execute_notebook(
            path,
            pathlib.Path(folder) / path.name,
            parameters={"SEED": int(seed)},
            cwd=folder,  # as a reader would who copied the notebook alone
            progress_bar=False,
        )
    mark = EXPECTED.get(path.parent.name)
    if mark is None:
        print(f"{path}: all claims hold for SEED = {seed}")
        return
    checks = {cell.id: outcome(cell) for cell in executed.cells if cell.id.endswith("-check")}
    others = [f"{name}: {text}" for name, text in checks.items() if not text.startswith(mark)]
    if others or not checks:
        sys.exit("\n".join([f"{path}: these checks do not say {mark}", *others]))
    print(f"{path}: {len(checks)} checks say {mark} with SEED = {seed}")


def outcome(cell):
    """Return the text that a cell shows."""
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


if __name__ == "__main__":
    main(*sys.argv[1:3])
