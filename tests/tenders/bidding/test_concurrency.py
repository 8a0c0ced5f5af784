"""Submitting, extending and opening at the same moment, each in a transaction of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.models import (
    Bid,
    DraftAnswer,
    Duty,
    Entry,
    Envelope,
    Opening,
    Procurement,
    Submission,
)
from portal.tenders.services.bids import start_bid
from portal.tenders.services.declarations import declare
from portal.tenders.services.drafts import save_answer
from portal.tenders.services.opening import authorise_opening, open_quality
from portal.tenders.services.submission import submit_entry
from tests.factories.bids import WRITTEN_AT, bidder, complete_entry, entry_of, reading, vault
from tests.factories.tenders import CLOSES_AT, people_of

LATER = CLOSES_AT + timedelta(minutes=1)


class Stage:
    """Runs pieces of work in threads, each with its own session, and says who waits."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pool = ThreadPoolExecutor(8)
        self.postgresql = db.engine.dialect.name == "postgresql"

    def start(self, work: Callable[[], Any]) -> Future[Any]:
        def run() -> Any:
            with self.app.app_context():
                try:
                    found = work()
                    db.session.commit()
                    return found
                except DomainError as error:
                    db.session.rollback()
                    return error
                finally:
                    db.session.remove()

        db.session.rollback()  # The test's own session must hold no lock meanwhile.
        return self.pool.submit(run)


@pytest.fixture
def stage(app, session):
    made = Stage(app)
    yield made
    made.pool.shutdown()
    session.rollback()


def submit(entry_id: int, by_id: int, pressed: str, held: Any = None) -> Callable[[], Any]:
    """Return work that submits an entry and, when `held` is given, waits before it commits."""

    def work() -> Any:
        entry, by = db.session.get_one(Entry, entry_id), db.session.get_one(Membership, by_id)
        outcome = submit_entry(entry, by=by, received_at=WRITTEN_AT, token=pressed, vault=vault())
        if held is not None:
            inside, go = held
            inside.set()
            assert go.wait(10)
        return type(outcome).__name__, outcome.reference

    return work


def test_two_presses_in_two_tabs_make_two_versions_and_lose_nothing(stage, entry, writer, session):
    session.commit()
    runs = [stage.start(submit(entry.id, writer.id, str(number))) for number in range(4)]
    assert {run.result(30)[0] for run in runs} == {"Submission"}
    session.rollback()
    versions = session.scalars(select(Submission.version).order_by(Submission.version)).all()
    assert versions == [1, 2, 3, 4]


def test_one_press_sent_several_times_at_once_has_one_receipt(stage, entry, writer, session):
    session.commit()
    runs = [stage.start(submit(entry.id, writer.id, "same")) for _ in range(4)]
    assert len({run.result(30) for run in runs}) == 1
    session.rollback()
    assert session.scalar(select(func.count(Submission.id))) == 1


def test_bidders_do_not_wait_for_each_other(stage, procurement, session):
    if not stage.postgresql:
        pytest.skip("SQLite has one writer at a time.")
    first, second = bidder(), bidder()
    entries = [complete_entry(procurement, by) for by in (first, second)]
    other = submit(entries[1].id, second.id, "b")
    session.commit()
    held = threading.Event(), threading.Event()
    slow = stage.start(submit(entries[0].id, first.id, "a", held))
    assert held[0].wait(10)
    assert stage.start(other).result(10)[0] == "Submission"
    held[1].set()
    assert slow.result(10)[0] == "Submission"


def extend(procurement_id: int) -> Callable[[], str]:
    """Return work that takes the lock an extension takes, then moves the deadline."""

    def work() -> str:
        procurement = db.session.get_one(Procurement, procurement_id)
        lock(procurement)
        procurement.closes_at += timedelta(days=7)
        return "extended"

    return work


