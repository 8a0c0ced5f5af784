"""A run of a job is one row: one process does it, and another takes it over when that one dies."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.monitoring.jobs.runs import ATTEMPTS, claim, current_run, perform, release, run_now
from portal.monitoring.jobs.tidy import tidy_runs
from portal.monitoring.models import JobRun, RunStatus
from portal.tasks import Job
from tests.factories.monitoring import BreachEventFactory, JobRunFactory

LEASE = timedelta(seconds=40)


@pytest.fixture
def take(session, now):
    """Claim the run due now, as if some seconds had gone by since."""

    def take_after(seconds=0):
        return claim("weigh", now, at=now + timedelta(seconds=seconds), lease=LEASE)

    return take_after


def job(run, name="weigh") -> Job:
    return Job(name, "Weigh the scales", "* * * * *", run)


def only_run() -> JobRun:
    return db.session.scalars(select(JobRun)).one()


def test_whoever_comes_first_has_the_run(take, now):
    assert take()
    run = only_run()
    assert (run.status, run.attempts, run.lease_until) == (RunStatus.RUNNING, 1, now + LEASE)


def test_whoever_comes_second_leaves_it(take):
    take()
    assert take() is None
    assert take(39) is None
    assert only_run().attempts == 1


def test_a_run_whose_lease_has_lapsed_is_taken_over(take):
    take()
    assert take(40).attempt == 2
    assert only_run().attempts == 2


def test_a_run_that_kills_whoever_does_it_is_given_up(take):
    for attempt in range(ATTEMPTS):
        assert take(100 * attempt)
    assert take(100 * ATTEMPTS) is None
    assert only_run().status is RunStatus.FAILED
    assert "went away" in only_run().error
    assert take(100 * ATTEMPTS + 50) is None


def test_a_claim_leaves_no_transaction_open(take):
    take()
    assert not db.session().in_transaction()
    take(40)
    assert not db.session().in_transaction()
    take(41)
    assert not db.session().in_transaction()


def test_a_run_that_is_given_up_is_logged(take, caplog):
    for attempt in range(ATTEMPTS + 1):
        take(100 * attempt)
    assert [record.message for record in caplog.records] == [
        f"run {only_run().id} was given up after 3 attempts"
    ]


def test_another_due_time_is_another_run(take, now):
    take()
    assert claim("weigh", now + LEASE, at=now, lease=LEASE)


def test_what_a_run_counted_is_kept(take, at):
    assert perform(job(lambda _now: {"weighed": 3}), take())
    assert (only_run().status, only_run().counts) == (RunStatus.DONE, {"weighed": 3})
    assert only_run().finished_at


def test_a_run_knows_itself(take, at):
    seen = []
    held = take()

    def look(_now):
        seen.append(current_run())
        return {}

    perform(job(look), held)
    assert seen == [held.run_id]
    assert current_run() is None


def test_a_run_that_raises_is_kept_as_failed_and_its_work_is_undone(take, at, caplog):
    held = take()

    def spoil(_now):
        JobRunFactory(job="spoiled")
        raise ValueError("the scales are broken")

    assert not perform(job(spoil), held)
    assert (only_run().status, only_run().error) == (
        RunStatus.FAILED,
        "ValueError: the scales are broken",
    )
    assert "the scales are broken" in caplog.text


def test_how_much_mail_went_out_is_not_kept(take, at):
    perform(job(lambda _now: {"sent": 5}, name="send-mail"), take())
    assert only_run().counts == {}


def test_one_that_was_too_slow_cannot_close_the_run_of_another(take, at, caplog):
    slow = take()
    take(41)
    perform(job(lambda _now: {"weighed": 1}), slow)
    assert (only_run().status, only_run().attempts) == (RunStatus.RUNNING, 2)
    assert "taken over" in caplog.text


def test_a_run_that_is_let_go_can_be_taken_at_once(take, now):
    release([take().run_id], at=now)
    assert take(1).attempt == 2


def test_the_lease_is_renewed_while_the_work_goes_on(take, session):
    session.commit()
    now = clock.now()
    held = claim("weigh", now, at=now, lease=timedelta(seconds=0.4))
    assert held

    def work(_now):
        first = db.session.get_one(JobRun, held.run_id).lease_until
        db.session.rollback()
        for _ in range(40):
            time.sleep(0.05)
            later = db.session.get_one(JobRun, held.run_id).lease_until
            db.session.rollback()
            if later > first:
                return {"renewed": 1}
        return {}

    perform(job(work), held)
    assert only_run().counts == {"renewed": 1}


def test_a_job_run_by_hand_is_a_run_of_its_own(session, now, at):
    assert run_now(job(lambda _now: {}), at=now)
    assert run_now(job(lambda _now: {}), at=now + LEASE)
    assert len(db.session.scalars(select(JobRun)).all()) == 2


def test_old_runs_that_left_nothing_are_forgotten(session, now):
    old = {"finished_at": now - timedelta(days=31)}
    JobRunFactory(job="empty", **old)
    JobRunFactory(job="recent", finished_at=now - timedelta(days=29))
    JobRunFactory(job="failed", status=RunStatus.FAILED, **old)
    BreachEventFactory(run_id=JobRunFactory(job="opened a breach", **old).id)
    assert tidy_runs(now) == {"forgotten": 1}
    assert set(db.session.scalars(select(JobRun.job))) == {"recent", "failed", "opened a breach"}
