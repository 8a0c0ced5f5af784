"""The marking scale and the questions of a draft invitation."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once, make_once
from portal.db import first_or_404
from portal.tenders.award_model import top_mark
from portal.tenders.forms.procurements import QuestionForm, scale_form
from portal.tenders.models import Procurement, ProcurementStatus, Question
from portal.tenders.queries import procurements as queries
from portal.tenders.services import procurements as invitations
from portal.tenders.services import questions as services
from portal.tenders.views.presenting import question_row
from portal.tenders.views.procurements import home_of, led_procurement, saved

bp = Blueprint("questions", __name__)


def question_of(procurement: Procurement, reference: str) -> Question:
    """Return a question of an invitation, or answer 404."""
    return first_or_404(queries.question_of(procurement, reference))


@bp.route("/procurements/<reference>/scale", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def scale(reference: str) -> ResponseReturnValue:
    """Write the marking scale."""
    procurement = led_procurement(reference)
    form = scale_form(procurement)
    by, at = current_membership(), clock.now()
    if done(form, lambda: invitations.set_scale(procurement, marks=form.rows(), by=by, at=at)):
        return saved(procurement, "Marking scale saved.")
    return render_template(
        "tenders/authoring/edit_scale.html",
        form=form,
        procurement=procurement,
        back_href=home_of(procurement),
    )


@bp.get("/procurements/<reference>/questions")
@requires(Permission.WRITE_FRAMEWORK)
def questions(reference: str) -> ResponseReturnValue:
    """List the questions with what their weights add up to for each lot."""
    procurement = led_procurement(reference)
    sums = services.weight_sums(procurement)
    return render_template(
        "tenders/authoring/questions.html",
        procurement=procurement,
        rows=[question_row(one) for one in procurement.questions],
        sums=[sum_row(one) for one in sums],
        problems=[problem for one in sums for problem in one.problems],
        changes=procurement.status is ProcurementStatus.DRAFT,
        back_href=home_of(procurement),
    )


def sum_row(one: services.WeightSum) -> dict[str, Any]:
    """Return what the weights of one lot add up to."""
    return {
        "lot": one.lot.name,
        "quality": one.quality,
        "social": one.social if one.lot.social_weight or one.social else None,
        "state": "needs attention" if one.problems else "complete",
    }


@bp.route("/procurements/<reference>/questions/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def new_question(reference: str) -> ResponseReturnValue:
    """Add a question."""
    procurement = led_procurement(reference)
    form = QuestionForm(
        data={"scope": "lot", "kind": "scored", "part": "quality", "word_limit": 500}
    )
    form.offer_lots(procurement.lots)
    by, at = current_membership(), clock.now()

    def save() -> str:
        terms = form.terms(procurement.lots)
        services.add_question(procurement, terms=terms, by=by, at=at)
        return url_for("questions.questions", reference=reference)

    page = make_once(form, save, membership_id=by.id, at=at)
    if page is not None:
        flash("Question added.", "success")
        return redirect(page, 303)
    return question_page(form, procurement, "Add a question")


@bp.route("/procurements/<reference>/questions/<question>", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def edit_question(reference: str, question: str) -> ResponseReturnValue:
    """Change a question."""
    procurement = led_procurement(reference)
    one = question_of(procurement, question)
    number = str(one.lot.number) if one.lot else ""
    form = QuestionForm(obj=one, data={"lot": number})
    if request.method == "GET":
        form.lot.process_data(number)
    form.offer_lots(procurement.lots)
    by, at = current_membership(), clock.now()

    def save() -> None:
        services.change_question(one, terms=form.terms(procurement.lots), by=by, at=at)

    if done(form, save):
        flash("Question saved.", "success")
        return redirect(url_for("questions.questions", reference=reference), 303)
    return question_page(form, procurement, "Change a question")


@bp.post("/procurements/<reference>/questions/<question>/move")
@requires(Permission.WRITE_FRAMEWORK)
def move_question(reference: str, question: str) -> ResponseReturnValue:
    """Move a question up or down."""
    one = question_of(led_procurement(reference), question)
    up = {"up": True, "down": False}.get(request.form.get("way", ""))
    if up is None:
        abort(400)
    by, at = current_membership(), clock.now()
    done_at_once(lambda: services.move_question(one, up=up, by=by, at=at), f"“{one.title}” moved.")
    return redirect(url_for("questions.questions", reference=reference), 303)


@bp.post("/procurements/<reference>/questions/<question>/remove")
@requires(Permission.WRITE_FRAMEWORK)
def remove_question(reference: str, question: str) -> ResponseReturnValue:
    """Take a question out."""
    one = question_of(led_procurement(reference), question)
    by, at = current_membership(), clock.now()
    done_at_once(lambda: services.remove_question(one, by=by, at=at), f"“{one.title}” removed.")
    return redirect(url_for("questions.questions", reference=reference), 303)


def question_page(form: QuestionForm, procurement: Procurement, title: str) -> ResponseReturnValue:
    """Show the form of a question."""
    return render_template(
        "tenders/authoring/edit_question.html",
        form=form,
        title=title,
        caption=procurement.title,
        top_mark=top_mark(procurement),
        back_href=url_for("questions.questions", reference=procurement.reference),
    )
