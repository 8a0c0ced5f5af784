"""What providers dispute: councils answer it, contract managers of the region see it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.contracts.forms.answers import AnswerDisputeForm
from portal.contracts.models import DisputeStatus, Placement, ProviderAnswer
from portal.contracts.queries import answers as queries
from portal.contracts.services import disputes as services
from portal.contracts.services.price_check import check_placements
from portal.contracts.services.subjects import is_corrected
from portal.contracts.views import answered
from portal.contracts.views.asking import filters, links
from portal.db import all_of, first_or_404
from portal.errors import DomainError
from portal.forms import Choice
from portal.paging import page_of

bp = Blueprint("disputes", __name__, url_prefix="/council/disputes")
region = Blueprint("region_disputes", __name__, url_prefix="/disputes")

CORRECT, KEEP = "correct", "keep"


@bp.get("")
@requires(Permission.SEE_COUNCIL_PLACEMENTS)
def index() -> ResponseReturnValue:
    """List what providers dispute of one's own council's placements."""
    chosen = chosen_filters()
    return listed(queries.council_disputes(current_membership(), chosen), chosen, "disputes")


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.SEE_COUNCIL_PLACEMENTS)
def show(reference: str) -> ResponseReturnValue:
    """Show a dispute, and correct the record or keep it with a reason."""
    acting, now = current_membership(), clock.now()
    found = first_or_404(
        queries.council_disputes(acting, {}).where(ProviderAnswer.reference == reference)
    )
    may_record = allows(Permission.RECORD_PLACEMENT, acting)
    form = AnswerDisputeForm()
    form.outcome.choices = outcomes(found, may_record=may_record)

    def act() -> None:
        if form.outcome.data == CORRECT:
            services.correct(found, by=acting, at=now)
            check_placements([found.placement_id], at=now)
        elif form.reason.data:
            services.keep(found, reason=form.reason.data, by=acting, at=now)
        else:
            raise DomainError("Say why you keep the record", "reason")

    if done(form, act):
        flash("Saved. The provider is told.", "success")
        return redirect(url_for("disputes.show", reference=reference), code=303)
    return render_template(
        "contracts/answer_dispute.html",
        form=form,
        by_hand=corrections(found.placement, found) if may_record else [],
        **shown(found, "disputes.index", "council_placements.show"),
    )


@region.get("", endpoint="index")
@requires(Permission.SEE_PLACEMENTS)
def region_index() -> ResponseReturnValue:
    """List what providers dispute in the region, by agreement number."""
    acting, chosen = current_membership(), chosen_filters()
    found = queries.region_disputes(acting, chosen, clock.today(clock.now()))
    return listed(found, chosen, "region_disputes")


@region.get("/<reference>", endpoint="show")
@requires(Permission.SEE_PLACEMENTS)
def region_show(reference: str) -> ResponseReturnValue:
    """Show a dispute of the region: the council answers it."""
    seen = queries.region_disputes(current_membership(), {}, clock.today(clock.now()))
    found = first_or_404(seen.where(ProviderAnswer.reference == reference))
    return render_template(
        "contracts/answer_dispute.html",
        form=None,
        by_hand=[],
        **shown(found, "region_disputes.index", "region_placements.show"),
    )


def listed(found: Select[ProviderAnswer], chosen: dict[str, str], room: str) -> ResponseReturnValue:
    """Show a list of disputes, the latest first."""
    page = page_of(
        found,
        sort=[ProviderAnswer.at, ProviderAnswer.id],
        key=lambda one: [one.at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "contracts/disputes.html",
        disputes=[answered.dispute_line(one, f"{room}.show") for one in page.rows],
        chosen=chosen,
        statuses=[("all", "All"), *answered.DISPUTE_FILTER],
        action=url_for(f"{room}.index"),
        links=links(page, f"{room}.index", chosen),
        show_council=room == "region_disputes",
    )


def chosen_filters() -> dict[str, str]:
    """What the address says that the list should show: what waits, unless it says otherwise."""
    chosen = filters("status", "text")
    known = chosen["status"] in {*DisputeStatus, "all"}
    return chosen | {"status": chosen["status"] if known else DisputeStatus.OPEN.value}


def outcomes(found: ProviderAnswer, *, may_record: bool) -> list[Choice]:
    """What somebody can do about a dispute as it stands."""
    corrected = is_corrected(found)
    keep = Choice(KEEP, "Keep the record as it is", "Say why. The provider may dispute it again.")
    accept = Choice(
        CORRECT,
        "Close it: the record has been corrected"
        if corrected
        else "Correct the record as the provider proposes",
        "The price is checked again, and the provider is asked to agree to what is then recorded.",
    )
    possible = may_record and services.can_correct(found)
    return [*([accept] if possible else []), *([] if corrected else [keep])]


def corrections(placement: Placement, found: ProviderAnswer) -> list[dict[str, str]]:
    """The pages on which the record can be corrected by hand."""
    reference = placement.reference
    if found.charge_id is None:
        href = url_for("recording.end", reference=reference)
        return [{"text": "Change the end date", "href": href}]
    href = url_for("charges.withdraw", reference=reference, charge_id=found.charge_id)
    return [
        {"text": "Withdraw the charge", "href": href},
        {"text": "Add a charge", "href": url_for("charges.add", reference=reference)},
    ]


def shown(found: ProviderAnswer, back: str, placement: str) -> dict[str, Any]:
    """What the page of a dispute shows to everybody who may see it."""
    return {
        "dispute": found,
        "status": answered.STATUSES[found.status] if found.status else "",
        "is_open": found.status is DisputeStatus.OPEN,
        "facts": answered.dispute_facts(found),
        "life": answered.dispute_life(found, by_name=False),
        "back_to": url_for(back),
        "placement_href": url_for(placement, reference=found.placement.reference),
    }


def disputes_on(placement: Placement, room: str) -> list[dict[str, Any]]:
    """The disputes about one placement, for its page."""
    return [
        answered.dispute_line(one, f"{room}.show")
        for one in all_of(queries.disputes_of(placement.id))
    ]
