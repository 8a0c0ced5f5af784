"""What can be asked of invitations to tender by the people who run them."""

from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access import Permission, Role, allows
from portal.accounts.models import Membership, MembershipRole, Region
from portal.accounts.queries import holders, staff_of_region
from portal.providers.models import RegistrationState, Service
from portal.tenders.models import (
    Assignment,
    Bid,
    Clarification,
    DeadlineExtension,
    Duty,
    ExtensionStatus,
    Framework,
    Interest,
    Lot,
    Procurement,
    ProcurementLot,
    ProcurementStatus,
    Question,
    Specification,
)
from portal.tenders.queries.frameworks import region_ids

PANEL_ROLES = (Role.COMMISSIONER, Role.EVALUATOR, Role.APPROVER, Role.CONTRACT_MANAGER)
UNDER_WAY = (
    ProcurementStatus.PUBLISHED,
    ProcurementStatus.QUALITY_OPENED,
    ProcurementStatus.PRICES_OPENED,
    ProcurementStatus.RECOMMENDED,
)


def procurements_seen_by(membership: Membership, *, on: date) -> Select[Procurement]:
    """List the invitations of a membership's regions, the last to close first.

    Those who only open or mark see the ones that they are assigned to.
    """
    framework_ids = select(Framework.id).where(Framework.region_id.in_(region_ids(membership, on)))
    statement = (
        select(Procurement)
        .where(Procurement.framework_id.in_(framework_ids))
        .options(joinedload(Procurement.framework))
        .order_by(Procurement.closes_at.desc(), Procurement.reference.desc())
    )
    if allows(Permission.SEE_FRAMEWORKS, membership):
        return statement
    return statement.where(
        Procurement.status != ProcurementStatus.DRAFT,
        Procurement.id.in_(
            select(Assignment.procurement_id).where(
                Assignment.membership_id == membership.id, Assignment.ended_at.is_(None)
            )
        ),
    )


def procurement_seen_by(reference: str, membership: Membership, *, on: date) -> Select[Procurement]:
    """Find an invitation of a membership's regions, with all that its page shows."""
    return (
        procurements_seen_by(membership, on=on)
        .where(Procurement.reference == reference)
        .options(*WHOLE)
    )


def procurement_led_by(reference: str, membership: Membership) -> Select[Procurement]:
    """Find an invitation of the region that the membership's organisation leads."""
    return (
        select(Procurement)
        .join(Procurement.framework)
        .join(Framework.region)
        .where(
            Procurement.reference == reference,
            Region.lead_organisation_id == membership.organisation_id,
        )
        .options(*WHOLE)
        .order_by(Procurement.id)
    )


WHOLE = (
    joinedload(Procurement.framework).joinedload(Framework.region),
    selectinload(Procurement.lots).selectinload(Lot.price_lines),
    selectinload(Procurement.lots).joinedload(Lot.minimum_grade),
    selectinload(Procurement.lots)
    .selectinload(Lot.specifications)
    .selectinload(Specification.requirements),
    selectinload(Procurement.questions).joinedload(Question.lot),
    selectinload(Procurement.scale),
    selectinload(Procurement.assignments).joinedload(Assignment.membership),
    selectinload(Procurement.assignments).joinedload(Assignment.question),
)


def question_of(procurement: Procurement, reference: str) -> Select[Question]:
    """Find a question of an invitation."""
    return (
        select(Question)
        .where(Question.procurement_id == procurement.id, Question.reference == reference)
        .order_by(Question.id)
    )


def live_assignments(procurement: Procurement) -> Select[Assignment]:
    """List who is assigned now, by duty."""
    return (
        select(Assignment)
        .where(Assignment.procurement_id == procurement.id, Assignment.ended_at.is_(None))
        .options(joinedload(Assignment.membership), joinedload(Assignment.question))
        .order_by(Assignment.id)
    )


def assignment_of(procurement: Procurement, reference: str) -> Select[Assignment]:
    """Find somebody's live assignment to an invitation."""
    return live_assignments(procurement).where(Assignment.reference == reference)


def duties_of(procurement: Procurement, membership: Membership) -> Select[Duty]:
    """List what a membership is assigned to do in an invitation."""
    return (
        select(Assignment.duty)
        .where(
            Assignment.procurement_id == procurement.id,
            Assignment.membership_id == membership.id,
            Assignment.ended_at.is_(None),
        )
        .distinct()
        .order_by(Assignment.duty)
    )


def candidates(procurement: Procurement, *, on: date) -> Select[Membership]:
    """List who may be assigned: staff of the region's lead and members, who place no children."""
    placing = select(MembershipRole.membership_id).where(
        MembershipRole.role == Role.PLACEMENTS_OFFICER
    )
    return staff_of_region(procurement.framework.region_id, on, *PANEL_ROLES).where(
        Membership.id.not_in(placing)
    )


def under_way_with(procurement: Procurement) -> Select[ProcurementLot]:
    """List the lots of an invitation that another one, published and not concluded, holds too."""
    own = select(ProcurementLot.lot_id).where(ProcurementLot.procurement_id == procurement.id)
    return (
        select(ProcurementLot)
        .join(Procurement, Procurement.id == ProcurementLot.procurement_id)
        .where(
            Procurement.id != procurement.id,
            Procurement.status.in_(UNDER_WAY),
            ProcurementLot.lot_id.in_(own),
        )
        .order_by(ProcurementLot.lot_id)
    )


