"""An emergency record saves with five facts, whatever they are, and is completed later."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import AgeBandPeriod, Placement
from tests.factories.accounts import member
from tests.factories.contracts import appointed, council_of
from tests.factories.providers import ServiceFactory
from tests.support.pages import date_boxes

PATH = "/council/placements/emergency"
START = date(2026, 11, 21)


@pytest.fixture
def officer(client, vale, at):
    return client.sign_in(vale.officer)


def five(vale, **more):
    facts = {
        "organisation": "Thornbeck Care",
        "setting": "none",
        "age_band": "5-10",
        "officer": str(vale.officer.id),
    }
    return facts | date_boxes("starts_on", START) | more


def only(session):
    return session.scalars(select(Placement)).one()


def test_five_facts_are_enough(officer, session, vale):
    saved = officer.post(PATH, data=five(vale))
    placement = only(session)
    assert saved.location.endswith(placement.reference)
    assert (placement.provider_name, placement.setting) == ("Thornbeck Care", "none")
    assert (placement.emergency, placement.complete_by) == (True, date(2026, 11, 25))
    assert session.scalars(select(AgeBandPeriod.age_band)).one() == "5-10"
    page = officer.get(saved.location).text
    assert "must be completed by 25 November 2026" in page


def test_the_form_asks_for_exactly_five_facts(officer):
    page = officer.get(PATH).text
    named = {"organisation", "setting", "starts_on-day", "age_band", "officer"}
    assert all(f'name="{name}"' in page for name in named)
    assert 'name="pence"' not in page


def test_a_known_service_is_tied_to_the_record(officer, session, vale):
    service = ServiceFactory()
    officer.post(PATH, data=five(vale, organisation="whoever", setting=service.urn.lower()))
    placement = only(session)
    assert (placement.service, placement.provider) == (service, service.organisation)
    assert (placement.setting, placement.provider_name) == ("", "")


def test_a_known_provider_is_recognised_by_name(officer, session, vale):
    service = ServiceFactory()
    officer.post(PATH, data=five(vale, organisation=service.organisation.name.upper()))
    assert only(session).provider == service.organisation


@pytest.mark.parametrize("start", [date(2019, 1, 1), date(2026, 11, 23), date(2027, 6, 1)])
def test_no_date_stops_it(officer, session, vale, start):
    officer.post(PATH, data=five(vale) | date_boxes("starts_on", start))
    assert only(session).starts_on == start


def test_a_suspended_service_with_any_price_does_not_stop_it(officer, session, vale):
    appointment = appointed(vale.lot, 1)
    officer.post(PATH, data=five(vale, setting=appointment.service.urn))
    assert only(session).service == appointment.service


def test_a_missing_fact_is_asked_for(officer, session, vale):
    page = officer.post(PATH, data=five(vale, setting="")).text
    assert "Enter the setting, or none" in page
    assert not session.scalars(select(Placement)).all()


def test_an_officer_of_another_council_is_not_offered(officer, session, vale, client):
    page = officer.post(PATH, data=five(vale, officer="1")).text
    assert "Choose one of the answers" in page


def test_it_is_completed_later(officer, session, vale):
    officer.post(PATH, data=five(vale, organisation="Larkfield", setting="A cottage"))
    placement = only(session)
    path = f"/council/placements/{placement.reference}"
    chosen = officer.post(f"{path}/complete", data={"route": "spot"})
    form = officer.get(chosen.location).text
    assert "A cottage" in form
    data = {"setting": "A cottage", "comparison_lot": str(vale.lot.id), "charge-CORE": "6,400.00"}
    assert officer.post(chosen.location, data=data).status_code == 303
    session.refresh(placement)
    assert (placement.complete_by, placement.comparison_lot) == (None, vale.lot)
    assert "Within price" in officer.get(path).text
    assert officer.get(f"{path}/complete").status_code == 404


def test_the_list_shows_what_is_due_and_home_says_so(officer, session, vale):
    officer.post(PATH, data=five(vale))
    reference = only(session).reference
    assert reference in officer.get("/council/placements?status=incomplete").text
    assert "Complete emergency records" in officer.get("/").text


def test_a_council_that_left_its_region_can_still_record(officer, session, vale, client):
    gone = council_of(vale.region)
    [row] = [one for one in vale.region.members if one.organisation == gone]
    row.ends_on = date(2026, 2, 1)
    left = member(gone, Role.PLACEMENTS_OFFICER)
    client.sign_in(left)
    client.post(PATH, data=five(vale, officer=str(left.id)))
    assert only(session).region == vale.region
