"""A later close for everyone, agreed by two people. Nothing here commits: the caller does."""

from datetime import datetime

from portal import audit
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.display import when
from portal.errors import DomainError
from portal.state import move
from portal.tenders.models import (
    EXTENSION_MOVES,
    DeadlineExtension,
    ExtensionStatus,
    Procurement,
    ProcurementStatus,
)
from portal.tenders.queries import procurements as queries
from portal.tenders.services.telling import tell_everyone


def propose_extension(
    procurement: Procurement, *, closes_at: datetime, reason: str, by: Membership, at: datetime
) -> DeadlineExtension:
    """Propose a later close; nothing changes until another person approves it.

    Raises:
        DomainError: bids are opened, the close is not later, or another proposal waits.
    """
    lock(procurement)
    _require_unopened(procurement)
    _require_later(procurement, closes_at, at)
    if db.session.scalars(queries.proposed_extension(procurement)).first():
        raise DomainError("A later deadline is proposed already and waits for approval.")
    extension = DeadlineExtension(
        procurement_id=procurement.id,
        closed_at_before=procurement.closes_at,
        closes_at=closes_at,
        reason=reason,
        proposed_by_id=by.id,
        proposed_at=at,
    )
    db.session.add(extension)
    facts = {"procurement": procurement.id, "closes_at": closes_at.isoformat(), "reason": reason}
    audit.record(extension, "deadline_extension.proposed", by=by, at=at, facts=facts)
    return extension


def approve_extension(extension: DeadlineExtension, *, by: Membership, at: datetime) -> None:
    """Extend the deadline for everyone and tell all who are interested.

    Raises:
        DomainError: the same person proposed it, bids are opened, or it is decided already.
    """
    procurement = extension.procurement
    # Exclusive: bids hold a shared lock while they are accepted, and opening an exclusive one.
    lock(procurement)
    lock(extension)
    if extension.proposed_by.person_id == by.person_id:
        raise DomainError("You proposed this deadline, so that somebody else must approve it.")
    _require_unopened(procurement)
    _require_later(procurement, extension.closes_at, at)
    move(extension, ExtensionStatus.APPROVED, moves=EXTENSION_MOVES, by=by, at=at)
    extension.decided_by_id, extension.decided_at = by.id, at
    procurement.closes_at = extension.closes_at
    facts = {"closes_at": extension.closes_at.isoformat(), "reason": extension.reason}
    audit.record(procurement, "procurement.extended", by=by, at=at, facts=facts)
    tell_everyone(
        all_of(queries.to_be_told(procurement)),
        f"“{procurement.title}” closes later",
        f"Bids now close on {when(extension.closes_at)}. The reason: {extension.reason}",
        link=f"/opportunities/{procurement.reference}",
        at=at,
        dedupe_key=f"extended:{extension.reference}",
    )


def return_extension(
    extension: DeadlineExtension, *, reason: str, by: Membership, at: datetime
) -> None:
    """Say no to a later deadline, with a reason.

    Raises:
        DomainError: the same person proposed it, or it is decided already.
    """
    lock(extension)
    if extension.proposed_by.person_id == by.person_id:
        raise DomainError("You proposed this deadline, so that somebody else must decide.")
    move(extension, ExtensionStatus.RETURNED, moves=EXTENSION_MOVES, by=by, at=at, reason=reason)
    extension.decided_by_id, extension.decided_at = by.id, at
    extension.decision_reason = reason
    db.session.flush()


def _require_unopened(procurement: Procurement) -> None:
    if procurement.status is not ProcurementStatus.PUBLISHED:
        raise DomainError(
            "Only a published invitation whose bids nobody has opened can close later."
        )


def _require_later(procurement: Procurement, closes_at: datetime, at: datetime) -> None:
    if closes_at <= procurement.closes_at:
        raise DomainError(
            f"The new deadline must be after {when(procurement.closes_at)}", "closes_at"
        )
    if closes_at <= at:
        raise DomainError("The new deadline must be in the future", "closes_at")
