"""Working days in England: not weekends, not bank holidays."""

from collections.abc import Mapping
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
    """Say whether a day is neither at a weekend nor a bank holiday."""
    return day.weekday() < 5 and bank_holiday(day) is None


def bank_holiday(day: date) -> str | None:
    """Return the name of a bank holiday in England, or None."""
    return _bank_holidays(day.year).get(day)


@cache
def _bank_holidays(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))
