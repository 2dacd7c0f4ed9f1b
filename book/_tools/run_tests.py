"""Everything that `make test` checks, two steps at a time.

    python book/_tools/run_tests.py [STEP …]

Each step is a command of its own, with its output in build/logs/. Long steps start first. After the
first failure no new step starts; the end of its log is shown, with what to do about it.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time
from typing import NamedTuple

import notebooks

ROOT = notebooks.ROOT
LOGS = ROOT / "build" / "logs"
WORKERS = 2
TOOLS = "book/_tools"
PYTHON = sys.executable
BIN = pathlib.Path(PYTHON).parent


class Step(NamedTuple):
    """One command, what to do if it fails, and the steps that must have passed before."""

    name: str
    command: tuple[str, ...]
    advice: str
    after: tuple[str, ...] = ()


def steps():
    """Return all steps, those that take longest first."""
    pytest = (PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    refresh = "If the change is meant, run `make notebooks` and read the new outputs before you commit them."
    claims = "A claim does not hold for another seed: mend the claim, in both languages, or what it measures."
    paths = notebooks.notebook_paths()
    names = {path: path.relative_to(notebooks.BOOK).with_suffix("") for path in paths}
    papermill = [
        Step(
            f"papermill {names[path]}",
            (PYTHON, f"{TOOLS}/other_seed.py", str(path.relative_to(ROOT))),
            claims,
        )
        for path in paths
    ]
    nbval = [
        Step(
            f"nbval {names[path]}",
            (
                *pytest,
                "--nbval",
                "--nbval-sanitize-with",
                "tests/nbval_sanitize.cfg",
                "--nbval-cell-timeout=600",
                str(path.relative_to(ROOT)),
            ),
            f"A stored output is not what the code gives now. {refresh}",
        )
        for path in paths
    ]
    return [
        Step(
            "unit tests and doctests",
            (*pytest, "-m", "not browser", "--durations=5", "tests", "handson11"),
            "Run the failing test alone: .venv/test/bin/python -m pytest -k NAME",
        ),
        *papermill,
        *nbval,
        Step(
            "book, warnings as errors",
            (str(BIN / "jupyter-book"), "build", ".", "--all", "-W", "-n", "--keep-going"),
            "Sphinx names the page and the line of each warning above.",
        ),
        Step(
            "pages in the browser",
            (*pytest, "-m", "browser", "tests"),
            "Look at the page: `make serve`. Where Chromium is missing, install it (package chromium).",
            after=("book, warnings as errors",),
        ),
        Step("linter", (str(BIN / "ruff"), "check", "."), "Run `make format`, and mend what it leaves."),
        Step("format", (str(BIN / "ruff"), "format", "--check", "."), "Run `make format`."),
        Step(
            "exercises derived from solutions",
            (PYTHON, f"{TOOLS}/exercises.py", "--check"),
            "Run `make exercises`.",
        ),
        Step(
            "parity of the languages",
            (PYTHON, f"{TOOLS}/parity.py"),
            "Make the named cell say the same in both languages, then run `make notebooks`.",
        ),
    ]


def start(step):
    """Start a step; return its process."""
    with log_path(step).open("w") as log:
        return subprocess.Popen(
            step.command,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(),
        )


def environment():
    """Return the environment of the steps: two run at once, so each may use one core's threads."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
        "TF_NUM_INTRAOP_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **notebooks.PROGRESS,
    }


def log_path(step):
    """Return where the output of a step goes."""
    return LOGS / f"{step.name.replace('/', '-').replace(' ', '-').replace(',', '')}.log"


def run(wanted):
    """Run the steps whose name contains one of `wanted`, or all; return how many passed and failed."""
    waiting = [step for step in steps() if not wanted or any(word in step.name for word in wanted)]
    if not waiting:
        sys.exit(f"No step's name contains {' or '.join(wanted)}.")
    LOGS.mkdir(parents=True, exist_ok=True)
    if any(step.name.startswith("book") for step in waiting):
        # From nothing, so that a file left by an older build cannot hide that a new one lacks it.
        shutil.rmtree(ROOT / "_build", ignore_errors=True)
    total, running, passed, failed = len(waiting), {}, set(), []
    began = last_word = time.monotonic()
    while running or (waiting and not failed):
        for step in list(waiting):
            ready = not any(name in {other.name for other in [*waiting, *running]} for name in step.after)
            if len(running) < WORKERS and ready and not failed:
                waiting.remove(step)
                running[step] = (start(step), time.monotonic())
        time.sleep(0.2)
        for step, (process, started) in list(running.items()):
            if process.poll() is None:
                continue
            del running[step]
            (failed.append(step) if process.returncode else passed.add(step.name))
            word = "FAILED" if process.returncode else "passed"
            done = len(passed) + len(failed)
            print(f"[{done}/{total}] {word} in {time.monotonic() - started:4.0f} s  {step.name}", flush=True)
            last_word = time.monotonic()
        if time.monotonic() - last_word > 30:
            last_word = time.monotonic()
            names = ", ".join(step.name for step in running)
            print(f"    {last_word - began:4.0f} s … {names}", flush=True)
    for step in failed:
        tail = log_path(step).read_text(encoding="utf-8", errors="replace").splitlines()[-60:]
        print(f"\n---- {step.name} ----", *tail, sep="\n")
        print(f"\n{step.name} failed. {step.advice}\nThe whole log: build/logs/")
    print(f"\n{time.monotonic() - began:.0f} s")
    print(f"{len(passed)} passed, {len(failed)} failed")
    return failed


if __name__ == "__main__":
    sys.exit(bool(run(sys.argv[1:])))
