"""Registering interest in an invitation. Nothing here commits: the caller does."""

from datetime import datetime

from portal.accounts.models import Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.models import Interest, Procurement
from portal.tenders.queries import procurements as queries


def register_interest(procurement: Procurement, *, by: Membership, at: datetime) -> Interest:
    """Note that a provider wants to hear of changes; a second time changes nothing.

    Raises:
        DomainError: the invitation is not open.
    """
    if not procurement.is_open(at):
        raise DomainError("This invitation to tender is closed.")
    # Two colleagues may press at once: their organisation's row keeps them in line.
    lock(by.organisation)
    statement = queries.interest_of(procurement, by.organisation_id)
    interest = db.session.scalars(statement).first()
    if interest is None:
        interest = Interest(
            procurement_id=procurement.id,
            organisation_id=by.organisation_id,
            registered_at=at,
            by_membership_id=by.id,
        )
        db.session.add(interest)
        db.session.flush()
    return interest
