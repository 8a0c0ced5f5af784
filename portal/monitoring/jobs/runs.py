"""Runs of jobs: claimed by a row, held by a lease, taken over when the lease lapses."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from portal import clock
from portal.db import db
from portal.monitoring.models import JobRun, RunStatus
from portal.monitoring.queries.runs import run_at
from portal.tasks import Job

LEASE = timedelta(seconds=40)
ATTEMPTS = 3
# How much mail goes out would tell of bids before they are opened.
UNCOUNTED = frozenset({"send-mail"})
BEATS_IN_A_LEASE = 4
GIVEN_UP = "The process that ran it went away each time. Nobody will try again by themselves."
WORKER = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"

log = logging.getLogger(__name__)
_current: ContextVar[int | None] = ContextVar("current_run", default=None)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one run, for as long as its lease is held."""

    run_id: int
    attempt: int
    lease: timedelta


def current_run() -> int | None:
    """Return the run that this thread is doing, if it is doing one."""
    return _current.get()


def claim(name: str, due_at: datetime, *, at: datetime, lease: timedelta) -> Claim | None:
    """Take the run of a job at its due time, or None when somebody else has it.

    Commits, and leaves no transaction open: one would hold SQLite's one writer while the job runs.
    A run whose lease has lapsed is taken over, up to three times in all; then it failed.
    """
    run = db.session.scalars(run_at(name, due_at)).first()
    if run is not None:
        return _take_over(run, at=at, lease=lease)
    run = JobRun(
        job=name,
        due_at=due_at,
        claimed_by=WORKER,
        started_at=at,
        lease_until=at + lease,
    )
    db.session.add(run)
    try:
        db.session.flush()
        held = Claim(run.id, run.attempts, lease)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return None
    return held


def perform(job: Job, held: Claim) -> bool:
    """Do a run that was claimed and keep what came of it; return whether it went well.

    Its work is undone when it raises; what it committed on its way stays, and jobs allow for that.
    """
    token = _current.set(held.run_id)
    try:
        with _heartbeat(held):
            counts = job.run(clock.now())
    except Exception as error:
        log.exception("job %s failed", job.name)
        db.session.rollback()
        _finish(held, RunStatus.FAILED, {}, f"{type(error).__name__}: {error}")
        return False
    finally:
        _current.reset(token)
    _finish(held, RunStatus.DONE, {} if job.name in UNCOUNTED else counts, "")
    return True


def run_now(job: Job, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Run a job that somebody asked for, as a run of its own; return whether it went well."""
    held = claim(job.name, at, at=at, lease=lease)
    return held is not None and perform(job, held)


def release(run_ids: list[int], *, at: datetime) -> None:
    """Let go of runs that this process will not finish, so that another may start at once."""
    db.session.execute(
        update(JobRun)
        .where(JobRun.id.in_(run_ids), JobRun.status == RunStatus.RUNNING)
        .values(lease_until=at)
    )
    db.session.commit()


def _take_over(run: JobRun, *, at: datetime, lease: timedelta) -> Claim | None:
    if run.status is not RunStatus.RUNNING or run.lease_until > at:
        db.session.rollback()
        return None
    run_id, attempt = run.id, run.attempts
    again = {
        "claimed_by": WORKER,
        "attempts": attempt + 1,
        "started_at": at,
        "lease_until": at + lease,
    }
    over = {"status": RunStatus.FAILED, "finished_at": at, "error": GIVEN_UP}
    values = again if attempt < ATTEMPTS else over
    taken = _change(Claim(run_id, attempt, lease), values, JobRun.lease_until <= at)
    if taken and attempt >= ATTEMPTS:
        log.error("run %s was given up after %s attempts", run_id, attempt)
        return None
    return Claim(run_id, attempt + 1, lease) if taken else None


def _finish(held: Claim, status: RunStatus, counts: Mapping[str, Any], error: str) -> None:
    values = {
        "status": status,
        "finished_at": clock.now(),
        "counts": dict(counts),
        "error": error[:2000],
    }
    if not _change(held, values):
        log.warning("run %s was taken over by another process", held.run_id)


def _change(held: Claim, values: Mapping[str, Any], *where: Any) -> bool:
    """Change the row of a run that nobody has taken over since, and commit."""
    result: Any = db.session.execute(
        update(JobRun)
        .where(*_still_ours(held), *where)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return bool(result.rowcount)


def _still_ours(held: Claim) -> list[Any]:
    return [
        JobRun.id == held.run_id,
        JobRun.attempts == held.attempt,
        JobRun.status == RunStatus.RUNNING,
    ]


@contextmanager
def _heartbeat(held: Claim) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the block runs."""
    done = threading.Event()
    arguments = (db.engine, held, done)
    thread = threading.Thread(target=_beat, args=arguments, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(engine: Engine, held: Claim, done: threading.Event) -> None:
    while not done.wait(held.lease.total_seconds() / BEATS_IN_A_LEASE):
        renewed = update(JobRun).where(*_still_ours(held))
        try:
            with engine.begin() as connection:
                connection.execute(renewed.values(lease_until=clock.now() + held.lease))
        except SQLAlchemyError:
            # While the job itself holds SQLite's one writer, nobody else can take over either.
            log.warning("the lease of run %s could not be renewed just now", held.run_id)
