"""What the register said on each day, and what a file would change before it is taken in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Authority
from portal.db import Base, enum_column, random_reference
from portal.providers.models.register import RatingGrade, RegisterImport
from portal.providers.models.services import Service


class RegisterVersion(Base):
    """What Ofsted's files said of a setting from one file's day up to another's.

    `until_on` is the day of the first file that says otherwise or no longer lists it; between two
    versions that do not meet, the setting was not listed. The grades are those shown beside it: of
    its latest full inspection then published.
    """

    __tablename__ = "register_version"
    __table_args__ = (
        UniqueConstraint("urn", "from_on"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="days_in_order"),
        Index(
            "uq_register_version_one_open",
            "urn",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    urn: Mapped[str] = mapped_column(ForeignKey("register_setting.urn"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    provision_type: Mapped[str]
    provision_wording: Mapped[str]
    registered_on: Mapped[date | None]
    registration_status: Mapped[str]
    name: Mapped[str]
    owner: Mapped[str]
    owner_key: Mapped[str]
    sector: Mapped[str]
    places: Mapped[int | None]
    premises: Mapped[int | None]
    short_break_only: Mapped[bool]
    local_authority: Mapped[str]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    ofsted_region: Mapped[str]
    inspected_on: Mapped[date | None]
    published_on: Mapped[date | None]
    event_type: Mapped[str]
    overall_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    protected_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    leaders_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    education_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    health_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))

    authority: Mapped[Authority | None] = relationship()
    overall: Mapped[RatingGrade | None] = relationship(foreign_keys=[overall_code])
    protected: Mapped[RatingGrade | None] = relationship(foreign_keys=[protected_code])
    leaders: Mapped[RatingGrade | None] = relationship(foreign_keys=[leaders_code])
    education: Mapped[RatingGrade | None] = relationship(foreign_keys=[education_code])
    health: Mapped[RatingGrade | None] = relationship(foreign_keys=[health_code])


class ChangeKind(StrEnum):
    """What a file says otherwise of one setting than the register does."""

    NEW = "new"
    GONE = "gone"
    BACK = "back"
    RATED = "rated"
    RERATED = "rerated"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    MOVED = "moved"
    PLACES = "places"
    OWNER = "owner"
    TYPE = "type"


CHANGE_TITLES = {
    ChangeKind.NEW: "New settings",
    ChangeKind.GONE: "No longer listed",
    ChangeKind.BACK: "Listed again",
    ChangeKind.RATED: "Rated for the first time",
    ChangeKind.RERATED: "Rated otherwise",
    ChangeKind.SUSPENDED: "Suspended or ended",
    ChangeKind.REINSTATED: "Active again",
    ChangeKind.MOVED: "Another council",
    ChangeKind.PLACES: "Places changed",
    ChangeKind.OWNER: "Another owner",
    ChangeKind.TYPE: "Another type of provision",
}


class RegisterPreview(Base):
    """What a file would change, worked out against the register after its latest import.

    `file` is its key in the store of files. `import_id` is the import that took it in.
    """

    __tablename__ = "register_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    filename: Mapped[str]
    sha256: Mapped[str]
    file: Mapped[str]
    as_at: Mapped[date]
    previewed_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    latest_import_id: Mapped[int | None] = mapped_column(ForeignKey("register_import.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("register_import.id"))
    counts: Mapped[dict[str, Any]]
    warnings: Mapped[list[Any]]

    imported: Mapped[RegisterImport | None] = relationship(foreign_keys=[import_id])


class PreviewChange(Base):
    """One change that a file would make; `service_id` says whose service it is, if anybody's."""

    __tablename__ = "register_preview_change"
    __table_args__ = (Index("ix_register_preview_change_kind", "preview_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("register_preview.id"))
    kind: Mapped[ChangeKind] = enum_column(ChangeKind)
    urn: Mapped[str]
    provision_wording: Mapped[str]
    owner: Mapped[str]
    local_authority: Mapped[str]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))

    service: Mapped[Service | None] = relationship()
