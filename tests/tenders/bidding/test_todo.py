"""What the home page asks of bidders and of officers who open."""

from datetime import timedelta

import pytest

from portal.tenders.models import Duty, Envelope
from portal.tenders.services.declarations import declare
from portal.tenders.services.opening import authorise_opening
from portal.tenders.todos.bidding import todo
from tests.factories.bids import WRITTEN_AT, bidder, opened, send_entry
from tests.factories.tenders import CLOSES_AT, people_of

LATER = CLOSES_AT + timedelta(minutes=1)


@pytest.fixture
def ask(app):
    def titles(membership, now):
        with app.test_request_context():
            return [one.title for one in todo(membership, now=now)]

    return titles


def test_a_bidder_is_reminded_of_what_is_not_submitted_until_it_is(ask, app, entry, writer):
    title = f"Submit your bid for “{entry.procurement.title}”"
    assert ask(writer, WRITTEN_AT) == [title]
    with app.test_request_context():
        early, late = (
            todo(writer, now=now)[0].hint for now in (WRITTEN_AT, CLOSES_AT - timedelta(hours=1))
        )
    assert early == "Bids close on 18 December 2026 at midday GMT."
    assert late == "Closing soon: bids close on 18 December 2026 at midday GMT."
    send_entry(entry, writer)
    assert ask(writer, WRITTEN_AT) == []


def test_after_the_close_and_for_rivals_there_is_nothing_to_submit(ask, entry, writer):
    assert ask(writer, CLOSES_AT) == []
    assert ask(bidder(), WRITTEN_AT) == []


def test_openers_are_asked_to_declare_and_then_to_open_in_turn(ask, procurement):
    first, second = people_of(procurement, Duty.OPENER)
    assert ask(first, LATER) == ["Declare conflicts of interest"]
    for officer in (first, second):
        declare(procurement, by=officer, at=WRITTEN_AT, conflict=False)
    assert ask(first, CLOSES_AT) == []
    assert ask(first, LATER) == ask(second, LATER) == ["Open the bids"]
    authorise_opening(procurement, Envelope.QUALITY, by=first, at=LATER)
    assert ask(first, LATER) == []
    assert ask(second, LATER) == ["Open the bids"]


def test_without_bids_to_mark_the_prices_can_be_opened_at_once(ask, procurement):
    opened(procurement, LATER)
    assert ask(people_of(procurement, Duty.OPENER)[0], LATER) == ["Open the prices"]
