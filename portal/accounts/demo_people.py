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
    """The invented people of one organisation."""

    organisation: str
    people: list[Membership]


def offered() -> bool:
    """Say whether this is a demonstration: by its settings and by its database."""
    return settings().demo and installation.demo() is not None


def groups() -> list[Group]:
    """Return the invented people by organisation."""
    found = all_of(_memberships())
    return [
        Group(organisation.name, list(members))
        for organisation, members in groupby(found, key=lambda one: one.organisation)
    ]


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
            Organisation.name,
            Organisation.id,
            Membership.id,
        )
    )
