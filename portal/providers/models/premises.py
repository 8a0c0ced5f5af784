"""Where supported accommodation and agencies work: their premises and registered categories."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Authority
from portal.db import Base, enum_column, random_reference
from portal.providers.models.facts import PremisesCategory
from portal.providers.models.services import Service


class RegisteredCategory(Base):
    """A category in which supported accommodation is registered, from a day to a day (included)."""

    __tablename__ = "registered_category"
    __table_args__ = (
        UniqueConstraint("service_id", "category", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category: Mapped[PremisesCategory] = enum_column(PremisesCategory)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    service: Mapped[Service] = relationship()


class Premises(Base):
    """One building of supported accommodation or of an agency. Only its district is shown around.

    Supported accommodation has a category, an agency's office has none.
    """

    __tablename__ = "premises"
    __table_args__ = (
        CheckConstraint("places IS NULL OR places > 0", name="places_positive"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str]
    category: Mapped[PremisesCategory | None] = enum_column(PremisesCategory)
    postcode: Mapped[str | None]
    district: Mapped[str | None]
    places: Mapped[int | None]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]

    service: Mapped[Service] = relationship()
    authority: Mapped[Authority] = relationship()
