"""Who is told of proposed suspensions and of reviews: in the inbox, and by letters without names.

A letter names no home and nothing about a child: it carries a reference and a link.
"""

from datetime import datetime

from sqlalchemy import Select

from portal import clock, inbox
from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import holders, staff_of_region
from portal.config import settings
from portal.contracts.models import (
    PlacementReview,
    ProposalStatus,
    SuspensionProposal,
)
from portal.db import all_of, db
from portal.display import day
from portal.outbox import queue_mail

PROVIDER_ROLES = (Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)


def tell_of_proposal(proposal: SuspensionProposal, *, at: datetime) -> None:
    """Tell the region's contract managers, and the provider, that a suspension is proposed."""
    appointment = proposal.appointment
    region_id = appointment.lot.framework.region_id
    managers = staff_of_region(region_id, clock.today(at), Role.CONTRACT_MANAGER)
    key = f"suspension-proposed:{proposal.reference}"
    inbox.tell(
        [one.id for one in all_of(managers)],
        "A suspension is proposed",
        "A rating or a regulator’s action calls for a decision about an appointment.",
        link=f"/suspension-proposals/{proposal.reference}",
        at=at,
        dedupe_key=key,
    )
    _tell(
        _of(appointment.organisation_id, *PROVIDER_ROLES),
        "A suspension of one of your appointments is being considered",
        f"The appointment is {appointment.reference}. A contract manager decides about new"
        " placements; those there are stay as they are.",
        f"/our/appointments/{appointment.reference}",
        key,
        at,
    )


def tell_of_decision(proposal: SuspensionProposal, *, at: datetime) -> None:
    """Tell the provider what was decided."""
    appointment = proposal.appointment
    suspended = proposal.status is ProposalStatus.SUSPENDED
    title = (
        "One of your appointments is suspended"
        if suspended
        else "One of your appointments stays as it is"
    )
    words = (
        "No new placements are made under it until the suspension is lifted."
        if suspended
        else "It was proposed to suspend it; a contract manager decided to leave it."
    )
    _tell(
        _of(appointment.organisation_id, *PROVIDER_ROLES),
        title,
        f"The appointment is {appointment.reference}. {words}",
        f"/our/appointments/{appointment.reference}",
        f"suspension-decided:{proposal.reference}",
        at,
    )


def tell_of_review(review: PlacementReview, *, at: datetime) -> None:
    """Tell a council's placements officers, once for each cause, that reviews are due."""
    _tell(
        _of(review.council_id, Role.PLACEMENTS_OFFICER),
        "Review your placements",
        "Something became known about a service where you have placements, the first of them"
        f" under review {review.reference}. Record what you decide by {day(review.due_on)}.",
        "/council/reviews?state=due",
        f"review:{review.cause_kind.value}:{review.cause_id}:{review.council_id}",
        at,
    )


def _of(organisation_id: int, *roles: Role) -> Select[Membership]:
    return holders(*roles).where(Membership.organisation_id == organisation_id)


def _tell(
    people: Select[Membership], title: str, body: str, link: str, key: str, at: datetime
) -> None:
    told = all_of(people)
    inbox.tell([one.id for one in told], title, body, link=link, at=at, dedupe_key=key)
    text = f"{body}\n\nRead more: {settings().public_url.rstrip('/')}{link}\n"
    for one in told:
        queue_mail(one.person.email, title, text, at=at, dedupe_key=f"{key}:{one.id}")
    db.session.flush()
