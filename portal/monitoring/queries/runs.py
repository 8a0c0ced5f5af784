"""What may be asked about job runs."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_

from portal.monitoring.models import JobRun, RunStatus


def run_at(job: str, due_at: datetime) -> Select[JobRun]:
    """The run of a job at its due time."""
    return select(JobRun).where(JobRun.job == job, JobRun.due_at == due_at).order_by(JobRun.id)


def runs_at(due: Mapping[str, datetime]) -> Select[JobRun]:
    """The runs of several jobs, each at its own due time."""
    pairs = [*due.items()]
    return select(JobRun).where(tuple_(JobRun.job, JobRun.due_at).in_(pairs)).order_by(JobRun.job)


def latest_runs(jobs: Collection[str]) -> Select[JobRun]:
    """The run of each job that was due last."""
    newest = (
        select(JobRun.job, func.max(JobRun.due_at).label("due_at"))
        .where(JobRun.job.in_(jobs))
        .group_by(JobRun.job)
        .subquery("newest")
    )
    return (
        select(JobRun)
        .join(newest, (newest.c.job == JobRun.job) & (newest.c.due_at == JobRun.due_at))
        .order_by(JobRun.job)
    )


def runs(job: str = "", status: RunStatus | None = None) -> Select[JobRun]:
    """Runs, the latest first."""
    statement = select(JobRun)
    if job:
        statement = statement.where(JobRun.job == job)
    if status is not None:
        statement = statement.where(JobRun.status == status)
    return statement.order_by(JobRun.started_at.desc(), JobRun.id.desc())
