"""Nobody outside a bidder's organisation can tell whether a procurement has no bids or many."""

import io
import itertools
import logging
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import IntegerConverter, Rule

from portal.access import STAFF_ROLES, OrganisationKind, Permission, Role, allows, permission_of
from portal.accounts.current import SESSION_KEY
from portal.accounts.models import Membership
from portal.config import settings
from portal.db import Base, db
from portal.files import TEXT, Upload
from portal.tenders.models import Duty, Entry, Procurement
from portal.tenders.sealing.canonical import sha256
from portal.tenders.services import bid_files
from portal.tenders.services.declarations import declare
from portal.tenders.services.submission import submit_entry, withdraw_entry
from tests.factories.accounts import (
    CouncilFactory,
    OrganisationFactory,
    RegionMemberFactory,
    member,
)
from tests.factories.bids import (
    EXPLANATION,
    WRITTEN_AT,
    bidder,
    complete_entry,
    entry_of,
    send_entry,
    vault,
    write_answers,
)
from tests.factories.tenders import CLOSES_AT, people_of, published_procurement

OPEN = CLOSES_AT - timedelta(minutes=10)
CLOSED = CLOSES_AT + timedelta(seconds=30)
OPERATOR = {Role.SYSTEM_ADMINISTRATOR}
COUNCIL = {Role.PLACEMENTS_OFFICER, Role.COUNCIL_FINANCE}
PACKAGES = ("accounts", "providers", "tenders", "contracts", "monitoring")
CHANGING = re.compile(r'nonce="[^"]*"|name="(?:csrf_token|token)"[^>]*')
OUTSIDE = {"static", "health.metrics"}
WHAT = "Hollyhock evenings"
FILE = "Hawthorn rota.txt"
CONTENT = b"Monday: Bryony and Sorrel\n"
PRICES = {"CORE": "5,173.29", "H11_DAY": "21.37"}
PENCE = {5_173_29, 21_37}
WORDS = (WHAT, "Hollyhock", FILE, "Hawthorn", CONTENT.decode().strip(), EXPLANATION)
FIGURES = ("5,173.29", "5173.29", "517329", "21.37")


class World:
    """A procurement under way, everybody who may look at it, and providers who may bid."""

    def __init__(self) -> None:
        self.procurement: Procurement = published_procurement()
        region = self.procurement.framework.region
        council = CouncilFactory()
        RegionMemberFactory(region=region, organisation=council)
        operator = OrganisationFactory(kind=OrganisationKind.OPERATOR)
        self.writers = [bidder() for _ in range(3)]
        self.viewers: list[Membership | None] = [None, bidder()]
        for role in sorted(STAFF_ROLES):
            home = operator if role in OPERATOR else council if role in COUNCIL else region.lead
            self.viewers.append(member(home, role))
        for duty in Duty:
            person = people_of(self.procurement, duty)[0]
            declare(self.procurement, by=person, at=WRITTEN_AT, conflict=False)
            self.viewers.append(person)
        db.session.commit()

    def references(self) -> dict[str, list[str]]:
        """Values to put into addresses, by the name of the part."""
        lot, question = self.procurement.lots[0], self.procurement.questions[0]
        return {
            "reference": [
                self.procurement.reference,
                self.procurement.framework.reference,
                self.writers[0].organisation.reference,
            ],
            "envelope": ["quality", "price"],
            "number": [str(lot.number)],
            "question": [question.reference],
            "question_reference": [question.reference],
            "code": [self.procurement.framework.region.code],
            "kind": ["procurement", "framework"],
        }


def bid(world: World) -> None:
    """Let the providers bid: drafts, versions, a withdrawal, a file, and one too late."""
    first, second, third = world.writers
    entry = complete_entry(world.procurement, first, text=WHAT, prices=PRICES)
    attach(entry, first)
    send_entry(entry, first)
    write_answers(entry, first, f"{WHAT}, again.")
    send_entry(entry, first)
    taken_back = complete_entry(world.procurement, second, text=WHAT, prices=PRICES)
    send_entry(taken_back, second)
    withdraw_entry(taken_back, by=second, received_at=WRITTEN_AT)
    submit_entry(taken_back, by=second, received_at=CLOSES_AT, token="late", vault=vault())
    entry_of(world.procurement, third)
    db.session.commit()


