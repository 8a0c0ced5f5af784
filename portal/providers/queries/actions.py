"""What regulators have done about services: in force on a day, and all there is on record."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, or_, select
from sqlalchemy.orm import joinedload

from portal.providers.models import NO_NEW_CHILD, ActionKind, RegulatoryAction, Service

LONG = timedelta(weeks=12)
"""After this long a restriction is looked at: Ofsted keeps one for longer by a step of its own."""


def in_force(on: date) -> ColumnElement[bool]:
    """The condition that an action that was not withdrawn is in force on a day."""
    return (
        RegulatoryAction.withdrawn_at.is_(None)
        & (RegulatoryAction.starts_on <= on)
        & or_(RegulatoryAction.until.is_(None), RegulatoryAction.until > on)
    )


def restricted_as_at(on: date, kinds: Collection[ActionKind] = NO_NEW_CHILD) -> Subquery:
    """Return the actions in force on a day that bar new children from a service.

    Columns: service_id, action_id, kind, starts_on. A service has a row for each action.
    """
    return (
        select(
            RegulatoryAction.service_id,
            RegulatoryAction.id.label("action_id"),
            RegulatoryAction.kind,
            RegulatoryAction.starts_on,
        )
        .where(RegulatoryAction.kind.in_(kinds), in_force(on))
        .subquery("restricted")
    )


def actions() -> Select[RegulatoryAction]:
    """Every action on record, the latest first, with its service and who runs it."""
    return (
        select(RegulatoryAction)
        .join(RegulatoryAction.service)
        .options(joinedload(RegulatoryAction.service).joinedload(Service.organisation))
        .order_by(RegulatoryAction.starts_on.desc(), RegulatoryAction.id.desc())
    )


def actions_of(service_id: int) -> Select[RegulatoryAction]:
    """What is on record about one service, the latest first."""
    return actions().where(RegulatoryAction.service_id == service_id)


def is_long(action: RegulatoryAction, on: date) -> bool:
    """Say whether a restriction in force has lasted more than twelve weeks on a day."""
    return (
        action.kind is ActionKind.RESTRICTION
        and action.withdrawn_at is None
        and (action.until is None or action.until > on)
        and on - action.starts_on > LONG
    )
