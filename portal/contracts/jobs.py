"""Work of this domain that the clock starts, and the full price check that commits in chunks."""

from collections.abc import Callable
from datetime import datetime

from portal.contracts.services import price_check
from portal.db import db
from portal.tasks import Job

JOBS: tuple[Job, ...] = ()
"""None of its own: the monitoring jobs check prices before they ask the rules."""


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
