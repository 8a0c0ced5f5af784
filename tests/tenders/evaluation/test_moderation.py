"""The panel's agreed mark, and what it lets through to price."""

import pytest
from sqlalchemy import select

from portal.audit import AuditEntry
from portal.errors import DomainError
from portal.tenders.models import Confirmation, Consensus, ProcurementStatus
from portal.tenders.services.moderation import (
    consensus_complete,
    failures,
    qualified_entries,
    record_consensus,
)
from tests.factories.evaluation import OPENED_AT, agree, mark_all, opened

pytestmark = pytest.mark.database
QUOTE = "Every child has a key worker."


@pytest.fixture
def stage(app):
    return opened()


def agree_one(stage, response=None, **said):
    given = {"mark": 4, "reason": "Clear.", "quote": QUOTE, "by": stage.moderator, "at": OPENED_AT}
    return record_consensus(response or stage.answers(2)[0], **(given | said))


def test_nothing_is_agreed_before_every_evaluator_has_marked_the_question(stage):
    mark_all(stage, people=stage.evaluators[:1])
    with pytest.raises(DomainError, match="have not marked"):
        agree_one(stage)


def test_the_quote_stands_in_the_bid_white_space_aside(stage):
    mark_all(stage)
    agreed = agree_one(stage, quote="a key  worker.\n We meet each\tchild")
    assert agreed.quote == "a key  worker.\n We meet each\tchild"
    with pytest.raises(DomainError, match="bidder’s own words") as refused:
        agree_one(stage, quote="Each child has two key workers.")
    assert refused.value.field == "quote"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"mark": 9}, "mark"), ({"quote": " "}, "quote"), ({"reason": " "}, "reason")],
)
def test_an_agreed_mark_is_on_the_scale_reasoned_and_quoted(stage, said, field):
    mark_all(stage)
    with pytest.raises(DomainError) as refused:
        agree_one(stage, **said)
    assert refused.value.field == field


def test_an_agreed_mark_can_be_corrected_on_the_record_until_prices_open(session, stage):
    mark_all(stage)
    agree_one(stage)
    agree_one(stage, mark=3)
    assert [one.mark for one in session.scalars(select(Consensus))] == [3]
    trail = session.scalars(select(AuditEntry).where(AuditEntry.event == "consensus.agreed"))
    assert [(one.facts["before"], one.facts["mark"]) for one in trail] == [(None, 4), (4, 3)]
    stage.procurement.status = ProcurementStatus.PRICES_OPENED
    session.flush()
    with pytest.raises(DomainError, match="only while quality is open"):
        agree_one(stage)


def test_an_evaluator_who_does_not_chair_cannot_agree_marks(stage):
    mark_all(stage)
    with pytest.raises(DomainError, match="Only the moderator"):
        agree_one(stage, by=stage.approver)


def test_consensus_is_complete_when_every_response_has_its_agreed_mark(session, stage):
    mark_all(stage)
    assert not consensus_complete(stage.procurement)
    with pytest.raises(DomainError, match="not agreed every mark"):
        qualified_entries(stage.procurement)
    agree(stage, [4, 3])
    assert consensus_complete(stage.procurement)
    assert qualified_entries(stage.procurement) == {entry.id for entry in stage.entries}


def test_a_minimum_mark_keeps_an_entry_out_before_any_price_is_read(stage):
    mark_all(stage)
    agree(stage, [4, 1])
    passed, failed = stage.entries
    assert qualified_entries(stage.procurement) == {passed.id}
    assert failures(stage.procurement)[failed.id] == (
        "1 for “The home and its staff” is under the minimum mark of 2",
    )


def test_a_failed_pass_or_fail_question_keeps_an_entry_out(session, stage):
    mark_all(stage)
    agree(stage, [4, 4])
    insurance = stage.answers(1)[1]
    session.refresh(insurance)
    insurance.consensus.mark = 0
    assert qualified_entries(stage.procurement) == {stage.entries[0].id}


def test_a_mandatory_requirement_that_is_only_explained_keeps_an_entry_out(session, stage):
    mark_all(stage)
    agree(stage, [4, 4])
    out = stage.entries[1]
    for said in session.scalars(select(Confirmation).where(Confirmation.entry_id == out.id)):
        said.confirmed, said.explanation = False, "From June."
    assert qualified_entries(stage.procurement) == {stage.entries[0].id}
    (reason,) = failures(stage.procurement)[out.id]
    assert reason.startswith("Did not confirm mandatory requirement 1:")


def test_an_answer_that_a_bid_left_out_earns_nothing(session, stage):
    mark_all(stage)
    agree(stage, [4, 4])
    home = stage.answers(3)[0]
    session.refresh(home)
    session.delete(home.consensus)
    for mark in home.marks:
        session.delete(mark)
    session.flush()
    session.delete(home)
    session.flush()
    assert qualified_entries(stage.procurement) == {stage.entries[1].id}
