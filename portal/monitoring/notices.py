"""What contract managers are told about a run: one notice for each region, not for each breach."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import Select, func, select

from portal import inbox
from portal.access import Role
from portal.accounts.queries import holders, staff_of_region
from portal.db import db
from portal.monitoring.models import Breach, BreachEvent
from portal.monitoring.rule import Rule, Severity

QUEUE = "/breaches"
RUNS = "/job-runs"


def tell_opened(rules: Iterable[Rule], run_id: int, *, as_at: date, at: datetime) -> None:
    """Tell a region's contract managers how many pressing breaches a run opened there."""
    pressing = [rule.code for rule in rules if rule.severity is Severity.HIGH]
    for region_id, opened in db.session.execute(opened_in(run_id, pressing)):
        managers = db.session.scalars(
            staff_of_region(region_id, as_at, Role.CONTRACT_MANAGER)
        ).unique()
        number = "A pressing breach was" if opened == 1 else f"{opened} pressing breaches were"
        inbox.tell(
            [manager.id for manager in managers],
            f"{number} opened",
            "They are in the queue, the most pressing first."
            if opened > 1
            else "It is at the top of the queue.",
            link=QUEUE,
            at=at,
            dedupe_key=f"breaches-opened:{run_id}:{region_id}",
        )


def tell_failed(failed: Iterable[Rule], *, as_at: date, at: datetime) -> None:
    """Tell every contract manager, once a day, that a rule could not be run."""
    managers = [manager.id for manager in db.session.scalars(holders(Role.CONTRACT_MANAGER))]
    for rule in failed:
        inbox.tell(
            managers,
            f"A rule could not be run: {rule.title}",
            "Its breaches stand as they were. The run’s page says what went wrong.",
            link=RUNS,
            at=at,
            dedupe_key=f"rule-failed:{rule.code}:{as_at.isoformat()}",
        )


def opened_in(run_id: int, rules: Collection[str]) -> Select[int, int]:
    """How many breaches of some rules a run opened or reopened, for each region."""
    return (
        select(Breach.region_id, func.count(BreachEvent.id))
        .join(BreachEvent, BreachEvent.breach_id == Breach.id)
        .where(
            BreachEvent.run_id == run_id,
            BreachEvent.event.in_(["opened", "reopened"]),
            Breach.rule_code.in_(rules),
        )
        .group_by(Breach.region_id)
        .order_by(Breach.region_id)
    )
