"""Quality assurance visits as the region's councils and its co-operative share them."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal import clock, paging
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404, number_of
from portal.display import day, sentence
from portal.files import sheet_headers, written
from portal.providers.forms.visits import KIND_TITLES
from portal.providers.models import (
    PROVISION_TITLES,
    ActionStatus,
    Assurance,
    QualityVisit,
    Service,
    VisitAction,
    VisitStatus,
)
from portal.providers.quality import AREAS
from portal.providers.queries import services as service_queries
from portal.providers.queries import visits as queries
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import OF_A_PROVIDER, tabs

bp = Blueprint("visits", __name__)

MOST_IN_FILE = 10_000
ASSURANCES = [("", "All"), *((one.value, sentence(one)) for one in Assurance)]
ACTIONS = [("", "Any"), ("open", "With open actions"), ("overdue", "With overdue actions")]
SAID = {
    ActionStatus.OPEN: "Returned to the provider",
    ActionStatus.REPORTED: "Reported done",
    ActionStatus.CONFIRMED: "Confirmed",
}
HEADER = (
    "Date",
    "Provider",
    "Service",
    "Visited by",
    "Kind",
    "Came to",
    "Actions",
    "Actions open",
    "Actions overdue",
)


@bp.get("/visits")
@requires(Permission.SEE_VISITS)
def index() -> ResponseReturnValue:
    """List the visits that one's regions share, the latest first."""
    acting, today, asked = current_membership(), clock.today(clock.now()), _asked()
    wanted = queries.narrowed(queries.visits(acting, today), queries.Wanted(**asked), today)
    page = _page(wanted)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "providers/visits/index.html",
        rows=[row_of(one, today) for one in page.rows],
        asked=asked,
        filtered=bool(kept),
        assurances=ASSURANCES,
        actions=ACTIONS,
        links=page_links(page, "visits.index", **asked),
        file=url_for("visits.export", **kept),
        due=number_of(queries.services_due(acting, today)),
        may_record=allows(Permission.RECORD_VISITS, acting),
    )


@bp.get("/visits/visits.csv")
@requires(Permission.SEE_VISITS)
def export() -> ResponseReturnValue:
    """Send the list as it is filtered, as a file."""
    acting, today = current_membership(), clock.today(clock.now())
    wanted = queries.narrowed(queries.visits(acting, today), queries.Wanted(**_asked()), today)
    rows = [_line(one, today) for one in all_of(wanted.limit(MOST_IN_FILE))]
    name = f"quality-visits-{today.isoformat()}.csv"
    headers = sheet_headers(name)
    return Response(written(HEADER, rows), headers=headers)


