"""Indicators of one provider beside its region: exact fractions, never joined into one number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

LEAST = 5
"""Fewer cases than this say nothing of a provider, and fewer providers nothing of a region."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted of one provider in one period: `part` of `whole`, from so many cases."""

    part: int
    whole: int
    cases: int

    @property
    def active(self) -> bool:
        """Whether there was anything to count."""
        return self.whole > 0

    @property
    def enough(self) -> bool:
        """Whether there were enough cases for the figure to mean anything."""
        return self.cases >= LEAST

    @property
    def value(self) -> Fraction:
        """The exact figure. Only an active measure has one."""
        return Fraction(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Compared:
    """A provider's measure, if it was active, and the region's median of so many providers."""

    own: Measure | None
    median: Fraction | None
    providers: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts_on` up to, not including, `ends_on`, with the number of the period."""

    number: int
    starts_on: date
    ends_on: date

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        return self.ends_on - timedelta(days=1)


def lower_median(values: Iterable[Fraction]) -> Fraction | None:
    """Return the middle value, of two the lower, so that it is always one that occurred."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def compare(measures: Mapping[int, Measure], provider_id: int) -> Compared:
    """Set a provider beside the median of all that were active in a period, itself among them.

    Who had nothing to count is left out; a region of fewer than five that had has no median.
    """
    active = {number: one for number, one in measures.items() if one.active}
    enough = len(active) >= LEAST
    median = lower_median(one.value for one in active.values()) if enough else None
    return Compared(active.get(provider_id), median, len(active))


def quarters(on: date, count: int = 4) -> list[Period]:
    """Return the latest quarters of the year up to a day, the one it falls in being cut there."""
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    found = [Period(count - 1, first, on + timedelta(days=1))]
    for number in reversed(range(count - 1)):
        after = found[0].starts_on
        first = _three_months_before(after)
        found.insert(0, Period(number, first, after))
    return found


def year_to(on: date) -> Period:
    """Return the twelve months that end with a day."""
    after = on + timedelta(days=1)
    leap = (after.month, after.day) == (2, 29)
    return Period(0, after.replace(year=after.year - 1, day=28 if leap else after.day), after)


def _three_months_before(first: date) -> date:
    return date(first.year - (first.month <= 3), (first.month + 8) % 12 + 1, 1)
