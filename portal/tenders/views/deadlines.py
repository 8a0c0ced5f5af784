"""A later deadline: proposed by one person, decided by another."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.attempts import done, done_at_once
from portal.db import first_or_404
from portal.display import when
from portal.forms import filled
from portal.tenders.forms.procurements import ExtensionForm, ReturnExtensionForm
from portal.tenders.queries import procurements as queries
from portal.tenders.services import deadlines as services
from portal.tenders.views.invitation import extension_row
from portal.tenders.views.procurements import home_of, led_procurement

bp = Blueprint("deadlines", __name__)


@bp.route("/procurements/<reference>/extensions/new", methods=["GET", "POST"])
@requires(Permission.WRITE_FRAMEWORK)
def propose_extension(reference: str) -> ResponseReturnValue:
    """Propose a later deadline."""
    procurement = led_procurement(reference)
    form, by, at = ExtensionForm(), current_membership(), clock.now()

    def save() -> None:
        services.propose_extension(
            procurement,
            closes_at=filled(form.closes_at),
            reason=filled(form.reason),
            by=by,
            at=at,
        )

    if done(form, save):
        flash("The later deadline is proposed. Somebody else must approve it.", "success")
        return redirect(home_of(procurement), 303)
    return render_template(
        "tenders/authoring/extension.html",
        form=form,
        procurement=procurement,
        back_href=home_of(procurement),
    )


@bp.route("/procurements/<reference>/extensions/<extension>", methods=["GET", "POST"])
@requires(Permission.APPROVE_EXTENSION)
def decide_extension(reference: str, extension: str) -> ResponseReturnValue:
    """Show a later deadline to whoever decides about it; sent back with a reason by this form."""
    procurement = led_procurement(reference)
    one = first_or_404(queries.extension_of(procurement, extension))
    form, by, at = ReturnExtensionForm(), current_membership(), clock.now()

    def save() -> None:
        services.return_extension(one, reason=filled(form.reason), by=by, at=at)

    if done(form, save):
        flash("The deadline stays as it is.", "success")
        return redirect(home_of(procurement), 303)
    return render_template(
        "tenders/authoring/decide_extension.html",
        form=form,
        procurement=procurement,
        extension=extension_row(one),
        own=one.proposed_by.person_id == by.person_id,
        waiting=one.decided_at is None,
        back_href=home_of(procurement),
        approve_href=url_for(
            "deadlines.approve_extension", reference=reference, extension=extension
        ),
    )


@bp.post("/procurements/<reference>/extensions/<extension>/approve")
@requires(Permission.APPROVE_EXTENSION)
def approve_extension(reference: str, extension: str) -> ResponseReturnValue:
    """Extend the deadline."""
    procurement = led_procurement(reference)
    one = first_or_404(queries.extension_of(procurement, extension))
    by, at = current_membership(), clock.now()
    message = f"Bids now close on {when(one.closes_at)}. Everyone interested is told."
    done_at_once(lambda: services.approve_extension(one, by=by, at=at), message)
    return redirect(home_of(procurement), 303)
