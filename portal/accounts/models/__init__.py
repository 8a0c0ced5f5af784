"""What is kept about regions, organisations and people."""

from portal.accounts.models.organisations import Authority, Organisation, Region, RegionMember
from portal.accounts.models.people import Invitation, Membership, MembershipRole, Person

__all__ = [
    "Authority",
    "Invitation",
    "Membership",
    "MembershipRole",
    "Organisation",
    "Person",
    "Region",
    "RegionMember",
]
