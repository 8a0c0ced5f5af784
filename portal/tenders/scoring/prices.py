"""Price formulas: each turns a price into marks between nothing and the whole weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

Exact = int | Fraction
"""An exact number: pence, a quantity, a mark or a weight."""

Id = TypeVar("Id", int, str)


class PriceFormula(StrEnum):
    """How a lot turns prices into marks; published with the tender and never changed after."""

    LOWEST_OVER_PRICE = "lowest_over_price"
    PRO_RATA = "pro_rata"
    MEAN_BASED = "mean_based"
    BENCHMARK = "benchmark"
    PRICE_PER_QUALITY_POINT = "price_per_quality_point"
    CAP_ONLY = "cap_only"

    @property
    def label(self) -> str:
        """The name to show."""
        return _FACTS[self].label

    @property
    def explanation(self) -> str:
        """What it does, in words that a bidder can follow."""
        return _FACTS[self].explanation

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields of `PriceParams` that must be published with it."""
        return _FACTS[self].needs

    @property
    def is_absolute(self) -> bool:
        """Whether a bid's marks stay the same whoever else bids."""
        return _FACTS[self].absolute


@dataclass(frozen=True, slots=True)
class _Facts:
    label: str
    explanation: str
    needs: tuple[str, ...]
    absolute: bool


_FACTS = {
    PriceFormula.LOWEST_OVER_PRICE: _Facts(
        "Lowest price over price",
        "The lowest qualifying price gets the whole weight. Every other price gets the weight "
        "multiplied by the lowest price and divided by that price.",
        (),
        absolute=False,
    ),
    PriceFormula.PRO_RATA: _Facts(
        "Pro rata to a qualification price",
        "The lowest qualifying price gets the whole weight and the published qualification price "
        "gets nothing. Prices between them are marked along a straight line.",
        ("qualification_pence",),
        absolute=False,
    ),
    PriceFormula.MEAN_BASED: _Facts(
        "Distance from the mean",
        "A price equal to the mean of the qualifying prices gets half the weight. Prices below the "
        "mean get more and prices above it get less, at the published rate k.",
        ("k",),
        absolute=False,
    ),
    PriceFormula.BENCHMARK: _Facts(
        "Between a published ceiling and benchmark",
        "A price at or under the published benchmark gets the whole weight and one at the "
        "published ceiling gets nothing. Other bids make no difference.",
        ("ceiling_pence", "benchmark_pence"),
        absolute=True,
    ),
    PriceFormula.PRICE_PER_QUALITY_POINT: _Facts(
        "Price for each quality point",
        "The price in pounds is divided by the quality points. The lowest price for each point "
        "ranks first. There are no separate price marks.",
        (),
        absolute=True,
    ),
    PriceFormula.CAP_ONLY: _Facts(
        "Price cap only",
        "A price at or under the published ceiling passes and one over it fails. "
        "A lower price earns nothing more.",
        ("ceiling_pence",),
        absolute=True,
    ),
}


@dataclass(frozen=True, slots=True)
class PriceParams:
    """The published numbers that a formula needs; prices in pence, `k` a plain multiplier."""

    qualification_pence: Exact | None = None
    k: Exact | None = None
    ceiling_pence: Exact | None = None
    benchmark_pence: Exact | None = None


def require_params(formula: PriceFormula, params: PriceParams) -> None:
    """Check before publication that a formula has the numbers it needs.

    Raises:
        ValueError: one is missing or not above zero, or the benchmark is not under the ceiling.
    """
    for name in formula.needs:
        _published(params, name)
    if formula is PriceFormula.BENCHMARK:
        ceiling, benchmark = _published(params, "ceiling_pence"), _published(params, _BENCHMARK)
        _require_benchmark_under_ceiling(benchmark, ceiling)


def lowest_over_price(price: Exact, *, lowest: Exact, weight: Exact) -> Fraction:
    """Marks `w x L / P`: the lowest price takes the whole weight `w`.

    Domain: `0 < L <= P`, `w >= 0`; prices in one unit, marks out of `w`.
    Source: the common relative formula, Cabinet Office Bid Evaluation Guidance (2021), 7.2.

    Raises:
        ValueError: a price is not above zero, or is under the lowest.
    """
    _require_price(price)
    _require_lowest(price, lowest)
    return _cut(Fraction(weight) * lowest / price, weight)


def pro_rata(price: Exact, *, lowest: Exact, qualification: Exact, weight: Exact) -> Fraction:
    """Marks `w x (Q - P) / (Q - L)`: `w` at the lowest price, nothing at the qualification price.

    Domain: `0 < L <= P`, `Q > 0`, `w >= 0`. At `P >= Q` the mark is nothing, so that a field of
    bids which are all at or over `Q` is still marked.
    Source: the linear formula with a published qualification price.

    Raises:
        ValueError: a price is not above zero, or is under the lowest.
    """
    _require_price(price)
    _require_lowest(price, lowest)
    if price >= qualification:
        return Fraction(0)
    return _cut(Fraction(weight) * (qualification - price) / (qualification - lowest), weight)


