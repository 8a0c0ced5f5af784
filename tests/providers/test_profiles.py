"""A provider says who it is, version by version; who stands above it; and whom to ask."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access import Role
from portal.audit import AuditEntry
from portal.db import all_of
from portal.errors import DomainError
from portal.providers.models import (
    ConnectedPerson,
    Connection,
    Contact,
    GroupSpell,
    LegalForm,
    OrganisationSize,
    OwnerGroup,
    ProfileVersion,
    Purpose,
)
from portal.providers.queries import profiles as queries
from portal.providers.services import connected, groups
from portal.providers.services.profiles import (
    ProfileFacts,
    latest_version,
    save_profile,
    tidy_ppon,
    tidy_website,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.support.client import heading
from tests.support.pages import date_boxes

TODAY = date(2026, 11, 23)
ABOVE = ("Group above your organisation",)
LINES = (
    "Facts about your organisation",
    "Contacts for each purpose",
    *ABOVE,
    "Connected persons",
    "Services claimed",
)


@pytest.fixture
def acting(session):
    return member(OrganisationFactory(name="Larkfield Care Ltd"), Role.PROVIDER_ADMINISTRATOR)


@pytest.fixture
def own(client, acting, at):
    return client.sign_in(acting)


@pytest.fixture
def rival(session):
    return member(OrganisationFactory(name="Hollowgate Homes"), Role.PROVIDER_ADMINISTRATOR)


def told(**changes):
    """What the profile's form sends."""
    return {
        "name": "Larkfield Care Limited",
        "legal_form": "company_limited_by_shares",
        "company_number": "1234567",
        "ppon": "gb-ppon-abcd-1234-efgh",
        "vcse": "no",
        "size": "small",
        "website": "www.example.org",
        "loaded": "0",
    } | changes


def standing(page):
    """How each line of this domain's own task list stands; other nouns add theirs."""
    items = page.split('<li class="govuk-task-list__item')[1:]
    words = [re.sub(r"<[^>]*>", "\n", item.split("</li>")[0]) for item in items]
    lines = [[part.strip() for part in text.split("\n") if part.strip()] for text in words]
    return {line[1]: line[-1] for line in lines if line[1] in LINES}


class TestVersions:
    def test_what_stood_is_kept_before_the_first_saving(self, own, acting, session):
        own.post("/provider/edit", data=told())
        first, second = all_of(select(ProfileVersion).order_by(ProfileVersion.number))
        assert (first.number, first.name, first.by) == (1, "Larkfield Care Ltd", None)
        assert (second.number, second.name, second.by) == (2, "Larkfield Care Limited", acting)
        assert (second.ppon, second.website) == ("ABCD-1234-EFGH", "https://www.example.org")
        assert (second.vcse, second.size) == (False, OrganisationSize.SMALL)
        assert second.legal_form is LegalForm.BY_SHARES

    def test_the_organisation_itself_is_what_the_latest_version_says(self, own, acting, session):
        own.post("/provider/edit", data=told())
        session.refresh(acting.organisation)
        assert acting.organisation.name == "Larkfield Care Limited"
        assert acting.organisation.company_number == "01234567"
        assert acting.organisation.legal_form == "Company limited by shares"

    def test_the_page_of_versions_says_what_changed_from_what_to_what(self, own, acting):
        own.post("/provider/edit", data=told())
        page = own.get("/provider/versions").text
        assert f"Saved by {acting.person.name}" in page
        assert "Larkfield Care Ltd" in page
        assert page.count("Version ") >= 2
        row = page.split("Public procurement organisation number (PPON)")[1].split("</tr>")[0]
        assert row.index("Not said") < row.index("ABCD-1234-EFGH")

    def test_the_page_says_so_while_nothing_has_been_saved(self, own):
        assert "No versions yet" in own.get("/provider/versions").text

    def test_saving_it_unchanged_makes_no_version(self, own, session):
        own.post("/provider/edit", data=told())
        own.post("/provider/edit", data=told(loaded="2"))
        assert len(all_of(select(ProfileVersion))) == 2
        assert [one.event for one in all_of(select(AuditEntry))] == ["organisation.changed"]

    def test_the_second_of_two_who_save_is_told_and_loses_no_text(self, own, acting, session):
        own.post("/provider/edit", data=told())
        mine = told(loaded="0", share_code="MINE-1", website="www.example.org")
        answer = own.post("/provider/edit", data=mine)
        assert "Somebody else saved this profile while you were writing" in answer.text
        assert 'value="MINE-1"' in answer.text
        assert "What was changed while you were writing" in answer.text
        assert session.scalars(queries.versions_of(acting.organisation_id)).first().number == 2
        assert 'name="loaded" type="hidden" value="2"' in answer.text
        own.post("/provider/edit", data=mine | {"loaded": "2"})
        assert session.scalars(queries.versions_of(acting.organisation_id)).first().number == 3

    @pytest.mark.parametrize("loaded", ["", "x", "-1", "999999999999", "²"])
    def test_a_page_that_says_no_version_counts_as_too_old(self, own, loaded):
        own.post("/provider/edit", data=told())
        answer = own.post("/provider/edit", data=told(loaded=loaded, share_code="X"))
        assert "Somebody else saved this profile" in answer.text

    @pytest.mark.parametrize(
        ("field", "words", "sentence"),
        [
            ("ppon", "ABC-1234-EFGH", "PPON must be like ABCD-1234-EFGH"),
            ("website", "javascript:alert(1)", "Website must be an address"),
            ("company_number", "12 AB", "Company number must be 8 characters"),
        ],
    )
    def test_what_is_malformed_is_said_and_nothing_saved(
        self, own, session, field, words, sentence
    ):
        answer = own.post("/provider/edit", data=told(**{field: words}))
        assert sentence in answer.text
        assert all_of(select(ProfileVersion)) == []

    def test_a_number_of_a_version_stands_once_in_an_organisation(self, acting, session):
        when = datetime(2026, 11, 23, tzinfo=UTC)
        twice = [
            ProfileVersion(
                organisation_id=acting.organisation_id, number=1, name="X", saved_at=when
            )
            for _ in range(2)
        ]
        session.add_all(twice)
        with pytest.raises(IntegrityError):
            session.flush()


