"""Submitting, withdrawing and replacing bid entries. Nothing here commits: the caller does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts.models import Membership
from portal.clock import to_london, today
from portal.db import db, lock, random_reference
from portal.display import when, when_exact
from portal.errors import DomainError
from portal.once import TOKEN
from portal.state import move
from portal.tenders.models import (
    ENTRY_MOVES,
    Bid,
    Entry,
    EntryStatus,
    Envelope,
    LateAttempt,
    ProcurementStatus,
    Submission,
)
from portal.tenders.queries import bids as queries
from portal.tenders.sealing.canonical import SubmittedVersion, prepare, read
from portal.tenders.sealing.envelopes import document_context
from portal.tenders.services.document_standing import (
    Against,
    blocking,
    sealed_content,
    standing_of_entry,
)
from portal.tenders.services.drafting import EntryDraft, read_bid, read_entry
from portal.tenders.services.receipts import queue_receipt
from portal.tenders.services.vault import Vault

Outcome = Submission | LateAttempt
DOCUMENTS = "documents"


class EntryIncompleteError(DomainError):
    """An answer, a confirmation or a price is missing; nothing was changed."""


def submit_entry(
    entry: Entry, *, by: Membership, received_at: datetime, token: str, vault: Vault
) -> Outcome:
    """Seal an entry as a new version and queue its receipt, or keep a late attempt aside.

    The same `token` sent again finds what it submitted the first time.

    Raises:
        EntryIncompleteError: an answer, a confirmation or a price is missing.
    """
    outcome, is_new = send(entry, by=by, received_at=received_at, token=token, vault=vault)
    if is_new and isinstance(outcome, Submission):
        queue_receipt([outcome], by=by, at=received_at)
    return outcome


def submit_complete(
    bid: Bid, *, by: Membership, received_at: datetime, token: str, vault: Vault
) -> list[Outcome]:
    """Submit every complete entry of a bid that is new or changed, each on its own.

    An entry that was withdrawn stays so. One receipt lists all that one press submitted.

    Raises:
        DomainError: no entry is complete and unsent.
    """
    draft = read_bid(bid, vault)
    ready = [
        entry
        for entry in sorted(bid.entries, key=lambda entry: entry.id)
        if already_sent(entry, token) or is_ready(draft.entry(entry), vault)
    ]
    held_up = {entry.id: documents_lacking(entry, token, received_at) for entry in ready}
    if ready and all(held_up.values()):
        raise EntryIncompleteError(". ".join(next(iter(held_up.values()))) + ".")
    ready = [entry for entry in ready if not held_up[entry.id]]
    if not ready:
        raise DomainError("No entry is complete and waiting to be submitted.")
    sent = [
        send(entry, by=by, received_at=received_at, token=token, vault=vault) for entry in ready
    ]
    fresh = [one for one, is_new in sent if is_new and isinstance(one, Submission)]
    if fresh:
        queue_receipt(fresh, by=by, at=received_at)
    return [outcome for outcome, _ in sent]


def send(
    entry: Entry, *, by: Membership, received_at: datetime, token: str, vault: Vault
) -> tuple[Outcome, bool]:
    """Submit one entry; say whether the outcome is new."""
    # Shared: bidders do not queue behind each other, but an extension waits for us and we for it.
    lock(entry.procurement, shared=True)
    lock(entry)
    known = already_sent(entry, require_token(token))
    if known is not None:
        return known, False
    draft = read_entry(entry, vault)
    if not entry.procurement.is_open(received_at):
        late = keep_late_attempt(draft, by=by, received_at=received_at, token=token, vault=vault)
        return late, True
    documents = standing_of_entry(entry, today(received_at))
    if problems := [*draft.problems(), *blocking(documents)]:
        raise EntryIncompleteError(
            "This entry is not complete, so it was not submitted. " + ". ".join(problems) + "."
        )
    submission = seal_version(
        draft, documents, by=by, received_at=received_at, token=token, vault=vault
    )
    facts = {"version": submission.version, "digest": submission.digest}
    move(entry, EntryStatus.SUBMITTED, moves=ENTRY_MOVES, by=by, at=received_at, facts=facts)
    entry.submitted_at = received_at
    return submission, True


def withdraw_entry(entry: Entry, *, by: Membership, received_at: datetime) -> None:
    """Take a submitted entry back before the close. Its versions stay, and are not opened.

    Raises:
        DomainError: the invitation is closed.
        MoveRefusedError: the entry is not submitted.
    """
    lock(entry.procurement, shared=True)
    lock(entry)
    if not entry.procurement.is_open(received_at):
        raise DomainError(
            f"Bids closed on {when(entry.procurement.closes_at)}, so this entry can no longer be "
            "withdrawn here. Tell the Regional Care Co-operative if you no longer stand by it."
        )
    move(entry, EntryStatus.WITHDRAWN, moves=ENTRY_MOVES, by=by, at=received_at)
    entry.submitted_at = None
    db.session.flush()


def require_token(token: str) -> str:
    """Check the form's own random value."""
    if not TOKEN.fullmatch(token):
        raise DomainError("This page was not complete. Load it again, then submit.")
    return token


