"""Fashion-MNIST: the subset in the package, the full set wherever it can be found, and parts of both.

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
from collections.abc import Sequence
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


class Tasks(NamedTuple):
    """Two tasks with different classes, for transfer learning.

    Attributes:
        task_a: `Split` of the first task, with the labels 0, 1, … for the classes in `classes_a`.
        task_b: `Split` of the second task, with the labels 0 and 1 for those in `classes_b`.
        classes_a: The classes' numbers before the division, which index `class_names()`.
        classes_b: Likewise.
    """

    task_a: Split
    task_b: Split
    classes_a: tuple[int, ...]
    classes_b: tuple[int, ...]


class LabelDraw(NamedTuple):
    """A few labelled images, and all the others without labels.

    Attributes:
        X_labelled: Images of shape `(n_labels, …)`.
        y_labelled: Their labels, of shape `(n_labels,)`.
        X_unlabelled: All the other images, in the order in which they came.
    """

    X_labelled: np.ndarray
    y_labelled: np.ndarray
    X_unlabelled: np.ndarray


class Place(NamedTuple):
    """A folder where the full set is looked for, and what is there.

    Attributes:
        folder: The folder.
        is_named: Whether the environment variable `HANDSON11_DATA` names it.
        is_complete: Whether it has all four files, undamaged.
        damaged: Those of its files that are damaged or cannot be read.
    """

    folder: pathlib.Path
    is_named: bool
    is_complete: bool
    damaged: tuple[pathlib.Path, ...]


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


def full_set_places():
    """Say where the full set is looked for, and what is there; nothing is fetched or printed.

    Returns:
        A `Place` for each folder, in the order in which `load_fashion_mnist` looks at them.

    Example:
        >>> full_set_places()[-1].folder.as_posix()
        '/usr/share/datasets/fashion-mnist'
    """
    named = os.environ.get("HANDSON11_DATA")
    places = []
    for number, folder in enumerate(_local_folders()):
        paths = {name: _existing(folder, name) for name in FULL_SHA256}
        damaged = tuple(
            path for name, path in paths.items() if path and _verified(path, FULL_SHA256[name]) is None
        )
        is_complete = all(paths.values()) and not damaged
        places.append(Place(folder, bool(named) and number == 0, is_complete, damaged))
    return places


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


def select_classes(split, classes):
    """Keep the images of some classes only, and number these classes anew.

    Args:
        split: A `Split`, which is not changed.
        classes: Numbers of the classes to keep. The first becomes label 0, the next label 1, and so on.

    Returns:
        A `Split` with these classes only, the images in the order in which they came.

    Raises:
        TypeError: If `classes` is not a sequence of integers, or `split` is not a `Split`.
        ValueError: If there is no class, a class is given twice, or one has no image in the training,
            validation or test part.

    Example:
        >>> split = load_fashion_mnist(n_train=500, n_valid=100)
        Fashion-MNIST: the subset in the package (12,000 + 2,000 images)
        >>> shoes = select_classes(split, (5, 7, 9))
        >>> np.bincount(shoes.y_train).tolist()
        [50, 50, 50]
    """
    parts = _parts(split)
    classes = _distinct_classes(classes, "classes")
    for _, labels, name in parts:
        missing = sorted(set(classes) - set(labels.tolist()))
        if missing:
            raise ValueError(
                f"`classes` must have at least one image each in `{name}`, which has none of "
                f"{missing}. Received: classes={received(classes)}"
            )
    arrays = []
    for images, labels, _ in parts:
        belongs = labels[:, None] == np.array(classes)  # (images, classes)
        kept = belongs.any(axis=1)
        arrays += [images[kept], belongs[kept].argmax(axis=1).astype("int64")]
    return Split(*arrays)


def split_tasks(split, pair=(5, 6)):
    """Divide the classes into two tasks, so that what is learned on one can be tried on the other.

    Args:
        split: A `Split`, which is not changed.
        pair: The two classes of task B. The first becomes label 0 and the second label 1, the positive
            class. Default `(5, 6)`, sandal or shirt.

    Returns:
        `Tasks(task_a, task_b, classes_a, classes_b)`. Task A has all the other classes, with labels 0, 1, …
        in ascending order. No image is in both, and none is lost.

    Raises:
        TypeError: If `pair` is not a sequence of integers, or `split` is not a `Split`.
        ValueError: If `pair` does not hold two different classes, one of them has no image in a part, no
            class is left for task A, or one that is left has no image in a part.

    Example:
        >>> split = load_fashion_mnist(n_train=500, n_valid=100)
        Fashion-MNIST: the subset in the package (12,000 + 2,000 images)
        >>> tasks = split_tasks(split)
        >>> tasks.task_a.X_train.shape, tasks.task_b.X_train.shape
        ((400, 28, 28), (100, 28, 28))
        >>> [class_names()[number] for number in tasks.classes_b]
        ['sandal', 'shirt']
    """
    parts = _parts(split)
    pair = _distinct_classes(pair, "pair")
    if len(pair) != 2:
        raise ValueError(f"`pair` must hold two classes. Received: pair={received(pair)}")
    known = set(np.concatenate([labels for _, labels, _ in parts]).tolist())
    others = tuple(sorted(known - set(pair)))
    if not set(pair) <= known or not others:
        raise ValueError(
            f"`pair` must be two of the classes {sorted(known)} and leave at least one of them for task A. "
            f"Received: pair={received(pair)}"
        )
    return Tasks(select_classes(split, others), select_classes(split, pair), others, pair)


def draw_labels(X, y, n_labels, *, seed):
    """Draw a few images that keep their labels; the others go on without.

    Every run of one image a class holds each class once, so that the numbers of images of two classes
    differ by at most one, and which class has one more is drawn as well. With the same seed, the draw of
    fewer labels is the beginning of the draw of more: along a curve over the number of labels, images are
    only ever added.

    Args:
        X: Images, array of shape `(n, …)`.
        y: Their labels, integers of shape `(n,)`.
        n_labels: Number of images that keep their label: at least one a class, and at most what gives every
            class as many as the rarest class has.
        seed: Seed of the draw.

    Returns:
        `LabelDraw(X_labelled, y_labelled, X_unlabelled)`: copies, of the dtypes of `X` and `y`.

    Raises:
        TypeError: If the labels, `n_labels` or `seed` are not integers, or the images no numbers.
        ValueError: If `X` and `y` do not fit together or are empty, `X` holds a value that is not finite, or
            `n_labels` is out of its range.

    Example:
        >>> X, y = np.arange(12.0), np.array([0, 1, 2] * 4)
        >>> draw = draw_labels(X, y, 6, seed=1)
        >>> np.bincount(draw.y_labelled).tolist(), len(draw.X_unlabelled)
        ([2, 2, 2], 6)
    """
    X, y = images_and_labels(X, y, "X", "y")
    n_labels = _validate.integer(n_labels, "n_labels")
    seed = _validate.integer(seed, "seed", at_least=0)
    counts = np.unique(y, return_counts=True)[1]
    most = len(counts) * int(counts.min())
    if not len(counts) <= n_labels <= most:
        raise ValueError(
            f"`n_labels` must be from {len(counts)}, one for each class, to {most:,}: the rarest class has "
            f"{counts.min():,} image(s). Received: n_labels={n_labels}"
        )
    drawn = _balanced_order(y, seed)[:n_labels]
    unlabelled = np.ones(len(y), bool)
    unlabelled[drawn] = False
    return LabelDraw(X[drawn], y[drawn], X[unlabelled])


def _balanced_order(labels, seed):
    """Return shuffled indices: every run of one image a class holds each class once.

    Of a class with more images than the rarest class, only as many are returned, drawn at random.
    """
    rng = np.random.default_rng(seed)
    by_class = [rng.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    rarest = min(len(indices) for indices in by_class)
    rounds = np.stack([indices[:rarest] for indices in by_class], axis=1)
    return rng.permuted(rounds, axis=1).ravel()


def images_and_labels(X, y, X_name, y_name):
    """Return images and their integer labels as arrays of the same length, or raise."""
    X, y = _validate.array(X, X_name), _validate.array(y, y_name, ndim=1)
    if y.dtype.kind not in "iu":
        raise TypeError(f"`{y_name}` must hold integer labels. Received: {y_name}={received(y)}")
    if X.ndim == 0 or len(X) != len(y):
        raise ValueError(
            f"`{X_name}` and `{y_name}` must have the same length. "
            f"Received: {X_name} of shape {X.shape}, {y_name} of shape {y.shape}"
        )
    return X, y


def _parts(split):
    """Return images, labels and the labels' name for each part of a split, or raise."""
    if not isinstance(split, Split):
        raise TypeError(
            f"`split` must be a Split, as load_fashion_mnist returns it. Received: split={received(split)}"
        )
    return [
        (*images_and_labels(images, labels, f"split.X_{part}", f"split.y_{part}"), f"split.y_{part}")
        for part, images, labels in zip(("train", "valid", "test"), split[::2], split[1::2], strict=True)
    ]


def _distinct_classes(classes, name):
    """Return the numbers of classes as a tuple of different integers, or raise."""
    expected = f"`{name}` must be a sequence of different class numbers, such as (5, 6). "
    listed = classes.tolist() if isinstance(classes, np.ndarray) else classes
    if not isinstance(listed, Sequence) or isinstance(listed, str | bytes):
        raise TypeError(f"{expected}Received: {name}={received(classes)}")
    numbers = tuple(_validate.integer(number, name, at_least=0) for number in listed)
    if not numbers or len(set(numbers)) < len(numbers):
        raise ValueError(f"{expected}Received: {name}={received(classes)}")
    return numbers


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
