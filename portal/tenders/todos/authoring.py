"""What waits to be done about frameworks and invitations, and what providers may bid for."""

from datetime import datetime

from flask import url_for
from sqlalchemy import func, select

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.display import when
from portal.tenders.queries import opportunities
from portal.tenders.queries import procurements as queries


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now about invitations."""
    found = []
    if allows(Permission.WRITE_FRAMEWORK, membership):
        found += [*drafts(membership), *unanswered(membership, now)]
    if allows(Permission.APPROVE_EXTENSION, membership):
        found += deadlines(membership)
    if allows(Permission.SEE_INVITATIONS, membership):
        found += fitting(membership, now)
    return found


def drafts(membership: Membership) -> list[ToDo]:
    """Return the drafts to complete."""
    return [
        ToDo(
            title=f"Complete “{one.title}”",
            href=url_for("procurements.procurement", reference=one.reference),
            hint="This invitation to tender is not published yet.",
        )
        for one in all_of(queries.drafts_led_by(membership))
    ]


def unanswered(membership: Membership, now: datetime) -> list[ToDo]:
    """Return the invitations with questions to answer."""
    return [
        ToDo(
            title=f"Answer questions about “{one.title}”",
            href=url_for("clarifications.clarifications", reference=one.reference),
            hint="Answers are published to everyone.",
            count=count,
        )
        for one, count in db.session.execute(queries.unanswered_led_by(membership, now=now))
    ]


def deadlines(membership: Membership) -> list[ToDo]:
    """Return the later deadlines to decide about."""
    return [
        ToDo(
            title=f"Decide about a later deadline of “{one.procurement.title}”",
            href=url_for(
                "deadlines.decide_extension",
                reference=one.procurement.reference,
                extension=one.reference,
            ),
            hint=f"Proposed: {when(one.closes_at)}.",
        )
        for one in all_of(queries.extensions_to_decide(membership))
    ]


def fitting(membership: Membership, now: datetime) -> list[ToDo]:
    """Return one line for the open invitations that a provider's services fit."""
    statement = opportunities.open_and_fitting(membership.organisation_id, now=now)
    count = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    if not count:
        return []
    return [
        ToDo(
            title="Read invitations that fit your services",
            href=url_for("opportunities.opportunities"),
            hint="They are open for bids, and you have not begun one.",
            count=count,
        )
    ]
