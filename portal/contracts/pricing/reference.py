"""Choosing the one reference card for a night, and reading a component's price from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.contracts.pricing.discounts import DISCOUNTED, best_discount, discounted
from portal.contracts.pricing.facts import (
    Card,
    Charge,
    PlacementFacts,
    Rate,
    ReferenceKind,
    Rhythm,
)
from portal.tenders.scoring.basket import percent_of_core
from portal.tenders.terms import PriceBasis, Unit

PREFERENCE = tuple(kind for kind in ReferenceKind if kind is not ReferenceKind.NONE)
"""First the block contract, then the agreement for this placement, and so on to the ceilings."""

FEWEST_FOR_A_MEDIAN = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference for one component on one night; no pence where the card lacks it."""

    kind: ReferenceKind
    source_id: int | None
    pence: int | None = None
    rate_id: int | None = None
    discount_hundredths: int = 0


GAP = Reference(ReferenceKind.NONE, None)


def choose_card(cards: Iterable[Card], night: date) -> Card | None:
    """The first card in the order of preference that is in force on a night.

    Of two cards of one kind the one that came into force last is used, then the lower source:
    the order in which they are given never matters.
    """
    in_force = [
        (PREFERENCE.index(card.kind), -span.from_.toordinal(), card.source_id or 0, card)
        for card in cards
        for span in card.spans
        if span.covers(night)
    ]
    return min(in_force, key=lambda found: found[:3])[3] if in_force else None


def reference_for(facts: PlacementFacts, charge: Charge, night: date) -> Reference:
    """The reference price of a charge's component on a night, in the charge's own unit.

    With prices fixed at start, card and rate are those of the placement's first night; age band
    and discount conditions are still the night's own.
    """
    fixed = facts.basis is PriceBasis.FIXED_AT_START
    priced_on = facts.span.from_ if fixed else night
    card = choose_card(facts.cards, priced_on)
    if card is None:
        return GAP
    band = next((b.code for b in facts.age_bands if b.span.covers(night)), None)
    found = _price(card, charge, priced_on, band)
    if found is None:
        return Reference(card.kind, card.source_id)
    rate, pence = found
    off = 0
    if charge.component in DISCOUNTED:
        off = best_discount(
            card.discounts, night=night, start=facts.span.from_, counts=facts.counts
        )
    return Reference(card.kind, card.source_id, discounted(pence, off), rate.id, off)


def lower_median(values: Sequence[int]) -> int | None:
    """The lower median of three or more amounts, `None` of fewer: never an amount nobody asked.

    Source: design rule for price checks; the lower of the two middle amounts when even.
    """
    if len(values) < FEWEST_FOR_A_MEDIAN:
        return None
    return sorted(values)[(len(values) - 1) // 2]


def median_rates(cards: Sequence[Card], day: date) -> dict[tuple[str, Unit, str | None], int]:
    """The lower median for each component, unit and age band over a lot's appointments on a day.

    Fix it on the first of each month and store it: a month's median never moves. A component
    that fewer than three appointments price is left out.
    """
    found: dict[tuple[str, Unit, str | None], list[int]] = {}
    for card in cards:
        if any(span.covers(day) for span in card.spans):
            for rate in card.rates:
                if rate.span.covers(day):
                    key = (rate.component, rate.unit, rate.age_band)
                    found.setdefault(key, []).append(rate.pence)
    medians = ((key, lower_median(values)) for key, values in sorted(found.items(), key=str))
    return {key: median for key, median in medians if median is not None}


def _price(card: Card, charge: Charge, on: date, band: str | None) -> tuple[Rate, int] | None:
    rate = _rate(card, charge.component, on, band)
    if rate is None:
        return None
    if rate.unit is not Unit.PERCENT_OF_CORE:
        return (rate, rate.pence) if rate.unit is charge.unit else None
    core = _rate(card, "CORE", on, band)
    weekly = charge.rhythm is Rhythm.WEEKLY and core is not None and core.unit is Unit.WEEK
    return (rate, percent_of_core(core.pence, rate.pence)) if core and weekly else None


def _rate(card: Card, component: str, on: date, band: str | None) -> Rate | None:
    """The rate in force: one for the band before one for any age, then the latest to start."""
    rates = [
        rate
        for rate in card.rates
        if rate.component == component and rate.span.covers(on) and rate.age_band in {None, band}
    ]
    return max(rates, key=_precedence, default=None)


def _precedence(rate: Rate) -> tuple[bool, int, int]:
    return rate.age_band is not None, rate.span.from_.toordinal(), rate.id or 0
