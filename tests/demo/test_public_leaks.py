"""Nothing public and no e-mail of the demo names a home, says where it is or tells of a child.

A service that bears its organisation's own name (most agencies do) is public by that name, since
suppliers are published.
"""

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.access import Permission, permission_of
from portal.accounts.models import Organisation
from portal.contracts.models import ChildRecord
from portal.db import db
from portal.providers.models import Premises, RegisterSetting, Service
from portal.tenders.models import Framework
from tests.demo.test_every_page import LINK
from tests.test_pdf import texts

POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b")
MOST = 600


def hidden_words() -> set[str]:
    """What must stay inside: names and places of homes, URNs and references of children."""
    public_names = " ".join(db.session.scalars(select(Organisation.name)))
    names = {*db.session.scalars(select(Service.name)), *db.session.scalars(select(Premises.name))}
    names |= set(db.session.scalars(select(RegisterSetting.name)))
    places = {
        *db.session.scalars(select(Service.postcode)),
        *db.session.scalars(select(Premises.postcode)),
    }
    codes = {
        *db.session.scalars(select(RegisterSetting.urn)),
        *db.session.scalars(select(Service.urn)),
        *db.session.scalars(select(ChildRecord.child_reference)),
    }
    private = {name for name in names if name and name not in public_names}
    return {word for word in private | places | codes if word}


def leaks(text: str, hidden: set[str]) -> set[str]:
    """Return what a text gives away."""
    found = {word for word in hidden if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)}
    return found | set(POSTCODE.findall(text))


def readable(answer) -> str:
    """Return an answer's words, those of a PDF included."""
    if answer.mimetype == "application/pdf":
        return " ".join(texts(answer.data))
    return answer.get_data(as_text=True)


def public_rules(app) -> list[Rule]:
    """Return the addresses that need nobody signed in and take no values."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if permission_of(app.view_functions[rule.endpoint]) is Permission.PUBLIC
        and "GET" in (rule.methods or ())
        and not rule.arguments
    ]


def walked(client, starts) -> dict[str, str]:
    """Return every public page and file that links lead to, as its words by its address."""
    found: dict[str, str] = {}
    waiting, seen = deque(starts), set(starts)
    while waiting:
        assert len(found) < MOST, "there are more public pages than this test looks at"
        path = waiting.popleft()
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        found[path] = readable(answer)
        links = LINK.findall(found[path]) + re.findall(
            r"http://localhost(?::\d+)?(/[^\"<>\s]*)", found[path]
        )
        for link in links:
            target = urljoin(f"http://localhost{path}", link.replace("&amp;", "&"))
            address = target.removeprefix("http://localhost")
            if urlsplit(target).netloc == "localhost" and address not in seen:
                seen.add(address)
                waiting.append(address)
    return found


@pytest.fixture
def starts(demo):
    return ["/", *(rule.rule for rule in public_rules(demo))]


def test_no_public_page_feed_or_file_gives_a_home_or_a_child_away(demo, starts):
    hidden = hidden_words()
    assert len(hidden) > 50
    found = walked(demo.test_client(), starts)
    assert len(found) > 10
    given_away = {path: leaks(text, hidden) for path, text in found.items()}
    assert {path: words for path, words in given_away.items() if words} == {}


def test_no_letter_gives_a_home_or_a_child_away(demo):
    hidden, letters = hidden_words(), demo.extensions["letters"]
    assert letters
    assert {letter: leaks(letter, hidden) for letter in letters if leaks(letter, hidden)} == {}


def test_a_planted_name_is_found(demo, starts):
    hidden = hidden_words()
    title = db.session.scalars(select(Framework.title).order_by(Framework.id)).all()[0]
    before = walked(demo.test_client(), starts)
    showing = [path for path, text in before.items() if title in text]
    assert showing
    framework = db.session.scalars(select(Framework).where(Framework.title == title)).one()
    home = sorted(hidden)[0]
    framework.title = f"{home} at ZZ9 9ZZ"
    db.session.commit()
    try:
        found = walked(demo.test_client(), starts)
        given_away = set().union(*(leaks(text, hidden | {home}) for text in found.values()))
        assert {home, "ZZ9 9ZZ"} <= given_away
    finally:
        framework.title = title
        db.session.commit()
