"""What the market's staff have checked about a provider: debarment, money, references."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, Pence, enum_column, random_reference


class Occasion(StrEnum):
    """Why a check was made."""

    APPLICATION = "application"
    BEFORE_AWARD = "before_award"
    SCHEDULED = "scheduled"
    OTHER = "other"


class DebarmentResult(StrEnum):
    """What the debarment list says of somebody (sections 57 and 62)."""

    NOT_LISTED = "not_listed"
    LISTED_EXCLUDED = "listed_excluded"
    LISTED_EXCLUDABLE = "listed_excludable"


class Excludable(StrEnum):
    """What was decided about somebody who may be excluded but need not be (section 57)."""

    PROCEED = "proceed"
    DISREGARD = "disregard"


class FinancialKind(StrEnum):
    """How financial standing was looked at."""

    CREDIT_REPORT = "credit_report"
    ACCOUNTS_REVIEW = "accounts_review"
    PARENT_GUARANTEE = "parent_guarantee"


class FinancialResult(StrEnum):
    """What a look at financial standing came to."""

    SATISFACTORY = "satisfactory"
    WITH_CONDITIONS = "with_conditions"
    NOT_SATISFACTORY = "not_satisfactory"


class ReferenceResult(StrEnum):
    """What a referee's answer came to."""

    GOOD = "good"
    MIXED = "mixed"
    POOR = "poor"
    NO_ANSWER = "no_answer"


class DebarmentCheck(Base):
    """One look at the debarment list for a supplier or a person of it.

    `person` is empty for the supplier itself, otherwise the name as it was declared or recorded.
    A wrong check is withdrawn with a reason and another recorded.
    """

    __tablename__ = "debarment_check"
    __table_args__ = (
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="reasoned_when_withdrawn"
        ),
        CheckConstraint("list_consulted <> ''", name="list_named"),
        Index("ix_debarment_check_subject", "organisation_id", "person", "checked_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    occasion: Mapped[Occasion] = enum_column(Occasion)
    list_consulted: Mapped[str]
    list_dated: Mapped[date | None]
    result: Mapped[DebarmentResult] = enum_column(DebarmentResult)
    evidence: Mapped[str] = mapped_column(default="")
    file_key: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    checked_by: Mapped[Membership] = relationship(foreign_keys=[checked_by_id])
    decision: Mapped["ExcludableDecision | None"] = relationship(back_populates="check")


class ExcludableDecision(Base):
    """What was decided about an excludable result, once for each check, with the reason."""

    __tablename__ = "excludable_decision"
    __table_args__ = (CheckConstraint("reason <> ''", name="reasoned"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("debarment_check.id"), unique=True)
    decision: Mapped[Excludable] = enum_column(Excludable)
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    check: Mapped[DebarmentCheck] = relationship(back_populates="decision")
    decided_by: Mapped[Membership] = relationship()


class FinancialCheck(Base):
    """One look at a provider's financial standing."""

    __tablename__ = "financial_check"
    __table_args__ = (
        CheckConstraint("result <> 'with_conditions' OR conditions <> ''", name="conditions_said"),
        CheckConstraint("turnover_pence IS NULL OR turnover_pence >= 0", name="turnover_positive"),
        CheckConstraint("next_due > checked_on", name="due_later"),
        Index("ix_financial_check_organisation", "organisation_id", "checked_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[FinancialKind] = enum_column(FinancialKind)
    checked_on: Mapped[date]
    source: Mapped[str]
    score: Mapped[str] = mapped_column(default="")
    turnover_pence: Mapped[Pence | None]
    result: Mapped[FinancialResult] = enum_column(FinancialResult)
    conditions: Mapped[str] = mapped_column(default="")
    next_due: Mapped[date]
    file_key: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    recorded_by: Mapped[Membership] = relationship()


class Referee(Base):
    """Somebody whom a provider names to speak about a contract. One taken back stays on record."""

    __tablename__ = "referee"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("value_pence IS NULL OR value_pence >= 0", name="value_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    referee_organisation: Mapped[str]
    contact: Mapped[str]
    contact_email: Mapped[str]
    contract: Mapped[str]
    value_pence: Mapped[Pence | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    named_at: Mapped[datetime]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    removed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    taken_up: Mapped[list["Reference"]] = relationship(
        back_populates="referee", order_by="Reference.asked_on, Reference.id"
    )


class Reference(Base):
    """That a reference was asked for, and what was answered. The provider does not see it."""

    __tablename__ = "reference_taken"
    __table_args__ = (
        CheckConstraint(
            "(answered_on IS NULL) = (result IS NULL OR result = 'no_answer')",
            name="answered_with_result",
        ),
        CheckConstraint("answered_on IS NULL OR answered_on >= asked_on", name="answered_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referee_id: Mapped[int] = mapped_column(ForeignKey("referee.id"), index=True)
    asked_on: Mapped[date]
    answered_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(default="")
    result: Mapped[ReferenceResult | None] = enum_column(ReferenceResult)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    referee: Mapped[Referee] = relationship(back_populates="taken_up")
    recorded_by: Mapped[Membership] = relationship()
