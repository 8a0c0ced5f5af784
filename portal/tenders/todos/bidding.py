"""What waits to be done about bids: for those who write them and for those who open them."""

from collections import defaultdict
from datetime import datetime, timedelta

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.display import when
from portal.tenders.models import Bid, Entry, Envelope, Procurement
from portal.tenders.queries import bids, openings
from portal.tenders.services.declarations import is_clear
from portal.tenders.services.moderation import consensus_complete
from portal.tenders.services.opening import BEFORE, PAUSE, authorised

SOON = timedelta(days=3)
WORDS = {Envelope.QUALITY: "bids", Envelope.PRICE: "prices"}


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return what the membership should do now about bids."""
    if allows(Permission.WRITE_BID, membership):
        return unsubmitted(membership, now)
    if allows(Permission.OPEN_BIDS, membership):
        return [*to_declare(membership), *to_open(membership, now)]
    return []


def unsubmitted(membership: Membership, now: datetime) -> list[ToDo]:
    """Return a line for each open bid with entries that are not submitted, the next to close first.

    Whether an entry is complete is not asked here: drafts stay sealed until somebody opens the bid.
    """
    waiting: defaultdict[Bid, list[Entry]] = defaultdict(list)
    for entry in all_of(bids.open_unsubmitted(membership, now=now)):
        waiting[entry.bid].append(entry)
    return [
        ToDo(
            title=f"Submit your bid for “{bid.procurement.title}”",
            href=url_for("bidding.bid", reference=bid.reference),
            hint=closing(bid.procurement, now),
            count=len(entries),
        )
        for bid, entries in waiting.items()
    ]


def closing(procurement: Procurement, now: datetime) -> str:
    """Say when bids close, and whether that is soon."""
    soon = "Closing soon: " if procurement.closes_at - now <= SOON else ""
    return f"{soon}{'bids' if soon else 'Bids'} close on {when(procurement.closes_at)}."


def to_declare(membership: Membership) -> list[ToDo]:
    """Return the procurements that an opener has declared nothing for."""
    return [
        ToDo(
            title="Declare conflicts of interest",
            href=url_for("declarations.declare", reference=one.reference),
            hint=one.title,
        )
        for one in all_of(openings.to_open(membership))
        if db.session.scalars(openings.own_declaration(one, membership)).first() is None
    ]


def to_open(membership: Membership, now: datetime) -> list[ToDo]:
    """Return the envelopes whose time has come and that this officer may take a step in."""
    return [
        ToDo(
            title=f"Open the {WORDS[envelope]}",
            href=url_for("opening.opening", reference=one.reference, envelope=envelope.value),
            hint=one.title,
        )
        for one in all_of(openings.to_open(membership))
        for envelope in Envelope
        if may_step(one, envelope, membership, now)
    ]


def may_step(
    procurement: Procurement, envelope: Envelope, membership: Membership, now: datetime
) -> bool:
    """Say whether an officer's next step in an opening waits for them."""
    if procurement.status is not BEFORE[envelope] or now < procurement.closes_at + PAUSE:
        return False
    if not is_clear(procurement, membership):
        return False
    if envelope is Envelope.PRICE and not consensus_complete(procurement):
        return False
    begun = authorised(procurement, envelope)
    return begun is None or begun.first_officer.person_id != membership.person_id
