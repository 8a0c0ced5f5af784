"""The lots of a framework, their price schedules and their specifications."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once, make_once
from portal.db import all_of, db, first_or_404
from portal.forms import filled
from portal.tenders.forms.bids import UNITS
from portal.tenders.forms.frameworks import BlockLotForm, LotForm, PriceLineForm, RequirementForm
from portal.tenders.models import Component, Framework, Lot, LotPurpose
from portal.tenders.queries import frameworks as queries
from portal.tenders.services import frameworks as services
from portal.tenders.services import specifications
from portal.tenders.views.frameworks import led_framework, may_write, seen_framework
from portal.tenders.views.presenting import lot_page

bp = Blueprint("lots", __name__)


def lot_of(framework: Framework, number: int) -> Lot:
    """Return a lot of a framework, or answer 404."""
    return first_or_404(queries.lot_of(framework, number))


def lot_url(lot: Lot, anchor: str = "") -> str:
    """Return the address of a lot's page."""
    return url_for(
        "lots.lot",
        reference=lot.framework.reference,
        number=lot.number,
        _anchor=anchor or None,
    )


def shown(form: LotForm) -> LotForm:
    """Return a form with the grades it offers."""
    form.offer_grades(all_of(queries.grades()))
    return form


@bp.route("/frameworks/<reference>/lots/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def new_lot(reference: str) -> ResponseReturnValue:
    """Add a lot of framework places, or with `?purpose=block` one that buys a block."""
    framework = led_framework(reference)
    block = request.args.get("purpose") == LotPurpose.BLOCK
    form = shown(BlockLotForm() if block else LotForm())
    by, at = current_membership(), clock.now()

    def add() -> str:
        return lot_url(services.add_lot(framework, terms=form.terms(), by=by, at=at))

    page = make_once(form, add, membership_id=by.id, at=at)
    if page is not None:
        flash("Lot saved. Now add its prices and its specification.", "success")
        return redirect(page, 303)
    return render_template(
        "tenders/authoring/edit_lot.html",
        form=form,
        title="Add a block of places" if block else "Add a lot",
        caption=framework.title,
        block=block,
        back_href=url_for("frameworks.framework", reference=reference),
    )


@bp.get("/frameworks/<reference>/lots/<int:number>")
@requires(Permission.SEE_FRAMEWORKS)
def lot(reference: str, number: int) -> ResponseReturnValue:
    """Show a lot with its price schedule and specification."""
    framework = seen_framework(reference)
    one = lot_of(framework, number)
    published = db.session.scalars(queries.published_with_lot([one.id])).first()
    writes = may_write(framework)
    return render_template(
        "tenders/authoring/lot.html",
        lot=lot_page(one, specifications.latest(one), []),
        framework=framework,
        published=published.title if published else "",
        drafting=specifications.draft_of(one) is not None,
        writes=writes,
        changes=writes and not published,
        components=unpriced(one) if writes and not published else [],
    )


def unpriced(lot: Lot) -> list[dict[str, str]]:
    """Return the components that a lot's price schedule does not ask for."""
    asked = {line.component_code for line in lot.price_lines}
    return [
        {"code": one.code, "title": one.title, "unit": UNITS[one.unit]}
        for one in all_of(queries.components())
        if one.code not in asked
    ]


@bp.route("/frameworks/<reference>/lots/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def edit_lot(reference: str, number: int) -> ResponseReturnValue:
    """Change a lot."""
    one = lot_of(led_framework(reference), number)
    block = one.purpose is LotPurpose.BLOCK
    form = shown(BlockLotForm(obj=one) if block else LotForm(obj=one))
    if request.method == "GET":
        form.show_lot(one)
    by, at = current_membership(), clock.now()
    if done(form, lambda: services.change_lot(one, terms=form.terms(), by=by, at=at)):
        flash("Lot saved.", "success")
        return redirect(lot_url(one), 303)
    return render_template(
        "tenders/authoring/edit_lot.html",
        form=form,
        title="Change a lot",
        caption=one.name,
        block=block,
        back_href=lot_url(one),
    )


@bp.route("/frameworks/<reference>/lots/<int:number>/prices/<code>", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def price_line(reference: str, number: int, code: str) -> ResponseReturnValue:
    """Ask for a component's price, or change what is asked."""
    one = lot_of(led_framework(reference), number)
    component = first_or_404(queries.component(code))
    line = db.session.scalars(queries.price_line_of(one, code)).first()
    form = PriceLineForm(
        data={
            "ceiling": line.ceiling_pence,
            "basket_quantity": line.basket_quantity,
            "mandatory": "yes" if line.mandatory else "no",
        }
        if line
        else {"basket_quantity": 1, "mandatory": "yes"}
    )
    if done(form, lambda: save_price(form, one, component)):
        flash(f"{component.title} saved.", "success")
        return redirect(lot_url(one, "prices"), 303)
    return render_template(
        "tenders/authoring/edit_price.html",
        form=form,
        component=component,
        unit=UNITS[component.unit],
        caption=one.name,
        back_href=lot_url(one, "prices"),
    )


def save_price(form: PriceLineForm, lot: Lot, component: Component) -> None:
    """Do what the form of a price line asks."""
    services.set_price_line(
        lot,
        component=component,
        ceiling_pence=filled(form.ceiling),
        basket_quantity=filled(form.basket_quantity),
        mandatory=filled(form.mandatory) == "yes",
        by=current_membership(),
        at=clock.now(),
    )


@bp.post("/frameworks/<reference>/lots/<int:number>/prices/<code>/remove")
@requires(Permission.WRITE_FRAMEWORK)
def remove_price_line(reference: str, number: int, code: str) -> ResponseReturnValue:
    """Ask no longer for a component's price."""
    one = lot_of(led_framework(reference), number)
    line = first_or_404(queries.price_line_of(one, code))
    title, by, at = line.component.title, current_membership(), clock.now()
    done_at_once(lambda: services.remove_price_line(line, by=by, at=at), f"{title} removed.")
    return redirect(lot_url(one, "prices"), 303)


@bp.post("/frameworks/<reference>/lots/<int:number>/specification")
@requires(Permission.WRITE_FRAMEWORK)
def begin_version(reference: str, number: int) -> ResponseReturnValue:
    """Begin a new version of the specification."""
    one = lot_of(led_framework(reference), number)
    by, at = current_membership(), clock.now()
    done_at_once(
        lambda: specifications.begin_version(one, by=by, at=at),
        "A new version is begun. It takes effect with the next invitation.",
    )
    return redirect(lot_url(one, "specification"), 303)


@bp.route("/frameworks/<reference>/lots/<int:number>/requirements/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def new_requirement(reference: str, number: int) -> ResponseReturnValue:
    """Add a requirement to the draft of the specification."""
    one = lot_of(led_framework(reference), number)
    form, by, at = RequirementForm(), current_membership(), clock.now()

    def add() -> str:
        specifications.add_requirement(one, **typed(form))
        return lot_url(one, "specification")

    page = make_once(form, add, membership_id=by.id, at=at)
    if page is not None:
        flash("Requirement added.", "success")
        return redirect(page, 303)
    return requirement_page(form, one, "Add a requirement")


@bp.route(
    "/frameworks/<reference>/lots/<int:number>/requirements/<int:place>", methods=["GET", "POST"]
)
@requires(Permission.WRITE_FRAMEWORK)
def edit_requirement(reference: str, number: int, place: int) -> ResponseReturnValue:
    """Change a requirement of the draft."""
    one = lot_of(led_framework(reference), number)
    requirement = first_or_404(queries.requirement_of(one, place))
    strength = "mandatory" if requirement.mandatory else "desirable"
    form = RequirementForm(data={"text": requirement.text, "strength": strength})
    if done(form, lambda: specifications.change_requirement(requirement, **typed(form))):
        flash("Requirement saved.", "success")
        return redirect(lot_url(one, "specification"), 303)
    return requirement_page(form, one, "Change a requirement")


@bp.post("/frameworks/<reference>/lots/<int:number>/requirements/<int:place>/remove")
@requires(Permission.WRITE_FRAMEWORK)
def remove_requirement(reference: str, number: int, place: int) -> ResponseReturnValue:
    """Take a requirement out of the draft."""
    one = lot_of(led_framework(reference), number)
    requirement = first_or_404(queries.requirement_of(one, place))
    by, at = current_membership(), clock.now()
    done_at_once(
        lambda: specifications.remove_requirement(requirement, by=by, at=at),
        "Requirement removed.",
    )
    return redirect(lot_url(one, "specification"), 303)


def typed(form: RequirementForm) -> dict[str, Any]:
    """Return what was typed as the arguments of a service."""
    return {
        "text": filled(form.text),
        "mandatory": filled(form.strength) == "mandatory",
        "by": current_membership(),
        "at": clock.now(),
    }


def requirement_page(form: RequirementForm, lot: Lot, title: str) -> ResponseReturnValue:
    """Show the form of a requirement."""
    return render_template(
        "tenders/authoring/edit_simple.html",
        form=form,
        title=title,
        caption=lot.name,
        back_href=lot_url(lot, "specification"),
        fields=[form.text, form.strength, form.submit],
    )
