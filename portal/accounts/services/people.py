"""People: who has an account, how they sign in, and their own details."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from portal import audit
from portal.accounts import letters, passwords, queries
from portal.accounts.models import Person
from portal.db import db
from portal.errors import DomainError

WRONG = "Enter a correct email address and password"


class Attempt(NamedTuple):
    """How a sign-in went: who it was about, if anybody, and what is still owed."""

    person: Person | None
    passed: bool
    unconfirmed: bool = False


def address(email: str) -> str:
    """Return an e-mail address as it is kept and looked up."""
    return email.strip().lower()


def add_person(
    *, name: str, email: str, password: str | None, at: datetime, confirmed: bool = False
) -> Person:
    """Add somebody with an account. Whether the address is free is for the caller to ask.

    Raises:
        DomainError: the password is too weak.
    """
    if password is not None:
        passwords.check_new(password, about=(name, email))
    person = Person(
        name=name,
        email=address(email),
        password=passwords.hashed(password) if password is not None else None,
        fs_uniquifier=uuid4().hex,
        created_at=at,
        confirmed_at=at if confirmed else None,
    )
    db.session.add(person)
    audit.record(person, "person.added", by=None, at=at)
    return person


def find_person(email: str) -> Person | None:
    """Return the person with an address, if there is one."""
    return db.session.scalars(queries.person_with_email(address(email))).first()


def try_password(email: str, password: str, *, at: datetime) -> Attempt:
    """Compare a password at sign-in and record how it went. The same for nobody as for somebody."""
    person = find_person(email)
    right = passwords.matches(person, password)
    if person is None:
        return Attempt(None, passed=False)
    if not right or not person.active:
        audit.record(person, "person.sign_in_failed", by=None, at=at)
        return Attempt(person, passed=False)
    if person.confirmed_at is None:
        letters.send_confirmation(person, at=at)
        return Attempt(person, passed=False, unconfirmed=True)
    return Attempt(person, passed=True)


def record_sign_in(person: Person, *, at: datetime) -> None:
    """Write down that a person is in."""
    audit.record(person, "person.signed_in", by=None, at=at)


def record_wrong_code(person: Person, *, at: datetime) -> None:
    """Write down that the password was right and the code was not."""
    audit.record(person, "person.code_refused", by=None, at=at)


def record_sign_out(person: Person, *, at: datetime) -> None:
    """Write down that a person left."""
    audit.record(person, "person.signed_out", by=None, at=at)


def confirm_email(person: Person, *, at: datetime) -> None:
    """Note that a person reads the mail of their address. Doing it again changes nothing."""
    if person.confirmed_at is None:
        person.confirmed_at = at
        audit.record(person, "person.email_confirmed", by=None, at=at)


def ask_for_reset(email: str, *, at: datetime) -> None:
    """Send somebody the way to a new password, and nobody anything."""
    person = find_person(email)
    if person is not None and person.active:
        letters.send_reset(person, at=at)
        audit.record(person, "person.reset_asked", by=None, at=at)


def reset_password(person: Person, password: str, *, at: datetime) -> None:
    """Set the password of somebody who followed a link to their own mail.

    Raises:
        DomainError: the password is too weak.
    """
    _set_password(person, password)
    audit.record(person, "person.password_reset", by=None, at=at)
    confirm_email(person, at=at)
    letters.send_notice(
        person, "Your password has been changed", "You have chosen a new password.", at=at
    )


def change_password(person: Person, current: str, new: str, *, at: datetime) -> None:
    """Change the password of somebody signed in. Every other session of theirs ends.

    Raises:
        DomainError: the current password is wrong, or the new one is too weak.
    """
    require_password(person, current, field="current")
    _set_password(person, new)
    audit.record(person, "person.password_changed", by=None, at=at)
    letters.send_notice(
        person, "Your password has been changed", "You have changed your password.", at=at
    )


def require_password(person: Person, password: str, *, field: str = "password") -> None:
    """Ask for the password again before something that matters.

    Raises:
        DomainError: it is not the right one.
    """
    if not passwords.matches(person, password):
        raise DomainError("That is not your password", field)


def rename(person: Person, name: str, *, at: datetime) -> None:
    """Change how a person is called."""
    if person.name != name:
        audit.record(person, "person.renamed", by=None, at=at)
        person.name = name


def _set_password(person: Person, password: str) -> None:
    passwords.check_new(password, about=(person.name, person.email))
    person.password = passwords.hashed(password)
    # The old one is what sessions and links in e-mails hold on to: they all end here.
    person.fs_uniquifier = uuid4().hex
