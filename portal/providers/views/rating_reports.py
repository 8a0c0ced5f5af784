"""A provider reports what an inspection found, and puts a report right."""

from datetime import date, datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import make
from portal.config import settings
from portal.db import all_of, first_or_404
from portal.display import day
from portal.files import PDF, accept_upload, download_headers, open_scanner, open_store
from portal.forms import filled
from portal.providers import reporting
from portal.providers.forms.ratings import JUDGEMENT_TITLES, NOT_JUDGED, RatingForm
from portal.providers.models import (
    InspectionKind,
    RatingReport,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted.grades import Level
from portal.providers.provision import judgements_of
from portal.providers.queries import scales, services
from portal.providers.services.rating_reports import (
    InspectionOutcome,
    correct_rating,
    keep_plan,
    report_rating,
)

bp = Blueprint("rating_reports", __name__, url_prefix="/services/<reference>/ratings")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new(reference: str) -> ResponseReturnValue:
    """Report an inspection."""
    service, now = own_inspected_service(reference), clock.now()
    form = RatingForm()
    _offer(form, service, form.inspected_on.data or clock.today(now))

    def report() -> RatingReport:
        by = current_membership()
        made = report_rating(service, _outcome(form), by=by, at=now)
        _keep_plan(form, made, now)
        return made

    made = make(form, report)
    if made is not None:
        flash(_said(made, now), "success")
        return redirect(url_for("ratings.own", reference=reference), code=303)
    return render_template("providers/rating.html", form=form, service=service, correcting=False)


@bp.route("/<day>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def correct(reference: str, day: str) -> ResponseReturnValue:
    """Put right what was reported of the inspection of one day."""
    service, now = own_inspected_service(reference), clock.now()
    report = first_or_404(services.report_of(service.id, _day(day)))
    form = RatingForm(data=_data(report))
    _offer(form, service, form.inspected_on.data or report.inspected_on)

    def correct() -> RatingReport:
        correct_rating(report, _outcome(form), by=current_membership(), at=now)
        _keep_plan(form, report, now)
        return report

    if make(form, correct) is not None:
        flash("The report is put right.", "success")
        return redirect(url_for("ratings.own", reference=reference), code=303)
    return render_template("providers/rating.html", form=form, service=service, correcting=True)


@bp.get("/<day>/action-plan")
@requires(Permission.MANAGE_PROVIDER)
def plan(reference: str, day: str) -> ResponseReturnValue:
    """Send a provider the action plan that it added to a report."""
    service = first_or_404(services.own_service(reference, current_membership()))
    return send_plan(first_or_404(services.report_of(service.id, _day(day))))


def send_plan(report: RatingReport) -> ResponseReturnValue:
    """Send the action plan of a report as a download; 404 where it has none."""
    kept = report.plan_file
    if kept is None:
        abort(404)
    content = open_store(settings().files_url).get(kept.store_key)
    return Response(content, headers=download_headers(kept.name, kept.media_type))


def own_inspected_service(reference: str) -> Service:
    """Return a registered service of the organisation at hand that Ofsted inspects."""
    own = services.own_service(reference, current_membership())
    return first_or_404(
        own.where(
            Service.status == RegistrationState.REGISTERED, Service.regulator == Regulator.OFSTED
        )
    )


def _offer(form: RatingForm, service: Service, on: date) -> None:
    grades = all_of(scales.grades_on(service.provision_type, on))
    form.offer(grades, judged=judgements_of(service.provision_type))


def _keep_plan(form: RatingForm, report: RatingReport, at: datetime) -> None:
    if not form.plan_file.data:
        return
    upload = accept_upload(
        form.plan_file.data,
        allowed=[PDF],
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="plan_file",
    )
    key = open_store(settings().files_url).put(upload.content)
    keep_plan(report, upload, key, by=current_membership(), at=at)


def _said(report: RatingReport, now: datetime) -> str:
    """What the provider reads once a report is saved: whether it came in time."""
    received = report.received_on or report.inspected_on
    failing = report.overall is not None and report.overall.level == Level.FAILING
    due = reporting.due_on(received, reporting.DEFAULT_DAYS, failing=failing)
    late = reporting.working_days_late(due, clock.today(now))
    if late:
        return f"The rating is reported. It was due by {day(due)}."
    return "The rating is reported."


def _data(report: RatingReport) -> dict[str, object]:
    plain = (
        "kind",
        "inspected_on",
        "inspected_until",
        "received_on",
        "published_on",
        "requirements",
        "recommendations",
        "link",
        "action_plan",
    )
    named = ("overall", *JUDGEMENT_TITLES)
    grades = {name: getattr(report, f"{name}_code") or NOT_JUDGED for name in named}
    return {name: getattr(report, name) for name in plain} | grades


def _outcome(form: RatingForm) -> InspectionOutcome:
    return InspectionOutcome(
        kind=InspectionKind(filled(form.kind)),
        inspected_on=filled(form.inspected_on),
        inspected_until=form.inspected_until.data,
        received_on=filled(form.received_on),
        published_on=form.published_on.data,
        requirements=form.requirements.data,
        recommendations=form.recommendations.data,
        link=form.link.data or "",
        action_plan=form.action_plan.data or "",
        **{name: form.judgement(name) for name in ("overall", *JUDGEMENT_TITLES)},
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
