"""The front page: what the portal is, or what needs doing now."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, inbox
from portal.access import public
from portal.accounts import navigation, second_factor
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.contracts import todo as contracts_todo
from portal.db import all_of
from portal.monitoring import todo as monitoring_todo
from portal.providers import todo as providers_todo
from portal.tenders import todo as tenders_todo

bp = Blueprint("home", __name__)

Gatherer = Callable[..., list[ToDo]]
GATHERERS: tuple[Gatherer, ...] = (
    providers_todo.todo,
    tenders_todo.todo,
    contracts_todo.todo,
    monitoring_todo.todo,
)
LATEST = 5
OPPORTUNITIES = "opportunities.opportunities"


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show a visitor what this is, and somebody signed in what waits for them."""
    if g.person is None:
        known = OPPORTUNITIES in current_app.view_functions
        return render_template(
            "monitoring/welcome.html", opportunities=url_for(OPPORTUNITIES) if known else None
        )
    membership: Membership | None = g.membership
    if membership is None:
        return render_template("monitoring/no_organisation.html")
    now = clock.now()
    return render_template(
        "monitoring/home.html",
        membership=membership,
        first_name=membership.person.name.split(" ")[0],
        todos=what_waits(membership, now=now),
        sections=[
            {"text": one.text, "href": url_for(one.endpoint), "about": one.about}
            for one in navigation.sections_for(membership)
        ],
        items=all_of(inbox.items_of(membership.id).limit(LATEST)),
        unread=inbox.unread_count(membership.id),
    )


def what_waits(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Gather what needs doing now for a membership from every domain, in the order of the way."""
    waiting = [one for gather in GATHERERS for one in gather(membership, now=now)]
    if second_factor.needs(membership) and not second_factor.has(membership.person):
        waiting.append(
            ToDo(
                "Protect your account with an authenticator app",
                url_for("second_factor.status"),
                "Your role can change what others are paid. A password alone can be stolen.",
            )
        )
    return waiting
