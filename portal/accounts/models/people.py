"""People, the organisations that they act for, and invitations to join one."""

from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Role
from portal.accounts.models.organisations import Organisation
from portal.db import Base, enum_column, random_reference


def title_of(role: Role) -> str:
    """Return a role as it is written on pages: `Placements officer`."""
    return role.value.replace("_", " ").capitalize()


class Person(UserMixin, Base):
    """Somebody with an account. What they may do comes from their memberships."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[Any] | None]

    second_factor_counter: Mapped[int | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id"
    )


class Membership(Base):
    """A person acting for an organisation, in one or more roles, until it is ended."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_live",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships", lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    role_rows: Mapped[list["MembershipRole"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="MembershipRole.role"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the person holds in this membership."""
        return frozenset(row.role for row in self.role_rows)

    @property
    def role_titles(self) -> list[str]:
        """The roles as they are written on pages."""
        return [title_of(row.role) for row in self.role_rows]


class MembershipRole(Base):
    """One role held in a membership."""

    __tablename__ = "membership_role"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    role: Mapped[Role] = enum_column(Role, primary_key=True)


class Invitation(Base):
    """An offer to a colleague to join an organisation, followed by a link sent by e-mail."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str]
    roles: Mapped[list[Any]]
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