class TestNumbers:
    @given(st.from_regex(r"[A-Z]{4}-[0-9]{4}-[A-Z]{4}", fullmatch=True), st.booleans())
    def test_every_spelling_of_a_ppon_becomes_one(self, number, bare):
        spelt = number.replace("-", "").lower() if bare else f"GB-PPON:{number}"
        assert tidy_ppon(spelt) == number

    @given(st.text(max_size=30))
    def test_no_words_bring_down_the_reading_of_numbers_and_addresses(self, words):
        for read in (tidy_ppon, tidy_website):
            with suppress(DomainError):
                assert read(words)


class TestGroups:
    def name(self, acting, now, since, name="Orringate Holdings plc", **number):
        return groups.name_group(
            acting.organisation,
            name=name,
            company_number=number.get("company_number"),
            country=number.get("country", groups.UNITED_KINGDOM),
            starts_on=since,
            by=acting,
            at=now,
        )

    def test_a_group_named_twice_is_the_same_however_it_is_spelt(self, acting, rival, now):
        first = self.name(acting, now, date(2024, 1, 1), "Orringate Holdings Ltd.")
        second = self.name(rival, now, date(2025, 1, 1), "ORRINGATE HOLDINGS LIMITED")
        assert first.group is second.group

    def test_a_company_number_tells_groups_of_one_name_apart(self, acting, rival, now, session):
        self.name(acting, now, date(2024, 1, 1), company_number="1234567")
        self.name(rival, now, date(2024, 1, 1), company_number="7654321")
        numbers = all_of(select(OwnerGroup.company_number).order_by(OwnerGroup.company_number))
        assert numbers == ["01234567", "07654321"]

    def test_the_next_group_ends_the_one_before(self, acting, now, session):
        self.name(acting, now, date(2024, 1, 1))
        self.name(acting, now, date(2025, 6, 1), "Second Group Limited")
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
        spell = self.name(acting, now, date(2024, 1, 1))
        self.name(rival, now, date(2026, 1, 1))
        early = queries.groups_as_at(date(2025, 1, 1))
        [row] = session.execute(select(early)).all()
        expected = (acting.organisation_id, spell.group_id, "Orringate Holdings plc")
        assert tuple(row) == expected
        late = queries.groups_as_at(date(2026, 1, 1))
        assert len(session.execute(select(late)).all()) == 2

    @pytest.mark.parametrize("since", [date(2024, 12, 31), date(2026, 11, 24)])
    def test_a_day_before_what_holds_or_to_come_is_refused(self, acting, now, since):
        self.name(acting, now, date(2025, 1, 1))
        with pytest.raises(DomainError):
            self.name(acting, now, since, "Second Group Limited")

    def test_nothing_may_begin_within_what_has_ended(self, acting, now):
        spell = self.name(acting, now, date(2024, 1, 1))
        groups.end_spell(spell, ends_on=date(2026, 1, 1), by=acting, at=now)
        with pytest.raises(DomainError, match="Something else is on record until 1 January 2026"):
            self.name(acting, now, date(2025, 12, 31))
        self.name(acting, now, date(2026, 1, 1))

    def test_a_mistake_is_taken_back_on_its_own_first_day(self, acting, now, session):
        spell = self.name(acting, now, TODAY)
        groups.end_spell(spell, ends_on=TODAY, by=acting, at=now)
        assert session.scalars(queries.group_of(acting.organisation_id, TODAY)).first() is None
        with pytest.raises(DomainError, match="has ended already"):
            groups.end_spell(spell, ends_on=TODAY, by=acting, at=now)

    def test_the_database_holds_one_open_spell_for_each(self, acting, now, session):
        self.name(acting, now, date(2024, 1, 1))
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
    def add(self, acting, now, since=date(2024, 1, 1)):
        return connected.add_connected(
            acting.organisation,
            kind=Connection.DIRECTOR,
            name="Corin Vale",
            body_number=None,
            starts_on=since,
            by=acting,
            at=now,
        )

    def test_they_count_from_their_day_up_to_their_end(self, acting, now, session):
        person = self.add(acting, now)
        connected.end_connected(person, ends_on=date(2025, 1, 1), by=acting, at=now)
        owner = acting.organisation_id
        days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
        found = [len(all_of(queries.connected_persons(owner, day))) for day in days]
        assert found == [0, 1, 1, 0]
        assert len(all_of(queries.everybody_connected(owner))) == 1

    def test_an_end_before_the_beginning_or_to_come_is_refused(self, acting, now):
        person = self.add(acting, now)
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
        person = TestConnectedPersons().add(acting, now)
        spell = TestGroups().name(acting, now, date(2024, 1, 1))
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
        TestConnectedPersons().add(acting, now)
        TestGroups().name(acting, now, date(2024, 1, 1))
        TestGroups().name(rival, now, date(2024, 1, 1))
        staff = client.sign_in(member(OrganisationFactory(kind="rcc"), Role.CONTRACT_MANAGER))
        page = staff.get(f"/providers/{acting.organisation.reference}").text
        for words in ("Accounts desk", "Corin Vale", "Orringate Holdings plc", "Hollowgate Homes"):
            assert words in page, words


