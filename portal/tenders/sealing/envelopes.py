"""Sealing bytes under an envelope's key, so that neither content nor place nor size can be told."""

import secrets

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.sealing.keys import Envelope, SealKey

VERSION = b"\x01"
NONCE_BYTES = 12
LENGTH_BYTES = 8
SMALLEST = 4096
LARGEST = 2**28


def seal(plaintext: bytes, *, key: SealKey, context: str) -> bytes:
    """Lock bytes with AES-256-GCM under a fresh nonce, bound to `context`.

    The same context is needed to unseal: use `document_context` or `file_context`. The result is a
    version byte, the nonce, then the locked bytes: their length, themselves, and zeros up to the
    next power of two from 4 KiB on, so that the size of what is stored tells only its magnitude.

    Raises:
        ValueError: more than 256 MiB: uploads are limited long before that.
    """
    framed = len(plaintext).to_bytes(LENGTH_BYTES, "big") + plaintext
    padded = framed.ljust(bucket(len(framed)), b"\0")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key.secret).encrypt(nonce, padded, binding(context))


def unseal(sealed: bytes, *, key: SealKey, context: str) -> bytes:
    """Return what was sealed under this key for this context.

    Raises:
        SealBrokenError: a byte was changed, or it was sealed for another place or key.
    """
    start = len(VERSION) + NONCE_BYTES
    nonce, locked = sealed[len(VERSION) : start], sealed[start:]
    if sealed[: len(VERSION)] != VERSION:
        raise broken()
    try:
        padded = AESGCM(key.secret).decrypt(nonce, locked, binding(context))
    except (InvalidTag, ValueError):
        raise broken() from None
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def document_context(*, procurement: str, entry: str, version: int, envelope: Envelope) -> str:
    """Name the place of a sealed document: no other version, entry or envelope may hold it."""
    return place("document", procurement, entry, str(version), envelope.value)


def file_context(*, procurement: str, entry: str, file: str, envelope: Envelope) -> str:
    """Name the place of a sealed file, which an entry keeps from draft through every version."""
    return place("file", procurement, entry, file, envelope.value)


def draft_context(*, procurement: str, holder: str, envelope: Envelope) -> str:
    """Name the place of a draft that is kept sealed; `holder` is what it belongs to."""
    return place("draft", procurement, holder, envelope.value)


def place(*parts: str) -> str:
    """Join the parts of a place as a canonical list, so that no two places read alike."""
    return rfc8785.dumps(parts).decode()


def bucket(size: int) -> int:
    """Return the padded size: the next power of two, at least 4 KiB."""
    if size > LARGEST:
        raise ValueError("Nothing of more than 256 MiB can be sealed.")
    return max(SMALLEST, 1 << (size - 1).bit_length())


def binding(context: str) -> bytes:
    """Return the associated data of a sealing."""
    return VERSION + context.encode()


def broken() -> SealBrokenError:
    """Say that something sealed cannot be opened."""
    return SealBrokenError(
        "A sealed document was changed, cut short or moved since it was submitted, so it was not "
        "opened. Ask your system administrator to compare it with a backup."
    )
