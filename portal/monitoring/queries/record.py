"""What the record of one provider asks for: always as at a day, and within what its reader sees."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership, Organisation
from portal.contracts.models import (
    Appointment,
    Placement,
    ProviderAnswer,
    Rate,
    SuspensionProposal,
)
from portal.contracts.queries.placements import live_on
from portal.contracts.queries.reporting import services_of_regions
from portal.monitoring.indicators import year_to
from portal.monitoring.models import Breach, BreachEvent, PutBreach
from portal.monitoring.queries.breaches import visible
from portal.providers.models import (
    Contact,
    ProfileVersion,
    QualityVisit,
    RegulatoryAction,
    Service,
    VisitStatus,
)
from portal.providers.queries.actions import actions
from portal.providers.queries.profiles import PURPOSE_ORDER
from portal.providers.queries.ratings import end_of_day, known_inspections
from portal.tenders.models import Component, Framework, Lot, PriceLine

CORE = "CORE"
OPENINGS, CLOSED = ("opened", "reopened"), "closed"
MOST = 200
"""The most rows of one table: a record is to be read and printed. What is beyond is counted."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a record, as at what day, and of what: a region, or one's own council's part.

    `exact` readers are shown placements by number; for others what is under five stays untold.
    """

    membership: Membership
    today: date
    on: date
    region_id: int
    council_id: int | None
    exact: bool


def in_region(provider_id: int, reader: Reader) -> Select[int]:
    """The services of a provider that stand in the reader's region or hold a place there."""
    here = services_of_regions(reader.membership, reader.today).order_by(None)
    return (
        select(Service.id)
        .where(Service.organisation_id == provider_id, Service.id.in_(here))
        .order_by(Service.id)
    )


def profile_on(organisation_id: int, on: date) -> Select[ProfileVersion]:
    """The versions of a profile that were saved by the end of a day, the latest first."""
    return (
        select(ProfileVersion)
        .where(
            ProfileVersion.organisation_id == organisation_id,
            ProfileVersion.saved_at < end_of_day(on),
        )
        .order_by(ProfileVersion.number.desc())
    )


def contacts_on(organisation_id: int, on: date) -> Select[Contact]:
    """Whom to ask at an organisation on a day, by purpose."""
    end = end_of_day(on)
    return (
        select(Contact)
        .where(
            Contact.organisation_id == organisation_id,
            Contact.added_at < end,
            or_(Contact.ended_at.is_(None), Contact.ended_at >= end),
        )
        .order_by(case(PURPOSE_ORDER, value=Contact.purpose), Contact.name, Contact.id)
    )


def last_visits(provider_id: int, reader: Reader) -> Select[int, date]:
    """When each service of a provider was last visited, of the visits that the region shares."""
    return (
        select(QualityVisit.service_id, func.max(QualityVisit.visited_on))
        .join(QualityVisit.service)
        .where(Service.organisation_id == provider_id, *_shared(reader))
        .group_by(QualityVisit.service_id)
        .order_by(QualityVisit.service_id)
    )


def visits(provider_id: int, reader: Reader) -> Select[QualityVisit]:
    """The visits to a provider that its region shares, with what they ask for, the latest first."""
    return (
        select(QualityVisit)
        .join(QualityVisit.service)
        .where(Service.organisation_id == provider_id, *_shared(reader))
        .options(contains_eager(QualityVisit.service), selectinload(QualityVisit.actions))
        .order_by(QualityVisit.visited_on.desc(), QualityVisit.id.desc())
    )


