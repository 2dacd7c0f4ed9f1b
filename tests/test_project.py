"""What holds the project's own files together."""

import json
import re
import subprocess
import sys
import tomllib

import lock
import pytest
import repository
import site_address
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

PYTHONS = ("3.11", "3.12", "3.13")
COLAB = {"tensorflow": "2.20.0", "keras": "3.13.2", "numpy": "2.1.3", "matplotlib": "3.10.0"}


@pytest.fixture(scope="module")
def pyproject():
    """The project's table of contents."""
    return tomllib.loads((lock.ROOT / "pyproject.toml").read_text("utf-8"))


def locked(path, python):
    """Return the versions that a lock installs under a Python on Linux."""
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    environment |= {
        "implementation_name": "cpython",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    }
    requirements = [Requirement(pin) for pin in lock.pins(path)]
    return {
        requirement.name: Version(str(requirement.specifier).removeprefix("=="))
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }


def direct(pyproject, group):
    """Return the requirements of a dependency group, included groups resolved."""
    for entry in pyproject["dependency-groups"][group]:
        if isinstance(entry, dict):
            yield from direct(pyproject, entry["include-group"])
        else:
            yield Requirement(entry)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_locks_are_in_step_with_pyproject(pyproject, python):
    """Every direct dependency is locked within its range, for every Python; the book's lock has no TensorFlow."""
    assert SpecifierSet(pyproject["project"]["requires-python"]).contains(f"{python}.5")
    book, test = locked(lock.BOOK, python), locked(lock.TEST, python)
    assert not {"tensorflow", "keras"} & set(book)
    for requirement in direct(pyproject, "book"):
        assert requirement.specifier.contains(book[requirement.name])
    for requirement in [*direct(pyproject, "test"), *map(Requirement, pyproject["project"]["dependencies"])]:
        assert requirement.specifier.contains(test[requirement.name])
    assert {name: test[name] for name in book} == book


@pytest.mark.parametrize("path", [lock.BOOK, lock.TEST], ids=["book", "test"])
def test_a_lock_holds_names_versions_and_hashes_only(path):
    """No address, no option; every version has a hash."""
    text = path.read_text("utf-8")
    assert "://" not in text and not re.search(r"^-", text, re.MULTILINE)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(entries) > 50 and all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_environment_yml_is_what_make_lock_writes():
    """The conda environment is that of requirements/test.txt."""
    assert (lock.ROOT / "environment.yml").read_text("utf-8") == lock.environment_yml()


def test_what_colab_has_is_admitted(pyproject):
    """Installing the helper on Colab changes none of its versions."""
    ranges = {
        requirement.name: requirement.specifier
        for requirement in map(Requirement, pyproject["project"]["dependencies"])
    }
    assert all(ranges[name].contains(version) for name, version in COLAB.items())


def test_importing_the_package_is_fast_and_light():
    """Under 0.1 s beyond Python's own start, and none of the large libraries is loaded."""
    code = (
        "import json, sys, time; t = time.perf_counter(); import handson11; t = time.perf_counter() - t;"
        "print(json.dumps([t, sorted({'tensorflow', 'keras', 'matplotlib', 'numpy'} & set(sys.modules))]))"
    )
    runs = [
        json.loads(subprocess.check_output([sys.executable, "-c", code], cwd=lock.ROOT)) for _ in range(3)
    ]
    assert min(seconds for seconds, _ in runs) < 0.1
    assert all(loaded == [] for _, loaded in runs)


def test_the_address_of_the_repository_stands_in_one_configuration():
    """README, package and notebooks follow _config.yml; a follower with another address is found."""
    address = repository.address()
    for pattern in repository.FOLLOWERS:
        for path in lock.ROOT.glob(pattern):
            found = set(re.findall(r"https://github\.com/[\w.-]+/handson11", path.read_text("utf-8")))
            assert found <= {address}, path


def test_the_book_is_where_the_repository_is_published(pyproject):
    """The address of the published book follows from that of the repository."""
    assert pyproject["project"]["urls"]["Documentation"] == site_address.of_repository(repository.address())


