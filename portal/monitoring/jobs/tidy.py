"""What nobody asks for any more is forgotten: old runs that left no trace, uses of old forms."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists

from portal.audit import AuditEntry
from portal.db import db
from portal.monitoring.models import BreachEvent, JobRun, RunStatus
from portal.once import forget_uses

KEPT_FOR = timedelta(days=30)


def tidy_runs(now: datetime) -> dict[str, int]:
    """Delete runs of over a month ago that went well and that no event or audit entry names.

    Uses of forms go with them, uncounted: they would tell how much is being written.
    """
    named = exists().where(BreachEvent.run_id == JobRun.id) | exists().where(
        AuditEntry.subject_kind == JobRun.__tablename__, AuditEntry.subject_id == JobRun.id
    )
    old = (
        delete(JobRun)
        .where(JobRun.status == RunStatus.DONE, JobRun.finished_at < now - KEPT_FOR, ~named)
        .execution_options(synchronize_session=False)
    )
    result: Any = db.session.execute(old)
    forget_uses(now)
    db.session.commit()
    return {"forgotten": int(result.rowcount)}
