"""Our own numbers, written so that nobody can read, guess or order them.

A row's number tells how many rows came before it, those of sealed bids among them.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from portal.config import settings

BLOCK = 32
LONGEST = 4_000
"""Of what a browser sends; no cursor of ours comes near it."""


def hide(text: str, *, purpose: str) -> str:
    """Return a text that only `reveal` for the same purpose can read; the same each time."""
    content = text.encode()
    padded = content + b" " * (BLOCK - len(content) % BLOCK)  # Its length tells nothing either.
    return urlsafe_b64encode(_cipher().encrypt(padded, [purpose.encode()])).decode().rstrip("=")


def reveal(hidden: str, *, purpose: str) -> str | None:
    """Return what was hidden, or None when it was made up or made for something else."""
    if len(hidden) > LONGEST:
        return None
    try:
        sealed = urlsafe_b64decode(hidden.encode() + b"=" * (-len(hidden) % 4))
        return _cipher().decrypt(sealed, [purpose.encode()]).decode().rstrip(" ")
    except (ValueError, InvalidTag):
        return None


def _cipher() -> AESSIV:
    secret = settings().secret_key.encode()
    key = hashlib.blake2b(secret, person=b"opaque numbers").digest()
    return AESSIV(key)
