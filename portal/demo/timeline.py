"""Days and moments of the demo, counted from the day that it stands at."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.clock import LONDON


@dataclass(frozen=True, slots=True)
class Timeline:
    """The demo's calendar: everything lies a number of days before or after `as_at`."""

    as_at: date

    def day(self, offset: int) -> date:
        """Return the day that lies `offset` days after the demo's own (before, when negative)."""
        return self.as_at + timedelta(days=offset)

    def working_day(self, offset: int) -> date:
        """Return that day, or the Monday after it when it falls on a weekend."""
        day = self.day(offset)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def moment(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return a moment of that day by London's clocks, as aware UTC."""
        local = datetime.combine(self.day(offset), time(hour, minute), LONDON)
        return local.astimezone(UTC)

    def month_start(self, months_back: int) -> date:
        """Return the first day of the month that lies some months before the demo's own."""
        count = self.as_at.year * 12 + self.as_at.month - 1 - months_back
        return date(count // 12, count % 12 + 1, 1)
