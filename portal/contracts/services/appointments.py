"""Appointments made of awards, their states, and their rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.contracts.models import (
    APPOINTMENT_MOVES,
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    EvidenceKind,
    LiftingEvidence,
    Rate,
    RateSource,
)
from portal.contracts.queries import appointments as queries
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.services.rating_reports import require_link
from portal.state import move
from portal.tenders.models import Award, EntryPrice, Framework, LotPurpose


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a suspension can be lifted, and where it can be read."""

    kind: EvidenceKind
    words: str
    link: str = ""


def appoint(
    award: Award, *, starts_on: date, ends_on: date, by: Membership, at: datetime
) -> Appointment:
    """Give a successful service its place on the lot, with the rates of its bid.

    Raises:
        DomainError: the award is for a block or was acted on, the dates leave the framework's
            term, the bid has no prices, or the service holds a place on the lot already.
    """
    lock(award)
    entry = award.entry
    require_awaiting(award, LotPurpose.PLACES)
    require_within(entry.lot.framework, starts_on, ends_on)
    if db.session.scalars(queries.holding_place(entry.lot_id, entry.service_id)).first():
        raise DomainError(f"{entry.service.name} already holds a place on {entry.lot.name}.")
    appointment = Appointment(
        lot_id=entry.lot_id,
        service_id=entry.service_id,
        organisation_id=entry.service.organisation_id,
        award_id=award.id,
        starts_on=starts_on,
        ends_on=ends_on,
        rank=award.rank,
        tier=award.tier,
        appointed_at=at,
    )
    appointment.spells = [
        AppointmentSpell(
            status=AppointmentStatus.APPOINTED, starts_on=starts_on, reason="Award", decided_at=at
        )
    ]
    appointment.rates = _rates_of_bid(award, starts_on, by=by, at=at)
    db.session.add(appointment)
    audit.record(appointment, "appointment.made", by=by, at=at, facts={"award": award.reference})
    _mark(appointment, appointment.rates, at=at)
    return appointment


def appoint_all(
    awards: Sequence[Award], *, starts_on: date, ends_on: date, by: Membership, at: datetime
) -> list[Appointment]:
    """Make every appointment that some awards for places are waiting for, or none."""
    if not awards:
        raise DomainError("There is no award of places left to act on in this procurement.")
    return [appoint(one, starts_on=starts_on, ends_on=ends_on, by=by, at=at) for one in awards]


def suspend(
    appointment: Appointment, *, from_on: date, reason: str, by: Membership, at: datetime
) -> None:
    """Stop new placements under an appointment from a day. Agreed prices go on binding."""
    _change_state(appointment, AppointmentStatus.SUSPENDED, from_on, reason, by=by, at=at)


def lift(
    appointment: Appointment,
    *,
    from_on: date,
    reason: str,
    evidence: Evidence,
    by: Membership,
    at: datetime,
) -> None:
    """End a suspension from a day, on evidence that it can be.

    Raises:
        DomainError: the day cannot be right, or the evidence says nothing.
    """
    if not evidence.words.strip():
        raise DomainError("Enter what was found", "evidence")
    require_link(evidence.link)
    spell = _change_state(appointment, AppointmentStatus.APPOINTED, from_on, reason, by=by, at=at)
    db.session.add(
        LiftingEvidence(
            spell_id=spell.id, kind=evidence.kind, words=evidence.words, link=evidence.link
        )
    )


def withdraw(
    appointment: Appointment, *, from_on: date, reason: str, by: Membership, at: datetime
) -> None:
    """Take a service off the lot from a day. The lot may be won again in a later procurement."""
    _change_state(appointment, AppointmentStatus.WITHDRAWN, from_on, reason, by=by, at=at)


