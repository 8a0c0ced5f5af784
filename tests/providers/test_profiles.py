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
    LegalForm,
    OrganisationSize,
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
from tests.providers.people import connect, name_group
from tests.support.client import heading

TODAY = date(2026, 11, 23)
ABOVE = ("Group above your organisation",)
LINES = (
    "Declaration on exclusion grounds",
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


class TestTaskList:
    def test_it_says_what_is_missing_and_home_counts_it(self, own, acting):
        page = own.get("/provider").text
        assert "still ask for something" in page
        assert set(standing(page).values()) == {"Not yet told"}
        assert len(standing(page)) == 6
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
        connect(acting, now)
        session.commit()
        found = standing(own.get("/provider").text)
        assert [text for text, how in found.items() if how != "Completed"] == [
            "Declaration on exclusion grounds",
            "Services claimed",
        ]

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
            desk = connected.ContactFacts(Purpose.FINANCE, f"Desk {place}", "x@example.com", None)
            connected.add_contact(acting.organisation, desk, by=acting, at=now)
            connect(acting, now)
            day = date(2020, 1, 1) + timedelta(days=place)
            name_group(acting, now, day, f"Group {place}")
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
