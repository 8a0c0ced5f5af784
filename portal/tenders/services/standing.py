"""Where each entry of a bid stands for its bidder, worked out from what is saved and the time."""

from datetime import datetime
from enum import StrEnum

from portal.tenders.models import EntryStatus, ProcurementStatus
from portal.tenders.services.drafting import EntryDraft
from portal.tenders.services.submission import has_changed
from portal.tenders.services.vault import Vault


class Standing(StrEnum):
    """What a bidder needs to know of an entry at a glance."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    READY = "ready_to_submit"
    SUBMITTED = "submitted"
    CHANGED = "changed_since_submitted"
    RECONFIRM = "needs_reconfirming"
    WITHDRAWN = "withdrawn"
    NOT_SUBMITTED = "not_submitted"
    OPENED = "opened"


TO_SEND = frozenset({Standing.READY, Standing.CHANGED, Standing.RECONFIRM})


def standing(draft: EntryDraft, *, now: datetime, vault: Vault) -> Standing:
    """Say where an entry stands."""
    entry = draft.entry
    if not entry.procurement.is_open(now):
        return closed_standing(draft)
    if entry.status is EntryStatus.WITHDRAWN:
        return Standing.WITHDRAWN
    if entry.status is EntryStatus.SUBMITTED:
        last = entry.submissions[-1]
        if last.procurement_version != entry.procurement.version:
            return Standing.RECONFIRM
        return Standing.CHANGED if has_changed(draft, vault) else Standing.SUBMITTED
    if draft.complete:
        return Standing.READY
    return Standing.IN_PROGRESS if is_begun(draft) else Standing.NOT_STARTED


def closed_standing(draft: EntryDraft) -> Standing:
    """Say where an entry stands once nothing can be sent any more."""
    entry = draft.entry
    if entry.status is EntryStatus.WITHDRAWN:
        return Standing.WITHDRAWN
    if entry.status is EntryStatus.DRAFT:
        return Standing.NOT_SUBMITTED
    sealed = entry.procurement.status is ProcurementStatus.PUBLISHED
    return Standing.SUBMITTED if sealed else Standing.OPENED


def is_begun(draft: EntryDraft) -> bool:
    """Say whether anything was written for the entry itself."""
    own = f"entry:{draft.entry.id}"
    answered = any(answer.text for answer in draft.answers if answer.key == own)
    return answered or draft.entry.draft_version > 0
