"""Small pieces of SQL that SQLite and PostgreSQL write differently."""

from typing import Any

from sqlalchemy import BigInteger, Integer, Label, case, cast, func, literal, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):
    """Whole days from a first date to a second: `days_between(first, second)`."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between)
def _subtract(element: days_between, compiler: Any, **options: Any) -> str:
    first, second = element.clauses
    return f"({compiler.process(second, **options)} - {compiler.process(first, **options)})"


@compiles(days_between, "sqlite")
def _by_julian_day(element: days_between, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


def whole(value: Any) -> ColumnElement[int]:
    """An expression as a 64-bit whole number: sums of sevenths of a penny outgrow 32 bits."""
    return cast(value, BigInteger)


def total(value: Any) -> ColumnElement[int]:
    """The sum of an expression as a whole number, nothing summing to 0."""
    return cast(func.coalesce(func.sum(value), 0), BigInteger)


def earlier(left: Any, right: Any) -> ColumnElement[Any]:
    """The earlier of two dates; where the first is empty, the second."""
    return case((left < right, left), else_=right)


def number(value: int, name: str) -> Label[int]:
    """A whole number as a named column."""
    return cast(literal(value), Integer).label(name)


def empty(name: str) -> Label[Any]:
    """A column of whole numbers that says nothing."""
    return cast(null(), Integer).label(name)


def pence(sevenths: Any) -> ColumnElement[int]:
    """Sevenths of a penny that are not below zero as pence, rounded half up."""
    return whole((sevenths * 2 + 7) // 14)


def as_id(text: str) -> int:
    """The id that somebody sent with a filter, or one that no row has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
