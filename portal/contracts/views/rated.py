"""Inspections, how their two accounts stand, and regulatory actions, as plain values for pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from portal import clock
from portal.contracts.queries import reporting as queries
from portal.db import all_of, db
from portal.display import count_of, day
from portal.providers import reporting
from portal.providers.models import (
    ACTION_TITLES,
    INSPECTION_TITLES,
    SOURCE_TITLES,
    ActionSource,
    RatingGrade,
    RatingReport,
    RegisterInspection,
    RegulatoryAction,
    Service,
)
from portal.providers.ofsted.grades import Level
from portal.providers.queries import actions as action_queries
from portal.providers.queries import register, scales, services
from portal.providers.queries.reconciliation import (
    JUDGEMENTS,
    Agreement,
    reconciled,
)
from portal.providers.rating_chart import Acted, Chart, Rated, chart
from portal.providers.reporting import ReportingDays

STATES = (
    (Agreement.AGREES.value, "Agrees"),
    (Agreement.DIFFERS.value, "Differs"),
    (Agreement.FIRST.value, "Reported first"),
    (Agreement.NEVER.value, "Never reported"),
)
STATE_WORDS = dict(STATES)
NAMES = {
    "overall": "Overall",
    "protected": "Protection",
    "leaders": "Leaders",
    "education": "Education",
    "health": "Health",
}


def days_for(service_ids: Collection[int], on: date) -> dict[int, ReportingDays]:
    """The working days that frameworks give services to report an inspection."""
    rows = db.session.execute(queries.reporting_days(service_ids, on))
    return {number: ReportingDays(usual, failing) for number, usual, failing in rows}


def grades() -> dict[str, RatingGrade]:
    """Every grade by its code."""
    return {one.code: one for one in all_of(services.all_grades())}


def page_about(service: Service, on: date) -> dict[str, Any]:
    """What a page about one service's ratings shows: chart, inspections, regulatory actions."""
    inspected = all_of(register.inspections(service.urn)) if service.urn else []
    reports = all_of(services.reports_of(service.id))
    acted = all_of(action_queries.actions_of(service.id))
    days = queries.days_of(days_for([service.id], on), service.id)
    compared = {row.inspected_on: row for row in _reconciled(service, on)}
    known = grades()
    return {
        "service": service,
        "days": days,
        "due_if_today": reporting.due_on(on, days, failing=False),
        "chart": _chart(service, inspected, reports, acted, on),
        "rows": _rows(inspected, reports, compared, known, days, on),
        "actions": [action_line(one, on) for one in acted],
        "overdue": [
            never(row, known, days, on)
            for row in compared.values()
            if row.state == Agreement.NEVER.value
        ],
    }


def never(row: Any, known: Mapping[str, RatingGrade], days: ReportingDays, on: date) -> Any:
    """An inspection that the provider did not report: by when it should have, and how late it is.

    The due day counts from the day on which Ofsted's account became known here.
    """
    timing = _timing(row, known, days, on)
    return {"inspected_on": row.inspected_on, **timing}


def line(row: Any, known: Mapping[str, RatingGrade], days: ReportingDays, on: date) -> Any:
    """A row of the list of all inspections."""
    return {
        "service": row.service_name,
        "urn": row.urn,
        "provider": row.provider_name,
        "href": url_for(
            "ratings.of_service",
            reference=row.provider_reference,
            service_reference=row.service_reference,
        ),
        "inspected_on": row.inspected_on,
        "state": STATE_WORDS[row.state],
        "reported": _label(known, row.overall_reported),
        "ofsted": _label(known, row.overall_ofsted),
        "differences": differences(row, known),
        **_timing(row, known, days, on),
    }


def differences(row: Any, known: Mapping[str, RatingGrade]) -> list[str]:
    """Which judgements the report gives otherwise than the file, and by how many levels."""
    found = []
    for name in JUDGEMENTS:
        ours, theirs = getattr(row, f"{name}_reported"), getattr(row, f"{name}_ofsted")
        if ours is None or theirs is None or ours == theirs:
            continue
        levels = getattr(row, f"{name}_levels")
        how = f", {count_of(abs(levels), 'level')} {'better' if levels > 0 else 'worse'}"
        said = f"{NAMES[name]}: reported “{_label(known, ours)}”, Ofsted “{_label(known, theirs)}”"
        found.append(said + (how if levels else ""))
    return found


