"""Signing in and out, by password and by code; what failures say, and how many there may be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import audit
from portal.access import Role
from portal.accounts import demo_people, passwords, second_factor
from portal.accounts.models import Person
from portal.accounts.security import engine
from portal.accounts.session import safe_path
from portal.db import db
from portal.installation import Installation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member
from tests.support.client import heading

PASSWORD = "blue lamp river stone"
WRONG = "Enter a correct email address and password"


@pytest.fixture
def bidder(session):
    """A bid writer with a password."""
    return member(None, Role.BID_WRITER, password=passwords.hashed(PASSWORD))


def sign_in(client, email, password=PASSWORD, onwards=""):
    query = f"?next={onwards}" if onwards else ""
    return client.post(f"/sign-in{query}", data={"email": email, "password": password})


def events_of(person):
    return [entry.event for entry in db.session.scalars(audit.chain("person", person.id))]


def code_now(person) -> str:
    """Return what the person's app shows now."""
    totp = engine().totp_factory
    return totp.generate_totp_password(person.tf_totp_secret)


def test_the_right_password_leads_home(client, bidder, at):
    response = sign_in(client, bidder.person.email)
    assert (response.status_code, response.location) == (303, "/")
    assert heading(client.get("/")) == f"Hello, {bidder.person.name.split()[0]}"
    assert events_of(bidder.person) == ["person.signed_in"]


def test_the_address_may_be_typed_in_any_case(client, bidder):
    assert sign_in(client, f" {bidder.person.email.upper()} ").status_code == 303


@pytest.mark.parametrize("email", ["known", "nobody@example.com"])
def test_a_wrong_pair_says_the_same_whether_the_account_exists_or_not(client, bidder, email):
    email = bidder.person.email if email == "known" else email
    response = sign_in(client, email, "not the password at all")
    assert response.status_code == 200
    assert WRONG in response.text
    assert client.get("/account").status_code == 303


def test_a_wrong_password_is_on_the_record(client, bidder):
    sign_in(client, bidder.person.email, "not the password at all")
    assert events_of(bidder.person) == ["person.sign_in_failed"]


def test_an_empty_form_says_what_is_missing(client):
    text = client.post("/sign-in", data={}).text
    assert "Enter your email address" in text
    assert "Enter your password" in text


def test_somebody_deactivated_cannot_sign_in(client, bidder, session):
    bidder.person.active = False
    assert WRONG in sign_in(client, bidder.person.email).text


def test_a_person_is_taken_on_to_the_page_they_asked_for(client, bidder):
    asked = client.get("/account")
    assert asked.location == "/sign-in?next=/account"
    assert sign_in(client, bidder.person.email, onwards="/account").location == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_another_site(target):
    assert safe_path(target, "/") == "/"


def test_a_path_of_ours_is_kept():
    assert safe_path("/inbox?after=3", "/") == "/inbox?after=3"


def test_signing_in_starts_a_session_that_carries_nothing_over(client, bidder):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, bidder.person.email)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_is_a_post_and_ends_the_session(client, bidder):
    client.sign_in(bidder)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 303
    assert client.get("/account").status_code == 303
    assert events_of(bidder.person) == ["person.signed_out"]


def test_signing_out_twice_is_no_error(client):
    assert client.post("/sign-out").status_code == 303


@pytest.fixture
def guarded(bidder, at, now):
    """A bid writer with an authenticator app, and the recovery codes."""
    secret = second_factor.new_secret()
    bidder.person.tf_totp_secret = secret
    codes = second_factor.turn_on(bidder.person, secret, code_now(bidder.person), at=now)
    at(now + timedelta(minutes=2))
    return bidder, codes


def test_a_second_factor_is_asked_for_after_the_password(client, guarded):
    person = guarded[0].person
    assert sign_in(client, person.email, onwards="/inbox").location == "/sign-in/code"
    assert client.get("/account").status_code == 303, "the password alone does not open anything"
    response = client.post("/sign-in/code", data={"code": code_now(person)})
    assert response.location == "/inbox"
    assert events_of(person)[-1] == "person.signed_in"


def test_a_wrong_code_is_refused_and_on_the_record(client, guarded):
    person = guarded[0].person
    sign_in(client, person.email)
    right = code_now(person)
    wrong = "000000" if right != "000000" else "111111"
    assert second_factor.WRONG_CODE in client.post("/sign-in/code", data={"code": wrong}).text
    assert events_of(person)[-1] == "person.code_refused"


def test_a_code_works_once(client, guarded):
    person = guarded[0].person
    code = code_now(person)
    sign_in(client, person.email)
    assert client.post("/sign-in/code", data={"code": code}).status_code == 303
    client.sign_out()
    sign_in(client, person.email)
    again = client.post("/sign-in/code", data={"code": code})
    assert (again.status_code, again.location) == (200, None)


def test_a_recovery_code_stands_in_once(client, guarded):
    membership, codes = guarded
    for expected in (303, 200):
        client.sign_out()
        sign_in(client, membership.person.email)
        answer = client.post("/sign-in/code", data={"code": codes[3]})
        assert answer.status_code == expected
    assert len(membership.person.mf_recovery_codes) == len(codes) - 1


def test_the_code_must_come_soon_after_the_password(client, guarded, at, now):
    sign_in(client, guarded[0].person.email)
    at(now + timedelta(minutes=13))
    assert client.get("/sign-in/code").location == "/sign-in"


def test_a_code_without_a_password_leads_back(client):
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


def test_ten_wrong_passwords_pause_the_account(client, bidder, app, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    for _ in range(10):
        assert sign_in(client, bidder.person.email, "not the password at all").status_code == 200
    paused = sign_in(client, bidder.person.email)
    assert (paused.status_code, heading(paused)) == (429, "Too many attempts")
    other = member(None, Role.BID_WRITER, password=passwords.hashed(PASSWORD))
    assert sign_in(client, other.person.email).status_code == 303


def test_the_old_session_ends_when_the_password_changes_elsewhere(client, bidder, app):
    client.sign_in(bidder)
    assert client.get("/account").status_code == 200
    bidder.person.fs_uniquifier = "another"
    assert client.get("/account").status_code == 303


def test_a_demonstration_offers_its_people(client, app, session, now, monkeypatch):
    sam = member(OrganisationFactory(name="Larkfield"), Role.BID_WRITER, email="sam@demo.example")
    other = MembershipFactory(person=sam.person)
    session.add(Installation(demo_as_at=now.date(), loaded_at=now))
    monkeypatch.setattr(demo_people, "offered", lambda: True)
    assert "Try the demonstration" in client.get("/sign-in").text
    assert client.post("/demo/sign-in", data={"person": other.reference}).location == "/"
    assert other.organisation.name in client.get("/").text


def test_a_demonstration_signs_in_nobody_real(client, bidder, monkeypatch):
    monkeypatch.setattr(demo_people, "offered", lambda: True)
    assert client.post("/demo/sign-in", data={"person": bidder.reference}).status_code == 404


def test_without_a_demonstration_there_is_no_such_door(client, session, now):
    sam = member(None, Role.BID_WRITER, email="sam@demo.example")
    session.add(Installation(demo_as_at=now.date(), loaded_at=now))
    assert "Try the demonstration" not in client.get("/sign-in").text
    assert client.post("/demo/sign-in", data={"person": sam.reference}).status_code == 404
    assert session.scalars(select(Person)).one().name
