"""The answer library: a bidder's earlier answers, and their way into a new bid."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import all_of, first_or_404
from portal.opaque import hide, reveal
from portal.paging import page_of
from portal.tenders.award_model import top_mark
from portal.tenders.forms.library import ReuseForm
from portal.tenders.models import Bid, DraftAnswer, Question
from portal.tenders.queries import library as queries
from portal.tenders.services import library
from portal.tenders.services.drafts import Saved
from portal.tenders.services.library import EarlierAnswer
from portal.tenders.views.answers import Place, place_of
from portal.tenders.views.bidding import own_bid, vault
from portal.tenders.views.results import mark_words
from portal.web import received_at
from portal.words import differences

bp = Blueprint("library", __name__)
AT_ONCE = 10
NAMED = "earlier answer"
BESIDE = (
    "You have written something here already. The earlier answer stands beside it: save the text "
    "that should be submitted."
)
IN_PLACE = "The earlier answer is in place. Read it against this question before you submit it."


@bp.get("/answer-library")
@requires(Permission.WRITE_BID)
def index() -> ResponseReturnValue:
    """List the organisation's earlier answers with their questions, the last saved first."""
    by = current_membership()
    asked = {
        name: request.args.get(name, "").replace("\0", "")[:100].strip()
        for name in ("text", "invitation")
    }
    page = page_of(
        queries.earlier_answers(by, **asked),
        sort=(DraftAnswer.saved_at, DraftAnswer.id),
        key=lambda one: (one.saved_at, one.id),
        cursor=request.args.get("cursor"),
        descending=True,
        size=AT_ONCE,
    )
    invitations = [(one.reference, one.title) for one in all_of(queries.invitations_answered(by))]
    return render_template(
        "tenders/bidding/library.html",
        rows=[shown(one) for one in library.read(page.rows, vault())],
        page=page,
        asked=asked,
        invitations=[("", "All"), *invitations],
    )


@bp.get("/bids/<reference>/answers/<place>/<int:position>/earlier")
@requires(Permission.WRITE_BID)
def earlier(reference: str, place: str, position: int) -> ResponseReturnValue:
    """Offer what the organisation answered to like questions, with what changed in the question."""
    bid = own_bid(reference)
    where, question = asked_at(bid, place, position)
    offered = library.similar(question, bid, vault(), by=current_membership())
    return render_template(
        "tenders/bidding/earlier.html",
        question=question,
        where=where,
        back=answer_page(bid, where, question),
        action=url_for("library.reuse", reference=reference, place=place, position=position),
        rows=[shown(one) | compared(one, question) for one in offered],
    )


@bp.post("/bids/<reference>/answers/<place>/<int:position>/earlier")
@requires(Permission.WRITE_BID)
def reuse(reference: str, place: str, position: int) -> ResponseReturnValue:
    """Put one of them into the bid."""
    bid = own_bid(reference)
    where, question = asked_at(bid, place, position)
    form = ReuseForm()
    row = own_answer(form.answer.data or "", bid)
    outcome: list[Saved] = []
    here = answer_page(bid, where, question)
    fine = done(
        form,
        lambda: outcome.append(
            library.reuse(
                row,
                bid=bid,
                question=question,
                scope_key=where.key,
                with_files=bool(form.files.data),
                by=current_membership(),
                at=received_at(),
                vault=vault(),
            )
        ),
    )
    if not fine:
        flash(" ".join(form.form_errors))
    elif outcome == [Saved.SET_ASIDE]:
        flash(BESIDE)
    else:
        flash(IN_PLACE, "success")
    return redirect(here, 303)


def asked_at(bid: Bid, place: str, position: int) -> tuple[Place, Question]:
    """Return the place and the question of an address, or answer 404."""
    where = place_of(bid, place)
    return where, next((q for q in where.questions if q.position == position), None) or abort(404)


def own_answer(named: str, bid: Bid) -> DraftAnswer:
    """Return an answer of the organisation's other bids by what a form calls it, or answer 404."""
    number = reveal(named, purpose=NAMED) or "0"
    earlier_ones = queries.answers_elsewhere(current_membership(), bid)
    return first_or_404(earlier_ones.where(DraftAnswer.id == int(number)))


def answer_page(bid: Bid, where: Place, question: Question) -> str:
    """Return the page on which an answer is written."""
    return url_for(
        "answers.answer", reference=bid.reference, place=where.name, position=question.position
    )


def shown(one: EarlierAnswer) -> dict[str, Any]:
    """Return an earlier answer as both pages show it."""
    question, bid = one.row.question, one.row.bid
    return {
        "question": question,
        "invitation": bid.procurement.title,
        "saved_at": one.row.saved_at,
        "place": one.place,
        "text": one.text,
        "words": one.words,
        "files": [
            {
                "name": file.name,
                "octets": file.size,
                "href": url_for("answers.file", reference=bid.reference, file=file.reference),
            }
            for file in one.files
        ],
        "mark": mark_words(question, one.mark.mark, top_mark(bid.procurement)) if one.mark else "",
        "reason": one.mark.reason if one.mark else "",
    }


def compared(one: EarlierAnswer, question: Question) -> dict[str, Any]:
    """Return what changed in the question, and whether the answer still fits its limit."""
    before = one.row.question
    return {
        "name": hide(str(one.row.id), purpose=NAMED),
        "same": (before.title, before.text) == (question.title, question.text),
        "title": differences(before.title, question.title),
        "asked": differences(before.text, question.text),
        "limit_before": before.word_limit,
        "limit": question.word_limit,
        "over": max(0, one.words - question.word_limit),
    }
