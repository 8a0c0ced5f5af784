"""A council's own placements: the list, and each one with its child and its price check."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.contracts.models import ChildRecord, Placement
from portal.contracts.queries import placements as queries
from portal.contracts.services.warnings import warnings_for
from portal.contracts.views import placed
from portal.contracts.views.answered import mark_disputed
from portal.contracts.views.asking import filters, links
from portal.contracts.views.disputes import disputes_on
from portal.contracts.views.worked import price_page
from portal.db import all_of, db, first_or_404
from portal.paging import page_of
from portal.providers.models import PROVISION_TITLES

bp = Blueprint("council_placements", __name__, url_prefix="/council/placements")


@bp.get("")
@requires(Permission.SEE_COUNCIL_PLACEMENTS)
def index() -> ResponseReturnValue:
    """List the placements of one's own council, newest first."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("status", "route", "text")
    page = page_of(
        queries.filtered(queries.council_placements(acting), chosen, today),
        sort=[Placement.starts_on, Placement.id],
        key=lambda one: [one.starts_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/placements.html",
        title="Placements",
        caption=acting.organisation.name,
        placements=placed.lines(page.rows, today, "council_placements.show"),
        chosen=chosen,
        statuses=placed.STATUSES,
        routes=placed.ROUTE_CHOICES,
        action=url_for("council_placements.index"),
        links=links(page, "council_placements.index", chosen),
        show_council=False,
        may_record=allows(Permission.RECORD_PLACEMENT, acting),
    )


@bp.get("/<reference>")
@requires(Permission.SEE_COUNCIL_PLACEMENTS)
def show(reference: str) -> ResponseReturnValue:
    """Show a placement of one's own council."""
    acting, today = current_membership(), clock.today(clock.now())
    placement = first_or_404(queries.with_reference(queries.council_placements(acting), reference))
    may_record = allows(Permission.RECORD_PLACEMENT, acting)
    disputes, charges = disputes_on(placement, "disputes"), placed.charge_lines(placement)
    mark_disputed(charges, disputes)
    return render_template(
        "contracts/placement.html",
        placement=placement,
        back_to=url_for("council_placements.index"),
        caption=f"Agreement {placement.reference}",
        where=placed.where(placement),
        status=placed.status_on(placement, today),
        facts=placed.facts(placement, today),
        child=_child(placement) if may_record else [],
        charges=charges,
        disputes=disputes,
        wrong_charges=placed.wrong_charges(placement),
        agreed=all_of(queries.agreed_rates_of(placement.id)),
        price=price_page(placement.id, today),
        warnings=warnings_for(placement, today),
        may_record=may_record,
        may_agree=may_record and _may_agree(placement),
    )


def _child(placement: Placement) -> list[dict[str, Any]]:
    """What only the council sees: the child's own reference, age bands, ideal against secured."""
    record = db.session.get_one(ChildRecord, placement.id)
    bands = all_of(queries.age_bands_of(placement.id))
    kind = placement.service.provision_type if placement.service else None
    return [
        {"key": "Child", "value": record.child_reference},
        {
            "key": "Age",
            "value": ", ".join(one.age_band.value.replace("-", " to ") for one in bands),
        },
        {"key": "Needs", "value": record.needs},
        {
            "key": "Ideal kind of home",
            "value": PROVISION_TITLES[record.ideal_type] if record.ideal_type else None,
        },
        {"key": "Secured", "value": PROVISION_TITLES[kind] if kind else placed.where(placement)},
        {"key": "Ideal area", "value": record.ideal_area},
        {"key": "Why it differs", "value": record.gap_reason},
    ]


def _may_agree(placement: Placement) -> bool:
    lot = placement.comparison_lot
    return lot is not None and lot.framework.lower_prices_at_call_off
