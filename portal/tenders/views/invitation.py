"""What the pages of an invitation show its own staff: tasks before publication, state after."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import Membership
from portal.display import count_of, when
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.models import (
    DeadlineExtension,
    Duty,
    Envelope,
    ExtensionStatus,
    Procurement,
    ProcurementStatus,
)
from portal.tenders.services.assignments import DUTY_TITLES
from portal.tenders.services.publication import Gap, Section
from portal.tenders.services.timetable import second_looks
from portal.tenders.views.states import staff_state

TASKS = {
    Section.INVITATION: ("What you are inviting bids for", "procurements.edit_procurement"),
    Section.TIMETABLE: ("Timetable", "procurements.timetable"),
    Section.LOTS: ("Lots, prices and specifications", ""),
    Section.SCALE: ("Marking scale", "questions.scale"),
    Section.QUESTIONS: ("Questions and weights", "questions.questions"),
    Section.RULES: ("Rounding, ties and amendments", "procurements.rules"),
    Section.PEOPLE: ("People who open, chair and mark", "officers.people"),
    Section.CONFLICTS: ("Conflicts assessment", "procurements.conflicts"),
}
MOST_SAID = 3
PRICED = (
    ProcurementStatus.PRICES_OPENED,
    ProcurementStatus.RECOMMENDED,
    ProcurementStatus.AWARDED,
)
OPENED = (ProcurementStatus.QUALITY_OPENED, *PRICED)


def draft_page(
    procurement: Procurement, gaps: Sequence[Gap], now: datetime, *, writes: bool
) -> dict[str, Any]:
    """Return the tasks before publication, each with precisely what is missing."""
    by_section: dict[Section, list[str]] = {}
    for gap in gaps:
        by_section.setdefault(gap.section, []).append(gap.text)
    said = standing(procurement, now)
    tasks = [
        {
            "text": text,
            "href": task_url(procurement, endpoint, section) if writes else None,
            "status": "needs attention" if section in by_section else "completed",
            "hint": hint(by_section.get(section, [])) or said.get(section, ""),
        }
        for section, (text, endpoint) in TASKS.items()
    ]
    return {"tasks": tasks, "missing": len(gaps), "ready": not gaps}


def task_url(procurement: Procurement, endpoint: str, section: Section) -> str:
    """Return where a task is done; lots are written on their framework's pages."""
    if section is Section.LOTS:
        framework = procurement.framework.reference
        if len(procurement.lots) == 1:
            number = procurement.lots[0].number
            return url_for("lots.lot", reference=framework, number=number)
        return url_for("frameworks.framework", reference=framework, _anchor="lots")
    return url_for(endpoint, reference=procurement.reference)


def hint(texts: list[str]) -> str:
    """Return the first things that are missing, as sentences."""
    shown = [f"{text.rstrip('.')}." for text in texts[:MOST_SAID]]
    more = len(texts) - MOST_SAID
    return " ".join(shown + ([f"And {count_of(more, 'more thing')}."] if more > 0 else []))


def standing(procurement: Procurement, now: datetime) -> dict[Section, str]:
    """Return what a completed task says, where that helps."""
    looks = second_looks(
        questions_close_at=procurement.questions_close_at,
        closes_at=procurement.closes_at,
        at=now,
    )
    closes = f"Bids close on {when(procurement.closes_at)}."
    top = max((one.mark for one in procurement.scale), default=0)
    live = [one for one in procurement.assignments if one.ended_at is None]
    return {
        Section.INVITATION: ", ".join(lot.name for lot in procurement.lots),
        Section.TIMETABLE: " ".join([closes, *looks]),
        Section.SCALE: f"From 0 to {top}.",
        Section.QUESTIONS: count_of(len(procurement.questions), "question").capitalize() + ".",
        Section.RULES: f"Rounded to {count_of(procurement.decimal_places, 'decimal place')}. "
        f"Ties: {TIE_BREAKS.get(procurement.tie_breaks, '').lower()}.",
        Section.PEOPLE: count_of(len(live), "duty", "duties").capitalize() + " assigned.",
    }


