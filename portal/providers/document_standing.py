"""How the documents that somebody holds stand against what is asked: a pure rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.providers.models import ComplianceDocument, DocumentStatus


class State(StrEnum):
    """How one kind of document stands, best first."""

    MET = "met"
    EXPIRES_SOON = "expires_soon"
    AWAITING_REVIEW = "awaiting_review"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    SUM_TOO_LOW = "sum_too_low"
    RETURNED = "returned"
    EXPIRED = "expired"
    MISSING = "missing"


COUNTS = frozenset({State.MET, State.EXPIRES_SOON})
LIVE = frozenset({DocumentStatus.SUBMITTED, DocumentStatus.ACCEPTED, DocumentStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class Found:
    """How a kind of document stands on a day: which version decides, and what is amiss.

    `short_by` is what the sum insured lacks, in pence. `newer` is a version after the one that
    decides: it waits for review or was returned.
    """

    state: State
    paper: ComplianceDocument | None = None
    short_by: int = 0
    newer: ComplianceDocument | None = None

    @property
    def counts(self) -> bool:
        """Whether what is asked for is in place."""
        return self.state in COUNTS


def in_force(paper: ComplianceDocument, on: date) -> bool:
    """Say whether a version is accepted and holds on a day, its last day included."""
    begun = paper.issued_on <= on
    return paper.status is DocumentStatus.ACCEPTED and begun and not over(paper, on)


def over(paper: ComplianceDocument, on: date) -> bool:
    """Say whether the last day on which a version holds has gone by."""
    return paper.expires_on is not None and paper.expires_on < on


def find_standing(
    papers: Iterable[ComplianceDocument],
    on: date,
    *,
    minimum_pence: int | None = None,
    until: date | None = None,
) -> Found:
    """Say how one kind of document stands on a day, from its versions in any order.

    Of the accepted versions in force the newest decides. Where none is, what was sent last does:
    a version that waits for review, one that was returned, one that ran out or begins later.
    `until` is the day up to which it should hold: one that ends before it expires soon.
    """
    live = sorted(
        (one for one in papers if one.status in LIVE), key=lambda one: one.version, reverse=True
    )
    holding = next((one for one in live if in_force(one, on)), None)
    if holding is None:
        return _without(live, on)
    newer = next((one for one in live if one.version > holding.version), None)
    short_by = max(0, (minimum_pence or 0) - (holding.sum_insured_pence or 0))
    if short_by:
        return Found(State.SUM_TOO_LOW, holding, short_by, newer)
    ends = holding.expires_on
    if until is not None and ends is not None and ends < until and not _followed(newer, ends):
        return Found(State.EXPIRES_SOON, holding, newer=newer)
    return Found(State.MET, holding, newer=newer)


def _followed(newer: ComplianceDocument | None, ends: date) -> bool:
    """Say whether a newer version is accepted and begins before or as this one ends."""
    accepted = newer is not None and newer.status is DocumentStatus.ACCEPTED
    return accepted and newer is not None and newer.issued_on <= ends + timedelta(days=1)


def _without(live: list[ComplianceDocument], on: date) -> Found:
    """Say what stands in the way where no version is in force; the newest comes first."""
    if not live:
        return Found(State.MISSING)
    newest = live[0]
    if newest.status is DocumentStatus.SUBMITTED:
        state = State.EXPIRED if over(newest, on) else State.AWAITING_REVIEW
        return Found(state, newest)
    if newest.status is DocumentStatus.RETURNED:
        return Found(State.RETURNED, newest)
    return Found(State.EXPIRED if over(newest, on) else State.NOT_YET_IN_FORCE, newest)
