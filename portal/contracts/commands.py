"""Commands: check the prices of placements."""

import click
from flask.cli import AppGroup

from portal import clock
from portal.contracts.jobs import check_all_prices
from portal.display import count_of

placements = AppGroup("placements", help="Placements and their prices.")

commands = (placements,)


@placements.command("check")
@click.option("--all", "everything", is_flag=True, required=True, help="Check every placement.")
def check(everything: bool) -> None:
    """Work out again what every placement should have cost."""
    with click.progressbar(length=1, label="Checking prices") as bar:

        def advance(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        counts = check_all_prices(clock.now(), advance)
    click.echo(f"Checked {count_of(counts['placements'], 'placement')}.")
