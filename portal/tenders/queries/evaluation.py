"""What may be asked about opened bids: responses, the marks one may see, and agreed marks."""

from datetime import date

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from portal.access import Role
from portal.accounts.models import Membership, Organisation, Region
from portal.accounts.queries import regions_of
from portal.tenders.models import (
    Assignment,
    Bid,
    Confirmation,
    Consensus,
    Declaration,
    Duty,
    Entry,
    EntryStatus,
    Framework,
    Lot,
    Mark,
    Procurement,
    ProcurementStatus,
    Question,
    Requirement,
    Response,
    Specification,
    Submission,
    UnconfirmedPolicy,
)
from portal.tenders.queries.panels import MARKED_KINDS, counts, open_questions

BEFORE_OPENING = (ProcurementStatus.DRAFT, ProcurementStatus.PUBLISHED)
OVERSEERS = frozenset({Role.COMMISSIONER, Role.APPROVER, Role.CONTRACT_MANAGER, Role.AUDITOR})


def assigned(membership: Membership, duty: Duty) -> Select[Procurement]:
    """Published procurements in which a person has a duty, the latest to close first."""
    return (
        select(Procurement)
        .where(
            Procurement.id.in_(
                select(Assignment.procurement_id).where(
                    Assignment.membership_id == membership.id,
                    Assignment.duty == duty,
                    Assignment.ended_at.is_(None),
                )
            ),
            Procurement.status != ProcurementStatus.DRAFT,
        )
        .options(joinedload(Procurement.framework))
        .order_by(Procurement.closes_at.desc(), Procurement.id.desc())
    )


def assigned_procurement(reference: str, membership: Membership, duty: Duty) -> Select[Procurement]:
    """One procurement in which a person has a duty, with its scale."""
    return (
        assigned(membership, duty)
        .where(Procurement.reference == reference)
        .options(selectinload(Procurement.scale))
    )


def overseen(membership: Membership, on: date) -> Select[Procurement]:
    """Procurements of the regions that a person's co-operative leads, the latest first."""
    led = regions_of(membership, on).where(
        Region.lead_organisation_id == membership.organisation_id
    )
    mine = led.with_only_columns(Region.id).order_by(None)
    seen = Framework.region_id.in_(mine) if membership.roles & OVERSEERS else Procurement.id < 0
    return (
        select(Procurement)
        .join(Procurement.framework)
        .where(seen)
        .order_by(Procurement.closes_at.desc(), Procurement.id.desc())
    )


def overseen_procurement(reference: str, membership: Membership, on: date) -> Select[Procurement]:
    """One procurement of a region that a person's co-operative leads."""
    return overseen(membership, on).where(Procurement.reference == reference)


def opened_entries(procurement: Procurement) -> Select[Entry]:
    """Entries that count: submitted, and confirmed again where an amendment asked for it."""
    latest = (
        select(func.max(Submission.procurement_version))
        .where(Submission.entry_id == Entry.id)
        .scalar_subquery()
    )
    statement = (
        select(Entry)
        .where(Entry.procurement_id == procurement.id, Entry.status == EntryStatus.SUBMITTED)
        .options(
            joinedload(Entry.bid).joinedload(Bid.organisation),
            joinedload(Entry.service),
            joinedload(Entry.lot),
        )
        .order_by(Entry.lot_id, Entry.id)
    )
    if procurement.unconfirmed_policy is UnconfirmedPolicy.STANDS:
        return statement
    return statement.where(func.coalesce(latest, procurement.version) >= procurement.version)


def responses(procurement_id: int) -> Select[Response]:
    """Every response that is marked, by question and then by bidder."""
    return (
        select(Response)
        .join(Response.question)
        .join(Response.bid)
        .join(Bid.organisation)
        .where(Response.procurement_id == procurement_id, Question.kind.in_(MARKED_KINDS))
        .options(
            joinedload(Response.bid).joinedload(Bid.organisation),
            joinedload(Response.lot),
            joinedload(Response.entry).joinedload(Entry.service),
            joinedload(Response.entry).joinedload(Entry.lot),
        )
        .order_by(Question.position, Organisation.name, Response.bid_id, Response.id)
    )


def question_of(procurement_id: int, reference: str) -> Select[Question]:
    """A question of a procurement that is marked."""
    return (
        select(Question)
        .where(
            Question.procurement_id == procurement_id,
            Question.reference == reference,
            Question.kind.in_(MARKED_KINDS),
        )
        .order_by(Question.id)
    )


def marked_questions(procurement_id: int) -> Select[Question]:
    """The questions of a procurement that are marked, in order."""
    return (
        select(Question)
        .where(Question.procurement_id == procurement_id, Question.kind.in_(MARKED_KINDS))
        .options(joinedload(Question.lot))
        .order_by(Question.position)
    )


