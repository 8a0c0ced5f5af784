"""Adding to the kinds of compliance document that providers are asked for."""

import re
from datetime import datetime

from sqlalchemy import func, or_, select

from portal import audit
from portal.accounts.models import Membership
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import DocumentHolder, DocumentType

INSURED, REVIEWED = "Last day of cover", "Date of its next review"


def add_kind(
    *,
    title: str,
    guidance: str,
    held_by: DocumentHolder,
    valid_months: int | None,
    number_label: str,
    insures: bool,
    expected: bool,
    by: Membership,
    at: datetime,
) -> DocumentType:
    """Add a kind of document at the end of the list. A kind without months has no end.

    Raises:
        DomainError: there is one of this name, or an insurance would have no end.
    """
    if insures and valid_months is None:
        raise DomainError("Enter the months for which an insurance usually holds", "valid_months")
    code = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60]
    if not code:
        raise DomainError("Enter a name with letters in it", "title")
    same = or_(DocumentType.code == code, func.lower(DocumentType.title) == title.lower())
    if db.session.scalar(select(DocumentType.code).where(same)) is not None:
        raise DomainError("There is a kind of document of this name already", "title")
    last = db.session.scalar(select(func.max(DocumentType.position)))
    ends = (INSURED if insures else REVIEWED) if valid_months else ""
    made = DocumentType(
        code=code,
        title=title,
        guidance=guidance,
        held_by=held_by,
        insures=insures,
        minimum_pence=None,
        number_label=number_label or ("Policy number" if insures else ""),
        issuer_label="Insurer" if insures else "",
        expiry_label=ends,
        valid_months=valid_months,
        expected=expected,
        confirmable=bool(valid_months) and not insures,
        position=(last if last is not None else -1) + 1,
    )
    db.session.add(made)
    db.session.flush()
    # A chain of the audit trail is of something with a number: here of the organisation that adds.
    audit.record(
        by.organisation, "document_type.added", by=by, at=at, facts={"code": code, "title": title}
    )
    return made
