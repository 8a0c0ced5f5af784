"""The one place that reads the clock, and the way to London time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return this moment as aware UTC. Only edges (views, jobs, commands) call it."""
    return datetime.now(UTC)


def to_london(moment: datetime) -> datetime:
    """Return an aware moment on the clocks of London."""
    return moment.astimezone(LONDON)


def today(moment: datetime) -> date:
    """Return the calendar day in London at an aware moment."""
    return to_london(moment).date()
