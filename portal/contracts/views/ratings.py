"""Ratings over time: a provider's own service, the same for buyers, and every one of a region."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.accounts.queries import regions_of
from portal.contracts.queries import concerns
from portal.contracts.queries import reporting as queries
from portal.contracts.queries.appointments import appointed_providers
from portal.contracts.views import rated
from portal.contracts.views.asking import filters, links
from portal.db import all_of, db, first_or_404
from portal.files import sheet_headers, written
from portal.paging import page_of
from portal.providers.models import RegistrationState, Regulator, Service
from portal.providers.queries import services
from portal.providers.views.rating_reports import send_plan
from portal.providers.views.tabs import service_tabs

bp = Blueprint("ratings", __name__)

HEADER = (
    "Service",
    "URN",
    "Provider",
    "Inspected on",
    "Compared",
    "Reported",
    "Ofsted",
    "Differences",
    "Due on",
    "Reported on",
    "Working days late",
)


@bp.get("/services/<reference>/ratings")
@requires(Permission.MANAGE_PROVIDER)
def own(reference: str) -> ResponseReturnValue:
    """Show the ratings of one's own service over time, and what a regulator has done."""
    today = clock.today(clock.now())
    service = first_or_404(services.own_service(reference, current_membership()))
    page = rated.page_about(service, today)
    return render_template(
        "contracts/ratings_own.html",
        tabs=service_tabs(service),
        may_report=(
            service.status is RegistrationState.REGISTERED and service.regulator is Regulator.OFSTED
        ),
        rule=rated.reporting_words(page["days"], page["due_if_today"]),
        **page,
    )


@bp.get("/providers/<reference>/services/<service_reference>/ratings")
@requires(Permission.SEE_PROVIDERS)
def of_service(reference: str, service_reference: str) -> ResponseReturnValue:
    """Show the ratings of a provider's service over time, and what a regulator has done."""
    acting, today = current_membership(), clock.today(clock.now())
    service = _service(reference, service_reference)
    within = queries.services_of_regions(acting, today).where(Service.id == service.id)
    may_record = allows(Permission.RECORD_REGULATORY_ACTIONS, acting)
    sees_reviews = allows(Permission.SEE_PLACEMENTS, acting)
    counts = concerns.review_counts(service.id, acting, today)
    return render_template(
        "contracts/ratings_of_service.html",
        provider=service.organisation,
        may_record=may_record and db.session.scalar(within) is not None,
        reviews=[dict(row._mapping) for row in db.session.execute(counts)] if sees_reviews else [],
        **rated.page_about(service, today),
    )


@bp.get("/providers/<reference>/services/<service_reference>/ratings/<day>/action-plan")
@requires(Permission.SEE_PROVIDERS)
def plan(reference: str, service_reference: str, day: str) -> ResponseReturnValue:
    """Send the action plan that a provider added to a report."""
    service = _service(reference, service_reference)
    try:
        inspected_on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    return send_plan(first_or_404(services.report_of(service.id, inspected_on)))


@bp.get("/ratings")
@requires(Permission.MANAGE_CONTRACTS)
def index() -> ResponseReturnValue:
    """List every inspection of the region's services with how its two accounts stand."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("state", "provider", "region", "text")
    statement, sort = queries.reconciled_in_regions(acting, today, chosen)
    page = page_of(
        statement,
        sort=sort,
        key=lambda row: [row.inspected_on, row.service_id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    providers = all_of(appointed_providers(acting, today))
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return render_template(
        "contracts/ratings.html",
        rows=_lines(page.rows, today),
        chosen=chosen,
        states=[("", "All"), *rated.STATES],
        providers=[("", "All"), *((one.reference, one.name) for one in providers)],
        regions=[("", "All"), *((one.code, one.name) for one in all_of(regions_of(acting, today)))],
        links=links(page, "ratings.index", chosen),
        csv=url_for("ratings.sheet", **kept),
    )


@bp.get("/ratings.csv")
@requires(Permission.MANAGE_CONTRACTS)
def sheet() -> ResponseReturnValue:
    """Send the list as a file, with the filters that it has."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("state", "provider", "region", "text")
    statement, _sort = queries.reconciled_in_regions(acting, today, chosen)
    lines = _lines(list(db.session.scalars(statement)), today)
    content = written(HEADER, (_cells(one) for one in lines))
    name = f"ratings-{today.isoformat()}.csv"
    return Response(content, headers=sheet_headers(name))


def _lines(rows: Any, today: date) -> list[Any]:
    known = rated.grades()
    days = rated.days_for({row.service_id for row in rows}, today)
    return [rated.line(row, known, queries.days_of(days, row.service_id), today) for row in rows]


def _cells(one: dict[str, Any]) -> list[str]:
    reported_on = one["reported_on"]
    return [
        one["service"],
        one["urn"] or "",
        one["provider"],
        one["inspected_on"].isoformat(),
        one["state"],
        one["reported"],
        one["ofsted"],
        "; ".join(one["differences"]),
        one["due_on"].isoformat(),
        reported_on.isoformat() if reported_on else "",
        str(one["late"]),
    ]


def _service(reference: str, service_reference: str) -> Service:
    owner = first_or_404(services.provider(reference))
    return first_or_404(
        services.services_of(owner.id).where(Service.reference == service_reference)
    )