def providers_that_fit(procurement: Procurement) -> Select[Membership]:
    """List the administrators of providers with a live service of a kind that a lot asks for."""
    kinds = (
        select(Lot.provision_type)
        .join(ProcurementLot, ProcurementLot.lot_id == Lot.id)
        .where(ProcurementLot.procurement_id == procurement.id)
    )
    fitting = select(Service.organisation_id).where(
        Service.provision_type.in_(kinds), Service.status != RegistrationState.CLOSED
    )
    return holders(Role.PROVIDER_ADMINISTRATOR).where(Membership.organisation_id.in_(fitting))


def providers_that_fit_count(procurement: Procurement) -> Select[int]:
    """Count those who will be told of an invitation."""
    fitting = providers_that_fit(procurement).order_by(None).with_only_columns(Membership.id)
    return select(func.count()).select_from(fitting.subquery())


def to_be_told(procurement: Procurement) -> Select[Membership]:
    """List everyone of the providers that registered interest or began a bid."""
    interested = select(Interest.organisation_id).where(Interest.procurement_id == procurement.id)
    bidding = select(Bid.organisation_id).where(Bid.procurement_id == procurement.id)
    return (
        select(Membership)
        .where(
            Membership.ended_at.is_(None),
            or_(
                Membership.organisation_id.in_(interested),
                Membership.organisation_id.in_(bidding),
            ),
        )
        .order_by(Membership.id)
    )


def interest_of(procurement: Procurement, organisation_id: int) -> Select[Interest]:
    """Find an organisation's interest in an invitation."""
    return (
        select(Interest)
        .where(
            Interest.procurement_id == procurement.id,
            Interest.organisation_id == organisation_id,
        )
        .order_by(Interest.id)
    )


def clarifications_of(procurement: Procurement) -> Select[Clarification]:
    """List what providers asked about an invitation, the oldest first."""
    return (
        select(Clarification)
        .where(Clarification.procurement_id == procurement.id)
        .order_by(Clarification.asked_at, Clarification.id)
    )


def clarification_of(procurement: Procurement, reference: str) -> Select[Clarification]:
    """Find one thing that was asked about an invitation."""
    return clarifications_of(procurement).where(Clarification.reference == reference)


def extensions_of(procurement: Procurement) -> Select[DeadlineExtension]:
    """List the later deadlines that were proposed for an invitation, the newest first."""
    return (
        select(DeadlineExtension)
        .where(DeadlineExtension.procurement_id == procurement.id)
        .options(
            joinedload(DeadlineExtension.proposed_by), joinedload(DeadlineExtension.decided_by)
        )
        .order_by(DeadlineExtension.proposed_at.desc(), DeadlineExtension.id.desc())
    )


def extension_of(procurement: Procurement, reference: str) -> Select[DeadlineExtension]:
    """Find one later deadline that was proposed for an invitation."""
    return extensions_of(procurement).where(DeadlineExtension.reference == reference)


def proposed_extension(procurement: Procurement) -> Select[DeadlineExtension]:
    """Find the later deadline of an invitation that waits for its second person."""
    return extensions_of(procurement).where(DeadlineExtension.status == ExtensionStatus.PROPOSED)


def specifications_published_with(procurement: Procurement) -> Select[Specification]:
    """List the versions of its lots' specifications that an invitation was published with."""
    return (
        select(Specification)
        .join(ProcurementLot, ProcurementLot.specification_id == Specification.id)
        .where(ProcurementLot.procurement_id == procurement.id)
        .options(selectinload(Specification.requirements))
        .order_by(Specification.lot_id)
    )


def drafts_led_by(membership: Membership) -> Select[Procurement]:
    """List the drafts of the region that the membership's organisation leads."""
    return _led_by(membership).where(Procurement.status == ProcurementStatus.DRAFT)


def unanswered_led_by(membership: Membership, *, now: datetime) -> Select[Procurement, int]:
    """List the open invitations of the region led with unanswered questions, and how many."""
    ids = _led_by(membership).order_by(None).with_only_columns(Procurement.id)
    return (
        select(Procurement, func.count(Clarification.id))
        .join(Clarification, Clarification.procurement_id == Procurement.id)
        .where(
            Clarification.answered_at.is_(None),
            Procurement.status == ProcurementStatus.PUBLISHED,
            Procurement.closes_at > now,
            Procurement.id.in_(ids),
        )
        .group_by(Procurement.id)
        .order_by(Procurement.closes_at, Procurement.id)
    )


def extensions_to_decide(membership: Membership) -> Select[DeadlineExtension]:
    """List the later deadlines that wait for somebody other than this membership."""
    ids = _led_by(membership).order_by(None).with_only_columns(Procurement.id)
    return (
        select(DeadlineExtension)
        .where(
            DeadlineExtension.status == ExtensionStatus.PROPOSED,
            DeadlineExtension.proposed_by_id != membership.id,
            DeadlineExtension.procurement_id.in_(ids),
        )
        .options(joinedload(DeadlineExtension.procurement))
        .order_by(DeadlineExtension.proposed_at, DeadlineExtension.id)
    )


def _led_by(membership: Membership) -> Select[Procurement]:
    return (
        select(Procurement)
        .join(Procurement.framework)
        .join(Framework.region)
        .where(Region.lead_organisation_id == membership.organisation_id)
        .order_by(Procurement.closes_at, Procurement.id)
    )
