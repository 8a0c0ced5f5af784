"""What can be asked of frameworks, their lots and what lots are made of."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership, Region
from portal.accounts.queries import regions_of
from portal.providers.models import ProvisionType, RatingGrade
from portal.providers.ofsted.grades import Scale
from portal.tenders.models import (
    Component,
    Framework,
    Lot,
    PriceLine,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
    Requirement,
    Specification,
    Unit,
)


def region_ids(membership: Membership, on: date) -> Select[int]:
    """Return the ids of a membership's regions, for a condition."""
    return regions_of(membership, on).order_by(None).with_only_columns(Region.id)


def frameworks_seen_by(membership: Membership, *, on: date) -> Select[Framework]:
    """List the frameworks of a membership's regions, the latest to end first."""
    return (
        select(Framework)
        .where(Framework.region_id.in_(region_ids(membership, on)))
        .options(joinedload(Framework.region), selectinload(Framework.lots))
        .order_by(Framework.ends_on.desc(), Framework.reference.desc())
    )


def framework_seen_by(reference: str, membership: Membership, *, on: date) -> Select[Framework]:
    """Find a framework of a membership's regions."""
    return frameworks_seen_by(membership, on=on).where(Framework.reference == reference)


def framework_led_by(reference: str, membership: Membership) -> Select[Framework]:
    """Find a framework of a region that the membership's organisation leads."""
    return (
        select(Framework)
        .join(Framework.region)
        .where(
            Framework.reference == reference,
            Region.lead_organisation_id == membership.organisation_id,
        )
        .order_by(Framework.id)
    )


def region_led_by(membership: Membership) -> Select[Region]:
    """Find the region that the membership's organisation leads."""
    return (
        select(Region)
        .where(Region.lead_organisation_id == membership.organisation_id)
        .order_by(Region.id)
    )


def lot_of(framework: Framework, number: int) -> Select[Lot]:
    """Find a lot of a framework by its number, with its prices and specifications."""
    return (
        select(Lot)
        .where(Lot.framework_id == framework.id, Lot.number == number)
        .options(
            joinedload(Lot.minimum_grade),
            selectinload(Lot.price_lines),
            selectinload(Lot.specifications).selectinload(Specification.requirements),
        )
        .order_by(Lot.id)
    )


def price_line_of(lot: Lot, code: str) -> Select[PriceLine]:
    """Find a lot's line for one component."""
    return (
        select(PriceLine)
        .where(PriceLine.lot_id == lot.id, PriceLine.component_code == code)
        .order_by(PriceLine.id)
    )


def component(code: str) -> Select[Component]:
    """Find a component of the global list."""
    return select(Component).where(Component.code == code).order_by(Component.position)


def components() -> Select[Component]:
    """List the components that a price can be bid for: a percentage of core is agreed later."""
    return (
        select(Component).where(Component.unit != Unit.PERCENT_OF_CORE).order_by(Component.position)
    )


def grades_for(provision_type: ProvisionType) -> Select[RatingGrade]:
    """List the grades that a service of a provision type can be given now, best first."""
    supported = provision_type is ProvisionType.SUPPORTED_ACCOMMODATION
    scale = Scale.SUPPORTED_ACCOMMODATION if supported else Scale.FOUR_GRADES
    return grades().where(RatingGrade.scale == scale)


def grades() -> Select[RatingGrade]:
    """List the grades of the scales in use, best first."""
    in_use = (Scale.FOUR_GRADES, Scale.SUPPORTED_ACCOMMODATION)
    return (
        select(RatingGrade)
        .where(RatingGrade.scale.in_(in_use))
        .order_by(RatingGrade.scale, RatingGrade.rank.desc())
    )


def requirement_of(lot: Lot, number: int) -> Select[Requirement]:
    """Find a requirement of a lot's draft specification."""
    return (
        select(Requirement)
        .join(Requirement.specification)
        .where(
            Specification.lot_id == lot.id,
            Specification.published_at.is_(None),
            Requirement.number == number,
        )
        .order_by(Requirement.id)
    )


def published_with_lot(lot_ids: list[int]) -> Select[Procurement]:
    """List the published invitations that any of these lots is part of."""
    return _published().where(
        Procurement.id.in_(
            select(ProcurementLot.procurement_id).where(ProcurementLot.lot_id.in_(lot_ids))
        )
    )


def published_of_framework(framework: Framework) -> Select[Procurement]:
    """List the published invitations of a framework."""
    return _published().where(Procurement.framework_id == framework.id)


def _published() -> Select[Procurement]:
    return (
        select(Procurement)
        .where(Procurement.status != ProcurementStatus.DRAFT)
        .order_by(Procurement.published_at, Procurement.id)
    )
