"""What providers reported of their inspections against what Ofsted's files say of them."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.providers.models import (
    RatingGrade,
    RatingReport,
    RegisterImport,
    RegisterInspection,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.queries.ratings import end_of_day, known_to_ofsted_on, level_order

JUDGEMENTS = ("overall", "protected", "leaders", "education", "health")


class Agreement(StrEnum):
    """How a provider's account of an inspection stands to Ofsted's."""

    AGREES = "agrees"
    DIFFERS = "differs"
    FIRST = "reported_first"
    NEVER = "never_reported"


def reconciliation_as_at(on: date) -> Subquery:
    """Return how the two accounts of every graded inspection stand to each other on a day.

    Inspections that Ofsted made known before the provider had its account of the service here are
    left out where nobody reported them: nobody could. What one side does not judge is not compared.

    Columns: service_id, inspected_on, state (a value of `Agreement`), report_id, inspection_id,
    received_on (when the provider got the report: as it says, else when it was published),
    known_on (from when Ofsted's file is known), reported_at, and for each of `JUDGEMENTS`
    `<name>_reported` and `<name>_ofsted` (codes of grades) and `<name>_levels`: by how many levels
    the report is better than the file (negative: worse; NULL: not compared).
    """
    reports = _reports(on)
    register = _register(on)
    both = or_(*(reports.c[name] != register.c[name] for name in JUDGEMENTS))
    of_reports = select(
        reports.c.service_id,
        reports.c.inspected_on,
        case(
            (register.c.inspection_id.is_(None), Agreement.FIRST.value),
            (both, Agreement.DIFFERS.value),
            else_=Agreement.AGREES.value,
        ).label("state"),
        reports.c.report_id,
        register.c.inspection_id,
        func.coalesce(reports.c.received_on, reports.c.published_on, reports.c.inspected_on).label(
            "received_on"
        ),
        register.c.known_on,
        reports.c.reported_at,
        *(part for name in JUDGEMENTS for part in _compared(name, reports, register)),
    ).outerjoin(
        register,
        and_(
            register.c.service_id == reports.c.service_id,
            register.c.inspected_on == reports.c.inspected_on,
        ),
    )
    return union_all(of_reports, _never(reports, register)).subquery("reconciliation")


def _never(reports: Subquery, register: Subquery) -> Select[*tuple[Any, ...]]:
    """Inspections that the file has and the provider did not report."""
    there = (
        select(reports.c.report_id)
        .where(
            reports.c.service_id == register.c.service_id,
            reports.c.inspected_on == register.c.inspected_on,
        )
        .exists()
    )
    return select(
        register.c.service_id,
        register.c.inspected_on,
        literal(Agreement.NEVER.value),
        cast(null(), Integer),
        register.c.inspection_id,
        register.c.known_on,
        register.c.known_on,
        cast(null(), RatingReport.reported_at.type),
        *(
            part
            for name in JUDGEMENTS
            for part in (
                cast(null(), String),
                register.c[name],
                cast(null(), Integer),
            )
        ),
    ).where(~there, register.c.since_claim)


def _compared(name: str, reports: Subquery, register: Subquery) -> tuple[Any, Any, Any]:
    ours, theirs = reports.c[f"{name}_level"], register.c[f"{name}_level"]
    return (
        reports.c[name].label(f"{name}_reported"),
        register.c[name].label(f"{name}_ofsted"),
        (ours - theirs).label(f"{name}_levels"),
    )


def _reports(on: date) -> Subquery:
    return _with_levels(
        select(
            RatingReport.service_id,
            RatingReport.id.label("report_id"),
            RatingReport.inspected_on,
            RatingReport.published_on,
            RatingReport.received_on,
            RatingReport.reported_at,
        )
        .join(Service, Service.id == RatingReport.service_id)
        .where(
            Service.regulator == Regulator.OFSTED,
            RatingReport.overall_code.is_not(None),
            RatingReport.inspected_on <= on,
            RatingReport.reported_at < end_of_day(on),
        ),
        RatingReport,
    ).subquery("reports")


def _register(on: date) -> Subquery:
    return _with_levels(
        select(
            Service.id.label("service_id"),
            RegisterInspection.id.label("inspection_id"),
            RegisterInspection.inspected_on,
            known_to_ofsted_on().label("known_on"),
            (known_to_ofsted_on() >= func.date(Service.claimed_at)).label("since_claim"),
        )
        .join(Service, Service.urn == RegisterInspection.urn)
        .join(RegisterImport, RegisterImport.id == RegisterInspection.import_id)
        .where(
            Service.regulator == Regulator.OFSTED,
            Service.status == RegistrationState.REGISTERED,
            RegisterInspection.overall_code.is_not(None),
            RegisterInspection.inspected_on <= on,
            known_to_ofsted_on() <= on,
        ),
        RegisterInspection,
    ).subquery("register")


def _with_levels(
    statement: Select[*tuple[Any, ...]], source: type[RatingReport | RegisterInspection]
) -> Select[*tuple[Any, ...]]:
    """Add to a statement each judgement's code and what it means, from 4 to 1."""
    for name in JUDGEMENTS:
        code = getattr(source, f"{name}_code")
        grade = aliased(RatingGrade)
        statement = statement.outerjoin(grade, grade.code == code).add_columns(
            code.label(name), level_order(grade).label(f"{name}_level")
        )
    return statement


def reconciled(on: date) -> Select[*tuple[Any, ...]]:
    """Every inspection with how its two accounts stand, and its service, the latest first."""
    found = reconciliation_as_at(on)
    return (
        select(found, Service.name.label("service_name"), Service.reference.label("reference"))
        .join(Service, Service.id == found.c.service_id)
        .order_by(found.c.inspected_on.desc(), found.c.service_id.desc())
    )


def latest_graded_file(on: date) -> Select[date | None]:
    """The day that the latest file with grades describes, of those known on a day."""
    return select(func.max(RegisterImport.as_at)).where(
        RegisterImport.lists_grades.is_(True), RegisterImport.as_at <= on
    )
