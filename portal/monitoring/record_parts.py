"""What a provider's record is made of, as plain values that its page and its PDF both show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.display import count_of, short_day
from portal.monitoring.queries.record import MOST


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, where they lead if the reader may go there, and whether they name a state."""

    text: str
    href: str = ""
    tag: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values."""

    rows: Sequence[tuple[str, Cell]]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `figures` are the numbers of columns that hold figures."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = "None."
    figures: Sequence[int] = ()
    widths: Sequence[float] | None = None
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of what a table beside it says: on the page alone."""

    chart: Any
    title: str
    of: str
    kind: str = "picture"


Block = Words | Facts | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the record, with the name by which a link leads to it."""

    name: str
    title: str
    blocks: Sequence[Block]


def plain(value: object) -> Cell:
    """Return words, or nothing for what is not said."""
    return Cell("" if value is None else str(value))


def dated(value: date | None) -> Cell:
    """Return a day."""
    return Cell(short_day(value) if value else "")


def shortened(caption: str, found: Sequence[Any], things: str) -> tuple[str, Sequence[Any]]:
    """Return a caption and the rows to show: it says so where there are more."""
    if len(found) <= MOST:
        return caption, found
    return f"{caption}: the latest {MOST} of {count_of(len(found), things)}", found[:MOST]