def test_an_extension_waits_for_a_submission_under_way(stage, procurement, entry, writer, session):
    later = extend(procurement.id)
    session.commit()
    held = threading.Event(), threading.Event()
    slow = stage.start(submit(entry.id, writer.id, "a", held))
    assert held[0].wait(10)
    extension = stage.start(later)
    assert not waits_no_longer(extension)
    held[1].set()
    assert slow.result(20)[0] == "Submission"
    assert extension.result(20) == "extended"


def waits_no_longer(run: Future[Any]) -> bool:
    try:
        run.result(0.5)
    except TimeoutError:
        return False
    return True


def test_a_second_officers_double_press_opens_once(stage, procurement, entry, writer, session):
    first, second = people_of(procurement, Duty.OPENER)
    submit_entry(entry, by=writer, received_at=WRITTEN_AT, token="t", vault=vault())
    for officer in (first, second):
        declare(procurement, by=officer, at=WRITTEN_AT, conflict=False)
    authorise_opening(procurement, Envelope.QUALITY, by=first, at=LATER)
    session.commit()
    ids = procurement.id, second.id

    def work() -> str:
        found, by = db.session.get_one(Procurement, ids[0]), db.session.get_one(Membership, ids[1])
        open_quality(found, by=by, at=LATER, vault=vault())
        return "opened"

    outcomes = [run.result(30) for run in [stage.start(work) for _ in range(3)]]
    assert sum(one == "opened" for one in outcomes) == 1
    assert sum(isinstance(one, DomainError) for one in outcomes) == 2
    session.rollback()
    assert session.scalar(select(func.count(Opening.id))) == 1


def test_two_first_officers_at_once_leave_one_authorisation(stage, procurement, session):
    officers = people_of(procurement, Duty.OPENER)
    for officer in officers:
        declare(procurement, by=officer, at=WRITTEN_AT, conflict=False)
    session.commit()
    place, ids = procurement.id, [officer.id for officer in officers]

    def work(officer_id: int) -> Callable[[], str]:
        def run() -> str:
            by = db.session.get_one(Membership, officer_id)
            found = db.session.get_one(Procurement, place)
            authorise_opening(found, Envelope.QUALITY, by=by, at=LATER)
            return "authorised"

        return run

    outcomes = [run.result(30) for run in [stage.start(work(one)) for one in ids]]
    assert sum(one == "authorised" for one in outcomes) == 1


def test_two_colleagues_who_begin_at_once_share_one_bid(stage, procurement, writer, session):
    colleague = bidder(writer.organisation)
    session.commit()
    place, ids = procurement.id, [writer.id, colleague.id]

    def work(by_id: int) -> Callable[[], str]:
        def run() -> str:
            by = db.session.get_one(Membership, by_id)
            return start_bid(db.session.get_one(Procurement, place), by=by, at=WRITTEN_AT).reference

        return run

    assert len({run.result(30) for run in [stage.start(work(one)) for one in ids]}) == 1
    session.rollback()
    assert session.scalar(select(func.count(Bid.id))) == 1


def test_two_colleagues_who_save_at_once_both_keep_their_text(stage, procurement, writer, session):
    entry = entry_of(procurement, writer)
    session.commit()
    bid_id, question_id, by_id = entry.bid_id, procurement.questions[0].id, writer.id

    def work(text: str) -> Callable[[], str]:
        def run() -> str:
            bid = db.session.get_one(Bid, bid_id)
            question = next(q for q in bid.procurement.questions if q.id == question_id)
            by = db.session.get_one(Membership, by_id)
            return save_answer(
                bid,
                question,
                scope_key="organisation",
                text=text,
                seen=0,
                by=by,
                at=WRITTEN_AT,
                vault=vault(),
            )

        return run

    outcomes = {run.result(30) for run in [stage.start(work(one)) for one in ("one", "two")]}
    assert outcomes == {"kept", "set_aside"}
    session.rollback()
    draft = reading(entry.bid).entry(entry).answers[0].draft
    assert {draft.value, draft.asides[0].value} == {"one", "two"}
    assert session.scalar(select(func.count(DraftAnswer.id))) == 1
