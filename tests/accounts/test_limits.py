"""How many attempts one account gets, however its address is spelled and whatever is sent along."""

import pytest

from portal.access import Role
from portal.accounts import passwords, second_factor
from portal.accounts.security import engine
from tests.factories.accounts import member

PASSWORD = "blue lamp river stone"
SPELLINGS = (
    "dana@homes.example",
    "DANA@Homes.Example",
    " dana@homes.example",
    "dana@\uff48omes.example",
)


@pytest.fixture
def dana(app, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    password = passwords.hashed(PASSWORD)
    return member(None, Role.BID_WRITER, email="dana@homes.example", password=password)


def attempt(client, email, password):
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def test_spelling_the_address_in_another_way_gives_no_more_attempts(client, dana):
    for turn in range(10):
        assert attempt(client, SPELLINGS[turn % len(SPELLINGS)], "not the password") == 200
    for spelling in SPELLINGS:
        assert attempt(client, spelling, PASSWORD) == 429


def test_sending_other_addresses_with_a_code_gives_no_more_attempts(client, dana, at, now):
    at(now)
    secret = second_factor.new_secret()
    code = engine().totp_factory.generate_totp_password(secret)
    second_factor.turn_on(dana.person, secret, code, at=now)
    assert attempt(client, "dana@homes.example", PASSWORD) == 303
    wrong = "000001" if code != "000001" else "000002"
    for turn in range(10):
        data = {"code": wrong, "email": f"{turn}@homes.example"}
        assert client.post("/sign-in/code", data=data).status_code == 200
    assert (
        client.post("/sign-in/code", data={"code": wrong, "email": "x@y.example"}).status_code
        == 429
    )
