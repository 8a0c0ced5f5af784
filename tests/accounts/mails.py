"""What waits in the outbox, and the links in it."""

import re

from sqlalchemy import select

from portal.db import db
from portal.outbox import OutboxMessage

LINK = re.compile(r"http://localhost(\S+)")


def mails(to: str | None = None) -> list[OutboxMessage]:
    """Return the messages written so far, to one address or to any."""
    wanted = select(OutboxMessage).order_by(OutboxMessage.id)
    if to is not None:
        wanted = wanted.where(OutboxMessage.to == to)
    return list(db.session.scalars(wanted))


def link_in(message: OutboxMessage) -> str:
    """Return the path of the first link in a message."""
    found = LINK.search(message.text)
    assert found, "The message holds no link."
    return found.group(1)
