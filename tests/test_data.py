"""Fashion-MNIST: draws, standardization, tasks, few labels, and every fault of the full set's places."""

import gzip
import hashlib
import http.server
import json
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handson11 import data, i18n

NAMES = tuple(data.FULL_SHA256)


def idx(array):
    """Return an array of bytes as an IDX file."""
    header = bytes([0, 0, 8, array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    return header + array.tobytes()


def tiny_set():
    """A made-up full set of 40 + 20 images: file name → uncompressed content."""
    rng = np.random.default_rng(0)
    contents = {}
    for kind, n in (("train", 40), ("t10k", 20)):
        contents[f"{kind}-images-idx3-ubyte"] = idx(rng.integers(0, 256, (n, 28, 28), dtype="uint8"))
        contents[f"{kind}-labels-idx1-ubyte"] = idx((np.arange(n) % 10).astype("uint8"))
    return contents


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Empty places, hashes of the made-up set, and no mirror."""
    contents = tiny_set()
    monkeypatch.setattr(
        data, "FULL_SHA256", {name: hashlib.sha256(contents[name]).hexdigest() for name in NAMES}
    )
    monkeypatch.setattr(data, "DEBIAN_FOLDER", tmp_path / "debian")
    monkeypatch.setattr(data, "_cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(data, "MIRRORS", ())
    monkeypatch.setattr(data, "TIMEOUT", 2)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("HANDSON11_DATA", raising=False)
    return tmp_path


def fill(folder, compress=True, **changes):
    """Put the made-up set into a folder; `changes` replaces the content of files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tiny_set().items():
        content = gzip.compress(content) if compress else content
        content = changes.get(name.split("-")[0] + "_" + name.split("-")[1], content)
        (folder / (f"{name}.gz" if compress else name)).write_bytes(content)


@pytest.fixture
def mirror(monkeypatch):
    """A server on this machine; `answers` maps a path to the bytes it sends, in turn."""
    answers, asked = {}, []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = answers.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(data, "MIRRORS", (f"{address}bad/", f"{address}good/"))
    answers.update({f"/good/{name}.gz": gzip.compress(content) for name, content in tiny_set().items()})
    answers.update({f"/bad/{name}.gz": b"not gzip" for name in NAMES})
    yield asked
    server.shutdown()


def load_tiny():
    return data.load_fashion_mnist(n_train=20, n_valid=10, source="full")


# ------------------------------------------------------------------------------ the bundled subset


def test_the_subset_is_part_of_the_full_set():
    """Every bundled image is the one that the documented rule takes from the real set."""
    if not data.DEBIAN_FOLDER.is_dir():
        pytest.skip("Debian's package dataset-fashion-mnist is not installed")
    full = data._read_folder(data.DEBIAN_FOLDER)
    subset = data._subset_arrays()
    for (images, labels), (some, their), n in ((full[:2], subset[:2], 1200), (full[2:], subset[2:], 200)):
        for label in range(10):
            assert np.array_equal(images[labels == label][:n], some[their == label])


def test_a_damaged_subset_is_named(monkeypatch):
    """Another hash than the file's ends in one sentence."""
    monkeypatch.setattr(data, "SUBSET_SHA256", "0" * 64)
    data._subset_arrays.cache_clear()
    with pytest.raises(data.DataError, match="fashion_mnist_subset.npz.*damaged"):
        data.load_fashion_mnist(10)
    data._subset_arrays.cache_clear()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 800), st.integers(1, 500), st.integers(0, 10_000))
def test_draws_are_balanced_disjoint_and_repeatable(n_train, n_valid, seed):
    """Shapes, dtypes and ranges as documented; classes differ by at most one; nothing is in both sets."""
    split = data.load_fashion_mnist(n_train, n_valid, seed=seed)
    again = data.load_fashion_mnist(n_train, n_valid, seed=seed)
    assert all(np.array_equal(a, b) for a, b in zip(split, again, strict=True))
    assert split.X_train.shape == (n_train, 28, 28) and split.X_valid.shape == (n_valid, 28, 28)
    assert split.X_train.dtype == np.float32 and split.y_train.dtype == np.int64
    assert split.X_train.min() >= 0 and split.X_train.max() <= 1
    counts = np.bincount(np.concatenate([split.y_valid, split.y_train]), minlength=10)
    assert counts.max() - counts.min() <= 1
    rows = np.concatenate([split.X_train, split.X_valid]).reshape(n_train + n_valid, -1)
    drawn = data._balanced_order(data._subset_arrays()[1], seed)[: n_train + n_valid]
    assert len(set(drawn)) == len(rows)


