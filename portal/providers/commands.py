"""Commands: take in Ofsted's register, and load the reference data."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from portal import clock
from portal.db import db
from portal.display import count_of, day
from portal.errors import DomainError
from portal.providers.district_files import is_district_file, parse_districts
from portal.providers.models import CHANGE_TITLES
from portal.providers.ofsted.authorities import parse_authorities
from portal.providers.ofsted.parse import ParsedRegister, parse_register
from portal.providers.ofsted.table import FileRefused, RowError
from portal.providers.services.authorities import load_authorities
from portal.providers.services.districts import load_districts
from portal.providers.services.register_import import ImportCounts, compared, import_register
from portal.providers.services.register_preview import warnings
from portal.providers.services.scales import scales_in_words

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])
CHANGES_TOLD = 20

ofsted = AppGroup("ofsted", help="Ofsted's register of settings and agencies.")
reference = AppGroup("reference", help="Reference data that the portal is set up with.")

commands = (ofsted, reference)


@ofsted.command("import")
@click.argument("file", type=FILE)
@click.option("--as-at", type=DAY, help="The day the file describes, where it does not say so.")
@click.option("--allow-missing", is_flag=True, help="Take a file in that seems to be cut short.")
@click.option("--preview", is_flag=True, help="Only say what it would change.")
def import_file(file: Path, as_at: datetime | None, allow_missing: bool, preview: bool) -> None:
    """Take in Ofsted's provider-level FILE, whole or not at all."""
    data, scales = file.read_bytes(), scales_in_words()
    parsed = _read(
        lambda on_row: parse_register(data, filename=file.name, scales=scales, on_progress=on_row)
    )
    described = as_at.date() if as_at else parsed.as_at
    if described is None:
        _stop("The file does not say which day it describes. Add --as-at and the date.")
    digest = hashlib.sha256(data).hexdigest()
    if preview:
        _tell_changes(parsed, digest, described)
        return
    with click.progressbar(length=1, label="Saving ") as bar:
        try:
            counts = import_register(
                parsed,
                filename=file.name,
                sha256=digest,
                as_at=described,
                by=None,
                at=clock.now(),
                on_progress=lambda done, total: _advance(bar, done, total),
                allow_missing=allow_missing,
            )
        except DomainError as error:
            db.session.rollback()
            _stop(f"{error}.")
        db.session.commit()
        _advance(bar, 1, 1)
    _tell(parsed, counts, described)


@reference.command("load")
@click.argument("file", type=FILE)
def load_reference(file: Path) -> None:
    """Load England's upper-tier authorities, or postcode districts, from FILE.

    The file's header row says which they are. Run again, it changes only what is new.
    """
    data = file.read_bytes()
    if is_district_file(data, file.name):
        _load_districts(data, file.name)
    else:
        _load_authorities(data, file.name)


def _load_districts(data: bytes, filename: str) -> None:
    counts = load_districts(_read(lambda _on_row: parse_districts(data, filename=filename)))
    db.session.commit()
    if counts.new or counts.changed:
        click.echo(f"{counts.new:,} postcode districts added, {counts.changed:,} changed.")
    else:
        click.echo(f"Nothing changed: all {counts.unchanged:,} postcode districts were known.")


def _load_authorities(data: bytes, filename: str) -> None:
    listed = _read(lambda _on_row: parse_authorities(data, filename=filename))
    try:
        counts = load_authorities(listed, by=None, at=clock.now())
    except DomainError as error:
        db.session.rollback()
        _stop(f"{error}.")
    db.session.commit()
    if counts.new or counts.changed:
        click.echo(f"{counts.new} authorities added, {counts.changed} changed.")
    else:
        click.echo(f"Nothing changed: all {counts.unchanged} authorities were known.")
    if counts.joined:
        click.echo(f"{counts.joined:,} settings and services now know their authority.")


def _tell_changes(parsed: ParsedRegister, digest: str, as_at: date) -> None:
    """Say what a file would change, kind by kind, and leave the register as it is."""
    try:
        found = compared(parsed, sha256=digest, as_at=as_at, at=clock.now())
    except DomainError as error:
        _stop(f"{error}.")
    finally:
        db.session.rollback()
    click.echo(f"Read {count_of(found.counts.settings, 'setting')}, as at {day(as_at)}.")
    for warning in warnings(parsed, found, as_at):
        click.echo(warning)
    for kind, title in CHANGE_TITLES.items():
        changes = [change for change in found.plan.changes if change.kind is kind]
        click.echo(f"{title}: {len(changes):,}")
        for change in changes[:CHANGES_TOLD]:
            words = f": {change.before} to {change.after}" if change.before else ""
            click.echo(f"  {change.urn}{words}")
        if len(changes) > CHANGES_TOLD:
            click.echo(f"  and {len(changes) - CHANGES_TOLD:,} more")
    click.echo(f"New inspections: {found.counts.inspections_new:,}")
    click.echo("Nothing was changed.")


def _read(read: Callable[[Callable[[int, int], None]], Any]) -> Any:
    """Read a file with a bar that shows how far it has come, or list all that is wrong and stop."""
    try:
        with click.progressbar(length=1, label="Reading") as bar:
            found = read(lambda done, total: _advance(bar, done, total))
            _advance(bar, 1, 1)
    except FileRefused as refused:
        for error in refused.errors:
            click.echo(_in_words(error), err=True)
        _stop(f"{refused}. Nothing was changed.")
    return found


def _advance(bar: Any, done: int, total: int) -> None:
    bar.length = max(total, 1)
    bar.update(done - bar.pos)


def _in_words(error: RowError) -> str:
    parts = [
        f"Line {error.line:,}" if error.line else "The file",
        f"column {error.column}" if error.column else "",
        f"value “{error.value}”" if error.value else "",
    ]
    return f"{', '.join(part for part in parts if part)}: {error.reason}."


def _tell(parsed: ParsedRegister, counts: ImportCounts, as_at: date) -> None:
    for row in parsed.left_out:
        click.echo(_in_words(row))
    if parsed.unknown_types:
        click.echo(f"Types of provision not met before: {', '.join(parsed.unknown_types)}.")
    settings = count_of(counts.settings, "setting")
    click.echo(f"Read {settings}, as at {day(as_at)}.")
    if counts.changed_nothing:
        known = "This file was taken in before" if counts.taken_before else "All of it was known"
        click.echo(f"Nothing changed. {known}.")
        return
    click.echo(
        f"Settings: {counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged,"
        f" {counts.older:,} known from a later file, {counts.gone:,} no longer listed."
    )
    click.echo(
        f"Inspections: {counts.inspections_new:,} new, {counts.inspections_changed:,} changed."
    )


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(1)
