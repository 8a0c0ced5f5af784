"""Compliance documents as a bidder sees them: against each framework, and behind one bid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of
from portal.display import count_of
from portal.paging import page_of
from portal.providers.models import DocumentHolder, Service
from portal.providers.queries import documents as held
from portal.providers.views.document_rows import add_href, detail
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import OWN_ORGANISATION, tabs
from portal.tenders.models import Framework, FrameworkDocument
from portal.tenders.queries import documents as queries
from portal.tenders.services.document_standing import (
    Against,
    Papers,
    needed_until,
    papers_of,
    stand,
)
from portal.tenders.views.bidding import own_bid
from portal.tenders.views.document_tasks import standing_of_bid
from portal.tenders.views.framework_documents import words_of

bp = Blueprint("required_documents", __name__)


@bp.get("/provider/documents/frameworks")
@requires(Permission.MANAGE_PROVIDER)
def own() -> ResponseReturnValue:
    """Show how the organisation's documents stand against each framework that it bids for."""
    acting, today = current_membership(), clock.today(clock.now())
    page = page_of(
        queries.frameworks_of_bidder(acting.organisation_id),
        sort=[Framework.ends_on, Framework.id],
        key=lambda one: [one.ends_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
        size=10,
    )
    asked: dict[int, list[FrameworkDocument]] = {}
    for row in all_of(queries.required_by([one.id for one in page.rows])):
        asked.setdefault(row.framework_id, []).append(row)
    services = all_of(held.open_services(acting.organisation_id)) if asked else []
    papers = papers_of([acting.organisation_id]) if asked else {}
    return render_template(
        "tenders/bidding/required_documents.html",
        organisation=acting.organisation,
        tabs=tabs(OWN_ORGANISATION),
        frameworks=[
            {
                "title": one.title,
                "rows": _of_framework(
                    one, asked.get(one.id, []), papers, services, acting.organisation_id, today
                ),
            }
            for one in page.rows
        ],
        links=page_links(page, "required_documents.own"),
    )


def _of_framework(
    framework: Framework,
    asked: list[FrameworkDocument],
    papers: Papers,
    services: Sequence[Service],
    organisation_id: int,
    today: date,
) -> list[dict[str, Any]]:
    """Return a line for each document asked for; what services hold is counted on one line."""
    until = needed_until(framework, today)
    rows = [
        document_row(one, None)
        for one in stand(asked, papers, organisation_id, None, today, until=until)
    ]
    kinds = {lot.provision_type for lot in framework.lots}
    fitting = [one for one in services if one.provision_type in kinds]
    of_services = [row for row in asked if row.type.held_by is DocumentHolder.SERVICE]
    for row in of_services if fitting else ():
        found = [
            against
            for one in fitting
            for against in stand([row], papers, organisation_id, one.id, today, until=until)
        ]
        rows.append(_counted(row, found))
    return rows


def _counted(row: FrameworkDocument, found: list[Against]) -> dict[str, Any]:
    good = sum(one.found.counts for one in found)
    return {
        "title": row.type.title,
        **words_of(row),
        "status": "met" if good == len(found) else "missing",
        "detail": f"In place for {good} of {count_of(len(found), 'service')}",
        "href": url_for("documents.own"),
        "about": "",
    }


def document_row(one: Against, service: Service | None) -> dict[str, Any]:
    """Return how one document that is asked for stands, with the page that adds it."""
    return {
        "title": one.required.type.title,
        **words_of(one.required),
        "status": one.found.state.value,
        "detail": detail(one.found),
        "href": add_href(one.required.type, service.reference if service else None),
        "about": service.name if service else "",
    }


@bp.get("/bids/<reference>/documents")
@requires(Permission.WRITE_BID)
def of_bid(reference: str) -> ResponseReturnValue:
    """Show how the documents behind a bid stand, and what it would record of them now."""
    bid, today = own_bid(reference), clock.today(clock.now())
    asked = all_of(queries.required_by([bid.procurement.framework_id]))
    standing = standing_of_bid(bid, today)
    services = {entry.service_id: entry.service for entry in bid.entries}
    return render_template(
        "tenders/bidding/documents.html",
        bid=bid,
        asked=bool(asked),
        rows=[
            document_row(one, services[one.service_id] if one.service_id else None)
            for one in standing
        ],
        may_add=allows(Permission.MANAGE_PROVIDER, current_membership()),
    )
