"""What waits to be done about a declaration on exclusion grounds, and its line of the task list."""

from datetime import date, datetime

from flask import url_for

from portal import clock
from portal.access import OrganisationKind
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.display import day
from portal.providers.queries import declarations
from portal.providers.readiness import Readiness, Standing
from portal.providers.services.diligence_standing import (
    RENEW_BEFORE,
    DeclarationState,
    declaration_state,
)

SAID = {
    DeclarationState.MISSING: (
        "Declare on exclusion grounds",
        "Once for every bid. Buyers look at it before they award anything.",
    ),
    DeclarationState.OUT_OF_DATE: (
        "Renew your declaration on exclusion grounds",
        "It is out of date. Your last answers are filled in.",
    ),
    DeclarationState.PEOPLE_CHANGED: (
        "Renew your declaration on exclusion grounds",
        "The people connected with you have changed since.",
    ),
}


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership's organisation should do about its declaration now."""
    if membership.organisation.kind is not OrganisationKind.PROVIDER:
        return []
    state, until = _standing(membership, now)
    href = url_for("declaration.own")
    if state in SAID:
        title, hint = SAID[state]
        return [ToDo(title, href, hint)]
    if _ends_soon(until, now):
        hint = f"It counts until {day(until)}." if until else ""
        return [ToDo("Renew your declaration on exclusion grounds", href, hint)]
    return []


def declaration_line(membership: Membership, now: datetime) -> list[Readiness]:
    """Return the task list's line about the declaration, for those who bid."""
    if membership.organisation.kind is not OrganisationKind.PROVIDER:
        return []
    state, until = _standing(membership, now)
    title, href = "Declaration on exclusion grounds", url_for("declaration.own")
    if state in SAID:
        expired = state is not DeclarationState.MISSING
        standing = Standing.EXPIRED if expired else Standing.MISSING
        return [Readiness(title, href, standing, SAID[state][1])]
    if _ends_soon(until, now):
        return [Readiness(title, href, Standing.EXPIRING)]
    return [Readiness(title, href, Standing.COMPLETED)]


def _standing(membership: Membership, now: datetime) -> tuple[DeclarationState, date | None]:
    """How the organisation's last declaration stands, and until when it counts."""
    today, owner = clock.today(now), [membership.organisation_id]
    last = db.session.scalars(declarations.latest_of(owner)).first()
    persons = all_of(declarations.persons_of(owner, today))
    return declaration_state(last, persons, today), last.valid_until if last else None


def _ends_soon(until: date | None, now: datetime) -> bool:
    return until is not None and until <= clock.today(now) + RENEW_BEFORE
