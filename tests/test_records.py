"""Records: what a full-scale run saves is what a notebook loads."""

import json
import pathlib

import numpy as np
import pytest

from handson11 import records


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own in place of the package's."""
    monkeypatch.setattr(records, "_FOLDER", tmp_path)
    return tmp_path


def test_what_is_saved_is_loaded(folder):
    """Nested results to four decimal places, the parameters, the command, and what it ran on."""
    results = {"SGD": {"relu": np.array([0.123456, 0.5])}, "rate": {"relu": [0.0003]}}
    parameters = {"DEPTHS": [5, 20], "RATES": {"SGD": [0.01]}}
    path = records.save("made_up", results, command="make records", parameters=parameters)
    assert path == folder / "made_up.json"
    record = records.load("made_up")
    assert record.results == {"SGD": {"relu": [0.1235, 0.5]}, "rate": {"relu": [0.0003]}}
    assert (record.command, record.parameters) == ("make records", parameters)
    assert set(record.versions) == {"keras", "tensorflow", "python"}


def test_one_list_takes_one_line(folder):
    """A changed number shows as one changed line, and the file stays JSON."""
    path = records.save("lines", {"a": [1.0, -2.5, 3e-4]}, command="c", parameters={})
    assert "[1.0, -2.5, 0.0003]" in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))["results"]["a"] == [1.0, -2.5, 0.0003]


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
    for text in ("{", "[]", '{"command": "c"}'):
        pathlib.Path(folder / "good.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="damaged; install handson11 again"):
            records.load("good")


@pytest.mark.parametrize("bad", [{"a": []}, {"a": ["x"]}, {"a": [float("nan")]}])
def test_only_finite_numbers_are_kept(folder, bad):
    """What cannot be read back is not written."""
    with pytest.raises((ValueError, TypeError), match="`results`"):
        records.save("bad", bad, command="c", parameters={})
    assert not list(folder.iterdir())


def test_the_committed_records_are_those_that_the_command_makes(root):
    """Each was made with the parameters of book/_tools/record.py."""
    import record

    full = record.FULL_SCALE["11_1_2_activations"]
    made = records.load("activation_ranking").parameters
    assert {name: made[name] for name in full} == full
