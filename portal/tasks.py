"""Long work that a person starts, and jobs that the clock starts: what both are declared with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db, enum_column, random_reference

LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Job:
    """Scheduled work: `cron` in London time, `run` takes now and returns counts to keep.

    `run` commits its own work, in chunks where it is long.
    """

    name: str
    title: str
    cron: str
    run: Callable[[datetime], Mapping[str, int]]


class TaskStatus(StrEnum):
    """How long work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Task(Base):
    """One piece of long work, done by the scheduler, with progress that a page shows."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_status_asked_at", "status", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    kind: Mapped[str]
    title: Mapped[str]
    params: Mapped[dict[str, Any]]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    status: Mapped[TaskStatus] = enum_column(TaskStatus, default=TaskStatus.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


def ask(kind: str, title: str, params: Mapping[str, Any], *, by: Any, at: datetime) -> Task:
    """Queue long work of a registered kind; `params` must be plain JSON values."""
    task = Task(kind=kind, title=title, params=dict(params), membership_id=by.id, asked_at=at)
    db.session.add(task)
    db.session.flush()
    return task


def own_task(reference: str, membership_id: int) -> Select[Task]:
    """Return the query for a task that this membership asked for."""
    return (
        select(Task)
        .where(Task.reference == reference, Task.membership_id == membership_id)
        .order_by(Task.id)
    )


def waiting(at: datetime) -> Select[Task]:
    """Return the query for tasks to take up: queued ones, and those whose worker went away."""
    return (
        select(Task)
        .where(
            or_(
                Task.status == TaskStatus.QUEUED,
                (Task.status == TaskStatus.RUNNING) & (Task.lease_until < at),
            )
        )
        .order_by(Task.asked_at, Task.id)
    )


def claim(task: Task, *, at: datetime) -> None:
    """Take a task up, for the length of a lease."""
    task.status = TaskStatus.RUNNING
    task.lease_until = at + LEASE


def report(task: Task, done: int, total: int, *, at: datetime, message: str = "") -> None:
    """Say how far a task has come, and hold its lease."""
    task.done, task.total, task.message = done, total, message
    task.lease_until = at + LEASE


def finish(task: Task, result: Mapping[str, Any], *, at: datetime) -> None:
    """Close a task with what it came to."""
    task.status, task.result, task.finished_at = TaskStatus.DONE, dict(result), at


def fail(task: Task, message: str, *, at: datetime) -> None:
    """Close a task that could not be done, with words for the person who asked."""
    task.status, task.message, task.finished_at = TaskStatus.FAILED, message, at
