"""Applications over databases that last as long as the measuring."""

import base64
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from portal import create_app
from portal.config import Environment, Settings
from portal.db import Base, db
from tests.support import postgres
from tests.support.database import fill_reference_data

NUMBERS = count(1)
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()


@contextmanager
def stage(kind: str = SQLITE) -> Iterator[Flask]:
    """Give an application over an empty database with the reference data.

    Raises:
        PostgresUnavailableError: this machine has no PostgreSQL.
    """
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        app = create_app(
            Settings(
                secret_key=KEY,
                sealing_key=KEY,
                environment=Environment.TEST,
                database_url=f"sqlite:///{folder / 'portal.sqlite3'}"
                if kind == SQLITE
                else server().new_database(f"bench{next(NUMBERS)}"),
                files_url=(folder / "files").as_uri(),
            )
        )
        with app.app_context():
            Base.metadata.create_all(db.engine)
            fill_reference_data()
        yield app
        with app.app_context():
            db.engine.dispose()


@cache
def server() -> postgres.Server:
    """Start one PostgreSQL for the whole run; it stops when the run ends."""
    return postgres.start()


def put(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as fast as SQLAlchemy can, with the defaults of their columns."""
    db.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]  # a table


def renew_statistics() -> None:
    """Let the database's planner know what is in its tables, as it would after a while."""
    db.session.commit()
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()
