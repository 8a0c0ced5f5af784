"""Adding to the kinds of compliance document that providers are asked for."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from portal import audit
from portal.accounts.models import Membership
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import DocumentHolder, DocumentType

INSURED, REVIEWED = "Last day of cover", "Date of its next review"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTerms:
    """What a new kind of document is. Without months of validity it has no end."""

    title: str
    guidance: str
    held_by: DocumentHolder
    valid_months: int | None
    number_label: str
    insures: bool
    expected: bool


def add_kind(terms: KindTerms, *, by: Membership, at: datetime) -> DocumentType:
    """Add a kind of document at the end of the list.

    Raises:
        DomainError: there is one of this name, or an insurance would have no end.
    """
    title = terms.title
    if terms.insures and terms.valid_months is None:
        raise DomainError("Enter the months for which an insurance usually holds", "valid_months")
    code = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60]
    if not code:
        raise DomainError("Enter a name with letters in it", "title")
    same = or_(DocumentType.code == code, func.lower(DocumentType.title) == title.lower())
    if db.session.scalar(select(DocumentType.code).where(same)) is not None:
        raise DomainError("There is a kind of document of this name already", "title")
    last = db.session.scalar(select(func.max(DocumentType.position)))
    made = _kind(code, terms, position=(last if last is not None else -1) + 1)
    db.session.add(made)
    db.session.flush()
    # A chain of the audit trail is of something with a number: here of the organisation that adds.
    facts = {"code": code, "title": title}
    audit.record(by.organisation, "document_type.added", by=by, at=at, facts=facts)
    return made


def _kind(code: str, terms: KindTerms, *, position: int) -> DocumentType:
    ends = (INSURED if terms.insures else REVIEWED) if terms.valid_months else ""
    return DocumentType(
        code=code,
        title=terms.title,
        guidance=terms.guidance,
        held_by=terms.held_by,
        insures=terms.insures,
        minimum_pence=None,
        number_label=terms.number_label or ("Policy number" if terms.insures else ""),
        issuer_label="Insurer" if terms.insures else "",
        expiry_label=ends,
        valid_months=terms.valid_months,
        expected=terms.expected,
        confirmable=bool(terms.valid_months) and not terms.insures,
        position=position,
    )
