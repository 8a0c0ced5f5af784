"""At which service a placement stood on a day, where one service has followed another."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from portal.contracts.models import EarlierService, Placement


def service_on(on: Any) -> ColumnElement[int]:
    """The id of the service at which a placement stood on a day (a date or a column of dates)."""
    earlier = (
        select(EarlierService.service_id)
        .where(EarlierService.placement_id == Placement.id, EarlierService.ends_on > on)
        .order_by(EarlierService.ends_on, EarlierService.id)
        .limit(1)
        .correlate(Placement)
        .scalar_subquery()
    )
    return func.coalesce(earlier, Placement.service_id)


def earlier_services(placements: Collection[int]) -> Select[int, int, date]:
    """The services before the present one of some placements, the first one first."""
    return (
        select(EarlierService.placement_id, EarlierService.service_id, EarlierService.ends_on)
        .where(EarlierService.placement_id.in_(placements))
        .order_by(EarlierService.placement_id, EarlierService.ends_on, EarlierService.id)
    )


def before_this(placement_id: int) -> Select[EarlierService]:
    """Where one placement stood before its present service, the first one first."""
    return (
        select(EarlierService)
        .where(EarlierService.placement_id == placement_id)
        .options(joinedload(EarlierService.service))
        .order_by(EarlierService.ends_on, EarlierService.id)
    )


def that_stood_at(services: Any) -> Select[int]:
    """Placements that stood at some services before a succession."""
    return select(EarlierService.placement_id).where(EarlierService.service_id.in_(services))
