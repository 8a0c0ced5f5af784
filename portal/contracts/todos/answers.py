"""What waits of agreements and disputes, for either side."""

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.contracts.queries import answers
from portal.db import number_of


def todo(membership: Membership) -> list[ToDo]:
    """Records for the provider to answer, disputes for the council to answer."""
    found: list[ToDo] = []
    if allows(Permission.AGREE_PLACEMENTS, membership):
        waiting = records_to_answer(membership)
        hint = "Councils have recorded or changed placements and charges at your services."
        if waiting:
            href = url_for("agreeing.index")
            found.append(ToDo("Agree or dispute what is recorded", href, hint, waiting))
    if allows(Permission.SEE_COUNCIL_PLACEMENTS, membership):
        disputed = number_of(answers.council_disputes(membership, {"status": "open"}))
        hint = "Correct the record, or keep it and say why."
        if disputed:
            href = url_for("disputes.index")
            found.append(ToDo("Answer disputes of providers", href, hint, disputed))
    return found


def records_to_answer(membership: Membership) -> int:
    """How many placements and charges a provider has not answered."""
    return number_of(answers.placements_to_answer(membership)) + number_of(
        answers.charges_to_answer(membership)
    )
