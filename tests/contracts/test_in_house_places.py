"""A council places children in its own homes and others' in-house homes as in any other."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import Placement
from tests.factories.accounts import member
from tests.factories.contracts import appointed
from tests.factories.providers import ServiceFactory
from tests.support.pages import date_boxes

PATH = "/council/placements/emergency"


@pytest.fixture
def home(vale):
    return ServiceFactory(organisation=vale.officer.organisation, name="Ash Tree House")


@pytest.fixture
def placed(client, session, vale, home, at):
    council = home.organisation.name.lower()
    sent = {"organisation": council, "setting": "ash tree house", "age_band": "5-10"}
    sent |= {"officer": str(vale.officer.id)} | date_boxes("starts_on", date(2026, 11, 21))
    client.sign_in(vale.officer).post(PATH, data=sent)
    return session.scalars(select(Placement)).one()


def test_a_placement_is_tied_to_the_councils_own_home(placed, home):
    assert (placed.service, placed.provider) == (home, home.organisation)


def test_a_council_that_runs_homes_is_recognised_by_its_name(client, session, vale, home, at):
    sent = {"organisation": home.organisation.name, "setting": "none", "age_band": "5-10"}
    sent |= {"officer": str(vale.officer.id)} | date_boxes("starts_on", date(2026, 11, 21))
    client.sign_in(vale.officer).post(PATH, data=sent)
    assert session.scalars(select(Placement)).one().provider == home.organisation


def test_its_service_manager_sees_the_placement_and_no_child(client, placed, home, session):
    manager = client.sign_in(member(home.organisation, Role.SERVICE_MANAGER))
    assert "Ash Tree House" in manager.get("/our/placements").text
    assert manager.get(f"/our/placements/{placed.reference}").status_code == 200
    assert manager.get(f"/council/placements/{placed.reference}").status_code == 403


def test_an_in_house_home_may_hold_a_place_on_a_lot(client, home, session, at):
    appointed(service=home)
    session.commit()
    manager = client.sign_in(member(home.organisation, Role.SERVICE_MANAGER))
    assert "Ash Tree House" in manager.get("/our/appointments").text
