"""People, later deadlines, interest and questions about a published invitation."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import inbox
from portal.access import OrganisationKind, Role
from portal.db import db
from portal.errors import DomainError, MoveRefusedError
from portal.outbox import OutboxMessage
from portal.tenders.models import Duty, ExtensionStatus, Interest, ProcurementStatus, QuestionKind
from portal.tenders.services import assignments, clarifications, deadlines, interest
from portal.tenders.services.timetable import require_timetable, second_looks
from tests.factories.accounts import OrganisationFactory, RegionMemberFactory, member
from tests.factories.tenders import (
    InterestFactory,
    complete_procurement,
    people_of,
    published_procurement,
)

WEEK = timedelta(days=7)


@pytest.fixture
def draft(app):
    return complete_procurement()


@pytest.fixture
def published(app):
    return published_procurement()


@pytest.fixture
def commissioner(published):
    return member(published.framework.region.lead, Role.COMMISSIONER)


@pytest.fixture
def approver(published):
    return member(published.framework.region.lead, Role.APPROVER)


@pytest.fixture
def provider(app):
    return member(None, Role.PROVIDER_ADMINISTRATOR)


def be_opened(procurement):
    procurement.status = ProcurementStatus.QUALITY_OPENED
    db.session.flush()


def notices(membership, session):
    return [item.title for item in session.scalars(inbox.items_of(membership.id))]


# People


def test_staff_of_the_region_and_its_councils_may_be_assigned(draft, now):
    region = draft.framework.region
    council = RegionMemberFactory(region=region).organisation
    officer = member(council, Role.EVALUATOR)
    made = assignments.assign(draft, membership=officer, duty=Duty.EVALUATOR, by=officer, at=now)
    assert made.membership is officer


@pytest.mark.parametrize("roles", [(Role.PLACEMENTS_OFFICER, Role.EVALUATOR), (Role.AUDITOR,)])
def test_who_places_children_or_audits_marks_no_bids(draft, now, roles):
    person = member(RegionMemberFactory(region=draft.framework.region).organisation, *roles)
    with pytest.raises(DomainError, match="of this region"):
        assignments.assign(draft, membership=person, duty=Duty.EVALUATOR, by=person, at=now)


def test_nobody_from_another_region_marks_bids(draft, now):
    stranger = member(OrganisationFactory(kind=OrganisationKind.RCC), Role.EVALUATOR)
    with pytest.raises(DomainError, match="of this region"):
        assignments.assign(draft, membership=stranger, duty=Duty.EVALUATOR, by=stranger, at=now)


def test_there_is_one_chair_and_nobody_has_a_duty_twice(draft, now):
    chair = people_of(draft, Duty.MODERATOR)[0]
    marker = people_of(draft, Duty.EVALUATOR)[0]
    with pytest.raises(DomainError, match="chairs the panel already"):
        assignments.assign(draft, membership=marker, duty=Duty.MODERATOR, by=chair, at=now)
    with pytest.raises(DomainError, match="has this duty already"):
        assignments.assign(draft, membership=marker, duty=Duty.EVALUATOR, by=chair, at=now)


def test_an_evaluator_may_have_some_questions_only(draft, now):
    marker = member(draft.framework.region.lead, Role.EVALUATOR)
    question = draft.questions[1]
    by = {"by": marker, "at": now}
    assignments.assign(draft, membership=marker, duty=Duty.EVALUATOR, question=question, **by)
    for other, duty in (
        (question, Duty.EVALUATOR),
        (question, Duty.OPENER),
        (None, Duty.EVALUATOR),
    ):
        with pytest.raises(DomainError):
            assignments.assign(draft, membership=marker, duty=duty, question=other, **by)
    assignments.assign(
        draft, membership=marker, duty=Duty.EVALUATOR, question=draft.questions[2], **by
    )


def test_nobody_marks_what_is_for_information(session, draft, now):
    question = draft.questions[0]
    question.kind = QuestionKind.INFORMATION
    marker = member(draft.framework.region.lead, Role.EVALUATOR)
    with pytest.raises(DomainError, match="for information"):
        assignments.assign(
            draft, membership=marker, duty=Duty.EVALUATOR, question=question, by=marker, at=now
        )


def test_a_published_invitation_is_never_left_with_too_few_people(
    session, published, commissioner, now
):
    opener = next(one for one in published.assignments if one.duty is Duty.OPENER)
    session.commit()
    with pytest.raises(DomainError, match="Assign somebody else first"):
        assignments.end_assignment(opener, by=commissioner, at=now)
    session.rollback()
    assignments.assign(
        published, membership=commissioner, duty=Duty.OPENER, by=commissioner, at=now
    )
    assignments.end_assignment(opener, by=commissioner, at=now)
    assert notices(commissioner, session) == [f"You are assigned to “{published.title}”"]


def test_once_bids_are_opened_the_people_stay(published, commissioner, now):
    be_opened(published)
    with pytest.raises(DomainError, match="Bids have been opened"):
        assignments.end_assignment(published.assignments[0], by=commissioner, at=now)


# Later deadlines


def propose(published, by, at, **changes):
    facts = {"closes_at": published.closes_at + WEEK, "reason": "A price was missing."} | changes
    return deadlines.propose_extension(published, by=by, at=at, **facts)


def test_a_later_deadline_counts_once_another_person_approves_it(
    session, published, commissioner, approver, provider, now
):
    InterestFactory(procurement_id=published.id, member=provider)
    before = published.closes_at
    extension = propose(published, commissioner, now)
    assert published.closes_at == before
    deadlines.approve_extension(extension, by=approver, at=now)
    session.commit()
    assert published.closes_at == before + WEEK
    assert (extension.status, extension.decided_by_id) == (ExtensionStatus.APPROVED, approver.id)
    assert notices(provider, session) == [f"“{published.title}” closes later"]
    mail = session.scalars(select(OutboxMessage)).one()
    assert "25 December 2026 at midday GMT" in mail.text
    assert "A price was missing." in mail.text


def test_nobody_approves_or_returns_their_own_proposal(published, commissioner, now):
    extension = propose(published, commissioner, now)
    with pytest.raises(DomainError, match="somebody else"):
        deadlines.approve_extension(extension, by=commissioner, at=now)
    with pytest.raises(DomainError, match="somebody else"):
        deadlines.return_extension(extension, reason="No.", by=commissioner, at=now)


def test_a_deadline_never_moves_to_an_earlier_or_a_past_moment(published, commissioner, now):
    with pytest.raises(DomainError, match="must be after"):
        propose(published, commissioner, now, closes_at=published.closes_at)
    after = published.closes_at + WEEK
    with pytest.raises(DomainError, match="in the future"):
        propose(published, commissioner, after, closes_at=after)


def test_a_deadline_does_not_move_once_bids_are_opened(published, commissioner, approver, now):
    extension = propose(published, commissioner, now)
    be_opened(published)
    with pytest.raises(DomainError, match="nobody has opened"):
        deadlines.approve_extension(extension, by=approver, at=now)
    with pytest.raises(DomainError, match="nobody has opened"):
        propose(published, commissioner, now)


def test_a_draft_has_no_deadline_to_extend(draft, now):
    by = member(draft.framework.region.lead, Role.COMMISSIONER)
    with pytest.raises(DomainError, match="published"):
        propose(draft, by, now)


def test_one_proposal_waits_at_a_time_and_a_returned_one_makes_room(
    session, published, commissioner, approver, now
):
    extension = propose(published, commissioner, now)
    with pytest.raises(DomainError, match="already"):
        propose(published, commissioner, now)
    deadlines.return_extension(extension, reason="Not needed.", by=approver, at=now)
    assert propose(published, commissioner, now)
    with pytest.raises(MoveRefusedError):
        deadlines.approve_extension(extension, by=approver, at=now)


# Interest and questions


def test_interest_is_registered_once_by_whichever_colleague(session, published, provider, now):
    colleague = member(provider.organisation, Role.BID_WRITER)
    first = interest.register_interest(published, by=provider, at=now)
    assert interest.register_interest(published, by=colleague, at=now) is first
    assert session.scalars(select(Interest)).all() == [first]


def test_there_is_nothing_to_be_interested_in_once_it_is_closed(published, provider):
    with pytest.raises(DomainError, match="closed"):
        interest.register_interest(published, by=provider, at=published.closes_at)


def test_an_answer_goes_to_everyone_interested_without_the_asker_s_name(
    session, published, commissioner, provider, now
):
    other = member(None, Role.BID_WRITER)
    InterestFactory(procurement_id=published.id, member=other)
    asked = clarifications.ask(published, text="May new homes bid?", by=provider, at=now)
    assert notices(commissioner, session) == [f"A provider asks about “{published.title}”"]
    clarifications.answer(asked, procurement=published, text="Yes.", by=commissioner, at=now)
    session.commit()
    for membership in (provider, other):
        assert notices(membership, session) == [f"A question about “{published.title}” is answered"]
    sent = session.scalars(select(OutboxMessage)).all()
    assert {mail.to for mail in sent} == {provider.person.email, other.person.email}
    told = " ".join(mail.text for mail in sent)
    assert provider.organisation.name not in told
    assert provider.person.name not in told


def test_questions_end_on_the_second(published, provider):
    at = published.questions_close_at
    with pytest.raises(DomainError, match="over"):
        clarifications.ask(published, text="Too late?", by=provider, at=at)
    clarifications.ask(published, text="In time?", by=provider, at=at - timedelta(seconds=1))


def test_a_question_is_answered_once_and_while_bids_are_open(
    published, commissioner, provider, now
):
    asked = clarifications.ask(published, text="May new homes bid?", by=provider, at=now)
    by = {"procurement": published, "text": "Yes.", "by": commissioner}
    with pytest.raises(DomainError, match="closed"):
        clarifications.answer(asked, at=published.closes_at, **by)
    clarifications.answer(asked, at=now, **by)
    with pytest.raises(DomainError, match="already"):
        clarifications.answer(asked, at=now, **by)


# Timetable


def moment(day, hour=12, month=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("questions_close_at", "closes_at", "field"),
    [
        (moment(23, 9, 11), moment(18), "questions_close_at"),
        (moment(4), moment(4), "closes_at"),
        (moment(23, 10, 11), moment(23, 10, 11), "closes_at"),
    ],
)
def test_a_timetable_without_time_is_refused(now, questions_close_at, closes_at, field):
    with pytest.raises(DomainError) as refused:
        require_timetable(questions_close_at=questions_close_at, closes_at=closes_at, at=now)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("questions_close_at", "closes_at", "words"),
    [
        (moment(4), moment(19), "on a Saturday"),
        (moment(4), moment(28), "Boxing Day (observed)"),
        (moment(4), moment(18, 23), "outside office hours"),
        (moment(24, 12, 11), moment(27, 12, 11), "less than 10 days"),
        (moment(17), moment(18), "less than 2 days"),
    ],
)
def test_an_odd_timetable_is_allowed_and_remarked_on(now, questions_close_at, closes_at, words):
    require_timetable(questions_close_at=questions_close_at, closes_at=closes_at, at=now)
    remarks = second_looks(questions_close_at=questions_close_at, closes_at=closes_at, at=now)
    assert [words in remark for remark in remarks] == [True]


def test_an_ordinary_timetable_is_not_remarked_on(now):
    assert second_looks(questions_close_at=moment(4), closes_at=moment(18, 17), at=now) == []
