"""Rating scales as data: which grades each has, and for what and from when it is used."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, enum_column
from portal.providers.models.register import RatingGrade
from portal.providers.models.services import ProvisionType


class RatingScale(Base):
    """A set of grades that Ofsted gives together.

    `judgements` is how many an inspection gives: its headline, and any beside it. `source` says
    where Ofsted describes the scale.
    """

    __tablename__ = "rating_scale"
    __table_args__ = (CheckConstraint("judgements > 0", name="judgements_positive"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    judgements: Mapped[int]
    source: Mapped[str] = mapped_column(default="")

    @property
    def has_judgements(self) -> bool:
        """Whether an inspection judges protection and leaders beside its headline."""
        return self.judgements > 1


class ScaleGrade(Base):
    """One grade of one scale. A later scale may keep grades of an earlier one."""

    __tablename__ = "rating_scale_grade"

    scale_code: Mapped[str] = mapped_column(ForeignKey("rating_scale.code"), primary_key=True)
    grade_code: Mapped[str] = mapped_column(
        ForeignKey("rating_grade.code"), primary_key=True, index=True
    )

    grade: Mapped[RatingGrade] = relationship()


class ScaleUse(Base):
    """From when until when one kind of provision is graded on a scale.

    `valid_until` is the day on which the next one starts. Days are those of inspections.
    """

    __tablename__ = "rating_scale_use"
    __table_args__ = (
        UniqueConstraint("provision_type", "valid_from"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="days_in_order"),
        Index(
            "uq_rating_scale_use_one_open",
            "provision_type",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scale_code: Mapped[str] = mapped_column(ForeignKey("rating_scale.code"), index=True)
    provision_type: Mapped[ProvisionType] = enum_column(ProvisionType)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    scale: Mapped[RatingScale] = relationship()
