"""Which services are rated lower now than by the inspection before."""

from datetime import date

from sqlalchemy import Subquery, and_, func, select

from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegisterImport,
    RegisterInspection,
    Service,
)
from portal.providers.queries.ratings import known_inspections, level_order


def latest_two_as_at(on: date) -> Subquery:
    """Return each service's latest graded inspection known on a day, beside the one before it.

    Columns: service_id, grade_code, level_order, before_level (NULL when there was none before),
    inspected_on, source, report_id, reported_at, inspection_id, imported_at. The report and the
    register's line of that inspection are named where they exist, whichever of the two counts.
    """
    ranked = _by_inspection(on)
    return (
        select(
            ranked,
            RatingReport.id.label("report_id"),
            RatingReport.reported_at,
            RegisterInspection.id.label("inspection_id"),
            RegisterImport.imported_at,
        )
        .join(Service, Service.id == ranked.c.service_id)
        .outerjoin(
            RatingReport,
            and_(
                RatingReport.service_id == ranked.c.service_id,
                RatingReport.inspected_on == ranked.c.inspected_on,
            ),
        )
        .outerjoin(
            RegisterInspection,
            and_(
                RegisterInspection.urn == Service.urn,
                RegisterInspection.inspected_on == ranked.c.inspected_on,
            ),
        )
        .outerjoin(RegisterImport, RegisterImport.id == RegisterInspection.import_id)
        .where(ranked.c.place == 1)
        .subquery("latest_two")
    )


def _by_inspection(on: date) -> Subquery:
    """Every graded inspection known on a day, by the account of it that counts, newest first."""
    known = known_inspections(on)
    first = func.row_number().over(
        partition_by=(known.c.service_id, known.c.inspected_on),
        order_by=known.c.precedence.desc(),
    )
    counted = select(known, first.label("account")).subquery("accounts")
    owner, newest = counted.c.service_id, counted.c.inspected_on.desc()
    before = func.lead(level_order()).over(partition_by=owner, order_by=newest)
    place = func.row_number().over(partition_by=owner, order_by=newest)
    return (
        select(
            counted.c.service_id,
            counted.c.grade_code,
            counted.c.inspected_on,
            counted.c.source,
            level_order().label("level_order"),
            before.label("before_level"),
            place.label("place"),
        )
        .join(RatingGrade, RatingGrade.code == counted.c.grade_code)
        .where(counted.c.account == 1)
        .subquery("by_inspection")
    )
