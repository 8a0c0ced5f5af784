"""Long lists in parts, by the place in a sorted index where a part ends."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select, literal, tuple_

from portal.db import db
from portal.opaque import hide, reveal

RowT = TypeVar("RowT")
Column = Any
PAGE_SIZE = 50
LARGEST = 2**62
CURSOR = "cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One part of a list. `before` and `after` are the cursors of the parts beside it, if any."""

    rows: Sequence[RowT]
    before: str | None
    after: str | None


class Cursor(NamedTuple):
    """Where a part starts: after these values of the sort columns, or ends just before them."""

    backwards: bool
    values: tuple[Any, ...]


def page_of(
    statement: Select[RowT],
    *,
    sort: Sequence[Column],
    key: Callable[[RowT], Sequence[Any]],
    cursor: str | None,
    descending: bool = False,
    size: int = PAGE_SIZE,
) -> Page[RowT]:
    """Return the part of a list that a cursor asks for, or the first part when it is not one.

    `sort` are columns without NULLs that together are unique, all in one direction; `key` returns
    their values for a row. Any order that the statement has is replaced.
    """
    place = _read(cursor, sort)
    backwards = place is not None and place.backwards
    downwards = descending != backwards
    if place is not None:
        values = zip(place.values, sort, strict=True)
        there = tuple_(*(literal(value, column.type) for value, column in values))
        here = tuple_(*sort)
        statement = statement.where(here < there if downwards else here > there)
    ordered = [column.desc() if downwards else column.asc() for column in sort]
    found = list(
        db.session.scalars(statement.order_by(None).order_by(*ordered).limit(size + 1)).unique()
    )
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_before = more if backwards else place is not None
    has_after = True if backwards else more
    return Page(
        rows,
        _write(True, key(rows[0])) if rows and has_before else None,
        _write(False, key(rows[-1])) if rows and has_after else None,
    )


def _write(backwards: bool, values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return hide(json.dumps([backwards, *plain], separators=(",", ":")), purpose=CURSOR)


def _read(cursor: str | None, sort: Sequence[Column]) -> Cursor | None:
    content = reveal(cursor, purpose=CURSOR) if cursor else None
    if content is None:
        return None
    try:
        backwards, *values = json.loads(content)
        typed = [_typed(value, column) for value, column in zip(values, sort, strict=True)]
    except (ValueError, TypeError, RecursionError):
        return None
    return Cursor(backwards is True, tuple(typed))


def _typed(value: Any, column: Column) -> Any:
    """Return a cursor's value as the kind of thing that its column holds."""
    # A type of our own, such as that of moments, says what it holds through the one beneath it.
    kind = getattr(column.type, "impl_instance", column.type).python_type
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if issubclass(kind, int):
        if type(value) is not int or abs(value) > LARGEST:
            raise ValueError(value)
        return value
    if type(value) is not str or "\0" in value:
        raise ValueError(value)
    value.encode()
    return value