def test_every_package_is_packed(pyproject):
    """The list of packages names every folder with modules, and the notebooks of both languages."""
    tools = pyproject["tool"]["setuptools"]
    folders = {path.parent for path in (lock.ROOT / "handson11").rglob("*.py")}
    packages = {".".join(folder.relative_to(lock.ROOT).parts) for folder in folders}
    assert set(tools["packages"]) == packages | set(tools["package-dir"])
    for name, folder in tools["package-dir"].items():
        packed = {
            path for pattern in tools["package-data"][name] for path in (lock.ROOT / folder).glob(pattern)
        }
        assert packed == set((lock.ROOT / folder).rglob("*.ipynb"))


def test_repository_changes_every_follower(tmp_path, monkeypatch, capsys):
    """`make repository` replaces the address everywhere, and refuses what is none."""
    (tmp_path / "book" / "en").mkdir(parents=True)
    (tmp_path / "_config.yml").write_text("repository:\n  url: https://github.com/a/b\n")
    (tmp_path / "book" / "en" / "x.ipynb").write_text('"git+https://github.com/a/b"')
    (tmp_path / "pyproject.toml").write_text('Documentation = "https://a.github.io/b/"')
    monkeypatch.setattr(repository, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="Received: 'nonsense'"):
        repository.main("nonsense")
    repository.main("https://github.com/c/d")
    assert repository.address() == "https://github.com/c/d"
    assert (tmp_path / "book" / "en" / "x.ipynb").read_text() == '"git+https://github.com/c/d"'
    assert (tmp_path / "pyproject.toml").read_text() == 'Documentation = "https://c.github.io/d/"'


def test_a_wheel_holds_data_font_ledger_and_licences(tmp_path, pyproject):
    """What package-data and licence-files name is really there to be packed."""
    package = lock.ROOT / "handson11"
    for pattern in pyproject["tool"]["setuptools"]["package-data"]["handson11"]:
        assert list(package.glob(pattern)), pattern
    for name in pyproject["project"]["license-files"]:
        assert (lock.ROOT / name).is_file()


def test_the_readmes_show_the_two_commands():
    """Exactly `make book` and `make test` for set-up, in both languages, and CI calls the second."""
    for name in ("README.md", "README.ko.md"):
        (block,) = re.findall(r"```\n(.*?)```", (lock.ROOT / name).read_text("utf-8"), re.DOTALL)
        assert block == "make book\nmake test\n"
    assert "\nmake test\n" in (lock.ROOT / ".ci" / "run").read_text()


def test_imports_run_one_way():
    """No module imports one that stands above it, and plotting sees no Keras."""
    order = [
        "_places",
        "_validate",
        "_copies",
        "i18n",
        "show",
        "plotting",
        "records",
        "data",
        "activations",
        "initializers",
        "models",
    ]
    order += ["stacks", "transfer", "pretraining", "auxiliary", "folding", "probes", "claims", "runtime"]
    for path in (lock.ROOT / "handson11").glob("*.py"):
        text = path.read_text("utf-8")
        ours = re.findall(r"^from handson11\.(\w+) import", text, re.MULTILINE)
        for names in re.findall(r"^from handson11 import (.+)$", text, re.MULTILINE):
            ours += [name.strip() for name in names.split(",")]
        if path.stem != "__init__":
            assert all(order.index(name) < order.index(path.stem) for name in ours), path
        if path.stem in ("plotting", "show", "data"):
            assert not re.search(r"^\s*(import|from) (keras|tensorflow)", text, re.MULTILINE)


def test_checks_import_one_way_and_nothing_imports_them():
    """Texts, then outcomes, then what runs and compares answers, then the sections; no section sees another."""
    order = [
        "_texts",
        "_outcomes",
        "_stubs",
        "_guard",
        "_compare",
        "_exercises",
        "_progress",
        "_models",
        "_projects",
    ]
    folder = lock.ROOT / "handson11" / "checks"
    for path in folder.glob("_[a-z]*.py"):
        ours = re.findall(r"^from handson11\.checks\.(\w+) import", path.read_text("utf-8"), re.MULTILINE)
        assert all(order.index(name) < order.index(path.stem) for name in ours), path
    for path in folder.glob("section_*.py"):
        ours = re.findall(r"handson11\.checks\.(\w+)", path.read_text("utf-8"))
        assert set(ours) <= set(order), path
    for path in (lock.ROOT / "handson11").glob("*.py"):
        assert path.stem == "__init__" or "checks" not in re.findall(
            r"import (\w+)", path.read_text("utf-8")
        ), path
