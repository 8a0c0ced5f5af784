"""What a provider reports of its inspections, and what a regulator has done about a service."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, enum_column, random_reference
from portal.providers.models.register import RatingGrade
from portal.providers.models.services import Service


class InspectionKind(StrEnum):
    """What kind of inspection it was, in the words of Ofsted's reports and files."""

    FULL = "full"
    FIRST = "first"
    INTERIM = "interim"
    MONITORING = "monitoring"
    ASSURANCE = "assurance"
    REGISTRATION = "registration"


INSPECTION_TITLES = {
    InspectionKind.FULL: "Full inspection",
    InspectionKind.FIRST: "First inspection",
    InspectionKind.INTERIM: "Interim inspection",
    InspectionKind.MONITORING: "Monitoring visit",
    InspectionKind.ASSURANCE: "Assurance visit",
    InspectionKind.REGISTRATION: "Registration visit",
}
GRADED = (InspectionKind.FULL, InspectionKind.FIRST)
"""Inspections that always end in a grade; the others need not."""


class RatingReport(Base):
    """An inspection outcome as the provider reported it.

    `inspected_on` is its first day and `inspected_until` its last, where it took several.
    `received_on` is the day on which the provider got the report: the working days within which
    it must be reported here count from it.
    """

    __tablename__ = "rating_report"
    __table_args__ = (
        UniqueConstraint("service_id", "inspected_on"),
        CheckConstraint(
            "published_on IS NULL OR published_on >= inspected_on", name="published_after"
        ),
        CheckConstraint(
            "overall_code IS NOT NULL OR kind NOT IN ('full', 'first')", name="graded_when_full"
        ),
        CheckConstraint(
            "inspected_until IS NULL OR inspected_until >= inspected_on", name="days_in_order"
        ),
        CheckConstraint(
            "received_on IS NULL OR received_on >= inspected_on", name="received_after"
        ),
        CheckConstraint("requirements >= 0", name="requirements_counted"),
        CheckConstraint("recommendations >= 0", name="recommendations_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    inspected_on: Mapped[date]
    published_on: Mapped[date | None]
    overall_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    protected_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    leaders_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    reported_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    kind: Mapped[InspectionKind] = enum_column(
        InspectionKind, default=InspectionKind.FULL, server_default=InspectionKind.FULL.value
    )
    inspected_until: Mapped[date | None]
    received_on: Mapped[date | None]
    education_code: Mapped[str | None]
    health_code: Mapped[str | None]
    link: Mapped[str] = mapped_column(default="", server_default="")
    action_plan: Mapped[str] = mapped_column(default="", server_default="")
    requirements: Mapped[int | None]
    recommendations: Mapped[int | None]

    service: Mapped[Service] = relationship()
    overall: Mapped[RatingGrade | None] = relationship(foreign_keys=[overall_code])
    protected: Mapped[RatingGrade | None] = relationship(foreign_keys=[protected_code])
    leaders: Mapped[RatingGrade | None] = relationship(foreign_keys=[leaders_code])
    # A foreign key cannot join a table that exists already, so these two say how they are joined.
    education: Mapped[RatingGrade | None] = relationship(
        primaryjoin="foreign(RatingReport.education_code) == RatingGrade.code", viewonly=True
    )
    health: Mapped[RatingGrade | None] = relationship(
        primaryjoin="foreign(RatingReport.health_code) == RatingGrade.code", viewonly=True
    )
    plan_file: Mapped["ActionPlanFile | None"] = relationship(back_populates="report")


class ActionPlanFile(Base):
    """The provider's action plan after an inspection, as a file; a new one replaces it."""

    __tablename__ = "action_plan_file"

    report_id: Mapped[int] = mapped_column(ForeignKey("rating_report.id"), primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    store_key: Mapped[str] = mapped_column(index=True)
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    report: Mapped[RatingReport] = relationship(back_populates="plan_file")


class ActionKind(StrEnum):
    """What a regulator has done about a service."""

    RESTRICTION = "restriction"
    SUSPENSION = "suspension"
    CANCELLATION_NOTICE = "cancellation_notice"
    CANCELLATION = "cancellation"
    COMPLIANCE = "compliance_notice"
    CONDITION = "condition"


ACTION_TITLES = {
    ActionKind.RESTRICTION: "Restriction of accommodation",
    ActionKind.SUSPENSION: "Suspension of registration",
    ActionKind.CANCELLATION_NOTICE: "Notice of cancellation",
    ActionKind.CANCELLATION: "Cancellation of registration",
    ActionKind.COMPLIANCE: "Compliance notice",
    ActionKind.CONDITION: "Condition of registration",
}
NO_NEW_CHILD = (
    ActionKind.RESTRICTION,
    ActionKind.SUSPENSION,
    ActionKind.CANCELLATION_NOTICE,
    ActionKind.CANCELLATION,
)
"""While one of these is in force, no new child should come to the service."""


class ActionSource(StrEnum):
    """How a regulatory action became known here."""

    LETTER = "letter"
    PROVIDER = "provider"
    REGISTER = "register"


SOURCE_TITLES = {
    ActionSource.LETTER: "Ofsted’s letter",
    ActionSource.PROVIDER: "The provider",
    ActionSource.REGISTER: "Ofsted’s register",
}


class RegulatoryAction(Base):
    """What a regulator did about a service, from a day until another: apart from any rating.

    It is never edited. One that is over is ended, with the reason and the evidence; one that was
    wrong is withdrawn, and then counts as never having been. `served_on` is the day on which the
    provider got the notice. `until` is the day on which it ends or ended, itself not part of it.
    """

    __tablename__ = "regulatory_action"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until > starts_on", name="ends_after_start"),
        CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="ended_with_reason"),
        CheckConstraint("ended_at IS NULL OR until IS NOT NULL", name="dated_when_ended"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"
        ),
        Index("ix_regulatory_action_service_starts_on", "service_id", "starts_on"),
        Index(
            "uq_regulatory_action_live",
            "service_id",
            "kind",
            "starts_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    kind: Mapped[ActionKind] = enum_column(ActionKind)
    starts_on: Mapped[date]
    until: Mapped[date | None]
    served_on: Mapped[date]
    terms: Mapped[str]
    source: Mapped[ActionSource] = enum_column(ActionSource)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    ended_evidence: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    service: Mapped[Service] = relationship()
