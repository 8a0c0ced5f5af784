"""A provider declares its vacancies: for one service, for all at once, or from a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import make
from portal.config import settings
from portal.db import all_of, db, first_or_404
from portal.display import count_of
from portal.errors import DomainError
from portal.files import CSV, accept_upload, open_scanner, sheet_headers
from portal.forms import filled
from portal.providers import vacancy_sheets
from portal.providers.forms.vacancies import (
    COLUMN_TITLES,
    COLUMNS,
    ManyServicesForm,
    SheetForm,
    VacancyForm,
    cell_name,
    many_services_form,
    values_of,
)
from portal.providers.models import (
    UNAVAILABLE_TITLES,
    Service,
    UnavailableReason,
    VacancyDeclaration,
)
from portal.providers.ofsted.table import FileRefused, RowError
from portal.providers.queries import services as service_queries
from portal.providers.queries import vacancies as queries
from portal.providers.services import vacancies
from portal.providers.views.lists import page_links
from portal.providers.views.tabs import service_tabs

bp = Blueprint("vacancies", __name__, url_prefix="/services")

HISTORY = 20
ERRORS_SHOWN = 500


@bp.route("/<reference>/vacancies", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def of_service(reference: str) -> ResponseReturnValue:
    """Declare the places of one service, under what was declared before."""
    acting, now = current_membership(), clock.now()
    service = first_or_404(service_queries.own_service(reference, acting))
    history = all_of(queries.declarations_of(service.id).limit(HISTORY))
    form = VacancyForm(data=values_of(history[0] if history else None, clock.today(now)))
    declared = make(
        form,
        lambda: vacancies.declare(
            service, form.places(), as_at=filled(form.as_at), by=acting, at=now
        ),
    )
    if declared is not None:
        flash("Your vacancies are declared.", "success")
        return redirect(url_for("vacancies.of_service", reference=reference), code=303)
    return render_template(
        "providers/vacancy.html",
        service=service,
        form=form,
        tabs=service_tabs(service),
        reasons=[(form[one.value], form[f"{one.value}_until"]) for one in UnavailableReason],
        may_declare=service in all_of(queries.to_declare(acting.organisation_id)),
        history=[declaration_line(one, clock.today(now)) for one in history],
    )


@bp.route("/vacancies", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def of_all() -> ResponseReturnValue:
    """Declare the places of all services at once, in one list."""
    acting, now = current_membership(), clock.now()
    page = paging.page_of(
        queries.to_declare(acting.organisation_id),
        sort=[Service.name, Service.id],
        key=lambda one: [one.name, one.id],
        cursor=request.args.get("cursor"),
    )
    today = clock.today(now)
    known = vacancies.latest_of(page.rows, today)
    form = many_services_form(page.rows, known, today)
    number = _declare_rows(form, page.rows, known)
    if number is not None:
        flash(_said(number), "success")
        return redirect(url_for("vacancies.of_all", cursor=request.args.get("cursor")), code=303)
    return render_template(
        "providers/vacancies_own.html",
        form=form,
        columns=[COLUMN_TITLES[name] for name in COLUMNS],
        rows=[_row(form, one, known.get(one.id), today) for one in page.rows],
        links=page_links(page, "vacancies.of_all"),
    )


@bp.get("/vacancies/services.csv")
@requires(Permission.MANAGE_PROVIDER)
def sheet() -> ResponseReturnValue:
    """Send the services with what was declared last, as a file to edit."""
    acting, today = current_membership(), clock.today(clock.now())
    services = all_of(queries.to_declare(acting.organisation_id))
    content = vacancy_sheets.to_edit(services, vacancies.latest_of(services, today))
    name = f"vacancies-{today.isoformat()}.csv"
    return Response(content, headers=sheet_headers(name))


@bp.route("/vacancies/file", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def from_file() -> ResponseReturnValue:
    """Declare from a file: all of it, or nothing and everything that is wrong."""
    form = SheetForm(data={"as_at": clock.today(clock.now())})
    refused: list[RowError] = []
    if form.validate_on_submit():
        try:
            number = _declare_file(form)
            db.session.commit()
            flash(_said(number), "success")
            return redirect(url_for("vacancies.of_all"), code=303)
        except FileRefused as error:
            db.session.rollback()
            refused = error.errors
            form.add_error(DomainError(f"{error}. The list below says what", "file"))
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "providers/vacancies_file.html",
        form=form,
        errors=refused[:ERRORS_SHOWN],
        more=max(0, len(refused) - ERRORS_SHOWN),
    )


def declaration_line(declared: VacancyDeclaration | None, today: date) -> dict[str, Any]:
    """Return what was declared of a service as a line of a table."""
    if declared is None:
        return {"declared": False}
    return {
        "declared": True,
        "as_at": declared.as_at,
        "stale": declared.as_at < today - queries.OUT_OF_DATE_AFTER,
        "capacity": declared.effective_capacity,
        "occupied": declared.occupied,
        "available": declared.available,
        "not_offered": [
            {
                "places": row.places,
                "reason": UNAVAILABLE_TITLES[row.reason].lower(),
                "until": row.until,
            }
            for row in declared.not_offered
        ],
    }


def _declare_rows(
    form: ManyServicesForm, services: Any, known: Mapping[int, VacancyDeclaration]
) -> int | None:
    """Declare what was entered, or put every refusal beside its service."""
    if not form.validate_on_submit():
        return None
    acting, now = current_membership(), clock.now()
    try:
        rows = form.rows(services, known)
        number = vacancies.declare_all(rows, as_at=filled(form.as_at), by=acting, at=now)
        db.session.commit()
    except vacancies.SeveralRefusedError as error:
        db.session.rollback()
        _explain(form, services, error)
        return None
    return number


def _explain(form: ManyServicesForm, services: Any, error: vacancies.SeveralRefusedError) -> None:
    """Put each refusal beside its service's numbers, with the service's name before it."""
    for service in services:
        problem = error.problems.get(service.reference)
        if problem is not None:
            beside = cell_name(service, "occupied")
            form.add_error(DomainError(f"{service.name}: {problem.message}", beside))


def _declare_file(form: SheetForm) -> int:
    acting, now = current_membership(), clock.now()
    upload = accept_upload(
        form.file.data,
        allowed=[CSV],
        max_bytes=settings().upload_limit_bytes,
        scanner=open_scanner(settings().clamd_url),
        field="file",
    )
    services = all_of(queries.to_declare(acting.organisation_id))
    as_at = filled(form.as_at)
    found = vacancy_sheets.read(
        upload.content,
        filename=upload.name,
        services=services,
        known=vacancies.latest_of(services, clock.today(now)),
        as_at=as_at,
    )
    try:
        return vacancies.declare_all(list(found.values()), as_at=as_at, by=acting, at=now)
    except vacancies.SeveralRefusedError as error:
        refused = [
            RowError(number, "", service.name, error.problems[service.reference].message)
            for number, (service, _places) in found.items()
            if service.reference in error.problems
        ]
        raise FileRefused(upload.name, refused) from error


def _row(
    form: ManyServicesForm, service: Service, declared: VacancyDeclaration | None, today: date
) -> dict[str, Any]:
    line = declaration_line(declared, today)
    return line | {
        "name": service.name,
        "href": url_for("vacancies.of_service", reference=service.reference),
        "places": service.places,
        "fields": [form[cell_name(service, name)] for name in COLUMNS],
    }


def _said(number: int) -> str:
    if not number:
        return "Nothing was new, so nothing was declared."
    return f"You have declared the vacancies of {count_of(number, 'service')}."
