"""Councils, trusts and co-operatives run services too: claimed, costed, and never bid with."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import OrganisationKind, Permission, Role, allows
from portal.db import all_of
from portal.errors import DomainError
from portal.providers.in_house import council_key, own_owner_keys
from portal.providers.models import COST_PARTS, ClaimCheck, Service, UnitCost
from portal.providers.queries import services
from portal.providers.queries import unit_costs as queries
from portal.providers.services.claims import claim_services
from portal.providers.services.unit_costs import add_unit_cost, withdraw_unit_cost
from tests.factories.accounts import (
    CouncilFactory,
    OrganisationFactory,
    RegionFactory,
    RegionMemberFactory,
    member,
)
from tests.factories.providers import AuthorityFactory, RegisterSettingFactory, ServiceFactory
from tests.support.pages import date_boxes
from tests.support.real_data import real_file

PARTS = {"staffing_pence": 350_000, "premises_pence": 60_000, "central_pence": 40_050}


@pytest.fixture
def council(session):
    authority = AuthorityFactory(name="Northmere")
    return CouncilFactory(name="Northmere Council", authority_id=authority.id)


@pytest.fixture
def manager(council):
    return member(council, Role.SERVICE_MANAGER)


@pytest.fixture
def home(council):
    return ServiceFactory(organisation=council, name="Ash Tree House")


@pytest.fixture
def region(council):
    region = RegionFactory()
    RegionMemberFactory(region=region, organisation=council)
    return region


@pytest.fixture
def costed(home, manager, now):
    def add(since=date(2026, 4, 1), **changes):
        facts: dict[str, Any] = {
            "parts": PARTS,
            "occupancy": 8_500,
            "basis": "Budget for 2026 to 2027",
        }
        facts |= {"decided_on": date(2026, 3, 2), "by": manager, "at": now}
        return add_unit_cost(home, starts_on=since, **(facts | changes))

    return add


class TestNamesOfCouncils:
    @pytest.mark.parametrize(
        ("owner", "authority"),
        [
            ("Bolton Metropolitan Borough Council", "Bolton"),
            ("london borough of hillingdon", "Hillingdon"),
            ("London Borough of Hammersmith & Fulham", "Hammersmith and Fulham"),
            ("Cheshire West and Chester LA", "Cheshire West and Chester"),
            ("Rotherham Metropolitan Borough Council (Social Care)", "Rotherham"),
            ("West Berkshire Council - Social Care", "West Berkshire"),
            ("Durham County Council", "County Durham"),
            ("Bristol City Council", "Bristol, City of"),
            ("Hull City Council", "Kingston upon Hull, City of"),
            ("Newcastle City Council", "Newcastle upon Tyne"),
            ("St Helens Metropolitan Borough Council", "St. Helens"),
            ("Metropolitan Borough of Wirral", "Wirral"),
            ("Royal Borough of Greenwich", "Greenwich"),
            ("Oldham Children's Social Care", "Oldham"),
            ("Stoke on Trent City Council", "Stoke-on-Trent"),
        ],
    )
    def test_ofsteds_spelling_of_an_owner_meets_the_departments_of_an_authority(
        self, owner, authority
    ):
        assert council_key(owner) == council_key(authority)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Derby City Council", "Derbyshire"),
            ("Nottinghamshire County Council", "Nottingham"),
            ("North Yorkshire Council", "York"),
            ("London", "City of London"),
            ("Northmere Care Limited", "Northmere"),
        ],
    )
    def test_names_that_are_alike_stay_apart(self, one, other):
        assert council_key(one) != council_key(other)

    def test_nearly_every_home_of_a_council_in_the_real_list_is_met(self):
        wanted = real_file("england_la_region_cla_2024.csv")
        known = {
            council_key(row["la_name"])
            for row in csv.DictReader(io.StringIO(wanted.read_text(encoding="utf-8-sig")))
        }
        listed = real_file("ofsted_csc_provider_level_2025-03-31.csv")
        rows = list(csv.reader(io.StringIO(listed.read_text(encoding="utf-8-sig"))))
        header = next(row for row in rows if "URN" in [cell.strip() for cell in row])
        names = [cell.strip() for cell in header]
        sector = names.index("Sector")
        owner = names.index("Organisation which owns the provider")
        owners = [
            row[owner] for row in rows if len(row) > sector and row[sector] == "Local Authority"
        ]
        assert len(owners) == 560
        assert sum(council_key(one) in known for one in owners) == 543


class TestClaiming:
    def test_a_council_is_offered_what_stands_under_any_name_of_its_authority(
        self, client, manager, at
    ):
        own = RegisterSettingFactory(owner="Northmere MBC (Social Care)", sector="Local Authority")
        RegisterSettingFactory(owner="Southmere Council", sector="Local Authority")
        RegisterSettingFactory(owner="Northmere Borough Council", sector="Private")
        page = client.sign_in(manager).get("/services/claim").text
        assert page.count('type="checkbox"') == 1
        assert own.urn in page

    def test_its_claim_is_of_its_own_so_nobody_has_to_look_at_it(self, manager, council, now):
        own = RegisterSettingFactory(owner="Northmere Borough Council", sector="Local Authority")
        claim_services(council, [own.urn], by=manager, at=now)
        assert all_of(select(ClaimCheck)) == []

    def test_a_provider_does_not_become_a_council_by_its_name(self, session):
        RegisterSettingFactory(owner="Northmere Borough Council", sector="Local Authority")
        pretender = OrganisationFactory(name="Northmere Council")
        assert own_owner_keys(pretender) == {"northmere council"}


class TestWhoProvides:
    def test_a_council_with_services_is_listed_and_one_without_is_not(self, home, council):
        CouncilFactory(name="Southmere Council")
        OrganisationFactory(name="Larkfield Care")
        assert [one.name for one in all_of(services.providers())] == [
            "Larkfield Care",
            "Northmere Council",
        ]

    def test_staff_read_that_the_council_runs_it(self, client, home, council, at):
        staff = client.sign_in(member(OrganisationFactory(kind="rcc"), Role.CONTRACT_MANAGER))
        for address in (
            "/providers",
            f"/providers/{council.reference}",
            f"/providers/{council.reference}/services/{home.reference}",
        ):
            assert "Run by the council" in staff.get(address).text, address

    def test_a_service_manager_keeps_services_and_does_not_bid(self, client, manager, home, at):
        browser = client.sign_in(manager)
        assert "Ash Tree House" in browser.get("/services").text
        menu = browser.get("/").text.split("<nav", 1)[1].split("</nav>", 1)[0]
        for words in ("Services", "Organisation", "Placements", "Appointments"):
            assert words in menu, words
        assert browser.get("/bids").status_code == 403
        assert not allows(Permission.SEE_INVITATIONS, manager)

    def test_a_council_keeps_its_name_and_address_whatever_is_sent(
        self, client, manager, council, session, at
    ):
        browser = client.sign_in(manager)
        page = browser.get("/provider/edit").text
        assert 'name="name"' not in page
        sent = {"name": "Nobody", "contact_email": "x@example.com", "legal_form": "public_body"}
        browser.post("/provider/edit", data=sent | {"loaded": "0"})
        session.refresh(council)
        assert (council.name, council.contact_email) == ("Northmere Council", None)
        assert council.legal_form == "Council, children’s trust or other public body"

    def test_its_task_list_asks_for_contacts_and_services_alone(self, client, manager, home, at):
        page = client.sign_in(manager).get("/provider").text
        assert "Contacts for each purpose" in page
        assert "Services claimed and described" in page
        for words in ("Facts about your", "Group above your", "Connected persons"):
            assert words not in page, words
        assert "tenders" not in page.split("Facts</h2>")[0].split("What you keep")[1]


class TestUnitCosts:
    def test_the_total_is_the_sum_of_the_parts(self, costed):
        cost = costed()
        assert cost.pence == sum(getattr(cost, part) for part in COST_PARTS) == 450_050

    def test_the_next_one_ends_the_one_before_and_a_withdrawn_one_never_counted(
        self, costed, home, manager, now, session
    ):
        costed(date(2025, 4, 1))
        wrong = costed(date(2026, 4, 1), parts={"staffing_pence": 1})
        withdraw_unit_cost(wrong, reason="Two noughts were missing", by=manager, at=now)
        right = costed(date(2026, 4, 1))
        session.flush()
        on = {
            day: session.scalars(queries.cost_on(home.id, day)).first()
            for day in (date(2025, 3, 31), date(2026, 3, 31), date(2026, 4, 1))
        }
        assert on[date(2025, 3, 31)] is None
        assert on[date(2026, 3, 31)].starts_on == date(2025, 4, 1)
        assert on[date(2026, 4, 1)] is right
        with pytest.raises(DomainError, match="withdrawn already"):
            withdraw_unit_cost(wrong, reason="Again", by=manager, at=now)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"parts": {}}, "staffing_pence"),
            ({"occupancy": 0}, "occupancy"),
            ({"occupancy": 10_001}, "occupancy"),
            ({"decided_on": date(2026, 11, 24)}, "decided_on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, costed, changes, field):
        with pytest.raises(DomainError) as refused:
            costed(**changes)
        assert refused.value.field == field

    def test_a_day_has_one_cost(self, costed):
        costed()
        with pytest.raises(DomainError, match="from this day is on record"):
            costed()

    def test_the_database_holds_the_sum(self, costed, session):
        cost = costed()
        cost.staffing_pence += 1
        with pytest.raises(IntegrityError):
            session.flush()

    def test_a_provider_keeps_none(self, now, client, at):
        acting = member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR)
        own = ServiceFactory(organisation=acting.organisation)
        with pytest.raises(DomainError, match="runs itself"):
            add_unit_cost(
                own,
                starts_on=date(2026, 4, 1),
                parts=PARTS,
                occupancy=8_500,
                basis="A budget",
                decided_on=date(2026, 3, 2),
                by=acting,
                at=now,
            )
        browser = client.sign_in(acting)
        assert browser.get(f"/services/{own.reference}/unit-costs").status_code == 404
        assert "Unit costs" not in browser.get(f"/services/{own.reference}").text

    def test_they_are_added_and_withdrawn_on_pages(self, client, manager, home, session, at):
        browser = client.sign_in(manager)
        address = f"/services/{home.reference}/unit-costs"
        assert "No unit cost yet" in browser.get(address).text
        sent = {"staffing_pence": "3,500", "premises_pence": "600.50", "occupancy": "85"}
        sent |= {"basis": "Budget for 2026 to 2027", "token": "a"}
        sent |= date_boxes("starts_on", date(2026, 4, 1))
        sent |= date_boxes("decided_on", date(2026, 3, 2))
        for _press in range(2):
            page = browser.post(f"{address}/new", data=sent, follow_redirects=True).text
        assert "£4,100.50" in page
        assert "In force" in page
        cost = session.scalars(select(UnitCost)).one()
        withdraw = f"{address}/{cost.reference}/withdraw"
        assert "Say why it was wrong" in browser.post(withdraw, data={}).text
        page = browser.post(withdraw, data={"reason": "Wrong year"}, follow_redirects=True).text
        assert "Wrong year" in page
        assert "No unit cost yet" in page
        assert browser.get(withdraw).status_code == 404

    def test_buyers_of_the_same_region_see_them_and_others_do_not(
        self, client, costed, home, council, region, at
    ):
        costed()
        page = f"/providers/{council.reference}/services/{home.reference}"
        neighbour = CouncilFactory()
        RegionMemberFactory(region=region, organisation=neighbour)
        for organisation in (region.lead, neighbour, council):
            seeing = client.sign_in(member(organisation, Role.CONTRACT_MANAGER))
            assert "£4,500.50" in seeing.get(page).text
        elsewhere = client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
        answer = elsewhere.get(page)
        assert answer.status_code == 200
        assert "4,500.50" not in answer.text
        assert "Unit costs" not in answer.text

    def test_other_organisations_never_reach_the_pages(self, client, costed, home, at):
        cost = costed()
        for organisation, role in (
            (OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR),
            (CouncilFactory(), Role.SERVICE_MANAGER),
        ):
            browser = client.sign_in(member(organisation, role))
            for end in ("", "/new", f"/{cost.reference}/withdraw"):
                address = f"/services/{home.reference}/unit-costs{end}"
                assert browser.get(address).status_code == 404, address


def test_a_trust_and_a_co_operative_run_services_too(session):
    kinds = (OrganisationKind.TRUST, OrganisationKind.RCC)
    homes = [ServiceFactory(organisation=OrganisationFactory(kind=kind)) for kind in kinds]
    assert {one.organisation for one in all_of(select(Service))} == set(
        all_of(services.providers())
    )
    assert len(homes) == 2
