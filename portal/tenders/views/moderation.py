"""The moderator's pages: how far the panel is, and the mark it agrees for each response."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled
from portal.tenders.forms.evaluation import ConsensusForm, choices_for, key_of
from portal.tenders.models import (
    Consensus,
    Duty,
    Procurement,
    ProcurementStatus,
    Question,
    QuestionKind,
    Response,
)
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries.panels import open_questions, seats_of
from portal.tenders.services.gates import Gate, gate
from portal.tenders.services.moderation import record_consensus
from portal.tenders.views.marking import files_of, gate_page, marks_by_response, place_of
from portal.web import received_at

bp = Blueprint("moderation", __name__)


@bp.get("/moderation/<reference>")
@requires(Permission.MODERATE)
def procurement(reference: str) -> ResponseReturnValue:
    """Show how far each evaluator is with each question, without any mark."""
    found = _own(reference)
    standing = gate(found, current_membership())
    if standing is not Gate.OPEN:
        return gate_page(found, standing, url_for("marking.index"))
    agreed = {one.response_id for one in all_of(queries.consensuses(found.id))}
    lines = progress(found)
    for line in lines:
        line["agreed"] = len([one for one in line["responses"] if one.id in agreed])
        line["href"] = url_for(
            "moderation.question", reference=reference, question=line["question"].reference
        )
    return render_template(
        "tenders/evaluation/moderation.html",
        procurement=found,
        lines=lines,
        agreed=sum(line["agreed"] for line in lines),
        total=sum(len(line["responses"]) for line in lines),
    )


@bp.get("/moderation/<reference>/questions/<question>")
@requires(Permission.MODERATE)
def question(reference: str, question: str) -> ResponseReturnValue:
    """Show every response to one question with its marks and what was agreed."""
    found = _ready(reference)
    asked = first_or_404(queries.question_of(found.id, question))
    marks = marks_by_response(found, None)
    agreed = {one.response_id: one for one in all_of(queries.consensuses(found.id))}
    return render_template(
        "tenders/evaluation/agreed.html",
        procurement=found,
        question=asked,
        complete=asked.id not in set(db.session.scalars(open_questions(found.id))),
        editable=found.status is ProcurementStatus.QUALITY_OPENED,
        items=[
            {
                "title": place_of(one),
                "marks": marks.get(one.id, ()),
                "spread": spread(asked, marks.get(one.id, ())),
                "agreed": agreed_line(asked, agreed.get(one.id)),
                "href": url_for(
                    "moderation.agree", reference=reference, question=question, key=key_of(one)
                ),
            }
            for one in _responses_to(found, asked)
        ],
    )


@bp.route("/moderation/<reference>/questions/<question>/<key>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def agree(reference: str, question: str, key: str) -> ResponseReturnValue:
    """Record the mark that the panel agreed for one response."""
    found = _ready(reference)
    asked = first_or_404(queries.question_of(found.id, question))
    if asked.id in set(db.session.scalars(open_questions(found.id))):
        abort(404)
    response = _response_or_404(found, asked, key)
    form = _consensus_form(found, response)
    if form.validate_on_submit():
        try:
            record_consensus(
                response,
                mark=int(filled(form.mark)),
                reason=filled(form.reason),
                quote=filled(form.quote),
                by=current_membership(),
                at=received_at(),
            )
            db.session.commit()
            flash(f"The agreed mark for {place_of(response)} is recorded.", "success")
            return redirect(
                url_for("moderation.question", reference=reference, question=question), 303
            )
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    marks = marks_by_response(found, None).get(response.id, ())
    return render_template(
        "tenders/evaluation/agree.html",
        procurement=found,
        question=asked,
        form=form,
        title=place_of(response),
        text=response.text,
        files=files_of(found, response),
        marks=marks,
        spread=spread(asked, marks),
        back_href=url_for("moderation.question", reference=reference, question=question),
    )


def _response_or_404(found: Procurement, asked: Question, key: str) -> Response:
    responses = {key_of(response): response for response in _responses_to(found, asked)}
    if key not in responses:
        abort(404)
    return responses[key]


def progress(found: Procurement) -> list[dict[str, Any]]:
    """Return for each question its responses and how many each evaluator has marked."""
    responses = all_of(queries.responses(found.id))
    done = {(who, what): n for who, what, n in db.session.execute(queries.marks_done(found.id))}
    panel = [(who, what) for who, what in db.session.execute(seats_of(found.id))]
    people = _people([who for who, _ in panel])
    still_open = set(db.session.scalars(open_questions(found.id)))
    lines = []
    for asked in all_of(queries.marked_questions(found.id)):
        own = [one for one in responses if one.question_id == asked.id]
        lines.append(
            {
                "question": asked,
                "responses": own,
                "complete": bool(own) and asked.id not in still_open,
                "panel": [
                    {"name": people[who].person.name, "done": done.get((who, what), 0)}
                    for who, what in panel
                    if what == asked.id
                ],
            }
        )
    return lines


def spread(asked: Question, marks: Sequence[dict[str, Any]]) -> str:
    """Return how far apart the marks of a response are, in words."""
    given = [one["mark"] for one in marks]
    if not given:
        return ""
    low, high = min(given), max(given)
    if asked.kind is QuestionKind.PASS_FAIL:
        return "All agree" if low == high else "Opinions differ"
    return f"All gave {low}" if low == high else f"From {low} to {high}, {high - low} apart"


def agreed_line(asked: Question, agreed: Consensus | None) -> dict[str, Any] | None:
    """Return an agreed mark as plain values."""
    if agreed is None:
        return None
    passing = asked.kind is QuestionKind.PASS_FAIL
    words = ("Fail", "Pass")[agreed.mark] if passing else str(agreed.mark)
    return {"mark": words, "reason": agreed.reason, "quote": agreed.quote, "at": agreed.agreed_at}


def _people(ids: Sequence[int]) -> dict[int, Membership]:
    return {one.id: one for one in all_of(queries.people(ids))}


def _consensus_form(found: Procurement, response: Response) -> ConsensusForm:
    """The form, filled with what was agreed before."""
    agreed = response.consensus
    before = (
        {"mark": str(agreed.mark), "reason": agreed.reason, "quote": agreed.quote} if agreed else {}
    )
    form = ConsensusForm(data=before)
    form.mark.choices = choices_for(response.question.kind, found.scale)
    return form


def _responses_to(found: Procurement, asked: Question) -> list[Response]:
    return [one for one in all_of(queries.responses(found.id)) if one.question_id == asked.id]


def _own(reference: str) -> Procurement:
    """Return a procurement whose panel the person chairs, or answer 404."""
    statement = queries.assigned_procurement(reference, current_membership(), Duty.MODERATOR)
    return first_or_404(statement)


def _ready(reference: str) -> Procurement:
    """Return a procurement whose bids the moderator may read, or answer 404."""
    found = _own(reference)
    if gate(found, current_membership()) is not Gate.OPEN:
        abort(404)
    return found
