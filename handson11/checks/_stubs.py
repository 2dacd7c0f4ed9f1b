"""Whether an answer is still the stub of its exercise, so that "not attempted" is told from "not yet".

`stubs.json` holds the stub of each exercise as it stands in the exercise notebook; `make exercises` writes it.
"""

import ast
import functools
import importlib.resources
import inspect
import json
import textwrap


def is_stub(answer, exercise):
    """Whether an answer is `...`, a function without a body, or the unchanged code of the exercise.

    Args:
        answer: What the learner passed.
        exercise: The exercise's id.
    """
    if answer is Ellipsis:
        return True
    if not inspect.isfunction(answer):
        return False
    body = _body(_source(answer), answer.__name__)
    if body is None:
        return False
    return all(_is_empty(statement) for statement in body) or _dump(body) == _dump(
        _body(_stubs().get(exercise, ""), answer.__name__)
    )


@functools.cache
def _stubs():
    text = importlib.resources.files("handson11.checks").joinpath("stubs.json").read_text("utf-8")
    return json.loads(text)


def _source(function):
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):  # typed into a plain interpreter: there is no source to look at
        return ""


def _body(source, name):
    """Return the statements of a function in `source` without its docstring; None where it is not found."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a lambda in the middle of an expression
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node.body[1:] if ast.get_docstring(node) is not None else node.body
    return None


def _dump(body):
    return None if body is None else [ast.dump(statement) for statement in body]


def _is_empty(statement):
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr | ast.Return):
        return isinstance(statement.value, ast.Constant) and statement.value.value is Ellipsis
    return isinstance(statement, ast.Raise) and "NotImplementedError" in ast.dump(statement)
