"""What a commissioner recommends for a procurement once its entries are ranked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from portal import audit, inbox
from portal.access import Role
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.state import move
from portal.tenders.models import (
    PROCUREMENT_MOVES,
    EntryResult,
    Procurement,
    ProcurementStatus,
    Recommendation,
    RecommendationLine,
    RecommendationStatus,
)
from portal.tenders.queries import results as queries
from portal.tenders.services.ranking import UNSETTLED

MAY_END = (ProcurementStatus.QUALITY_OPENED, ProcurementStatus.PRICES_OPENED)


class Outcome(NamedTuple):
    """Whether an entry should succeed, and why where that departs from the ranking."""

    successful: bool
    reason: str = ""


def recommend(
    procurement: Procurement,
    *,
    summary: str,
    outcomes: Mapping[int, Outcome],
    by: Membership,
    at: datetime,
) -> Recommendation:
    """Recommend an outcome for every entry, by entry id. None successful: no suitable tender.

    Raises:
        DomainError: the ranking is missing or leaves a tie, an entry that did not qualify would
            succeed, or a departure from the ranking has no reason. `field` is then the entry's
            reference.
    """
    _begin(procurement, (ProcurementStatus.PRICES_OPENED,), summary, "summary")
    results = all_of(queries.results(procurement.id))
    _require_ranked(results)
    for result in results:
        _require_reasoned(result, outcomes.get(result.entry_id))
    made = _propose(procurement, summary, by=by, at=at)
    made.lines = [
        RecommendationLine(
            entry_id=result.entry_id,
            successful=outcomes[result.entry_id].successful,
            reason=outcomes[result.entry_id].reason.strip(),
        )
        for result in results
    ]
    db.session.flush()
    return made


def recommend_no_award(
    procurement: Procurement, *, reason: str, by: Membership, at: datetime
) -> Recommendation:
    """Recommend that the procurement ends without an award: there is no suitable tender.

    Raises:
        DomainError: this is not the stage for it, or no reason is given.
    """
    _begin(procurement, MAY_END, reason, "reason")
    results = all_of(queries.results(procurement.id))
    made = _propose(procurement, reason, by=by, at=at)
    made.lines = [RecommendationLine(entry_id=one.entry_id, successful=False) for one in results]
    db.session.flush()
    return made


def is_no_award(recommendation: Recommendation) -> bool:
    """Say whether a recommendation is that no tender is suitable."""
    return not any(line.successful for line in recommendation.lines)


def _begin(
    procurement: Procurement, stages: Sequence[ProcurementStatus], words: str, field: str
) -> None:
    lock(procurement)
    if procurement.status not in stages:
        raise DomainError("An award cannot be recommended at this stage.")
    newest = db.session.scalars(queries.recommendations(procurement.id)).first()
    if newest is not None and newest.status is RecommendationStatus.PROPOSED:
        raise DomainError("A recommendation is waiting for its approver already.")
    if not words.strip():
        raise DomainError("Enter the reasons for your recommendation.", field)


def _require_ranked(results: Sequence[EntryResult]) -> None:
    if not results:
        raise DomainError("Work out the ranking first.")
    if any(result.explanation["outcome"] == UNSETTLED for result in results):
        raise DomainError("Some entries are still tied. Draw lots first and record the result.")


def _require_reasoned(result: EntryResult, outcome: Outcome | None) -> None:
    reference = result.entry.reference
    if outcome is None:
        raise DomainError("Say whether this entry is successful.", reference)
    if outcome.successful and not result.qualified:
        raise DomainError("This entry did not qualify, so it cannot be successful.", reference)
    if outcome.successful is not result.proposed and not outcome.reason.strip():
        raise DomainError("Enter the reason for departing from the ranking.", reference)


def _propose(
    procurement: Procurement, summary: str, *, by: Membership, at: datetime
) -> Recommendation:
    made = Recommendation(
        procurement_id=procurement.id,
        summary=summary.strip(),
        recommended_by_id=by.id,
        recommended_at=at,
    )
    db.session.add(made)
    audit.record(made, "recommendation.proposed", by=by, at=at)
    if procurement.status is ProcurementStatus.PRICES_OPENED:
        move(procurement, ProcurementStatus.RECOMMENDED, moves=PROCUREMENT_MOVES, by=by, at=at)
    inbox.tell(
        db.session.scalars(queries.holders_at(by.organisation_id, Role.APPROVER)),
        f"An award waits for your approval: {procurement.title}",
        "Read how the bids came out and what is recommended, then approve it or return it.",
        link=f"/awards/{made.reference}",
        at=at,
        dedupe_key=f"recommendation:{made.reference}",
    )
    return made
