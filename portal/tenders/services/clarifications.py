"""Questions about an invitation, and answers published to all. Nothing here commits."""

from datetime import datetime

from portal import audit, inbox
from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import live_memberships
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.models import Clarification, Procurement, ProcurementStatus
from portal.tenders.queries import procurements as queries
from portal.tenders.services.interest import register_interest
from portal.tenders.services.telling import tell_everyone


def ask(procurement: Procurement, *, text: str, by: Membership, at: datetime) -> Clarification:
    """Ask about an invitation; whoever asks hears of changes from then on.

    Raises:
        DomainError: the time for questions is over.
    """
    lock(procurement, shared=True)
    if (
        procurement.status is not ProcurementStatus.PUBLISHED
        or at >= procurement.questions_close_at
    ):
        raise DomainError("The time for questions is over.")
    clarification = Clarification(
        procurement_id=procurement.id,
        organisation_id=by.organisation_id,
        asked_by_id=by.id,
        asked_at=at,
        text=text,
    )
    db.session.add(clarification)
    register_interest(procurement, by=by, at=at)
    audit.record(clarification, "clarification.asked", by=by, at=at)
    _tell_commissioners(procurement, clarification, at=at)
    return clarification


def answer(
    clarification: Clarification,
    *,
    procurement: Procurement,
    text: str,
    by: Membership,
    at: datetime,
) -> None:
    """Answer a question; both are published without the name of whoever asked.

    Raises:
        DomainError: bids are closed, or it is answered already.
    """
    lock(clarification)
    if clarification.answered_at is not None:
        raise DomainError("Somebody has answered this question already.")
    if not procurement.is_open(at):
        raise DomainError("Bids are closed, so an answer would help nobody.")
    clarification.answer, clarification.answered_at = text, at
    clarification.answered_by_id = by.id
    audit.record(clarification, "clarification.answered", by=by, at=at)
    tell_everyone(
        all_of(queries.to_be_told(procurement)),
        f"A question about “{procurement.title}” is answered",
        f"Question: {clarification.text}\n\nAnswer: {text}",
        link=f"/opportunities/{procurement.reference}#questions-and-answers",
        at=at,
        dedupe_key=f"clarification:{clarification.reference}",
    )


def _tell_commissioners(
    procurement: Procurement, clarification: Clarification, *, at: datetime
) -> None:
    lead = live_memberships(procurement.framework.region.lead_organisation_id)
    inbox.tell(
        [one.id for one in all_of(lead) if Role.COMMISSIONER in one.roles],
        f"A provider asks about “{procurement.title}”",
        clarification.text,
        link=f"/procurements/{procurement.reference}/clarifications",
        at=at,
        dedupe_key=f"asked:{clarification.reference}",
    )
