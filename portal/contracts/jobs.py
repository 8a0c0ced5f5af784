"""Work of this domain that the clock starts, and the full price check that commits in chunks."""

from collections.abc import Callable
from datetime import datetime

from portal.contracts.services import diligence_notices, price_check
from portal.contracts.services.concerns import act_on_concerns
from portal.db import db
from portal.tasks import Job


def remind_of_diligence(now: datetime) -> dict[str, int]:
    """Tell staff which checks of providers are due, and providers that declarations run out.

    How many were told is not kept: bids that were opened count among the reasons.
    """
    diligence_notices.tell_checkers(now)
    diligence_notices.tell_providers(now)
    db.session.commit()
    return {"runs": 1}


def follow_concerns(now: datetime) -> dict[str, int]:
    """Propose suspensions and ask for reviews, as ratings and regulators' actions call for."""
    counts = act_on_concerns(now)
    db.session.commit()
    return counts


JOBS: tuple[Job, ...] = (
    Job(
        "follow-concerns",
        "Propose suspensions and ask councils for reviews",
        "*/5 * * * *",
        follow_concerns,
    ),
    Job(
        "remind-diligence",
        "Tell of checks of providers and declarations that are due",
        "45 6 * * *",
        remind_of_diligence,
    ),
)
"""The monitoring jobs check prices before they ask the rules."""


def check_all_prices(
    at: datetime, on_progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Check the price of every placement, committing chunk by chunk; return how many there were."""
    checked = 0
    for done, total in price_check.check_all(at=at):
        db.session.commit()
        checked = done
        if on_progress is not None:
            on_progress(done, total)
    return {"placements": checked}
