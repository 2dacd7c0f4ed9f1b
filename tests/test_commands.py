"""`python -m handson11`: what it copies, runs and finds, and how it refuses."""

import ast
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
import venv

import nbformat
import pytest

from handson11 import _places, claims, commands, data
from handson11.commands import _course, _doctor, _parameters, _run, _versions

SECTIONS = ("11.1", "11.1.1", "11.1.2", "11.1.3", "11.1.4", "11.2", "11.2.1", "11.2.2", "11.2.3")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Every test works in a folder of its own, on a system that speaks English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("HANDSON11_PROGRESS", str(tmp_path / "progress.jsonl"))
    for name in ("KERAS_BACKEND", "TF_USE_LEGACY_KERAS", "HANDSON11_DATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def said(capsys, *words):
    """Run a command; return its exit status and what it said."""
    try:
        status = commands.main([str(word) for word in words])
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def prose(path):
    """Return the Markdown of a notebook without its code."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (
            [
                "11.1.1",
                "11_1_1",
                "11_1_1_initialization",
                "11_1_1_initialization.ipynb",
                "Glorot",
                "initialization",
            ],
            "11.1.1",
        ),
        (["11.1", "11.1."], "11.1"),
        (["batch normalization", "batch-normalization", "11.1.3절"], "11.1.3"),
    ],
)
def test_a_section_is_found_by_number_name_or_title(words, section):
    """All usual ways to name a section mean the same one."""
    assert [_course.find(word).number for word in words] == [section] * len(words)


def test_sections_are_listed_in_order_in_both_languages(capsys):
    """Numbers and titles, in the language asked for or that of the system."""
    status, english = said(capsys, "sections")
    assert status == 0 and [line.split()[0] for line in english.splitlines()] == list(SECTIONS)
    assert not re.search("[가-힣]", english)
    assert all(
        re.search("[가-힣]", line) for line in said(capsys, "sections", "--language", "ko")[1].splitlines()
    )


@pytest.mark.parametrize(("locale", "word"), [("ko_KR.UTF-8", "쓰는 법"), ("de_DE.UTF-8", "usage")])
def test_help_speaks_the_language_of_the_system(capsys, monkeypatch, locale, word):
    """Korean on a Korean system, with nothing of argparse left in English; English on any other."""
    monkeypatch.setenv("LC_ALL", locale)
    for words in ([], ["copy", "-h"], ["run", "-h"], ["check", "-h"]):
        status, text = said(capsys, *words)
        assert status == 0 and word in text
        assert bool(re.search("usage:|options:|positional|show ", text)) == (word == "usage")


@pytest.mark.parametrize(
    ("words", "english", "korean"),
    [
        (["cpy"], "Did you mean copy?", "copy입니까?"),
        (["run"], "required: SECTION", "빠진 것이 있습니다: SECTION"),
        (["run", "11.1", "-p", "SEED"], "expected 2 arguments", "값이 2개 와야 합니다"),
        (["run", "11.1", "--outputs"], "unrecognized", "모르는 인수입니다: --outputs"),
        (["run", "11.1.9"], "not clear", "알 수 없습니다"),
        (["run", "11.1.2", "-p", "N_TRIAN", "5"], "Did you mean N_TRAIN?", "N_TRAIN입니까?"),
        (["run", "11.1.2", "-p", "N_TRAIN", "many"], "a whole number, such as 1000", "정수"),
        (["run", "11.1.2", "-p", "N_TRAIN", "2.5"], "a whole number", "정수"),
        (["run", "11.1.2", "-p", "LANG", "ko"], "--language", "--language"),
        (["run", "11.1.2", "-p", "RECORD", "True"], "make records", "make records"),
        (["run", "11.1.2", "--output", "a.txt"], ".ipynb", ".ipynb"),
    ],
)
def test_what_is_not_understood_is_refused_in_both_languages(capsys, own_folder, words, english, korean):
    """Exit status 2, what is wrong and what is meant, no traceback, nothing written."""
    for language, expected in (("en", english), ("ko", korean)):
        status, text = said(capsys, *words, "--language", language)
        assert status == 2 and expected in text and "Traceback" not in text
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_links_of_a_copy_hold(capsys, own_folder, section, language):
    """Each leads to a file that was copied too, or to a page that the published book has."""
    assert said(capsys, "copy", section, "to", "--solutions", "--language", language)[0] == 0
    copies = sorted(own_folder.rglob("*.ipynb"))
    assert len(copies) == 3
    book, links = _places.published_book(), []
    for path in copies:
        assert "](../" not in json.dumps([cell.metadata for cell in nbformat.read(path, as_version=4).cells])
        links += [(path, link) for link in LINK.findall(prose(path))]
    assert len(links) > 5
    for path, link in links:
        if link.startswith(book):
            page = link.removeprefix(book).removesuffix(".html")
            assert any((_places.CHECKOUT / f"{page}{kind}").is_file() for kind in (".ipynb", ".md")), link
        elif not link.startswith("https://"):
            assert (path.parent / link).is_file(), (path, link)


def test_a_copy_has_the_books_code_and_no_results(capsys, own_folder):
    """Cells are the book's; stored results would answer the questions before they are asked."""
    said(capsys, "copy", "11.1.1", "a")
    said(capsys, "copy", "11.1.1", "b", "--outputs")
    name = "11_1_1_initialization.ipynb"
    book, bare, full = (
        nbformat.read(path, as_version=4).cells
        for path in (_places.notebooks() / "en" / name, own_folder / "a" / name, own_folder / "b" / name)
    )
    code = [
        [(cell.id, cell.source) for cell in cells if cell.cell_type == "code"] for cells in (book, bare, full)
    ]
    assert code[0] == code[1] == code[2]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in bare)
    assert [cell.get("outputs") for cell in full] == [cell.get("outputs") for cell in book]
    nbformat.validate(nbformat.read(own_folder / "a" / name, as_version=4))


