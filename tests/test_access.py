"""One map of permissions, default deny, and a stamp on every view."""

import pytest
from flask import Blueprint, Flask, g

from portal import access
from portal.access import POLICY, ROLES_OF_KIND, STAFF_ROLES, Permission, Role, allows
from portal.accounts.current import load_current
from tests.factories.accounts import RccFactory, member
from tests.guards.access_table import Holder
from tests.support.applications import plain_app


def test_a_view_without_a_stamp_is_refused():
    app: Flask = plain_app()
    bp = Blueprint("careless", __name__)
    bp.add_url_rule("/careless", view_func=lambda: "everything")
    app.register_blueprint(bp)
    with app.test_request_context("/careless"), pytest.raises(Exception, match="404"):
        access.guard()


def test_every_permission_has_a_predicate_or_needs_none():
    without = {Permission.PUBLIC, Permission.SIGNED_IN}
    assert set(POLICY) == set(Permission) - without


def test_what_is_not_in_the_map_is_denied(monkeypatch):
    monkeypatch.delitem(POLICY, Permission.ADMINISTER)
    assert not allows(Permission.ADMINISTER, Holder(Role.SYSTEM_ADMINISTRATOR))


def test_nobody_may_do_only_what_is_public():
    assert [one for one in Permission if allows(one, None)] == [Permission.PUBLIC]


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.SUBMIT_BID, {Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER}),
        (Permission.APPROVE_AWARD, {Role.APPROVER}),
        (Permission.RECOMMEND_AWARD, {Role.COMMISSIONER}),
        (Permission.RECORD_PLACEMENT, {Role.PLACEMENTS_OFFICER}),
        (Permission.ADMINISTER, {Role.SYSTEM_ADMINISTRATOR}),
        (Permission.READ_AUDIT, {Role.AUDITOR}),
    ],
)
def test_a_permission_is_for_these_roles_and_no_other(permission, roles):
    assert {role for role in Role if allows(permission, Holder(role))} == roles


def test_who_places_children_sees_no_bid_and_who_marks_bids_sees_no_child():
    bids = (Permission.MARK_BIDS, Permission.OPEN_BIDS, Permission.SEE_PROCUREMENT)
    assert not any(allows(one, Holder(Role.PLACEMENTS_OFFICER)) for one in bids)
    children = (Permission.RECORD_PLACEMENT, Permission.SEE_COUNCIL_PLACEMENTS)
    for role in (Role.COMMISSIONER, Role.EVALUATOR, Role.APPROVER, Role.BID_WRITER):
        assert not any(allows(one, Holder(role)) for one in children)


def test_every_role_exists_in_some_kind_of_organisation():
    assert frozenset().union(*ROLES_OF_KIND.values()) == frozenset(Role)
    assert frozenset(Role) - ROLES_OF_KIND[access.OrganisationKind.PROVIDER] == STAFF_ROLES


def test_nobody_signed_in_is_taken_to_the_sign_in_page_and_back(client):
    assert client.get("/inbox?cursor=x").location == "/sign-in?next=/inbox?cursor%3Dx"


def test_the_wrong_role_is_refused_with_a_page(client, session):
    client.sign_in(member(RccFactory(), Role.EVALUATOR))
    answer = client.get("/organisations")
    assert answer.status_code == 403
    assert "<h1" in answer.text


def test_a_membership_that_ended_admits_nobody(client, session, now):
    officer = member(RccFactory(), Role.COMMISSIONER)
    client.sign_in(officer)
    assert client.get("/colleagues").status_code == 200
    officer.ended_at = now
    assert client.get("/colleagues").status_code == 403


def test_a_membership_of_somebody_else_in_the_session_counts_for_nothing(client, session):
    mine, theirs = member(None, Role.BID_WRITER), member(RccFactory(), Role.COMMISSIONER)
    client.sign_in(mine)
    with client.session_transaction() as cookie:
        cookie["membership_id"] = theirs.id
    assert client.get("/colleagues").status_code == 403


def test_the_current_person_is_found_without_a_membership(app):
    with app.test_request_context("/"):
        load_current()
        assert g.person is None
