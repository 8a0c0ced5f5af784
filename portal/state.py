"""Moving a thing from one state to the next, by a table of moves, on the record."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from portal import audit
from portal.errors import MoveRefusedError

StatusT = TypeVar("StatusT", bound=StrEnum)


def move(
    thing: Any,
    to: StatusT,
    *,
    moves: Mapping[StatusT, set[StatusT]],
    by: audit.Actor | None,
    at: datetime,
    reason: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Take `thing.status` to a new state, audited. `by` is None when a job moves it.

    Raises:
        MoveRefusedError: the table of moves does not lead there.
    """
    came_from = thing.status
    if to not in moves.get(came_from, set()):
        raise MoveRefusedError(
            f"This is {words(came_from)} and cannot become {words(to)}. Load the page again to see"
            " what can be done now."
        )
    said = {"from": came_from.value, **(facts or {})} | ({"reason": reason} if reason else {})
    audit.record(thing, f"{thing.__tablename__}.{to.value}", by=by, at=at, facts=said)
    thing.status = to


def words(status: StrEnum) -> str:
    """Return a state as it reads in a sentence."""
    return status.value.replace("_", " ")
