"""A provider joins the portal with its first person."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.access import OrganisationKind, Role
from portal.accounts import letters, passwords
from portal.accounts.models import Membership, Organisation
from portal.accounts.services import memberships, people
from portal.db import db
from portal.errors import DomainError

COMPANY_NUMBER = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}")
TAKEN = (
    "An organisation with this company number is registered already. Ask a colleague who uses the"
    " portal to invite you, or write to the people who run the portal"
)


def company_number(text: str) -> str:
    """Return a Companies House number in its full form: `1234567` as `01234567`.

    Raises:
        DomainError: it is not such a number.
    """
    number = "".join(text.split()).upper()
    if number.isdigit():
        number = number.zfill(8)
    if not COMPANY_NUMBER.fullmatch(number):
        raise DomainError(
            "Company number must be 8 characters, like 01234567 or SC123456", "company_number"
        )
    return number


def register_provider(
    *,
    organisation_name: str,
    number: str | None,
    person_name: str,
    email: str,
    password: str,
    at: datetime,
) -> Membership | None:
    """Add a provider and the person who administers it, who still has to confirm their address.

    Somebody who has an account already is written to instead, and nothing is added: the answer on
    the page is the same, so that it does not say who has an account.

    Raises:
        DomainError: the company number is wrong or taken, or the password is too weak.
    """
    known = people.find_person(email)
    number = free_company_number(number) if number else None
    passwords.check_new(password, about=(person_name, email))
    if known is not None:
        passwords.hashed(password)  # takes as long as for somebody new
        letters.send_already_registered(known, at=at)
        return None
    try:
        with db.session.begin_nested():
            person = people.add_person(name=person_name, email=email, password=password, at=at)
            organisation = _new_provider(organisation_name, number, person.email)
    except IntegrityError as error:  # The same details came a second time in the same moment.
        raise DomainError("These details were sent a moment ago. Check your email.") from error
    membership = memberships.start(
        person, organisation, {Role.PROVIDER_ADMINISTRATOR}, by=None, at=at
    )
    audit.record(organisation, "organisation.registered", by=membership, at=at)
    letters.send_confirmation(person, at=at)
    return membership


def _new_provider(name: str, number: str | None, email: str) -> Organisation:
    provider = Organisation(
        kind=OrganisationKind.PROVIDER, name=name, company_number=number, contact_email=email
    )
    db.session.add(provider)
    return provider


def free_company_number(text: str) -> str:
    """Return a company number in full that no organisation here has.

    Raises:
        DomainError: it is malformed or taken.
    """
    number = company_number(text)
    if db.session.scalars(
        select(Organisation.id).where(Organisation.company_number == number)
    ).first():
        raise DomainError(TAKEN, "company_number")
    return number
