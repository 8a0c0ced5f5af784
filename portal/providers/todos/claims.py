"""What waits to be done about claims of services."""

from typing import Any

from flask import url_for
from sqlalchemy import Select

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import number_of
from portal.providers.queries import claims


def todo(membership: Membership) -> list[ToDo]:
    """Return what the membership should do now about claims."""
    waiting: list[ToDo] = []
    if allows(Permission.MANAGE_PROVIDER, membership):
        waiting += _of_a_side(membership.organisation_id)
    if allows(Permission.DECIDE_CLAIMS, membership):
        waiting += _of_an_administrator()
    return waiting


def _of_a_side(organisation_id: int) -> list[ToDo]:
    href = url_for("claim_disputes.index")
    return _some(
        (
            claims.unanswered(organisation_id),
            ToDo(
                "Answer a disputed claim",
                href,
                "Another organisation says that a service of yours is its own.",
            ),
        ),
        (
            claims.waiting_of(organisation_id),
            ToDo("Follow your disputed claims", href, "An administrator has not decided yet."),
        ),
    )


def _of_an_administrator() -> list[ToDo]:
    return _some(
        (
            claims.of_status(waiting=True),
            ToDo(
                "Decide disputed claims",
                url_for("claim_decisions.index"),
                "Two organisations say that a service is theirs.",
            ),
        ),
        (
            claims.checks(),
            ToDo(
                "Look at claims under another owner’s name",
                url_for("claim_decisions.checks"),
                "Ofsted’s register named another owner than the provider that claimed.",
            ),
        ),
    )


def _some(*lines: tuple[Select[Any], ToDo]) -> list[ToDo]:
    """Return the lines of which there is at least one, each with its number."""
    found = ((number_of(query), line) for query, line in lines)
    return [ToDo(line.title, line.href, line.hint, number) for number, line in found if number]
