"""A provider changes what it says of a service, registers one that had applied, closes one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Authority
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.providers.forms.services import CloseForm, DetailsForm, RegistrationForm
from portal.providers.models import ClosureReason, RegistrationState, Service
from portal.providers.queries import services
from portal.providers.services import upkeep
from portal.providers.services.describing import ServiceDetails

bp = Blueprint("details", __name__, url_prefix="/services/<reference>")


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def edit(reference: str) -> ResponseReturnValue:
    """Change a service's details."""
    service = own_open_service(reference)
    form = DetailsForm(obj=service)
    form.authority.choices = authority_choices()
    if not form.is_submitted():
        form.show(service)
    if form.validate_on_submit():
        try:
            upkeep.change_details(
                service, details_of(form), by=current_membership(), at=clock.now()
            )
            db.session.commit()
            flash("The details are saved.", "success")
            return redirect(url_for("services.service", reference=reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/service_edit.html", form=form, service=service)


@bp.route("/registration", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def registration(reference: str) -> ResponseReturnValue:
    """Say that a service which had applied is registered."""
    service = own_open_service(reference)
    form = RegistrationForm()
    if form.validate_on_submit():
        try:
            upkeep.record_registration(
                service,
                number=filled(form.number),
                registered_on=filled(form.registered_on),
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash("The registration is saved.", "success")
            return redirect(url_for("services.service", reference=reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/service_registration.html", form=form, service=service)


@bp.route("/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def close(reference: str) -> ResponseReturnValue:
    """Close a service, after asking."""
    service = own_open_service(reference)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            upkeep.close_service(
                service,
                closed_on=filled(form.closed_on),
                reason=filled(form.reason),
                because=ClosureReason(filled(form.because)),
                by=current_membership(),
                at=clock.now(),
            )
            db.session.commit()
            flash(f"{service.name} is closed.", "success")
            return redirect(url_for("services.service", reference=reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/service_close.html", form=form, service=service)


def own_open_service(reference: str) -> Service:
    """Return a service of the organisation at hand that is not closed."""
    own = services.own_service(reference, current_membership())
    return first_or_404(own.where(Service.status != RegistrationState.CLOSED))


def authority_choices() -> list[Choice]:
    """Offer every authority by its national code."""
    return [Choice(one.gss_code, one.name) for one in all_of(services.authorities())]


def details_of(form: DetailsForm) -> ServiceDetails:
    """Return what the form says.

    Raises:
        DomainError: it breaks a rule.
    """
    chosen = services.authorities().where(Authority.gss_code == filled(form.authority))
    return ServiceDetails(
        name=filled(form.name),
        places=form.places.data,
        age_from=filled(form.age_from),
        age_to=filled(form.age_to),
        needs=form.needs.data or "",
        authority=first_or_404(chosen),
        postcode=form.postcode.data,
        met=form.needs_met,
        staffing_ratio=form.ratio,
        adults_by_day=form.adults_by_day.data,
        adults_by_night=form.adults_by_night.data,
        accepts=form.taken,
    )
