"""What the demo's providers agree, dispute and answer, and whose it is."""

from collections.abc import Callable, Iterable, Iterator

from portal.accounts.models import Region
from portal.contracts.models import DisputeStatus, Placement, ProviderAnswer
from portal.db import db
from portal.monitoring.models import ProviderReply, PutBreach
from tests.demo.things import Thing, all_rows, first, of_organisations, references


def records() -> Iterator[Thing]:
    for one in all_rows(Placement):
        if one.service is not None:
            found = references(reference=one) | {"number": 0}
            yield Thing(found, of_organisations(one.service.organisation_id))


def disputes(status: DisputeStatus | None = None) -> Callable[[], Iterator[Thing]]:
    """What providers dispute, for the provider."""

    def found() -> Iterator[Thing]:
        for one in all_rows(ProviderAnswer):
            if one.status is not None and status in {None, one.status}:
                yield Thing(references(reference=one), of_organisations(one.organisation_id))

    return found


def disputes_of_councils() -> Iterator[Thing]:
    for one in all_rows(ProviderAnswer):
        if one.status is not None:
            placement = db.session.get_one(Placement, one.placement_id)
            yield Thing(references(reference=one), of_organisations(placement.council_id))


def disputes_of_regions() -> Iterator[Thing]:
    for one in all_rows(ProviderAnswer):
        if one.status is not None:
            placement = db.session.get_one(Placement, one.placement_id)
            lead = db.session.get_one(Region, placement.region_id).lead_organisation_id
            yield Thing(references(reference=one), of_organisations(lead))


def put_breaches() -> Iterator[Thing]:
    for one in all_rows(PutBreach):
        reply = first(ProviderReply, put_id=one.id)
        found = references(reference=one, reply=reply)
        yield Thing(found, of_organisations(one.organisation_id))


def puts() -> Iterator[Thing]:
    for one in all_rows(PutBreach):
        region = db.session.get_one(Region, one.breach.region_id)
        reply = first(ProviderReply, put_id=one.id)
        found = references(reference=one.breach, put_reference=one, reply=reply)
        yield Thing(found, of_organisations(region.lead_organisation_id))


ANSWERED: dict[str, Callable[[], Iterable[Thing]]] = {
    "/council/disputes/": disputes_of_councils,
    "/disputes/": disputes_of_regions,
    "disputing.dispute": records,
    "disputing.withdraw": disputes(DisputeStatus.OPEN),
    "disputing.own_dispute": disputes(),
    "/our/breaches/": put_breaches,
    "putting.reply_file": puts,
    "putting.respond": puts,
}
"""Addresses of these, as in `tests.demo.kept`."""
