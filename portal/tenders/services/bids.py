"""Starting a bid and choosing the lots and services that it is for."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.accounts.models import Membership
from portal.db import db, lock
from portal.display import when
from portal.errors import DomainError
from portal.providers.models import Service
from portal.tenders.models import Bid, Entry, EntryStatus, Lot, Procurement
from portal.tenders.queries import bids as queries


def start_bid(procurement: Procurement, *, by: Membership, at: datetime) -> Bid:
    """Return the organisation's bid to a procurement, begun now if it has none.

    Raises:
        DomainError: the invitation is closed, or not published.
    """
    found = db.session.scalars(queries.bid_to(procurement, by.organisation_id)).first()
    if found is not None:
        return found
    require_open(procurement, at)
    bid = Bid(procurement=procurement, organisation=by.organisation, started_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(bid)
    except IntegrityError:  # A colleague began it in the same moment.
        return db.session.scalars(queries.bid_to(procurement, by.organisation_id)).one()
    audit.record(bid, "bid.started", by=by, at=at)
    return bid


def add_entries(
    bid: Bid, lot: Lot, services: Iterable[Service], *, by: Membership, at: datetime
) -> list[Entry]:
    """Add an entry for each service that has none on this lot yet; return the new ones.

    Raises:
        DomainError: the invitation is closed, no service is given, or one does not fit the lot.
    """
    lock(bid)
    require_open(bid.procurement, at)
    chosen = list(services)
    if not chosen:
        raise DomainError("Choose at least one service", "services")
    if lot not in bid.procurement.lots:
        raise DomainError("Choose a lot of this invitation to tender", "services")
    taken = {entry.service_id for entry in bid.entries if entry.lot_id == lot.id}
    for service in chosen:
        require_fit(service, lot, bid)
    added = [
        Entry(bid=bid, procurement=bid.procurement, lot=lot, service=service, draft_version=0)
        for service in chosen
        if service.id not in taken
    ]
    db.session.add_all(added)
    db.session.flush()
    for entry in added:
        audit.record(entry, "entry.added", by=by, at=at)
    return added


def remove_entry(entry: Entry, *, by: Membership, at: datetime) -> None:
    """Take away an entry that was never sent, with what was written for it.

    Raises:
        DomainError: it was submitted before: then it can only be withdrawn.
    """
    lock(entry)
    if entry.status is not EntryStatus.DRAFT or ever_sent(entry):
        raise DomainError("This entry was sent before, so it cannot be removed.")
    key = f"entry:{entry.id}"
    for answer in db.session.scalars(queries.draft_answers(entry.bid)):
        if answer.scope_key == key:
            db.session.delete(answer)
    for file in db.session.scalars(queries.files_of(entry.bid)):
        if file.scope_key == key:
            file.removed_at = at
    audit.record(entry.bid, "bid.entry_removed", by=by, at=at)
    db.session.delete(entry)
    db.session.flush()


def ever_sent(entry: Entry) -> bool:
    """Say whether anything of an entry was ever sent, in time or late."""
    return any(db.session.scalars(query).first() for query in queries.sent_of(entry))


def require_fit(service: Service, lot: Lot, bid: Bid) -> None:
    """Check that a service is the bidder's own and provides what the lot asks for."""
    fits = service.provision_type is lot.provision_type
    if service.organisation_id != bid.organisation_id or not fits:
        raise DomainError(f"{service.name} does not provide what this lot asks for", "services")


def require_open(procurement: Procurement, at: datetime) -> None:
    """Check that bids may still be worked on.

    Raises:
        DomainError: the time is over, or the invitation is not published.
    """
    if not procurement.is_open(at):
        raise DomainError(
            f"This invitation to tender closed on {when(procurement.closes_at)}. "
            "You cannot change what you bid for now."
        )
