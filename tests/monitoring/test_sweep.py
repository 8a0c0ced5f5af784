"""The nightly sweep of files that nothing refers to."""

import os
from datetime import timedelta

import pytest

from portal.config import settings
from portal.files import open_store
from portal.monitoring.jobs.sweep import LEFT_ALONE, sweep_files
from portal.tasks import ask, finish
from portal.tenders.models import BidFile
from tests.factories.accounts import member
from tests.factories.bids import submitted_entry
from tests.factories.tenders import published_procurement


@pytest.fixture
def store(app):
    return open_store(settings().files_url)


@pytest.fixture
def old_file(store, now):
    """Put a file into the store that looks older than the sweep leaves alone."""

    def put() -> str:
        key = store.put(b"invented")
        then = (now - LEFT_ALONE - timedelta(hours=1)).timestamp()
        for path in store.root.rglob(key):
            os.utime(path, (then, then))
        return key

    return put


def test_a_file_that_nothing_names_is_deleted(old_file, store, now):
    orphan = old_file()
    assert sweep_files(now) == {"sweeps": 1}
    assert not store.exists(orphan)


def test_a_file_of_these_two_days_is_left_alone(store, now):
    fresh = store.put(b"invented")
    sweep_files(now)
    assert store.exists(fresh)


def test_a_file_of_a_bid_stays(old_file, store, now, session):
    entry = submitted_entry(published_procurement())
    kept = old_file()
    session.add(
        BidFile(
            bid_id=entry.bid_id,
            question_id=entry.procurement.questions[0].id,
            scope_key="organisation",
            store_key=kept,
            sealed_facts=b"sealed",
            added_at=now,
            by_membership_id=entry.submissions[-1].by_membership_id,
        )
    )
    session.flush()
    sweep_files(now)
    assert store.exists(kept)


def test_a_file_that_waits_for_its_task_stays_until_the_task_is_done(old_file, store, now):
    kept = old_file()
    task = ask("ofsted-import", "Import", {"file": kept}, by=member(), at=now)
    sweep_files(now)
    assert store.exists(kept)
    finish(task, {}, at=now)
    sweep_files(now)
    assert not store.exists(kept)
