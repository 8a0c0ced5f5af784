"""Invitations to tender as anybody may read them: list, page, feed; and what providers do there."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, public, requires
from portal.accounts.current import current_membership
from portal.attempts import done_at_once
from portal.config import settings
from portal.db import all_of, db, first_or_404
from portal.display import when
from portal.paging import page_of
from portal.providers.models import PROVISION_TITLES, ProvisionType
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.forms.procurements import KINDS
from portal.tenders.models import Procurement
from portal.tenders.queries import opportunities as queries
from portal.tenders.queries import procurements as invitations
from portal.tenders.queries.opportunities import PublicState, public_state
from portal.tenders.services import interest, specifications
from portal.tenders.views.presenting import framework_facts, invited_lot, marking_words

bp = Blueprint("opportunities", __name__)

PAGE_SIZE = 20
FEED_SIZE = 50


@bp.get("/opportunities")
@public
def opportunities() -> ResponseReturnValue:
    """List invitations, those open for bids unless asked otherwise."""
    now, asked = clock.now(), request.args
    state = chosen(PublicState, asked.get("state", PublicState.OPEN))
    kind = chosen(ProvisionType, asked.get("type", ""))
    region = asked.get("region", "")
    backwards = state is not PublicState.OPEN
    page = page_of(
        queries.opportunities(
            now=now, state=state, region_code=region or None, provision_type=kind
        ),
        sort=(Procurement.closes_at, Procurement.reference),
        key=lambda one: (one.closes_at, one.reference),
        cursor=asked.get("cursor"),
        descending=backwards,
        size=PAGE_SIZE,
    )
    filters = {"state": state or "all", "type": kind or "", "region": region}
    return render_template(
        "tenders/opportunities/list.html",
        rows=[opportunity_row(one, now) for one in page.rows],
        page=page,
        filters=filters,
        options=filter_options(),
        filtered=bool(kind or region or state is not PublicState.OPEN),
    )


def chosen(kind: Any, text: str) -> Any:
    """Return the answer of a filter, or None where it is not one that is offered."""
    return next((one for one in kind if one.value == text), None)


def filter_options() -> dict[str, list[tuple[str, str]]]:
    """Return what the list can be filtered by."""
    states = [(one.value, one.value.capitalize()) for one in PublicState]
    regions = [(one.code, one.name) for one in all_of(queries.regions())]
    kinds = [(one.value, title) for one, title in PROVISION_TITLES.items()]
    return {
        "state": [*states, ("all", "All")],
        "region": [("", "All regions"), *regions],
        "type": [("", "All types"), *kinds],
    }


def opportunity_row(procurement: Procurement, now: datetime) -> dict[str, Any]:
    """Return one line of the list."""
    kinds = dict.fromkeys(PROVISION_TITLES[lot.provision_type] for lot in procurement.lots)
    return {
        "href": url_for("opportunities.opportunity", reference=procurement.reference),
        "title": procurement.title,
        "region": procurement.framework.region.name,
        "state": public_state(procurement, now),
        "kinds": ", ".join(kinds),
        "lots": len(procurement.lots),
        "closes_at": procurement.closes_at,
        "summary": procurement.summary,
    }


@bp.get("/opportunities/<reference>")
@public
def opportunity(reference: str) -> ResponseReturnValue:
    """Show one invitation, and to providers what they can do about it."""
    procurement = first_or_404(queries.opportunity(reference))
    now = clock.now()
    return render_template(
        "tenders/opportunities/opportunity.html",
        back_href=url_for("opportunities.opportunities"),
        preview=False,
        **opportunity_page(procurement, now),
        **doors(procurement, now),
    )


def opportunity_page(procurement: Procurement, now: datetime) -> dict[str, Any]:
    """Return everything that a bidder needs to know of an invitation."""
    fixed = all_of(invitations.specifications_published_with(procurement))
    published = {one.lot_id: one for one in fixed}
    lots = [
        invited_lot(procurement, lot, published.get(lot.id) or specifications.latest(lot))
        for lot in procurement.lots
    ]
    return {
        "procurement": procurement,
        "region": procurement.framework.region,
        "key_facts": key_facts(procurement),
        "framework_facts": framework_facts(procurement.framework),
        "state": public_state(procurement, now),
        "lots": lots,
        "scale": procurement.scale,
        "marking": marking_words(procurement),
        "tie_breaks": TIE_BREAKS.get(procurement.tie_breaks, ""),
        "clarifications": all_of(queries.answered(procurement)),
    }


def key_facts(procurement: Procurement) -> list[dict[str, Any]]:
    """Return what a provider looks for first."""
    region = procurement.framework.region
    published = procurement.published_at
    rows = [
        ("Buyer", region.lead.name),
        ("For", KINDS[procurement.kind][0] if procurement.kind in KINDS else "Mini-competition"),
        ("Published", when(published) if published else "Not yet"),
        ("Questions close", when(procurement.questions_close_at)),
        ("Bids close", f"{when(procurement.closes_at)} (a bid on the second is late)"),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def doors(procurement: Procurement, now: datetime) -> dict[str, Any]:
    """Return what whoever looks can do about an invitation."""
    membership = g.get("membership")
    provider = allows(Permission.SEE_INVITATIONS, membership)
    is_open = procurement.is_open(now)
    found = (
        db.session.scalars(invitations.interest_of(procurement, membership.organisation_id)).first()
        if membership is not None and provider
        else None
    )
    return {
        "signed_in": g.get("person") is not None,
        "is_open": is_open,
        "can_bid": provider and is_open,
        "bid_href": url_for("bidding.start_bid", reference=procurement.reference),
        "sign_in_href": url_for("sign_in.sign_in", next=request.path),
        "can_ask": provider and is_open and now < procurement.questions_close_at,
        "interested": found is not None,
    }


@bp.post("/opportunities/<reference>/interest")
@requires(Permission.SEE_INVITATIONS)
def register_interest(reference: str) -> ResponseReturnValue:
    """Hear of changes to an invitation from now on."""
    procurement = first_or_404(queries.opportunity(reference))
    by, at = current_membership(), clock.now()
    done_at_once(
        lambda: interest.register_interest(procurement, by=by, at=at),
        "Interest registered. You will hear of every change.",
    )
    return redirect(url_for("opportunities.opportunity", reference=reference), 303)


@bp.get("/opportunities.atom")
@public
def feed() -> ResponseReturnValue:
    """Return the latest invitations as an Atom feed (RFC 4287)."""
    found = all_of(queries.latest_published().limit(FEED_SIZE))
    changes = db.session.execute(queries.last_changes([one.id for one in found]))
    changed = {procurement_id: at for procurement_id, at in changes if at}
    base = settings().public_url.rstrip("/")
    entries: list[dict[str, Any]] = [
        {
            "id": f"{base}/opportunities/{one.reference}",
            "title": one.title,
            "region": one.framework.region.name,
            "summary": one.summary,
            "published": one.published_at,
            "updated": changed.get(one.id, one.published_at),
            "closes_at": one.closes_at,
        }
        for one in found
    ]
    updated = max((entry["updated"] for entry in entries), default=clock.now())
    text = render_template(
        "tenders/opportunities/feed.xml", base=base, entries=entries, updated=updated
    )
    return Response(text, mimetype="application/atom+xml")
