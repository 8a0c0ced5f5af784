"""ClamAV's side of INSTREAM: a stand-in that speaks it, and the real daemon where there is one."""

import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HARMFUL = b"X5O-harmful-test-content"
# In two parts, so that no scanner takes this file for what it describes.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PATIENCE = 60.0


def read_exactly(line, count):
    content = b""
    while len(content) < count:
        received = line.recv(count - len(content))
        if not received:
            raise EOFError
        content += received
    return content


def answer(line, limit):
    """Speak the daemon's side of INSTREAM, as its manual has it."""
    assert read_exactly(line, 10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!I", read_exactly(line, 4))[0]:
        content += read_exactly(line, size)
        if len(content) > limit:
            return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Test-Signature FOUND\0" if HARMFUL in content else b"stream: OK\0"


@contextmanager
def daemon(listener, reply=None, limit=1_000_000):
    """Answer one connection in a thread, as clamd would or with a fixed reply."""

    def serve():
        line, _ = listener.accept()
        with line:
            said = answer(line, limit) if reply is None else reply
            line.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield
        thread.join(timeout=5)
    assert not thread.is_alive()


@contextmanager
def real_daemon(folder: Path) -> Iterator[str]:
    """Run clamd with one signature, EICAR's, and give its address; skip the test without clamd."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("this machine has no clamd")
    signatures, address = folder / "signatures", folder / "clamd.sock"
    signatures.mkdir()
    (signatures / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {address}\nForeground yes\n"
        f"TemporaryDirectory {folder}\n"
    )
    log = folder / "clamd.log"
    with log.open("wb") as said:
        daemon = subprocess.Popen([program, f"--config-file={config}"], stdout=said, stderr=said)
        try:
            until = time.monotonic() + PATIENCE
            while not address.exists():
                if daemon.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(log.read_text())
                time.sleep(0.05)
            yield f"unix://{address}"
        finally:
            daemon.terminate()
            daemon.wait(timeout=PATIENCE)
