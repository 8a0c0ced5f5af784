"""Discounts: which conditions hold on a night, which one applies, and the price after it."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from portal import money
from portal.contracts.pricing.facts import Count, Discount, DiscountKind

DISCOUNTED = frozenset({"CORE", "ENH", "SOLO"})
"""The components that discounts reduce; hours, education and therapy are outside them."""

WHOLE = 10_000
"""A hundred per cent, in hundredths of a per cent."""


def long_stay_day(start: date, weeks: int) -> date:
    """The first night on which a stay has lasted that many whole weeks."""
    return start + timedelta(weeks=weeks)


def holds(discount: Discount, *, night: date, start: date, counts: Sequence[Count]) -> bool:
    """Whether a discount's condition holds on a night of a placement that began on `start`."""
    if not discount.span.covers(night):
        return False
    if discount.kind is DiscountKind.LONG_STAY:
        return night >= long_stay_day(start, discount.threshold)
    counted = [c.count for c in counts if c.kind is discount.kind and c.span.covers(night)]
    return max(counted, default=0) >= discount.threshold


def best_discount(
    discounts: Sequence[Discount], *, night: date, start: date, counts: Sequence[Count]
) -> int:
    """The largest discount whose condition holds, in hundredths of a per cent; 0 when none does.

    Discounts are not added together. Source: the placement price formula of the framework's
    price schedule, `1 - best of (sibling, volume, long stay)`.
    """
    held = (d.hundredths for d in discounts if holds(d, night=night, start=start, counts=counts))
    return max(held, default=0)


def discounted(pence: int, hundredths: int) -> int:
    """A price after a discount, itself rounded to the penny, half up.

    Raises:
        ValueError: the discount is under nothing or over a hundred per cent.
    """
    if not 0 <= hundredths <= WHOLE:
        raise ValueError("A discount must be between 0% and 100%.")
    if not hundredths:
        return pence
    return int(money.round_half_up(Fraction(pence * (WHOLE - hundredths), WHOLE), 0))
