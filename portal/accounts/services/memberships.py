"""Who acts for an organisation, in which roles, and invitations to join it."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import audit
from portal.access import ROLES_OF_KIND, Permission, Role, allows
from portal.accounts import letters, queries
from portal.accounts.models import Invitation, Membership, MembershipRole, Organisation, Person
from portal.accounts.services import people
from portal.db import all_of, db, lock
from portal.errors import DomainError

INVITATION_LASTS = timedelta(days=7)
LAST_ADMINISTRATOR = (
    "Somebody must be able to manage colleagues. Give that role to another person first"
)


def start(
    person: Person,
    organisation: Organisation,
    roles: Iterable[Role],
    *,
    by: Membership | None,
    at: datetime,
) -> Membership:
    """Let a person act for an organisation.

    Raises:
        DomainError: no role, or one that this kind of organisation does not have.
    """
    wanted = allowed_roles(organisation, roles)
    membership = Membership(person=person, organisation=organisation, started_at=at)
    membership.role_rows = [MembershipRole(role=role) for role in sorted(wanted)]
    db.session.add(membership)
    db.session.flush()
    facts = {"roles": sorted(wanted), "person": person.id}
    audit.record(membership, "membership.started", by=by or membership, at=at, facts=facts)
    return membership


def allowed_roles(organisation: Organisation, roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles asked for, if all of them exist in this kind of organisation.

    Raises:
        DomainError: none was asked for, or one does not exist there.
    """
    wanted = frozenset(roles)
    if not wanted:
        raise DomainError("Select at least one role", "roles")
    if not wanted <= ROLES_OF_KIND[organisation.kind]:
        raise DomainError("Select only roles that this organisation has", "roles")
    return wanted


def change_roles(
    membership: Membership, roles: Iterable[Role], *, by: Membership, at: datetime
) -> None:
    """Replace the roles of a membership.

    Raises:
        DomainError: no role, a foreign one, or nobody would be left to manage colleagues.
    """
    _lock(membership)
    wanted = allowed_roles(membership.organisation, roles)
    if wanted == membership.roles:
        return
    if manages(membership.roles) and not manages(wanted):
        _require_another_manager(membership)
    facts = {"from": sorted(membership.roles), "to": sorted(wanted)}
    audit.record(membership, "membership.roles_changed", by=by, at=at, facts=facts)
    kept = [row for row in membership.role_rows if row.role in wanted]
    added = [MembershipRole(role=role) for role in sorted(wanted - membership.roles)]
    membership.role_rows = kept + added


def end(membership: Membership, *, by: Membership, at: datetime) -> None:
    """Stop a person acting for an organisation; what they did stays on the record.

    Raises:
        DomainError: it has ended already, or nobody would be left to manage colleagues.
    """
    _lock(membership)
    if membership.ended_at is not None:
        raise DomainError("This person no longer acts for the organisation")
    if manages(membership.roles):
        _require_another_manager(membership)
    audit.record(membership, "membership.ended", by=by, at=at)
    membership.ended_at = at


def invite(
    organisation: Organisation,
    *,
    email: str,
    roles: Iterable[Role],
    by: Membership,
    at: datetime,
) -> str:
    """Ask somebody by e-mail to join an organisation, and return the token of the link.

    An open invitation to the same address is replaced.

    Raises:
        DomainError: a role is not theirs to have, or the person acts for the organisation already.
    """
    lock(organisation)
    wanted = allowed_roles(organisation, roles)
    to = people.address(email)
    colleagues = all_of(queries.live_memberships(organisation.id))
    if any(one.person.email == to for one in colleagues):
        raise DomainError("This person already acts for your organisation", "email")
    for earlier in all_of(queries.open_invitations(organisation.id)):
        if earlier.email == to:
            withdraw(earlier, by=by, at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation=organisation,
        email=to,
        roles=sorted(wanted),
        token_hash=token_hash(token),
        invited_by_id=by.id,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    db.session.add(invitation)
    facts = {"roles": sorted(wanted)}
    audit.record(invitation, "invitation.sent", by=by, at=at, facts=facts)
    letters.send_invitation(invitation, token, at=at)
    return token


def withdraw(invitation: Invitation, *, by: Membership, at: datetime) -> None:
    """Take an invitation back; its link stops working. Doing it again changes nothing."""
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        audit.record(invitation, "invitation.withdrawn", by=by, at=at)
        invitation.withdrawn_at = at


def find_invitation(token: str, *, at: datetime) -> Invitation | None:
    """Return the invitation that a link belongs to while it can still be accepted."""
    return db.session.scalars(
        select(Invitation).where(
            Invitation.token_hash == token_hash(token),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > at,
        )
    ).first()


def accept(invitation: Invitation, person: Person, *, at: datetime) -> Membership:
    """Let the person who was invited act for the organisation.

    Raises:
        DomainError: the invitation went to another address, has ended, or has no use.
    """
    lock(invitation)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        raise DomainError("This invitation can no longer be accepted. Ask for a new one")
    if person.email != invitation.email:
        raise DomainError(
            "This invitation was sent to another email address. Sign in with that address, or ask"
            " for an invitation to yours"
        )
    if any(
        one.organisation_id == invitation.organisation_id
        for one in all_of(queries.memberships_of(person.id))
    ):
        raise DomainError("You already act for this organisation")
    roles = {Role(role) for role in invitation.roles}
    membership = start(person, invitation.organisation, roles, by=None, at=at)
    audit.record(invitation, "invitation.accepted", by=membership, at=at)
    invitation.accepted_at = at
    return membership


def accept_as_new(invitation: Invitation, *, name: str, password: str, at: datetime) -> Membership:
    """Add the person who was invited, whose address the link has confirmed, and let them act.

    Raises:
        DomainError: they have an account, the password is weak, or the invitation has ended.
    """
    if people.find_person(invitation.email):
        raise DomainError("You already have an account. Sign in to accept this invitation")
    person = people.add_person(
        name=name, email=invitation.email, password=password, at=at, confirmed=True
    )
    return accept(invitation, person, at=at)


def manages(roles: frozenset[Role]) -> bool:
    """Say whether these roles let somebody manage colleagues."""
    return allows(Permission.MANAGE_COLLEAGUES, _Holder(roles))


def token_hash(token: str) -> str:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


class _Holder:
    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles


def _lock(membership: Membership) -> None:
    # The organisation first: two managers who remove each other must wait for one another.
    lock(membership.organisation)
    lock(membership)


def _require_another_manager(membership: Membership) -> None:
    colleagues = all_of(queries.live_memberships(membership.organisation_id))
    if not any(manages(one.roles) for one in colleagues if one.id != membership.id):
        raise DomainError(LAST_ADMINISTRATOR, "roles")
