"""Migrations have one head, match the models, and lead back down and up again."""

import pkgutil
import re
from importlib import import_module

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import portal
from portal.db import db
from tests.support.applications import plain_app

CONSTRAINTS = text("""
    SELECT c.conrelid::regclass::text, c.conname, c.contype::text, pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE n.nspname = 'public' AND c.conrelid <> 0 ORDER BY 1, 2
""")
INDEXES = text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
COLUMNS = text("""
    SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
""")


@pytest.fixture(scope="module", autouse=True)
def all_models():
    """Import every module, so that no model is missing from what is compared."""
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        import_module(module.name)


@pytest.fixture
def empty_app(empty_database, tmp_path):
    """An application over an empty database, on each of the two kinds."""
    app = plain_app(empty_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def facts(url: str):
    """Return what PostgreSQL says of every column, constraint and index."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {
                "columns": without_version(connection.execute(COLUMNS)),
                "constraints": without_version(connection.execute(CONSTRAINTS)),
                "indexes": without_version(connection.execute(INDEXES)),
            }
    finally:
        engine.dispose()


def without_version(rows) -> list[str]:
    lines = (" | ".join(str(value) for value in row) for row in rows)
    return [line for line in lines if "alembic_version" not in line]


def test_there_is_one_head(app):
    with app.app_context():
        config = app.extensions["migrate"].migrate.get_config()
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_models_and_migrations_do_not_drift_apart(empty_app):
    flask_migrate.upgrade()
    flask_migrate.check()


def test_migrations_lead_up_and_down_and_up_again(empty_app):
    flask_migrate.upgrade()
    there = tables()
    assert there == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert not tables()
    flask_migrate.upgrade()
    assert tables() == there


def test_migrated_and_created_databases_hold_the_same_constraints(server, tmp_path):
    migrated, created = server.new_database("by_migration"), server.new_database("by_models")
    with plain_app(migrated, tmp_path).app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    with plain_app(created, tmp_path).app_context():
        db.create_all()
        db.engine.dispose()
    by_migration, by_models = facts(migrated), facts(created)
    for kind, rows in by_models.items():
        assert by_migration[kind] == rows, kind


def test_both_ways_lead_to_the_same_tables_on_sqlite_too(tmp_path):
    migrated, created = (f"sqlite:///{tmp_path / name}" for name in ("migrated", "created"))
    with plain_app(migrated, tmp_path).app_context():
        flask_migrate.upgrade()
        by_migration = reflected()
        db.engine.dispose()
    with plain_app(created, tmp_path).app_context():
        db.create_all()
        by_models = reflected()
        db.engine.dispose()
    for table, parts in by_models.items():
        assert by_migration[table] == parts, table


def reflected() -> dict[str, dict[str, list[str]]]:
    """Return what SQLite says of every table: columns, checks, foreign keys, uniques, indexes."""
    inspector = inspect(db.engine)
    return {
        table: {
            "columns": sorted(
                f"{column['name']} {column['type']} {column['nullable']}"
                for column in inspector.get_columns(table)
            ),
            "checks": sorted(bare(check) for check in inspector.get_check_constraints(table)),
            "foreign keys": sorted(bare(key) for key in inspector.get_foreign_keys(table)),
            "uniques": sorted(bare(key) for key in inspector.get_unique_constraints(table)),
            "indexes": sorted(bare(index) for index in inspector.get_indexes(table)),
        }
        for table in sorted(tables())
    }


def bare(part) -> str:
    """Return what a database says of a constraint without spaces, quotes and brackets."""
    return re.sub(r"[\s\"'()\\]|dialect_options.*", "", str(part))
