"""The basket: quantity times price, and which lines count."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tenders.scoring.basket import (
    PriceLine,
    basket_lines,
    basket_price,
    line_problem,
    percent_of_core,
)


def test_the_basket_is_the_sum_of_quantity_times_price() -> None:
    lines = [
        PriceLine("CORE", 520_000, 52),
        PriceLine("H11_DAY", 2_450, Fraction(29, 2)),
        PriceLine("TRANSPORT", 45, 0),
    ]
    assert basket_price(lines) == 520_000 * 52 + Fraction(2_450 * 29, 2)
    assert [line.code for line in basket_lines(lines)] == ["CORE", "H11_DAY"]


def test_an_empty_optional_line_counts_at_its_ceiling() -> None:
    lines = [
        PriceLine("CORE", 500_000, 1),
        PriceLine("EDU", None, 2, ceiling_pence=120_000, optional=True),
    ]
    assert basket_price(lines) == 740_000
    assert [line.at_ceiling for line in basket_lines(lines)] == [False, True]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (PriceLine("CORE", None, 1), "Enter a price for CORE"),
        (PriceLine("CORE", 0, 1), "The price for CORE must be more than £0.00"),
        (
            PriceLine("CORE", 520_001, 1, ceiling_pence=520_000),
            "The price for CORE must be £5,200.00 or less, the lot’s ceiling",
        ),
        (PriceLine("CORE", 520_000, 1, ceiling_pence=520_000), None),
        (PriceLine("EDU", None, 1, optional=True), None),
    ],
)
def test_zero_missing_and_over_ceiling_prices_stop_at_entry(
    line: PriceLine, problem: str | None
) -> None:
    assert line_problem(line) == problem


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no line"),
        ([PriceLine("TRANSPORT", 45, 0)], "no line"),
        ([PriceLine("TRANSPORT", None, 0)], "Enter a price"),
        ([PriceLine("CORE", 100, -1)], "below zero"),
        ([PriceLine("EDU", None, 1, optional=True)], "needs a ceiling"),
    ],
)
def test_a_basket_that_cannot_be_compared_is_refused(lines: list[PriceLine], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        basket_price(lines)


@pytest.mark.parametrize(
    ("core", "hundredths", "pence"), [(520_000, 5_000, 260_000), (333, 5_000, 167), (1, 1, 0)]
)
def test_a_percentage_of_core_is_rounded_to_the_penny(
    core: int, hundredths: int, pence: int
) -> None:
    assert percent_of_core(core, hundredths) == pence


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 60)), min_size=1, max_size=6))
def test_the_order_of_lines_never_matters(given_lines: list[tuple[int, int]]) -> None:
    lines = [PriceLine(str(i), pence, n) for i, (pence, n) in enumerate(given_lines)]
    assert basket_price(lines) == basket_price(lines[::-1])
