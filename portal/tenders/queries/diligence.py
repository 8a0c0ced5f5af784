"""Who is to be checked because of a tender: bidders once opened, and suppliers before an award."""

from datetime import date, datetime

from sqlalchemy import Select, select

from portal.accounts.models import Membership
from portal.tenders.models import (
    Bid,
    Entry,
    EntryStatus,
    Envelope,
    Opening,
    Procurement,
    ProcurementStatus,
    Recommendation,
    RecommendationLine,
    RecommendationStatus,
)
from portal.tenders.queries.evaluation import overseen

# Nobody may learn who bids before the opening, so nothing earlier than these is ever looked at.
UNDER_WAY = (
    ProcurementStatus.QUALITY_OPENED,
    ProcurementStatus.PRICES_OPENED,
    ProcurementStatus.RECOMMENDED,
)


def opened_at(procurement_id: int) -> Select[datetime | None]:
    """When the bids of a procurement were opened."""
    return (
        select(Opening.opened_at)
        .where(
            Opening.procurement_id == procurement_id,
            Opening.envelope == Envelope.QUALITY,
            Opening.opened_at.is_not(None),
        )
        .order_by(Opening.id)
    )


def opened_and_undecided(membership: Membership, on: date) -> Select[Procurement, datetime | None]:
    """Procurements that a person oversees whose bids are open and not decided, and since when."""
    mine = overseen(membership, on).order_by(None).with_only_columns(Procurement.id)
    return (
        select(Procurement, Opening.opened_at)
        .join(Opening, Opening.procurement_id == Procurement.id)
        .where(
            Procurement.id.in_(mine),
            Procurement.status.in_(UNDER_WAY),
            Opening.envelope == Envelope.QUALITY,
            Opening.opened_at.is_not(None),
        )
        .order_by(Procurement.id)
    )


def bidders_opened(procurement_id: int) -> Select[int]:
    """Ids of the organisations whose bids to a procurement were opened, for use inside another."""
    return (
        select(Bid.organisation_id)
        .join(Entry, Entry.bid_id == Bid.id)
        .join(Procurement, Procurement.id == Bid.procurement_id)
        .where(
            Procurement.id == procurement_id,
            Procurement.status.in_(UNDER_WAY),
            Entry.status == EntryStatus.SUBMITTED,
        )
    )


def suppliers_recommended(procurement_id: int) -> Select[int]:
    """Ids of the organisations that a recommendation under decision would appoint, likewise."""
    return (
        select(Bid.organisation_id)
        .join(Entry, Entry.bid_id == Bid.id)
        .join(RecommendationLine, RecommendationLine.entry_id == Entry.id)
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .where(
            Recommendation.procurement_id == procurement_id,
            Recommendation.status == RecommendationStatus.PROPOSED,
            RecommendationLine.successful,
        )
    )
