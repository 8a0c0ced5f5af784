"""What a place costs in a service that the acting organisation runs in-house."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.providers.forms.unit_costs import UnitCostForm, WithdrawUnitCostForm
from portal.providers.in_house import in_house
from portal.providers.models import COST_PARTS, Service, UnitCost
from portal.providers.queries import services
from portal.providers.queries import unit_costs as queries
from portal.providers.services import unit_costs
from portal.providers.views.tabs import service_tabs

bp = Blueprint("unit_costs", __name__, url_prefix="/services/<reference>/unit-costs")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def of_service(reference: str) -> ResponseReturnValue:
    """Show what a place costs now, what it did cost, and what was withdrawn."""
    service = own_in_house(reference)
    standing, wrong = parted(all_of(queries.costs_of(service.id)), clock.today(clock.now()))
    return render_template(
        "providers/unit_costs.html",
        service=service,
        tabs=service_tabs(service),
        standing=standing,
        wrong=wrong,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def add(reference: str) -> ResponseReturnValue:
    """Add a unit cost."""
    service = own_in_house(reference)
    acting, at = current_membership(), clock.now()
    form = UnitCostForm()

    def record() -> str:
        unit_costs.add_unit_cost(
            service,
            starts_on=filled(form.starts_on),
            parts=form.parts(),
            occupancy=filled(form.occupancy),
            basis=filled(form.basis),
            decided_on=filled(form.decided_on),
            by=acting,
            at=at,
        )
        return url_for("unit_costs.of_service", reference=reference)

    page = make_once(form, record, membership_id=acting.id, at=at)
    if page is not None:
        flash("The unit cost is added.", "success")
        return redirect(page, code=303)
    return render_template("providers/unit_cost_form.html", form=form, service=service)


@bp.route("/<cost_reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def withdraw(reference: str, cost_reference: str) -> ResponseReturnValue:
    """Withdraw a unit cost that was wrong."""
    service = own_in_house(reference)
    own = queries.costs_of(service.id).where(UnitCost.withdrawn_at.is_(None))
    cost = first_or_404(own.where(UnitCost.reference == cost_reference))
    form = WithdrawUnitCostForm()

    def act() -> None:
        unit_costs.withdraw_unit_cost(
            cost, reason=filled(form.reason), by=current_membership(), at=clock.now()
        )

    if done(form, act):
        flash("The unit cost is withdrawn.", "success")
        return redirect(url_for("unit_costs.of_service", reference=reference), code=303)
    return render_template(
        "providers/unit_cost_withdraw.html", form=form, service=service, cost=cost
    )


def own_in_house(reference: str) -> Service:
    """Return a service of the organisation at hand that it runs in-house; others have no costs."""
    acting = current_membership()
    if not in_house(acting.organisation):
        abort(404)
    return first_or_404(services.own_service(reference, acting))


def parted(
    costs: Iterable[UnitCost], today: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the costs that stand, each until the next one's day, and those that were wrong."""
    standing: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    until: date | None = None
    for cost in costs:
        row = _row(cost)
        if cost.withdrawn_at is not None:
            wrong.append(row)
            continue
        holds = cost.starts_on <= today and (until is None or today < until)
        standing.append(row | {"until": until, "in_force": holds})
        until = cost.starts_on
    return standing, wrong


def _row(cost: UnitCost) -> dict[str, Any]:
    return {
        "reference": cost.reference,
        "starts_on": cost.starts_on,
        "pence": cost.pence,
        "parts": [
            {"text": title, "pence": getattr(cost, part)} for part, title in COST_PARTS.items()
        ],
        "occupancy": cost.occupancy,
        "basis": cost.basis,
        "decided_on": cost.decided_on,
        "reason": cost.withdrawn_reason,
    }
