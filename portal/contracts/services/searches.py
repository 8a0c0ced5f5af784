"""A council's searches: opened, the steps tried, ended."""

import secrets
from datetime import date, datetime

from sqlalchemy import exists, select

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.contracts.models import (
    SEARCH_MOVES,
    AgeBand,
    ChildRecord,
    Search,
    SearchStatus,
    SearchStep,
    SourcingStep,
    StepOutcome,
)
from portal.db import REFERENCE_ALPHABET, db, lock
from portal.errors import DomainError
from portal.providers.models import ProvisionType, Service
from portal.state import move


def open_search(
    *,
    council: Organisation,
    age_band: AgeBand,
    emergency: bool,
    needed_by: date,
    needs: str,
    ideal_type: ProvisionType,
    ideal_area: str,
    by: Membership,
    at: datetime,
    child_reference: str | None = None,
) -> Search:
    """Begin to look for a home for one child, under a reference that the portal makes up.

    `child_reference` is given only for a child the council knows here already.

    Raises:
        DomainError: the given reference is not one of this council's.
    """
    if child_reference and not knows_child(council.id, child_reference):
        raise DomainError("Choose one of your council’s children", "child_reference")
    search = Search(
        council_id=council.id,
        child_reference=child_reference or new_child_reference(council.id),
        age_band=age_band,
        emergency=emergency,
        needed_by=needed_by,
        needs=needs,
        ideal_type=ideal_type,
        ideal_area=ideal_area,
        opened_at=at,
        opened_by_id=by.id,
    )
    db.session.add(search)
    audit.record(search, "search.opened", by=by, at=at)
    return search


def record_step(
    search: Search,
    *,
    step: SourcingStep,
    outcome: StepOutcome,
    tried_on: date,
    by: Membership,
    at: datetime,
    service: Service | None = None,
    offered_pence: int | None = None,
    note: str = "",
) -> SearchStep:
    """Keep one thing that was tried. A refusal on matching grounds is kept and never scored.

    Raises:
        DomainError: the search is over, the day is to come, or a price came without an offer.
    """
    lock(search)
    if search.status is not SearchStatus.OPEN:
        raise DomainError("This search is over. Load the page again.")
    if tried_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "tried_on")
    if offered_pence is not None and outcome is not StepOutcome.OFFERED:
        raise DomainError("Give a price only when a place was offered", "offered")
    tried = SearchStep(
        step=step,
        service_id=service.id if service else None,
        tried_on=tried_on,
        outcome=outcome,
        offered_pence=offered_pence,
        note=note,
    )
    search.steps.append(tried)
    facts = {"step": step.value, "outcome": outcome.value}
    audit.record(search, "search.step_tried", by=by, at=at, facts=facts)
    return tried


def end_search(search: Search, *, reason: str, by: Membership, at: datetime) -> None:
    """End a search that found no placement."""
    lock(search)
    move(search, SearchStatus.ENDED, moves=SEARCH_MOVES, by=by, at=at)
    search.ended_reason = reason


def new_child_reference(council_id: int) -> str:
    """A reference such as `C-7KQM` that this council does not use yet."""
    while True:
        reference = "C-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(4))
        if not knows_child(council_id, reference):
            return reference


def knows_child(council_id: int, reference: str) -> bool:
    """Say whether a council has a search or a placement under a child's reference."""
    return bool(
        db.session.scalar(
            select(
                exists().where(Search.council_id == council_id, Search.child_reference == reference)
                | exists().where(
                    ChildRecord.council_id == council_id, ChildRecord.child_reference == reference
                )
            )
        )
    )
