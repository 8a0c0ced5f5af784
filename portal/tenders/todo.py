"""What waits to be done about invitations, bids, marks and awards."""

from datetime import datetime

from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.tenders import authoring_todo, bidding_todo, evaluating_todo


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now."""
    return [
        *authoring_todo.todo(membership, now=now),
        *bidding_todo.todo(membership, now=now),
        *evaluating_todo.todo(membership, now=now),
    ]
