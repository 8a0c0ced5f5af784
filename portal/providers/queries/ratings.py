"""Which rating counts for each service on a day, set-based, from what was known on that day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    func,
    literal,
    select,
    union_all,
)

from portal.clock import LONDON
from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegisterImport,
    RegisterInspection,
    Regulator,
    Service,
)
from portal.providers.ofsted.grades import Level

OFSTED, PROVIDER = "ofsted", "provider"


def ratings_as_at(as_at: date) -> Subquery:
    """Return the rating that counts for each service on a day: its latest inspection known then.

    An inspection is known from Ofsted once its report is published (when that is not said, from the
    date of the file that brought it), and from the provider once it is reported. Of two accounts of
    one inspection Ofsted's counts. A service without a known grade has no row.

    Columns: service_id, grade_code, rank (within the grade's scale), level, level_order (4
    excellent to 1 failing: compare this with a minimum), inspected_on, published_on, source
    ("ofsted" or "provider").
    """
    known = known_inspections(as_at)
    place = (
        func.row_number()
        .over(
            partition_by=known.c.service_id,
            order_by=(known.c.inspected_on.desc(), known.c.precedence.desc()),
        )
        .label("place")
    )
    ranked = select(known, place).subquery("ranked_inspections")
    return (
        select(
            ranked.c.service_id,
            ranked.c.grade_code,
            RatingGrade.rank,
            RatingGrade.level,
            level_order().label("level_order"),
            ranked.c.inspected_on,
            ranked.c.published_on,
            ranked.c.source,
        )
        .join(RatingGrade, RatingGrade.code == ranked.c.grade_code)
        .where(ranked.c.place == 1)
        .subquery("ratings")
    )


def rating_of(service_id: int, as_at: date) -> Select[RatingGrade]:
    """Return the grade that counts for one service on a day."""
    ratings = ratings_as_at(as_at)
    return (
        select(RatingGrade)
        .join(ratings, ratings.c.grade_code == RatingGrade.code)
        .where(ratings.c.service_id == service_id)
        .order_by(RatingGrade.code)
    )


def level_order(grade: type[RatingGrade] = RatingGrade) -> ColumnElement[int]:
    """What a row of the grades means, from 4 for excellent to 1 for failing, as a column."""
    return case({level.value: level.order for level in Level}, value=grade.level)


def known_inspections(as_at: date) -> CTE:
    """Every graded inspection of a service that was known on a day, from both sources."""
    return union_all(_from_ofsted(as_at), _from_providers(as_at)).cte("known_inspections")


def known_to_ofsted_on() -> ColumnElement[date]:
    """The day from which an inspection of the register counts as known."""
    return func.coalesce(RegisterInspection.published_on, RegisterImport.as_at)


def end_of_day(day: date) -> datetime:
    """The moment at which a day ends in London, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON).astimezone(UTC)


def _from_ofsted(as_at: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Service.id.label("service_id"),
            RegisterInspection.overall_code.label("grade_code"),
            RegisterInspection.inspected_on.label("inspected_on"),
            RegisterInspection.published_on.label("published_on"),
            literal(OFSTED).label("source"),
            literal(1, Integer).label("precedence"),
        )
        .join(RegisterInspection, RegisterInspection.urn == Service.urn)
        .join(RegisterImport, RegisterImport.id == RegisterInspection.import_id)
        .where(
            Service.regulator == Regulator.OFSTED,
            RegisterInspection.overall_code.is_not(None),
            RegisterInspection.inspected_on <= as_at,
            known_to_ofsted_on() <= as_at,
        )
    )


def _from_providers(as_at: date) -> Select[*tuple[Any, ...]]:
    return select(
        RatingReport.service_id,
        RatingReport.overall_code,
        RatingReport.inspected_on,
        RatingReport.published_on,
        literal(PROVIDER),
        literal(0, Integer),
    ).where(
        RatingReport.overall_code.is_not(None),
        RatingReport.inspected_on <= as_at,
        RatingReport.reported_at < end_of_day(as_at),
    )


def labels_as_at(as_at: date, service_ids: Sequence[int]) -> Select[int, str]:
    """Return the words of the rating that counts for each of some services on a day."""
    ratings = ratings_as_at(as_at)
    return (
        select(ratings.c.service_id, RatingGrade.label)
        .join(RatingGrade, RatingGrade.code == ratings.c.grade_code)
        .where(ratings.c.service_id.in_(service_ids))
        .order_by(ratings.c.service_id)
    )