def test_validation_does_not_depend_on_the_training_size():
    """More training images leave the validation set as it is; another seed changes it."""
    small, large = (data.load_fashion_mnist(n, 100, seed=1) for n in (50, 5_000))
    assert np.array_equal(small.X_valid, large.X_valid)
    assert not np.array_equal(small.X_valid, data.load_fashion_mnist(50, 100, seed=2).X_valid)
    assert len(data.load_fashion_mnist().X_train) == 10_000
    assert len(small.X_test) == 2_000


@pytest.mark.parametrize(
    "bad",
    [
        {"n_train": 0},
        {"n_train": 1.5},
        {"n_train": 10_001},
        {"n_valid": 12_000},
        {"n_valid": -3},
        {"seed": None},
        {"seed": -1},
        {"source": "web"},
        {"source": None},
    ],
)
def test_bad_arguments_are_refused(bad):
    """The error names the argument, and the full set where it would help."""
    with pytest.raises((TypeError, ValueError), match="Received: ") as caught:
        data.load_fashion_mnist(**bad)
    if bad.get("n_train") == 10_001:
        assert 'source="full"' in str(caught.value)


def test_class_names_speak_both_languages():
    """Ten names each; class 6 is the shirt."""
    assert len(set(data.class_names())) == 10
    i18n.use("ko")
    assert data.class_names()[6] == "셔츠" and len(set(data.class_names())) == 10


# ------------------------------------------------------------------------------ standardize


def test_standardize_is_fitted_on_the_training_part_only():
    """Equal to NumPy's; other arrays are scaled by it and have no say in it."""
    rng = np.random.default_rng(0)
    train, valid = rng.uniform(2, 5, (30, 4)), rng.uniform(-9, 9, (10, 4))
    first, second = data.standardize(train, valid)
    assert np.allclose(first, (train - train.mean()) / train.std(), atol=1e-6)
    assert np.allclose(second, (valid - train.mean()) / train.std(), atol=1e-5)
    assert np.array_equal(first, data.standardize(train, 100 * valid)[0])
    assert np.array_equal(first, data.standardize(train))
    assert first.dtype == second.dtype == np.float32


@pytest.mark.parametrize("bad", [[], [1.0, 1.0], [1.0, float("nan")], "images", None, [float("inf"), 0.0]])
def test_standardize_refuses_what_has_no_deviation(bad):
    """Empty, constant, not finite, not numbers."""
    with pytest.raises((TypeError, ValueError), match="`X_train`.*Received: "):
        data.standardize(bad)


# ------------------------------------------------------------------------------ classes and tasks


@pytest.fixture(scope="module")
def split():
    return data.load_fashion_mnist(n_train=400, n_valid=100, seed=3)


def parts(split):
    return list(zip(split[::2], split[1::2], strict=True))


def rows(images):
    """Images as bytes, so that they can be counted."""
    return [image.tobytes() for image in images]


@pytest.mark.parametrize("classes", [(6, 5), [9, 0, 4], np.array([3]), range(10)])
def test_selected_classes_are_numbered_in_the_order_given(split, classes):
    """Every image of these classes, none of another, in the old order, with the place in `classes` as label."""
    before = [array.copy() for array in split]
    selected = data.select_classes(split, classes)
    for (X, y), (X_old, y_old) in zip(parts(selected), parts(split), strict=True):
        expected = [
            (image, list(classes).index(label))
            for image, label in zip(X_old, y_old, strict=True)
            if label in classes
        ]
        assert np.array_equal(X, [image for image, _ in expected])
        assert y.tolist() == [label for _, label in expected]
        assert X.dtype == np.float32 and y.dtype == np.int64
    assert all(np.array_equal(old, now) for old, now in zip(before, split, strict=True))


