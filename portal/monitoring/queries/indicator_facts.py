"""What indicators count, for every provider of a region and each period in one query each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import Date

from portal.contracts.models import Answer, Charge, Placement, ProviderAnswer, Route
from portal.contracts.queries.period_prices import period_totals
from portal.contracts.queries.sql import total
from portal.db import UTCDateTime
from portal.monitoring.indicators import Period
from portal.monitoring.models import Breach, BreachEvent
from portal.monitoring.queries.record import CLOSED, OPENINGS, end_of_day_before
from portal.providers.models import (
    ActionStatus,
    QualityVisit,
    Service,
    VisitAction,
    VisitActionWord,
    VisitStatus,
)
from portal.providers.queries.ratings import end_of_day
from portal.providers.queries.reconciliation import reconciliation_as_at

ON_FRAMEWORK = (Route.CALL_OFF, Route.BLOCK)
DONE = (ActionStatus.REPORTED, ActionStatus.CONFIRMED)
Rows = Select[*tuple[Any, ...]]


def as_rows(periods: Sequence[Period]) -> Subquery:
    """Periods as rows: number, first day, day after the last, and the moments of both."""
    return union_all(
        *(
            select(
                literal(one.number, Integer).label("number"),
                literal(one.starts_on, Date).label("starts_on"),
                literal(one.ends_on, Date).label("ends_on"),
                literal(end_of_day_before(one.starts_on), UTCDateTime()).label("begins_at"),
                literal(end_of_day_before(one.ends_on), UTCDateTime()).label("ends_at"),
            )
            for one in periods
        )
    ).subquery("periods")


def prices(region_id: int, periods: Subquery) -> Rows:
    """Variance, reference (both in sevenths of a penny) and placements held to a reference."""
    of_region = select(Placement.id).where(Placement.region_id == region_id)
    totals = period_totals(periods, of_region)
    return (
        select(
            Service.organisation_id,
            totals.c.period,
            total(totals.c.variance_sevenths),
            total(totals.c.reference_sevenths),
            func.count(totals.c.placement_id),
        )
        .join(Placement, Placement.id == totals.c.placement_id)
        .join(Service, Service.id == Placement.service_id)
        .where(totals.c.reference_sevenths > 0)
        .group_by(Service.organisation_id, totals.c.period)
        .order_by(Service.organisation_id, totals.c.period)
    )


def disputed_charges(region_id: int, periods: Subquery, on: date) -> Rows:
    """Charges recorded in each period, and those of them that the provider had disputed by a day.

    Charges taken back count too: what was disputed with reason is taken back.
    """
    disputed = exists().where(
        ProviderAnswer.charge_id == Charge.id,
        ProviderAnswer.answer == Answer.DISPUTED,
        ProviderAnswer.at < end_of_day(on),
    )
    counted = func.count(Charge.id)
    return (
        select(
            Service.organisation_id,
            periods.c.number,
            total(case((disputed, 1), else_=0)),
            counted,
            counted,
        )
        .join(Placement, Placement.id == Charge.placement_id)
        .join(Service, Service.id == Placement.service_id)
        .join(
            periods,
            and_(Charge.recorded_at >= periods.c.begins_at, Charge.recorded_at < periods.c.ends_at),
        )
        .where(Placement.region_id == region_id)
        .group_by(Service.organisation_id, periods.c.number)
        .order_by(Service.organisation_id, periods.c.number)
    )


def bought_on_framework(region_id: int, periods: Subquery, on: date) -> Rows:
    """Placements that began in each period, and those bought by call-off or from a block."""
    counted = func.count(Placement.id)
    return (
        select(
            Service.organisation_id,
            periods.c.number,
            total(case((Placement.route.in_(ON_FRAMEWORK), 1), else_=0)),
            counted,
            counted,
        )
        .join(Service, Service.id == Placement.service_id)
        .join(
            periods,
            and_(
                Placement.starts_on >= periods.c.starts_on, Placement.starts_on < periods.c.ends_on
            ),
        )
        .where(
            Placement.region_id == region_id,
            Placement.route.is_not(None),
            Placement.recorded_at < end_of_day(on),
        )
        .group_by(Service.organisation_id, periods.c.number)
        .order_by(Service.organisation_id, periods.c.number)
    )


def placements_at_end(region_id: int, periods: Subquery, on: date) -> Rows:
    """How many placements there were on the last day of each period."""
    return (
        select(Service.organisation_id, periods.c.number, func.count(Placement.id))
        .join(Service, Service.id == Placement.service_id)
        .join(
            periods,
            and_(
                Placement.starts_on < periods.c.ends_on,
                or_(Placement.ends_on.is_(None), Placement.ends_on >= periods.c.ends_on),
            ),
        )
        .where(Placement.region_id == region_id, Placement.recorded_at < end_of_day(on))
        .group_by(Service.organisation_id, periods.c.number)
        .order_by(Service.organisation_id, periods.c.number)
    )


def breaches_at_end(region_id: int, periods: Subquery, rule_codes: Sequence[str]) -> Rows:
    """How many breaches of some rules were open at the end of each period, from their history."""
    step = case((BreachEvent.event.in_(OPENINGS), 1), else_=-1)
    return (
        select(Breach.organisation_id, periods.c.number, total(step))
        .join(Breach, Breach.id == BreachEvent.breach_id)
        .join(periods, BreachEvent.at < periods.c.ends_at)
        .where(
            Breach.region_id == region_id,
            Breach.rule_code.in_(rule_codes),
            Breach.organisation_id.is_not(None),
            BreachEvent.event.in_((*OPENINGS, CLOSED)),
        )
        .group_by(Breach.organisation_id, periods.c.number)
        .order_by(Breach.organisation_id, periods.c.number)
    )


def visit_actions(region_id: int, first: date, after: date, on: date) -> Rows:
    """Each action of a shared visit that fell due, with when it was first said to be done."""
    done = (
        select(VisitActionWord.action_id, func.min(VisitActionWord.said_at).label("done_at"))
        .where(VisitActionWord.status.in_(DONE), VisitActionWord.said_at < end_of_day(on))
        .group_by(VisitActionWord.action_id)
        .subquery("done")
    )
    return (
        select(Service.organisation_id, VisitAction.due_on, done.c.done_at)
        .join(QualityVisit, QualityVisit.id == VisitAction.visit_id)
        .join(Service, Service.id == QualityVisit.service_id)
        .outerjoin(done, done.c.action_id == VisitAction.id)
        .where(
            QualityVisit.region_id == region_id,
            QualityVisit.status == VisitStatus.SHARED,
            VisitAction.due_on >= first,
            VisitAction.due_on < after,
        )
        .order_by(VisitAction.id)
    )


def inspections_told(services: Select[int], first: date, on: date) -> Rows:
    """Inspections of some services whose reports came from a day on, as they were reconciled."""
    found = reconciliation_as_at(on)
    return (
        select(
            Service.organisation_id,
            found.c.service_id,
            found.c.received_on,
            found.c.reported_at,
            found.c.overall_reported,
            found.c.overall_ofsted,
        )
        .join(Service, Service.id == found.c.service_id)
        .where(Service.id.in_(services.order_by(None)), found.c.received_on >= first)
        .order_by(found.c.service_id, found.c.inspected_on)
    )
