"""Reporting what an inspection found, and putting a report right."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.files import Upload
from portal.providers.models import (
    GRADED,
    ActionPlanFile,
    InspectionKind,
    RatingReport,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.provision import judgements_of
from portal.providers.queries.scales import grades_on

LONGEST_LINK = 500


@dataclass(frozen=True, slots=True)
class InspectionOutcome:
    """What one inspection found: its kind and days, and the codes of its grades.

    `protected`, `leaders`, `education` and `health` are the judgements beside the headline, where
    the kind of service is given any. `received_on` is the day on which the provider got the report.
    """

    inspected_on: date
    published_on: date | None
    overall: str | None
    protected: str | None = None
    leaders: str | None = None
    education: str | None = None
    health: str | None = None
    kind: InspectionKind = InspectionKind.FULL
    inspected_until: date | None = None
    received_on: date | None = None
    link: str = ""
    action_plan: str = ""
    requirements: int | None = None
    recommendations: int | None = None


JUDGED = ("overall", "protected", "leaders", "education", "health")


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


def keep_plan(
    report: RatingReport, upload: Upload, store_key: str, *, by: Membership, at: datetime
) -> None:
    """Keep the action plan of an inspection as a file; one that was there is replaced."""
    lock(report.service)
    db.session.flush()
    facts = {
        "name": upload.name,
        "media_type": upload.kind.media_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "store_key": store_key,
        "added_at": at,
        "by_membership_id": by.id,
    }
    if report.plan_file is None:
        report.plan_file = ActionPlanFile(**facts)
    else:
        for name, value in facts.items():
            setattr(report.plan_file, name, value)
    audit.record(report, "rating.plan_kept", by=by, at=at, facts={"sha256": upload.sha256})


def require_link(link: str, field: str = "link") -> None:
    """Raise `DomainError` unless a link is empty or a whole https address."""
    if not link:
        return
    try:
        parts = urlsplit(link)
        whole = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        whole = False
    if not whole or len(link) > LONGEST_LINK or any(mark.isspace() for mark in link):
        raise DomainError(
            "The link must be a whole web address, like https://reports.ofsted.gov.uk/", field
        )


def _require_sound(service: Service, outcome: InspectionOutcome, at: datetime) -> None:
    if service.regulator is not Regulator.OFSTED:
        raise DomainError("Only Ofsted’s inspections are reported here")
    if service.status is not RegistrationState.REGISTERED:
        raise DomainError("Only the inspections of a registered service can be reported")
    _require_days(outcome, clock.today(at))
    if service.registered_on and outcome.inspected_on < service.registered_on:
        raise DomainError(
            "Inspection date must not be before the service was registered", "inspected_on"
        )
    require_link(outcome.link)
    _require_grades(service, outcome)


def _require_days(outcome: InspectionOutcome, today: date) -> None:
    """Raise `DomainError` unless the days of an inspection lie in order and not ahead."""
    named = (
        ("inspected_on", "Inspection date"),
        ("inspected_until", "Last day"),
        ("received_on", "Date you got the report"),
        ("published_on", "Publication date"),
    )
    for field, words in named:
        day = getattr(outcome, field)
        if day is None:
            continue
        if day > today:
            raise DomainError(f"{words} must be today or in the past", field)
        if day < outcome.inspected_on:
            raise DomainError(f"{words} must not be before the inspection", field)


def _require_grades(service: Service, outcome: InspectionOutcome) -> None:
    known = {one.code for one in all_of(grades_on(service.provision_type, outcome.inspected_on))}
    if outcome.overall is None and outcome.kind in GRADED:
        raise DomainError("Choose the overall grade", "overall")
    given = ("overall", *judgements_of(service.provision_type))
    for field in JUDGED:
        code = getattr(outcome, field)
        if code is None:
            continue
        if code not in known or field not in given:
            raise DomainError("Choose a grade that Ofsted gives to this kind of service", field)


def _require_new(service: Service, inspected_on: date) -> None:
    query = select(RatingReport.id).where(
        RatingReport.service_id == service.id, RatingReport.inspected_on == inspected_on
    )
    if db.session.scalar(query) is not None:
        raise DomainError("You have reported an inspection of this date already", "inspected_on")


def _fill(report: RatingReport, outcome: InspectionOutcome) -> None:
    for name, value in asdict(outcome).items():
        setattr(report, f"{name}_code" if name in JUDGED else name, value)


def _facts(report: RatingReport) -> dict[str, Any]:
    """What a report says, in plain values; of the action plan only whether there is one."""
    days = ("inspected_on", "inspected_until", "received_on", "published_on")
    dates = {name: _iso(getattr(report, name)) for name in days}
    grades = {name: getattr(report, f"{name}_code") for name in JUDGED}
    return {
        **dates,
        **grades,
        "kind": report.kind.value,
        "link": report.link,
        "action_plan": bool(report.action_plan),
        "requirements": report.requirements,
        "recommendations": report.recommendations,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
