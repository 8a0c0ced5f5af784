"""A contract manager puts a breach to its provider, reads the replies and responds."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, make_once
from portal.db import first_or_404
from portal.forms import filled
from portal.monitoring.forms.replies import PutForm, RespondForm
from portal.monitoring.models import PutBreach
from portal.monitoring.queries import replies as queries
from portal.monitoring.services import replies as services
from portal.monitoring.views.breach_actions import asked, back_to, own
from portal.monitoring.views.presenting import title_of
from portal.monitoring.views.reply_files import sent

bp = Blueprint("putting", __name__, url_prefix="/breaches/<reference>")


@bp.route("/put", methods=["GET", "POST"])
@requires(Permission.WORK_BREACHES)
def put(reference: str) -> ResponseReturnValue:
    """Put the breach to the provider, with words and a day by which to reply."""
    acting, now = current_membership(), clock.now()
    found, form = own(reference), PutForm(data={"due_on": services.usual_due_on(now)})
    if not services.can_be_put(found):
        flash("Only an open breach of contract can be put to its provider.")
        return back_to(found)

    def act() -> str:
        services.put_to_provider(
            found, message=filled(form.message), due_on=filled(form.due_on), by=acting, at=now
        )
        return url_for("breaches.breach", reference=reference)

    if make_once(form, act, membership_id=acting.id, at=now) is not None:
        flash("The provider is told and asked to reply.", "success")
        return back_to(found)
    return asked(
        found, form, "Put this breach to the provider", [form.message, form.due_on, form.submit]
    )


@bp.route("/puts/<put_reference>/respond", methods=["GET", "POST"])
@requires(Permission.WORK_BREACHES)
def respond(reference: str, put_reference: str) -> ResponseReturnValue:
    """Say what came of the provider's replies."""
    found, form = own(reference), RespondForm()
    one = first_or_404(queries.puts_of(found.id).where(PutBreach.reference == put_reference))
    if done(
        form,
        lambda: services.respond(
            one, response=filled(form.response), by=current_membership(), at=clock.now()
        ),
    ):
        flash("The provider is told.", "success")
        return back_to(found)
    return render_template(
        "monitoring/breach_form.html",
        form=form,
        fields=[form.response, form.submit],
        title="Respond to the provider",
        rule_title=title_of(found.rule_code),
        breach=found,
    )


@bp.get("/replies/<reply>/file")
@requires(Permission.SEE_BREACHES)
def reply_file(reference: str, reply: str) -> ResponseReturnValue:
    """Send the document of a provider's reply."""
    found = own(reference)
    of_breach = queries.puts_of(found.id).with_only_columns(PutBreach.id).order_by(None)
    return sent(first_or_404(queries.reply_of(reply, of_breach)))
