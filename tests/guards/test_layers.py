"""What decides knows nothing of the web: services, queries, rules and models leave Flask out."""

import ast

from tests.guards.sources import named, python_files, rooms, tree

ROOMS_WITHOUT_WEB = {"services", "queries", "rules", "models", "scoring", "pricing"}
WEB = {"flask", "flask_login", "flask_wtf", "flask_limiter", "werkzeug", "wtforms"}


def imported(path):
    """Yield line and name of each module that a file imports, wherever it does so."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def test_services_queries_rules_and_models_do_not_import_the_web():
    assert not [
        f"{named(path)}:{line} imports {name}"
        for path in python_files("portal")
        if ROOMS_WITHOUT_WEB & rooms(path)
        for line, name in imported(path)
        if name.partition(".")[0] in WEB
    ]


def test_services_and_queries_do_not_read_the_clock():
    assert not [
        f"{named(path)}:{node.lineno}"
        for path in python_files("portal")
        if {"services", "queries", "rules"} & rooms(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clock.now", "datetime.now"}
    ]


def test_the_portal_does_not_import_its_tests_or_tools():
    assert not [
        f"{named(path)}:{line} imports {name}"
        for path in python_files("portal")
        for line, name in imported(path)
        if name.partition(".")[0] in {"tests", "tools", "bench"}
    ]
