"""One line of a provider's task list: what it still has to tell, or what is about to run out.

The list stands on the page of the provider's organisation, and the home page counts what is
missing. To add lines, write a function beside your own noun that takes the acting membership and
the moment and returns its lines (none where the thing does not concern the organisation), and name
it in `PARTS` of `portal/providers/task_list.py`. It runs whenever somebody opens the organisation's
page or the home page, so it asks the database once or twice, however many services there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.accounts.models import Membership


class Standing(StrEnum):
    """How a line of the task list stands. What is missing or runs out asks for something."""

    COMPLETED = "completed"
    MISSING = "not yet told"
    WAITING = "waiting"
    EXPIRING = "expires soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Readiness:
    """One line: what it is about, where it is told, how it stands, and a word on it.

    `WAITING` is for what somebody else has to do: it is shown and not counted.
    """

    text: str
    href: str
    status: Standing
    hint: str = ""


Part = Callable[[Membership, datetime], list[Readiness]]


def line(text: str, href: str, missing: list[str]) -> Readiness:
    """Return a line that is complete when nothing is missing, and else says what is."""
    hint = f"Missing: {', '.join(missing)}" if missing else ""
    return Readiness(text, href, Standing.MISSING if missing else Standing.COMPLETED, hint)


def to_do(lines: list[Readiness]) -> list[Readiness]:
    """Return the lines that ask the provider for something."""
    return [line for line in lines if line.status not in (Standing.COMPLETED, Standing.WAITING)]
