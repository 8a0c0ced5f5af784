"""Disputed claims: raised, answered, withdrawn, decided; and claims that the register belies."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.access import Permission, Role, allows
from portal.accounts.models import Membership, Organisation
from portal.accounts.queries import holders, live_memberships
from portal.changes import Changed, mark_changed
from portal.config import settings
from portal.db import Base, db, lock
from portal.errors import DomainError
from portal.inbox import tell
from portal.outbox import queue_mail
from portal.providers.models import (
    DISPUTE_MOVES,
    ClaimCheck,
    ClaimDispute,
    DisputeStatus,
    RegistrationState,
    Service,
)
from portal.providers.ofsted import cells
from portal.state import move

OF_THIS_DOMAIN = "portal.providers."
UNDER_SEAL = frozenset({"entry"})
BOUND = (
    "Appointments, placements or the like stand on this service, and they belong to the"
    " organisation that made them. It cannot change hands here: refuse the dispute, and let a"
    " contract manager approve that a service of the claimant succeeds this one"
)


def raise_dispute(
    claimant: Organisation, *, urn: str, reason: str, vouching: str, by: Membership, at: datetime
) -> ClaimDispute:
    """Say that a service that another organisation holds is the claimant's own.

    Raises:
        DomainError: nobody else holds it, or a dispute about it waits already.
    """
    service = _held(urn)
    if service.organisation_id == claimant.id:
        raise DomainError("This is one of your services already", "urn")
    dispute = ClaimDispute(
        service=service,
        claimant=claimant,
        holder_id=service.organisation_id,
        reason=reason,
        vouching=vouching,
        raised_at=at,
        raised_by=by,
    )
    try:
        with db.session.begin_nested():
            db.session.add(dispute)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(
            "The claim of this service is disputed and waits already", "urn"
        ) from error
    facts = {"service": service.id, "holder": service.organisation_id}
    audit.record(dispute, "claim_dispute.raised", by=by, at=at, facts=facts)
    _tell_sides(dispute, "raised", "A claim of a service is disputed", at=at)
    _tell(
        list(db.session.scalars(holders(Role.SYSTEM_ADMINISTRATOR)).unique()),
        "A disputed claim waits for your decision",
        f"/claim-decisions/{dispute.reference}",
        key=f"claim-dispute-raised:{dispute.id}",
        at=at,
    )
    return dispute


def answer_dispute(dispute: ClaimDispute, answer: str, *, by: Membership, at: datetime) -> None:
    """Let the holder say what it has to say. A later answer replaces an earlier one.

    Raises:
        DomainError: the dispute has ended.
    """
    lock(dispute)
    if dispute.status is not DisputeStatus.OPEN:
        raise DomainError("This dispute has ended, so it can no longer be answered")
    audit.record(dispute, "claim_dispute.answered", by=by, at=at)
    dispute.answer, dispute.answered_at, dispute.answered_by_id = answer, at, by.id
    _tell_sides(dispute, f"answered-{at.isoformat()}", "A disputed claim was answered", at=at)


def withdraw_dispute(dispute: ClaimDispute, *, by: Membership, at: datetime) -> None:
    """Let the claimant take its dispute back.

    Raises:
        MoveRefusedError: it has ended.
    """
    lock(dispute)
    _end(dispute, DisputeStatus.WITHDRAWN, by=by, at=at)
    _tell_sides(dispute, "withdrawn", "A dispute of a claim was withdrawn", at=at)


def uphold(dispute: ClaimDispute, *, reason: str, by: Membership, at: datetime) -> None:
    """Find for the claimant: from now on the service is its own, with its ratings and premises.

    Raises:
        DomainError: the dispute has ended, the service is closed, or others' records stand on it.
    """
    lock(dispute)
    service = dispute.service
    lock(service)
    if service.status is RegistrationState.CLOSED:
        raise DomainError("The service is closed. The claimant can claim its URN", "decision")
    if service.organisation_id != dispute.holder_id:
        raise DomainError("The service has changed hands since the dispute was raised", "decision")
    if is_bound(service):
        raise DomainError(BOUND, "decision")
    _decide(dispute, DisputeStatus.UPHELD, reason, by=by, at=at)
    facts = {"from": dispute.holder_id, "to": dispute.claimant_id, "dispute": dispute.id}
    audit.record(service, "service.transferred", by=by, at=at, facts=facts)
    service.organisation_id = dispute.claimant_id
    mark_changed(Changed.RATING, [service.id], at=at)
    _tell_sides(dispute, "upheld", "A disputed claim is decided", at=at)


def refuse(dispute: ClaimDispute, *, reason: str, by: Membership, at: datetime) -> None:
    """Find for the holder: the service stays where it is.

    Raises:
        MoveRefusedError: the dispute has ended.
    """
    lock(dispute)
    _decide(dispute, DisputeStatus.REFUSED, reason, by=by, at=at)
    _tell_sides(dispute, "refused", "A disputed claim is decided", at=at)


def look_at(check: ClaimCheck, *, note: str, by: Membership, at: datetime) -> None:
    """Say that a claim under another owner's name was looked at, and what was found.

    Raises:
        DomainError: somebody has done so already.
    """
    lock(check)
    if check.looked_at is not None:
        raise DomainError("Somebody has looked at this claim already")
    audit.record(check, "claim_check.looked_at", by=by, at=at)
    check.looked_at, check.looked_by_id, check.note = at, by.id, note


def is_bound(service: Service) -> bool:
    """Say whether a row of a domain above this one points at a service.

    What this domain keeps of a service tells of the service and goes where it goes. Whatever the
    domains above keep (appointments, contracts, placements) is between organisations. They are
    found by their foreign keys, so that this domain need not know them. Entries of bids do not
    count: the answer would tell, before they are opened, that somebody bids with the service.
    """
    pointing = (
        column
        for mapper in Base.registry.mappers
        if not mapper.class_.__module__.startswith(OF_THIS_DOMAIN)
        and mapper.class_.__tablename__ not in UNDER_SEAL
        for column in mapper.local_table.columns
        if any(key.target_fullname == "service.id" for key in column.foreign_keys)
    )
    return any(_exists(column, service.id) for column in pointing)


def _exists(column: ColumnElement[int], service_id: int) -> bool:
    found = select(column).where(column == service_id).order_by(column).limit(1)
    return db.session.scalar(found) is not None


def _held(urn: str) -> Service:
    try:
        wanted = cells.urn(urn)
    except ValueError as error:
        raise DomainError("URN must be SC and 6 digits, or 7 digits", "urn") from error
    query = select(Service).where(Service.urn == wanted, Service.status != RegistrationState.CLOSED)
    service = db.session.scalars(query.order_by(Service.id)).first()
    if service is None:
        raise DomainError("Nobody holds this URN. Claim it from the register", "urn")
    return service


def _decide(
    dispute: ClaimDispute, to: DisputeStatus, reason: str, *, by: Membership, at: datetime
) -> None:
    _end(dispute, to, by=by, at=at)
    dispute.decision, dispute.decided_by_id = reason, by.id


def _end(dispute: ClaimDispute, to: DisputeStatus, *, by: Membership, at: datetime) -> None:
    move(dispute, to, moves=DISPUTE_MOVES, by=by, at=at)
    dispute.ended_at = at


def _tell_sides(dispute: ClaimDispute, event: str, title: str, *, at: datetime) -> None:
    """Tell the people of both sides who keep their organisation's services."""
    for organisation_id in (dispute.claimant_id, dispute.holder_id):
        people = db.session.scalars(live_memberships(organisation_id)).unique()
        keepers = [one for one in people if allows(Permission.MANAGE_PROVIDER, one)]
        key = f"claim-dispute-{event}:{dispute.id}"
        _tell(keepers, title, f"/claims/{dispute.reference}", key=key, at=at)


def _tell(people: list[Membership], title: str, link: str, *, key: str, at: datetime) -> None:
    """Put a notice into inboxes and the post. It never says which service it is about."""
    body = "Sign in to read what is said and to answer. The service is named only there."
    tell([one.id for one in people], title, body, link=link, at=at, dedupe_key=key)
    text = f"{body}\n\nRead more: {settings().public_url.rstrip('/')}{link}\n"
    for address in sorted({one.person.email for one in people}):
        queue_mail(address, title, text, at=at, dedupe_key=f"{key}:{address}")
