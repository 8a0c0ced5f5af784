"""Passwords: what is asked of a new one, and how one is kept and compared."""

import unicodedata
from collections.abc import Iterable

from flask_security.utils import hash_password, verify_password
from zxcvbn import zxcvbn

from portal.accounts.models import Person
from portal.errors import DomainError

MINIMUM = 12
STRONG_ENOUGH = 3
LONGEST_JUDGED = 72


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    return str(hash_password(_normal(password)))


def matches(person: Person | None, password: str) -> bool:
    """Compare a password, taking as long for nobody as for somebody."""
    if person is None or not person.password:
        hash_password(_normal(password))
        return False
    return bool(verify_password(_normal(password), person.password))


def check_new(password: str, *, about: Iterable[str], field: str = "password") -> None:
    """Refuse a new password that is short, common or made of what is known about its owner.

    Raises:
        DomainError: with what to do instead.
    """
    if len(password) < MINIMUM:
        raise DomainError(f"Password must be {MINIMUM} characters or more", field)
    known = [word for text in about for word in _words(text)]
    judged = zxcvbn(_normal(password)[:LONGEST_JUDGED], user_inputs=known)
    if judged["score"] < STRONG_ENOUGH:
        raise DomainError(
            "Choose a password that is harder to guess, for example three unrelated words", field
        )


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _words(text: str) -> list[str]:
    parts = text.replace("@", " ").replace(".", " ").split()
    return [text, "".join(parts), *parts]
