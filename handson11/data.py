"""Fashion-MNIST: the subset in the package, and the full set wherever it can be found.

Nothing is downloaded to run the course: 12,000 + 2,000 images travel with the package. The full
set (60,000 + 10,000) is looked for on this machine first, and fetched only if it is not there.
"""

import contextlib
import functools
import gzip
import hashlib
import importlib.resources
import os
import pathlib
import tempfile
from typing import NamedTuple

import numpy as np

from handson11 import _validate
from handson11._validate import received
from handson11.i18n import tr

SUBSET_SHA256 = "0a5ef53cfbaf515f7554e57b6c474088b65b919291de16af79ef81468bde34bb"

# SHA-256 of the uncompressed files, because packers compress them differently.
FULL_SHA256 = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
MIRRORS = (
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
)
DEBIAN_FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
TIMEOUT = 30  # seconds without an answer from a mirror


class DataError(RuntimeError):
    """The data could not be had; the message is one sentence for the reader."""


class Split(NamedTuple):
    """Images and labels for training, validation and testing.

    Attributes:
        X_train: Training images, float32 of shape `(n_train, 28, 28)`, values from 0 to 1.
        y_train: Their classes, int64 of shape `(n_train,)`, values from 0 to 9.
        X_valid: Validation images, likewise.
        y_valid: Their classes.
        X_test: Test images, likewise.
        y_test: Their classes.
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_valid: np.ndarray
    y_valid: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def class_names():
    """Return the names of the ten classes, in the language in use.

    Example:
    >>> class_names()[6]
    'shirt'
    """
    return tr(
        ko=("티셔츠", "바지", "풀오버", "원피스", "코트", "샌들", "셔츠", "스니커즈", "가방", "앵클부츠"),
        en=(
            "T-shirt",
            "trousers",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot",
        ),
    )


def load_fashion_mnist(n_train=None, n_valid=2_000, *, seed=42, source="bundled"):
    """Load Fashion-MNIST (Xiao et al., 2017), with balanced training and validation sets.

    Training and validation images are drawn from the original training images without overlap.
    Every run of ten images holds each class once, so that any part is as good as balanced. The
    validation set depends on `seed` and `n_valid` only.

    Args:
        n_train: Number of training images. Default: all that the validation set leaves.
        n_valid: Number of validation images. Default 2,000.
        seed: Seed of the draw. Default 42.
        source: `"bundled"` (default) for the subset in the package, 12,000 + 2,000 images, or
            `"full"` for the whole set, 60,000 + 10,000. The full set is taken from the first of:
            the folder named by the environment variable `HANDSON11_DATA`, this package's cache,
            Keras' cache, Debian's package `dataset-fashion-mnist`, mirrors on the internet. Every
            file is verified; a damaged one is named, and passed over or fetched again.

    Returns:
        A `Split` of float32 images from 0 to 1 and int64 labels.

    Raises:
        DataError: If no place has an undamaged full set.
        TypeError: If a size is not an integer.
        ValueError: If more images are asked for than the source holds, or it is unknown.

    Example:
    >>> split = load_fashion_mnist(n_train=500, n_valid=100)
    Fashion-MNIST: the subset in the package (12,000 + 2,000 images)
    >>> split.X_train.shape, np.bincount(split.y_valid).tolist()
    ((500, 28, 28), [10, 10, 10, 10, 10, 10, 10, 10, 10, 10])
    """
    _validate.one_of(source, "source", ("bundled", "full"))
    seed = _validate.integer(seed, "seed", at_least=0)
    n_valid = _validate.integer(n_valid, "n_valid", at_least=1)
    n_train = None if n_train is None else _validate.integer(n_train, "n_train", at_least=1)
    images, labels, test_images, test_labels = _load_subset() if source == "bundled" else _load_full()
    if (n_train or 1) + n_valid > len(labels):
        hint = ', or source="full" for up to 60,000' if source == "bundled" else ""
        raise ValueError(
            f"`n_train` + `n_valid` must be at most {len(labels):,}{hint}. "
            f"Received: n_train={n_train}, n_valid={n_valid}"
        )
    order = _balanced_order(labels, seed)
    valid = order[:n_valid]
    train = order[n_valid:] if n_train is None else order[n_valid : n_valid + n_train]
    return Split(
        _scaled(images[train]),
        labels[train].astype("int64"),
        _scaled(images[valid]),
        labels[valid].astype("int64"),
        _scaled(test_images),
        test_labels.astype("int64"),
    )


def standardize(X_train, *others):
    """Shift and scale images to mean 0 and standard deviation 1, as found on the training set.

    One mean and one standard deviation serve all pixels: at the border there are pixels that are
    hardly ever lit, and dividing by their own tiny deviation would blow them up.

    Args:
        X_train: Training images, array of shape `(n, …)`.
        *others: Further arrays, such as the validation images; they have no influence on the mean
            and the standard deviation.

    Returns:
        The arrays in the same order, as float32; a single array if there are no others.

    Raises:
        TypeError: If an array does not hold numbers.
        ValueError: If an array is empty or holds a value that is not finite, or if all training
            pixels are equal.

    Example:
    >>> train, valid = standardize(np.array([0.0, 2.0]), np.array([3.0]))
    >>> train.tolist(), valid.tolist()
    ([-1.0, 1.0], [2.0])
    """
    X_train = _validate.array(X_train, "X_train")
    others = [_validate.array(other, f"others[{index}]") for index, other in enumerate(others)]
    mean, std = X_train.mean(dtype="float64"), X_train.std(dtype="float64")
    if std == 0:
        raise ValueError(f"`X_train` must hold different values. Received: X_train={received(X_train)}")
    scaled = tuple(((array - mean) / std).astype("float32") for array in (X_train, *others))
    return scaled if others else scaled[0]


def _balanced_order(labels, seed):
    """Return all indices, shuffled so that every run of one image a class holds each class once."""
    rng = np.random.default_rng(seed)
    by_class = [rng.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    rounds = np.stack(by_class, axis=1)
    return rng.permuted(rounds, axis=1).ravel()


def _scaled(images):
    return images.astype("float32") / np.float32(255)


@functools.cache
def _subset_arrays():
    """Return the four arrays of the subset, verified and read once a process."""
    content = (
        importlib.resources.files("handson11").joinpath("datasets", "fashion_mnist_subset.npz").read_bytes()
    )
    if hashlib.sha256(content).hexdigest() != SUBSET_SHA256:
        raise DataError(
            tr(
                ko="패키지에 든 fashion_mnist_subset.npz가 손상됐습니다. handson11을 다시 설치하세요.",
                en="The file fashion_mnist_subset.npz in the package is damaged; install handson11 again.",
            )
        )
    with tempfile.SpooledTemporaryFile(max_size=1 << 30) as file:
        file.write(content)
        file.seek(0)
        with np.load(file) as arrays:
            return tuple(arrays[name] for name in ("X_train", "y_train", "X_test", "y_test"))


def _load_subset():
    _say(
        ko="패션 MNIST: 패키지에 든 부분 집합(이미지 12,000 + 2,000개)",
        en="Fashion-MNIST: the subset in the package (12,000 + 2,000 images)",
    )
    return _subset_arrays()


def _load_full():
    """Return the arrays of the full set from the first place that has it undamaged."""
    for folder in _local_folders():
        arrays = _read_folder(folder)
        if arrays is not None:
            _say(ko=f"패션 MNIST: {folder}의 전체 데이터", en=f"Fashion-MNIST: the full set in {folder}")
            return arrays
    return _fetch(_cache_folder())


def _local_folders():
    """Return the folders to look in, in their order."""
    keras_home = pathlib.Path(os.environ.get("KERAS_HOME") or pathlib.Path.home() / ".keras")
    named = os.environ.get("HANDSON11_DATA")
    return [
        *([pathlib.Path(named)] if named else []),
        _cache_folder(),
        keras_home / "datasets" / "fashion-mnist",
        DEBIAN_FOLDER,
    ]


def _cache_folder():
    import pooch  # here, because it takes as long to load as all the rest of this module

    return pathlib.Path(pooch.os_cache("handson11")) / "fashion-mnist"


def _read_folder(folder):
    """Return the four arrays of a folder, or None where one is missing or damaged."""
    contents = {}
    for name, sha256 in FULL_SHA256.items():
        path = _existing(folder, name)
        if path is None:
            return None
        content = _verified(path, sha256)
        if content is None:
            _say(
                ko=f"{path} 파일이 손상되어 건너뜁니다.",
                en=f"The file {path} is damaged and is passed over.",
            )
            return None
        contents[name] = content
    return _arrays(contents)


def _existing(folder, name):
    """Return the path of a file in `folder`, compressed or not, or None."""
    with contextlib.suppress(OSError):  # a folder that may not be read has no file for us
        for path in (folder / f"{name}.gz", folder / name):
            if path.is_file():
                return path
    return None


def _verified(path, sha256):
    """Return the uncompressed content of a file if its SHA-256 is right, else None."""
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, gzip.zlib.error):
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _arrays(contents):
    """Return images and labels, training first, from the contents of the four IDX files."""
    arrays = []
    for kind in ("train", "t10k"):
        labels = np.frombuffer(contents[f"{kind}-labels-idx1-ubyte"], "uint8", offset=8)
        images = np.frombuffer(contents[f"{kind}-images-idx3-ubyte"], "uint8", offset=16)
        arrays += [images.reshape(len(labels), 28, 28), labels]
    return tuple(arrays)


def _fetch(cache):
    """Download what the cache lacks, verify it, and return the arrays."""
    _say(
        ko=f"패션 MNIST: 전체 데이터를 내려받습니다({cache}).",
        en=f"Fashion-MNIST: fetching the full set to {cache}",
    )
    contents = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, sha256 in FULL_SHA256.items():
            path = _existing(cache, name)
            content = _verified(path, sha256) if path else None
            if content is None:
                downloaded = _download(name, sha256, pathlib.Path(scratch))
                content = _verified(downloaded, sha256)
                _keep(downloaded, cache)
            contents[name] = content
    return _arrays(contents)


def _download(name, sha256, folder):
    """Return the path of a verified download, from the first mirror that has it."""
    import pooch

    failures = []
    for number, mirror in enumerate(MIRRORS):
        target = folder / f"{number}-{name}.gz"
        download = pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)
        try:
            download(f"{mirror}{name}.gz", str(target), None)
        except Exception as error:  # of requests, urllib3 or the operating system
            failures.append(f"{mirror} ({type(error).__name__})")
            continue
        if _verified(target, sha256) is not None:
            return target
        failures.append(f"{mirror} ({tr(ko='손상된 파일', en='damaged file')})")
    tried = ", ".join(failures)
    raise DataError(
        tr(
            ko=f'{name}.gz 파일을 받을 수 없습니다. 네트워크 없이도 되는 source="bundled"를 쓰거나, 파일이 있는 폴더를 '
            f"환경 변수 HANDSON11_DATA에 적으세요. 시도한 곳: {tried}",
            en=f'{name}.gz could not be fetched; use source="bundled", which needs no network, or name a folder '
            f"that has the files in the environment variable HANDSON11_DATA. Tried: {tried}",
        )
    )


def _keep(path, cache):
    """Move a verified file into the cache in one step, so that nobody ever sees half of it."""
    final = cache / path.name.split("-", 1)[1]
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # In the cache's own folder: a rename within one file system is atomic.
        handle, temporary = tempfile.mkstemp(dir=cache, prefix=".partial-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(path.read_bytes())
            os.replace(temporary, final)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        _say(
            ko=f"{cache}에 쓸 수 없어({error.strerror}) 내려받은 데이터를 남겨 두지 않습니다.",
            en=f"The data are not kept: {cache} cannot be written to ({error.strerror}).",
        )


def _say(*, ko, en):
    print(tr(ko=ko, en=en))
