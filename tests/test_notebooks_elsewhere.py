"""Notebooks outside the book: in Jupyter, on GitHub and on Colab."""

import os
import re
import sys
import types

import nbclient
import notebooks
import pytest
import repository
import tensorflow as tf
from IPython.core.inputtransformer2 import TransformerManager

from handson11 import _places, runtime

PATHS = notebooks.notebook_paths()
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
# HTML that GitHub, JupyterLab and Colab all keep.
KEPT = {"details", "summary"}


def name_of(path):
    return str(path.relative_to(notebooks.BOOK).with_suffix(""))


@pytest.fixture(params=PATHS, ids=name_of)
def path(request):
    """Each committed notebook."""
    return request.param


def markdown(path):
    """Yield cell id and source of the Markdown cells, and what `show.prose` stored."""
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            yield cell.id, cell.source
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                yield cell.id, output.data["text/markdown"]


def test_markdown_is_plain(path):
    """No directive, role, label or attribute of MyST, and no HTML but what every viewer keeps."""
    for name, source in markdown(path):
        text = CODE.sub(lambda match: " " if match[0].startswith("```") else "`c`", source)
        assert not re.search(r"^\s*(:::|```+\{|\(.+\)=\s*$|%\s)", source, re.MULTILINE), name
        assert not re.search(r"\{[a-z][\w:-]*\}`|\{(#|\.)[\w-]+\}|!\[", text), name
        assert set(re.findall(r"</?([a-zA-Z]\w*)", MATH.sub("", text))) <= KEPT, name


def test_folded_blocks_show_their_markdown(path):
    """In a <details> block Markdown is read only where blank lines part it from the tags."""
    for name, source in markdown(path):
        n_blocks = source.count("<details>")
        whole = re.findall(
            r"(?:^|\n\n)<details>\n<summary>[^\n<]+</summary>\n\n.+?\n\n</details>", source, re.DOTALL
        )
        assert len(whole) == n_blocks == source.count("</details>"), name


def test_formulas_are_for_every_viewer(path):
    """Dollars pair up; displays stand alone; nothing that one viewer reads as HTML, a table or a refused macro."""
    for name, source in markdown(path):
        text = CODE.sub("`c`", source)
        assert "$" not in MATH.sub("", text), name
        assert not re.search(r"\\[()\[\]]", MATH.sub("", text)), name
        for formula in MATH.findall(text):
            assert not re.search(
                r"<[a-zA-Z/]|\\(operatorname|newcommand|def|mbox|phantom|label|ref|tag)\b", formula
            ), name
            if formula.startswith("$$"):
                assert re.search(r"(^|\n\n)" + re.escape(formula) + r"(\n\n|$)", text), name
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert not any("|" in formula for row in rows for formula in MATH.findall(row)), name


def test_links_lead_somewhere(path):
    """A relative link leads to a file of the repository, so that it opens in Jupyter and on GitHub."""
    for name, source in markdown(path):
        for link in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("`c`", source)):
            if not re.match(r"https://|#", link):
                assert (path.parent / link.partition("#")[0]).is_file(), (name, link)
            assert not link.startswith("http://"), (name, link)


@pytest.mark.parametrize("on_colab", [True, False])
def test_the_install_cell_installs_on_colab_only(path, monkeypatch, on_colab):
    """There it installs the helper from the repository, once, upgrading nothing; elsewhere it does nothing."""
    (cell,) = [cell for cell in notebooks.read(path).cells if cell.id == "install"]
    ran = []
    shell = types.SimpleNamespace(run_line_magic=lambda *words: ran.append(words))
    if on_colab:
        monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    exec(TransformerManager().transform_cell(cell.source), {"get_ipython": lambda: shell})
    wanted = [("pip", f'install --quiet "handson11 @ git+{repository.address()}"')]
    assert ran == (wanted if on_colab else [])
    code = [cell.id for cell in notebooks.read(path).cells if cell.cell_type == "code"]
    assert code[:3] == ["install", "imports", "parameters"]


COLAB = """
import sys, types
sys.modules["google.colab"] = types.ModuleType("google.colab")
from IPython import get_ipython
def pip(line):
    with open({record!r}, "a") as file:
        file.write(line + "\\n")
get_ipython().register_magic_function(pip, "line", "pip")
"""


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_notebook_runs_on_colab_from_top_to_bottom(tmp_path, language):
    """With `google.colab` loaded: installed once, no error, the book is linked, and all else is as stored."""
    path = notebooks.BOOK / language / "exercises" / "11_1_4_gradient_clipping.ipynb"
    record, startup = tmp_path / "installed.txt", tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "colab.py").write_text(COLAB.format(record=str(record)))
    stored, fresh = notebooks.read(path), notebooks.read(path)
    client = nbclient.NotebookClient(fresh, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env={**os.environ, "IPYTHONDIR": str(tmp_path), **notebooks.PROGRESS})
    assert record.read_text() == f'install --quiet "handson11 @ git+{repository.address()}"\n'
    for before, now in zip(stored.cells, fresh.cells, strict=True):
        if now.id == "start":
            (output,) = now.outputs
            assert f"{_places.published_book()}book/{language}/index.html" in output.data["text/markdown"]
        elif now.id.endswith("-check"):
            assert now.outputs[0].data["text/plain"] == before.outputs[0].data["text/plain"]


def test_elsewhere_nothing_is_said_about_colab(capsys, monkeypatch):
    """The note is for Colab alone, so that stored outputs do not depend on it."""
    # It would hold for the whole process, and other tests compile with XLA, which it rules out.
    monkeypatch.setattr(tf.config.experimental, "enable_op_determinism", lambda: None)
    runtime.start(language="en", seed=1)
    assert capsys.readouterr().out == ""
