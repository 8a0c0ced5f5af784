"""What the clock starts here: sending mail, and exporting the heads of the audit trail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal import audit, mail, outbox
from portal.config import INSTANCE, settings
from portal.db import db
from portal.mail import MailDelayedError, MailRefusedError
from portal.opaque import hide
from portal.outbox import OutboxMessage
from portal.tasks import Job

AT_ONCE = 20
AT_MOST = 500
CLAIM = timedelta(minutes=5)
MAIL_FOLDER = INSTANCE / "mail"
HEADS = "heads-*.json"


@dataclass(frozen=True)
class Claimed:
    """A message taken out of the queue for a few minutes, as it goes to the mail server."""

    row_id: int
    message: mail.Message
    listed: bool


def send_mail(now: datetime) -> Mapping[str, int]:
    """Send what is due, each message in a transaction of its own.

    No transaction is open while the mail server is spoken to. A process that dies between sending
    and writing that down sends again later, under the same Message-ID. Unlisted mail is sent but
    not counted.
    """
    sent = failed = 0
    while sent + failed < AT_MOST and (batch := claim(now)):
        for claimed in batch:
            arrived = deliver(claimed, now)
            if claimed.listed:
                sent, failed = sent + arrived, failed + (not arrived)
    return {"sent": sent, "not_sent": failed}


def claim(now: datetime) -> list[Claimed]:
    """Take some due messages out of the reach of other processes for a few minutes."""
    due = outbox.due(now).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = list(db.session.scalars(due))
    batch = [Claimed(row.id, as_message(row), not row.unlisted) for row in rows]
    for row in rows:
        row.next_attempt_at = now + CLAIM
    db.session.commit()
    return batch


def deliver(claimed: Claimed, now: datetime) -> bool:
    """Hand one message to the mail server and write down how it went."""
    problem: MailRefusedError | MailDelayedError | None = None
    try:
        mail.send(
            claimed.message,
            smtp_url=settings().smtp_url,
            sender=settings().mail_from,
            folder=MAIL_FOLDER,
            sent_at=now,
        )
    except (MailRefusedError, MailDelayedError) as error:
        problem = error

    def outcome(_message: OutboxMessage) -> None:
        if problem is not None:
            raise problem

    row = db.session.get_one(OutboxMessage, claimed.row_id)
    arrived = outbox.attempt(row, outcome, at=now)
    db.session.commit()
    return arrived


def as_message(row: OutboxMessage) -> mail.Message:
    """Return a message as the mail server gets it, with an identity that counts nothing."""
    identity = f"{row.id} {row.written_at.isoformat()} {row.to}"
    reference = hide(identity, purpose="message")[:32]
    return mail.Message(to=row.to, subject=row.subject, text=row.text, reference=reference)


def export_heads(now: datetime) -> Mapping[str, int]:
    """Write the last entry of every audit chain into a file outside the database."""
    heads = audit.heads()
    db.session.rollback()
    write_heads(Path(settings().audit_folder), heads, at=now)
    return {"exports": 1}  # Not how many chains: that would tell how many bids there are.


def write_heads(folder: Path, heads: Mapping[str, tuple[int, str]], *, at: datetime) -> Path:
    """Write heads into a folder, newest last by name; an export is never written over."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"heads-{at.astimezone(UTC):%Y%m%dT%H%M%S}.json"
    with path.open("x", encoding="utf-8") as target:
        json.dump({"taken_at": at.isoformat(), "heads": heads}, target, indent=1)
    return path


def newest_export(folder: Path) -> Path | None:
    """Return the newest export in a folder, if there is one."""
    return max(folder.glob(HEADS), default=None)


def read_heads(path: Path) -> dict[str, tuple[int, str]]:
    """Read an export."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return {subject: (sequence, digest) for subject, (sequence, digest) in content["heads"].items()}


JOBS: tuple[Job, ...] = (
    Job("send-mail", "Send the mail that waits", "* * * * *", send_mail),
    Job(
        "audit-heads",
        "Copy the last marks of the audit trail out of the database",
        "30 2 * * *",
        export_heads,
    ),
)
