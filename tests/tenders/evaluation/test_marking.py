"""Evaluators mark on their own until the panel is complete; whoever leaves is replaced."""

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.db import all_of
from portal.errors import DomainError
from portal.tenders.models import Assignment, Declaration, Mark, ProcurementStatus
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries.panels import open_questions, own_questions
from portal.tenders.services.declarations import declare
from portal.tenders.services.gates import Gate, gate
from portal.tenders.services.marking import record_mark
from portal.tenders.services.replacing import add_evaluator, replace_evaluator
from tests.factories.accounts import member
from tests.factories.evaluation import OPENED_AT, agree, declare_all, mark_all, opened

pytestmark = pytest.mark.database


@pytest.fixture
def stage(app):
    return opened()


def seen_by(stage, person) -> int:
    return len(all_of(queries.visible_marks(stage.procurement.id, person.id)))


def duty_of(stage, person) -> Assignment:
    return next(one for one in stage.procurement.assignments if one.membership is person)


def open_positions(session, stage) -> list[int]:
    ids = set(session.scalars(open_questions(stage.procurement.id)))
    return [one.position for one in stage.procurement.questions if one.id in ids]


def test_an_evaluator_sees_only_their_own_marks_until_everybody_has_marked(stage):
    first, second = stage.evaluators
    mark_all(stage, people=[first])
    assert (seen_by(stage, first), seen_by(stage, second)) == (6, 0)
    assert not all_of(queries.visible_marks(stage.procurement.id))


def test_a_complete_panel_sees_every_mark_question_by_question(session, stage):
    first, second = stage.evaluators
    mark_all(stage, people=[first])
    for response in stage.answers(2):
        record_mark(response, mark=3, reason="Good.", by=second, at=OPENED_AT)
    assert open_positions(session, stage) == [1, 3]
    assert seen_by(stage, second) == 4
    assert seen_by(stage, first) == 8


def test_marks_cannot_change_once_the_panel_is_complete(stage):
    mark_all(stage)
    with pytest.raises(DomainError, match="cannot change"):
        record_mark(
            stage.answers(2)[0],
            mark=1,
            reason="Second thoughts.",
            by=stage.evaluators[0],
            at=OPENED_AT,
        )


def test_a_mark_can_change_until_then_and_stays_one_mark(session, stage):
    response, evaluator = stage.answers(2)[0], stage.evaluators[0]
    record_mark(response, mark=3, reason="Good.", by=evaluator, at=OPENED_AT)
    record_mark(response, mark=4, reason="Better.", by=evaluator, at=OPENED_AT)
    assert [(m.mark, m.reason) for m in session.scalars(select(Mark))] == [(4, "Better.")]


@pytest.mark.parametrize(
    ("position", "mark", "reason", "field"),
    [
        (2, 6, "Good.", "mark"),
        (2, -1, "Good.", "mark"),
        (1, 2, "Yes.", "mark"),
        (2, 3, " ", "reason"),
    ],
)
def test_a_mark_is_on_the_scale_and_has_a_reason(stage, position, mark, reason, field):
    with pytest.raises(DomainError) as refused:
        record_mark(
            stage.answers(position)[0],
            mark=mark,
            reason=reason,
            by=stage.evaluators[0],
            at=OPENED_AT,
        )
    assert refused.value.field == field


def test_nobody_marks_before_opening_or_after_prices(session, stage):
    for status in (ProcurementStatus.PUBLISHED, ProcurementStatus.PRICES_OPENED):
        stage.procurement.status = status
        session.flush()
        with pytest.raises(DomainError, match="only while quality is open"):
            record_mark(
                stage.answers(2)[0], mark=3, reason="Good.", by=stage.evaluators[0], at=OPENED_AT
            )


def test_somebody_who_is_not_on_the_panel_does_not_mark(stage):
    with pytest.raises(DomainError, match="do not mark"):
        record_mark(stage.answers(2)[0], mark=3, reason="Good.", by=stage.moderator, at=OPENED_AT)


def test_the_gate_asks_for_the_procurement_first_and_then_for_each_bidder(session, stage):
    person, procurement = stage.evaluators[0], stage.procurement
    for row in session.scalars(select(Declaration).where(Declaration.membership_id == person.id)):
        session.delete(row)
    procurement.status = ProcurementStatus.PUBLISHED
    assert gate(procurement, person) is Gate.DECLARE
    declare_all(procurement, person)
    assert gate(procurement, person) is Gate.SEALED
    procurement.status = ProcurementStatus.QUALITY_OPENED
    session.flush()
    assert gate(procurement, person) is Gate.DECLARE_BIDDERS
    with pytest.raises(DomainError, match="every bidder"):
        record_mark(stage.answers(2)[0], mark=3, reason="Good.", by=person, at=OPENED_AT)


