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

    def moment(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return a moment of that day by London's clocks, as aware UTC."""
        local = datetime.combine(self.day(offset), time(hour, minute), LONDON)
        return local.astimezone(UTC)
