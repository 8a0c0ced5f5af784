"""Invitations to tender: timetable, questions, the people assigned, and their declarations."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, enum_column, random_reference
from portal.tenders.models.frameworks import Framework, Lot, Specification
from portal.tenders.scoring.quality import Part, QuestionKind, Scope


class ProcurementKind(StrEnum):
    """What an invitation to tender is for."""

    FRAMEWORK_LOTS = "framework_lots"
    BLOCK = "block"
    MINI_COMPETITION = "mini_competition"


class ProcurementStatus(StrEnum):
    """How far people have taken an invitation. Whether it is open or closed, time decides."""

    DRAFT = "draft"
    PUBLISHED = "published"
    QUALITY_OPENED = "quality_opened"
    PRICES_OPENED = "prices_opened"
    RECOMMENDED = "recommended"
    AWARDED = "awarded"
    NO_AWARD = "no_award"


PROCUREMENT_MOVES = {
    ProcurementStatus.DRAFT: {ProcurementStatus.PUBLISHED},
    ProcurementStatus.PUBLISHED: {ProcurementStatus.QUALITY_OPENED, ProcurementStatus.NO_AWARD},
    ProcurementStatus.QUALITY_OPENED: {
        ProcurementStatus.PRICES_OPENED,
        ProcurementStatus.NO_AWARD,
    },
    ProcurementStatus.PRICES_OPENED: {
        ProcurementStatus.RECOMMENDED,
        ProcurementStatus.NO_AWARD,
    },
    ProcurementStatus.RECOMMENDED: {
        ProcurementStatus.PRICES_OPENED,
        ProcurementStatus.AWARDED,
        ProcurementStatus.NO_AWARD,
    },
}


class UnconfirmedPolicy(StrEnum):
    """What becomes of an entry that was not confirmed again after an amendment."""

    STANDS = "stands"
    SET_ASIDE = "set_aside"


class ExtensionStatus(StrEnum):
    """Where a later deadline stands with its second approver."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"


EXTENSION_MOVES = {
    ExtensionStatus.PROPOSED: {ExtensionStatus.APPROVED, ExtensionStatus.RETURNED},
}


class Duty(StrEnum):
    """What a person is assigned to do in one procurement."""

    OPENER = "opener"
    MODERATOR = "moderator"
    EVALUATOR = "evaluator"


class Procurement(Base):
    """One invitation to tender for lots of a framework."""

    __tablename__ = "procurement"
    __table_args__ = (
        CheckConstraint("closes_at > questions_close_at", name="closes_after_questions"),
        CheckConstraint(
            "status = 'draft' OR published_at IS NOT NULL", name="dated_when_published"
        ),
        CheckConstraint("decimal_places BETWEEN 0 AND 4", name="places_in_range"),
        Index("ix_procurement_status_closes_at", "status", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), index=True)
    kind: Mapped[ProcurementKind] = enum_column(ProcurementKind)
    title: Mapped[str]
    summary: Mapped[str]
    status: Mapped[ProcurementStatus] = enum_column(
        ProcurementStatus, default=ProcurementStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    questions_close_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    conflicts_assessed: Mapped[str] = mapped_column(default="")
    unconfirmed_policy: Mapped[UnconfirmedPolicy] = enum_column(
        UnconfirmedPolicy, default=UnconfirmedPolicy.STANDS
    )
    decimal_places: Mapped[int] = mapped_column(default=2)
    tie_breaks: Mapped[str] = mapped_column(default="quality,price")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    framework: Mapped[Framework] = relationship()
    lots: Mapped[list[Lot]] = relationship(
        secondary="procurement_lot", order_by=Lot.number, viewonly=True
    )
    invited: Mapped[list["ProcurementLot"]] = relationship(order_by="ProcurementLot.lot_id")
    questions: Mapped[list["Question"]] = relationship(
        back_populates="procurement", order_by="Question.position"
    )
    scale: Mapped[list["ScaleMark"]] = relationship(order_by="ScaleMark.mark")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="procurement", order_by="Assignment.id"
    )

    def is_open(self, moment: datetime) -> bool:
        """Say whether a bid that arrives at this moment is in time: before the close, not on it."""
        return self.status is ProcurementStatus.PUBLISHED and moment < self.closes_at

    def is_closed(self, moment: datetime) -> bool:
        """Say whether the time for bids is over."""
        return self.published_at is not None and moment >= self.closes_at


