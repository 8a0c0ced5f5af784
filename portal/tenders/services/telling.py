"""Telling people about an invitation: a notice in the portal, and the same by e-mail."""

from collections.abc import Iterable
from datetime import datetime

from portal import inbox
from portal.accounts.models import Membership
from portal.config import settings
from portal.outbox import queue_mail


def tell_everyone(
    memberships: Iterable[Membership],
    title: str,
    body: str,
    *,
    link: str,
    at: datetime,
    dedupe_key: str,
) -> None:
    """Tell memberships once each, and write to each address once. `link` is a path.

    The caller's change must happen once only: mail carries no key of its own, so that telling
    thousands of people takes no look-up for each.
    """
    people = list(memberships)
    inbox.tell([one.id for one in people], title, body, link=link, at=at, dedupe_key=dedupe_key)
    text = f"{body}\n\nRead more: {settings().public_url.rstrip('/')}{link}\n"
    for address in sorted({one.person.email for one in people}):
        queue_mail(address, title, text, at=at)