class TestTaskList:
    def test_it_says_what_is_missing_and_home_counts_it(self, own, acting):
        page = own.get("/provider").text
        assert "still ask for something" in page
        assert set(standing(page).values()) == {"Not yet told"}
        assert len(standing(page)) == 5
        assert "Missing: the services that you run" in page
        home = own.get("/")
        assert "Complete your profile" in home.text
        assert heading(home)

    def test_a_line_is_completed_when_its_facts_are_told(self, own, acting, now, session):
        own.post("/provider/edit", data=told(address="1 The Mews", contact_email="a@example.com"))
        groups.say_no_group(acting.organisation, starts_on=TODAY, by=acting, at=now)
        for purpose in Purpose:
            facts = connected.ContactFacts(purpose, "Desk", "x@example.com", None)
            connected.add_contact(acting.organisation, facts, by=acting, at=now)
        TestConnectedPersons().add(acting, now)
        session.commit()
        found = standing(own.get("/provider").text)
        assert [text for text, how in found.items() if how != "Completed"] == ["Services claimed"]

    def test_numbers_at_a_register_are_asked_of_those_who_have_them(self, own):
        own.post("/provider/edit", data=told(company_number=""))
        assert "company number" in own.get("/provider").text.split("Facts</h2>")[0]
        own.post("/provider/edit", data=told(legal_form="other_charity", loaded="2"))
        assert "charity number" in own.get("/provider").text.split("Facts</h2>")[0]

    def test_a_sole_trader_has_nobody_above(self, own):
        own.post("/provider/edit", data=told(legal_form="sole_trader"))
        page = own.get("/provider").text
        assert set(standing(page)) == {*LINES} - {"Connected persons", *ABOVE}


class TestAtAnyLength:
    def fill(self, acting, now, number):
        for place in range(number):
            facts = connected.ContactFacts(Purpose.FINANCE, f"Desk {place}", "x@example.com", None)
            connected.add_contact(acting.organisation, facts, by=acting, at=now)
            TestConnectedPersons().add(acting, now)
            day = date(2020, 1, 1) + timedelta(days=place)
            TestGroups().name(acting, now, day, f"Group {place}")
            facts = ProfileFacts(name=acting.organisation.name, share_code=f"{number} {place}")
            latest = latest_version(acting.organisation)
            loaded = latest.number if latest else 0
            save_profile(acting.organisation, facts, loaded=loaded, by=acting, at=now)

    def asked(self, browser, session, count_queries, address):
        session.commit()
        with count_queries() as queries_sent:
            assert browser.get(address).status_code == 200
        return len(queries_sent)

    @pytest.mark.parametrize("page", ["/provider", "/provider/people", "/provider/versions"])
    def test_own_pages_ask_as_often_for_many_as_for_few(
        self, own, acting, rival, now, client, session, count_queries, page
    ):
        self.fill(acting, now, 3)
        few = self.asked(own, session, count_queries, page)
        client.sign_in(rival)
        self.fill(rival, now, 6)
        assert self.asked(own, session, count_queries, page) == few

    def test_the_page_for_staff_asks_as_often_for_many_as_for_few(
        self, client, acting, rival, now, session, at, count_queries
    ):
        self.fill(acting, now, 3)
        self.fill(rival, now, 6)
        staff = client.sign_in(member(OrganisationFactory(kind="rcc"), Role.CONTRACT_MANAGER))
        few, many = (
            self.asked(staff, session, count_queries, f"/providers/{one.organisation.reference}")
            for one in (acting, rival)
        )
        assert few == many
