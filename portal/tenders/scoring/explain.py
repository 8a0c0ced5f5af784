"""Price formulas with a bid's own numbers put in, for the page that explains a ranking."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal import money
from portal.tenders.scoring.prices import Exact, PriceFormula, PriceParams

WORKING_PLACES = 4


def plain(value: Exact, places: int = WORKING_PLACES) -> str:
    """A number without needless zeros, rounded half up to at most `places`: `40`, `38.0952`."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    text = str(money.round_half_up(exact, places))
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Market:
    """What relative formulas need of every qualifying price: worked out once for all entries."""

    lowest: Exact
    mean: Fraction

    @classmethod
    def of(cls, prices: Collection[Exact]) -> "Market":
        """The market of the qualifying prices, in pence; there must be one at least."""
        return cls(min(prices), Fraction(sum(prices)) / len(prices))


def price_working(
    formula: PriceFormula,
    price: Exact,
    market: Market,
    weight: Exact,
    params: PriceParams,
    mark: Fraction,
) -> str:
    """The formula with this price, the lowest or mean price and the published numbers put in.

    `mark` is what `price_marks` gave.
    """
    w, p = plain(weight), _pounds(price)
    match formula:
        case PriceFormula.LOWEST_OVER_PRICE:
            return f"{w} × {_pounds(market.lowest)} ÷ {p} = {plain(mark)}"
        case PriceFormula.PRO_RATA:
            q, low = _pounds(params.qualification_pence), _pounds(market.lowest)
            return f"{w} × ({q} - {p}) ÷ ({q} - {low}) = {plain(mark)}, kept between 0 and {w}"
        case PriceFormula.MEAN_BASED:
            mean, k = _pounds(market.mean), plain(params.k or 0)
            half = f"{w} ÷ 2 + {w} × ({mean} - {p}) ÷ {mean} × {k}"
            return f"{half} = {plain(mark)}, kept between 0 and {w}"
        case PriceFormula.BENCHMARK:
            c, b = _pounds(params.ceiling_pence), _pounds(params.benchmark_pence)
            return f"{w} × ({c} - {p}) ÷ ({c} - {b}) = {plain(mark)}, kept between 0 and {w}"
        case PriceFormula.CAP_ONLY:
            c = _pounds(params.ceiling_pence)
            passed = price <= (params.ceiling_pence or 0)
            return f"{p} is at or under the cap of {c}" if passed else f"{p} is over the cap of {c}"
        case PriceFormula.PRICE_PER_QUALITY_POINT:
            return f"{p}, divided by the quality points"


def per_point_working(price: Exact, points: Fraction, score: Decimal) -> str:
    """Price per quality point with its numbers put in; `score` is pounds for each point."""
    return f"{_pounds(price)} ÷ {plain(points)} points = £{score} for each point"


def _pounds(pence: Exact | None) -> str:
    return money.pounds(money.round_half_away(Fraction(pence or 0)))
