"""What a placement is charged: adding, taking back, and prices signed for it alone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.contracts.forms.appointments import ReasonForm
from portal.contracts.forms.placements import AgreedRateForm, ChargeForm
from portal.contracts.models import Placement
from portal.contracts.queries import placements as queries
from portal.contracts.services import charges as services
from portal.contracts.services.price_check import check_placements
from portal.contracts.views.components import component_choices
from portal.contracts.views.placed import charge_lines
from portal.db import first_or_404
from portal.forms import filled

bp = Blueprint("charges", __name__, url_prefix="/council/placements/<reference>")


@bp.route("/charges/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def add(reference: str) -> ResponseReturnValue:
    """Record a charge."""
    acting, now = current_membership(), clock.now()
    placement = _placement(reference)
    form = ChargeForm(data={"starts_on": placement.starts_on})
    form.component.choices = component_choices()

    def acted() -> str:
        line = services.ChargeLine(
            component_code=filled(form.component),
            pence=filled(form.pence),
            starts_on=filled(form.starts_on),
            ends_on=form.ends_on.data,
            quantity=form.quantity.data,
        )
        services.add_charge(placement, line, by=acting, at=now)
        check_placements([placement.id], at=now)
        return url_for("council_placements.show", reference=reference)

    page = make_once(form, acted, membership_id=acting.id, at=now)
    if page is not None:
        flash("The charge is added and the price is checked again.", "success")
        return redirect(page, code=303)
    return render_template(
        "contracts/placement_act.html", form=form, title="Add a charge", placement=placement
    )


@bp.route("/charges/<int:charge_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def withdraw(reference: str, charge_id: int) -> ResponseReturnValue:
    """Take back a charge that was wrong."""
    acting, now = current_membership(), clock.now()
    placement = _placement(reference)
    charge = first_or_404(queries.charge(charge_id, placement.id))
    form = ReasonForm()

    def acted() -> None:
        services.withdraw_charge(charge, reason=filled(form.reason), by=acting, at=now)
        check_placements([placement.id], at=now)

    if done(form, acted):
        flash("The charge is withdrawn and the price is checked again.", "success")
        return _to(reference)
    return render_template(
        "contracts/withdraw_row.html",
        form=form,
        title="Withdraw a wrong charge",
        row=next((one for one in charge_lines(placement) if one["id"] == charge_id), None),
        back_to=url_for("council_placements.show", reference=reference),
    )


@bp.route("/agreed/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def agree(reference: str) -> ResponseReturnValue:
    """Keep a lower price that was signed for this placement."""
    acting, now = current_membership(), clock.now()
    placement = _placement(reference)
    form = AgreedRateForm(data={"starts_on": placement.starts_on})
    form.component.choices = component_choices()

    def acted() -> None:
        services.agree_rate(
            placement,
            component_code=filled(form.component),
            pence=filled(form.pence),
            starts_on=filled(form.starts_on),
            signed_on=filled(form.signed_on),
            by=acting,
            at=now,
        )
        check_placements([placement.id], at=now)

    if done(form, acted):
        flash("The agreed price is saved and the price is checked again.", "success")
        return _to(reference)
    return render_template(
        "contracts/placement_act.html",
        form=form,
        title="Record a price agreed for this placement",
        placement=placement,
    )


def _placement(reference: str) -> Placement:
    return first_or_404(
        queries.with_reference(queries.council_placements(current_membership()), reference)
    )


def _to(reference: str) -> ResponseReturnValue:
    return redirect(url_for("council_placements.show", reference=reference), code=303)
