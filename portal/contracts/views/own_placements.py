"""What a provider sees of placements: those recorded at its services, by agreement number."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.contracts.models import Placement
from portal.contracts.queries import placements as queries
from portal.contracts.services.subjects import subjects_of
from portal.contracts.views import answered, placed
from portal.contracts.views.asking import filters, links
from portal.db import first_or_404
from portal.paging import page_of

bp = Blueprint("own_placements", __name__, url_prefix="/our/placements")


@bp.get("")
@requires(Permission.SEE_OWN_CONTRACTS)
def index() -> ResponseReturnValue:
    """List the placements recorded at the provider's services."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("status", "text")
    page = page_of(
        queries.filtered(queries.own_placements(acting), chosen, today),
        sort=[Placement.starts_on, Placement.id],
        key=lambda one: [one.starts_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/own_placements.html",
        placements=placed.lines(page.rows, today, "own_placements.show", compared=False),
        chosen=chosen,
        statuses=[one for one in placed.STATUSES if one[0] != "incomplete"],
        links=links(page, "own_placements.index", chosen),
        may_agree=allows(Permission.AGREE_PLACEMENTS, acting),
    )


@bp.get("/<reference>")
@requires(Permission.SEE_OWN_CONTRACTS)
def show(reference: str) -> ResponseReturnValue:
    """Show what is recorded of a placement at one of the provider's services."""
    acting, today = current_membership(), clock.today(clock.now())
    found = first_or_404(queries.with_reference(queries.own_placements(acting), reference))
    subjects = subjects_of([found], acting.organisation_id)[found.id]
    return render_template(
        "contracts/own_placement.html",
        placement=found,
        where=placed.where(found),
        status=placed.status_on(found, today),
        facts=placed.facts(found, today),
        lines=[answered.line(one) for one in subjects],
        may_agree=allows(Permission.AGREE_PLACEMENTS, acting),
        wrong_charges=placed.wrong_charges(found),
    )
