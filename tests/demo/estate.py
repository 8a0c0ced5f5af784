"""What the demo region holds, and whose it is: for the tests that try what is not theirs."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.models import Invitation, Region
from portal.contracts.models import (
    Appointment,
    BlockContract,
    Charge,
    Placement,
    Rate,
    Search,
)
from portal.db import db
from portal.inbox import InboxItem
from portal.monitoring.models import Breach
from portal.providers.models import Service
from portal.tasks import Task
from portal.tenders.models import (
    Assignment,
    Award,
    Bid,
    BidFile,
    Clarification,
    DeadlineExtension,
    Duty,
    Entry,
    Framework,
    LateAttempt,
    Lot,
    Procurement,
    Question,
    Recommendation,
    Response,
    Submission,
)
from tests.demo.conftest import AS_AT
from tests.demo.kept import KEPT
from tests.demo.things import (
    May,
    Thing,
    all_rows,
    everybody,
    first,
    of_membership,
    of_organisations,
    of_region,
    references,
    with_duty,
)


def bids(late: bool = False) -> Iterator[Thing]:
    for bid in all_rows(Bid):
        entry = first(Entry, bid_id=bid.id)
        receipt = entry and first(LateAttempt if late else Submission, entry_id=entry.id)
        found = references(reference=bid, file=first(BidFile, bid_id=bid.id), receipt=receipt)
        found |= {"number": bid.procurement.lots[0].number, "place": "organisation", "position": 1}
        yield Thing(found, of_organisations(bid.organisation_id))


def late_bids() -> Iterator[Thing]:
    return bids(late=True)


def entries() -> Iterator[Thing]:
    for entry in all_rows(Entry):
        yield Thing(references(reference=entry), of_organisations(entry.bid.organisation_id))


def results() -> Iterator[Thing]:
    for procurement in all_rows(Procurement):
        bidders = select(Bid.organisation_id).where(Bid.procurement_id == procurement.id)
        yield Thing(
            references(reference=procurement), of_organisations(*db.session.scalars(bidders))
        )


def services() -> Iterator[Thing]:
    for service in all_rows(Service):
        found = references(reference=service) | {"day": AS_AT.isoformat()}
        yield Thing(found, of_organisations(service.organisation_id))


def placements(may: Callable[[Placement], May]) -> Iterator[Thing]:
    for placement in all_rows(Placement):
        charge = first(Charge, placement_id=placement.id)
        found = references(reference=placement) | ({"charge_id": charge.id} if charge else {})
        yield Thing(found | {"route": "spot"}, may(placement))


def council_placements() -> Iterator[Thing]:
    return placements(lambda one: of_organisations(one.council_id))


def region_placements() -> Iterator[Thing]:
    return placements(lambda one: of_region(db.session.get_one(Region, one.region_id)))


def own_placements() -> Iterator[Thing]:
    return placements(
        lambda one: of_organisations(one.service.organisation_id if one.service else None)
    )


def searches() -> Iterator[Thing]:
    for search in all_rows(Search):
        yield Thing(references(reference=search), of_organisations(search.council_id))


def appointments(own: bool = False) -> Iterator[Thing]:
    for one in all_rows(Appointment):
        rate = first(Rate, appointment_id=one.id)
        found = references(reference=one) | ({"rate_id": rate.id} if rate else {})
        whose = (
            of_organisations(one.organisation_id) if own else of_region(one.lot.framework.region)
        )
        yield Thing(found | {"action": "suspend"}, whose)


def own_appointments() -> Iterator[Thing]:
    return appointments(own=True)


def blocks(own: bool = False) -> Iterator[Thing]:
    for one in all_rows(BlockContract):
        provider = db.session.get_one(Service, one.service_id).organisation_id
        region = db.session.get_one(Lot, one.lot_id).framework.region
        whose = of_organisations(provider) if own else of_region(region)
        yield Thing(references(reference=one), whose)


def own_blocks() -> Iterator[Thing]:
    return blocks(own=True)


def frameworks() -> Iterator[Thing]:
    for one in all_rows(Framework):
        lot = one.lots[0] if one.lots else None
        line = lot.price_lines[0] if lot and lot.price_lines else None
        found = references(reference=one) | {"place": 1, "number": lot.number if lot else 1}
        yield Thing(
            found | {"code": line.component_code if line else "CORE"}, of_region(one.region)
        )


def parts_of(one: Procurement) -> dict[str, Any]:
    """What the addresses under a procurement are made of."""
    response = first(Response, procurement_id=one.id)
    found = references(
        reference=one,
        question=response.question if response else first(Question, procurement_id=one.id),
        bid=first(Bid, procurement_id=one.id),
        entry=first(Entry, procurement_id=one.id),
        assignment=first(Assignment, procurement_id=one.id),
        extension=first(DeadlineExtension, procurement_id=one.id),
        clarification=first(Clarification, procurement_id=one.id),
        file=first(BidFile, bid_id=response.bid_id) if response else None,
    )
    if response:
        found["key"] = (response.entry or response.bid).reference
    return found | {"envelope": "quality", "number": one.lots[0].number}


def procurements() -> Iterator[Thing]:
    for one in all_rows(Procurement):
        yield Thing(parts_of(one), of_region(one.framework.region))


def for_duty(*duties: Duty) -> Callable[[], Iterator[Thing]]:
    def found() -> Iterator[Thing]:
        for one in all_rows(Procurement):
            yield Thing(parts_of(one), with_duty(one, *duties))

    return found


def of_lead(one: Procurement) -> May:
    return of_organisations(one.framework.region.lead_organisation_id)


def led() -> Iterator[Thing]:
    for one in all_rows(Procurement):
        yield Thing(parts_of(one), of_lead(one))


def recommendations() -> Iterator[Thing]:
    for one in all_rows(Recommendation):
        yield Thing(references(reference=one), of_lead(one.procurement))


def awards() -> Iterator[Thing]:
    for one in all_rows(Award):
        yield Thing(references(reference=one), of_region(one.entry.procurement.framework.region))


def breaches() -> Iterator[Thing]:
    for one in all_rows(Breach):
        lead = db.session.get_one(Region, one.region_id).lead_organisation_id
        yield Thing(references(reference=one), of_organisations(lead, one.council_id))


def tasks() -> Iterator[Thing]:
    for one in all_rows(Task):
        yield Thing(references(reference=one), of_membership(one.membership_id))


def notices() -> Iterator[Thing]:
    for one in all_rows(InboxItem):
        yield Thing({"item_id": one.id}, of_membership(one.membership_id))


def colleagues() -> Iterator[Thing]:
    for one in everybody():
        yield Thing(references(reference=one), of_organisations(one.organisation_id))


def invitations() -> Iterator[Thing]:
    for one in all_rows(Invitation):
        yield Thing(references(reference=one), of_organisations(one.organisation_id))


def audited() -> Iterator[Thing]:
    for one in all_rows(Framework):
        yield Thing(references(reference=one) | {"kind": "framework"}, of_region(one.region))
    for kind, found in (("procurement", led()), ("breach", breaches())):
        for thing in found:
            yield Thing(thing.values | {"kind": kind}, thing.may)
    for one in all_rows(Placement):
        lead = db.session.get_one(Region, one.region_id).lead_organisation_id
        whose = of_organisations(lead, one.council_id)
        yield Thing(references(reference=one) | {"kind": "placement"}, whose)


READERS = (Duty.EVALUATOR, Duty.MODERATOR)
THINGS: dict[str, Callable[[], Iterable[Thing]]] = {
    **KEPT,
    "receipts.too_late": late_bids,
    "opening.opening": for_duty(Duty.OPENER),
    "opening.response_file": for_duty(*READERS),
    "declarations.": for_duty(),
    "marking.": for_duty(Duty.EVALUATOR),
    "moderation.": for_duty(Duty.MODERATOR),
    "/bids/": bids,
    "/entries/": entries,
    "/results/": results,
    "/services/": services,
    "/council/placements/": council_placements,
    "/placements/": region_placements,
    "/our/placements/": own_placements,
    "/searches/": searches,
    "/appointments/": appointments,
    "/our/appointments/": own_appointments,
    "/block-contracts/": blocks,
    "/our/block-contracts/": own_blocks,
    "/frameworks/": frameworks,
    "/procurements/": procurements,
    "/evaluation/": led,
    "/awards/": recommendations,
    "/decided-awards/procurement/": procurements,
    "/decided-awards/": awards,
    "/breaches/": breaches,
    "/audit/": audited,
    "/tasks/": tasks,
    "/inbox/": notices,
    "/colleagues/invitations/": invitations,
    "/colleagues/": colleagues,
}
NOBODYS = (
    *("/council/placements/new/", "/invitation/", "/forgotten-password/", "/confirm-email/"),
    *("/opportunities/", "/organisations/", "/regions/", "/mail/", "/job-runs/", "/rules/"),
    *("/ofsted/", "/providers/", "/static/", "/<any(help", "/claim-decisions/"),
    *("/documents/", "/provider/declaration/", "/provider/documents/new/<code>"),
)
"""Addresses of what is no single organisation's, or has a token of its own in the address."""


def things_for(rule: Rule) -> Callable[[], Iterable[Thing]] | None:
    """Return what gives the things of an address, or None when they are nobody's own."""
    if rule.rule.startswith(NOBODYS) and rule.endpoint not in THINGS:
        return None
    for start, found in THINGS.items():
        if rule.endpoint.startswith(start) or rule.rule.startswith(start):
            return found
    raise LookupError(f"Say in tests/demo/estate.py whose {rule.rule} is.")


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str | None:
    """Return the address of a thing, or None when it lacks a part."""
    if not rule.arguments <= values.keys():
        return None
    wanted = {name: values[name] for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, wanted, method=None))


def with_parts(app: Flask, method: str) -> list[Rule]:
    """The rules of addresses with something in them, for one method."""
    found = [rule for rule in app.url_map.iter_rules() if rule.arguments]
    return sorted((r for r in found if method in (r.methods or ())), key=lambda r: r.rule)
