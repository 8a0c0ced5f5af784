"""Long work: queued, claimed for a while, taken over when its worker goes away."""

from datetime import timedelta

import pytest

from portal import tasks
from portal.access import Role
from portal.tasks import LEASE, TaskStatus
from tests.factories.accounts import member


@pytest.fixture
def by(session):
    return member(None, Role.BID_WRITER)


def test_work_that_is_queued_waits_in_the_order_it_was_asked_for(by, now, session):
    second = tasks.ask("import", "Import", {"n": 1}, by=by, at=now)
    first = tasks.ask("import", "Import", {}, by=by, at=now - timedelta(seconds=1))
    assert session.scalars(tasks.waiting(now)).all() == [first, second]


def test_work_that_is_claimed_waits_no_more_until_its_lease_lapses(by, now, session):
    task = tasks.ask("import", "Import", {}, by=by, at=now)
    tasks.claim(task, at=now)
    assert session.scalars(tasks.waiting(now + LEASE)).all() == []
    assert session.scalars(tasks.waiting(now + LEASE + timedelta(seconds=1))).all() == [task]


def test_reporting_progress_holds_the_lease(by, now, session):
    task = tasks.ask("import", "Import", {}, by=by, at=now)
    tasks.claim(task, at=now)
    later = now + timedelta(minutes=9)
    tasks.report(task, 3, 9, at=later, message="Reading")
    assert (task.done, task.total, task.message) == (3, 9, "Reading")
    assert session.scalars(tasks.waiting(now + LEASE + timedelta(minutes=1))).all() == []


def test_work_that_is_done_or_failed_waits_no_more(by, now, session):
    done = tasks.ask("import", "Import", {}, by=by, at=now)
    failed = tasks.ask("import", "Import", {}, by=by, at=now)
    tasks.finish(done, {"added": 3}, at=now)
    tasks.fail(failed, "The file is broken.", at=now)
    assert session.scalars(tasks.waiting(now + timedelta(days=1))).all() == []
    assert (done.status, done.result, done.finished_at) == (TaskStatus.DONE, {"added": 3}, now)
    assert (failed.status, failed.message) == (TaskStatus.FAILED, "The file is broken.")


def test_work_is_found_by_whoever_asked_for_it(by, now, session):
    task = tasks.ask("import", "Import", {}, by=by, at=now)
    other = member(None, Role.BID_WRITER)
    assert session.scalars(tasks.own_task(task.reference, by.id)).one() is task
    assert session.scalars(tasks.own_task(task.reference, other.id)).first() is None
