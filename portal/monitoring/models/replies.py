"""Breaches put to the provider, and what it replied: the right of reply."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, enum_column, random_reference
from portal.monitoring.models.breaches import Breach


class PutStatus(StrEnum):
    """Where the right of reply stands. That its time has passed is computed."""

    WAITING = "waiting"
    REPLIED = "replied"
    RESPONDED = "responded"


PUT_MOVES = {
    PutStatus.WAITING: {PutStatus.REPLIED, PutStatus.RESPONDED},
    PutStatus.REPLIED: {PutStatus.RESPONDED},
}


class Position(StrEnum):
    """What a provider says of a breach that was put to it."""

    ACCEPT = "accept"
    EXPLAIN = "explain"
    DISPUTE = "dispute"


_UNANSWERED = "status <> 'responded'"


class PutBreach(Base):
    """A breach as it was put to the provider: the words, and the day by which to reply.

    The figures are copied as they stood on that day; `response` is what the manager made of the
    replies.
    """

    __tablename__ = "put_breach"
    __table_args__ = (
        CheckConstraint("message <> ''", name="said"),
        CheckConstraint(
            "(status = 'responded') = (responded_at IS NOT NULL)", name="dated_when_responded"
        ),
        Index("ix_put_breach_organisation_put_at", "organisation_id", "put_at", "id"),
        Index("ix_put_breach_breach", "breach_id", "id"),
        Index(
            "uq_put_breach_unanswered",
            "breach_id",
            unique=True,
            sqlite_where=text(_UNANSWERED),
            postgresql_where=text(_UNANSWERED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    message: Mapped[str]
    due_on: Mapped[date]
    put_at: Mapped[datetime]
    put_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    status: Mapped[PutStatus] = enum_column(PutStatus, default=PutStatus.WAITING)
    response: Mapped[str] = mapped_column(default="")
    responded_at: Mapped[datetime | None]
    responded_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    breach: Mapped[Breach] = relationship()
    organisation: Mapped[Organisation] = relationship()
    put_by: Mapped[Membership] = relationship(foreign_keys=[put_by_id])
    responded_by: Mapped[Membership | None] = relationship(foreign_keys=[responded_by_id])
    replies: Mapped[list["ProviderReply"]] = relationship(
        back_populates="put", order_by="ProviderReply.replied_at, ProviderReply.id"
    )


class ProviderReply(Base):
    """One reply of the provider, with a plan by a date and a file where it gave them."""

    __tablename__ = "provider_reply"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said"),
        CheckConstraint("(plan = '') = (plan_by IS NULL)", name="plan_has_a_day"),
        CheckConstraint("(file_key IS NULL) = (file_name = '')", name="file_has_a_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    put_id: Mapped[int] = mapped_column(ForeignKey("put_breach.id"), index=True)
    position: Mapped[Position] = enum_column(Position)
    text: Mapped[str]
    plan: Mapped[str] = mapped_column(default="")
    plan_by: Mapped[date | None]
    file_key: Mapped[str | None] = mapped_column(unique=True)
    file_name: Mapped[str] = mapped_column(default="")
    file_type: Mapped[str] = mapped_column(default="")
    file_size: Mapped[int] = mapped_column(default=0)
    file_sha256: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    put: Mapped[PutBreach] = relationship(back_populates="replies")
    by: Mapped[Membership] = relationship()