def test_nothing_is_overwritten(capsys, own_folder):
    """Without --force nothing is touched and what is there is named; with it, what was there is kept."""
    lesson, exercises = (
        own_folder / "w/11_1_4_gradient_clipping.ipynb",
        own_folder / "w/exercises/11_1_4_gradient_clipping.ipynb",
    )
    lesson.parent.mkdir()
    lesson.write_text("my work")
    status, text = said(capsys, "copy", "11.1.4", "w")
    assert status == 2 and str(lesson.relative_to(own_folder)) in text
    assert lesson.read_text() == "my work" and not exercises.exists()
    for number in (1, 2):
        status, text = said(capsys, "copy", "11.1.4", "w", "--force")
        assert status == 0 and f"gradient_clipping.backup-{number}.ipynb" in text
    assert lesson.with_name("11_1_4_gradient_clipping.backup-1.ipynb").read_text() == "my work"
    assert json.loads(lesson.read_text("utf-8"))["cells"] and not list(own_folder.rglob(".partial*"))


def test_a_place_that_cannot_be_written_is_said(capsys, own_folder):
    """A file where a folder should be: no traceback, and the file is as it was."""
    (own_folder / "w").write_text("a file")
    status, text = said(capsys, "copy", "11.1.4", "w/below")
    assert status == 2 and "cannot be written" in text and (own_folder / "w").read_text() == "a file"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_parameter_has_a_meaning_and_its_default(capsys, section):
    """What is listed is what the notebook's parameters cell sets, each said in both languages."""
    notebook = _course.read(_course.find(section).notebook("en"))
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == "parameters"]
    values = {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell["source"]).body}
    listed = _parameters.of(notebook)
    assert {name: one.default for name, one in listed.items()} == {
        name: value for name, value in values.items() if name not in _parameters.RESERVED
    }
    assert set(listed) <= set(_parameters.MEANINGS)
    for language in ("ko", "en"):
        text = said(capsys, "run", section, "--parameters", "--language", language)[1]
        assert all(re.search(rf"^{name} .*\w", text, re.MULTILINE) for name in listed)


def test_values_take_the_kind_of_the_default():
    """Texts of the command line become what Python would read, and tuples lists, as papermill needs them."""
    kinds = {"N": 5, "RATE": 0.1, "NAME": "a", "LIST": [1], "TABLE": {"a": [1]}, "FLAG": False, "NONE": None}
    parameters = {name: _parameters.Parameter(name, default, "") for name, default in kinds.items()}
    given = [
        ("N", "60_000"),
        ("RATE", "1"),
        ("NAME", "3"),
        ("LIST", "(1, (2, 3))"),
        ("TABLE", "{'b': (2,)}"),
        ("FLAG", "True"),
        ("NONE", "x"),
    ]
    expected = {
        "N": 60_000,
        "RATE": 1.0,
        "NAME": "3",
        "LIST": [1, [2, 3]],
        "TABLE": {"b": [2]},
        "FLAG": True,
        "NONE": "x",
    }
    assert _parameters.chosen(parameters, given) == expected


