"""What the tests of the demo's estate share: a browser, things, and whose each of them is."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access import Permission, allows
from portal.accounts.current import SESSION_KEY
from portal.accounts.models import Membership, Region, RegionMember
from portal.db import db
from portal.tenders.models import Assignment, Duty, Procurement


class Browser(FlaskClient):
    """A client that does not look at how well pages are made, which takes its time."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # The test's own context outlives the request: what one request noted is not the next one's.
        for name in list(g):
            g.pop(name)
        response = super().open(*args, **kwargs)
        db.session.rollback()
        return response

    def sign_in(self, membership: Membership) -> "Browser":
        with self.session_transaction() as session:
            session["_user_id"] = membership.person.fs_uniquifier
            session[SESSION_KEY] = membership.id
        return self


May = Callable[[Membership], bool]


class Thing(NamedTuple):
    """Something that an address leads to: what goes into the address, and who may see it."""

    values: dict[str, Any]
    may: May


def everybody() -> list[Membership]:
    return list(db.session.scalars(select(Membership).order_by(Membership.id)).unique())


def may_open(permission: Permission | None, membership: Membership) -> bool:
    """Say whether somebody's role lets them open pages of a kind."""
    return permission is not None and allows(permission, membership)


def of_organisations(*ids: int | None) -> May:
    return lambda membership: membership.organisation_id in ids


def of_membership(identity: int) -> May:
    return lambda membership: membership.id == identity


def region_ids(region: Region) -> list[int]:
    members = select(RegionMember.organisation_id).where(RegionMember.region_id == region.id)
    return [region.lead_organisation_id, *db.session.scalars(members)]


def of_region(region: Region) -> May:
    return of_organisations(*region_ids(region))


def with_duty(procurement: Procurement, *duties: Duty) -> May:
    held = select(Assignment.membership_id).where(
        Assignment.procurement_id == procurement.id,
        Assignment.duty.in_(duties or tuple(Duty)),
        Assignment.ended_at.is_(None),
    )
    ids = set(db.session.scalars(held))
    return lambda membership: membership.id in ids


def all_rows(model: type[Any]) -> list[Any]:
    return list(db.session.scalars(select(model).order_by(model.id)).unique())


def first(model: type[Any], **named: Any) -> Any:
    statement = select(model).filter_by(**named).order_by(model.id).limit(1)
    return db.session.scalars(statement).unique().first()


def references(**rows: Any) -> dict[str, Any]:
    """The references of what is there; what is not is left out."""
    return {name: row.reference for name, row in rows.items() if row is not None}


@cache
def listed(found: Callable[[], Iterable[Thing]]) -> list[tuple[tuple[int, ...], Thing]]:
    """Every thing of a kind, with the ids of the memberships that may see it."""
    people = everybody()
    return [(tuple(one.id for one in people if thing.may(one)), thing) for thing in found()]
