"""What the pages of an invitation show its own staff: tasks before publication, state after."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from portal.display import count_of, when
from portal.tenders.award_model import TIE_BREAKS
from portal.tenders.models import (
    DeadlineExtension,
    Duty,
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
    writes: bool,
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
            {"text": text, "href": url_for(endpoint, reference=procurement.reference)}
            for endpoint, text in links(procurement, duties, writes=writes)
        ],
    }


def links(
    procurement: Procurement, duties: Collection[Duty], *, writes: bool
) -> Iterator[tuple[str, str]]:
    """Yield the pages of a published invitation that somebody with these duties can open."""
    yield "opportunities.opportunity", "As the public sees it"
    yield "clarifications.clarifications", "Questions and answers"
    if writes:
        yield "officers.people", "People"
        yield "questions.questions", "Questions and weights"
    if duties:
        yield "declarations.declare", "Declare your interests"


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
