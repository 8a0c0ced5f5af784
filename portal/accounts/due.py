"""One thing that an organisation has to send or to answer, by a day where one is set."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class DueState(StrEnum):
    """How pressing something is, as at a day. The words are shown."""

    OVERDUE = "Overdue"
    SOON = "Due soon"
    LATER = "Due later"
    UNDATED = "Waiting"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to send or to answer: in words, where it is done, and by when."""

    text: str
    href: str
    due_on: date | None = None
    about: str = ""

    def state(self, today: date) -> DueState:
        """Say how pressing it is on a day; the due day itself is still in time."""
        if self.due_on is None:
            return DueState.UNDATED
        if self.due_on < today:
            return DueState.OVERDUE
        return DueState.SOON if self.due_on <= today + SOON else DueState.LATER
