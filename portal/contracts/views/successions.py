"""Successions of services, for those who decide them and carry contracts over."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.attempts import make
from portal.contracts.forms.successions import APPROVE, DecideForm, RecordForm
from portal.contracts.queries import successions as queries
from portal.contracts.services import successions as carrying
from portal.contracts.views.asking import filters, links
from portal.db import all_of, first_or_404, number_of
from portal.display import count_of
from portal.forms import filled
from portal.paging import page_of
from portal.providers.models import Service, Succession, SuccessionReason, SuccessionStatus
from portal.providers.services import successions as services
from portal.providers.views.own_successions import registered_as, status_words, succession_facts

bp = Blueprint("successions", __name__, url_prefix="/successions")


@bp.get("")
@requires(Permission.DECIDE_SUCCESSIONS)
def index() -> ResponseReturnValue:
    """List the successions that touch one's regions."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("status")
    page = page_of(
        queries.in_regions(acting, today, chosen["status"]),
        sort=[Succession.requested_at, Succession.id],
        key=lambda one: [one.requested_at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/successions.html",
        rows=[_line(one) for one in page.rows],
        chosen=chosen,
        statuses=[("", "All"), *((one.value, one.value.capitalize()) for one in SuccessionStatus)],
        links=links(page, "successions.index", chosen),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.DECIDE_SUCCESSIONS)
def new() -> ResponseReturnValue:
    """Ask for a succession as staff; a colleague decides it."""
    acting, now = current_membership(), clock.now()
    form = RecordForm()

    def ask() -> Succession:
        return services.request_succession(
            registered_as(filled(form.old_service), "old_service"),
            registered_as(filled(form.new_service), "new_service"),
            on_date=filled(form.on_date),
            reason=SuccessionReason(filled(form.reason)),
            explanation=filled(form.explanation),
            by=acting,
            at=now,
        )

    asked = make(form, ask)
    if asked is not None:
        flash("The request is recorded. A colleague decides it.", "success")
        return redirect(url_for("successions.index"), code=303)
    return render_template("contracts/succession_new.html", form=form)


@bp.get("/<reference>")
@requires(Permission.DECIDE_SUCCESSIONS)
def show(reference: str) -> ResponseReturnValue:
    """Show a succession: what it would carry, or what it carried."""
    acting, today = current_membership(), clock.today(clock.now())
    found = first_or_404(queries.in_region(reference, acting, today))
    approved = found.status is SuccessionStatus.APPROVED
    return render_template(
        "contracts/succession.html",
        succession=found,
        status=status_words(found),
        facts=succession_facts(found, _named(found.old_service), _named(found.new_service)),
        counts=_carried(found) if approved else _to_carry(found),
        carried=all_of(queries.carried_appointments(found.id)),
        approved=approved,
        undecided=found.status is SuccessionStatus.REQUESTED,
        may_decide=_may_decide(found, acting),
    )


@bp.route("/<reference>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_SUCCESSIONS)
def decide(reference: str) -> ResponseReturnValue:
    """Approve a succession and carry everything over, or refuse it."""
    acting, now = current_membership(), clock.now()
    undecided = Succession.status == SuccessionStatus.REQUESTED
    found = first_or_404(queries.in_region(reference, acting, clock.today(now)).where(undecided))
    form = DecideForm()

    def act() -> str:
        reason = filled(form.reason)
        if form.decision.data != APPROVE:
            services.refuse(found, reason=reason, by=acting, at=now)
            return "The request is refused. Nothing else has changed."
        carried = carrying.approve_and_carry(found, reason=reason, by=acting, at=now)
        return f"Approved. {_words(carried)} carried over."

    said = make(form, act)
    if said is not None:
        flash(said, "success")
        return redirect(url_for("successions.show", reference=reference), code=303)
    return render_template(
        "contracts/succession_decide.html", form=form, succession=found, counts=_to_carry(found)
    )


def _may_decide(succession: Succession, acting: Membership) -> bool:
    waits = succession.status is SuccessionStatus.REQUESTED and not succession.waits_for_agreement
    return waits and succession.requested_by.person_id != acting.person_id


def _to_carry(succession: Succession) -> list[dict[str, Any]]:
    old, on = succession.old_service_id, succession.on_date
    return _counted(
        queries.appointments_at(old, on),
        queries.contracts_at(old, on),
        queries.placements_at(old, on),
    )


def _carried(succession: Succession) -> list[dict[str, Any]]:
    return _counted(
        queries.carried_appointments(succession.id),
        queries.carried_contracts(succession.id),
        queries.carried_placements(succession.id),
    )


def _counted(*found: Select[Any]) -> list[dict[str, Any]]:
    names = ("Appointments", "Block contracts", "Placements")
    return [
        {"key": name, "value": number_of(query)} for name, query in zip(names, found, strict=True)
    ]


def _words(carried: carrying.Carried) -> str:
    parts = (
        count_of(carried.appointments, "appointment"),
        count_of(carried.contracts, "block contract"),
        count_of(carried.placements, "placement"),
    )
    said = f"{parts[0]}, {parts[1]} and {parts[2]}"
    return f"{said[0].upper()}{said[1:]} {'was' if sum(_numbers(carried)) == 1 else 'were'}"


def _numbers(carried: carrying.Carried) -> tuple[int, int, int]:
    return carried.appointments, carried.contracts, carried.placements


def _named(service: Service) -> str:
    number = service.urn or service.registration_number or "not registered yet"
    return f"{service.name} ({number}), {service.organisation.name}"


def _line(succession: Succession) -> dict[str, Any]:
    return {
        "new": succession.new_service,
        "old": succession.old_service,
        "on_date": succession.on_date,
        "status": status_words(succession),
        "href": url_for("successions.show", reference=succession.reference),
    }
