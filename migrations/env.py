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
    """Run the migrations over one connection, each in a transaction of its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.commit()
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


with current_app.app_context(), db.engine.connect() as reached:
    run(reached)
