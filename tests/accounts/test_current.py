"""Who acts, in which membership."""

from portal.access import Role
from tests.factories.accounts import member


def test_a_membership_carries_its_roles(session):
    assert member(None, Role.BID_WRITER).roles == {Role.BID_WRITER}


def test_a_style_sheet_is_the_same_for_everybody_and_touches_no_session(app, client, count_queries):
    client.sign_in(member(None, Role.BID_WRITER))
    client.get("/account")
    with count_queries() as queries:
        sheet = client.get("/static/portal.css")
    sheet.close()
    assert sheet.status_code == 200
    assert "Set-Cookie" not in sheet.headers
    assert not queries
