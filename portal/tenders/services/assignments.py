"""Who opens, chairs and marks. Nothing here commits: the caller does."""

from collections.abc import Sequence
from datetime import datetime

from portal import audit, inbox
from portal.accounts.models import Membership
from portal.clock import today
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.models import (
    Assignment,
    Duty,
    Procurement,
    ProcurementStatus,
    Question,
    QuestionKind,
)
from portal.tenders.queries import procurements as queries

FEWEST_OPENERS = 2
FEWEST_EVALUATORS = 2
DUTY_TITLES = {
    Duty.OPENER: "Opens bids",
    Duty.MODERATOR: "Chairs the panel",
    Duty.EVALUATOR: "Marks bids",
}
CHANGEABLE = (ProcurementStatus.DRAFT, ProcurementStatus.PUBLISHED)


def assign(
    procurement: Procurement,
    *,
    membership: Membership,
    duty: Duty,
    question: Question | None = None,
    by: Membership,
    at: datetime,
) -> Assignment:
    """Give somebody a duty in an invitation; an evaluator's may be one question only.

    Raises:
        DomainError: bids are open, the person may not be assigned, or is already.
    """
    _require_changeable(procurement)
    allowed = queries.candidates(procurement, on=today(at)).where(Membership.id == membership.id)
    if db.session.scalars(allowed).first() is None:
        raise DomainError("Choose somebody of this region who may open or mark bids", "membership")
    if question is not None and duty is not Duty.EVALUATOR:
        raise DomainError("Only an evaluator is assigned to a question", "question")
    if question is not None and question.kind is QuestionKind.INFORMATION:
        raise DomainError(f"“{question.title}” is for information: nobody marks it", "question")
    live = all_of(queries.live_assignments(procurement))
    _require_new(live, membership, duty, question)
    assignment = Assignment(
        procurement_id=procurement.id,
        membership_id=membership.id,
        duty=duty,
        question_id=question.id if question else None,
        assigned_at=at,
    )
    db.session.add(assignment)
    facts = {"membership": membership.id, "duty": duty.value}
    audit.record(procurement, "procurement.assigned", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["assignments"])
    if procurement.status is ProcurementStatus.PUBLISHED:
        tell_assigned(procurement, [assignment], at=at)
    return assignment


def end_assignment(assignment: Assignment, *, by: Membership, at: datetime) -> None:
    """Take a duty from somebody.

    Raises:
        DomainError: bids are open, or a published invitation would be left with too few people.
    """
    procurement = assignment.procurement
    _require_changeable(procurement)
    assignment.ended_at = at
    db.session.flush()
    if procurement.status is ProcurementStatus.PUBLISHED:
        missing = missing_people(procurement)
        if missing:
            raise DomainError(f"{missing[0]}. Assign somebody else first.")
    facts = {"membership": assignment.membership_id, "duty": assignment.duty.value}
    audit.record(procurement, "procurement.assignment_ended", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["assignments"])


def missing_people(procurement: Procurement) -> list[str]:
    """Return which duties lack people, a sentence each."""
    live = all_of(queries.live_assignments(procurement))
    found = []
    openers = {one.membership.person_id for one in live if one.duty is Duty.OPENER}
    if len(openers) < FEWEST_OPENERS:
        found.append("Two different people must be there to open bids")
    if not any(one.duty is Duty.MODERATOR for one in live):
        found.append("Nobody chairs the panel")
    for question in procurement.questions:
        if question.kind is QuestionKind.INFORMATION:
            continue
        panel = {one.membership.person_id for one in live if marks(one, question)}
        if len(panel) < FEWEST_EVALUATORS:
            found.append(f"“{question.title}” needs at least two people to mark it")
    return found


def marks(assignment: Assignment, question: Question) -> bool:
    """Say whether an assignment is to mark a question."""
    return assignment.duty is Duty.EVALUATOR and assignment.question_id in (None, question.id)


def tell_assigned(
    procurement: Procurement, assignments: Sequence[Assignment], *, at: datetime
) -> None:
    """Tell people what they are to do in a published invitation."""
    for duty in Duty:
        inbox.tell(
            [one.membership_id for one in assignments if one.duty is duty],
            f"You are assigned to “{procurement.title}”",
            f"Your duty: {DUTY_TITLES[duty].lower()}.",
            link=f"/procurements/{procurement.reference}",
            at=at,
            dedupe_key=f"assigned:{procurement.reference}:{duty.value}",
        )


def _require_changeable(procurement: Procurement) -> None:
    lock(procurement)
    if procurement.status not in CHANGEABLE:
        raise DomainError("Bids have been opened, so the people cannot be changed here.")


def _require_new(
    live: Sequence[Assignment], membership: Membership, duty: Duty, question: Question | None
) -> None:
    if duty is Duty.MODERATOR and any(one.duty is duty for one in live):
        raise DomainError("Somebody else chairs the panel already. Take them off first.", "duty")
    question_id = question.id if question else None
    for one in live:
        same = one.membership.person_id == membership.person_id and one.duty is duty
        if same and (one.question_id is None or question_id in (None, one.question_id)):
            raise DomainError(f"{membership.person.name} has this duty already", "membership")
