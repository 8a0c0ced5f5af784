"""Recording what a regulator did about a service, ending it, and taking back what was wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    ACTION_TITLES,
    ActionKind,
    ActionSource,
    ProvisionType,
    RegulatoryAction,
    Service,
)
from portal.providers.services.rating_reports import require_link

# Section 22B of the Care Standards Act 2000 lets Ofsted restrict accommodation in these alone.
RESTRICTED_KINDS = (
    ProvisionType.CHILDRENS_HOME,
    ProvisionType.SECURE_HOME,
    ProvisionType.SPECIAL_SCHOOL,
    ProvisionType.FAMILY_CENTRE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a regulator's notice says, and when the provider got it."""

    kind: ActionKind
    starts_on: date
    served_on: date
    terms: str
    source: ActionSource
    until: date | None = None


def record_action(
    service: Service, notice: Notice, *, by: Membership, at: datetime
) -> RegulatoryAction:
    """Put a regulatory action on record.

    Raises:
        DomainError: its days cannot be right, this kind of service cannot be restricted, or an
            action of the kind from that day is on record.
    """
    lock(service)
    _require_sound(service, notice, clock.today(at))
    action = RegulatoryAction(
        service=service,
        kind=notice.kind,
        starts_on=notice.starts_on,
        served_on=notice.served_on,
        terms=notice.terms,
        source=notice.source,
        until=notice.until,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    db.session.add(action)
    facts = {
        "service": service.id,
        "kind": notice.kind.value,
        "starts_on": notice.starts_on.isoformat(),
        "until": notice.until.isoformat() if notice.until else None,
        "source": notice.source.value,
    }
    audit.record(action, "regulatory_action.recorded", by=by, at=at, facts=facts)
    mark_changed(Changed.RATING, [service.id], at=at)
    return action


def end_action(
    action: RegulatoryAction,
    *,
    until: date,
    reason: str,
    evidence: str,
    by: Membership,
    at: datetime,
) -> None:
    """Say that an action is over, from a day, with the reason and the evidence of it.

    Raises:
        DomainError: it was ended or withdrawn already, or the day cannot be right.
    """
    lock(action)
    _require_standing(action)
    if until > clock.today(at):
        raise DomainError("The date must be today or in the past", "until")
    if until <= action.starts_on:
        raise DomainError("The date must be after the action began", "until")
    if evidence.startswith("http"):
        require_link(evidence, "evidence")
    facts = {"until": until.isoformat()}
    audit.record(action, "regulatory_action.ended", by=by, at=at, facts=facts)
    action.until, action.ended_at = until, at
    action.ended_reason, action.ended_evidence = reason, evidence
    mark_changed(Changed.RATING, [action.service_id], at=at)


def withdraw_action(action: RegulatoryAction, *, reason: str, by: Membership, at: datetime) -> None:
    """Take back an action that never was as recorded.

    Raises:
        DomainError: it was withdrawn already.
    """
    lock(action)
    if action.withdrawn_at is not None:
        raise DomainError("This was already withdrawn.")
    audit.record(action, "regulatory_action.withdrawn", by=by, at=at)
    action.withdrawn_at, action.withdrawn_reason = at, reason
    mark_changed(Changed.RATING, [action.service_id], at=at)


def _require_standing(action: RegulatoryAction) -> None:
    if action.withdrawn_at is not None:
        raise DomainError("This was withdrawn. Load the page again.")
    if action.ended_at is not None:
        raise DomainError("This was already ended. Load the page again.")


def _require_sound(service: Service, notice: Notice, today: date) -> None:
    if notice.kind is ActionKind.RESTRICTION and service.provision_type not in RESTRICTED_KINDS:
        raise DomainError(
            "Ofsted restricts accommodation in homes and residential centres only", "kind"
        )
    if notice.served_on > today:
        raise DomainError("The date of the notice must be today or in the past", "served_on")
    if notice.until is not None and notice.until <= notice.starts_on:
        raise DomainError("The end date must be after the start date", "until")
    known = select(RegulatoryAction.id).where(
        RegulatoryAction.service_id == service.id,
        RegulatoryAction.kind == notice.kind,
        RegulatoryAction.starts_on == notice.starts_on,
        RegulatoryAction.withdrawn_at.is_(None),
    )
    if db.session.scalar(known) is not None:
        title = ACTION_TITLES[notice.kind].lower()
        raise DomainError(f"A {title} from that day is on record already", "starts_on")
