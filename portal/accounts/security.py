"""Sign-in by Flask-Security on Flask-Login, set to the rules of the house."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from portal import clock
from portal.accounts.models import Person
from portal.config import Settings
from portal.db import db

security = Security()


def init_security(app: Flask, settings: Settings) -> None:
    """Attach sign-in, sign-out, confirmation, reset and the second factor."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of a hash, not a password
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_DATETIME_FACTORY=clock.now,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_STATIC_FOLDER=None,
        SECURITY_JOIN_USER_ROLES=False,
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, Person, None), register_blueprint=True)
