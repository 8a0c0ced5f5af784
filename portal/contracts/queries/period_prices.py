"""Exact totals of price pieces over periods, summed in the database for many placements at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from portal.contracts.models import PricePiece
from portal.contracts.pricing.facts import ReferenceKind
from portal.contracts.queries.prices import RECURRING, WEEKLY
from portal.contracts.queries.sql import days_between, earlier, total, whole
from portal.tenders.terms import Unit


def days_of(periods: Sequence[tuple[int, date, date]]) -> Subquery:
    """Return periods as rows: number, starts_on and ends_on, the last day not being part of it."""
    return union_all(
        *(
            select(
                literal(number, Integer).label("number"),
                literal(starts_on, Date).label("starts_on"),
                literal(ends_on, Date).label("ends_on"),
            )
            for number, starts_on, ends_on in periods
        )
    ).subquery("periods")


def period_totals(periods: Subquery, placements: Select[int]) -> Subquery:
    """Totals of some placements in each of some periods, a row for every pair with a price piece.

    Columns: `placement_id`, `period`, `charged_sevenths`, `reference_sevenths`,
    `variance_sevenths` (whole sevenths of a penny, exact), `covered_nights`, `nights`. Over one
    period that holds a whole placement they are the totals of `piece_totals`.
    """
    amounts = _amounts(periods, placements).subquery("period_amounts")
    nights = _nights(periods, placements).subquery("period_nights")
    return (
        select(
            amounts,
            func.coalesce(nights.c.covered_nights, 0).label("covered_nights"),
            func.coalesce(nights.c.nights, 0).label("nights"),
        )
        .outerjoin(
            nights,
            and_(
                nights.c.placement_id == amounts.c.placement_id, nights.c.period == amounts.c.period
            ),
        )
        .subquery("period_totals")
    )


def _amounts(periods: Subquery, placements: Select[int]) -> Select[*tuple[Any, ...]]:
    nights = _counted(periods)
    units = whole(func.coalesce(PricePiece.quantity, 1)) * case(
        (PricePiece.unit.in_(WEEKLY), nights),
        (PricePiece.unit == Unit.NIGHT.value, nights * 7),
        else_=7,
    )
    reference = func.coalesce(PricePiece.reference_pence, 0)
    over = case(
        (PricePiece.reference_pence.is_(None), 0),
        else_=PricePiece.charged_pence - PricePiece.reference_pence,
    )
    return (
        select(
            PricePiece.placement_id,
            periods.c.number.label("period"),
            total(PricePiece.charged_pence * units).label("charged_sevenths"),
            total(reference * units).label("reference_sevenths"),
            total(over * units).label("variance_sevenths"),
        )
        .join(periods, _meets(periods))
        .where(PricePiece.placement_id.in_(placements))
        .group_by(PricePiece.placement_id, periods.c.number)
    )


def _nights(periods: Subquery, placements: Select[int]) -> Select[*tuple[Any, ...]]:
    """Count each distinct run of nights once: pieces of the week and the night share their cuts."""
    runs = (
        select(
            PricePiece.placement_id,
            periods.c.number.label("period"),
            PricePiece.starts_on,
            _counted(periods).label("nights"),
            (PricePiece.reference_kind != ReferenceKind.NONE.value).label("covered"),
        )
        .join(periods, _meets(periods))
        .where(PricePiece.unit.in_(RECURRING), PricePiece.placement_id.in_(placements))
        .distinct()
        .subquery("period_runs")
    )
    return select(
        runs.c.placement_id,
        runs.c.period,
        total(case((runs.c.covered, runs.c.nights), else_=0)).label("covered_nights"),
        total(runs.c.nights).label("nights"),
    ).group_by(runs.c.placement_id, runs.c.period)


def _meets(periods: Subquery) -> ColumnElement[bool]:
    """The condition that a piece has a night in a period."""
    return and_(
        PricePiece.starts_on < periods.c.ends_on,
        or_(PricePiece.ends_on.is_(None), PricePiece.ends_on > periods.c.starts_on),
    )


def _counted(periods: Subquery) -> ColumnElement[int]:
    """The nights of a piece that fall in a period it meets."""
    first = case(
        (PricePiece.starts_on < periods.c.starts_on, periods.c.starts_on),
        else_=PricePiece.starts_on,
    )
    return days_between(first, earlier(PricePiece.ends_on, periods.c.ends_on))
