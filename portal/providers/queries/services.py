"""What may be asked about providers, their services and what they reported."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.access import OrganisationKind
from portal.accounts.models import Authority, Membership, Organisation
from portal.providers.models import (
    ProvisionType,
    RatingGrade,
    RatingReport,
    RegisterInspection,
    RegistrationState,
    Regulator,
    Service,
    ServiceNeed,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of services is narrowed to; empty says nothing."""

    text: str = ""
    provision: str = ""
    status: str = ""
    council: str = ""
    need: str = ""
    missing: str = ""


def own_services(membership: Membership) -> Select[Service]:
    """The services of the membership's own organisation, by name."""
    return services_of(membership.organisation_id)


def own_service(reference: str, membership: Membership) -> Select[Service]:
    """One service of the membership's own organisation."""
    return own_services(membership).where(Service.reference == reference)


def services_of(organisation_id: int) -> Select[Service]:
    """The services of an organisation, by name."""
    return (
        select(Service)
        .where(Service.organisation_id == organisation_id)
        .order_by(Service.name, Service.id)
    )


def narrowed(services: Select[Service], wanted: Wanted) -> Select[Service]:
    """Only the services that a filter asks for; closed ones only where it asks for them."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(
            or_(
                func.lower(Service.name).contains(wanted.text.lower(), autoescape=True),
                Service.urn == wanted.text.upper(),
            )
        )
    if wanted.provision:
        conditions.append(Service.provision_type == wanted.provision)
    if wanted.council:
        conditions.append(Service.local_authority == wanted.council)
    if wanted.need:
        conditions.append(Service.met.any(ServiceNeed.need == wanted.need))
    if wanted.missing:
        conditions.append(lacks_details())
    if wanted.status:
        conditions.append(Service.status == wanted.status)
    else:
        conditions.append(Service.status != RegistrationState.CLOSED)
    return services.where(*conditions)


def is_provider() -> ColumnElement[bool]:
    """The condition that an organisation provides: it is a provider, or runs services in-house."""
    running = select(Service.id).where(Service.organisation_id == Organisation.id)
    return or_(Organisation.kind == OrganisationKind.PROVIDER, running.exists())


def lacks_details() -> ColumnElement[bool]:
    """Whether a service has not said all that buyers search by."""
    without_places = and_(
        Service.places.is_(None), Service.provision_type != ProvisionType.FOSTERING_AGENCY
    )
    return or_(
        ~Service.met.any(),
        Service.staffing_ratio.is_(None),
        Service.accepts.is_(None),
        Service.postcode.is_(None),
        without_places,
    )


def councils_of(organisation_id: int) -> Select[str]:
    """The names of the councils where an organisation's services stand."""
    return (
        select(Service.local_authority)
        .where(Service.organisation_id == organisation_id, Service.local_authority != "")
        .distinct()
        .order_by(Service.local_authority)
    )


def providers(text: str = "") -> Select[Organisation]:
    """Organisations that provide, by name; a text finds names, company numbers and URNs."""
    found = select(Organisation).where(is_provider()).order_by(Organisation.name, Organisation.id)
    if not text:
        return found
    holders = select(Service.organisation_id).where(Service.urn == text.upper())
    return found.where(
        or_(
            func.lower(Organisation.name).contains(text.lower(), autoescape=True),
            Organisation.company_number == text.upper(),
            Organisation.id.in_(holders),
        )
    )


def provider(reference: str) -> Select[Organisation]:
    """One organisation that provides."""
    return providers().where(Organisation.reference == reference)


def service_counts(organisation_ids: list[int]) -> Select[int, int, int | None]:
    """How many services that are not closed each of some organisations has, and places in them."""
    return (
        select(Service.organisation_id, func.count(Service.id), func.sum(Service.places))
        .where(
            Service.organisation_id.in_(organisation_ids),
            Service.status != RegistrationState.CLOSED,
        )
        .group_by(Service.organisation_id)
        .order_by(Service.organisation_id)
    )


def reports_of(service_id: int) -> Select[RatingReport]:
    """What was reported of a service's inspections, the latest first."""
    return (
        select(RatingReport)
        .where(RatingReport.service_id == service_id)
        .options(
            joinedload(RatingReport.overall),
            joinedload(RatingReport.protected),
            joinedload(RatingReport.leaders),
            joinedload(RatingReport.education),
            joinedload(RatingReport.health),
            joinedload(RatingReport.plan_file),
        )
        .order_by(RatingReport.inspected_on.desc())
    )


def report_of(service_id: int, inspected_on: date) -> Select[RatingReport]:
    """The report of one inspection."""
    return reports_of(service_id).where(RatingReport.inspected_on == inspected_on)


def grades_on(scale: str) -> Select[RatingGrade]:
    """The grades of a scale, the best first."""
    return select(RatingGrade).where(RatingGrade.scale == scale).order_by(RatingGrade.rank.desc())


def all_grades() -> Select[RatingGrade]:
    """Every grade of every scale, the best of each first."""
    return select(RatingGrade).order_by(RatingGrade.scale, RatingGrade.rank.desc())


def authorities() -> Select[Authority]:
    """Every authority, by name."""
    return select(Authority).order_by(Authority.name)


def with_newer_inspection(organisation_id: int) -> Select[Service]:
    """Services of which Ofsted lists a graded inspection later than the latest one reported."""
    newer = select(RegisterInspection.id).where(
        RegisterInspection.urn == Service.urn, is_unreported()
    )
    return registered_with_ofsted(organisation_id).where(newer.exists())


def is_unreported() -> ColumnElement[bool]:
    """The condition that a service's inspection is later than the latest one reported.

    Where nothing was ever reported, one that came out before the service was claimed is let be.
    """
    reported = (
        select(func.max(RatingReport.inspected_on))
        .where(RatingReport.service_id == Service.id, RatingReport.overall_code.is_not(None))
        .scalar_subquery()
    )
    came_out = func.coalesce(RegisterInspection.published_on, RegisterInspection.inspected_on)
    since_claim = came_out >= func.date(Service.claimed_at)
    return and_(
        RegisterInspection.overall_code.is_not(None),
        or_(RegisterInspection.inspected_on > reported, and_(reported.is_(None), since_claim)),
    )


def reported_otherwise(organisation_id: int) -> Select[Service]:
    """Services of which a report gives another grade than Ofsted's list for the same inspection."""
    differs = (
        select(RatingReport.id)
        .join(RegisterInspection, RegisterInspection.inspected_on == RatingReport.inspected_on)
        .where(
            RatingReport.service_id == Service.id,
            RegisterInspection.urn == Service.urn,
            RegisterInspection.overall_code != RatingReport.overall_code,
        )
        .exists()
    )
    return registered_with_ofsted(organisation_id).where(differs)


def registered_with_ofsted(organisation_id: int) -> Select[Service]:
    """Services of an organisation that are registered with Ofsted."""
    return services_of(organisation_id).where(
        Service.status == RegistrationState.REGISTERED, Service.regulator == Regulator.OFSTED
    )


def waiting_for_registration(organisation_id: int) -> Select[Service]:
    """Services of an organisation that have applied and wait."""
    return services_of(organisation_id).where(Service.status == RegistrationState.APPLIED)


def undescribed(organisation_id: int) -> Select[Service]:
    """Services of an organisation of which it has not said what needs they meet."""
    return services_of(organisation_id).where(
        Service.status != RegistrationState.CLOSED, ~Service.met.any()
    )
