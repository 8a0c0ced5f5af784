"""Mail that could not be sent, for the people who run the portal. What it says is never shown."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from portal import audit, clock, outbox
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.db import all_of, db, first_or_404
from portal.outbox import OutboxMessage

bp = Blueprint("mail", __name__, url_prefix="/mail")

SHOWN = 100


@bp.get("")
@requires(Permission.ADMINISTER)
def failed_mail() -> ResponseReturnValue:
    """List the newest messages that were given up, and how many wait."""
    waiting = db.session.scalar(
        select(func.count(OutboxMessage.id)).where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            ~OutboxMessage.unlisted,
        )
    )
    return render_template(
        "accounts/failed_mail.html",
        messages=all_of(outbox.given_up().limit(SHOWN)),
        waiting=waiting,
    )


@bp.post("/<hidden:message_id>/retry")
@requires(Permission.ADMINISTER)
def retry(message_id: int) -> ResponseReturnValue:
    """Try a message again from the beginning."""
    message = first_or_404(outbox.given_up().where(OutboxMessage.id == message_id))
    now = clock.now()
    outbox.retry(message, at=now)
    audit.record(message, "outbox_message.retried", by=current_membership(), at=now)
    db.session.commit()
    flash("The message will be sent again within a minute.", "success")
    return redirect(url_for("mail.failed_mail"), code=303)
