"""Bids: drafts under seal, submitted versions, late attempts.

Nothing here holds a word or a price of a bid in the clear. Drafts and submitted documents are
sealed under the procurement's own keys until two officers open them.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation
from portal.db import Base, enum_column, random_reference
from portal.providers.models import Service
from portal.tenders.models.frameworks import Lot
from portal.tenders.models.procurements import Procurement, Question
from portal.tenders.sealing.keys import Envelope


class EntryStatus(StrEnum):
    """How far the bidder has taken an entry."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


ENTRY_MOVES = {
    EntryStatus.DRAFT: {EntryStatus.SUBMITTED},
    EntryStatus.SUBMITTED: {EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN},
    EntryStatus.WITHDRAWN: {EntryStatus.SUBMITTED},
}


class SealingKey(Base):
    """One envelope's key of one procurement, wrapped by the master key that lives elsewhere."""

    __tablename__ = "sealing_key"
    __table_args__ = (UniqueConstraint("procurement_id", "envelope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    envelope: Mapped[Envelope] = enum_column(Envelope)
    wrapped: Mapped[str]


class Bid(Base):
    """One provider's bid to one procurement: answers for the organisation, and its entries."""

    __tablename__ = "bid"
    __table_args__ = (UniqueConstraint("procurement_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    started_at: Mapped[datetime]

    procurement: Mapped[Procurement] = relationship()
    organisation: Mapped[Organisation] = relationship()
    entries: Mapped[list["Entry"]] = relationship(back_populates="bid", order_by="Entry.id")


class DraftAnswer(Base):
    """A bidder's answer as last saved, sealed.

    `scope_key` says what it is answered for: `organisation`, `lot:7` or `entry:31`. `version`
    grows with each save, so that a second writer is told instead of overwriting.
    """

    __tablename__ = "draft_answer"
    __table_args__ = (UniqueConstraint("bid_id", "question_id", "scope_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    scope_key: Mapped[str]
    sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    bid: Mapped[Bid] = relationship()
    question: Mapped[Question] = relationship()


class Entry(Base):
    """One provider's offer for one lot with one service.

    `draft_confirmations` (requirement by requirement) and `draft_prices` (component by component)
    are sealed; `draft_version` grows with each save of either.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("procurement_id", "lot_id", "service_id"),
        CheckConstraint(
            "(status = 'submitted') = (submitted_at IS NOT NULL)", name="dated_when_submitted"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    status: Mapped[EntryStatus] = enum_column(EntryStatus, default=EntryStatus.DRAFT)
    submitted_at: Mapped[datetime | None]
    draft_confirmations: Mapped[bytes | None]
    draft_prices: Mapped[bytes | None]
    draft_version: Mapped[int] = mapped_column(default=0)

    bid: Mapped[Bid] = relationship(back_populates="entries")
    procurement: Mapped[Procurement] = relationship()
    lot: Mapped[Lot] = relationship()
    service: Mapped[Service] = relationship()
    submissions: Mapped[list["Submission"]] = relationship(
        back_populates="entry", order_by="Submission.version"
    )


class Submission(Base):
    """One submitted version of an entry: two sealed documents and their digests. Immutable.

    `token` is the form's own random value: the same press sent twice finds the first receipt.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("entry_id", "version"),
        UniqueConstraint("entry_id", "token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    token: Mapped[str]
    procurement_version: Mapped[int]
    received_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    quality_sealed: Mapped[bytes]
    price_sealed: Mapped[bytes]
    quality_digest: Mapped[str]
    price_digest: Mapped[str]
    digest: Mapped[str]

    entry: Mapped[Entry] = relationship(back_populates="submissions")


class LateAttempt(Base):
    """A bid that arrived at or after the close: kept aside with its reason, never opened.

    `token` is the form's own: the same press sent twice is one attempt.
    """

    __tablename__ = "late_attempt"
    __table_args__ = (UniqueConstraint("entry_id", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    procurement_id: Mapped[int] = mapped_column(ForeignKey("procurement.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    token: Mapped[str] = mapped_column(default=random_reference)
    received_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    reason: Mapped[str]
    sealed: Mapped[bytes]

    entry: Mapped[Entry] = relationship()


class BidFile(Base):
    """A file of a bid: sealed in the file store, its name sealed too."""

    __tablename__ = "bid_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    scope_key: Mapped[str]
    store_key: Mapped[str] = mapped_column(unique=True)
    sealed_facts: Mapped[bytes]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    removed_at: Mapped[datetime | None]
