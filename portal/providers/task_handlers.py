"""Long work of this domain that a person starts and the scheduler does; the scheduler commits."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from portal.accounts.models import Membership
from portal.config import settings
from portal.db import db
from portal.files import open_store
from portal.providers.ofsted.parse import parse_register
from portal.providers.services.register_import import import_register
from portal.providers.services.scales import scales_in_words
from portal.tasks import Task

OFSTED_IMPORT = "ofsted-import"


def run_import(
    task: Task, *, at: datetime, report: Callable[[int, int], None]
) -> Mapping[str, Any]:
    """Take in the register file that was uploaded. Nothing is written while progress is reported.

    Raises:
        FileRefused, DomainError: the file is not taken in.
    """
    asked = task.params
    data = open_store(settings().files_url).get(asked["file"])
    parsed = parse_register(
        data, filename=asked["filename"], scales=scales_in_words(), on_progress=report
    )
    counts = import_register(
        parsed,
        filename=asked["filename"],
        sha256=hashlib.sha256(data).hexdigest(),
        as_at=date.fromisoformat(asked["as_at"]),
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


TASK_HANDLERS = {OFSTED_IMPORT: run_import}
