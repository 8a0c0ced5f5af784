"""Reference cards made from rows: what an appointment, a lot or a contract says a unit costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from portal.contracts.models import AppointmentStatus
from portal.contracts.pricing.facts import Card, Rate, ReferenceKind, Span
from portal.contracts.pricing.pieces import clip
from portal.contracts.queries import facts as queries
from portal.db import db
from portal.tenders.terms import Unit


@dataclass(frozen=True, slots=True)
class OwnCard:
    """What one appointment agrees, and the lot that it is on."""

    id: int
    service_id: int
    lot_id: int
    region_id: int
    likeness: tuple[str, str]
    ages: tuple[int, int]
    spans: tuple[Span, ...]
    rates: tuple[Rate, ...]

    def as_card(self, kind: ReferenceKind) -> Card:
        """The card that a placement is held to."""
        return Card(kind, self.id, self.spans, self.rates)


def own_cards(appointments: Any) -> list[OwnCard]:
    """Cards of the appointments that a query finds: three statements, however many there are."""
    rows = db.session.execute(appointments).all()
    ids = [row.id for row in rows]
    spells = grouped(queries.spells(ids), "appointment_id")
    rates = grouped(queries.rates(ids), "appointment_id")
    return [_own_card(row, spells[row.id], rates[row.id]) for row in rows]


def grouped(statement: Any, key: str) -> defaultdict[int, list[Any]]:
    """The rows of a query by one of their columns, in the query's order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[getattr(row, key)].append(row)
    return found


def states_in_force(span: Span, spells: Sequence[Any]) -> tuple[Span, ...]:
    """When an appointment's prices bind: from each spell to the next, unless it was withdrawn.

    A suspension stops new placements; it does not release a provider from agreed prices.
    """
    if not spells:
        return (span,)
    ends: list[date | None] = [*(spell.starts_on for spell in spells[1:]), None]
    in_force = (
        clip(Span(spell.starts_on, end), span)
        for spell, end in zip(spells, ends, strict=True)
        if spell.status is not AppointmentStatus.WITHDRAWN and spell.starts_on != end
    )
    return tuple(one for one in in_force if one is not None)


def running_rates(rows: Iterable[Any]) -> tuple[Rate, ...]:
    """Dated amounts as rates; the next amount of a component ends the one before it."""
    rates: list[Rate] = []
    for _code, group in groupby(rows, key=lambda row: row.component_code):
        found = list(group)
        ends: list[date | None] = [*(row.starts_on for row in found[1:]), None]
        rates += [
            Rate(row.component_code, row.unit, row.pence, Span(row.starts_on, end), id=row.id)
            for row, end in zip(found, ends, strict=True)
        ]
    return tuple(rates)


def ceiling_cards(lots: Iterable[int]) -> dict[int, Card]:
    """The ceilings of lots, in force for the framework's term."""
    by_lot = grouped(queries.ceilings(list(lots)), "lot_id")
    return {lot_id: _ceilings(lot_id, rows) for lot_id, rows in by_lot.items()}


def block_card(row: Any) -> list[Card]:
    """The weekly price of a placement's block contract, where it has one."""
    if row.block_id is None:
        return []
    span = Span(row.block_starts_on, row.block_ends_on)
    rates = (Rate("CORE", Unit.WEEK, row.block_pence, span),)
    return [Card(ReferenceKind.BLOCK_CONTRACT, row.block_id, (span,), rates)]


def call_off_card(row: Any, agreed: Sequence[Any], own: Sequence[OwnCard]) -> list[Card]:
    """The agreement signed for a placement, where the framework lets it agree lower prices.

    What it does not name stays as the service's own appointment has it.
    """
    if not agreed or not row.lower_prices_at_call_off:
        return []
    signed = running_rates(agreed)
    since = {rate.component: rate.span.from_ for rate in reversed(signed)}
    kept = [
        replace(rate, span=span)
        for card in own
        for in_force in card.spans
        for rate in card.rates
        if (span := _until_agreed(rate, in_force, since)) is not None
    ]
    span = Span(min(since.values()))
    return [Card(ReferenceKind.CALL_OFF_AGREEMENT, row.id, (span,), (*signed, *kept))]


def _own_card(row: Any, spells: Sequence[Any], rates: Sequence[Any]) -> OwnCard:
    return OwnCard(
        id=row.id,
        service_id=row.service_id,
        lot_id=row.lot_id,
        region_id=row.region_id,
        likeness=(row.provision_type, row.need_category),
        ages=(row.age_from, row.age_to),
        spans=states_in_force(Span(row.starts_on, row.ends_on), spells),
        rates=running_rates(rates),
    )


def _ceilings(lot_id: int, rows: Sequence[Any]) -> Card:
    term = Span(rows[0].starts_on, rows[0].ends_on)
    rates = tuple(Rate(row.component_code, row.unit, row.pence, term) for row in rows)
    return Card(ReferenceKind.LOT_CEILING, lot_id, (term,), rates)


def _until_agreed(rate: Rate, in_force: Span, since: Mapping[str, date]) -> Span | None:
    span = clip(rate.span, in_force)
    agreed = since.get(rate.component)
    if span is None or agreed is None:
        return span
    return clip(span, Span(date.min, agreed)) if agreed > span.from_ else None
