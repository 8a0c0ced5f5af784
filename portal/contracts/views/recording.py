"""Recording placements: by route, in an emergency with five facts, and completing one later."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.contracts.forms.placements import EmergencyForm, EndForm, RouteForm
from portal.contracts.models import AgeBand, Placement, Route, Search
from portal.contracts.queries import placements as queries
from portal.contracts.queries import searches as search_queries
from portal.contracts.services import placements as services
from portal.contracts.services.price_check import check_placements
from portal.contracts.views import purchases
from portal.db import first_or_404
from portal.forms import filled

bp = Blueprint("recording", __name__, url_prefix="/council/placements")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def begin() -> ResponseReturnValue:
    """Ask how the place was bought; the answer decides the next page."""
    search = _search()
    form = RouteForm()
    if form.validate_on_submit():
        return redirect(
            url_for(
                "recording.record",
                route=filled(form.route),
                search=search.reference if search else None,
            ),
            code=303,
        )
    return render_template("contracts/placement_route.html", form=form, search=search)


@bp.route("/new/<any(call_off, block, spot, unregistered):route>", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def record(route: str) -> ResponseReturnValue:
    """Record a whole placement."""
    acting, now = current_membership(), clock.now()
    search, way = _search(), Route(route)
    form = purchases.placement_form(way, acting, clock.today(now), search)

    def acted() -> str:
        placement = services.record_placement(
            council=acting.organisation,
            purchase=purchases.purchase(form, way, acting, clock.today(now)),
            starts_on=filled(form.starts_on),
            ends_on=form.ends_on.data,
            age_band=AgeBand(filled(form.age_band)),
            charges=purchases.charges(form),
            child=purchases.child(form),
            search=search,
            by=acting,
            at=now,
        )
        check_placements([placement.id], at=now)
        return _page_of(placement.reference)

    page = make_once(form, acted, membership_id=acting.id, at=now)
    if page is not None:
        flash("The placement is recorded and its price is checked.", "success")
        return redirect(page, code=303)
    return render_template(
        "contracts/placement_form.html",
        form=form,
        title=purchases.TITLES[way],
        fields=purchases.sections(form),
        search=search,
        back_to=url_for("recording.begin", search=search.reference if search else None),
    )


@bp.route("/emergency", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def emergency() -> ResponseReturnValue:
    """Record where a child already lives, with five facts."""
    acting, now = current_membership(), clock.now()
    officers = purchases.officers(acting)
    form = EmergencyForm(data={"starts_on": clock.today(now), "officer": str(acting.id)})
    form.officer.choices = purchases.officer_choices(officers)

    def acted() -> str:
        placement = services.record_emergency(
            council=acting.organisation,
            organisation=filled(form.organisation),
            setting=filled(form.setting),
            starts_on=filled(form.starts_on),
            age_band=AgeBand(filled(form.age_band)),
            officer=officers[int(filled(form.officer))],
            by=acting,
            at=now,
        )
        return _page_of(placement.reference)

    page = make_once(form, acted, membership_id=acting.id, at=now)
    if page is not None:
        flash("The emergency placement is saved. Add the rest within two working days.", "success")
        return redirect(page, code=303)
    return render_template("contracts/emergency.html", form=form)


@bp.route("/<reference>/complete", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def complete(reference: str) -> ResponseReturnValue:
    """Ask how an emergency place was bought."""
    placement = _incomplete(reference)
    form = RouteForm()
    if form.validate_on_submit():
        return redirect(
            url_for("recording.complete_as", reference=reference, route=filled(form.route)),
            code=303,
        )
    return render_template("contracts/placement_route.html", form=form, placement=placement)


@bp.route(
    "/<reference>/complete/<any(call_off, block, spot, unregistered):route>",
    methods=["GET", "POST"],
)
@requires(Permission.RECORD_PLACEMENT)
def complete_as(reference: str, route: str) -> ResponseReturnValue:
    """Add to an emergency record what was still due."""
    acting, now = current_membership(), clock.now()
    placement, way = _incomplete(reference), Route(route)
    form = purchases.completion_form(way, acting, placement)

    def acted() -> None:
        services.complete_placement(
            placement,
            purchase=purchases.purchase(form, way, acting, placement.starts_on),
            charges=purchases.charges(form),
            child=purchases.child(form),
            by=acting,
            at=now,
        )
        check_placements([placement.id], at=now)

    if done(form, acted):
        flash("The record is complete and its price is checked.", "success")
        return _to(reference)
    return render_template(
        "contracts/placement_form.html",
        form=form,
        title="Complete the emergency record",
        fields=purchases.sections(form),
        search=None,
        back_to=url_for("recording.complete", reference=reference),
    )


@bp.route("/<reference>/end", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def end(reference: str) -> ResponseReturnValue:
    """Say when a placement ended or will end."""
    acting, now = current_membership(), clock.now()
    placement = first_or_404(queries.with_reference(queries.council_placements(acting), reference))
    form = EndForm(data={"ends_on": placement.ends_on})

    def acted() -> None:
        services.end_placement(placement, ends_on=filled(form.ends_on), by=acting, at=now)
        check_placements([placement.id], at=now)

    if done(form, acted):
        flash("The end date is saved.", "success")
        return _to(reference)
    return render_template(
        "contracts/placement_act.html", form=form, title="End this placement", placement=placement
    )


def _search() -> Search | None:
    """The open or successful search that the address names, one of the council's own."""
    reference = request.args.get("search", "")
    if not reference:
        return None
    return first_or_404(search_queries.search(reference, current_membership()))


def _incomplete(reference: str) -> Placement:
    placement = first_or_404(
        queries.with_reference(queries.council_placements(current_membership()), reference)
    )
    if placement.complete_by is None:
        abort(404)
    return placement


def _page_of(reference: str) -> str:
    return url_for("council_placements.show", reference=reference)


def _to(reference: str) -> ResponseReturnValue:
    return redirect(_page_of(reference), code=303)
