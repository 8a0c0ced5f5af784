"""Long work that people asked for: taken up one by one, with progress that their page shows."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from portal import clock, tasks
from portal.db import db
from portal.errors import DomainError
from portal.providers.ofsted.table import FileRefused
from portal.tasks import Task

NOT_DONE = (
    "Something went wrong and nothing was changed. Try again, or tell us if it happens again."
)

MOST_FAULTS = 20

log = logging.getLogger(__name__)


class Report(Protocol):
    """Says how far a task has come: `report(done, total, "Reading the file")`."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


class Handler(Protocol):
    """Does the tasks of one kind and returns what they came to. It does not commit."""

    def __call__(self, task: Task, *, at: datetime, report: Report) -> Mapping[str, Any] | None: ...


def do_waiting(
    handlers: Mapping[str, Handler],
    now: Callable[[], datetime] = clock.now,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Do every task that waits, oldest first, until there is none or it must stop; count them."""
    done = 0
    while not stop() and (task := _take(now())) is not None:
        _do(task, handlers, now)
        done += 1
    return done


def _take(at: datetime) -> Task | None:
    waiting = tasks.waiting(at).limit(1).with_for_update(skip_locked=True)
    task = db.session.scalars(waiting).first()
    if task is not None:
        tasks.claim(task, at=at)
        db.session.commit()
        # Detached, so that reading it starts no transaction: one would hold SQLite's one writer.
        db.session.refresh(task)
        db.session.expunge(task)
    db.session.commit()
    return task


def _do(task: Task, handlers: Mapping[str, Handler], now: Callable[[], datetime]) -> None:
    task_id, kind = task.id, task.kind
    try:
        handler = handlers[kind]
        result = handler(task, at=now(), report=_reporter(task_id, now))
    except Exception as error:
        db.session.rollback()
        words = words_for(error)
        if words is None:
            log.exception("task %s of kind %s failed", task_id, kind)
        tasks.fail(db.session.get_one(Task, task_id), words or NOT_DONE, at=now())
    else:
        tasks.finish(db.session.get_one(Task, task_id), result or {}, at=now())
    db.session.commit()


def words_for(error: Exception) -> str | None:
    """Return what to tell the person who asked, or None for an error that is not theirs."""
    if isinstance(error, DomainError):
        return error.message
    if isinstance(error, FileRefused):
        wrong = [
            f"Line {fault.line}, {fault.column}: {fault.reason}"
            for fault in error.errors[:MOST_FAULTS]
        ]
        return ". ".join([str(error), *wrong])
    return None


def _reporter(task_id: int, now: Callable[[], datetime]) -> Report:
    """Return what writes progress beside the task's own transaction, so that pages see it.

    SQLite has one writer: while the task is writing, its progress is not shown.
    """

    def report(done: int, total: int, message: str = "") -> None:
        if db.engine.dialect.name == "sqlite" and db.session().in_transaction():
            return
        values = {
            "done": done,
            "total": total,
            "message": message,
            "lease_until": now() + tasks.LEASE,
        }
        try:
            with db.engine.begin() as connection:
                connection.execute(update(Task).where(Task.id == task_id).values(values))
        except SQLAlchemyError:
            log.warning("the progress of task %s could not be kept", task_id)

    return report