def test_a_conflict_takes_a_person_off_the_panel_and_their_marks_out(session, stage):
    first, second = stage.evaluators
    mark_all(stage)
    bidder = stage.entries[0].bid.organisation
    declare(
        stage.procurement,
        by=first,
        at=OPENED_AT,
        conflict=True,
        detail="My brother works there.",
        bidder=bidder,
    )
    assert not session.scalars(own_questions(stage.procurement.id, first.id)).all()
    assert seen_by(stage, second) == 6
    assert open_positions(session, stage) == []


def test_the_one_who_replaces_an_evaluator_marks_every_bid_of_that_question(session, stage):
    first, second = stage.evaluators
    mark_all(stage, people=[first])
    for response in stage.answers(2):
        record_mark(response, mark=3, reason="Good.", by=second, at=OPENED_AT)
    new = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
    assignment = duty_of(stage, first)
    replace_evaluator(assignment, new=new, by=stage.commissioner, at=OPENED_AT)
    declare_all(stage.procurement, new, [entry.bid for entry in stage.entries])

    kept = session.scalars(select(Mark).where(Mark.membership_id == first.id)).all()
    aside = {one.response.question.position for one in kept if one.set_aside_at}
    assert (len(kept), aside) == (6, {1, 3})
    mine = session.scalars(own_questions(stage.procurement.id, new.id)).all()
    assert [question.position for question in mine] == [1, 3]
    assert seen_by(stage, new) == 4, "the question that was complete stays so, with its marks"
    mark_all_of(stage, [new, second], [1, 3])
    assert open_positions(session, stage) == []


def mark_all_of(stage, people, positions):
    for person in people:
        for response in (r for p in positions for r in stage.answers(p)):
            record_mark(response, mark=1, reason="Fair.", by=person, at=OPENED_AT)


def test_before_any_mark_a_replacement_takes_over_everything(session, stage):
    stage.procurement.status = ProcurementStatus.PUBLISHED
    session.flush()
    new = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
    assignment = next(
        a for a in stage.procurement.assignments if a.membership is stage.evaluators[0]
    )
    made = replace_evaluator(assignment, new=new, by=stage.commissioner, at=OPENED_AT)
    assert [one.question_id for one in made] == [None]


def test_nobody_is_replaced_once_everything_is_marked(stage):
    mark_all(stage)
    new = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
    assignment = next(
        a for a in stage.procurement.assignments if a.membership is stage.evaluators[0]
    )
    with pytest.raises(DomainError, match="fully marked"):
        replace_evaluator(assignment, new=new, by=stage.commissioner, at=OPENED_AT)


@pytest.mark.parametrize("who", ["stranger", "colleague", "provider"])
def test_only_somebody_free_from_the_region_can_replace(stage, who):
    assignment = next(
        a for a in stage.procurement.assignments if a.membership is stage.evaluators[0]
    )
    new = {
        "stranger": lambda: member(opened(1).procurement.framework.region.lead, Role.EVALUATOR),
        "colleague": lambda: stage.evaluators[1],
        "provider": lambda: stage.bidder(0),
    }[who]()
    with pytest.raises(DomainError) as refused:
        replace_evaluator(assignment, new=new, by=stage.commissioner, at=OPENED_AT)
    assert refused.value.field == "new"


def test_a_panel_that_lost_somebody_gets_another_without_opening_what_is_agreed(session, stage):
    first = stage.evaluators[0]
    mark_all(stage, people=[first])
    mark_all_of(stage, [stage.evaluators[1]], [1])
    new = member(stage.procurement.framework.region.lead, Role.EVALUATOR)
    made = add_evaluator(stage.procurement, new=new, by=stage.commissioner, at=OPENED_AT)
    ids = {one.question_id for one in made}
    assert ids == {one.question_id for one in stage.answers(2) + stage.answers(3)}
    assert open_positions(session, stage) == [2, 3]


def test_agreed_marks_stay_when_everything_is_complete(session, stage):
    mark_all(stage)
    agree(stage, [4, 3])
    assert not session.scalars(queries.unagreed(stage.procurement.id)).all()
