"""The audit trail: append-only, one hash chain for each subject."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Select, UniqueConstraint, event, func, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.db import Base, db

GENESIS = "0" * 64


class Actor(Protocol):
    """Whoever acts: a membership."""

    @property
    def id(self) -> Any: ...


class AuditEntry(Base):
    """One thing that happened to one subject. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    sequence: Mapped[int]
    event: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    facts: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditTamperedError(RuntimeError):
    """Somebody tried to change or delete an audit entry through the application."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first link of a chain that does not hold, and why."""

    subject_kind: str
    subject_id: int
    sequence: int
    reason: str


def record(
    subject: Any,
    event_name: str,
    *,
    by: Actor | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append what happened to a subject (any model with an integer id) to its chain.

    `facts` must be plain JSON values and refer to people and files by id, never copy them.
    """
    db.session.flush()
    kind, subject_id = subject.__tablename__, subject.id
    _wait_for_chain(kind, subject_id)
    last = db.session.scalars(
        chain(kind, subject_id).order_by(None).order_by(AuditEntry.sequence.desc()).limit(1)
    ).first()
    entry = AuditEntry(
        subject_kind=kind,
        subject_id=subject_id,
        sequence=last.sequence + 1 if last else 1,
        event=event_name,
        at=at,
        by_membership_id=by.id if by else None,
        facts=dict(facts or {}),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = digest(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def chain(kind: str, subject_id: int) -> Select[AuditEntry]:
    """Return the query for one subject's entries, oldest first."""
    return (
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.sequence)
    )


def digest(entry: AuditEntry) -> str:
    """Return the SHA-256 that binds an entry to the one before it."""
    content = json.dumps(
        [
            entry.previous_hash,
            entry.subject_kind,
            entry.subject_id,
            entry.sequence,
            entry.event,
            entry.at.isoformat(),
            entry.by_membership_id,
            entry.facts,
        ],
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def heads() -> dict[str, tuple[int, str]]:
    """Return the last sequence and hash of every chain, keyed `kind:id`: the daily export."""
    latest = (
        select(
            AuditEntry.subject_kind,
            AuditEntry.subject_id,
            func.max(AuditEntry.sequence).label("sequence"),
        )
        .group_by(AuditEntry.subject_kind, AuditEntry.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        select(AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.sequence, AuditEntry.hash)
        .join(
            latest,
            (AuditEntry.subject_kind == latest.c.subject_kind)
            & (AuditEntry.subject_id == latest.c.subject_id)
            & (AuditEntry.sequence == latest.c.sequence),
        )
        .order_by(AuditEntry.subject_kind, AuditEntry.subject_id)
    )
    return {f"{kind}:{subject_id}": (sequence, hash_) for kind, subject_id, sequence, hash_ in rows}


def verify(exported: Mapping[str, tuple[int, str]] | None = None) -> Iterator[BrokenLink]:
    """Yield the first broken link of each chain, and each exported head that is gone or differs."""
    missing = dict(exported or {})
    entries = db.session.scalars(
        select(AuditEntry)
        .order_by(AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.sequence)
        .execution_options(yield_per=1000)
    )
    at_subject: tuple[str, int] | None = None
    expected, previous, broken = 1, GENESIS, False
    for entry in entries:
        subject = (entry.subject_kind, entry.subject_id)
        if subject != at_subject:
            at_subject, expected, previous, broken = subject, 1, GENESIS, False
        key = f"{entry.subject_kind}:{entry.subject_id}"
        if missing.get(key) == (entry.sequence, entry.hash):
            del missing[key]
        if broken:
            continue
        reason = _fault(entry, expected, previous)
        if reason:
            broken = True
            yield BrokenLink(entry.subject_kind, entry.subject_id, entry.sequence, reason)
        expected, previous = expected + 1, entry.hash
    for key, (sequence, _hash) in missing.items():
        kind, _, subject_id = key.rpartition(":")
        yield BrokenLink(kind, int(subject_id), sequence, "an exported entry is missing or differs")


def broken_link(entries: Iterable[AuditEntry]) -> BrokenLink | None:
    """Return the first link that does not hold among one subject's entries, oldest first."""
    previous = GENESIS
    for expected, entry in enumerate(entries, 1):
        reason = _fault(entry, expected, previous)
        if reason:
            return BrokenLink(entry.subject_kind, entry.subject_id, entry.sequence, reason)
        previous = entry.hash
    return None


def _fault(entry: AuditEntry, expected: int, previous: str) -> str | None:
    if entry.sequence != expected:
        return f"entry {expected} is missing"
    if entry.previous_hash != previous:
        return "it does not follow from the entry before it"
    if entry.hash != digest(entry):
        return "its content was changed"
    return None


def _wait_for_chain(kind: str, subject_id: int) -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtext(f"audit:{kind}:{subject_id}")))
        )


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(_mapper: Mapper[Any], _connection: Any, entry: AuditEntry) -> None:
    raise AuditTamperedError(f"audit entry {entry.id} may not be changed")
