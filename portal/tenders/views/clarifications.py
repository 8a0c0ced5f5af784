"""Questions that providers ask about an invitation, and their answers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.clock import today
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.tenders.forms.procurements import AnswerForm, AskForm
from portal.tenders.models import Clarification
from portal.tenders.queries import opportunities as public_queries
from portal.tenders.queries import procurements as queries
from portal.tenders.services import clarifications as services
from portal.tenders.views.procurements import home_of, led_procurement
from portal.web import received_at

bp = Blueprint("clarifications", __name__)


@bp.get("/procurements/<reference>/clarifications")
@requires(Permission.SEE_PROCUREMENT)
def clarifications(reference: str) -> ResponseReturnValue:
    """List what was asked, without saying by whom."""
    membership, now = current_membership(), clock.now()
    procurement = first_or_404(queries.procurement_seen_by(reference, membership, on=today(now)))
    return render_template(
        "tenders/authoring/clarifications.html",
        procurement=procurement,
        rows=[clarification_row(one) for one in all_of(queries.clarifications_of(procurement))],
        answers=procurement.is_open(now) and allows(Permission.WRITE_FRAMEWORK, membership),
        back_href=home_of(procurement),
    )


def clarification_row(one: Clarification) -> dict[str, Any]:
    """Return a question and its answer; who asked is not part of it."""
    return {
        "reference": one.reference,
        "text": one.text,
        "asked_at": one.asked_at,
        "answer": one.answer,
        "answered_at": one.answered_at,
    }


@bp.route("/procurements/<reference>/clarifications/<clarification>", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def answer(reference: str, clarification: str) -> ResponseReturnValue:
    """Answer a question and publish both."""
    procurement = led_procurement(reference)
    one = first_or_404(queries.clarification_of(procurement, clarification))
    form, by, at = AnswerForm(), current_membership(), clock.now()

    def save() -> None:
        services.answer(one, procurement=procurement, text=filled(form.answer), by=by, at=at)

    if done(form, save):
        flash("Question and answer are published to everyone.", "success")
        return redirect(url_for("clarifications.clarifications", reference=reference), 303)
    return render_template(
        "tenders/authoring/answer.html",
        form=form,
        procurement=procurement,
        question=clarification_row(one),
        back_href=url_for("clarifications.clarifications", reference=reference),
    )


@bp.route("/opportunities/<reference>/questions/new", methods=["GET", "POST"])
@requires(Permission.SEE_INVITATIONS)
def ask(reference: str) -> ResponseReturnValue:
    """Ask about an invitation, as a provider."""
    procurement = first_or_404(public_queries.opportunity(reference))
    form, by, at = AskForm(), current_membership(), received_at()

    def sent() -> str:
        services.ask(procurement, text=filled(form.text), by=by, at=at)
        return url_for("opportunities.opportunity", reference=reference)

    page = make_once(form, sent, membership_id=by.id, at=at)
    if page is not None:
        flash("Question sent. The answer will be published here.", "success")
        return redirect(page, 303)
    return render_template(
        "tenders/opportunities/ask.html",
        form=form,
        procurement=procurement,
        back_href=url_for("opportunities.opportunity", reference=reference),
    )