def test_tasks_divide_the_images(split):
    """By default sandals (0) against shirts (1), and the other eight as 0 to 7; each image in one task, once."""
    tasks = data.split_tasks(split)
    assert tasks.classes_a == (0, 1, 2, 3, 4, 7, 8, 9) and tasks.classes_b == (5, 6)
    for (X, y), (X_a, y_a), (X_b, y_b) in zip(
        parts(split), parts(tasks.task_a), parts(tasks.task_b), strict=True
    ):
        assert np.array_equal(X_b, X[(y == 5) | (y == 6)]) and np.array_equal(
            y_b, y[(y == 5) | (y == 6)] == 6
        )
        old = np.array(tasks.classes_a)[y_a]
        assert np.array_equal(old, y[(y != 5) & (y != 6)]) and np.unique(y_a).tolist() == list(range(8))
        assert sorted(rows(X_a) + rows(X_b)) == sorted(rows(X))
        assert not set(rows(X_a)) & set(rows(X_b))


def test_another_pair_in_another_order(split):
    """The second of the pair is the positive class."""
    tasks = data.split_tasks(split, pair=[9, 0])
    assert tasks.classes_b == (9, 0) and tasks.classes_a == tuple(range(1, 9))
    assert np.array_equal(tasks.task_b.X_test[tasks.task_b.y_test == 1], split.X_test[split.y_test == 0])


def test_tasks_of_tasks(split):
    """What was numbered anew can be divided again."""
    tasks = data.split_tasks(data.select_classes(split, (7, 5, 2)), pair=(0, 2))
    assert tasks.classes_a == (1,)
    assert np.array_equal(tasks.task_a.X_valid, split.X_valid[split.y_valid == 5])


@pytest.mark.parametrize(
    "bad",
    [(), (5, 5), (10,), (5, -1), (5, 1.0), (True, 2), "56", b"56", 5, None, {5, 6}, [[5, 6]], np.array(5)],
)
def test_classes_that_are_none_are_refused(split, bad):
    """Empty, twice, unknown, not integers, no sequence."""
    with pytest.raises((TypeError, ValueError), match="`classes` must .*Received: classes="):
        data.select_classes(split, bad)
    with pytest.raises((TypeError, ValueError), match="`pair` must .*Received: pair="):
        data.split_tasks(split, bad)


@pytest.mark.parametrize("bad", [(1,), (1, 2, 3)])
def test_a_pair_is_two(split, bad):
    """One or three classes are no pair, and the last two classes leave no task A."""
    with pytest.raises(ValueError, match="`pair` must hold two classes. Received: pair="):
        data.split_tasks(split, bad)
    with pytest.raises(ValueError, match=r"leave at least one of them for task A. Received: pair=\(0, 1\)"):
        data.split_tasks(data.select_classes(split, (5, 6)), (0, 1))


def test_bad_splits_are_refused(split):
    """No split, labels that do not fit or are no integers; a part without the class is named."""
    for bad in (None, tuple(split), split.X_train):
        with pytest.raises(TypeError, match="`split` must be a Split.*Received: split="):
            data.select_classes(bad, (5, 6))
    with pytest.raises(
        ValueError, match="`split.X_valid` and `split.y_valid` must have the same length. Received: "
    ):
        data.split_tasks(split._replace(y_valid=split.y_valid[1:]))
    with pytest.raises(TypeError, match="`split.y_test` must hold integer labels. Received: "):
        data.split_tasks(split._replace(y_test=split.y_test.astype(float)))
    few = split._replace(X_valid=split.X_valid[split.y_valid != 5], y_valid=split.y_valid[split.y_valid != 5])
    for call in (lambda: data.select_classes(few, (4, 5)), lambda: data.split_tasks(few)):
        with pytest.raises(ValueError, match=r"`split.y_valid`, which has none of \[5\]. Received: classes="):
            call()


# ------------------------------------------------------------------------------ few labels


@settings(max_examples=30, deadline=None)
@given(st.data(), st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 10_000))
def test_label_draws_lose_nothing_and_are_balanced(drawing, sizes, seed):
    """Each image once, with its own label; classes differ by at most one; the rest keeps its order."""
    y = np.random.default_rng(seed).permutation(np.repeat(10 * np.arange(len(sizes)) - 3, sizes))
    X = np.stack([np.arange(len(y)), y], axis=1)  # an "image" that knows its index and its label
    n_labels = drawing.draw(st.integers(len(sizes), len(sizes) * min(sizes)))
    draw = data.draw_labels(X, y, n_labels, seed=seed)
    assert len(draw.X_labelled) == len(draw.y_labelled) == n_labels
    assert np.array_equal(draw.X_labelled[:, 1], draw.y_labelled)
    assert sorted([*draw.X_labelled[:, 0], *draw.X_unlabelled[:, 0]]) == list(range(len(y)))
    assert np.all(np.diff(draw.X_unlabelled[:, 0]) > 0)
    counts = np.unique(draw.y_labelled, return_counts=True)[1]
    assert len(counts) == len(sizes) and counts.max() - counts.min() <= 1


