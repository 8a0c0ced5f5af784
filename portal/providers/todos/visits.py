"""What waits to be done about quality assurance visits, on both sides."""

from datetime import datetime

from flask import url_for

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of
from portal.providers.models import ActionStatus
from portal.providers.queries import visits as queries


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Actions to do as a provider, and actions to confirm as a visitor."""
    waiting: list[ToDo] = []
    if allows(Permission.MANAGE_PROVIDER, membership):
        waiting += _to_do(membership, now)
    if allows(Permission.RECORD_VISITS, membership):
        waiting += _to_confirm(membership)
    return waiting


def _to_do(membership: Membership, now: datetime) -> list[ToDo]:
    asked = all_of(queries.actions_of_provider(membership.organisation_id, ActionStatus.OPEN))
    if not asked:
        return []
    late = sum(one.due_on < clock.today(now) for one in asked)
    hint = f"{late} overdue." if late else "Asked for after quality assurance visits."
    only = {one.visit.reference for one in asked}
    href = (
        url_for("own_visits.visit", reference=only.pop())
        if len(only) == 1
        else url_for("own_visits.index")
    )
    return [ToDo("Do what visitors asked for", href, hint, len(asked))]


def _to_confirm(membership: Membership) -> list[ToDo]:
    reported = all_of(queries.actions_to_confirm(membership))
    if not reported:
        return []
    hint = "Providers say that they have done what you asked for."
    href = url_for("visits.index", actions="open")
    return [ToDo("Confirm actions from visits", href, hint, len(reported))]
