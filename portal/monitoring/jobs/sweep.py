"""Files that no row names are deleted: what a save left behind when its transaction failed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.config import settings
from portal.db import db
from portal.files import open_store, sweep_orphans
from portal.monitoring.models import ProviderReply
from portal.providers.models import (
    ActionPlanFile,
    ComplianceDocument,
    DebarmentCheck,
    FinancialCheck,
)
from portal.tasks import Task, TaskStatus
from portal.tenders.models import BidFile

LEFT_ALONE = timedelta(days=2)


def sweep_files(now: datetime) -> dict[str, int]:
    """Delete orphans of over two days ago.

    How many there were is not kept: it would tell that somebody works on a bid.
    """
    sweep_orphans(open_store(settings().files_url), known_keys, older_than=now - LEFT_ALONE)
    return {"sweeps": 1}


def known_keys(keys: list[str]) -> Collection[str]:
    """Return those keys that a bid, document, check, reply or unfinished task refers to."""
    of_bids = db.session.scalars(select(BidFile.store_key).where(BidFile.store_key.in_(keys)))
    of_documents = [
        key
        for held in (ComplianceDocument.store_key, ActionPlanFile.store_key)
        for key in db.session.scalars(select(held).where(held.in_(keys)))
    ]
    sent = ProviderReply.file_key
    of_replies = db.session.scalars(select(sent).where(sent.in_(keys)))
    of_checks = [
        key
        for kept in (DebarmentCheck.file_key, FinancialCheck.file_key)
        for key in db.session.scalars(select(kept).where(kept.in_(keys)))
        if key
    ]
    unfinished = db.session.scalars(
        select(Task).where(Task.status.in_((TaskStatus.QUEUED, TaskStatus.RUNNING)))
    )
    of_tasks = (str(task.params.get("file", "")) for task in unfinished)
    return {*of_bids, *of_documents, *(key for key in of_replies if key), *of_checks, *of_tasks}
