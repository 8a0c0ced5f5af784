"""Ratings and regulatory actions that call for a decision about appointments and placements."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Membership, Organisation
from portal.contracts.models import (
    Appointment,
    AppointmentStatus,
    LiftingEvidence,
    Placement,
    PlacementReview,
    ProposalStatus,
    SuspensionProposal,
)
from portal.contracts.queries.appointments import in_state, region_ids
from portal.contracts.queries.placements import live_on
from portal.providers.models import (
    NO_NEW_CHILD,
    RatingGrade,
    RegulatoryAction,
)
from portal.providers.queries.actions import in_force, restricted_as_at
from portal.providers.queries.changes_of_rating import latest_two_as_at
from portal.providers.queries.ratings import level_order
from portal.tenders.models import Framework, Lot

Rows = Select[*tuple[Any, ...]]


def rated_below_minimum(on: date) -> Rows:
    """Appointments that run on a day while their service is rated below their lot's minimum.

    Columns: appointment_id, report_id and inspection_id (the accounts of that inspection), source,
    inspected_on, label (the rating), minimum.
    """
    latest = latest_two_as_at(on)
    rated = select(RatingGrade.code, RatingGrade.label).subquery("rated")
    return (
        select(
            Appointment.id.label("appointment_id"),
            latest.c.report_id,
            latest.c.inspection_id,
            latest.c.source,
            latest.c.inspected_on,
            rated.c.label,
            RatingGrade.label.label("minimum"),
        )
        .join(Lot, Lot.id == Appointment.lot_id)
        .join(RatingGrade, RatingGrade.code == Lot.minimum_grade_code)
        .join(latest, latest.c.service_id == Appointment.service_id)
        .join(rated, rated.c.code == latest.c.grade_code)
        .where(_running(on), latest.c.level_order < level_order(RatingGrade))
        .order_by(Appointment.id)
    )


def barred(on: date) -> Rows:
    """Appointments that run on a day while an action bars new children from their service.

    Columns: appointment_id, action_id, kind, starts_on.
    """
    restricted = restricted_as_at(on)
    return (
        select(
            Appointment.id.label("appointment_id"),
            restricted.c.action_id,
            restricted.c.kind,
            restricted.c.starts_on,
        )
        .join(restricted, restricted.c.service_id == Appointment.service_id)
        .where(_running(on))
        .order_by(Appointment.id, restricted.c.action_id)
    )


def proposals_for(appointment_ids: Collection[int]) -> Select[SuspensionProposal]:
    """Every proposal about some appointments, whatever became of it."""
    return (
        select(SuspensionProposal)
        .where(SuspensionProposal.appointment_id.in_(appointment_ids))
        .order_by(SuspensionProposal.id)
    )


def open_proposals() -> Select[SuspensionProposal]:
    """Every proposal that nobody has decided, with its appointment."""
    return (
        select(SuspensionProposal)
        .where(SuspensionProposal.status == ProposalStatus.OPEN)
        .options(joinedload(SuspensionProposal.appointment).joinedload(Appointment.service))
        .order_by(SuspensionProposal.id)
    )


def proposals(membership: Membership, on: date) -> Select[SuspensionProposal]:
    """Proposals about the appointments of the membership's regions, the newest first."""
    return (
        select(SuspensionProposal)
        .join(SuspensionProposal.appointment)
        .join(Appointment.lot)
        .join(Lot.framework)
        .join(Appointment.service)
        .join(Appointment.organisation)
        .where(Framework.region_id.in_(region_ids(membership, on)))
        .options(
            contains_eager(SuspensionProposal.appointment).options(
                contains_eager(Appointment.lot).contains_eager(Lot.framework),
                contains_eager(Appointment.service),
                contains_eager(Appointment.organisation),
            )
        )
        .order_by(SuspensionProposal.id.desc())
    )


def evidence_of(spell_ids: Collection[int]) -> Select[LiftingEvidence]:
    """What suspensions were lifted on, of those that ended with one of some spells."""
    return (
        select(LiftingEvidence)
        .where(LiftingEvidence.spell_id.in_(spell_ids))
        .order_by(LiftingEvidence.spell_id)
    )


def dropped(on: date, since: datetime) -> Rows:
    """Services rated lower by their latest inspection than by the one before, known of late.

    Columns: service_id, report_id, inspection_id, source, known_at.
    """
    latest = latest_two_as_at(on)
    known = func.coalesce(latest.c.reported_at, latest.c.imported_at)
    return (
        select(
            latest.c.service_id,
            latest.c.report_id,
            latest.c.inspection_id,
            latest.c.source,
            known.label("known_at"),
        )
        .where(
            latest.c.level_order < latest.c.before_level,
            or_(latest.c.reported_at >= since, latest.c.imported_at >= since),
        )
        .order_by(latest.c.service_id)
    )


def newly_barred(on: date, since: datetime) -> Select[RegulatoryAction]:
    """Actions in force that bar new children and were put on record of late."""
    return (
        select(RegulatoryAction)
        .where(
            RegulatoryAction.kind.in_(NO_NEW_CHILD),
            in_force(on),
            RegulatoryAction.recorded_at >= since,
        )
        .order_by(RegulatoryAction.id)
    )


def living_at(service_ids: Collection[int], on: date) -> Select[Placement]:
    """Placements with a night at some services on a day, however they were bought."""
    return (
        select(Placement)
        .where(Placement.service_id.in_(service_ids), live_on(on))
        .order_by(Placement.council_id, Placement.id)
    )


def reviews_at(service_ids: Collection[int]) -> Rows:
    """Which placement has a review for which cause, at some services."""
    return (
        select(PlacementReview.placement_id, PlacementReview.cause_kind, PlacementReview.cause_id)
        .where(PlacementReview.service_id.in_(service_ids))
        .order_by(PlacementReview.id)
    )


def own_reviews(membership: Membership, state: str = "") -> Select[PlacementReview]:
    """The reviews of the membership's own council: all, or those `due` or `recorded`."""
    found = (
        select(PlacementReview)
        .where(PlacementReview.council_id == membership.organisation_id)
        .options(joinedload(PlacementReview.placement), joinedload(PlacementReview.service))
        .order_by(PlacementReview.due_on, PlacementReview.id)
    )
    if state == "due":
        return found.where(PlacementReview.outcome.is_(None))
    return found.where(PlacementReview.outcome.is_not(None)) if state == "recorded" else found


def review_counts(service_id: int, membership: Membership, on: date) -> Rows:
    """How far councils have come with a service's reviews, for each cause, never what they wrote.

    Only placements of the membership's regions. Columns: cause_kind, cause_id, council, asked,
    recorded, due_on (of those not recorded), last_at.
    """
    recorded = func.count(PlacementReview.recorded_at)
    return (
        select(
            PlacementReview.cause_kind,
            PlacementReview.cause_id,
            Organisation.name.label("council"),
            func.count(PlacementReview.id).label("asked"),
            recorded.label("recorded"),
            func.min(PlacementReview.due_on).label("due_on"),
            func.max(PlacementReview.recorded_at).label("last_at"),
        )
        .join(Organisation, Organisation.id == PlacementReview.council_id)
        .join(Placement, Placement.id == PlacementReview.placement_id)
        .where(
            PlacementReview.service_id == service_id,
            Placement.region_id.in_(region_ids(membership, on)),
        )
        .group_by(PlacementReview.cause_kind, PlacementReview.cause_id, Organisation.name)
        .order_by(PlacementReview.cause_kind, PlacementReview.cause_id.desc(), Organisation.name)
    )


def _running(on: date) -> Any:
    return in_state(AppointmentStatus.APPOINTED.value, on)
