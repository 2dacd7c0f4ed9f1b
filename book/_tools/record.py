"""Run notebooks at full scale and keep what they measure as data of the package: `make records`.

    python book/_tools/record.py [PART_OF_A_NAME]

The parameters of each full-scale run stand below. It takes minutes, not seconds.
"""

import pathlib
import sys
import tempfile
import time

import notebooks
import papermill

FULL_SCALE = {
    "11_1_2_activations": {
        "N_TRAIN": 2_000,
        "DEPTHS": [5, 20, 50],
        "RATES": {
            "SGD": [0.001, 0.003, 0.01, 0.03, 0.1],
            "Adam": [0.0001, 0.0003, 0.001, 0.003, 0.01],
        },
        "N_EPOCHS": 8,
    },
    "11_2_1_transfer_learning": {
        "SOURCE": "full",
        "N_TRAIN": 50_000,
        "N_TRAIN_A": 30_000,
        "LABELS": [20, 50, 100, 200, 500, 1_000],
        "CONV_PAIRS": [[5, 6], [2, 4], [7, 9]],
        "CONV_LABELS": [20, 50, 100, 200, 500, 1_000],
    },
    "11_2_2_unsupervised_pretraining": {
        "SOURCE": "full",
        "N_UNLABELLED": 40_000,
        "N_VALID": 5_000,
        "N_EPOCHS": 10,
        "N_ROUNDS": 12,
        "LABELS": [10, 20, 50, 100, 200, 500, 1_000],
        "N_STEPS": 300,
        "RATES": [0.001, 0.003],
    },
    "11_2_3_auxiliary_task": {
        "SOURCE": "full",
        "SIZE": 28,
        "N_UNLABELLED": 40_000,
        "N_VALID": 4_000,
        "LABELS": [50, 100, 200, 500, 1_000],
        "STARTS": ["scratch", "convs", "hidden", "frozen", "random"],
        "N_IMAGES": 20_000,
        "AUX_WEIGHTS": [0.0, 0.3, 1.0],
    },
}


def main(only=""):
    """Run every notebook that has a full scale and whose name contains `only`."""
    wanted = {name: parameters for name, parameters in FULL_SCALE.items() if only in name}
    if not wanted:
        sys.exit(f"No notebook with a full scale contains {only!r} in its name.")
    for name, parameters in wanted.items():
        print(f"{name} …", end=" ", flush=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            papermill.execute_notebook(
                notebooks.BOOK / "en" / f"{name}.ipynb",
                pathlib.Path(folder) / "run.ipynb",
                parameters={**parameters, "RECORD": True},
                progress_bar=False,
            )
        print(f"{time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
