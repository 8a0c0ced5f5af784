"""The invented people whom a demonstration offers on its sign-in page, and nothing else does."""

from itertools import groupby
from typing import NamedTuple

from flask import abort
from sqlalchemy import Select, case, select

from portal import installation
from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation, Person
from portal.config import settings
from portal.db import all_of, first_or_404

ADDRESSES = "%@demo.example"
KIND_ORDER = {
    kind.value: place
    for place, kind in enumerate(
        (OrganisationKind.RCC, OrganisationKind.COUNCIL, OrganisationKind.PROVIDER)
    )
}


class Group(NamedTuple):
    """The invented people of one organisation; the first of each kind is where to begin."""

    organisation: str
    people: list[Membership]
    first: bool


def offered() -> bool:
    """Say whether this is a demonstration: by its settings and by its database."""
    return settings().demo and installation.demo() is not None


def groups() -> list[Group]:
    """Return the invented people by organisation."""
    found: list[Group] = []
    kinds: set[OrganisationKind] = set()
    for organisation, members in groupby(all_of(_memberships()), key=lambda one: one.organisation):
        first = organisation.kind in KIND_ORDER and organisation.kind not in kinds
        kinds.add(organisation.kind)
        found.append(Group(organisation.name, list(members), first))
    return found


def chosen(reference: str) -> Membership:
    """Return the invented person behind a button, in their role; nobody else exists here."""
    if not offered():
        abort(404)
    return first_or_404(_memberships().where(Membership.reference == reference))


def _memberships() -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.person)
        .join(Membership.organisation)
        .where(Person.email.like(ADDRESSES), Person.active, Membership.ended_at.is_(None))
        .order_by(
            case(KIND_ORDER, value=Organisation.kind, else_=len(KIND_ORDER)),
            Organisation.id,
            Membership.id,
        )
    )
