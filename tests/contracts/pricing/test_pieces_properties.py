"""What holds for any placement: pieces tile, splitting changes nothing, order never matters."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.contracts.pricing import pieces_for, totals
from portal.contracts.pricing.facts import (
    AgeBand,
    Card,
    Charge,
    Count,
    Discount,
    DiscountKind,
    PlacementFacts,
    Rate,
    ReferenceKind,
    Span,
)
from portal.contracts.pricing.pieces import segments
from portal.contracts.pricing.reference import reference_for
from portal.tenders.terms import PriceBasis, Unit

DAY_0 = date(2026, 1, 1)
LAST = 60
few = settings(max_examples=60)


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)


@st.composite
def spans(draw) -> Span:
    first = draw(st.integers(0, LAST - 1))
    last = draw(st.none() | st.integers(first + 1, LAST))
    return Span(day(first), None if last is None else day(last))


COMPONENTS = st.sampled_from(["CORE", "ENH", "EDU"])
PENCE = st.integers(1, 900_000)
UNITS = st.sampled_from([Unit.WEEK, Unit.NIGHT, Unit.SESSION])
RATES = st.builds(
    Rate, COMPONENTS, UNITS, PENCE, spans(), st.sampled_from([None, "5-10"]), st.integers(1, 99)
)
DISCOUNTS = st.builds(
    Discount, st.sampled_from(DiscountKind), st.integers(0, 3_000), st.integers(1, 5), spans()
)
CARDS = st.builds(
    Card,
    st.sampled_from([kind for kind in ReferenceKind if kind is not ReferenceKind.NONE]),
    st.integers(1, 9),
    st.lists(spans(), min_size=1, max_size=2).map(tuple),
    st.lists(RATES, max_size=4, unique_by=lambda r: r.id).map(tuple),
    st.lists(DISCOUNTS, max_size=2).map(tuple),
)
CHARGES = st.builds(Charge, COMPONENTS, UNITS, PENCE, spans(), st.integers(1, 3))
FACTS = st.builds(
    PlacementFacts,
    spans(),
    st.lists(CHARGES, max_size=4).map(
        lambda charges: tuple(replace(c, id=i) for i, c in enumerate(charges, start=1))
    ),
    st.lists(CARDS, max_size=3, unique_by=lambda c: c.source_id).map(tuple),
    st.lists(st.builds(AgeBand, st.just("5-10"), spans()), max_size=1).map(tuple),
    st.lists(
        st.builds(Count, st.sampled_from(DiscountKind), st.integers(0, 6), spans()), max_size=2
    ).map(tuple),
    st.sampled_from(PriceBasis),
)
AS_AT = st.integers(-2, LAST + 5).map(day)


@few
@given(FACTS)
def test_segments_tile_the_placement_exactly(facts: PlacementFacts) -> None:
    cut = segments(facts)
    assert (cut[0].from_, cut[-1].to_) == (facts.span.from_, facts.span.to_)
    for before, after in pairwise(cut):
        assert before.to_ == after.from_


@few
@given(FACTS, AS_AT)
def test_totals_are_what_counting_night_by_night_gives(facts: PlacementFacts, as_at: date) -> None:
    charged = reference = unpriced = 0
    for charge in facts.charges:
        for night in _nights_of(charge, facts, as_at):
            found = reference_for(facts, charge, night)
            weight = charge.quantity * (1 if charge.unit is Unit.WEEK else 7)
            charged += charge.pence * weight
            reference += (found.pence or 0) * weight
            if found.pence is None and found.kind is not ReferenceKind.NONE:
                unpriced += charge.pence * weight
    result = totals(pieces_for(facts), as_at)
    assert result.charged_sevenths == charged
    assert result.reference_sevenths == reference
    assert result.unpriced_sevenths == unpriced
    assert result.variance_sevenths == charged - reference - unpriced - result.gap_sevenths


def _nights_of(charge: Charge, facts: PlacementFacts, as_at: date) -> list[date]:
    if charge.unit is Unit.SESSION:
        return [charge.span.from_] if charge.span.from_ <= as_at else []
    days = (day(number) for number in range((as_at - DAY_0).days + 1))
    return [night for night in days if facts.span.covers(night) and charge.span.covers(night)]


@few
@given(FACTS, st.integers(1, LAST), AS_AT)
def test_splitting_a_charge_s_period_never_changes_a_total(
    facts: PlacementFacts, at: int, as_at: date
) -> None:
    parts = [part for charge in facts.charges for part in _split(charge, day(at))]
    split = replace(facts, charges=tuple(parts))
    assert totals(pieces_for(split), as_at) == totals(pieces_for(facts), as_at)


def _split(charge: Charge, at: date) -> list[Charge]:
    if charge.unit is Unit.SESSION or at == charge.span.from_ or not charge.span.covers(at):
        return [charge]
    first = replace(charge, span=Span(charge.span.from_, at))
    return [first, replace(charge, span=Span(at, charge.span.to_), id=100 + (charge.id or 0))]


@few
@given(FACTS)
def test_the_order_of_facts_never_matters(facts: PlacementFacts) -> None:
    turned = replace(
        facts,
        charges=facts.charges[::-1],
        cards=tuple(replace(card, rates=card.rates[::-1]) for card in facts.cards[::-1]),
        counts=facts.counts[::-1],
    )
    assert pieces_for(turned) == pieces_for(facts)


@few
@given(FACTS, AS_AT, AS_AT)
def test_nights_only_grow_with_the_as_at_date(
    facts: PlacementFacts, one: date, other: date
) -> None:
    pieces = pieces_for(facts)
    earlier, later = totals(pieces, min(one, other)), totals(pieces, max(one, other))
    assert earlier.nights <= later.nights
    assert earlier.charged_sevenths <= later.charged_sevenths
    assert later.covered_nights <= later.nights