def already_sent(entry: Entry, token: str) -> Outcome | None:
    """Return what the same press of the button led to before, if it did."""
    return (
        db.session.scalars(queries.sent_with_token(entry, token)).first()
        or db.session.scalars(queries.late_with_token(entry, token)).first()
    )


def documents_lacking(entry: Entry, token: str, received_at: datetime) -> list[str]:
    """Say which documents hold up an entry that was not sent; what comes late is kept anyway."""
    if not entry.procurement.is_open(received_at) or already_sent(entry, token):
        return []
    return blocking(standing_of_entry(entry, today(received_at)))


def is_ready(draft: EntryDraft, vault: Vault) -> bool:
    """Say whether an entry is complete and differs from what was last submitted."""
    if draft.entry.status is EntryStatus.WITHDRAWN or not draft.complete:
        return False
    return draft.entry.status is EntryStatus.DRAFT or has_changed(draft, vault)


def has_changed(draft: EntryDraft, vault: Vault) -> bool:
    """Say whether what is saved differs from the last submitted version, or it is of old terms."""
    last = draft.entry.submissions[-1]
    if last.procurement_version != draft.entry.procurement.version:
        return True
    quality, price = read_version(last, vault)
    listed = sorted(file["sha256"] + file["name"] for file in quality["files"])
    now = sorted(file.sha256 + file.name for answer in draft.answers for file in answer.files)
    # A renewed document makes no bid stale: each version says which one it relied on.
    written = {key: said for key, said in quality["content"].items() if key != DOCUMENTS}
    return bool(
        written != quality_content(draft)
        or price["content"] != price_content(draft)
        or listed != now
    )


