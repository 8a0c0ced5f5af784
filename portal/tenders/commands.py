"""Commands: put the keys of sealed bids under a new master key."""

import click
from flask.cli import AppGroup

from portal import clock
from portal.config import settings
from portal.db import db
from portal.display import count_of
from portal.errors import DomainError
from portal.tenders.sealing.keys import MasterKeys
from portal.tenders.services.sealing_keys import Rotation, rewrap_keys

sealing = AppGroup("sealing", help="The keys of sealed bids.")

commands: tuple[click.Command, ...] = (sealing,)


@sealing.command("rotate")
def rotate() -> None:
    """Wrap every procurement's keys under the first master key of SEALING_KEY."""
    masters = MasterKeys.read(settings().sealing_key)
    rotation = Rotation(0)
    try:
        with click.progressbar(length=1, label="Wrapping keys") as bar:
            for rotation in rewrap_keys(masters, at=clock.now()):
                db.session.commit()
                bar.length = rotation.total
                bar.update(rotation.done - bar.pos)
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(f"{error.message} Nothing was changed.") from error
    keys = count_of(rotation.total, "key")
    click.echo(f"{keys}: {rotation.rewrapped:,} wrapped anew under {masters.current}.")
    if rotation.damaged:
        raise click.ClickException(
            f"These keys were changed by somebody and stay as they are: "
            f"{', '.join(rotation.damaged)}. Compare them with a backup."
        )
