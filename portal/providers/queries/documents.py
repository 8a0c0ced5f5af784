"""What may be asked about compliance documents and their kinds."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.access import Role
from portal.accounts.models import Membership, Organisation
from portal.accounts.queries import holders
from portal.providers.document_standing import LIVE
from portal.providers.models import (
    ComplianceDocument,
    DocumentHolder,
    DocumentReminder,
    DocumentStatus,
    DocumentType,
    RegistrationState,
    Service,
)

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sought:
    """What the list of documents to review is narrowed to; empty says nothing."""

    status: str = DocumentStatus.SUBMITTED.value
    kind: str = ""
    expiring: bool = False
    text: str = ""


def types() -> Select[DocumentType]:
    """Every kind of document, in the order of the list."""
    return select(DocumentType).order_by(DocumentType.position, DocumentType.code)


def type_of(code: str) -> Select[DocumentType]:
    """One kind of document."""
    return types().where(DocumentType.code == code)


def types_held_by(holder: DocumentHolder) -> Select[DocumentType]:
    """The kinds that an organisation has once, or once for each service."""
    return types().where(DocumentType.held_by == holder)


def open_services(organisation_id: int) -> Select[Service]:
    """The services of an organisation that are not closed, by name."""
    return (
        select(Service)
        .where(
            Service.organisation_id == organisation_id, Service.status != RegistrationState.CLOSED
        )
        .order_by(Service.name, Service.id)
    )


def documents() -> Select[ComplianceDocument]:
    """Documents with all that a page says of them, the newest versions first."""
    return (
        select(ComplianceDocument)
        .options(
            joinedload(ComplianceDocument.type),
            joinedload(ComplianceDocument.service),
            joinedload(ComplianceDocument.organisation),
        )
        .order_by(ComplianceDocument.version.desc(), ComplianceDocument.id.desc())
    )


def document(reference: str) -> Select[ComplianceDocument]:
    """One version of a document, whoever holds it."""
    return documents().where(ComplianceDocument.reference == reference)


def own_document(reference: str, membership: Membership) -> Select[ComplianceDocument]:
    """One version of a document of the membership's own organisation."""
    return document(reference).where(
        ComplianceDocument.organisation_id == membership.organisation_id
    )


def live_of(organisation_ids: list[int]) -> Select[ComplianceDocument]:
    """What some organisations hold, wait for or must put right: what their standing rests on."""
    return (
        select(ComplianceDocument)
        .where(
            ComplianceDocument.organisation_id.in_(organisation_ids),
            ComplianceDocument.status.in_(LIVE),
        )
        .order_by(ComplianceDocument.id)
    )


def versions_of(
    organisation_id: int, service_id: int | None, code: str
) -> Select[ComplianceDocument]:
    """Every version of one document, the newest first."""
    held = ComplianceDocument.service_id
    return documents().where(
        ComplianceDocument.organisation_id == organisation_id,
        held.is_(None) if service_id is None else held == service_id,
        ComplianceDocument.type_code == code,
    )


def to_review(sought: Sought, on: date) -> Select[ComplianceDocument]:
    """Documents of every provider that a filter asks for."""
    conditions: list[ColumnElement[bool]] = []
    if sought.status:
        conditions.append(ComplianceDocument.status == sought.status)
    if sought.kind:
        conditions.append(ComplianceDocument.type_code == sought.kind)
    if sought.expiring:
        conditions.append(ComplianceDocument.expires_on.between(on, on + SOON))
    found = documents().where(*conditions)
    if sought.text:
        like = func.lower(Organisation.name).contains(sought.text.lower(), autoescape=True)
        found = found.join(ComplianceDocument.organisation).where(like)
    return found


def waiting_count() -> Select[int]:
    """How many documents wait for somebody to review them."""
    return select(func.count(ComplianceDocument.id)).where(
        ComplianceDocument.status == DocumentStatus.SUBMITTED
    )


def administrators(organisation_ids: list[int]) -> Select[Membership]:
    """The people who keep the documents of some organisations."""
    return holders(Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER).where(
        Membership.organisation_id.in_(organisation_ids)
    )


def ending(on: date, *, within: timedelta, since: timedelta) -> Select[ComplianceDocument]:
    """Accepted documents that end within some days or ended lately, by organisation and end.

    One that a later version follows is left out: accepted and holding longer, or awaiting review.
    """
    later = aliased(ComplianceDocument)
    same = and_(
        later.organisation_id == ComplianceDocument.organisation_id,
        func.coalesce(later.service_id, 0) == func.coalesce(ComplianceDocument.service_id, 0),
        later.type_code == ComplianceDocument.type_code,
        later.version > ComplianceDocument.version,
    )
    longer = or_(later.expires_on.is_(None), later.expires_on > ComplianceDocument.expires_on)
    follows = select(later.id).where(
        same, longer, later.status.in_((DocumentStatus.ACCEPTED, DocumentStatus.SUBMITTED))
    )
    return (
        documents()
        .where(
            ComplianceDocument.status == DocumentStatus.ACCEPTED,
            ComplianceDocument.expires_on.between(on - since, on + within),
            ~follows.exists(),
        )
        .order_by(None)
        .order_by(
            ComplianceDocument.organisation_id,
            ComplianceDocument.expires_on,
            ComplianceDocument.id,
        )
    )


def ended_unmarked(on: date, step: int) -> Select[ComplianceDocument]:
    """Accepted documents that ended before a day and were not yet marked as ended."""
    marked = select(DocumentReminder.document_id).where(
        DocumentReminder.document_id == ComplianceDocument.id, DocumentReminder.step == step
    )
    return (
        select(ComplianceDocument)
        .where(
            ComplianceDocument.status == DocumentStatus.ACCEPTED,
            ComplianceDocument.expires_on < on,
            ~marked.exists(),
        )
        .order_by(ComplianceDocument.id)
    )


def steps_noted(document_ids: list[int]) -> Select[DocumentReminder]:
    """Which steps of some documents were dealt with."""
    return (
        select(DocumentReminder)
        .where(DocumentReminder.document_id.in_(document_ids))
        .order_by(DocumentReminder.document_id, DocumentReminder.step)
    )