def test_fewer_labels_are_the_beginning_of_more(split):
    """The same seed only ever adds images; another seed draws others; a draw can be repeated."""
    X, y = split.X_train, split.y_train
    large = data.draw_labels(X, y, 200, seed=1)
    for n_labels in (10, 57, 199):
        small = data.draw_labels(X, y, n_labels, seed=1)
        assert np.array_equal(small.X_labelled, large.X_labelled[:n_labels])
        assert np.array_equal(small.y_labelled, large.y_labelled[:n_labels])
    again = data.draw_labels(X, y, 200, seed=1)
    assert all(np.array_equal(a, b) for a, b in zip(large, again, strict=True))
    assert len(set(rows(large.X_labelled)) & set(rows(data.draw_labels(X, y, 200, seed=2).X_labelled))) < 150


def test_every_image_and_every_class_has_its_chance():
    """Over 2,000 seeds, which class has one more and which images are drawn is uniform within 4 deviations."""
    y, extra, drawn = np.repeat([0, 1, 2], 4), np.zeros(3), np.zeros(12)
    for seed in range(2_000):
        draw = data.draw_labels(np.arange(12), y, 4, seed=seed)
        extra += np.bincount(draw.y_labelled, minlength=3) == 2
        drawn[draw.X_labelled] += 1
    assert np.all(np.abs(extra - 2_000 / 3) < 4 * np.sqrt(2_000 * 2 / 9))
    assert np.all(np.abs(drawn - 2_000 / 3) < 4 * np.sqrt(2_000 * 2 / 9))


def test_a_label_draw_leaves_its_input_alone(split):
    """The draw is made of copies of the same dtypes."""
    X, y = split.X_train.astype("float64"), split.y_train.astype("uint8")
    before = X.copy(), y.copy()
    draw = data.draw_labels(X, y, 400, seed=0)
    assert draw.X_labelled.dtype == np.float64 and draw.y_labelled.dtype == np.uint8
    assert draw.X_unlabelled.shape == (0, 28, 28)
    draw.X_labelled[:], draw.y_labelled[:] = -1, 99
    assert np.array_equal(X, before[0]) and np.array_equal(y, before[1])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"n_labels": 2}, "`n_labels` must be from 3, one for each class, to 6: .* 2 image"),
        ({"n_labels": 7}, "`n_labels` must be from 3, .* to 6"),
        ({"n_labels": -1}, "`n_labels`"),
        ({"n_labels": 3.0}, "`n_labels` must be an integer"),
        ({"n_labels": True}, "`n_labels` must be an integer"),
        ({"seed": -1}, "`seed`"),
        ({"seed": None}, "`seed`"),
        ({"X": np.zeros((7, 2))}, "`X` and `y` must have the same length"),
        ({"X": np.zeros((0, 2))}, "`X` must not be empty"),
        ({"X": [np.nan] * 8}, "`X` must hold finite numbers"),
        ({"X": 3.0}, "`X` and `y` must have the same length"),
        ({"X": None}, "`X` must be an array"),
        ({"y": np.zeros((8, 1), int)}, "`y` must have 1 dimension"),
        ({"y": np.zeros(8)}, "`y` must hold integer labels"),
        ({"y": np.zeros(8, bool)}, "`y` must hold integer labels"),
        ({"y": ["a"] * 8}, "`y` must be an array"),
    ],
)
def test_label_draws_that_cannot_be_made_are_refused(bad, message):
    """The message names the argument, what was expected, and what came."""
    good = {"X": np.zeros((8, 2)), "y": [0, 0, 0, 1, 1, 1, 2, 2], "n_labels": 4, "seed": 0}
    with pytest.raises((TypeError, ValueError), match=f"{message}.*Received: "):
        data.draw_labels(**{**good, **bad})


# ------------------------------------------------------------------------------ the full set


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("place", ["named", "cache", "keras/datasets/fashion-mnist", "debian"])
def test_each_place_is_found(places, monkeypatch, capsys, place, compress):
    """The set is read from each place alone, compressed or not, and the place is printed."""
    monkeypatch.setenv("HANDSON11_DATA", str(places / "named"))
    fill(places / place, compress)
    split = load_tiny()
    assert str(places / place) in capsys.readouterr().out
    assert len(split.X_test) == 20 and len(split.X_train) == 20


