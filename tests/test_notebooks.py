"""The committed notebooks: skeleton, outputs, and nbval's strictness."""

import configparser
import copy
import itertools
import json
import re
import subprocess
import sys

import notebooks
import pytest

from handson11 import claims, show

PATHS = notebooks.notebook_paths()
SECTIONS = [path for path in PATHS if path.parent.parent == notebooks.BOOK]
EXERCISES = [path for path in PATHS if path.parent.name == "exercises"]
SKELETON = ["title", "goals", "install", "imports", "parameters", "data-idea", "data"]
LONGEST = {"hide-input": 40, "remove-input": 40}


def name_of(path):
    return str(path.relative_to(notebooks.BOOK).with_suffix(""))


def opened(path):
    """Return a notebook, with its path in its metadata."""
    made = notebooks.read(path)
    made.metadata["path"] = path
    return made


@pytest.fixture(params=SECTIONS, ids=name_of)
def notebook(request):
    """Each section's notebook."""
    return opened(request.param)


@pytest.fixture(params=EXERCISES, ids=name_of)
def exercises(request):
    """Each exercise notebook."""
    return opened(request.param)


@pytest.fixture(params=PATHS, ids=name_of)
def any_notebook(request):
    """Each committed notebook."""
    return opened(request.param)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook):
    """Return (cell id, text) of every stored output that is text."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            yield cell.id, output.get("text", "")
            for kind, content in output.get("data", {}).items():
                if kind.startswith("text/"):
                    yield cell.id, content


def test_every_notebook_follows_the_skeleton(notebook):
    """Named cells in the order that the course uses, with the parameters tagged."""
    ids = [cell.id for cell in notebook.cells]
    assert ids[: len(SKELETON)] == SKELETON and ids[-1] == "summary"
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids) and len(set(ids)) == len(ids)
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.id for cell in tagged] == ["parameters"]
    assert re.search(r"^SEED = \d+$", tagged[0].source, re.MULTILINE)
    prose = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert prose.count("**예상해 보세요.**") + prose.count("**Predict.**") >= 4


def test_code_comes_in_small_pieces(notebook):
    """At most 25 lines a cell, 40 where the page folds the code away; never three code cells without prose between."""
    for cell in code_cells(notebook):
        longest = max([LONGEST.get(tag, 25) for tag in cell.metadata.get("tags", [])], default=25)
        assert len(cell.source.splitlines()) <= longest, cell.id
    visible = [
        "code" if cell.cell_type == "code" and not cell.metadata.get("tags") else "prose"
        for cell in notebook.cells[len(SKELETON) :]
    ]
    runs = [len(list(group)) for kind, group in itertools.groupby(visible) if kind == "code"]
    assert max(runs) <= 2


def test_everything_was_executed_in_order_and_is_clean(any_notebook):
    """Counts 1, 2, 3, …; no error, no log line, no address, no path, no time of day in any output."""
    assert [cell.execution_count for cell in code_cells(any_notebook)] == list(
        range(1, len(code_cells(any_notebook)) + 1)
    )
    outputs = [output for cell in code_cells(any_notebook) for output in cell.outputs]
    assert not [
        output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"
    ]
    for name, text in texts(any_notebook):
        found = re.search(
            r"Warning:|WARNING|[EIW]0000|0x[0-9a-f]{6,}|/(home|root|usr|tmp|work)/|\d\d:\d\d:\d\d", text
        )
        assert not found, (name, found)


def test_outputs_are_light_and_described(notebook):
    """A notebook below 900 KB, a figure below 120 KB and with an alt text in the notebook's language."""
    path = notebook.metadata["path"]
    assert path.stat().st_size < 900_000
    figures = [o for cell in code_cells(notebook) for o in cell.outputs if "image/png" in o.get("data", {})]
    assert len(figures) >= 2
    for output in figures:
        assert len(output.data["image/png"]) < 160_000  # base64: 4/3 of the bytes
        alt = output.metadata["image/png"]["alt"]
        assert len(alt) > 20 and bool(re.search("[가-힣]", alt)) == (path.parent.name == "ko")


def test_at_most_one_output_in_ten_is_exempt_from_comparison(notebook):
    """Each with its reason."""
    exempt = [
        cell
        for cell in code_cells(notebook)
        if any(tag.startswith("nbval") for tag in cell.metadata.get("tags", []))
    ]
    assert len(exempt) <= len([cell for cell in code_cells(notebook) if cell.outputs]) / 10
    assert all(cell.metadata.get("reason") for cell in exempt)


