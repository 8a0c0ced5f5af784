"""The private PostgreSQL server starts, keeps data, and leaves nothing behind."""

import pytest
from sqlalchemy import create_engine, text

from tests.support import postgres


@pytest.fixture(scope="module")
def server():
    with postgres.running() as server:
        yield server


def run(url: str, statement: str):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def test_a_database_keeps_what_is_written_to_it(server):
    url = server.new_database("kept")
    run(url, "CREATE TABLE home (name text)")
    run(url, "INSERT INTO home VALUES ('Birch House – Åsa')")
    assert run(url, "SELECT name FROM home") == "Birch House – Åsa"


def test_a_database_can_be_copied_from_a_template(server):
    run(server.new_database("pattern"), "CREATE TABLE home (name text)")
    copy = server.new_database("copy", template="pattern")
    assert run(copy, "SELECT count(*) FROM home") == 0


def test_a_name_that_is_not_a_plain_word_is_refused(server):
    with pytest.raises(ValueError, match="cannot be the name"):
        server.new_database('x"; DROP DATABASE postgres; --')


def test_a_stopped_server_is_gone_with_its_folder_and_may_be_stopped_twice():
    with postgres.running() as server:
        folder, process = server.folder, server.process
    server.stop()
    assert process.poll() is not None
    assert not folder.exists()


def test_without_the_wheel_the_machines_own_programs_are_used(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "wheel_programs", lambda: None)
    monkeypatch.setattr(postgres, "machine_programs", lambda: tmp_path)
    assert postgres.programs_for(tmp_path) == tmp_path


def test_a_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr(postgres, "THROWAWAY", ("no_such_setting=on",))
    with pytest.raises(postgres.PostgresUnavailableError, match="no_such_setting"):
        postgres.start()
