"""The scheduler: a process of its own that starts jobs when they are due and does long work.

Any number of them may run over one database, on any machines: each run is claimed by its row.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from portal import clock
from portal.clock import LONDON
from portal.config import settings
from portal.db import db
from portal.monitoring.jobs import ALL_JOBS
from portal.monitoring.jobs.due import last_due, trigger
from portal.monitoring.jobs.long_work import do_waiting
from portal.monitoring.jobs.runs import Claim, claim, perform, release
from portal.monitoring.models import JobRun, RunStatus
from portal.monitoring.queries.runs import runs_at
from portal.monitoring.task_handlers import TASK_HANDLERS
from portal.tasks import Job

SECONDS_TO_FINISH = 10
SECONDS_BETWEEN_TASKS = 2
THREADS = 6

log = logging.getLogger(__name__)


class Scheduler:
    """Starts jobs at their times, makes up for missed ones, takes over from processes that died."""

    def __init__(self, app: Flask, jobs: Sequence[Job] = ALL_JOBS) -> None:
        self.app = app
        self.jobs = jobs
        with app.app_context():
            self.lease = timedelta(seconds=settings().job_lease_seconds)
        self.at_work: dict[int, Claim] = {}
        self.stopping = threading.Event()
        self.clockwork = BackgroundScheduler(
            timezone=LONDON,
            daemon=True,
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Work until somebody asks to stop, then finish or hand over what is under way."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        for job in self.jobs:
            self.clockwork.add_job(self.attend, trigger(job.cron), [job], id=job.name)
        every = max(1.0, self.lease.total_seconds() / 8)
        self.clockwork.add_job(self.look_around, "interval", seconds=every, id="look around")
        self.clockwork.add_job(
            self.do_tasks, "interval", seconds=SECONDS_BETWEEN_TASKS, id="long work"
        )
        self.clockwork.start()
        self.look_around()
        log.info("the scheduler is at work")
        self.stopping.wait()
        self.clockwork.shutdown(wait=False)
        self.leave()

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def attend(self, job: Job) -> None:
        """Do the run of a job that is due now, unless somebody else has it."""
        if self.stopping.is_set():
            return
        with self.app.app_context():
            now = clock.now()
            held = claim(job.name, last_due(job.cron, now), at=now, lease=self.lease)
            if held is None:
                return
            self.at_work[held.run_id] = held
            try:
                perform(job, held)
            finally:
                self.at_work.pop(held.run_id, None)

    def look_around(self) -> None:
        """Start what was missed while nobody was there, and what a process that died left."""
        with self.app.app_context():
            now = clock.now()
            for job in wanting(self.jobs, now):
                self.clockwork.add_job(self.attend, args=[job], name=job.name)

    def do_tasks(self) -> None:
        """Do the long work that waits."""
        with self.app.app_context():
            do_waiting(TASK_HANDLERS, stop=self.stopping.is_set)

    def leave(self) -> None:
        """Give runs a moment to end, then let go of the rest so that others may start them."""
        deadline = time.monotonic() + SECONDS_TO_FINISH
        while self.at_work and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.at_work:
            with self.app.app_context():
                release(list(self.at_work), at=clock.now())
            logging.shutdown()
            os._exit(0)  # A thread cannot be ended otherwise, and its work is no longer ours.


def wanting(jobs: Sequence[Job], at: datetime) -> list[Job]:
    """Return the jobs whose latest run nobody has begun, or was left by a process that died."""
    due = {job.name: last_due(job.cron, at) for job in jobs}
    begun = {run.job: left(run, at) for run in db.session.scalars(runs_at(due))} if due else {}
    db.session.rollback()
    return [job for job in jobs if begun.get(job.name, True)]


def left(run: JobRun, at: datetime) -> bool:
    """Say whether the lease of a run that is under way has lapsed."""
    return run.status is RunStatus.RUNNING and run.lease_until <= at
