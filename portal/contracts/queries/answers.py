"""What a provider has to agree or dispute, what it said, and disputes as each side may see them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation, Region
from portal.contracts.models import (
    Charge,
    DisputeStatus,
    Placement,
    ProviderAnswer,
)
from portal.contracts.queries.appointments import region_ids
from portal.contracts.queries.placements import own_placements
from portal.providers.models import Service

TO_ANSWER, AGREED, DISPUTED, KEPT = "to_answer", "agreed", "disputed", "kept"
STATES = (TO_ANSWER, AGREED, DISPUTED, KEPT)


def own_subjects(membership: Membership, filters: Mapping[str, str]) -> Select[Placement]:
    """Placements at a provider's services, with charges, that have something in a state.

    Filters: `service` and `council` (references), `month` (a night in it), `state`, `text` (an
    agreement number).
    """
    statement = own_placements(membership).options(selectinload(Placement.charges))
    if filters.get("service"):
        statement = statement.where(Service.reference == filters["service"])
    if filters.get("council"):
        statement = statement.where(
            Placement.council.has(Organisation.reference == filters["council"])
        )
    if filters.get("text"):
        statement = statement.where(Placement.reference == filters["text"].upper())
    if month := month_of(filters.get("month", "")):
        first, after = month
        statement = statement.where(
            Placement.starts_on < after, or_(Placement.ends_on.is_(None), Placement.ends_on > first)
        )
    if filters.get("state") in STATES:
        statement = statement.where(_has(filters["state"], membership.organisation_id))
    return statement


def month_of(text: str) -> tuple[date, date] | None:
    """Return the first day of a month written as 2026-11, and of the next; None for other words."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    if first.year >= date.max.year:
        return None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def placements_to_answer(membership: Membership) -> Select[*tuple[Any, ...]]:
    """The ids of placements whose own facts wait for an answer."""
    return (
        own_placements(membership)
        .where(~_placement_answered(membership.organisation_id))
        .with_only_columns(Placement.id)
        .order_by(None)
        .order_by(Placement.id)
    )


def charges_to_answer(membership: Membership) -> Select[*tuple[Any, ...]]:
    """The ids of charges that wait for an answer."""
    return (
        select(Charge.id)
        .join(Placement, Placement.id == Charge.placement_id)
        .join(Service, Service.id == Placement.service_id)
        .where(
            Service.organisation_id == membership.organisation_id,
            Charge.withdrawn_at.is_(None),
            ~_charge_answered(membership.organisation_id),
        )
        .order_by(Charge.id)
    )


def own_placements_locked(membership: Membership, references: Sequence[str]) -> Select[Placement]:
    """Some of a provider's placements by agreement number, read anew and locked in one order."""
    return (
        own_placements(membership)
        .where(Placement.reference.in_(references))
        .options(selectinload(Placement.charges))
        .order_by(None)
        .order_by(Placement.id)
        .with_for_update(of=Placement)
        .execution_options(populate_existing=True)
    )


def answers_of(placement_ids: Sequence[int], organisation_id: int) -> Select[ProviderAnswer]:
    """Everything that a provider said of some placements, oldest first."""
    return (
        select(ProviderAnswer)
        .where(
            ProviderAnswer.placement_id.in_(placement_ids),
            ProviderAnswer.organisation_id == organisation_id,
        )
        .order_by(ProviderAnswer.id)
    )


def disputes_of(placement_id: int) -> Select[ProviderAnswer]:
    """The disputes about one placement and its charges, the latest first."""
    return _disputes().where(ProviderAnswer.placement_id == placement_id)


def open_disputes_of(placement_id: int) -> Select[ProviderAnswer]:
    """The open disputes about one placement, oldest first, for whoever changes it."""
    return (
        select(ProviderAnswer)
        .where(
            ProviderAnswer.placement_id == placement_id,
            ProviderAnswer.status == DisputeStatus.OPEN,
        )
        .order_by(ProviderAnswer.id)
    )


def own_dispute(reference: str, membership: Membership) -> Select[ProviderAnswer]:
    """One dispute that the membership's own organisation raised."""
    return _disputes().where(
        ProviderAnswer.reference == reference,
        ProviderAnswer.organisation_id == membership.organisation_id,
    )


def council_disputes(membership: Membership, filters: Mapping[str, str]) -> Select[ProviderAnswer]:
    """What providers dispute of the placements of the membership's own council."""
    own = _disputes().where(Placement.council_id == membership.organisation_id)
    return _narrowed(own, filters)


