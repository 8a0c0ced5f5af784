"""Recommending an award, and the second person's decision about it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allows, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import filled
from portal.tenders.forms.award import (
    APPROVE,
    YES,
    DecisionForm,
    NoAwardForm,
    RecommendForm,
    recommend_form,
)
from portal.tenders.models import (
    EntryResult,
    Procurement,
    ProcurementStatus,
    Recommendation,
    RecommendationStatus,
)
from portal.tenders.queries import results as queries
from portal.tenders.services import award as services
from portal.tenders.services.due_diligence import proposed_suppliers
from portal.tenders.services.recommendation import (
    MAY_END,
    Outcome,
    is_no_award,
    recommend,
    recommend_no_award,
)
from portal.tenders.views import document_tasks
from portal.tenders.views.ranking import is_unsettled, line_of, seen
from portal.web import received_at

bp = Blueprint("award", __name__)


@bp.route("/evaluation/<reference>/recommend", methods=["GET", "POST"])
@requires(Permission.RECOMMEND_AWARD)
def propose(reference: str) -> ResponseReturnValue:
    """Recommend an outcome for every entry."""
    found = seen(reference)
    rows = all_of(queries.results(found.id))
    if found.status is not ProcurementStatus.PRICES_OPENED or not rows:
        abort(404)
    if any(is_unsettled(row) for row in rows):
        flash("Some entries are still tied. Draw lots first and record the result.")
        return redirect(url_for("ranking.ranking", reference=reference), 303)
    form = recommend_form(rows)
    if form.validate_on_submit():
        try:
            made = recommend(
                found,
                summary=filled(form.summary),
                outcomes=_outcomes(form),
                by=current_membership(),
                at=received_at(),
            )
            db.session.commit()
            flash("Your recommendation waits for an approver.", "success")
            return redirect(url_for("award.recommendation", reference=made.reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(DomainError(error.message, _field_of(error)))
    return render_template(
        "tenders/award/recommend.html",
        procurement=found,
        form=form,
        items=[_item(found, row, form) for row in rows],
        document_warnings=document_tasks.warnings(
            [row.entry for row in rows if row.proposed], clock.today(clock.now())
        ),
    )


def _item(found: Procurement, row: EntryResult, form: Any) -> dict[str, Any]:
    return {
        "line": line_of(found, row),
        "why": row.explanation["outcome"],
        "fields": form.fields_of(row) if row.qualified else (),
    }


@bp.route("/evaluation/<reference>/no-award", methods=["GET", "POST"])
@requires(Permission.RECOMMEND_AWARD)
def propose_none(reference: str) -> ResponseReturnValue:
    """Recommend that there is no suitable tender."""
    found = seen(reference)
    if found.status not in MAY_END:
        abort(404)
    form = NoAwardForm()
    if form.validate_on_submit():
        try:
            made = recommend_no_award(
                found, reason=filled(form.reason), by=current_membership(), at=received_at()
            )
            db.session.commit()
            flash("Your recommendation waits for an approver.", "success")
            return redirect(url_for("award.recommendation", reference=made.reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("tenders/award/no_award.html", procurement=found, form=form)


@bp.get("/awards")
@requires(Permission.SEE_FRAMEWORKS)
def index() -> ResponseReturnValue:
    """List the recommendations that wait for an approver."""
    waiting = all_of(queries.waiting(current_membership(), clock.today(clock.now())))
    return render_template("tenders/award/index.html", waiting=waiting)


@bp.get("/awards/<reference>")
@requires(Permission.SEE_FRAMEWORKS)
def recommendation(reference: str) -> ResponseReturnValue:
    """Show a recommendation and what was decided."""
    found, by = _seen(reference), current_membership()
    waiting = found.status is RecommendationStatus.PROPOSED
    own = found.recommended_by.person_id == by.person_id
    return render_template(
        "tenders/award/recommendation.html",
        may_decide=waiting and not own and allows(Permission.APPROVE_AWARD, by),
        waits_for_another=waiting and own,
        **_shown(found),
    )


@bp.route("/awards/<reference>/decide", methods=["GET", "POST"])
@requires(Permission.APPROVE_AWARD)
def decide(reference: str) -> ResponseReturnValue:
    """Approve a recommendation, or return it."""
    found, by = _seen(reference), current_membership()
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            if form.decision.data == APPROVE:
                services.approve(found, by=by, at=received_at())
                flash("The award is approved. Bidders are told that results are ready.", "success")
            else:
                services.return_it(found, reason=form.reason.data or "", by=by, at=received_at())
                flash("The recommendation is returned.", "success")
            db.session.commit()
            return redirect(url_for("award.recommendation", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template("tenders/award/decide.html", form=form, **_shown(_seen(reference)))


def _seen(reference: str) -> Recommendation:
    """Return a recommendation of the region, or answer 404."""
    today = clock.today(clock.now())
    return first_or_404(queries.recommendation_overseen(reference, current_membership(), today))


def _shown(found: Recommendation) -> dict[str, Any]:
    """Return what both pages about a recommendation show."""
    results = {row.entry_id: row for row in all_of(queries.results(found.procurement_id))}
    waits = found.status is RecommendationStatus.PROPOSED
    return {
        "suppliers": proposed_suppliers(found, at=clock.now()) if waits else [],
        "may_check": allows(Permission.CHECK_PROVIDERS, current_membership()),
        "recommendation": found,
        "procurement": found.procurement,
        "no_award": is_no_award(found),
        "lines": [
            {
                **line_of(found.procurement, results[line.entry_id]),
                "successful": "Successful" if line.successful else "Unsuccessful",
                "departs": line.successful is not results[line.entry_id].proposed,
                "reason": line.reason,
            }
            for line in sorted(found.lines, key=lambda one: list(results).index(one.entry_id))
        ],
        "document_warnings": document_tasks.warnings(
            [results[line.entry_id].entry for line in found.lines if line.successful],
            clock.today(clock.now()),
        ),
    }


def _outcomes(form: RecommendForm) -> dict[int, Outcome]:
    outcomes = {result.entry_id: Outcome(successful=False) for result in form.results}
    for result in (one for one in form.results if one.qualified):
        outcome, reason = form.fields_of(result)
        outcomes[result.entry_id] = Outcome(outcome.data == YES, reason.data or "")
    return outcomes


def _field_of(error: DomainError) -> str | None:
    """An entry's error stands beside its reason."""
    known = error.field in (None, "summary")
    return error.field if known else f"reason-{error.field}"