def action_line(action: RegulatoryAction, on: date) -> dict[str, Any]:
    """A regulatory action as a page lists it."""
    stands = action.withdrawn_at is None
    in_force = stands and action.starts_on <= on and (action.until is None or action.until > on)
    status = "Withdrawn" if not stands else "In force" if in_force else "Ended"
    if stands and action.starts_on > on:
        status = "To come"
    due = reporting.due_on(action.served_on, ReportingDays(reporting.NOTICE_DAYS), failing=False)
    return {
        "reference": action.reference,
        "title": ACTION_TITLES[action.kind],
        "service": action.service.name,
        "provider": action.service.organisation.name,
        "from": action.starts_on,
        "until": action.until,
        "terms": action.terms,
        "source": SOURCE_TITLES[action.source],
        "status": status,
        "long": action_queries.is_long(action, on),
        "late": reporting.working_days_late(due, clock.today(action.recorded_at))
        if action.source is ActionSource.PROVIDER
        else 0,
        "ended": action.ended_reason,
        "evidence": action.ended_evidence,
        "wrong": action.withdrawn_reason,
        "may_end": stands and action.ended_at is None,
        "may_withdraw": stands,
    }


def _reconciled(service: Service, on: date) -> Sequence[Any]:
    statement = reconciled(on)
    return db.session.execute(statement.where(Service.id == service.id)).all()


def _timing(
    row: Any, known: Mapping[str, RatingGrade], days: ReportingDays, on: date
) -> dict[str, Any]:
    """When an inspection was due to be reported, and how many working days late it was or is."""
    grade = known.get(row.overall_reported or row.overall_ofsted)
    failing = grade is not None and grade.level == Level.FAILING
    due = reporting.due_on(row.received_on, days, failing=failing)
    done_on = clock.today(row.reported_at) if row.reported_at else on
    return {
        "due_on": due,
        "reported_on": clock.today(row.reported_at) if row.reported_at else None,
        "late": reporting.working_days_late(due, done_on),
    }


def _rows(
    inspected: Iterable[RegisterInspection],
    reports: Iterable[RatingReport],
    compared: Mapping[date, Any],
    known: Mapping[str, RatingGrade],
    days: ReportingDays,
    on: date,
) -> list[dict[str, Any]]:
    """A row for each inspection, the latest first, with both accounts of it."""
    theirs = {one.inspected_on: one for one in inspected}
    ours = {one.inspected_on: one for one in reports}
    found = []
    for inspected_on in sorted(theirs.keys() | ours.keys(), reverse=True):
        report, listed = ours.get(inspected_on), theirs.get(inspected_on)
        row = compared.get(inspected_on)
        found.append(
            {
                "inspected_on": inspected_on,
                "inspected_until": report.inspected_until if report else None,
                "kind": INSPECTION_TITLES[report.kind] if report else _event(listed),
                "published_on": _published(listed, report),
                "ofsted": listed.overall.label if listed and listed.overall else None,
                "reported": report.overall.label if report and report.overall else None,
                "has_report": report is not None,
                "listed_judgements": judgements(listed),
                "judgements": judgements(report),
                "state": STATE_WORDS[row.state] if row else None,
                "differences": differences(row, known) if row else [],
                "timing": _timing(row, known, days, on) if row else None,
                "link": report.link if report else "",
                "plan": report.action_plan if report else "",
                "plan_file": report.plan_file if report else None,
                "requirements": report.requirements if report else None,
                "recommendations": report.recommendations if report else None,
            }
        )
    return found


def judgements(source: Any) -> list[str]:
    """The judgements of one account beside its headline, each with its grade."""
    return [
        f"{words}: {getattr(source, name).label}"
        for name, words in NAMES.items()
        if name != "overall" and getattr(source, name, None) is not None
    ]


def _event(listed: RegisterInspection | None) -> str:
    return listed.event_type.capitalize() if listed and listed.event_type else "Inspection"


def _published(listed: RegisterInspection | None, report: RatingReport | None) -> date | None:
    said = listed.published_on if listed else None
    return said or (report.published_on if report else None)


def _label(known: Mapping[str, RatingGrade], code: str | None) -> str:
    return known[code].label if code else ""


def _chart(
    service: Service,
    inspected: Iterable[RegisterInspection],
    reports: Iterable[RatingReport],
    acted: Iterable[RegulatoryAction],
    on: date,
) -> Chart | None:
    rated = [_rated(one, by_provider=False) for one in inspected if one.overall]
    rated += [_rated(one, by_provider=True) for one in reports if one.overall]
    scale = [
        (Level(one.level).order, one.label)
        for one in all_of(scales.grades_on(service.provision_type, on))
    ]
    stand = [
        Acted(one.starts_on, one.until, ACTION_TITLES[one.kind])
        for one in acted
        if one.withdrawn_at is None
    ]
    return chart(rated, stand, scale=scale, on=on)


def _rated(source: Any, *, by_provider: bool) -> Rated:
    grade = source.overall
    return Rated(source.inspected_on, Level(grade.level).order, grade.label, by_provider)


def reporting_words(days: ReportingDays, due: date) -> str:
    """How soon an inspection is to be reported, with the day if the report came today."""
    usual = count_of(days.usual, "working day")
    failing = count_of(days.failing, "working day")
    return (
        f"Report an inspection within {usual} of getting its report, and within {failing} when it"
        f" gave the lowest grade. If you got one today, you must report by {day(due)}."
    )
