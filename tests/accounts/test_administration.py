"""Setting an installation up: organisations, regions with dated members, mail that failed."""

from datetime import date

import pytest
from flask import current_app
from sqlalchemy import select

from portal import outbox
from portal.access import OrganisationKind, Role
from portal.accounts import queries
from portal.accounts.models import Authority, Organisation, Region
from portal.accounts.services import organisations as services
from portal.db import all_of
from portal.errors import DomainError
from portal.outbox import OutboxMessage
from tests.accounts.mails import mails
from tests.factories.accounts import (
    CouncilFactory,
    OrganisationFactory,
    RccFactory,
    RegionFactory,
    RegionMemberFactory,
    member,
)
from tests.support.client import heading
from tests.support.pages import date_boxes


def place_of(message):
    """The address of the button that tries a message again."""
    pages = current_app.url_map.bind("localhost")
    return pages.build("mail.retry", {"message_id": message.id}, method="POST")


@pytest.fixture
def amara(session):
    """A system administrator."""
    operator = OrganisationFactory(kind=OrganisationKind.OPERATOR, name="Portal operations")
    return member(operator, Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def admin(client, amara):
    """A client signed in as system administrator."""
    return client.sign_in(amara)


def test_a_council_is_added_and_its_first_person_invited(admin, session):
    session.add(
        Authority(
            gss_code="E10000001", dfe_code="901", name="Wexmoor", region_code="X", region_name="X"
        )
    )
    data = {"kind": "council", "name": "Wexmoor Council", "authority": "E10000001"}
    answer = admin.post("/organisations/add", data=data)
    page = admin.get(answer.location)
    assert heading(page) == "Wexmoor Council"
    assert "Nobody acts for it yet" in page.text
    council = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.COUNCIL)
    ).one()
    assert council.authority_id is not None
    path = f"/organisations/{council.reference}/invite"
    assert "Council finance" in admin.get(path).text
    invited = {"email": "lin@example.com", "roles": ["council_finance"]}
    assert admin.post(path, data=invited).location == answer.location
    assert len(mails("lin@example.com")) == 1
    assert "lin@example.com" in admin.get(answer.location).text


def test_an_organisation_is_added_once(admin):
    CouncilFactory(name="Wexmoor Council")
    answer = admin.post("/organisations/add", data={"kind": "council", "name": "Wexmoor Council"})
    assert "An organisation with this name is here already" in answer.text
    assert "Enter its name" in admin.post("/organisations/add", data={"kind": "council"}).text


def test_a_provider_is_not_added_here(admin):
    answer = admin.post("/organisations/add", data={"kind": "provider", "name": "Larkfield"})
    assert "Choose one of the answers that are offered" in answer.text


def test_a_long_list_of_organisations_is_read_in_parts_and_filtered(admin):
    for _ in range(60):
        OrganisationFactory()
    CouncilFactory(name="Wexmoor Council")
    first = admin.get("/organisations").text
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert "Wexmoor Council" not in first
    assert "Wexmoor Council" in admin.get("/organisations?kind=council").text
    assert "Wexmoor Council" in admin.get("/organisations?name=wexm").text
    assert "No organisation matches" in admin.get("/organisations?name=%25").text
    assert admin.get("/organisations?kind=nonsense&cursor=nonsense").status_code == 200


def test_twice_the_organisations_take_the_same_number_of_queries(admin, session, count_queries):
    def read():
        session.commit()
        session.expunge_all()
        with count_queries() as queries:
            admin.get("/organisations")
        return len(queries)

    OrganisationFactory()
    first = read()
    for _ in range(10):
        OrganisationFactory()
    assert read() == first


def test_a_region_is_added_with_its_members(admin, session):
    rcc = RccFactory(name="Severn Vale RCC")
    council = CouncilFactory(name="Wexmoor Council")
    data = {"name": "Severn Vale", "code": "severn", "lead": rcc.reference}
    answer = admin.post("/regions/add", data=data)
    assert answer.location == "/regions/SEVERN"
    assert "This region has no members yet" in admin.get(answer.location).text
    data = {"organisation": council.reference} | date_boxes("starts_on", date(2026, 4, 1))
    assert admin.post("/regions/SEVERN/members/add", data=data).status_code == 303
    assert "1 April 2026" in admin.get("/regions/SEVERN").text
    region = session.scalars(select(Region)).one()
    joined = region.members[0]
    path = f"/regions/SEVERN/members/{joined.id}/end"
    assert heading(admin.get(path)) == "End the membership of Wexmoor Council"
    early = admin.post(path, data=date_boxes("ends_on", date(2026, 4, 1)))
    assert "The end date must be after the start date" in early.text
    assert admin.post(path, data=date_boxes("ends_on", date(2026, 10, 1))).status_code == 303
    assert "Ended" in admin.get("/regions/SEVERN").text
    assert "Severn Vale" in admin.get("/regions").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "?"}, "Code must be 2 to 12 letters"),
        ({"code": "TAKEN"}, "Another region has this code"),
        ({"name": ""}, "Enter the name of the region"),
        ({"lead": ""}, "Select who leads it"),
    ],
)
def test_a_mistake_adds_no_region(admin, session, changed, words):
    RegionFactory(code="TAKEN")
    rcc = RccFactory()
    data = {"name": "Severn Vale", "code": "SEVERN", "lead": rcc.reference} | changed
    assert words in admin.post("/regions/add", data=data).text
    assert len(all_of(select(Region).order_by(Region.id))) == 1


