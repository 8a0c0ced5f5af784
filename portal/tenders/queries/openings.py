"""What can be asked of openings and declarations: who is assigned, who declared, what to open."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.access import Role
from portal.accounts.models import Membership, MembershipRole, Organisation
from portal.tenders.models import (
    Assignment,
    Bid,
    BidFile,
    Declaration,
    Duty,
    Entry,
    EntryStatus,
    Envelope,
    LateAttempt,
    Opening,
    Procurement,
    ProcurementStatus,
    Response,
    Submission,
)
from portal.tenders.queries.procurements import procurement_seen_by

OPENED = frozenset(ProcurementStatus) - {ProcurementStatus.DRAFT, ProcurementStatus.PUBLISHED}


def procurement_for(reference: str, membership: Membership) -> Select[Procurement]:
    """Find a published procurement in which the membership has, or had, a duty.

    Somebody taken off by a conflict still sees what they declared.
    """
    return (
        select(Procurement)
        .where(
            Procurement.reference == reference,
            Procurement.status != ProcurementStatus.DRAFT,
            exists().where(
                Assignment.procurement_id == Procurement.id,
                Assignment.membership_id == membership.id,
            ),
        )
        .order_by(Procurement.id)
    )


def procurement_to_open(reference: str, membership: Membership) -> Select[Procurement]:
    """Find a published procurement that the membership is assigned to open."""
    return (
        select(Procurement)
        .where(
            Procurement.reference == reference,
            Procurement.status != ProcurementStatus.DRAFT,
            exists().where(*duty_of(membership, Duty.OPENER)),
        )
        .order_by(Procurement.id)
    )


def to_open(membership: Membership) -> Select[Procurement]:
    """List the procurements that a membership opens and whose envelopes are not all open."""
    return (
        select(Procurement)
        .where(
            Procurement.status.in_([ProcurementStatus.PUBLISHED, ProcurementStatus.QUALITY_OPENED]),
            exists().where(*duty_of(membership, Duty.OPENER)),
        )
        .order_by(Procurement.closes_at, Procurement.id)
    )


def duty_of(membership: Membership, *duties: Duty) -> tuple[ColumnElement[bool], ...]:
    """Conditions on assignments: of the procurement, the membership, live, one of these duties."""
    return (
        Assignment.procurement_id == Procurement.id,
        Assignment.membership_id == membership.id,
        Assignment.ended_at.is_(None),
        Assignment.duty.in_(duties),
    )


def duties(procurement: Procurement, membership: Membership) -> Select[Assignment]:
    """List what a membership is assigned to do in a procurement and has not ended."""
    return (
        select(Assignment)
        .where(
            Assignment.procurement_id == procurement.id,
            Assignment.membership_id == membership.id,
            Assignment.ended_at.is_(None),
        )
        .order_by(Assignment.id)
    )


def declarations(procurement: Procurement, membership: Membership) -> Select[Declaration]:
    """List what a membership has declared in a procurement, newest last."""
    return (
        select(Declaration)
        .where(
            Declaration.procurement_id == procurement.id,
            Declaration.membership_id == membership.id,
        )
        .order_by(Declaration.declared_at, Declaration.id)
    )


def own_declaration(procurement: Procurement, membership: Membership) -> Select[Declaration]:
    """Find what a membership last declared for the procurement as a whole."""
    return (
        declarations(procurement, membership)
        .where(Declaration.organisation_id.is_(None))
        .order_by(None)
        .order_by(Declaration.declared_at.desc(), Declaration.id.desc())
    )


def opening_of(procurement: Procurement, envelope: Envelope) -> Select[Opening]:
    """Find the opening of one envelope: authorised, or done."""
    return (
        select(Opening)
        .where(Opening.procurement_id == procurement.id, Opening.envelope == envelope)
        .order_by(Opening.id)
    )


def submitted_entries(procurement: Procurement) -> Select[Entry]:
    """List the entries that stand submitted, in the order of lots, bidders and services."""
    return (
        select(Entry)
        .join(Entry.lot)
        .where(Entry.procurement_id == procurement.id, Entry.status == EntryStatus.SUBMITTED)
        .options(*ENTRY_PARTS)
        .order_by(Entry.lot_id, Entry.bid_id, Entry.id)
    )


def withdrawn_entries(procurement: Procurement) -> Select[Entry]:
    """List the entries that were withdrawn."""
    return (
        select(Entry)
        .where(Entry.procurement_id == procurement.id, Entry.status == EntryStatus.WITHDRAWN)
        .options(*ENTRY_PARTS)
        .order_by(Entry.lot_id, Entry.bid_id, Entry.id)
    )


ENTRY_PARTS = (
    joinedload(Entry.lot),
    joinedload(Entry.service),
    joinedload(Entry.bid).joinedload(Bid.organisation),
)


def late_attempts(procurement: Procurement) -> Select[LateAttempt]:
    """List what arrived too late."""
    return (
        select(LateAttempt)
        .where(LateAttempt.procurement_id == procurement.id)
        .options(joinedload(LateAttempt.entry).options(*ENTRY_PARTS))
        .order_by(LateAttempt.received_at, LateAttempt.id)
    )


def newest_versions(procurement: Procurement) -> Select[Submission]:
    """List every version of the entries that stand submitted, oldest first."""
    return (
        select(Submission)
        .join(Submission.entry)
        .where(Entry.procurement_id == procurement.id, Entry.status == EntryStatus.SUBMITTED)
        .order_by(Submission.entry_id, Submission.version)
    )


def bidders(procurement: Procurement) -> Select[Organisation]:
    """List the organisations whose bids were opened."""
    opened = (
        select(Bid.organisation_id)
        .join(Response, Response.bid_id == Bid.id)
        .where(Response.procurement_id == procurement.id)
    )
    return (
        select(Organisation)
        .where(Organisation.id.in_(opened))
        .order_by(Organisation.name, Organisation.id)
    )


def undeclared_bidders(procurement: Procurement, membership: Membership) -> Select[Organisation]:
    """List the bidders about whom a membership has declared nothing yet."""
    said = exists().where(
        Declaration.procurement_id == procurement.id,
        Declaration.membership_id == membership.id,
        Declaration.organisation_id == Organisation.id,
    )
    return bidders(procurement).where(~said)


def commissioners(procurement: Procurement) -> Select[int]:
    """List the live memberships of commissioners in the region's lead organisation."""
    return (
        select(Membership.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == procurement.framework.region.lead_organisation_id,
            Membership.ended_at.is_(None),
            MembershipRole.role == Role.COMMISSIONER,
        )
        .order_by(Membership.id)
    )


