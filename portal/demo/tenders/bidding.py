"""Writes the bids of a tender: answers, confirmations, prices, and their submission."""

from datetime import timedelta

from portal.accounts.models import Membership
from portal.db import db
from portal.demo.tenders.spec import DemoBid, Run
from portal.demo.words import QUESTIONS, WORDS, Standard, Written
from portal.tenders.models import Bid, Question
from portal.tenders.services import bids, drafts, submission
from portal.tenders.services.drafting import specification_of


def write_bid(run: Run, demo: DemoBid) -> None:
    """Start a provider's bid, answer, confirm, price, and submit it when it is to be submitted."""
    by = run.market.of(demo.provider)
    started = run.at(run.tender.published + 3, 11)
    bid = bids.start_bid(run.procurement, by=by, at=started)
    lots = {lot.number: lot for lot in run.procurement.lots}
    for offer in demo.offers:
        for number in offer.lots:
            bids.add_entries(bid, lots[number], [run.services[offer.service]], by=by, at=started)
    db.session.expire_all()
    write_answers(run, bid, demo, by)
    price_entries(run, bid, demo, by)
    if demo.submits:
        submission.submit_complete(
            bid,
            by=by,
            received_at=started + timedelta(days=4, minutes=17),
            token=f"demonstration-{bid.id}",
            vault=run.vault,
        )


def write_answers(run: Run, bid: Bid, demo: DemoBid, by: Membership) -> None:
    """Answer every question once for each of its scopes; an unfinished bid leaves the last out."""
    wanted = dict.fromkeys(
        (question, drafts.scope_key(question, lot_id=entry.lot_id, entry_id=entry.id), entry)
        for question in run.procurement.questions
        for entry in bid.entries
    )
    places = {(question.id, key): (question, entry) for question, key, entry in wanted}
    if not demo.submits:
        places.popitem()
    for (_id, key), (question, entry) in places.items():
        text = written(question, demo.standard).answer.format(
            provider=bid.organisation.name, service=entry.service.name
        )
        drafts.save_answer(
            bid,
            question,
            scope_key=key,
            text=text,
            seen=0,
            by=by,
            at=bid.started_at + timedelta(days=1),
            vault=run.vault,
        )


def written(question: Question, standard: Standard) -> Written:
    """Return what a bidder of this standard wrote to a question, and what was said of it."""
    key = next(key for key, asked in QUESTIONS.items() if asked.title == question.title)
    return WORDS[(key, standard)]


def price_entries(run: Run, bid: Bid, demo: DemoBid, by: Membership) -> None:
    """Confirm every requirement and put in the prices of each entry."""
    prices = {offer.service: offer.prices for offer in demo.offers}
    at = bid.started_at + timedelta(days=2)
    for entry in bid.entries:
        specification = specification_of(entry)
        requirements = specification.requirements if specification else []
        confirmations = {requirement.id: (True, "") for requirement in requirements}
        drafts.save_confirmations(entry, confirmations, seen=0, by=by, at=at, vault=run.vault)
        asked = {line.component_code for line in entry.lot.price_lines}
        typed = {c: p for c, p in prices[entry.service.name].items() if c in asked}
        drafts.save_prices(entry, typed, seen=0, by=by, at=at, vault=run.vault)
