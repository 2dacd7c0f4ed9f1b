"""Run a notebook through papermill with another seed than the stored one.

    python book/_tools/other_seed.py NOTEBOOK [SEED]

Its claims have to hold for that seed too; a claim that fails stops the run.
"""

import pathlib
import sys
import tempfile

import papermill

SEED = 1_000


def main(path, seed=SEED):
    """Execute the notebook; papermill raises where a cell fails."""
    path = pathlib.Path(path)
    with tempfile.TemporaryDirectory() as folder:
        papermill.execute_notebook(
            path,
            pathlib.Path(folder) / path.name,
            parameters={"SEED": int(seed)},
            cwd=folder,  # as a reader would who copied the notebook alone
            progress_bar=False,
        )
    print(f"{path}: all claims hold for SEED = {seed}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
