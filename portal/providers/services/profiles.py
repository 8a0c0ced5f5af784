"""What an organisation says of itself."""

from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.accounts.models import Membership, Organisation
from portal.accounts.services.registration import company_number as in_full
from portal.db import db, lock
from portal.errors import DomainError

TAKEN = "Another organisation here has this company number. Check it, or ask for help"


def update_profile(
    organisation: Organisation,
    *,
    name: str,
    company_number: str | None,
    charity_number: str | None,
    legal_form: str | None,
    contact_email: str | None,
    by: Membership,
    at: datetime,
) -> None:
    """Change an organisation's profile.

    Raises:
        DomainError: the company number is not one, or belongs to another organisation.
    """
    number = in_full(company_number) if company_number else None
    lock(organisation)
    if number and _held_by_another(number, organisation):
        raise DomainError(TAKEN, "company_number")
    values = {
        "name": name,
        "company_number": number,
        "charity_number": charity_number,
        "legal_form": legal_form,
        "contact_email": contact_email,
    }
    changed = [field for field, value in values.items() if getattr(organisation, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(organisation, field, values[field])
    audit.record(organisation, "organisation.changed", by=by, at=at, facts={"changed": changed})


def _held_by_another(number: str, organisation: Organisation) -> bool:
    query = select(Organisation.id).where(
        Organisation.company_number == number, Organisation.id != organisation.id
    )
    return db.session.scalar(query) is not None
