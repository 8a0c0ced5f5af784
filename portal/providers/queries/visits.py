"""What may be asked about quality assurance visits, by the region that shares them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership, Organisation, Region
from portal.accounts.queries import regions_of
from portal.providers.models import (
    ActionStatus,
    QualityVisit,
    RegistrationState,
    Service,
    VisitAction,
    VisitActionWord,
    VisitNote,
    VisitStatus,
)
from portal.providers.ofsted.grades import Level
from portal.providers.quality import A_YEAR, AFTER_A_WEAK_RATING, working_days_before
from portal.providers.queries.ratings import ratings_as_at
from portal.providers.rules import regions_of_authorities


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of visits is narrowed to; empty says nothing."""

    text: str = ""
    assurance: str = ""
    actions: str = ""


def visits(membership: Membership, on: date) -> Select[QualityVisit]:
    """Visits that a membership may read, the latest first.

    Those that its regions share, and those that its own organisation has not shared yet.
    """
    return (
        select(QualityVisit)
        .join(QualityVisit.service)
        .join(Service.organisation)
        .where(
            or_(
                and_(
                    QualityVisit.region_id.in_(_own_regions(membership, on)),
                    QualityVisit.status != VisitStatus.DRAFT,
                ),
                QualityVisit.organisation_id == membership.organisation_id,
            )
        )
        .options(
            contains_eager(QualityVisit.service).contains_eager(Service.organisation),
            joinedload(QualityVisit.organisation),
            selectinload(QualityVisit.actions),
        )
        .order_by(QualityVisit.visited_on.desc(), QualityVisit.id.desc())
    )


def narrowed(found: Select[QualityVisit], wanted: Wanted, on: date) -> Select[QualityVisit]:
    """Only the visits that a filter asks for; withdrawn ones never."""
    conditions: list[ColumnElement[bool]] = [QualityVisit.status != VisitStatus.WITHDRAWN]
    if wanted.text:
        names = (Service.name, Organisation.name)
        conditions.append(
            or_(*(func.lower(one).contains(wanted.text.lower(), autoescape=True) for one in names))
        )
    if wanted.assurance:
        conditions.append(QualityVisit.assurance == wanted.assurance)
    if wanted.actions:
        conditions.append(QualityVisit.id.in_(_with_actions(wanted.actions, on)))
    return found.where(*conditions)


def visit(reference: str, membership: Membership, on: date) -> Select[QualityVisit]:
    """One visit that a membership may read, with everything that was found."""
    return with_everything(visits(membership, on).where(QualityVisit.reference == reference))


def own_draft(reference: str, membership: Membership) -> Select[QualityVisit]:
    """One visit of the membership's own organisation that is not shared yet."""
    return select(QualityVisit).where(
        QualityVisit.reference == reference,
        QualityVisit.organisation_id == membership.organisation_id,
        QualityVisit.status == VisitStatus.DRAFT,
    )


def to_confirm(reference: str, membership: Membership, on: date) -> Select[QualityVisit]:
    """A shared visit whose actions the membership may confirm: the visitor's, or the lead's."""
    led = select(Region.id).where(Region.lead_organisation_id == membership.organisation_id)
    return visit(reference, membership, on).where(
        QualityVisit.status == VisitStatus.SHARED,
        or_(
            QualityVisit.organisation_id == membership.organisation_id,
            QualityVisit.region_id.in_(led),
        ),
    )


def received(membership: Membership) -> Select[QualityVisit]:
    """Shared visits to the services of the membership's own organisation, the latest first."""
    return (
        select(QualityVisit)
        .join(QualityVisit.service)
        .where(
            Service.organisation_id == membership.organisation_id,
            QualityVisit.status == VisitStatus.SHARED,
        )
        .options(
            contains_eager(QualityVisit.service),
            joinedload(QualityVisit.organisation),
            selectinload(QualityVisit.actions),
        )
        .order_by(QualityVisit.visited_on.desc(), QualityVisit.id.desc())
    )


