"""Signed links in e-mails: each for one purpose, for a time, and of no use once used."""

import hashlib
from datetime import timedelta

from flask_security.utils import check_and_get_token_status
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.security import engine
from portal.db import db

RESET_WITHIN = timedelta(hours=4)
CONFIRM_WITHIN = timedelta(days=2)


def confirmation_token(person: Person) -> str:
    """Return the token that shows that somebody reads the mail of a person's address."""
    return str(engine().confirm_serializer.dumps([person.fs_uniquifier, _digest(person.email)]))


def reset_token(person: Person) -> str:
    """Return the token that lets a person choose a password; choosing one spends it."""
    return str(engine().reset_serializer.dumps([person.fs_uniquifier, _digest(person.email)]))


def person_to_confirm(token: str) -> Person | None:
    """Return whose address a token confirms, or None when it is old, forged or spent."""
    return _person(token, "confirm", CONFIRM_WITHIN)


def person_to_reset(token: str) -> Person | None:
    """Return who may choose a password with a token, or None when it is old, forged or spent."""
    return _person(token, "reset", RESET_WITHIN)


def _person(token: str, purpose: str, within: timedelta) -> Person | None:
    expired, invalid, data = check_and_get_token_status(token, purpose, within)
    if expired or invalid or not data:
        return None
    uniquifier, address = data
    person = db.session.scalars(select(Person).where(Person.fs_uniquifier == uniquifier)).first()
    usable = person is not None and person.active and _digest(person.email) == address
    return person if usable else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
