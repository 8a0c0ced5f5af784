"""What waits to be done about a provider's declaration on exclusion grounds."""

from datetime import datetime

from flask import url_for

from portal import clock
from portal.access import OrganisationKind
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.display import day
from portal.providers.queries import declarations
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
    today, href = clock.today(now), url_for("declaration.own")
    last = db.session.scalars(declarations.latest_of([membership.organisation_id])).first()
    persons = all_of(declarations.persons_of([membership.organisation_id], today))
    state = declaration_state(last, persons, today)
    if state in SAID:
        title, hint = SAID[state]
        return [ToDo(title, href, hint)]
    if last and last.valid_until <= today + RENEW_BEFORE:
        hint = f"It counts until {day(last.valid_until)}."
        return [ToDo("Renew your declaration on exclusion grounds", href, hint)]
    return []
