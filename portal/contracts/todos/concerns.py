"""What waits because of ratings and regulatory actions: proposals to decide, reviews to record."""

from datetime import date

from flask import url_for
from sqlalchemy import func, select

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.contracts.models import ProposalStatus, SuspensionProposal
from portal.contracts.queries import concerns
from portal.db import db
from portal.display import day


def of_concerns(membership: Membership, today: date) -> list[ToDo]:
    """Suspensions proposed in one's regions, and reviews that one's council owes."""
    found: list[ToDo] = []
    if allows(Permission.MANAGE_CONTRACTS, membership):
        waiting = concerns.proposals(membership, today).where(
            SuspensionProposal.status == ProposalStatus.OPEN
        )
        inner = waiting.with_only_columns(SuspensionProposal.id).order_by(None).subquery()
        number = db.session.scalar(select(func.count()).select_from(inner)) or 0
        if number:
            hint = "A rating or a regulator’s action calls for each."
            href = url_for("suspension_proposals.index")
            found.append(ToDo("Decide about proposed suspensions", href, hint, number))
    if allows(Permission.RECORD_PLACEMENT, membership):
        due = concerns.own_reviews(membership, "due").order_by(None).subquery()
        number, first = db.session.execute(
            select(func.count(due.c.id), func.min(due.c.due_on))
        ).one()
        if number:
            href = url_for("placement_reviews.index", state="due")
            hint = f"The first is due by {day(first)}."
            found.append(ToDo("Review placements", href, hint, number))
    return found
