"""What the pages of this domain share: links between the parts of a list, and ratings in rows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for

from portal.paging import Page
from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegisterInspection,
    Service,
)


def page_links(page: Page[Any], endpoint: str, **values: Any) -> dict[str, str | None]:
    """Return the addresses of the parts before and after this one; empty values are left out."""
    kept = {name: value for name, value in values.items() if value}
    return {
        "previous": url_for(endpoint, cursor=page.before, **kept) if page.before else None,
        "next": url_for(endpoint, cursor=page.after, **kept) if page.after else None,
    }


def words(grade: RatingGrade | None) -> str:
    """Return a grade as a page says it."""
    return grade.label if grade else ""


def ages(service: Service) -> str:
    """Return the ages of a service in words."""
    return f"{service.age_from} to {service.age_to}"


def rating_history(
    inspections: Iterable[RegisterInspection], reports: Iterable[RatingReport]
) -> list[dict[str, Any]]:
    """Return a row for each inspection, the latest first, Ofsted's account beside the provider's.

    `differs` says that both graded it and not alike.
    """
    by_day: dict[date, dict[str, Any]] = {}
    for inspection in inspections:
        by_day[inspection.inspected_on] = {"ofsted": inspection, "report": None}
    for report in reports:
        by_day.setdefault(report.inspected_on, {"ofsted": None})["report"] = report
    return [_history_row(day, by_day[day]) for day in sorted(by_day, reverse=True)]


def _history_row(day: date, sides: Mapping[str, Any]) -> dict[str, Any]:
    ofsted, report = sides["ofsted"], sides["report"]
    published = ofsted.published_on if ofsted else report.published_on
    graded = ofsted is not None and ofsted.overall_code is not None
    differs = graded and report is not None and ofsted.overall_code != report.overall_code
    return {
        "inspected_on": day,
        "published_on": published,
        "ofsted": words(ofsted.overall) if ofsted else None,
        "reported": words(report.overall) if report else None,
        "judgements": _judgements(ofsted or report),
        "differs": differs,
        "agrees": graded and report is not None and not differs,
    }


def _judgements(source: RegisterInspection | RatingReport) -> list[str]:
    found = (("Protection", source.protected), ("Leaders", source.leaders))
    return [f"{name}: {grade.label}" for name, grade in found if grade]