def own_notebook(path, *sources):
    """Write a notebook of one's own whose first cell has the parameters; return its path."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


CLAIMS = 'from handson11 import claims\nclaims.check("lecun-formula", 1 / N)'
NEXT = 'claims.check("logistic-mean", [MEAN, MEAN])'


@pytest.mark.parametrize(
    ("given", "status", "counts"),
    [
        ([], 0, "2 claims: 2 hold, 0 fail, 0 not measured"),
        (["-p", "N", "40"], 1, "2 claims: 1 hold, 1 fail, 0 not measured"),
        (["-p", "MEAN", "0.9"], 1, "2 claims: 1 hold, 1 fail, 0 not measured"),
        (["-p", "N", "0"], 1, "2 claims: 0 hold, 0 fail, 2 not measured"),
    ],
)
def test_a_run_counts_its_claims(capsys, own_folder, given, status, counts):
    """A claim that fails is named with its value and the run goes on; any other error stops it, without a traceback."""
    path = own_notebook(own_folder / "mine.ipynb", "N = 50\nMEAN = 0.5", CLAIMS, NEXT)
    got, text = said(capsys, "run", path, *given)
    assert got == status and counts in text and "Traceback" not in text
    assert text.count("✘ [lecun-formula]") == (2 if "40" in given else 0)
    if "40" in given:
        assert "0.025" in text.splitlines()[-2]
    if given[-1:] == ["0"]:
        assert "cell-1" in text and "ZeroDivisionError" in text
    executed = nbformat.read(own_folder / "handson11-runs" / "mine.ipynb", as_version=4)
    assert any(cell.get("outputs") for cell in executed.cells)
    assert "execution_count" in json.dumps(executed) and path.read_text("utf-8").count("papermill") == 0


def test_runs_are_kept_side_by_side(capsys, own_folder):
    """A second run does not overwrite the first, and the Python is the one of the command."""
    path = own_notebook(own_folder / "mine.ipynb", "A = 1", "import sys; print(sys.executable)")
    assert [said(capsys, "run", path)[0] for _ in range(2)] == [0, 0]
    assert sorted(file.name for file in (own_folder / "handson11-runs").iterdir()) == [
        "mine-2.ipynb",
        "mine.ipynb",
    ]
    assert sys.executable in (own_folder / "handson11-runs" / "mine.ipynb").read_text("utf-8")


def test_a_kernel_that_dies_is_said(capsys, own_folder):
    """Killed in the middle, as for want of memory: a sentence, exit status 1, and what was done so far is kept."""
    path = own_notebook(
        own_folder / "mine.ipynb", "A = 1", "print('so far')", "import os; os.kill(os.getpid(), 9)", NEXT
    )
    status, text = said(capsys, "run", path)
    assert status == 1 and "killed" in text and "1 not measured" in text and "Traceback" not in text
    assert "so far" in (own_folder / "handson11-runs" / "mine.ipynb").read_text("utf-8")


def test_run_says_what_is_missing(capsys, monkeypatch):
    """Without papermill: how to install it."""
    monkeypatch.setattr(_run.importlib.util, "find_spec", lambda name: None if name == "papermill" else name)
    status, text = said(capsys, "run", "11.1.4")
    assert status == 2 and re.search(r"-m pip install papermill$", text.strip())


def test_the_claims_that_a_run_expects_are_the_sections():
    """The report counts exactly the ledger's claims of the section."""
    for section in _course.sections():
        report = _run._Report(_course.read(section.notebook("en")), None)
        assert sorted(report.expected) == sorted(
            claim.id for claim in claims.ledger().values() if claim.section == section.number
        )


@pytest.mark.parametrize(
    ("needed", "inside", "outside"),
    [
        (">=3.13,<3.16", ["3.13", "3.13.2", "3.15.9"], ["3.12.9", "3.16", "2.15.0", "4.0"]),
        ("==2.20.*", ["2.20.0", "2.20"], ["2.21.0"]),
        ("~=1.4.2", ["1.4.2", "1.4.9"], ["1.5", "1.4.1"]),
        ("!=1.0", ["1.0.1"], ["1.0", "1.0.0"]),
        ("", ["0"], []),
    ],
)
def test_ranges_of_versions(needed, inside, outside):
    """As the library for it reads them."""
    from packaging.specifiers import SpecifierSet

    for version in [*inside, *outside]:
        assert (
            _versions.admits(needed, version) == (version in inside) == SpecifierSet(needed).contains(version)
        )


def fake(folder, name, version, needs=()):
    """Write down a library's version as if it was installed; return the folder."""
    place = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    place.mkdir(parents=True)
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}\n")
    return folder


