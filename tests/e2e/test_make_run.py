"""What `make run` starts: it loads the demo once, serves, and stops cleanly when asked."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Run:
    """One run of the supervisor, and what it has printed so far."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.printed = ""
        self.ready = threading.Event()
        env = {
            **os.environ,
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
            "FILES_URL": (folder / "files").as_uri(),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.printed += line
                if "The portal is at" in line:
                    self.ready.set()
        self.ready.set()

    def page(self, address: str) -> str:
        assert self.ready.wait(SECONDS), self.printed
        assert self.process.poll() is None, self.printed
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}") as answer:
            return answer.read().decode()

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        status = self.process.wait(60)
        self.reader.join()
        return status


@pytest.fixture
def start(tmp_path):
    runs: list[Run] = []

    def begin() -> Run:
        runs.append(Run(tmp_path))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.stop(signal.SIGTERM)


def test_the_demo_is_loaded_once_served_and_stopped_cleanly(start):
    first = start()
    assert "Sign in" in first.page("/sign-in")
    assert first.stop(signal.SIGINT) == 0, first.printed
    assert "Loading the demo region" in first.printed
    assert "Traceback" not in first.printed
    second = start()
    assert "Sign in" in second.page("/sign-in")
    assert second.stop(signal.SIGTERM) == 0, second.printed
    assert "Loading the demo region" not in second.printed
    assert second.printed.rstrip().endswith("Stopped.")
