"""When questions and bids close: what is refused, and what only deserves a second look."""

from datetime import datetime, timedelta

from portal.clock import to_london
from portal.errors import DomainError
from portal.working_days import bank_holiday

SHORTEST = timedelta(hours=1)
SHORT = timedelta(days=10)
OFFICE_HOURS = range(9, 17)


def require_timetable(*, questions_close_at: datetime, closes_at: datetime, at: datetime) -> None:
    """Check that there is time to ask and to bid.

    Light-touch procurements have no minimum tender period (Procurement Act 2023, section 54(3)),
    so that only the impossible is refused.

    Raises:
        DomainError: naming the field at fault.
    """
    if questions_close_at <= at:
        raise DomainError("The time for questions must end in the future", "questions_close_at")
    if closes_at <= questions_close_at:
        raise DomainError("Bids must close after questions close", "closes_at")
    if closes_at < at + SHORTEST:
        raise DomainError("Bids must close at least an hour from now", "closes_at")


def second_looks(*, questions_close_at: datetime, closes_at: datetime, at: datetime) -> list[str]:
    """Return what a careful buyer would look at again, a sentence each."""
    found = [
        f"{what} {reason}."
        for what, moment in (("Questions close", questions_close_at), ("Bids close", closes_at))
        if (reason := _odd_hour(moment))
    ]
    if closes_at < at + SHORT:
        found.append("Bidders have less than 10 days, which small providers may find too short.")
    if closes_at < questions_close_at + timedelta(days=2):
        found.append("Bidders have less than 2 days to use the last answers.")
    return found


def _odd_hour(moment: datetime) -> str | None:
    here = to_london(moment)
    holiday = bank_holiday(here.date())
    if holiday:
        return f"on a bank holiday ({holiday})"
    if here.weekday() >= 5:
        return f"on a {here:%A}"
    if here.hour not in OFFICE_HOURS and (here.hour, here.minute) != (17, 0):
        return "outside office hours, when nobody can help with the portal"
    return None
