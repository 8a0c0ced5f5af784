"""Marks that evaluators give on their own. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from portal import audit
from portal.accounts.models import Membership
from portal.db import all_of, db
from portal.errors import DomainError
from portal.tenders.models import (
    Mark,
    Procurement,
    Question,
    Response,
)
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries import panels
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


def questions_of(procurement: Procurement, membership: Membership) -> Sequence[Question]:
    """Return the questions that a person marks."""
    return all_of(panels.own_questions(procurement.id, membership.id))
