"""Mail waiting to be sent: written with the change that causes it, delivered after the commit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.mail import MailDelayedError, MailRefusedError

ATTEMPTS = 8


class OutboxMessage(Base):
    """One message to one address. `dedupe_key` keeps the same news from going twice.

    An `unlisted` one stands in no list and no count: a receipt for a sealed bid would tell that
    somebody bids.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "sent_at", "failed_at", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    unlisted: Mapped[bool] = mapped_column(default=False)


def queue_mail(
    to: str,
    subject: str,
    text: str,
    *,
    at: datetime,
    dedupe_key: str | None = None,
    unlisted: bool = False,
) -> None:
    """Write a message into the outbox, unless one with the same key is there already."""
    if (
        dedupe_key
        and db.session.scalars(
            select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)
        ).first()
    ):
        return
    db.session.add(
        OutboxMessage(
            dedupe_key=dedupe_key,
            to=to,
            subject=subject,
            text=text,
            written_at=at,
            next_attempt_at=at,
            unlisted=unlisted,
        )
    )


def due(at: datetime) -> Select[OutboxMessage]:
    """Return the query for messages to send now, oldest first."""
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.next_attempt_at <= at,
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
    )


def given_up() -> Select[OutboxMessage]:
    """Return the query for messages that were given up and may be listed, the newest first."""
    return (
        select(OutboxMessage)
        .where(OutboxMessage.failed_at.is_not(None), ~OutboxMessage.unlisted)
        .order_by(OutboxMessage.failed_at.desc(), OutboxMessage.id.desc())
    )


def attempt(message: OutboxMessage, send: Callable[[OutboxMessage], None], *, at: datetime) -> bool:
    """Try to send one message; put it off with growing pauses, and give up after eight tries.

    `send` raises `MailRefusedError` for what no retry can mend and `MailDelayedError` otherwise.
    """
    message.attempts += 1
    try:
        send(message)
    except MailRefusedError as error:
        message.failed_at, message.last_error = at, str(error)
        return False
    except MailDelayedError as error:
        message.last_error = str(error)
        message.next_attempt_at = at + timedelta(minutes=2**message.attempts)
        if message.attempts >= ATTEMPTS:
            message.failed_at = at
        return False
    message.sent_at, message.last_error = at, ""
    return True


def retry(message: OutboxMessage, *, at: datetime) -> None:
    """Start over with a message that was given up."""
    message.failed_at, message.attempts, message.next_attempt_at = None, 0, at
