"""Every module begins with a line that says what it is."""

import ast

from tests.guards.sources import ROOT, named, python_files, tree

ALONE = [ROOT / "wsgi.py", ROOT / "conftest.py"]


def first_line(path) -> str:
    return (ast.get_docstring(tree(path)) or "").partition("\n")[0]


def test_every_module_begins_with_one_line_that_says_what_it_is():
    modules = [*python_files(), *ALONE]
    assert not [named(path) for path in modules if not first_line(path).endswith((".", ".”"))]


def test_the_line_stands_first_in_the_file():
    modules = [*python_files(), *ALONE]
    assert not [
        named(path) for path in modules if tree(path).body and tree(path).body[0].lineno != 1
    ]
