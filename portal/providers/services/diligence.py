"""Recording due diligence: debarment checks, decisions about them, money and references."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    DebarmentCheck,
    DebarmentResult,
    Excludable,
    ExcludableDecision,
    FinancialCheck,
    FinancialKind,
    FinancialResult,
    Occasion,
    Referee,
    Reference,
    ReferenceResult,
)

DEBARMENT_LIST = "https://www.gov.uk/government/publications/procurement-debarment-list"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was accepted and stored: its key, its name and what kind it is."""

    key: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the debarment list: when, why, at which list, and what was kept of it."""

    checked_on: date
    occasion: Occasion
    list_consulted: str
    list_dated: date | None = None
    evidence: str = ""
    file: Evidence | None = None


@dataclass(frozen=True, slots=True)
class FinancialLook:
    """One look at financial standing."""

    kind: FinancialKind
    checked_on: date
    source: str
    score: str
    turnover_pence: int | None
    result: FinancialResult
    conditions: str
    next_due: date
    file: Evidence | None = None


@dataclass(frozen=True, slots=True)
class RefereeDetails:
    """Whom to ask about which contract."""

    referee_organisation: str
    contact: str
    contact_email: str
    contract: str
    value_pence: int | None
    starts_on: date
    ends_on: date | None


def record_debarment(
    organisation: Organisation,
    persons: Sequence[str],
    look: Look,
    result: DebarmentResult,
    *,
    by: Membership,
    at: datetime,
) -> list[DebarmentCheck]:
    """Record one look for the supplier (an empty name) and any of its persons, a check for each.

    Raises:
        DomainError: nobody was looked up, or the day lies ahead.
    """
    if not persons:
        raise DomainError("Select whom you looked up", "persons")
    _require_past(look.checked_on, at, "checked_on")
    if look.list_dated and look.list_dated > look.checked_on:
        raise DomainError("The list must not be later than your check", "list_dated")
    said = {**_said(look), "result": result, "checked_by_id": by.id, "recorded_at": at}
    made = [
        DebarmentCheck(organisation_id=organisation.id, person=person, **said)
        for person in dict.fromkeys(persons)
    ]
    db.session.add_all(made)
    db.session.flush()
    for check in made:
        facts = {"organisation": organisation.id, "result": result.value}
        audit.record(check, "debarment_check.recorded", by=by, at=at, facts=facts)
    return made


def withdraw_check(check: DebarmentCheck, *, reason: str, by: Membership, at: datetime) -> None:
    """Take a wrong check back, with the reason; it stays on record and counts no more.

    Raises:
        DomainError: it was withdrawn already, or no reason is given.
    """
    lock(check)
    if check.withdrawn_at is not None:
        raise DomainError("This check has been withdrawn already")
    if not reason.strip():
        raise DomainError("Say what is wrong with this check", "reason")
    check.withdrawn_reason, check.withdrawn_at, check.withdrawn_by_id = reason.strip(), at, by.id
    audit.record(check, "debarment_check.withdrawn", by=by, at=at, facts={"reason": reason.strip()})


def decide_excludable(
    check: DebarmentCheck, decision: Excludable, *, reason: str, by: Membership, at: datetime
) -> ExcludableDecision:
    """Decide what becomes of a supplier that may be excluded but need not be (section 57).

    Raises:
        DomainError: the check says nothing to decide, or that was decided, or no reason is given.
    """
    lock(check)
    if check.result is not DebarmentResult.LISTED_EXCLUDABLE or check.withdrawn_at is not None:
        raise DomainError("Only a check that found somebody excludable needs a decision")
    if check.decision is not None:
        raise DomainError("This has been decided already")
    if not reason.strip():
        raise DomainError("Enter the reason for your decision", "reason")
    made = ExcludableDecision(
        check_id=check.id,
        decision=decision,
        reason=reason.strip(),
        decided_at=at,
        decided_by_id=by.id,
    )
    db.session.add(made)
    facts = {"decision": decision.value, "reason": made.reason}
    audit.record(check, "debarment_check.decided", by=by, at=at, facts=facts)
    db.session.refresh(check)
    return made


def record_financial(
    organisation: Organisation, look: FinancialLook, *, by: Membership, at: datetime
) -> FinancialCheck:
    """Record a look at a provider's financial standing.

    Raises:
        DomainError: a day is out of order, or conditions are missing.
    """
    _require_past(look.checked_on, at, "checked_on")
    if look.next_due <= look.checked_on:
        raise DomainError("The next check must be due after this one", "next_due")
    if look.result is FinancialResult.WITH_CONDITIONS and not look.conditions.strip():
        raise DomainError("Enter the conditions", "conditions")
    made = FinancialCheck(
        organisation_id=organisation.id,
        kind=look.kind,
        checked_on=look.checked_on,
        source=look.source,
        score=look.score,
        turnover_pence=look.turnover_pence,
        result=look.result,
        conditions=look.conditions.strip(),
        next_due=look.next_due,
        recorded_at=at,
        recorded_by_id=by.id,
        **_file(look.file),
    )
    db.session.add(made)
    facts = {"organisation": organisation.id, "result": look.result.value}
    audit.record(made, "financial_check.recorded", by=by, at=at, facts=facts)
    return made


def name_referee(
    organisation: Organisation, details: RefereeDetails, *, by: Membership, at: datetime
) -> Referee:
    """Name somebody who can speak about a contract of the provider.

    Raises:
        DomainError: the contract ends before it starts.
    """
    if details.ends_on and details.ends_on < details.starts_on:
        raise DomainError("The contract must end on or after the day it starts", "ends_on")
    made = Referee(
        organisation_id=organisation.id,
        referee_organisation=details.referee_organisation,
        contact=details.contact,
        contact_email=details.contact_email,
        contract=details.contract,
        value_pence=details.value_pence,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        named_at=at,
        named_by_id=by.id,
    )
    db.session.add(made)
    audit.record(made, "referee.named", by=by, at=at, facts={"organisation": organisation.id})
    return made


def remove_referee(referee: Referee, *, by: Membership, at: datetime) -> None:
    """Take a referee off the list; what was recorded about them stays.

    Raises:
        DomainError: they were taken off already.
    """
    lock(referee)
    if referee.removed_at is not None:
        raise DomainError("This referee has been removed already")
    referee.removed_at = at
    audit.record(referee, "referee.removed", by=by, at=at)


def record_reference(
    referee: Referee,
    *,
    asked_on: date,
    answered_on: date | None,
    text: str,
    result: ReferenceResult | None,
    by: Membership,
    at: datetime,
) -> Reference:
    """Record that a referee was asked and, once they answered, what they said.

    Raises:
        DomainError: the days are out of order, or an answer lacks its result.
    """
    _require_past(asked_on, at, "asked_on")
    if answered_on:
        _require_past(answered_on, at, "answered_on")
        if answered_on < asked_on:
            raise DomainError("The answer must not come before you asked", "answered_on")
    answered = result not in (None, ReferenceResult.NO_ANSWER)
    if answered and not answered_on:
        raise DomainError("Enter the day the referee answered", "answered_on")
    if answered_on and not answered:
        raise DomainError("Choose what the answer came to", "result")
    made = Reference(
        referee_id=referee.id,
        asked_on=asked_on,
        answered_on=answered_on,
        text=text,
        result=result,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    db.session.add(made)
    facts = {"referee": referee.id, "result": result.value if result else None}
    audit.record(made, "reference.recorded", by=by, at=at, facts=facts)
    return made


def _said(look: Look) -> dict[str, Any]:
    return {
        "checked_on": look.checked_on,
        "occasion": look.occasion,
        "list_consulted": look.list_consulted,
        "list_dated": look.list_dated,
        "evidence": look.evidence,
        **_file(look.file),
    }


def _file(file: Evidence | None) -> dict[str, str]:
    if file is None:
        return {}
    return {"file_key": file.key, "file_name": file.name, "media_type": file.media_type}


def _require_past(day: date, at: datetime, field: str) -> None:
    if day > clock.today(at):
        raise DomainError("The date must be today or in the past", field)
