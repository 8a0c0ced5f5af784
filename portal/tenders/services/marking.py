"""Marks that evaluators give on their own, and replacing one who drops out."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from portal import audit, clock, inbox
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.queries import staff_of_region
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.models import (
    Assignment,
    Duty,
    Mark,
    Procurement,
    ProcurementStatus,
    Question,
    Response,
)
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries import openings, panels
from portal.tenders.services.gates import Gate, gate
from portal.tenders.services.moderation import lock_for_marking, require_on_scale


class Given(NamedTuple):
    """One evaluator's mark for a response, with the reason."""

    response: Response
    mark: int
    reason: str


def record_mark(
    response: Response, *, mark: int, reason: str, by: Membership, at: datetime
) -> None:
    """Record, or until the panel is complete change, one evaluator's mark for one response.

    Raises:
        DomainError: see `record_marks`.
    """
    record_marks([Given(response, mark, reason)], by=by, at=at)


def record_marks(given: Sequence[Given], *, by: Membership, at: datetime) -> int:
    """Record marks of one evaluator for responses of one procurement; return how many changed.

    Raises:
        DomainError: the person does not mark one of the questions or has not declared, marks of a
            question are fixed, or a mark is off the scale or without a reason.
    """
    if not given:
        return 0
    procurement = _lock(given, by)
    if gate(procurement, by) is not Gate.OPEN:
        raise DomainError("Declare your interests for every bidder before you mark.")
    marked = set(db.session.scalars(panels.open_questions(procurement.id)))
    own = {one.response_id: one for one in all_of(queries.own_marks(procurement.id, by.id))}
    changed = 0
    for one in given:
        if one.response.question_id not in marked:
            raise DomainError(
                "Every evaluator has marked this question, so its marks cannot change."
            )
        changed += _record(procurement, one, own.get(one.response.id), by=by, at=at)
    return changed


def replace_evaluator(
    assignment: Assignment, *, new: Membership, by: Membership, at: datetime
) -> list[Assignment]:
    """Put another person in an evaluator's place, for every question that is not fully marked.

    The marks given to those questions are kept and set aside; the new evaluator marks every bid.
    Questions whose panel was complete keep its marks.

    Raises:
        DomainError: the duty is over, nothing is left to mark, or the person cannot take it.
    """
    procurement = assignment.procurement
    lock(procurement)
    lock(assignment)
    _require_replaceable(assignment)
    _require_able(procurement, new, at)
    unfinished, all_of_them = _unfinished(assignment)
    _require_free(procurement, unfinished, new)
    assignment.ended_at = at
    set_aside = _set_aside(assignment, unfinished, at)
    whole = assignment.question_id is None and all_of_them
    made = [
        Assignment(
            procurement_id=procurement.id,
            membership_id=new.id,
            duty=Duty.EVALUATOR,
            question_id=question_id,
            assigned_at=at,
        )
        for question_id in ([None] if whole else unfinished)
    ]
    db.session.add_all(made)
    facts = {"new": new.id, "questions": unfinished, "marks_set_aside": set_aside}
    audit.record(assignment, "assignment.replaced", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["assignments"])
    inbox.tell(
        [new.id],
        f"You are an evaluator of {procurement.title}",
        "You take the place of an evaluator who has left. Declare your interests, then mark.",
        link=f"/marking/{procurement.reference}",
        at=at,
        dedupe_key=f"evaluator:{made[0].reference}",
    )
    return made


def _lock(given: Sequence[Given], by: Membership) -> Procurement:
    """Lock each question, always in the same order, and check that the person marks all of them."""
    by_question = {one.response.question_id: one.response for one in given}
    locked = [lock_for_marking(by_question[id_]) for id_ in sorted(by_question)]
    mine = {question.id for question in questions_of(locked[0], by)}
    if not by_question.keys() <= mine:
        raise DomainError("You do not mark this question.")
    return locked[0]


def _record(
    procurement: Procurement, given: Given, mark: Mark | None, *, by: Membership, at: datetime
) -> bool:
    """Write one mark unless it stands already; say whether anything changed."""
    require_on_scale(procurement, given.response, given.mark)
    reason = given.reason.strip()
    if not reason:
        raise DomainError("Enter the reason for the mark.", "reason")
    if mark and (mark.mark, mark.reason) == (given.mark, reason):
        return False
    event = "mark.changed" if mark else "mark.given"
    mark = mark or Mark(response_id=given.response.id, membership_id=by.id)
    mark.mark, mark.reason, mark.marked_at = given.mark, reason, at
    db.session.add(mark)
    # The mark itself stays out of the trail: the panel is blind while this is written.
    audit.record(mark, event, by=by, at=at, facts={"response": given.response.id})
    return True


def _require_replaceable(assignment: Assignment) -> None:
    if assignment.ended_at is not None or assignment.duty is not Duty.EVALUATOR:
        raise DomainError("This person is no longer an evaluator here.", "leaving")
    at_work = (ProcurementStatus.PUBLISHED, ProcurementStatus.QUALITY_OPENED)
    if assignment.procurement.status not in at_work:
        raise DomainError("Evaluators can be replaced only until prices are opened.")


def _require_able(procurement: Procurement, new: Membership, at: datetime) -> None:
    region_id = procurement.framework.region_id
    staff = staff_of_region(region_id, clock.today(at), *new.roles)
    known = db.session.scalars(staff.where(Membership.id == new.id)).first()
    if known is None or not allows(Permission.MARK_BIDS, new):
        raise DomainError("Choose somebody of this region who may mark bids.", "new")


def _unfinished(assignment: Assignment) -> tuple[list[int], bool]:
    """Ids of an assignment's questions whose panel is not complete; and whether that is all."""
    procurement_id = assignment.procurement_id
    covered = [
        question.id
        for question in db.session.scalars(queries.marked_questions(procurement_id))
        if assignment.question_id in (None, question.id)
    ]
    answered = set(
        db.session.scalars(
            select(Response.question_id).where(Response.procurement_id == procurement_id).distinct()
        )
    )
    finished = answered - set(db.session.scalars(panels.open_questions(procurement_id)))
    left = [question_id for question_id in covered if question_id not in finished]
    if not left:
        raise DomainError("Every question of this evaluator is fully marked.", "leaving")
    return left, len(left) == len(covered)


def _require_free(procurement: Procurement, questions: list[int], new: Membership) -> None:
    seats = set(db.session.execute(panels.seats_of(procurement.id)).tuples())
    if any((new.id, question_id) in seats for question_id in questions):
        raise DomainError("This person marks one of these questions already.", "new")
    declared = db.session.scalars(openings.own_declaration(procurement, new)).first()
    if declared is not None and declared.conflict:
        raise DomainError("This person has declared a conflict of interest.", "new")


def _set_aside(assignment: Assignment, questions: list[int], at: datetime) -> int:
    marks = all_of(
        queries.own_marks(assignment.procurement_id, assignment.membership_id).where(
            Response.question_id.in_(questions)
        )
    )
    for mark in marks:
        mark.set_aside_at = at
    return len(marks)


def questions_of(procurement: Procurement, membership: Membership) -> Sequence[Question]:
    """Return the questions that a person marks."""
    return all_of(panels.own_questions(procurement.id, membership.id))