def add_rate(
    appointment: Appointment,
    *,
    component_code: str,
    pence: int,
    starts_on: date,
    decided_on: date,
    by: Membership,
    at: datetime,
    source: RateSource = RateSource.VARIATION,
) -> Rate:
    """Agree a price for a component from a day; it ends the rate before it.

    Raises:
        DomainError: the day lies outside the appointment, or a rate starts on it already.
    """
    lock(appointment)
    if not appointment.starts_on <= starts_on < appointment.ends_on:
        raise DomainError("The rate must start within the appointment’s dates", "starts_on")
    if decided_on > clock.today(at):
        raise DomainError("The date of the decision must be today or in the past", "decided_on")
    if db.session.scalars(queries.rate_on(appointment.id, component_code, starts_on)).first():
        raise DomainError(
            "A rate for this component already starts on that day. Withdraw it first.", "starts_on"
        )
    rate = Rate(
        appointment_id=appointment.id,
        component_code=component_code,
        pence=pence,
        starts_on=starts_on,
        source=source,
        decided_on=decided_on,
        added_at=at,
        by_membership_id=by.id,
    )
    appointment.rates.append(rate)
    facts = {"component": component_code, "pence": pence, "starts_on": starts_on.isoformat()}
    audit.record(appointment, "rate.added", by=by, at=at, facts=facts)
    mark_changed(Changed.RATE, [rate.id], at=at)
    return rate


def withdraw_rate(rate: Rate, *, reason: str, by: Membership, at: datetime) -> None:
    """Take back a rate that was wrong: it is read as if it had never been agreed.

    Raises:
        DomainError: it was withdrawn already.
    """
    lock(rate)
    if rate.withdrawn_at is not None:
        raise DomainError("This rate was already withdrawn.")
    facts = {"rate": rate.id, "reason": reason}
    audit.record(rate.appointment, "rate.withdrawn", by=by, at=at, facts=facts)
    rate.withdrawn_at, rate.withdrawn_reason = at, reason
    mark_changed(Changed.RATE, [rate.id], at=at)


def require_awaiting(award: Award, purpose: LotPurpose) -> None:
    """Raise `DomainError` unless an award is of this purpose and nobody has acted on it."""
    if award.entry.lot.purpose is not purpose:
        other = "a block contract" if purpose is LotPurpose.PLACES else "an appointment"
        raise DomainError(f"{award.entry.lot.name} is bought by {other}.")
    if not db.session.scalars(queries.awaiting(award.id)).first():
        raise DomainError("This award was already acted on. Load the page again.")


def require_within(framework: Framework, starts_on: date, ends_on: date) -> None:
    """Raise `DomainError` unless the dates lie in order within the framework's term."""
    if ends_on <= starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")
    if starts_on < framework.starts_on:
        raise DomainError("The start date must be within the framework’s term", "starts_on")
    if ends_on > framework.ends_on:
        raise DomainError("The end date must be within the framework’s term", "ends_on")


def _rates_of_bid(award: Award, starts_on: date, *, by: Membership, at: datetime) -> list[Rate]:
    prices = db.session.scalars(
        select(EntryPrice)
        .where(EntryPrice.entry_id == award.entry_id)
        .order_by(EntryPrice.component_code)
    ).all()
    if not prices:
        raise DomainError(f"The prices of {award.entry.service.name} have not been opened.")
    return [
        Rate(
            component_code=price.component_code,
            pence=price.pence,
            starts_on=starts_on,
            source=RateSource.BID,
            decided_on=clock.today(award.awarded_at),
            added_at=at,
            by_membership_id=by.id,
        )
        for price in prices
    ]


def _change_state(
    appointment: Appointment,
    to: AppointmentStatus,
    from_on: date,
    reason: str,
    *,
    by: Membership,
    at: datetime,
) -> AppointmentSpell:
    lock(appointment)
    earliest = max(spell.starts_on for spell in appointment.spells)
    if not earliest <= from_on < appointment.ends_on:
        last = appointment.ends_on - timedelta(days=1)
        raise DomainError(
            f"The date must be from {earliest:%-d %B %Y} to {last:%-d %B %Y}", "from_on"
        )
    facts = {"from_on": from_on.isoformat()}
    move(appointment, to, moves=APPOINTMENT_MOVES, by=by, at=at, reason=reason, facts=facts)
    spell = AppointmentSpell(status=to, starts_on=from_on, reason=reason, decided_at=at)
    appointment.spells.append(spell)
    _mark(appointment, [], at=at)
    return spell


def _mark(appointment: Appointment, rates: Sequence[Rate], *, at: datetime) -> None:
    db.session.flush()
    mark_changed(Changed.APPOINTMENT, [appointment.id], at=at)
    mark_changed(Changed.RATE, [rate.id for rate in rates], at=at)
