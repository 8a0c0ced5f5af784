"""A provider keeps the premises and registered categories of its services."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Authority
from portal.attempts import done
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.providers.forms.premises import (
    CategoryForm,
    ClosePremisesForm,
    EndCategoryForm,
    PremisesForm,
)
from portal.providers.models import (
    CATEGORY_TITLES,
    Premises,
    PremisesCategory,
    RegisteredCategory,
    RegistrationState,
    Service,
)
from portal.providers.queries import premises as queries
from portal.providers.queries import services as service_queries
from portal.providers.services import premises as services
from portal.providers.services.premises import PremisesDetails
from portal.providers.views.details import authority_choices
from portal.providers.views.tabs import service_tabs

bp = Blueprint("premises", __name__, url_prefix="/services/<reference>/premises")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def premises(reference: str) -> ResponseReturnValue:
    """List the premises and registered categories of one's own service."""
    service = own_with_premises(reference)
    listed = all_of(queries.premises_of(service.id))
    return render_template(
        "providers/premises.html",
        service=service,
        tabs=service_tabs(service),
        rows=[row_of(one) for one in listed],
        categories=[
            {"row": one, "title": CATEGORY_TITLES[one.category]}
            for one in all_of(queries.categories_of(service.id))
        ],
        by_category=services.has_categories(service),
        is_open=service.status is not RegistrationState.CLOSED,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new(reference: str) -> ResponseReturnValue:
    """Add premises."""
    service = own_with_premises(reference)
    form = form_for(service)

    def act() -> None:
        services.add_premises(service, said(form), by=current_membership(), at=clock.now())

    if done(form, act):
        flash("The premises are added.", "success")
        return redirect(url_for("premises.premises", reference=reference), code=303)
    return render_template("providers/premises_edit.html", form=form, service=service, place=None)


@bp.route("/<place>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def edit(reference: str, place: str) -> ResponseReturnValue:
    """Change what is said of premises."""
    service = own_with_premises(reference)
    found = first_or_404(queries.one_of(service.id, place))
    form = form_for(service, found)

    def act() -> None:
        services.change_premises(found, said(form), by=current_membership(), at=clock.now())

    if done(form, act):
        flash("The premises are saved.", "success")
        return redirect(url_for("premises.premises", reference=reference), code=303)
    return render_template("providers/premises_edit.html", form=form, service=service, place=found)


@bp.route("/<place>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def close(reference: str, place: str) -> ResponseReturnValue:
    """Close premises, after asking."""
    service = own_with_premises(reference)
    found = first_or_404(queries.one_of(service.id, place))
    form = ClosePremisesForm()

    def act() -> None:
        services.close_premises(
            found, closed_on=filled(form.closed_on), by=current_membership(), at=clock.now()
        )

    if done(form, act):
        flash("The premises are closed.", "success")
        return redirect(url_for("premises.premises", reference=reference), code=303)
    return render_template("providers/premises_close.html", form=form, service=service, place=found)


@bp.route("/categories/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new_category(reference: str) -> ResponseReturnValue:
    """Say that the service is registered in a category."""
    service = own_with_premises(reference)
    form = CategoryForm()

    def act() -> None:
        services.register_category(
            service,
            PremisesCategory(filled(form.category)),
            starts_on=filled(form.starts_on),
            by=current_membership(),
            at=clock.now(),
        )

    if done(form, act):
        flash("The category is added.", "success")
        return redirect(url_for("premises.premises", reference=reference), code=303)
    return render_template("providers/category_edit.html", form=form, service=service)


@bp.route("/categories/<int:category_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def end_category(reference: str, category_id: int) -> ResponseReturnValue:
    """Say that a registration in a category has ended."""
    service = own_with_premises(reference)
    wanted = RegisteredCategory.id == category_id
    found = first_or_404(queries.categories_of(service.id).where(wanted))
    form = EndCategoryForm()

    def act() -> None:
        services.end_category(
            found, ends_on=filled(form.ends_on), by=current_membership(), at=clock.now()
        )

    if done(form, act):
        flash("The end of the category is saved.", "success")
        return redirect(url_for("premises.premises", reference=reference), code=303)
    return render_template(
        "providers/category_end.html",
        form=form,
        service=service,
        title=CATEGORY_TITLES[found.category],
    )


def own_with_premises(reference: str) -> Service:
    """Return a service of the organisation at hand that is of a kind with premises."""
    service = first_or_404(service_queries.own_service(reference, current_membership()))
    if not services.has_premises(service):
        abort(404)
    return service


def form_for(service: Service, place: Premises | None = None) -> PremisesForm:
    """Return the form, filled with what is said now; agencies are not asked for a category."""
    form = PremisesForm(obj=place)
    form.authority.choices = authority_choices()
    if place is not None and not form.is_submitted():
        form.authority.process_data(place.authority.gss_code)
    if not services.has_categories(service):
        del form.category
    return form


def said(form: PremisesForm) -> PremisesDetails:
    """Return what the form says."""
    chosen = service_queries.authorities().where(Authority.gss_code == filled(form.authority))
    category = PremisesCategory(filled(form.category)) if "category" in form else None
    return PremisesDetails(
        name=filled(form.name),
        category=category,
        postcode=form.postcode.data,
        places=form.places.data,
        authority=first_or_404(chosen),
        opened_on=filled(form.opened_on),
    )


def row_of(one: Premises) -> dict[str, Any]:
    """Return premises as a list shows them."""
    return {
        "reference": one.reference,
        "name": one.name,
        "category": CATEGORY_TITLES[one.category] if one.category else "",
        "places": one.places,
        "council": one.authority.name,
        "district": one.district or "",
        "postcode": one.postcode or "",
        "opened_on": one.opened_on,
        "closed_on": one.closed_on,
    }


def for_buyers(service: Service) -> Sequence[dict[str, Any]]:
    """Return what buyers see of a service's open premises: never a name, a postcode, an address."""
    shown = ("category", "places", "council", "district")
    if not services.has_premises(service):
        return []
    rows = [row_of(one) for one in all_of(queries.open_premises(service.id))]
    plain = [{name: row[name] for name in shown} for row in rows]
    return sorted(plain, key=lambda row: (row["category"], row["council"], row["district"]))
