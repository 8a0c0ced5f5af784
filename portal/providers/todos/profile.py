"""What waits to be told of an organisation's profile, as one line of the home page."""

from datetime import datetime

from flask import url_for

from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.providers.readiness import to_do
from portal.providers.task_list import readiness


def of_profile(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return how many lines of the organisation's task list ask for something."""
    missing = len(to_do(readiness(membership, now=now)))
    if not missing:
        return []
    hint = "What you tell once serves every framework and every council."
    return [ToDo("Complete your profile", url_for("profile.profile"), hint, missing)]
