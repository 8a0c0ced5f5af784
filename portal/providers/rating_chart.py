"""Where the marks of a chart of ratings over time stand: figures only, drawn by a template.

`components/rating_chart.html` draws what `chart` returns. Any page may use the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, LEFT, RIGHT = 720, 196, 20
TOP, ROW, FOOT = 20, 44, 34
ACTIONS_GAP = 26


@dataclass(frozen=True, slots=True)
class Rated:
    """A grade that one source gives for an inspection; `level` goes from 4, best, to 1."""

    on: date
    level: int
    label: str
    by_provider: bool = False


@dataclass(frozen=True, slots=True)
class Acted:
    """What a regulator did, from a day until another; None goes on."""

    on: date
    until: date | None
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One level of the chart, with the word for it."""

    level: int
    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One grade, where it stands."""

    x: int
    y: int
    level: int
    by_provider: bool
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One regulatory action, from where to where."""

    x: int
    width: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Year:
    """The first of a January, where it stands."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn, in units of a picture `width` by `height`."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    years: tuple[Year, ...]
    words: str


def chart(
    rated: Sequence[Rated], acted: Sequence[Acted], *, scale: Sequence[tuple[int, str]], on: date
) -> Chart | None:
    """Return where everything stands up to a day, or None where there is nothing to draw.

    `scale` gives the levels of the service's scale with their words, the best first.
    """
    days = [one.on for one in rated] + [one.on for one in acted if one.on <= on]
    if not days:
        return None
    first, last = min(days), max(on, *days)
    rows = tuple(
        Row(level, label, TOP + ROW * place + ROW // 2)
        for place, (level, label) in enumerate(_levels(rated, scale))
    )
    heights = {row.level: row.y for row in rows}
    bottom = TOP + ROW * len(rows) + (ACTIONS_GAP if acted else 0)
    marks = tuple(
        Mark(
            across(one.on, first, last),
            heights[one.level],
            one.level,
            one.by_provider,
            f"{one.on:%-d %B %Y}: {one.label}, {'reported' if one.by_provider else 'Ofsted'}",
        )
        for one in sorted(rated, key=lambda one: (one.on, one.by_provider))
    )
    bars = tuple(_bar(one, first, last, bottom - ACTIONS_GAP // 2) for one in acted)
    years = tuple(
        Year(across(date(year, 1, 1), first, last), str(year))
        for year in range(first.year + 1, last.year + 1)
    )
    said = "; ".join([mark.words for mark in marks] + [bar.words for bar in bars])
    return Chart(WIDTH, bottom + FOOT, LEFT, WIDTH - RIGHT, bottom, rows, marks, bars, years, said)


def across(day: date, first: date, last: date) -> int:
    """Return how far across the chart a day stands; days outside stand at its edges."""
    span = max((last - first).days, 1)
    gone = min(max((day - first).days, 0), span)
    return LEFT + (WIDTH - RIGHT - LEFT) * gone // span


def _levels(rated: Sequence[Rated], scale: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The levels to draw, the best first: those of the scale, and others that were given."""
    words = dict(scale)
    for one in rated:
        words.setdefault(one.level, one.label)
    return sorted(words.items(), reverse=True)


def _bar(one: Acted, first: date, last: date, y: int) -> Bar:
    start, end = across(one.on, first, last), across(one.until or last, first, last)
    until = f"until {one.until:%-d %B %Y}" if one.until else "still in force"
    return Bar(start, max(end - start, 4), y, f"{one.label} from {one.on:%-d %B %Y}, {until}")
