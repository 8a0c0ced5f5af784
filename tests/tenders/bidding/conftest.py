"""An open invitation, a bidder and an entry for every test of bidding."""

from datetime import timedelta

import pytest

from tests.factories.bids import bidder, complete_entry
from tests.factories.tenders import CLOSES_AT, published_procurement

SECOND = timedelta(seconds=1)
OPEN = CLOSES_AT - timedelta(minutes=10)


@pytest.fixture
def procurement(session):
    return published_procurement()


@pytest.fixture
def writer(session):
    """Somebody who writes bids for a provider."""
    return bidder()


@pytest.fixture
def entry(procurement, writer):
    """An entry that lacks nothing, not submitted."""
    return complete_entry(procurement, writer)


@pytest.fixture
def browser(client, writer, at):
    """The bidder's browser, ten minutes before the close."""
    at(OPEN)
    return client.sign_in(writer)


@pytest.fixture
def send(browser, entry):
    """Press the button that submits the entry; return the page that follows."""

    def press(pressed="one", **more):
        return browser.post(
            f"/entries/{entry.reference}/submit",
            data={"agree": "y", "token": pressed, **more},
            follow_redirects=True,
        )

    return press
