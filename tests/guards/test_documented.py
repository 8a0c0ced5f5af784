"""What the documentation lists is what there is: settings, commands, jobs, things, decisions."""

import re
from collections.abc import Iterator

import click
from flask import Flask

from portal.db import Base
from portal.monitoring.jobs import ALL_JOBS
from tests.guards.sources import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOMAIN = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs" / "adr"
OF_LIBRARIES = {"db", "limiter", "routes", "run", "shell"}
SETTING = re.compile(r"env(?:\.get\(|\[)\"([A-Z_]+)\"")
CELL = re.compile(r"^\| `([^`]+)`", re.MULTILINE)
MODEL = re.compile(r"`(\w+)\.models\.(\w+)`((?:, `\w+`)*)")


def section(title: str) -> str:
    """Return the part of docs/operations.md under a heading."""
    return OPERATIONS.split(f"\n## {title}\n")[1].split("\n## ")[0]


def commands_of(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_setting_is_documented_and_every_documented_one_is_read():
    source = (ROOT / "portal" / "config.py").read_text(encoding="utf-8")
    assert set(CELL.findall(section("Settings"))) == set(SETTING.findall(source))


def test_every_command_is_documented_and_every_documented_one_exists(app: Flask):
    own = click.Group(
        commands={name: one for name, one in app.cli.commands.items() if name not in OF_LIBRARIES}
    )
    documented = {
        re.sub(r" [A-Z]+.*| \[.*| --.*", "", cell) for cell in CELL.findall(section("Commands"))
    }
    assert documented - {"db upgrade"} == set(commands_of(own))


def test_every_job_is_documented_and_every_documented_one_exists():
    assert set(CELL.findall(section("The jobs"))) == {job.name for job in ALL_JOBS}


def test_every_thing_of_a_domain_is_in_the_glossary():
    named = {
        (room, model)
        for room, first, more in MODEL.findall(DOMAIN)
        for model in [first, *re.findall(r"\w+", more)]
    }
    models = {
        (mapper.class_.__module__.split(".")[1], mapper.class_.__name__)
        for mapper in Base.registry.mappers
        if ".models" in mapper.class_.__module__
    }
    assert named == models


def test_every_decision_is_in_the_index_under_its_own_title():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for path in sorted(DECISIONS.glob("0*.md")):
        title = re.sub(r"^# (?:\d+\. )?", "", path.read_text(encoding="utf-8").splitlines()[0])
        assert f"| [{path.name[:4]}]({path.name}) | {title} |" in index, path.name