def attach(entry: Entry, by: Membership) -> None:
    """Add a file to an entry's first answer."""
    bid_files.add_file(
        entry.bid,
        entry.procurement.questions[0],
        scope_key="organisation",
        upload=Upload(FILE, TEXT, CONTENT, sha256(CONTENT)),
        by=by,
        at=WRITTEN_AT,
        vault=vault(),
    )


def addresses(app: Flask, rule: Rule, known: dict[str, list[str]]) -> Iterator[str]:
    """Yield the addresses of a page with every known value in its parts."""
    names = sorted(rule.arguments)
    values = [known.get(name, placeholder(rule, name)) for name in names]
    adapter = app.url_map.bind("localhost")
    for chosen in itertools.product(*values):
        filled = {
            name: int(value) if numeric(rule, name) else value
            for name, value in zip(names, chosen, strict=True)
        }
        yield adapter.build(rule.endpoint, filled, append_unknown=False)


def numeric(rule: Rule, name: str) -> bool:
    return isinstance(rule._converters[name], IntegerConverter)


def placeholder(rule: Rule, name: str) -> list[str]:
    """Something that fits a part of an address of which nothing is known."""
    converter = rule._converters[name]
    found = re.match(r"\(\?:([^|)]+)", converter.regex)
    if type(converter).__name__ == "AnyConverter" and found:
        return [found.group(1)]
    return ["1"] if numeric(rule, name) else ["none"]


def look(app: Flask, world: World, viewer: Membership | None) -> Iterator[tuple[str, str]]:
    """Yield what a person gets from every page they may open."""
    browser = FlaskClient(app)
    if viewer is not None:
        with browser.session_transaction() as session:
            session["_user_id"] = viewer.person.fs_uniquifier
            session["_fresh"] = True
            session[SESSION_KEY] = viewer.id
    known = world.references()
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if "GET" not in (rule.methods or ()) or rule.endpoint in OUTSIDE or permission is None:
            continue
        if permission is not Permission.SIGNED_IN and not allows(permission, viewer):
            continue
        for address in dict.fromkeys(addresses(app, rule, known)):
            answer = browser.get(address)
            yield address, f"{answer.status_code} {CHANGING.sub('', answer.text)}"


def everything(app: Flask, world: World) -> dict[tuple[int, str], str]:
    """What everybody gets from everything, by viewer and address."""
    db.session.commit()
    pages = {
        (place, address): page
        for place, viewer in enumerate(world.viewers)
        for address, page in look(app, world, viewer)
    }
    db.session.rollback()
    return pages


@pytest.fixture
def world(app):
    return World()


@pytest.mark.parametrize("moment", [OPEN, CLOSED], ids=["while open", "closed, not opened"])
def test_every_page_is_the_same_whether_there_are_no_bids_or_many(app, world, at, moment):
    at(moment)
    without = everything(app, world)
    bid(world)
    with_bids = everything(app, world)
    assert without.keys() == with_bids.keys()
    told = [place for place, page in with_bids.items() if without[place] != page]
    assert not told, f"These pages tell that there are bids: {told}"
    good = [address for (_, address), page in with_bids.items() if page.startswith("200")]
    assert any(world.procurement.reference in address for address in good), "nothing was looked at"


def test_the_figures_for_the_machine_room_do_not_count_what_bidders_do(app, world, client, at):
    at(OPEN)

    def figures():
        lines = client.get("/metrics").text.splitlines()
        return [line for line in lines if "health.metrics" not in line and line[:1] != "#"]

    entry = complete_entry(world.procurement, world.writers[0])
    client.sign_in(world.writers[0])
    before = figures()
    assert client.get(f"/entries/{entry.reference}/submit").status_code == 200
    client.post(f"/entries/{entry.reference}/submit", data={"agree": "y", "token": "t"})
    assert entry.submissions
    assert figures() == before


