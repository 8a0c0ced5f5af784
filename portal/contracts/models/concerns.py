"""What follows from a rating or a regulatory action: suspensions proposed, placements reviewed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.contracts.models.appointments import Appointment, AppointmentSpell
from portal.contracts.models.placements import Placement
from portal.db import Base, enum_column, random_reference
from portal.providers.models import Service


class CauseKind(StrEnum):
    """What kind of fact a proposal or a review was made for."""

    REPORT = "rating_report"
    INSPECTION = "register_inspection"
    ACTION = "regulatory_action"


class ProposalStatus(StrEnum):
    """What became of the proposal to suspend an appointment."""

    OPEN = "open"
    SUSPENDED = "suspended"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


PROPOSAL_MOVES = {
    ProposalStatus.OPEN: {
        ProposalStatus.SUSPENDED,
        ProposalStatus.DECLINED,
        ProposalStatus.SUPERSEDED,
    },
    ProposalStatus.SUPERSEDED: {ProposalStatus.OPEN},
}


class SuspensionProposal(Base):
    """A proposal to suspend an appointment because of one fact: made once, decided by a person.

    `why` says what the fact was on the day of the proposal. A job supersedes it while the fact
    does not hold or the appointment is not running, and opens it again when both do.
    """

    __tablename__ = "suspension_proposal"
    __table_args__ = (
        UniqueConstraint("appointment_id", "cause_kind", "cause_id"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="dated_when_decided"),
        CheckConstraint(
            "status NOT IN ('suspended', 'declined') OR"
            " (decided_by_id IS NOT NULL AND reason <> '')",
            name="decided_with_reason",
        ),
        Index(
            "ix_suspension_proposal_open",
            "appointment_id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    cause_kind: Mapped[CauseKind] = enum_column(CauseKind)
    cause_id: Mapped[int]
    why: Mapped[str]
    status: Mapped[ProposalStatus] = enum_column(ProposalStatus, default=ProposalStatus.OPEN)
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    reason: Mapped[str] = mapped_column(default="")

    appointment: Mapped[Appointment] = relationship()
    decided_by: Mapped[Membership | None] = relationship()


class EvidenceKind(StrEnum):
    """What shows that a suspension may be lifted."""

    INSPECTION = "inspection"
    VISIT = "visit"
    ENDED = "action_ended"
    OTHER = "other"


EVIDENCE_TITLES = {
    EvidenceKind.INSPECTION: "A new inspection",
    EvidenceKind.VISIT: "A quality assurance visit",
    EvidenceKind.ENDED: "The regulator ended its action",
    EvidenceKind.OTHER: "Something else",
}


class LiftingEvidence(Base):
    """What a suspension was lifted on: it belongs to the spell that began then."""

    __tablename__ = "lifting_evidence"
    __table_args__ = (CheckConstraint("words <> ''", name="said"),)

    spell_id: Mapped[int] = mapped_column(ForeignKey("appointment_spell.id"), primary_key=True)
    kind: Mapped[EvidenceKind] = enum_column(EvidenceKind)
    words: Mapped[str]
    link: Mapped[str] = mapped_column(default="")

    spell: Mapped[AppointmentSpell] = relationship()


class ReviewOutcome(StrEnum):
    """What a council decided for a child at a service that gives cause for concern."""

    STAYS = "stays"
    CONDITIONS = "stays_with_conditions"
    MOVES = "plan_to_move"


OUTCOME_TITLES = {
    ReviewOutcome.STAYS: "The child stays",
    ReviewOutcome.CONDITIONS: "The child stays, with conditions",
    ReviewOutcome.MOVES: "We plan a move",
}


class PlacementReview(Base):
    """A council's look at one placement after a drop in rating or a regulatory action.

    Due until it has an outcome. The note is the council's own: nobody else is shown it.
    """

    __tablename__ = "placement_review"
    __table_args__ = (
        UniqueConstraint("placement_id", "cause_kind", "cause_id"),
        CheckConstraint(
            "(outcome IS NULL) = (recorded_at IS NULL)"
            " AND (outcome IS NULL) = (recorded_by_id IS NULL)",
            name="recorded_whole",
        ),
        Index("ix_placement_review_council_due", "council_id", "due_on", "id"),
        Index("ix_placement_review_cause", "cause_kind", "cause_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    cause_kind: Mapped[CauseKind] = enum_column(CauseKind)
    cause_id: Mapped[int]
    why: Mapped[str]
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    outcome: Mapped[ReviewOutcome | None] = enum_column(ReviewOutcome, nullable=True)
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    placement: Mapped[Placement] = relationship()
    council: Mapped[Organisation] = relationship()
    service: Mapped[Service] = relationship()
    recorded_by: Mapped[Membership | None] = relationship()
