"""Which placements a change reaches."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, exists, func, or_, select

from portal.changes import Changed
from portal.contracts.models import Appointment, LotMonth, Placement, PricePiece, Rate
from portal.contracts.pricing.facts import ReferenceKind
from portal.contracts.queries.earlier import that_stood_at
from portal.tenders.models import Framework, Lot
from portal.tenders.terms import PriceBasis

OF_THE_LOT = (
    ReferenceKind.LOT_MEDIAN.value,
    ReferenceKind.LOT_CEILING.value,
    ReferenceKind.NONE.value,
)


def count_placements() -> Select[int]:
    """How many placements there are."""
    return select(func.count(Placement.id))


def placements_after(last: int, limit: int) -> Select[int]:
    """The next placements, by id."""
    return select(Placement.id).where(Placement.id > last).order_by(Placement.id).limit(limit)


def held_still(ids: Collection[int]) -> Select[int]:
    """Placements, locked in one order for everybody until the transaction ends."""
    return (
        select(Placement.id)
        .where(Placement.id.in_(ids))
        .order_by(Placement.id)
        .with_for_update(key_share=True)
    )


def at_service(service_id: int) -> Select[int]:
    """Placements that are at one service, or were before another followed it."""
    return _at_services([service_id])


def by_rates(ids: Collection[int]) -> Select[int]:
    """Placements at the services whose rates changed."""
    services = (
        select(Appointment.service_id)
        .join(Rate, Rate.appointment_id == Appointment.id)
        .where(Rate.id.in_(ids))
    )
    return _at_services(services)


def by_appointments(ids: Collection[int]) -> Select[int]:
    """Placements at the services whose appointments changed."""
    return _at_services(select(Appointment.service_id).where(Appointment.id.in_(ids)))


def by_block_contracts(ids: Collection[int]) -> Select[int]:
    """Placements of changed block contracts."""
    return select(Placement.id).where(Placement.block_contract_id.in_(ids)).order_by(Placement.id)


BY_KIND: Mapping[Changed, Callable[[Collection[int]], Select[int]]] = {
    Changed.RATE: by_rates,
    Changed.APPOINTMENT: by_appointments,
    Changed.BLOCK_CONTRACT: by_block_contracts,
}


def awaiting_month(month: date, next_month: date) -> Select[int]:
    """Placements with nights in a month held to a lot whose month is not fixed yet."""
    fixed = exists().where(LotMonth.lot_id == Placement.comparison_lot_id, LotMonth.month == month)
    held = exists().where(
        PricePiece.placement_id == Placement.id,
        PricePiece.reference_kind.in_(OF_THE_LOT),
        PricePiece.starts_on < next_month,
        or_(PricePiece.ends_on.is_(None), PricePiece.ends_on > month),
    )
    moves_on = or_(Framework.price_basis == PriceBasis.IN_FORCE, Placement.starts_on >= month)
    return (
        select(Placement.id)
        .join(Lot, Lot.id == Placement.comparison_lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(
            moves_on,
            or_(Placement.ends_on.is_(None), Placement.ends_on > month),
            ~fixed,
            held,
        )
        .order_by(Placement.id)
    )


def _at_services(services: Select[int] | Sequence[int]) -> Select[int]:
    now = Placement.service_id.in_(services)
    return (
        select(Placement.id)
        .where(or_(now, Placement.id.in_(that_stood_at(services))))
        .order_by(Placement.id)
    )
