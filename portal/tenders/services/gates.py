"""What a person must declare, or wait for, before they may read a bid."""

from enum import StrEnum

from portal.accounts.models import Membership
from portal.db import db
from portal.tenders.models import Procurement
from portal.tenders.queries import openings
from portal.tenders.queries.evaluation import BEFORE_OPENING
from portal.tenders.services.declarations import may_read


class Gate(StrEnum):
    """What a person must do, or wait for, before they may read a bid."""

    DECLARE = "declare"
    CONFLICT = "conflict"
    SEALED = "sealed"
    DECLARE_BIDDERS = "declare_bidders"
    OPEN = "open"


def gate(procurement: Procurement, membership: Membership) -> Gate:
    """Say what stands between a person and the bids of a procurement."""
    declared = db.session.scalars(openings.own_declaration(procurement, membership)).first()
    if declared is None:
        return Gate.DECLARE
    if declared.conflict:
        return Gate.CONFLICT
    if procurement.status in BEFORE_OPENING:
        return Gate.SEALED
    return Gate.OPEN if may_read(procurement, membership) else Gate.DECLARE_BIDDERS
