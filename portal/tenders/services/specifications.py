"""Writing specifications. A published version never changes: editing begins a new one."""

from datetime import datetime

from portal import audit
from portal.accounts.models import Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.models import Lot, Requirement, Specification


def latest(lot: Lot) -> Specification | None:
    """Return the newest version of a lot's specification, draft or published."""
    return lot.specifications[-1] if lot.specifications else None


def draft_of(lot: Lot) -> Specification | None:
    """Return the version that is being written, if there is one."""
    newest = latest(lot)
    return newest if newest and newest.published_at is None else None


def begin_version(lot: Lot, *, by: Membership, at: datetime) -> Specification:
    """Return the draft version, made from the published one where there is no draft yet."""
    lock(lot)
    db.session.expire(lot, ["specifications"])
    draft = draft_of(lot)
    if draft:
        return draft
    published = latest(lot)
    draft = Specification(lot_id=lot.id, version=published.version + 1 if published else 1)
    draft.requirements = [
        Requirement(number=one.number, text=one.text, mandatory=one.mandatory)
        for one in (published.requirements if published else [])
    ]
    db.session.add(draft)
    facts = {"lot": lot.id, "version": draft.version}
    audit.record(draft, "specification.begun", by=by, at=at, facts=facts)
    db.session.expire(lot, ["specifications"])
    return draft


def add_requirement(
    lot: Lot, *, text: str, mandatory: bool, by: Membership, at: datetime
) -> Requirement:
    """Add a requirement at the end of the draft, beginning a new version where needed."""
    draft = begin_version(lot, by=by, at=at)
    requirement = Requirement(
        specification_id=draft.id,
        number=len(draft.requirements) + 1,
        text=text,
        mandatory=mandatory,
    )
    db.session.add(requirement)
    _record(draft, "added", requirement.number, by=by, at=at)
    return requirement


def change_requirement(
    requirement: Requirement, *, text: str, mandatory: bool, by: Membership, at: datetime
) -> None:
    """Change a requirement of a draft.

    Raises:
        DomainError: its version is published.
    """
    draft = _require_draft(requirement)
    requirement.text, requirement.mandatory = text, mandatory
    _record(draft, "changed", requirement.number, by=by, at=at)


def remove_requirement(requirement: Requirement, *, by: Membership, at: datetime) -> None:
    """Take a requirement out of a draft and close the gap in the numbers.

    Raises:
        DomainError: its version is published.
    """
    draft = _require_draft(requirement)
    removed = requirement.number
    db.session.delete(requirement)
    db.session.flush()
    db.session.expire(draft, ["requirements"])
    for later in draft.requirements:
        if later.number > removed:
            later.number -= 1
            db.session.flush()
    _record(draft, "removed", removed, by=by, at=at)


def _require_draft(requirement: Requirement) -> Specification:
    lock(requirement.specification)
    if requirement.specification.published_at:
        raise DomainError(
            "This version of the specification is published and never changes. "
            "Begin a new version to change it."
        )
    return requirement.specification


def _record(draft: Specification, what: str, number: int, *, by: Membership, at: datetime) -> None:
    facts = {"number": number}
    audit.record(draft, f"specification.requirement_{what}", by=by, at=at, facts=facts)
    db.session.expire(draft, ["requirements"])
