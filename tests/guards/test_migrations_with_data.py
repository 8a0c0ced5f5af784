"""Migrations lead up and down when the database is full, and up from what releases left behind."""

import flask_migrate
import pytest
from sqlalchemy import func, inspect, select, text

from portal.accounts.models import Organisation
from portal.db import Base, db
from tests.guards import releases
from tests.support.applications import plain_app

RELEASES = ("0011",)


@pytest.fixture
def app_here(empty_database, tmp_path):
    """An application over an empty database, on each of the two kinds."""
    app = plain_app(empty_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_full_database_goes_down_to_nothing_and_up_again(app_here):
    flask_migrate.upgrade()
    done = app_here.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output
    assert db.session.scalar(select(func.count()).select_from(Organisation))
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 0


@pytest.mark.parametrize("release", RELEASES)
def test_what_a_release_left_is_kept_and_can_be_read(app_here, release):
    flask_migrate.upgrade(revision=release)
    left = releases.load(db.engine, release)
    flask_migrate.upgrade()
    there = {name: count(name) for name in left}
    assert {name: there[name] >= number for name, number in left.items()} == dict.fromkeys(
        left, True
    )
    for mapper in Base.registry.mappers:
        db.session.scalars(select(mapper.class_)).unique().all()
    db.session.remove()
    flask_migrate.downgrade(revision=release)
    assert {name: count(name) for name in left} == left


def count(table: str) -> int:
    counted = db.session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names
    db.session.rollback()
    return counted
