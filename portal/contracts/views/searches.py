"""A council's searches: opened, the steps tried, ended, or taken on to a placement."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.contracts.forms.searches import OUTCOMES, STEPS, EndSearchForm, SearchForm, StepForm
from portal.contracts.models import AgeBand, Search, SearchStatus, SourcingStep, StepOutcome
from portal.contracts.queries import searches as queries
from portal.contracts.services import searches as services
from portal.contracts.views.asking import filters, links
from portal.contracts.views.placed import where
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.paging import page_of
from portal.providers.models import PROVISION_TITLES, ProvisionType, Service

bp = Blueprint("searches", __name__, url_prefix="/searches")

STEP_TITLES = {one.value: one.label for one in STEPS}
OUTCOME_TITLES = {one.value: one.label for one in OUTCOMES}


@bp.get("")
@requires(Permission.RECORD_PLACEMENT)
def index() -> ResponseReturnValue:
    """List the searches of one's own council, the most urgent first."""
    acting = current_membership()
    chosen = filters("status") if "status" in request.args else {"status": SearchStatus.OPEN.value}
    page = page_of(
        queries.in_status(queries.searches(acting), chosen["status"]),
        sort=[Search.needed_by, Search.id],
        key=lambda one: [one.needed_by, one.id],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "contracts/searches.html",
        council=acting.organisation.name,
        searches=page.rows,
        types=PROVISION_TITLES,
        chosen=chosen,
        statuses=[(one.value, one.value.capitalize()) for one in SearchStatus],
        links=links(page, "searches.index", chosen),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def new() -> ResponseReturnValue:
    """Open a search."""
    acting, now = current_membership(), clock.now()
    form = SearchForm()
    known = db.session.scalars(queries.child_references(acting.organisation_id))
    form.child.choices = [Choice(one, one) for one in known]

    def acted() -> str:
        made = services.open_search(
            council=acting.organisation,
            age_band=AgeBand(filled(form.age_band)),
            emergency=form.emergency.data == "yes",
            needed_by=filled(form.needed_by),
            needs=filled(form.needs),
            ideal_type=ProvisionType(filled(form.ideal_type)),
            ideal_area=filled(form.ideal_area),
            child_reference=form.child.data or None,
            by=acting,
            at=now,
        )
        flash(f"The search is open. The child’s reference is {made.child_reference}.", "success")
        return url_for("searches.show", reference=made.reference)

    page = make_once(form, acted, membership_id=acting.id, at=now)
    if page is not None:
        return redirect(page, code=303)
    return render_template("contracts/new_search.html", form=form)


@bp.get("/<reference>")
@requires(Permission.RECORD_PLACEMENT)
def show(reference: str) -> ResponseReturnValue:
    """Show a search: what is needed, what was tried, what came of it."""
    search = first_or_404(queries.search(reference, current_membership()))
    return render_template(
        "contracts/search.html",
        search=search,
        is_open=search.status is SearchStatus.OPEN,
        ideal=PROVISION_TITLES[search.ideal_type],
        steps=[
            {
                "tried_on": one.tried_on,
                "step": STEP_TITLES[one.step],
                "service": one.service.name if one.service else "",
                "outcome": OUTCOME_TITLES[one.outcome],
                "offered_pence": one.offered_pence,
                "note": one.note,
            }
            for one in search.steps
        ],
        placements=[
            {
                "where": where(one),
                "starts_on": one.starts_on,
                "href": url_for("council_placements.show", reference=one.reference),
            }
            for one in all_of(queries.placements_of(search.id))
        ],
    )


@bp.route("/<reference>/steps/new", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def add_step(reference: str) -> ResponseReturnValue:
    """Record a step that was tried."""
    acting, now = current_membership(), clock.now()
    search = first_or_404(queries.search(reference, acting))
    form = StepForm(data={"tried_on": clock.today(now)})

    def acted() -> str:
        services.record_step(
            search,
            step=SourcingStep(filled(form.step)),
            outcome=StepOutcome(filled(form.outcome)),
            tried_on=filled(form.tried_on),
            service=_service(form.urn.data) if form.urn.data else None,
            offered_pence=form.offered.data,
            note=form.note.data or "",
            by=acting,
            at=now,
        )
        return url_for("searches.show", reference=reference)

    page = make_once(form, acted, membership_id=acting.id, at=now)
    if page is not None:
        flash("The step is recorded.", "success")
        return redirect(page, code=303)
    return render_template(
        "contracts/search_form.html", form=form, title="Record a step", search=search
    )


@bp.route("/<reference>/end", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def end(reference: str) -> ResponseReturnValue:
    """End a search without a placement."""
    acting, now = current_membership(), clock.now()
    search = first_or_404(queries.search(reference, acting))
    form = EndSearchForm()
    if done(
        form, lambda: services.end_search(search, reason=filled(form.reason), by=acting, at=now)
    ):
        flash("The search is ended.", "success")
        return redirect(url_for("searches.show", reference=reference), code=303)
    return render_template(
        "contracts/search_form.html", form=form, title="End this search", search=search
    )


def _service(urn: str) -> Service:
    service = db.session.scalars(
        select(Service).where(Service.urn == urn.strip().upper()).order_by(Service.id)
    ).first()
    if service is None:
        raise DomainError("No service on the portal has this number", "urn")
    return service
