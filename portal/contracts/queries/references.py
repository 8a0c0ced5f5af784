"""What the references of price pieces are called."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.contracts.models import Appointment, BlockContract, LotMonth, PricePiece
from portal.contracts.pricing.facts import ReferenceKind
from portal.tenders.models import Framework, Lot


def sources(pieces: Iterable[PricePiece], *kinds: ReferenceKind) -> set[int]:
    """The ids that pieces of some kinds refer to."""
    wanted = {kind.value for kind in kinds}
    return {p.reference_source_id or 0 for p in pieces if p.reference_kind in wanted}


def appointments(ids: Collection[int]) -> Select[Appointment]:
    """Appointments that pieces refer to, with lot and region."""
    return (
        select(Appointment)
        .where(Appointment.id.in_(ids))
        .options(
            joinedload(Appointment.lot).joinedload(Lot.framework).joinedload(Framework.region),
            joinedload(Appointment.service),
        )
        .order_by(Appointment.id)
    )


def months(ids: Collection[int]) -> Select[LotMonth]:
    """Months of lots whose medians pieces refer to."""
    return (
        select(LotMonth)
        .where(LotMonth.id.in_(ids))
        .options(joinedload(LotMonth.lot))
        .order_by(LotMonth.id)
    )


def lots(ids: Collection[int]) -> Select[Lot]:
    """Lots whose ceilings pieces refer to."""
    return select(Lot).where(Lot.id.in_(ids)).order_by(Lot.id)


def contracts(ids: Collection[int]) -> Select[BlockContract]:
    """Block contracts that pieces refer to."""
    return select(BlockContract).where(BlockContract.id.in_(ids)).order_by(BlockContract.id)
