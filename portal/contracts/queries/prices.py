"""Price pieces, and exact totals as at any date summed from them in the database."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, Select, Subquery, case, func, literal, select

from portal.contracts.models import PricePiece
from portal.contracts.pricing.facts import ReferenceKind
from portal.contracts.queries.sql import days_between, earlier, total, whole
from portal.tenders.terms import Unit

Conditions = list[ColumnElement[bool]]
WEEKLY = (Unit.WEEK.value, Unit.PERCENT_OF_CORE.value)
RECURRING = (*WEEKLY, Unit.NIGHT.value)


def pieces_of(placement_id: int) -> Select[PricePiece]:
    """Every price piece of a placement, by date and component."""
    return (
        select(PricePiece)
        .where(PricePiece.placement_id == placement_id)
        .order_by(PricePiece.starts_on, PricePiece.component_code, PricePiece.id)
    )


def piece_totals(
    as_at: date,
    kinds: Collection[ReferenceKind] | None = None,
    ids: Collection[int] | None = None,
) -> Subquery:
    """Totals of every placement up to and including the as-at night, one row for each.

    Columns: `placement_id`, `charged_sevenths`, `reference_sevenths`, `variance_sevenths` (whole
    sevenths of a penny, exact), `covered_nights` and `nights`. With `kinds`, only pieces held to
    those references count; with `ids`, only those placements. They equal `pricing.totals` over the
    same pieces.
    """
    wanted = _begun(as_at, kinds, ids)
    amounts = _amounts(as_at, wanted).subquery("amounts")
    nights = _nights(as_at, wanted).subquery("nights")
    return (
        select(
            amounts.c.placement_id,
            amounts.c.charged_sevenths,
            amounts.c.reference_sevenths,
            amounts.c.variance_sevenths,
            func.coalesce(nights.c.covered_nights, 0).label("covered_nights"),
            func.coalesce(nights.c.nights, 0).label("nights"),
        )
        .outerjoin(nights, nights.c.placement_id == amounts.c.placement_id)
        .subquery("piece_totals")
    )


def counted_nights(as_at: date) -> ColumnElement[int]:
    """The nights of a piece that has begun by the as-at date, that night included."""
    return days_between(PricePiece.starts_on, earlier(PricePiece.ends_on, _morning_after(as_at)))


def _amounts(as_at: date, wanted: Conditions) -> Select[int, int, int, int]:
    nights = counted_nights(as_at)
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
            total(PricePiece.charged_pence * units).label("charged_sevenths"),
            total(reference * units).label("reference_sevenths"),
            total(over * units).label("variance_sevenths"),
        )
        .where(*wanted)
        .group_by(PricePiece.placement_id)
    )


def _nights(as_at: date, wanted: Conditions) -> Select[int, int, int]:
    """Pieces of the week and the night share their cuts: each distinct run of nights counts once.

    All pieces of one run are held to one card, so the run is covered as a whole or not at all.
    """
    runs = (
        select(
            PricePiece.placement_id,
            PricePiece.starts_on,
            counted_nights(as_at).label("nights"),
            (PricePiece.reference_kind != ReferenceKind.NONE.value).label("covered"),
        )
        .where(PricePiece.unit.in_(RECURRING), *wanted)
        .distinct()
        .subquery("runs")
    )
    return select(
        runs.c.placement_id,
        total(case((runs.c.covered, runs.c.nights), else_=0)).label("covered_nights"),
        total(runs.c.nights).label("nights"),
    ).group_by(runs.c.placement_id)


def _begun(
    as_at: date, kinds: Collection[ReferenceKind] | None, ids: Collection[int] | None
) -> Conditions:
    begun = [PricePiece.starts_on <= as_at]
    if kinds is not None:
        begun.append(PricePiece.reference_kind.in_([kind.value for kind in kinds]))
    if ids is not None:
        begun.append(PricePiece.placement_id.in_(ids))
    return begun


def _morning_after(as_at: date) -> ColumnElement[date]:
    return literal(as_at + timedelta(days=1), Date)
