"""Money in whole pence, rounding, and division that balances to the penny."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

LARGEST_PENCE = 10**14 - 1
"""The largest amount a person may type, a trillion pounds less a penny: it fits a 64-bit column."""

LARGEST_UNIT_PRICE = 1_000_000_00
"""The most that a form takes for one week, night or hour: sums over years stay within 64 bits."""

_POUNDS = re.compile(r"£?\s?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<pence>[0-9]{2}))?")
_PERCENT = re.compile(r"(?P<whole>[0-9]{1,6})(?:\.(?P<part>[0-9]{1,2}))?\s?%?")


def pounds(pence: int) -> str:
    """Write whole pence as people read them: `520000` as `£5,200.00`, `-5` as `-£0.05`."""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}.{part:02d}"


def parse_pounds(text: str) -> int:
    """Read pounds as a person types them (`5200`, `£5,200`, `5,200.00`) into pence.

    Raises:
        ValueError: with a sentence to show beside the field.
    """
    found = _POUNDS.fullmatch(text.strip())
    if found is None:
        raise ValueError("Enter an amount in pounds and pence, like 5,200.00")
    pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
    if pence > LARGEST_PENCE:
        raise ValueError("Enter an amount that is less than £1,000,000,000,000")
    return pence


def percent(value: Fraction, places: int = 1) -> str:
    """Write a proportion as a percentage, rounded half away from zero: `27/100` as `27.0%`."""
    tens = 10**places
    return f"{_fixed(round_half_away(value * 100 * tens), places)}%"


def parse_percent(text: str) -> int:
    """Read a percentage as a person types it (`5`, `1.5`, `12.25%`) into hundredths of a per cent.

    Raises:
        ValueError: with a sentence to show beside the field.
    """
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("Enter a percentage with at most 2 decimal places, like 1.5")
    return int(found["whole"]) * 100 + int((found["part"] or "").ljust(2, "0"))


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Round to decimal places, a half going up: marks, which are compared as rounded.

    Raises:
        ValueError: `places` is negative.
    """
    if places < 0:
        raise ValueError("Decimal places cannot be negative.")
    # In whole numbers: several times as fast as sums of fractions, for rankings of many entries.
    over, under = value.numerator * 10**places, value.denominator
    return _fixed((2 * over + under) // (2 * under), places)


def round_half_away(value: Fraction) -> int:
    """Round to a whole number, a half going away from zero: sums of money, charged or credited."""
    size = floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def largest_remainder(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Divide a whole total by weight so that the parts add up to it exactly.

    Each part is the exact share cut toward zero; the units left over go one each to the largest
    remainders, earlier positions first where they tie. A negative total divides as a credit.
    Source: the largest remainder (Hamilton) method.

    Raises:
        ValueError: a weight is negative, or none is above zero.
    """
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("Weights must be zero or more, and at least one must be above zero.")
    whole = Fraction(sum(weights))
    exact = [abs(total) * weight / whole for weight in weights]
    parts = [floor(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [-part for part in parts] if total < 0 else parts


def _fixed(number: int, places: int) -> Decimal:
    """`number` shifted right by `places`, exactly, whatever the decimal context."""
    digits = tuple(int(digit) for digit in str(abs(number)))
    return Decimal((int(number < 0), digits, -places))
