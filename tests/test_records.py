"""Records: what a full-scale run saves is what a notebook loads."""

import json
import pathlib
import re

import numpy as np
import pytest

from handson11 import records


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own in place of the package's."""
    monkeypatch.setattr(records, "_FOLDER", tmp_path)
    return tmp_path


def test_what_is_saved_is_loaded(folder):
    """Nested results to six significant digits, the parameters, the command, and what it ran on."""
    results = {"SGD": {"relu": np.array([0.12345678, 0.5])}, "rate": {"relu": [0.0003]}}
    parameters = {"DEPTHS": [5, 20], "RATES": {"SGD": [0.01]}}
    path = records.save("made_up", results, command="make records", parameters=parameters)
    assert path == folder / "made_up.json"
    record = records.load("made_up")
    assert record.results == {"SGD": {"relu": [0.123457, 0.5]}, "rate": {"relu": [0.0003]}}
    assert (record.command, record.parameters) == ("make records", parameters)
    assert set(record.versions) == {"keras", "tensorflow", "python"}


def test_one_list_takes_one_line(folder):
    """A changed number shows as one changed line, and the file stays JSON."""
    path = records.save("lines", {"a": [1.0, -2.5, 3e-4]}, command="c", parameters={})
    assert "[1.0, -2.5, 0.0003]" in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))["results"]["a"] == [1.0, -2.5, 0.0003]


def test_small_and_large_numbers_keep_their_digits_on_one_line(folder):
    """A rate of 1e-5 is not rounded away; exponents, nested lists and parameters take one line too."""
    results = {"a": [1.23456789e-5, 2e20], "b": [[1.0, 2.0], [3.0, 4.0]]}
    path = records.save("digits", results, command="c", parameters={"r": [1e-5, 1.0]})
    assert records.load("digits").results == {"a": [1.23457e-05, 2e20], "b": [[1.0, 2.0], [3.0, 4.0]]}
    lines = [line.strip().rstrip(",") for line in path.read_text("utf-8").splitlines()]
    assert {'"a": [1.23457e-05, 2e+20]', '"b": [[1.0, 2.0], [3.0, 4.0]]', '"r": [1e-05, 1.0]'} <= set(lines)


def test_text_stays_as_it_is(folder):
    """What looks like a list within a command, a parameter or a key is not touched; nor is Hangul."""
    command, parameters = "make X='[ 1,   2 ]' # 기록", {"note": "in [ 0, 1 ]"}
    path = records.save("text", {"range [ 0,  1 ]": [1]}, command=command, parameters=parameters)
    record = records.load("text")
    assert (record.command, record.parameters, [*record.results]) == (
        command,
        parameters,
        ["range [ 0,  1 ]"],
    )
    assert "기록" in path.read_text("utf-8")


def test_parameters_may_come_from_numpy(folder):
    """Scalars and arrays become numbers and lists; what JSON cannot hold is refused before anything is written."""
    parameters = {"A": np.array([1, 2]), "B": {"c": np.float32(0.5)}, "C": [np.int64(3)], "D": (1, 2)}
    records.save("numpy", {}, command="c", parameters=parameters)
    assert records.load("numpy").parameters == {"A": [1, 2], "B": {"c": 0.5}, "C": [3], "D": [1, 2]}
    for bad in ({"A": float("nan")}, {"A": {1, 2}}, {"A": np.array([np.inf])}, {1: 2, "1": 3}, None, [1]):
        with pytest.raises((ValueError, TypeError), match="`parameters` must .*Received: "):
            records.save("bad", {}, command="c", parameters=bad)
    with pytest.raises(TypeError, match="`command` must be a string. Received: command=None"):
        records.save("bad", {}, command=None, parameters={})
    assert [each.name for each in folder.iterdir()] == ["numpy.json"]


@pytest.mark.parametrize("name", ["", "A", "../up", "a-b", None])
def test_a_name_is_a_plain_word(folder, name):
    """Nothing is written outside the folder."""
    with pytest.raises(ValueError, match="`name`.*Received: name="):
        records.save(name, {}, command="c", parameters={})


def test_what_is_missing_or_damaged_is_named(folder):
    """An unknown record lists the known ones; a damaged one is named with what to do."""
    records.save("good", {"a": [1]}, command="c", parameters={})
    with pytest.raises(ValueError, match="one of good. Received: name='bad'"):
        records.load("bad")
    wrong_types = '{"command": 1, "parameters": 2, "versions": 3, "results": 4}'
    for text in ("{", "[]", '{"command": "c"}', wrong_types, "[" * 100_000):
        pathlib.Path(folder / "good.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="damaged; install handson11 again"):
            records.load("good")


def test_only_json_files_are_records(folder, monkeypatch):
    """Other files are not listed, a name of another type is refused, and so is any name without the folder."""
    records.save("good", {"a": [1]}, command="c", parameters={})
    (folder / "README.md").write_text("text", encoding="utf-8")
    for name in ("README", ["good"], np.array(["a", "b"]), None):
        with pytest.raises(ValueError, match="`name` must be one of good. Received: name="):
            records.load(name)
    (folder / "folder.json").mkdir()
    with pytest.raises(ValueError, match="damaged"):
        records.load("folder")
    monkeypatch.setattr(records, "_FOLDER", folder / "missing")
    with pytest.raises(ValueError, match="`name` must be one of .*there are none.*Received: name='good'"):
        records.load("good")


@pytest.mark.parametrize(
    "bad", [{"a": []}, {"a": ["x"]}, {"a": [float("nan")]}, {1: [1], "1": [2]}, [1, 2], None]
)
def test_only_finite_numbers_are_kept(folder, bad):
    """What cannot be read back is not written."""
    with pytest.raises((ValueError, TypeError), match="`results`"):
        records.save("bad", bad, command="c", parameters={})
    assert not list(folder.iterdir())


def test_the_committed_records_are_those_that_the_command_makes(root):
    """Each notebook with a full scale has one record, made with the parameters of book/_tools/record.py."""
    import record

    made = {}
    for path in (root / "handson11" / "datasets" / "recorded").glob("*.json"):
        each = records.load(path.stem)
        assert made.setdefault(each.command, each.parameters) is each.parameters, path
    assert len(made) == len(record.FULL_SCALE)
    for name, full in record.FULL_SCALE.items():
        number = re.match(r"\d+(_\d+)*", name).group()
        parameters = made[f"make records ONLY={number}"]
        assert {each: parameters[each] for each in full} == full
