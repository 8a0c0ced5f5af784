"""A provider reports what inspections found, beside what Ofsted's list says of them."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry
from portal.changes import Changed, DirtyMark
from portal.providers.models import (
    ProvisionType,
    RatingReport,
    RegisterSetting,
    RegistrationState,
    Regulator,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import (
    RatingReportFactory,
    RegisterInspectionFactory,
    ServiceFactory,
    claimed_service,
)
from tests.support.client import heading
from tests.support.pages import date_boxes


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def service(acting):
    return claimed_service(acting.organisation, registered_on=date(2024, 1, 8))


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


def sent(**changes):
    days = date_boxes("inspected_on", changes.pop("inspected_on", date(2026, 3, 2)))
    days |= date_boxes("published_on", changes.pop("published_on", date(2026, 4, 20)))
    days |= date_boxes("received_on", changes.pop("received_on", date(2026, 4, 10)))
    grades = {
        "kind": "full",
        "overall": "good",
        "protected": "outstanding",
        "leaders": "not_judged",
    }
    return days | grades | changes


def reported(session):
    return session.scalars(select(RatingReport)).all()


def test_a_rating_is_reported_with_its_dates_and_judgements(own, acting, service, session):
    path = f"/services/{service.reference}/ratings/new"
    assert "Requires improvement to be good" in own.get(path).text
    answer = own.post(path, data=sent(), follow_redirects=True)
    assert (heading(answer), "The rating is reported" in answer.text) == (
        f"Ratings of {service.name}",
        True,
    )
    [report] = reported(session)
    assert (report.inspected_on, report.published_on) == (date(2026, 3, 2), date(2026, 4, 20))
    assert (report.overall_code, report.protected_code, report.leaders_code) == (
        "good",
        "outstanding",
        None,
    )
    assert report.by_membership_id == acting.id
    assert session.scalars(select(AuditEntry.event)).all() == ["rating.reported"]
    mark = session.scalars(select(DirtyMark)).one()
    assert (mark.kind, mark.subject_id) == (Changed.RATING, service.id)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published_on": date(2026, 3, 1)}, "Publication date must not be before the inspection"),
        ({"inspected_on": date(2026, 11, 24)}, "Inspection date must be today or in the past"),
        ({"published_on": date(2026, 11, 24)}, "Publication date must be today or in the past"),
        ({"inspected_on": date(2024, 1, 7)}, "must not be before the service was registered"),
        ({"overall": ""}, "Choose the overall grade"),
        ({"overall": "consistently_strong"}, "Choose one of the answers that are offered"),
        ({"inspected_on-day": ""}, "Inspection date must include a day"),
        ({"inspected_on-month": "13"}, "Inspection date must be a real date"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_saved(own, service, session, changes, said):
    answer = own.post(f"/services/{service.reference}/ratings/new", data=sent(**changes))
    assert (answer.status_code, said in answer.text) == (200, True)
    assert reported(session) == []


def test_an_inspection_is_reported_once(own, service, session):
    path = f"/services/{service.reference}/ratings/new"
    own.post(path, data=sent())
    answer = own.post(path, data=sent(overall="inadequate"))
    assert "You have reported an inspection of this date already" in answer.text
    assert len(reported(session)) == 1


def test_supported_accommodation_is_asked_for_its_own_outcome(own, acting, session):
    lodging = claimed_service(
        acting.organisation, provision_type=ProvisionType.SUPPORTED_ACCOMMODATION
    )
    path = f"/services/{lodging.reference}/ratings/new"
    page = own.get(path).text
    assert "Inconsistent quality of service delivery" in page
    assert ("Outstanding" in page, "leaders" in page) == (False, False)
    own.post(path, data=sent(overall="serious_weaknesses"))
    [report] = reported(session)
    assert (report.overall_code, report.protected_code) == ("serious_weaknesses", None)


def test_a_report_is_put_right_and_the_trail_keeps_what_it_said(own, service, session):
    RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    RatingReportFactory(service=service)
    page = own.get(f"/services/{service.reference}").text
    assert "Differs" in page
    assert "What you reported of an inspection is not what Ofsted’s list says" in page
    path = f"/services/{service.reference}/ratings/2025-11-05"
    assert 'value="good" checked' in own.get(path).text
    days = {"inspected_on": date(2025, 11, 5), "published_on": date(2026, 1, 14)}
    own.post(path, data=sent(overall="inadequate", **days))
    page = own.get(f"/services/{service.reference}").text
    assert ("Agrees" in page, "Differs" in page) == (True, False)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.facts["before"]["overall"], entry.facts["after"]["overall"]) == (
        "good",
        "inadequate",
    )


def test_a_report_cannot_be_moved_onto_another_inspection(own, service, session):
    RatingReportFactory(service=service)
    RatingReportFactory(service=service, inspected_on=date(2025, 2, 3))
    answer = own.post(
        f"/services/{service.reference}/ratings/2025-02-03",
        data=sent(inspected_on=date(2025, 11, 5)),
    )
    assert "reported an inspection of this date already" in answer.text


@pytest.mark.parametrize("day", ["2025-11-06", "soon", "2025-13-01"])
def test_a_report_of_no_such_day_does_not_exist(own, service, day):
    RatingReportFactory(service=service)
    assert own.get(f"/services/{service.reference}/ratings/{day}").status_code == 404


@pytest.mark.parametrize(
    "state",
    [
        {"status": RegistrationState.CLOSED},
        {"status": RegistrationState.APPLIED},
        {"regulator": Regulator.CIW},
    ],
)
def test_only_a_service_registered_with_ofsted_is_reported_on(own, acting, state):
    service = ServiceFactory(organisation=acting.organisation, **state)
    assert "Report a rating" not in own.get(f"/services/{service.reference}").text
    assert own.get(f"/services/{service.reference}/ratings/new").status_code == 404


def test_the_history_has_both_accounts_of_every_inspection(own, service):
    RegisterInspectionFactory(urn=service.urn, inspected_on=date(2025, 1, 7), published_on=None)
    RatingReportFactory(service=service, overall_code="outstanding")
    page = own.get(f"/services/{service.reference}").text
    assert page.index("5 Nov 2025") < page.index("7 Jan 2025")
    assert ("Not reported" in page, "Not listed" in page) == (True, True)


def test_a_service_that_left_ofsteds_list_says_so(own, acting, service, session):
    session.get_one(RegisterSetting, service.urn).gone_on = date(2026, 3, 31)
    page = own.get(f"/services/{service.reference}").text
    assert "Ofsted’s list of 31 March 2026 no longer has this service" in page
