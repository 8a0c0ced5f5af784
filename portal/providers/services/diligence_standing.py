"""How due diligence on providers stands: what is declared, who was checked, what is missing.

Sections 26 and 28 of the Procurement Act 2023 have a buyer look at the supplier and at its
connected and associated persons alike; section 57 says what each result means.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from portal import clock
from portal.db import all_of
from portal.providers.models import (
    CONNECTION_TITLES,
    ConnectedPerson,
    DebarmentCheck,
    DebarmentResult,
    DeclaredGround,
    Excludable,
    ExclusionDeclaration,
    FinancialCheck,
    Referee,
    ReferenceResult,
)
from portal.providers.queries import declarations, diligence
from portal.providers.services.declaration_answers import named

# The list moves slowly: whoever is to be listed is told and has eight working days before it
# happens (section 62(6)). Thirty days leave time to prepare an award and let little slip between.
FRESH_FOR_AWARD = timedelta(days=30)
# Twice within the year for which a declaration counts.
EVERY = timedelta(days=180)
# A declaration is asked for again a month before it runs out.
RENEW_BEFORE = timedelta(days=30)


class DeclarationState(StrEnum):
    """Whether a provider's latest declaration counts."""

    MISSING = "missing"
    OUT_OF_DATE = "out of date"
    PEOPLE_CHANGED = "people changed"
    IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whom checks are about: the supplier (an empty `person`) or a person of it."""

    person: str
    title: str
    kind: str
    last: DebarmentCheck | None


@dataclass(frozen=True, slots=True)
class DiligenceStanding:
    """All that is known of one provider."""

    declaration: ExclusionDeclaration | None
    state: DeclarationState
    yeses: tuple[DeclaredGround, ...]
    subjects: tuple[Subject, ...]
    financial: FinancialCheck | None
    referees: tuple[Referee, ...]

    @property
    def last_checked(self) -> date | None:
        """The day on which everybody had been checked, or None while somebody was not."""
        days = [one.last.checked_on for one in self.subjects if one.last]
        return min(days) if days and len(days) == len(self.subjects) else None

    @property
    def listed(self) -> tuple[DebarmentCheck, ...]:
        """The latest checks that found somebody on the list."""
        found = [one.last for one in self.subjects if one.last]
        return tuple(one for one in found if one.result is not DebarmentResult.NOT_LISTED)

    @property
    def references(self) -> int:
        """How many references were answered."""
        taken = [one for referee in self.referees for one in referee.taken_up]
        return sum(one.result not in (None, ReferenceResult.NO_ANSWER) for one in taken)


def standings(
    providers: Iterable[tuple[int, str]], on: date, since: date | None = None
) -> dict[int, DiligenceStanding]:
    """Return how providers, given by id and name, stand on a day: six queries for any number.

    With `since`, whoever was connected on that day or later is among those looked up, so that
    nobody escapes a look by leaving after the bids were opened.
    """
    names = dict(providers)
    ids = list(names)
    declared = {one.organisation_id: one for one in all_of(declarations.latest_of(ids))}
    persons = _grouped(all_of(declarations.persons_of(ids, on, since)))
    checks = _grouped(all_of(diligence.latest_checks(ids)))
    money = {one.organisation_id: one for one in all_of(diligence.latest_financial_checks(ids))}
    referees = _grouped(all_of(diligence.referees_of(*ids)))
    return {
        number: _standing(
            name,
            declared.get(number),
            persons.get(number, []),
            {one.person: one for one in checks.get(number, [])},
            money.get(number),
            tuple(referees.get(number, [])),
            on,
        )
        for number, name in names.items()
    }


def standing_of(organisation_id: int, name: str, on: date) -> DiligenceStanding:
    """Return how one provider stands on a day."""
    return standings([(organisation_id, name)], on)[organisation_id]


def declaration_state(
    declaration: ExclusionDeclaration | None, persons: Collection[ConnectedPerson], on: date
) -> DeclarationState:
    """Say whether a declaration counts on a day, with these persons in force."""
    if declaration is None:
        return DeclarationState.MISSING
    if declaration.valid_until < on:
        return DeclarationState.OUT_OF_DATE
    if named(declaration.persons) != named(persons):
        return DeclarationState.PEOPLE_CHANGED
    return DeclarationState.IN_FORCE


def missing_before_award(
    standing: DiligenceStanding, *, opened_at: datetime, at: datetime
) -> list[str]:
    """Return what stands between a supplier and its award, in words; nothing when it may go ahead.

    Everybody must have been looked up after the bids were opened and in the last thirty days.
    Whoever is on the list as excluded must be disregarded (section 26); about whoever is
    excludable somebody has to decide, with a reason.
    """
    oldest = max(clock.today(opened_at), clock.today(at) - FRESH_FOR_AWARD)
    found = []
    for subject in standing.subjects:
        problem = _problem(subject.last, opened_at, oldest)
        if problem:
            found.append(f"{subject.title} {problem}")
    return found


def _problem(check: DebarmentCheck | None, opened_at: datetime, oldest: date) -> str:
    if check is None or check.recorded_at < opened_at:
        return "has no debarment check since the bids were opened"
    if check.checked_on < oldest:
        return f"was last checked more than {FRESH_FOR_AWARD.days} days ago"
    if check.result is DebarmentResult.LISTED_EXCLUDED:
        return "is on the debarment list as excluded"
    if check.result is DebarmentResult.LISTED_EXCLUDABLE:
        if check.decision is None:
            return "is excludable and nobody has decided what follows"
        if check.decision.decision is Excludable.DISREGARD:
            return "is excludable and it was decided to disregard its bid"
    return ""


def _in_force(persons: Iterable[ConnectedPerson], on: date) -> list[ConnectedPerson]:
    return [one for one in persons if one.ends_on is None or one.ends_on > on]


def _standing(
    name: str,
    declaration: ExclusionDeclaration | None,
    persons: list[ConnectedPerson],
    checks: dict[str, DebarmentCheck],
    financial: FinancialCheck | None,
    referees: tuple[Referee, ...],
    on: date,
) -> DiligenceStanding:
    kinds: dict[str, list[str]] = {}
    for person in persons:
        kinds.setdefault(person.name, []).append(CONNECTION_TITLES[person.kind])
    subjects = [Subject("", name, "The supplier", checks.get(""))]
    subjects += [
        Subject(person, person, "; ".join(dict.fromkeys(titles)), checks.get(person))
        for person, titles in kinds.items()
    ]
    return DiligenceStanding(
        declaration,
        declaration_state(declaration, _in_force(persons, on), on),
        tuple(one for one in declaration.grounds if one.applies) if declaration else (),
        tuple(subjects),
        financial,
        referees,
    )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by organisation; they come sorted by it."""
    return {number: list(some) for number, some in groupby(rows, lambda one: one.organisation_id)}
