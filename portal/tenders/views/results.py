"""A bidder's result: its own marks and reasons, and who succeeded."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.tenders.award_model import questions_for, top_mark
from portal.tenders.models import (
    Award,
    Bid,
    Consensus,
    Entry,
    EntryResult,
    EntryStatus,
    Procurement,
    ProcurementStatus,
    Question,
    QuestionKind,
)
from portal.tenders.queries import results as queries
from portal.tenders.services.drafts import scope_key
from portal.tenders.views.ranking import points

bp = Blueprint("results", __name__)


@bp.get("/results")
@requires(Permission.SEE_INVITATIONS)
def index() -> ResponseReturnValue:
    """List the invitations that the provider bid to and that are decided."""
    bids = all_of(queries.own_decided_bids(current_membership()))
    return render_template("tenders/award/results.html", bids=bids)


@bp.get("/results/<reference>")
@requires(Permission.SEE_INVITATIONS)
def result(reference: str) -> ResponseReturnValue:
    """Show how the provider's own entries came out."""
    bid = first_or_404(
        queries.own_decided_bids(current_membership()).where(Procurement.reference == reference)
    )
    procurement = bid.procurement
    rows = {row.entry_id: row for row in all_of(queries.own_results(bid))}
    awards = all_of(queries.awards(procurement.id))
    won = {row.entry_id: row for row in all_of(queries.results_of_awards(procurement.id))}
    ranked = dict(db.session.execute(queries.ranked_in(procurement.id)).all())
    agreed = all_of(queries.own_consensuses(bid))
    reasons = {line.entry_id: line.reason for line in all_of(queries.approved_lines(bid))}
    return render_template(
        "tenders/award/result.html",
        procurement=procurement,
        no_award=procurement.status is ProcurementStatus.NO_AWARD,
        entries=[
            {
                "entry": entry,
                "result": _result(procurement, rows.get(entry.id), ranked),
                "successful": entry.id in won,
                "reason": reasons.get(entry.id, ""),
                "marks": _marks(bid, entry, agreed),
                "winners": _winners(procurement, entry, awards, won),
            }
            for entry in bid.entries
            if entry.status is EntryStatus.SUBMITTED
        ],
    )


def _result(
    procurement: Procurement, row: EntryResult | None, ranked: dict[int, int]
) -> dict[str, Any] | None:
    """An entry's own marks and place; nothing for one that was left out at opening."""
    if row is None:
        return None
    return {
        **_scores(procurement, row),
        "rank": row.rank,
        "of": ranked.get(row.lot_id, 0),
        "failure": row.failure,
        "told": row.explanation,
        "steps": _own_steps(row),
        "formula": row.lot.price_formula,
        "weights": _weights(row),
    }


def _own_steps(row: EntryResult) -> list[dict[str, str]]:
    """How the total was worked out, without another bidder's price.

    A relative formula's working holds the lowest or the mean price, so only the own one is shown.
    """
    steps: list[dict[str, str]] = row.explanation["steps"]
    if row.lot.price_formula.is_absolute:
        return steps
    own = f"Your price compared: {row.explanation['basket_total']}"
    return [{**step, "working": own} if step["kind"] == "price" else step for step in steps]


def _scores(procurement: Procurement, row: EntryResult) -> dict[str, str]:
    places = procurement.decimal_places
    return {
        "quality": points(row.quality_points, places),
        "price": points(row.price_points, places),
        "social": points(row.social_points, places) if row.lot.social_weight else "",
        "total": points(row.total_points, places),
        "per_point": row.explanation["per_point"],
    }


def _weights(row: EntryResult) -> dict[str, int]:
    lot = row.lot
    return {"quality": lot.quality_weight, "price": lot.price_weight, "social": lot.social_weight}


def _marks(bid: Bid, entry: Entry, agreed: Sequence[Consensus]) -> list[dict[str, Any]]:
    """The agreed mark for each question that an entry answers, with reason and quote."""
    by_place = {(one.response.question_id, one.response.scope_key): one for one in agreed}
    top = top_mark(bid.procurement)
    found = []
    for question in questions_for(bid.procurement, entry.lot):
        key = scope_key(question, lot_id=entry.lot_id, entry_id=entry.id)
        one = by_place.get((question.id, key))
        if one is not None:
            found.append(
                {
                    "title": question.title,
                    "mark": mark_words(question, one.mark, top),
                    "weight": question.weight,
                    "reason": one.reason,
                    "quote": one.quote,
                }
            )
    return found


def mark_words(question: Question, mark: int, top: int) -> str:
    """Return an agreed mark as a bidder reads it."""
    if question.kind is QuestionKind.PASS_FAIL:
        return "Pass" if mark else "Fail"
    return f"{mark} out of {top}"


def _winners(
    procurement: Procurement, entry: Entry, awards: Sequence[Award], won: dict[int, EntryResult]
) -> list[dict[str, Any]]:
    """Who succeeded on an entry's lot, with their marks: what an unsuccessful bidder is told."""
    if entry.id in won:
        return []
    return [
        {
            "name": award.entry.bid.organisation.name,
            "number": award.entry.bid.organisation.company_number or "",
            "service": award.entry.service.name,
            "rank": award.rank,
            **_scores(procurement, won[award.entry_id]),
        }
        for award in awards
        if award.entry.lot_id == entry.lot_id
    ]
