"""What may be asked about regions, organisations, people and their memberships."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select

from portal.access import OrganisationKind, Role
from portal.accounts.models import (
    Invitation,
    Membership,
    MembershipRole,
    Organisation,
    Person,
    Region,
    RegionMember,
)

COUNCIL_KINDS = (OrganisationKind.COUNCIL, OrganisationKind.TRUST)


def regions_of(membership: Membership, on: date) -> Select[Region]:
    """Regions that the membership's organisation leads, or is a dated member of on a day."""
    return regions_of_organisation(membership.organisation_id, on)


def regions_of_organisation(organisation_id: int, on: date) -> Select[Region]:
    """Regions that an organisation leads, or is a dated member of on a day."""
    joined = select(RegionMember.region_id).where(
        RegionMember.organisation_id == organisation_id, in_force(on)
    )
    return (
        select(Region)
        .where(or_(Region.lead_organisation_id == organisation_id, Region.id.in_(joined)))
        .order_by(Region.name, Region.id)
    )


def in_force(on: date) -> ColumnElement[bool]:
    """The condition that a region's member is one on a day."""
    return (RegionMember.starts_on <= on) & (
        RegionMember.ends_on.is_(None) | (RegionMember.ends_on > on)
    )


def members_of(region_id: int) -> Select[RegionMember]:
    """Everybody who is, was or will be a member of a region."""
    return (
        select(RegionMember)
        .join(RegionMember.organisation)
        .where(RegionMember.region_id == region_id)
        .order_by(Organisation.name, RegionMember.starts_on, RegionMember.id)
    )


def organisations_of_region(region_id: int, on: date) -> Select[Organisation]:
    """The lead and the members of a region on a day."""
    lead = select(Region.lead_organisation_id).where(Region.id == region_id)
    joined = select(RegionMember.organisation_id).where(
        RegionMember.region_id == region_id, in_force(on)
    )
    return (
        select(Organisation)
        .where(or_(Organisation.id.in_(lead), Organisation.id.in_(joined)))
        .order_by(Organisation.name, Organisation.id)
    )


def councils_of(region_id: int, on: date) -> Select[Organisation]:
    """The councils and children's trusts that are in a region on a day."""
    return organisations_of_region(region_id, on).where(Organisation.kind.in_(COUNCIL_KINDS))


def staff_of_region(region_id: int, on: date, *roles: Role) -> Select[Membership]:
    """Live memberships of a region's lead and members that hold one of these roles."""
    organisations = organisations_of_region(region_id, on).with_only_columns(Organisation.id)
    return holders(*roles).where(Membership.organisation_id.in_(organisations.order_by(None)))


def holders(*roles: Role) -> Select[Membership]:
    """Live memberships that hold at least one of these roles, anywhere."""
    holding = select(MembershipRole.membership_id).where(MembershipRole.role.in_(roles))
    return (
        select(Membership)
        .where(Membership.ended_at.is_(None), Membership.id.in_(holding))
        .order_by(Membership.id)
    )


def live_memberships(organisation_id: int) -> Select[Membership]:
    """Who acts for an organisation now, by name."""
    return (
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Membership.id)
    )


def memberships_of(person_id: int) -> Select[Membership]:
    """The live memberships of one person, the oldest first."""
    return (
        select(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )


def open_invitations(organisation_id: int) -> Select[Invitation]:
    """Invitations of an organisation that were neither accepted nor withdrawn, newest first."""
    return (
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    )


def person_with_email(email: str) -> Select[Person]:
    """The person whose address this is."""
    return select(Person).where(Person.email == email).order_by(Person.id)


def organisation_by_reference(reference: str) -> Select[Organisation]:
    """One organisation by its public reference."""
    return select(Organisation).where(Organisation.reference == reference).order_by(Organisation.id)


def region_by_code(code: str) -> Select[Region]:
    """One region by its code."""
    return select(Region).where(Region.code == code).order_by(Region.id)
