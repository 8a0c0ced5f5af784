"""Commands: every job by its name, and the scheduler that starts them."""

import logging
from datetime import UTC, datetime, time

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from portal import clock
from portal.db import db
from portal.display import count_of, when
from portal.monitoring.engine import Check, preview
from portal.monitoring.jobs import ALL_JOBS, BY_NAME
from portal.monitoring.jobs.due import next_due
from portal.monitoring.jobs.rules import CHECK_RULES
from portal.monitoring.jobs.runs import WORKER, run_now
from portal.monitoring.rules import RULES
from portal.monitoring.scheduler import Scheduler
from portal.tasks import Job

DAY = click.DateTime(formats=["%Y-%m-%d"])
NO_PAST = (
    "A run as at another day would close and open today's breaches by yesterday's facts: it only "
    "says what it would find. What the queue looked like on a past day stands in the histories."
)

WOULD = {
    "failing": "failing",
    "opened": "would open",
    "reopened": "would open again",
    "changed": "would change",
    "closed": "would close",
}

jobs = AppGroup("jobs", help="Work that the clock starts.")


@jobs.command("list")
def list_jobs() -> None:
    """List every job with the time at which it is next due."""
    for job in ALL_JOBS:
        click.echo(f"{job.name:<16} {when(next_due(job.cron, clock.now())):<36} {job.title}")


@jobs.command("run")
@click.argument("name", type=click.Choice(sorted(BY_NAME)), metavar="NAME")
@click.option("--as-at", type=DAY, help="The day to judge by (rules only; it changes nothing).")
@click.option("--dry-run", is_flag=True, help="Say what would open and close (rules only).")
def run_job(name: str, as_at: datetime | None, dry_run: bool) -> None:
    """Run a job now, whatever its times."""
    now = clock.now()
    if as_at is None and not dry_run:
        run_in_earnest(BY_NAME[name])
        return
    if name != CHECK_RULES:
        raise click.UsageError(f"Only {CHECK_RULES} can be run as at a day or as a dry run.")
    day = as_at.date() if as_at else clock.today(now)
    if not dry_run:
        click.echo(NO_PAST)
    show_preview(now if as_at is None else datetime.combine(day, time(12), tzinfo=UTC))


def run_in_earnest(job: Job) -> None:
    """Run a job and print how it went; a failed one ends the command with an error."""
    if not run_now(job, at=clock.now()):
        raise click.ClickException(f"{job.name} failed: its run says why.")
    click.echo(f"{job.name} is done.")


def show_preview(at: datetime) -> None:
    """Print what each rule would do as at a moment."""
    for rule in RULES:
        counts = preview(Check(rule, clock.today(at), at))
        said = ", ".join(f"{counts[name]:,} {words}" for name, words in WOULD.items())
        click.echo(f"{rule.title}: {said}")
    db.session.rollback()


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Start jobs when they are due and do long work, until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    click.echo(f"The scheduler runs {count_of(len(ALL_JOBS), 'job')} as {WORKER}.")
    Scheduler(app).run()


commands: tuple[click.Command, ...] = (jobs, scheduler)
