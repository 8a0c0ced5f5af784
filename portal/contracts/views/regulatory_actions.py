"""Regulatory actions: reported by providers, recorded, ended and withdrawn, and listed."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make
from portal.contracts.queries.reporting import services_of_regions
from portal.contracts.services.concerns import act_on_concerns
from portal.contracts.views import rated
from portal.contracts.views.asking import filters, links
from portal.db import first_or_404
from portal.forms import filled
from portal.paging import page_of
from portal.providers.forms.ratings import (
    ActionForm,
    EndActionForm,
    RecordedActionForm,
    WithdrawActionForm,
)
from portal.providers.models import ActionKind, ActionSource, RegulatoryAction, Service
from portal.providers.queries import actions as queries
from portal.providers.queries import services
from portal.providers.services import regulatory_actions as acts

bp = Blueprint("regulatory_actions", __name__)

STATES = [("", "In force"), ("every", "All on record")]


@bp.get("/regulatory-actions")
@requires(Permission.RECORD_REGULATORY_ACTIONS)
def index() -> ResponseReturnValue:
    """List what regulators have done about the region's services."""
    today = clock.today(clock.now())
    chosen = filters("state")
    found = _seen_by_staff(clock.now())
    if chosen["state"] != "every":
        found = found.where(queries.in_force(today))
    page = page_of(
        found,
        sort=[RegulatoryAction.starts_on, RegulatoryAction.id],
        key=lambda one: [one.starts_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/regulatory_actions.html",
        actions=[rated.action_line(one, today) | {"href": _staff_page(one)} for one in page.rows],
        chosen=chosen,
        states=STATES,
        links=links(page, "regulatory_actions.index", chosen),
    )


@bp.route("/services/<reference>/regulatory-actions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def report(reference: str) -> ResponseReturnValue:
    """Report a regulator's notice about one's own service."""
    service = first_or_404(services.own_service(reference, current_membership()))
    form = ActionForm()
    back = url_for("ratings.own", reference=reference)
    return _record(form, service, ActionSource.PROVIDER, back, "Report a regulator’s notice")


@bp.route(
    "/providers/<reference>/services/<service_reference>/regulatory-actions/new",
    methods=["GET", "POST"],
)
@requires(Permission.RECORD_REGULATORY_ACTIONS)
def record(reference: str, service_reference: str) -> ResponseReturnValue:
    """Record a regulatory action about a service of one's regions."""
    today = clock.today(clock.now())
    owner = first_or_404(services.provider(reference))
    service = first_or_404(
        services.services_of(owner.id).where(
            Service.reference == service_reference,
            Service.id.in_(services_of_regions(current_membership(), today).order_by(None)),
        )
    )
    form = RecordedActionForm()
    named = form.source.data or ""
    source = ActionSource(named) if named in set(ActionSource) else ActionSource.LETTER
    back = url_for("ratings.of_service", reference=reference, service_reference=service_reference)
    return _record(form, service, source, back, "Record a regulatory action")


def _record(
    form: ActionForm, service: Service, source: ActionSource, back: str, title: str
) -> ResponseReturnValue:
    by, now = current_membership(), clock.now()

    def act() -> RegulatoryAction:
        made = acts.record_action(
            service,
            acts.Notice(
                kind=ActionKind(filled(form.kind)),
                starts_on=filled(form.starts_on),
                served_on=filled(form.served_on),
                terms=filled(form.terms),
                source=source,
                until=form.until.data,
            ),
            by=by,
            at=now,
        )
        act_on_concerns(now)
        return made

    if make(form, act) is not None:
        flash("The regulatory action is on record.", "success")
        return redirect(back, code=303)
    return render_template(
        "contracts/regulatory_action_form.html",
        form=form,
        title=title,
        caption=service.name,
        back_to=back,
    )


@bp.route("/services/<reference>/regulatory-actions/<action>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def end_own(reference: str, action: str) -> ResponseReturnValue:
    """Say that an action that one's own organisation reported is over."""
    own = _own(reference, action, ActionSource.PROVIDER)
    return _end(own, url_for("ratings.own", reference=reference))


@bp.route("/services/<reference>/regulatory-actions/<action>/withdraw", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def withdraw_own(reference: str, action: str) -> ResponseReturnValue:
    """Take back an action that was reported wrongly."""
    own = _own(reference, action, ActionSource.PROVIDER)
    return _withdraw(own, url_for("ratings.own", reference=reference))


@bp.route("/regulatory-actions/<action>/end", methods=["GET", "POST"])
@requires(Permission.RECORD_REGULATORY_ACTIONS)
def end(action: str) -> ResponseReturnValue:
    """Say that an action about a service of one's regions is over."""
    found = _staffs(action)
    return _end(found, _staff_page(found))


@bp.route("/regulatory-actions/<action>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECORD_REGULATORY_ACTIONS)
def withdraw(action: str) -> ResponseReturnValue:
    """Take back an action that was recorded wrongly."""
    found = _staffs(action)
    return _withdraw(found, _staff_page(found))


def _end(action: RegulatoryAction, back: str) -> ResponseReturnValue:
    by, now = current_membership(), clock.now()
    form = EndActionForm()

    def act() -> None:
        acts.end_action(
            action,
            until=filled(form.until),
            reason=filled(form.reason),
            evidence=filled(form.evidence),
            by=by,
            at=now,
        )
        act_on_concerns(now)

    if done(form, act):
        flash("The regulatory action is ended.", "success")
        return redirect(back, code=303)
    return _page(form, action, back, "End a regulatory action")


def _withdraw(action: RegulatoryAction, back: str) -> ResponseReturnValue:
    by, now = current_membership(), clock.now()
    form = WithdrawActionForm()

    def act() -> None:
        acts.withdraw_action(action, reason=filled(form.reason), by=by, at=now)
        act_on_concerns(now)

    if done(form, act):
        flash("The regulatory action is withdrawn.", "success")
        return redirect(back, code=303)
    return _page(form, action, back, "Withdraw a wrong regulatory action")


def _page(
    form: EndActionForm | WithdrawActionForm, action: RegulatoryAction, back: str, title: str
) -> ResponseReturnValue:
    return render_template(
        "contracts/regulatory_action_form.html",
        form=form,
        title=title,
        caption=action.service.name,
        back_to=back,
        action=rated.action_line(action, clock.today(clock.now())),
    )


def _own(reference: str, action: str, source: ActionSource | None = None) -> RegulatoryAction:
    service = first_or_404(services.own_service(reference, current_membership()))
    found = queries.actions_of(service.id).where(RegulatoryAction.reference == action)
    if source is not None:
        found = found.where(RegulatoryAction.source == source)
    return first_or_404(found)


def _staffs(action: str) -> RegulatoryAction:
    seen = _seen_by_staff(clock.now())
    return first_or_404(seen.where(RegulatoryAction.reference == action))


def _seen_by_staff(now: datetime) -> Select[RegulatoryAction]:
    within = services_of_regions(current_membership(), clock.today(now)).order_by(None)
    return queries.actions().where(RegulatoryAction.service_id.in_(within))


def _staff_page(action: RegulatoryAction) -> str:
    return url_for(
        "ratings.of_service",
        reference=action.service.organisation.reference,
        service_reference=action.service.reference,
    )
