"""Suspensions that are proposed, and a contract manager's decision on each."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.contracts.forms.concerns import SUSPEND, ProposalForm
from portal.contracts.models import ProposalStatus, SuspensionProposal
from portal.contracts.queries import concerns as queries
from portal.contracts.services import decisions
from portal.contracts.services.price_check import check_touched
from portal.contracts.views import shown
from portal.contracts.views.asking import filters, links
from portal.db import first_or_404
from portal.forms import filled
from portal.paging import page_of

bp = Blueprint("suspension_proposals", __name__, url_prefix="/suspension-proposals")

STATES = [
    ("", "Waiting for a decision"),
    ("suspended", "Suspended"),
    ("declined", "Left as it was"),
    ("superseded", "No longer called for"),
    ("every", "All"),
]
WORDS = {
    ProposalStatus.OPEN: "Waiting",
    ProposalStatus.SUSPENDED: "Suspended",
    ProposalStatus.DECLINED: "Left as it was",
    ProposalStatus.SUPERSEDED: "No longer called for",
}


@bp.get("")
@requires(Permission.MANAGE_CONTRACTS)
def index() -> ResponseReturnValue:
    """List the suspensions proposed in one's regions."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("state")
    found = queries.proposals(acting, today)
    wanted = chosen["state"] or ProposalStatus.OPEN.value
    if wanted in set(ProposalStatus):
        found = found.where(SuspensionProposal.status == ProposalStatus(wanted))
    page = page_of(
        found,
        sort=[SuspensionProposal.id],
        key=lambda one: [one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/suspension_proposals.html",
        proposals=[line(one) for one in page.rows],
        chosen=chosen,
        states=STATES,
        links=links(page, "suspension_proposals.index", chosen),
    )


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CONTRACTS)
def decide(reference: str) -> ResponseReturnValue:
    """Show a proposal and decide it."""
    acting, now = current_membership(), clock.now()
    today = clock.today(now)
    proposal = first_or_404(
        queries.proposals(acting, today).where(SuspensionProposal.reference == reference)
    )
    form = ProposalForm()

    def act() -> None:
        suspends = form.decision.data == SUSPEND
        decision = decisions.accept_proposal if suspends else decisions.decline_proposal
        decision(proposal, reason=filled(form.reason), by=acting, at=now)
        check_touched(proposal.appointment.service_id, at=now)

    if done(form, act):
        flash("Your decision is saved, and the provider is told.", "success")
        return redirect(url_for("suspension_proposals.index"), code=303)
    appointment = proposal.appointment
    return render_template(
        "contracts/suspension_proposal.html",
        form=form,
        proposal=line(proposal),
        is_open=proposal.status is ProposalStatus.OPEN,
        appointment=appointment,
        status=shown.status_on(appointment, today),
        ratings_page=url_for(
            "ratings.of_service",
            reference=appointment.organisation.reference,
            service_reference=appointment.service.reference,
        ),
    )


def line(proposal: SuspensionProposal) -> dict[str, Any]:
    """A proposal as a page lists it."""
    appointment = proposal.appointment
    return {
        "href": url_for("suspension_proposals.decide", reference=proposal.reference),
        "service": appointment.service.name,
        "provider": appointment.organisation.name,
        "lot": f"{appointment.lot.framework.title}, {appointment.lot.name}",
        "why": proposal.why,
        "proposed_at": proposal.proposed_at,
        "status": WORDS[proposal.status],
        "reason": proposal.reason,
        "decided_at": proposal.decided_at,
        "by": proposal.decided_by.person.name if proposal.decided_by else "",
    }
