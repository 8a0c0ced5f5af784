"""A provider's places on lots, its prices and the placements at its services, for its record."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import Row, func, select

from portal.accounts.models import Organisation
from portal.contracts.models import Appointment
from portal.contracts.pricing.check import to_pence
from portal.contracts.queries.period_prices import days_of, period_totals
from portal.contracts.queries.sql import total
from portal.contracts.views.shown import status_on
from portal.db import db
from portal.display import percent, pounds, sentence, short_day
from portal.monitoring.indicators import LEAST, year_to
from portal.monitoring.queries import record
from portal.monitoring.queries.record import Reader
from portal.monitoring.record_parts import (
    Block,
    Cell,
    Facts,
    Section,
    Table,
    Words,
    dated,
    plain,
    shortened,
)
from portal.monitoring.views.presenting import link_to
from portal.monitoring.views.record_who import pairs

FEW, LIVE = "Fewer than 5", "live"


def appointments(
    provider: Organisation, appointed: Sequence[Appointment], reader: Reader
) -> Section:
    """Places on the lots of the reader's region, with core rate and ceiling on the day."""
    caption, shown = shortened("Appointments", appointed, "appointment")
    ids, lots = [one.id for one in shown], sorted({one.lot_id for one in shown})
    rates = pairs(record.core_rates(ids, reader.on))
    ceilings = pairs(record.core_ceilings(lots))
    rows = [
        [
            Cell(
                f"{one.service.name} on {one.lot.name}",
                link_to("appointments.show", reference=one.reference),
            ),
            plain(one.lot.framework.title),
            Cell(status_on(one, reader.on), tag=True),
            dated(one.starts_on),
            dated(one.ends_on),
            plain(one.tier or one.rank),
            plain(pounds(rates.get(one.id))),
            plain(pounds(ceilings.get(one.lot_id))),
        ]
        for one in shown
    ]
    table = Table(
        caption,
        ("Place", "Framework", "State", "From", "Until", "Tier or rank", "Core a week", "Ceiling"),
        rows,
        "No place on a lot of this region by that day.",
        figures=(5, 6, 7),
        widths=(3.8, 2.8, 2.4, 1.8, 1.8, 1.3, 2.1, 2.1),
    )
    blocks: list[Block] = [table, _rates(shown, reader)]
    return Section("appointments", "Appointments", blocks)


def _rates(shown: Sequence[Appointment], reader: Reader) -> Table:
    """What every component costs on the day at each place, beside the ceiling of its lot."""
    places = {one.id: one for one in shown}
    found = db.session.execute(record.rates(list(places), reader.on))
    last = {(row.appointment_id, row.component_code): row for row in found}
    ranks = {number: rank for rank, number in enumerate(places)}
    in_order = sorted(last.values(), key=lambda row: ranks[row.appointment_id])
    caption, rates = shortened("Prices in force", in_order, "price")
    rows = [
        [
            plain(f"{place.service.name} on {place.lot.name}"),
            plain(row.title),
            plain(sentence(row.unit)),
            dated(row.starts_on),
            plain(pounds(row.pence)),
            plain(pounds(row.ceiling_pence)),
        ]
        for row in rates
        for place in [places[row.appointment_id]]
    ]
    columns = ("Place", "Component", "For one", "Since", "Price", "Ceiling")
    empty = "No price was in force on that day."
    return Table(caption, columns, rows, empty, figures=(4, 5), widths=(4, 4, 2, 2, 2, 2))


def prices(provider: Organisation, reader: Reader) -> Section:
    """What was charged in twelve months against what it should have cost."""
    year = year_to(reader.on)
    sums = _sums(provider.id, reader)
    span = (
        f"From {short_day(year.starts_on)} to {short_day(reader.on)}, nights of that day included."
    )
    if not sums.placements:
        return Section("prices", "Prices", [Words(f"{span} Nothing was charged.")])
    if not reader.exact and sums.placements < LEAST:
        few = f"{span} Fewer than 5 placements were charged for, so sums are not shown."
        return Section("prices", "Prices", [Words(few)])
    href = _placements_page(provider, reader)
    rows = [
        ("Placements charged for", Cell(str(sums.placements), href)),
        ("Charged", Cell(pounds(to_pence(sums.charged)), href)),
        ("Reference price of what has one", plain(pounds(to_pence(sums.reference)))),
        ("Charged above or below it", plain(_variance(sums.variance, sums.reference))),
        ("Nights with a reference price", plain(_coverage(sums.covered, sums.nights))),
    ]
    note = f"{span} {OF_COUNCIL if reader.council_id is not None else OF_REGION}"
    return Section("prices", "Prices", [Words(note), Facts(rows)])


OF_REGION = "Placements of the region’s councils, charges counted as they are recorded."
OF_COUNCIL = "Placements of your own council, charges counted as they are recorded."


def _sums(provider_id: int, reader: Reader) -> Row[*tuple[int, ...]]:
    year = year_to(reader.on)
    periods = days_of([(0, year.starts_on, year.ends_on)])
    totals = period_totals(periods, record.placements(provider_id, reader))
    return db.session.execute(
        select(
            func.count(totals.c.placement_id).label("placements"),
            *(
                total(totals.c[column]).label(name)
                for name, column in (
                    ("charged", "charged_sevenths"),
                    ("reference", "reference_sevenths"),
                    ("variance", "variance_sevenths"),
                    ("covered", "covered_nights"),
                    ("nights", "nights"),
                )
            ),
        )
    ).one()


def _variance(variance: int, reference: int) -> str:
    words = "Nothing" if not variance else pounds(to_pence(variance))
    return f"{words} ({percent(Fraction(variance, reference))})" if reference else words


def _coverage(covered: int, nights: int) -> str:
    return f"{covered:,} of {nights:,} ({percent(Fraction(covered, nights))})" if nights else "None"


def placements(provider: Organisation, reader: Reader) -> Section:
    """How many placements each council has and began; small numbers only for who may see them."""
    found = db.session.execute(record.placements_by_council(provider.id, reader)).all()
    live, ever = (_placements_page(provider, reader, status) for status in (LIVE, ""))
    rows = [
        [
            plain(name),
            Cell(_number(now, exact=reader.exact), live if reader.on == reader.today else ever),
            Cell(_number(started, exact=reader.exact), ever),
        ]
        for name, now, started in found
    ]
    year = year_to(reader.on)
    if reader.council_id is not None:
        note = "Placements of your own council. Those of other councils are not shown."
    elif reader.exact:
        now, started = (sum(row[column] for row in found) for column in (1, 2))
        rows += [[plain("All councils"), plain(now), plain(started)]] if len(found) > 1 else []
        note = "Placements of the region’s councils, without the children."
    else:
        note = "Numbers under five are not shown, and for that reason no total either."
    table = Table(
        "Placements by council",
        ("Council", "On the day", f"Began since {short_day(year.starts_on)}"),
        rows,
        "None on the day or in the twelve months before it.",
        figures=(1, 2),
    )
    blocks: list[Block] = [Words(note), table]
    return Section("placements", "Placements by council", blocks)


def _number(number: int, *, exact: bool) -> str:
    return str(number) if exact or number >= LEAST else FEW


def _placements_page(provider: Organisation, reader: Reader, status: str = "") -> str:
    """The list of placements at a provider that the reader may open, else nothing."""
    page = "region" if reader.council_id is None else "council"
    return link_to(f"{page}_placements.index", text=provider.name, status=status or None)
