"""How an invitation stands, in words for staff."""

from datetime import datetime

from portal.tenders.models import Procurement, ProcurementStatus

_WORDS = {
    ProcurementStatus.DRAFT: "draft",
    ProcurementStatus.QUALITY_OPENED: "in evaluation",
    ProcurementStatus.PRICES_OPENED: "pricing",
    ProcurementStatus.RECOMMENDED: "awaiting approval",
    ProcurementStatus.AWARDED: "awarded",
    ProcurementStatus.NO_AWARD: "ended without an award",
}


def staff_state(procurement: Procurement, now: datetime) -> str:
    """Return the state of an invitation; while it is published, time alone decides."""
    if procurement.status is ProcurementStatus.PUBLISHED:
        return "open for bids" if procurement.is_open(now) else "closed"
    return _WORDS[procurement.status]
