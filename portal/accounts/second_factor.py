"""The authenticator app and the recovery codes that stand in for it."""

from datetime import datetime

from flask_security.totp import Totp
from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.access import STAFF_ROLES, Acting
from portal.accounts.models import Person
from portal.accounts.security import engine
from portal.db import lock
from portal.errors import DomainError

WINDOW_SECONDS = 30
WRONG_CODE = "That code is not right. Enter the newest code from your app"


def new_secret() -> str:
    """Return a secret for an app, encrypted, to be kept in the session until it is proved."""
    return str(_codes().generate_totp_secret())


def setup_values(person: Person, secret: str) -> dict[str, str]:
    """Return what the set-up page shows: `image` (a data address), `key`, `username`, `issuer`."""
    return dict(_codes().fetch_setup_values(secret, person))


def turn_on(person: Person, secret: str, code: str, *, at: datetime) -> list[str]:
    """Ask for codes at sign-in from now on, and return the recovery codes to show once.

    Raises:
        DomainError: the code is not the one that the app shows.
    """
    if not _codes().verify_totp(_digits(code), secret, person, window=WINDOW_SECONDS):
        raise DomainError(WRONG_CODE, "code")
    person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    audit.record(person, "person.second_factor_turned_on", by=None, at=at)
    return renew_recovery_codes(person, at=at)


def turn_off(person: Person, *, at: datetime) -> None:
    """Ask for a password only from now on."""
    person.tf_primary_method = person.tf_totp_secret = None
    person.mf_recovery_codes = person.second_factor_counter = None
    audit.record(person, "person.second_factor_turned_off", by=None, at=at)


def renew_recovery_codes(person: Person, *, at: datetime) -> list[str]:
    """Replace a person's recovery codes and return the new ones to show once."""
    codes = [str(one) for one in engine().mf_recovery_codes_util.create_recovery_codes(person)]
    audit.record(person, "person.recovery_codes_made", by=None, at=at)
    return codes


def accepts(person: Person, code: str) -> bool:
    """Check a code of the app, or spend one of the recovery codes: each works once."""
    lock(person)
    digits = _digits(code)
    if len(digits) == 6 and digits.isdigit():
        return _codes().verify_totp(
            digits, str(person.tf_totp_secret), person, window=WINDOW_SECONDS
        )
    recovery = engine().mf_recovery_codes_util
    typed = code.strip().lower()
    if not recovery.check_recovery_code(person, typed):
        return False
    spent = recovery.delete_recovery_code(person, typed)
    # The library takes the code out of the list in place, which SQLAlchemy does not see.
    flag_modified(person, "mf_recovery_codes")
    return bool(spent)


def has(person: Person) -> bool:
    """Say whether a person is asked for a code at sign-in."""
    return bool(person.tf_totp_secret)


def needs(acting: Acting | None) -> bool:
    """Say whether a membership is one of those that may be made to have a second factor."""
    return acting is not None and bool(acting.roles & STAFF_ROLES)


def _codes() -> Totp:
    return engine().totp_factory


def _digits(code: str) -> str:
    return code.replace(" ", "").strip()
