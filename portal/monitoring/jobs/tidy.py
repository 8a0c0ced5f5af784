"""Old runs that left no trace are forgotten, or those of every minute would bury the others."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists

from portal.audit import AuditEntry
from portal.db import db
from portal.monitoring.models import BreachEvent, JobRun, RunStatus

KEPT_FOR = timedelta(days=30)


def tidy_runs(now: datetime) -> dict[str, int]:
    """Delete runs of over a month ago that went well and that no event or audit entry names."""
    named = exists().where(BreachEvent.run_id == JobRun.id) | exists().where(
        AuditEntry.subject_kind == JobRun.__tablename__, AuditEntry.subject_id == JobRun.id
    )
    old = (
        delete(JobRun)
        .where(JobRun.status == RunStatus.DONE, JobRun.finished_at < now - KEPT_FOR, ~named)
        .execution_options(synchronize_session=False)
    )
    result: Any = db.session.execute(old)
    db.session.commit()
    return {"forgotten": int(result.rowcount)}
