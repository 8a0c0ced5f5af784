"""Bids written and submitted through the services that people use."""

from datetime import UTC, datetime

from portal.access import Role
from portal.accounts.models import Membership, Organisation
from portal.config import settings
from portal.db import db, random_reference
from portal.providers.models import Service
from portal.tenders.models import Bid, Duty, Entry, Envelope, Lot, Procurement, Submission
from portal.tenders.services.bids import add_entries, start_bid
from portal.tenders.services.declarations import declare
from portal.tenders.services.drafting import BidDraft, questions_for, read_bid, specification_of
from portal.tenders.services.drafts import (
    save_answer,
    save_confirmations,
    save_prices,
    scope_key,
)
from portal.tenders.services.opening import authorise_opening, open_quality
from portal.tenders.services.submission import submit_entry
from portal.tenders.services.vault import Vault
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import people_of

WRITTEN_AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ANSWER = "Each child has a plan that the whole home knows by heart."
EXPLANATION = "We rent the garden of the school next door."
PRICES = {"CORE": "5,200.00", "H11_DAY": "21.50"}


def vault() -> Vault:
    """Return the vault of the test's application."""
    return Vault.of(settings())


def bidder(organisation: Organisation | None = None) -> Membership:
    """Return a bid writer of a provider."""
    return member(organisation or OrganisationFactory(), Role.BID_WRITER)


def entry_of(
    procurement: Procurement, by: Membership, *, lot: Lot | None = None, **service
) -> Entry:
    """Return an entry without a word written, with a service of its own."""
    bid = start_bid(procurement, by=by, at=WRITTEN_AT)
    wanted = lot or procurement.lots[0]
    own: Service = ServiceFactory(
        organisation=by.organisation, provision_type=wanted.provision_type, **service
    )
    return add_entries(bid, wanted, [own], by=by, at=WRITTEN_AT)[0]


def write_answers(entry: Entry, by: Membership, text: str = ANSWER) -> None:
    """Answer every question that an entry answers, the shared ones too."""
    read = reading(entry.bid)
    for question in questions_for(entry.bid, entry.lot):
        key = scope_key(question, lot_id=entry.lot_id, entry_id=entry.id)
        save_answer(
            entry.bid,
            question,
            scope_key=key,
            text=text,
            seen=read.answer(question, key).draft.version,
            by=by,
            at=WRITTEN_AT,
            vault=vault(),
        )


def write_prices(entry: Entry, by: Membership, prices: dict[str, str] | None = None) -> None:
    """Price an entry."""
    seen = reading(entry.bid).entry(entry).prices.version
    save_prices(entry, prices or PRICES, seen=seen, by=by, at=WRITTEN_AT, vault=vault())


def write_confirmations(entry: Entry, by: Membership) -> None:
    """Confirm every mandatory requirement and explain the others."""
    specification = specification_of(entry)
    said = {
        one.id: (one.mandatory, "" if one.mandatory else EXPLANATION)
        for one in (specification.requirements if specification else ())
    }
    seen = reading(entry.bid).entry(entry).confirmations.version
    save_confirmations(entry, said, seen=seen, by=by, at=WRITTEN_AT, vault=vault())


def reading(bid: Bid) -> BidDraft:
    """Read a bid as it stands."""
    return read_bid(bid, vault())


def complete_entry(
    procurement: Procurement,
    by: Membership | None = None,
    *,
    lot: Lot | None = None,
    text: str = ANSWER,
    prices: dict[str, str] | None = None,
    **service,
) -> Entry:
    """Return an entry that lacks nothing, not submitted."""
    by = by or bidder()
    entry = entry_of(procurement, by, lot=lot, **service)
    write_answers(entry, by, text)
    write_confirmations(entry, by)
    write_prices(entry, by, prices)
    return entry


def send_entry(entry: Entry, by: Membership, at: datetime = WRITTEN_AT) -> Submission:
    """Submit an entry as it stands."""
    outcome = submit_entry(entry, by=by, received_at=at, token=random_reference(), vault=vault())
    assert isinstance(outcome, Submission)
    return outcome


def submitted_entry(
    procurement: Procurement,
    by: Membership | None = None,
    *,
    at: datetime = WRITTEN_AT,
    **facts,
) -> Entry:
    """Return an entry that is complete and submitted; `facts` are those of `complete_entry`."""
    by = by or bidder()
    entry = complete_entry(procurement, by, **facts)
    send_entry(entry, by, at)
    return entry


def opened(procurement: Procurement, at: datetime) -> Procurement:
    """Open the quality envelope by the two openers, declared without conflict."""
    first, second = people_of(procurement, Duty.OPENER)[:2]
    for officer in (first, second):
        declare(procurement, by=officer, at=at, conflict=False)
    authorise_opening(procurement, Envelope.QUALITY, by=first, at=at)
    open_quality(procurement, by=second, at=at, vault=vault())
    db.session.flush()
    return procurement
