"""What waits to be done about due diligence by the staff who check providers."""

from datetime import datetime

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.contracts.services.diligence_due import DUE, due_count


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return how many providers are due a debarment check for the membership's regions."""
    number = due_count(membership, now) if allows(Permission.CHECK_PROVIDERS, membership) else 0
    if not number:
        return []
    hint = "For the supplier or somebody connected with it: before an award, or by schedule."
    href = url_for("diligence.index", state=DUE)
    return [ToDo("Check providers against the debarment list", href, hint, number)]