def test_a_co_operative_leads_one_region(session, now):
    region = RegionFactory()
    with pytest.raises(DomainError, match="leads a region already"):
        services.add_region(
            code="OTHER", name="Other", lead=region.lead, places_children=False, by=None, at=now
        )
    with pytest.raises(DomainError, match="Only a Regional Care Co-operative"):
        services.add_region(
            code="OTHER",
            name="Other",
            lead=CouncilFactory(),
            places_children=False,
            by=None,
            at=now,
        )


def test_a_council_is_in_one_region_on_any_day(session, now):
    first, second, council = RegionFactory(), RegionFactory(), CouncilFactory()
    joined = services.add_region_member(first, council, starts_on=date(2026, 4, 1), by=None, at=now)
    with pytest.raises(DomainError, match="belongs to a region on that date"):
        services.add_region_member(second, council, starts_on=date(2027, 4, 1), by=None, at=now)
    services.end_region_member(joined, ends_on=date(2027, 4, 1), by=None, at=now)
    services.add_region_member(second, council, starts_on=date(2027, 4, 1), by=None, at=now)
    for day, region in ((date(2027, 3, 31), first), (date(2027, 4, 1), second)):
        assert all_of(queries.regions_of_organisation(council.id, day)) == [region]
    assert all_of(queries.councils_of(second.id, date(2027, 3, 31))) == []
    assert all_of(queries.councils_of(second.id, date(2027, 4, 1))) == [council]


def test_a_partner_may_belong_to_several_regions_and_a_provider_to_none(session, now):
    partner = OrganisationFactory(kind=OrganisationKind.PARTNER)
    for region in (RegionFactory(), RegionFactory()):
        services.add_region_member(region, partner, starts_on=date(2026, 4, 1), by=None, at=now)
    with pytest.raises(DomainError, match="Only councils, trusts and partners"):
        services.add_region_member(
            RegionFactory(), OrganisationFactory(), starts_on=date(2026, 4, 1), by=None, at=now
        )


def test_a_region_is_seen_by_its_lead_and_by_its_members_of_the_day(session):
    joined = RegionMemberFactory(starts_on=date(2026, 4, 1), ends_on=date(2026, 10, 1))
    lead = member(joined.region.lead, Role.COMMISSIONER)
    council = member(joined.organisation, Role.PLACEMENTS_OFFICER)
    stranger = member(CouncilFactory(), Role.PLACEMENTS_OFFICER)
    for day, seen in ((date(2026, 3, 31), 0), (date(2026, 4, 1), 1), (date(2026, 10, 1), 0)):
        assert len(all_of(queries.regions_of(council, day))) == seen
        assert len(all_of(queries.regions_of(stranger, day))) == 0
        assert len(all_of(queries.regions_of(lead, day))) == 1
    during = date(2026, 6, 1)
    officers = queries.staff_of_region(joined.region_id, during, Role.PLACEMENTS_OFFICER)
    assert all_of(officers) == [council]


@pytest.mark.parametrize(
    "path", ["/organisations/NO-SUCH", "/organisations/NO-SUCH/invite", "/regions/NOSUCH"]
)
def test_what_is_not_there_is_not_found(admin, path):
    assert admin.get(path).status_code == 404


def test_a_member_of_another_region_is_not_found_here(admin):
    joined, other = RegionMemberFactory(), RegionFactory()
    assert admin.get(f"/regions/{other.code}/members/{joined.id}/end").status_code == 404


@pytest.mark.parametrize("path", ["/organisations", "/organisations/add", "/regions", "/mail"])
def test_only_system_administrators_come_here(client, path):
    client.sign_in(member(RccFactory(), Role.COMMISSIONER))
    assert client.get(path).status_code == 403


def failed_message(session, now) -> OutboxMessage:
    outbox.queue_mail("lin@example.com", "Your receipt", "private words", at=now)
    session.flush()
    message = session.scalars(select(OutboxMessage)).one()
    message.failed_at, message.attempts, message.last_error = now, 8, "The server said no."
    return message


def test_mail_that_failed_is_listed_without_its_words_and_tried_again(admin, session, now):
    message = failed_message(session, now)
    page = admin.get("/mail")
    assert "The server said no." in page.text
    assert "private words" not in page.text
    assert admin.post(place_of(message)).status_code == 303
    assert (message.failed_at, message.attempts) == (None, 0)
    assert "Nothing has been given up" in admin.get("/mail").text
    assert admin.post(place_of(message)).status_code == 404


def test_the_front_page_of_an_administrator_leads_to_every_section(admin):
    text = admin.get("/").text
    for section in ("Organisations", "Regions", "Mail", "Colleagues", "Inbox"):
        assert section in text