def with_everything(found: Select[QualityVisit]) -> Select[QualityVisit]:
    """Have the findings, and what was said of each action, at hand."""
    said = selectinload(QualityVisit.actions).selectinload(VisitAction.words)
    person = said.joinedload(VisitActionWord.by)
    return found.options(
        selectinload(QualityVisit.findings),
        person.joinedload(Membership.organisation),
        person.joinedload(Membership.person),
        joinedload(QualityVisit.by).joinedload(Membership.person),
    )


def notes(visit_id: int, membership: Membership) -> Select[VisitNote]:
    """What the membership's own organisation noted for itself, the latest first."""
    return (
        select(VisitNote)
        .where(
            VisitNote.visit_id == visit_id,
            VisitNote.organisation_id == membership.organisation_id,
        )
        .options(joinedload(VisitNote.by).joinedload(Membership.person))
        .order_by(VisitNote.id.desc())
    )


def actions_of_provider(organisation_id: int, status: ActionStatus) -> Select[VisitAction]:
    """Actions asked of a provider in one state, the first due first."""
    return (
        select(VisitAction)
        .join(VisitAction.visit)
        .join(QualityVisit.service)
        .where(
            Service.organisation_id == organisation_id,
            QualityVisit.status == VisitStatus.SHARED,
            VisitAction.status == status,
        )
        .options(contains_eager(VisitAction.visit).contains_eager(QualityVisit.service))
        .order_by(VisitAction.due_on, VisitAction.id)
    )


def actions_to_confirm(membership: Membership) -> Select[VisitAction]:
    """Actions that providers report done to the membership's organisation, the oldest first."""
    return (
        select(VisitAction)
        .join(VisitAction.visit)
        .where(
            QualityVisit.organisation_id == membership.organisation_id,
            QualityVisit.status == VisitStatus.SHARED,
            VisitAction.status == ActionStatus.REPORTED,
        )
        .order_by(VisitAction.due_on, VisitAction.id)
    )


def last_visits(region_ids: Select[int]) -> Subquery:
    """Return service_id and visited_on: the latest shared visit in some regions."""
    return (
        select(
            QualityVisit.service_id.label("service_id"),
            func.max(QualityVisit.visited_on).label("visited_on"),
        )
        .where(QualityVisit.status == VisitStatus.SHARED, QualityVisit.region_id.in_(region_ids))
        .group_by(QualityVisit.service_id)
        .subquery("last_visits")
    )


def services_due(membership: Membership, on: date) -> Select[Service]:
    """Services in a membership's regions that are due a visit on a day, by name.

    Due are those never visited, those not visited for a year, and those whose rating has been weak
    or failing for twenty working days without a visit since the inspection.
    """
    regions = _own_regions(membership, on)
    places, last, ratings = regions_of_authorities(on), last_visits(regions), ratings_as_at(on)
    weak = and_(
        ratings.c.level_order <= Level.WEAK.order,
        ratings.c.inspected_on <= working_days_before(on, AFTER_A_WEAK_RATING),
        ratings.c.inspected_on > last.c.visited_on,
    )
    return (
        select(Service)
        .join(places, places.c.authority_id == Service.authority_id)
        .outerjoin(last, last.c.service_id == Service.id)
        .outerjoin(ratings, ratings.c.service_id == Service.id)
        .where(
            places.c.region_id.in_(regions),
            Service.status == RegistrationState.REGISTERED,
            or_(last.c.visited_on.is_(None), last.c.visited_on <= on - A_YEAR, weak),
        )
        .options(joinedload(Service.organisation))
        .order_by(Service.name, Service.id)
    )


def last_visit_days(membership: Membership, on: date, ids: list[int]) -> Select[int, date]:
    """When each of some services was last visited in a membership's regions."""
    last = last_visits(_own_regions(membership, on))
    return (
        select(last.c.service_id, last.c.visited_on)
        .where(last.c.service_id.in_(ids))
        .order_by(last.c.service_id)
    )


def _own_regions(membership: Membership, on: date) -> Select[int]:
    return regions_of(membership, on).with_only_columns(Region.id).order_by(None)


def _with_actions(state: str, on: date) -> Select[int]:
    found = select(VisitAction.visit_id).where(VisitAction.status != ActionStatus.CONFIRMED)
    return found.where(VisitAction.due_on < on) if state == "overdue" else found
