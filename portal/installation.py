"""Facts of this installation: whether its database holds the demo region, and as at which day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db


class Installation(Base):
    """The one row that says that the database holds invented data only."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    demo_as_at: Mapped[date]
    loaded_at: Mapped[datetime]


def demo() -> Installation | None:
    """Return the demo's facts when the database holds the demo region."""
    return db.session.scalars(select(Installation)).first()