def test_a_good_environment_has_nothing_to_mend(capsys, own_folder):
    """The tests' own environment passes, TensorFlow loaded; nothing is left behind."""
    status, text = said(capsys, "check")
    assert status == 0 and "✘" not in text and "TensorFlow loads and trains a step" in text
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        (("keras", "2.15.0"), "Keras 2 is another library"),
        (("keras", "3.20.0"), "keras 3.20.0: .*<3.16"),
        (("tensorflow", "2.15.0"), "tensorflow 2.15.0: .*>=2.20"),
        (("numpy", "1.26.4"), "numpy 1.26.4"),
        (("tensorflow", "2.21.0", ["keras>=3.99"]), r"tensorflow 2.21.0 needs keras>=3.99, and 3\.\d+"),
    ],
)
def test_wrong_libraries_are_named(capsys, own_folder, monkeypatch, library, expected):
    """Too old, too new, or a pair that does not fit: named with what mends it, before anything is loaded."""
    monkeypatch.syspath_prepend(str(fake(own_folder / "libraries", *library)))
    status, text = said(capsys, "check")
    assert status == 1 and re.search(f"✘ .*{expected}", " ".join(text.split())) and "pip install" in text
    assert "Loading TensorFlow" not in text


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TF_USE_LEGACY_KERAS", "1", "unset TF_USE_LEGACY_KERAS"),
        ("KERAS_BACKEND", "jax", "unset KERAS_BACKEND"),
        ("HANDSON11_PROGRESS", "/proc/none/progress.jsonl", "HANDSON11_PROGRESS"),
    ],
)
def test_wrong_settings_are_named(capsys, monkeypatch, name, value, expected):
    """An environment variable that makes Keras another one, or a file that cannot be written."""
    monkeypatch.setenv(name, value)
    status, text = said(capsys, "check", "--quick")
    assert status == 1 and expected in text and text.count("✘") == 1


@pytest.mark.parametrize(
    ("key", "value"), [("backend", "torch"), ("floatx", "float16"), ("image_data_format", "channels_first")]
)
def test_settings_in_keras_own_file_are_named(capsys, own_folder, monkeypatch, key, value):
    """keras.json can change all that too; a damaged one is passed over, as Keras does."""
    monkeypatch.setenv("KERAS_HOME", str(own_folder))
    (own_folder / "keras.json").write_text(json.dumps({key: value}))
    status, text = said(capsys, "check", "--quick")
    assert status == 1 and "keras.json" in text and value in text
    (own_folder / "keras.json").write_text("{")
    assert said(capsys, "check", "--quick")[0] == 0


def test_a_file_that_hides_a_library_is_named(capsys, own_folder):
    """keras.py beside one's notebooks is taken for Keras."""
    (own_folder / "keras.py").write_text("")
    status, text = said(capsys, "check", "--quick")
    assert status == 1 and "keras.py hides" in text


def test_data_are_looked_at(capsys, own_folder, monkeypatch):
    """A damaged file of the full set, a named folder without it, and a damaged subset."""
    monkeypatch.setattr(data, "DEBIAN_FOLDER", own_folder / "none")
    monkeypatch.setattr(data, "_cache_folder", lambda: own_folder / "cache")
    monkeypatch.setenv("KERAS_HOME", str(own_folder / "keras"))
    monkeypatch.setenv("HANDSON11_DATA", str(own_folder / "named"))
    status, text = said(capsys, "check", "--quick")
    assert status == 0 and "named" in text and "fetches it" in text
    (own_folder / "cache").mkdir()
    (own_folder / "cache" / "train-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    status, text = said(capsys, "check", "--quick")
    assert status == 0 and "Damaged" in text and "train-labels-idx1-ubyte.gz" in text
    monkeypatch.setattr(data, "SUBSET_SHA256", "0" * 64)
    status, text = said(capsys, "check", "--quick")
    assert status == 1 and "fashion_mnist_subset.npz" in text and "Install handson11 again" in text


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        ("import os; os.kill(os.getpid(), 4)", "SIGILL.*AVX"),
        ("raise ImportError('libcudart is missing')", "ImportError: libcudart is missing"),
        ("import time; time.sleep(60)", "within 2 seconds"),
    ],
)
def test_a_tensorflow_that_fails_takes_nothing_along(capsys, monkeypatch, trial, expected):
    """A crash, an error, a hang: one line each, no traceback."""
    monkeypatch.setattr(_doctor, "_TRIAL", trial)
    monkeypatch.setattr(_doctor, "LOAD_SECONDS", 2)
    status, text = said(capsys, "check")
    assert status == 1 and re.search(expected, " ".join(text.split())) and "Traceback" not in text


