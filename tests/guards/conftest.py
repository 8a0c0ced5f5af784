"""Databases of both kinds, for the guards that need an empty one of their own."""

import pytest

from tests.support import postgres


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server."""
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    return request.getfixturevalue("server").new_database("empty")
