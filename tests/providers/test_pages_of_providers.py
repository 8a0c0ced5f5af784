"""A provider keeps its profile and its services; nobody else can."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit import AuditEntry
from portal.providers.models import RegistrationState, Regulator, Service
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import (
    AuthorityFactory,
    RegisterSettingFactory,
    ServiceFactory,
    claimed_service,
)
from tests.support.client import heading
from tests.support.pages import date_boxes


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(name="Larkfield Care Ltd"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


def events(session):
    return session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()


def details(**changes):
    authority = changes.pop("authority", None) or AuthorityFactory()
    return {
        "name": "The Elms",
        "places": "4",
        "age_from": "8",
        "age_to": "17",
        "needs": "Autism",
        "authority": authority.gss_code,
        "postcode": "ab12cd",
    } | changes


class TestProfile:
    def test_it_is_shown_and_changed(self, own, acting, session):
        assert "Larkfield Care Ltd" in own.get("/provider").text
        sent = {"name": "Larkfield Care Limited", "company_number": "1234567"}
        sent |= {"legal_form": "company_limited_by_shares", "contact_email": "hello@example.com"}
        answer = own.post("/provider/edit", data=sent, follow_redirects=True)
        assert "Your profile is saved" in answer.text
        session.refresh(acting.organisation)
        assert acting.organisation.company_number == "01234567"
        assert events(session) == ["organisation.changed"]

    def test_another_organisations_company_number_is_refused(self, own, session):
        OrganisationFactory(company_number="01234567")
        answer = own.post("/provider/edit", data={"name": "X", "company_number": "01234567"})
        assert "Another organisation here has this company number" in answer.text
        assert events(session) == []

    def test_a_wrong_number_and_a_missing_name_are_said_beside_the_fields(self, own):
        answer = own.post("/provider/edit", data={"name": "", "company_number": "12"})
        assert "Enter the name of your organisation" in answer.text
        answer = own.post("/provider/edit", data={"name": "X", "company_number": "ABC"})
        assert "Company number must be 8 characters" in answer.text

    def test_saving_it_unchanged_records_nothing(self, own, session):
        own.post("/provider/edit", data={"name": "Larkfield Care Ltd"})
        assert events(session) == []


class TestClaiming:
    def test_settings_under_the_same_name_are_offered_and_claimed(self, own, acting, session):
        authority = AuthorityFactory(name="Northmere")
        mine = RegisterSettingFactory(owner="LARKFIELD CARE LIMITED", authority=authority)
        RegisterSettingFactory(owner="Somebody Else Limited")
        page = own.get("/services/claim")
        assert f"{mine.urn}: Children’s home in Northmere, 4 places" in page.text
        assert page.text.count('type="checkbox"') == 1
        answer = own.post("/services/claim", data={"matching": [mine.urn]}, follow_redirects=True)
        assert "You have claimed 1 service" in answer.text
        service = session.scalars(select(Service)).one()
        assert (service.urn, service.places, service.authority) == (mine.urn, 4, authority)
        assert (service.status, service.organisation) == (
            RegistrationState.REGISTERED,
            acting.organisation,
        )
        assert events(session) == ["service.claimed"]

    def test_several_urns_are_typed_however_they_are_spelt(self, own, session):
        first, second = RegisterSettingFactory(), RegisterSettingFactory()
        own.post("/services/claim", data={"urns": f"{first.urn.lower()},\n {second.urn};"})
        assert {one.urn for one in session.scalars(select(Service))} == {first.urn, second.urn}

    def test_what_cannot_be_claimed_is_said_and_nothing_is_claimed(self, own, session):
        good = RegisterSettingFactory()
        taken = claimed_service().urn
        school = RegisterSettingFactory(provision_type="boarding_school").urn
        gone = RegisterSettingFactory(gone_on=date(2026, 3, 31)).urn
        typed = f"{good.urn} {taken} {school} {gone} SC999999"
        answer = own.post("/services/claim", data={"urns": typed})
        assert f"{taken} is claimed already by another organisation" in answer.text
        assert f"{school} is listed as “boarding_school”, which is not bought" in answer.text
        assert f"{gone} is no longer in Ofsted’s list" in answer.text
        assert "SC999999 is not in Ofsted’s list" in answer.text
        assert session.scalars(select(Service).where(Service.urn == good.urn)).all() == []

    def test_the_refusal_does_not_say_who_has_it(self, own):
        rival = OrganisationFactory(name="Hollowgate Homes")
        answer = own.post("/services/claim", data={"urns": claimed_service(rival).urn})
        assert "claimed already" in answer.text
        assert "Hollowgate" not in answer.text

    def test_ones_own_service_is_called_so(self, own, acting):
        urn = claimed_service(acting.organisation).urn
        answer = own.post("/services/claim", data={"urns": urn})
        assert f"{urn} is one of your services already" in answer.text

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Enter at least one URN"),
            ("SC12", "SC12 is not a URN"),
            (" ".join(str(number) for number in range(1000000, 1000101)), "no more than 100"),
        ],
    )
    def test_what_is_no_urn_is_said_beside_the_field(self, own, typed, said):
        assert said in own.post("/services/claim", data={"urns": typed}).text

    def test_a_setting_that_was_not_offered_cannot_be_ticked(self, own, session):
        RegisterSettingFactory(owner="Larkfield Care Ltd")
        other = RegisterSettingFactory()
        answer = own.post("/services/claim", data={"matching": [other.urn]})
        assert "Choose one of the answers that are offered" in answer.text

    def test_a_closed_services_urn_may_be_claimed_by_the_next_owner(self, own, session):
        former = claimed_service(status=RegistrationState.CLOSED)
        own.post("/services/claim", data={"urns": former.urn})
        assert len(session.scalars(select(Service).where(Service.urn == former.urn)).all()) == 2


class TestAdding:
    def sent(self, **changes):
        return (
            details()
            | {
                "provision_type": "childrens_home",
                "regulator": "ofsted",
                "registration": "applied",
            }
            | date_boxes("since", date(2026, 10, 1))
            | changes
        )

    def test_a_home_that_waits_for_ofsted_is_added(self, own, session):
        answer = own.post("/services/new", data=self.sent(), follow_redirects=True)
        assert heading(answer) == "The Elms"
        assert "Waiting for registration" in answer.text
        service = session.scalars(select(Service)).one()
        assert (service.status, service.applied_on, service.postcode) == (
            RegistrationState.APPLIED,
            date(2026, 10, 1),
            "AB1 2CD",
        )
        assert events(session) == ["service.added"]

    def test_a_home_in_wales_is_added_with_its_own_number(self, own, session):
        sent = self.sent(
            regulator="care_inspectorate_wales", registration="registered", number="W21/00001"
        )
        own.post("/services/new", data=sent)
        service = session.scalars(select(Service)).one()
        assert (service.urn, service.registration_number, service.regulator) == (
            None,
            "W21/00001",
            Regulator.CIW,
        )

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"registration": "registered"}, "Enter the registration number"),
            ({"registration": "registered", "number": "12"}, "URN must be SC and 6 digits"),
            (date_boxes("since", date(2027, 1, 1)), "must be today or in the past"),
            ({"postcode": "nowhere"}, "Enter a full UK postcode"),
            ({"age_from": "17", "age_to": "8"}, "Oldest age must be the same as or above"),
            ({"places": "0"}, "Number of places must be 1 or more"),
            ({"places": "many"}, "Number of places must be a whole number"),
            ({"authority": "E00000000"}, "Choose one of the answers that are offered"),
            ({"name": ""}, "Enter the name of the service"),
            ({"provision_type": "castle"}, "Choose one of the answers that are offered"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_added(self, own, session, changes, said):
        answer = own.post("/services/new", data=self.sent(**changes))
        assert (answer.status_code, said in answer.text) == (200, True)
        assert session.scalars(select(Service)).all() == []

    def test_a_urn_that_somebody_has_is_refused(self, own, session):
        taken = ServiceFactory().urn
        answer = own.post("/services/new", data=self.sent(registration="registered", number=taken))
        assert "This URN is claimed already by another organisation" in answer.text


class TestKeeping:
    @pytest.fixture
    def service(self, acting):
        return claimed_service(acting.organisation, authority=AuthorityFactory())

    def test_details_are_changed(self, own, service, session):
        path = f"/services/{service.reference}/edit"
        page = own.get(path).text
        assert f'value="{service.name}"' in page
        assert f'<option value="{service.authority.gss_code}" selected>' in page
        answer = own.post(path, data=details(), follow_redirects=True)
        assert ("The details are saved" in answer.text, heading(answer)) == (True, "The Elms")
        assert "AB1 2CD" in answer.text
        assert events(session) == ["service.changed"]
        entry = session.scalars(select(AuditEntry)).one()
        assert "AB1 2CD" not in str(entry.facts)

    def test_a_registration_that_comes_is_recorded(self, own, acting, session):
        service = ServiceFactory(
            organisation=acting.organisation,
            urn=None,
            status=RegistrationState.APPLIED,
            applied_on=date(2026, 9, 1),
        )
        path = f"/services/{service.reference}/registration"
        early = date_boxes("registered_on", date(2026, 8, 1))
        answer = own.post(path, data={"number": "SC912345"} | early)
        assert "must not be before you applied" in answer.text
        sent = {"number": "SC912345"} | date_boxes("registered_on", date(2026, 11, 2))
        own.post(path, data=sent)
        session.refresh(service)
        assert (service.urn, service.status) == ("SC912345", RegistrationState.REGISTERED)
        assert events(session) == ["service.registered"]

    def test_it_cannot_be_registered_twice(self, own, service):
        sent = {"number": "SC912345"} | date_boxes("registered_on", date(2026, 11, 2))
        answer = own.post(f"/services/{service.reference}/registration", data=sent)
        assert "This is registered and cannot become registered" in answer.text

    def test_a_service_is_closed_with_a_reason(self, own, service, session):
        path = f"/services/{service.reference}/close"
        assert "Say why it closed" in own.post(path).text
        sent = {"because": "premises_lost", "reason": "The lease ended"} | date_boxes(
            "closed_on", date(2026, 11, 1)
        )
        answer = own.post(path, data=sent, follow_redirects=True)
        assert "is closed" in answer.text
        assert "Change the details" not in answer.text
        assert events(session) == ["service.closed"]
        assert own.get(path).status_code == 404

    def test_it_cannot_close_tomorrow(self, own, service):
        sent = {"because": "other", "reason": "x"} | date_boxes("closed_on", date(2026, 11, 24))
        answer = own.post(f"/services/{service.reference}/close", data=sent)
        assert "must be today or in the past" in answer.text


def test_services_are_listed_filtered_and_open_first(own, acting):
    ServiceFactory(organisation=acting.organisation, name="Ash House", urn="SC900777")
    ServiceFactory(
        organisation=acting.organisation, name="Birch House", status=RegistrationState.CLOSED
    )
    ServiceFactory(name="Rival House")
    text = own.get("/services").text
    assert ("Ash House" in text, "Birch House" in text, "Rival House" in text) == (
        True,
        False,
        False,
    )
    assert "Birch House" in own.get("/services?status=closed").text
    assert "Ash House" in own.get("/services?text=sc900777").text
    assert "No service matches" in own.get("/services?text=oak%25").text
    assert "No service matches" in own.get("/services?status=castle&text=oak").text


def test_without_services_the_list_says_what_to_do(own):
    assert "You have no services yet" in own.get("/services").text


def test_the_list_takes_as_many_queries_for_many_services_as_for_few(own, acting, count_queries):
    claimed_service(acting.organisation)
    own.get("/services")
    with count_queries() as few:
        own.get("/services")
    for _ in range(9):
        claimed_service(acting.organisation)
    with count_queries() as many:
        assert own.get("/services").text.count("<tr") == 11
    assert len(many) == len(few)


PAGES = ("", "/edit", "/registration", "/close", "/ratings/new", "/ratings/2025-11-05")


@pytest.mark.parametrize("page", PAGES)
def test_a_rivals_service_does_not_exist(own, page):
    service = claimed_service()
    path = f"/services/{service.reference}{page}"
    assert own.get(path).status_code == 404
    if page:
        assert own.post(path, data={"name": "Mine now"}).status_code == 404


@pytest.mark.parametrize(
    "role", [Role.BID_WRITER, Role.COMMISSIONER, Role.PLACEMENTS_OFFICER, Role.CONTRACT_MANAGER]
)
@pytest.mark.parametrize("path", ["/provider", "/services", "/services/claim", "/services/new"])
def test_others_are_kept_out(client, session, role, path):
    client.sign_in(member(None, role))
    assert client.get(path).status_code == 403
