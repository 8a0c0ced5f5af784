"""What an organisation says of itself: each saving is a version, and the latest one holds."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation
from portal.accounts.services.registration import company_number as in_full
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    LEGAL_FORM_TITLES,
    LegalForm,
    OrganisationSize,
    ProfileVersion,
)
from portal.providers.queries import profiles

TAKEN = "Another organisation here has this company number. Check it, or ask for help"
# Every number that published notices carry has this shape.
PPON = re.compile(r"([A-Z]{4})([0-9]{4})([A-Z]{4})")
STALE = (
    "Somebody else saved this profile while you were writing. Nothing of yours is lost: compare"
    " what they changed, then save again"
)
SCHEME = re.compile(r"^GBPPON")
WEBSITE = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)


class StaleProfileError(DomainError):
    """Somebody saved the profile after the page at hand was loaded."""


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What a profile holds."""

    name: str
    trading_name: str | None = None
    legal_form: LegalForm | None = None
    company_number: str | None = None
    charity_number: str | None = None
    ppon: str | None = None
    share_code: str | None = None
    vcse: bool | None = None
    size: OrganisationSize | None = None
    website: str | None = None
    address: str | None = None
    contact_email: str | None = None


def facts_of(organisation: Organisation) -> ProfileFacts:
    """Return what the latest version says, or else what is known from registering."""
    latest = latest_version(organisation)
    if latest is None:
        return ProfileFacts(
            name=organisation.name,
            company_number=organisation.company_number,
            charity_number=organisation.charity_number,
            contact_email=organisation.contact_email,
        )
    return ProfileFacts(
        **{name: getattr(latest, name) for name in ProfileFacts.__dataclass_fields__}
    )


def latest_version(organisation: Organisation) -> ProfileVersion | None:
    """Return the version that holds, or None while nobody has saved one."""
    return db.session.scalars(profiles.versions_of(organisation.id).limit(1)).first()


def save_profile(
    organisation: Organisation,
    facts: ProfileFacts,
    *,
    loaded: int,
    by: Membership,
    at: datetime,
) -> ProfileVersion | None:
    """Save a profile as its next version; return None when it says what the latest one says.

    `loaded` is the number of the version that the changes were made to, 0 for none. What a council
    or a co-operative is called, and its own address, are kept by those who run the portal.

    Raises:
        StaleProfileError: somebody has saved another version since.
        DomainError: a number or an address is malformed, or the company number is taken.
    """
    facts = _checked(facts)
    lock(organisation)
    latest = latest_version(organisation)
    number = latest.number if latest else 0
    if number != loaded:
        raise StaleProfileError(STALE)
    if organisation.kind is not OrganisationKind.PROVIDER:
        facts = replace(facts, name=organisation.name, contact_email=organisation.contact_email)
    if facts.company_number and _held_by_another(facts.company_number, organisation):
        raise DomainError(TAKEN, "company_number")
    standing = facts_of(organisation)
    said, stood = asdict(facts), asdict(standing)
    changed = [name for name in said if said[name] != stood[name]]
    if not changed:
        return None
    if latest is None:  # Nobody saved what stood until now, so it goes before the first saving.
        number = _add(organisation, standing, 1, by=None, at=at).number
    version = _add(organisation, facts, number + 1, by=by, at=at)
    _write_through(organisation, facts)
    told = {"version": version.number, "changed": changed}
    audit.record(organisation, "organisation.changed", by=by, at=at, facts=told)
    return version


def tidy_ppon(words: str) -> str:
    """Return a public procurement organisation number as `ABCD-1234-EFGH`.

    Raises:
        DomainError: it is not one.
    """
    found = PPON.fullmatch(SCHEME.sub("", re.sub(r"[\s:-]", "", words).upper()))
    if found is None:
        raise DomainError("PPON must be like ABCD-1234-EFGH", "ppon")
    return "-".join(found.groups())


def tidy_website(words: str) -> str:
    """Return a website's address with its scheme.

    Raises:
        DomainError: it is not one.
    """
    address = words if "://" in words else f"https://{words}"
    if not WEBSITE.fullmatch(address):
        raise DomainError("Website must be an address like www.example.org", "website")
    return address


def _checked(facts: ProfileFacts) -> ProfileFacts:
    return replace(
        facts,
        company_number=in_full(facts.company_number) if facts.company_number else None,
        ppon=tidy_ppon(facts.ppon) if facts.ppon else None,
        website=tidy_website(facts.website) if facts.website else None,
    )


def _add(
    organisation: Organisation,
    facts: ProfileFacts,
    number: int,
    *,
    by: Membership | None,
    at: datetime,
) -> ProfileVersion:
    version = ProfileVersion(
        organisation_id=organisation.id,
        number=number,
        saved_at=at,
        by_membership_id=by.id if by else None,
        **asdict(facts),
    )
    db.session.add(version)
    return version


def _write_through(organisation: Organisation, facts: ProfileFacts) -> None:
    """Keep the organisation's own columns, which everything else reads, as the latest version."""
    organisation.name = facts.name
    organisation.company_number = facts.company_number
    organisation.charity_number = facts.charity_number
    organisation.contact_email = facts.contact_email
    organisation.legal_form = LEGAL_FORM_TITLES[facts.legal_form] if facts.legal_form else None


def _held_by_another(number: str, organisation: Organisation) -> bool:
    query = select(Organisation.id).where(
        Organisation.company_number == number, Organisation.id != organisation.id
    )
    return db.session.scalar(query) is not None
