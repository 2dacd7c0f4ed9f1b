"""Fashion-MNIST: draws, standardization, and every fault of the full set's places."""

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
