"""What becomes of bids after they are opened: responses, marks, consensus, results, award."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership
from portal.db import Base, Pence, enum_column, random_reference
from portal.tenders.models.bids import Bid, Entry
from portal.tenders.models.frameworks import Lot, Requirement
from portal.tenders.models.procurements import Procurement, Question
from portal.tenders.sealing.keys import Envelope


class Opening(Base):
    """The recorded act of two different officers that unseals one envelope of a procurement."""

    __tablename__ = "opening"
    __table_args__ = (
        UniqueConstraint("procurement_id", "envelope"),
        CheckConstraint(
            "second_officer_id IS NULL OR second_officer_id <> first_officer_id",
            name="two_officers",
        ),
        CheckConstraint(
            "(second_officer_id IS NULL) = (opened_at IS NULL)", name="opened_by_second"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    envelope: Mapped[Envelope] = enum_column(Envelope)
    first_officer_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    first_at: Mapped[datetime]
    second_officer_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    opened_at: Mapped[datetime | None]
    record: Mapped[dict[str, Any]] = mapped_column(default=dict)

    procurement: Mapped[Procurement] = relationship()
    first_officer: Mapped[Membership] = relationship(foreign_keys=[first_officer_id])
    second_officer: Mapped[Membership | None] = relationship(foreign_keys=[second_officer_id])


class Response(Base):
    """A bidder's opened answer to one question, for one scope: what evaluators mark.

    `files` are its attachments as the opened document lists them: member, name, size, sha256.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("question_id", "bid_id", "scope_key"),
        Index("ix_response_procurement_question", "procurement_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    scope_key: Mapped[str]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    text: Mapped[str]
    files: Mapped[list[Any]] = mapped_column(default=list)

    question: Mapped[Question] = relationship()
    bid: Mapped[Bid] = relationship()
    lot: Mapped[Lot | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    marks: Mapped[list["Mark"]] = relationship(back_populates="response", order_by="Mark.id")
    consensus: Mapped["Consensus | None"] = relationship(back_populates="response")


class Confirmation(Base):
    """An entry's opened word on one requirement: confirmed, or explained."""

    __tablename__ = "confirmation"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), primary_key=True)
    confirmed: Mapped[bool]
    explanation: Mapped[str] = mapped_column(default="")

    requirement: Mapped[Requirement] = relationship()


class EntryPrice(Base):
    """An entry's opened price for one component, in pence for one unit of it."""

    __tablename__ = "entry_price"
    __table_args__ = (CheckConstraint("pence > 0", name="positive"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"), primary_key=True)
    pence: Mapped[Pence]


class Mark(Base):
    """One evaluator's mark for one response, with the reason."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        Index(
            "uq_mark_live",
            "response_id",
            "membership_id",
            unique=True,
            sqlite_where=text("set_aside_at IS NULL"),
            postgresql_where=text("set_aside_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    mark: Mapped[int]
    reason: Mapped[str]
    marked_at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]

    response: Mapped[Response] = relationship(back_populates="marks")
    membership: Mapped[Membership] = relationship()


class Consensus(Base):
    """The panel's agreed mark for one response, recorded by the moderator with its reason."""

    __tablename__ = "consensus"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint("quote <> ''", name="quoted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), unique=True)
    mark: Mapped[int]
    reason: Mapped[str]
    quote: Mapped[str]
    moderator_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    agreed_at: Mapped[datetime]

    response: Mapped[Response] = relationship(back_populates="consensus")
    moderator: Mapped[Membership] = relationship()


class EntryResult(Base):
    """How one entry came out, with its explanation to the last published place.

    Marks are whole numbers of the published places: with two places, 8125 means 81.25.
    `proposed` says whether the lot's award mode makes it successful, and in which `tier`;
    `lot_drawn` is its place in a drawing of lots among entries that stayed tied.
    """

    __tablename__ = "entry_result"
    __table_args__ = (Index("ix_entry_result_procurement_lot", "procurement_id", "lot_id", "rank"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    qualified: Mapped[bool]
    failure: Mapped[str] = mapped_column(default="")
    quality_points: Mapped[int | None]
    price_points: Mapped[Pence | None]
    social_points: Mapped[int | None]
    total_points: Mapped[Pence | None]
    basket_pence: Mapped[Pence | None]
    rank: Mapped[int | None]
    tier: Mapped[int | None]
    lot_drawn: Mapped[int | None]
    proposed: Mapped[bool]
    explanation: Mapped[dict[str, Any]]

    entry: Mapped[Entry] = relationship()
    lot: Mapped[Lot] = relationship()


class RecommendationStatus(StrEnum):
    """Where a recommendation stands with its approver."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"


RECOMMENDATION_MOVES = {
    RecommendationStatus.PROPOSED: {RecommendationStatus.APPROVED, RecommendationStatus.RETURNED},
}


class Recommendation(Base):
    """What a commissioner proposes to award, and what another person decided about it."""

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> recommended_by_id", name="two_people"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"), index=True)
    status: Mapped[RecommendationStatus] = enum_column(
        RecommendationStatus, default=RecommendationStatus.PROPOSED
    )
    summary: Mapped[str]
    recommended_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    recommended_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")

    procurement: Mapped[Procurement] = relationship()
    recommended_by: Mapped[Membership] = relationship(foreign_keys=[recommended_by_id])
    decided_by: Mapped[Membership | None] = relationship(foreign_keys=[decided_by_id])
    lines: Mapped[list["RecommendationLine"]] = relationship(
        back_populates="recommendation", order_by="RecommendationLine.entry_id"
    )


class RecommendationLine(Base):
    """One entry's outcome in a recommendation, with a reason where it departs from the ranking."""

    __tablename__ = "recommendation_line"

    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendation.id"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    successful: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")

    recommendation: Mapped[Recommendation] = relationship(back_populates="lines")
    entry: Mapped[Entry] = relationship()


class Award(Base):
    """A decided fact: this entry succeeded on this lot. Contracts makes an appointment of it."""

    __tablename__ = "award"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    rank: Mapped[int]
    tier: Mapped[int | None]
    awarded_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()
