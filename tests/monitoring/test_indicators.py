"""Indicators: exact figures beside the region's lower median, and nothing where there are few."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.monitoring.indicator_chart import LEFT, WIDTH, Pair, chart
from portal.monitoring.indicators import (
    LEAST,
    Measure,
    compare,
    lower_median,
    quarters,
    year_to,
)

FRACTIONS = st.fractions(min_value=-2, max_value=2, max_denominator=50)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


def measure(part, whole=10, cases=10):
    return Measure(part, whole, cases)


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([3], 3), ([4, 1], 1), ([5, 1, 3], 3), ([1, 2, 3, 4], 2)],
)
def test_of_an_even_number_of_figures_the_lower_middle_one_is_the_median(values, middle):
    assert lower_median([Fraction(one) for one in values]) == middle


@given(st.lists(FRACTIONS, min_size=1))
def test_the_median_occurred_and_halves_the_others(values):
    median = lower_median(values)
    assert median in values
    assert sum(one < median for one in values) <= (len(values) - 1) // 2
    assert sum(one > median for one in values) <= len(values) // 2


def test_a_provider_without_activity_is_left_out_of_the_median():
    measures = {number: measure(number) for number in range(1, 6)} | {9: measure(0, whole=0)}
    compared = compare(measures, 9)
    assert (compared.own, compared.median, compared.providers) == (None, Fraction(3, 10), 5)


def test_fewer_than_five_active_providers_have_no_median():
    measures = {number: measure(number) for number in range(1, LEAST)} | {9: measure(0, whole=0)}
    assert compare(measures, 1).median is None
    assert compare(measures, 1).own == measure(1)


def test_fewer_than_five_cases_are_not_enough():
    assert not measure(1, cases=4).enough
    assert measure(1, cases=5).enough


@given(DAYS)
def test_quarters_follow_one_another_up_to_the_day(day):
    found = quarters(day)
    assert [one.number for one in found] == [0, 1, 2, 3]
    assert found[-1].last_day == day
    assert found[-1].starts_on <= day
    for before, after in pairwise(found):
        assert before.ends_on == after.starts_on
        assert before.starts_on.day == 1
        assert before.starts_on.month in (1, 4, 7, 10)


def test_the_quarter_of_a_day_in_january_begins_with_the_year():
    assert [one.starts_on for one in quarters(date(2026, 1, 1))] == [
        date(2025, 4, 1),
        date(2025, 7, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
    ]


@given(DAYS)
def test_a_year_to_a_day_has_all_its_days(day):
    year = year_to(day)
    assert year.last_day == day
    assert (year.ends_on - year.starts_on) in (timedelta(365), timedelta(366))


@given(st.lists(st.tuples(st.none() | FRACTIONS, st.none() | FRACTIONS), max_size=4))
def test_bars_stay_inside_the_picture_and_are_said_in_words(figures):
    pairs = [
        Pair(f"Q{number}", own, str(own or ""), median, str(median or ""))
        for number, (own, median) in enumerate(figures)
    ]
    drawn = chart(pairs)
    known = [one for pair in figures for one in pair if one is not None]
    if not known:
        assert drawn is None
        return
    assert drawn
    assert len(drawn.bars) == len(known)
    for bar in drawn.bars:
        assert LEFT - 2 <= bar.x <= bar.x + bar.width <= WIDTH
        assert bar.y + drawn.bar <= drawn.height
    assert all(label.words in drawn.words for label in drawn.labels)
