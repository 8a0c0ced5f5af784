"""How Alembic reaches the database and the models."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.db import Base, db

OPTIONS = {
    "target_metadata": Base.metadata,
    "compare_type": True,
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