def test_a_part_that_breaks_is_a_finding(capsys, monkeypatch):
    """Whatever is broken, the other parts are still looked at."""
    monkeypatch.setattr(_doctor.platform, "platform", lambda: 1 / 0)
    status, text = said(capsys, "check", "--quick")
    assert status == 1 and "ZeroDivisionError" in text and "numpy" in text and "Traceback" not in text


def test_an_old_python_gets_a_sentence(root, monkeypatch, capsys):
    """The file that starts can be read by Python 3.8, and says in both languages that it is too old."""
    source = (root / "handson11" / "__main__.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))
    ast.parse((root / "handson11" / "__init__.py").read_text("utf-8"), feature_version=(3, 8))
    made = {"__name__": "handson11.old"}
    exec(compile(source, "__main__.py", "exec"), made)
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    assert made["start"]() == 1
    text = capsys.readouterr().out
    assert "3.9.1" in text and "필요합니다" in text


def test_a_terminal_without_hangul_ends_no_command():
    """Where the encoding lacks a character, another stands in its place."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(_places.CHECKOUT)}
    run = subprocess.run(
        [sys.executable, "-m", "handson11", "sections", "--language", "ko"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert run.returncode == 0 and "11.2.3" in run.stdout and not run.stderr


def test_progress_lines_up(capsys, own_folder):
    """The table of the exercises, with Hangul two columns wide."""
    status, text = said(capsys, "progress", "--language", "ko")
    lines = text.splitlines()
    assert status == 0 and "progress.jsonl" in text and "clear_progress" in text
    assert len(lines) == len(SECTIONS) + 3


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """A Python with nothing but the wheel, and the folder that it works in."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        root, source, ignore=shutil.ignore_patterns(".git", ".venv", "_build", "build", "*.egg-info", "tests")
    )
    build = "import setuptools.build_meta as b, sys; print(b.build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=source, capture_output=True, text=True, check=True
    )
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    place = subprocess.check_output(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    shutil.unpack_archive(folder / made.stdout.split()[-1], place, "zip")
    shutil.rmtree(source)
    return python, folder


def from_wheel(installed, *words):
    """Run a command of the installed wheel, away from the checkout."""
    python, folder = installed
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(python), "-m", "handson11", *words], cwd=folder, capture_output=True, text=True, env=environment
    )


def test_the_wheel_alone_has_the_notebooks(installed):
    """With no other library at all: sections, copies, parameters; and what is missing is said without a traceback."""
    assert from_wheel(installed, "sections").stdout.split()[0] == "11.1"
    run = from_wheel(installed, "copy", "11.2.1", "copied", "--solutions", "--language", "ko")
    assert run.returncode == 0 and len(list((installed[1] / "copied").rglob("*.ipynb"))) == 3
    text = prose(installed[1] / "copied" / "11_2_1_transfer_learning.ipynb")
    assert f"({_places.published_book()}book/ko/references.html)" in text
    assert "N_TRAIN_A" in from_wheel(installed, "run", "11.2.1", "--parameters").stdout
    check = from_wheel(installed, "check")
    assert (
        check.returncode == 1
        and "tensorflow: missing" in check.stdout
        and "54 notebooks" in " ".join(check.stdout.split())
    )
    for words in (["check"], ["progress"], ["run", "11.1"], ["run", "11.1", "-p", "SEED", "2"]):
        run = from_wheel(installed, *words)
        assert run.returncode in (1, 2) and "Traceback" not in run.stdout + run.stderr
        assert re.search("pip install|handson11 check", run.stdout + run.stderr)


def test_the_wheel_runs_a_notebook(installed):
    """With the tests' libraries beside it, a notebook of the wheel runs, and the package is the wheel's."""
    python, folder = installed
    place = next((folder / "venv").glob("lib/python*/site-packages"))
    numpy = __import__("numpy")
    (place / "tests.pth").write_text(str(pathlib.Path(numpy.__file__).parents[1]) + "\n")
    own_notebook(
        folder / "own.ipynb", "N = 50", CLAIMS, textwrap.dedent("import handson11; print(handson11.__file__)")
    )
    try:
        run = from_wheel(installed, "run", "own.ipynb", "-p", "N", "50")
    finally:
        (place / "tests.pth").unlink()
    assert run.returncode == 0 and "1 claims: 1 hold" in run.stdout, run.stderr
    assert str(place) in (folder / "handson11-runs" / "own.ipynb").read_text("utf-8")