def jobs() -> Iterator[tuple[str, Any]]:
    for package in PACKAGES:
        for job in import_module(f"portal.{package}.jobs").JOBS:
            yield job.name, job.run


def test_every_job_reports_the_same_whether_there_are_no_bids_or_many(
    app, world, at, monkeypatch, tmp_path
):
    monkeypatch.setattr("portal.accounts.jobs.MAIL_FOLDER", tmp_path)
    monkeypatch.setattr("portal.accounts.jobs.write_heads", lambda *_, **__: tmp_path)
    moment = at(OPEN)

    def reports(minutes: int):
        now = moment + timedelta(minutes=minutes)
        return {name: dict(run(now)) for name, run in jobs()}

    reports(0)
    without = reports(1)
    bid(world)
    assert reports(2) == without
    assert list(tmp_path.iterdir()), "the receipts were sent all the same"


def test_nobody_is_told_of_a_bid_but_its_bidder(app, world):
    bid(world)
    own = {writer.person.email for writer in world.writers}
    mail, notices = Base.metadata.tables["outbox_message"], Base.metadata.tables["inbox_item"]
    assert set(db.session.scalars(select(mail.c.to))) <= own
    assert not db.session.scalars(select(notices.c.id)).all()


def test_no_word_price_or_file_name_of_a_bid_stands_in_the_database(app, world):
    bid(world)
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for column, value in row.items():
                where = f"{table.name}.{column}"
                assert not found_in(plain(value)), where
                if table.name not in {"price_line", "component"}:
                    assert not (isinstance(value, int) and value in PENCE), where


def plain(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def found_in(content: bytes) -> list[str]:
    """Say which words and figures of the bids stand in some bytes."""
    words = [word for word in WORDS if word.encode() in content]
    edge = rb"(?<![0-9a-zA-Z])%s(?![0-9a-zA-Z])"
    return words + [
        figure for figure in FIGURES if re.search(edge % re.escape(figure.encode()), content)
    ]


def test_the_search_finds_what_it_looks_for():
    assert found_in(f"told: {WHAT}".encode()) == [WHAT, "Hollyhock"]
    assert found_in(b'{"CORE": "5,173.29"}') == ["5,173.29"]
    assert found_in(b"|517329|") == ["517329"]


def test_no_word_price_or_file_name_stands_in_the_files_of_the_database_and_the_store(app, world):
    bid(world)
    folders = [Path(unquote(urlsplit(settings().files_url).path))]
    if db.engine.url.database and db.engine.dialect.name == "sqlite":
        folders.append(Path(db.engine.url.database))
    paths = [
        path
        for folder in folders
        for path in [*folder.parent.glob(f"{folder.name}*"), *folder.rglob("*")]
        if path.is_file()
    ]
    assert paths
    assert not {str(path): told for path in paths if (told := found_in(bytes_of(path)))}


def bytes_of(path: Path) -> bytes:
    """Read a file in a process of its own.

    Closing SQLite's file drops every lock that this process has on it, and then other processes
    take away the log that its connections still use (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    return subprocess.run(["cat", path], check=True, capture_output=True).stdout


def test_no_word_price_or_file_name_stands_in_the_log(app, world, client, at, caplog):
    at(OPEN)
    caplog.set_level(logging.DEBUG)
    writer = world.writers[0]
    entry = complete_entry(world.procurement, writer, text=WHAT, prices=PRICES)
    client.sign_in(writer)
    client.post(
        f"/bids/{entry.bid.reference}/answers/organisation/1",
        data={"text": f"{WHAT}!", "seen": "1", "file": (io.BytesIO(CONTENT), FILE)},
    )
    priced = {f"price-{code}": typed for code, typed in PRICES.items()} | {"seen": "1"}
    client.post(f"/entries/{entry.reference}/prices", data=priced)
    client.post(f"/entries/{entry.reference}/submit", data={"agree": "y", "token": "t"})
    assert entry.submissions
    assert not found_in(caplog.text.encode())
