"""Appointments: the list, each one's life and rates, and what a contract manager does with them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.contracts.forms.appointments import RateForm, ReasonForm, StateForm
from portal.contracts.forms.concerns import LiftForm
from portal.contracts.models import Appointment, EvidenceKind, Rate
from portal.contracts.queries import appointments as queries
from portal.contracts.services import appointments as services
from portal.contracts.services.price_check import check_touched
from portal.contracts.views import shown
from portal.contracts.views.asking import filters, links
from portal.contracts.views.components import component_choices
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.paging import page_of

bp = Blueprint("appointments", __name__, url_prefix="/appointments")

ACTIONS: dict[str, tuple[Callable[..., None], str, str]] = {
    "suspend": (services.suspend, "Suspend {}", "Suspended. The provider’s prices go on binding."),
    "lift": (services.lift, "Lift the suspension of {}", "The suspension is lifted."),
    "withdraw": (services.withdraw, "Withdraw {} from the lot", "Withdrawn."),
}


@bp.get("")
@requires(Permission.SEE_CONTRACTS)
def index() -> ResponseReturnValue:
    """List the appointments of one's regions."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("lot", "provider", "status", "ending")
    page = page_of(
        queries.appointments(acting, today, chosen),
        sort=[Appointment.ends_on, Appointment.id],
        key=lambda one: [one.ends_on, one.id],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "contracts/appointments.html",
        appointments=[shown.appointment_line(one, today, "appointments.show") for one in page.rows],
        chosen=chosen,
        lots=[(one.id, f"{one.framework.title}, {one.name}") for one in _lots(today)],
        providers=[(one.reference, one.name) for one in _providers(today)],
        states=[(one, one.capitalize()) for one in queries.STATES],
        links=links(page, "appointments.index", chosen),
    )


@bp.get("/<reference>")
@requires(Permission.SEE_CONTRACTS)
def show(reference: str) -> ResponseReturnValue:
    """Show an appointment: its life, and its rates by component and date."""
    acting, today = current_membership(), clock.today(clock.now())
    appointment = first_or_404(queries.appointment(reference, acting, today))
    may_manage = allows(Permission.MANAGE_CONTRACTS, acting)
    return render_template(
        "contracts/appointment.html",
        appointment=appointment,
        back_to=url_for("appointments.index"),
        status=shown.status_on(appointment, today),
        life=shown.life(appointment),
        rates=shown.rates(appointment, today),
        proposals=shown.proposals(appointment) if may_manage else [],
        wrong_rates=shown.withdrawn_rates(appointment),
        actions=shown.possible_actions(appointment) if may_manage else [],
        may_manage=may_manage,
    )


@bp.route("/<reference>/<any(suspend, lift, withdraw):action>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def change(reference: str, action: str) -> ResponseReturnValue:
    """Suspend an appointment, lift its suspension, or withdraw it."""
    acting, now = current_membership(), clock.now()
    appointment = first_or_404(queries.appointment(reference, acting, clock.today(now)))
    act, title, message = ACTIONS[action]
    form = (LiftForm if action == "lift" else StateForm)(data={"from_on": clock.today(now)})

    def acted() -> None:
        from_on, reason = filled(form.from_on), filled(form.reason)
        shows = {"evidence": _evidence(form)} if isinstance(form, LiftForm) else {}
        act(appointment, from_on=from_on, reason=reason, by=acting, at=now, **shows)
        check_touched(appointment.service_id, at=now)

    if done(form, acted):
        flash(message, "success")
        return redirect(url_for("appointments.show", reference=reference), code=303)
    title = title.format(appointment.service.name)
    return render_template(
        "contracts/appointment_form.html", form=form, title=title, appointment=appointment
    )


@bp.route("/<reference>/rates/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def add_rate(reference: str) -> ResponseReturnValue:
    """Agree a varied rate."""
    acting, now = current_membership(), clock.now()
    appointment = first_or_404(queries.appointment(reference, acting, clock.today(now)))
    form = RateForm(data={"decided_on": clock.today(now)})
    form.component.choices = component_choices()

    def acted() -> None:
        services.add_rate(
            appointment,
            component_code=filled(form.component),
            pence=filled(form.pence),
            starts_on=filled(form.starts_on),
            decided_on=filled(form.decided_on),
            by=acting,
            at=now,
        )
        check_touched(appointment.service_id, at=now)

    if done(form, acted):
        flash("The rate is added. Placements at this service were priced again.", "success")
        return redirect(url_for("appointments.show", reference=reference), code=303)
    title = f"Add a rate for {appointment.service.name}"
    return render_template(
        "contracts/appointment_form.html", form=form, title=title, appointment=appointment
    )


@bp.route("/<reference>/rates/<int:rate_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def withdraw_rate(reference: str, rate_id: int) -> ResponseReturnValue:
    """Take back a rate that was wrong."""
    acting, now = current_membership(), clock.now()
    appointment = first_or_404(queries.appointment(reference, acting, clock.today(now)))
    rate = _rate(appointment, rate_id)
    form = ReasonForm()

    def acted() -> None:
        services.withdraw_rate(rate, reason=filled(form.reason), by=acting, at=now)
        check_touched(appointment.service_id, at=now)

    if done(form, acted):
        flash("The rate is withdrawn. Placements at this service were priced again.", "success")
        return redirect(url_for("appointments.show", reference=reference), code=303)
    return render_template(
        "contracts/withdraw_row.html",
        form=form,
        title="Withdraw a wrong rate",
        row=shown.rate_line(rate),
        back_to=url_for("appointments.show", reference=reference),
    )


def _evidence(form: LiftForm) -> services.Evidence:
    kind = EvidenceKind(filled(form.evidence_kind))
    return services.Evidence(kind, filled(form.evidence), form.link.data or "")


def _rate(appointment: Appointment, rate_id: int) -> Rate:
    found = next((one for one in appointment.rates if one.id == rate_id), None)
    return found if found is not None else abort(404)


def _lots(today: date) -> Any:
    return all_of(queries.lots_of(current_membership(), today))


def _providers(today: date) -> Any:
    return all_of(queries.appointed_providers(current_membership(), today))
