"""When jobs are due: their cron lines, read on the clocks of London."""

from datetime import datetime, timedelta
from functools import cache

from apscheduler.triggers.cron import CronTrigger

from portal.clock import LONDON

# How far back to look for the last due time: no job is rarer than monthly.
WINDOWS = tuple(timedelta(minutes=minutes) for minutes in (10, 120, 1_500, 11_000, 46_000))


class NeverDueError(ValueError):
    """A cron line names no moment in the last month."""


@cache
def trigger(cron: str) -> CronTrigger:
    """Return APScheduler's trigger for a cron line."""
    return CronTrigger.from_crontab(cron, timezone=LONDON)


def last_due(cron: str, at: datetime) -> datetime:
    """Return the latest moment, at or before another, at which a cron line is due, in UTC."""
    for window in WINDOWS:
        last: datetime | None = None
        moment = trigger(cron).get_next_fire_time(None, at - window)
        while moment is not None and moment <= at:
            last = moment
            moment = trigger(cron).get_next_fire_time(moment, moment)
        if last is not None:
            return last.astimezone(at.tzinfo)
    raise NeverDueError(cron)


def next_due(cron: str, after: datetime) -> datetime:
    """Return the next moment at which a cron line is due, in UTC."""
    moment = trigger(cron).get_next_fire_time(None, after)
    if moment is None:
        raise NeverDueError(cron)
    return datetime.fromtimestamp(moment.timestamp(), after.tzinfo)
