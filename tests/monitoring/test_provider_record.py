"""The record of a provider: what is on it, as at what day, and who sees how much."""

import re
from datetime import UTC, date, datetime

import pytest

from portal.access import OrganisationKind, Role
from portal.contracts.models import Route
from portal.contracts.services.price_check import check_placements
from portal.db import db
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.concerns import RegulatoryActionFactory
from tests.factories.contracts import RateFactory, appointed, council_of, placed
from tests.factories.diligence import ConnectedPersonFactory
from tests.factories.documents import FrameworkDocumentFactory
from tests.factories.monitoring import BreachEventFactory, BreachFactory
from tests.factories.providers import RatingReportFactory, ServiceFactory
from tests.factories.tenders import FrameworkFactory, LotFactory
from tests.support.client import heading

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
END = date(2026, 5, 10)


@pytest.fixture
def lot(session, at):
    at(NOW)
    framework = FrameworkFactory(starts_on=date(2026, 3, 1), ends_on=date(2030, 3, 1))
    return LotFactory(framework=framework)


@pytest.fixture
def region(lot):
    return lot.framework.region


@pytest.fixture
def provider(session):
    return OrganisationFactory(name="Bluebell Care")


@pytest.fixture
def service(provider):
    return ServiceFactory(organisation=provider, name="Bluebell House")


@pytest.fixture
def place(lot, service):
    return appointed(lot, service=service)


@pytest.fixture
def council(region):
    return council_of(region, "Wexmoor Council")


@pytest.fixture
def read(client, provider):
    """Return what somebody reads, sections by name."""

    def reads(reader, on=""):
        page = client.sign_in(reader).get(f"/providers/{provider.reference}/record?on={on}")
        assert page.status_code == 200
        return page.text

    return reads


