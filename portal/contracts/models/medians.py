"""What the appointments of a lot charged in the middle, fixed month by month."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Pence
from portal.tenders.models import Lot


class LotMonth(Base):
    """A lot's medians of one calendar month, worked out once and never moved.

    `month` is its first day and `appointments` counts those in force on it. The row stands even
    where too few appointments gave a median: then it has no prices.
    """

    __tablename__ = "lot_month"
    __table_args__ = (UniqueConstraint("lot_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    month: Mapped[date]
    appointments: Mapped[int]
    fixed_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()


class LotMedian(Base):
    """The lower median price of one component in one month of a lot."""

    __tablename__ = "lot_median"
    __table_args__ = (CheckConstraint("pence > 0", name="positive"),)

    lot_month_id: Mapped[int] = mapped_column(ForeignKey("lot_month.id"), primary_key=True)
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"), primary_key=True)
    pence: Mapped[Pence]
