"""How documents stand, in the words that pages about them share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import url_for

from portal.display import pounds, short_day
from portal.providers.document_standing import Found, State, find_standing, over
from portal.providers.models import ComplianceDocument, DocumentHolder, DocumentStatus, DocumentType
from portal.providers.queries.documents import SOON

Standing = Found
Slot = tuple[str, int | None]


def by_slot(documents: Iterable[ComplianceDocument]) -> dict[Slot, list[ComplianceDocument]]:
    """Sort documents by what they are and which service, if any, they are about."""
    found: dict[Slot, list[ComplianceDocument]] = {}
    for one in documents:
        found.setdefault((one.type_code, one.service_id), []).append(one)
    return found


def plain_standing(kind: DocumentType, held: list[ComplianceDocument], on: date) -> Standing:
    """Say how a document stands where no framework is asked: against the sum its kind names."""
    return find_standing(held, on, minimum_pence=kind.minimum_pence, until=on + SOON)


def detail(found: Standing) -> str:
    """Return a line on how a document stands."""
    paper = found.paper
    if paper is None:
        return ""
    said = _said(found, paper)
    if found.newer is not None:
        said = f"{said}. {NEWER[found.newer.status]}"
    return said


NEWER = {
    DocumentStatus.SUBMITTED: "A newer version awaits review",
    DocumentStatus.RETURNED: "A newer version was returned",
    DocumentStatus.ACCEPTED: "The next version is accepted",
}


def _said(found: Standing, paper: ComplianceDocument) -> str:
    ends = short_day(paper.expires_on) if paper.expires_on else ""
    insured = f"{pounds(paper.sum_insured_pence)} insured" if paper.sum_insured_pence else ""
    match found.state:
        case State.SUM_TOO_LOW:
            return f"{insured}, {pounds(found.short_by)} less than asked"
        case State.EXPIRES_SOON:
            return f"Runs out on {ends}"
        case State.EXPIRED:
            return f"Ran out on {ends}"
        case State.AWAITING_REVIEW:
            return f"Sent on {short_day(paper.uploaded_at)}"
        case State.RETURNED:
            return paper.reason
        case State.NOT_YET_IN_FORCE:
            return f"Begins on {short_day(paper.issued_on)}"
        case _:
            said = ", ".join(part for part in (insured, f"until {ends}" if ends else "") if part)
            return said[:1].upper() + said[1:]


def status_words(found: Standing, kind: DocumentType) -> str:
    """Return the state as a page shows it where no framework asks for anything."""
    if found.state is State.MET:
        return "in force"
    if found.state is State.MISSING and not kind.expected:
        return "not added"
    return found.state.value


def slot_href(kind: DocumentType, held: list[ComplianceDocument], service: str | None) -> str:
    """Return the page of a document's newest live version, or the one that adds the first."""
    if held:
        newest = max(held, key=lambda one: one.version)
        return url_for("documents.document", reference=newest.reference)
    return add_href(kind, service)


def add_href(kind: DocumentType, service: str | None) -> str:
    """Return the page that adds a document."""
    if kind.held_by is DocumentHolder.SERVICE and service:
        return url_for("documents.new_of_service", code=kind.code, service=service)
    return url_for("documents.new", code=kind.code)


def facts_of(document: ComplianceDocument) -> list[dict[str, Any]]:
    """Return what a document says of itself, as rows of a summary."""
    kind = document.type
    rows = [
        ("About", document.service.name if document.service else document.organisation.name),
        ("First day of cover" if kind.insures else "Date", short_day(document.issued_on)),
        (kind.expiry_label, short_day(document.expires_on) if document.expires_on else ""),
        ("Sum insured", pounds(document.sum_insured_pence)),
        (kind.number_label, document.number),
        (kind.issuer_label, document.issuer),
    ]
    return [{"key": key, "value": value} for key, value in rows if key and value]


def version_row(document: ComplianceDocument, href: str, today: date) -> dict[str, Any]:
    """Return one version for the table of a document's versions."""
    gone = document.status is DocumentStatus.ACCEPTED and over(document, today)
    return {
        "version": document.version,
        "href": href,
        "uploaded_at": document.uploaded_at,
        "expires_on": document.expires_on,
        "status": State.EXPIRED.value if gone else document.status.value,
        "reason": document.reason,
    }
