"""Compliance documents: what kinds there are, each version that was added, and what was noted."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models.services import Service


class DocumentHolder(StrEnum):
    """What a document is about: the whole organisation, or each of its services."""

    ORGANISATION = "organisation"
    SERVICE = "service"


class DocumentStatus(StrEnum):
    """Where one version of a document stands with the people who review it."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


DOCUMENT_MOVES = {
    DocumentStatus.SUBMITTED: {
        DocumentStatus.ACCEPTED,
        DocumentStatus.RETURNED,
        DocumentStatus.SUPERSEDED,
        DocumentStatus.WITHDRAWN,
    },
    DocumentStatus.ACCEPTED: {
        DocumentStatus.RETURNED,
        DocumentStatus.SUPERSEDED,
        DocumentStatus.WITHDRAWN,
    },
    DocumentStatus.RETURNED: {DocumentStatus.SUPERSEDED, DocumentStatus.WITHDRAWN},
}


class DocumentType(Base):
    """One kind of compliance document: a row, so that another kind needs no release.

    An empty label says that the kind has no such thing: `number_label` for its number,
    `issuer_label` for who issued it, `expiry_label` for the last day it holds. `valid_months` is
    how long one usually holds; `minimum_pence` is the sum insured that is asked for where a
    framework sets none. `expected` kinds are asked of every provider. One that may be
    `confirmable` can be said to hold for another period unchanged.
    """

    __tablename__ = "document_type"
    __table_args__ = (
        CheckConstraint("insures OR minimum_pence IS NULL", name="sum_when_insuring"),
        CheckConstraint("valid_months > 0", name="validity_positive"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    guidance: Mapped[str]
    held_by: Mapped[DocumentHolder] = enum_column(DocumentHolder)
    insures: Mapped[bool]
    minimum_pence: Mapped[Pence | None]
    number_label: Mapped[str]
    issuer_label: Mapped[str]
    expiry_label: Mapped[str]
    valid_months: Mapped[int | None]
    expected: Mapped[bool]
    confirmable: Mapped[bool]
    position: Mapped[int]


class ComplianceDocument(Base):
    """One version of one document of an organisation, or of one of its services.

    What a document says never changes: putting it right makes the next version. `issued_on` is the
    first day and `expires_on` the last day on which it holds; without the second it has no end.
    Versions that were confirmed unchanged share one stored file.
    """

    __tablename__ = "compliance_document"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("sum_insured_pence > 0", name="sum_positive"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("expires_on >= issued_on", name="expires_after_issue"),
        CheckConstraint(
            "status NOT IN ('accepted', 'returned') OR reviewed_at IS NOT NULL",
            name="reviewed_when_decided",
        ),
        CheckConstraint("status <> 'returned' OR reason <> ''", name="reasoned_when_returned"),
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_by_somebody"
        ),
        UniqueConstraint("organisation_id", "service_id", "type_code", "version"),
        Index(
            "uq_compliance_document_waiting_service",
            "service_id",
            "type_code",
            unique=True,
            sqlite_where=text("status = 'submitted' AND service_id IS NOT NULL"),
            postgresql_where=text("status = 'submitted' AND service_id IS NOT NULL"),
        ),
        Index(
            "uq_compliance_document_waiting_organisation",
            "organisation_id",
            "type_code",
            unique=True,
            sqlite_where=text("status = 'submitted' AND service_id IS NULL"),
            postgresql_where=text("status = 'submitted' AND service_id IS NULL"),
        ),
        Index(
            "uq_compliance_document_version_organisation",
            "organisation_id",
            "type_code",
            "version",
            unique=True,
            sqlite_where=text("service_id IS NULL"),
            postgresql_where=text("service_id IS NULL"),
        ),
        Index("ix_compliance_document_status_uploaded", "status", "uploaded_at", "id"),
        Index("ix_compliance_document_status_expires", "status", "expires_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    type_code: Mapped[str] = mapped_column(ForeignKey("document_type.code"))
    version: Mapped[int]
    status: Mapped[DocumentStatus] = enum_column(DocumentStatus, default=DocumentStatus.SUBMITTED)
    store_key: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    sum_insured_pence: Mapped[Pence | None]
    number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    reason: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    service: Mapped[Service | None] = relationship()
    type: Mapped[DocumentType] = relationship()
    uploaded_by: Mapped[Membership] = relationship(foreign_keys=[uploaded_by_id])
    reviewed_by: Mapped[Membership | None] = relationship(foreign_keys=[reviewed_by_id])


class DocumentReminder(Base):
    """That a document's approaching end was dealt with, once for each step.

    `step` is the number of days before the end at which somebody was told, and -1 for the day
    after it, when the document no longer counts.
    """

    __tablename__ = "document_reminder"
    __table_args__ = (CheckConstraint("step IN (60, 30, 7, 0, -1)", name="step_known"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("compliance_document.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]
