"""Who acts, in which membership."""

from portal.access import Role
from tests.factories.accounts import member


def test_a_membership_carries_its_roles(session):
    assert member(None, Role.BID_WRITER).roles == {Role.BID_WRITER}
