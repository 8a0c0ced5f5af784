"""Who stands above a provider, who is connected with it, and whom to ask there for what."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.audit import AuditEntry
from portal.db import all_of
from portal.errors import DomainError
from portal.providers.models import (
    ConnectedPerson,
    Contact,
    GroupSpell,
    OwnerGroup,
    Purpose,
)
from portal.providers.queries import profiles as queries
from portal.providers.services import connected, groups
from tests.factories.accounts import OrganisationFactory, member
from tests.providers.people import connect, name_group
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(name="Larkfield Care Ltd"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


@pytest.fixture
def rival(session):
    return member(OrganisationFactory(name="Hollowgate Homes"), Role.PROVIDER_ADMINISTRATOR)


class TestGroups:
    def test_a_group_named_twice_is_the_same_however_it_is_spelt(self, acting, rival, now):
        first = name_group(acting, now, date(2024, 1, 1), "Orringate Holdings Ltd.")
        second = name_group(rival, now, date(2025, 1, 1), "ORRINGATE HOLDINGS LIMITED")
        assert first.group is second.group

    def test_a_company_number_tells_groups_of_one_name_apart(self, acting, rival, now, session):
        name_group(acting, now, date(2024, 1, 1), company_number="1234567")
        name_group(rival, now, date(2024, 1, 1), company_number="7654321")
        numbers = all_of(select(OwnerGroup.company_number).order_by(OwnerGroup.company_number))
        assert numbers == ["01234567", "07654321"]

    def test_the_next_group_ends_the_one_before(self, acting, now, session):
        name_group(acting, now, date(2024, 1, 1))
        name_group(acting, now, date(2025, 6, 1), "Second Group Limited")
        owner = acting.organisation_id
        names = [
            session.scalars(queries.group_of(owner, day)).one().name
            for day in (date(2025, 5, 31), date(2025, 6, 1))
        ]
        assert names == ["Orringate Holdings plc", "Second Group Limited"]

    def test_none_above_is_an_answer_and_no_group(self, acting, now, session):
        groups.say_no_group(acting.organisation, starts_on=TODAY, by=acting, at=now)
        owner = acting.organisation_id
        assert session.scalars(queries.spell_on(owner, TODAY)).one().group is None
        assert session.scalars(queries.group_of(owner, TODAY)).first() is None
        assert session.execute(select(queries.groups_as_at(TODAY))).all() == []

    def test_groups_as_at_a_day_has_a_row_for_each_that_has_one(self, acting, rival, now, session):
        spell = name_group(acting, now, date(2024, 1, 1))
        name_group(rival, now, date(2026, 1, 1))
        early = queries.groups_as_at(date(2025, 1, 1))
        [row] = session.execute(select(early)).all()
        expected = (acting.organisation_id, spell.group_id, "Orringate Holdings plc")
        assert tuple(row) == expected
        late = queries.groups_as_at(date(2026, 1, 1))
        assert len(session.execute(select(late)).all()) == 2

    @pytest.mark.parametrize("since", [date(2024, 12, 31), date(2026, 11, 24)])
    def test_a_day_before_what_holds_or_to_come_is_refused(self, acting, now, since):
        name_group(acting, now, date(2025, 1, 1))
        with pytest.raises(DomainError):
            name_group(acting, now, since, "Second Group Limited")

    def test_nothing_may_begin_within_what_has_ended(self, acting, now):
        spell = name_group(acting, now, date(2024, 1, 1))
        groups.end_spell(spell, ends_on=date(2026, 1, 1), by=acting, at=now)
        with pytest.raises(DomainError, match="Something else is on record until 1 January 2026"):
            name_group(acting, now, date(2025, 12, 31))
        name_group(acting, now, date(2026, 1, 1))

    def test_a_mistake_is_taken_back_on_its_own_first_day(self, acting, now, session):
        spell = name_group(acting, now, TODAY)
        groups.end_spell(spell, ends_on=TODAY, by=acting, at=now)
        assert session.scalars(queries.group_of(acting.organisation_id, TODAY)).first() is None
        with pytest.raises(DomainError, match="has ended already"):
            groups.end_spell(spell, ends_on=TODAY, by=acting, at=now)

    def test_the_database_holds_one_open_spell_for_each(self, acting, now, session):
        name_group(acting, now, date(2024, 1, 1))
        session.add(
            GroupSpell(organisation=acting.organisation, starts_on=date(2025, 1, 1), added_at=now)
        )
        with pytest.raises(IntegrityError):
            session.flush()

    def test_it_is_told_and_ended_on_pages(self, own, session):
        sent = {"above": "yes", "name": "Orringate Holdings plc", "country": "Jersey", "token": "a"}
        sent |= date_boxes("starts_on", date(2025, 4, 1))
        page = own.post("/provider/people/groups/new", data=sent, follow_redirects=True).text
        assert "Orringate Holdings plc" in page
        spell = session.scalars(select(GroupSpell)).one()
        ended = date_boxes("ends_on", date(2026, 4, 1))
        address = f"/provider/people/groups/{spell.reference}/end"
        assert "1 Apr 2026" in own.post(address, data=ended, follow_redirects=True).text
        assert own.get(address).status_code == 404

    def test_yes_needs_a_name_and_a_country(self, own, session):
        sent = {"above": "yes", "country": "", "token": "a"} | date_boxes("starts_on", TODAY)
        assert (
            "Enter the name of the group" in own.post("/provider/people/groups/new", data=sent).text
        )
        sent["name"] = "Orringate Holdings plc"
        assert "Choose the country" in own.post("/provider/people/groups/new", data=sent).text
        assert all_of(select(GroupSpell)) == []

    def test_no_is_told_without_a_name(self, own, session):
        sent = {"above": "no", "token": "a"} | date_boxes("starts_on", TODAY)
        page = own.post("/provider/people/groups/new", data=sent, follow_redirects=True).text
        assert "No group above it" in page


class TestConnectedPersons:
    def test_they_count_from_their_day_up_to_their_end(self, acting, now, session):
        person = connect(acting, now)
        connected.end_connected(person, ends_on=date(2025, 1, 1), by=acting, at=now)
        owner = acting.organisation_id
        days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
        found = [len(all_of(queries.connected_persons(owner, day))) for day in days]
        assert found == [0, 1, 1, 0]
        assert len(all_of(queries.everybody_connected(owner))) == 1

    def test_an_end_before_the_beginning_or_to_come_is_refused(self, acting, now):
        person = connect(acting, now)
        for day in (date(2023, 12, 31), date(2026, 11, 24)):
            with pytest.raises(DomainError):
                connected.end_connected(person, ends_on=day, by=acting, at=now)

    def test_they_are_added_and_ended_on_pages(self, own, session):
        sent = {"kind": "significant_control", "name": "Moss Holdings Limited", "token": "a"}
        sent |= {"body_number": "01234567"} | date_boxes("starts_on", date(2025, 4, 1))
        for _press in range(2):
            page = own.post("/provider/people/connected/new", data=sent, follow_redirects=True)
        assert "Moss Holdings Limited" in page.text
        person = session.scalars(select(ConnectedPerson)).one()
        address = f"/provider/people/connected/{person.reference}/end"
        page = own.post(address, data=date_boxes("ends_on", TODAY), follow_redirects=True)
        assert "23 Nov 2026" in page.text
        assert own.get(address).status_code == 404

    def test_a_day_to_come_is_refused(self, own, session):
        sent = {"kind": "director", "name": "Robin Ashe", "token": "a"}
        sent |= date_boxes("starts_on", date(2026, 11, 24))
        answer = own.post("/provider/people/connected/new", data=sent)
        assert "The date must be today or in the past" in answer.text
        assert all_of(select(ConnectedPerson)) == []


class TestContacts:
    def test_one_is_added_changed_and_removed_and_stays_on_record(self, own, session):
        sent = {"purpose": "safeguarding", "name": "Robin Ashe", "phone": "020 7946 0000"}
        sent["token"] = "a"
        for _press in range(2):
            page = own.post("/provider/people/contacts/new", data=sent, follow_redirects=True)
        assert "Safeguarding (designated lead)" in page.text
        contact = session.scalars(select(Contact)).one()
        address = f"/provider/people/contacts/{contact.reference}"
        assert "Robin Ashe" in own.get(f"{address}/edit").text
        changed = {"purpose": "finance", "name": "Accounts desk", "email": "pay@example.com"}
        assert (
            "pay@example.com"
            in own.post(f"{address}/edit", data=changed, follow_redirects=True).text
        )
        page = own.post(f"{address}/remove", data={}, follow_redirects=True).text
        assert "No contacts yet" in page
        session.refresh(contact)
        assert contact.ended_at is not None
        assert own.get(f"{address}/edit").status_code == 404
        events = [one.event for one in all_of(select(AuditEntry).order_by(AuditEntry.id))]
        assert events == ["contact.added", "contact.changed", "contact.ended"]
        facts = str([one.facts for one in all_of(select(AuditEntry))])
        assert "Robin" not in facts
        assert "example.com" not in facts

    def test_a_contact_that_cannot_be_reached_is_refused(self, own, session):
        sent = {"purpose": "finance", "name": "Accounts desk", "token": "a"}
        answer = own.post("/provider/people/contacts/new", data=sent)
        assert "Enter an email address or a telephone number" in answer.text
        answer = own.post("/provider/people/contacts/new", data=sent | {"phone": "call us"})
        assert "Enter a telephone number, like 020 7946 0000" in answer.text
        assert all_of(select(Contact)) == []

    def test_several_share_a_purpose_and_stand_in_the_order_of_purposes(self, acting, now):
        for purpose, name in (("finance", "B"), ("referrals", "C"), ("finance", "A")):
            facts = connected.ContactFacts(Purpose(purpose), name, "x@example.com", None)
            connected.add_contact(acting.organisation, facts, by=acting, at=now)
        found = all_of(queries.contacts_of(acting.organisation_id))
        assert [one.name for one in found] == ["C", "A", "B"]

    def test_a_removed_contact_is_changed_no_more(self, acting, now):
        facts = connected.ContactFacts(Purpose.FINANCE, "A", "x@example.com", None)
        contact = connected.add_contact(acting.organisation, facts, by=acting, at=now)
        connected.end_contact(contact, by=acting, at=now)
        with pytest.raises(DomainError, match="removed meanwhile"):
            connected.change_contact(contact, facts, by=acting, at=now)


class TestWhoseItIs:
    def test_another_provider_finds_none_of_it(self, client, acting, rival, now, at):
        facts = connected.ContactFacts(Purpose.FINANCE, "Corin Vale", "x@example.com", None)
        contact = connected.add_contact(acting.organisation, facts, by=acting, at=now)
        person = connect(acting, now)
        spell = name_group(acting, now, date(2024, 1, 1))
        browser = client.sign_in(rival)
        for address in (
            f"contacts/{contact.reference}/edit",
            f"contacts/{contact.reference}/remove",
            f"connected/{person.reference}/end",
            f"groups/{spell.reference}/end",
        ):
            assert browser.get(f"/provider/people/{address}").status_code == 404, address
            assert browser.post(f"/provider/people/{address}").status_code == 404, address
        page = browser.get("/provider/people").text
        assert "Corin Vale" not in page
        assert "Orringate" not in page

    def test_staff_see_contacts_people_and_the_groups_other_providers(
        self, client, acting, rival, now, at
    ):
        facts = connected.ContactFacts(Purpose.FINANCE, "Accounts desk", "x@example.com", None)
        connected.add_contact(acting.organisation, facts, by=acting, at=now)
        connect(acting, now)
        name_group(acting, now, date(2024, 1, 1))
        name_group(rival, now, date(2024, 1, 1))
        staff = client.sign_in(member(OrganisationFactory(kind="rcc"), Role.CONTRACT_MANAGER))
        page = staff.get(f"/providers/{acting.organisation.reference}").text
        for words in ("Accounts desk", "Corin Vale", "Orringate Holdings plc", "Hollowgate Homes"):
            assert words in page, words
