"""What one file says otherwise of a setting than the register did, in kinds that people ask for."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from portal.providers.models.snapshots import ChangeKind
from portal.providers.ofsted.rows import RegistrationStatus
from portal.providers.services.register_history import Facts, Span


class Change(NamedTuple):
    """One change of one setting. Of a rating, `before` and `after` are codes of grades."""

    kind: ChangeKind
    urn: str
    before: str
    after: str
    facts: Facts


def changes_between(urn: str, before: Span | None, after: Span | None) -> Iterator[Change]:
    """Yield what the last of a setting's history says otherwise than it did."""
    if after is None:
        if before is not None and before.until_on is None:
            yield Change(ChangeKind.GONE, urn, "", "", before.facts)
        return
    if before is None:
        if after.until_on is None:
            yield Change(ChangeKind.NEW, urn, "", "", after.facts)
        return
    yield from _listing(urn, before, after)
    if before.facts is not after.facts:
        yield from said_otherwise(urn, before.facts, after.facts)


def _listing(urn: str, before: Span, after: Span) -> Iterator[Change]:
    if before.until_on is None and after.until_on is not None:
        yield Change(ChangeKind.GONE, urn, "", _text(after.until_on), after.facts)
    elif before.until_on is not None and after.until_on is None:
        yield Change(ChangeKind.BACK, urn, _text(before.until_on), "", after.facts)


def said_otherwise(urn: str, was: Facts, now: Facts) -> Iterator[Change]:
    """Yield how one description of a setting differs from the one before."""

    def change(kind: ChangeKind, column: str) -> Change:
        return Change(kind, urn, _text(was[column]), _text(now[column]), now)

    if was["overall_code"] != now["overall_code"] and now["overall_code"]:
        first = was["overall_code"] is None
        yield change(ChangeKind.RATED if first else ChangeKind.RERATED, "overall_code")
    if was["registration_status"] != now["registration_status"]:
        active = now["registration_status"] == RegistrationStatus.ACTIVE
        yield change(
            ChangeKind.REINSTATED if active else ChangeKind.SUSPENDED, "registration_status"
        )
    for kind, column, compared in (
        (ChangeKind.MOVED, "local_authority", "local_authority"),
        (ChangeKind.PLACES, "places", "places"),
        (ChangeKind.OWNER, "owner", "owner_key"),
        (ChangeKind.TYPE, "provision_wording", "provision_type"),
    ):
        if was[compared] != now[compared]:
            yield change(kind, column)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
