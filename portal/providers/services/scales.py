"""Adding a rating scale that Ofsted has announced, and the words of all to read files with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal import audit
from portal.accounts.models import Membership
from portal.db import db
from portal.display import day
from portal.errors import DomainError
from portal.providers.models import (
    PROVISION_TITLES,
    ProvisionType,
    RatingGrade,
    RatingReport,
    RatingScale,
    RegisterInspection,
    RegisterSetting,
    ScaleGrade,
    ScaleUse,
    Service,
)
from portal.providers.ofsted.grades import Level, Scales
from portal.providers.ofsted.text import key_of
from portal.providers.provision import SERVICE_TYPES
from portal.providers.scales import reading

MOST_GRADES = 10


@dataclass(frozen=True, slots=True)
class NewGrade:
    """A grade of a new scale: its label as Ofsted's file spells it, and what it means to rules."""

    label: str
    level: Level


@dataclass(frozen=True, slots=True)
class NewScale:
    """A scale to add, its grades the best first, and for what and from when it is used."""

    title: str
    judgements: int
    source: str
    grades: Sequence[NewGrade]
    provision_types: Sequence[ProvisionType]
    valid_from: date


def scales_in_words() -> Scales:
    """Return every scale that is known, to read a register file with."""
    labels: dict[str, list[tuple[str, str]]] = {}
    for scale, label, code in db.session.execute(
        select(ScaleGrade.scale_code, RatingGrade.label, RatingGrade.code)
        .join(ScaleGrade.grade)
        .order_by(ScaleGrade.scale_code, RatingGrade.rank.desc())
    ):
        labels.setdefault(scale, []).append((label, code))
    uses = db.session.scalars(select(ScaleUse).order_by(ScaleUse.id)).all()
    return reading(
        (use.provision_type, use.valid_from, use.valid_until, tuple(labels[use.scale_code]))
        for use in uses
    )


def add_scale(new: NewScale, *, by: Membership, at: datetime) -> RatingScale:
    """Add a scale. The day from which it is used ends the earlier one of those types.

    Raises:
        DomainError: it lacks something, its title is taken, or an inspection was graded on the
            earlier scale on or after its first day.
    """
    _require_grades(new.grades)
    if not new.provision_types:
        raise DomainError("Choose at least one kind of provision", "provision_types")
    code = _code(new.title)
    ended = [_use_to_end(kind, new.valid_from) for kind in new.provision_types]
    _require_unused(new)
    scale = RatingScale(code=code, title=new.title, judgements=new.judgements, source=new.source)
    db.session.add(scale)
    db.session.flush()
    _add_grades(scale, new.grades)
    for use in ended:
        if use is not None:
            use.valid_until = new.valid_from
    db.session.flush()  # The earlier use must have ended before another one is open.
    facts = {
        "scale": code,
        "valid_from": new.valid_from.isoformat(),
        "grades": [grade.label for grade in new.grades],
    }
    for kind in new.provision_types:
        use = ScaleUse(scale_code=code, provision_type=kind, valid_from=new.valid_from)
        db.session.add(use)
        audit.record(use, "rating_scale.added", by=by, at=at, facts=facts)
    return scale


def _require_grades(grades: Sequence[NewGrade]) -> None:
    if not 2 <= len(grades) <= MOST_GRADES:
        raise DomainError(f"A scale has 2 to {MOST_GRADES} grades", "grades")
    labels = [key_of(grade.label) for grade in grades]
    if "" in labels:
        raise DomainError("Write each grade as Ofsted does", "grades")
    if len(set(labels)) < len(labels):
        raise DomainError("Two grades have the same label", "grades")
    orders = [grade.level.order for grade in grades]
    if orders != sorted(orders, reverse=True):
        raise DomainError("A better grade cannot mean less than one below it", "grades")


def _code(title: str) -> str:
    """Return the code of a scale, made of its title."""
    code = re.sub(r"[^a-z0-9]+", "_", key_of(title))[:60].strip("_")
    if not code:
        raise DomainError("Enter a title made of words", "title")
    taken = select(RatingScale.code).where(
        (RatingScale.code == code) | (RatingScale.title == title)
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise DomainError("Another scale has this title", "title")
    return code


def _use_to_end(kind: ProvisionType, valid_from: date) -> ScaleUse | None:
    """Return the use that a new one ends, if there is any."""
    last = db.session.scalars(
        select(ScaleUse)
        .where(ScaleUse.provision_type == kind)
        .order_by(ScaleUse.valid_from.desc())
        .limit(1)
        .with_for_update()
    ).first()
    if last is not None and valid_from <= last.valid_from:
        title = PROVISION_TITLES[kind]
        raise DomainError(
            f"{title}: another scale starts on {day(last.valid_from)}. Choose a later day",
            "valid_from",
        )
    return last


def _require_unused(new: NewScale) -> None:
    """Refuse a first day after which inspections were graded on the scale before."""
    reported = select(func.max(RatingReport.inspected_on)).where(
        RatingReport.service_id.in_(
            select(Service.id).where(Service.provision_type.in_(new.provision_types))
        )
    )
    words = [word for word, kind in SERVICE_TYPES.items() if kind in new.provision_types]
    inspected = (
        select(func.max(RegisterInspection.inspected_on))
        .join(RegisterSetting, RegisterSetting.urn == RegisterInspection.urn)
        .where(
            RegisterSetting.provision_type.in_(words),
            RegisterInspection.overall_code.is_not(None),
        )
    )
    found = [when for when in map(db.session.scalar, (reported, inspected)) if when is not None]
    if found and max(found) >= new.valid_from:
        raise DomainError(
            f"An inspection of {day(max(found))} was graded on the earlier scale. "
            "Choose a later day",
            "valid_from",
        )


def _add_grades(scale: RatingScale, grades: Sequence[NewGrade]) -> None:
    """Add grades of a scale's own, the best with the highest rank."""
    for rank, grade in zip(range(len(grades), 0, -1), grades, strict=True):
        code = f"{scale.code}_{rank}"
        db.session.add(
            RatingGrade(
                code=code, scale=scale.code, label=grade.label, rank=rank, level=grade.level.value
            )
        )
        db.session.flush()
        db.session.add(ScaleGrade(scale_code=scale.code, grade_code=code))
