"""The public register of who is on what lot: providers only, never a home, never a price."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import public
from portal.contracts.queries.appointments import register
from portal.db import db

bp = Blueprint("framework_register", __name__, url_prefix="/framework-register")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List providers by framework and lot."""
    today = clock.today(clock.now())
    rows = db.session.execute(register(today)).all()
    return render_template(
        "contracts/framework_register.html",
        as_at=today,
        frameworks=[
            _framework(list(lots)) for _id, lots in groupby(rows, lambda row: row[0].framework_id)
        ],
    )


def _framework(rows: list[Any]) -> dict[str, Any]:
    framework = rows[0][0].framework
    return {
        "title": framework.title,
        "region": framework.region.name,
        "starts_on": framework.starts_on,
        "ends_on": framework.ends_on,
        "lots": [
            {
                "name": providers[0][0].name,
                "providers": [{"name": row[1].name, "services": row[2]} for row in providers],
            }
            for providers in (list(group) for _id, group in groupby(rows, lambda row: row[0].id))
        ],
    }
