"""Disputes end as accepted as soon as the council has corrected what was disputed."""

from datetime import datetime

from portal.accounts.models import Membership
from portal.contracts.models import DISPUTE_MOVES, DisputeStatus, Placement, ProviderAnswer
from portal.contracts.queries import answers as queries
from portal.contracts.services.dispute_news import tell_provider
from portal.contracts.services.subjects import is_corrected
from portal.db import all_of, db
from portal.state import move


def close_corrected(placement: Placement, *, by: Membership, at: datetime) -> int:
    """Close the open disputes about what is now recorded otherwise; return how many."""
    db.session.flush()
    corrected = [one for one in all_of(queries.open_disputes_of(placement.id)) if is_corrected(one)]
    for dispute in corrected:
        close(dispute, DisputeStatus.ACCEPTED, words="", by=by, at=at)
        tell_provider(dispute, "The council has corrected the record.", at=at)
    return len(corrected)


def close(
    dispute: ProviderAnswer, status: DisputeStatus, *, words: str, by: Membership, at: datetime
) -> None:
    """End a dispute. What was written stays out of the audit trail."""
    move(dispute, status, moves=DISPUTE_MOVES, by=by, at=at)
    dispute.closed_at, dispute.closed_by_id, dispute.closing_words = at, by.id, words
