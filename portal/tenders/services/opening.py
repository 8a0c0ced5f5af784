"""Opening bids: two different officers, one envelope at a time, everything on the record."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal import audit
from portal.accounts.models import Membership
from portal.db import db, lock
from portal.display import when, when_exact
from portal.errors import DomainError
from portal.state import move
from portal.tenders.models import (
    PROCUREMENT_MOVES,
    Duty,
    Entry,
    EntryPrice,
    Envelope,
    Opening,
    Procurement,
    ProcurementStatus,
    Submission,
    UnconfirmedPolicy,
)
from portal.tenders.queries import openings as queries
from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.services.declarations import is_clear
from portal.tenders.services.opened import Opened, file_problems, version_problem, write_responses
from portal.tenders.services.submission import read_document
from portal.tenders.services.vault import Vault

PAUSE = timedelta(minutes=1)
BEFORE = {
    Envelope.QUALITY: ProcurementStatus.PUBLISHED,
    Envelope.PRICE: ProcurementStatus.QUALITY_OPENED,
}
AFTER = {
    Envelope.QUALITY: ProcurementStatus.QUALITY_OPENED,
    Envelope.PRICE: ProcurementStatus.PRICES_OPENED,
}


@dataclass
class Found:
    """What an opening found: the documents that could be read, and a line for every entry."""

    opened: list[Opened] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def authorise_opening(
    procurement: Procurement,
    envelope: Envelope,
    *,
    by: Membership,
    at: datetime,
    marked: bool = False,
) -> Opening:
    """Record the first officer's word that an envelope may be opened.

    `marked` says that the panel's consensus is complete, which prices wait for.

    Raises:
        DomainError: too early, already authorised, or this officer may not.
    """
    lock(procurement)
    require_ready(procurement, envelope, by=by, at=at, marked=marked)
    if authorised(procurement, envelope) is not None:
        raise DomainError("An officer has authorised this opening already. Another opens it.")
    lapsed = db.session.scalars(queries.opening_of(procurement, envelope)).first()
    opening = lapsed or Opening(procurement_id=procurement.id, envelope=envelope, record={})
    opening.first_officer_id, opening.first_at = by.id, at
    db.session.add(opening)
    facts = {"envelope": envelope.value}
    audit.record(procurement, "opening.authorised", by=by, at=at, facts=facts)
    return opening


def authorised(procurement: Procurement, envelope: Envelope) -> Opening | None:
    """Return the opening that a first officer has authorised, while that word still holds.

    It lapses when the officer is taken off or declares a conflict before the envelope is open, and
    when the deadline is moved past it. Another officer authorises anew.
    """
    opening = db.session.scalars(queries.opening_of(procurement, envelope)).first()
    if opening is None or opening.opened_at is not None:
        return opening
    officer = opening.first_officer
    duties = {one.duty for one in db.session.scalars(queries.duties(procurement, officer))}
    in_time = opening.first_at >= procurement.closes_at + PAUSE
    holds = in_time and Duty.OPENER in duties and is_clear(procurement, officer)
    return opening if holds else None


def open_quality(
    procurement: Procurement, *, by: Membership, at: datetime, vault: Vault
) -> Opening:
    """Open the quality envelope as the second officer: responses, confirmations and the record.

    Only the newest version of entries that stand submitted is opened; withdrawn ones and late
    attempts are listed. A document whose seal or digest fails is named and left out.

    Raises:
        DomainError: too early, not authorised by another officer, or this officer may not.
    """
    opening = begin(procurement, Envelope.QUALITY, by=by, at=at, marked=False)
    found = read_envelope(procurement, Envelope.QUALITY, vault, only=None)
    for one in found.opened:
        one.file_problems = file_problems(one, vault)
    write_responses(procurement, found.opened)
    return finish(opening, procurement, found, by=by, at=at)


def open_prices(
    procurement: Procurement,
    *,
    by: Membership,
    at: datetime,
    vault: Vault,
    marked: bool,
    qualified: Collection[int],
) -> Opening:
    """Open the price envelope as the second officer, of qualified entries only.

    `marked` says that the panel's consensus is complete; `qualified` are the ids of the entries
    that reached every minimum mark. The prices of others stay sealed for good.

    Raises:
        DomainError: too early, not authorised by another officer, or this officer may not.
    """
    opening = begin(procurement, Envelope.PRICE, by=by, at=at, marked=marked)
    found = read_envelope(procurement, Envelope.PRICE, vault, only=frozenset(qualified))
    for one in found.opened:
        db.session.add_all(
            EntryPrice(entry_id=one.entry.id, component_code=line["component"], pence=line["pence"])
            for line in one.document["content"]["prices"]
        )
    return finish(opening, procurement, found, by=by, at=at)


def begin(
    procurement: Procurement, envelope: Envelope, *, by: Membership, at: datetime, marked: bool
) -> Opening:
    """Lock out every bidder and every other officer, and check the second officer."""
    lock(procurement)
    require_ready(procurement, envelope, by=by, at=at, marked=marked)
    opening = authorised(procurement, envelope)
    if opening is None:
        raise DomainError("Another officer must authorise this opening first.")
    if opening.first_officer.person_id == by.person_id:
        raise DomainError(
            "You authorised this opening, so somebody else must open it: it takes two officers."
        )
    return opening


def require_ready(
    procurement: Procurement, envelope: Envelope, *, by: Membership, at: datetime, marked: bool
) -> None:
    """Check time, state and the officer.

    Raises:
        DomainError: something stands against opening now.
    """
    if procurement.status is not BEFORE[envelope]:
        raise DomainError(f"The {envelope.value} envelope cannot be opened at this stage.")
    opens_at = procurement.closes_at + PAUSE
    if at < opens_at:
        raise DomainError(
            f"Bids close on {when(procurement.closes_at)}. They can be opened from "
            f"{when_exact(opens_at)}, a minute later."
        )
    if envelope is Envelope.PRICE and not marked:
        raise DomainError(
            "Prices stay sealed until the panel has agreed every mark and the minimum marks "
            "have been applied."
        )
    duties = {one.duty for one in db.session.scalars(queries.duties(procurement, by))}
    if Duty.OPENER not in duties:
        raise DomainError("Only an officer assigned to open this procurement can do this.")
    if not is_clear(procurement, by):
        raise DomainError(
            "Declare first whether you have a conflict of interest in this procurement."
        )


def read_envelope(
    procurement: Procurement, envelope: Envelope, vault: Vault, *, only: frozenset[int] | None
) -> Found:
    """Unseal one document of every entry that stands; note a line for each."""
    found = Found()
    newest = {one.entry_id: one for one in db.session.scalars(queries.newest_versions(procurement))}
    vault.key(procurement, envelope)
    for entry in db.session.scalars(queries.submitted_entries(procurement)).unique():
        submission = newest[entry.id]
        state, problem = "opened", ""
        if is_unconfirmed(procurement, submission):
            state, problem = "set aside", "not submitted again after the invitation was changed"
        elif only is not None and entry.id not in only:
            state, problem = "sealed", "did not reach every minimum mark"
        else:
            try:
                document = read_document(submission, envelope, vault)
                version_problem(submission, document, procurement)
                found.opened.append(Opened(entry, submission, document))
            except SealBrokenError as error:
                state, problem = "seal broken", error.message
        found.lines.append(line_of(entry, submission, state, problem))
    return found


def is_unconfirmed(procurement: Procurement, submission: Submission) -> bool:
    """Say whether an amendment left a version unconfirmed and the terms set such bids aside."""
    return (
        procurement.unconfirmed_policy is UnconfirmedPolicy.SET_ASIDE
        and submission.procurement_version < procurement.version
    )


def finish(
    opening: Opening, procurement: Procurement, found: Found, *, by: Membership, at: datetime
) -> Opening:
    """Write the record of the opening and move the procurement on."""
    problems = {one.entry.reference: one.file_problems for one in found.opened}
    for line in found.lines:
        line["file_problems"] = problems.get(line["entry"], [])
    opening.second_officer_id, opening.opened_at = by.id, at
    opening.record = {
        "entries": found.lines,
        "withdrawn": [
            place_of(entry) for entry in db.session.scalars(queries.withdrawn_entries(procurement))
        ],
        "late": [
            {
                **place_of(late.entry),
                "attempt": late.reference,
                "received_at": late.received_at.isoformat(),
                "reason": late.reason,
            }
            for late in db.session.scalars(queries.late_attempts(procurement))
        ],
    }
    db.session.flush()
    counts: dict[str, Any] = {"opened": len(found.opened), "entries": len(found.lines)}
    facts = {"envelope": opening.envelope.value, **counts}
    audit.record(procurement, "opening.opened", by=by, at=at, facts=facts)
    move(procurement, AFTER[opening.envelope], moves=PROCUREMENT_MOVES, by=by, at=at)
    db.session.flush()
    return opening


def line_of(entry: Entry, submission: Submission, state: str, problem: str) -> dict[str, Any]:
    """Write an entry's line of the record."""
    return {
        **place_of(entry),
        "version": submission.version,
        "received_at": submission.received_at.isoformat(),
        "receipt": submission.reference,
        "digest": submission.digest,
        "quality_digest": submission.quality_digest,
        "price_digest": submission.price_digest,
        "state": state,
        "problem": problem,
    }


def place_of(entry: Entry) -> dict[str, Any]:
    """Name an entry: who bids, for which lot, with which service."""
    return {
        "entry": entry.reference,
        "bidder": entry.bid.organisation.name,
        "lot": entry.lot.name,
        "service": entry.service.name,
    }
