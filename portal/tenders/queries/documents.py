"""What can be asked of the documents that frameworks require and that bids relied on."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.providers.models import DocumentType
from portal.tenders.models import (
    Bid,
    Entry,
    EntryDocument,
    EntryStatus,
    Framework,
    FrameworkDocument,
    Lot,
    Procurement,
    ProcurementStatus,
)

UNDER_WAY = (
    ProcurementStatus.PUBLISHED,
    ProcurementStatus.QUALITY_OPENED,
    ProcurementStatus.PRICES_OPENED,
    ProcurementStatus.RECOMMENDED,
)


def required_by(framework_ids: list[int]) -> Select[FrameworkDocument]:
    """The documents that some frameworks ask for, in the order of the list of kinds."""
    return (
        select(FrameworkDocument)
        .join(FrameworkDocument.type)
        .where(FrameworkDocument.framework_id.in_(framework_ids))
        .options(joinedload(FrameworkDocument.type))
        .order_by(FrameworkDocument.framework_id, DocumentType.position, DocumentType.code)
    )


def required_one(framework_id: int, code: str) -> Select[FrameworkDocument]:
    """What a framework asks of one kind of document."""
    return required_by([framework_id]).where(FrameworkDocument.type_code == code)


def under_way(framework_id: int) -> Select[Procurement]:
    """Invitations of a framework that are published and not yet decided."""
    return (
        select(Procurement)
        .where(Procurement.framework_id == framework_id, Procurement.status.in_(UNDER_WAY))
        .order_by(Procurement.id)
    )


def frameworks_of_bidder(organisation_id: int) -> Select[Framework]:
    """Frameworks that an organisation bids for or was awarded a place on, the latest to end first.

    Only its own people may be shown these: they tell that it bids.
    """
    bids_for = select(Procurement.framework_id).join(Bid, Bid.procurement_id == Procurement.id)
    return (
        select(Framework)
        .where(Framework.id.in_(bids_for.where(Bid.organisation_id == organisation_id)))
        .options(selectinload(Framework.lots))
        .order_by(Framework.ends_on.desc(), Framework.id)
    )


def entries_of(procurement_id: int) -> Select[Entry]:
    """Entries that stand submitted, with who bids; shown after the opening only."""
    return (
        select(Entry)
        .where(Entry.procurement_id == procurement_id, Entry.status == EntryStatus.SUBMITTED)
        .options(
            joinedload(Entry.bid).joinedload(Bid.organisation),
            joinedload(Entry.service),
            joinedload(Entry.lot).joinedload(Lot.framework),
        )
        .order_by(Entry.id)
    )


def relied_on(entry_ids: list[int]) -> Select[EntryDocument]:
    """What opened entries say of their documents."""
    return (
        select(EntryDocument)
        .where(EntryDocument.entry_id.in_(entry_ids))
        .options(joinedload(EntryDocument.type))
        .order_by(EntryDocument.entry_id, EntryDocument.type_code)
    )