def test_each_claim_is_checked_once_in_its_section(notebook):
    """A notebook checks exactly the claims that the ledger gives to its section."""
    section = ".".join(re.match(r"(\d+(?:_\d+)*)_", notebook.metadata["path"].name).group(1).split("_"))
    code = "\n".join(cell.source for cell in code_cells(notebook))
    checked = re.findall(r'claims\.check\(\s*"([^"]+)"', code)
    expected = [claim.id for claim in claims.ledger().values() if claim.section == section]
    assert sorted(checked) == sorted(expected)


def test_measured_numbers_are_not_typed_into_prose(notebook):
    """The mark ≈ stands in outputs only; prose gets its measured numbers from code."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(show.MEASURED_PATTERN, re.sub(r"`[^`]*`", "", cell.source)), cell.id


def test_bold_runs_do_not_print_their_asterisks(any_notebook):
    """A bold run that ends in a bracket, quote or percent sign must not touch a Korean particle."""
    for cell in any_notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"""[)\]`%"'”’]\*\*[가-힣]""", cell.source), cell.id


def test_the_install_cell_acts_on_colab_only(any_notebook, root):
    """It holds the address of _config.yml, and does nothing here."""
    import repository

    (cell,) = [cell for cell in any_notebook.cells if cell.id == "install"]
    assert f"git+{repository.address()}" in cell.source
    lines = cell.source.splitlines()
    assert lines[2].startswith('if "google.colab" in sys.modules') and lines[3].startswith("    %pip install")
    assert not cell.outputs


def test_an_exercise_notebook_was_run_as_it_stands(exercises):
    """Every answer's cell is followed by its check, which says "not attempted", then by the folded solution."""
    for cell in code_cells(exercises):
        if cell.id.endswith("-check"):
            assert [output.data["text/plain"][:1] for output in cell.outputs] == ["○"], cell.id
    ids = [cell.id for cell in exercises.cells]
    whys = [name.removesuffix("-why") for name in ids if name.endswith("-why")]
    for name in whys:
        at = ids.index(name)
        assert ids[at + 1 : at + 3] == [f"{name}-check", f"{name}-why"]
        folded = exercises.cells[at + 2].source
        assert folded.startswith("<details>") and folded.endswith("</details>")
    assert len(whys) >= 4 and ids[-1] == "progress"


def test_each_section_leads_to_its_exercises(notebook):
    """The last cell of a section links its exercises, and they exist."""
    path = notebook.metadata["path"]
    assert f"](exercises/{path.name})" in notebook.cells[-1].source
    assert (path.parent / "exercises" / path.name).is_file()


def test_the_sanitizer_masks_what_measured_writes(root):
    """Nbval's pattern is the one of `show.measured`, and there is no second one."""
    config = configparser.RawConfigParser()
    config.read(root / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    assert config.sections() == ["measured"]
    assert config["measured"]["regex"] == show.MEASURED_PATTERN


@pytest.mark.parametrize(
    ("stored", "passes"),
    [
        ("ratio ≈ 0.97 ± 0.02 over 5 seeds\n", True),
        ("ratio ≈ 0.55 over 5 seeds\n", True),
        ("ratio ≈ 1.3 × 10⁻⁵ over 5 seeds\n", True),
        ("ratio ≈ 0.97 ± 0.02 over 6 seeds\n", False),
        ("ratio 0.97 over 5 seeds\n", False),
        ("ratio ≈ nan over 5 seeds\n", False),
    ],
)
def test_nbval_compares_everything_but_measured_numbers(root, tmp_path, stored, passes):
    """One digit changed outside the mark makes nbval fail; behind the mark it does not."""
    import nbformat

    cell = nbformat.v4.new_code_cell('print("ratio ≈ 0.97 ± 0.02 over 5 seeds")', execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=stored)]
    made = nbformat.v4.new_notebook(cells=[cell], metadata=copy.deepcopy(notebooks.KERNEL))
    path = tmp_path / "made_up.ipynb"
    path.write_text(json.dumps(made), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbval",
        "--nbval-sanitize-with",
    ]
    command += [str(root / "tests" / "nbval_sanitize.cfg"), "-c", "/dev/null", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (result.returncode == 0) == passes, result.stdout
