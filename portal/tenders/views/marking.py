"""An evaluator's pages: what is theirs to mark, by question across bids and by bid."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.tenders.forms.evaluation import MarksForm, key_of, marks_form
from portal.tenders.models import Duty, Mark, Procurement, Question, Response
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries.panels import open_questions
from portal.tenders.services.gates import Gate, gate
from portal.tenders.services.marking import Given, questions_of, record_marks
from portal.tenders.services.receipts import reference_of
from portal.tenders.views.states import staff_state
from portal.web import received_at

bp = Blueprint("marking", __name__)


@bp.get("/marking")
@requires(Permission.MARK_BIDS)
def index() -> ResponseReturnValue:
    """List the procurements that a person marks, and those whose panel they chair."""
    by, now = current_membership(), clock.now()
    marked = all_of(queries.assigned(by, Duty.EVALUATOR))
    moderated = all_of(queries.assigned(by, Duty.MODERATOR))
    return render_template(
        "tenders/evaluation/index.html",
        marked=marked,
        moderated=moderated,
        states={one.id: staff_state(one, now) for one in (*marked, *moderated)},
    )


@bp.get("/marking/<reference>")
@requires(Permission.MARK_BIDS)
def procurement(reference: str) -> ResponseReturnValue:
    """Show a person's questions and the bids with how far they have come, or what comes first."""
    found, by = _own(reference), current_membership()
    standing = gate(found, by)
    if standing is not Gate.OPEN:
        return gate_page(found, standing, url_for("marking.index"))
    questions = questions_of(found, by)
    mine = _responses(found, questions)
    done = {one.response_id for one in all_of(queries.own_marks(found.id, by.id))}
    still_open = set(db.session.scalars(open_questions(found.id)))
    return render_template(
        "tenders/evaluation/marking.html",
        procurement=found,
        questions=[_question_line(found, q, mine, done, q.id in still_open) for q in questions],
        bids=_bid_lines(found, mine, done),
        done=len([one for one in mine if one.id in done]),
        total=len(mine),
    )


@bp.route("/marking/<reference>/questions/<question>", methods=["GET", "POST"])
@requires(Permission.MARK_BIDS)
def by_question(reference: str, question: str) -> ResponseReturnValue:
    """Mark every bid's response to one question."""
    found = _ready(reference)
    asked = next((q for q in _mine(found) if q.reference == question), None) or abort(404)

    def about(response: Response) -> str:
        return place_of(response)

    return _marks_page(
        found,
        lambda one: one.question_id == asked.id,
        heading=asked.title,
        caption=found.title,
        question=asked,
        about=about,
        specifications=all_of(queries.specifications(found.id)),
    )


@bp.route("/marking/<reference>/bids/<bid>", methods=["GET", "POST"])
@requires(Permission.MARK_BIDS)
def by_bid(reference: str, bid: str) -> ResponseReturnValue:
    """Mark one bid's responses to every question that is the person's to mark."""
    found = _ready(reference)
    answered = [one for one in _responses(found, _mine(found)) if one.bid.reference == bid]
    if not answered:
        abort(404)

    def about(response: Response) -> str:
        parts = [response.question.title, _scope_of(response)]
        return ", ".join(part for part in parts if part)

    return _marks_page(
        found,
        lambda one: one.bid.reference == bid,
        heading=answered[0].bid.organisation.name,
        caption=found.title,
        question=None,
        about=about,
        specifications=all_of(queries.specifications(found.id)),
    )


def gate_page(found: Procurement, standing: Gate, back: str) -> ResponseReturnValue:
    """Show what stands between a person and the bids."""
    return render_template(
        "tenders/evaluation/gate.html",
        procurement=found,
        gate=standing.value,
        back_href=back,
        declare_href=url_for("declarations.declare", reference=found.reference),
        bidders_href=url_for("declarations.declare_bidders", reference=found.reference),
    )


def place_of(response: Response) -> str:
    """Return who answered, and for which lot and service."""
    parts = [response.bid.organisation.name, _scope_of(response)]
    return ", ".join(part for part in parts if part)


def files_of(found: Procurement, response: Response) -> list[dict[str, Any]]:
    """Return a response's files as links."""
    return [
        {
            "name": listed["name"],
            "octets": listed["size"],
            "href": url_for(
                "opening.response_file",
                reference=found.reference,
                file=reference_of(listed["member"]),
            ),
        }
        for listed in response.files
    ]


