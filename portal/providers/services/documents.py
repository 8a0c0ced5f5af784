"""Adding, confirming and withdrawing compliance documents. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.changes import Changed, mark_changed
from portal.db import all_of, db, lock
from portal.display import day
from portal.errors import DomainError
from portal.files import DOCX, IMAGES, PDF, XLSX, FileStore, Upload
from portal.providers.document_standing import over
from portal.providers.models import (
    DOCUMENT_MOVES,
    ComplianceDocument,
    DocumentHolder,
    DocumentStatus,
    DocumentType,
    Service,
)
from portal.providers.queries import documents as queries
from portal.state import move

WELCOME = (PDF, DOCX, XLSX, *IMAGES)
AHEAD = timedelta(days=90)
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a provider says of a document: the first and the last day on which it holds, and more.

    The sum insured is in pence. What its kind does not have stays empty.
    """

    issued_on: date
    expires_on: date | None = None
    sum_insured_pence: int | None = None
    number: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The stored file of a version."""

    store_key: str
    name: str
    media_type: str
    size: int
    sha256: str


def add_document(
    organisation: Organisation,
    kind: DocumentType,
    service: Service | None,
    facts: DocumentFacts,
    *,
    upload: Upload,
    store: FileStore,
    by: Membership,
    at: datetime,
) -> ComplianceDocument:
    """Add the next version of a document, for review. One accepted before counts until then.

    Raises:
        DomainError: a fact is missing or cannot be right; nothing is stored.
    """
    lock(organisation)
    require_holder(organisation, kind, service)
    require_facts(kind, facts, today=clock.today(at))
    kept = _Kept(
        store.put(upload.content), upload.name, upload.kind.media_type, upload.size, upload.sha256
    )
    return _add(organisation, kind, service, facts, kept, by=by, at=at)


def confirm_unchanged(
    document: ComplianceDocument, *, by: Membership, at: datetime
) -> ComplianceDocument:
    """Say that a document holds for another period as it is: the next version, with the same file.

    Raises:
        DomainError: it has run out, does not count, or is of a kind that must be added anew.
    """
    lock(document.organisation)
    lock(document)
    today, kind = clock.today(at), document.type
    if not kind.confirmable or kind.valid_months is None:
        raise DomainError(f"{kind.title} must be added as a new document each time")
    if document.status is not DocumentStatus.ACCEPTED:
        raise DomainError("Only a document that was accepted can be confirmed unchanged")
    if over(document, today):
        raise DomainError(
            f"This ran out on {last_day(document)}, so it cannot be extended. "
            "Add the document as it stands now"
        )
    facts = DocumentFacts(
        today,
        months_after(today, kind.valid_months),
        document.sum_insured_pence,
        document.number,
        document.issuer,
    )
    kept = _Kept(
        document.store_key, document.name, document.media_type, document.size, document.sha256
    )
    made = _add(document.organisation, kind, document.service, facts, kept, by=by, at=at)
    audit.record(
        made, "compliance_document.confirmed", by=by, at=at, facts={"of": document.reference}
    )
    return made


def withdraw_document(document: ComplianceDocument, *, by: Membership, at: datetime) -> None:
    """Take a document back: it no longer counts. The version stays on record.

    Raises:
        MoveRefusedError: a newer version has taken its place, or it is withdrawn already.
    """
    lock(document)
    move(document, DocumentStatus.WITHDRAWN, moves=DOCUMENT_MOVES, by=by, at=at)
    mark_changed(Changed.DOCUMENT, [document.id], at=at)
    db.session.flush()


def require_holder(organisation: Organisation, kind: DocumentType, service: Service | None) -> None:
    """Check that a document of a kind can be held by this organisation or service.

    Raises:
        DomainError: the kind is held by the other, or the service is somebody else's.
    """
    of_service = kind.held_by is DocumentHolder.SERVICE
    if of_service and service is None:
        raise DomainError("Choose the service that this document is about")
    if service is not None and (not of_service or service.organisation_id != organisation.id):
        raise DomainError("This document is not about that service")


def require_facts(kind: DocumentType, facts: DocumentFacts, *, today: date) -> None:
    """Check what is said of a document.

    Raises:
        DomainError: naming the field at fault.
    """
    latest = today + AHEAD if kind.insures else today
    if facts.issued_on > latest:
        until = "within the next 90 days" if kind.insures else "today or in the past"
        raise DomainError(f"The date must be {until}", "issued_on")
    if kind.insures and not facts.sum_insured_pence:
        raise DomainError("Enter the sum insured", "sum_insured")
    if not kind.insures and facts.sum_insured_pence is not None:
        raise DomainError("This kind of document insures nothing", "sum_insured")
    if kind.number_label and not facts.number.strip():
        raise DomainError(f"Enter the {_mid_sentence(kind.number_label)}", "number")
    if kind.issuer_label and not facts.issuer.strip():
        raise DomainError(f"Enter the {_mid_sentence(kind.issuer_label)}", "issuer")
    _require_end(kind, facts, today)


def _require_end(kind: DocumentType, facts: DocumentFacts, today: date) -> None:
    ends = facts.expires_on
    if not kind.expiry_label:
        if ends is not None:
            raise DomainError("This kind of document has no end", "expires_on")
        return
    if ends is None:
        raise DomainError(f"Enter the {_mid_sentence(kind.expiry_label)}", "expires_on")
    if ends < today:
        raise DomainError(
            "This document has run out already. Add the one that is in force now", "expires_on"
        )
    if ends < facts.issued_on:
        raise DomainError("This date must not be before the document begins", "expires_on")
    if ends > months_after(facts.issued_on, LONGEST_YEARS * 12):
        raise DomainError(
            f"This date must be within {LONGEST_YEARS} years of the document’s beginning",
            "expires_on",
        )


def _mid_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]


def last_day(document: ComplianceDocument) -> str:
    """Return the last day on which a document holds, in words."""
    return day(document.expires_on) if document.expires_on else "no day"


def months_after(start: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def _add(
    organisation: Organisation,
    kind: DocumentType,
    service: Service | None,
    facts: DocumentFacts,
    kept: _Kept,
    *,
    by: Membership,
    at: datetime,
) -> ComplianceDocument:
    service_id = service.id if service else None
    earlier = all_of(queries.versions_of(organisation.id, service_id, kind.code))
    _put_aside(earlier, by=by, at=at)
    made = ComplianceDocument(
        organisation_id=organisation.id,
        service_id=service_id,
        type_code=kind.code,
        version=max((one.version for one in earlier), default=0) + 1,
        store_key=kept.store_key,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        sum_insured_pence=facts.sum_insured_pence,
        number=facts.number.strip(),
        issuer=facts.issuer.strip(),
        uploaded_at=at,
        uploaded_by_id=by.id,
    )
    db.session.add(made)
    said = {"version": made.version, "type": kind.code, "sha256": kept.sha256}
    audit.record(made, "compliance_document.added", by=by, at=at, facts=said)
    mark_changed(Changed.DOCUMENT, [made.id], at=at)
    return made


def _put_aside(earlier: Sequence[ComplianceDocument], *, by: Membership, at: datetime) -> None:
    """A newer version takes the place of those that wait for review or were returned."""
    for one in earlier:
        if one.status in (DocumentStatus.SUBMITTED, DocumentStatus.RETURNED):
            move(one, DocumentStatus.SUPERSEDED, moves=DOCUMENT_MOVES, by=by, at=at)
    db.session.flush()
