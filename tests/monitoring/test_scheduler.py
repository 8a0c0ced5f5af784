"""Schedulers are real processes here: they share the work, and one goes on where another died."""

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import tasks
from portal.access import Role
from portal.db import db
from portal.monitoring.jobs.due import last_due
from portal.monitoring.models import JobRun, RunStatus
from portal.monitoring.scheduler import Scheduler, wanting
from portal.tasks import Job, Task, TaskStatus
from tests.factories.accounts import member
from tests.factories.monitoring import JobRunFactory
from tests.monitoring.scheduler_process import LEASE_SECONDS, MONTHLY, QUICK

ROOT = Path(__file__).parents[2]
PATIENCE = 45


@pytest.fixture
def start(app, session, tmp_path):
    """Start a scheduler over the database of the test; what is left of them is killed."""
    app.extensions["touched"].tables.add("job_run")
    session.commit()
    url = db.engine.url.render_as_string(hide_password=False)
    started: list[subprocess.Popen] = []

    def start_one() -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.monitoring.scheduler_process", url, str(tmp_path)]
        started.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True))
        return started[-1]

    yield start_one
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        db.session.rollback()
        assert time.monotonic() < deadline, f"waited in vain for {what}: {state()}"
        time.sleep(0.1)


def state() -> list[tuple]:
    """Return what the runs look like, for the message of a test that waited in vain."""
    runs = db.session.scalars(select(JobRun).order_by(JobRun.id)).all()
    return [(run.job, run.status.value, run.attempts, run.claimed_by, run.error) for run in runs]


def diary(folder: Path) -> list[str]:
    path = folder / "diary.txt"
    return path.read_text().splitlines() if path.exists() else []


def finished() -> int:
    rows = db.session.scalars(select(JobRun.id).where(JobRun.status == RunStatus.DONE)).all()
    db.session.rollback()
    return len(rows)


def test_two_schedulers_run_each_job_once_and_stop_when_asked(start, tmp_path):
    processes = [start(), start()]
    wait_until(lambda: len(list(tmp_path.glob("ready-*"))) == 2, "both schedulers")
    wait_until(lambda: finished() == len(QUICK), "all jobs")
    time.sleep(LEASE_SECONDS)
    assert Counter(line.split()[0] for line in diary(tmp_path)) == Counter(QUICK)
    for process in processes:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(PATIENCE) for process in processes] == [0, 0]


def test_another_scheduler_takes_over_from_one_that_is_killed(start, tmp_path):
    (tmp_path / "with-slow").touch()
    first = start()
    wait_until(lambda: diary(tmp_path), "the first to begin")
    second = start()
    wait_until(lambda: len(list(tmp_path.glob("ready-*"))) == 2, "the second to be ready")
    time.sleep(2 * LEASE_SECONDS)
    assert len(diary(tmp_path)) == 1, "the lease was not held"
    first.kill()
    wait_until(lambda: finished() == 1, "the second to take over")
    assert [line.split()[0] for line in diary(tmp_path)] == ["slow", "slow"]
    assert len(set(diary(tmp_path))) == 2
    run = db.session.scalars(select(JobRun)).one()
    assert (run.attempts, run.counts) == (2, {"ran": 1})
    db.session.rollback()
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0


@pytest.fixture
def weigh(app):
    """A job that notes when it ran, and a scheduler that has only that job."""
    ran: list = []

    def run(now):
        ran.append(now)
        return {}

    job = Job("weigh", "Weigh the scales", MONTHLY, run)
    return job, ran, Scheduler(app, [job])


def test_a_run_that_was_missed_is_made_up_for_once(weigh, session, now, at):
    job, ran, scheduler = weigh
    session.commit()
    assert wanting([job], now) == [job]
    scheduler.attend(job)
    assert ran == [now]
    assert wanting([job], now) == []
    scheduler.attend(job)
    assert ran == [now]


def test_a_run_that_somebody_else_is_at_is_left_alone_until_the_lease_lapses(weigh, now, at):
    job, _ran, _scheduler = weigh
    JobRunFactory(
        job="weigh",
        due_at=last_due(MONTHLY, now),
        status=RunStatus.RUNNING,
        finished_at=None,
        lease_until=now + timedelta(seconds=1),
    )
    db.session.commit()
    assert wanting([job], now) == []
    assert wanting([job], now + timedelta(seconds=1)) == [job]


def test_a_scheduler_that_is_stopping_begins_nothing(weigh, session, at):
    job, ran, scheduler = weigh
    session.commit()
    scheduler.ask_to_stop(signal.SIGTERM, None)
    scheduler.attend(job)
    assert ran == []


def test_a_job_asked_for_on_its_page_is_done_as_long_work(weigh, session, now, at):
    manager = member(None, Role.SYSTEM_ADMINISTRATOR)
    task = tasks.ask("run-job", "Forget old runs", {"job": "tidy-runs"}, by=manager, at=now)
    session.commit()
    weigh[2].do_tasks()
    session.expire_all()
    assert session.get(Task, task.id).status is TaskStatus.DONE
    assert session.scalars(select(JobRun.job)).all() == ["tidy-runs"]
