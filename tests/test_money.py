"""Money, rounding, and division that balances to the penny."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import money


@pytest.mark.parametrize(
    ("pence", "written"),
    [
        (520_000, "£5,200.00"),
        (0, "£0.00"),
        (5, "£0.05"),
        (-5, "-£0.05"),
        (-1_340_486, "-£13,404.86"),
        (123_456_789_00, "£123,456,789.00"),
    ],
)
def test_pence_are_written_as_pounds(pence: int, written: str) -> None:
    assert money.pounds(pence) == written


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("5200", 520_000),
        ("£5,200", 520_000),
        (" 5,200.00 ", 520_000),
        ("£ 5,200.05", 520_005),
        ("0", 0),
        ("1,234,567.89", 123_456_789),
        ("999999999999.99", money.LARGEST_PENCE),
    ],
)
def test_pounds_are_read_as_people_type_them(typed: str, pence: int) -> None:
    assert money.parse_pounds(typed) == pence


@pytest.mark.parametrize(
    "typed",
    ["", "five", "-5", "5.5", "5.555", "5,20.00", "52,00", "1e3", "£", "५२", "5 200", "nan"],
)
def test_what_is_not_an_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="Enter an amount in pounds and pence"):
        money.parse_pounds(typed)


def test_an_amount_too_large_for_the_database_is_refused() -> None:
    with pytest.raises(ValueError, match="less than"):
        money.parse_pounds("1,000,000,000,000")


@given(st.integers(0, money.LARGEST_PENCE))
def test_what_is_written_reads_back_the_same(pence: int) -> None:
    assert money.parse_pounds(money.pounds(pence)) == pence


@pytest.mark.parametrize(
    ("typed", "hundredths"), [("5", 500), ("1.5", 150), ("1.5 %", 150), ("12.25%", 1225), ("0", 0)]
)
def test_percentages_are_read_into_hundredths_of_a_per_cent(typed: str, hundredths: int) -> None:
    assert money.parse_percent(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "%", "-1", "1.555", "one", "1,5"])
def test_what_is_not_a_percentage_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Enter a percentage"):
        money.parse_percent(typed)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(1404, 5200), "27.0%"),
        (Fraction(1326, 5278), "25.1%"),
        (Fraction(-1, 2000), "-0.1%"),
        (Fraction(0), "0.0%"),
    ],
)
def test_proportions_are_written_as_percentages(value: Fraction, written: str) -> None:
    assert money.percent(value) == written


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(800, 21), 4, "38.0952"),
        (Fraction(1000, 27), 4, "37.0370"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.12"),
        (Fraction(75), 2, "75.00"),
        (Fraction(10**40), 2, f"{10**40}.00"),
    ],
)
def test_marks_round_half_up(value: Fraction, places: int, rounded: str) -> None:
    assert str(money.round_half_up(value, places)) == rounded


def test_places_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="places"):
        money.round_half_up(Fraction(1), -1)


@given(st.fractions(min_value=0, max_value=100, max_denominator=999), st.integers(0, 4))
def test_rounding_a_mark_moves_it_by_at_most_half_a_place(value: Fraction, places: int) -> None:
    moved = abs(Fraction(money.round_half_up(value, places)) - value)
    assert moved <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(3, 2), 2), (Fraction(10, 7), 1)],
)
def test_money_rounds_half_away_from_zero(value: Fraction, rounded: int) -> None:
    assert money.round_half_away(value) == rounded


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 0, 2], [33, 0, 67]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [3, 5], [0, 0]),
        (5, [Fraction(1, 2), Fraction(1, 3)], [3, 2]),
    ],
)
def test_a_total_divides_by_largest_remainder(
    total: int, weights: list[int | Fraction], parts: list[int]
) -> None:
    assert money.largest_remainder(total, weights) == parts


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 500), min_size=1, max_size=12).filter(any),
)
def test_parts_add_up_and_each_is_within_a_penny_of_its_share(
    total: int, weights: list[int]
) -> None:
    parts = money.largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_total_cannot_be_divided_without_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        money.largest_remainder(10, weights)
