"""What is kept of the register, read whole for a file to be compared with."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from sqlalchemy import Table, select

from portal.accounts.models import Authority
from portal.db import db
from portal.providers.models import (
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegisterVersion,
)
from portal.providers.ofsted.authorities import authority_key
from portal.providers.ofsted.layout import Field
from portal.providers.services.register_history import FACTS, INSPECTION_COLUMNS, File, Span
from portal.providers.services.register_plan import (
    SETTING_COLUMNS,
    Known,
    StoredInspection,
    StoredSetting,
)

SETTINGS = cast("Table", RegisterSetting.__table__)
INSPECTIONS = cast("Table", RegisterInspection.__table__)
VERSIONS = cast("Table", RegisterVersion.__table__)


def known_before(as_at: date) -> Known:
    """Return what is kept, for a file of a day."""
    authorities = db.session.execute(select(Authority.name, Authority.id))
    return Known(
        settings=dict(_stored_settings()),
        inspections=dict(_stored_inspections()),
        authorities={authority_key(name): number for name, number in authorities},
        histories=_histories(as_at),
        later=_files_after(as_at),
    )


def _files_after(as_at: date) -> list[File]:
    """The files of later days by day; several of one day have each other's columns too."""
    found: dict[date, frozenset[Field]] = {}
    rows = db.session.execute(
        select(RegisterImport.as_at, RegisterImport.fields)
        .where(RegisterImport.as_at > as_at)
        .order_by(RegisterImport.as_at)
    )
    for day, names in rows:
        found[day] = found.get(day, frozenset()) | frozenset(map(Field, names))
    return [File(day, fields) for day, fields in found.items()]


def _histories(as_at: date) -> dict[str, list[Span]]:
    """Every version from the last before a day on, by setting."""
    next_one = VERSIONS.alias("next_one")
    passed = (
        select(next_one.c.id)
        .where(
            next_one.c.urn == VERSIONS.c.urn,
            next_one.c.from_on > VERSIONS.c.from_on,
            next_one.c.from_on < as_at,
        )
        .exists()
    )
    facts = [VERSIONS.c[name] for name in FACTS]
    found: dict[str, list[Span]] = {}
    for number, urn, start, end, *values in db.session.execute(
        select(VERSIONS.c.id, VERSIONS.c.urn, VERSIONS.c.from_on, VERSIONS.c.until_on, *facts)
        .where(~passed)
        .order_by(VERSIONS.c.urn, VERSIONS.c.from_on)
    ):
        span = Span(start, end, dict(zip(FACTS, values, strict=True)), number)
        found.setdefault(urn, []).append(span)
    return found


def _stored_settings() -> Iterator[tuple[str, StoredSetting]]:
    imports = db.session.execute(select(RegisterImport.id, RegisterImport.as_at))
    days = {row.id: row.as_at for row in imports}
    facts = [SETTINGS.c[name] for name in SETTING_COLUMNS]
    dated = (SETTINGS.c.first_import_id, SETTINGS.c.last_import_id, SETTINGS.c.gone_on)
    for urn, first, last, gone_on, *values in db.session.execute(
        select(SETTINGS.c.urn, *dated, *facts)
    ):
        kept = dict(zip(SETTING_COLUMNS, values, strict=True))
        yield urn, StoredSetting(kept, days[first], days[last], gone_on)


def _stored_inspections() -> Iterator[tuple[tuple[str, date], StoredInspection]]:
    facts = [INSPECTIONS.c[name] for name in INSPECTION_COLUMNS]
    for urn, inspected_on, number, *values in db.session.execute(
        select(INSPECTIONS.c.urn, INSPECTIONS.c.inspected_on, INSPECTIONS.c.id, *facts)
    ):
        kept = dict(zip(INSPECTION_COLUMNS, values, strict=True))
        yield (urn, inspected_on), StoredInspection(number, kept)
