"""The audit trail within what an auditor may see. Nothing that a bid leaves behind is part of it.

Bids, entries, versions, files, declarations and marks have chains of their own, which only
`flask audit verify` reads: before opening, not even their number may be told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership, Region
from portal.accounts.queries import regions_of
from portal.audit import AuditEntry
from portal.clock import LONDON
from portal.contracts.models import Appointment, BlockContract, Placement
from portal.monitoring.models import Breach
from portal.monitoring.queries.breaches import visible as visible_breaches
from portal.tenders.models import Framework, Lot, Procurement, Recommendation

Seen = Callable[[Membership, date], Select[Any]]


@dataclass(frozen=True, slots=True)
class Subjects:
    """One kind of subject: its name for people, its model, and those that a reader may see."""

    title: str
    model: Any
    seen: Seen


def frameworks(membership: Membership, on: date) -> Select[Framework]:
    """The frameworks of the membership's regions."""
    regions = regions_of(membership, on).with_only_columns(Region.id).order_by(None)
    return select(Framework).where(Framework.region_id.in_(regions)).order_by(Framework.id)


def procurements(membership: Membership, on: date) -> Select[Procurement]:
    """The invitations to tender of those frameworks."""
    of = _ids(frameworks(membership, on))
    return select(Procurement).where(Procurement.framework_id.in_(of)).order_by(Procurement.id)


def recommendations(membership: Membership, on: date) -> Select[Recommendation]:
    """The recommendations made in those invitations."""
    of = _ids(procurements(membership, on))
    return (
        select(Recommendation)
        .options(joinedload(Recommendation.procurement))
        .where(Recommendation.procurement_id.in_(of))
        .order_by(Recommendation.id)
    )


def appointments(membership: Membership, on: date) -> Select[Appointment]:
    """The appointments to lots of those frameworks."""
    return (
        select(Appointment)
        .options(joinedload(Appointment.service), joinedload(Appointment.lot))
        .where(Appointment.lot_id.in_(_lots(membership, on)))
        .order_by(Appointment.id)
    )


def block_contracts(membership: Membership, on: date) -> Select[BlockContract]:
    """The block contracts bought under those frameworks."""
    return (
        select(BlockContract)
        .where(BlockContract.lot_id.in_(_lots(membership, on)))
        .order_by(BlockContract.id)
    )


def placements(membership: Membership, on: date) -> Select[Placement]:
    """The placements of a region that the membership's organisation leads, or of its own council.

    The child's record is no part of a placement's chain: facts refer to it by id.
    """
    led = select(Region.id).where(Region.lead_organisation_id == membership.organisation_id)
    return (
        select(Placement)
        .options(joinedload(Placement.service))
        .where(
            or_(Placement.region_id.in_(led), Placement.council_id == membership.organisation_id)
        )
        .order_by(Placement.id)
    )


KINDS: Mapping[str, Subjects] = {
    "framework": Subjects("Framework", Framework, frameworks),
    "procurement": Subjects("Invitation to tender", Procurement, procurements),
    "recommendation": Subjects("Recommendation", Recommendation, recommendations),
    "appointment": Subjects("Appointment", Appointment, appointments),
    "block_contract": Subjects("Block contract", BlockContract, block_contracts),
    "placement": Subjects("Placement", Placement, placements),
    "breach": Subjects("Breach", Breach, visible_breaches),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks the trail for. Empty means everything; both days are part of it."""

    kind: str = ""
    reference: str = ""
    first: date | None = None
    last: date | None = None


def trail(wanted: Wanted, membership: Membership, on: date) -> Select[AuditEntry]:
    """What happened to the subjects that the membership may see, the latest first."""
    kinds = [wanted.kind] if wanted.kind in KINDS else list(KINDS)
    return (
        select(AuditEntry)
        .where(
            or_(*(_of_kind(kind, wanted.reference, membership, on) for kind in kinds)),
            *_between(wanted.first, wanted.last),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )


def subject(kind: str, reference: str, membership: Membership, on: date) -> Select[Any]:
    """One subject that the membership may see."""
    found = KINDS[kind]
    return found.seen(membership, on).where(found.model.reference == reference)


def subjects(kind: str, ids: set[int], membership: Membership, on: date) -> Select[Any]:
    """Some subjects of a kind that the membership may see."""
    found = KINDS[kind]
    return found.seen(membership, on).where(found.model.id.in_(ids))


def reason_to_show(entry: AuditEntry) -> str:
    """Return why something happened, but not of placements: councils write those about a child."""
    reason = entry.facts.get("reason", "")
    return "" if entry.subject_kind == Placement.__tablename__ else str(reason)


def actors(ids: set[int]) -> Select[Membership]:
    """The memberships that acted, with the person and the organisation."""
    return (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
        .where(Membership.id.in_(ids))
        .order_by(Membership.id)
    )


def _of_kind(kind: str, reference: str, membership: Membership, on: date) -> ColumnElement[bool]:
    found = KINDS[kind]
    statement = found.seen(membership, on)
    if reference:
        statement = statement.where(found.model.reference == reference)
    return and_(
        AuditEntry.subject_kind == kind,
        AuditEntry.subject_id.in_(statement.with_only_columns(found.model.id).order_by(None)),
    )


def _between(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if first:
        conditions.append(AuditEntry.at >= _starts(first))
    if last:
        conditions.append(AuditEntry.at < _starts(last + timedelta(days=1)))
    return conditions


def _starts(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _lots(membership: Membership, on: date) -> Select[int]:
    return select(Lot.id).where(Lot.framework_id.in_(_ids(frameworks(membership, on))))


def _ids(statement: Select[Any]) -> Select[Any]:
    model = statement.column_descriptions[0]["entity"]
    return statement.with_only_columns(model.id).order_by(None)
