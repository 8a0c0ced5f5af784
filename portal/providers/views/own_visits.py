"""What quality assurance visits found at one's own services, and what was done about it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, paging
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done
from portal.db import first_or_404
from portal.forms import filled
from portal.providers.forms.visits import ReportForm
from portal.providers.models import ActionStatus, QualityVisit
from portal.providers.queries import visits as queries
from portal.providers.services import visits
from portal.providers.views.lists import page_links
from portal.providers.views.visits import action_row, facts_of, findings_of, row_of

bp = Blueprint("own_visits", __name__, url_prefix="/own-visits")


@bp.get("")
@requires(Permission.MANAGE_PROVIDER)
def index() -> ResponseReturnValue:
    """List the visits to one's own services, the latest first."""
    page = paging.page_of(
        queries.received(current_membership()),
        sort=[QualityVisit.visited_on, QualityVisit.id],
        key=lambda one: [one.visited_on, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    today = clock.today(clock.now())
    return render_template(
        "providers/visits/own.html",
        rows=[row_of(one, today) for one in page.rows],
        links=page_links(page, "own_visits.index"),
    )


@bp.get("/<reference>")
@requires(Permission.MANAGE_PROVIDER)
def visit(reference: str) -> ResponseReturnValue:
    """Show what a visit found and what is to be done."""
    found, today = own(reference), clock.today(clock.now())
    return render_template(
        "providers/visits/own_visit.html",
        visit=found,
        facts=facts_of(found),
        findings=findings_of(found),
        actions=[action_row(one, today) for one in found.actions],
    )


@bp.route("/<reference>/actions/<int:number>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROVIDER)
def report(reference: str, number: int) -> ResponseReturnValue:
    """Say how an action was done."""
    found, form = own(reference), ReportForm()
    action = next((one for one in found.actions if one.number == number), None) or abort(404)
    if action.status is not ActionStatus.OPEN:
        abort(404)

    def act() -> None:
        text = filled(form.text)
        visits.report_done(action, text=text, by=current_membership(), at=clock.now())

    if done(form, act):
        flash("The visitor is told that you have done it.", "success")
        return redirect(url_for("own_visits.visit", reference=reference), code=303)
    row = action_row(action, clock.today(clock.now()))
    return render_template("providers/visits/report.html", form=form, visit=found, action=row)


def own(reference: str) -> QualityVisit:
    """Return a shared visit to one's own service, or answer 404."""
    found = queries.received(current_membership()).where(QualityVisit.reference == reference)
    return first_or_404(queries.with_everything(found))
