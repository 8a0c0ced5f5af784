"""Changing many of one's own services: by one change for all, or by a CSV file."""

import base64
import binascii
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Authority, Membership
from portal.db import all_of, db, first_or_404
from portal.display import count_of
from portal.errors import DomainError
from portal.providers.forms.many import ChangeManyForm, SheetForm
from portal.providers.models import RegistrationState, Service
from portal.providers.ofsted.table import FileRefused, RowError
from portal.providers.queries import services
from portal.providers.services import changing_many
from portal.providers.services.changing_many import MOST_AT_ONCE, Plan
from portal.providers.services.service_sheet import read_services
from portal.providers.views.details import authority_choices
from portal.providers.views.own_list import asked_for, chosen_services
from portal.providers.views.own_services import bp

LARGEST_SHEET = 300_000
ERRORS_SHOWN = 100
NOT_CARRIED = ("submit", "csrf_token")
NONE_CHOSEN = "Tick at least one service that is open"
TOO_LARGE = f"The file is larger than {LARGEST_SHEET // 1000} kB. Send your services in parts"
SPOILT = "This page was not complete. Start again"


@bp.route("/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def change_many() -> ResponseReturnValue:
    """Ask what is to change in the services that were chosen, then show what that would do."""
    chosen = chosen_now(current_membership())
    if not chosen:
        flash(NONE_CHOSEN)
        return redirect(url_for("services.own"), code=303)
    form = ChangeManyForm()
    form.authority.choices = authority_choices()
    if form.validate_on_submit():
        plan = changing_many.plan_change(chosen, form.change(authority_of(form)))
        if plan.planned or plan.refused:
            return show_plan(plan, form=form)
        form.add_error(DomainError("Nothing would change. Choose what is to change"))
    return render_template("providers/change_many.html", form=form, chosen=chosen)


@bp.post("/change/save")
@requires(Permission.MANAGE_PROVIDER)
def save_many() -> ResponseReturnValue:
    """Change all of the services that were shown, or none."""
    acting = current_membership()
    references = request.form.getlist("service")[:MOST_AT_ONCE]
    form = ChangeManyForm()
    form.authority.choices = authority_choices()
    locked = changing_many.lock_services(acting.organisation_id, plain(references))
    if not locked or not form.validate_on_submit():
        flash(NONE_CHOSEN if not locked else SPOILT)
        return redirect(url_for("services.own"), code=303)
    plan = changing_many.plan_change(locked, form.change(authority_of(form)))
    return saved(plan, "together", acting)


@bp.route("/upload", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def upload() -> ResponseReturnValue:
    """Take in a CSV file of services and show what it would change."""
    form = SheetForm()
    errors: list[RowError] = []
    if form.validate_on_submit() and form.file.data is not None:
        data = form.file.data.stream.read(LARGEST_SHEET + 1)
        acting = current_membership()
        try:
            plan = planned_by(data, all_of(open_services(acting)))
            return show_plan(plan, sheet=base64.b64encode(data).decode())
        except FileRefused as refused:
            errors = refused.errors
            form.add_error(DomainError(f"{refused}. Nothing was changed", "file"))
        except DomainError as error:
            form.add_error(error)
    return render_template(
        "providers/sheet_upload.html",
        form=form,
        errors=errors[:ERRORS_SHOWN],
        more=max(0, len(errors) - ERRORS_SHOWN),
    )


@bp.post("/upload/save")
@requires(Permission.MANAGE_PROVIDER)
def save_sheet() -> ResponseReturnValue:
    """Change what the file that was shown changes: all of it, or nothing."""
    acting = current_membership()
    try:
        data = base64.b64decode(request.form.get("sheet", ""), validate=True)
        held = [one.reference for one in all_of(open_services(acting))]
        locked = changing_many.lock_services(acting.organisation_id, held)
        return saved(planned_by(data, locked), "file", acting)
    except (binascii.Error, ValueError):
        flash(SPOILT)
    except (DomainError, FileRefused) as refused:
        db.session.rollback()
        flash(str(refused))
    return redirect(url_for("services.upload"), code=303)


def saved(plan: Plan, how: str, acting: Membership) -> ResponseReturnValue:
    """Write a plan and lead to the list; where it is not to be written, say why."""
    try:
        number = changing_many.save_plan(
            plan, digest=request.form.get("digest", ""), how=how, by=acting, at=clock.now()
        )
        db.session.commit()
        flash(f"{count_of(number, 'service')} changed.".capitalize(), "success")
    except DomainError as error:
        db.session.rollback()
        flash(f"{error.message}. Nothing was changed.")
    return redirect(url_for("services.own"), code=303)


def show_plan(
    plan: Plan, *, form: ChangeManyForm | None = None, sheet: str = ""
) -> ResponseReturnValue:
    """Show what would change, service by service, with the button that does it."""
    hidden = [] if sheet else [("service", one) for one in references_of(plan)]
    hidden += [
        (name, value)
        for name, values in request.form.lists()
        if form is not None and name in form and name not in NOT_CARRIED
        for value in values
    ]
    return render_template(
        "providers/change_check.html",
        plan=plan,
        hidden=[*hidden, ("digest", plan.digest), *([("sheet", sheet)] if sheet else [])],
        action=url_for("services.save_sheet" if sheet else "services.save_many"),
        back=url_for("services.upload" if sheet else "services.own"),
    )


def references_of(plan: Plan) -> list[str]:
    """Return the references of the services that a plan changes."""
    return [one.service.reference for one in plan.planned]


def chosen_now(acting: Membership) -> Sequence[Service]:
    """Return the open services that are ticked, or all that the filters leave."""
    if request.values.get("all"):
        wanted = chosen_services(asked_for(), acting)
    else:
        ticked = plain(request.values.getlist("service"))
        wanted = services.own_services(acting).where(Service.reference.in_(ticked))
    whole = wanted.where(Service.status != RegistrationState.CLOSED)
    return all_of(with_facts(whole).limit(MOST_AT_ONCE))


def open_services(acting: Membership) -> Select[Service]:
    """Return the query for every open service of the organisation, with its facts."""
    return with_facts(
        services.own_services(acting).where(Service.status != RegistrationState.CLOSED)
    )


def with_facts(found: Select[Service]) -> Select[Service]:
    """Let a query bring what services say of themselves, in as many statements for any number."""
    return found.options(selectinload(Service.met), selectinload(Service.authority))


def planned_by(data: bytes, held: Sequence[Service]) -> Plan:
    """Return what a file changes in some services.

    Raises:
        DomainError: it is too large.
        FileRefused: with every error in it.
    """
    if len(data) > LARGEST_SHEET:
        raise DomainError(TOO_LARGE, "file")
    return read_services(
        data,
        filename="The file",
        services=held,
        authorities=all_of(services.authorities()),
    )


def authority_of(form: ChangeManyForm) -> Authority | None:
    """Return the council that was chosen, if any."""
    if not form.authority.data:
        return None
    return first_or_404(services.authorities().where(Authority.gss_code == form.authority.data))


def plain(references: Sequence[str]) -> list[str]:
    """Return references fit for a query: no database takes a text with a null in it."""
    return [one for one in references[:MOST_AT_ONCE] if one.isascii() and "\0" not in one]
