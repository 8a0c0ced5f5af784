"""The facts of price checks for many placements, gathered in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock
from portal.contracts.pricing.facts import (
    AgeBand,
    Card,
    Charge,
    PlacementFacts,
    ReferenceKind,
    Span,
)
from portal.contracts.pricing.pieces import clip
from portal.contracts.queries import earlier
from portal.contracts.queries import facts as queries
from portal.contracts.services.cards import (
    OwnCard,
    block_card,
    call_off_card,
    ceiling_cards,
    grouped,
    own_cards,
)
from portal.contracts.services.medians import median_cards, month_of, months_needed
from portal.db import db
from portal.tenders.terms import PriceBasis


@dataclass(frozen=True, slots=True)
class Gathered:
    """One placement's row with the cards that are nearer than the lot's own."""

    row: Any
    span: Span
    cards: tuple[Card, ...]


def gather(ids: Collection[int], *, at: datetime) -> dict[int, PlacementFacts]:
    """Everything that decides the price pieces of some placements, by placement."""
    rows = db.session.execute(queries.placements(ids)).all()
    charges = grouped(queries.charges(ids), "placement_id")
    bands = grouped(queries.age_bands(ids), "placement_id")
    nearer = _nearer_cards(ids, rows)
    ceilings = ceiling_cards({row.lot_id for row in rows if row.lot_id})
    medians = median_cards(_months_needed(nearer, at), at=at)
    return {
        one.row.id: PlacementFacts(
            span=one.span,
            charges=tuple(_charge(charge) for charge in charges[one.row.id]),
            cards=(*one.cards, *_lot_cards(one.row.lot_id, medians, ceilings)),
            age_bands=tuple(_bands(bands[one.row.id])),
            basis=one.row.price_basis or PriceBasis.IN_FORCE,
        )
        for one in nearer
    }


def uncovered(span: Span, cards: Iterable[Card]) -> list[Span]:
    """The parts of a span in which none of the cards is in force."""
    left, since = [], span.from_
    for covered in sorted((s for card in cards for s in card.spans), key=lambda s: s.from_):
        if span.to_ is not None and covered.from_ >= span.to_:
            break
        if covered.from_ > since:
            left.append(Span(since, covered.from_))
        if covered.to_ is None:
            return left
        since = max(since, covered.to_)
    if span.to_ is None or since < span.to_:
        left.append(Span(since, span.to_))
    return left


def _nearer_cards(ids: Collection[int], rows: Sequence[Any]) -> list[Gathered]:
    agreed = grouped(queries.agreed_rates(ids), "placement_id")
    before = grouped(earlier.earlier_services(ids), "placement_id")
    services = {row.service_id for row in rows if row.service_id}
    services |= {one.service_id for found in before.values() for one in found}
    of_service: defaultdict[int | None, list[OwnCard]] = defaultdict(list)
    for card in own_cards(queries.appointments_of_services(sorted(services))):
        of_service[card.service_id].append(card)
    gathered = []
    for row in rows:
        theirs = _of_its_services(row.service_id, before[row.id], of_service)
        own = [card for card in theirs if card.lot_id == row.lot_id]
        cards = (
            *block_card(row),
            *call_off_card(row, agreed[row.id], own),
            *(card.as_card(ReferenceKind.OWN_APPOINTMENT) for card in own),
            *(card.as_card(ReferenceKind.OTHER_REGION) for card in theirs if _is_like(card, row)),
        )
        gathered.append(Gathered(row, Span(row.starts_on, row.ends_on), cards))
    return gathered


def _of_its_services(
    service_id: int | None, before: Sequence[Any], of_service: Mapping[int | None, list[OwnCard]]
) -> list[OwnCard]:
    """The cards of a placement's service; where it follows others, each as long as it was there."""
    if service_id is None or not before:
        return of_service.get(service_id, [])
    since, found = date.min, []
    for one in before:
        found += _clipped(of_service.get(one.service_id, []), Span(since, one.ends_on))
        since = one.ends_on
    return found + _clipped(of_service.get(service_id, []), Span(since))


def _clipped(cards: Iterable[OwnCard], to: Span) -> list[OwnCard]:
    parts = ((card, [clip(span, to) for span in card.spans]) for card in cards)
    return [
        replace(card, spans=tuple(span for span in spans if span is not None))
        for card, spans in parts
        if any(spans)
    ]


def _is_like(card: OwnCard, row: Any) -> bool:
    """A lot of another region is like the comparison lot: same provision and need, ages meet."""
    return bool(
        row.lot_id is not None
        and card.region_id != row.region_id
        and card.likeness == (row.provision_type, row.need_category)
        and card.ages[0] <= row.age_to
        and row.age_from <= card.ages[1]
    )


def _months_needed(gathered: Iterable[Gathered], at: datetime) -> dict[int, set[date]]:
    this_month = month_of(clock.today(at))
    needed: defaultdict[int, set[date]] = defaultdict(set)
    for one in gathered:
        if one.row.lot_id is not None:
            nights = uncovered(_priced_span(one), one.cards)
            needed[one.row.lot_id] |= months_needed(nights, this_month)
    return needed


def _priced_span(one: Gathered) -> Span:
    """The nights that choose a card: with prices fixed at start, the first alone."""
    if one.row.price_basis is PriceBasis.FIXED_AT_START:
        return Span(one.span.from_, one.span.from_ + timedelta(days=1))
    return one.span


def _lot_cards(
    lot_id: int | None, medians: dict[int, list[Card]], ceilings: dict[int, Card]
) -> list[Card]:
    if lot_id is None:
        return []
    ceiling = ceilings.get(lot_id)
    return [*medians.get(lot_id, []), *([ceiling] if ceiling else [])]


def _charge(row: Any) -> Charge:
    return Charge(
        component=row.component_code,
        unit=row.unit,
        pence=row.pence,
        span=Span(row.starts_on, row.ends_on),
        quantity=row.quantity or 1,
        id=row.id,
    )


def _bands(rows: Sequence[Any]) -> list[AgeBand]:
    ends: list[date | None] = [*(row.starts_on for row in rows[1:]), None]
    return [
        AgeBand(row.age_band.value, Span(row.starts_on, end))
        for row, end in zip(rows, ends, strict=True)
    ]
