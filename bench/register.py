"""Taking Ofsted's list of settings in, beside reading the same file with nothing checked."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select

from bench.cases import PROCESSOR, Case
from bench.stage import stage
from portal.audit import AuditEntry
from portal.db import db
from portal.providers.models import (
    RegisterImport,
    RegisterInspection,
    RegisterSetting,
    RegisterVersion,
)
from portal.providers.ofsted.parse import parse_register
from portal.providers.scales import FIRST_SCALES
from portal.providers.services.register_import import import_register

SETTINGS = 5_600
AS_AT, NOW = date(2025, 3, 31), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TABLES = (
    RegisterImport.__table__,
    RegisterSetting.__table__,
    RegisterVersion.__table__,
    RegisterInspection.__table__,
)
ROW = {
    "URN": "",
    "Provision type": "Children's home",
    "Registration date": "01/02/2020",
    "Registration status": "Active",
    "Name": "REDACTED",
    "Local authority": "Northmere",
    "Sector": "Private",
    "Places": "4",
    "Organisation which owns the provider": "Thornbeck Care Limited",
    "Latest full inspection date": "05/11/2024",
    "Latest full inspection publication date": "14/01/2025",
    "Overall experiences and progress of children and young people": "Good",
}


def invented_register(settings: int = SETTINGS) -> bytes:
    """Return a register file of invented settings, as many as England has."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ROW, lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROW | {"URN": f"SC{900_000 + number}"} for number in range(settings))
    return out.getvalue().encode()


def import_file(app: Flask, data: bytes) -> None:
    """Read, check, compare and store the whole file, as the command does."""
    with app.app_context():
        import_register(
            parse_register(data, filename="register.csv", scales=FIRST_SCALES),
            filename="register.csv",
            sha256=hashlib.sha256(data).hexdigest(),
            as_at=AS_AT,
            by=None,
            at=NOW,
        )
        db.session.commit()


def store_rows(app: Flask, data: bytes, rows: list[list[dict[str, Any]]]) -> None:
    """Read the file with nothing checked, and insert the rows that the import made of it."""
    with app.app_context():
        list(csv.DictReader(io.StringIO(data.decode())))
        for table, kept in zip(TABLES, rows, strict=True):
            db.session.execute(insert(table), kept)  # type: ignore[arg-type]  # a table
        db.session.commit()


def stored_rows(app: Flask) -> list[list[dict[str, Any]]]:
    with app.app_context():
        return [
            [dict(row) for row in db.session.execute(select(table)).mappings()] for table in TABLES
        ]


def empty(app: Flask) -> None:
    with app.app_context():
        for table in (*reversed(TABLES), AuditEntry.__table__):
            db.session.execute(delete(table))
        db.session.commit()


def cases() -> Iterator[Case]:
    """Yield the reading of a whole register, and its import into an empty database."""
    data = invented_register()
    yield Case(
        f"read {SETTINGS:,} settings of Ofsted's list",
        portal=lambda: parse_register(data, filename="register.csv", scales=FIRST_SCALES),
        bare=lambda: list(csv.DictReader(io.StringIO(data.decode()))),
        at_most=25,
        clock=PROCESSOR,
    )
    with stage() as app:
        import_file(app, data)
        rows = stored_rows(app)
        yield Case(
            f"import {SETTINGS:,} settings of Ofsted's list",
            portal=lambda: import_file(app, data),
            bare=lambda: store_rows(app, data, rows),
            ready=lambda: empty(app),
            at_most=3,
            rounds=5,
            clock=PROCESSOR,
        )