def published_page(
    procurement: Procurement,
    extensions: Sequence[DeadlineExtension],
    now: datetime,
    *,
    duties: Collection[Duty],
    reader: Membership,
) -> dict[str, Any]:
    """Return how a published invitation stands.

    Nothing here depends on bids: before opening, the page of an invitation that nobody has bid for
    is the page of one with many bids.
    """
    waiting = next((one for one in extensions if one.status is ExtensionStatus.PROPOSED), None)
    return {
        "state": staff_state(procurement, now),
        "timetable": [
            {"key": "Published", "value": when(procurement.published_at or now)},
            {"key": "Questions close", "value": when(procurement.questions_close_at)},
            {"key": "Bids close", "value": when(procurement.closes_at)},
        ],
        "officers": officers(procurement),
        "waiting": extension_row(waiting) if waiting else None,
        "extensions": [extension_row(one) for one in extensions if one is not waiting],
        "unopened": procurement.status is ProcurementStatus.PUBLISHED,
        "links": [
            {"text": text, "href": href}
            for text, href in links(procurement, now, duties=duties, reader=reader)
        ],
    }


def links(
    procurement: Procurement, now: datetime, *, duties: Collection[Duty], reader: Membership
) -> Iterator[tuple[str, str]]:
    """Yield the pages of a published invitation that a reader with these duties can open."""
    place: dict[str, Any] = {"reference": procurement.reference}
    yield "As the public sees it", url_for("opportunities.opportunity", **place)
    yield "Questions and answers", url_for("clarifications.clarifications", **place)
    if allows(Permission.WRITE_FRAMEWORK, reader):
        yield "People", url_for("officers.people", **place)
        yield "Questions and weights", url_for("questions.questions", **place)
    if duties:
        yield "Declare your interests", url_for("declarations.declare", **place)
    if Duty.OPENER in duties and procurement.is_closed(now):
        yield from opening_links(procurement)
    if procurement.status in OPENED:
        yield from evaluation_links(procurement, duties, reader)


def opening_links(procurement: Procurement) -> Iterator[tuple[str, str]]:
    """Yield the page on which the next envelope is opened."""
    following = {
        ProcurementStatus.PUBLISHED: ("Open the bids", Envelope.QUALITY),
        ProcurementStatus.QUALITY_OPENED: ("Open the prices", Envelope.PRICE),
    }
    if procurement.status in following:
        text, envelope = following[procurement.status]
        yield (
            text,
            url_for("opening.opening", reference=procurement.reference, envelope=envelope.value),
        )


def evaluation_links(
    procurement: Procurement, duties: Collection[Duty], reader: Membership
) -> Iterator[tuple[str, str]]:
    """Yield the pages of an evaluation that is under way or over."""
    place: dict[str, Any] = {"reference": procurement.reference}
    record = url_for("opening.record", envelope=Envelope.QUALITY.value, **place)
    yield "Record of the opening", record
    if Duty.EVALUATOR in duties:
        yield "Mark answers", url_for("marking.procurement", **place)
    if Duty.MODERATOR in duties:
        yield "Agree marks", url_for("moderation.procurement", **place)
    if allows(Permission.SEE_FRAMEWORKS, reader) and procurement.status in PRICED:
        yield "Ranking", url_for("ranking.ranking", **place)


def officers(procurement: Procurement) -> list[dict[str, Any]]:
    """Return who has a duty in an invitation now."""
    return [
        {
            "reference": one.reference,
            "name": one.membership.person.name,
            "organisation": one.membership.organisation.name,
            "duty": DUTY_TITLES[one.duty],
            "question": one.question.title if one.question else "",
            "marks": one.duty is Duty.EVALUATOR,
        }
        for one in procurement.assignments
        if one.ended_at is None
    ]


def extension_row(one: DeadlineExtension) -> dict[str, Any]:
    """Return one later deadline in words."""
    return {
        "reference": one.reference,
        "title": f"{when(one.closes_at)} instead of {when(one.closed_at_before)}",
        "reason": one.reason,
        "status": one.status,
        "proposed_by": one.proposed_by.person.name,
        "proposed_by_id": one.proposed_by.person_id,
        "proposed_at": one.proposed_at,
        "decided_by": one.decided_by.person.name if one.decided_by else "",
        "decided_at": one.decided_at,
        "decision_reason": one.decision_reason,
    }
