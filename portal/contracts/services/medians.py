"""The medians of lots, fixed once for each month that some placement needs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.contracts.models import LotMedian, LotMonth
from portal.contracts.pricing.facts import Card, Rate, ReferenceKind, Span
from portal.contracts.pricing.reference import median_rates
from portal.contracts.queries import facts as queries
from portal.contracts.services.cards import OwnCard, grouped, own_cards
from portal.db import db

NeededMonths = Mapping[int, set[date]]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_needed(spans: Iterable[Span], this_month: date) -> set[date]:
    """The months that the nights of some spans fall in, as far as this month."""
    needed: set[date] = set()
    for span in spans:
        last_night = span.to_ and span.to_ - timedelta(days=1)
        last = min(this_month, month_of(last_night)) if last_night else this_month
        month = month_of(span.from_)
        while month <= last:
            needed.add(month)
            month = next_month(month)
    return needed


def median_cards(needed: NeededMonths, *, at: datetime) -> dict[int, list[Card]]:
    """For each lot a card for each month that has medians, as far as this month.

    Months that were never needed before are fixed now, from the rates that stood on their first
    day. A month that is fixed never moves, whatever is agreed later with an earlier date.
    """
    this_month = month_of(clock.today(at))
    found = grouped(queries.lot_months(list(needed), this_month), "lot_id")
    missing = [
        (lot_id, month)
        for lot_id, months in sorted(needed.items())
        for month in sorted(months - {row.month for row in found[lot_id]})
    ]
    if missing:
        fix_months(missing, at=at)
        found = grouped(queries.lot_months(list(needed), this_month), "lot_id")
    return {lot_id: _cards(rows) for lot_id, rows in found.items()}


def fix_months(missing: Iterable[tuple[int, date]], *, at: datetime) -> None:
    """Work out and keep the medians of months of lots; what another run has kept stands."""
    wanted = list(missing)
    on_lots: dict[int, list[OwnCard]] = {lot_id: [] for lot_id, _month in wanted}
    for own in own_cards(queries.appointments_on_lots(sorted(on_lots))):
        on_lots[own.lot_id].append(own)
    months = [
        {
            "lot_id": lot_id,
            "month": month,
            "appointments": sum(any(s.covers(month) for s in c.spans) for c in on_lots[lot_id]),
            "fixed_at": at,
        }
        for lot_id, month in wanted
    ]
    prices = [
        {"lot_month_id": row.id, "component_code": code, "pence": pence}
        for row in _keep_months(months)
        for code, pence in _medians(on_lots[row.lot_id], row.month).items()
    ]
    if prices:
        db.session.execute(insert(LotMedian.__table__), prices)  # type: ignore[arg-type]


def _keep_months(months: list[dict[str, Any]]) -> list[Any]:
    """Insert the months that nobody has fixed meanwhile, and return those."""
    kept: list[Any] = []
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for start in range(0, len(months), 1000):
        statement = (
            dialect.insert(LotMonth)
            .values(months[start : start + 1000])
            .on_conflict_do_nothing()
            .returning(LotMonth.id, LotMonth.lot_id, LotMonth.month)
        )
        kept += db.session.execute(statement).all()
    return kept


def _medians(cards: list[OwnCard], month: date) -> dict[str, int]:
    plain = [card.as_card(ReferenceKind.LOT_MEDIAN) for card in cards]
    return {code: pence for (code, _unit, _band), pence in median_rates(plain, month).items()}


def _cards(rows: list[Any]) -> list[Card]:
    by_month: dict[tuple[int, date], list[Any]] = {}
    for row in rows:
        if row.component_code is not None:
            by_month.setdefault((row.id, row.month), []).append(row)
    return [
        _card(month_id, Span(month, next_month(month)), prices)
        for (month_id, month), prices in by_month.items()
    ]


def _card(month_id: int, span: Span, prices: list[Any]) -> Card:
    rates = tuple(Rate(row.component_code, row.unit, row.pence, span) for row in prices)
    return Card(ReferenceKind.LOT_MEDIAN, month_id, (span,), rates)
