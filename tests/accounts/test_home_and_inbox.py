"""The front page, the inbox, and the progress of long work."""

from datetime import timedelta

import pytest
from flask import current_app

from portal import inbox, tasks
from portal.access import Role
from portal.accounts.todo import ToDo
from portal.inbox import InboxItem
from portal.monitoring.views import home
from tests.factories.accounts import RccFactory, RegionFactory, member
from tests.support.client import heading


@pytest.fixture
def priya(session):
    """A commissioner of a region."""
    region = RegionFactory(name="Severn Vale", lead=RccFactory(name="Severn Vale RCC"))
    return member(region.lead, Role.COMMISSIONER, name="Priya Nash")


def tell(membership, now, number=1, link="/help"):
    for n in range(number):
        inbox.tell(
            [membership.id],
            f"Notice {n}",
            "Something happened.",
            link=link,
            at=now - timedelta(hours=n),
            dedupe_key=f"notice {n}",
        )


def place_of(item):
    """The address of the button that opens a notice."""
    pages = current_app.url_map.bind("localhost")
    return pages.build("inbox.open_item", {"item_id": item.id}, method="POST")


def items(session):
    return session.query(InboxItem).order_by(InboxItem.id).all()


def test_a_visitor_reads_what_this_is(client):
    page = client.get("/")
    assert heading(page) == "The market place for children’s care in your region"
    assert 'href="/sign-in"' in page.text
    assert 'href="/register"' in page.text


def test_the_header_says_whose_region_it_is_and_who_is_here(client, priya):
    text = client.sign_in(priya).get("/").text
    assert "Severn Vale RCC" in text
    assert "Priya Nash" in text
    assert "Commissioner" in text
    assert "Switch organisation" not in text


def test_the_front_page_says_what_needs_doing_now(client, priya, monkeypatch):
    def gather(membership, *, now):
        return [ToDo("Answer a question", "/inbox", "Lot 3", count=2)]

    monkeypatch.setattr(home, "GATHERERS", (gather,))
    text = client.sign_in(priya).get("/").text
    assert "Answer a question" in text
    assert "Lot 3" in text
    assert "Protect your account with an authenticator app" in text


def test_nothing_to_do_is_said_so(client, session, monkeypatch):
    monkeypatch.setattr(home, "GATHERERS", ())
    sam = member(None, Role.BID_WRITER)
    text = client.sign_in(sam).get("/").text
    assert "Nothing waits for you" in text
    assert "Your inbox is empty" in text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_front_page(client, session, role):
    anybody = member(RccFactory(), role)
    page = client.sign_in(anybody).get("/")
    assert page.status_code == 200
    assert 'href="/inbox"' in page.text


def test_notices_are_read_in_parts_newest_first(client, priya, now):
    tell(priya, now, 30)
    client.sign_in(priya)
    assert "30 unread messages" in client.get("/").text
    first = client.get("/inbox")
    assert first.text.index("Notice 0<") < first.text.index("Notice 24<")
    assert "Notice 25<" not in first.text
    rest = client.get(first.text.split('rel="next"')[0].rpartition('href="')[2].split('"')[0])
    assert "Notice 29<" in rest.text
    assert client.get("/inbox?cursor=nonsense").status_code == 200


def test_twice_the_notices_take_the_same_number_of_queries(client, priya, now, count_queries):
    client.sign_in(priya)

    def read():
        with count_queries() as queries:
            client.get("/inbox")
        return len(queries)

    tell(priya, now, 5)
    first = read()
    tell(priya, now, 20)
    assert read() == first


def test_opening_a_notice_marks_it_read_and_leads_on(client, priya, now, session):
    tell(priya, now)
    client.sign_in(priya)
    item = items(session)[0]
    assert client.get(place_of(item)).status_code == 405
    assert client.post(place_of(item)).location == "/help"
    assert item.read_at is not None
    assert inbox.unread_count(priya.id) == 0
    assert client.post(place_of(item)).status_code == 303


def test_a_notice_leads_nowhere_else(client, priya, now, session):
    tell(priya, now, link="https://evil.example")
    client.sign_in(priya)
    assert client.post(place_of(items(session)[0])).location == "/inbox"


def test_nobody_opens_the_notice_of_another(client, priya, now, session):
    tell(priya, now)
    client.sign_in(member(None, Role.BID_WRITER))
    assert client.post(place_of(items(session)[0])).status_code == 404
    assert "Nothing here yet" in client.get("/inbox").text


def test_the_same_news_comes_once(session, priya, now):
    tell(priya, now)
    tell(priya, now)
    assert len(items(session)) == 1


def test_long_work_shows_its_progress_and_refreshes_without_scripts(client, priya, now, session):
    task = tasks.ask("import", "Import a file", {}, by=priya, at=now)
    client.sign_in(priya)
    tasks.claim(task, at=now)
    tasks.report(task, 40, 100, at=now, message="Reading rows")
    text = client.get(f"/tasks/{task.reference}").text
    assert "40 of 100 done" in text
    assert 'http-equiv="refresh"' in text
    tasks.finish(task, {"added": 98, "href": "/help", "text": "See it"}, at=now)
    text = client.get(f"/tasks/{task.reference}").text
    assert 'http-equiv="refresh"' not in text
    assert "Added" in text
    assert 'href="/help"' in text
    tasks.fail(task, "Row 7 has no name.", at=now)
    assert "Row 7 has no name." in client.get(f"/tasks/{task.reference}").text


def test_nobody_sees_the_work_of_another(client, priya, now):
    task = tasks.ask("import", "Import a file", {}, by=priya, at=now)
    client.sign_in(member(None, Role.BID_WRITER))
    assert client.get(f"/tasks/{task.reference}").status_code == 404
