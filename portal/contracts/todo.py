"""What waits in this domain for the membership at hand."""

from datetime import datetime

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.contracts.models import Placement, Search, SearchStatus
from portal.contracts.queries import appointments, successions
from portal.contracts.queries.placements import council_placements
from portal.contracts.queries.searches import searches
from portal.contracts.todos.answers import todo as todo_answers
from portal.contracts.todos.concerns import of_concerns
from portal.contracts.todos.diligence import todo as todo_diligence
from portal.db import db, number_of
from portal.display import count_of, day


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Awards to act on, appointments that end, records that are due, searches that are open."""
    today = clock.today(now)
    found: list[ToDo] = []
    if allows(Permission.MANAGE_CONTRACTS, membership):
        waiting = number_of(appointments.awards_waiting(membership, today))
        if waiting:
            found.append(
                ToDo(
                    "Act on awards",
                    url_for("awards.index"),
                    "Make the appointments and block contracts that were decided.",
                    waiting,
                )
            )
        following = number_of(successions.waiting(membership, today))
        if following:
            hint = "Approval carries appointments, rates, block places and placements over."
            href = url_for("successions.index", status="requested")
            found.append(ToDo("Decide about services that follow others", href, hint, following))
        ending = number_of(appointments.appointments(membership, today, {"ending": "90"}))
        if ending:
            hint = "They end within 90 days."
            href = url_for("appointments.index", ending="90")
            found.append(ToDo("Decide about appointments that end soon", href, hint, ending))
    found += of_concerns(membership, today)
    if allows(Permission.RECORD_PLACEMENT, membership):
        found += _placing(membership)
    return found + todo_answers(membership) + todo_diligence(membership, now=now)


def _placing(membership: Membership) -> list[ToDo]:
    found: list[ToDo] = []
    own = council_placements(membership).where(Placement.complete_by.is_not(None))
    due = number_of(own)
    if due:
        first = db.session.scalar(
            select(func.min(Placement.complete_by)).where(
                Placement.council_id == membership.organisation_id,
                Placement.complete_by.is_not(None),
            )
        )
        hint = f"The first is due by {day(first)}." if first else ""
        href = url_for("council_placements.index", status="incomplete")
        found.append(ToDo("Complete emergency records", href, hint, due))
    looking = number_of(searches(membership).where(Search.status == SearchStatus.OPEN))
    if looking:
        href = url_for("searches.index", status="open")
        hint = f"{count_of(looking, 'child', 'children')} waiting for a home.".capitalize()
        found.append(ToDo("Go on with open searches", href, hint, looking))
    return found
