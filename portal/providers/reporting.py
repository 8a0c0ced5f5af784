"""By when an inspection, or a regulator's notice, is to be reported, and how late a report was."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.working_days import is_working_day, working_days_after

NOTICE_DAYS = 1
"""Working days within which a regulator's notice is reported."""


@dataclass(frozen=True, slots=True)
class ReportingDays:
    """Working days to report an inspection within, and one that found a service failing."""

    usual: int = 2
    failing: int = 1


DEFAULT_DAYS = ReportingDays()


def due_on(received_on: date, days: ReportingDays, *, failing: bool) -> date:
    """Return the last day on which a report that was received on a day is in time."""
    return working_days_after(received_on, days.failing if failing else days.usual)


def working_days_late(due: date, done_on: date) -> int:
    """Return how many working days after a due day something was done; 0 when in time."""
    days = (done_on - due).days
    return sum(is_working_day(due + timedelta(days=one)) for one in range(1, days + 1))
