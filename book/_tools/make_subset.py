"""Make handson11/datasets/fashion_mnist_subset.npz from the full Fashion-MNIST.

    python book/_tools/make_subset.py

Takes the first 1,200 training images and the first 200 test images of each class, in their original
order. The file is the same, byte for byte, on every run.
"""

import hashlib
import io
import pathlib
import sys
import zipfile

import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
TARGET = ROOT / "handson11" / "datasets" / "fashion_mnist_subset.npz"
N_TRAIN, N_TEST = 1_200, 200  # images a class


def first_of_each_class(images, labels, n):
    """Return the first `n` images of each class in their original order, with their labels."""
    chosen = np.sort(np.concatenate([np.flatnonzero(labels == label)[:n] for label in range(10)]))
    return images[chosen], labels[chosen]


def main():
    """Write the subset and print its SHA-256 for `handson11.data.SUBSET_SHA256`."""
    sys.path.insert(0, str(ROOT))
    from handson11 import data

    X_train, y_train, X_test, y_test = data._load_full()
    X_train, y_train = first_of_each_class(X_train, y_train, N_TRAIN)
    X_test, y_test = first_of_each_class(X_test, y_test, N_TEST)
    TARGET.parent.mkdir(exist_ok=True)
    arrays = {"X_train": X_train, "y_train": y_train, "X_test": X_test, "y_test": y_test}
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            # ZipInfo's default date is a fixed one; numpy.savez would write the time of day.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    content = TARGET.read_bytes()
    print(f"{TARGET.name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
