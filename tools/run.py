"""Run the demo: a migrated database, the web server and the scheduler, until Ctrl-C."""

import base64
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sqlalchemy import create_engine, inspect, select, table

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
HOST = "127.0.0.1"
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15
# A database that holds a row in any of these is somebody's, and is left alone.
TABLES_OF_PEOPLE = ("organisation", "person", "region")


class RunError(Exception):
    """The demo cannot run; the message says why in a sentence."""


class Stopped(BaseException):
    """Somebody asked the demo to stop."""


def main() -> int:
    """Prepare, serve and stop; return the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    try:
        port = chosen_port(os.environ.get("PORT", ""))
        env = environment(port)
        prepare(env)
        serve(port, env)
    except Stopped:
        say("Stopped.")
        return 0
    except RunError as error:
        say(str(error))
        return 1


def ask_to_stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def say(text: str) -> None:
    print(text, flush=True)


def chosen_port(text: str) -> int:
    """Return a port that is free to listen on.

    Raises:
        RunError: it is no port, or something else listens there.
    """
    try:
        port = int(text or 8000)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise RunError(f"PORT must be a number from 1 to 65535, not '{text}'.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise RunError(
                f"Port {port} cannot be used ({error.strerror}). "
                f"Choose another, for example `make run PORT={port % 65535 + 1}`."
            ) from error
    return port


def environment(port: int) -> dict[str, str]:
    """Return the settings of the demo; those already in the environment win over its own."""
    INSTANCE.mkdir(exist_ok=True)
    defaults = {
        "DATABASE_URL": f"sqlite:///{INSTANCE / 'portal.sqlite3'}",
        "FILES_URL": f"file://{INSTANCE / 'files'}",
        "PUBLIC_URL": f"http://{HOST}:{port}",
        **demo_secrets(INSTANCE / "demo.env"),
    }
    return {**defaults, **os.environ, "PORTAL_ENV": "demo", "PYTHONUNBUFFERED": "1"}


def demo_secrets(path: Path) -> dict[str, str]:
    """Read the demo's secrets, making them the first time."""
    if not path.exists():
        made = (f"{name}={new_secret()}\n" for name in ("SECRET_KEY", "SEALING_KEY"))
        with open(path, "x", opener=owner_only, encoding="ascii") as file:
            file.writelines(made)
    lines = path.read_text(encoding="ascii").split()
    return dict(line.split("=", 1) for line in lines)


def new_secret() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def prepare(env: Mapping[str, str]) -> None:
    """Bring the database up to date, and load the demo region where there is nothing yet."""
    say("Bringing the database up to date")
    flask("db", "upgrade", env=env)
    if is_empty(env["DATABASE_URL"]):
        say("Loading the demo region: this takes a minute the first time")
        flask("demo", "load", env=env)


def is_empty(url: str) -> bool:
    """Say whether a migrated database holds no organisation, person or region yet."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            known = set(inspect(connection).get_table_names())
            return not any(
                connection.execute(select(1).select_from(table(name)).limit(1)).first()
                for name in TABLES_OF_PEOPLE
                if name in known
            )
    finally:
        engine.dispose()


def flask(*command: str, env: Mapping[str, str]) -> None:
    """Run one of the portal's commands to its end.

    Raises:
        RunError: it failed; what it printed stands above.
    """
    status = subprocess.run([*FLASK, *command], cwd=ROOT, env=env, check=False).returncode
    if status:
        raise RunError(f"`flask --app wsgi {' '.join(command)}` failed (exit status {status}).")


def serve(port: int, env: Mapping[str, str]) -> NoReturn:
    """Run the web server and the scheduler until one ends or somebody asks to stop."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web server"] = child(web_server(port), env)
        children["scheduler"] = child((*FLASK, "scheduler"), env)
        wait_until(lambda: answers(port), children)
        flask("demo", "sign-ins", env=env)
        say(f"\nThe portal is at http://{HOST}:{port} - stop it with Ctrl-C.")
        watch(children)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        stop(children)


def web_server(port: int) -> tuple[str, ...]:
    """Return the command that serves: one process, so that limits kept in memory hold."""
    return (
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    )


def child(command: tuple[str, ...], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: Ctrl-C reaches it through this one, in order."""
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)


def answers(port: int) -> bool:
    """Say whether the web server answers, whatever it answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def wait_until(ready: Callable[[], bool], children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not ready():
        require_alive(children)
        if time.monotonic() > deadline:
            raise RunError(f"The web server did not answer within {SECONDS_TO_ANSWER} seconds.")
        time.sleep(0.2)


def watch(children: Mapping[str, subprocess.Popen[bytes]]) -> NoReturn:
    while True:
        require_alive(children)
        time.sleep(0.5)


def require_alive(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in children.items():
        if process.poll() is not None:
            raise RunError(
                f"The {name} ended by itself (exit status {process.returncode}): "
                "what it printed stands above."
            )


def stop(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask every child to end, and end those that do not."""
    for process in children.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in children.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
