"""Administrators decide disputed claims, and look at claims under another owner's name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import first_or_404
from portal.forms import filled
from portal.providers.forms.claims import UPHOLD, DecideForm, LookedAtForm
from portal.providers.models import PROVISION_TITLES, ClaimCheck, ClaimDispute, DisputeStatus
from portal.providers.queries import claims as queries
from portal.providers.services import claim_disputes as services
from portal.providers.views.lists import page_links

bp = Blueprint("claim_decisions", __name__, url_prefix="/claim-decisions")


@bp.get("")
@requires(Permission.DECIDE_CLAIMS)
def index() -> ResponseReturnValue:
    """List disputed claims: those that wait, or those that have ended."""
    ended = request.args.get("state") == "ended"
    page = paging.page_of(
        queries.of_status(not ended),
        sort=[ClaimDispute.raised_at, ClaimDispute.id],
        key=lambda one: [one.raised_at, one.id],
        cursor=request.args.get("cursor"),
        descending=ended,
    )
    state = "ended" if ended else ""
    return render_template(
        "providers/claim_queue.html",
        disputes=page.rows,
        state=state,
        links=page_links(page, "claim_decisions.index", state=state),
    )


@bp.get("/to-look-at")
@requires(Permission.DECIDE_CLAIMS)
def checks() -> ResponseReturnValue:
    """List claims of services that the register listed under another owner's name."""
    page = paging.page_of(
        queries.checks(),
        sort=[ClaimCheck.raised_at, ClaimCheck.id],
        key=lambda one: [one.raised_at, one.id],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "providers/claim_checks.html",
        checks=page.rows,
        links=page_links(page, "claim_decisions.checks"),
    )


@bp.route("/to-look-at/<int:check_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_CLAIMS)
def check(check_id: int) -> ResponseReturnValue:
    """Say what was found about a claim under another owner's name."""
    found = first_or_404(queries.check(check_id))
    if request.method == "POST" and found.looked_at is not None:
        flash("Somebody has looked at this claim already.")
        return redirect(url_for("claim_decisions.checks"), code=303)
    form = LookedAtForm()

    def act() -> None:
        services.look_at(found, note=filled(form.note), by=current_membership(), at=clock.now())

    if done(form, act):
        flash("What you found is saved.", "success")
        return redirect(url_for("claim_decisions.checks"), code=303)
    return render_template("providers/claim_check.html", check=found, form=form)


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.DECIDE_CLAIMS)
def dispute(reference: str) -> ResponseReturnValue:
    """Show a dispute with both sides' words, and decide it."""
    found = first_or_404(queries.dispute(reference))
    if request.method == "POST" and found.status is not DisputeStatus.OPEN:
        flash("This dispute has ended already.")
        return redirect(url_for("claim_decisions.dispute", reference=reference), code=303)
    form = DecideForm()

    def act() -> None:
        decide = services.uphold if form.outcome.data == UPHOLD else services.refuse
        decide(found, reason=filled(form.decision), by=current_membership(), at=clock.now())

    if done(form, act):
        flash("The claim is decided, and both sides are told.", "success")
        return redirect(url_for("claim_decisions.index"), code=303)
    return render_template(
        "providers/claim_decision.html",
        dispute=found,
        kind=PROVISION_TITLES[found.service.provision_type],
        form=form,
        is_open=found.status is DisputeStatus.OPEN,
        bound=services.is_bound(found.service),
    )
