"""Price checks: the worked example, every kind of reference, and exact totals as at any date."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from portal import money
from portal.contracts.pricing import pieces_for, steps, totals
from portal.contracts.pricing.check import to_pence
from portal.contracts.pricing.facts import (
    AgeBand,
    Card,
    Charge,
    Count,
    Discount,
    DiscountKind,
    PlacementFacts,
    PricePiece,
    Rate,
    ReferenceKind,
    Span,
)
from portal.tenders.terms import PriceBasis, Unit

START, UPLIFT, END = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 10)
ALWAYS = Span(date(2020, 1, 1))


def core(pence: int, span: Span = ALWAYS, **more) -> Rate:
    return Rate("CORE", Unit.WEEK, pence, span, **more)


def charged(pence: int, span: Span, component: str = "CORE", unit: Unit = Unit.WEEK, **more):
    return Charge(component, unit, pence, span, **more)


def card(*rates: Rate, kind=ReferenceKind.OWN_APPOINTMENT, source_id=1, spans=(ALWAYS,), **more):
    return Card(kind, source_id, spans, rates, **more)


def uplifted() -> Card:
    """5,200.00 a week, and 5,278.00 from 1 April."""
    return card(
        core(520_000, Span(START, UPLIFT), id=1), core(527_800, Span(UPLIFT), id=2), source_id=7
    )


def example(**more) -> PlacementFacts:
    span = Span(START, END)
    facts = PlacementFacts(span, (charged(660_400, span, id=3),), (uplifted(),))
    return replace(facts, **more)


def test_the_worked_example_comes_to_13404_86_over() -> None:
    pieces = pieces_for(example())
    assert [(p.from_, p.to_, p.charged_pence, p.reference_pence) for p in pieces] == [
        (START, UPLIFT, 660_400, 520_000),
        (UPLIFT, END, 660_400, 527_800),
    ]
    result = totals(pieces, END)
    assert result.variance_sevenths == 30 * 140_400 + 39 * 132_600
    assert money.pounds(to_pence(result.variance_sevenths)) == "£13,404.86"
    assert (result.nights, result.covered_nights) == (69, 69)
    assert [money.percent(p.variance_share or Fraction(0)) for p in pieces] == ["27.0%", "25.1%"]
    assert result.variance_percent == Fraction(
        result.variance_sevenths, 30 * 520_000 + 39 * 527_800
    )


def test_the_working_shows_each_piece_in_plain_numbers() -> None:
    first, second = steps(pieces_for(example()), END)
    assert first.working == "30 nights × (£6,604.00 - £5,200.00) ÷ 7 = £6,017.14"
    assert second.working == "39 nights × (£6,604.00 - £5,278.00) ÷ 7 = £7,387.71"
    assert (first.last_night, second.last_night) == (date(2026, 3, 31), date(2026, 5, 9))
    assert (first.charged_pence, first.reference_pence) == (2_830_286, 2_228_571)
    assert first.variance_share == Fraction(1404, 5200)


def test_each_displayed_total_is_rounded_once_from_its_exact_sum() -> None:
    pieces = pieces_for(example())
    shown = [step.variance_pence or 0 for step in steps(pieces, END)]
    assert sum(shown) == 1_340_485
    assert to_pence(totals(pieces, END).variance_sevenths) == 1_340_486


@pytest.mark.parametrize(
    ("as_at", "nights", "begun"),
    [
        (date(2026, 3, 1), 0, 0),
        (START, 1, 1),
        (date(2026, 3, 31), 30, 1),
        (UPLIFT, 31, 2),
        (date(2026, 5, 9), 69, 2),
        (END, 69, 2),
    ],
)
def test_the_as_at_night_is_counted_and_the_end_date_is_not(
    as_at: date, nights: int, begun: int
) -> None:
    pieces = pieces_for(example())
    assert totals(pieces, as_at).nights == nights
    assert len(steps(pieces, as_at)) == begun


def test_an_open_placement_keeps_its_last_piece_open() -> None:
    span = Span(START)
    pieces = pieces_for(example(span=span, charges=(charged(660_400, span),)))
    assert [p.to_ for p in pieces] == [UPLIFT, None]
    assert totals(pieces, START + timedelta(days=999)).nights == 1_000


def test_prices_fixed_at_start_ignore_a_later_uplift() -> None:
    pieces = pieces_for(example(basis=PriceBasis.FIXED_AT_START))
    assert [(p.from_, p.to_, p.reference_pence) for p in pieces] == [(START, END, 520_000)]
    assert totals(pieces, END).variance_sevenths == 69 * 140_400


def test_prices_below_the_reference_count_as_under() -> None:
    span = Span(START, START + timedelta(days=1))
    pieces = pieces_for(example(span=span, charges=(charged(519_996, span),)))
    assert totals(pieces, END).variance_sevenths == -4
    assert to_pence(-4) == -1
    assert to_pence(-3) == 0


def test_a_component_that_the_card_lacks_is_an_unpriced_extra() -> None:
    span = Span(START, END)
    extra = charged(35_000, span, component="ENH")
    pieces = pieces_for(example(charges=(charged(660_400, span), extra)))
    assert {p.component for p in pieces if p.unpriced} == {"ENH"}
    result = totals(pieces, END)
    assert result.unpriced_sevenths == 69 * 35_000
    assert result.gap_sevenths == 0
    assert to_pence(result.variance_sevenths) == 1_340_486
    assert result.charged_sevenths == result.compared_sevenths + result.unpriced_sevenths
    assert steps(pieces, END)[1].working == "30 nights × £350.00 ÷ 7 = £1,500.00"


def test_units_are_never_compared_across() -> None:
    span = Span(START, END)
    pieces = pieces_for(example(charges=(charged(94_000, span, unit=Unit.NIGHT),)))
    assert all(p.unpriced for p in pieces)


def test_no_card_at_all_is_a_gap_in_coverage() -> None:
    half = Span(START, UPLIFT)
    pieces = pieces_for(example(cards=(card(core(520_000, ALWAYS), spans=(half,)),)))
    assert [p.reference_kind for p in pieces] == [ReferenceKind.OWN_APPOINTMENT, ReferenceKind.NONE]
    assert not any(p.unpriced for p in pieces)
    result = totals(pieces, END)
    assert (result.nights, result.covered_nights) == (69, 30)
    assert result.gap_sevenths == 39 * 660_400
    assert result.variance_sevenths == 30 * 140_400
    assert steps(pieces, END)[1].variance_pence is None


def test_without_any_reference_there_is_no_percentage() -> None:
    pieces = pieces_for(example(cards=()))
    assert totals(pieces, END).variance_percent is None
    assert pieces[0].variance_share is None


@pytest.mark.parametrize(
    ("unit", "quantity", "sevenths", "working"),
    [
        (Unit.NIGHT, 1, 69 * 7 * 500, "69 nights × (£25.00 - £20.00) = £345.00"),
        (Unit.HOUR, 14, 14 * 7 * 500, "(£25.00 - £20.00) × 14 = £70.00"),
        (Unit.SESSION, 3, 3 * 7 * 500, "(£25.00 - £20.00) × 3 = £15.00"),
        (Unit.ONCE, 1, 7 * 500, "(£25.00 - £20.00) = £5.00"),
        (Unit.WEEK, 2, 2 * 69 * 500, "69 nights × (£25.00 - £20.00) × 2 ÷ 7 = £98.57"),
    ],
)
def test_other_units_add_up_their_own_way(
    unit: Unit, quantity: int, sevenths: int, working: str
) -> None:
    span = Span(START, END)
    extra = charged(2_500, span, component="X", unit=unit, quantity=quantity)
    rates = card(Rate("X", unit, 2_000, ALWAYS))
    pieces = pieces_for(PlacementFacts(span, (extra,), (rates,)))
    assert totals(pieces, END).variance_sevenths == sevenths
    assert [step.working for step in steps(pieces, END)] == [working]


def test_what_is_bought_once_counts_on_the_day_it_begins() -> None:
    span = Span(START, END)
    once = charged(10_000, Span(UPLIFT, END), component="SET", unit=Unit.ONCE)
    pieces = pieces_for(example(charges=(charged(660_400, span), once)))
    piece = next(p for p in pieces if p.component == "SET")
    assert (piece.from_, piece.to_) == (UPLIFT, UPLIFT + timedelta(days=1))
    assert totals(pieces, UPLIFT - timedelta(days=1)).unpriced_sevenths == 0
    assert totals(pieces, UPLIFT).unpriced_sevenths == 70_000
    assert totals(pieces, END).nights == 69


def test_a_percentage_of_core_is_compared_by_the_week() -> None:
    span = Span(START, END)
    retainer = charged(270_000, span, component="RETAINER", unit=Unit.PERCENT_OF_CORE)
    half = Rate("RETAINER", Unit.PERCENT_OF_CORE, 5_000, ALWAYS)
    pieces = pieces_for(PlacementFacts(span, (retainer,), (card(core(520_000), half),)))
    assert [p.reference_pence for p in pieces] == [260_000]
    assert totals(pieces, END).variance_sevenths == 69 * 10_000
    without_core = pieces_for(PlacementFacts(span, (retainer,), (card(half),)))
    assert without_core[0].unpriced


def test_the_best_discount_applies_and_is_rounded_to_the_penny() -> None:
    sibling = Discount(DiscountKind.SIBLING, 500, 2, ALWAYS)
    volume = Discount(DiscountKind.VOLUME, 333, 5, ALWAYS)
    long = Discount(DiscountKind.LONG_STAY, 1_000, 4, ALWAYS)
    own = card(core(520_010), discounts=(sibling, volume, long))
    counts = (
        Count(DiscountKind.VOLUME, 6, ALWAYS),
        Count(DiscountKind.SIBLING, 2, Span(date(2026, 3, 16))),
    )
    pieces = pieces_for(example(cards=(own,), counts=counts))
    assert [(p.from_, p.reference_pence, p.discount_hundredths) for p in pieces] == [
        (START, 502_694, 333),
        (date(2026, 3, 16), 494_010, 500),
        (date(2026, 3, 30), 468_009, 1_000),
    ]


def test_discounts_leave_education_and_hours_alone() -> None:
    span = Span(START, END)
    own = card(
        Rate("EDU", Unit.WEEK, 115_000, ALWAYS),
        discounts=(Discount(DiscountKind.LONG_STAY, 1_000, 0, ALWAYS),),
    )
    charge = charged(115_000, span, component="EDU")
    assert pieces_for(PlacementFacts(span, (charge,), (own,)))[0].reference_pence == 115_000


def test_a_birthday_into_the_next_age_band_changes_the_rate() -> None:
    bands = (AgeBand("5-10", Span(START, UPLIFT)), AgeBand("11-15", Span(UPLIFT)))
    own = card(core(80_000), core(95_000, age_band="11-15"), core(70_000, age_band="0-4"))
    pieces = pieces_for(example(cards=(own,), age_bands=bands))
    assert [p.reference_pence for p in pieces] == [80_000, 95_000]


def test_a_night_without_a_charge_has_no_piece() -> None:
    pieces = pieces_for(example(charges=(charged(660_400, Span(UPLIFT, END)),)))
    assert [p.from_ for p in pieces] == [UPLIFT]
    assert totals(pieces, END).nights == 39


def test_pieces_in_which_nothing_differs_are_one() -> None:
    months = tuple(Span(date(2026, m, 1), date(2026, m + 1, 1)) for m in range(1, 7))
    pieces = pieces_for(example(cards=(card(core(520_000), spans=months),)))
    assert [(p.from_, p.to_) for p in pieces] == [(START, END)]


def test_a_stored_piece_needs_no_more_than_its_row() -> None:
    row = PricePiece(
        START, None, "CORE", 660_400, 520_000, ReferenceKind.OWN_APPOINTMENT, 7, Unit.WEEK
    )
    assert totals([row], date(2026, 3, 31)).variance_sevenths == 30 * 140_400