def _shared(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    return (
        QualityVisit.region_id == reader.region_id,
        QualityVisit.status == VisitStatus.SHARED,
        QualityVisit.visited_on <= reader.on,
        QualityVisit.recorded_at < end_of_day(reader.on),
    )


def inspections(provider_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """Every graded inspection of a provider's services known on a day, with who told of it."""
    known = known_inspections(on)
    return (
        select(
            known.c.service_id,
            known.c.grade_code,
            known.c.inspected_on,
            known.c.source,
            Service.name,
            Service.reference,
        )
        .join(Service, Service.id == known.c.service_id)
        .where(Service.organisation_id == provider_id)
        .order_by(
            known.c.inspected_on.desc(), Service.name, known.c.service_id, known.c.precedence.desc()
        )
    )


def regulatory_actions(provider_id: int, on: date) -> Select[RegulatoryAction]:
    """What regulators had done about a provider's services by a day, the latest first."""
    return actions().where(
        Service.organisation_id == provider_id,
        RegulatoryAction.withdrawn_at.is_(None),
        RegulatoryAction.starts_on <= on,
        RegulatoryAction.recorded_at < end_of_day(on),
    )


def appointments(provider_id: int, reader: Reader) -> Select[Appointment]:
    """The places of a provider on lots of the reader's region, made by the end of the day."""
    return (
        select(Appointment)
        .join(Appointment.lot)
        .join(Lot.framework)
        .join(Appointment.service)
        .where(
            Appointment.organisation_id == provider_id,
            Appointment.appointed_at < end_of_day(reader.on),
            Framework.region_id == reader.region_id,
        )
        .options(
            contains_eager(Appointment.lot).contains_eager(Lot.framework),
            contains_eager(Appointment.service),
            selectinload(Appointment.spells),
        )
        .order_by(Framework.title, Lot.number, Service.name, Appointment.id)
    )


def core_rates(appointment_ids: list[int], on: date) -> Select[int, int]:
    """The core rates of some appointments that have begun by a day: the last of each holds."""
    return (
        select(Rate.appointment_id, Rate.pence)
        .where(
            Rate.appointment_id.in_(appointment_ids),
            Rate.component_code == CORE,
            Rate.starts_on <= on,
            Rate.withdrawn_at.is_(None),
        )
        .order_by(Rate.appointment_id, Rate.starts_on, Rate.id)
    )


def core_ceilings(lot_ids: list[int]) -> Select[int, int]:
    """The ceilings of some lots for core care."""
    return (
        select(PriceLine.lot_id, PriceLine.ceiling_pence)
        .where(PriceLine.lot_id.in_(lot_ids), PriceLine.component_code == CORE)
        .order_by(PriceLine.lot_id)
    )


def rates(appointment_ids: list[int], on: date) -> Select[*tuple[Any, ...]]:
    """Every price of some appointments that has begun by a day, with the ceiling of its lot.

    Of each appointment and component the last holds.
    """
    ceiling = and_(
        PriceLine.lot_id == Appointment.lot_id, PriceLine.component_code == Rate.component_code
    )
    return (
        select(Rate.appointment_id, Component.title, Component.unit, Rate.pence)
        .add_columns(Rate.component_code, Rate.starts_on, PriceLine.ceiling_pence)
        .join(Appointment, Appointment.id == Rate.appointment_id)
        .join(Component, Component.code == Rate.component_code)
        .outerjoin(PriceLine, ceiling)
        .where(
            Rate.appointment_id.in_(appointment_ids),
            Rate.starts_on <= on,
            Rate.withdrawn_at.is_(None),
        )
        .order_by(Rate.appointment_id, Component.position, Rate.starts_on, Rate.id)
    )


def placements(provider_id: int, reader: Reader) -> Select[int]:
    """The ids of the placements at a provider's services of which the reader may know."""
    own = [] if reader.council_id is None else [Placement.council_id == reader.council_id]
    return (
        select(Placement.id)
        .join(Service, Service.id == Placement.service_id)
        .where(
            Service.organisation_id == provider_id,
            Placement.region_id == reader.region_id,
            Placement.recorded_at < end_of_day(reader.on),
            *own,
        )
    )


def placements_by_council(provider_id: int, reader: Reader) -> Select[*tuple[Any, ...]]:
    """How many placements each council has on the day, and how many began in the year to it."""
    year = year_to(reader.on)
    began = and_(Placement.starts_on >= year.starts_on, Placement.starts_on < year.ends_on)
    now = func.count(Placement.id).filter(live_on(reader.on)).label("now")
    started = func.count(Placement.id).filter(began).label("started")
    return (
        placements(provider_id, reader)
        .join(Organisation, Organisation.id == Placement.council_id)
        .with_only_columns(Organisation.name, now, started)
        .where(or_(live_on(reader.on), began))
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name, Organisation.id)
    )


def breaches_by_rule(provider_id: int, reader: Reader) -> Select[*tuple[Any, ...]]:
    """How many breaches of each rule were open on the day, and closed in the year to it."""
    year, lives = year_to(reader.on), _lives(reader.on)
    closed = and_(lives.c.open == 0, lives.c.closed_at >= end_of_day_before(year.starts_on))
    return (
        _of_provider(provider_id, reader)
        .join(lives, lives.c.breach_id == Breach.id)
        .with_only_columns(
            Breach.rule_code,
            func.sum(lives.c.open).label("open"),
            func.count(Breach.id).filter(closed).label("closed"),
        )
        .group_by(Breach.rule_code)
        .order_by(None)
        .order_by(Breach.rule_code)
    )


def open_breaches(provider_id: int, reader: Reader) -> Select[Breach]:
    """The breaches that were open on the day, the latest first."""
    lives = _lives(reader.on)
    return (
        _of_provider(provider_id, reader)
        .join(lives, lives.c.breach_id == Breach.id)
        .where(lives.c.open > 0)
        .options(joinedload(Breach.organisation), joinedload(Breach.council))
    )


def put_to(provider_id: int, reader: Reader) -> Select[PutBreach]:
    """The breaches that were put to a provider by the end of the day, with its replies."""
    seen = _of_provider(provider_id, reader).with_only_columns(Breach.id).order_by(None)
    return (
        select(PutBreach)
        .where(
            PutBreach.organisation_id == provider_id,
            PutBreach.breach_id.in_(seen),
            PutBreach.put_at < end_of_day(reader.on),
        )
        .options(joinedload(PutBreach.breach), selectinload(PutBreach.replies))
        .order_by(PutBreach.put_at.desc(), PutBreach.id.desc())
    )


def proposals(provider_id: int, reader: Reader) -> Select[SuspensionProposal]:
    """The suspensions that were proposed of a provider's places on the region's lots."""
    return (
        select(SuspensionProposal)
        .join(SuspensionProposal.appointment)
        .join(Appointment.lot)
        .join(Lot.framework)
        .where(
            Appointment.organisation_id == provider_id,
            Framework.region_id == reader.region_id,
            SuspensionProposal.proposed_at < end_of_day(reader.on),
        )
        .options(
            contains_eager(SuspensionProposal.appointment).options(
                contains_eager(Appointment.lot), joinedload(Appointment.service)
            )
        )
        .order_by(SuspensionProposal.proposed_at.desc(), SuspensionProposal.id.desc())
    )


def disputes(provider_id: int, reader: Reader) -> Select[ProviderAnswer]:
    """What a provider had disputed by the end of the day of what the reader may know of."""
    seen = placements(provider_id, reader)
    return (
        select(ProviderAnswer)
        .where(
            ProviderAnswer.organisation_id == provider_id,
            ProviderAnswer.status.is_not(None),
            ProviderAnswer.placement_id.in_(seen),
            ProviderAnswer.at < end_of_day(reader.on),
        )
        .options(
            joinedload(ProviderAnswer.placement).options(
                joinedload(Placement.council), joinedload(Placement.service)
            )
        )
        .order_by(ProviderAnswer.at.desc(), ProviderAnswer.id.desc())
    )


def end_of_day_before(day: date) -> Any:
    """The moment at which a day begins in London, in UTC."""
    return end_of_day(day.fromordinal(day.toordinal() - 1))


def _of_provider(provider_id: int, reader: Reader) -> Select[Breach]:
    return visible(reader.membership, reader.today).where(
        Breach.organisation_id == provider_id, Breach.region_id == reader.region_id
    )


def _lives(on: date) -> Any:
    """Of each breach that was known on a day: whether it was open, 1 or 0, and its last closing.

    Its history tells: it was open when it had opened once more often than it had closed.
    """
    step = case((BreachEvent.event.in_(OPENINGS), 1), (BreachEvent.event == CLOSED, -1), else_=0)
    return (
        select(
            BreachEvent.breach_id,
            func.sum(step).label("open"),
            func.max(case((BreachEvent.event == CLOSED, BreachEvent.at))).label("closed_at"),
        )
        .where(
            BreachEvent.event.in_((*OPENINGS, CLOSED)),
            BreachEvent.at < end_of_day(on),
        )
        .group_by(BreachEvent.breach_id)
        .subquery("lives")
    )
