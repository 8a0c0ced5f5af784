"""Premises of supported accommodation and agencies: kept by providers, seen in part by buyers."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import OrganisationKind, Role
from portal.accounts.models import Authority
from portal.db import db
from portal.providers.models import (
    Premises,
    ProvisionType,
    RegisteredCategory,
    RegistrationState,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import AuthorityFactory, claimed_service
from tests.support.pages import date_boxes


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def service(acting):
    return claimed_service(
        acting.organisation, provision_type=ProvisionType.SUPPORTED_ACCOMMODATION
    )


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


@pytest.fixture
def registered(own, service):
    """The service is registered in the first category since 2025."""
    sent = {"category": "self_contained"} | date_boxes("starts_on", date(2025, 1, 1))
    own.post(f"/services/{service.reference}/premises/categories/new", data=sent)


def path(service, rest=""):
    return f"/services/{service.reference}/premises{rest}"


def authority() -> Authority:
    """Fenholt, made when it is first asked for."""
    known = db.session.scalars(select(Authority).where(Authority.name == "Fenholt")).first()
    return known or AuthorityFactory(name="Fenholt")


def details(**changes):
    return (
        {
            "name": "Mill Flats",
            "category": "self_contained",
            "places": "4",
            "authority": authority().gss_code,
            "postcode": "zz12ab",
        }
        | date_boxes("opened_on", date(2025, 6, 1))
        | changes
    )


class TestKeeping:
    def test_premises_are_added_in_a_registered_category(self, own, service, registered, session):
        answer = own.post(path(service, "/new"), data=details(), follow_redirects=True)
        for said in ("The premises are added", "Mill Flats", "1: self-contained", "ZZ1 2AB"):
            assert said in answer.text
        assert session.scalars(select(Premises.district)).one() == "ZZ1"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"category": "shared"}, "The service is not registered in this category"),
            ({"category": ""}, "Choose the category"),
            ({"name": ""}, "Enter a name or label"),
            ({"postcode": "nowhere"}, "Enter a full UK postcode"),
            ({"places": "0"}, "Number of places must be 1 or more"),
            (date_boxes("opened_on", date(2027, 1, 1)), "must be today or in the past"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_added(
        self, own, service, registered, session, changes, said
    ):
        assert said in own.post(path(service, "/new"), data=details(**changes)).text
        assert session.scalars(select(Premises)).all() == []

    def test_they_are_changed_and_closed(self, own, service, registered, session):
        own.post(path(service, "/new"), data=details())
        place = session.scalars(select(Premises)).one()
        edit, close = (
            path(service, f"/{place.reference}/edit"),
            path(service, f"/{place.reference}/close"),
        )
        assert 'value="Mill Flats"' in own.get(edit).text
        assert (
            "The premises are saved"
            in own.post(edit, data=details(name="Mill House"), follow_redirects=True).text
        )
        early = date_boxes("closed_on", date(2025, 5, 1))
        assert "must not be before they opened" in own.post(close, data=early).text
        late = date_boxes("closed_on", date(2027, 5, 1))
        assert "must be today or in the past" in own.post(close, data=late).text
        own.post(close, data=date_boxes("closed_on", date(2026, 5, 1)))
        session.refresh(place)
        assert (place.name, place.closed_on) == ("Mill House", date(2026, 5, 1))
        again = own.post(close, data=date_boxes("closed_on", date(2026, 5, 2)))
        assert "are closed already" in again.text
        assert "so they cannot be changed" in own.post(edit, data=details()).text

    def test_an_agencys_offices_have_no_category(self, own, acting, session):
        agency = claimed_service(acting.organisation, provision_type=ProvisionType.FOSTERING_AGENCY)
        assert "Category" not in own.get(path(agency, "/new")).text
        own.post(path(agency, "/new"), data=details())
        assert session.scalars(select(Premises)).one().category is None
        sent = {"category": "shared"} | date_boxes("starts_on", date(2025, 1, 1))
        answer = own.post(path(agency, "/categories/new"), data=sent)
        assert "Only supported accommodation is registered by categories" in answer.text

    def test_a_home_has_no_such_page_and_no_tab(self, own, acting, service):
        home = claimed_service(acting.organisation)
        assert own.get(path(home)).status_code == 404
        assert "Premises" not in own.get(f"/services/{home.reference}").text
        assert path(service) in own.get(f"/services/{service.reference}").text

    def test_a_closed_services_premises_stand_still(self, own, service, registered, session):
        service.status = RegistrationState.CLOSED
        session.commit()
        assert "Add premises" not in own.get(path(service)).text
        answer = own.post(path(service, "/new"), data=details())
        assert "This service is closed" in answer.text

    def test_nobody_else_gets_there(self, client, service, at):
        client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
        assert client.get(path(service)).status_code == 404


class TestCategories:
    def test_one_is_not_registered_twice(self, own, service, registered):
        sent = {"category": "self_contained"} | date_boxes("starts_on", date(2025, 3, 1))
        answer = own.post(path(service, "/categories/new"), data=sent)
        assert "It is registered in this category already" in answer.text

    def test_it_ends_when_no_premises_need_it(self, own, service, registered, session):
        own.post(path(service, "/new"), data=details())
        one = session.scalars(select(RegisteredCategory)).one()
        end = path(service, f"/categories/{one.id}/end")
        assert "1: self-contained" in own.get(end).text
        sent = date_boxes("ends_on", date(2026, 6, 1))
        assert "were open after that day" in own.post(end, data=sent).text
        place = session.scalars(select(Premises)).one()
        own.post(
            path(service, f"/{place.reference}/close"),
            data=date_boxes("closed_on", date(2026, 5, 1)),
        )
        wrong = date_boxes("ends_on", date(2024, 6, 1))
        assert "must lie between its start and today" in own.post(end, data=wrong).text
        assert (
            "The end of the category is saved"
            in own.post(end, data=sent, follow_redirects=True).text
        )
        assert "has ended already" in own.post(end, data=sent).text
        answer = own.post(path(service, "/new"), data=details())
        assert "The service is not registered in this category" in answer.text

    def test_it_may_be_registered_anew_after_it_ended(self, own, service, registered, session):
        one = session.scalars(select(RegisteredCategory)).one()
        one.ends_on = date(2025, 12, 31)
        session.commit()
        sent = {"category": "self_contained"} | date_boxes("starts_on", date(2026, 3, 1))
        own.post(path(service, "/categories/new"), data=sent)
        assert len(session.scalars(select(RegisteredCategory)).all()) == 2


def test_buyers_see_category_council_and_district_and_neither_name_nor_postcode(
    client, own, service, registered
):
    own.post(path(service, "/new"), data=details())
    client.sign_in(member(OrganisationFactory(kind=OrganisationKind.RCC), Role.COMMISSIONER))
    page = client.get(
        f"/providers/{service.organisation.reference}/services/{service.reference}"
    ).text
    for shown in ("Premises: 1", "1: self-contained", "Fenholt", "ZZ1"):
        assert shown in page
    assert ("Mill Flats" in page, "ZZ1 2AB" in page) == (False, False)


def test_the_list_takes_as_many_queries_for_many_premises_as_for_few(
    own, service, registered, count_queries
):
    own.post(path(service, "/new"), data=details())
    own.get(path(service))
    with count_queries() as few:
        own.get(path(service))
    for number in range(6):
        own.post(path(service, "/new"), data=details(name=f"Flat {number}"))
    own.get(path(service))
    with count_queries() as many:
        assert "Flat 5" in own.get(path(service)).text
    assert len(many) == len(few)
