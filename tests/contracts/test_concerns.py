"""Ratings and regulators' actions propose suspensions and ask councils for reviews, once each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import (
    AppointmentStatus,
    PlacementReview,
    ProposalStatus,
    ReviewOutcome,
    SuspensionProposal,
)
from portal.contracts.services.concerns import act_on_concerns
from portal.contracts.services.decisions import accept_proposal, record_review
from portal.errors import DomainError
from portal.inbox import InboxItem
from portal.monitoring.jobs import BY_NAME
from portal.outbox import OutboxMessage
from portal.providers.models import ActionKind
from portal.providers.services.regulatory_actions import end_action, withdraw_action
from tests.factories.accounts import member
from tests.factories.concerns import RegulatoryActionFactory
from tests.factories.contracts import AppointmentFactory, council_of, placed
from tests.factories.providers import (
    RatingReportFactory,
    RegisterInspectionFactory,
    claimed_service,
)

CLAIMED = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
NOTHING = {"suspensions proposed": 0, "proposals superseded": 0, "reviews asked": 0}


@pytest.fixture
def home(session):
    return claimed_service(claimed_at=CLAIMED, name="Zennor House")


@pytest.fixture
def appointment(vale, home):
    vale.lot.minimum_grade_code = "good"
    return AppointmentFactory(lot=vale.lot, service=home)


def rated(service, grade, day=date(2026, 11, 3), reported=datetime(2026, 11, 18, tzinfo=UTC)):
    return RatingReportFactory(
        service=service,
        overall_code=grade,
        inspected_on=day,
        published_on=None,
        reported_at=reported,
    )


def earlier(service, grade="good"):
    return rated(service, grade, date(2025, 11, 3), datetime(2025, 11, 18, tzinfo=UTC))


def proposals(session):
    return session.scalars(select(SuspensionProposal).order_by(SuspensionProposal.id)).all()


def reviews(session):
    return session.scalars(select(PlacementReview).order_by(PlacementReview.id)).all()


def test_a_rating_below_the_minimum_proposes_a_suspension_once(session, appointment, now):
    report = rated(appointment.service, "inadequate")
    assert act_on_concerns(now)["suspensions proposed"] == 1
    [proposal] = proposals(session)
    assert (proposal.appointment_id, proposal.cause_kind, proposal.cause_id) == (
        appointment.id,
        "rating_report",
        report.id,
    )
    assert "“Inadequate” on 3 November 2026; the lot asks for “Good”" in proposal.why
    assert act_on_concerns(now) == NOTHING
    assert appointment.status is AppointmentStatus.APPOINTED


def test_ofsteds_account_of_the_same_inspection_is_no_second_cause(session, appointment, now):
    report = rated(appointment.service, "inadequate")
    act_on_concerns(now)
    RegisterInspectionFactory(
        urn=appointment.service.urn,
        inspected_on=report.inspected_on,
        published_on=date(2026, 11, 20),
        overall_code="inadequate",
    )
    assert act_on_concerns(now) == NOTHING


@pytest.mark.parametrize("grade", ["good", "outstanding"])
def test_a_rating_that_reaches_the_minimum_proposes_nothing(session, appointment, now, grade):
    rated(appointment.service, grade)
    act_on_concerns(now)
    assert proposals(session) == []


def test_a_proposal_whose_reason_is_gone_is_superseded_and_opens_again(session, appointment, now):
    action = RegulatoryActionFactory(service=appointment.service, kind=ActionKind.SUSPENSION)
    act_on_concerns(now)
    action.withdrawn_at, action.withdrawn_reason = now, "It was another home."
    assert act_on_concerns(now)["proposals superseded"] == 1
    [proposal] = proposals(session)
    assert (proposal.status, proposal.decided_at) == (ProposalStatus.SUPERSEDED, now)
    action.withdrawn_at, action.withdrawn_reason = None, None
    act_on_concerns(now)
    assert [one.status for one in proposals(session)] == [ProposalStatus.OPEN]


def test_a_better_rating_that_only_the_provider_tells_of_closes_no_proposal(
    session, appointment, now
):
    report = rated(appointment.service, "inadequate")
    act_on_concerns(now)
    report.overall_code = "good"
    assert act_on_concerns(now)["proposals superseded"] == 0
    assert [one.status for one in proposals(session)] == [ProposalStatus.OPEN]


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (ActionKind.RESTRICTION, 1),
        (ActionKind.SUSPENSION, 1),
        (ActionKind.CANCELLATION, 1),
        (ActionKind.COMPLIANCE, 0),
        (ActionKind.CONDITION, 0),
    ],
)
def test_an_action_that_bars_new_children_proposes_a_suspension(
    session, vale, appointment, now, kind, number
):
    placed(vale.council, vale.lot, appointment.service)
    RegulatoryActionFactory(service=appointment.service, kind=kind)
    act_on_concerns(now)
    assert (len(proposals(session)), len(reviews(session))) == (number, number)


def test_an_action_that_ended_or_was_wrong_calls_for_nothing(session, vale, appointment, now):
    ended = RegulatoryActionFactory(service=appointment.service)
    wrong = RegulatoryActionFactory(service=appointment.service, kind=ActionKind.SUSPENSION)
    withdraw_action(wrong, reason="Another home's letter", by=vale.manager, at=now)
    end_action(
        ended,
        until=date(2026, 11, 20),
        reason="Lifted",
        evidence="Letter of 20 November",
        by=vale.manager,
        at=now,
    )
    assert act_on_concerns(now) == NOTHING


def test_every_council_with_a_child_there_is_asked_also_after_a_spot_purchase(
    session, vale, home, now
):
    other = council_of(vale.region)
    officer = member(other, Role.PLACEMENTS_OFFICER)
    first, second = placed(vale.council, vale.lot, home), placed(other, vale.lot, home)
    placed(other, vale.lot, home, ends_on=date(2026, 11, 23))
    RegulatoryActionFactory(service=home)
    assert act_on_concerns(now)["reviews asked"] == 2
    assert [one.placement_id for one in reviews(session)] == [first.id, second.id]
    assert {one.due_on for one in reviews(session)} == {date(2026, 11, 30)}
    told = set(session.scalars(select(InboxItem.membership_id)))
    assert {vale.officer.id, officer.id} <= told
    assert vale.finance.id not in told
    assert act_on_concerns(now) == NOTHING


def test_a_child_who_came_later_under_the_same_action_is_reviewed_too(session, vale, home, now):
    placed(vale.council, vale.lot, home)
    RegulatoryActionFactory(service=home)
    act_on_concerns(now)
    placed(vale.council, vale.lot, home, starts_on=date(2026, 11, 23))
    assert act_on_concerns(now)["reviews asked"] == 1


def test_a_drop_asks_for_reviews_and_a_rise_or_a_first_rating_does_not(session, vale, home, now):
    placed(vale.council, vale.lot, home)
    rated(home, "good")
    assert act_on_concerns(now)["reviews asked"] == 0
    old = earlier(home, "requires_improvement")
    assert act_on_concerns(now)["reviews asked"] == 0
    old.overall_code = "outstanding"
    assert act_on_concerns(now)["reviews asked"] == 1


def test_old_news_asks_nobody(session, vale, home, now):
    placed(vale.council, vale.lot, home)
    earlier(home)
    rated(home, "inadequate")
    assert act_on_concerns(now + timedelta(days=40))["reviews asked"] == 0


def test_letters_name_no_home_and_no_child(session, vale, home, appointment, now):
    member(home.organisation, Role.PROVIDER_ADMINISTRATOR)
    placement = placed(vale.council, vale.lot, home)
    earlier(home)
    rated(home, "inadequate")
    act_on_concerns(now)
    [proposal] = proposals(session)
    accept_proposal(proposal, reason="Until visited", by=vale.manager, at=now)
    letters = session.scalars(select(OutboxMessage)).all()
    assert len(letters) == 4
    for letter in letters:
        words = letter.subject + letter.text
        assert home.name not in words
        assert f"C-{placement.id}" not in words
        assert placement.reference not in words
    assert reviews(session)[0].reference in "".join(one.text for one in letters)


def test_a_review_is_recorded_once_and_needs_words_unless_the_child_just_stays(
    session, vale, home, now
):
    placed(vale.council, vale.lot, home)
    RegulatoryActionFactory(service=home)
    act_on_concerns(now)
    [review] = reviews(session)
    facts = {"by": vale.officer, "at": now}
    with pytest.raises(DomainError, match="how the move is planned"):
        record_review(review, outcome=ReviewOutcome.MOVES, note="", **facts)
    record_review(review, outcome=ReviewOutcome.STAYS, note="", **facts)
    with pytest.raises(DomainError, match="already recorded"):
        record_review(review, outcome=ReviewOutcome.STAYS, note="", **facts)


def test_the_job_does_what_is_called_for_and_commits(session, appointment, now):
    rated(appointment.service, "inadequate")
    assert BY_NAME["follow-concerns"].run(now)["suspensions proposed"] == 1
    session.rollback()
    assert len(proposals(session)) == 1


def test_asking_takes_as_many_statements_for_many_services_as_for_one(
    session, vale, now, count_queries
):
    RegulatoryActionFactory(service=claimed_service(claimed_at=CLAIMED))
    act_on_concerns(now)
    with count_queries() as few:
        act_on_concerns(now)
    for _ in range(4):
        RegulatoryActionFactory(service=claimed_service(claimed_at=CLAIMED))
    act_on_concerns(now)
    with count_queries() as many:
        act_on_concerns(now)
    assert len(many) == len(few)