def section(text, name):
    found = re.search(rf'<section[^>]* id="{name}".*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def manager_of(region, *roles):
    return member(region.lead, *(roles or (Role.CONTRACT_MANAGER,)))


def stays(council, lot, service, count=1, **facts):
    facts = {"route": Route.CALL_OFF} | facts
    made = [placed(council, lot, service, **facts) for _ in range(count)]
    db.session.flush()
    check_placements([one.id for one in made], at=NOW)
    return made


def test_the_record_has_every_section_and_a_link_to_each(client, provider, place, region):
    page = client.sign_in(manager_of(region)).get(f"/providers/{provider.reference}/record")
    assert heading(page) == "Record of Bluebell Care"
    names = re.findall(r'<section[^>]* id="([a-z]+)"', page.text)
    assert names == [
        "who",
        "services",
        "ratings",
        "appointments",
        "prices",
        "placements",
        "documents",
        "diligence",
        "visits",
        "breaches",
        "notices",
        "indicators",
    ]
    for name in names:
        assert f'href="#{name}"' in page.text
    assert "not added up to a score" in section(page.text, "indicators")


def test_the_worked_example_stands_in_the_prices(read, region, council, lot, place):
    stays(council, lot, place.service, ends_on=END)
    text = section(read(manager_of(region)), "prices")
    charged = 660_400 * 69 / 700
    assert f"£{charged:,.2f}" in text
    variance = (30 * 140_400 + 39 * 140_400) / 700
    assert f"£{variance:,.2f} (27.0%)" in text
    assert "69 of 69 (100.0%)" in text
    core = section(read(manager_of(region)), "appointments")
    assert "Bluebell House on" in core
    assert "£5,200.00" in core


def test_a_past_day_shows_what_was_in_force_and_known_then(read, region, council, lot, place):
    stays(council, lot, place.service, ends_on=END)
    RatingReportFactory(service=place.service, reported_at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    RegulatoryActionFactory(service=place.service)
    reader = manager_of(region)
    then, now = read(reader, "1/5/2026"), read(reader)
    assert "As at 1 May 2026" in then
    assert "Good" not in section(then, "ratings")
    assert "Good" in section(now, "ratings")
    assert "Restriction" not in section(then, "ratings")
    assert "Restriction of accommodation" in section(now, "ratings")
    assert "Wexmoor Council 1 1" in section(then, "placements")
    assert "Wexmoor Council 0 1" in section(now, "placements")
    assert "due diligence are as they stand today" in then
    before = read(reader, "1/2/2026")
    assert "No place on a lot" in section(before, "appointments")


@pytest.mark.parametrize("typed", ["soon", "31/2/2026", "1/1/1900", "24/11/2026", "9999-99-99"])
def test_a_day_that_cannot_be_shown_gives_the_record_of_today(read, region, place, typed):
    text = read(manager_of(region), typed)
    assert "This is the record as at today" in text
    assert "As at 23 November 2026" in text


def test_documents_are_held_against_what_the_frameworks_ask_for(read, region, lot, place):
    FrameworkDocumentFactory(framework=lot.framework)
    text = section(read(manager_of(region)), "documents")
    assert f"{lot.framework.title} Public liability insurance Bluebell Care Missing" in text


@pytest.mark.parametrize(
    ("kind", "asked"), [(OrganisationKind.PROVIDER, True), (OrganisationKind.COUNCIL, False)]
)
def test_public_bodies_are_asked_for_documents_of_their_services_only(
    read, region, provider, service, kind, asked
):
    provider.kind = kind
    text = section(read(manager_of(region)), "documents")
    found = "Everybody Public liability insurance Bluebell Care Missing" in text
    assert found is asked
    assert "Everybody Statement of purpose Bluebell House Missing" in text


def test_connected_persons_are_named_to_those_who_check_providers(read, region, provider, place):
    ConnectedPersonFactory(organisation=provider, name="Edda Marlowe")
    assert "partner Edda Marlowe" in section(read(manager_of(region)), "who")
    assert "Edda Marlowe" not in read(manager_of(region), "1/1/2026")
    assert "Edda Marlowe" not in read(manager_of(region, Role.AUDITOR))


def test_every_price_in_force_stands_beside_its_ceiling(read, region, lot, place):
    RateFactory(
        appointment=place, component_code="CORE", pence=5_300_00, starts_on=date(2026, 9, 1)
    )
    RateFactory(appointment=place, component_code="ENH", pence=800_00)
    text = section(read(manager_of(region)), "appointments").partition("Prices in force")[2]
    assert "£5,300.00" in text
    assert "£5,200.00" not in text
    assert "£800.00" in text


def test_breaches_on_a_past_day_are_read_from_their_history(read, region, provider, place):
    breach = BreachFactory(
        region=region, organisation=provider, opened_at=datetime(2026, 6, 1, 9, tzinfo=UTC)
    )
    for event, month in (("opened", 6), ("closed", 8), ("reopened", 10)):
        moment = datetime(2026, month, 1, 9, tzinfo=UTC)
        BreachEventFactory(breach=breach, event=event, at=moment)
    reader = manager_of(region)
    rule = "Price above the provider’s own agreed rate Contract breaches"
    for day, figures in (("1/7/2026", "1 0"), ("1/9/2026", "0 1"), ("", "1 0")):
        assert f"{rule} {figures}" in section(read(reader, day), "breaches")
    assert "None was open" in section(read(reader, "1/5/2026"), "breaches")


def test_contract_managers_see_small_numbers_and_other_staff_do_not(
    read, region, council, lot, place
):
    stays(council, lot, place.service, 2)
    exact = section(read(manager_of(region)), "placements")
    assert "Wexmoor Council 2 2" in exact
    for role in (Role.COMMISSIONER, Role.APPROVER, Role.AUDITOR):
        text = read(manager_of(region, role))
        assert "Wexmoor Council Fewer than 5 Fewer than 5" in section(text, "placements")
        assert "sums are not shown" in section(text, "prices")
        assert "Not shown: too few Fewer than 5" in section(text, "indicators")
        assert "disputed" not in section(text, "notices")


def test_five_placements_are_shown_to_all_staff_of_the_region(read, region, council, lot, place):
    stays(council, lot, place.service, 5)
    text = read(manager_of(region, Role.COMMISSIONER))
    assert "Wexmoor Council 5 5" in section(text, "placements")
    assert "Placements charged for 5" in section(text, "prices")


def test_a_council_reads_of_its_own_placements_alone(read, region, council, lot, place):
    stays(council, lot, place.service, 2)
    other = council_of(region, "Eastmarch Council")
    stays(other, lot, place.service, 6)
    text = read(member(council, Role.PLACEMENTS_OFFICER))
    placements = section(text, "placements")
    assert "Wexmoor Council 2 2" in placements
    assert "Eastmarch" not in text
    assert "Placements charged for 2" in section(text, "prices")
    for name in ("documents", "diligence", "breaches"):
        assert section(text, name) == ""
    indicators = section(text, "indicators")
    assert "Inspections reported in time" in indicators
    assert "Price above or below" not in indicators


def test_another_region_sees_no_more_than_the_pages_about_providers(
    read, region, council, lot, place, provider
):
    stays(council, lot, place.service, 6)
    BreachEventFactory(breach=BreachFactory(region=region, organisation=provider))
    elsewhere = RegionFactory()
    text = read(member(elsewhere.lead, Role.AUDITOR))
    assert "Bluebell House" in section(text, "services")
    assert section(text, "documents") == section(text, "diligence") == ""
    assert "None on the day" in section(text, "placements")
    assert "No place on a lot" in section(text, "appointments")
    assert "Nothing was charged" in section(text, "prices")
    assert "None was open" in section(text, "breaches")
    assert "Wexmoor" not in text


def test_providers_and_strangers_are_refused(client, provider, place):
    address = f"/providers/{provider.reference}/record"
    assert client.get(address).status_code == 303
    for suffix in ("", ".pdf"):
        theirs = client.sign_in(member(provider, Role.PROVIDER_ADMINISTRATOR))
        assert theirs.get(address + suffix).status_code == 403


def test_an_unknown_provider_is_not_found(client, region):
    reader = client.sign_in(manager_of(region))
    assert reader.get("/providers/2222-2222-2222/record").status_code == 404
    assert reader.get("/providers/2222-2222-2222/record.pdf").status_code == 404


def test_nothing_of_a_child_stands_in_the_record(read, region, council, lot, place):
    [stay] = stays(council, lot, place.service)
    text = read(manager_of(region))
    assert f"C-{stay.id}" not in text
    assert "11-15" not in text


def test_the_record_is_sent_as_pdf(client, provider, place, region):
    browser = client.sign_in(manager_of(region))
    page = browser.get(f"/providers/{provider.reference}/record.pdf?on=1/9/2026")
    assert page.data.startswith(b"%PDF")
    assert page.mimetype == "application/pdf"
    named = f"provider-record-{provider.reference}-2026-09-01.pdf"
    assert named in page.headers["Content-Disposition"]
    again = browser.get(f"/providers/{provider.reference}/record.pdf?on=1/9/2026")
    assert again.data == page.data


def test_forty_services_and_two_hundred_placements_take_the_same_number_of_queries(
    client, region, council, lot, provider, place, count_queries
):
    browser = client.sign_in(manager_of(region))
    address = f"/providers/{provider.reference}/record"
    FrameworkDocumentFactory(framework=lot.framework)
    furnish(place.service, council, lot, region, provider)

    def asked():
        db.session.commit()
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        return queries

    few = asked()
    for _ in range(39):
        service = appointed(lot, service=ServiceFactory(organisation=provider)).service
        furnish(service, council, lot, region, provider)
    assert len(asked()) == len(few)


def furnish(service, council, lot, region, provider):
    for _ in range(5):
        placed(council, lot, service, route=Route.CALL_OFF)
    RatingReportFactory(service=service)
    RegulatoryActionFactory(service=service)
    BreachEventFactory(breach=BreachFactory(region=region, organisation=provider))
