"""The two keys of a procurement, wrapped under a master key that never enters the database."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.tenders.sealing.errors import SealBrokenError, WrongSealingKeyError

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = "v1"


class Envelope(StrEnum):
    """The two sealed halves of every entry, opened one after the other."""

    QUALITY = "quality"
    PRICE = "price"


@dataclass(frozen=True)
class SealKey:
    """The key of one envelope of one procurement. Its secret is never shown or logged."""

    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class MasterKeys:
    """The master keys of this installation by fingerprint; `current` wraps, all of them unwrap."""

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def read(cls, setting: str) -> "MasterKeys":
        """Read SEALING_KEY: one key, or the new one followed by older ones, between commas.

        A key is 32 random bytes in URL-safe base64 or hexadecimal digits.

        Raises:
            ValueError: a part is not such a key; the message does not repeat it.
        """
        keys = [master_bytes(part.strip()) for part in setting.split(",")]
        return cls(fingerprint(keys[0]), MappingProxyType({fingerprint(key): key for key in keys}))


def master_bytes(text: str) -> bytes:
    """Read one master key from hexadecimal digits or URL-safe base64."""
    for decode in (bytes.fromhex, from_base64):
        try:
            key = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(key) == KEY_BYTES:
            return key
    raise ValueError(
        "SEALING_KEY must be 32 random bytes in URL-safe base64 or hexadecimal digits. "
        'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
    )


def fingerprint(key: bytes) -> str:
    """Return the public name of a master key: it tells keys apart and gives nothing away."""
    return hashlib.sha256(b"portal master key\0" + key).hexdigest()[:16]


def new_key(*, masters: MasterKeys, procurement: str, envelope: Envelope) -> str:
    """Make a random key for one envelope of a procurement and return it wrapped, for the database.

    `procurement` is its public reference, which never changes: the wrapping is bound to it.
    """
    key = SealKey(secrets.token_bytes(KEY_BYTES))
    return wrap(key, masters=masters, procurement=procurement, envelope=envelope)


def wrap(key: SealKey, *, masters: MasterKeys, procurement: str, envelope: Envelope) -> str:
    """Lock a key under the current master with AES-256-GCM, bound to procurement and envelope."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    bound = binding(masters.current, procurement, envelope)
    locked = AESGCM(masters.secrets[masters.current]).encrypt(nonce, key.secret, bound)
    return f"{VERSION}.{masters.current}.{to_base64(nonce + locked)}"


def unwrap(wrapped: str, *, masters: MasterKeys, procurement: str, envelope: Envelope) -> SealKey:
    """Return the key that was wrapped for this envelope of this procurement.

    Raises:
        WrongSealingKeyError: it was wrapped under a master that this installation does not hold.
        SealBrokenError: it was changed, or belongs to another procurement or envelope.
    """
    master, blob = parts(wrapped)
    if master not in masters.secrets:
        raise WrongSealingKeyError(
            f"This procurement was sealed under master key {master}, which is not among those in "
            "SEALING_KEY. Ask your system administrator to add that key to the setting."
        )
    nonce, locked = blob[:NONCE_BYTES], blob[NONCE_BYTES:]
    bound = binding(master, procurement, envelope)
    try:
        return SealKey(AESGCM(masters.secrets[master]).decrypt(nonce, locked, bound))
    except (InvalidTag, ValueError):
        raise damaged() from None


def rewrap(wrapped: str, *, masters: MasterKeys, procurement: str, envelope: Envelope) -> str:
    """Return the same key under the current master; what it sealed stays as it is.

    To rotate: put the new master before the old one in SEALING_KEY, rewrap every key, then take
    the old one out. A key that is already under the current master is returned unchanged.
    """
    key = unwrap(wrapped, masters=masters, procurement=procurement, envelope=envelope)
    if parts(wrapped)[0] == masters.current:
        return wrapped
    return wrap(key, masters=masters, procurement=procurement, envelope=envelope)


def master_of(wrapped: str) -> str:
    """Return the fingerprint of the master under which a key is wrapped."""
    return parts(wrapped)[0]


def masters_missing(wrapped: Iterable[str], masters: MasterKeys) -> list[str]:
    """Return the fingerprints that stored keys need and this installation lacks, for a check."""
    return sorted({master_of(one) for one in wrapped} - set(masters.secrets))


def parts(wrapped: str) -> tuple[str, bytes]:
    """Take a wrapped key apart: fingerprint of its master, and nonce with locked bytes."""
    version, _, rest = wrapped.partition(".")
    master, _, body = rest.partition(".")
    try:
        blob = from_base64(body)
    except (ValueError, binascii.Error):
        raise damaged() from None
    if version != VERSION or to_base64(blob) != body:
        raise damaged()
    return master, blob


def binding(master: str, procurement: str, envelope: Envelope) -> bytes:
    """Return the associated data of a wrapping: a list, so that no two facts can run together."""
    return rfc8785.dumps(["wrapped key", VERSION, master, procurement, envelope.value])


def damaged() -> SealBrokenError:
    """Say that a stored key cannot be used."""
    return SealBrokenError(
        "The stored key of this envelope was changed, or belongs to another procurement or "
        "envelope. Nothing was opened. Ask your system administrator to compare it with a backup."
    )


def to_base64(content: bytes) -> str:
    """Write bytes as URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Read URL-safe base64 with or without padding."""
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
