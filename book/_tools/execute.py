"""Execute notebooks at their default parameters and store their outputs: `make notebooks`.

    python book/_tools/execute.py [PART_OF_A_PATH]

A notebook is written only after it has run to its end. The processor time that a section took is kept in
book/run_times.json, from where its page takes it: unlike the time on the clock, it hardly depends on what else the
machine does.
"""

import json
import resource
import sys
import time

import notebooks

RUN_TIMES = notebooks.BOOK / "run_times.json"


def execute(notebook, folder):
    """Execute a notebook in place; return the processor time of its kernel in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    notebooks.execute(notebook, folder)  # waits for the kernel's end, without which its time is not counted
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def keep_time(stem, seconds):
    """Keep the processor time of a section; its two languages run the same code, and the latest run counts."""
    times = json.loads(RUN_TIMES.read_text(encoding="utf-8")) if RUN_TIMES.is_file() else {}
    times[stem] = {"cpu_seconds": round(seconds)}
    RUN_TIMES.write_text(json.dumps(times, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main(only=""):
    """Execute every notebook whose path contains `only`."""
    paths = notebooks.notebook_paths(only)
    if not paths:
        sys.exit(f"No notebook's path contains {only!r}.")
    for number, path in enumerate(paths, start=1):
        name = path.relative_to(notebooks.BOOK)
        print(f"[{number}/{len(paths)}] {name} …", end=" ", flush=True)
        started = time.monotonic()
        notebook = notebooks.read(path)
        seconds = execute(notebook, path.parent)
        if path.parent.parent == notebooks.BOOK:  # a section, no exercise
            keep_time(path.stem, seconds)
        notebooks.write(notebooks.normalize(notebook), path)
        print(f"{time.monotonic() - started:.0f} s, {seconds:.0f} s of processor time", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
