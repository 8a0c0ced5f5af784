"""Providers hear of documents that run out 60, 30 and 7 days before and on the last day, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.changes import Changed, DirtyMark
from portal.inbox import InboxItem
from portal.outbox import OutboxMessage
from portal.providers.jobs import remind_of_documents
from portal.providers.models import DocumentReminder, DocumentStatus
from portal.providers.services.document_reminders import step_due
from tests.conftest import NOW
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.documents import DocumentFactory, PolicyFactory
from tests.factories.providers import ServiceFactory

TODAY = NOW.date()
A_DAY = timedelta(days=1)


@pytest.fixture
def keeper(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


def ending(keeper, days, **facts):
    return DocumentFactory(
        organisation=keeper.organisation, expires_on=TODAY + days * A_DAY, **facts
    )


def steps(session) -> list[int]:
    return list(session.scalars(select(DocumentReminder.step).order_by(DocumentReminder.step)))


def bodies(session) -> list[str]:
    return list(session.scalars(select(InboxItem.body).order_by(InboxItem.id)))


@pytest.mark.parametrize(
    ("left", "step"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-3, 0)],
)
def test_the_nearest_step_is_due(left, step):
    assert step_due(TODAY + left * A_DAY, TODAY) == step


def test_each_step_is_told_once_however_often_the_job_runs(session, keeper):
    document = ending(keeper, 60)
    told = []
    for passed in range(63):
        at = NOW + passed * A_DAY
        told.append(remind_of_documents(at)["reminded"])
        assert remind_of_documents(at) == {"reminded": 0, "ended": 0}
    assert [passed for passed, count in enumerate(told) if count] == [0, 30, 53, 60]
    assert steps(session) == [-1, 0, 7, 30, 60]
    day_of_the_end = date(2027, 1, 22)
    assert document.expires_on == day_of_the_end


def test_after_days_without_a_run_only_the_nearest_step_is_sent(session, keeper):
    ending(keeper, 60)
    remind_of_documents(NOW)
    remind_of_documents(NOW + 55 * A_DAY)
    assert steps(session) == [7, 60]


def test_one_notice_and_one_mail_name_every_document_but_no_home(session, keeper):
    home = ServiceFactory(organisation=keeper.organisation, name="Larkfield House")
    ending(keeper, 5)
    PolicyFactory(
        organisation=keeper.organisation,
        service=home,
        type_code="statement_of_purpose",
        expires_on=TODAY + 20 * A_DAY,
    )
    assert remind_of_documents(NOW) == {"reminded": 2, "ended": 0}
    [body] = bodies(session)
    assert "Public liability insurance: runs out on 28 November 2026" in body
    assert "Statement of purpose of one of your services" in body
    [mail] = session.scalars(select(OutboxMessage)).all()
    assert mail.to == keeper.person.email
    assert "Larkfield" not in mail.subject + mail.text + body


def test_only_the_people_who_keep_documents_are_told(session, keeper):
    member(keeper.organisation, Role.BID_WRITER)
    member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    ending(keeper, 7)
    remind_of_documents(NOW)
    assert session.scalars(select(InboxItem.membership_id)).all() == [keeper.id]


@pytest.mark.parametrize("status", [DocumentStatus.ACCEPTED, DocumentStatus.SUBMITTED])
def test_nobody_is_told_of_a_document_that_a_later_version_follows(session, keeper, status):
    ending(keeper, 7)
    ending(keeper, 370, version=2, status=status)
    assert remind_of_documents(NOW)["reminded"] == 0


@pytest.mark.parametrize("status", [DocumentStatus.RETURNED, DocumentStatus.WITHDRAWN])
def test_a_later_version_that_does_not_count_silences_nothing(session, keeper, status):
    ending(keeper, 7)
    ending(keeper, 370, version=2, status=status)
    assert remind_of_documents(NOW)["reminded"] == 1


def test_documents_that_do_not_count_are_not_reminded_of(session, keeper):
    ending(keeper, 7, status=DocumentStatus.SUBMITTED)
    ending(keeper, 7, status=DocumentStatus.WITHDRAWN, version=2)
    assert remind_of_documents(NOW) == {"reminded": 0, "ended": 0}


def test_what_has_run_out_is_marked_as_changed_once(session, keeper):
    document = ending(keeper, -1)
    assert remind_of_documents(NOW)["ended"] == 1
    assert remind_of_documents(NOW + A_DAY)["ended"] == 0
    marks = session.scalars(select(DirtyMark).where(DirtyMark.kind == Changed.DOCUMENT)).all()
    assert [mark.subject_id for mark in marks] == [document.id]


def test_long_gone_documents_are_marked_but_nobody_hears_of_them(session, keeper):
    ending(keeper, -31, issued_on=date(2025, 1, 1))
    assert remind_of_documents(NOW) == {"reminded": 0, "ended": 1}
    assert bodies(session) == []


def test_the_job_takes_as_many_statements_for_twice_the_documents(session, keeper, count_queries):
    for kind in ("public_liability", "professional_indemnity"):
        ending(keeper, 7, type_code=kind)
    session.commit()
    with count_queries() as few:
        remind_of_documents(NOW)
    other = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
    for kind in ("public_liability", "professional_indemnity", "employers_liability", "accounts"):
        ending(other, 7, type_code=kind)
    session.commit()
    with count_queries() as many:
        remind_of_documents(NOW)
    assert len(many) <= len(few) + 1
