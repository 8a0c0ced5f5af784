"""Only the edges commit: views and what they share, jobs, tasks, commands, the demo's loader."""

import ast
from typing import TypeGuard

from tests.guards.sources import named, python_files, rooms, tree

EDGES = {"views", "attempts", "jobs", "tasks", "commands", "cli", "demo"}


def is_commit(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    )


def test_nothing_but_an_edge_commits():
    assert not [
        f"{named(path)}:{node.lineno}"
        for path in python_files("portal")
        if not EDGES & rooms(path)
        for node in ast.walk(tree(path))
        if is_commit(node)
    ]
