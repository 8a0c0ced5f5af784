"""A new master key takes over every procurement's keys, and what they sealed stays readable."""

import secrets
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import audit
from portal.audit import AuditEntry
from portal.config import settings
from portal.tenders.models import Envelope, SealingKey
from portal.tenders.sealing.keys import MasterKeys, master_of
from portal.tenders.services import sealing_keys
from portal.tenders.services.sealing_keys import key_of
from tests.factories.tenders import published_procurement
from tests.support.applications import KEY

pytestmark = pytest.mark.database
NEW = secrets.token_urlsafe(32)


@pytest.fixture
def rotate(app, monkeypatch):
    """Run the command with a value of SEALING_KEY."""

    def run(sealing_key):
        monkeypatch.setitem(
            app.extensions, "settings", replace(settings(), sealing_key=sealing_key)
        )
        return app.test_cli_runner().invoke(args=["sealing", "rotate"])

    return run


@pytest.fixture
def procurement(session):
    made = published_procurement()
    session.commit()
    return made


def masters_in_use(session):
    return {master_of(wrapped) for wrapped in session.scalars(select(SealingKey.wrapped))}


def test_every_key_is_wrapped_anew_and_opens_what_it_opened_before(rotate, session, procurement):
    before = key_of(procurement, Envelope.PRICE, MasterKeys.read(KEY))
    done = rotate(f"{NEW},{KEY}")
    assert done.exit_code == 0, done.output
    new = MasterKeys.read(NEW)
    assert f"2 keys: 2 wrapped anew under {new.current}." in done.output
    assert masters_in_use(session) == {new.current}
    assert key_of(procurement, Envelope.PRICE, new) == before


def test_it_is_on_the_record_without_any_key(rotate, session, procurement):
    rotate(f"{NEW},{KEY}")
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.event == "sealing_key.rewrapped")
    ).all()
    assert {entry.facts["envelope"] for entry in entries} == {"quality", "price"}
    assert {entry.facts["master"] for entry in entries} == masters_in_use(session)
    assert list(audit.verify()) == []


def test_rotating_again_changes_nothing(rotate, session, procurement):
    rotate(f"{NEW},{KEY}")
    kept = session.scalars(select(SealingKey.wrapped)).all()
    again = rotate(f"{NEW},{KEY}")
    assert "2 keys: 0 wrapped anew" in again.output
    assert session.scalars(select(SealingKey.wrapped)).all() == kept


def test_without_the_old_master_nothing_is_changed(rotate, session, procurement):
    refused = rotate(NEW)
    assert refused.exit_code == 1
    old = MasterKeys.read(KEY).current
    assert f"not in SEALING_KEY: {old}. Nothing was changed." in refused.output
    assert masters_in_use(session) == {old}


@pytest.mark.parametrize("spoilt", ["", "nonsense", "v1.{master}.AAAA"])
def test_a_damaged_key_is_named_and_the_others_are_wrapped(rotate, session, procurement, spoilt):
    price = session.scalars(select(SealingKey).where(SealingKey.envelope == Envelope.PRICE)).one()
    price.wrapped = spoilt.format(master=MasterKeys.read(KEY).current)
    session.commit()
    done = rotate(f"{NEW},{KEY}")
    assert done.exit_code == 1
    assert f"price of {procurement.reference}" in done.output
    assert "1 wrapped anew" in done.output
    session.expire_all()
    assert price.wrapped == spoilt.format(master=MasterKeys.read(KEY).current)


def test_many_keys_are_wrapped_part_by_part(rotate, session, monkeypatch):
    monkeypatch.setattr(sealing_keys, "CHUNK", 3)
    for _ in range(2):
        published_procurement()
    session.commit()
    assert "4 keys: 4 wrapped anew" in rotate(f"{NEW},{KEY}").output


def test_an_installation_without_keys_has_nothing_to_do(rotate):
    done = rotate(NEW)
    assert done.exit_code == 0
    assert "no keys" in done.output