def _marks_page(
    found: Procurement,
    wanted: Callable[[Response], bool],
    *,
    about: Callable[[Response], str],
    **shown: Any,
) -> ResponseReturnValue:
    """Show responses with their marks, and save what was filled in."""
    by = current_membership()
    own = {one.response_id: one for one in all_of(queries.own_marks(found.id, by.id))}
    responses = [one for one in _responses(found, _mine(found)) if wanted(one)]
    still_open = set(db.session.scalars(open_questions(found.id)))
    markable = [one for one in responses if one.question_id in still_open]
    form = marks_form(markable, found.scale, own)
    if markable and form.validate_on_submit():
        try:
            given = [Given(*one) for one in form.filled()]
            changed = record_marks(given, by=by, at=received_at())
            db.session.commit()
            flash("Your marks are saved." if changed else "Nothing had changed.", "success")
            return redirect(url_for("marking.procurement", reference=found.reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(DomainError(error.message))
    return render_template(
        "tenders/evaluation/marks.html",
        procurement=found,
        form=form,
        items=_items(found, responses, form, about),
        markable=bool(markable),
        **shown,
    )


def _items(
    found: Procurement,
    responses: Sequence[Response],
    form: MarksForm,
    about: Callable[[Response], str],
) -> list[dict[str, Any]]:
    """Return each response with its fields, or with everybody's marks once they are fixed."""
    open_ids = {one.id for one in form.responses}
    marks = marks_by_response(found, current_membership().id)
    return [
        {
            "title": about(one),
            "key": key_of(one),
            "question": one.question,
            "text": one.text,
            "files": files_of(found, one),
            "fields": form.fields_of(one) if one.id in open_ids else None,
            "marks": marks.get(one.id, ()),
        }
        for one in responses
    ]


def marks_by_response(
    found: Procurement, membership_id: int | None
) -> Mapping[int, list[dict[str, Any]]]:
    """Return the marks that a person may read, by response."""
    marks: dict[int, list[dict[str, Any]]] = {}
    for one in all_of(queries.visible_marks(found.id, membership_id)):
        marks.setdefault(one.response_id, []).append(_mark_line(one))
    return marks


def _mark_line(mark: Mark) -> dict[str, Any]:
    return {"by": mark.membership.person.name, "mark": mark.mark, "reason": mark.reason}


def _own(reference: str) -> Procurement:
    """Return a procurement that the person marks, or answer 404."""
    statement = queries.assigned_procurement(reference, current_membership(), Duty.EVALUATOR)
    return first_or_404(statement)


def _ready(reference: str) -> Procurement:
    """Return a procurement whose bids the person may read, or answer 404."""
    found = _own(reference)
    if gate(found, current_membership()) is not Gate.OPEN:
        abort(404)
    return found


def _mine(found: Procurement) -> Sequence[Question]:
    return questions_of(found, current_membership())


def _responses(found: Procurement, questions: Sequence[Question]) -> list[Response]:
    """Return the responses to some questions."""
    ids = {question.id for question in questions}
    return [one for one in all_of(queries.responses(found.id)) if one.question_id in ids]


def _scope_of(response: Response) -> str:
    if response.entry is not None:
        return f"{response.entry.service.name}, {response.entry.lot.name}"
    return response.lot.name if response.lot is not None else ""


def _question_line(
    found: Procurement, question: Question, mine: Sequence[Response], done: set[int], is_open: bool
) -> dict[str, Any]:
    own = [one for one in mine if one.question_id == question.id]
    return {
        "text": f"{question.position}. {question.title}",
        "href": url_for(
            "marking.by_question", reference=found.reference, question=question.reference
        ),
        "hint": _progress(own, done),
        "status": _status(own, done) if is_open else "Panel complete",
    }


def _bid_lines(
    found: Procurement, mine: Sequence[Response], done: set[int]
) -> list[dict[str, Any]]:
    bids = {one.bid_id: one.bid for one in mine}
    lines = []
    for bid in sorted(bids.values(), key=lambda bid: bid.organisation.name):
        own = [one for one in mine if one.bid_id == bid.id]
        lines.append(
            {
                "text": bid.organisation.name,
                "href": url_for("marking.by_bid", reference=found.reference, bid=bid.reference),
                "hint": _progress(own, done),
                "status": _status(own, done),
            }
        )
    return lines


def _progress(own: Sequence[Response], done: set[int]) -> str:
    return f"{len([one for one in own if one.id in done])} of {len(own)} marked"


def _status(own: Sequence[Response], done: set[int]) -> str:
    marked = [one for one in own if one.id in done]
    if not marked:
        return "Not started"
    return "Completed" if len(marked) == len(own) else "In progress"
