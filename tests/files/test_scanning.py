"""Uploads are shown to ClamAV in its own protocol; what it cannot vouch for is not let in."""

import socket

import pytest

from portal.files import ClamAV, open_scanner
from portal.files.scanning import CHUNK, ScanUnavailableError, VirusFoundError
from tests.support.clamd import EICAR, HARMFUL, daemon, real_daemon


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


def test_the_real_daemon_speaks_as_the_stand_in_does(tmp_path):
    with real_daemon(tmp_path) as url:
        scanner = open_scanner(url)
        assert scanner is not None
        scanner.scan(b"%PDF-1.4 harmless")
        scanner.scan(b"x" * (3 * CHUNK))
        for content in (EICAR, b"%PDF-1.4\n" + EICAR, b"x" * CHUNK + EICAR):
            with pytest.raises(VirusFoundError, match="contains a virus"):
                scanner.scan(content)
