"""Uploads are shown to ClamAV in its own protocol; what it cannot vouch for is not let in."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest

from portal.files import ClamAV, open_scanner
from portal.files.scanning import CHUNK, ScanUnavailableError, VirusFoundError

HARMFUL = b"X5O-harmful-test-content"


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


@pytest.fixture
def listener():
    return socket.create_server(("127.0.0.1", 0))


def scanner_of(listener, timeout=5.0):
    return ClamAV(listener.getsockname(), timeout=timeout)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_harmless_content_of_any_size_passes(listener, size):
    with daemon(listener):
        scanner_of(listener).scan(b"x" * size)


def test_harmful_content_is_refused_even_across_chunks(listener):
    with daemon(listener), pytest.raises(VirusFoundError, match="contains a virus"):
        scanner_of(listener).scan(b"x" * (CHUNK - 5) + HARMFUL)


def test_a_stream_over_the_daemons_own_limit_is_not_let_in(listener):
    with daemon(listener, limit=10), pytest.raises(ScanUnavailableError):
        scanner_of(listener).scan(b"x" * 3_000_000)


@pytest.mark.parametrize(
    "reply", [b"", b"\0", b"stream: OK but ERROR\0", b"UNKNOWN COMMAND\0", b"\xff"]
)
def test_an_odd_reply_is_not_taken_for_a_yes(listener, reply):
    with daemon(listener, reply=reply), pytest.raises(ScanUnavailableError, match="Try again"):
        scanner_of(listener).scan(b"x")


def test_a_silent_daemon_is_given_up(listener):
    with listener, pytest.raises(ScanUnavailableError):
        scanner_of(listener, timeout=0.05).scan(b"x")


def test_a_daemon_that_is_not_there_lets_nothing_in(listener, tmp_path):
    address = listener.getsockname()
    listener.close()
    for scanner in (ClamAV(address), ClamAV(str(tmp_path / "none.sock"))):
        with pytest.raises(ScanUnavailableError):
            scanner.scan(b"x")


def test_a_local_socket_serves_as_well(tmp_path):
    path = str(tmp_path / "clamd.sock")
    local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    local.bind(path)
    local.listen()
    scanner = open_scanner(f"unix://{path}")
    assert scanner is not None
    with daemon(local):
        scanner.scan(b"x")


def test_the_setting_names_a_daemon_or_nobody():
    assert open_scanner("") is None
    assert open_scanner("tcp://scanner") == ClamAV(("scanner", 3310))
    assert open_scanner("tcp://scanner:99") == ClamAV(("scanner", 99))
    with pytest.raises(ValueError, match="CLAMD_URL must look like"):
        open_scanner("http://scanner")
