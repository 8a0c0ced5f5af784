"""Running the rules: all of them each night, and what changed since every few minutes."""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from portal import audit, changes, clock
from portal.contracts.jobs import check_all_prices
from portal.contracts.services.price_check import check_placements
from portal.db import db
from portal.monitoring import notices
from portal.monitoring.engine import Check, Subjects, check_rule
from portal.monitoring.jobs.runs import WORKER, current_run
from portal.monitoring.models import BreachEvent, JobRun, RunStatus
from portal.monitoring.queries.runs import run_at
from portal.monitoring.reach import reached_by
from portal.monitoring.rule import Rule
from portal.monitoring.rules import RULES

CHECK_RULES, CHECK_CHANGES = "check-rules", "check-changes"

log = logging.getLogger(__name__)


def check_everything(now: datetime) -> dict[str, int]:
    """Check every placement's price, then run every rule. Commits chunk by chunk, rule by rule."""
    return {**check_all_prices(now), **run_rules(now)}


def run_rules(now: datetime, rules: Sequence[Rule] = RULES) -> dict[str, int]:
    """Run rules over everything, committing after each."""
    run = _run(CHECK_RULES, now)
    counts = _each(rules, None, run, now, after=db.session.commit)
    db.session.commit()
    return counts


def run_incremental(now: datetime, rules: Sequence[Rule] = RULES) -> dict[str, int]:
    """Price and check again whatever the dirty marks reach, then clear exactly those marks.

    It leaves what a full run at the same moment would leave, as long as one has run that day: what
    the calendar alone changes, the night's run finds. One transaction: a failure keeps the marks.
    """
    marks = changes.take_marks()
    if not marks:
        db.session.commit()
        return {}
    reached = reached_by(marks, at=now)
    checked = check_placements(reached["placement"], at=now)
    run = _run(CHECK_CHANGES, now)
    counts = _each(rules, reached, run, now, after=db.session.flush)
    changes.clear(marks)
    db.session.commit()
    return {"marks": len(marks), "placements": checked, **counts}


def _each(
    rules: Sequence[Rule],
    only: Subjects | None,
    run: JobRun,
    now: datetime,
    *,
    after: Callable[[], None],
) -> dict[str, int]:
    """Run each rule; one that fails is noted and does not stop the others."""
    as_at, run_id = clock.today(now), run.id
    counts: Counter[str] = Counter()
    failed: dict[str, str] = {}
    for rule in rules:
        try:
            counts.update(check_rule(Check(rule, as_at, now, run_id), only))
        except Exception as error:
            log.exception("rule %s failed", rule.code)
            failed[rule.code] = type(error).__name__
        after()
    notices.tell_opened(rules, run_id, as_at=as_at, at=now)
    notices.tell_failed([rule for rule in rules if rule.code in failed], as_at=as_at, at=now)
    facts = {
        "as_at": as_at.isoformat(),
        "rules": [rule.code for rule in rules],
        "failed": failed,
        "counts": dict(counts),
        "digest": digest_of(run_id),
    }
    audit.record(run, "rules.run", by=None, at=now, facts=facts)
    done = {"rules": len(rules), "rules failed": len(failed), **counts}
    if current_run() is None:
        run.counts = done
    return done


def digest_of(run_id: int) -> str:
    """Return the SHA-256 over the events that a run wrote, in order: a line for each."""
    events = db.session.execute(
        select(BreachEvent.breach_id, BreachEvent.event, BreachEvent.measured)
        .where(BreachEvent.run_id == run_id)
        .order_by(BreachEvent.id)
        .execution_options(yield_per=1_000)
    )
    content = hashlib.sha256()
    for event in events:
        content.update(("|".join(str(value) for value in event) + "\n").encode())
    return content.hexdigest()


def _run(name: str, now: datetime) -> JobRun:
    """Return the run being done, or the record of one that was started by hand."""
    current = current_run()
    if current is not None:
        return db.session.get_one(JobRun, current)
    there = db.session.scalars(run_at(name, now)).first()
    if there is not None:
        return there
    run = JobRun(
        job=name,
        due_at=now,
        status=RunStatus.DONE,
        claimed_by=WORKER,
        lease_until=now,
        started_at=now,
        finished_at=now,
    )
    db.session.add(run)
    db.session.flush()
    return run
