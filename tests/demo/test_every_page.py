"""Every page that a person of the demo can reach by its links answers, and is well made."""

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.db import db

LINK = re.compile(r'<a[^>]*\shref="([^"#]+)')
MOST_PAGES = 400
VISITORS = (
    None,
    "priya.nair",
    "grace.adeyemi",
    "tom.ellery",
    "marcus.lund",
    "helen.tranter",
    "ruth.calloway",
    "aisha.rahman",
    "colin.peake",
    "dana.whitlock",
    "kwame.asante",
    "freya.dunn",
    "sam.okoro",
    "imogen.hale",
    "wyn.darrow",
    "ivy.castell",
)


def membership_of(login: str) -> Membership:
    return db.session.scalars(
        select(Membership).join(Membership.person).where(Person.email == f"{login}@demo.example")
    ).one()


def shape(path: str) -> str:
    """Return an address without what tells one thing of a kind from another."""
    parts = urlsplit(path)
    bare = re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|\b\w*\d\w*\b", "*", parts.path)
    return bare + "?" + re.sub(r"=[^&]*", "", parts.query)


@pytest.mark.parametrize("login", VISITORS, ids=lambda login: login or "nobody")
def test_every_page_that_can_be_reached_answers(demo, login):
    client = demo.test_client()
    if login:
        client.sign_in(membership_of(login))
    seen: set[str] = {"/"}
    kinds: dict[str, int] = {}
    waiting = deque(["/"])
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        answer = client.get(path)
        assert answer.status_code in {200, 302, 303}, f"{path} answers {answer.status_code}"
        if answer.mimetype != "text/html":
            continue
        for link in LINK.findall(answer.text):
            target = urljoin(f"http://localhost{path}", link.replace("&amp;", "&"))
            if urlsplit(target).netloc != "localhost":
                continue
            address = target.removeprefix("http://localhost")
            kind = shape(address)
            if address in seen or kinds.get(kind, 0) >= 3:
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            seen.add(address)
            waiting.append(address)
    assert len(seen) > 5
