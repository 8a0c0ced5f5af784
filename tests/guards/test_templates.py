"""Templates compile, use what they import, name their page, and escape everything."""

import re

import pytest
from jinja2 import Environment, nodes

from tests.guards.sources import ROOT, TEMPLATES, named, project_files, templates

NAMED_BY_STATUS = re.compile(r"errors/\d{3}\.html")
SKELETONS = {"page.html", "form_page.html"}
PARSER = Environment(autoescape=True, extensions=["jinja2.ext.do"])

every_template = pytest.mark.parametrize("path", templates(), ids=named)


def parsed(path) -> nodes.Template:
    return PARSER.parse(path.read_text(encoding="utf-8"))


def name_of(path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def imported(template) -> set[str]:
    """Return the names that a template imports."""
    names = {node.target for node in template.find_all(nodes.Import)}
    for node in template.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in node.names}
    return names


def used(template) -> set[str]:
    return {node.name for node in template.find_all(nodes.Name) if node.ctx == "load"}


def assigned(template) -> set[str]:
    """Return the names that a template sets outside its blocks and macros."""
    targets = [node.target for node in template.body if isinstance(node, nodes.Assign)]
    targets += [node.target for node in template.body if isinstance(node, nodes.AssignBlock)]
    for condition in (node for node in template.body if isinstance(node, nodes.If)):
        targets += [node.target for node in condition.find_all(nodes.Assign)]
    return {target.name for target in targets if isinstance(target, nodes.Name)}


def test_every_template_compiles_with_the_filters_and_functions_of_the_portal(app):
    with app.app_context():
        for path in templates():
            app.jinja_env.get_template(name_of(path))


@every_template
def test_a_template_uses_what_it_imports(path):
    template = parsed(path)
    assert imported(template) <= used(template)


@every_template
def test_a_page_says_what_it_is_called(path):
    template = parsed(path)
    is_page = any(template.find_all(nodes.Extends)) and name_of(path) not in SKELETONS
    assert not is_page or "page_title" in assigned(template)


@every_template
def test_nothing_escapes_escaping(path):
    template = parsed(path)
    assert "safe" not in {node.name for node in template.find_all(nodes.Filter)}
    assert not any(template.find_all(nodes.ScopedEvalContextModifier))


def test_every_template_is_used():
    sources = [path for path in project_files() if path.suffix in {".py", ".html", ".txt"}]
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sources if path.is_relative_to(ROOT / "portal")
    )
    pages = [path for path in templates() if not NAMED_BY_STATUS.fullmatch(name_of(path))]
    assert not [name_of(path) for path in pages if name_of(path) not in text]
