"""Invitations to tender that are running, for the front page: staff's own and a bidder's."""

from datetime import datetime
from typing import Any

from flask import url_for

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.db import all_of
from portal.display import count_of, when
from portal.tenders.models import Bid, EntryStatus, Procurement
from portal.tenders.queries import bids, procurements
from portal.tenders.views.bidding import bid_state
from portal.tenders.views.states import staff_state

MOST = 5


def under_way(membership: Membership, *, now: datetime) -> list[dict[str, Any]]:
    """Return what runs now for a membership, as links with a state, the last to close first.

    Staff read nothing here that depends on whether there are bids.
    """
    if allows(Permission.WRITE_BID, membership):
        own = bids.own_bids(membership).join(Bid.procurement)
        entered = own.where(Procurement.status.in_(procurements.UNDER_WAY)).limit(MOST)
        return [of_bidder(bid, now) for bid in all_of(entered)]
    if not allows(Permission.SEE_PROCUREMENT, membership):
        return []
    seen = procurements.procurements_seen_by(membership, on=clock.today(now))
    running = seen.where(Procurement.status.in_(procurements.UNDER_WAY)).limit(MOST)
    return [of_staff(one, now) for one in all_of(running)]


def of_staff(procurement: Procurement, now: datetime) -> dict[str, Any]:
    return {
        "title": procurement.title,
        "href": url_for("procurements.procurement", reference=procurement.reference),
        "state": staff_state(procurement, now),
        "hint": closing(procurement, now),
    }


def of_bidder(bid: Bid, now: datetime) -> dict[str, Any]:
    sent = sum(one.status is EntryStatus.SUBMITTED for one in bid.entries)
    entries = count_of(len(bid.entries), "entry", "entries")
    return {
        "title": bid.procurement.title,
        "href": url_for("bidding.bid", reference=bid.reference),
        "state": bid_state(bid.procurement, now),
        "hint": f"{sent} of {entries} submitted. {closing(bid.procurement, now)}",
    }


def closing(procurement: Procurement, now: datetime) -> str:
    """Say when bids close or closed."""
    return f"Bids close{'' if procurement.is_open(now) else 'd'} on {when(procurement.closes_at)}."