class ProcurementLot(Base):
    """A lot that a procurement invites bids for; publication fixes its specification's version."""

    __tablename__ = "procurement_lot"

    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True, index=True)
    specification_id: Mapped[int | None] = mapped_column(ForeignKey("specification.id"))

    specification: Mapped[Specification | None] = relationship()


class ScaleMark(Base):
    """One mark of a procurement's published scale, with what earns it."""

    __tablename__ = "scale_mark"
    __table_args__ = (
        UniqueConstraint("procurement_id", "mark"),
        CheckConstraint("mark >= 0", name="mark_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    mark: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]


class Question(Base):
    """One question of an invitation; `weight` is a whole percent within quality or social value.

    `lot_id` is set where the question is asked for one lot only. `minimum_mark` is the lowest
    consensus mark with which a bid stays in.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("procurement_id", "position"),
        CheckConstraint("(kind = 'scored') = (weight IS NOT NULL)", name="weight_when_scored"),
        CheckConstraint("weight > 0", name="weight_positive"),
        CheckConstraint("scope <> 'organisation' OR lot_id IS NULL", name="organisation_wide"),
        CheckConstraint("word_limit > 0", name="word_limit_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    position: Mapped[int]
    scope: Mapped[Scope] = enum_column(Scope)
    kind: Mapped[QuestionKind] = enum_column(QuestionKind)
    part: Mapped[Part] = enum_column(Part, default=Part.QUALITY)
    title: Mapped[str]
    text: Mapped[str]
    guidance: Mapped[str] = mapped_column(default="")
    word_limit: Mapped[int] = mapped_column(default=500)
    weight: Mapped[int | None]
    minimum_mark: Mapped[int | None]

    procurement: Mapped[Procurement] = relationship(back_populates="questions")
    lot: Mapped[Lot | None] = relationship()


class Assignment(Base):
    """A person's duty in one procurement; an evaluator's may be for one question only."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_procurement_duty", "procurement_id", "duty"),
        CheckConstraint("duty = 'evaluator' OR question_id IS NULL", name="question_for_evaluator"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    duty: Mapped[Duty] = enum_column(Duty)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    procurement: Mapped[Procurement] = relationship(back_populates="assignments")
    membership: Mapped[Membership] = relationship()
    question: Mapped[Question | None] = relationship()


class Declaration(Base):
    """What a person declares about conflicts: for the procurement, then for each bidder."""

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint("NOT conflict OR detail <> ''", name="conflict_explained"),
        Index("ix_declaration_procurement_membership", "procurement_id", "membership_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    conflict: Mapped[bool]
    detail: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime]

    membership: Mapped[Membership] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Interest(Base):
    """A provider that wants to hear of changes to an invitation, or says it will not bid."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("procurement_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    registered_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))


class Clarification(Base):
    """A provider's question about an invitation and the answer published to everyone."""

    __tablename__ = "clarification"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="dated_when_answered"),
        Index("ix_clarification_procurement_asked_at", "procurement_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    asked_at: Mapped[datetime]
    text: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))


class DeadlineExtension(Base):
    """A later close for everyone: proposed with a reason, decided by another person."""

    __tablename__ = "deadline_extension"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint("closes_at > closed_at_before", name="later"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"
        ),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="dated_when_decided"),
        Index(
            "uq_deadline_extension_proposed",
            "procurement_id",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"), index=True)
    status: Mapped[ExtensionStatus] = enum_column(ExtensionStatus, default=ExtensionStatus.PROPOSED)
    closed_at_before: Mapped[datetime]
    closes_at: Mapped[datetime]
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")

    procurement: Mapped[Procurement] = relationship()
    proposed_by: Mapped[Membership] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Membership | None] = relationship(foreign_keys=[decided_by_id])
