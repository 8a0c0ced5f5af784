r"""What a bidder submits as exact bytes, and the digests that a receipt carries.

A submitted version is two canonical JSON documents (RFC 8785), ``quality.json`` and
``price.json``, and the files that they list. Each document holds a nonce of its own: without it,
anybody who sees the digest of a price document could try every likely price until one fits, and
one nonce for both would give the price's away when quality is opened.

The digests are SHA-256, written as 64 small hexadecimal digits:

* of each document: over its bytes;
* of each file: over its bytes, as ``sha256sum`` prints it; it stands inside the document that
  lists the file, so that it is sealed with it;
* of the whole version: over a list of lines ``<digest><two spaces><name>\n``, one for each
  document and each file, sorted by name. Run in the folder that holds the bidder's copy,
  ``CHECK_SCRIPT`` prints it, and so does
  ``find files price.json quality.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum``.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import rfc8785

from portal.tenders.sealing.errors import SealBrokenError

FORMAT = "bid-entry-version/1"
NONCE_BYTES = 32
QUALITY = "quality.json"
PRICE = "price.json"
SAFE_PART = re.compile(r"[A-Za-z0-9_-]+")

CHECK_SCRIPT = '''\
"""Works out the digest of a bid from your own copy of it. Run it in the unpacked folder."""
import hashlib
from pathlib import Path

lines = []
for path in [Path("quality.json"), Path("price.json"), *Path().glob("files/*")]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    lines.append((path.as_posix(), digest))
listing = "".join(f"{digest}  {name}\\n" for name, digest in sorted(lines))
print(hashlib.sha256(listing.encode()).hexdigest())
'''


@dataclass(frozen=True)
class SubmittedFile:
    """A file as a document lists it: reference and extension are ours, the name the bidder's."""

    reference: str
    extension: str
    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        """Return the file's name in the bidder's copy and in the list of digests."""
        return f"files/{self.reference}.{self.extension}"


@dataclass(frozen=True)
class Digests:
    """SHA-256 of each part of a submitted version and of all of it, in hexadecimal digits."""

    quality: str
    price: str
    files: Mapping[str, str]
    whole: str


@dataclass(frozen=True)
class SubmittedVersion:
    """The exact bytes that are sealed, and their digests."""

    quality: bytes
    price: bytes
    digests: Digests


def prepare(
    about: Mapping[str, object],
    *,
    quality: Mapping[str, object],
    price: Mapping[str, object],
    quality_files: Sequence[SubmittedFile] = (),
    price_files: Sequence[SubmittedFile] = (),
) -> SubmittedVersion:
    """Write both documents of a submitted version, each with a fresh nonce, and digest them.

    `about` says which bid this is (procurement, entry, lot, service, version, time) and stands in
    both documents, so that neither can be passed off as part of another version.

    Raises:
        ValueError: a float, a date or another value that has no exact form in JSON.
    """
    quality_bytes = document("quality", about, quality, quality_files)
    price_bytes = document("price", about, price, price_files)
    files = {file.member: file.sha256 for file in (*quality_files, *price_files)}
    return SubmittedVersion(quality_bytes, price_bytes, digest(quality_bytes, price_bytes, files))


def document(
    envelope: str,
    about: Mapping[str, object],
    content: Mapping[str, object],
    files: Sequence[SubmittedFile],
) -> bytes:
    """Write one document as canonical JSON with a fresh nonce."""
    return canonical(
        {
            "format": FORMAT,
            "envelope": envelope,
            "nonce": secrets.token_hex(NONCE_BYTES),
            "about": about,
            "content": content,
            "files": [listed(file) for file in sorted(files, key=lambda file: file.member)],
        }
    )


def listed(file: SubmittedFile) -> dict[str, object]:
    """Write a file's line in the document that holds it."""
    if not (SAFE_PART.fullmatch(file.reference) and SAFE_PART.fullmatch(file.extension)):
        raise ValueError("A file's reference and extension are letters, digits, - and _ only.")
    return {
        "member": file.member,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
    }


def digest(quality: bytes, price: bytes, files: Mapping[str, str]) -> Digests:
    """Digest a version from the bytes of its documents and the digests of its files by member."""
    parts = {QUALITY: sha256(quality), PRICE: sha256(price), **files}
    listing = "".join(f"{parts[name]}  {name}\n" for name in sorted(parts))
    return Digests(parts[QUALITY], parts[PRICE], dict(files), sha256(listing.encode()))


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read(content: bytes, *, expected: str) -> dict[str, Any]:
    """Read an unsealed document after checking it against the digest that its receipt carries.

    Raises:
        SealBrokenError: it is not the document that was submitted.
    """
    if not secrets.compare_digest(sha256(content), expected):
        raise SealBrokenError(
            "This document is not the one that was submitted: its digest differs from the receipt."
        )
    return cast("dict[str, Any]", json.loads(content))


def canonical(value: object) -> bytes:
    """Write a value as canonical JSON (RFC 8785): text, integers, true, false, null, lists, maps.

    Raises:
        ValueError: a value has no exact form, such as a float, a date or a number beyond 2**53.
    """
    return rfc8785.dumps(exact(value))


def exact(value: object) -> Any:
    """Return a value as plain lists and maps, refusing what JSON would round or reshape."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {key: exact(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [exact(part) for part in value]
    raise ValueError(f"{type(value).__name__} has no exact form in a submitted document.")
