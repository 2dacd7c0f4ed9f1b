"""Make the exercise notebooks from the solution notebooks: `make exercises`.

    python book/_tools/exercises.py [--check]

`book/LANGUAGE/solutions/` is the source. In a solution notebook

- a cell with `exercise` in its metadata holds the solution; that text, the stub, takes its place;
- a Markdown cell named `NAME-why` says why the solution `NAME` is right; it becomes a folded block with the
  solution's code and this text;
- a cell tagged `solution-only` is left out;
- the cells that only start the notebook are kept off the page of the book.

Cell ids stay. The stubs are also written to `handson11/checks/stubs.json`, by which a check knows that nothing has
been attempted. A notebook that changed is executed as it stands, so that its checks say "not attempted". With
`--check` nothing is written; what is stale is named, and the exit status is 1.
"""

import copy
import json
import sys

import notebooks

STUBS = notebooks.ROOT / "handson11" / "checks" / "stubs.json"
START = ("imports", "parameters", "start")
FOLDED = {"ko": "정답과 이유", "en": "Solution, and why"}
PROGRESS = {
    "ko": "## 어디까지 왔을까요?\n\n지금까지 확인한 답을 절마다 세어 보여 줍니다. 기록은 이 컴퓨터에만 남습니다.",
    "en": "## Where do you stand?\n\nThis counts the answers that you have checked so far, section by section. "
    "The record stays on this machine.",
}


def solution_paths():
    """Return the paths of the solution notebooks, Korean first."""
    return [path for path in notebooks.notebook_paths() if path.parent.name == "solutions"]


def exercise_notebook(solutions, language):
    """Return the exercise notebook that belongs to a solution notebook.

    Args:
        solutions: The solution notebook.
        language: `"ko"` or `"en"`.
    """
    made = copy.deepcopy(solutions)
    sources = {cell.id: cell.source for cell in solutions.cells}
    made.cells = [
        _exercise_cell(cell, sources, language)
        for cell in made.cells
        if "solution-only" not in cell.metadata.get("tags", [])
    ]
    made.cells.append(notebooks.new_cell("markdown", "progress-idea", PROGRESS[language]))
    made.cells.append(notebooks.new_cell("code", "progress", "checks.progress()"))
    return made


def _exercise_cell(cell, sources, language):
    stub = cell.metadata.pop("exercise", None)
    if stub is not None:
        cell.source = stub
    if cell.id.endswith("-why"):
        code = sources[cell.id.removesuffix("-why")]
        cell.source = (
            f"<details>\n<summary>{FOLDED[language]}</summary>\n\n"
            f"```python\n{code}\n```\n\n{cell.source}\n\n</details>"
        )
    if cell.id in START:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "remove-cell"]
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def stubs(solutions):
    """Return the stub of each exercise of a solution notebook, by exercise id."""
    return {
        cell.id: cell.metadata["exercise"]
        for cell in solutions.cells
        if cell.cell_type == "code" and "exercise" in cell.metadata
    }


def derived():
    """Return every derived notebook by its path, and the text of the stubs."""
    files, found = {}, {}
    for path in solution_paths():
        language = path.parent.parent.name
        solutions = notebooks.read(path)
        made = exercise_notebook(solutions, language)
        files[path.parent.with_name("exercises") / path.name] = made
        if language == "en":
            found |= stubs(solutions)
    return files, json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def without_outputs(notebook):
    """Return the text of a notebook as it is before it is executed."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebooks.text(notebook)


def _is_current(path, made):
    return path.exists() and without_outputs(notebooks.read(path)) == without_outputs(made)


def main(check=False):
    """Write the derived files, or name those that are stale."""
    files, stubs_text = derived()
    stale = [path for path, made in files.items() if not _is_current(path, made)]
    left_over = [
        path
        for folder in {path.parent for path in files}
        for path in folder.glob("*.ipynb")
        if path not in files
    ]
    stubs_changed = not STUBS.exists() or STUBS.read_text("utf-8") != stubs_text
    changed = [*stale, *left_over, *([STUBS] if stubs_changed else [])]
    names = [str(path.relative_to(notebooks.ROOT)) for path in changed]
    print("\n".join(names) or f"{len(files)} exercise notebooks are up to date.")
    if check:
        sys.exit("Stale: run `make exercises`." if changed else 0)
    STUBS.write_text(stubs_text, encoding="utf-8")  # first: the checks read it while a notebook is executed
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        notebooks.execute(files[path], path.parent)
        notebooks.write(notebooks.normalize(files[path]), path)
    for path in left_over:
        path.unlink()


if __name__ == "__main__":
    main("--check" in sys.argv[1:])
