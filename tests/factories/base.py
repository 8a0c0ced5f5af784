"""What every factory inherits: rows are flushed into the session of the application."""

import factory
from factory.alchemy import SQLAlchemyModelFactory

from portal.db import db


class ModelFactory(SQLAlchemyModelFactory):
    """Makes rows in the current session; the test commits where a request must see them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731  what the library asks for
        sqlalchemy_session_persistence = "flush"


__all__ = ["ModelFactory", "factory"]
