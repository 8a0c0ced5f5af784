"""What a person must declare, or wait for, before they may read a bid."""

from enum import StrEnum

from portal.accounts.models import Membership
from portal.db import db
from portal.tenders.models import Procurement
from portal.tenders.queries import evaluation as queries


class Gate(StrEnum):
    """What a person must do, or wait for, before they may read a bid."""

    DECLARE = "declare"
    CONFLICT = "conflict"
    SEALED = "sealed"
    DECLARE_BIDDERS = "declare_bidders"
    OPEN = "open"


def gate(procurement: Procurement, membership: Membership) -> Gate:
    """Say what stands between a person and the bids of a procurement."""
    declared = db.session.scalars(
        queries.declaration_for_all(procurement.id, membership.id)
    ).first()
    if declared is None:
        return Gate.DECLARE
    if declared.conflict:
        return Gate.CONFLICT
    if procurement.status in queries.BEFORE_OPENING:
        return Gate.SEALED
    undeclared = queries.undeclared_bidders(procurement.id, membership.id).limit(1)
    return Gate.DECLARE_BIDDERS if db.session.scalars(undeclared).first() else Gate.OPEN