def done_opening(
    reference: str, envelope: Envelope, membership: Membership, on: date
) -> Select[Opening]:
    """Find an opening that is done, for whoever may see the procurement."""
    seen = procurement_seen_by(reference, membership, on=on)
    return (
        select(Opening)
        .where(
            Opening.procurement_id.in_(seen.with_only_columns(Procurement.id).order_by(None)),
            Opening.envelope == envelope,
            Opening.opened_at.is_not(None),
        )
        .options(joinedload(Opening.procurement))
        .order_by(Opening.id)
    )


def response_with_file(reference: str, file: str, membership: Membership) -> Select[Response]:
    """Find the opened answer that holds a file, for those who mark or moderate its question."""
    reads = exists().where(
        Assignment.procurement_id == Response.procurement_id,
        Assignment.membership_id == membership.id,
        Assignment.ended_at.is_(None),
        or_(
            Assignment.duty == Duty.MODERATOR,
            and_(
                Assignment.duty == Duty.EVALUATOR,
                or_(
                    Assignment.question_id.is_(None),
                    Assignment.question_id == Response.question_id,
                ),
            ),
        ),
    )
    return (
        select(Response)
        .join(Procurement, Procurement.id == Response.procurement_id)
        .join(
            BidFile,
            and_(
                BidFile.bid_id == Response.bid_id,
                BidFile.question_id == Response.question_id,
                BidFile.scope_key == Response.scope_key,
            ),
        )
        .where(Procurement.reference == reference, BidFile.reference == file, reads)
        .order_by(Response.id)
    )
