"""Migrations lead down and up again when the database is full of the demo region."""

import flask_migrate
import pytest
from sqlalchemy import func, inspect, select

from portal.accounts.models import Organisation
from portal.db import db
from tests.support.applications import plain_app


@pytest.fixture
def full_app(empty_database, tmp_path):
    """An application over a migrated database that holds the demo region."""
    app = plain_app(empty_database, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        done = app.test_cli_runner().invoke(args=["demo", "load"])
        assert done.exit_code == 0, done.output
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_full_database_goes_down_to_nothing_and_up_again(full_app):
    assert db.session.scalar(select(func.count()).select_from(Organisation))
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 0
