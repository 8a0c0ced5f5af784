"""Databases as earlier releases left them: the rows of their demo region, one file a release.

Each file was written once, by `save`, from a database that the release itself had filled.
"""

import base64
import gzip
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

FOLDER = Path(__file__).parent


def save(engine: sa.Engine, revision: str) -> None:
    """Write every row of a database, for the release whose last migration is the revision."""
    metadata = _reflected(engine)
    with engine.connect() as connection, gzip.open(_path(revision), "wt", compresslevel=9) as file:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                file.write(json.dumps([table.name, {k: _plain(v) for k, v in row.items()}]) + "\n")


def load(engine: sa.Engine, revision: str) -> dict[str, int]:
    """Fill a database that stands at the revision; return how many rows each table got."""
    metadata = _reflected(engine)
    rows: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(_path(revision), "rt") as file:
        for line in file:
            name, row = json.loads(line)
            rows.setdefault(name, []).append(row)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))  # Migrations bring some reference data.
        for table in metadata.sorted_tables:
            if found := rows.get(table.name):
                read = [{k: _typed(v, table.c[k].type) for k, v in row.items()} for row in found]
                connection.execute(sa.insert(table), read)
                _count_on(connection, table)
    return {name: len(found) for name, found in rows.items()}


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL's sequence go on after the numbers that were given."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        latest = f"(SELECT max(id) FROM {table.name})"  # noqa: S608  names of our own tables
        connection.exec_driver_sql(f"SELECT setval({sequence}, {latest})")


def _reflected(engine: sa.Engine) -> sa.MetaData:
    metadata = sa.MetaData()
    metadata.reflect(engine)
    metadata.remove(metadata.tables["alembic_version"])
    return metadata


def _path(revision: str) -> Path:
    return FOLDER / f"{revision}.jsonl.gz"


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return {"bytes": base64.b85encode(value).decode()} if isinstance(value, bytes) else value


def _typed(value: Any, kind: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(value, dict) and isinstance(kind, sa.LargeBinary):
        return base64.b85decode(value["bytes"])
    return value
