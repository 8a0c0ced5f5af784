"""Long work of every domain, by the kind of its task."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.errors import DomainError
from portal.monitoring.jobs import BY_NAME
from portal.monitoring.jobs.long_work import Handler, Report
from portal.monitoring.jobs.runs import run_now
from portal.providers.task_handlers import TASK_HANDLERS as OF_PROVIDERS
from portal.tasks import Task

RUN_JOB = "run-job"


def run_job(task: Task, *, at: datetime, report: Report) -> Mapping[str, Any]:
    """Run a job that somebody asked for on its page."""
    job = BY_NAME[task.params["job"]]
    report(0, 1, job.title)
    if not run_now(job, at=at):
        raise DomainError("The job failed. Its run says why.")
    return {"job": job.name}


TASK_HANDLERS: Mapping[str, Handler] = {RUN_JOB: run_job, **OF_PROVIDERS}