def mean_based(price: Exact, *, mean: Exact, k: Exact, weight: Exact) -> Fraction:
    """Marks `w / 2 + w x (M - P) / M x k`, cut to 0 and `w`: half at the mean price.

    Domain: `P > 0`, `M > 0` the mean of qualifying prices, `k > 0` published, `w >= 0`.
    Source: the mean-based formula of published English council tenders.

    Raises:
        ValueError: a price, the mean or `k` is not above zero.
    """
    _require_price(price)
    _require_price(mean)
    if k <= 0:
        raise ValueError("The rate k must be above zero.")
    return _cut(Fraction(weight) / 2 + Fraction(weight) * (mean - price) / mean * k, weight)


def benchmark(price: Exact, *, ceiling: Exact, benchmark: Exact, weight: Exact) -> Fraction:
    """Marks `w x (C - P) / (C - B)`, cut to 0 and `w`: all at the benchmark, none at the ceiling.

    Domain: `P > 0`, `0 < B < C`, `w >= 0`. Absolute: no other bid enters it.
    Source: benchmark scoring, Cabinet Office Bid Evaluation Guidance (2021), 7.3.

    Raises:
        ValueError: a price is not above zero, or the benchmark is not under the ceiling.
    """
    _require_price(price)
    _require_benchmark_under_ceiling(benchmark, ceiling)
    return _cut(Fraction(weight) * (ceiling - price) / (Fraction(ceiling) - benchmark), weight)


def price_per_quality_point(price: Exact, *, quality: Exact) -> Fraction:
    """Pence for each quality point, `P / quality`: the lowest ranks first.

    Domain: `P > 0`, quality points above zero. Absolute: no other bid enters it.
    Source: PQP, Cabinet Office Bid Evaluation Guidance (2021), 7.3 and appendix II.

    Raises:
        ValueError: the price or the quality is not above zero.
    """
    _require_price(price)
    if quality <= 0:
        raise ValueError("A bid without quality points has no price for each point.")
    return Fraction(price) / quality


def cap_only(price: Exact, *, ceiling: Exact) -> bool:
    """Whether the price passes: `P <= C`.

    Domain: `P > 0`, `C > 0`. Absolute: no other bid enters it.
    Source: maximum prices on published frameworks, such as D2N2 fostering (047713-2025).

    Raises:
        ValueError: the price or the ceiling is not above zero.
    """
    _require_price(price)
    _require_price(ceiling)
    return price <= ceiling


def price_marks(
    formula: PriceFormula, prices: Mapping[Id, Exact], weight: Exact, params: PriceParams
) -> dict[Id, Fraction]:
    """Mark every qualifying price; the lowest and the mean are taken among those given.

    Prices are pence (of the basket), marks exact and out of `weight`. Cap only gives the whole
    weight to a pass. Price per quality point has no price marks and gives nothing to each.

    Raises:
        ValueError: a price is not above zero, or a published number is missing or unusable.
    """
    require_params(formula, params)
    if weight < 0:
        raise ValueError("A weight cannot be below zero.")
    if not prices:
        return {}
    field = _Field(Fraction(min(prices.values())), Fraction(sum(prices.values())) / len(prices))
    return {bid: _mark(formula, price, weight, params, field) for bid, price in prices.items()}


@dataclass(frozen=True, slots=True)
class _Field:
    """What a relative formula takes from the other bids."""

    lowest: Fraction
    mean: Fraction


def _mark(
    formula: PriceFormula, price: Exact, weight: Exact, params: PriceParams, field: _Field
) -> Fraction:
    match formula:
        case PriceFormula.LOWEST_OVER_PRICE:
            return lowest_over_price(price, lowest=field.lowest, weight=weight)
        case PriceFormula.PRO_RATA:
            top = _published(params, "qualification_pence")
            return pro_rata(price, lowest=field.lowest, qualification=top, weight=weight)
        case PriceFormula.MEAN_BASED:
            return mean_based(price, mean=field.mean, k=_published(params, "k"), weight=weight)
        case PriceFormula.BENCHMARK:
            ceiling, low = _published(params, "ceiling_pence"), _published(params, _BENCHMARK)
            return benchmark(price, ceiling=ceiling, benchmark=low, weight=weight)
        case PriceFormula.CAP_ONLY:
            passed = cap_only(price, ceiling=_published(params, "ceiling_pence"))
            return Fraction(weight) if passed else Fraction(0)
        case PriceFormula.PRICE_PER_QUALITY_POINT:
            _require_price(price)
            return Fraction(0)


_BENCHMARK = "benchmark_pence"


def _published(params: PriceParams, name: str) -> Exact:
    value: Exact | None = getattr(params, name)
    words = name.removesuffix("_pence")
    if value is None:
        raise ValueError(f"The formula needs a published {words}.")
    if value <= 0:
        raise ValueError(f"The published {words} must be above zero.")
    return value


def _require_price(price: Exact) -> None:
    if price <= 0:
        raise ValueError("A price must be above zero.")


def _require_lowest(price: Exact, lowest: Exact) -> None:
    if not 0 < lowest <= price:
        raise ValueError("The lowest price must be above zero and no higher than any price.")


def _require_benchmark_under_ceiling(benchmark: Exact, ceiling: Exact) -> None:
    if not 0 < benchmark < ceiling:
        raise ValueError("The benchmark must be above zero and under the ceiling.")


def _cut(mark: Fraction, weight: Exact) -> Fraction:
    return min(max(mark, Fraction(0)), Fraction(weight))
