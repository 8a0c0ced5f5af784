"""Who marks which question: panels, declared conflicts, and whether a panel is complete."""

from sqlalchemy import CompoundSelect, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement, Subquery

from portal.tenders.models import (
    Assignment,
    Bid,
    Declaration,
    Duty,
    Mark,
    Question,
    QuestionKind,
    Response,
)

MARKED_KINDS = (QuestionKind.SCORED, QuestionKind.PASS_FAIL)


def conflicted(procurement_id: int) -> Subquery:
    """Pairs of membership and question of which a declared conflict takes the person off.

    One with the procurement is for every question; one with a bidder for each whole question
    which that bidder answered, so that one panel marks every bid alike.
    """
    own = and_(Declaration.procurement_id == procurement_id, Declaration.conflict)
    everywhere = (
        select(Declaration.membership_id, Question.id.label("question_id"))
        .join(Question, Question.procurement_id == Declaration.procurement_id)
        .where(own, Declaration.organisation_id.is_(None))
    )
    with_bidder = (
        select(Declaration.membership_id, Response.question_id)
        .join(Bid, Bid.organisation_id == Declaration.organisation_id)
        .join(Response, Response.bid_id == Bid.id)
        .where(own, Response.procurement_id == procurement_id)
    )
    return everywhere.union(with_bidder).subquery("conflicted")


def seats(procurement_id: int) -> Subquery:
    """Pairs of membership and question: the live evaluators of each, without conflicts."""
    barred = conflicted(procurement_id)
    return (
        select(Assignment.membership_id, Question.id.label("question_id"))
        .join(Question, Question.procurement_id == Assignment.procurement_id)
        .where(
            Assignment.procurement_id == procurement_id,
            Assignment.duty == Duty.EVALUATOR,
            Assignment.ended_at.is_(None),
            or_(Assignment.question_id.is_(None), Assignment.question_id == Question.id),
            Question.kind.in_(MARKED_KINDS),
            ~exists().where(
                barred.c.membership_id == Assignment.membership_id,
                barred.c.question_id == Question.id,
            ),
        )
        .distinct()
        .subquery("seats")
    )


def seats_of(procurement_id: int) -> Select[int, int]:
    """Every panel as pairs of membership and question."""
    panel = seats(procurement_id)
    return select(panel.c.membership_id, panel.c.question_id).order_by(
        panel.c.question_id, panel.c.membership_id
    )


def own_questions(procurement_id: int, membership_id: int) -> Select[Question]:
    """The questions that a person marks, in the order of the invitation."""
    panel = seats(procurement_id)
    mine = select(panel.c.question_id).where(panel.c.membership_id == membership_id)
    return (
        select(Question)
        .where(Question.procurement_id == procurement_id, Question.id.in_(mine))
        .order_by(Question.position)
    )


def counts(procurement_id: int, mark: type[Mark] = Mark) -> ColumnElement[bool]:
    """The condition that a mark counts: not set aside, and its giver without a conflict."""
    barred, answered = conflicted(procurement_id), aliased(Response)
    conflict = exists().where(
        barred.c.membership_id == mark.membership_id,
        barred.c.question_id == answered.question_id,
        answered.id == mark.response_id,
    )
    return and_(mark.set_aside_at.is_(None), ~conflict)


def open_questions(procurement_id: int) -> CompoundSelect[int]:
    """Ids of questions whose panel is not complete.

    Complete means that every evaluator of the question has marked every response to it. Marks
    of a person whose duty ended afterwards still stand.
    """
    panel, given, answered = seats(procurement_id), aliased(Mark), aliased(Response)
    of_seat = exists().where(
        given.response_id == answered.id,
        given.membership_id == panel.c.membership_id,
        given.set_aside_at.is_(None),
    )
    missing = (
        select(answered.question_id)
        .join(panel, panel.c.question_id == answered.question_id)
        .where(answered.procurement_id == procurement_id, ~of_seat)
    )
    unmarked = (
        select(Response.question_id)
        .join(Response.question)
        .where(
            Response.procurement_id == procurement_id,
            Question.kind.in_(MARKED_KINDS),
            ~exists().where(given.response_id == Response.id, counts(procurement_id, given)),
        )
    )
    return missing.union(unmarked)


def to_mark(procurement_id: int, membership_id: int) -> Select[int]:
    """Ids of responses that a person is still to mark."""
    panel, given = seats(procurement_id), aliased(Mark)
    mine = select(panel.c.question_id).where(panel.c.membership_id == membership_id)
    return (
        select(Response.id)
        .where(
            Response.procurement_id == procurement_id,
            Response.question_id.in_(mine),
            Response.question_id.in_(open_questions(procurement_id)),
            ~exists().where(
                given.response_id == Response.id,
                given.membership_id == membership_id,
                given.set_aside_at.is_(None),
            ),
        )
        .order_by(Response.id)
    )
