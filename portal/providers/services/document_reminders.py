"""Telling providers that documents run out: 60, 30 and 7 days before, and on the last day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from portal import clock, inbox
from portal.changes import Changed, mark_changed
from portal.config import settings
from portal.db import all_of, db
from portal.display import count_of
from portal.outbox import queue_mail
from portal.providers.models import ComplianceDocument, DocumentReminder
from portal.providers.queries import documents as queries
from portal.providers.services.documents import last_day

STEPS = (60, 30, 7, 0)
ENDED = -1
CAUGHT_UP = timedelta(days=30)
DOCUMENTS = "/provider/documents"


def step_due(expires_on: date, on: date) -> int | None:
    """Return the nearest reminder that a document's end calls for on a day, or None before any.

    Days that nobody was told on are not made up for: 25 days before the end only the 30 is due.
    """
    left = (expires_on - on).days
    return next((step for step in sorted(STEPS) if left <= step), None)


def due_reminders(now: datetime) -> list[tuple[int, dict[int, int]]]:
    """Return for each organisation the documents to remind of, by id, with the step of each."""
    today = clock.today(now)
    ending = all_of(queries.ending(today, within=timedelta(days=max(STEPS)), since=CAUGHT_UP))
    noted = _noted(ending)
    due: list[tuple[int, dict[int, int]]] = []
    for organisation_id, documents in groupby(ending, key=lambda one: one.organisation_id):
        steps = {one.id: _step(one, today) for one in documents}
        fresh = {key: step for key, step in steps.items() if not _told(noted, key, step)}
        if fresh:
            due.append((organisation_id, fresh))
    return due


def remind(organisation_id: int, steps: dict[int, int], *, at: datetime) -> int:
    """Tell an organisation of the documents that end; return how many of them there were.

    One notice and one mail name them all. A service's name stays out of both.
    """
    documents = all_of(
        queries.documents()
        .where(ComplianceDocument.id.in_(steps))
        .order_by(None)
        .order_by(ComplianceDocument.expires_on, ComplianceDocument.id)
    )
    db.session.add_all(
        DocumentReminder(document_id=one.id, step=steps[one.id], noted_at=at) for one in documents
    )
    people = all_of(queries.administrators([organisation_id]))
    today = clock.today(at)
    title = f"{count_of(len(documents), 'document')} to renew"
    lines = list(_lines(documents, today))
    key = f"documents-ending:{organisation_id}:{today.isoformat()}:{min(steps)}"
    inbox.tell(
        [one.id for one in people],
        title,
        " ".join(f"{line}." for line in lines),
        link=DOCUMENTS,
        at=at,
        dedupe_key=key,
    )
    address = f"{settings().public_url.rstrip('/')}{DOCUMENTS}"
    text = "\n".join([*lines, "", f"Add the new ones here: {address}", ""])
    for email in sorted({one.person.email for one in people}):
        queue_mail(email, title, text, at=at, dedupe_key=f"{key}:{email}")
    db.session.flush()
    return len(documents)


def mark_ended(now: datetime, *, most: int = 500) -> int:
    """Mark documents that have run out as changed, once each; return how many."""
    ended = all_of(queries.ended_unmarked(clock.today(now), ENDED).limit(most))
    db.session.add_all(
        DocumentReminder(document_id=one.id, step=ENDED, noted_at=now) for one in ended
    )
    mark_changed(Changed.DOCUMENT, [one.id for one in ended], at=now)
    db.session.flush()
    return len(ended)


def _noted(documents: Sequence[ComplianceDocument]) -> dict[int, set[int]]:
    noted: dict[int, set[int]] = {}
    ids = [one.id for one in documents]
    for start in range(0, len(ids), 500):
        for row in all_of(queries.steps_noted(ids[start : start + 500])):
            noted.setdefault(row.document_id, set()).add(row.step)
    return noted


def _told(noted: dict[int, set[int]], document_id: int, step: int) -> bool:
    """Say whether this step, or one nearer to the end, was dealt with."""
    return any(ENDED < told <= step for told in noted.get(document_id, set()))


def _step(document: ComplianceDocument, today: date) -> int:
    step = step_due(document.expires_on, today) if document.expires_on else None
    if step is None:
        raise ValueError(f"document {document.id} does not end soon")
    return step


def _lines(documents: Iterable[ComplianceDocument], today: date) -> Iterable[str]:
    for one in documents:
        title = f"{one.type.title} of one of your services" if one.service_id else one.type.title
        ran_out = one.expires_on is not None and one.expires_on < today
        yield f"{title}: {'ran out' if ran_out else 'runs out'} on {last_day(one)}"
