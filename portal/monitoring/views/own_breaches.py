"""Breaches put to one's own organisation, and the replies to them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import make_once
from portal.contracts.views.asking import filters, links
from portal.db import first_or_404
from portal.forms import filled
from portal.monitoring.forms.replies import ReplyForm
from portal.monitoring.models import Position, PutBreach, PutStatus
from portal.monitoring.queries import replies as queries
from portal.monitoring.rules import BY_CODE
from portal.monitoring.services import replies as services
from portal.monitoring.services.replies import Said
from portal.monitoring.views import put as presenting
from portal.monitoring.views.presenting import title_of
from portal.monitoring.views.reply_files import kept, sent
from portal.paging import page_of

bp = Blueprint("own_breaches", __name__, url_prefix="/our/breaches")

STATES = [
    ("", "All"),
    (queries.WAITING, "Waiting for your reply"),
    (queries.REPLIED, "You have replied"),
    (queries.PAST, "Past"),
]


@bp.get("")
@requires(Permission.ANSWER_BREACHES)
def index() -> ResponseReturnValue:
    """List the breaches put to one's own organisation."""
    acting, today = current_membership(), clock.today(clock.now())
    chosen = filters("state")
    page = page_of(
        queries.own(acting, chosen["state"]),
        sort=[PutBreach.put_at, PutBreach.id],
        key=lambda one: [one.put_at, one.id],
        cursor=request.args.get("cursor"),
        descending=True,
    )
    return render_template(
        "monitoring/own_breaches.html",
        breaches=presenting.own_lines(page.rows, today),
        chosen=chosen,
        states=STATES,
        links=links(page, "own_breaches.index", chosen),
    )


@bp.get("/<reference>")
@requires(Permission.ANSWER_BREACHES)
def show(reference: str) -> ResponseReturnValue:
    """Show what was found, what is asked, and what was replied."""
    found, today = own(reference), clock.today(clock.now())
    rule = BY_CODE.get(found.breach.rule_code)
    return render_template(
        "monitoring/own_breach.html",
        put=found,
        title=title_of(found.breach.rule_code),
        meaning=rule.meaning if rule else "",
        state=presenting.state_of(found, today),
        facts=presenting.own_facts(found),
        replies=presenting.replies(found, "own_breaches.reply_file", reference=reference),
        may_reply=found.status is not PutStatus.RESPONDED,
    )


@bp.route("/<reference>/reply", methods=["GET", "POST"])
@requires(Permission.ANSWER_BREACHES)
def reply(reference: str) -> ResponseReturnValue:
    """Reply to a breach."""
    acting, now = current_membership(), clock.now()
    found, form = own(reference), ReplyForm()
    page = url_for("own_breaches.show", reference=reference)
    if found.status is PutStatus.RESPONDED:
        flash("The contract manager has responded: this can no longer be answered.")
        return redirect(page, code=303)

    def act() -> str:
        said = Said(
            Position(filled(form.position)),
            filled(form.text),
            form.plan.data or "",
            form.plan_by.data,
            kept(form.file.data),
        )
        services.reply(found, said, by=acting, at=now)
        return page

    if make_once(form, act, membership_id=acting.id, at=now) is not None:
        flash(
            "Your reply is sent. You can add to it until the contract manager responds.", "success"
        )
        return redirect(page, code=303)
    return render_template(
        "monitoring/reply.html", form=form, put=found, rule_title=title_of(found.breach.rule_code)
    )


@bp.get("/<reference>/files/<reply>")
@requires(Permission.ANSWER_BREACHES)
def reply_file(reference: str, reply: str) -> ResponseReturnValue:
    """Send the document of one's own reply."""
    acting = current_membership()
    ids = queries.own(acting).where(PutBreach.reference == reference)
    only = ids.with_only_columns(PutBreach.id).order_by(None)
    return sent(first_or_404(queries.reply_of(reply, only)))


def own(reference: str) -> PutBreach:
    """Return a breach that was put to the reader's own organisation."""
    return first_or_404(queries.own_one(reference, current_membership()))
