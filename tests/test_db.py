"""Moments, references, locks, and reading requests that cannot write."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from werkzeug.exceptions import NotFound

from portal.accounts.models import Person
from portal.db import Base, all_of, db, first_or_404, lock, random_reference
from tests.factories.accounts import PersonFactory

REFERENCE = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")


def test_a_moment_comes_back_aware_and_in_utc(session):
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    person = PersonFactory(created_at=summer)
    session.commit()
    session.expire_all()
    assert person.created_at == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert person.created_at.utcoffset() == timedelta()


def test_a_moment_without_a_zone_is_refused(session):
    with pytest.raises(StatementError, match="without a zone"):
        PersonFactory(created_at=datetime(2026, 7, 1, 9, 0))  # noqa: DTZ001  what is refused
    session.rollback()


def test_references_are_random_and_hard_to_misread():
    made = {random_reference() for _ in range(1000)}
    assert len(made) == 1000
    assert all(REFERENCE.fullmatch(one) for one in made)


def test_what_is_not_found_is_a_404(session):
    with pytest.raises(NotFound):
        first_or_404(select(Person).order_by(Person.id))
    assert all_of(select(Person).order_by(Person.id)) == []


def test_locking_keeps_what_was_not_written_yet(session):
    person = PersonFactory()
    person.name = "New name"
    lock(person)
    lock(person, shared=True)
    assert person.name == "New name"


def test_foreign_keys_hold(session):
    orphan = text("INSERT INTO membership_role (membership_id, role) VALUES (999, 'auditor')")
    with pytest.raises(IntegrityError):
        session.execute(orphan)
    session.rollback()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_reading_request_cannot_write(app, session, method):
    session.commit()
    session.remove()
    with (
        app.test_request_context("/", method=method),
        pytest.raises(DBAPIError, match=r"read.?only"),
    ):
        db.session.execute(text("UPDATE person SET name = 'x'"))
    db.session.rollback()


def test_a_writing_request_can(app, session):
    PersonFactory()
    session.commit()
    with app.test_request_context("/", method="POST"):
        db.session.execute(text("UPDATE person SET name = 'x'"))
        db.session.commit()
    assert session.scalars(select(Person.name)).one() == "x"


def test_sqlite_is_set_up_to_lose_nothing(app, session):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    for pragma, value in wanted.items():
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_every_constraint_has_a_name():
    nameless = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None and list(getattr(constraint, "columns", []))
    ]
    assert nameless == []
