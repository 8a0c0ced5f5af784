"""That one service follows another: asked for, agreed to, decided.

What contracts carry from the old service to the new one is theirs to do, in the same transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import audit, clock, inbox
from portal.access import Role
from portal.accounts.models import Membership
from portal.accounts.queries import holders
from portal.changes import Changed, mark_changed
from portal.config import settings
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.outbox import queue_mail
from portal.providers.models import (
    PROVISION_TITLES,
    SUCCESSION_MOVES,
    ClosureReason,
    RegistrationState,
    Service,
    Succession,
    SuccessionReason,
    SuccessionStatus,
)
from portal.providers.queries import successions as queries
from portal.providers.services.upkeep import close_service
from portal.state import move

ALREADY = "Another request or decision says already which service follows this one"
OWN_LINK = "/services/successions"


def request_succession(
    old_service: Service,
    new_service: Service,
    *,
    on_date: date,
    reason: SuccessionReason,
    explanation: str,
    by: Membership,
    at: datetime,
) -> Succession:
    """Ask that a new service counts as following an old one from a day.

    Raises:
        DomainError: the services cannot follow one another, or the day cannot be right.
    """
    lock(old_service)
    _require_fit(old_service, new_service, on_date)
    succession = Succession(
        old_service=old_service,
        new_service=new_service,
        on_date=on_date,
        reason=reason,
        explanation=explanation,
        requested_at=at,
        requested_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(succession)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(ALREADY, "old_service") from error
    facts = {"old": old_service.id, "new": new_service.id, "on": on_date.isoformat()}
    audit.record(succession, "succession.requested", by=by, at=at, facts=facts)
    if succession.waits_for_agreement:
        _ask_the_old_provider(succession, at)
    return succession


def agree(succession: Succession, *, by: Membership, at: datetime) -> None:
    """Agree, as the old service's provider, that the new service follows it.

    Raises:
        DomainError: there is nothing to agree to, or somebody else has to.
    """
    lock(succession)
    if not succession.waits_for_agreement:
        raise DomainError("Nothing waits for your agreement. Load the page again.")
    if by.organisation_id != succession.old_service.organisation_id:
        raise DomainError("Only the provider of the old service can agree to this.")
    audit.record(succession, "succession.agreed", by=by, at=at)
    succession.agreed_at, succession.agreed_by_id = at, by.id


def withdraw(succession: Succession, *, reason: str, by: Membership, at: datetime) -> None:
    """Take a request back, or say as the old service's provider that one does not agree.

    Raises:
        DomainError: it is decided already.
    """
    lock(succession)
    moves, to = SUCCESSION_MOVES, SuccessionStatus.WITHDRAWN
    move(succession, to, moves=moves, by=by, at=at, reason=reason)
    succession.decision = reason
    _tell_providers(succession, "A request that one service follows another was withdrawn", at)


def refuse(succession: Succession, *, reason: str, by: Membership, at: datetime) -> None:
    """Decide that the new service does not follow the old one. Nothing else changes.

    Raises:
        DomainError: it is decided already, or by the person who asked.
    """
    lock(succession)
    _decide(succession, SuccessionStatus.REFUSED, reason, by=by, at=at)
    _tell_providers(succession, "A request that one service follows another was refused", at)


def approve(succession: Succession, *, reason: str, by: Membership, at: datetime) -> None:
    """Decide that the new service follows the old one, which is closed on that day if still open.

    Ratings stay with the old service: the new one is unrated until its own first inspection.

    Raises:
        DomainError: it is decided already or by the person who asked, the old service's provider
            has not agreed, the new service is not registered, or the day is still to come.
    """
    old, new = succession.old_service, succession.new_service
    lock(old)
    lock(new)
    lock(succession)
    _require_fit(old, new, succession.on_date)
    if succession.waits_for_agreement:
        raise DomainError(f"{old.organisation.name} has to agree first.")
    if new.status is not RegistrationState.REGISTERED:
        raise DomainError(f"{new.name} is not registered, so it cannot take anything over yet.")
    if succession.on_date > clock.today(at):
        raise DomainError(f"You can approve this from {succession.on_date:%-d %B %Y}.")
    _decide(succession, SuccessionStatus.APPROVED, reason, by=by, at=at)
    if old.status is not RegistrationState.CLOSED:
        _close(succession, by=by, at=at)
    mark_changed(Changed.RATING, [old.id, new.id], at=at)
    _tell_providers(succession, "A request that one service follows another was approved", at)


def tell(
    people: Iterable[Membership], title: str, body: str, *, link: str, at: datetime, key: str
) -> None:
    """Tell people in the portal and by e-mail, in words that name no service."""
    told = list(people)
    inbox.tell([one.id for one in told], title, body, link=link, at=at, dedupe_key=key)
    text = f"{body}\n\nRead more: {settings().public_url.rstrip('/')}{link}\n"
    for address in sorted({one.person.email for one in told}):
        queue_mail(address, title, text, at=at)


def _require_fit(old: Service, new: Service, on_date: date) -> None:
    if old.id == new.id:
        raise DomainError("A service cannot follow itself", "new_service")
    if old.provision_type is not new.provision_type:
        kinds = [PROVISION_TITLES[one.provision_type].lower() for one in (old, new)]
        raise DomainError(
            f"The old service is a {kinds[0]} and the new one a {kinds[1]}. A service can only"
            " follow one of its own kind",
            "new_service",
        )
    if new.status is RegistrationState.CLOSED:
        raise DomainError("The new service is closed", "new_service")
    _require_no_loop(old, new)
    _require_day(old, new, on_date)


def _require_no_loop(old: Service, new: Service) -> None:
    """Raise `DomainError` where the old service follows the new one, even through others."""
    seen, following = {new.id}, db.session.scalars(queries.live_of(new.id)).first()
    while following is not None and following.new_service_id not in seen:
        if following.new_service_id == old.id:
            raise DomainError("The old service itself follows the new one", "new_service")
        seen.add(following.new_service_id)
        following = db.session.scalars(queries.live_of(following.new_service_id)).first()


def _require_day(old: Service, new: Service, on_date: date) -> None:
    starts = [
        (new.registered_on, "The date must not be before the new service was registered"),
        (old.registered_on, "The date must not be before the old service was registered"),
    ]
    for day, sentence in starts:
        if day is not None and on_date < day:
            raise DomainError(sentence, "on_date")
    followed = db.session.scalars(queries.last_day_of_following(old.id)).first()
    if followed is not None and on_date <= followed:
        raise DomainError(
            f"The old service itself follows another since {followed:%-d %B %Y}. The date must be"
            " after that",
            "on_date",
        )


def _decide(
    succession: Succession, to: SuccessionStatus, reason: str, *, by: Membership, at: datetime
) -> None:
    if by.person_id == succession.requested_by.person_id:
        raise DomainError("You asked for this, so somebody else has to decide it.")
    move(succession, to, moves=SUCCESSION_MOVES, by=by, at=at, reason=reason)
    succession.decided_at, succession.decided_by_id = at, by.id
    succession.decision = reason
    db.session.flush()


def _close(succession: Succession, *, by: Membership, at: datetime) -> None:
    close_service(
        succession.old_service,
        closed_on=succession.on_date,
        reason="Another service follows it",
        because=ClosureReason.REPLACED,
        by=by,
        at=at,
    )


def _ask_the_old_provider(succession: Succession, at: datetime) -> None:
    tell(
        _administrators(succession.old_service),
        "Another provider says that its service follows one of yours",
        "Agree to it or refuse. It is decided only after you have agreed.",
        link=f"{OWN_LINK}/{succession.reference}",
        at=at,
        key=f"succession-asked:{succession.reference}",
    )


def _tell_providers(succession: Succession, title: str, at: datetime) -> None:
    people = {
        one.id: one
        for service in (succession.old_service, succession.new_service)
        for one in _administrators(service)
    }
    tell(
        people.values(),
        title,
        "The page of the request says what was decided, and why.",
        link=f"{OWN_LINK}/{succession.reference}",
        at=at,
        key=f"succession-decided:{succession.reference}",
    )


def _administrators(service: Service) -> Iterable[Membership]:
    """Those who look after an organisation's services."""
    roles = (Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)
    return all_of(holders(*roles).where(Membership.organisation_id == service.organisation_id))