def test_the_first_place_wins(places, monkeypatch, capsys):
    """Named folder, cache, Keras, Debian: in this order."""
    order = ["debian", "keras/datasets/fashion-mnist", "cache", "named"]
    monkeypatch.setenv("HANDSON11_DATA", str(places / "named"))
    for place in order:
        fill(places / place)
        load_tiny()
        assert str(places / place) in capsys.readouterr().out


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b broken", gzip.compress(b"other"), "truncated", "swapped"])
def test_a_damaged_file_is_named_and_passed_over(places, monkeypatch, capsys, damage):
    """Empty, no gzip, other content, cut short, or another file's content: the next place is used."""
    images = gzip.compress(tiny_set()["train-images-idx3-ubyte"])
    if damage == "truncated":
        damage = images[:-100]
    if damage == "swapped":
        damage = gzip.compress(tiny_set()["t10k-images-idx3-ubyte"])
    fill(places / "cache", train_images=damage)
    fill(places / "debian")
    load_tiny()
    out = capsys.readouterr().out
    assert "train-images-idx3-ubyte.gz is damaged" in out and str(places / "debian") in out


def test_a_download_is_verified_kept_and_used_again(places, mirror, capsys):
    """A mirror that sends rubbish is passed over; the second load asks no mirror; no partial file stays."""
    load_tiny()
    asked = len(mirror)
    assert {path.name for path in (places / "cache").iterdir()} == {f"{name}.gz" for name in NAMES}
    load_tiny()
    assert len(mirror) == asked == 8


def test_a_damaged_cache_is_fetched_again_file_by_file(places, mirror):
    """Only the damaged file is asked for, and it is whole afterwards."""
    fill(places / "cache", train_labels=b"rubbish")
    load_tiny()
    assert {path.rsplit("/", 1)[1] for path in mirror} == {"train-labels-idx1-ubyte.gz"}
    assert data._read_folder(places / "cache") is not None


def test_without_a_network_one_sentence_says_what_helps(places, monkeypatch):
    """A closed port ends in DataError with what was tried, in the language in use."""
    monkeypatch.setattr(data, "MIRRORS", ("http://127.0.0.1:9/",))
    with pytest.raises(data.DataError, match='source="bundled".*HANDSON11_DATA.*Tried: http://127.0.0.1:9/'):
        load_tiny()
    i18n.use("ko")
    with pytest.raises(data.DataError, match="받을 수 없습니다"):
        load_tiny()
    assert not list((places / "cache").glob("*")) if (places / "cache").exists() else True


def test_a_cache_that_cannot_be_written_still_gives_the_data(places, mirror, capsys):
    """A file stands where the folder should be: the answer is right, and a sentence says it is not kept."""
    (places / "cache").write_text("in the way")
    assert len(load_tiny().X_train) == 20
    assert "not kept" in capsys.readouterr().out


LOADER = """
import json, pathlib, sys
from handson11 import data
folder, data.MIRRORS, data.FULL_SHA256 = json.loads(sys.argv[1])
data._cache_folder = lambda: pathlib.Path(folder)
data.DEBIAN_FOLDER = pathlib.Path(folder) / "none"
split = data.load_fashion_mnist(n_train=20, n_valid=10, source="full")
print(float(split.X_train.sum()))
"""


def test_two_processes_at_once_both_get_the_whole_set(places, mirror, root):
    """Both answers are right, and the cache is whole."""
    argument = json.dumps([str(places / "cache"), data.MIRRORS, data.FULL_SHA256])
    command = [sys.executable, "-c", LOADER, argument]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(2)]
    sums = [float(process.communicate(timeout=60)[0].splitlines()[-1]) for process in running]
    assert sums[0] == sums[1] == pytest.approx(float(load_tiny().X_train.sum()))
    assert not list((places / "cache").glob(".partial*"))


def test_loading_needs_neither_keras_nor_a_network(root):
    """A fresh process loads the bundled subset without TensorFlow and without a socket."""
    code = (
        "import sys, json, socket; socket.socket = None; from handson11 import data;"
        "s = data.load_fashion_mnist(100); print(json.dumps([len(s.X_train), 'keras' in sys.modules]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert json.loads(result.stdout.splitlines()[-1]) == [100, False]
