"""Reviewing compliance documents: accepting one, or returning it with a reason."""

from datetime import datetime

from portal import clock, inbox
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.config import settings
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.outbox import queue_mail
from portal.providers.document_standing import over
from portal.providers.models import DOCUMENT_MOVES, ComplianceDocument, DocumentStatus
from portal.providers.queries import documents as queries
from portal.providers.services.documents import last_day
from portal.state import move


def accept_document(document: ComplianceDocument, *, by: Membership, at: datetime) -> None:
    """Accept a document: from its first day on it counts for every framework and region.

    What was accepted before is superseded once this one has begun; until then both stand.

    Raises:
        DomainError: it has run out, or by is who added it.
        MoveRefusedError: it does not wait for review.
    """
    _begin(document, by)
    today = clock.today(at)
    if over(document, today):
        raise DomainError(
            f"This ran out on {last_day(document)}, so it cannot be accepted. Return it"
        )
    move(document, DocumentStatus.ACCEPTED, moves=DOCUMENT_MOVES, by=by, at=at)
    document.reviewed_by_id, document.reviewed_at, document.reason = by.id, at, ""
    db.session.flush()
    if document.issued_on <= today:
        _supersede(document, by=by, at=at)
    mark_changed(Changed.DOCUMENT, [document.id], at=at)


def return_document(
    document: ComplianceDocument, *, reason: str, by: Membership, at: datetime
) -> None:
    """Return a document to who holds it, who is told the reason. It does not count.

    Raises:
        DomainError: no reason is given, or by is who added it.
        MoveRefusedError: it is neither waiting nor accepted.
    """
    _begin(document, by)
    said = reason.strip()
    if not said:
        raise DomainError("Enter what the provider must put right", "reason")
    moves = DOCUMENT_MOVES
    # The CHECK wants the reason with the state, and moving writes first.
    document.reason, document.reviewed_by_id, document.reviewed_at = said, by.id, at
    move(document, DocumentStatus.RETURNED, moves=moves, by=by, at=at, reason=said)
    db.session.flush()
    mark_changed(Changed.DOCUMENT, [document.id], at=at)
    tell_of_return(document, at=at)


def tell_of_return(document: ComplianceDocument, *, at: datetime) -> None:
    """Tell the people who keep the documents, in the portal and by e-mail. No home is named."""
    people = all_of(queries.administrators([document.organisation_id]))
    title = f"A document was returned: {document.type.title}"
    link = f"/provider/documents/{document.reference}"
    inbox.tell(
        [one.id for one in people],
        title,
        f"It does not count until you add it again. The reviewer’s reason: {document.reason}",
        link=link,
        at=at,
        dedupe_key=f"document-returned:{document.reference}",
    )
    address = f"{settings().public_url.rstrip('/')}{link}"
    text = f"It does not count until you add it again.\n\nRead the reviewer’s reason: {address}\n"
    for email in sorted({one.person.email for one in people}):
        queue_mail(
            email, title, text, at=at, dedupe_key=f"document-returned:{document.reference}:{email}"
        )


def _begin(document: ComplianceDocument, by: Membership) -> None:
    lock(document)
    if document.uploaded_by.person_id == by.person_id:
        raise DomainError("You added this document, so somebody else must review it.")


def _supersede(document: ComplianceDocument, *, by: Membership, at: datetime) -> None:
    versions = queries.versions_of(
        document.organisation_id, document.service_id, document.type_code
    ).where(
        ComplianceDocument.status == DocumentStatus.ACCEPTED,
        ComplianceDocument.version < document.version,
    )
    for one in all_of(versions):
        move(one, DocumentStatus.SUPERSEDED, moves=DOCUMENT_MOVES, by=by, at=at)
    db.session.flush()
