"""What may be asked about breaches: always within what a membership may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation, Region
from portal.accounts.queries import regions_of
from portal.monitoring.models import Breach, BreachStatus, PutBreach, PutStatus, Waiver
from portal.monitoring.rule import RuleKind
from portal.monitoring.rules import RULES

TO_DO, ALL, REPLIED = "to_do", "all", "replied"
WORKED_ON = (
    BreachStatus.OPEN,
    BreachStatus.ACKNOWLEDGED,
    BreachStatus.PLANNED,
    BreachStatus.WAIVER_PROPOSED,
)


# Sorts upwards with the due date, so that one direction serves both.
LARGEST_FIRST = -func.coalesce(Breach.amount_pence, 0)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue shows. Empty means everything, except that `status` starts with what is due."""

    kind: str = ""
    rule: str = ""
    status: str = TO_DO
    provider: str = ""
    council: str = ""
    mine: bool = False
    overdue: bool = False
    sort: str = "due"


def visible(membership: Membership, on: date) -> Select[Breach]:
    """Breaches of the regions that the membership's organisation leads, and a council's own."""
    order = (Breach.opened_at.desc(), Breach.id.desc())
    led = select(Region.id).where(Region.lead_organisation_id == membership.organisation_id)
    if membership.organisation.kind is OrganisationKind.RCC:
        # It leads one region at most: compared with one value, the index also gives the order.
        return select(Breach).where(Breach.region_id == led.scalar_subquery()).order_by(*order)
    regions = regions_of(membership, on).with_only_columns(Region.id).order_by(None)
    own = or_(Breach.region_id.in_(led), Breach.council_id == membership.organisation_id)
    return select(Breach).where(Breach.region_id.in_(regions), own).order_by(*order)


def one(reference: str, membership: Membership, on: date) -> Select[Breach]:
    """One breach that the membership may see."""
    return visible(membership, on).where(Breach.reference == reference)


def some(references: Sequence[str], membership: Membership, on: date) -> Select[Breach]:
    """Those of some breaches that the membership may see."""
    return visible(membership, on).where(Breach.reference.in_(references))


def visible_in(filters: Filters, membership: Membership, on: date) -> Select[Breach]:
    """The breaches that some filters find among those that the membership may see."""
    return visible(membership, on).where(*_conditions(filters, membership, on))


def queue(filters: Filters, membership: Membership, on: date) -> Select[Breach]:
    """The breaches that a queue shows, with what its rows need."""
    return visible_in(filters, membership, on).options(
        joinedload(Breach.organisation),
        joinedload(Breach.council),
        joinedload(Breach.assigned_to),
    )


def counts_by_kind(filters: Filters, membership: Membership, on: date) -> Select[*tuple[Any, ...]]:
    """How many breaches of each rule a queue would show if it showed every kind."""
    everything = replace(filters, kind="", rule="")
    return (
        visible(membership, on)
        .where(*_conditions(everything, membership, on))
        .with_only_columns(Breach.rule_code, func.count(Breach.id))
        .group_by(Breach.rule_code)
        .order_by(None)
        .order_by(Breach.rule_code)
    )


def totals(membership: Membership, on: date) -> Select[*tuple[Any, ...]]:
    """How many breaches are to do, overdue, the membership's own, nobody's, and to decide."""
    to_do = Breach.status.in_(WORKED_ON)
    mine = Breach.assigned_to_id == membership.id
    waiting = Breach.status == BreachStatus.WAIVER_PROPOSED
    return (
        visible(membership, on)
        .where(to_do)
        .with_only_columns(
            func.count(Breach.id).label("to_do"),
            func.count(Breach.id).filter(Breach.due_on < on).label("overdue"),
            func.count(Breach.id).filter(mine).label("mine"),
            func.count(Breach.id).filter(Breach.assigned_to_id.is_(None)).label("nobodys"),
            func.count(Breach.id).filter(waiting).label("to_decide"),
        )
        .order_by(None)
    )


def waivers_to_decide(membership: Membership, on: date) -> Select[Breach]:
    """Breaches whose waiver this person may decide: somebody else proposed it."""
    proposer = (
        select(Membership.person_id)
        .join(Waiver, Waiver.proposed_by_id == Membership.id)
        .where(Waiver.breach_id == Breach.id, Waiver.decided_at.is_(None))
        .order_by(Waiver.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return visible(membership, on).where(
        Breach.status == BreachStatus.WAIVER_PROPOSED, proposer != membership.person_id
    )


def councils_in_queue(membership: Membership, on: date) -> Select[Organisation]:
    """The councils that have breaches which the membership may see."""
    councils = visible(membership, on).with_only_columns(Breach.council_id).order_by(None)
    return (
        select(Organisation)
        .where(Organisation.id.in_(councils))
        .order_by(Organisation.name, Organisation.id)
    )


def counts_of_rules(membership: Membership, on: date) -> Select[*tuple[Any, ...]]:
    """How many breaches of each rule stand in each state."""
    return (
        visible(membership, on)
        .with_only_columns(Breach.rule_code, Breach.status, func.count(Breach.id))
        .group_by(Breach.rule_code, Breach.status)
        .order_by(None)
        .order_by(Breach.rule_code, Breach.status)
    )


def _conditions(filters: Filters, membership: Membership, on: date) -> list[ColumnElement[bool]]:
    conditions = [*_of_status(filters.status)]
    if filters.kind:
        codes = [rule.code for rule in RULES if rule.kind.value == filters.kind]
        conditions.append(Breach.rule_code.in_(codes))
    if filters.rule:
        conditions.append(Breach.rule_code == filters.rule)
    if filters.provider:
        conditions.append(Breach.organisation.has(_named(filters.provider)))
    if filters.council:
        conditions.append(Breach.council.has(Organisation.reference == filters.council))
    if filters.mine:
        conditions.append(Breach.assigned_to_id == membership.id)
    if filters.overdue:
        conditions += [Breach.due_on < on, Breach.status.in_(WORKED_ON)]
    return conditions


def _of_status(status: str) -> list[ColumnElement[bool]]:
    if status == ALL:
        return []
    if status == REPLIED:
        replied = select(PutBreach.breach_id).where(PutBreach.status == PutStatus.REPLIED)
        return [Breach.id.in_(replied)]
    if status in {one.value for one in BreachStatus}:
        return [Breach.status == BreachStatus(status)]
    return [Breach.status.in_(WORKED_ON)]


def _named(part: str) -> ColumnElement[bool]:
    return Organisation.name.icontains(part, autoescape=True)


KINDS = tuple(kind.value for kind in RuleKind)
