"""The market's staff see providers, their services and ratings, and no postcode."""

from datetime import UTC, date, datetime

import pytest

from portal.access import Role
from portal.accounts.models import Membership
from portal.providers.models import Need, RegistrationState, Service, ServiceNeed
from portal.providers.todo import todo
from tests.conftest import NOW
from tests.factories.accounts import CouncilFactory, OrganisationFactory, RccFactory, member
from tests.factories.providers import (
    RatingReportFactory,
    RegisterImportFactory,
    RegisterInspectionFactory,
    ServiceFactory,
    claimed_service,
)
from tests.support.client import heading


@pytest.fixture
def staff(client, session, at):
    return client.sign_in(member(RccFactory(), Role.COMMISSIONER))


def test_providers_are_listed_with_their_services_and_places(staff):
    provider = OrganisationFactory(name="Hollowgate Homes")
    ServiceFactory(organisation=provider, places=4)
    ServiceFactory(organisation=provider, places=None)
    ServiceFactory(organisation=provider, places=9, status=RegistrationState.CLOSED)
    CouncilFactory(name="Eastby Council")
    page = staff.get("/providers").text
    row = page[page.index("Hollowgate Homes") :].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in row.split('numeric">')[1:]] == ["2", "4"]
    assert "Eastby" not in page


@pytest.mark.parametrize("text", ["hollowgate", "01234567", "SC912345"])
def test_they_are_found_by_name_company_number_or_urn(staff, text):
    found = OrganisationFactory(name="Hollowgate Homes", company_number="01234567")
    ServiceFactory(organisation=found, urn="SC912345")
    OrganisationFactory(name="Thornbeck Care")
    page = staff.get(f"/providers?text={text}").text
    assert ("Hollowgate" in page, "Thornbeck" in page) == (True, False)


def test_an_empty_list_says_so(staff):
    assert "No provider has registered yet" in staff.get("/providers").text
    assert "No provider matches" in staff.get("/providers?text=x%25").text


def test_a_provider_and_its_service_are_shown_without_a_postcode(staff):
    service = claimed_service(postcode="AB1 2CD")
    RegisterInspectionFactory(urn=service.urn, overall_code="inadequate")
    RatingReportFactory(service=service)
    owner = service.organisation
    page = staff.get(f"/providers/{owner.reference}")
    assert (heading(page), "Inadequate" in page.text) == (owner.name, True)
    one = staff.get(f"/providers/{owner.reference}/services/{service.reference}")
    assert (heading(one), "Differs" in one.text) == (service.name, True)
    assert "names another owner: Thornbeck Care Limited" in one.text
    assert "AB1 2CD" not in page.text + one.text


def test_a_service_is_found_only_under_its_own_provider(staff):
    service = claimed_service()
    other = OrganisationFactory()
    assert staff.get(f"/providers/{other.reference}").status_code == 200
    path = f"/providers/{other.reference}/services/{service.reference}"
    assert staff.get(path).status_code == 404
    council = CouncilFactory()
    assert staff.get(f"/providers/{council.reference}").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.PROVIDER_ADMINISTRATOR, Role.EVALUATOR, Role.SYSTEM_ADMINISTRATOR]
)
def test_others_are_kept_out(client, session, role):
    client.sign_in(member(None, role))
    reference = OrganisationFactory().reference
    assert client.get("/providers").status_code == 403
    assert client.get(f"/providers/{reference}").status_code == 403


@pytest.mark.parametrize("path", ["/providers", "/providers/{}"])
def test_lists_take_as_many_queries_for_many_rows_as_for_few(staff, count_queries, path):
    provider = OrganisationFactory()
    claimed_service(provider)
    path = path.format(provider.reference)
    staff.get(path)
    with count_queries() as few:
        staff.get(path)
    for _ in range(9):
        claimed_service(provider)
        claimed_service()
    with count_queries() as many:
        staff.get(path)
    assert len(many) == len(few)


OF_SERVICES = (
    "Claim your services",
    "Check ratings that differ from Ofsted’s list",
    "Report newer inspections",
    "Record registrations",
    "Describe your services",
)


class TestToDo:
    @pytest.fixture
    def acting(self, session) -> Membership:
        return member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)

    def told(self, app, acting):
        with app.test_request_context():
            return [(one.title, one.count) for one in todo(acting, now=NOW)]

    def told_of_services(self, app, acting):
        return [one for one in self.told(app, acting) if one[0] in OF_SERVICES]

    def owned(self, acting, **facts) -> Service:
        met = [ServiceNeed(need=Need.AUTISM)]
        return claimed_service(acting.organisation, met=met, **facts)

    def test_a_provider_without_services_claims_them_first(self, app, acting):
        assert self.told(app, acting)[0] == ("Claim your services", None)

    def test_nothing_waits_when_all_is_in_order(self, app, acting):
        service = self.owned(acting)
        RegisterInspectionFactory(urn=service.urn)
        RatingReportFactory(service=service)
        assert self.told_of_services(app, acting) == []

    def test_what_ofsted_says_otherwise_or_later_is_told(self, app, acting):
        differing, behind = self.owned(acting), self.owned(acting)
        for service in (differing, behind):
            RatingReportFactory(service=service)
        RegisterInspectionFactory(urn=differing.urn, overall_code="inadequate")
        RegisterInspectionFactory(urn=behind.urn, inspected_on=date(2026, 3, 2))
        assert self.told_of_services(app, acting) == [
            ("Check ratings that differ from Ofsted’s list", 1),
            ("Report newer inspections", 1),
        ]

    def test_an_inspection_is_asked_for_where_nothing_was_ever_reported(self, app, acting):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        new, old = (self.owned(acting, claimed_at=at) for _ in range(2))
        since = {"inspected_on": date(2026, 3, 2), "published_on": date(2026, 4, 1)}
        RegisterInspectionFactory(urn=new.urn, **since)
        before = {"inspected_on": date(2025, 3, 2), "published_on": date(2025, 4, 1)}
        RegisterInspectionFactory(urn=old.urn, **before)
        assert self.told_of_services(app, acting) == [("Report newer inspections", 1)]

    def test_services_that_wait_or_are_not_described_are_told(self, app, acting):
        ServiceFactory(organisation=acting.organisation, urn=None, status=RegistrationState.APPLIED)
        ServiceFactory(organisation=acting.organisation)
        assert self.told_of_services(app, acting) == [
            ("Record registrations", 1),
            ("Describe your services", 2),
        ]

    def test_a_contract_manager_is_told_when_the_register_is_missing_or_old(self, app, session):
        manager = member(RccFactory(), Role.CONTRACT_MANAGER)
        assert self.told(app, manager) == [("Import Ofsted’s register", None)]
        file = RegisterImportFactory(as_at=date(2026, 3, 31))
        assert "newer file" in self.told(app, manager)[0][0]
        file.as_at = date(2026, 9, 30)
        session.flush()
        assert self.told(app, manager) == []
