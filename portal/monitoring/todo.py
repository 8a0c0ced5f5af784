"""What needs doing now about breaches, for the home page."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import db
from portal.monitoring.jobs import BY_NAME
from portal.monitoring.models import RunStatus
from portal.monitoring.queries import breaches as queries
from portal.monitoring.queries.runs import latest_runs
from portal.monitoring.todos.replies import todo as todo_replies


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Say which breaches, waivers and failed jobs wait for this membership."""
    today = clock.today(now)
    return [
        *todo_replies(membership, today),
        *(_breaches(membership, today) if allows(Permission.WORK_BREACHES, membership) else []),
        *(_waivers(membership, today) if allows(Permission.APPROVE_WAIVER, membership) else []),
        *(_runs() if allows(Permission.RUN_JOBS, membership) else []),
    ]


def _breaches(membership: Membership, today: date) -> list[ToDo]:
    totals = db.session.execute(queries.totals(membership, today)).one()
    lines: tuple[tuple[int, str, dict[str, Any], str], ...] = (
        (
            totals.overdue,
            "Deal with overdue breaches",
            {"overdue": "1"},
            "Their due date has passed.",
        ),
        (
            totals.mine,
            "Work on breaches assigned to you",
            {"mine": "1"},
            "Plan what to do about each.",
        ),
        (
            totals.nobodys,
            "Take up breaches that nobody works on",
            {},
            "Acknowledge or assign them.",
        ),
    )
    return [
        ToDo(title, url_for("breaches.queue", **arguments), hint, count)
        for count, title, arguments, hint in lines
        if count
    ]


def _waivers(membership: Membership, today: date) -> list[ToDo]:
    waiting = queries.waivers_to_decide(membership, today).order_by(None).subquery()
    count = db.session.scalar(select(func.count()).select_from(waiting)) or 0
    href = url_for("breaches.queue", status="waiver_proposed")
    return [ToDo("Waivers to decide", href, "Somebody else proposed them.", count)] if count else []


def _runs() -> list[ToDo]:
    failed = [
        run
        for run in db.session.scalars(latest_runs(list(BY_NAME)))
        if run.status is RunStatus.FAILED
    ]
    href = url_for("job_runs.job_runs", status="failed")
    hint = "Their last run did not go well."
    return [ToDo("Look into jobs that failed", href, hint, len(failed))] if failed else []
