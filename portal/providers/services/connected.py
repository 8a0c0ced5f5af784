"""Who is connected with an organisation, and whom to ask there for what. Nothing is deleted."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import ConnectedPerson, Connection, Contact, Purpose
from portal.providers.services.groups import require_end


def add_connected(
    organisation: Organisation,
    *,
    kind: Connection,
    name: str,
    body_number: str | None,
    starts_on: date,
    by: Membership,
    at: datetime,
) -> ConnectedPerson:
    """Name a person or body connected with an organisation since a day.

    Raises:
        DomainError: the day is to come.
    """
    if starts_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "starts_on")
    person = ConnectedPerson(
        organisation=organisation,
        kind=kind,
        name=name,
        body_number=body_number,
        starts_on=starts_on,
        added_at=at,
        by_membership_id=by.id,
    )
    db.session.add(person)
    audit.record(person, "connected_person.added", by=by, at=at, facts={"kind": kind.value})
    return person


def end_connected(person: ConnectedPerson, *, ends_on: date, by: Membership, at: datetime) -> None:
    """Say from which day a person or body is no longer connected.

    Raises:
        DomainError: it has ended already, or the day is to come or before the first one.
    """
    lock(person)
    if person.ends_on is not None:
        raise DomainError("This has ended already")
    require_end(person.starts_on, ends_on, at)
    facts = {"ends_on": ends_on.isoformat()}
    audit.record(person, "connected_person.ended", by=by, at=at, facts=facts)
    person.ends_on = ends_on


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Whom to ask for a purpose: a person or a desk, with an address or a number."""

    purpose: Purpose
    name: str
    email: str | None
    phone: str | None

    def __post_init__(self) -> None:
        if not self.email and not self.phone:
            raise DomainError("Enter an email address or a telephone number", "email")


def add_contact(
    organisation: Organisation, facts: ContactFacts, *, by: Membership, at: datetime
) -> Contact:
    """Name a contact; a purpose may have several."""
    contact = Contact(
        organisation=organisation, added_at=at, by_membership_id=by.id, **asdict(facts)
    )
    db.session.add(contact)
    told = {"purpose": facts.purpose.value}
    audit.record(contact, "contact.added", by=by, at=at, facts=told)
    return contact


def change_contact(contact: Contact, facts: ContactFacts, *, by: Membership, at: datetime) -> None:
    """Change a contact's details.

    Raises:
        DomainError: it has ended.
    """
    lock(contact)
    _require_live(contact)
    said = asdict(facts)
    changed = [name for name, value in said.items() if getattr(contact, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(contact, name, said[name])
    audit.record(contact, "contact.changed", by=by, at=at, facts={"changed": changed})


def end_contact(contact: Contact, *, by: Membership, at: datetime) -> None:
    """Say that nobody should use a contact any more.

    Raises:
        DomainError: it has ended already.
    """
    lock(contact)
    _require_live(contact)
    audit.record(contact, "contact.ended", by=by, at=at)
    contact.ended_at = at


def _require_live(contact: Contact) -> None:
    if contact.ended_at is not None:
        raise DomainError("This contact was removed meanwhile")
