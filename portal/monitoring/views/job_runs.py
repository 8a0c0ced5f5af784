"""The runs of jobs: when each is due, what the last ones did, and running one now."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, tasks
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.contracts.views.asking import links
from portal.db import db
from portal.monitoring.jobs import ALL_JOBS, BY_NAME
from portal.monitoring.jobs.due import next_due
from portal.monitoring.models import JobRun, RunStatus
from portal.monitoring.queries.runs import latest_runs, runs
from portal.monitoring.task_handlers import RUN_JOB
from portal.paging import page_of

bp = Blueprint("job_runs", __name__, url_prefix="/job-runs")


@bp.get("")
@requires(Permission.RUN_JOBS)
def job_runs() -> ResponseReturnValue:
    """List the jobs with their last runs, and every run, the latest first."""
    now = clock.now()
    name = request.args.get("job", "")
    status = request.args.get("status", "")
    chosen = {
        "job": name if name in BY_NAME else "",
        "status": status if status in {one.value for one in RunStatus} else "",
    }
    page = page_of(
        runs(chosen["job"], RunStatus(chosen["status"]) if chosen["status"] else None),
        sort=[JobRun.started_at, JobRun.id],
        key=lambda one: [one.started_at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    last = {run.job: run for run in db.session.scalars(latest_runs(list(BY_NAME)))}
    return render_template(
        "monitoring/job_runs.html",
        jobs=[
            {"job": job, "next": next_due(job.cron, now), "last": last.get(job.name)}
            for job in ALL_JOBS
        ],
        runs=[line(run) for run in page.rows],
        chosen=chosen,
        names=[(job.name, job.title) for job in ALL_JOBS],
        statuses=[(one.value, one.value.capitalize()) for one in RunStatus],
        links=links(page, "job_runs.job_runs", chosen),
    )


@bp.post("/<name>")
@requires(Permission.RUN_JOBS)
def run_now(name: str) -> ResponseReturnValue:
    """Ask the scheduler to run a job now, and show how far it has come."""
    if name not in BY_NAME:
        abort(404)
    job = BY_NAME[name]
    task = tasks.ask(
        RUN_JOB, f"Run now: {job.title}", {"job": name}, by=current_membership(), at=clock.now()
    )
    db.session.commit()
    flash("The scheduler takes it up within seconds.")
    return redirect(url_for("tasks.task", reference=task.reference), code=303)


def line(run: JobRun) -> dict[str, Any]:
    """One run as plain values."""
    ended = run.finished_at
    return {
        "title": BY_NAME[run.job].title if run.job in BY_NAME else run.job,
        "started_at": run.started_at,
        "took": took((ended - run.started_at).total_seconds()) if ended else "",
        "status": run.status,
        "attempts": run.attempts,
        "counts": [f"{name}: {count:,}" for name, count in run.counts.items() if count],
        "error": run.error,
    }


def took(seconds: float) -> str:
    """Say in words how long something took."""
    if seconds < 1:
        return "under a second"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
