"""Who is acting in this request: the signed-in person and the one membership they act in."""

from typing import cast

from flask import g, request, session
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.db import db

SESSION_KEY = "membership_id"


def load_current() -> None:
    """Before each request: find the person and the membership that they act in.

    The session's choice counts only while the membership is theirs and has not ended; without
    one, the first live membership is taken.
    """
    g.person = g.membership = None
    g.memberships = []
    if request.endpoint == "static":  # Asking who is here would make the answer somebody's own.
        return
    g.person = current_user._get_current_object() if current_user.is_authenticated else None
    if g.person is None:
        return
    g.memberships = list(
        db.session.scalars(
            select(Membership)
            .where(Membership.person_id == g.person.id, Membership.ended_at.is_(None))
            .order_by(Membership.id)
        ).unique()
    )
    chosen = session.get(SESSION_KEY)
    g.membership = next(
        (one for one in g.memberships if one.id == chosen), next(iter(g.memberships), None)
    )


def current_person() -> Person:
    """Return the person signed in. Only views that require one may ask."""
    return cast("Person", g.person)


def current_membership() -> Membership:
    """Return the membership the person acts in. Only views that require one may ask."""
    return cast("Membership", g.membership)
