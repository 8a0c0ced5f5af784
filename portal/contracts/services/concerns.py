"""Proposing suspensions and asking councils to look at placements: once for each cause.

What calls for it is read from what stands on record, so running it again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from portal import audit, clock
from portal.contracts.models import (
    PROPOSAL_MOVES,
    CauseKind,
    Placement,
    PlacementReview,
    ProposalStatus,
    SuspensionProposal,
)
from portal.contracts.queries import concerns as queries
from portal.contracts.services import telling
from portal.db import all_of, db
from portal.display import day
from portal.providers.models import ACTION_TITLES
from portal.providers.queries.ratings import OFSTED, PROVIDER, ratings_as_at
from portal.state import move
from portal.working_days import working_days_after

LOOKED_BACK = timedelta(days=28)
"""How far back a fact may have become known: a portal set up late does not ask about old news."""
REVIEW_DAYS = 5
"""Working days in which a council looks at its placements."""
CHUNK = 500


class Cause(NamedTuple):
    """A fact by its kind and id."""

    kind: CauseKind
    id: int


@dataclass(frozen=True, slots=True)
class Call:
    """A fact that calls for something: every name it goes by, and what it was, in words.

    A report and the line of Ofsted's file about the same inspection are one fact; `names` begins
    with the one that counts.
    """

    subject_id: int
    names: tuple[Cause, ...]
    why: str


def act_on_concerns(at: datetime) -> dict[str, int]:
    """Propose, supersede and ask for reviews as what is on record calls for. Idempotent."""
    return {**propose_suspensions(at=at), **ask_for_reviews(at=at)}


def propose_suspensions(*, at: datetime) -> dict[str, int]:
    """Propose each suspension that is called for, once; supersede what no longer holds."""
    calls = _calls_to_suspend(clock.today(at))
    superseded = _supersede({(call.subject_id, name) for call in calls for name in call.names}, at)
    known = _known_proposals([call.subject_id for call in calls])
    made = []
    for call in calls:
        there = [
            one
            for one in known[call.subject_id]
            if Cause(one.cause_kind, one.cause_id) in call.names
        ]
        if not there:
            made.append(_proposal(call, at))
        elif all(one.status is ProposalStatus.SUPERSEDED for one in there):
            move(there[0], ProposalStatus.OPEN, moves=PROPOSAL_MOVES, by=None, at=at)
            there[0].decided_at = None
    db.session.add_all(made)
    db.session.flush()
    for proposal in made:
        facts = {"cause": proposal.cause_kind.value, "id": proposal.cause_id}
        audit.record(proposal, "suspension_proposal.made", by=None, at=at, facts=facts)
        telling.tell_of_proposal(proposal, at=at)
    return {"suspensions proposed": len(made), "proposals superseded": superseded}


def ask_for_reviews(*, at: datetime) -> dict[str, int]:
    """Ask every council with a child at a service that gives concern for a review, once a cause."""
    on = clock.today(at)
    calls = _calls_to_review(on, at - LOOKED_BACK)
    by_service: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        by_service[call.subject_id].append(call)
    asked = 0
    services = sorted(by_service)
    for start in range(0, len(services), CHUNK):
        chunk = services[start : start + CHUNK]
        known: dict[int, set[Cause]] = defaultdict(set)
        for row in db.session.execute(queries.reviews_at(chunk)):
            known[row.placement_id].add(Cause(row.cause_kind, row.cause_id))
        for placement in all_of(queries.living_at(chunk, on)):
            asked += _ask(placement, by_service[placement.service_id or 0], known, at)
    return {"reviews asked": asked}


def _ask(
    placement: Placement, calls: Iterable[Call], known: dict[int, set[Cause]], at: datetime
) -> int:
    made = 0
    for call in calls:
        if known[placement.id] & set(call.names):
            continue
        review = PlacementReview(
            placement_id=placement.id,
            council_id=placement.council_id,
            service_id=call.subject_id,
            cause_kind=call.names[0].kind,
            cause_id=call.names[0].id,
            why=call.why,
            asked_at=at,
            due_on=working_days_after(clock.today(at), REVIEW_DAYS),
        )
        db.session.add(review)
        facts = {"placement": placement.id, "cause": review.cause_kind.value}
        audit.record(review, "placement_review.asked", by=None, at=at, facts=facts)
        telling.tell_of_review(review, at=at)
        made += 1
    return made


def _calls_to_suspend(on: date) -> list[Call]:
    rated = [
        Call(
            row.appointment_id,
            _accounts(row),
            f"Rated “{row.label}” on {day(row.inspected_on)}; the lot asks for “{row.minimum}”",
        )
        for row in db.session.execute(queries.rated_below_minimum(on))
    ]
    barred = [
        Call(
            row.appointment_id,
            (Cause(CauseKind.ACTION, row.action_id),),
            f"{ACTION_TITLES[row.kind]} from {day(row.starts_on)}",
        )
        for row in db.session.execute(queries.barred(on))
    ]
    return rated + barred


def _calls_to_review(on: date, since: datetime) -> list[Call]:
    drops = [
        Call(row.service_id, _accounts(row), "Rated lower than by the inspection before")
        for row in db.session.execute(queries.dropped(on, since))
    ]
    actions = [
        Call(
            one.service_id,
            (Cause(CauseKind.ACTION, one.id),),
            f"{ACTION_TITLES[one.kind]} from {day(one.starts_on)}",
        )
        for one in all_of(queries.newly_barred(on, since))
    ]
    return drops + actions


def _accounts(row: Any) -> tuple[Cause, ...]:
    """The names of an inspection: of the account that counts, then of the other if there is one."""
    named = [
        Cause(kind, number)
        for kind, number in (
            (CauseKind.INSPECTION, row.inspection_id),
            (CauseKind.REPORT, row.report_id),
        )
        if number is not None
    ]
    return tuple(named if row.source == OFSTED else reversed(named))


def _known_proposals(appointment_ids: Sequence[int]) -> dict[int, list[SuspensionProposal]]:
    known: dict[int, list[SuspensionProposal]] = defaultdict(list)
    for start in range(0, len(appointment_ids), CHUNK):
        for one in all_of(queries.proposals_for(appointment_ids[start : start + CHUNK])):
            known[one.appointment_id].append(one)
    return known


def _proposal(call: Call, at: datetime) -> SuspensionProposal:
    return SuspensionProposal(
        appointment_id=call.subject_id,
        cause_kind=call.names[0].kind,
        cause_id=call.names[0].id,
        why=call.why,
        proposed_at=at,
    )


def _supersede(calling: set[tuple[int, Cause]], at: datetime) -> int:
    """Close open proposals whose fact no longer calls for them; return how many.

    A better rating that only the provider tells of closes nothing: a person decides, or Ofsted's
    own file does.
    """
    still = [
        one
        for one in all_of(queries.open_proposals())
        if (one.appointment_id, Cause(one.cause_kind, one.cause_id)) not in calling
    ]
    told = _told_by_providers([one.appointment.service_id for one in still], clock.today(at))
    gone = [
        one
        for one in still
        if one.cause_kind is CauseKind.ACTION or one.appointment.service_id not in told
    ]
    for proposal in gone:
        move(proposal, ProposalStatus.SUPERSEDED, moves=PROPOSAL_MOVES, by=None, at=at)
        proposal.decided_at = at
    return len(gone)


def _told_by_providers(service_ids: list[int], on: date) -> set[int]:
    """Return the services whose rating that counts is known from the provider alone."""
    ratings = ratings_as_at(on)
    found = select(ratings.c.service_id).where(
        ratings.c.service_id.in_(service_ids), ratings.c.source == PROVIDER
    )
    return set(db.session.scalars(found.order_by(ratings.c.service_id)))
