"""The demo's supervisor chooses a port, keeps secrets, spares data and minds its children."""

import socket
import stat
import subprocess
import sys
from base64 import urlsafe_b64decode

import pytest
from sqlalchemy import create_engine, text

from tools import run


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((run.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def python(code: str):
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=True)


@pytest.mark.parametrize("text", ["abc", "0", "-1", "65536", "80.5"])
def test_a_port_that_is_none_is_refused(text):
    with pytest.raises(run.RunError, match="from 1 to 65535"):
        run.chosen_port(text)


def test_a_port_in_use_is_named_with_a_way_out(taken_port):
    with pytest.raises(run.RunError, match=f"Port {taken_port} cannot be used .*PORT="):
        run.chosen_port(str(taken_port))


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path):
    path = tmp_path / "demo.env"
    secrets = run.demo_secrets(path)
    assert set(secrets) == {"SECRET_KEY", "SEALING_KEY"}
    assert all(len(urlsafe_b64decode(secret)) == 32 for secret in secrets.values())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run.demo_secrets(path) == secrets


def test_the_environments_own_settings_win_but_the_demo_stays_a_demo(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "INSTANCE", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere")
    monkeypatch.setenv("PORTAL_ENV", "production")
    env = run.environment(8123)
    assert env["DATABASE_URL"] == "sqlite:////elsewhere"
    assert env["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert env["PORTAL_ENV"] == "demo"


@pytest.mark.parametrize(("rows", "empty"), [(0, True), (1, False)])
def test_a_database_with_an_organisation_is_somebodys(tmp_path, rows, empty):
    url = f"sqlite:///{tmp_path / 'some.sqlite3'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE organisation (id integer)"))
        for number in range(rows):
            connection.execute(text("INSERT INTO organisation VALUES (:id)"), {"id": number})
    engine.dispose()
    assert run.is_empty(url) is empty


def test_a_command_that_fails_stops_the_run_and_is_named(monkeypatch):
    monkeypatch.setattr(run, "FLASK", (sys.executable, "-c", "raise SystemExit(4)"))
    with pytest.raises(run.RunError, match=r"db upgrade` failed \(exit status 4\)"):
        run.flask("db", "upgrade", env={})


def test_a_child_that_dies_is_named_with_its_exit_status():
    process = python("raise SystemExit(3)")
    with pytest.raises(run.RunError, match=r"The scheduler ended by itself \(exit status 3\)"):
        run.watch({"scheduler": process})


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_TO_ANSWER", 0)
    with pytest.raises(run.RunError, match="did not answer"):
        run.wait_until(lambda: False, {})


def test_children_are_ended_even_when_they_do_not_want_to(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_TO_STOP", 0.5)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    children = {"stubborn": python(code), "willing": python("import time; time.sleep(60)")}
    run.stop(children)
    assert all(child.poll() is not None for child in children.values())


def test_a_closed_port_does_not_answer():
    with socket.create_server((run.HOST, 0)) as listener:
        free = listener.getsockname()[1]
    assert not run.answers(free)
