"""Files that a bidder adds to its answers: sealed in the store, their names sealed too."""

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Membership
from portal.db import db, lock, random_reference
from portal.errors import DomainError
from portal.files import CSV, DOCX, IMAGES, PDF, TEXT, XLSX, Upload
from portal.tenders.models import Bid, BidFile, Envelope, Question
from portal.tenders.queries import bids as queries
from portal.tenders.sealing.canonical import SubmittedFile
from portal.tenders.sealing.envelopes import file_context
from portal.tenders.services.vault import Vault

WELCOME = (PDF, DOCX, XLSX, CSV, TEXT, *IMAGES)
MOST_FILES = 5


@dataclass(frozen=True)
class FileFacts:
    """A file of a bid with what its sealed facts say."""

    reference: str
    question_id: int
    scope_key: str
    store_key: str
    name: str
    extension: str
    media_type: str
    size: int
    sha256: str

    @property
    def submitted(self) -> SubmittedFile:
        """Return the file as a submitted document lists it."""
        return SubmittedFile(self.reference, self.extension, self.name, self.size, self.sha256)


def add_file(
    bid: Bid,
    question: Question,
    *,
    scope_key: str,
    upload: Upload,
    by: Membership,
    at: datetime,
    vault: Vault,
) -> BidFile:
    """Seal an accepted upload into the store and add it to an answer.

    Raises:
        DomainError: the answer holds as many files as it may.
    """
    lock(bid)
    if sum(place(one) == (question.id, scope_key) for one in rows(bid)) >= MOST_FILES:
        raise DomainError(
            f"You can add at most {MOST_FILES} files to an answer. Remove one first.", "file"
        )
    reference = random_reference()
    stored = vault.put_file(bid.procurement, upload.content, context=context_of(bid, reference))
    row = BidFile(
        reference=reference,
        bid_id=bid.id,
        question_id=question.id,
        scope_key=scope_key,
        store_key=stored,
        sealed_facts=_seal_facts(bid, upload, reference, vault),
        added_at=at,
        by_membership_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _seal_facts(bid: Bid, upload: Upload, reference: str, vault: Vault) -> bytes:
    facts = {
        "name": upload.name,
        "extension": upload.kind.extension,
        "media_type": upload.kind.media_type,
        "size": upload.size,
        "sha256": upload.sha256,
    }
    return vault.seal_draft(
        bid.procurement, facts, holder=f"file:{reference}", envelope=Envelope.QUALITY
    )


def remove_file(file: BidFile, *, at: datetime) -> None:
    """Take a file off its answer. Versions that were submitted with it keep it."""
    file.removed_at = file.removed_at or at


def rows(bid: Bid) -> list[BidFile]:
    """Return the rows of the files that a bid holds now."""
    return list(db.session.scalars(queries.files_of(bid)))


def place(file: BidFile) -> tuple[int, str]:
    """Return what a file belongs to: a question, and what it is answered for."""
    return file.question_id, file.scope_key


def read_files(bid: Bid, vault: Vault) -> list[FileFacts]:
    """Read the facts of every file that a bid holds now."""
    return [read_file(bid, row, vault) for row in rows(bid)]


def read_file(bid: Bid, row: BidFile, vault: Vault) -> FileFacts:
    """Read the sealed facts of one file."""
    facts = vault.read_draft(
        bid.procurement,
        row.sealed_facts,
        holder=f"file:{row.reference}",
        envelope=Envelope.QUALITY,
    )
    return FileFacts(row.reference, row.question_id, row.scope_key, row.store_key, **facts)


def file_content(bid: Bid, row: BidFile, vault: Vault) -> bytes:
    """Read a file's bytes.

    Raises:
        FileMissingError: the store does not hold it.
        SealBrokenError: it is not what was sealed.
    """
    return vault.get_file(bid.procurement, row.store_key, context=context_of(bid, row.reference))


def context_of(bid: Bid, reference: str) -> str:
    """Name the place of a bid's file, which it keeps through every version."""
    return file_context(
        procurement=bid.procurement.reference,
        entry=bid.reference,
        file=reference,
        envelope=Envelope.QUALITY,
    )
