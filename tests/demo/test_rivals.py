"""Nobody reaches what belongs to somebody else, whatever address they try."""

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.access import Permission, permission_of
from portal.accounts.models import Membership
from portal.contracts.models import ChildRecord, Search
from portal.db import db
from tests.demo.estate import address, things_for, with_parts
from tests.demo.lacking import add_what_the_demo_lacks
from tests.demo.things import Browser, Thing, everybody, listed, may_open

MOST_OWNERS = 2
RIVALS = 3
"""How many strangers with the right role try each thing."""
REACHED = {200, 302, 303}
NOT_IN_THE_DEMO = {
    "award.propose",
    "awards.appoint",
    "awards.appoint_all",
    "awards.block",
    "lots.edit_requirement",
    "opening.response_file",
    "own_breaches.reply_file",
    "putting.reply_file",
    "ranking.draw",
    "rating_reports.correct",
    "rating_reports.plan",
}
"""Pages of a stage at which nothing of the demo stands, or of files that none of its bids has."""


@pytest.fixture(scope="module", autouse=True)
def whole_estate(demo_app):
    """The demo with one of everything, and without it again afterwards."""
    with demo_app.app_context():
        made = [(type(one), one.id) for one in add_what_the_demo_lacks()]
    listed.cache_clear()
    yield
    with demo_app.app_context():
        for kind, identity in made:
            db.session.delete(db.session.get_one(kind, identity))
        db.session.commit()


def owned(rule: Rule) -> list[Thing]:
    """One thing for each set of owners, so that every organisation's is tried by its rivals."""
    found = things_for(rule)
    kinds: dict[tuple[int, ...], Thing] = {}
    for owners, thing in listed(found) if found else ():
        if rule.arguments <= thing.values.keys():
            kinds.setdefault(owners, thing)
    return list(kinds.values())[:MOST_OWNERS]


def rivals(thing: Thing, permission: Permission | None) -> list[Membership]:
    """Some whose role opens the page but not this thing, of different roles and organisations."""
    strangers = [one for one in everybody() if not thing.may(one) and may_open(permission, one)]
    kinds: dict[tuple[object, ...], Membership] = {}
    for one in strangers:
        kinds.setdefault((one.organisation.kind, frozenset(one.roles)), one)
    return [*kinds.values(), *(one for one in strangers if one not in kinds.values())][:RIVALS]


def without_the_role(permission: Permission | None) -> list[Membership]:
    return [one for one in everybody() if not may_open(permission, one)][:1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_belongs_to_somebody_else_is_not_there(demo, method):
    told, tried = [], 0
    for rule in with_parts(demo, method):
        permission = permission_of(demo.view_functions[rule.endpoint])
        for thing in owned(rule):
            place = address(demo, rule, thing.values)
            assert place is not None
            for wanted, people in (
                (404, rivals(thing, permission)),
                (403, without_the_role(permission)),
            ):
                for one in people:
                    tried += 1
                    client = Browser(demo).sign_in(one)
                    got = client.open(place, method=method).status_code
                    if got != wanted:
                        told.append(f"{one.person.email} {method} {place}: {got}, not {wanted}")
    assert not told, "\n".join(told)
    assert tried > 100


def test_nobody_signed_in_is_asked_to_sign_in(demo):
    for method in ("GET", "POST"):
        for rule in with_parts(demo, method):
            for thing in owned(rule)[:1]:
                answer = Browser(demo).open(address(demo, rule, thing.values), method=method)
                assert answer.status_code == 303, rule.rule
                assert answer.location.startswith("/sign-in?next="), rule.rule


def test_the_owners_get_there(demo):
    """Without this the rest would prove nothing: an address that nobody reaches hides nothing."""
    closed = []
    for rule in with_parts(demo, "GET"):
        permission = permission_of(demo.view_functions[rule.endpoint])
        found = things_for(rule)
        things = [one for _, one in listed(found)] if found else []
        whole = [one for one in things if rule.arguments <= one.values.keys()]
        if found and not any(opens(demo, rule, one, permission) for one in whole[::-1][:24]):
            closed.append(rule.endpoint)
    assert set(closed) == NOT_IN_THE_DEMO


def opens(demo, rule: Rule, thing: Thing, permission: Permission | None) -> bool:
    """Say whether one of the owners reaches a thing."""
    owners = [one for one in everybody() if thing.may(one) and may_open(permission, one)]
    return any(
        Browser(demo).sign_in(one).get(address(demo, rule, thing.values)).status_code in REACHED
        for one in owners[:2]
    )


def test_a_childs_reference_is_on_no_page_outside_the_council(demo):
    known = set(db.session.scalars(select(ChildRecord.child_reference)))
    known |= set(db.session.scalars(select(Search.child_reference)))
    assert known
    for rule in with_parts(demo, "GET"):
        permission = permission_of(demo.view_functions[rule.endpoint])
        for thing in owned(rule):
            readers = [
                one
                for one in everybody()
                if one.organisation.kind != "council"
                and thing.may(one)
                and may_open(permission, one)
            ]
            for one in readers[:2]:
                client = Browser(demo).sign_in(one)
                page = client.get(address(demo, rule, thing.values)).get_data()
                assert not [child for child in known if child.encode() in page], rule.rule