@bp.get("/visits/due")
@requires(Permission.SEE_VISITS)
def due() -> ResponseReturnValue:
    """List the services in one's regions that are due a visit."""
    acting, today = current_membership(), clock.today(clock.now())
    page = paging.page_of(
        queries.services_due(acting, today),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    ids = [one.id for one in page.rows]
    visited = db.session.execute(queries.last_visit_days(acting, today, ids))
    last = {row.service_id: row.visited_on for row in visited}
    return render_template(
        "providers/visits/due.html",
        rows=[
            {
                "name": one.name,
                "provider": one.organisation.name,
                "href": url_for("visits.of_provider", reference=one.organisation.reference),
                "kind": PROVISION_TITLES[one.provision_type],
                "council": one.local_authority,
                "last": last.get(one.id),
            }
            for one in page.rows
        ],
        links=page_links(page, "visits.due"),
    )


@bp.get("/providers/<reference>/visits")
@requires(Permission.SEE_VISITS)
def of_provider(reference: str) -> ResponseReturnValue:
    """List the visits to one provider's services."""
    acting, today = current_membership(), clock.today(clock.now())
    provider = first_or_404(service_queries.provider(reference))
    theirs = queries.visits(acting, today).where(Service.organisation_id == provider.id)
    page = _page(theirs.where(QualityVisit.status != VisitStatus.WITHDRAWN))
    return render_template(
        "providers/visits/of_provider.html",
        provider=provider,
        tabs=tabs(OF_A_PROVIDER, reference=reference),
        rows=[row_of(one, today) for one in page.rows],
        links=page_links(page, "visits.of_provider", reference=reference),
        may_record=allows(Permission.RECORD_VISITS, acting),
    )


@bp.get("/visits/<reference>")
@requires(Permission.SEE_VISITS)
def visit(reference: str) -> ResponseReturnValue:
    """Show one visit with what was found, what is to be done, and one's own notes."""
    acting, today = current_membership(), clock.today(clock.now())
    found = first_or_404(queries.visit(reference, acting, today))
    records = allows(Permission.RECORD_VISITS, acting)
    confirms = queries.to_confirm(reference, acting, today).limit(1)
    ours = found.organisation_id == acting.organisation_id
    return render_template(
        "providers/visits/visit.html",
        visit=found,
        provider=found.service.organisation,
        facts=facts_of(found),
        findings=findings_of(found),
        actions=[action_row(one, today) for one in found.actions],
        notes=all_of(queries.notes(found.id, acting)),
        may_note=records,
        may_confirm=records and db.session.scalars(confirms).first() is not None,
        may_edit=records and ours and found.status is VisitStatus.DRAFT,
        may_withdraw=records and ours and found.status is VisitStatus.SHARED,
    )


def row_of(found: QualityVisit, today: date) -> dict[str, Any]:
    """Return a visit as lists show it."""
    return {
        "reference": found.reference,
        "visited_on": found.visited_on,
        "service": found.service.name,
        "kind": KIND_TITLES[found.kind],
        "assurance": found.assurance,
        "draft": found.status is VisitStatus.DRAFT,
        "by": found.organisation.name,
        **count_actions(found, today),
    }


def count_actions(found: QualityVisit, today: date) -> dict[str, int]:
    """Count the actions of a visit that are not confirmed yet, and those that are late."""
    waiting = [one for one in found.actions if one.status is not ActionStatus.CONFIRMED]
    return {"open": len(waiting), "overdue": sum(is_overdue(one, today) for one in waiting)}


def is_overdue(action: VisitAction, today: date) -> bool:
    """Say whether the provider is late with an action."""
    return action.status is ActionStatus.OPEN and action.due_on < today


def facts_of(found: QualityVisit) -> list[dict[str, Any]]:
    """Return what a visit says of itself, for a summary list."""
    return [
        {"key": "Visited on", "value": day(found.visited_on)},
        {"key": "Kind of visit", "value": KIND_TITLES[found.kind]},
        {"key": "Visited by", "value": f"{found.by.person.name}, {found.organisation.name}"},
    ]


def findings_of(found: QualityVisit) -> list[dict[str, Any]]:
    """Return the findings of a visit with the areas in words."""
    return [
        {"number": one.number, "area": AREAS[one.area], "kind": one.kind, "text": one.text}
        for one in found.findings
    ]


def action_row(action: VisitAction, today: date) -> dict[str, Any]:
    """Return an action with all that was said of it."""
    return {
        "number": action.number,
        "text": action.text,
        "due_on": action.due_on,
        "status": _state(action, today),
        "open": action.status is ActionStatus.OPEN,
        "reported": action.status is ActionStatus.REPORTED,
        "confirmed": action.status is ActionStatus.CONFIRMED,
        "words": [
            {
                "title": sentence(one.status)
                if one.status is not ActionStatus.OPEN
                else "Returned",
                "at": one.said_at,
                "by": f"{one.by.person.name}, {one.by.organisation.name}",
                "text": one.text,
            }
            for one in action.words
        ],
    }


def _state(action: VisitAction, today: date) -> str:
    if action.status is ActionStatus.OPEN:
        return "overdue" if is_overdue(action, today) else "to do"
    return action.status.value


def _line(found: QualityVisit, today: date) -> list[str]:
    counted = count_actions(found, today)
    return [
        found.visited_on.isoformat(),
        found.service.organisation.name,
        found.service.name,
        found.organisation.name,
        KIND_TITLES[found.kind],
        sentence(found.assurance),
        str(len(found.actions)),
        str(counted["open"]),
        str(counted["overdue"]),
    ]


def _page(wanted: Select[QualityVisit]) -> paging.Page[QualityVisit]:
    return paging.page_of(
        wanted,
        sort=[QualityVisit.visited_on, QualityVisit.id],
        key=lambda one: [one.visited_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )


def _asked() -> dict[str, str]:
    return {
        name: request.args.get(name, "").replace("\0", "")[:100].strip()
        for name in ("text", "assurance", "actions")
    }
