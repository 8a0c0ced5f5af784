"""Notices to memberships."""

from datetime import timedelta

from portal import inbox
from portal.access import Role
from tests.factories.accounts import member


def tell(ids, now, key="news"):
    inbox.tell(ids, "Title", "Body", link="/", at=now, dedupe_key=key)


def test_the_same_news_reaches_each_membership_once(session, now):
    first, second = member(None, Role.BID_WRITER), member(None, Role.BID_WRITER)
    tell([first.id], now)
    tell([first.id, second.id, second.id], now)
    for one in (first, second):
        assert len(session.scalars(inbox.items_of(one.id)).all()) == 1


def test_telling_nobody_is_fine(session, now):
    tell([], now)


def test_notices_come_newest_first_and_are_counted_until_read(session, now):
    one = member(None, Role.BID_WRITER)
    tell([one.id], now, "older")
    tell([one.id], now + timedelta(minutes=1), "newer")
    found = session.scalars(inbox.items_of(one.id)).all()
    assert [item.dedupe_key for item in found] == ["newer", "older"]
    assert inbox.unread_count(one.id) == 2
    found[0].read_at = now
    assert inbox.unread_count(one.id) == 1
