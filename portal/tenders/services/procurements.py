"""Writing an invitation to tender. Nothing here commits: the caller does."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete

from portal import audit
from portal.accounts.models import Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.models import (
    Framework,
    Lot,
    LotPurpose,
    Procurement,
    ProcurementKind,
    ProcurementLot,
    ProcurementStatus,
    QuestionKind,
    ScaleMark,
    UnconfirmedPolicy,
)
from portal.tenders.services.timetable import require_timetable

HIGHEST_MARK = 10


class ScaleRow(NamedTuple):
    """One mark of a scale, with what earns it."""

    mark: int
    title: str
    description: str


DEFAULT_SCALE: tuple[ScaleRow, ...] = (
    ScaleRow(0, "Unacceptable", "No answer, or nothing that shows the requirement would be met."),
    ScaleRow(1, "Poor", "Major weaknesses: most of the requirement is not addressed."),
    ScaleRow(2, "Limited", "Some of the requirement is addressed, with significant gaps."),
    ScaleRow(3, "Acceptable", "The requirement is met, with minor gaps or little evidence."),
    ScaleRow(4, "Good", "The requirement is met in full, with relevant evidence."),
    ScaleRow(
        5, "Excellent", "The requirement is met in full, with strong evidence and added benefit."
    ),
)


def create_procurement(
    *,
    framework: Framework,
    lots: Sequence[Lot],
    kind: ProcurementKind,
    title: str,
    summary: str,
    questions_close_at: datetime,
    closes_at: datetime,
    by: Membership,
    at: datetime,
) -> Procurement:
    """Begin an invitation for lots of a framework, with the scale from 0 to 5.

    Raises:
        DomainError: no lot fits, or there is no time to bid.
    """
    require_lots(framework, lots, kind)
    require_timetable(questions_close_at=questions_close_at, closes_at=closes_at, at=at)
    procurement = Procurement(
        framework_id=framework.id,
        kind=kind,
        title=title,
        summary=summary,
        questions_close_at=questions_close_at,
        closes_at=closes_at,
        created_at=at,
        created_by_id=by.id,
    )
    db.session.add(procurement)
    audit.record(procurement, "procurement.created", by=by, at=at, facts={"title": title})
    _put_lots(procurement, lots)
    _put_scale(procurement, DEFAULT_SCALE)
    return procurement


def change_invitation(
    procurement: Procurement,
    *,
    lots: Sequence[Lot],
    kind: ProcurementKind,
    title: str,
    summary: str,
    by: Membership,
    at: datetime,
) -> None:
    """Change what a draft invites bids for.

    Raises:
        DomainError: it is published, no lot fits, or a question is asked for a lot left out.
    """
    require_draft(procurement)
    require_lots(procurement.framework, lots, kind)
    kept = {lot.id for lot in lots}
    orphan = next((q for q in procurement.questions if q.lot_id and q.lot_id not in kept), None)
    if orphan:
        raise DomainError(
            f"“{orphan.title}” is asked for a lot that you left out. Change that question first.",
            "lots",
        )
    procurement.kind, procurement.title, procurement.summary = kind, title, summary
    _put_lots(procurement, lots)
    numbers = sorted(lot.number for lot in lots)
    audit.record(procurement, "procurement.changed", by=by, at=at, facts={"lots": numbers})


def set_timetable(
    procurement: Procurement,
    *,
    questions_close_at: datetime,
    closes_at: datetime,
    by: Membership,
    at: datetime,
) -> None:
    """Say when questions and bids of a draft close.

    Raises:
        DomainError: it is published, or there is no time to bid.
    """
    require_draft(procurement)
    require_timetable(questions_close_at=questions_close_at, closes_at=closes_at, at=at)
    procurement.questions_close_at = questions_close_at
    procurement.closes_at = closes_at
    facts = {
        "questions_close_at": questions_close_at.isoformat(),
        "closes_at": closes_at.isoformat(),
    }
    audit.record(procurement, "procurement.timetable_set", by=by, at=at, facts=facts)


def set_rules(
    procurement: Procurement,
    *,
    decimal_places: int,
    tie_breaks: str,
    unconfirmed_policy: UnconfirmedPolicy,
    by: Membership,
    at: datetime,
) -> None:
    """Say how totals are rounded, ties settled, and what an amendment does to unconfirmed bids.

    Raises:
        DomainError: it is published, or a rule is not one there is.
    """
    require_draft(procurement)
    if not 0 <= decimal_places <= 4:
        raise DomainError("Decimal places must be between 0 and 4", "decimal_places")
    if tie_breaks not in TIE_BREAKS:
        raise DomainError("Choose how ties are settled", "tie_breaks")
    procurement.decimal_places = decimal_places
    procurement.tie_breaks = tie_breaks
    procurement.unconfirmed_policy = unconfirmed_policy
    facts = {
        "decimal_places": decimal_places,
        "tie_breaks": tie_breaks,
        "unconfirmed": unconfirmed_policy.value,
    }
    audit.record(procurement, "procurement.rules_set", by=by, at=at, facts=facts)


def record_conflicts(
    procurement: Procurement, *, assessment: str, by: Membership, at: datetime
) -> None:
    """Record the conflicts assessment that the law asks for before publication.

    Source: Procurement Act 2023, section 83.

    Raises:
        DomainError: the invitation is published, or the assessment is empty.
    """
    require_draft(procurement)
    if not assessment.strip():
        raise DomainError("Record what the conflicts assessment found", "conflicts_assessed")
    procurement.conflicts_assessed = assessment
    audit.record(procurement, "procurement.conflicts_assessed", by=by, at=at)


def set_scale(
    procurement: Procurement, *, marks: Sequence[ScaleRow], by: Membership, at: datetime
) -> None:
    """Set the marks of a draft's scale, from 0 upwards without a gap.

    Raises:
        DomainError: it is published, a mark is missing, or a question asks for a higher minimum.
    """
    require_draft(procurement)
    if [row.mark for row in marks] != list(range(len(marks))) or len(marks) < 2:
        raise DomainError("The scale must begin with 0 and leave out no mark", "title-0")
    if len(marks) > HIGHEST_MARK + 1:
        raise DomainError(f"The highest mark of a scale is {HIGHEST_MARK}")
    for row in marks:
        if not row.title or not row.description:
            raise DomainError(f"Say what earns a mark of {row.mark}", f"description-{row.mark}")
    over = next((q for q in procurement.questions if (q.minimum_mark or 0) >= len(marks)), None)
    if over and over.kind is QuestionKind.SCORED:
        raise DomainError(
            f"“{over.title}” asks for a mark of {over.minimum_mark}, which this scale does not have"
        )
    _put_scale(procurement, marks)
    facts = {"top_mark": len(marks) - 1}
    audit.record(procurement, "procurement.scale_set", by=by, at=at, facts=facts)


def require_draft(procurement: Procurement) -> None:
    """Lock an invitation and check that it is still being written.

    Raises:
        DomainError: it is published.
    """
    lock(procurement)
    if procurement.status is not ProcurementStatus.DRAFT:
        raise DomainError(
            "This invitation to tender is published, so that bidders rely on it. "
            "What it says cannot be changed."
        )


def require_lots(framework: Framework, lots: Sequence[Lot], kind: ProcurementKind) -> None:
    """Check that lots can be invited together.

    Raises:
        DomainError: there is none, or one belongs elsewhere or to another kind of invitation.
    """
    if not lots:
        raise DomainError("Choose at least one lot", "lots")
    if any(lot.framework_id != framework.id for lot in lots):
        raise DomainError("Choose lots of this framework", "lots")
    if kind is ProcurementKind.BLOCK:
        others = [lot for lot in lots if lot.purpose is not LotPurpose.BLOCK]
        if others:
            raise DomainError(
                f"Lot {others[0].number} does not buy a block of places. "
                "Leave it out, or invite bids for framework places.",
                "lots",
            )


def _put_lots(procurement: Procurement, lots: Sequence[Lot]) -> None:
    db.session.execute(
        delete(ProcurementLot).where(ProcurementLot.procurement_id == procurement.id)
    )
    db.session.add_all(ProcurementLot(procurement_id=procurement.id, lot_id=lot.id) for lot in lots)
    db.session.flush()
    db.session.expire(procurement, ["lots"])


def _put_scale(procurement: Procurement, marks: Sequence[ScaleRow]) -> None:
    db.session.execute(delete(ScaleMark).where(ScaleMark.procurement_id == procurement.id))
    db.session.expire(procurement, ["scale"])
    db.session.add_all(ScaleMark(procurement_id=procurement.id, **row._asdict()) for row in marks)
    db.session.flush()
    db.session.expire(procurement, ["scale"])
