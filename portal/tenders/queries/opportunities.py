"""What anybody may read of published invitations to tender, signed in or not."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Region
from portal.providers.models import ProvisionType, RegistrationState, Service
from portal.tenders.models import (
    Bid,
    Clarification,
    DeadlineExtension,
    ExtensionStatus,
    Framework,
    Lot,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
    Question,
)


class PublicState(StrEnum):
    """What the public sees of how far an invitation has come: time and the outcome, no more."""

    OPEN = "open for bids"
    CLOSED = "closed"
    AWARDED = "awarded"
    NO_AWARD = "ended without an award"


def public_state(procurement: Procurement, now: datetime) -> PublicState:
    """Return how an invitation stands for everybody outside the evaluation."""
    if procurement.status is ProcurementStatus.AWARDED:
        return PublicState.AWARDED
    if procurement.status is ProcurementStatus.NO_AWARD:
        return PublicState.NO_AWARD
    return PublicState.OPEN if procurement.is_open(now) else PublicState.CLOSED


def opportunities(
    *,
    now: datetime,
    state: PublicState | None = None,
    region_code: str | None = None,
    provision_type: ProvisionType | None = None,
) -> Select[Procurement]:
    """List published invitations, the next to close first."""
    statement = (
        select(Procurement)
        .where(Procurement.status != ProcurementStatus.DRAFT)
        .options(
            joinedload(Procurement.framework).joinedload(Framework.region),
            selectinload(Procurement.lots),
        )
        .order_by(Procurement.closes_at, Procurement.reference)
    )
    if state:
        statement = statement.where(_in_state(state, now))
    if region_code:
        framework_ids = (
            select(Framework.id).join(Framework.region).where(Region.code == region_code)
        )
        statement = statement.where(Procurement.framework_id.in_(framework_ids))
    if provision_type:
        with_lot = (
            select(ProcurementLot.procurement_id)
            .join(Lot, Lot.id == ProcurementLot.lot_id)
            .where(Lot.provision_type == provision_type)
        )
        statement = statement.where(Procurement.id.in_(with_lot))
    return statement


def open_and_fitting(organisation_id: int, *, now: datetime) -> Select[int]:
    """List the open invitations that a provider's services fit and that it has no bid for."""
    kinds = select(Service.provision_type).where(
        Service.organisation_id == organisation_id, Service.status != RegistrationState.CLOSED
    )
    fits = (
        select(ProcurementLot.procurement_id)
        .join(Lot, Lot.id == ProcurementLot.lot_id)
        .where(Lot.provision_type.in_(kinds))
    )
    begun = select(Bid.procurement_id).where(Bid.organisation_id == organisation_id)
    return (
        select(Procurement.id)
        .where(
            _in_state(PublicState.OPEN, now),
            Procurement.id.in_(fits),
            Procurement.id.not_in(begun),
        )
        .order_by(Procurement.id)
    )


def opportunity(reference: str) -> Select[Procurement]:
    """Find a published invitation, with all that its page shows."""
    return (
        select(Procurement)
        .where(Procurement.reference == reference, Procurement.status != ProcurementStatus.DRAFT)
        .options(
            joinedload(Procurement.framework).joinedload(Framework.region).joinedload(Region.lead),
            selectinload(Procurement.lots).selectinload(Lot.price_lines),
            selectinload(Procurement.lots).joinedload(Lot.minimum_grade),
            selectinload(Procurement.questions).joinedload(Question.lot),
            selectinload(Procurement.scale),
        )
        .order_by(Procurement.id)
    )


def answered(procurement: Procurement) -> Select[Clarification]:
    """List the questions about an invitation that were answered, the newest answer first."""
    return (
        select(Clarification)
        .where(
            Clarification.procurement_id == procurement.id,
            Clarification.answered_at.is_not(None),
        )
        .order_by(Clarification.answered_at.desc(), Clarification.id.desc())
    )


def latest_published() -> Select[Procurement]:
    """List published invitations for the feed, the newest first."""
    return (
        select(Procurement)
        .where(Procurement.status != ProcurementStatus.DRAFT)
        .options(joinedload(Procurement.framework).joinedload(Framework.region))
        .order_by(Procurement.published_at.desc(), Procurement.id.desc())
    )


def last_changes(ids: list[int]) -> Select[int, datetime | None]:
    """Return when the deadline of each of these invitations last changed, where it did."""
    return (
        select(DeadlineExtension.procurement_id, func.max(DeadlineExtension.decided_at))
        .where(
            DeadlineExtension.procurement_id.in_(ids),
            DeadlineExtension.status == ExtensionStatus.APPROVED,
        )
        .group_by(DeadlineExtension.procurement_id)
        .order_by(DeadlineExtension.procurement_id)
    )


def regions() -> Select[Region]:
    """List the regions there are, for a filter."""
    return select(Region).order_by(Region.name, Region.id)


def _in_state(state: PublicState, now: datetime) -> ColumnElement[bool]:
    published = Procurement.status == ProcurementStatus.PUBLISHED
    concluded = (ProcurementStatus.AWARDED, ProcurementStatus.NO_AWARD)
    return {
        PublicState.OPEN: and_(published, Procurement.closes_at > now),
        PublicState.CLOSED: and_(
            Procurement.status.not_in(concluded),
            or_(Procurement.closes_at <= now, Procurement.status != ProcurementStatus.PUBLISHED),
        ),
        PublicState.AWARDED: Procurement.status == ProcurementStatus.AWARDED,
        PublicState.NO_AWARD: Procurement.status == ProcurementStatus.NO_AWARD,
    }[state]
