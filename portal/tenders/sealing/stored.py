"""Sealed files in the file store, and the copy of a bid that its bidder takes home."""

import zipfile
from collections.abc import Iterable
from typing import IO

from portal.files import FileStore
from portal.tenders.sealing.canonical import CHECK_SCRIPT, PRICE, QUALITY
from portal.tenders.sealing.envelopes import seal, unseal
from portal.tenders.sealing.keys import SealKey

CHECK_NAME = "check.py"


def put_sealed(store: FileStore, content: bytes, *, key: SealKey, context: str) -> str:
    """Seal bytes and store them durably; the returned store key goes into the row, then commit."""
    return store.put(seal(content, key=key, context=context))


def get_sealed(store: FileStore, stored: str, *, key: SealKey, context: str) -> bytes:
    """Read and unseal bytes from the store.

    Raises:
        FileMissingError: the store does not hold them.
        SealBrokenError: they are not what was sealed there.
    """
    return unseal(store.get(stored), key=key, context=context)


def write_copy(
    target: IO[bytes], *, quality: bytes, price: bytes, files: Iterable[tuple[str, bytes]]
) -> None:
    """Write a bidder's own copy as a ZIP: both documents, files by member, and the check script."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(zipfile.ZipInfo(QUALITY), quality)
        pack.writestr(zipfile.ZipInfo(PRICE), price)
        pack.writestr(zipfile.ZipInfo(CHECK_NAME), CHECK_SCRIPT)
        for member, content in files:
            pack.writestr(zipfile.ZipInfo(member), content)
