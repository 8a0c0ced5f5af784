"""Working days in England: not weekends, not bank holidays."""

from datetime import date, timedelta
from functools import cache

import holidays


def working_days_after(start: date, count: int) -> date:
    """Return the day that is so many working days after another, which itself does not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
