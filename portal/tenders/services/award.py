"""Approving or returning a recommendation, by somebody other than who recommended."""

from datetime import datetime

from portal import audit, inbox
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.state import move
from portal.tenders.models import (
    PROCUREMENT_MOVES,
    RECOMMENDATION_MOVES,
    Award,
    Procurement,
    ProcurementStatus,
    Recommendation,
    RecommendationStatus,
)
from portal.tenders.queries import results as queries
from portal.tenders.services.due_diligence import require_checked
from portal.tenders.services.recommendation import is_no_award
from portal.tenders.services.telling import tell_everyone


def approve(recommendation: Recommendation, *, by: Membership, at: datetime) -> list[Award]:
    """Make a recommendation the decision: awards, or none; every bidder is told it is ready.

    Raises:
        DomainError: it was decided already, by is who recommended it, or due diligence on a
            supplier to be appointed is missing.
    """
    procurement = _begin(recommendation, by)
    require_checked(recommendation, at=at)
    nobody = is_no_award(recommendation)
    _decide(recommendation, RecommendationStatus.APPROVED, "", by=by, at=at)
    ending = ProcurementStatus.NO_AWARD if nobody else ProcurementStatus.AWARDED
    facts = {"recommendation": recommendation.reference}
    move(procurement, ending, moves=PROCUREMENT_MOVES, by=by, at=at, facts=facts)
    made = _award(recommendation, by=by, at=at)
    _tell_bidders(procurement, at)
    return made


def return_it(recommendation: Recommendation, *, reason: str, by: Membership, at: datetime) -> None:
    """Return a recommendation to who made it, with the reason.

    Raises:
        DomainError: it was decided already, by is who recommended it, or no reason is given.
    """
    procurement = _begin(recommendation, by)
    if not reason.strip():
        raise DomainError("Enter what must change before you can approve it.", "reason")
    _decide(recommendation, RecommendationStatus.RETURNED, reason.strip(), by=by, at=at)
    if procurement.status is ProcurementStatus.RECOMMENDED:
        move(procurement, ProcurementStatus.PRICES_OPENED, moves=PROCUREMENT_MOVES, by=by, at=at)
    inbox.tell(
        [recommendation.recommended_by_id],
        f"Your recommendation was returned: {procurement.title}",
        reason.strip(),
        link=f"/evaluation/{procurement.reference}/ranking",
        at=at,
        dedupe_key=f"returned:{recommendation.reference}",
    )


def _begin(recommendation: Recommendation, by: Membership) -> Procurement:
    procurement = recommendation.procurement
    lock(procurement)
    lock(recommendation)
    if recommendation.recommended_by.person_id == by.person_id:
        raise DomainError("You recommended this award, so somebody else must decide it.")
    if recommendation.status is not RecommendationStatus.PROPOSED:
        raise DomainError("This recommendation has been decided already.")
    return procurement


def _decide(
    recommendation: Recommendation,
    status: RecommendationStatus,
    reason: str,
    *,
    by: Membership,
    at: datetime,
) -> None:
    move(recommendation, status, moves=RECOMMENDATION_MOVES, by=by, at=at, reason=reason or None)
    recommendation.decided_by_id, recommendation.decided_at = by.id, at
    recommendation.decision_reason = reason
    db.session.flush()


def _award(recommendation: Recommendation, *, by: Membership, at: datetime) -> list[Award]:
    """One award for each successful entry, a decided fact that contracts acts on."""
    results = {one.entry_id: one for one in all_of(queries.results(recommendation.procurement_id))}
    made = [
        Award(
            entry_id=line.entry_id,
            recommendation_id=recommendation.id,
            rank=results[line.entry_id].rank,
            tier=results[line.entry_id].tier,
            awarded_at=at,
        )
        for line in recommendation.lines
        if line.successful
    ]
    db.session.add_all(made)
    db.session.flush()
    for award in made:
        audit.record(award, "award.made", by=by, at=at, facts={"entry": award.entry_id})
    return made


def _tell_bidders(procurement: Procurement, at: datetime) -> None:
    tell_everyone(
        all_of(queries.people_of_bidders(procurement.id)),
        f"The result of {procurement.title} is ready",
        "Sign in to read how your bid came out, with the marks and the reasons for them.",
        link=f"/results/{procurement.reference}",
        at=at,
        dedupe_key=f"result:{procurement.reference}",
    )
