"""What every page says about who is here: the header, the menu and the footer."""

from typing import Any

from flask import g, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.accounts import queries
from portal.accounts.models import Membership, Region
from portal.accounts.navigation import navigation
from portal.db import db


def who_is_here() -> dict[str, Any]:
    """Return what the skeleton of the pages reads about the person, and where its links lead."""
    person, membership = g.get("person"), g.get("membership")
    memberships = g.get("memberships", [])
    return {
        "current_person": person,
        "current_membership": membership,
        "memberships": memberships,
        "region_name": region_name(membership),
        "navigation": navigation(),
        "home_url": url_for("home.home"),
        "sign_in_url": url_for("sign_in.sign_in"),
        "register_url": url_for("registration.register"),
        "sign_out_url": url_for("sign_in.sign_out"),
        "account_url": url_for("account.account"),
        "switch_url": url_for("account.organisations") if len(memberships) > 1 else None,
    }


def region_name(membership: Membership | None) -> str | None:
    """Return the co-operative that runs the region at hand, or the only one there is."""
    if "region_name" not in g:
        try:
            found = list(db.session.scalars(_regions(membership)))
            g.region_name = found[0].lead.name if len(found) == 1 else None
        except SQLAlchemyError:  # The error page is drawn even where the database is gone.
            g.region_name = None
    name: str | None = g.region_name
    return name


def _regions(membership: Membership | None) -> Any:
    own = queries.regions_of(membership, clock.today(clock.now())) if membership else None
    if own is not None and db.session.scalars(own.limit(1)).first():
        return own.limit(2)
    return select(Region).order_by(Region.id).limit(2)
