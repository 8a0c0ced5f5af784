"""The commands of the portal, gathered from the domains."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

DOMAINS = ("accounts", "providers", "tenders", "contracts", "monitoring")


def init_cli(app: Flask) -> None:
    """Attach the commands that each domain lists in its `commands.py`."""
    for name in (f"portal.{domain}.commands" for domain in DOMAINS):
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(command)
