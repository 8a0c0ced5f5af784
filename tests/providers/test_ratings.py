"""Which rating counts for a service, as it was known on each day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.providers.models import Regulator
from portal.providers.queries.ratings import rating_of, ratings_as_at
from tests.factories.providers import (
    RatingReportFactory,
    RegisterImportFactory,
    RegisterInspectionFactory,
    ServiceFactory,
    claimed_service,
)

IN_JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)


def rating(session, service, day):
    ratings = ratings_as_at(day)
    query = select(ratings.c.grade_code, ratings.c.source).where(ratings.c.service_id == service.id)
    rows = session.execute(query).all()
    assert len(rows) <= 1
    return tuple(rows[0]) if rows else None


@pytest.fixture
def service(session):
    return claimed_service()


def test_a_service_that_was_never_inspected_has_no_rating(session, service):
    assert rating(session, service, date(2026, 12, 1)) is None


def test_ofsteds_grade_counts_from_the_day_its_report_was_published(session, service):
    RegisterInspectionFactory(
        urn=service.urn, inspected_on=date(2026, 3, 2), published_on=date(2026, 4, 20)
    )
    assert rating(session, service, date(2026, 4, 19)) is None
    assert rating(session, service, date(2026, 4, 20)) == ("good", "ofsted")


def test_without_a_publication_date_a_grade_counts_from_the_day_of_its_file(session, service):
    file = RegisterImportFactory(as_at=date(2026, 3, 31))
    RegisterInspectionFactory(urn=service.urn, published_on=None, import_id=file.id)
    assert rating(session, service, date(2026, 3, 30)) is None
    assert rating(session, service, date(2026, 3, 31)) == ("good", "ofsted")


def test_an_inspection_without_a_grade_leaves_the_one_before_in_force(session, service):
    RegisterInspectionFactory(urn=service.urn, inspected_on=date(2025, 1, 7), published_on=None)
    RegisterInspectionFactory(urn=service.urn, inspected_on=date(2026, 1, 7), overall_code=None)
    assert rating(session, service, date(2026, 12, 1)) == ("good", "ofsted")


def test_a_report_counts_from_the_day_it_was_made_until_a_later_inspection(session, service):
    RatingReportFactory(
        service=service,
        inspected_on=date(2026, 5, 1),
        overall_code="inadequate",
        reported_at=IN_JUNE,
        published_on=date(2026, 5, 30),
    )
    assert rating(session, service, date(2026, 6, 9)) is None
    assert rating(session, service, date(2026, 6, 10)) == ("inadequate", "provider")
    RegisterInspectionFactory(
        urn=service.urn, inspected_on=date(2026, 8, 3), published_on=date(2026, 9, 1)
    )
    assert rating(session, service, date(2026, 8, 31)) == ("inadequate", "provider")
    assert rating(session, service, date(2026, 9, 1)) == ("good", "ofsted")


def test_a_report_of_one_oclock_on_a_summer_night_counts_from_that_day_in_london(session, service):
    late = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    RatingReportFactory(service=service, reported_at=late)
    assert rating(session, service, date(2026, 6, 9)) is None
    assert rating(session, service, date(2026, 6, 10)) == ("good", "provider")


def test_of_two_accounts_of_one_inspection_ofsteds_counts(session, service):
    RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    RatingReportFactory(service=service, overall_code="outstanding")
    assert rating(session, service, date(2026, 12, 1)) == ("inadequate", "ofsted")


def test_a_number_of_another_regulator_is_not_looked_up_in_ofsteds_register(session, service):
    RegisterInspectionFactory(urn=service.urn)
    service.regulator = Regulator.CIW
    session.flush()
    assert rating(session, service, date(2026, 12, 1)) is None


def test_every_service_has_at_most_one_row_with_its_level(session):
    for _ in range(2):
        service = claimed_service()
        RegisterInspectionFactory(urn=service.urn, inspected_on=date(2025, 1, 7))
        RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    ServiceFactory()
    ratings = ratings_as_at(date(2026, 12, 1))
    rows = session.execute(select(ratings)).all()
    assert [(row.level, row.level_order, row.rank) for row in rows] == [("failing", 1, 1)] * 2


def test_the_rating_of_one_service(session, service):
    RegisterInspectionFactory(urn=service.urn, overall_code="outstanding")
    assert session.scalar(rating_of(service.id, date(2026, 12, 1))).label == "Outstanding"