def own_marks(procurement_id: int, membership_id: int) -> Select[Mark]:
    """A person's own marks in a procurement that were not set aside."""
    return (
        select(Mark)
        .join(Mark.response)
        .where(
            Response.procurement_id == procurement_id,
            Mark.membership_id == membership_id,
            Mark.set_aside_at.is_(None),
        )
        .order_by(Mark.id)
    )


def visible_marks(procurement_id: int, membership_id: int | None = None) -> Select[Mark]:
    """The marks that count which a person may read: their own, and all once a panel is complete.

    The moderator, who gives no marks, sees none before that.
    """
    seen: ColumnElement[bool] = Response.question_id.not_in(open_questions(procurement_id))
    if membership_id is not None:
        seen = or_(seen, Mark.membership_id == membership_id)
    return (
        select(Mark)
        .join(Mark.response)
        .where(Response.procurement_id == procurement_id, counts(procurement_id), seen)
        .options(joinedload(Mark.membership))
        .order_by(Mark.response_id, Mark.id)
    )


def marks_done(procurement_id: int) -> Select[int, int, int]:
    """How many marks each evaluator has given to each question, without the marks."""
    return (
        select(Mark.membership_id, Response.question_id, func.count(Mark.id))
        .join(Mark.response)
        .where(Response.procurement_id == procurement_id, counts(procurement_id))
        .group_by(Mark.membership_id, Response.question_id)
        .order_by(Mark.membership_id, Response.question_id)
    )


def consensuses(procurement_id: int) -> Select[Consensus]:
    """The agreed marks of a procurement."""
    return (
        select(Consensus)
        .join(Consensus.response)
        .where(Response.procurement_id == procurement_id)
        .options(joinedload(Consensus.response), joinedload(Consensus.moderator))
        .order_by(Consensus.response_id)
    )


def unagreed(procurement_id: int) -> Select[int]:
    """Ids of responses that are marked and have no agreed mark yet."""
    return (
        select(Response.id)
        .join(Response.question)
        .where(
            Response.procurement_id == procurement_id,
            Question.kind.in_(MARKED_KINDS),
            ~exists().where(Consensus.response_id == Response.id),
        )
        .order_by(Response.id)
    )


def unmet_requirements(procurement: Procurement) -> Select[int, int, str]:
    """Entry, number and text of each mandatory requirement that an entry did not confirm."""
    current = (
        select(func.max(Specification.version))
        .where(Specification.lot_id == Entry.lot_id, Specification.published_at.is_not(None))
        .correlate(Entry)
        .scalar_subquery()
    )
    confirmed = exists().where(
        Confirmation.entry_id == Entry.id,
        Confirmation.requirement_id == Requirement.id,
        Confirmation.confirmed,
    )
    return (
        select(Entry.id, Requirement.number, Requirement.text)
        .join(
            Specification,
            and_(Specification.lot_id == Entry.lot_id, Specification.version == current),
        )
        .join(Requirement, Requirement.specification_id == Specification.id)
        .where(
            Entry.procurement_id == procurement.id,
            Entry.status == EntryStatus.SUBMITTED,
            Requirement.mandatory,
            ~confirmed,
        )
        .order_by(Entry.id, Requirement.number)
    )


def specifications(procurement_id: int) -> Select[Specification]:
    """The published specification in force of each lot that bids are marked for."""
    bid_for = select(Entry.lot_id).where(Entry.procurement_id == procurement_id)
    newest = (
        select(Specification.lot_id, func.max(Specification.version).label("version"))
        .where(Specification.published_at.is_not(None), Specification.lot_id.in_(bid_for))
        .group_by(Specification.lot_id)
        .subquery()
    )
    return (
        select(Specification)
        .join(Specification.lot)
        .join(
            newest,
            and_(
                newest.c.lot_id == Specification.lot_id,
                newest.c.version == Specification.version,
            ),
        )
        .options(joinedload(Specification.lot), selectinload(Specification.requirements))
        .order_by(Lot.number)
    )


def undeclared_bidders(procurement_id: int, membership_id: int) -> Select[Organisation]:
    """Bidders, known since the opening, about whom a person has declared nothing yet."""
    declared = select(Declaration.organisation_id).where(
        Declaration.procurement_id == procurement_id,
        Declaration.membership_id == membership_id,
        Declaration.organisation_id.is_not(None),
    )
    bidders = select(Bid.organisation_id).where(
        Bid.id.in_(select(Response.bid_id).where(Response.procurement_id == procurement_id))
    )
    return (
        select(Organisation)
        .where(Organisation.id.in_(bidders), Organisation.id.not_in(declared))
        .order_by(Organisation.name, Organisation.id)
    )


def declaration_for_all(procurement_id: int, membership_id: int) -> Select[Declaration]:
    """What a person declared for a procurement as a whole, the latest first."""
    return (
        select(Declaration)
        .where(
            Declaration.procurement_id == procurement_id,
            Declaration.membership_id == membership_id,
            Declaration.organisation_id.is_(None),
        )
        .order_by(Declaration.declared_at.desc(), Declaration.id.desc())
    )
