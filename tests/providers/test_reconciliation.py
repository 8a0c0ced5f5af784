"""What a provider reported against what Ofsted's file says: agrees, differs, first, never."""

from datetime import UTC, date, datetime

import pytest

from portal.providers.models import InspectionKind, ProvisionType
from portal.providers.queries.reconciliation import reconciled
from portal.providers.reporting import ReportingDays, due_on, working_days_late
from tests.factories.providers import (
    RatingReportFactory,
    RegisterInspectionFactory,
    claimed_service,
)

ON = date(2026, 11, 23)
CLAIMED = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(session):
    return claimed_service(claimed_at=CLAIMED)


def found(session, on=ON):
    return session.execute(reconciled(on)).all()


def test_two_accounts_that_are_alike_agree(session, service):
    RegisterInspectionFactory(urn=service.urn)
    RatingReportFactory(service=service)
    [row] = found(session)
    assert (row.state, row.overall_levels) == ("agrees", 0)


def test_a_difference_says_which_judgement_and_by_how_many_levels(session, service):
    RegisterInspectionFactory(
        urn=service.urn, overall_code="requires_improvement", leaders_code="inadequate"
    )
    RatingReportFactory(service=service, leaders_code="outstanding", protected_code="inadequate")
    [row] = found(session)
    assert row.state == "differs"
    assert (row.overall_levels, row.leaders_levels, row.protected_levels) == (1, 3, -2)


def test_what_one_side_does_not_judge_is_not_compared(session, service):
    RegisterInspectionFactory(urn=service.urn, leaders_code=None)
    RatingReportFactory(service=service, protected_code=None)
    [row] = found(session)
    assert (row.state, row.leaders_levels, row.protected_levels) == ("agrees", None, None)


def test_education_and_health_are_compared_where_they_are_judged(session):
    school = claimed_service(provision_type=ProvisionType.SPECIAL_SCHOOL, claimed_at=CLAIMED)
    RegisterInspectionFactory(urn=school.urn, education_code="good", health_code="good")
    RatingReportFactory(service=school, education_code="good", health_code="outstanding")
    [row] = found(session)
    assert (row.state, row.education_levels, row.health_levels) == ("differs", 0, 1)


def test_a_report_that_no_file_knows_yet_was_first(session, service):
    RatingReportFactory(service=service, inspected_on=date(2026, 5, 5), published_on=None)
    [row] = found(session)
    assert (row.state, row.received_on) == ("reported_first", date(2026, 5, 5))


def test_an_inspection_of_the_file_that_nobody_reported_is_known_from_its_publication(
    session, service
):
    RegisterInspectionFactory(urn=service.urn)
    [row] = found(session)
    assert (row.state, row.received_on) == ("never_reported", date(2026, 1, 14))
    assert row.reported_at is None


def test_what_was_published_before_the_service_was_claimed_could_not_be_reported(session):
    newcomer = claimed_service(claimed_at=datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
    RegisterInspectionFactory(urn=newcomer.urn)
    assert found(session) == []


def test_a_visit_without_a_grade_is_not_compared(session, service):
    RatingReportFactory(
        service=service, kind=InspectionKind.MONITORING, overall_code=None, published_on=None
    )
    assert found(session) == []


def test_a_past_day_is_told_by_what_was_known_then(session, service):
    RegisterInspectionFactory(urn=service.urn)
    RatingReportFactory(service=service)
    assert [row.state for row in found(session, date(2026, 1, 13))] == []
    assert [row.state for row in found(session, date(2026, 5, 31))] == ["never_reported"]
    assert [row.state for row in found(session, date(2026, 6, 1))] == ["agrees"]


def test_a_report_is_due_within_working_days_and_sooner_when_the_service_is_failing():
    friday = date(2026, 11, 20)
    days = ReportingDays()
    assert due_on(friday, days, failing=False) == date(2026, 11, 24)
    assert due_on(friday, days, failing=True) == date(2026, 11, 23)
    # Good Friday and Easter Monday of 2026 do not count.
    assert due_on(date(2026, 4, 2), days, failing=False) == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("done", "late"),
    [(date(2026, 11, 20), 0), (date(2026, 11, 22), 0), (date(2026, 11, 23), 1), (ON, 1)],
)
def test_lateness_counts_working_days_alone(done, late):
    assert working_days_late(date(2026, 11, 20), done) == late
