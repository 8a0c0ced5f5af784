"""A provider reports what an inspection found, and puts a report right."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled
from portal.providers.forms import RatingForm
from portal.providers.models import RegistrationState, Regulator, Service
from portal.providers.provision import has_judgements, scale_of
from portal.providers.queries import services
from portal.providers.services.rating_reports import (
    InspectionOutcome,
    correct_rating,
    report_rating,
)

bp = Blueprint("rating_reports", __name__, url_prefix="/services/<reference>/ratings")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new(reference: str) -> ResponseReturnValue:
    """Report an inspection."""
    service = own_inspected_service(reference)
    form = RatingForm()
    _offer(form, service)
    if form.validate_on_submit():
        try:
            report_rating(service, _outcome(form), by=current_membership(), at=clock.now())
            db.session.commit()
            flash("The rating is reported.", "success")
            return redirect(url_for("services.service", reference=reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/rating.html", form=form, service=service, correcting=False)


@bp.route("/<day>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def correct(reference: str, day: str) -> ResponseReturnValue:
    """Put right what was reported of the inspection of one day."""
    service = own_inspected_service(reference)
    report = first_or_404(services.report_of(service.id, _day(day)))
    form = RatingForm(
        data={
            "inspected_on": report.inspected_on,
            "published_on": report.published_on,
            "overall": report.overall_code,
            "protected": report.protected_code,
            "leaders": report.leaders_code,
        }
    )
    _offer(form, service)
    if form.validate_on_submit():
        try:
            correct_rating(report, _outcome(form), by=current_membership(), at=clock.now())
            db.session.commit()
            flash("The report is put right.", "success")
            return redirect(url_for("services.service", reference=reference), code=303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("providers/rating.html", form=form, service=service, correcting=True)


def own_inspected_service(reference: str) -> Service:
    """Return a registered service of the organisation at hand that Ofsted inspects."""
    own = services.own_service(reference, current_membership())
    return first_or_404(
        own.where(
            Service.status == RegistrationState.REGISTERED, Service.regulator == Regulator.OFSTED
        )
    )


def _offer(form: RatingForm, service: Service) -> None:
    grades = all_of(services.grades_on(scale_of(service.provision_type)))
    form.offer(grades, judged=has_judgements(service.provision_type))


def _outcome(form: RatingForm) -> InspectionOutcome:
    return InspectionOutcome(
        inspected_on=filled(form.inspected_on),
        published_on=filled(form.published_on),
        overall=filled(form.overall),
        protected=form.judgement("protected"),
        leaders=form.judgement("leaders"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
