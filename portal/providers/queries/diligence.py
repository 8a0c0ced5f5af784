"""What may be asked about checks of providers: debarment, financial standing, references."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import Membership, Organisation
from portal.providers.models import (
    ConnectedPerson,
    DebarmentCheck,
    FinancialCheck,
    Referee,
    Reference,
)
from portal.providers.queries.declarations import person_in_force


def checks_of(organisation_id: int) -> Select[DebarmentCheck]:
    """Every debarment check of a provider and its persons, withdrawn ones too, the latest first."""
    return (
        select(DebarmentCheck)
        .where(DebarmentCheck.organisation_id == organisation_id)
        .options(
            joinedload(DebarmentCheck.checked_by).joinedload(Membership.person),
            joinedload(DebarmentCheck.decision),
        )
        .order_by(DebarmentCheck.checked_on.desc(), DebarmentCheck.id.desc())
    )


def check(organisation_id: int, reference: str) -> Select[DebarmentCheck]:
    """One check of a provider."""
    return checks_of(organisation_id).where(DebarmentCheck.reference == reference)


def own_check(organisation_id: int, reference: str, checker_id: int) -> Select[DebarmentCheck]:
    """One check of a provider that was made by somebody of one's own organisation."""
    return (
        check(organisation_id, reference)
        .join(DebarmentCheck.checked_by)
        .where(Membership.organisation_id == checker_id)
    )


def latest_checks(organisation_ids: Collection[int]) -> Select[DebarmentCheck]:
    """The latest check that stands, of each provider and of each of its persons."""
    later = aliased(DebarmentCheck)
    superseded = exists(
        select(later.id).where(
            later.organisation_id == DebarmentCheck.organisation_id,
            later.person == DebarmentCheck.person,
            later.withdrawn_at.is_(None),
            or_(
                later.checked_on > DebarmentCheck.checked_on,
                and_(later.checked_on == DebarmentCheck.checked_on, later.id > DebarmentCheck.id),
            ),
        )
    )
    return (
        select(DebarmentCheck)
        .where(
            DebarmentCheck.organisation_id.in_(organisation_ids),
            DebarmentCheck.withdrawn_at.is_(None),
            ~superseded,
        )
        .options(joinedload(DebarmentCheck.decision))
        .order_by(DebarmentCheck.organisation_id, DebarmentCheck.person)
    )


def unchecked_since(since: Any, on: date) -> ColumnElement[bool]:
    """The condition that a provider, or a person of it in force, has no check since a day.

    `since` is a date or a column of dates.
    """
    own = _checked(since).where(DebarmentCheck.person == "")
    theirs = _checked(since).where(DebarmentCheck.person == ConnectedPerson.name)
    person = exists(
        select(ConnectedPerson.id).where(
            ConnectedPerson.organisation_id == Organisation.id,
            person_in_force(on),
            ~exists(theirs.correlate(Organisation, ConnectedPerson)),
        )
    )
    return or_(~exists(own.correlate(Organisation)), person)


def _checked(since: Any) -> Select[int]:
    return select(DebarmentCheck.id).where(
        DebarmentCheck.organisation_id == Organisation.id,
        DebarmentCheck.withdrawn_at.is_(None),
        DebarmentCheck.checked_on >= since,
    )


def financial_checks_of(organisation_id: int) -> Select[FinancialCheck]:
    """Every look at a provider's financial standing, the latest first."""
    return (
        select(FinancialCheck)
        .where(FinancialCheck.organisation_id == organisation_id)
        .options(joinedload(FinancialCheck.recorded_by).joinedload(Membership.person))
        .order_by(FinancialCheck.checked_on.desc(), FinancialCheck.id.desc())
    )


def financial_check(organisation_id: int, reference: str) -> Select[FinancialCheck]:
    """One look at a provider's financial standing."""
    return financial_checks_of(organisation_id).where(FinancialCheck.reference == reference)


def latest_financial_checks(organisation_ids: Collection[int]) -> Select[FinancialCheck]:
    """The latest look at the financial standing of each of some providers."""
    later = aliased(FinancialCheck)
    superseded = exists(
        select(later.id).where(
            later.organisation_id == FinancialCheck.organisation_id,
            or_(
                later.checked_on > FinancialCheck.checked_on,
                and_(later.checked_on == FinancialCheck.checked_on, later.id > FinancialCheck.id),
            ),
        )
    )
    return (
        select(FinancialCheck)
        .where(FinancialCheck.organisation_id.in_(organisation_ids), ~superseded)
        .order_by(FinancialCheck.organisation_id)
    )


def referees_of(*organisation_ids: int) -> Select[Referee]:
    """The referees that providers name now, with what was recorded about them."""
    return (
        select(Referee)
        .where(Referee.organisation_id.in_(organisation_ids), Referee.removed_at.is_(None))
        .options(
            selectinload(Referee.taken_up)
            .joinedload(Reference.recorded_by)
            .joinedload(Membership.person)
        )
        .order_by(Referee.organisation_id, Referee.referee_organisation, Referee.id)
    )


def referee(organisation_id: int, reference: str) -> Select[Referee]:
    """One referee of a provider."""
    return referees_of(organisation_id).where(Referee.reference == reference)


def providers_with(ids: Select[int]) -> Select[Organisation]:
    """The organisations whose ids a query gives, by name."""
    return (
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name, Organisation.id)
    )
