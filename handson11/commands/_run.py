"""`run`: a notebook from top to bottom, with parameters, and what became of its claims."""

import contextlib
import importlib.util
import json
import os
import pathlib
import re
import sys
import tempfile
import time

from handson11 import _places, i18n
from handson11.commands import _course, _parameters
from handson11.commands._console import Refusal, pip_install
from handson11.i18n import tr

FOLDER = "handson11-runs"
_CLAIM = re.compile(r"^\[([a-z0-9-]+)\] .*(?:\n  .*)*", re.MULTILINE)
_CHECKED = re.compile(r"""claims\.check\(\s*["']([^"']+)["']""")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run(word, given=(), *, output=None, list_parameters=False):
    """Run a section's lesson, or a notebook of one's own, and say what became of its claims.

    Args:
        word: Which section, or the path of a notebook.
        given: Pairs of parameter and value, as text.
        output: Where the executed notebook goes; a new file in `handson11-runs` by default.
        list_parameters: Only list the parameters.

    Returns:
        0 if the notebook ran to its end and every claim holds, otherwise 1.

    Raises:
        Refusal: If it cannot be run as asked; nothing was run then.
    """
    own = pathlib.Path(word) if word.endswith(".ipynb") and pathlib.Path(word).is_file() else None
    section = None if own else _course.find(word)
    file = own or section.notebook(i18n.language())
    notebook = _course.read(file)
    parameters = _parameters_of(file, notebook)
    title = str(section or own)
    if list_parameters:
        print("\n".join([title, *_parameters.listed(parameters)]))
        return 0
    values = _parameters.chosen(parameters, given)
    _need("papermill", "ipykernel")
    stem = own.stem if own else f"{section.stem}-{i18n.language()}"
    target = _target(output, stem)
    report = _Report(notebook, target)
    print(title + "".join(f"  {name}={value!r}" for name, value in values.items()), flush=True)
    # An own notebook may read files beside it; a section's reads none, and writes none beside itself.
    cwd = (own or target).resolve().parent
    with report, _kernel_environment():
        _execute(notebook, target, values, cwd, report)
    return report.finish()


def _parameters_of(file, notebook):
    try:
        return _parameters.of(notebook)
    except (SyntaxError, KeyError) as error:
        raise Refusal(
            tr(
                ko=f"{file}의 파라미터 셀을 읽을 수 없습니다: {error}",
                en=f"The cell of parameters in {file} cannot be read: {error}",
            )
        ) from error


def _need(*modules):
    missing = [name for name in modules if not importlib.util.find_spec(name)]
    if missing:
        listed, install = ", ".join(missing), pip_install(*missing)
        raise Refusal(
            tr(
                ko=f"노트북을 실행하는 데 필요한 것이 없습니다({listed}). 설치: {install}",
                en=f"To run a notebook, install what is missing ({listed}): {install}",
            )
        )


def _target(output, stem):
    """Return where the executed notebook goes: a file that is not there yet, in a folder that can be written."""
    if output:
        target = pathlib.Path(output)
        if os.path.lexists(target):
            raise Refusal(
                tr(
                    ko=f"이미 있는 파일입니다: {target}. 다른 이름을 적으세요.",
                    en=f"{target} is there already; name another.",
                )
            )
        if target.suffix != ".ipynb":
            raise Refusal(
                tr(ko=f"이름이 .ipynb로 끝나야 합니다: {target}", en=f"The name must end in .ipynb: {target}")
            )
    else:
        number, target = 1, pathlib.Path(FOLDER, f"{stem}.ipynb")
        while os.path.lexists(target):
            number += 1
            target = target.with_name(f"{stem}-{number}.ipynb")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise Refusal(
            tr(
                ko=f"{target.parent}에 쓸 수 없습니다({error.strerror}).",
                en=f"{target.parent} cannot be written ({error.strerror}).",
            )
        ) from error
    return target


