"""The commands of the portal, gathered from the domains."""

from flask import Flask


def init_cli(app: Flask) -> None:
    """Attach every command to the application."""
    app.cli.short_help = "The portal's commands"
