"""A council's reviews of its placements at services that give cause for concern."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.contracts.forms.concerns import ReviewForm
from portal.contracts.models import OUTCOME_TITLES, PlacementReview, ReviewOutcome
from portal.contracts.queries import concerns as queries
from portal.contracts.queries.placements import child_references
from portal.contracts.services.decisions import record_review
from portal.contracts.views.asking import filters, links
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.paging import page_of

bp = Blueprint("placement_reviews", __name__, url_prefix="/council/reviews")

STATES = [("", "All"), ("due", "Due"), ("recorded", "Recorded")]


@bp.get("")
@requires(Permission.RECORD_PLACEMENT)
def index() -> ResponseReturnValue:
    """List the reviews of one's own council, the first due first."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("state")
    page = page_of(
        queries.own_reviews(acting, chosen["state"]),
        sort=[PlacementReview.due_on, PlacementReview.id],
        key=lambda one: [one.due_on, one.id],
        cursor=request.args.get("cursor"),
    )
    ids = [one.placement_id for one in page.rows]
    children = {
        one.placement_id: one.child_reference
        for one in all_of(child_references(acting.organisation_id, ids))
    }
    return render_template(
        "contracts/placement_reviews.html",
        reviews=[
            line(one, today) | {"child": children.get(one.placement_id, "")} for one in page.rows
        ],
        chosen=chosen,
        states=STATES,
        links=links(page, "placement_reviews.index", chosen),
    )


@bp.route("/<reference>", methods=["GET", "POST"])
@requires(Permission.RECORD_PLACEMENT)
def record(reference: str) -> ResponseReturnValue:
    """Show a review of one's own council and record what was decided."""
    acting, now = current_membership(), clock.now()
    review = first_or_404(queries.own_reviews(acting).where(PlacementReview.reference == reference))
    form = ReviewForm()

    def act() -> None:
        outcome = ReviewOutcome(filled(form.outcome))
        record_review(review, outcome=outcome, note=form.note.data or "", by=acting, at=now)

    if done(form, act):
        flash("Your review is recorded.", "success")
        return redirect(url_for("placement_reviews.index"), code=303)
    children = all_of(child_references(acting.organisation_id, [review.placement_id]))
    return render_template(
        "contracts/placement_review.html",
        form=form,
        review=line(review, clock.today(now)),
        child=children[0].child_reference if children else "",
        is_due=review.outcome is None,
        ratings_page=url_for(
            "ratings.of_service",
            reference=review.service.organisation.reference,
            service_reference=review.service.reference,
        ),
    )


def line(review: PlacementReview, today: date) -> dict[str, Any]:
    """A review as its own council's pages list it."""
    is_due = review.outcome is None
    overdue = is_due and review.due_on < today
    return {
        "href": url_for("placement_reviews.record", reference=review.reference),
        "reference": review.reference,
        "agreement": review.placement.reference,
        "placement_href": url_for("council_placements.show", reference=review.placement.reference),
        "service": review.service.name,
        "why": review.why,
        "asked_at": review.asked_at,
        "due_on": review.due_on,
        "status": "Overdue" if overdue else "Due" if is_due else "Recorded",
        "outcome": OUTCOME_TITLES[review.outcome] if review.outcome else "",
        "note": review.note,
        "recorded_at": review.recorded_at,
        "by": review.recorded_by.person.name if review.recorded_by else "",
    }
