"""The gate before an award: every supplier to be appointed was checked, with its persons.

Sections 26 to 28 of the Procurement Act 2023: a bid of an excluded supplier must be disregarded,
one of an excludable supplier may be, and a buyer looks at connected and associated persons too.
"""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts.models import Organisation
from portal.db import all_of, db
from portal.errors import DomainError
from portal.providers.services.diligence_standing import (
    DiligenceStanding,
    missing_before_award,
    standings,
)
from portal.tenders.models import Recommendation
from portal.tenders.queries import diligence as queries
from portal.tenders.queries import results


@dataclass(frozen=True, slots=True)
class Proposed:
    """One supplier to be appointed, how due diligence stands, and what is missing in words."""

    supplier: Organisation
    standing: DiligenceStanding
    missing: tuple[str, ...]


def proposed_suppliers(recommendation: Recommendation, *, at: datetime) -> list[Proposed]:
    """Return the suppliers that a recommendation would appoint, by name."""
    wanted = {line.entry_id for line in recommendation.lines if line.successful}
    rows = all_of(results.results(recommendation.procurement_id))
    bids = [row.entry.bid for row in rows if row.entry_id in wanted]
    suppliers = {bid.organisation_id: bid.organisation for bid in bids}
    opened = db.session.scalars(queries.opened_at(recommendation.procurement_id)).first()
    names = [(number, one.name) for number, one in suppliers.items()]
    known = standings(names, clock.today(at), since=clock.today(opened) if opened else None)
    return [
        Proposed(
            one,
            known[one.id],
            tuple(missing_before_award(known[one.id], opened_at=opened or at, at=at)),
        )
        for one in sorted(suppliers.values(), key=lambda one: (one.name, one.id))
    ]


def require_checked(recommendation: Recommendation, *, at: datetime) -> None:
    """See that nothing is missing for any supplier to be appointed.

    Raises:
        DomainError: something is; it names the suppliers or persons and what they lack.
    """
    missing = [text for one in proposed_suppliers(recommendation, at=at) for text in one.missing]
    if missing:
        raise DomainError(
            f"You cannot approve this award yet: {'; '.join(missing)}. A contract manager or"
            " commissioner records checks on the provider’s page",
            "decision",
        )
