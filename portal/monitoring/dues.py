"""What is due of an organisation, gathered from every domain.

To add to it, write a function beside your own noun that takes the acting membership and the day and
returns what is due, and name it in `SOURCES` with the words by which the page is filtered.
"""

from collections.abc import Callable
from datetime import date

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.due import Due
from portal.accounts.models import Membership
from portal.contracts.todos.answers import records_to_answer
from portal.db import all_of
from portal.display import count_of
from portal.monitoring.queries import replies
from portal.monitoring.views.presenting import title_of
from portal.providers import dues as of_providers

Source = Callable[[Membership, date], list[Due]]


def breaches(membership: Membership, _today: date) -> list[Due]:
    """Breaches that were put to the organisation and wait for its reply."""
    return [
        Due(
            "Reply to a breach",
            url_for("own_breaches.show", reference=one.reference),
            one.due_on,
            title_of(one.breach.rule_code),
        )
        for one in all_of(replies.own(membership, replies.WAITING))
    ]


def records(membership: Membership, _today: date) -> list[Due]:
    """What councils recorded and the organisation has not answered, in one line."""
    number = records_to_answer(membership)
    about = count_of(number, "record")
    link = url_for("agreeing.index")
    return [Due("Agree or dispute what is recorded", link, about=about)] if number else []


# Words for the filter, the permission that the thing asks for, and where it comes from.
SOURCES: tuple[tuple[str, str, Permission, Source], ...] = (
    ("breaches", "Breaches", Permission.ANSWER_BREACHES, breaches),
    ("records", "Placements and charges", Permission.AGREE_PLACEMENTS, records),
    ("ratings", "Inspections", Permission.MANAGE_PROVIDER, of_providers.ratings),
    ("vacancies", "Vacancies", Permission.MANAGE_PROVIDER, of_providers.places),
    ("documents", "Documents", Permission.MANAGE_PROVIDER, of_providers.papers),
    ("visits", "Quality visits", Permission.MANAGE_PROVIDER, of_providers.visitors),
    ("declaration", "Declaration", Permission.MANAGE_PROVIDER, of_providers.declaration),
)


def all_due(membership: Membership, today: date, kind: str = "") -> list[Due]:
    """Return what is due of a membership's organisation, dated things first, by their day."""
    found = [
        one
        for name, _words, permission, source in SOURCES
        if kind in {"", name} and allows(permission, membership)
        for one in source(membership, today)
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.text, one.about))
