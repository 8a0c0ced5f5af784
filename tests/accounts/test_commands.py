"""Commands that set a new installation up and check its audit trail."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from portal import audit
from portal.accounts.models import Person
from portal.audit import AuditEntry
from tests.factories.accounts import PersonFactory
from tests.support.client import heading


@pytest.fixture
def run(app, tmp_path, monkeypatch, session):
    """Run a command of the application and return its result."""
    settings = replace(app.extensions["settings"], audit_folder=str(tmp_path))
    monkeypatch.setitem(app.extensions, "settings", settings)

    def invoke(*arguments):
        session.commit()
        return app.test_cli_runner().invoke(args=list(arguments))

    return invoke


def test_the_first_system_administrator_chooses_a_password_through_a_link(run, client, session):
    result = run("user", "add", "amara@example.com", "Amara Reed")
    assert result.exit_code == 0, result.output
    link = result.output.strip().splitlines()[-1].removeprefix("http://localhost")
    answer = client.post(link, data={"password": "blue lamp river stone"})
    assert answer.location == "/"
    assert heading(client.get("/organisations")) == "Organisations"
    assert session.query(Person).one().email == "amara@example.com"


def test_nobody_is_added_twice(run):
    run("user", "add", "amara@example.com", "Amara Reed")
    result = run("user", "add", "AMARA@example.com", "Amara Reed")
    assert result.exit_code == 1
    assert "here already" in result.output


def test_a_whole_trail_is_said_to_be_whole(run, now):
    audit.record(PersonFactory(), "person.added", by=None, at=now)
    assert "with no export to compare with" in run("audit", "verify").output
    assert "1 chains written" in run("audit", "export").output
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert "compared with heads-" in result.output


def test_a_cut_tail_is_named(run, session, now):
    person = PersonFactory()
    for name in ("person.added", "person.signed_in"):
        audit.record(person, name, by=None, at=now)
    run("audit", "export")
    session.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert f"person {person.id}, entry 2: an exported entry is missing" in result.output


def test_an_export_may_be_named(run, now, tmp_path):
    audit.record(PersonFactory(), "person.added", by=None, at=now)
    run("audit", "export", "--folder", str(tmp_path / "elsewhere"))
    export = next((tmp_path / "elsewhere").iterdir())
    assert "is whole" in run("audit", "verify", "--heads", str(export)).output
