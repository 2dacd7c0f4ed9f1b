"""Compare the Korean and the English notebook of each pair: `make parity`.

Equal must be: cell ids, types and tags in their order; code (as a syntax tree, so that comments may be
translated), where only LANG in the parameters may differ; heading levels, display math and link targets
of the prose; the kinds of stored outputs. Korean prose holds Hangul, English prose none.
"""

import ast
import re
import sys

import notebooks

HANGUL = re.compile(r"[가-힣]")
# What English prose may say in Korean: the link to the Korean page.
ALLOWED_IN_ENGLISH = ("한국어로 읽기", "한국어")


def compare(ko, en, name):
    """Return the differences between two notebooks as sentences.

    Args:
        ko: The Korean notebook, a dict as nbformat reads it.
        en: The English one.
        name: What to call the pair in the sentences.
    """
    ids = [[cell.get("id") for cell in notebook["cells"]] for notebook in (ko, en)]
    if ids[0] != ids[1]:
        return [f"{name}: the cells differ; {_first_difference(*ids)}"]
    differences = []
    for cell_ko, cell_en in zip(ko["cells"], en["cells"], strict=True):
        where = f"{name}, cell {cell_ko.get('id')}"
        differences += [f"{where}: {problem}" for problem in _compare_cells(cell_ko, cell_en)]
    return differences


def _compare_cells(ko, en):
    if ko["cell_type"] != en["cell_type"]:
        return [f"type {ko['cell_type']} in Korean, {en['cell_type']} in English"]
    tags = [cell["metadata"].get("tags", []) for cell in (ko, en)]
    if tags[0] != tags[1]:
        return [f"tags {tags[0]} in Korean, {tags[1]} in English"]
    texts = ["".join(cell["source"]) for cell in (ko, en)]
    if ko["cell_type"] == "markdown":
        return _compare_prose(*texts)
    problems = _compare_code(*texts, parameters="parameters" in tags[0])
    kinds = [[_kinds(output) for output in cell.get("outputs", [])] for cell in (ko, en)]
    if kinds[0] != kinds[1]:
        problems.append(f"stored outputs {kinds[0]} in Korean, {kinds[1]} in English")
    return problems


def _kinds(output):
    return [output["output_type"], output.get("name", ""), *sorted(output.get("data", {}))]


def _compare_code(ko, en, parameters):
    trees = [_statements(text) for text in (ko, en)]
    if parameters:
        for language, tree in zip(("ko", "en"), trees, strict=True):
            lang = f"LANG = {language!r}"
            if lang not in tree:
                return [f"the parameters of the {language} notebook must hold {lang}"]
            tree[tree.index(lang)] = "LANG"
    return [] if trees[0] == trees[1] else [f"the code differs; {_first_difference(*trees)}"]


def _statements(text):
    """Return code line by line in a normal form without comments and layout."""
    # IPython's magics are no Python: each stands as a call.
    text = re.sub(
        r"^(\s*)([%!].*)$", lambda match: f"{match[1]}magic({match[2]!r})", text, flags=re.MULTILINE
    )
    return ast.unparse(ast.parse(text)).splitlines()


def _compare_prose(ko, en):
    problems = []
    for what, pattern in (
        ("headings", r"^(#{1,6}) "),
        ("display math", r"\$\$(.+?)\$\$"),
        ("labels", r"^\((.+?)\)=$"),
        ("links", r"\]\(([^)\s]+)\)"),
    ):
        found = [re.findall(pattern, text, flags=re.MULTILINE | re.DOTALL) for text in (ko, en)]
        found = [[_without_language(item) for item in items] for items in found]
        if found[0] != found[1]:
            problems.append(f"the {what} differ; {_first_difference(*found)}")
    words = [re.sub(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)", "", text) for text in (ko, en)]
    for allowed in ALLOWED_IN_ENGLISH:
        words[1] = words[1].replace(allowed, "")
    if not HANGUL.search(words[0]):
        problems.append(f"no Hangul in the Korean prose: {ko.strip().splitlines()[0]!r}")
    hangul = [line for line in words[1].splitlines() if HANGUL.search(line)]
    if hangul:
        problems.append(f"Hangul in the English prose: {hangul[0]!r}")
    return problems


def _without_language(item):
    """Return a link target without the language's folder; math with its spaces folded."""
    return " ".join(re.sub(r"\.\./(ko|en)/", "../", re.sub(r"\\text\{[^}]*\}", "TEXT", item)).split())


def _first_difference(ko, en):
    for number, (line_ko, line_en) in enumerate(zip(ko, en, strict=False), start=1):
        if line_ko != line_en:
            return f"first at {number}: {line_ko!r} in Korean, {line_en!r} in English"
    longer, language = (ko, "Korean") if len(ko) > len(en) else (en, "English")
    return f"only in {language}: {longer[min(len(ko), len(en))]!r}"


def compare_all():
    """Return the differences of all pairs, and how many pairs there are."""
    folders = [notebooks.BOOK / language for language in notebooks.LANGUAGES]
    names = [{path.relative_to(folder) for path in folder.rglob("*.ipynb")} for folder in folders]
    differences = [f"{name}: stands in one language only" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        pair = [notebooks.read(folder / name) for folder in folders]
        differences += compare(*pair, str(name))
    return differences, len(names[0] & names[1])


def main():
    """Print the differences; exit with 1 if there are any."""
    differences, pairs = compare_all()
    print("\n".join(differences) or f"{pairs} pairs of notebooks agree.")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
