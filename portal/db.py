"""The database: base class of the models, column types, and how a transaction begins."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from flask import abort, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    LargeBinary,
    MetaData,
    Select,
    Text,
    event,
    func,
    select,
)
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from portal.errors import DomainError

REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

EnumT = TypeVar("EnumT", bound=StrEnum)
RowT = TypeVar("RowT")

Pence = Annotated[int, mapped_column(BigInteger)]
"""A column of whole pence, or of figures worked out from them: 32 bits end at £21 million."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment without a zone may not be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every model inherits: one metadata, one naming convention, one map of types."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: UTCDateTime,
            date: Date,
            str: Text,
            bytes: LargeBinary,
            dict[str, Any]: JSON,
            list[Any]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)


def enum_column(kind: type[EnumT], **options: Any) -> MappedColumn[Any]:
    """Return a column that holds the values of an enum as text, with a CHECK that says so."""
    name = options.pop("name", kind.__name__.lower())
    return mapped_column(
        Enum(
            kind,
            name=name,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
        **options,
    )


def random_reference() -> str:
    """Return an unguessable public reference such as `7KQM-X2TD-9HPA`."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def first_or_404(statement: Select[RowT]) -> RowT:
    """Return the one thing a query finds, or answer 404 when it finds none."""
    found = db.session.scalars(statement).unique().first()
    if found is None:
        abort(404)
    return found


def all_of(statement: Select[RowT]) -> Sequence[RowT]:
    """Return every thing an ordered query finds."""
    return db.session.scalars(statement).unique().all()


def number_of(statement: Select[*tuple[Any, ...]]) -> int:
    """Count the rows that a query finds, whose first column is never the same twice."""
    first = statement.selected_columns[0]
    narrow = statement.with_only_columns(first, maintain_column_froms=True).order_by(None)
    found = db.session.scalar(select(func.count()).select_from(narrow.subquery()))
    return found or 0


def lock(thing: Base, *, shared: bool = False) -> None:
    """Lock a row until the transaction ends and read it again.

    A shared lock lets others share it; an exclusive one waits for all. SQLite has one writer at
    a time, so there it only reads again. Rows that are read along with it are not locked.

    Raises:
        DomainError: the row is gone.
    """
    db.session.flush()  # What is not written yet would be lost when the row is read again.
    try:
        db.session.refresh(thing, with_for_update={"read": shared, "of": type(thing)})
    except InvalidRequestError as error:  # Somebody deleted it while this request waited.
        raise DomainError("This has been removed meanwhile. Load the page again.") from error


def reads_only() -> bool:
    """Say whether the request at hand may not write."""
    return has_request_context() and request.method in READING_METHODS


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        reading = reads_only()
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@event.listens_for(Session, "after_begin")
def _begin_reading(_session: Session, _transaction: Any, connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and reads_only():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
