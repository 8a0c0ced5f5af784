"""Who opens, chairs and marks the bids of an invitation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once
from portal.clock import today
from portal.db import all_of, first_or_404
from portal.forms import filled
from portal.tenders.forms.procurements import AssignForm
from portal.tenders.models import Duty
from portal.tenders.queries import procurements as queries
from portal.tenders.services import assignments as services
from portal.tenders.views.invitation import officers
from portal.tenders.views.procurements import home_of, led_procurement

bp = Blueprint("officers", __name__)


@bp.get("/procurements/<reference>/people")
@requires(Permission.WRITE_FRAMEWORK)
def people(reference: str) -> ResponseReturnValue:
    """List the people of an invitation, duty by duty, and what is missing."""
    procurement = led_procurement(reference)
    rows = officers(procurement)
    duties = [
        {"title": title, "people": [row for row in rows if row["duty"] == title]}
        for title in services.DUTY_TITLES.values()
    ]
    return render_template(
        "tenders/authoring/people.html",
        procurement=procurement,
        duties=duties,
        missing=services.missing_people(procurement),
        changes=procurement.status in services.CHANGEABLE,
        back_href=home_of(procurement),
    )


@bp.route("/procurements/<reference>/people/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def assign(reference: str) -> ResponseReturnValue:
    """Give somebody a duty."""
    procurement = led_procurement(reference)
    by, at = current_membership(), clock.now()
    offered = all_of(queries.candidates(procurement, on=today(at)))
    form = AssignForm()
    form.offer(offered, procurement.questions)

    def save() -> None:
        chosen = {str(one.id): one for one in offered}
        questions = {one.reference: one for one in procurement.questions}
        services.assign(
            procurement,
            membership=chosen[filled(form.membership)],
            duty=Duty(filled(form.duty)),
            question=questions.get(form.question.data or ""),
            by=by,
            at=at,
        )

    if done(form, save):
        flash("Duty assigned.", "success")
        return redirect(url_for("officers.people", reference=reference), 303)
    return render_template(
        "tenders/authoring/edit_simple.html",
        form=form,
        title="Assign a duty",
        caption=procurement.title,
        back_href=url_for("officers.people", reference=reference),
        fields=[form.membership, form.duty, form.question, form.submit],
    )


@bp.post("/procurements/<reference>/people/<assignment>/end")
@requires(Permission.WRITE_FRAMEWORK)
def end_assignment(reference: str, assignment: str) -> ResponseReturnValue:
    """Take a duty from somebody."""
    procurement = led_procurement(reference)
    one = first_or_404(queries.assignment_of(procurement, assignment))
    name, by, at = one.membership.person.name, current_membership(), clock.now()
    done_at_once(
        lambda: services.end_assignment(one, by=by, at=at), f"{name} no longer has this duty."
    )
    return redirect(url_for("officers.people", reference=reference), 303)
