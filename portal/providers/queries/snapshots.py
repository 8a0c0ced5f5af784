"""What the register said on a day, how a setting changed, and what a file would change."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Authority
from portal.providers.models import (
    PreviewChange,
    RegisterImport,
    RegisterPreview,
    RegisterVersion,
)
from portal.providers.provision import owner_key
from portal.providers.queries.register import EVERY, GONE, NOT_GRADED, Wanted, urn_in

GRADES = (
    RegisterVersion.overall,
    RegisterVersion.protected,
    RegisterVersion.leaders,
    RegisterVersion.education,
    RegisterVersion.health,
)


def register_as_at(on: date) -> Select[RegisterVersion]:
    """What the register said on a day: one version for each setting then listed, by URN.

    It said what the latest file of that day or before it says.
    """
    return _latest_versions(on).where(_listed_on(on))


def settings_as_at(on: date, wanted: Wanted) -> Select[RegisterVersion]:
    """What a search finds in the register of a day; settings then gone as they last were."""
    found = _latest_versions(on).options(joinedload(RegisterVersion.overall))
    code = RegisterVersion.overall_code
    conditions: list[ColumnElement[bool]] = [
        condition
        for text, condition in (
            (wanted.urn, RegisterVersion.urn.startswith(urn_in(wanted.urn), autoescape=True)),
            (
                wanted.owner,
                RegisterVersion.owner_key.contains(owner_key(wanted.owner), autoescape=True),
            ),
            (wanted.provision, RegisterVersion.provision_type == wanted.provision),
            (wanted.grade, code.is_(None) if wanted.grade == NOT_GRADED else code == wanted.grade),
        )
        if text
    ]
    if wanted.authority:
        found = found.join(RegisterVersion.authority)
        conditions.append(Authority.gss_code == wanted.authority)
    if wanted.listed != EVERY:
        listed = _listed_on(on)
        conditions.append(~listed if wanted.listed == GONE else listed)
    return found.where(*conditions)


def with_grades(found: Select[RegisterVersion]) -> Select[RegisterVersion]:
    """The same versions with all their grades at hand."""
    return found.options(*map(joinedload, GRADES))


def version_as_at(urn: str, on: date) -> Select[RegisterVersion]:
    """What the register last said of one setting by a day."""
    return _latest_versions(on).where(RegisterVersion.urn == urn).options(*map(joinedload, GRADES))


def history(urn: str) -> Select[RegisterVersion]:
    """Everything that the register said of one setting, the earliest first."""
    return (
        select(RegisterVersion)
        .where(RegisterVersion.urn == urn)
        .options(joinedload(RegisterVersion.overall))
        .order_by(RegisterVersion.from_on)
    )


def file_of(on: date) -> Select[RegisterImport]:
    """The file that was the register on a day, if there was any."""
    return (
        select(RegisterImport)
        .where(RegisterImport.as_at <= on)
        .order_by(RegisterImport.as_at.desc(), RegisterImport.id.desc())
        .limit(1)
    )


def preview(reference: str) -> Select[RegisterPreview]:
    """One preview."""
    return (
        select(RegisterPreview)
        .where(RegisterPreview.reference == reference)
        .order_by(RegisterPreview.id)
    )


def changes(preview_id: int, kind: str = "") -> Select[PreviewChange]:
    """What a previewed file would change, of one kind or of all."""
    found = (
        select(PreviewChange)
        .where(PreviewChange.preview_id == preview_id)
        .options(joinedload(PreviewChange.service))
        .order_by(PreviewChange.id)
    )
    return found.where(PreviewChange.kind == kind) if kind else found


def claimed_changes(preview_id: int) -> Select[PreviewChange]:
    """What it would change of services that somebody has claimed."""
    return changes(preview_id).where(PreviewChange.service_id.is_not(None))


def _latest_versions(on: date) -> Select[RegisterVersion]:
    later = aliased(RegisterVersion)
    passed = (
        select(later.id)
        .where(
            later.urn == RegisterVersion.urn,
            later.from_on > RegisterVersion.from_on,
            later.from_on <= on,
        )
        .exists()
    )
    return (
        select(RegisterVersion)
        .where(RegisterVersion.from_on <= on, ~passed)
        .order_by(RegisterVersion.urn)
    )


def _listed_on(on: date) -> ColumnElement[bool]:
    return or_(RegisterVersion.until_on.is_(None), RegisterVersion.until_on > on)