def seal_version(
    draft: EntryDraft,
    documents: Sequence[Against],
    *,
    by: Membership,
    received_at: datetime,
    token: str,
    vault: Vault,
) -> Submission:
    """Write, digest and seal what is saved, and the documents relied on, as the next version."""
    entry = draft.entry
    last = db.session.scalars(queries.newest_version(entry)).first()
    version = last.version + 1 if last else 1
    made = write_version(draft, documents, version=version, received_at=received_at)
    submission = Submission(
        entry=entry,
        version=version,
        token=token,
        procurement_version=entry.procurement.version,
        received_at=received_at,
        by_membership_id=by.id,
        quality_sealed=seal_document(entry, made.quality, version, Envelope.QUALITY, vault),
        price_sealed=seal_document(entry, made.price, version, Envelope.PRICE, vault),
        quality_digest=made.digests.quality,
        price_digest=made.digests.price,
        digest=made.digests.whole,
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def write_version(
    draft: EntryDraft, documents: Sequence[Against], *, version: int, received_at: datetime
) -> SubmittedVersion:
    """Write the two canonical documents of a version, with their digests."""
    return prepare(
        about(draft.entry, version=version, received_at=received_at),
        quality={**quality_content(draft), DOCUMENTS: sealed_content(documents)},
        price=price_content(draft),
        quality_files=[file.submitted for answer in draft.answers for file in answer.files],
    )


def about(entry: Entry, *, version: int, received_at: datetime) -> dict[str, object]:
    """Say which bid a document belongs to."""
    return {
        "procurement": entry.procurement.reference,
        "procurement_title": entry.procurement.title,
        "procurement_version": entry.procurement.version,
        "bid": entry.bid.reference,
        "bidder": entry.bid.organisation.name,
        "entry": entry.reference,
        "lot": entry.lot.name,
        "service": entry.service.name,
        "service_urn": entry.service.urn,
        "version": version,
        "received_at": received_at.isoformat(),
        "received_at_london": to_london(received_at).isoformat(),
    }


def quality_content(draft: EntryDraft) -> dict[str, Any]:
    """Write answers and confirmations as plain values."""
    confirmed = draft.confirmed
    return {
        "answers": [
            {
                "question": answer.question.id,
                "number": answer.question.position,
                "title": answer.question.title,
                "answered_for": answer.question.scope.value,
                "text": answer.text,
                "files": [file.submitted.member for file in answer.files],
            }
            for answer in draft.answers
        ],
        "requirements": [
            {
                "requirement": one.id,
                "number": one.number,
                "text": one.text,
                "confirmed": confirmed[one.id][0],
                "explanation": confirmed[one.id][1],
            }
            for one in draft.requirements
            if one.id in confirmed
        ],
    }


def price_content(draft: EntryDraft) -> dict[str, Any]:
    """Write prices as plain values, in whole pence."""
    pence = draft.pence
    return {
        "prices": [
            {
                "component": line.component_code,
                "title": line.component.title,
                "unit": line.component.unit.value,
                "pence": pence[line.component_code],
            }
            for line in draft.entry.lot.price_lines
            if line.component_code in pence
        ]
    }


def seal_document(
    entry: Entry, content: bytes, version: int, envelope: Envelope, vault: Vault
) -> bytes:
    """Seal one document of a version."""
    context = context_of(entry, version, envelope)
    return vault.seal(entry.procurement, content, context=context, envelope=envelope)


def context_of(entry: Entry, version: int, envelope: Envelope) -> str:
    """Name the place of a version's document."""
    return document_context(
        procurement=entry.procurement.reference,
        entry=entry.reference,
        version=version,
        envelope=envelope,
    )


def document_bytes(submission: Submission, envelope: Envelope, vault: Vault) -> bytes:
    """Unseal one document of a version, byte for byte as it was submitted.

    Raises:
        SealBrokenError: it is not what was sealed.
    """
    sealed = submission.quality_sealed if envelope is Envelope.QUALITY else submission.price_sealed
    context = context_of(submission.entry, submission.version, envelope)
    return vault.unseal(submission.entry.procurement, sealed, context=context, envelope=envelope)


def read_document(submission: Submission, envelope: Envelope, vault: Vault) -> dict[str, Any]:
    """Unseal one document of a version and check it against its digest.

    Raises:
        SealBrokenError: it is not what was submitted.
    """
    quality = envelope is Envelope.QUALITY
    expected = submission.quality_digest if quality else submission.price_digest
    return read(document_bytes(submission, envelope, vault), expected=expected)


def read_version(
    submission: Submission, vault: Vault
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read a bidder's own version back: quality, then price."""
    return (
        read_document(submission, Envelope.QUALITY, vault),
        read_document(submission, Envelope.PRICE, vault),
    )


def keep_late_attempt(
    draft: EntryDraft, *, by: Membership, received_at: datetime, token: str, vault: Vault
) -> LateAttempt:
    """Keep aside, sealed, what arrived at or after the close. It is never opened as a bid."""
    entry = draft.entry
    reference = random_reference()
    kept = {
        "about": about(entry, version=0, received_at=received_at),
        "quality": quality_content(draft),
        "price": price_content(draft),
        "files": [file.reference for answer in draft.answers for file in answer.files],
    }
    attempt = LateAttempt(
        reference=reference,
        procurement_id=entry.procurement_id,
        entry=entry,
        token=token,
        received_at=received_at,
        by_membership_id=by.id,
        reason=late_reason(entry, received_at),
        sealed=vault.seal_draft(
            entry.procurement, kept, holder=f"late:{reference}", envelope=Envelope.PRICE
        ),
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def late_reason(entry: Entry, received_at: datetime) -> str:
    """Say why an attempt was not accepted."""
    if entry.procurement.status is not ProcurementStatus.PUBLISHED:
        return f"Received on {when_exact(received_at)}, when the bids had been opened."
    return (
        f"Received on {when_exact(received_at)}. Bids closed on "
        f"{when_exact(entry.procurement.closes_at)}, and only what arrives before then is in time."
    )
