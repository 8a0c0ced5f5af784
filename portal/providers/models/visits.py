"""Quality assurance visits, what they found and ask for, and councils' own notes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation, Region
from portal.db import Base, enum_column, random_reference
from portal.providers.models.services import Service


class VisitKind(StrEnum):
    """Why and how a service was visited."""

    ANNOUNCED = "announced"
    UNANNOUNCED = "unannounced"
    FOLLOW_UP = "follow_up"
    BEFORE_PLACEMENT = "before_placement"
    DESK_REVIEW = "desk_review"


class Assurance(StrEnum):
    """What a visit came to."""

    ASSURED = "assured"
    WITH_ACTIONS = "assured_with_actions"
    NOT_ASSURED = "not_assured"


class VisitStatus(StrEnum):
    """Whether a visit is still being written up, is shared, or was taken back as wrong."""

    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


VISIT_MOVES = {
    VisitStatus.DRAFT: {VisitStatus.SHARED, VisitStatus.WITHDRAWN},
    VisitStatus.SHARED: {VisitStatus.WITHDRAWN},
}


class FindingKind(StrEnum):
    """What a finding says."""

    STRENGTH = "strength"
    CONCERN = "concern"
    REQUIREMENT = "requirement"


class ActionStatus(StrEnum):
    """How far the provider has come with an action. That it is overdue, its date says."""

    OPEN = "open"
    REPORTED = "reported_done"
    CONFIRMED = "confirmed"


ACTION_MOVES = {
    ActionStatus.OPEN: {ActionStatus.REPORTED, ActionStatus.CONFIRMED},
    ActionStatus.REPORTED: {ActionStatus.OPEN, ActionStatus.CONFIRMED},
}


class QualityVisit(Base):
    """One visit to a service by a council or a co-operative, shared with its whole region.

    What was shared never changes: a wrong visit is withdrawn with a reason and another recorded.
    """

    __tablename__ = "quality_visit"
    __table_args__ = (
        CheckConstraint("(status = 'draft') = (settled_at IS NULL)", name="dated_when_settled"),
        CheckConstraint("(status = 'withdrawn') = (withdrawn_reason <> '')", name="reasoned"),
        Index("ix_quality_visit_service_visited_on", "service_id", "visited_on"),
        Index("ix_quality_visit_region_visited_on", "region_id", "visited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    visited_on: Mapped[date]
    kind: Mapped[VisitKind] = enum_column(VisitKind)
    assurance: Mapped[Assurance] = enum_column(Assurance)
    summary: Mapped[str]
    status: Mapped[VisitStatus] = enum_column(VisitStatus, default=VisitStatus.DRAFT)
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    recorded_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    service: Mapped[Service] = relationship()
    region: Mapped[Region] = relationship()
    organisation: Mapped[Organisation] = relationship()
    by: Mapped[Membership] = relationship()
    findings: Mapped[list["VisitFinding"]] = relationship(
        back_populates="visit", order_by="VisitFinding.number", cascade="all, delete-orphan"
    )
    actions: Mapped[list["VisitAction"]] = relationship(
        back_populates="visit", order_by="VisitAction.number", cascade="all, delete-orphan"
    )


class VisitFinding(Base):
    """One thing that a visit found; `area` is a code of `portal.providers.quality`."""

    __tablename__ = "visit_finding"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("quality_visit.id"))
    number: Mapped[int]
    area: Mapped[str]
    kind: Mapped[FindingKind] = enum_column(FindingKind)
    text: Mapped[str]

    visit: Mapped[QualityVisit] = relationship(back_populates="findings")


class VisitAction(Base):
    """One thing that the provider is to do by a day."""

    __tablename__ = "visit_action"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        Index("ix_visit_action_status_due_on", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("quality_visit.id"))
    number: Mapped[int]
    text: Mapped[str]
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = enum_column(ActionStatus, default=ActionStatus.OPEN)

    visit: Mapped[QualityVisit] = relationship(back_populates="actions")
    words: Mapped[list["VisitActionWord"]] = relationship(
        back_populates="action", order_by="VisitActionWord.id"
    )


class VisitActionWord(Base):
    """What somebody said when an action was reported done, returned or confirmed."""

    __tablename__ = "visit_action_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("visit_action.id"), index=True)
    status: Mapped[ActionStatus] = enum_column(ActionStatus)
    text: Mapped[str]
    said_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    action: Mapped[VisitAction] = relationship(back_populates="words")
    by: Mapped[Membership] = relationship()


class VisitNote(Base):
    """What one organisation notes for itself about a visit: nobody else ever reads it."""

    __tablename__ = "visit_note"
    __table_args__ = (Index("ix_visit_note_visit_organisation", "visit_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("quality_visit.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    by: Mapped[Membership] = relationship()
