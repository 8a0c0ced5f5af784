"""The commissioner's page about a panel: how far it is, and replacing people who leave."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.db import all_of, db, first_or_404
from portal.errors import DomainError
from portal.forms import Choice, filled
from portal.tenders.forms.evaluation import ADD_ONE, CHAIR, OPENER, PanelForm
from portal.tenders.models import Assignment, Duty, Procurement
from portal.tenders.queries.evaluation import overseen_procurement
from portal.tenders.queries.procurements import candidates, live_assignments
from portal.tenders.services import replacing as services
from portal.tenders.views.moderation import progress
from portal.web import received_at

bp = Blueprint("panel", __name__)


@bp.route("/evaluation/<reference>/panel", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def panel(reference: str) -> ResponseReturnValue:
    """Show the panel's progress without marks, and put somebody in another's place."""
    by, today = current_membership(), clock.today(received_at())
    found = first_or_404(overseen_procurement(reference, by, today))
    live = all_of(live_assignments(found))
    able = all_of(candidates(found, on=today))
    form = _form(found, live, able)
    if form.validate_on_submit():
        try:
            new = next(one for one in able if str(one.id) == form.new.data)
            _change(found, filled(form.leaving), live, new)
            db.session.commit()
            flash(f"{new.person.name} takes the place.", "success")
            return redirect(url_for("panel.panel", reference=reference), 303)
        except DomainError as error:
            db.session.rollback()
            form.add_error(error)
    return render_template(
        "tenders/evaluation/panel.html",
        procurement=found,
        form=form,
        changeable=found.status in services.AT_WORK,
        lines=progress(found),
        chairs=[one.membership.person.name for one in live if one.duty is Duty.MODERATOR],
    )


def _form(found: Procurement, live: Sequence[Assignment], able: Sequence[Membership]) -> PanelForm:
    form = PanelForm()
    form.leaving.choices = [
        *[
            Choice(one.reference, f"Replace {one.membership.person.name}", _covers(one))
            for one in live
            if one.duty is Duty.EVALUATOR
        ],
        Choice(ADD_ONE, "Add an evaluator", "For every question that is not fully marked"),
        Choice(CHAIR, "Name another chair of the panel"),
        Choice(OPENER, "Add an officer who opens envelopes"),
    ]
    form.new.choices = [
        Choice(str(one.id), f"{one.person.name}, {one.organisation.name}") for one in able
    ]
    return form


def _covers(assignment: Assignment) -> str:
    return assignment.question.title if assignment.question else "Marks every question"


def _change(found: Procurement, leaving: str, live: Sequence[Assignment], new: Membership) -> None:
    by, at = current_membership(), received_at()
    if leaving == ADD_ONE:
        services.add_evaluator(found, new=new, by=by, at=at)
    elif leaving == CHAIR:
        services.name_chair(found, new=new, by=by, at=at)
    elif leaving == OPENER:
        services.name_opener(found, new=new, by=by, at=at)
    else:
        assignment = next(one for one in live if one.reference == leaving)
        services.replace_evaluator(assignment, new=new, by=by, at=at)
