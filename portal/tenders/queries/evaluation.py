"""What may be asked about opened bids: responses, the marks one may see, and agreed marks."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from portal.access import Role
from portal.accounts.models import Membership, Organisation, Region
from portal.accounts.queries import regions_of
from portal.tenders.models import (
    Assignment,
    Bid,
    Confirmation,
    Consensus,
    Duty,
    Entry,
    EntryPrice,
    EntryStatus,
    Framework,
    Lot,
    Mark,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
    Question,
    Requirement,
    Response,
    Specification,
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


def entries_with(procurement_id: int, references: Collection[str]) -> Select[Entry]:
    """Entries of a procurement by reference, with all that ranking them needs."""
    return (
        select(Entry)
        .where(Entry.procurement_id == procurement_id, Entry.reference.in_(references))
        .options(
            joinedload(Entry.bid).joinedload(Bid.organisation),
            joinedload(Entry.service),
            joinedload(Entry.lot).selectinload(Lot.price_lines),
        )
        .order_by(Entry.lot_id, Entry.id)
    )


def prices(procurement_id: int) -> Select[EntryPrice]:
    """Every opened price of a procurement."""
    return (
        select(EntryPrice)
        .join(Entry, Entry.id == EntryPrice.entry_id)
        .where(Entry.procurement_id == procurement_id)
        .order_by(EntryPrice.entry_id, EntryPrice.component_code)
    )


def responses(procurement_id: int) -> Select[Response]:
    """Every response that is marked, by question and then by bidder."""
    return (
        select(Response)
        .join(Response.question)
        .join(Response.bid)
        .join(Bid.organisation)
        .where(Response.procurement_id == procurement_id, Question.kind.in_(MARKED_KINDS))
        .options(
            contains_eager(Response.question),
            contains_eager(Response.bid).contains_eager(Bid.organisation),
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


def agreed(procurement_id: int) -> Select[int, int, str, int]:
    """Bid, question, what was answered for, and the agreed mark, for every agreed mark."""
    return (
        select(Response.bid_id, Response.question_id, Response.scope_key, Consensus.mark)
        .join(Consensus, Consensus.response_id == Response.id)
        .where(Response.procurement_id == procurement_id)
        .order_by(Response.id)
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


def unmet_requirements(procurement_id: int) -> Select[int, int, str]:
    """Entry, number and text of each mandatory requirement that an entry did not confirm."""
    confirmed = exists().where(
        Confirmation.entry_id == Entry.id,
        Confirmation.requirement_id == Requirement.id,
        Confirmation.confirmed,
    )
    return (
        select(Entry.id, Requirement.number, Requirement.text)
        .join(ProcurementLot, in_published_lot())
        .join(Requirement, Requirement.specification_id == ProcurementLot.specification_id)
        .where(
            Entry.procurement_id == procurement_id,
            Entry.status == EntryStatus.SUBMITTED,
            Requirement.mandatory,
            ~confirmed,
        )
        .order_by(Entry.id, Requirement.number)
    )


def in_published_lot() -> ColumnElement[bool]:
    """The condition that joins an entry with its lot as the invitation published it."""
    return and_(
        ProcurementLot.procurement_id == Entry.procurement_id,
        ProcurementLot.lot_id == Entry.lot_id,
    )


def specifications(procurement_id: int) -> Select[Specification]:
    """The specification that was published for each lot of a procurement."""
    published = select(ProcurementLot.specification_id).where(
        ProcurementLot.procurement_id == procurement_id
    )
    return (
        select(Specification)
        .join(Specification.lot)
        .where(Specification.id.in_(published))
        .options(contains_eager(Specification.lot), selectinload(Specification.requirements))
        .order_by(Lot.number)
    )


def people(ids: Collection[int]) -> Select[Membership]:
    """Some memberships by id, with their people."""
    return select(Membership).where(Membership.id.in_(ids)).order_by(Membership.id)


def ready_to_agree(procurement_id: int) -> Select[int]:
    """Ids of responses whose panel is complete and that have no agreed mark yet."""
    return unagreed(procurement_id).where(
        Response.question_id.not_in(open_questions(procurement_id))
    )
