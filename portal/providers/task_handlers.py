"""Long work of this domain that a person starts and the scheduler does; the scheduler commits."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from portal.accounts.models import Membership
from portal.config import settings
from portal.db import db
from portal.files import open_store
from portal.providers.ofsted.parse import ParsedRegister, parse_register
from portal.providers.queries import snapshots
from portal.providers.services.register_preview import (
    FileAtHand,
    import_previewed,
    preview_register,
)
from portal.providers.services.scales import scales_in_words
from portal.tasks import Task

OFSTED_IMPORT = "ofsted-import"
OFSTED_PREVIEW = "ofsted-preview"


def run_preview(
    task: Task, *, at: datetime, report: Callable[[int, int], None]
) -> Mapping[str, Any]:
    """Work out what the register file that was uploaded would change.

    Raises:
        FileRefused, DomainError: the file cannot be taken in.
    """
    asked = task.params
    data, parsed = _read(asked["file"], asked["filename"], report)
    preview = preview_register(
        parsed,
        FileAtHand(asked["filename"], hashlib.sha256(data).hexdigest(), asked["file"]),
        as_at=date.fromisoformat(asked["as_at"]),
        by=db.session.get_one(Membership, task.membership_id),
        at=at,
        on_progress=report,
    )
    return {
        "settings": preview.counts["settings"],
        "changes": sum(preview.counts["kinds"].values()),
        "href": f"/ofsted/imports/previews/{preview.reference}",
        "text": "See what it would change",
    }


def run_import(
    task: Task, *, at: datetime, report: Callable[[int, int], None]
) -> Mapping[str, Any]:
    """Take in the register file that was previewed. Nothing is written while it is read.

    Raises:
        FileRefused, DomainError: the file is not taken in.
    """
    preview = db.session.scalars(snapshots.preview(task.params["preview"])).one()
    data, parsed = _read(preview.file, preview.filename, report)
    counts = import_previewed(
        preview,
        parsed,
        sha256=hashlib.sha256(data).hexdigest(),
        allow_missing=bool(task.params["allow_missing"]),
        by=db.session.get_one(Membership, task.membership_id),
        at=at,
    )
    return {
        "settings": counts.settings,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "known_from_a_later_file": counts.older,
        "no_longer_listed": counts.gone,
        "new_inspections": counts.inspections_new,
        "changed_inspections": counts.inspections_changed,
        "href": "/ofsted/imports",
        "text": "Nothing changed. See all imports" if counts.changed_nothing else "See all imports",
    }


def _read(
    key: str, filename: str, report: Callable[[int, int], None]
) -> tuple[bytes, ParsedRegister]:
    data = open_store(settings().files_url).get(key)
    return data, parse_register(
        data, filename=filename, scales=scales_in_words(), on_progress=report
    )


TASK_HANDLERS = {OFSTED_PREVIEW: run_preview, OFSTED_IMPORT: run_import}
