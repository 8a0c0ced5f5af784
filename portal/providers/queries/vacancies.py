"""What was declared of the places of services, as at a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership, Organisation, Region, RegionMember
from portal.accounts.queries import COUNCIL_KINDS, in_force, regions_of
from portal.providers.models import RegistrationState, Service, VacancyDeclaration
from portal.providers.queries.ratings import end_of_day

# Placements officers ring round weekly; a number that two rounds have not confirmed is a guess.
OUT_OF_DATE_AFTER = timedelta(days=14)

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class WantedPlaces:
    """What a list of vacancies is narrowed to; empty says nothing.

    `area` is the reference of a council, or "everywhere"; without it the reader's regions.
    """

    provision: str = ""
    age: int | None = None
    area: str = ""
    available: bool = False


def vacancies_as_at(on: date) -> Subquery:
    """What counts for each service on a day: the latest declaration that was known on it.

    Columns: service_id, declaration_id, as_at, effective_capacity, occupied, available,
    unavailable. A service of which nothing was declared has no row.
    """
    latest = VacancyDeclaration
    return (
        select(
            Service.id.label("service_id"),
            latest.id.label("declaration_id"),
            latest.as_at,
            (latest.occupied + latest.available).label("effective_capacity"),
            latest.occupied,
            latest.available,
            latest.unavailable,
        )
        .join(latest, latest.id == _latest_id(on))
        .subquery("vacancies")
    )


def latest_declarations(services: Collection[int], on: date) -> Select[VacancyDeclaration]:
    """The declarations that count for some services on a day, with what is not offered."""
    return (
        select(VacancyDeclaration)
        .join(Service, VacancyDeclaration.id == _latest_id(on))
        .where(Service.id.in_(services))
        .options(selectinload(VacancyDeclaration.not_offered))
        .order_by(VacancyDeclaration.service_id)
    )


def declarations_of(service_id: int) -> Select[VacancyDeclaration]:
    """Everything that was declared of a service, the latest first."""
    return (
        select(VacancyDeclaration)
        .where(VacancyDeclaration.service_id == service_id)
        .options(selectinload(VacancyDeclaration.not_offered))
        .order_by(VacancyDeclaration.as_at.desc(), VacancyDeclaration.id.desc())
    )


def to_declare(organisation_id: int) -> Select[Service]:
    """The services of an organisation whose vacancies can be declared: those registered."""
    return (
        select(Service)
        .where(
            Service.organisation_id == organisation_id,
            Service.status == RegistrationState.REGISTERED,
        )
        .order_by(Service.name, Service.id)
    )


def out_of_date(organisation_id: int, today: date) -> Select[Service]:
    """Those of which nothing was declared within the time for which a declaration is good."""
    current = (
        select(VacancyDeclaration.id)
        .where(
            VacancyDeclaration.service_id == Service.id,
            VacancyDeclaration.as_at >= today - OUT_OF_DATE_AFTER,
        )
        .exists()
    )
    return to_declare(organisation_id).where(~current)


def with_places(membership: Membership, wanted: WantedPlaces, on: date) -> Select[Service]:
    """Registered services in the membership's regions or elsewhere, narrowed as asked, by name."""
    conditions: list[ColumnElement[bool]] = [Service.status == RegistrationState.REGISTERED]
    if wanted.provision:
        conditions.append(Service.provision_type == wanted.provision)
    if wanted.age is not None:
        conditions += [Service.age_from <= wanted.age, Service.age_to >= wanted.age]
    if wanted.area != EVERYWHERE:
        conditions.append(Service.authority_id.in_(_authorities(membership, wanted.area, on)))
    if wanted.available:
        declared = vacancies_as_at(on)
        offering = select(declared.c.service_id).where(declared.c.available > 0)
        conditions.append(Service.id.in_(offering))
    return (
        select(Service)
        .where(*conditions)
        .options(joinedload(Service.organisation))
        .order_by(Service.name, Service.id)
    )


def councils_nearby(membership: Membership, on: date) -> Select[Organisation]:
    """The councils of the membership's regions on a day, by name."""
    regions = regions_of(membership, on).with_only_columns(Region.id).order_by(None)
    members = select(RegionMember.organisation_id).where(
        RegionMember.region_id.in_(regions), in_force(on)
    )
    return (
        select(Organisation)
        .where(Organisation.id.in_(members), Organisation.kind.in_(COUNCIL_KINDS))
        .order_by(Organisation.name, Organisation.id)
    )


def _latest_id(on: date) -> ColumnElement[int]:
    """The id of the declaration that counts for a service, found by an index for each service."""
    found = VacancyDeclaration.__table__.alias("latest_declaration")
    return (
        select(found.c.id)
        .where(
            found.c.service_id == Service.id,
            found.c.as_at <= on,
            found.c.declared_at < end_of_day(on),
        )
        .order_by(found.c.as_at.desc(), found.c.id.desc())
        .limit(1)
        .correlate(Service)
        .scalar_subquery()
    )


def _authorities(membership: Membership, area: str, on: date) -> Select[int | None]:
    councils = councils_nearby(membership, on).order_by(None)
    if area:
        councils = councils.where(Organisation.reference == area)
    return councils.with_only_columns(Organisation.authority_id).where(
        Organisation.authority_id.is_not(None)
    )
