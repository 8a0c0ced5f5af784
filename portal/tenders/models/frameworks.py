"""Frameworks, their lots and what each lot asks for and pays for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Region
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models import ProvisionType, RatingGrade
from portal.tenders.scoring.award import AwardMode
from portal.tenders.scoring.prices import PriceFormula
from portal.tenders.terms import PriceBasis, Unit


class Regime(StrEnum):
    """The legal shape of a framework."""

    OPEN = "open_framework"
    FLEXIBLE = "flexible"
    CLOSED = "closed"


class LotPurpose(StrEnum):
    """Whether a lot appoints services place by place or buys a block of places."""

    PLACES = "places"
    BLOCK = "block"


class Component(Base):
    """One part of a price, from the one list that every framework uses."""

    __tablename__ = "component"

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    unit: Mapped[Unit] = enum_column(Unit)
    vat_rated: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]


class Framework(Base):
    """A region's agreement scheme, on which services are appointed lot by lot.

    An inspection is reported within `rating_report_days` working days after the provider got the
    report, one that found the service failing within `rating_report_days_failing`.
    """

    __tablename__ = "framework"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("estimated_value_pence > 0", name="value_positive"),
        CheckConstraint("rating_report_days BETWEEN 1 AND 30", name="report_days"),
        CheckConstraint("rating_report_days_failing BETWEEN 1 AND 30", name="report_days_failing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    title: Mapped[str]
    description: Mapped[str]
    regime: Mapped[Regime] = enum_column(Regime)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    estimated_value_pence: Mapped[Pence]
    selection_process: Mapped[str]
    price_mechanism: Mapped[str]
    entitled_authorities: Mapped[str] = mapped_column(default="")
    price_basis: Mapped[PriceBasis] = enum_column(PriceBasis)
    uplift_rule: Mapped[str] = mapped_column(default="")
    reopening_policy: Mapped[str] = mapped_column(default="")
    direct_award_mechanism: Mapped[str] = mapped_column(default="")
    lower_prices_at_call_off: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    rating_report_days: Mapped[int] = mapped_column(default=2, server_default="2")
    rating_report_days_failing: Mapped[int] = mapped_column(default=1, server_default="1")

    region: Mapped[Region] = relationship()
    lots: Mapped[list["Lot"]] = relationship(back_populates="framework", order_by="Lot.number")


class Lot(Base):
    """One kind of provision on a framework, with how its bids are weighed and priced.

    Weights are whole percents of the total: quality, price and social value make 100. Prices are
    pence for one week of the basket; `mean_factor` is the published k, in thousandths.
    `award_limit` is the least total out of 100 where all above a threshold succeed, and the number
    of places where the top ones do; tiers have `tier_sizes` instead, the last may be None for no
    limit. `legal_route` is a code of `portal.tenders.legal`.
    """

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("framework_id", "number"),
        CheckConstraint(
            "quality_weight + price_weight + social_weight = 100", name="weights_make_100"
        ),
        CheckConstraint(
            "quality_weight >= 0 AND price_weight >= 0 AND social_weight >= 0",
            name="weights_not_negative",
        ),
        CheckConstraint("age_from <= age_to", name="ages_in_order"),
        CheckConstraint(
            "(purpose = 'block') = (block_places IS NOT NULL)", name="places_when_block"
        ),
        CheckConstraint(
            "(purpose = 'block') = (guarantee_percent IS NOT NULL)", name="guarantee_when_block"
        ),
        CheckConstraint("guarantee_percent BETWEEN 0 AND 100", name="guarantee_is_percent"),
        CheckConstraint("block_places > 0", name="block_places_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    purpose: Mapped[LotPurpose] = enum_column(LotPurpose)
    provision_type: Mapped[ProvisionType] = enum_column(ProvisionType)
    need_category: Mapped[str]
    age_from: Mapped[int]
    age_to: Mapped[int]
    area: Mapped[str]
    legal_route: Mapped[str]
    minimum_grade_code: Mapped[str | None] = mapped_column(ForeignKey("rating_grade.code"))
    award_mode: Mapped[AwardMode] = enum_column(AwardMode)
    award_limit: Mapped[int | None]
    tier_sizes: Mapped[list[Any] | None]
    quality_weight: Mapped[int]
    price_weight: Mapped[int]
    social_weight: Mapped[int] = mapped_column(default=0)
    price_formula: Mapped[PriceFormula] = enum_column(PriceFormula)
    benchmark_pence: Mapped[Pence | None]
    qualification_pence: Mapped[Pence | None]
    mean_factor: Mapped[int | None]
    block_places: Mapped[int | None]
    guarantee_percent: Mapped[int | None]

    framework: Mapped[Framework] = relationship(back_populates="lots")
    minimum_grade: Mapped[RatingGrade | None] = relationship()
    price_lines: Mapped[list["PriceLine"]] = relationship(
        back_populates="lot", order_by="PriceLine.position", cascade="all, delete-orphan"
    )
    specifications: Mapped[list["Specification"]] = relationship(
        back_populates="lot", order_by="Specification.version"
    )

    @property
    def name(self) -> str:
        """The lot as people say it: number and title."""
        return f"Lot {self.number}: {self.title}"


class PriceLine(Base):
    """One component of a lot's price schedule: its ceiling and its quantity in the basket."""

    __tablename__ = "price_line"
    __table_args__ = (
        UniqueConstraint("lot_id", "component_code"),
        CheckConstraint("ceiling_pence > 0", name="ceiling_positive"),
        CheckConstraint("basket_quantity >= 0", name="quantity_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"))
    ceiling_pence: Mapped[Pence]
    basket_quantity: Mapped[int]
    mandatory: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]

    lot: Mapped[Lot] = relationship(back_populates="price_lines")
    component: Mapped[Component] = relationship(lazy="joined")


class Specification(Base):
    """One version of what a lot requires. A published version never changes."""

    __tablename__ = "specification"
    __table_args__ = (UniqueConstraint("lot_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    version: Mapped[int]
    published_at: Mapped[datetime | None]

    lot: Mapped[Lot] = relationship(back_populates="specifications")
    requirements: Mapped[list["Requirement"]] = relationship(
        back_populates="specification", order_by="Requirement.number", cascade="all, delete-orphan"
    )


class Requirement(Base):
    """One thing that a specification requires or wishes for; a bidder confirms or explains it."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("specification_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    specification_id: Mapped[int] = mapped_column(ForeignKey("specification.id"))
    number: Mapped[int]
    text: Mapped[str]
    mandatory: Mapped[bool]

    specification: Mapped[Specification] = relationship(back_populates="requirements")
