"""Indicators of a provider beside the median of its region, for its record."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from portal.accounts.models import Organisation
from portal.display import count_of, percent, short_day
from portal.money import round_half_away
from portal.monitoring.indicator_chart import Pair, chart
from portal.monitoring.indicators import LEAST
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import Block, Cell, Picture, Section, Table, Words, plain
from portal.monitoring.services.indicators import Indicator, Line, lines

NO_SCORE = (
    "These indicators are not added up to a score and providers are not ranked: they count "
    "different things, and one number would hide what matters for a child."
)
MEDIAN = (
    "The median is the middle figure of the region’s providers that had activity in the quarter, "
    f"of two the lower; with fewer than {LEAST} of them none is shown. Fewer than {LEAST} cases "
    "are too few to mean anything."
)
OF_OTHERS = "What rests on other councils’ placements is not shown to a council."


def indicators(provider: Organisation, reader: Reader) -> Section:
    """Every indicator for the latest four quarters, as a table and as a chart."""
    blocks: list[Block] = [Words(NO_SCORE), Words(MEDIAN)]
    if reader.council_id is not None:
        blocks.append(Words(OF_OTHERS))
    found = lines(provider.id, reader)
    for _, some in groupby(found, lambda one: one.indicator.code):
        blocks += _blocks(list(some), reader)
    return Section("indicators", "Indicators beside the region", blocks)


def _blocks(some: Sequence[Line], reader: Reader) -> list[Block]:
    indicator = some[0].indicator
    table = Table(
        indicator.title,
        ("Quarter", "This provider", "Counted", "Region’s median", "Providers"),
        [_row(one, reader) for one in some],
        figures=(1, 2, 3, 4),
        widths=(3.4, 3.4, 2, 2, 2),
    )
    drawn = chart([_pair(one, reader) for one in some])
    title = f"{indicator.title}: this provider and the region’s median"
    picture = [Picture(drawn, title, "indicator")] if drawn else []
    return [table, Words(indicator.meaning), *picture]


def _row(line: Line, reader: Reader) -> list[Cell]:
    own, compared = line.compared.own, line.compared
    hidden = own is not None and _hidden(line, reader)
    cases = count_of(own.cases, line.indicator.case) if own else "0"
    few = f"Fewer than {LEAST}"
    return [
        plain(quarter(line)),
        plain(_own_words(line, reader)),
        plain(few if hidden else cases),
        plain(
            _written(line.indicator, compared.median) if compared.median is not None else "Too few"
        ),
        plain(compared.providers if compared.providers >= LEAST else few),
    ]


def _own_words(line: Line, reader: Reader) -> str:
    own = line.compared.own
    if own is None:
        return "No activity"
    if _hidden(line, reader):
        return "Not shown: too few"
    words = _written(line.indicator, own.value)
    return words if own.enough else f"{words}, too few to mean anything"


def _hidden(line: Line, reader: Reader) -> bool:
    """Say whether a figure rests on placements too few to be shown to this reader."""
    own = line.compared.own
    return own is not None and line.indicator.placements and not reader.exact and not own.enough


def _pair(line: Line, reader: Reader) -> Pair:
    """The figures that a chart may draw: not those of too few cases."""
    own, median = line.compared.own, line.compared.median
    value = own.value if own is not None and own.enough else None
    return Pair(
        quarter(line),
        value,
        _written(line.indicator, value) if value is not None else "",
        median,
        _written(line.indicator, median) if median is not None else "",
    )


def _written(indicator: Indicator, value: Fraction) -> str:
    if indicator.percent:
        return percent(value)
    hundredths = round_half_away(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def quarter(line: Line) -> str:
    """Return the days of a quarter."""
    first, last = line.period.starts_on, line.period.last_day
    return f"{first.day} {first:%b} to {short_day(last)}"
