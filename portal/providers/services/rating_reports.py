"""Reporting what an inspection found, and putting a report right."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.provision import has_judgements, scale_of


@dataclass(frozen=True, slots=True)
class InspectionOutcome:
    """What one inspection found: its days, and the codes of its grades.

    `protected` and `leaders` are the judgements beside the headline, where the kind of service is
    given any.
    """

    inspected_on: date
    published_on: date
    overall: str
    protected: str | None = None
    leaders: str | None = None


def report_rating(
    service: Service, outcome: InspectionOutcome, *, by: Membership, at: datetime
) -> RatingReport:
    """Report an inspection of a service.

    Raises:
        DomainError: a day or grade cannot be right, or this inspection is reported already.
    """
    lock(service)
    _require_sound(service, outcome, at)
    _require_new(service, outcome.inspected_on)
    report = RatingReport(service=service, reported_at=at, by_membership_id=by.id)
    _fill(report, outcome)
    db.session.add(report)
    audit.record(report, "rating.reported", by=by, at=at, facts=_facts(report))
    mark_changed(Changed.RATING, [service.id], at=at)
    return report


def correct_rating(
    report: RatingReport, outcome: InspectionOutcome, *, by: Membership, at: datetime
) -> None:
    """Put a report right. The audit trail keeps what it said before.

    Raises:
        DomainError: as in `report_rating`.
    """
    service = report.service
    lock(service)
    _require_sound(service, outcome, at)
    if outcome.inspected_on != report.inspected_on:
        _require_new(service, outcome.inspected_on)
    before = _facts(report)
    _fill(report, outcome)
    after = _facts(report)
    if before != after:
        facts = {"before": before, "after": after}
        audit.record(report, "rating.corrected", by=by, at=at, facts=facts)
        mark_changed(Changed.RATING, [service.id], at=at)


def _require_sound(service: Service, outcome: InspectionOutcome, at: datetime) -> None:
    if service.regulator is not Regulator.OFSTED:
        raise DomainError("Only Ofsted’s inspections are reported here")
    if service.status is not RegistrationState.REGISTERED:
        raise DomainError("Only the inspections of a registered service can be reported")
    today = clock.today(at)
    if outcome.inspected_on > today:
        raise DomainError("Inspection date must be today or in the past", "inspected_on")
    if service.registered_on and outcome.inspected_on < service.registered_on:
        raise DomainError(
            "Inspection date must not be before the service was registered", "inspected_on"
        )
    if outcome.published_on > today:
        raise DomainError("Publication date must be today or in the past", "published_on")
    if outcome.published_on < outcome.inspected_on:
        raise DomainError("Publication date must not be before the inspection", "published_on")
    _require_grades(service, outcome)


def _require_grades(service: Service, outcome: InspectionOutcome) -> None:
    scale = scale_of(service.provision_type)
    known = set(db.session.scalars(select(RatingGrade.code).where(RatingGrade.scale == scale)))
    judged = has_judgements(service.provision_type)
    for field in ("overall", "protected", "leaders"):
        code = getattr(outcome, field)
        if code is None:
            continue
        if code not in known or (field != "overall" and not judged):
            raise DomainError("Choose a grade that Ofsted gives to this kind of service", field)


def _require_new(service: Service, inspected_on: date) -> None:
    query = select(RatingReport.id).where(
        RatingReport.service_id == service.id, RatingReport.inspected_on == inspected_on
    )
    if db.session.scalar(query) is not None:
        raise DomainError("You have reported an inspection of this date already", "inspected_on")


def _fill(report: RatingReport, outcome: InspectionOutcome) -> None:
    report.inspected_on = outcome.inspected_on
    report.published_on = outcome.published_on
    report.overall_code = outcome.overall
    report.protected_code = outcome.protected
    report.leaders_code = outcome.leaders


def _facts(report: RatingReport) -> dict[str, str | None]:
    published = report.published_on
    return {
        "inspected_on": report.inspected_on.isoformat(),
        "published_on": published.isoformat() if published else None,
        "overall": report.overall_code,
        "protected": report.protected_code,
        "leaders": report.leaders_code,
    }
