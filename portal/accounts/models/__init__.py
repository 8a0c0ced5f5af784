"""What is kept about regions, organisations and people."""

from portal.accounts.models.organisations import Authority, Organisation, Region, RegionMember
from portal.accounts.models.people import (
    Invitation,
    Membership,
    MembershipRole,
    Person,
    title_of,
)

__all__ = [
    "Authority",
    "Invitation",
    "Membership",
    "MembershipRole",
    "Organisation",
    "Person",
    "Region",
    "RegionMember",
    "title_of",
]
