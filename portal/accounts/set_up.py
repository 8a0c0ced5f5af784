"""What waits for those who run the installation: setting it up, and mail that was given up."""

from datetime import datetime

from flask import url_for
from sqlalchemy import Select, exists, func, select

from portal import clock
from portal.access import OrganisationKind, Permission, allows
from portal.accounts.models import Membership, Organisation, Region, RegionMember
from portal.accounts.todo import ToDo
from portal.db import all_of, db
from portal.outbox import given_up


def todo(membership: Membership, *, now: datetime) -> list[ToDo]:
    """Return the next step of setting up, one after the other, and mail to look at."""
    if not allows(Permission.ADMINISTER, membership):
        return []
    return [*next_step(now), *mail()]


def next_step(now: datetime) -> list[ToDo]:
    """A co-operative comes first, then its region, then the councils of the region."""
    leaders = select(Organisation.id).where(Organisation.kind == OrganisationKind.RCC)
    if not db.session.scalar(select(exists(leaders))):
        hint = "It leads a region. Its first person is invited from its page."
        return [ToDo("Add the Regional Care Co-operative", url_for("organisations.add"), hint)]
    if not db.session.scalar(select(exists(select(Region.id)))):
        hint = "Say what it is called and which co-operative leads it."
        return [ToDo("Add the region", url_for("regions.add"), hint)]
    return [
        ToDo(
            f"Add the councils of {region.name}",
            url_for("regions.region", code=region.code),
            "No council belongs to it yet.",
        )
        for region in all_of(regions_without_members(now))
    ]


def regions_without_members(now: datetime) -> Select[Region]:
    """Regions to which nobody belongs now or later."""
    today = clock.today(now)
    joined = select(RegionMember.region_id).where(
        RegionMember.ends_on.is_(None) | (RegionMember.ends_on > today)
    )
    return select(Region).where(Region.id.not_in(joined)).order_by(Region.name, Region.id)


def mail() -> list[ToDo]:
    """Messages that were given up."""
    waiting = given_up().order_by(None).subquery()
    count = db.session.scalar(select(func.count()).select_from(waiting)) or 0
    hint = "Send them again when the cause is put right."
    href = url_for("mail.failed_mail")
    return [ToDo("Look at mail that could not be sent", href, hint, count)] if count else []
