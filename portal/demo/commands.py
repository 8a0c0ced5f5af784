"""Commands of the demo: load it, and say who can sign in."""

from datetime import datetime

import click
from flask.cli import AppGroup

from portal import clock
from portal.config import settings
from portal.db import db
from portal.demo import cast
from portal.demo.load import load
from portal.errors import DomainError
from portal.installation import demo as installed_demo
from portal.monitoring.jobs.rules import check_everything
from portal.tenders.services.vault import Vault

demo = AppGroup("demo", help="The invented demo region.")


@demo.command("load")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the demo stands at; today when left out.",
)
def load_demo(as_at: datetime | None) -> None:
    """Load the demo region into an empty database."""
    now = clock.now()
    day = as_at.date() if as_at else clock.today(now)
    try:
        load(day, vault=Vault.of(settings()), say=lambda words: click.echo(f"  {words}"))
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo("  Rules")
    check_everything(now)
    click.echo(f"The demo region stands as at {day:%-d %B %Y}.")


@demo.command("sign-ins")
def sign_ins() -> None:
    """Print who can sign in to the demo, and the one password."""
    if installed_demo() is None:
        raise click.ClickException("This database does not hold the demo region.")
    click.echo(f"The password of everybody is {cast.PASSWORD}")
    for place, people in cast.everybody():
        click.echo(f"\n{place}")
        for person in people:
            roles = ", ".join(role.value.replace("_", " ") for role in person.roles)
            click.echo(f"  {person.email:<32} {person.name:<16} {roles}")


commands = (demo,)
