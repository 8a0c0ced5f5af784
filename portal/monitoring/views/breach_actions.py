"""What a contract manager does about a breach, and what a second person approves."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.models import Membership
from portal.attempts import done
from portal.db import db, first_or_404
from portal.errors import DomainError
from portal.forms import PortalForm, filled
from portal.monitoring.forms.breaches import AssignForm, DecideWaiverForm, PlanForm, WaiverForm
from portal.monitoring.models import Breach, BreachStatus
from portal.monitoring.queries import breaches as queries
from portal.monitoring.services import breaches as services
from portal.monitoring.views.breaches import assignees
from portal.monitoring.views.presenting import title_of

bp = Blueprint("breach_actions", __name__, url_prefix="/breaches/<reference>")


@bp.post("/acknowledge")
@requires(Permission.WORK_BREACHES)
def acknowledge(reference: str) -> ResponseReturnValue:
    """Say that the breach has been seen, or end its waiver."""
    return acted(
        reference,
        lambda found, by, at: services.acknowledge(found, by=by, at=at),
        "Acknowledged.",
    )


@bp.post("/recheck")
@requires(Permission.WORK_BREACHES)
def recheck(reference: str) -> ResponseReturnValue:
    """Run the rule for this subject now."""
    found = own(reference)
    said = acted(reference, lambda one, by, at: services.recheck(one, by=by, at=at), "")
    db.session.refresh(found)
    if found.status is BreachStatus.CLOSED:
        flash("The rule no longer finds it: the breach is closed.", "success")
    else:
        flash("The rule still finds it. The figures are as of now.")
    return said


@bp.post("/assign")
@requires(Permission.WORK_BREACHES)
def assign(reference: str) -> ResponseReturnValue:
    """Give the breach to a contract manager of the region, or to nobody."""
    found, now = own(reference), clock.now()
    form = AssignForm()
    form.assignee.choices = assignees(found, clock.today(now))
    if not form.validate_on_submit():
        flash("Choose one of the contract managers.")
        return back_to(found)
    to = db.session.get(Membership, int(form.assignee.data)) if form.assignee.data else None
    return acted(
        reference,
        lambda one, by, at: services.assign(one, to, by=by, at=at),
        f"Assigned to {to.person.name}." if to else "Assigned to nobody.",
    )


@bp.route("/plan", methods=["GET", "POST"])
@requires(Permission.WORK_BREACHES)
def plan(reference: str) -> ResponseReturnValue:
    """Say what will be done about the breach."""
    found, form = own(reference), PlanForm()
    if done(
        form,
        lambda: services.plan(
            found, note=filled(form.note), by=current_membership(), at=clock.now()
        ),
    ):
        flash("The plan is saved.", "success")
        return back_to(found)
    return asked(found, form, "Plan what to do", [form.note, form.submit])


@bp.route("/waiver", methods=["GET", "POST"])
@requires(Permission.WORK_BREACHES)
def propose_waiver(reference: str) -> ResponseReturnValue:
    """Propose to leave the breach be until a day."""
    found, form = own(reference), WaiverForm()
    if done(
        form,
        lambda: services.propose_waiver(
            found,
            reason=filled(form.reason),
            until=filled(form.until),
            by=current_membership(),
            at=clock.now(),
        ),
    ):
        flash("Proposed. Somebody else has to approve it.", "success")
        return back_to(found)
    return asked(found, form, "Propose a waiver", [form.reason, form.until, form.submit])


@bp.route("/waiver/decide", methods=["GET", "POST"])
@requires(Permission.APPROVE_WAIVER)
def decide_waiver(reference: str) -> ResponseReturnValue:
    """Approve or refuse a waiver that somebody else proposed."""
    found, form = own(reference), DecideWaiverForm()
    waiver = services.waiting_waiver(found)
    if waiver is None:
        flash("No waiver of this breach waits for a decision.")
        return back_to(found)
    if done(
        form,
        lambda: services.decide_waiver(
            waiver,
            approve=form.decision.data == "approve",
            note=filled(form.note),
            by=current_membership(),
            at=clock.now(),
        ),
    ):
        flash("The decision is saved.", "success")
        return back_to(found)
    return render_template(
        "monitoring/decide_waiver.html",
        form=form,
        waiver=waiver,
        breach=found,
        rule_title=title_of(found.rule_code),
    )


def acted(
    reference: str, act: Callable[[Breach, Membership, datetime], None], said: str
) -> ResponseReturnValue:
    """Do what a button asks, and go back to the breach with what came of it."""
    found = own(reference)
    try:
        act(found, current_membership(), clock.now())
        db.session.commit()
        if said:
            flash(said, "success")
    except DomainError as error:
        db.session.rollback()
        flash(error.message)
    return back_to(found)


def asked(found: Breach, form: PortalForm, title: str, fields: list[object]) -> ResponseReturnValue:
    """Show the form of an action."""
    return render_template(
        "monitoring/breach_form.html",
        form=form,
        fields=fields,
        title=title,
        rule_title=title_of(found.rule_code),
        breach=found,
    )


def own(reference: str) -> Breach:
    """Return a breach that the reader may see."""
    today = clock.today(clock.now())
    return first_or_404(queries.one(reference, current_membership(), today))


def back_to(found: Breach) -> ResponseReturnValue:
    return redirect(url_for("breaches.breach", reference=found.reference), code=303)
