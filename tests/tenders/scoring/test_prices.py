"""Price formulas: published figures, domains, and what holds for any field of bids."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tenders.scoring import explain, prices
from portal.tenders.scoring.prices import PriceFormula, PriceParams

PARAMS = PriceParams(
    qualification_pence=900_000, k=Fraction(3, 2), ceiling_pence=700_000, benchmark_pence=400_000
)
MARKED = [f for f in PriceFormula if f is not PriceFormula.PRICE_PER_QUALITY_POINT]
FIELDS = st.dictionaries(st.integers(1, 50), st.integers(1, 1_000_000), min_size=1, max_size=8)
WEIGHTS = st.integers(0, 100)


@pytest.mark.parametrize(
    ("formula", "field", "weight", "marks"),
    [
        ("lowest_over_price", [15_000, 10_000, 30_000], 1, [Fraction(2, 3), 1, Fraction(1, 3)]),
        ("lowest_over_price", [100, 105, 108], 40, [40, Fraction(800, 21), Fraction(1000, 27)]),
        ("lowest_over_price", [50, 75, 100], 50, [50, Fraction(100, 3), 25]),
        ("pro_rata", [300_000, 600_000, 900_000], 40, [40, 20, 0]),
        ("pro_rata", [950_000, 900_000], 40, [0, 0]),
        ("mean_based", [80, 100, 120], 40, [32, 20, 8]),
        ("mean_based", [10, 190, 100], 40, [40, 0, 20]),
        ("benchmark", [400_000, 550_000, 700_000, 300_000], 40, [40, 20, 0, 40]),
        ("cap_only", [700_000, 700_001], 10, [10, 0]),
        ("price_per_quality_point", [50, 75], 40, [0, 0]),
    ],
)
def test_formulas_give_the_published_marks(
    formula: str, field: list[int], weight: int, marks: list[int | Fraction]
) -> None:
    found = prices.price_marks(PriceFormula(formula), dict(enumerate(field)), weight, PARAMS)
    assert list(found.values()) == marks


def test_price_per_quality_point_divides_pence_by_points() -> None:
    assert prices.price_per_quality_point(520_000, quality=80) == 6_500


def test_a_price_per_point_needs_points() -> None:
    with pytest.raises(ValueError, match="quality points"):
        prices.price_per_quality_point(100, quality=0)


@pytest.mark.parametrize("formula", list(PriceFormula))
@pytest.mark.parametrize("price", [0, -1])
def test_a_price_that_is_not_above_zero_has_no_mark(formula: PriceFormula, price: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        prices.price_marks(formula, {1: price}, 40, PARAMS)


@pytest.mark.parametrize("formula", [f for f in PriceFormula if f.needs])
def test_a_formula_says_which_published_number_is_missing(formula: PriceFormula) -> None:
    name = formula.needs[0].removesuffix("_pence")
    with pytest.raises(ValueError, match=f"needs a published {name}"):
        prices.price_marks(formula, {1: 100}, 40, PriceParams())


@pytest.mark.parametrize(
    ("formula", "params", "message"),
    [
        ("mean_based", PriceParams(k=0), "must be above zero"),
        ("benchmark", PriceParams(ceiling_pence=5, benchmark_pence=5), "under the ceiling"),
    ],
)
def test_unusable_published_numbers_are_refused(
    formula: str, params: PriceParams, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        prices.require_params(PriceFormula(formula), params)


def test_single_formulas_check_their_own_domain() -> None:
    with pytest.raises(ValueError, match="lowest"):
        prices.lowest_over_price(100, lowest=101, weight=40)
    with pytest.raises(ValueError, match="rate k"):
        prices.mean_based(100, mean=100, k=0, weight=40)
    with pytest.raises(ValueError, match="weight"):
        prices.price_marks(PriceFormula.CAP_ONLY, {1: 1}, -1, PARAMS)


def test_nobody_left_has_no_marks() -> None:
    assert prices.price_marks(PriceFormula.MEAN_BASED, {}, 40, PARAMS) == {}


@pytest.mark.parametrize("formula", list(PriceFormula))
def test_every_formula_is_named_and_explained_in_plain_words(formula: PriceFormula) -> None:
    assert formula.label
    assert formula.explanation.endswith(".")


@given(st.sampled_from(list(PriceFormula)), FIELDS, WEIGHTS)
def test_marks_stay_between_nothing_and_the_weight(
    formula: PriceFormula, field: dict[int, int], weight: int
) -> None:
    marks = prices.price_marks(formula, field, weight, PARAMS)
    assert all(0 <= mark <= weight for mark in marks.values())


@given(st.sampled_from(list(PriceFormula)), FIELDS, WEIGHTS)
def test_a_dearer_price_never_earns_more(
    formula: PriceFormula, field: dict[int, int], weight: int
) -> None:
    marks = prices.price_marks(formula, field, weight, PARAMS)
    by_price = sorted(field, key=lambda bid: field[bid])
    ordered = [marks[bid] for bid in by_price]
    assert ordered == sorted(ordered, reverse=True)


@given(st.sampled_from([f for f in PriceFormula if f.is_absolute]), FIELDS, WEIGHTS)
def test_absolute_marks_do_not_move_when_a_bid_is_removed(
    formula: PriceFormula, field: dict[int, int], weight: int
) -> None:
    marks = prices.price_marks(formula, field, weight, PARAMS)
    removed = min(field)
    fewer = {bid: price for bid, price in field.items() if bid != removed}
    left = prices.price_marks(formula, fewer, weight, PARAMS)
    assert left == {bid: mark for bid, mark in marks.items() if bid != removed}


@given(st.sampled_from(list(PriceFormula)), FIELDS, WEIGHTS)
def test_the_order_of_prices_never_matters(
    formula: PriceFormula, field: dict[int, int], weight: int
) -> None:
    turned = dict(reversed(field.items()))
    marks = prices.price_marks(formula, field, weight, PARAMS)
    assert prices.price_marks(formula, turned, weight, PARAMS) == marks


@pytest.mark.parametrize(
    ("formula", "working"),
    [
        ("lowest_over_price", "40 × £4,000.00 ÷ £5,200.00 = 30.7692"),
        (
            "pro_rata",
            "40 × (£9,000.00 - £5,200.00) ÷ (£9,000.00 - £4,000.00) = 30.4, kept between 0 and 40",
        ),
        (
            "mean_based",
            "40 ÷ 2 + 40 × (£4,600.00 - £5,200.00) ÷ £4,600.00 × 1.5 = 12.1739, "
            "kept between 0 and 40",
        ),
        (
            "benchmark",
            "40 × (£7,000.00 - £5,200.00) ÷ (£7,000.00 - £4,000.00) = 24, kept between 0 and 40",
        ),
        ("cap_only", "£5,200.00 is at or under the cap of £7,000.00"),
        ("price_per_quality_point", "£5,200.00, divided by the quality points"),
    ],
)
def test_the_working_puts_the_numbers_in(formula: str, working: str) -> None:
    chosen, field = PriceFormula(formula), {1: 400_000, 2: 520_000}
    mark = prices.price_marks(chosen, field, 40, PARAMS)[2]
    market = explain.Market.of(field.values())
    assert explain.price_working(chosen, 520_000, market, 40, PARAMS, mark) == working
