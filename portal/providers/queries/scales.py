"""Which rating scale Ofsted uses for a kind of provision, on the day of an inspection."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from portal.providers.models import (
    ProvisionType,
    RatingGrade,
    RatingScale,
    ScaleGrade,
    ScaleUse,
)


def scale_on(provision_type: ProvisionType, on: date) -> Select[RatingScale]:
    """The scale on which a kind of provision inspected on a day is graded: one, or none."""
    return (
        select(RatingScale)
        .join(ScaleUse, ScaleUse.scale_code == RatingScale.code)
        .where(ScaleUse.provision_type == provision_type, _in_use(on))
        .order_by(RatingScale.code)
    )


def grades_on(provision_type: ProvisionType, on: date) -> Select[RatingGrade]:
    """The grades that an inspection of that day may give, the best first."""
    return (
        select(RatingGrade)
        .join(ScaleGrade, ScaleGrade.grade_code == RatingGrade.code)
        .join(ScaleUse, ScaleUse.scale_code == ScaleGrade.scale_code)
        .where(ScaleUse.provision_type == provision_type, _in_use(on))
        .order_by(RatingGrade.rank.desc(), RatingGrade.code)
    )


def grades_of(scale_code: str) -> Select[RatingGrade]:
    """The grades of a scale, the best first."""
    return (
        select(RatingGrade)
        .join(ScaleGrade, ScaleGrade.grade_code == RatingGrade.code)
        .where(ScaleGrade.scale_code == scale_code)
        .order_by(RatingGrade.rank.desc(), RatingGrade.code)
    )


def scales() -> Select[RatingScale]:
    """Every scale, by title."""
    return select(RatingScale).order_by(RatingScale.title)


def uses() -> Select[ScaleUse]:
    """What every scale is used for, and when: by kind of provision, the latest first."""
    return (
        select(ScaleUse)
        .options(joinedload(ScaleUse.scale))
        .order_by(ScaleUse.provision_type, ScaleUse.valid_from.desc())
    )


def grades_of_every_scale() -> Select[ScaleGrade]:
    """The grades of every scale, the best of each first."""
    return (
        select(ScaleGrade)
        .join(ScaleGrade.grade)
        .options(joinedload(ScaleGrade.grade))
        .order_by(ScaleGrade.scale_code, RatingGrade.rank.desc(), RatingGrade.code)
    )


def _in_use(on: date) -> ColumnElement[bool]:
    return (ScaleUse.valid_from <= on) & or_(
        ScaleUse.valid_until.is_(None), ScaleUse.valid_until > on
    )
