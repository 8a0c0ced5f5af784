"""What waits of the right of reply, for either side."""

from datetime import date

from flask import url_for
from sqlalchemy import func, select

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import db, number_of
from portal.display import day
from portal.monitoring.queries import breaches, replies


def todo(membership: Membership, today: date) -> list[ToDo]:
    """Breaches for a provider to reply to, replies for a contract manager to respond to."""
    found: list[ToDo] = []
    if allows(Permission.ANSWER_BREACHES, membership):
        waiting = number_of(replies.own(membership, replies.WAITING))
        if waiting:
            href = url_for("own_breaches.index", state=replies.WAITING)
            hint = f"The first is due by {day(_first_due(membership))}."
            found.append(ToDo("Reply to breaches put to you", href, hint, waiting))
    if allows(Permission.WORK_BREACHES, membership):
        replied = breaches.Filters(status=breaches.REPLIED)
        number = number_of(breaches.visible_in(replied, membership, today))
        if number:
            href = url_for("breaches.queue", status=breaches.REPLIED)
            hint = "Providers have replied to breaches that were put to them."
            found.append(ToDo("Respond to replies of providers", href, hint, number))
    return found


def _first_due(membership: Membership) -> date:
    waiting = replies.own(membership, replies.WAITING).order_by(None).subquery()
    first: date = db.session.execute(select(func.min(waiting.c.due_on))).scalar_one()
    return first
