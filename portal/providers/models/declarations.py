"""What a provider declares about the exclusion grounds of the Procurement Act 2023."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, enum_column
from portal.providers.models.profiles import Connection


class About(StrEnum):
    """Of whom a ground is asked: the supplier, or the persons connected or associated with it."""

    SUPPLIER = "supplier"
    PERSONS = "persons"


class DeclarationDraft(Base):
    """What an organisation has answered so far of its next declaration, page by page."""

    __tablename__ = "declaration_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    answers: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))


class ExclusionDeclaration(Base):
    """One declaration as it was made. Never changed: the next one has the next version.

    `valid_until` is the last day on which it counts. `declared_name` is what was typed as a
    signature.
    """

    __tablename__ = "exclusion_declaration"
    __table_args__ = (
        UniqueConstraint("organisation_id", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("declared_name <> ''", name="signed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    declared_name: Mapped[str]
    valid_until: Mapped[date]

    organisation: Mapped[Organisation] = relationship()
    made_by: Mapped[Membership] = relationship()
    grounds: Mapped[list["DeclaredGround"]] = relationship(
        back_populates="declaration", order_by="DeclaredGround.id"
    )
    persons: Mapped[list["DeclaredPerson"]] = relationship(
        back_populates="declaration", order_by="DeclaredPerson.name, DeclaredPerson.id"
    )


class DeclaredGround(Base):
    """One answer: whether a ground applies. A yes says what happened, when, to whom, and since."""

    __tablename__ = "declared_ground"
    __table_args__ = (
        UniqueConstraint("declaration_id", "ground_code", "about"),
        CheckConstraint(
            "NOT applies OR (what <> '' AND happened_on IS NOT NULL AND self_cleaning <> '')",
            name="yes_explained",
        ),
        CheckConstraint("NOT applies OR about = 'supplier' OR person <> ''", name="person_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("exclusion_declaration.id"))
    ground_code: Mapped[str]
    about: Mapped[About] = enum_column(About)
    applies: Mapped[bool]
    what: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date | None]
    person: Mapped[str] = mapped_column(default="")
    self_cleaning: Mapped[str] = mapped_column(default="")

    declaration: Mapped[ExclusionDeclaration] = relationship(back_populates="grounds")


class DeclaredPerson(Base):
    """A connected or associated person for whom a declaration speaks, as named on that day."""

    __tablename__ = "declared_person"
    __table_args__ = (UniqueConstraint("declaration_id", "name", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("exclusion_declaration.id"))
    name: Mapped[str]
    kind: Mapped[Connection] = enum_column(Connection)

    declaration: Mapped[ExclusionDeclaration] = relationship(back_populates="persons")
