"""Migrations lead down and up again when the database is full of the demo region."""

import flask_migrate
import pytest
from sqlalchemy import func, inspect, select

from portal.accounts.models import Organisation
from portal.db import db
from tests.support import postgres
from tests.support.applications import plain_app


@pytest.fixture(params=["sqlite", "postgresql"])
def full_app(request, tmp_path):
    """An application over a migrated database that holds the demo region."""
    if request.param == "sqlite":
        yield from loaded(f"sqlite:///{tmp_path / 'portal.sqlite3'}", tmp_path)
    else:
        with postgres.running() as server:
            yield from loaded(server.new_database("portal"), tmp_path)


def loaded(url, folder):
    app = plain_app(url, folder)
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
