"""What a register file would change, worked out before anybody takes it in."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from portal.accounts.models import Membership
from portal.db import db
from portal.display import count_of, day
from portal.errors import DomainError
from portal.providers.models import (
    PreviewChange,
    RatingGrade,
    RegisterImport,
    RegisterPreview,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.models.snapshots import ChangeKind
from portal.providers.ofsted.layout import Field
from portal.providers.ofsted.parse import ParsedRegister, Progress
from portal.providers.services.register_changes import Change
from portal.providers.services.register_import import (
    CHUNK,
    Comparison,
    ImportCounts,
    compared,
    import_register,
    latest_import,
)

KEPT_FOR = timedelta(days=7)
NAMED = 5
OVERTAKEN = "Another file was taken in after this preview. Preview this file again"


class FileAtHand(NamedTuple):
    """A register file that was uploaded: its name, its digest and its key in the store."""

    filename: str
    sha256: str
    file: str


def preview_register(
    parsed: ParsedRegister,
    source: FileAtHand,
    *,
    as_at: date,
    by: Membership,
    at: datetime,
    on_progress: Progress,
) -> RegisterPreview:
    """Work out what a file would change, and keep that for a week; the register stays as it is.

    Raises:
        DomainError: the day of the file is to come.
    """
    _forget_old(at)
    found = compared(parsed, sha256=source.sha256, as_at=as_at, at=at)
    latest = db.session.scalars(latest_import()).first()
    kinds = {kind.value: 0 for kind in ChangeKind}
    for change in found.plan.changes:
        kinds[change.kind] += 1
    preview = RegisterPreview(
        **source._asdict(),
        as_at=as_at,
        previewed_at=at,
        by_membership_id=by.id,
        latest_import_id=latest.id if latest else None,
        counts=asdict(found.counts) | {"kinds": kinds, "cut_short": bool(found.cut_short)},
        warnings=list(warnings(parsed, found, as_at)),
    )
    db.session.add(preview)
    db.session.flush()
    rows = list(_rows(preview, found.plan.changes))
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(PreviewChange), rows[start : start + CHUNK])
        on_progress(min(start + CHUNK, len(rows)), len(rows))
    return preview


def import_previewed(
    preview: RegisterPreview,
    parsed: ParsedRegister,
    *,
    sha256: str,
    allow_missing: bool,
    by: Membership,
    at: datetime,
) -> ImportCounts:
    """Take in exactly what was previewed.

    Raises:
        DomainError: the file is not the one previewed, another import came between, or it seems to
            be cut short and `allow_missing` does not say that it may be; nothing changes.
    """
    latest = db.session.scalars(latest_import().with_for_update()).first()
    if sha256 != preview.sha256:
        raise DomainError("The file is not the one that was previewed. Preview it again")
    if preview.import_id is not None:
        raise DomainError("This file has been taken in already")
    if (latest.id if latest else None) != preview.latest_import_id:
        raise DomainError(OVERTAKEN)
    counts = import_register(
        parsed,
        filename=preview.filename,
        sha256=sha256,
        as_at=preview.as_at,
        by=by,
        at=at,
        allow_missing=allow_missing,
    )
    preview.import_id = db.session.scalar(
        select(RegisterImport.id)
        .where(RegisterImport.sha256 == sha256, RegisterImport.as_at == preview.as_at)
        .order_by(RegisterImport.id.desc())
        .limit(1)
    )
    return counts


def warnings(parsed: ParsedRegister, found: Comparison, as_at: date) -> Iterator[str]:
    """Yield what somebody should know of a file before it is taken in."""
    counts = found.counts
    if found.cut_short:
        yield f"{found.cut_short}."
    if counts.taken_before:
        yield "This file was taken in before."
    if counts.older:
        yield (
            f"{count_of(counts.older, 'setting')} stand in a later file, so that what is kept of "
            f"them today stays; the file adds to what the register said on {day(as_at)}."
        )
    if Field.OVERALL not in parsed.fields:
        yield "The file has no column of grades, so grades stay as they are."
    if parsed.unknown_types:
        yield f"Types of provision not met before: {_named(parsed.unknown_types)}."
    if parsed.ignored:
        yield f"Columns that are not read: {_named(parsed.ignored)}."
    if parsed.left_out:
        yield f"{count_of(len(parsed.left_out), 'row')} are left out: {parsed.left_out[0].reason}."


def _named(words: tuple[str, ...]) -> str:
    more = len(words) - NAMED
    return ", ".join(words[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _rows(preview: RegisterPreview, changes: list[Change]) -> Iterator[dict[str, Any]]:
    """Yield the changes as rows, ratings in words, each with the service that it is about."""
    claimed: dict[str | None, int] = {
        service.urn: service.id
        for service in db.session.scalars(
            select(Service).where(
                Service.regulator == Regulator.OFSTED, Service.status != RegistrationState.CLOSED
            )
        )
    }
    labels = {grade.code: grade.label for grade in db.session.scalars(select(RatingGrade))}
    for change in sorted(changes, key=lambda one: (one.kind, one.urn)):
        graded = change.kind in (ChangeKind.RATED, ChangeKind.RERATED)
        yield {
            "preview_id": preview.id,
            "kind": change.kind,
            "urn": change.urn,
            "provision_wording": change.facts["provision_wording"],
            "owner": change.facts["owner"],
            "local_authority": change.facts["local_authority"],
            "before": labels.get(change.before, "") if graded else change.before,
            "after": labels.get(change.after, "") if graded else change.after,
            "service_id": claimed.get(change.urn),
        }


def _forget_old(at: datetime) -> None:
    old = select(RegisterPreview.id).where(RegisterPreview.previewed_at < at - KEPT_FOR)
    db.session.execute(delete(PreviewChange).where(PreviewChange.preview_id.in_(old)))
    db.session.execute(delete(RegisterPreview).where(RegisterPreview.id.in_(old)))
