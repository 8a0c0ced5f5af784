"""How Alembic reaches the database and the models."""

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.db import Base, UTCDateTime, db


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write moments into migrations as plain columns, so that they stay as they are for good."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


OPTIONS = {
    "target_metadata": Base.metadata,
    "compare_type": True,
    "render_item": render_item,
    "transaction_per_migration": True,
}


def run(connection: Connection) -> None:
    """Run the migrations over one connection, each in a transaction of its own.

    SQLite remakes a table by dropping it, so foreign keys are off meanwhile and checked at the end.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        set_foreign_keys(connection, "OFF")
    else:
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.commit()
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()
    if on_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.rollback()
        set_foreign_keys(connection, "ON")
        if broken:
            raise RuntimeError(f"foreign keys lead nowhere: {broken[:10]}")


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Switch the checks of foreign keys, which SQLite only does outside a transaction."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={state}")


with current_app.app_context(), db.engine.connect() as reached:
    run(reached)
