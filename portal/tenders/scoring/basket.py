"""The basket: one price for a whole price schedule, so that bids compare like with like."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal import money
from portal.tenders.scoring.prices import Exact


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price schedule as a bidder priced it.

    `pence` is the price of one unit (for a percentage of core, what it comes to), `None` when
    left empty; `quantity` is the published number of units in the basket, 0 for a line that is
    asked for and not compared.
    """

    code: str
    pence: int | None
    quantity: Exact
    ceiling_pence: int | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line's part in the basket; `at_ceiling` when an empty optional line counts at its ceiling.

    `pence` is the unit price that counted and `amount` is `quantity x pence`, exact.
    """

    code: str
    quantity: Exact
    pence: int
    amount: Fraction
    at_ceiling: bool


def line_problem(line: PriceLine) -> str | None:
    """A sentence on what is wrong with one priced line, or `None`.

    Zero, missing and over-ceiling prices stop here, at entry, so that no formula meets them.
    """
    if line.pence is None:
        return None if line.optional else f"Enter a price for {line.code}"
    if line.pence <= 0:
        return f"The price for {line.code} must be more than £0.00"
    if line.ceiling_pence is not None and line.pence > line.ceiling_pence:
        ceiling = money.pounds(line.ceiling_pence)
        return f"The price for {line.code} must be {ceiling} or less, the lot’s ceiling"
    return None


def basket_lines(lines: Sequence[PriceLine]) -> list[BasketLine]:
    """Every line that counts, in the order given.

    An optional line that a bidder leaves empty counts at the lot's ceiling, so that leaving a
    line out never makes a bid look cheaper.

    Raises:
        ValueError: a line has a problem (see `line_problem`), a quantity is below zero, or an
            empty optional line that counts has no ceiling.
    """
    return [_counted(line) for line in lines if line.quantity != 0 or line_problem(line)]


def basket_price(lines: Sequence[PriceLine]) -> Fraction:
    """The sum of quantity x price over the lines that count, exact, in pence.

    Raises:
        ValueError: as `basket_lines`, or no line counts.
    """
    counted = basket_lines(lines)
    if not counted:
        raise ValueError("The price schedule has no line with a basket quantity.")
    return sum((line.amount for line in counted), Fraction(0))


def percent_of_core(core_pence: int, hundredths: int) -> int:
    """What a price that is a percentage of core comes to, in pence rounded half up.

    `hundredths` is in hundredths of a per cent: 5000 is 50%.
    """
    return int(money.round_half_up(Fraction(core_pence * hundredths, 10_000), 0))


def _counted(line: PriceLine) -> BasketLine:
    problem = line_problem(line)
    if problem:
        raise ValueError(problem)
    if line.quantity < 0:
        raise ValueError(f"The basket quantity of {line.code} cannot be below zero.")
    pence = line.ceiling_pence if line.pence is None else line.pence
    if pence is None:
        raise ValueError(f"{line.code} is optional and needs a ceiling to count in the basket.")
    amount = Fraction(line.quantity) * pence
    return BasketLine(line.code, line.quantity, pence, amount, at_ceiling=line.pence is None)
