"""What waits to be done between the opening of bids and the award."""

from datetime import datetime

from flask import url_for
from sqlalchemy import Select

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of, number_of
from portal.tenders.models import Duty, Procurement, ProcurementStatus, Recommendation
from portal.tenders.queries import evaluation, panels, results
from portal.tenders.services.gates import Gate, gate

DECLARATIONS = {
    Gate.DECLARE: ("declarations.declare", "Declare your interests"),
    Gate.DECLARE_BIDDERS: (
        "declarations.declare_bidders",
        "Declare your interests for each bidder",
    ),
}


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now."""
    waiting: list[ToDo] = []
    if allows(Permission.MARK_BIDS, membership):
        waiting += _to_mark(membership) + _to_agree(membership)
    if allows(Permission.RECOMMEND_AWARD, membership):
        waiting += _to_recommend(membership, now)
    if allows(Permission.APPROVE_AWARD, membership):
        waiting += _to_approve(membership, now)
    return waiting


def _to_mark(membership: Membership) -> list[ToDo]:
    """An evaluator's procurements: what to declare first, or how many responses to mark."""
    found: list[ToDo] = []
    for procurement in all_of(_under_way(evaluation.assigned(membership, Duty.EVALUATOR))):
        declaration = _declaration(procurement, membership)
        if declaration is not None:
            found.append(declaration)
            continue
        number = number_of(panels.to_mark(procurement.id, membership.id))
        if number and gate(procurement, membership) is Gate.OPEN:
            href = url_for("marking.procurement", reference=procurement.reference)
            found.append(ToDo("Mark responses", href, procurement.title, number))
    return found


def _to_agree(membership: Membership) -> list[ToDo]:
    """A moderator's procurements: how many responses have every mark and no agreed one."""
    found: list[ToDo] = []
    for procurement in all_of(_under_way(evaluation.assigned(membership, Duty.MODERATOR))):
        declaration = _declaration(procurement, membership)
        if declaration is not None:
            found.append(declaration)
            continue
        number = number_of(evaluation.ready_to_agree(procurement.id))
        if number:
            href = url_for("moderation.procurement", reference=procurement.reference)
            found.append(ToDo("Agree marks with the panel", href, procurement.title, number))
    return found


def _to_recommend(membership: Membership, now: datetime) -> list[ToDo]:
    """A commissioner's procurements whose prices are open."""
    statement = evaluation.overseen(membership, clock.today(now)).where(
        Procurement.status == ProcurementStatus.PRICES_OPENED
    )
    return [
        ToDo(
            "Recommend an award",
            url_for("ranking.ranking", reference=procurement.reference),
            procurement.title,
        )
        for procurement in all_of(statement)
    ]


def _to_approve(membership: Membership, now: datetime) -> list[ToDo]:
    """Recommendations that wait for somebody other than who made them."""
    statement = results.waiting(membership, clock.today(now)).where(
        Recommendation.recommended_by_id != membership.id
    )
    return [
        ToDo(
            "Decide about an award",
            url_for("award.recommendation", reference=one.reference),
            one.procurement.title,
        )
        for one in all_of(statement)
    ]


def _under_way(statement: Select[Procurement]) -> Select[Procurement]:
    stages = (ProcurementStatus.PUBLISHED, ProcurementStatus.QUALITY_OPENED)
    return statement.where(Procurement.status.in_(stages))


def _declaration(procurement: Procurement, membership: Membership) -> ToDo | None:
    """The declaration that a person still owes, if any."""
    owed = DECLARATIONS.get(gate(procurement, membership))
    if owed is None:
        return None
    endpoint, title = owed
    return ToDo(title, url_for(endpoint, reference=procurement.reference), procurement.title)
