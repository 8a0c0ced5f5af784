"""What a membership has been told inside the portal."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.session import safe_path
from portal.db import db, first_or_404
from portal.inbox import InboxItem, items_of
from portal.paging import page_of

bp = Blueprint("inbox", __name__, url_prefix="/inbox")

PAGE = 25


@bp.get("")
@requires(Permission.ACT)
def inbox() -> ResponseReturnValue:
    """List notices, newest first, a page at a time."""
    page = page_of(
        items_of(current_membership().id),
        sort=(InboxItem.at, InboxItem.id),
        key=lambda item: (item.at, item.id),
        cursor=request.args.get("cursor"),
        descending=True,
        size=PAGE,
    )
    return render_template(
        "accounts/inbox.html",
        items=page.rows,
        previous=url_for("inbox.inbox", cursor=page.before) if page.before else None,
        next_page=url_for("inbox.inbox", cursor=page.after) if page.after else None,
    )


@bp.post("/<hidden:item_id>/open")
@requires(Permission.ACT)
def open_item(item_id: int) -> ResponseReturnValue:
    """Mark a notice as read and go where it leads."""
    item = first_or_404(items_of(current_membership().id).where(InboxItem.id == item_id))
    if item.read_at is None:
        item.read_at = clock.now()
    target = safe_path(item.link, url_for("inbox.inbox"))
    db.session.commit()
    return redirect(target, code=303)
