"""The commands of the portal, gathered from the domains."""

from flask import Flask

from portal.accounts.commands import commands as accounts_commands
from portal.contracts.commands import commands as contracts_commands
from portal.demo.commands import commands as demo_commands
from portal.monitoring.commands import commands as monitoring_commands
from portal.providers.commands import commands as providers_commands
from portal.tenders.commands import commands as tenders_commands


def init_cli(app: Flask) -> None:
    """Attach every command to the application."""
    for command in (
        *accounts_commands,
        *providers_commands,
        *tenders_commands,
        *contracts_commands,
        *monitoring_commands,
        *demo_commands,
    ):
        app.cli.add_command(command)
