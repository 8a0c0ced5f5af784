"""Filling places of people who leave once bids are open. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal import audit, clock, inbox
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.models import Assignment, Duty, Procurement, ProcurementStatus, Response
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries import openings, panels
from portal.tenders.queries.procurements import candidates, live_assignments
from portal.tenders.services.assignments import DUTY_TITLES

AT_WORK = (ProcurementStatus.PUBLISHED, ProcurementStatus.QUALITY_OPENED)


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
    _begin(procurement)
    lock(assignment)
    if assignment.ended_at is not None or assignment.duty is not Duty.EVALUATOR:
        raise DomainError("This person is no longer an evaluator here.", "leaving")
    left = _unfinished(procurement, assignment.question_id)
    if not left:
        raise DomainError("Every question of this evaluator is fully marked.", "leaving")
    _require_able(procurement, left, new, at)
    assignment.ended_at = at
    set_aside = _set_aside(assignment, left, at)
    facts = {"new": new.id, "questions": left, "marks_set_aside": set_aside}
    audit.record(assignment, "assignment.replaced", by=by, at=at, facts=facts)
    return _assign(procurement, left, new, whole=assignment.question_id is None, by=by, at=at)


def add_evaluator(
    procurement: Procurement, *, new: Membership, by: Membership, at: datetime
) -> list[Assignment]:
    """Add an evaluator to every question that is not fully marked, as after a conflict.

    Raises:
        DomainError: nothing is left to mark, or the person cannot take it.
    """
    _begin(procurement)
    left = _unfinished(procurement, None)
    if not left:
        raise DomainError("Every question is fully marked. Nothing is left for a new evaluator.")
    _require_able(procurement, left, new, at)
    return _assign(procurement, left, new, whole=True, by=by, at=at)


def name_chair(
    procurement: Procurement, *, new: Membership, by: Membership, at: datetime
) -> Assignment:
    """Let another person chair the panel from now on.

    Raises:
        DomainError: prices are open, or the person cannot take it.
    """
    _begin(procurement)
    _require_able(procurement, [], new, at)
    chairs = [one for one in all_of(live_assignments(procurement)) if one.duty is Duty.MODERATOR]
    if any(one.membership.person_id == new.person_id for one in chairs):
        raise DomainError("This person chairs the panel already.", "new")
    for one in chairs:
        one.ended_at = at
        audit.record(one, "assignment.ended", by=by, at=at, facts={"new": new.id})
    return _make(procurement, Duty.MODERATOR, [None], new, by=by, at=at)[0]


def name_opener(
    procurement: Procurement, *, new: Membership, by: Membership, at: datetime
) -> Assignment:
    """Let one more person open envelopes, as when a conflict took one of the officers off.

    Raises:
        DomainError: prices are open, or the person cannot take it.
    """
    _begin(procurement)
    _require_able(procurement, [], new, at)
    openers = [one for one in all_of(live_assignments(procurement)) if one.duty is Duty.OPENER]
    if any(one.membership.person_id == new.person_id for one in openers):
        raise DomainError("This person opens envelopes here already.", "new")
    return _make(procurement, Duty.OPENER, [None], new, by=by, at=at)[0]


def _begin(procurement: Procurement) -> None:
    lock(procurement)
    if procurement.status not in AT_WORK:
        raise DomainError("Evaluators can be replaced only until prices are opened.")


def _unfinished(procurement: Procurement, question_id: int | None) -> list[int]:
    """Ids of marked questions whose panel is not complete: of one question, or of all."""
    answered = set(
        db.session.scalars(
            select(Response.question_id).where(Response.procurement_id == procurement.id).distinct()
        )
    )
    finished = answered - set(db.session.scalars(panels.open_questions(procurement.id)))
    covered = db.session.scalars(queries.marked_questions(procurement.id)).unique()
    return [one.id for one in covered if question_id in (None, one.id) and one.id not in finished]


def _require_able(
    procurement: Procurement, questions: Sequence[int], new: Membership, at: datetime
) -> None:
    """Check that somebody may mark, belongs to the region, and has no seat or conflict yet."""
    allowed = candidates(procurement, on=clock.today(at)).where(Membership.id == new.id)
    if db.session.scalars(allowed).first() is None:
        raise DomainError("Choose somebody of this region who may mark bids.", "new")
    seats = {tuple(row) for row in db.session.execute(panels.seats_of(procurement.id))}
    if any((new.id, question_id) in seats for question_id in questions):
        raise DomainError("This person marks one of these questions already.", "new")
    declared = db.session.scalars(openings.own_declaration(procurement, new)).first()
    if declared is not None and declared.conflict:
        raise DomainError("This person has declared a conflict of interest.", "new")


def _set_aside(assignment: Assignment, questions: Sequence[int], at: datetime) -> int:
    marks = all_of(
        queries.own_marks(assignment.procurement_id, assignment.membership_id).where(
            Response.question_id.in_(questions)
        )
    )
    for mark in marks:
        mark.set_aside_at = at
    return len(marks)


def _assign(
    procurement: Procurement,
    questions: Sequence[int],
    new: Membership,
    *,
    whole: bool,
    by: Membership,
    at: datetime,
) -> list[Assignment]:
    """Assign every question in one row when all are left, else each by itself."""
    everything = whole and len(questions) == len(_every_question(procurement))
    wanted: list[int | None] = [None] if everything else list(questions)
    return _make(procurement, Duty.EVALUATOR, wanted, new, by=by, at=at)


def _make(
    procurement: Procurement,
    duty: Duty,
    questions: Sequence[int | None],
    new: Membership,
    *,
    by: Membership,
    at: datetime,
) -> list[Assignment]:
    made = [
        Assignment(
            procurement_id=procurement.id,
            membership_id=new.id,
            duty=duty,
            question_id=question_id,
            assigned_at=at,
        )
        for question_id in questions
    ]
    db.session.add_all(made)
    db.session.flush()
    for one in made:
        facts = {"membership": new.id, "duty": duty.value, "question": one.question_id}
        audit.record(one, "assignment.made", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["assignments"])
    inbox.tell(
        [new.id],
        f"You are assigned to “{procurement.title}”",
        f"Your duty: {DUTY_TITLES[duty].lower()}. Declare your interests first.",
        link=f"/procurements/{procurement.reference}/declaration",
        at=at,
        dedupe_key=f"assigned:{made[0].reference}",
    )
    return made


def _every_question(procurement: Procurement) -> Sequence[int]:
    return [one.id for one in all_of(queries.marked_questions(procurement.id))]
