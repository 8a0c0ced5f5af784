"""What may be asked about profiles, owner groups, connected persons and contacts."""

from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, case, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Organisation
from portal.providers.models import (
    ConnectedPerson,
    Contact,
    GroupSpell,
    OwnerGroup,
    ProfileVersion,
    Purpose,
)

PURPOSE_ORDER = {purpose.value: place for place, purpose in enumerate(Purpose)}


def versions_of(organisation_id: int) -> Select[ProfileVersion]:
    """Every saved profile of an organisation, the latest first."""
    return (
        select(ProfileVersion)
        .where(ProfileVersion.organisation_id == organisation_id)
        .options(joinedload(ProfileVersion.by))
        .order_by(ProfileVersion.number.desc())
    )


def spells_of(organisation_id: int) -> Select[GroupSpell]:
    """What was said of the group above an organisation, the latest first."""
    return (
        select(GroupSpell)
        .where(GroupSpell.organisation_id == organisation_id)
        .options(joinedload(GroupSpell.group))
        .order_by(GroupSpell.starts_on.desc(), GroupSpell.id.desc())
    )


def spell_on(organisation_id: int, on: date) -> Select[GroupSpell]:
    """What holds on a day of the group above an organisation: a group, or that there is none."""
    return spells_of(organisation_id).where(_in_force(on))


def group_of(organisation_id: int, on: date) -> Select[OwnerGroup]:
    """The group above an organisation on a day."""
    return (
        select(OwnerGroup)
        .join(GroupSpell, GroupSpell.group_id == OwnerGroup.id)
        .where(GroupSpell.organisation_id == organisation_id, _in_force(on))
        .order_by(OwnerGroup.id)
    )


def groups_as_at(on: date) -> Subquery:
    """The group above each organisation that has one on a day: organisation_id, group_id, name."""
    return (
        select(
            GroupSpell.organisation_id,
            OwnerGroup.id.label("group_id"),
            OwnerGroup.name.label("name"),
        )
        .join(OwnerGroup, GroupSpell.group_id == OwnerGroup.id)
        .where(_in_force(on))
        .subquery("groups_as_at")
    )


def organisations_in_group(group_id: int, on: date) -> Select[Organisation]:
    """The organisations that a group stands above on a day, by name."""
    return (
        select(Organisation)
        .join(GroupSpell, GroupSpell.organisation_id == Organisation.id)
        .where(GroupSpell.group_id == group_id, _in_force(on))
        .order_by(Organisation.name, Organisation.id)
    )


def everybody_connected(organisation_id: int) -> Select[ConnectedPerson]:
    """Everybody ever named as connected with an organisation, those of today first."""
    return (
        select(ConnectedPerson)
        .where(ConnectedPerson.organisation_id == organisation_id)
        .order_by(
            ConnectedPerson.ends_on.is_not(None),
            ConnectedPerson.kind,
            ConnectedPerson.name,
            ConnectedPerson.id,
        )
    )


def connected_persons(organisation_id: int, on: date) -> Select[ConnectedPerson]:
    """Who is connected with an organisation on a day, associated suppliers among them."""
    return everybody_connected(organisation_id).where(
        ConnectedPerson.starts_on <= on,
        or_(ConnectedPerson.ends_on.is_(None), ConnectedPerson.ends_on > on),
    )


def contacts_of(organisation_id: int) -> Select[Contact]:
    """Whom to ask at an organisation now, by purpose."""
    return (
        select(Contact)
        .where(Contact.organisation_id == organisation_id, Contact.ended_at.is_(None))
        .order_by(case(PURPOSE_ORDER, value=Contact.purpose), Contact.name, Contact.id)
    )


def _in_force(on: date) -> ColumnElement[bool]:
    return (GroupSpell.starts_on <= on) & (GroupSpell.ends_on.is_(None) | (GroupSpell.ends_on > on))