def region_disputes(
    membership: Membership, filters: Mapping[str, str], on: date
) -> Select[ProviderAnswer]:
    """What providers dispute of the placements of the membership's regions."""
    if membership.organisation.kind is OrganisationKind.RCC:
        led = select(Region.id).where(Region.lead_organisation_id == membership.organisation_id)
        here = Placement.region_id == led.scalar_subquery()
    else:
        here = Placement.region_id.in_(region_ids(membership, on))
    return _narrowed(_disputes().where(here), filters)


def own_councils(membership: Membership) -> Select[Organisation]:
    """The councils that have placements at a provider's services."""
    ids = own_placements(membership).with_only_columns(Placement.council_id).order_by(None)
    return (
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name, Organisation.id)
    )


def own_services(membership: Membership) -> Select[Service]:
    """The services of a provider, by name."""
    return (
        select(Service)
        .where(Service.organisation_id == membership.organisation_id)
        .order_by(Service.name, Service.id)
    )


def _narrowed(
    statement: Select[ProviderAnswer], filters: Mapping[str, str]
) -> Select[ProviderAnswer]:
    status = filters.get("status")
    if status in set(DisputeStatus):
        statement = statement.where(ProviderAnswer.status == DisputeStatus(status))
    if text := filters.get("text"):
        pattern = f"%{text.replace('%', '').replace('_', '')}%"
        provider = ProviderAnswer.organisation.has(Organisation.name.ilike(pattern))
        statement = statement.where(or_(Placement.reference == text.upper(), provider))
    return statement


def _disputes() -> Select[ProviderAnswer]:
    return (
        select(ProviderAnswer)
        .join(Placement, Placement.id == ProviderAnswer.placement_id)
        .where(ProviderAnswer.status.is_not(None))
        .options(
            joinedload(ProviderAnswer.organisation),
            joinedload(ProviderAnswer.charge),
            joinedload(ProviderAnswer.placement).joinedload(Placement.council),
            joinedload(ProviderAnswer.placement).joinedload(Placement.service),
        )
        .order_by(ProviderAnswer.at.desc(), ProviderAnswer.id.desc())
    )


def _has(state: str, organisation_id: int) -> ColumnElement[bool]:
    """The condition that a placement's own facts, or one of its charges, stand in a state."""
    if state == TO_ANSWER:
        facts = ~_placement_answered(organisation_id)
        charge = ~_charge_answered(organisation_id)
    else:
        facts = _placement_answered(organisation_id, state)
        charge = _charge_answered(organisation_id, state)
    charged = exists().where(
        Charge.placement_id == Placement.id, Charge.withdrawn_at.is_(None), charge
    )
    return or_(facts, charged.correlate(Placement))


def _placement_answered(organisation_id: int, state: str = "") -> ColumnElement[bool]:
    said = aliased(ProviderAnswer)
    about = and_(said.placement_id == Placement.id, said.charge_id.is_(None))
    same = and_(
        said.route.is_not_distinct_from(Placement.route),
        said.starts_on == Placement.starts_on,
        said.ends_on.is_not_distinct_from(Placement.ends_on),
    )
    return _stands(said, organisation_id, and_(about, same), state).correlate(Placement)


def _charge_answered(organisation_id: int, state: str = "") -> ColumnElement[bool]:
    said = aliased(ProviderAnswer)
    same = and_(
        said.pence == Charge.pence,
        said.quantity.is_not_distinct_from(Charge.quantity),
        said.starts_on == Charge.starts_on,
        said.ends_on.is_not_distinct_from(Charge.ends_on),
    )
    about = said.charge_id == Charge.id
    return _stands(said, organisation_id, and_(about, same), state).correlate(Placement, Charge)


def _stands(
    said: type[ProviderAnswer], organisation_id: int, about: ColumnElement[bool], state: str
) -> Exists:
    """An answer of this provider about these facts, that is its latest and was not taken back."""
    newer = aliased(ProviderAnswer)
    later = exists().where(
        newer.placement_id == said.placement_id,
        newer.charge_id.is_not_distinct_from(said.charge_id),
        newer.organisation_id == said.organisation_id,
        newer.id > said.id,
    )
    return exists().where(
        about,
        said.organisation_id == organisation_id,
        said.service_id == Placement.service_id,
        _as_state(said, state),
        ~later.correlate(said),
    )


def _as_state(said: type[ProviderAnswer], state: str) -> ColumnElement[bool]:
    if state == AGREED:
        return said.status.is_(None)
    if state == DISPUTED:
        return said.status == DisputeStatus.OPEN
    if state == KEPT:
        return said.status == DisputeStatus.KEPT
    return func.coalesce(said.status, "") != DisputeStatus.WITHDRAWN.value
