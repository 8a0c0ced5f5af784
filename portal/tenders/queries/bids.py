"""What can be asked of bids: a provider's own, and the sealed versions behind them."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership
from portal.providers.models import RegistrationState, Service
from portal.tenders.models import (
    Bid,
    BidFile,
    DraftAnswer,
    Entry,
    EntryStatus,
    LateAttempt,
    Lot,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
    Specification,
    Submission,
)


def open_invitation(reference: str) -> Select[Procurement]:
    """Find a published invitation to tender."""
    return (
        select(Procurement)
        .where(Procurement.reference == reference, Procurement.status != ProcurementStatus.DRAFT)
        .order_by(Procurement.id)
    )


def bid_to(procurement: Procurement, organisation_id: int) -> Select[Bid]:
    """Find an organisation's bid to one procurement."""
    return (
        select(Bid)
        .where(Bid.procurement_id == procurement.id, Bid.organisation_id == organisation_id)
        .order_by(Bid.id)
    )


def own_bid(reference: str, membership: Membership) -> Select[Bid]:
    """Find one of the acting organisation's bids, with all that its pages show."""
    return (
        select(Bid)
        .where(Bid.reference == reference, Bid.organisation_id == membership.organisation_id)
        .options(
            joinedload(Bid.procurement).selectinload(Procurement.questions),
            joinedload(Bid.procurement).selectinload(Procurement.lots).options(*LOT_PARTS),
            joinedload(Bid.procurement).selectinload(Procurement.invited).options(*INVITED_PARTS),
            selectinload(Bid.entries).options(
                joinedload(Entry.service), joinedload(Entry.lot), selectinload(Entry.submissions)
            ),
        )
        .order_by(Bid.id)
    )


LOT_PARTS = (selectinload(Lot.price_lines),)
INVITED_PARTS = (joinedload(ProcurementLot.specification).selectinload(Specification.requirements),)


def own_bids(membership: Membership) -> Select[Bid]:
    """List the acting organisation's bids, newest first."""
    return (
        select(Bid)
        .where(Bid.organisation_id == membership.organisation_id)
        .options(joinedload(Bid.procurement), selectinload(Bid.entries))
        .order_by(Bid.started_at.desc(), Bid.id.desc())
    )


def own_entry(reference: str, membership: Membership) -> Select[Entry]:
    """Find one of the acting organisation's entries."""
    return (
        select(Entry)
        .join(Entry.bid)
        .where(Entry.reference == reference, Bid.organisation_id == membership.organisation_id)
        .order_by(Entry.id)
    )


def own_submission(bid: Bid, reference: str) -> Select[Submission]:
    """Find a submitted version of one bid."""
    return (
        select(Submission)
        .join(Submission.entry)
        .where(Entry.bid_id == bid.id, Submission.reference == reference)
        .order_by(Submission.id)
    )


def sent_together(submission: Submission) -> Select[Submission]:
    """List the versions that one press of the button submitted, this one among them."""
    bid_id = submission.entry.bid_id
    return (
        select(Submission)
        .join(Submission.entry)
        .where(Entry.bid_id == bid_id, Submission.token == submission.token)
        .options(joinedload(Submission.entry))
        .order_by(Submission.id)
    )


def sent_with_token(entry: Entry, token: str) -> Select[Submission]:
    """Find the version that the same press of the button submitted already."""
    return (
        select(Submission)
        .where(Submission.entry_id == entry.id, Submission.token == token)
        .order_by(Submission.id)
    )


def late_with_token(entry: Entry, token: str) -> Select[LateAttempt]:
    """Find the late attempt that the same press of the button led to already."""
    return (
        select(LateAttempt)
        .where(LateAttempt.entry_id == entry.id, LateAttempt.token == token)
        .order_by(LateAttempt.id)
    )


def own_late_attempt(bid: Bid, reference: str) -> Select[LateAttempt]:
    """Find a late attempt of one bid."""
    return (
        select(LateAttempt)
        .join(LateAttempt.entry)
        .where(Entry.bid_id == bid.id, LateAttempt.reference == reference)
        .order_by(LateAttempt.id)
    )


def draft_answers(bid: Bid) -> Select[DraftAnswer]:
    """List a bid's answers as last saved, read again even where the session knows them."""
    return (
        select(DraftAnswer)
        .where(DraftAnswer.bid_id == bid.id)
        .order_by(DraftAnswer.id)
        .execution_options(populate_existing=True)
    )


def draft_answer(bid: Bid, question_id: int, scope_key: str) -> Select[DraftAnswer]:
    """Find one answer as last saved."""
    return draft_answers(bid).where(
        DraftAnswer.question_id == question_id, DraftAnswer.scope_key == scope_key
    )


def files_of(bid: Bid) -> Select[BidFile]:
    """List the files that a bid holds now."""
    return (
        select(BidFile)
        .where(BidFile.bid_id == bid.id, BidFile.removed_at.is_(None))
        .order_by(BidFile.id)
    )


def file_of(bid: Bid, reference: str) -> Select[BidFile]:
    """Find a file of a bid, removed or not: submitted versions keep what they held."""
    return (
        select(BidFile)
        .where(BidFile.bid_id == bid.id, BidFile.reference == reference)
        .order_by(BidFile.id)
    )


def services_for(lot: Lot, organisation_id: int) -> Select[Service]:
    """List an organisation's live services that provide what a lot asks for."""
    return (
        select(Service)
        .where(
            Service.organisation_id == organisation_id,
            Service.provision_type == lot.provision_type,
            Service.status != RegistrationState.CLOSED,
        )
        .order_by(Service.name, Service.id)
    )


def open_unsubmitted(membership: Membership, *, now: datetime) -> Select[Entry]:
    """List the organisation's entries that are not submitted while their invitation is open."""
    return (
        select(Entry)
        .join(Entry.bid)
        .join(Entry.procurement)
        .where(
            Bid.organisation_id == membership.organisation_id,
            Entry.status == EntryStatus.DRAFT,
            Procurement.status == ProcurementStatus.PUBLISHED,
            Procurement.closes_at > now,
        )
        .options(joinedload(Entry.bid).joinedload(Bid.procurement))
        .order_by(Procurement.closes_at, Entry.id)
    )


def newest_version(entry: Entry) -> Select[Submission]:
    """Find the last version that an entry submitted."""
    return (
        select(Submission)
        .where(Submission.entry_id == entry.id)
        .order_by(Submission.version.desc())
        .limit(1)
    )


def sent_of(entry: Entry) -> tuple[Select[int], Select[int]]:
    """Find anything of an entry that was ever sent: in time, and late."""
    return (
        select(Submission.id).where(Submission.entry_id == entry.id).limit(1),
        select(LateAttempt.id).where(LateAttempt.entry_id == entry.id).limit(1),
    )
