"""The front page: what the portal is, or what needs doing now."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, inbox
from portal.access import public
from portal.accounts import navigation, second_factor, set_up
from portal.accounts.models import Membership
from portal.accounts.sections import Section
from portal.accounts.todo import ToDo
from portal.contracts import todo as contracts_todo
from portal.db import all_of
from portal.monitoring import todo as monitoring_todo
from portal.providers import todo as providers_todo
from portal.tenders import todo as tenders_todo
from portal.tenders.views.under_way import under_way

bp = Blueprint("home", __name__)

Gatherer = Callable[..., list[ToDo]]
GATHERERS: tuple[Gatherer, ...] = (
    set_up.todo,
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
        under_way=under_way(membership, now=now),
        sections=links_to(navigation.menu_for(membership)),
        others=links_to(navigation.other_sections(membership)),
        items=all_of(inbox.items_of(membership.id).limit(LATEST)),
        unread=inbox.unread_count(membership.id),
    )


def links_to(sections: Sequence[Section]) -> list[dict[str, str]]:
    """Return sections as plain links; the inbox has a place of its own on the page."""
    return [
        {"text": one.text, "href": url_for(one.endpoint), "about": one.about}
        for one in sections
        if one.endpoint != navigation.INBOX
    ]


def what_waits(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Gather what needs doing now for a membership from every domain, in the order of the way."""
    waiting = [one for gather in GATHERERS for one in gather(membership, now=now)]
    if second_factor.needs(membership) and not second_factor.has(membership.person):
        waiting.append(
            ToDo(
                "Protect your account with an authenticator app",
                url_for("second_factor.status"),
                "A stolen password is then not enough to sign in as you.",
            )
        )
    return waiting
