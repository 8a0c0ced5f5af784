"""Beginning and ending a signed-in session, and where it may lead."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import session
from flask_security.utils import login_user, logout_user
from sqlalchemy import select

from portal.accounts.limits import PENDING
from portal.accounts.models import Person
from portal.db import db

CODE_WITHIN = timedelta(minutes=10)
PASSED_AT = "password_passed_at"
FLASHES = "_flashes"


def begin(person: Person) -> None:
    """Sign a person in, in a session that carries nothing over from before."""
    said = session.get(FLASHES)
    session.clear()
    if said:
        session[FLASHES] = said
    login_user(person, remember=False)


def end() -> None:
    """Sign out and forget everything that the session held."""
    logout_user()
    session.clear()


def keep_for_code(person: Person, *, at: datetime) -> None:
    """Remember, signed, that a person gave their password and still owes a code."""
    session.pop("_user_id", None)
    session[PENDING] = person.fs_uniquifier
    session[PASSED_AT] = at.timestamp()


def person_waiting_for_code(*, at: datetime) -> Person | None:
    """Return who gave their password a short while ago and still owes a code."""
    if at.timestamp() - float(session.get(PASSED_AT, 0)) > CODE_WITHIN.total_seconds():
        return None
    waiting = select(Person).where(
        Person.fs_uniquifier == str(session.get(PENDING, "")), Person.active
    )
    return db.session.scalars(waiting).first()


def safe_path(target: str | None, otherwise: str) -> str:
    """Return a path on this site to go on to, never the address of another site."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return otherwise
    unseen = any(ord(mark) <= 32 or ord(mark) == 127 for mark in target)
    parts = urlsplit(target)
    return otherwise if unseen or parts.scheme or parts.netloc else target
