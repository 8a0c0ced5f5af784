"""Changes of tables that hold rows, for PostgreSQL and for SQLite, which can do few of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op


def add_column(table: str, column: sa.Column[Any], checks: Mapping[str, str] | None = None) -> None:
    """Add a column with its CHECKs (full name and condition).

    It must be nullable or carry a `server_default`. It may not be a foreign key: SQLite could not
    take that back, so what points elsewhere goes into a table of its own.
    """
    if not _on_sqlite():
        op.add_column(table, column)
        for name, condition in (checks or {}).items():
            op.create_check_constraint(op.f(name), table, condition)
        return
    compiled = sa.schema.CreateColumn(column).compile(dialect=op.get_bind().dialect)
    held = "".join(f' CONSTRAINT "{name}" CHECK ({rule})' for name, rule in (checks or {}).items())
    op.execute(f"ALTER TABLE {table} ADD COLUMN {compiled}{held}")


def drop_column(table: str, column: str) -> None:
    """Take away a column that `add_column` added, with its CHECKs."""
    op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def change_check(table: str, name: str, condition: str) -> None:
    """Replace the condition of a CHECK that is known by its full name."""
    if not _on_sqlite():
        op.drop_constraint(op.f(name), table)
        op.create_check_constraint(op.f(name), table, condition)
        return
    _rebuild(table, lambda sql: _with_check(sql, name, condition))


def allow_null(table: str, column: str, *, allowed: bool = True) -> None:
    """Let a column of text be empty, or take that back: then no row may have it empty."""
    if not _on_sqlite():
        op.alter_column(table, column, existing_type=sa.Text(), nullable=allowed)
        return
    was, now = f"{column} TEXT NOT NULL", f"{column} TEXT"
    if not allowed:
        was, now = now, was
    _rebuild(table, lambda sql: sql.replace(was, now, 1))


def values_check(column: str, values: Sequence[str]) -> str:
    """Return the condition that a column holds one of the values of an enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _with_check(sql: str, name: str, condition: str) -> str:
    start = re.search(rf'CONSTRAINT "?{name}"? CHECK \(', sql)
    if start is None:
        raise LookupError(f"there is no CHECK named {name}")
    depth, end = 1, start.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(sql[end], 0)
        end += 1
    return f"{sql[: start.end()]}{condition}{sql[end - 1 :]}"


def _rebuild(table: str, edit: Callable[[str], str]) -> None:
    """Make a table anew in SQLite, as https://sqlite.org/lang_altertable.html (section 7) says."""
    connection = op.get_bind()
    held = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :t AND sql IS NOT NULL")
    parts = connection.execute(held, {"t": table}).all()
    [definition] = [sql for kind, sql in parts if kind == "table"]
    fresh = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE _fresh_{table}", edit(definition))
    names = ", ".join(column["name"] for column in sa.inspect(connection).get_columns(table))
    op.execute(fresh)
    op.execute(f"INSERT INTO _fresh_{table} ({names}) SELECT {names} FROM {table}")  # noqa: S608  names of our own tables
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE _fresh_{table} RENAME TO {table}")
    for kind, sql in parts:
        if kind == "index":
            op.execute(sql)
