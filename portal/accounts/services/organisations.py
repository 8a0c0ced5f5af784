"""Organisations and regions, as the people who run the installation set them up."""

import re
from datetime import date, datetime

from sqlalchemy import select

from portal import audit
from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation, Region, RegionMember
from portal.db import db, lock
from portal.errors import DomainError

CODE = re.compile(r"[A-Z0-9-]{2,12}")


def add_organisation(
    *,
    kind: OrganisationKind,
    name: str,
    by: Membership | None,
    at: datetime,
    contact_email: str | None = None,
    authority_id: int | None = None,
) -> Organisation:
    """Add a council, children's trust, co-operative or partner.

    Raises:
        DomainError: one of that kind has the name already.
    """
    same = select(Organisation.id).where(Organisation.kind == kind, Organisation.name == name)
    if db.session.scalars(same).first():
        raise DomainError("An organisation with this name is here already", "name")
    organisation = Organisation(
        kind=kind, name=name, contact_email=contact_email, authority_id=authority_id
    )
    db.session.add(organisation)
    audit.record(organisation, "organisation.added", by=by, at=at)
    return organisation


def add_region(
    *,
    code: str,
    name: str,
    lead: Organisation,
    places_children: bool,
    by: Membership | None,
    at: datetime,
) -> Region:
    """Add a region led by a co-operative.

    Raises:
        DomainError: the code is malformed or taken, or the lead cannot lead.
    """
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise DomainError("Code must be 2 to 12 letters, numbers or hyphens, like SEVERN", "code")
    if db.session.scalars(select(Region.id).where(Region.code == code)).first():
        raise DomainError("Another region has this code", "code")
    if lead.kind is not OrganisationKind.RCC:
        raise DomainError("Only a Regional Care Co-operative can lead a region", "lead")
    if db.session.scalars(select(Region.id).where(Region.lead_organisation_id == lead.id)).first():
        raise DomainError("This organisation leads a region already", "lead")
    region = Region(code=code, name=name, lead=lead, places_children=places_children)
    db.session.add(region)
    audit.record(region, "region.added", by=by, at=at)
    return region


def add_region_member(
    region: Region,
    organisation: Organisation,
    *,
    starts_on: date,
    by: Membership | None,
    at: datetime,
) -> RegionMember:
    """Let an organisation belong to a region from a date.

    Raises:
        DomainError: it belongs to a region on or after that date already, or cannot belong.
    """
    lock(organisation)
    if organisation.kind in {OrganisationKind.PROVIDER, OrganisationKind.OPERATOR}:
        raise DomainError("Only councils, trusts and partners belong to a region", "organisation")
    alone = organisation.kind is not OrganisationKind.PARTNER
    overlapping = select(RegionMember).where(
        RegionMember.organisation_id == organisation.id,
        RegionMember.ends_on.is_(None) | (RegionMember.ends_on > starts_on),
    )
    if not alone:
        overlapping = overlapping.where(RegionMember.region_id == region.id)
    if db.session.scalars(overlapping).first():
        raise DomainError(
            f"{organisation.name} belongs to a region on that date. End that first", "organisation"
        )
    member = RegionMember(region=region, organisation=organisation, starts_on=starts_on)
    db.session.add(member)
    audit.record(member, "region_member.added", by=by, at=at)
    return member


def end_region_member(
    member: RegionMember, *, ends_on: date, by: Membership | None, at: datetime
) -> None:
    """Say from which day an organisation no longer belongs to a region.

    Raises:
        DomainError: the day is not after the first one.
    """
    lock(member)
    if ends_on <= member.starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")
    facts = {"ends_on": ends_on.isoformat()}
    audit.record(member, "region_member.ended", by=by, at=at, facts=facts)
    member.ends_on = ends_on
