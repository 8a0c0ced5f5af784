"""Everything that one's own organisation has to send or to answer, by date."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, requires
from portal.accounts.current import current_membership
from portal.accounts.due import DueState
from portal.contracts.views.asking import filters
from portal.monitoring.dues import SOURCES, all_due

bp = Blueprint("due", __name__, url_prefix="/our/due")

ON_A_PAGE = 100
UNDATED = "No day is set"


@bp.get("")
@requires(Permission.AGREE_PLACEMENTS)
def index() -> ResponseReturnValue:
    """List what is due, month by month."""
    today, chosen = clock.today(clock.now()), filters("kind", "state")
    found = all_due(current_membership(), today, chosen["kind"])
    shown = [one for one in found if chosen["state"] in {"", one.state(today).value}]
    part = max(0, request.args.get("part", 0, type=int)) if len(shown) > ON_A_PAGE else 0
    rows: list[dict[str, Any]] = [
        {
            "text": one.text,
            "href": one.href,
            "about": one.about,
            "due_on": one.due_on,
            "state": one.state(today).value,
            "month": f"{one.due_on:%B %Y}" if one.due_on else UNDATED,
        }
        for one in shown[part * ON_A_PAGE : (part + 1) * ON_A_PAGE]
    ]
    return render_template(
        "monitoring/due.html",
        months=[(month, list(some)) for month, some in groupby(rows, lambda one: one["month"])],
        chosen=chosen,
        kinds=[(name, words) for name, words, _permission, _source in SOURCES],
        states=[(one.value, one.value) for one in DueState],
        part=part,
        more=len(shown) > (part + 1) * ON_A_PAGE,
    )
