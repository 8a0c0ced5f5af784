"""The Ofsted register as its files give it: settings, their inspections, and each import."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from portal.accounts.models import Authority
from portal.db import Base


class RatingGrade(Base):
    """One grade of one rating scale: data, so that a later scale needs a row, not a release.

    `rank` orders a scale (higher is better) and `level` gives its meaning across scales:
    excellent, acceptable, weak or failing.
    """

    __tablename__ = "rating_grade"
    __table_args__ = (UniqueConstraint("scale", "label"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    scale: Mapped[str]
    label: Mapped[str]
    rank: Mapped[int]
    level: Mapped[str]


class RegisterImport(Base):
    """One Ofsted file taken in, with what it changed.

    `lists_grades` says whether it has inspections and their grades: monthly lists do without.
    `fields` are the columns that it has, as `ofsted.layout.Field` names them.
    """

    __tablename__ = "register_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str]
    sha256: Mapped[str]
    as_at: Mapped[date]
    imported_at: Mapped[datetime]
    lists_grades: Mapped[bool] = mapped_column(default=True)
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    counts: Mapped[dict[str, Any]]
    fields: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class RegisterSetting(Base):
    """One regulated setting or agency as the latest Ofsted file that lists it gives it.

    `provision_wording` is what a page calls its type. `owner_key` is the owner's name as it is
    compared. `gone_on` is the day of the first file that no longer lists it.
    """

    __tablename__ = "register_setting"

    urn: Mapped[str] = mapped_column(primary_key=True)
    provision_type: Mapped[str] = mapped_column(index=True)
    provision_wording: Mapped[str] = mapped_column(default="")
    registered_on: Mapped[date | None]
    registration_status: Mapped[str]
    name: Mapped[str]
    owner: Mapped[str] = mapped_column(index=True)
    owner_key: Mapped[str] = mapped_column(default="", index=True)
    sector: Mapped[str]
    places: Mapped[int | None]
    premises: Mapped[int | None]
    short_break_only: Mapped[bool] = mapped_column(default=False)
    local_authority: Mapped[str]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    ofsted_region: Mapped[str]
    first_import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))
    last_import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"), index=True)
    gone_on: Mapped[date | None]

    authority: Mapped[Authority | None] = relationship()
    last_import: Mapped[RegisterImport] = relationship(foreign_keys=[last_import_id])


class RegisterInspection(Base):
    """One full inspection of a setting, as an Ofsted file gives it.

    `overall_code` is its headline: the overall judgement, or supported accommodation's outcome.
    Schools and colleges are judged on education and health too, in files of earlier years.
    """

    __tablename__ = "register_inspection"
    __table_args__ = (UniqueConstraint("urn", "inspected_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    urn: Mapped[str] = mapped_column(ForeignKey("register_setting.urn"))
    inspected_on: Mapped[date]
    published_on: Mapped[date | None]
    event_type: Mapped[str]
    overall_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    protected_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    leaders_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    education_code: Mapped[str | None]
    health_code: Mapped[str | None]
    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))

    overall: Mapped[RatingGrade | None] = relationship(foreign_keys=[overall_code])
    protected: Mapped[RatingGrade | None] = relationship(foreign_keys=[protected_code])
    leaders: Mapped[RatingGrade | None] = relationship(foreign_keys=[leaders_code])
    # Columns added to a released table: SQLite could not take a foreign key of theirs back.
    education: Mapped[RatingGrade | None] = relationship(
        primaryjoin=lambda: foreign(RegisterInspection.education_code) == RatingGrade.code
    )
    health: Mapped[RatingGrade | None] = relationship(
        primaryjoin=lambda: foreign(RegisterInspection.health_code) == RatingGrade.code
    )
