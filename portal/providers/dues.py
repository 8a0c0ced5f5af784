"""What a provider has to send about itself: ratings, vacancies, documents, its declaration.

Each source asks the database once or twice, however many services there are.
"""

from datetime import date, timedelta

from flask import url_for
from sqlalchemy import Select, func, select

from portal.accounts.due import Due
from portal.accounts.models import Membership
from portal.db import all_of, db
from portal.providers import reporting
from portal.providers.models import (
    ActionStatus,
    ComplianceDocument,
    RegisterInspection,
    Service,
)
from portal.providers.queries import declarations, documents, services, vacancies, visits

AHEAD = timedelta(days=365)
BEHIND = timedelta(days=365)


def ratings(membership: Membership, today: date) -> list[Due]:
    """Inspections that Ofsted lists and that have not been reported, counted from publication."""
    found = db.session.execute(unreported(membership.organisation_id))
    return [
        Due(
            "Report an inspection",
            url_for("rating_reports.new", reference=service.reference),
            reporting.due_on(published, reporting.DEFAULT_DAYS, failing=False)
            if published
            else None,
            service.name,
        )
        for service, published in found
    ]


def unreported(organisation_id: int) -> Select[Service, date | None]:
    """Services with a later inspection in the register than reported, and when it came out."""
    ids = services.with_newer_inspection(organisation_id).with_only_columns(Service.id)
    return (
        select(Service, func.min(RegisterInspection.published_on))
        .join(RegisterInspection, RegisterInspection.urn == Service.urn)
        .where(Service.id.in_(ids.order_by(None)), services.is_unreported())
        .group_by(Service.id)
        .order_by(Service.id)
    )


def places(membership: Membership, today: date) -> list[Due]:
    """Vacancies of each service, from the last declaration that is still good."""
    own = all_of(vacancies.to_declare(membership.organisation_id))
    declared = {
        one.service_id: one.as_at
        for one in all_of(vacancies.latest_declarations([one.id for one in own], today))
    }
    return [
        Due(
            "Declare vacancies",
            url_for("vacancies.of_service", reference=one.reference),
            declared[one.id] + vacancies.OUT_OF_DATE_AFTER if one.id in declared else None,
            one.name,
        )
        for one in own
    ]


def papers(membership: Membership, today: date) -> list[Due]:
    """Accepted documents that ended or will end, and that nothing follows yet."""
    found = documents.ending(today, within=AHEAD, since=BEHIND).where(
        ComplianceDocument.organisation_id == membership.organisation_id
    )
    return [
        Due(
            f"Renew: {one.type.title}",
            url_for("documents.document", reference=one.reference),
            one.expires_on,
            one.service.name if one.service else "",
        )
        for one in all_of(found)
    ]


def visitors(membership: Membership, today: date) -> list[Due]:
    """What quality assurance visitors asked for, and what the provider has not reported done."""
    asked = all_of(visits.actions_of_provider(membership.organisation_id, ActionStatus.OPEN))
    return [
        Due(
            "Do what a visitor asked for",
            url_for("own_visits.visit", reference=one.visit.reference),
            one.due_on,
            one.visit.service.name,
        )
        for one in asked
    ]


def declaration(membership: Membership, today: date) -> list[Due]:
    """The declaration on exclusion grounds, for the day on which the last one ceases to count."""
    latest = all_of(declarations.latest_of([membership.organisation_id]))
    until = latest[0].valid_until if latest else None
    return [Due("Declare on exclusion grounds", url_for("declaration.own"), until)]
