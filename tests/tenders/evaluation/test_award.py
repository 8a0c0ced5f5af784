"""A commissioner recommends, another person decides, and bidders hear that it is ready."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.tenders.models import (
    Award,
    AwardMode,
    ProcurementStatus,
    Recommendation,
    RecommendationStatus,
)
from portal.tenders.services.award import approve, return_it
from portal.tenders.services.recommendation import Outcome, recommend, recommend_no_award
from tests.factories.accounts import MembershipFactory
from tests.factories.evaluation import OPENED_AT, opened, ranked
from tests.factories.tenders import complete_lot

pytestmark = pytest.mark.database


@pytest.fixture
def stage(app):
    return ranked()


def recommend_all(stage, *successful, **said):
    outcomes = {
        entry.id: Outcome(yes) for entry, yes in zip(stage.entries, successful, strict=True)
    }
    given = {"summary": "Both reach the threshold.", "by": stage.commissioner, "at": OPENED_AT}
    return recommend(stage.procurement, outcomes=outcomes, **(given | said))


def test_approval_makes_awards_with_their_ranks_and_concludes_the_procurement(session, stage):
    recommendation = recommend_all(stage, True, True)
    assert stage.procurement.status == "recommended"
    approve(recommendation, by=stage.approver, at=OPENED_AT)
    assert stage.procurement.status is ProcurementStatus.AWARDED
    assert recommendation.status is RecommendationStatus.APPROVED
    made = {award.entry_id: award.rank for award in session.scalars(select(Award))}
    assert made == {stage.entries[0].id: 1, stage.entries[1].id: 2}


def test_who_recommended_cannot_approve_in_any_membership(stage):
    recommendation = recommend_all(stage, True, True)
    other = MembershipFactory(person=stage.commissioner.person)
    for by in (stage.commissioner, other):
        with pytest.raises(DomainError, match="somebody else must decide"):
            approve(recommendation, by=by, at=OPENED_AT)
        with pytest.raises(DomainError, match="somebody else must decide"):
            return_it(recommendation, reason="No.", by=by, at=OPENED_AT)


def test_the_database_refuses_it_too(session, stage):
    recommendation = recommend_all(stage, True, True)
    session.commit()
    recommendation.decided_by_id = recommendation.recommended_by_id
    with pytest.raises(IntegrityError, match="two_people"):
        session.flush()
    session.rollback()


def test_departing_from_the_ranking_needs_a_reason(app):
    lot = complete_lot(award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None)
    stage = ranked(lots=[lot])
    first, second = stage.entries
    said: dict[str, Any] = {"summary": "The second.", "by": stage.commissioner, "at": OPENED_AT}
    outcomes = {first.id: Outcome(False), second.id: Outcome(True)}
    with pytest.raises(DomainError, match="departing from the ranking") as refused:
        recommend(stage.procurement, outcomes=outcomes, **said)
    assert refused.value.field == first.reference
    outcomes = {
        first.id: Outcome(False, "Withdrew its bid."),
        second.id: Outcome(True, "Next in the ranking."),
    }
    lines = recommend(stage.procurement, outcomes=outcomes, **said).lines
    assert [(line.successful, line.reason) for line in lines] == [
        (False, "Withdrew its bid."),
        (True, "Next in the ranking."),
    ]


def test_an_entry_that_did_not_qualify_cannot_be_successful(app):
    stage = ranked(marks=(4, 1))
    with pytest.raises(DomainError, match="did not qualify"):
        recommend_all(stage, True, True)


def test_every_entry_needs_an_outcome(stage):
    with pytest.raises(DomainError, match="Say whether"):
        recommend(
            stage.procurement,
            summary="One.",
            outcomes={stage.entries[0].id: Outcome(True)},
            by=stage.commissioner,
            at=OPENED_AT,
        )


def test_a_tie_is_settled_before_anything_is_recommended(app):
    lot = complete_lot(award_mode=AwardMode.SINGLE_SUPPLIER, award_limit=None)
    stage = ranked(marks=(4, 4), core=(500_000, 500_000), lots=[lot])
    with pytest.raises(DomainError, match="Draw lots"):
        recommend_all(stage, False, False)


def test_a_returned_recommendation_says_why_and_can_be_made_again(session, stage):
    recommendation = recommend_all(stage, True, True)
    with pytest.raises(DomainError, match="what must change"):
        return_it(recommendation, reason=" ", by=stage.approver, at=OPENED_AT)
    return_it(recommendation, reason="Say more about capacity.", by=stage.approver, at=OPENED_AT)
    assert stage.procurement.status is ProcurementStatus.PRICES_OPENED
    assert recommendation.decision_reason == "Say more about capacity."
    with pytest.raises(DomainError, match="decided already"):
        approve(recommendation, by=stage.approver, at=OPENED_AT)
    approve(recommend_all(stage, True, True), by=stage.approver, at=OPENED_AT)
    assert session.scalar(select(func.count(Award.id))) == 2
    assert session.scalar(select(func.count(Recommendation.id))) == 2


def test_no_suitable_tender_ends_the_procurement_by_two_people(session, stage):
    recommendation = recommend_no_award(
        stage.procurement, reason="No bid is affordable.", by=stage.commissioner, at=OPENED_AT
    )
    with pytest.raises(DomainError, match="somebody else"):
        approve(recommendation, by=stage.commissioner, at=OPENED_AT)
    assert approve(recommendation, by=stage.approver, at=OPENED_AT) == []
    assert stage.procurement.status is ProcurementStatus.NO_AWARD
    assert session.scalar(select(func.count(Award.id))) == 0


def test_a_procurement_can_end_without_opening_any_price(session, app):
    stage = opened()
    recommendation = recommend_no_award(
        stage.procurement, reason="The need has gone.", by=stage.commissioner, at=OPENED_AT
    )
    with pytest.raises(DomainError, match="waiting for its approver"):
        recommend_no_award(stage.procurement, reason="Again.", by=stage.commissioner, at=OPENED_AT)
    approve(recommendation, by=stage.approver, at=OPENED_AT)
    assert stage.procurement.status is ProcurementStatus.NO_AWARD


def test_bidders_hear_that_the_result_is_ready_and_no_price_is_in_the_mail(session, stage):
    winner, loser = stage.bidder(0), stage.bidder(1)
    approve(recommend_all(stage, True, True), by=stage.approver, at=OPENED_AT)
    told = session.scalars(select(InboxItem).where(InboxItem.title.startswith("The result of")))
    assert {item.membership_id for item in told} == {winner.id, loser.id}
    mail = session.scalars(select(OutboxMessage)).all()
    assert {one.to for one in mail} == {winner.person.email, loser.person.email}
    assert not [one for one in mail if "£" in one.text or "5,200" in one.text]


def test_approvers_of_the_region_hear_that_something_waits(session, stage):
    recommend_all(stage, True, True)
    waiting = select(InboxItem.membership_id).where(InboxItem.title.startswith("An award waits"))
    assert list(session.scalars(waiting)) == [stage.approver.id]
    assert Role.APPROVER in stage.approver.roles
