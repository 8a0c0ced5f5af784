"""What waits to be done about invitations, bids, marks and awards."""

from datetime import datetime

from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.tenders.todos import authoring, bidding, evaluating


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now."""
    return [
        *authoring.todo(membership, now=now),
        *bidding.todo(membership, now=now),
        *evaluating.todo(membership, now=now),
    ]
