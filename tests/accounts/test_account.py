"""A person's own account, the second factor, and switching between organisations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.access import OrganisationKind, Role
from portal.accounts import passwords, second_factor
from portal.accounts.security import engine
from portal.accounts.views.second_factor import SECRET
from tests.accounts.mails import mails
from tests.factories.accounts import MembershipFactory, OrganisationFactory, RccFactory, member
from tests.support.client import heading

PASSWORD = "blue lamp river stone"
NEW = "green door quiet hill"


@pytest.fixture
def bidder(session):
    """A bid writer with a password."""
    return member(None, Role.BID_WRITER, password=passwords.hashed(PASSWORD))


@pytest.fixture
def asking(app, monkeypatch):
    """The application with a second factor asked of staff."""
    settings = replace(app.extensions["settings"], staff_second_factor=True)
    monkeypatch.setitem(app.extensions, "settings", settings)


def set_up(client):
    """Set the authenticator app up as a person does, and return the page with the codes."""
    client.post("/account/second-factor/start")
    client.get("/account/second-factor/set-up")
    with client.session_transaction() as session:
        secret = session[SECRET]
    code = engine().totp_factory.generate_totp_password(secret)
    return client.post("/account/second-factor/set-up", data={"code": code})


def test_the_account_shows_what_happened_with_it(client, bidder):
    client.post("/sign-in", data={"email": bidder.person.email, "password": "wrong wrong wrong"})
    client.post("/sign-in", data={"email": bidder.person.email, "password": PASSWORD})
    text = client.get("/account").text
    assert "Signed in" in text
    assert "Sign-in failed: wrong password" in text


def test_a_person_changes_their_name(client, bidder):
    client.sign_in(bidder)
    assert client.get("/account/name").status_code == 200
    assert client.post("/account/name", data={"name": "Sam Ashe"}).status_code == 303
    assert bidder.person.name == "Sam Ashe"
    assert "Enter your name" in client.post("/account/name", data={"name": ""}).text


def test_a_person_changes_their_password_and_stays_in(client, bidder):
    client.sign_in(bidder)
    before = bidder.person.fs_uniquifier
    answer = client.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    assert bidder.person.fs_uniquifier != before, "every other session ends"
    assert passwords.matches(bidder.person, NEW)
    assert mails(bidder.person.email)[-1].subject == "Your password has been changed"


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [("wrong", NEW, "That is not your password"), (PASSWORD, "short", "12 characters or more")],
)
def test_a_password_is_changed_only_by_who_knows_it_and_only_to_a_good_one(
    client, bidder, current, new, words
):
    client.sign_in(bidder)
    answer = client.post("/account/password", data={"current": current, "password": new})
    assert words in answer.text
    assert passwords.matches(bidder.person, PASSWORD)


def test_an_authenticator_app_is_set_up_with_a_code(client, bidder, at):
    client.sign_in(bidder)
    assert "Set up an authenticator app" in client.get("/account/second-factor").text
    page = set_up(client)
    assert heading(page) == "Keep your recovery codes"
    assert second_factor.has(bidder.person)
    for code in engine().mf_recovery_codes_util.get_recovery_codes(bidder.person):
        assert code in page.text
        assert code not in str(bidder.person.mf_recovery_codes), "kept encrypted"


def test_the_set_up_page_shows_a_picture_and_the_key(client, bidder):
    client.sign_in(bidder)
    client.post("/account/second-factor/start")
    page = client.get("/account/second-factor/set-up")
    assert "data:image/svg+xml;base64," in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_a_wrong_code_turns_nothing_on(client, bidder, at):
    client.sign_in(bidder)
    client.post("/account/second-factor/start")
    answer = client.post("/account/second-factor/set-up", data={"code": "12345"})
    assert second_factor.WRONG_CODE in answer.text
    assert not second_factor.has(bidder.person)


def test_without_a_start_there_is_nothing_to_set_up(client, bidder):
    client.sign_in(bidder)
    for page in ("set-up", "recovery-codes", "turn-off"):
        assert client.get(f"/account/second-factor/{page}").status_code == 303


def test_recovery_codes_are_renewed_with_the_password(client, bidder, at, now):
    client.sign_in(bidder)
    set_up(client)
    before = list(bidder.person.mf_recovery_codes)
    wrong = client.post("/account/second-factor/recovery-codes", data={"password": "wrong"})
    assert "That is not your password" in wrong.text
    page = client.post("/account/second-factor/recovery-codes", data={"password": PASSWORD})
    assert heading(page) == "Keep your recovery codes"
    assert not set(before) & set(bidder.person.mf_recovery_codes)


def test_an_authenticator_app_is_turned_off_with_the_password(client, bidder, at):
    client.sign_in(bidder)
    set_up(client)
    assert client.get("/account/second-factor/turn-off").status_code == 200
    wrong = client.post("/account/second-factor/turn-off", data={"password": "wrong"})
    assert "That is not your password" in wrong.text
    client.post("/account/second-factor/turn-off", data={"password": PASSWORD})
    assert not second_factor.has(bidder.person)
    assert mails(bidder.person.email)[-1].subject == "Your authenticator app is turned off"


def test_staff_must_set_up_a_second_factor_where_it_is_asked(client, asking, at, now):
    officer = member(RccFactory(), Role.COMMISSIONER)
    client.sign_in(officer)
    for path in ("/", "/colleagues", "/account"):
        assert client.get(path).location == "/account/second-factor"
    assert "Your role needs an authenticator app" in client.get("/account/second-factor").text
    assert client.get("/help").status_code == 200
    set_up(client)
    assert client.get("/colleagues").status_code == 200
    at(now + timedelta(minutes=1))
    assert client.get("/account/second-factor/turn-off").status_code == 303


def test_providers_are_not_made_to_have_one(client, asking, bidder):
    assert client.sign_in(bidder).get("/").status_code == 200


def test_a_person_acts_for_one_organisation_at_a_time(client, bidder):
    other = MembershipFactory(person=bidder.person, organisation=OrganisationFactory(name="Second"))
    client.sign_in(bidder)
    assert "Switch organisation" in client.get("/").text
    page = client.get("/account/organisations")
    assert "Act for this organisation" in page.text
    answer = client.post("/account/organisations", data={"membership": other.reference})
    assert answer.location == "/"
    assert "You now act for Second." in client.get("/").text


def test_nobody_switches_to_a_membership_of_somebody_else_or_of_the_past(client, bidder, now):
    foreign = member(None, Role.BID_WRITER)
    past = MembershipFactory(person=bidder.person, ended_at=now)
    client.sign_in(bidder)
    for membership in (foreign, past):
        answer = client.post("/account/organisations", data={"membership": membership.reference})
        assert answer.status_code == 404


def test_somebody_without_an_organisation_is_told_whom_to_ask(client, bidder, now):
    bidder.ended_at = now
    client.sign_in(bidder)
    assert heading(client.get("/")) == "You do not act for an organisation yet"
    assert client.get("/account").status_code == 200
    assert client.get("/inbox").status_code == 403


def test_roles_that_a_kind_of_organisation_has_are_all_named(session):
    administrator = member(
        OrganisationFactory(kind=OrganisationKind.OPERATOR), Role.SYSTEM_ADMINISTRATOR
    )
    assert administrator.role_titles == ["System administrator"]
