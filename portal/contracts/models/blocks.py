"""Block contracts: places bought together, and the shares of the organisations that pay."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation
from portal.db import Base, Pence, random_reference
from portal.providers.models import Service
from portal.tenders.models import Lot


class BlockContract(Base):
    """Places at one service for a term, at a weekly price, with a guaranteed percentage."""

    __tablename__ = "block_contract"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("weekly_pence > 0", name="price_positive"),
        CheckConstraint("guarantee_percent BETWEEN 0 AND 100", name="guarantee_is_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    title: Mapped[str]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), unique=True)
    places: Mapped[int]
    weekly_pence: Mapped[Pence]
    guarantee_percent: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    made_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()
    service: Mapped[Service] = relationship()
    organisation: Mapped[Organisation] = relationship()
    shares: Mapped[list["BlockShare"]] = relationship(
        back_populates="contract", order_by="BlockShare.id"
    )


class BlockShare(Base):
    """The places of a block contract that one organisation pays for and may use, dated."""

    __tablename__ = "block_share"
    __table_args__ = (
        UniqueConstraint("contract_id", "organisation_id", "starts_on"),
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("block_contract.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    places: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    contract: Mapped[BlockContract] = relationship(back_populates="shares")
    organisation: Mapped[Organisation] = relationship()
