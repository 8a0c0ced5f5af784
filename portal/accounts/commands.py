"""Commands of this domain: the first person, and the checking of the audit trail."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal import audit, clock
from portal.access import OrganisationKind, Role
from portal.accounts import letters
from portal.accounts.jobs import newest_export, read_heads, write_heads
from portal.accounts.models import Organisation
from portal.accounts.services import memberships, people
from portal.config import settings
from portal.db import db

user = AppGroup("user", help="People with an account.")
trail = AppGroup("audit", help="The audit trail.")
commands: tuple[click.Command, ...] = (user, trail)

OPERATOR = "Portal operations"


@user.command("add")
@click.argument("email")
@click.argument("name")
def add_user(email: str, name: str) -> None:
    """Add a system administrator and print the link with which they choose a password."""
    if people.find_person(email) is not None:
        raise click.ClickException("Somebody with this address is here already.")
    now = clock.now()
    person = people.add_person(name=name, email=email, password=None, at=now, confirmed=True)
    operator = db.session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.OPERATOR)
    ).first() or Organisation(kind=OrganisationKind.OPERATOR, name=OPERATOR)
    db.session.add(operator)
    memberships.start(person, operator, {Role.SYSTEM_ADMINISTRATOR}, by=None, at=now)
    link = letters.reset_link(person)
    db.session.commit()
    click.echo(f"{name} is a system administrator. Choose a password within four hours:\n{link}")


@trail.command("verify")
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An export to compare with, in place of the newest one in AUDIT_FOLDER.",
)
def verify(heads: Path | None) -> None:
    """Check every chain, and that everything exported is still there. Name what is broken."""
    export = heads or newest_export(Path(settings().audit_folder))
    broken = list(audit.verify(read_heads(export) if export else None))
    compared = f"compared with {export.name}" if export else "with no export to compare with"
    if not broken:
        click.echo(f"The audit trail is whole, {compared}.")
        return
    for link in broken:
        click.echo(
            f"{link.subject_kind} {link.subject_id}, entry {link.sequence}: {link.reason}", err=True
        )
    raise click.ClickException(f"{len(broken)} broken, {compared}.")


@trail.command("export")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to, in place of AUDIT_FOLDER.",
)
def export(folder: Path | None) -> None:
    """Write the last entry of every chain into a file."""
    heads = audit.heads()
    path = write_heads(folder or Path(settings().audit_folder), heads, at=clock.now())
    click.echo(f"{len(heads)} chains written to {path}")
