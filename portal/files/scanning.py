"""Asking ClamAV about an upload, in its INSTREAM protocol."""

import socket
import struct
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from portal.errors import DomainError

CHUNK = 64 * 1024
LONGEST_REPLY = 4096


class VirusFoundError(DomainError):
    """The scanner knows this content as harmful."""


class ScanUnavailableError(DomainError):
    """The scanner did not answer: nothing unscanned is let in."""


class Scanner(Protocol):
    """Something that looks for harm in bytes."""

    def scan(self, content: bytes) -> None:
        """Return when nothing was found, else raise VirusFoundError or ScanUnavailableError."""
        ...


def open_scanner(url: str) -> Scanner | None:
    """Return the scanner of CLAMD_URL, `tcp://host:3310` or `unix:///path`, or None when unset.

    Raises:
        ValueError: the address is neither.
    """
    if not url:
        return None
    address = urlsplit(url)
    if address.scheme == "tcp" and address.hostname:
        return ClamAV((address.hostname, address.port or 3310))
    if address.scheme == "unix" and address.path:
        return ClamAV(address.path)
    raise ValueError("CLAMD_URL must look like tcp://host:3310 or unix:///path.")


@dataclass(frozen=True)
class ClamAV:
    """A clamd daemon at a host and port or at a local socket."""

    address: tuple[str, int] | str
    timeout: float = 30.0

    def scan(self, content: bytes) -> None:
        """Send bytes to the daemon and wait for its verdict."""
        try:
            reply = self.ask(content)
        except OSError:
            raise unavailable() from None
        if reply.endswith(" FOUND"):
            raise VirusFoundError("The selected file contains a virus")
        if reply != "stream: OK":
            raise unavailable()

    def ask(self, content: bytes) -> str:
        """Return the daemon's reply to a stream: the command, sized chunks, and an empty one."""
        with self.connect() as line:
            try:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), CHUNK):
                    chunk = content[start : start + CHUNK]
                    line.sendall(struct.pack("!I", len(chunk)) + chunk)
                line.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # It hangs up early on a stream over its size limit; its reply says so.
            return read_reply(line)

    def connect(self) -> socket.socket:
        """Open a connection that gives up when the daemon is silent."""
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, self.timeout)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.timeout)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def read_reply(line: socket.socket) -> str:
    """Read up to the zero byte that ends a reply."""
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        received = line.recv(LONGEST_REPLY)
        if not received:
            break
        reply += received
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def unavailable() -> ScanUnavailableError:
    """Say that a file could not be scanned."""
    return ScanUnavailableError(
        "The selected file could not be checked for viruses. Try again in a few minutes"
    )
