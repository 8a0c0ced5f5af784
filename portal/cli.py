"""The commands of the portal, gathered from the domains."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

ROOMS = ("accounts", "providers", "tenders", "contracts", "monitoring", "demo")


def init_cli(app: Flask) -> None:
    """Attach the commands that each room lists in its `commands.py`."""
    for name in (f"portal.{domain}.commands" for domain in ROOMS):
        if find_spec(name):
            for command in import_module(name).commands:
                app.cli.add_command(command)
