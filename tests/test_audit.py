"""The audit trail: appended, chained, and broken visibly."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.access import Role
from portal.audit import GENESIS, AuditEntry, AuditTamperedError
from tests.factories.accounts import PersonFactory, member


@pytest.fixture
def person(session):
    return PersonFactory()


def record(person, now, *names):
    return [audit.record(person, name, by=None, at=now, facts={"n": 1}) for name in names]


def broken(exported=None):
    return [(one.sequence, one.reason) for one in audit.verify(exported)]


def test_each_entry_holds_the_hash_of_the_one_before(person, now):
    first, second = record(person, now, "one", "two")
    assert (first.sequence, first.previous_hash) == (1, GENESIS)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    assert broken() == []


def test_each_subject_has_a_chain_of_its_own(person, now, session):
    other = PersonFactory()
    record(person, now, "one")
    assert record(other, now, "one")[0].sequence == 1
    assert broken() == []


def test_an_entry_names_who_did_it(person, now, session):
    membership = member(None, Role.BID_WRITER)
    entry = audit.record(person, "one", by=membership, at=now)
    assert entry.by_membership_id == membership.id


def test_a_hash_does_not_depend_on_how_the_database_gives_the_moment_back(person, now, session):
    entry = record(person, now, "one")[0]
    before = entry.hash
    session.commit()
    session.expire_all()
    assert audit.digest(entry) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "another"},
        {"facts": {"n": 2}},
        {"by_membership_id": None, "at": None},
        {"sequence": 9},
    ],
)
def test_a_changed_entry_is_named(person, now, session, changed):
    record(person, now, "one", "two", "three")
    if "at" in changed:
        changed = {"at": now + timedelta(seconds=1)}
    session.execute(update(AuditEntry).where(AuditEntry.sequence == 2).values(**changed))
    reasons = broken()
    assert len(reasons) == 1, "only the first broken link of a chain is named"
    assert reasons[0][0] in {2, 3}


def test_a_changed_hash_breaks_the_entry_itself(person, now, session):
    record(person, now, "one", "two")
    session.execute(update(AuditEntry).where(AuditEntry.sequence == 1).values(hash="0" * 64))
    assert broken() == [(1, "its content was changed")]


def test_an_entry_rewritten_with_a_right_hash_breaks_the_one_after(person, now, session):
    first, _second = record(person, now, "one", "two")
    first_id = first.id
    session.execute(update(AuditEntry).where(AuditEntry.id == first_id).values(event="other"))
    session.expire_all()
    forged = audit.digest(session.get(AuditEntry, first_id))
    session.execute(update(AuditEntry).where(AuditEntry.id == first_id).values(hash=forged))
    session.expire_all()
    assert broken() == [(2, "it does not follow from the entry before it")]


def test_an_entry_taken_out_is_missed(person, now, session):
    record(person, now, "one", "two", "three")
    session.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
    assert broken() == [(3, "entry 2 is missing")]


def test_a_cut_tail_shows_only_against_the_export(person, now, session):
    record(person, now, "one", "two")
    exported = audit.heads()
    session.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
    assert broken() == []
    assert broken(exported) == [(2, "an exported entry is missing or differs")]


def test_a_chain_taken_away_whole_shows_against_the_export(person, now, session):
    record(person, now, "one")
    exported = audit.heads()
    session.execute(delete(AuditEntry))
    assert broken(exported) == [(1, "an exported entry is missing or differs")]


def test_entries_written_since_the_export_are_no_fault(person, now):
    record(person, now, "one")
    exported = audit.heads()
    record(person, now, "two")
    assert broken(exported) == []


def test_the_application_neither_changes_nor_deletes_an_entry(person, now, session):
    entry = record(person, now, "one")[0]
    entry.event = "another"
    with pytest.raises(AuditTamperedError):
        session.flush()
    session.rollback()
    entry = record(PersonFactory(), now, "one")[0]
    session.delete(entry)
    with pytest.raises(AuditTamperedError):
        session.flush()
    session.rollback()


def test_two_entries_cannot_stand_in_one_place(person, now, session):
    entry = record(person, now, "one")[0]
    twin = {
        column.key: getattr(entry, column.key)
        for column in AuditEntry.__table__.columns
        if column.key != "id"
    }
    session.add(AuditEntry(**twin))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
