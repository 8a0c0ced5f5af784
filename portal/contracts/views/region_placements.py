"""Placements of a region by agreement number, for contract managers: never with the child."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.contracts.models import Placement
from portal.contracts.queries import placements as queries
from portal.contracts.services.warnings import warnings_for
from portal.contracts.views import placed
from portal.contracts.views.answered import mark_disputed
from portal.contracts.views.asking import filters, links
from portal.contracts.views.disputes import disputes_on
from portal.contracts.views.worked import price_page
from portal.db import all_of, first_or_404
from portal.paging import page_of

bp = Blueprint("region_placements", __name__, url_prefix="/placements")


@bp.get("")
@requires(Permission.SEE_PLACEMENTS)
def index() -> ResponseReturnValue:
    """List the placements of one's regions, newest first."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("status", "route", "text")
    page = page_of(
        queries.filtered(queries.region_placements(acting, today), chosen, today),
        sort=[Placement.starts_on, Placement.id],
        key=lambda one: [one.starts_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/placements.html",
        title="Placements in the region",
        caption=acting.organisation.name,
        placements=placed.lines(page.rows, today, "region_placements.show"),
        chosen=chosen,
        statuses=placed.STATUSES,
        routes=placed.ROUTE_CHOICES,
        action=url_for("region_placements.index"),
        links=links(page, "region_placements.index", chosen),
        show_council=True,
        may_record=False,
    )


@bp.get("/<reference>")
@requires(Permission.SEE_PLACEMENTS)
def show(reference: str) -> ResponseReturnValue:
    """Show the commercial record of a placement and its price check."""
    acting, today = current_membership(), clock.today(clock.now())
    placement = first_or_404(
        queries.with_reference(queries.region_placements(acting, today), reference)
    )
    disputes, charges = disputes_on(placement, "region_disputes"), placed.charge_lines(placement)
    mark_disputed(charges, disputes)
    return render_template(
        "contracts/placement.html",
        placement=placement,
        back_to=url_for("region_placements.index"),
        caption=f"Agreement {placement.reference}",
        where=placed.where(placement),
        status=placed.status_on(placement, today),
        facts=placed.facts(placement, today),
        child=[],
        charges=charges,
        disputes=disputes,
        wrong_charges=placed.wrong_charges(placement),
        agreed=all_of(queries.agreed_rates_of(placement.id)),
        price=price_page(placement.id, today),
        warnings=warnings_for(placement, today),
        may_record=False,
        may_agree=False,
    )
