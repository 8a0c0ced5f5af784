"""A report that differs from Ofsted's file is found, and nothing else is."""

from datetime import UTC, date, datetime

import pytest

from portal.providers.models import RegistrationState
from portal.providers.rules import rating_differs_from_ofsted
from tests.factories.accounts import CouncilFactory, RegionMemberFactory
from tests.factories.providers import (
    AuthorityFactory,
    RatingReportFactory,
    RegisterImportFactory,
    RegisterInspectionFactory,
    claimed_service,
)

AS_AT = date(2026, 11, 23)


@pytest.fixture
def member(session):
    council = CouncilFactory(authority_id=AuthorityFactory().id)
    return RegionMemberFactory(organisation=council)


@pytest.fixture
def service(session, member):
    authority = session.get(type(AuthorityFactory()), member.organisation.authority_id)
    return claimed_service(authority=authority)


def failing(session, as_at=AS_AT):
    return session.execute(rating_differs_from_ofsted(as_at, {})).all()


def test_a_report_that_agrees_is_not_found(session, service):
    RegisterInspectionFactory(urn=service.urn)
    RatingReportFactory(service=service)
    assert failing(session) == []


def test_a_report_that_gives_another_grade_is_found_in_the_region_of_its_council(
    session, service, member
):
    RegisterInspectionFactory(urn=service.urn, overall_code="requires_improvement")
    RatingReportFactory(service=service, overall_code="outstanding")
    [row] = failing(session)
    assert row._asdict() == {
        "subject_kind": "service",
        "subject_id": service.id,
        "period": "2025-11-05",
        "region_id": member.region_id,
        "organisation_id": service.organisation_id,
        "council_id": None,
        "measured": 4,
        "threshold": 2,
        "unit": "level",
        "amount_pence": None,
    }


def test_the_difference_is_not_known_before_both_sides_are(session, service):
    RegisterInspectionFactory(
        urn=service.urn, overall_code="inadequate", published_on=date(2026, 7, 1)
    )
    told = datetime(2026, 6, 1, tzinfo=UTC)
    RatingReportFactory(service=service, published_on=date(2026, 5, 1), reported_at=told)
    assert failing(session, date(2026, 6, 30)) == []
    assert len(failing(session, date(2026, 7, 1))) == 1


def test_a_report_that_a_later_file_does_not_know_is_found(session, service):
    RegisterInspectionFactory(urn=service.urn, inspected_on=date(2025, 6, 2))
    RatingReportFactory(service=service)
    [row] = failing(session)
    assert (row.period, row.measured, row.threshold) == ("2025-11-05", 3, 3)


def test_a_report_on_a_setting_that_was_never_inspected_is_found(session, service):
    RatingReportFactory(service=service)
    assert [row.threshold for row in failing(session)] == [0]


def test_a_report_published_after_the_latest_file_may_be_news(session, service):
    RatingReportFactory(
        service=service, inspected_on=date(2026, 4, 1), published_on=date(2026, 5, 1)
    )
    assert failing(session) == []


def test_a_file_without_grades_says_nothing_about_a_report(session, service):
    RatingReportFactory(
        service=service, inspected_on=date(2026, 4, 1), published_on=date(2026, 5, 1)
    )
    monthly = RegisterImportFactory(as_at=date(2026, 9, 30), lists_grades=False)
    assert failing(session) == []
    monthly.lists_grades = True
    session.flush()
    assert len(failing(session)) == 1


def test_an_inspection_later_than_the_report_is_no_difference(session, service):
    RegisterInspectionFactory(
        urn=service.urn, inspected_on=date(2026, 2, 2), overall_code="inadequate"
    )
    RatingReportFactory(service=service)
    assert failing(session) == []


def test_a_service_outside_every_region_has_no_row(session, service, member):
    RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    RatingReportFactory(service=service)
    assert len(failing(session)) == 1
    member.ends_on = AS_AT
    session.flush()
    assert failing(session) == []


def test_a_closed_service_is_left_alone(session, service):
    RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    RatingReportFactory(service=service)
    service.status = RegistrationState.CLOSED
    session.flush()
    assert failing(session) == []
