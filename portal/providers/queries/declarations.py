"""What may be asked about declarations on exclusion grounds."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import Membership, Organisation
from portal.providers.models import (
    ConnectedPerson,
    DeclarationDraft,
    DeclaredGround,
    DeclaredPerson,
    ExclusionDeclaration,
)


def declarations_of(organisation_id: int) -> Select[ExclusionDeclaration]:
    """Every declaration of an organisation, the latest first."""
    return (
        select(ExclusionDeclaration)
        .where(ExclusionDeclaration.organisation_id == organisation_id)
        .options(
            joinedload(ExclusionDeclaration.made_by).joinedload(Membership.person),
            selectinload(ExclusionDeclaration.grounds),
            selectinload(ExclusionDeclaration.persons),
        )
        .order_by(ExclusionDeclaration.version.desc())
    )


def declaration(organisation_id: int, version: int) -> Select[ExclusionDeclaration]:
    """One declaration of an organisation by its version."""
    return declarations_of(organisation_id).where(ExclusionDeclaration.version == version)


def latest_of(organisation_ids: Collection[int]) -> Select[ExclusionDeclaration]:
    """The latest declaration of each of some organisations."""
    return (
        select(ExclusionDeclaration)
        .where(ExclusionDeclaration.organisation_id.in_(organisation_ids), is_latest())
        .options(
            selectinload(ExclusionDeclaration.grounds), selectinload(ExclusionDeclaration.persons)
        )
        .order_by(ExclusionDeclaration.organisation_id)
    )


def draft_of(organisation_id: int) -> Select[DeclarationDraft]:
    """What an organisation has answered so far of its next declaration."""
    return (
        select(DeclarationDraft)
        .where(DeclarationDraft.organisation_id == organisation_id)
        .order_by(DeclarationDraft.id)
    )


def persons_of(
    organisation_ids: Collection[int], on: date, since: date | None = None
) -> Select[ConnectedPerson]:
    """Connected and associated persons in force of some organisations, by name.

    With `since`, those whose connection ended on that day or later count too.
    """
    begun = ConnectedPerson.starts_on <= on
    ended = ConnectedPerson.ends_on
    wanted = and_(begun, or_(ended.is_(None), ended >= since)) if since else person_in_force(on)
    return (
        select(ConnectedPerson)
        .where(ConnectedPerson.organisation_id.in_(organisation_ids), wanted)
        .order_by(ConnectedPerson.organisation_id, ConnectedPerson.name, ConnectedPerson.id)
    )


def person_in_force(on: date) -> ColumnElement[bool]:
    """The condition that a connected person is one on a day."""
    return and_(
        ConnectedPerson.starts_on <= on,
        or_(ConnectedPerson.ends_on.is_(None), ConnectedPerson.ends_on > on),
    )


def is_latest() -> ColumnElement[bool]:
    """The condition that a declaration is its organisation's latest."""
    later = aliased(ExclusionDeclaration)
    newest = (
        select(func.max(later.version))
        .where(later.organisation_id == ExclusionDeclaration.organisation_id)
        .correlate(ExclusionDeclaration)
        .scalar_subquery()
    )
    return ExclusionDeclaration.version == newest


def in_force(on: date) -> ColumnElement[bool]:
    """The condition that an organisation's latest declaration holds: in time, for these persons."""
    return exists(
        select(ExclusionDeclaration.id).where(
            ExclusionDeclaration.organisation_id == Organisation.id,
            ExclusionDeclaration.valid_until >= on,
            is_latest(),
            ~_undeclared_person(on),
            ~_person_gone(on),
        )
    )


def says_yes() -> ColumnElement[bool]:
    """The condition that an organisation's latest declaration says yes to some ground."""
    return exists(
        select(DeclaredGround.id)
        .join(DeclaredGround.declaration)
        .where(
            ExclusionDeclaration.organisation_id == Organisation.id,
            is_latest(),
            DeclaredGround.applies,
        )
    )


def _undeclared_person(on: date) -> ColumnElement[bool]:
    declared = exists(
        select(DeclaredPerson.id).where(
            DeclaredPerson.declaration_id == ExclusionDeclaration.id,
            DeclaredPerson.name == ConnectedPerson.name,
            DeclaredPerson.kind == ConnectedPerson.kind,
        )
    )
    return exists(
        select(ConnectedPerson.id).where(
            ConnectedPerson.organisation_id == ExclusionDeclaration.organisation_id,
            person_in_force(on),
            ~declared,
        )
    )


def _person_gone(on: date) -> ColumnElement[bool]:
    there = exists(
        select(ConnectedPerson.id).where(
            ConnectedPerson.organisation_id == ExclusionDeclaration.organisation_id,
            person_in_force(on),
            ConnectedPerson.name == DeclaredPerson.name,
            ConnectedPerson.kind == DeclaredPerson.kind,
        )
    )
    return exists(
        select(DeclaredPerson.id).where(
            DeclaredPerson.declaration_id == ExclusionDeclaration.id, ~there
        )
    )
