"""Sign-in by Flask-Security on Flask-Login: its engine, behind pages of our own.

Its own pages are not registered: docs/adr/0004-sign-in.md says why.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any, cast

from flask import Flask, current_app
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.totp import Totp
from passlib.totp import TotpMatch

from portal import clock
from portal.accounts import context
from portal.accounts.limits import limiter
from portal.accounts.models import Person
from portal.config import Environment, Settings
from portal.db import db

SESSION_LENGTH = timedelta(hours=12)
QUICK_HASHES = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}


class SingleUseCodes(Totp):
    """Codes of an authenticator app that work once each, as RFC 6238 section 5.2 asks."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.second_factor_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.second_factor_counter = tmatch.counter


def init_security(app: Flask, settings: Settings) -> None:
    """Attach the engine of sign-in, its limits, and what every page says about who is here."""
    testing = settings.environment is Environment.TEST
    app.config.update(
        PERMANENT_SESSION_LIFETIME=SESSION_LENGTH,
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_HEADERS_ENABLED=False,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of a hash, not a password
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASHES if testing else {},
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_DATETIME_FACTORY=clock.now,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": derived(settings.secret_key, "authenticator apps")},
        SECURITY_TOTP_ISSUER="Regional Care Market",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=10,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[derived(settings.secret_key, "recovery codes")],
    )
    people = SQLAlchemyUserDatastore(db, Person, cast("Any", None))
    security = Security(app, people, register_blueprint=False, totp_cls=SingleUseCodes)
    security.principal.skip_static = True
    limiter.init_app(app)
    app.context_processor(context.who_is_here)


def derived(secret: str, purpose: str) -> str:
    """Return a key for one purpose, made from the installation's secret."""
    digest = hashlib.blake2b(secret.encode(), person=b"portal", digest_size=32)
    digest.update(purpose.encode())
    return urlsafe_b64encode(digest.digest()).decode()


def engine() -> Security:
    """Return the application's Flask-Security."""
    return cast("Security", current_app.extensions["security"])
