"""The two sides of a disputed claim: raised, answered, withdrawn."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once, make
from portal.db import first_or_404
from portal.forms import filled
from portal.providers.forms.claims import AnswerForm, DisputeForm
from portal.providers.models import ClaimDispute, DisputeStatus
from portal.providers.queries import claims as queries
from portal.providers.services import claim_disputes as services
from portal.providers.views.lists import page_links

bp = Blueprint("claim_disputes", __name__, url_prefix="/claims")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def index() -> ResponseReturnValue:
    """List the disputes that one's organisation raised, or that are about what it holds."""
    acting = current_membership()
    page = paging.page_of(
        queries.own_disputes(acting),
        sort=[ClaimDispute.raised_at, ClaimDispute.id],
        key=lambda one: [one.raised_at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    rows = [
        {"dispute": one, "mine": one.claimant_id == acting.organisation_id} for one in page.rows
    ]
    links = page_links(page, "claim_disputes.index")
    return render_template("providers/claim_disputes.html", rows=rows, links=links)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def new() -> ResponseReturnValue:
    """Dispute another organisation's claim."""
    acting = current_membership()
    form = DisputeForm()

    def act() -> ClaimDispute:
        return services.raise_dispute(
            acting.organisation,
            urn=filled(form.urn),
            reason=filled(form.reason),
            vouching=filled(form.vouching),
            by=acting,
            at=clock.now(),
        )

    raised = make(form, act)
    if raised is not None:
        flash("The claim is disputed. An administrator decides; you will be told.", "success")
        return redirect(url_for("claim_disputes.dispute", reference=raised.reference), code=303)
    return render_template("providers/claim_dispute_new.html", form=form)


@bp.get("/<reference>")
@requires(Permission.MANAGE_PROVIDER)
def dispute(reference: str) -> ResponseReturnValue:
    """Show one dispute to one of its sides."""
    return shown(first_or_404(queries.own_dispute(reference, current_membership())), AnswerForm())


@bp.post("/<reference>/answer")
@requires(Permission.MANAGE_PROVIDER)
def answer(reference: str) -> ResponseReturnValue:
    """Let the holder answer."""
    acting = current_membership()
    found = first_or_404(queries.against(reference, acting))
    if found.status is not DisputeStatus.OPEN:
        flash("This dispute has ended, so it can no longer be answered.")
        return redirect(url_for("claim_disputes.dispute", reference=reference), code=303)
    form = AnswerForm()

    def act() -> None:
        services.answer_dispute(found, filled(form.answer), by=acting, at=clock.now())

    if done(form, act):
        flash("Your answer is sent.", "success")
        return redirect(url_for("claim_disputes.dispute", reference=reference), code=303)
    return shown(found, form)


@bp.post("/<reference>/withdraw")
@requires(Permission.MANAGE_PROVIDER)
def withdraw(reference: str) -> ResponseReturnValue:
    """Let the claimant take the dispute back."""
    acting = current_membership()
    found = first_or_404(queries.raised_by(reference, acting))
    done_at_once(
        lambda: services.withdraw_dispute(found, by=acting, at=clock.now()),
        "The dispute is withdrawn.",
    )
    return redirect(url_for("claim_disputes.dispute", reference=reference), code=303)


def shown(found: ClaimDispute, form: AnswerForm) -> ResponseReturnValue:
    """Show a dispute; its holder may answer while it waits, its claimant may withdraw it."""
    mine = found.claimant_id == current_membership().organisation_id
    is_open = found.status is DisputeStatus.OPEN
    return render_template(
        "providers/claim_dispute.html",
        dispute=found,
        mine=mine,
        form=form,
        may_answer=is_open and not mine,
        may_withdraw=is_open and mine,
    )
