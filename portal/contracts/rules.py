"""Rules about prices, routes and terms: each a query of the subjects that fail on a day.

A row that was withdrawn was wrong from its beginning, so it never counts; everything else is read
by its own dates, so that a past day is judged by what was in force then.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, union_all

from portal.contracts.models import (
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    BlockContract,
    Placement,
    PricePiece,
    Route,
)
from portal.contracts.pricing.facts import ReferenceKind
from portal.contracts.queries.appointments import in_state
from portal.contracts.queries.earlier import service_on
from portal.contracts.queries.placements import live_on
from portal.contracts.queries.prices import piece_totals
from portal.contracts.queries.sql import days_between, empty, number, pence, whole
from portal.providers.models import RatingGrade
from portal.providers.ofsted.grades import Level
from portal.providers.queries.ratings import level_order, ratings_as_at
from portal.tenders.models import Framework, Lot

Settings = Mapping[str, Any]
Failing = Select[*tuple[Any, ...]]
Only = Collection[int] | None
"""Placements that an entry form asks about, so that one is found without looking at all."""

AGREED = (
    ReferenceKind.BLOCK_CONTRACT,
    ReferenceKind.CALL_OFF_AGREEMENT,
    ReferenceKind.OWN_APPOINTMENT,
)
"""Prices that the provider itself agreed with this region."""


def price_above_own_rate(as_at: date, settings: Settings, only: Only = None) -> Failing:
    """Placements charged more than their service agreed for them.

    Setting `tolerance`: how far a price may stand above, in hundredths of a per cent (0).
    `measured` is the highest excess of any component so far, `amount_pence` what it all comes to
    up to the as-at night, under- against overcharges.
    """
    return _charged_above(as_at, AGREED, settings.get("tolerance", 0), only)


def own_price_premium(as_at: date, settings: Settings, only: Only = None) -> Failing:
    """Placements charged more than their service agreed for a like lot in another region.

    Setting `tolerance`: hundredths of a per cent (500). Figures as in `price_above_own_rate`.
    """
    return _charged_above(
        as_at, (ReferenceKind.OTHER_REGION,), settings.get("tolerance", 500), only
    )


def spot_from_holder(as_at: date, _settings: Settings, only: Only = None) -> Failing:
    """Live spot purchases from a service that held a place on the comparison lot at their start."""
    status = (
        select(AppointmentSpell.status)
        .where(
            AppointmentSpell.appointment_id == Appointment.id,
            AppointmentSpell.starts_on <= Placement.starts_on,
        )
        .order_by(AppointmentSpell.starts_on.desc(), AppointmentSpell.id.desc())
        .limit(1)
        .correlate(Appointment, Placement)
        .scalar_subquery()
    )
    holder = exists().where(
        Appointment.service_id == service_on(Placement.starts_on),
        Appointment.lot_id == Placement.comparison_lot_id,
        Appointment.starts_on <= Placement.starts_on,
        Appointment.ends_on > Placement.starts_on,
        status == AppointmentStatus.APPOINTED,
    )
    return (
        select(
            *_of_placement(),
            number(1, "measured"),
            number(0, "threshold"),
            literal("places").label("unit"),
            empty("amount_pence"),
        )
        .where(Placement.route == Route.SPOT, live_on(as_at), holder, *_among(Placement.id, only))
        .order_by(Placement.id)
    )


def rating_below_minimum(as_at: date, _settings: Settings) -> Failing:
    """Appointments that run on a day while their service is rated below the lot's minimum.

    `measured` and `threshold` are levels, from 4 (excellent) to 1 (failing). A service without a
    known rating does not fail. Suspended appointments do: the breach is about the provider.
    """
    ratings = ratings_as_at(as_at)
    minimum = level_order(RatingGrade)
    running = in_state("appointed", as_at) | in_state("suspended", as_at)
    return (
        select(
            *_of_appointment(),
            ratings.c.level_order.label("measured"),
            minimum.label("threshold"),
            literal("level").label("unit"),
            empty("amount_pence"),
        )
        .join(Lot, Lot.id == Appointment.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .join(RatingGrade, RatingGrade.code == Lot.minimum_grade_code)
        .join(ratings, ratings.c.service_id == Appointment.service_id)
        .where(running, ratings.c.level_order < minimum)
        .order_by(Appointment.id)
    )


def is_below(level: str, minimum: str) -> bool:
    """Say whether a rating's level does not reach a minimum's."""
    return Level(level).order < Level(minimum).order


def ending_soon(as_at: date, settings: Settings) -> Failing:
    """Appointments, block contracts and frameworks that end within some days.

    Setting `days` (90). `measured` is how many days are left, the as-at day not counted.
    """
    days = settings.get("days", 90)
    soon = union_all(
        _ending(_of_appointment(), Appointment.ends_on, as_at, days)
        .join(Lot, Lot.id == Appointment.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(in_state("appointed", as_at) | in_state("suspended", as_at)),
        _ending(_of_contract(), BlockContract.ends_on, as_at, days)
        .join(Lot, Lot.id == BlockContract.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(BlockContract.starts_on <= as_at),
        _ending(_of_framework(), Framework.ends_on, as_at, days).where(
            Framework.starts_on <= as_at
        ),
    ).subquery("ending")
    return select(soon).order_by(soon.c.subject_kind, soon.c.subject_id)


def _charged_above(
    as_at: date, kinds: Collection[ReferenceKind], tolerance: int, only: Only
) -> Failing:
    totals = piece_totals(as_at, kinds, only)
    over = whole(PricePiece.charged_pence - PricePiece.reference_pence) * 10_000
    excess = (
        select(
            PricePiece.placement_id,
            func.max(over // PricePiece.reference_pence).label("hundredths"),
        )
        .where(
            PricePiece.starts_on <= as_at,
            PricePiece.reference_kind.in_([kind.value for kind in kinds]),
            PricePiece.reference_pence > 0,
            # Exact: a penny over is above, although it may be less than a hundredth of a per cent.
            over > whole(PricePiece.reference_pence) * tolerance,
            *_among(PricePiece.placement_id, only),
        )
        .group_by(PricePiece.placement_id)
        .subquery("excess")
    )
    return (
        select(
            *_of_placement(),
            excess.c.hundredths.label("measured"),
            number(tolerance, "threshold"),
            literal("hundredths_of_percent").label("unit"),
            pence(totals.c.variance_sevenths).label("amount_pence"),
        )
        .join(totals, totals.c.placement_id == Placement.id)
        .join(excess, excess.c.placement_id == Placement.id)
        .where(totals.c.variance_sevenths > 0)
        .order_by(Placement.id)
    )


def _among(column: Any, only: Only) -> list[ColumnElement[bool]]:
    return [] if only is None else [column.in_(only)]


def _of_placement() -> list[ColumnElement[Any]]:
    return [
        literal("placement").label("subject_kind"),
        Placement.id.label("subject_id"),
        literal("").label("period"),
        Placement.region_id.label("region_id"),
        Placement.provider_id.label("organisation_id"),
        Placement.council_id.label("council_id"),
    ]


def _of_appointment() -> list[ColumnElement[Any]]:
    return [
        literal("appointment").label("subject_kind"),
        Appointment.id.label("subject_id"),
        literal("").label("period"),
        Framework.region_id.label("region_id"),
        Appointment.organisation_id.label("organisation_id"),
        empty("council_id"),
    ]


def _of_contract() -> list[ColumnElement[Any]]:
    return [
        literal("block_contract").label("subject_kind"),
        BlockContract.id.label("subject_id"),
        literal("").label("period"),
        Framework.region_id.label("region_id"),
        BlockContract.organisation_id.label("organisation_id"),
        empty("council_id"),
    ]


def _of_framework() -> list[ColumnElement[Any]]:
    return [
        literal("framework").label("subject_kind"),
        Framework.id.label("subject_id"),
        literal("").label("period"),
        Framework.region_id.label("region_id"),
        empty("organisation_id"),
        empty("council_id"),
    ]


def _ending(subject: list[ColumnElement[Any]], ends_on: Any, as_at: date, days: int) -> Failing:
    return select(
        *subject,
        days_between(literal(as_at), ends_on).label("measured"),
        number(days, "threshold"),
        literal("days").label("unit"),
        empty("amount_pence"),
    ).where(ends_on > as_at, ends_on <= as_at + timedelta(days=days))
