"""One small store for files: a local folder, or a bucket of an S3-compatible service."""

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

KEY = re.compile(r"[0-9a-f]{32}")
SWEEP_BATCH = 500


class FileMissingError(LookupError):
    """The store holds nothing under this key."""


@dataclass(frozen=True)
class StoredFile:
    """A stored file as a listing shows it."""

    key: str
    modified_at: datetime
    size: int


class FileStore(Protocol):
    """Bytes under random keys. Nothing about the content can be told from a key."""

    def put(self, content: bytes | IO[bytes]) -> str:
        """Store bytes and return their new key once they would survive a power cut."""
        ...

    def get(self, key: str) -> bytes:
        """Return what is stored, or raise FileMissingError."""
        ...

    def delete(self, key: str) -> None:
        """Remove what is stored; nothing happens when it is gone already."""
        ...

    def exists(self, key: str) -> bool:
        """Say whether anything is stored under the key."""
        ...

    def list_keys(self) -> Iterator[StoredFile]:
        """Go through everything that is stored, in order of key."""
        ...


def open_store(url: str, *, endpoint: str = "") -> FileStore:
    """Open the store of FILES_URL: `file:///folder` or `s3://bucket/prefix`.

    `endpoint` is the address of an S3-compatible service other than Amazon's; credentials and
    region come from the usual AWS_* variables.

    Raises:
        ValueError: the address names neither.
    """
    address = urlsplit(url)
    if address.scheme == "file" and address.netloc in ("", "localhost") and address.path:
        return LocalStore(Path(unquote(address.path)))
    if address.scheme == "s3" and address.netloc:
        return BucketStore(address.netloc, address.path.strip("/"), endpoint=endpoint)
    raise ValueError("FILES_URL must look like file:///folder or s3://bucket/prefix.")


def sweep_orphans(
    store: FileStore,
    known_keys: Callable[[list[str]], Collection[str]],
    *,
    older_than: datetime,
) -> list[str]:
    """Delete files that no row knows, left by transactions that never committed; return their keys.

    `known_keys` gets up to 500 keys at a time and returns those that the database refers to.
    `older_than` must be well before now: a file is stored before the row that names it.
    """
    old = (file.key for file in store.list_keys() if file.modified_at < older_than)
    swept: list[str] = []
    while batch := list(islice(old, SWEEP_BATCH)):
        known = set(known_keys(batch))
        orphans = [key for key in batch if key not in known]
        for key in orphans:
            store.delete(key)
        swept += orphans
    return swept


def new_key() -> str:
    """Return a random key."""
    return secrets.token_hex(16)


def checked(key: str) -> str:
    """Return the key when it has the form of one, so that none can reach outside the store."""
    if not KEY.fullmatch(key):
        raise FileMissingError(key)
    return key


class LocalStore:
    """Files in a local folder, spread over 256 folders by the start of their key."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes | IO[bytes]) -> str:
        key = new_key()
        path = self.path(key)
        self.make_folder(path.parent)
        # Straight under its final name: until a row names it, a half-written file is an orphan.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            if isinstance(content, bytes):
                target.write(content)
            else:
                copyfileobj(content, target)
            target.flush()
            os.fsync(target.fileno())
        sync_folder(path.parent)
        return key

    def get(self, key: str) -> bytes:
        try:
            return self.path(key).read_bytes()
        except FileNotFoundError:
            raise FileMissingError(key) from None

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()

    def list_keys(self) -> Iterator[StoredFile]:
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            if KEY.fullmatch(path.name):
                facts = path.stat()
                modified_at = datetime.fromtimestamp(facts.st_mtime, UTC)
                yield StoredFile(path.name, modified_at, facts.st_size)

    def path(self, key: str) -> Path:
        """Return where a key's file lies."""
        return self.root / checked(key)[:2] / key

    def make_folder(self, folder: Path) -> None:
        """Make a folder under the root so that its name, too, survives a power cut."""
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(self.root)


def sync_folder(folder: Path) -> None:
    """Write a folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BucketStore:
    """Files in a bucket of an S3-compatible service, which answers once they are safe."""

    def __init__(self, bucket: str, prefix: str = "", *, endpoint: str = "") -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.client = bucket_client(endpoint)

    def put(self, content: bytes | IO[bytes]) -> str:
        key = new_key()
        self.client.put_object(Bucket=self.bucket, Key=self.name(key), Body=content)
        return key

    def get(self, key: str) -> bytes:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.name(key))
        except self.client.exceptions.NoSuchKey:
            raise FileMissingError(key) from None
        content: bytes = answer["Body"].read()
        return content

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self.name(key))

    def exists(self, key: str) -> bool:
        name = self.name(key)
        # A listing, not a HEAD: some services answer a missing object with 403.
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=name, MaxKeys=1)
        return any(item["Key"] == name for item in found.get("Contents", []))

    def list_keys(self) -> Iterator[StoredFile]:
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
            for item in page.get("Contents", []):
                key = item["Key"].removeprefix(self.prefix)
                if KEY.fullmatch(key):
                    yield StoredFile(key, item["LastModified"], item["Size"])

    def name(self, key: str) -> str:
        """Return the object's name in the bucket."""
        return self.prefix + checked(key)


def bucket_client(endpoint: str) -> Any:
    """Return a client with time limits; it may be shared by threads."""
    # Imported here: it takes a third of a second, and most installations never need it.
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 3, "mode": "standard"},
        # Services other than Amazon's often refuse the newer default checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client("s3", endpoint_url=endpoint or None, config=config)
