"""Discounts and the agreed weekly price, with the worked 6,123.38."""

from datetime import date
from fractions import Fraction

import pytest

from portal.contracts.pricing.discounts import best_discount, discounted, holds, long_stay_day
from portal.contracts.pricing.facts import Count, Discount, DiscountKind, Span
from portal.contracts.pricing.weekly import (
    Hours,
    WeeklyFacts,
    invoice_line,
    spread_over_year,
    weekly_lines,
    weekly_price,
)

START = date(2026, 1, 5)
ALWAYS = Span(date(2020, 1, 1))
WORKED = WeeklyFacts(
    accommodation={"CORE": 520_000, "ENH": 0},
    discounts=(300, 500),
    hours=(Hours("H11_DAY", 14, 2_450),),
    education_pence=115_000,
    education_weeks=38,
)


def test_the_worked_weekly_price_is_6123_38() -> None:
    assert weekly_price(WORKED) == 612_338
    assert [(line.component, line.pence, line.working) for line in weekly_lines(WORKED)] == [
        ("CORE", 494_000, "£5,200.00 less 5.00% = £4,940.00"),
        ("ENH", 0, "£0.00 less 5.00% = £0.00"),
        ("H11_DAY", 34_300, "14 × £24.50 = £343.00"),
        ("EDU", 84_038, "£1,150.00 × 38 ÷ 52 = £840.38"),
    ]


def test_a_price_without_discount_education_or_hours_is_its_parts() -> None:
    plain = WeeklyFacts({"CORE": 520_000, "SOLO": 100_000}, education_pence=1, therapy_pence=20_000)
    assert weekly_price(plain) == 640_001
    assert weekly_lines(plain)[0].working == "£5,200.00"


def test_half_hours_are_rounded_to_the_penny() -> None:
    facts = WeeklyFacts({"CORE": 1}, hours=(Hours("H11_DAY", Fraction(1, 2), 2_455),))
    assert weekly_price(facts) == 1 + 1_228


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (WeeklyFacts({"EDU": 1}), "Not part of accommodation: EDU"),
        (WeeklyFacts({"CORE": 1}, discounts=(10_001,)), "between 0% and 100%"),
        (WeeklyFacts({}, education_pence=1, education_weeks=53), "52 weeks"),
    ],
)
def test_a_weekly_price_that_makes_no_sense_is_refused(facts: WeeklyFacts, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weekly_price(facts)


@pytest.mark.parametrize(("weeks", "pence"), [(52, 115_000), (38, 84_038), (0, 0)])
def test_term_weeks_are_spread_over_the_year(weeks: int, pence: int) -> None:
    assert spread_over_year(115_000, weeks) == pence


@pytest.mark.parametrize(("nights", "pence"), [(7, 520_000), (1, 74_286), (30, 2_228_571), (0, 0)])
def test_an_invoice_line_is_rounded_singly(nights: int, pence: int) -> None:
    assert invoice_line(520_000, nights) == pence


@pytest.mark.parametrize(
    ("pence", "hundredths", "after"),
    [(520_000, 500, 494_000), (101, 5_000, 51), (100, 0, 100), (100, 10_000, 0), (333, 150, 328)],
)
def test_a_discounted_price_is_rounded_to_the_penny(
    pence: int, hundredths: int, after: int
) -> None:
    assert discounted(pence, hundredths) == after


def test_a_long_stay_begins_after_so_many_whole_weeks() -> None:
    assert long_stay_day(START, 52) == date(2027, 1, 4)
    long = Discount(DiscountKind.LONG_STAY, 500, 52, ALWAYS)
    held = [
        holds(long, night=n, start=START, counts=()) for n in (date(2027, 1, 3), date(2027, 1, 4))
    ]
    assert held == [False, True]


@pytest.mark.parametrize(
    ("siblings", "places", "best"), [(1, 4, 0), (2, 4, 500), (2, 10, 700), (0, 10, 700)]
)
def test_only_the_best_discount_applies(siblings: int, places: int, best: int) -> None:
    discounts = [
        Discount(DiscountKind.SIBLING, 500, 2, ALWAYS),
        Discount(DiscountKind.VOLUME, 700, 10, ALWAYS),
        Discount(DiscountKind.VOLUME, 900, 1, Span(date(2020, 1, 1), START)),
    ]
    counts = [
        Count(DiscountKind.SIBLING, siblings, ALWAYS),
        Count(DiscountKind.VOLUME, places, ALWAYS),
    ]
    assert best_discount(discounts, night=START, start=START, counts=counts) == best
