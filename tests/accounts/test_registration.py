"""A provider creates an account; an address is confirmed by a button; a password is chosen anew."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.access import OrganisationKind, Role
from portal.accounts import passwords, tokens
from portal.accounts.models import Organisation, Person
from portal.accounts.services import people, registration
from portal.accounts.services.registration import company_number
from portal.db import db
from portal.errors import DomainError
from tests.accounts.mails import link_in, mails
from tests.factories.accounts import OrganisationFactory, PersonFactory, member
from tests.support.client import heading

PASSWORD = "blue lamp river stone"
GOOD = {
    "organisation": "Larkfield Care Limited",
    "company_number": "1234567",
    "name": "Sam Okoro",
    "email": "Sam.Okoro@Example.com",
    "password": PASSWORD,
}


def register(client, **changed):
    return client.post("/register", data=GOOD | changed)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_provider_registers_confirms_and_is_its_administrator(client):
    assert register(client).location == "/register/check-email"
    assert heading(client.get("/register/check-email")) == "Check your email"
    organisation = db.session.scalars(select(Organisation)).one()
    assert (organisation.kind, organisation.company_number) == (
        OrganisationKind.PROVIDER,
        "01234567",
    )
    message = mails("sam.okoro@example.com")[-1]
    page = client.get(link_in(message))
    assert heading(page) == "Confirm your email address"
    person = db.session.scalars(select(Person)).one()
    assert person.confirmed_at is None, "looking at the page does not confirm"
    assert client.post(link_in(message)).location == "/sign-in"
    client.post("/sign-in", data={"email": GOOD["email"], "password": PASSWORD})
    home = client.get("/")
    assert heading(home) == "Hello, Sam"
    assert "Provider administrator" in home.text


def test_somebody_unconfirmed_gets_the_link_again_and_stays_outside(client):
    register(client)
    before = len(mails())
    answer = client.post("/sign-in", data={"email": GOOD["email"], "password": PASSWORD})
    assert answer.location == "/register/check-email"
    assert len(mails()) == before + 1
    assert client.get("/account").status_code == 303


def test_confirming_twice_does_no_harm(client):
    register(client)
    link = link_in(mails()[-1])
    assert client.post(link).location == "/sign-in"
    assert client.post(link).location == "/sign-in"


def test_an_address_that_has_an_account_gets_a_letter_and_the_same_answer(client):
    known = PersonFactory(email="sam.okoro@example.com")
    answer = register(client)
    assert answer.location == "/register/check-email"
    assert (count(Person), count(Organisation)) == (1, 0)
    assert [one.subject for one in mails(known.email)] == ["You already have an account"]


def test_a_company_registers_once_and_is_told_whom_to_ask(client):
    OrganisationFactory(name="Somebody Else", company_number="01234567")
    answer = register(client)
    assert answer.status_code == 200
    assert "Ask a colleague who uses the portal to invite you" in answer.text
    assert "Somebody Else" not in answer.text
    assert count(Person) == 0


def test_an_organisation_without_a_company_number_may_register(client):
    assert register(client, company_number="").status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("organisation", "", "Enter the name of your organisation"),
        ("company_number", "12AB", "Company number must be 8 characters"),
        ("name", " ", "Enter your name"),
        ("email", "nobody", "Enter an email address in the correct format"),
        ("password", "", "Enter a password"),
        ("password", "short", "Password must be 12 characters or more"),
        ("password", "password1234", "harder to guess"),
        ("password", "samokoro1234", "harder to guess"),
    ],
)
def test_a_mistake_is_explained_and_saves_nothing(client, field, value, words):
    answer = register(client, **{field: value})
    assert answer.status_code == 200
    assert words in answer.text
    assert (count(Person), count(Organisation), mails()) == (0, 0, [])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12345678", "12345678"), ("1234567", "01234567"), (" sc 123456 ", "SC123456")],
)
def test_company_numbers_are_kept_in_full(typed, kept):
    assert company_number(typed) == kept


@pytest.mark.parametrize("typed", ["123456789", "S1234567", "SCOTLAND", "1234-567", "é1234567"])
def test_other_things_are_not_company_numbers(typed):
    with pytest.raises(DomainError):
        company_number(typed)


@pytest.mark.parametrize("page", ["confirm-email", "forgotten-password", "invitation"])
@pytest.mark.parametrize("token", ["forged", "a.b.c", "x" * 200])
def test_a_forged_link_says_what_to_do_next(client, page, token):
    answer = client.get(f"/{page}/{token}")
    assert answer.status_code == 410
    assert heading(answer) == "This link has expired or is not right"
    assert "What to do next" in answer.text
    assert client.post(f"/{page}/{token}").status_code == 410


def test_a_confirmation_link_ends_after_two_days(client, at, now):
    register(client)
    link = link_in(mails()[-1])
    at(now + tokens.CONFIRM_WITHIN + timedelta(minutes=1))
    assert client.get(link).status_code == 410


def test_the_confirmation_is_sent_again_only_where_somebody_waits_for_it(client):
    register(client)
    confirmed = PersonFactory()
    before = len(mails())
    for email in (GOOD["email"], confirmed.email, "nobody@example.com"):
        answer = client.post("/confirm-email/again", data={"email": email})
        assert answer.location == "/register/check-email"
    assert len(mails()) == before + 1


@pytest.fixture
def bidder(session):
    """A bid writer with a password."""
    return member(None, Role.BID_WRITER, password=passwords.hashed(PASSWORD))


def reset_link(client, email) -> str:
    client.post("/forgotten-password", data={"email": email})
    return link_in(mails(email)[-1])


def test_a_forgotten_password_is_replaced_through_the_link(client, bidder):
    link = reset_link(client, bidder.person.email)
    assert heading(client.get(link)) == "Choose a new password"
    assert client.post(link, data={"password": "green door quiet hill"}).location == "/"
    assert client.get("/account").status_code == 200, "choosing signs in"
    client.sign_out()
    data = {"email": bidder.person.email, "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 200, "the old one no longer works"
    data["password"] = "green door quiet hill"
    assert client.post("/sign-in", data=data).status_code == 303
    assert mails(bidder.person.email)[-1].subject == "Your password has been changed"


def test_a_reset_link_works_once(client, bidder):
    link = reset_link(client, bidder.person.email)
    client.post(link, data={"password": "green door quiet hill"})
    client.sign_out()
    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": "another quiet green hill"}).status_code == 410


def test_a_reset_link_ends_after_four_hours(client, bidder, at, now):
    link = reset_link(client, bidder.person.email)
    at(now + tokens.RESET_WITHIN + timedelta(seconds=2))
    assert client.get(link).status_code == 410


def test_a_weak_new_password_is_refused_and_the_link_still_works(client, bidder):
    link = reset_link(client, bidder.person.email)
    assert "harder to guess" in client.post(link, data={"password": "password1234"}).text
    assert client.get(link).status_code == 200


def test_asking_says_the_same_for_an_address_that_nobody_has(client, bidder):
    for email in (bidder.person.email, "nobody@example.com"):
        answer = client.post("/forgotten-password", data={"email": email})
        assert answer.location == "/forgotten-password/sent"
    assert [one.to for one in mails()] == [bidder.person.email]
    assert heading(client.get("/forgotten-password/sent")) == "Check your email"


def test_links_lead_to_our_own_address_whatever_the_request_says(client, bidder):
    client.post(
        "/forgotten-password",
        data={"email": bidder.person.email},
        headers={"Host": "evil.example"},
    )
    assert "evil.example" not in mails()[-1].text


def test_a_confirmation_token_does_not_reset_a_password(client, bidder):
    token = tokens.confirmation_token(bidder.person)
    assert client.get(f"/forgotten-password/{token}").status_code == 410


def test_the_same_registration_twice_in_one_moment_is_told_apart(app, now, monkeypatch):
    details = {
        "organisation_name": "Larkfield Care",
        "number": None,
        "person_name": "Robin Ashe",
        "email": "robin@example.com",
        "password": "a long and unlikely sentence",
        "at": now,
    }
    registration.register_provider(**details)
    monkeypatch.setattr(people, "find_person", lambda _email: None)
    with pytest.raises(DomainError, match="a moment ago"):
        registration.register_provider(**details)
