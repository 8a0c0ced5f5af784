"""Work of this domain that the clock starts."""

from datetime import datetime

from portal.db import db
from portal.providers.services import document_reminders
from portal.tasks import Job


def remind_of_documents(now: datetime) -> dict[str, int]:
    """Tell providers which documents run out soon, and mark those that have."""
    told = 0
    for organisation_id, steps in document_reminders.due_reminders(now):
        told += document_reminders.remind(organisation_id, steps, at=now)
        db.session.commit()
    ended = 0
    while marked := document_reminders.mark_ended(now):
        ended += marked
        db.session.commit()
    return {"reminded": told, "ended": ended}


JOBS: tuple[Job, ...] = (
    Job(
        "remind-documents",
        "Tell providers of documents that run out",
        "30 6 * * *",
        remind_of_documents,
    ),
)
