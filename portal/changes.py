"""Dirty marks: which rows changed, written in the transaction that changed them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db, enum_column


class Changed(StrEnum):
    """What kind of row changed."""

    PLACEMENT = "placement"
    RATE = "rate"
    RATING = "rating"
    APPOINTMENT = "appointment"
    BLOCK_CONTRACT = "block_contract"
    DOCUMENT = "document"


class DirtyMark(Base):
    """One row that an incremental run must look at again."""

    __tablename__ = "dirty_mark"
    __table_args__ = (Index("ix_dirty_mark_kind_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Changed] = enum_column(Changed)
    subject_id: Mapped[int]
    marked_at: Mapped[datetime]


def mark_changed(kind: Changed, ids: Iterable[int], *, at: datetime) -> None:
    """Mark rows as changed, in the caller's transaction."""
    rows = [{"kind": kind, "subject_id": row_id, "marked_at": at} for row_id in ids]
    if rows:
        db.session.execute(insert(DirtyMark), rows)


def take_marks() -> list[DirtyMark]:
    """Return every mark there is, in order; the caller clears exactly these when it is done."""
    return list(db.session.scalars(select(DirtyMark).order_by(DirtyMark.id)))


def clear(marks: Iterable[DirtyMark]) -> None:
    """Delete the marks that were dealt with; ones written since stay."""
    ids = [mark.id for mark in marks]
    for start in range(0, len(ids), 500):
        db.session.execute(delete(DirtyMark).where(DirtyMark.id.in_(ids[start : start + 500])))
