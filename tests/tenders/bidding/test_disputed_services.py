"""A disputed claim of a service tells nobody that somebody bids with it."""

from portal.providers.services.claim_disputes import is_bound
from tests.factories.bids import send_entry


def test_a_sealed_entry_does_not_bind_its_service(entry, writer):
    send_entry(entry, writer)
    assert not is_bound(entry.service)
