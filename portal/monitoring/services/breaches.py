"""What people do about a breach. Only the engine closes one; nothing here commits."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal import audit, clock
from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import staff_of_region
from portal.contracts.services.price_check import check_placements
from portal.db import db, lock
from portal.errors import DomainError
from portal.monitoring.engine import Check, check_rule, wait_for_engine
from portal.monitoring.models import (
    BREACH_MOVES,
    Breach,
    BreachEvent,
    BreachStatus,
    Waiver,
)
from portal.monitoring.rules import BY_CODE
from portal.state import move

LONGEST_WAIVER = timedelta(days=366)


def acknowledge(breach: Breach, *, by: Membership, at: datetime, note: str = "") -> None:
    """Say that somebody has seen the breach; a plan or a waiver is thereby taken back.

    Raises:
        DomainError: it is closed or acknowledged already, or its waiver waits for a decision.
    """
    lock(breach)
    if breach.status is BreachStatus.WAIVER_PROPOSED:
        raise DomainError("Its waiver has not been decided yet.")
    waived = breach.status is BreachStatus.WAIVED
    move(breach, BreachStatus.ACKNOWLEDGED, moves=BREACH_MOVES, by=by, at=at)
    if waived:
        breach.waived_until = None
    _tell(breach, "waiver_ended" if waived else "acknowledged", by, at, note)


def acknowledge_all(breaches: Iterable[Breach], *, by: Membership, at: datetime) -> int:
    """Acknowledge those of some breaches that are open, and return how many."""
    done = 0
    for breach in breaches:
        if breach.status is BreachStatus.OPEN:
            acknowledge(breach, by=by, at=at)
            done += 1
    return done


def plan(breach: Breach, *, note: str, by: Membership, at: datetime) -> None:
    """Say what will be done about the breach. A new plan may stand in for an older one."""
    lock(breach)
    if breach.status is BreachStatus.PLANNED:
        audit.record(breach, "breach.planned", by=by, at=at)
    else:
        move(breach, BreachStatus.PLANNED, moves=BREACH_MOVES, by=by, at=at)
    _tell(breach, "planned", by, at, note)


def assign(breach: Breach, to: Membership | None, *, by: Membership, at: datetime) -> None:
    """Give the breach to a contract manager of its region, or to nobody.

    Raises:
        DomainError: that person does not manage contracts here.
    """
    lock(breach)
    if breach.status is BreachStatus.CLOSED:
        raise DomainError("This breach is closed.")
    if to is not None and not _manages(to, breach, clock.today(at)):
        raise DomainError("Choose a contract manager of this region.", "assignee")
    audit.record(
        breach, "breach.assigned", by=by, at=at, facts={"membership": to.id if to else None}
    )
    breach.assigned_to_id = to.id if to else None
    _tell(breach, "assigned", by, at, f"To {to.person.name}" if to else "To nobody")


def assign_all(breaches: Iterable[Breach], to: Membership, *, by: Membership, at: datetime) -> int:
    """Give those of some breaches that are not closed to a contract manager; return how many."""
    done = 0
    for breach in breaches:
        if breach.status is not BreachStatus.CLOSED:
            assign(breach, to, by=by, at=at)
            done += 1
    return done


def propose_waiver(
    breach: Breach, *, reason: str, until: date, by: Membership, at: datetime
) -> Waiver:
    """Propose to leave the breach be up to and including a day.

    Raises:
        DomainError: the day has gone by or is over a year away.
    """
    lock(breach)
    today = clock.today(at)
    if until <= today:
        raise DomainError("The waiver must last until a day after today", "until")
    if until > today + LONGEST_WAIVER:
        raise DomainError("A waiver lasts at most a year: propose it again then", "until")
    move(breach, BreachStatus.WAIVER_PROPOSED, moves=BREACH_MOVES, by=by, at=at, reason=reason)
    waiver = Waiver(breach=breach, reason=reason, until=until, proposed_by_id=by.id, proposed_at=at)
    db.session.add(waiver)
    _tell(breach, "waiver_proposed", by, at, reason)
    return waiver


def decide_waiver(
    waiver: Waiver, *, approve: bool, note: str, by: Membership, at: datetime
) -> None:
    """Approve or refuse a proposed waiver, as somebody other than who proposed it.

    Raises:
        DomainError: the same person proposed it, it was decided, or its day has come.
    """
    breach = waiver.breach
    lock(breach)
    lock(waiver)
    if waiver.decided_at is not None or breach.status is not BreachStatus.WAIVER_PROPOSED:
        raise DomainError("This waiver does not wait for a decision any more.")
    if waiver.proposed_by.person_id == by.person_id:
        raise DomainError("You proposed this waiver: somebody else has to decide it.")
    if approve and waiver.until <= clock.today(at):
        raise DomainError("The day until which it was to last has come: refuse it.", "decision")
    status = BreachStatus.WAIVED if approve else BreachStatus.ACKNOWLEDGED
    move(breach, status, moves=BREACH_MOVES, by=by, at=at, reason=note)
    breach.waived_until = waiver.until if approve else None
    waiver.decided_by_id, waiver.decided_at, waiver.approved = by.id, at, approve
    _tell(breach, "waiver_approved" if approve else "waiver_refused", by, at, note)


def recheck(breach: Breach, *, by: Membership, at: datetime) -> None:
    """Run the rule for this subject now: the engine closes the breach if it is gone.

    Raises:
        DomainError: the rule is not run any more.
    """
    rule = BY_CODE.get(breach.rule_code)
    if rule is None:
        raise DomainError("This rule is not run any more.")
    kind, subject_id = breach.subject_kind, breach.subject_id
    # In the order of the jobs, so that neither waits for the other: placements, engine, breach.
    if kind == "placement":
        check_placements([subject_id], at=at)
    wait_for_engine()
    lock(breach)
    audit.record(breach, "breach.recheck_asked", by=by, at=at)
    _tell(breach, "recheck_asked", by, at)
    check_rule(Check(rule, clock.today(at), at), {kind: [subject_id]})


def waiting_waiver(breach: Breach) -> Waiver | None:
    """Return the waiver of a breach that waits for a decision."""
    if breach.status is not BreachStatus.WAIVER_PROPOSED:
        return None
    return db.session.scalars(
        select(Waiver)
        .where(Waiver.breach_id == breach.id, Waiver.decided_at.is_(None))
        .order_by(Waiver.id.desc())
    ).first()


def _manages(person: Membership, breach: Breach, on: date) -> bool:
    managers = staff_of_region(breach.region_id, on, Role.CONTRACT_MANAGER)
    found = db.session.scalars(managers.where(Membership.id == person.id)).unique().first()
    return found is not None


def _tell(breach: Breach, event: str, by: Membership, at: datetime, note: str = "") -> None:
    db.session.add(
        BreachEvent(
            breach_id=breach.id,
            event=event,
            at=at,
            by_membership_id=by.id,
            note=note,
            measured=breach.measured,
            amount_pence=breach.amount_pence,
        )
    )
    db.session.flush()
