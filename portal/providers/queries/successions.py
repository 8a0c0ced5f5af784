"""Successions as each side may see them, and how services follow one another."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Membership
from portal.providers.models import (
    RegistrationState,
    Service,
    Succession,
    SuccessionStatus,
)

LIVE = (SuccessionStatus.REQUESTED, SuccessionStatus.APPROVED)


def successions() -> Select[Succession]:
    """Every succession with its services and their providers, the latest request first."""
    return (
        select(Succession)
        .options(
            joinedload(Succession.old_service).joinedload(Service.organisation),
            joinedload(Succession.new_service).joinedload(Service.organisation),
        )
        .order_by(Succession.requested_at.desc(), Succession.id.desc())
    )


def own_successions(membership: Membership) -> Select[Succession]:
    """Those of which either service is the membership's organisation's."""
    own = select(Service.id).where(Service.organisation_id == membership.organisation_id)
    return successions().where(
        or_(Succession.old_service_id.in_(own), Succession.new_service_id.in_(own))
    )


def own_succession(reference: str, membership: Membership) -> Select[Succession]:
    """One of them, by its reference."""
    return own_successions(membership).where(Succession.reference == reference)


def waiting_for_agreement(membership: Membership) -> Select[Succession]:
    """Requests of other providers that the membership's organisation has still to answer."""
    old, new = aliased(Service), aliased(Service)
    return (
        successions()
        .join(old, old.id == Succession.old_service_id)
        .join(new, new.id == Succession.new_service_id)
        .where(
            Succession.status == SuccessionStatus.REQUESTED,
            Succession.agreed_at.is_(None),
            old.organisation_id == membership.organisation_id,
            new.organisation_id != membership.organisation_id,
        )
    )


def live_of(old_service_id: int) -> Select[Succession]:
    """The succession of an old service that is asked for or approved, if there is one."""
    return successions().where(
        Succession.old_service_id == old_service_id, Succession.status.in_(LIVE)
    )


def leading_to(new_service_id: int) -> Select[Succession]:
    """The live successions in which a service is the new one."""
    return successions().where(
        Succession.new_service_id == new_service_id, Succession.status.in_(LIVE)
    )


def approved_of(service_id: int) -> Select[Succession]:
    """The approved successions in which a service takes part, the earliest day first."""
    return (
        successions()
        .where(
            Succession.status == SuccessionStatus.APPROVED,
            or_(Succession.old_service_id == service_id, Succession.new_service_id == service_id),
        )
        .order_by(None)
        .order_by(Succession.on_date, Succession.id)
    )


def last_day_of_following(service_id: int) -> Select[date]:
    """The days from which a service followed others, the latest first."""
    return (
        select(Succession.on_date)
        .where(
            Succession.new_service_id == service_id,
            Succession.status == SuccessionStatus.APPROVED,
        )
        .order_by(Succession.on_date.desc())
    )


def registered_as(number: str) -> Select[Service]:
    """The services with a number of their regulators, those still open first."""
    words = "".join(number.split()).upper()
    closed = (Service.status == RegistrationState.CLOSED).asc()
    return (
        select(Service)
        .where(or_(Service.urn == words, Service.registration_number == number.strip()))
        .options(joinedload(Service.organisation))
        .order_by(closed, Service.id.desc())
    )