@contextlib.contextmanager
def _kernel_environment():
    """Let the kernel find this package where it is not installed, and start without the debugger's remarks."""
    before = dict(os.environ)
    if _places.is_checkout():
        paths = [str(_places.CHECKOUT), os.environ.get("PYTHONPATH")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class _Report:
    """What has come of a run so far: shown as it comes, and summed up at the end."""

    def __init__(self, notebook, target):
        code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self.expected = list(dict.fromkeys(name for source in code for name in _CHECKED.findall(source)))
        self.n_cells, self.target = len(code), target
        self.held, self.failed, self.problem = [], [], None

    def __enter__(self):
        from tqdm import tqdm

        self.started = time.monotonic()
        # Where nobody watches, only the claims are written.
        self.bar = tqdm(
            total=self.n_cells,
            disable=not sys.stderr.isatty(),
            leave=False,
            bar_format=tr(
                ko="셀 {n_fmt}/{total_fmt} |{bar:24}| {elapsed} {desc}",
                en="cell {n_fmt}/{total_fmt} |{bar:24}| {elapsed} {desc}",
            ),
        )
        return self

    def __exit__(self, kind, error, trace):
        self.bar.close()

    def begin(self, cell):
        """A cell begins."""
        self.bar.set_description_str(cell.get("id", ""))

    def end(self, cell):
        """A cell has ended, whether well or not."""
        text = "".join(
            "".join(output["text"]) for output in cell["outputs"] if output.get("name") == "stdout"
        )
        for match in _CLAIM.finditer(text):
            if match[1] in self.expected:
                self.held.append(match[1])
                self._show("✔", match[0])
        for error in (output for output in cell["outputs"] if output["output_type"] == "error"):
            if error["ename"] == "ClaimFailed":
                message = _COLOUR.sub("", error["evalue"])
                self.failed.append(message)
                self._show("✘", message)
            else:
                self.problem = _problem(cell, error)
        self.bar.update()

    def _show(self, mark, text):
        self.bar.clear()
        print(f"{mark} {text}", flush=True)
        self.bar.refresh()

    def finish(self):
        """Say how it ended; return the exit status."""
        n_open = len(self.expected) - len(self.held) - len(self.failed)
        seconds = time.monotonic() - self.started
        print()
        if self.problem:
            print(self.problem)
        if self.expected:
            n, n_held, n_failed = len(self.expected), len(self.held), len(self.failed)
            print(
                tr(
                    ko=f"주장 {n}개: 성립 {n_held}, 불성립 {n_failed}, 재지 못함 {n_open}",
                    en=f"{n} claims: {n_held} hold, {n_failed} fail, {n_open} not measured",
                )
            )
            for message in self.failed:
                name, outside = message.split("]")[0] + "]", message.rsplit("→", 1)[-1].strip()
                print(f"✘ {name} {outside}")
        elif not self.problem:
            print(tr(ko="끝까지 실행됐습니다.", en="It ran to its end."))
        where = tr(ko=f"실행한 노트북: {self.target}", en=f"The executed notebook: {self.target}")
        print(f"{where}  ({seconds:.0f} s)")
        return int(bool(self.problem or self.failed or n_open))


def _problem(cell, error):
    """Return what stopped the notebook, without the traceback: that stands in the executed notebook."""
    message = _COLOUR.sub("", f"{error['ename']}: {error['evalue']}").strip()
    if len(message) > 600:
        message = message[:599] + "…"
    name = cell.get("id", "")
    return tr(ko=f"셀 {name}에서 멈췄습니다. {message}", en=f"It stopped in cell {name}. {message}")


def _execute(notebook, target, values, cwd, report):
    """Run a notebook through papermill; what becomes of it is told to the report."""
    import nbformat
    from jupyter_client import AsyncKernelManager
    from nbclient.exceptions import DeadKernelError
    from papermill import execute_notebook
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, papermill_engines
    from papermill.exceptions import PapermillExecutionError

    class ThisPython(AsyncKernelManager):
        """Starts the kernel with the Python that runs this command, whatever the kernel "python3" is set to."""

        def format_kernel_cmd(self, extra_arguments=None):
            quiet = "--IPKernelApp.log_level=ERROR"  # else its warnings would stand between the claims
            return [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file, quiet]

    class Client(PapermillNotebookClient):
        """Tells the report about each cell."""

        def execute_cell(self, cell, cell_index, **options):
            if cell.cell_type != "code":
                return cell
            report.begin(cell)
            try:
                return super().execute_cell(cell, cell_index, **options)
            finally:
                report.end(cell)

    class Reported(Engine):
        """Papermill's own engine, but it goes on after a claim that fails: the next claims do not depend on it."""

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **_):
            Client(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=ThisPython,
                allow_error_names=["ClaimFailed"],
                timeout=None,
            ).execute()

    papermill_engines.register("handson11", Reported)
    source = nbformat.reads(json.dumps(notebook), as_version=4)
    try:
        execute_notebook(
            source,
            target,
            parameters=values,
            engine_name="handson11",
            progress_bar=False,
            cwd=cwd,
            kernel_name="python3",
            language="python",
        )
    except PapermillExecutionError:
        pass  # the report has it
    except DeadKernelError:
        report.problem = tr(
            ko="파이썬이 도중에 꺼졌습니다. 대개는 메모리가 모자라서입니다. 이미지의 수를 줄여 보세요.",
            en="Python was killed in the middle, mostly because memory ran out. Try fewer images.",
        )
    except RuntimeError as error:  # of jupyter_client, where the kernel does not start
        report.problem = tr(ko=f"커널이 시작되지 않습니다: {error}", en=f"The kernel does not start: {error}")
    except KeyboardInterrupt:
        report.problem = tr(ko="중단했습니다.", en="Interrupted.")
