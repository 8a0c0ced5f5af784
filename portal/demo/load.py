"""Loads the demo region into an empty database, as at a day. The caller commits."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import delete, select

from portal.accounts.models import Organisation
from portal.contracts.services.price_check import check_all
from portal.db import db
from portal.demo import live, placements
from portal.demo.catalogue import tenders
from portal.demo.evidence import PARTS, PARTS_AFTER, documents
from portal.demo.market import Market, set_up
from portal.demo.register import load_register
from portal.demo.services import claim_all, report_ratings
from portal.demo.tenders import play
from portal.demo.tenders.spec import Run
from portal.demo.timeline import Timeline
from portal.errors import DomainError
from portal.installation import Installation
from portal.outbox import OutboxMessage
from portal.providers.models import Service
from portal.tenders.models import Procurement
from portal.tenders.services.vault import Vault

Say = Callable[[str], None]


def load(as_at: date, *, vault: Vault, say: Say = lambda _words: None) -> Market:
    """Load the demo region.

    Raises:
        DomainError: the database holds an organisation already.
    """
    if db.session.scalars(select(Organisation.id)).first() is not None:
        raise DomainError("The demo can only be loaded into an empty database.")
    timeline = Timeline(as_at)
    db.session.add(Installation(demo_as_at=as_at, loaded_at=timeline.moment(0)))
    say("Regions, councils and providers")
    market = set_up(timeline)
    load_register(market, day=-895, file=1)
    services = claim_all(market)
    documents.lodge(market, services)
    made: dict[str, Procurement] = {}
    for name, tender in tenders(timeline).items():
        say(tender.title)
        made[name] = play(Run(market, vault, tender, services))
    load_register(market, day=-400, file=2)
    load_register(market, day=-50, file=3)
    report_ratings(market, services)
    for part in PARTS:
        part(market, services)
    say("Appointments, rates and placements")
    contract(market, made, services)
    for part in PARTS_AFTER:
        part(market, services)
    forget_mail()
    return market


def contract(market: Market, made: dict[str, Procurement], services: dict[str, Service]) -> None:
    """Make contracts of the awards, and let the councils buy."""
    block = live.appoint(market, made["homes"], "helen.tranter")
    live.appoint(market, made["estuary"], "ivy.castell")
    live.uplift(market, made["homes"], "helen.tranter")
    if block is None:
        raise RuntimeError("the block lot was not awarded")
    lots = {lot.number: lot for lot in made["homes"].lots if lot.number != block.lot.number}
    placements.buy(placements.Buying(market, services, lots, block))
    for _progress in check_all(at=market.timeline.moment(0)):
        pass


def forget_mail() -> None:
    """Take away the letters that loading wrote: the people of the demo have no mailbox."""
    db.session.execute(delete(OutboxMessage))
