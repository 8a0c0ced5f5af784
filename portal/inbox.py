"""What a person is told inside the portal, and what they have read."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db


class InboxItem(Base):
    """One notice to one membership. `dedupe_key` keeps the same news from coming twice."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        UniqueConstraint("membership_id", "dedupe_key"),
        Index("ix_inbox_item_membership_at", "membership_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    dedupe_key: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    link: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


def tell(
    membership_ids: Iterable[int],
    title: str,
    body: str,
    *,
    link: str,
    at: datetime,
    dedupe_key: str,
) -> None:
    """Put a notice into the inboxes of some memberships, once each. `link` is a path."""
    wanted = set(membership_ids)
    told = set(
        db.session.scalars(
            select(InboxItem.membership_id).where(
                InboxItem.dedupe_key == dedupe_key, InboxItem.membership_id.in_(wanted)
            )
        )
    )
    db.session.add_all(
        InboxItem(
            membership_id=membership_id,
            dedupe_key=dedupe_key,
            title=title,
            body=body,
            link=link,
            at=at,
        )
        for membership_id in sorted(wanted - told)
    )


def items_of(membership_id: int) -> Select[InboxItem]:
    """Return the query for a membership's notices, newest first."""
    return (
        select(InboxItem)
        .where(InboxItem.membership_id == membership_id)
        .order_by(InboxItem.at.desc(), InboxItem.id.desc())
    )


def unread_count(membership_id: int) -> int:
    """Return how many notices a membership has not read."""
    return (
        db.session.scalar(
            select(func.count(InboxItem.id)).where(
                InboxItem.membership_id == membership_id, InboxItem.read_at.is_(None)
            )
        )
        or 0
    )
