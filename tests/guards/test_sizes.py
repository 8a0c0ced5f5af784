"""Files, functions, templates and the README stay short enough to read."""

import ast

from tests.guards.sources import ROOT, named, project_files, python_files, templates, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_TEMPLATE = 120
LONGEST_README = 100
READ_BY_PEOPLE = {".py", ".sh", ".css", ".js", ".html", ".toml"}


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function) -> int:
    return function.end_lineno - function.lineno + 1


def test_no_file_is_longer_than_400_lines():
    files = [path for path in project_files() if path.suffix in READ_BY_PEOPLE]
    assert files
    assert not {named(path): lines(path) for path in files if lines(path) > LONGEST_FILE}


def test_no_function_is_longer_than_40_lines():
    assert not {
        f"{named(path)}:{function.lineno} {function.name}": length(function)
        for path in python_files()
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    }


def test_no_template_is_longer_than_120_lines():
    assert not {named(path): lines(path) for path in templates() if lines(path) > LONGEST_TEMPLATE}


def test_the_readme_is_no_longer_than_100_lines():
    assert lines(ROOT / "README.md") <= LONGEST_README
