"""Writes a framework and its invitation to tender, and publishes it."""

from datetime import datetime

from portal.db import db
from portal.demo.tenders.spec import Run
from portal.demo.words import QUESTIONS
from portal.tenders.models import Component, Duty, Part, QuestionKind, Scope
from portal.tenders.services import (
    assignments,
    declarations,
    frameworks,
    procurements,
    publication,
    questions,
    required_documents,
    specifications,
)
from portal.tenders.services.procurements import ScaleRow
from portal.tenders.services.questions import QuestionTerms

SCALE = (
    ScaleRow(0, "Unacceptable", "No answer, or one that gives no confidence at all."),
    ScaleRow(1, "Poor", "Answers little of the question; major concerns."),
    ScaleRow(2, "Weak", "Answers part of the question; some concerns."),
    ScaleRow(3, "Satisfactory", "Answers the question; minor concerns only."),
    ScaleRow(4, "Good", "Answers fully, with evidence; no concerns."),
    ScaleRow(5, "Excellent", "Answers fully, with strong evidence and lasting benefit."),
)
SCORED_TERMS = {
    "safeguarding": (Scope.ORGANISATION, Part.QUALITY, 40, 2),
    "practice": (Scope.LOT, Part.QUALITY, 35, None),
    "staffing": (Scope.SERVICE, Part.QUALITY, 25, None),
    "social_value": (Scope.ORGANISATION, Part.SOCIAL_VALUE, 100, None),
}


def write_framework(run: Run) -> None:
    """Write the framework, its lots, specifications and price schedules."""
    at, by = run.at(run.tender.published - 20), run.commissioner
    region = run.market.regions[run.tender.region]
    run.framework = frameworks.create_framework(region=region, terms=run.tender.terms, by=by, at=at)
    required_documents.require_usual(run.framework, by=by, at=at)
    for demo_lot in run.tender.lots:
        lot = frameworks.add_lot(run.framework, terms=demo_lot.terms, by=by, at=at)
        specifications.begin_version(lot, by=by, at=at)
        for text, mandatory in demo_lot.requirements:
            specifications.add_requirement(lot, text=text, mandatory=mandatory, by=by, at=at)
        for code, ceiling, quantity, mandatory in demo_lot.prices:
            frameworks.set_price_line(
                lot,
                component=db.session.get_one(Component, code),
                ceiling_pence=ceiling,
                basket_quantity=quantity,
                mandatory=mandatory,
                by=by,
                at=at,
            )


def write_invitation(run: Run) -> None:
    """Write the invitation with its questions and people, and publish it."""
    tender, by = run.tender, run.commissioner
    at = run.at(tender.published - 10)
    lots = list(run.framework.lots)
    run.procurement = procurements.create_procurement(
        framework=run.framework,
        lots=lots,
        kind=tender.kind,
        title=tender.title,
        summary=tender.summary,
        questions_close_at=run.at(tender.questions_close, 12),
        closes_at=run.at(tender.closes, 12),
        by=by,
        at=at,
    )
    procurements.set_scale(run.procurement, marks=SCALE, by=by, at=at)
    procurements.record_conflicts(
        run.procurement,
        assessment="Everyone on the panel was asked about work, family and money in the market."
        " Nobody named anything; each declares again for the procurement and for every bidder.",
        by=by,
        at=at,
    )
    for key in tender.asked:
        questions.add_question(run.procurement, terms=question_terms(key), by=by, at=at)
    appoint_panel(run, at)
    db.session.expire_all()
    publication.publish(
        run.procurement, masters=run.vault.masters, by=by, at=run.at(tender.published, 9)
    )


def question_terms(key: str) -> QuestionTerms:
    """Return one of the demo's questions as the service takes it."""
    asked = QUESTIONS[key]
    if key not in SCORED_TERMS:
        return QuestionTerms(
            title=asked.title,
            text=asked.text,
            guidance=asked.guidance,
            scope=Scope.ORGANISATION,
            kind=QuestionKind.PASS_FAIL,
            word_limit=100,
        )
    scope, part, weight, minimum = SCORED_TERMS[key]
    return QuestionTerms(
        title=asked.title,
        text=asked.text,
        guidance=asked.guidance,
        scope=scope,
        kind=QuestionKind.SCORED,
        part=part,
        weight=weight,
        minimum_mark=minimum,
        word_limit=400,
    )


def appoint_panel(run: Run, at: datetime) -> None:
    """Assign the openers, the moderator and the evaluators; each declares for the procurement."""
    tender = run.tender
    duties = [(login, Duty.OPENER) for login in tender.openers]
    duties += [(tender.moderator, Duty.MODERATOR)]
    duties += [(login, Duty.EVALUATOR) for login in tender.evaluators]
    for login, duty in duties:
        assignments.assign(
            run.procurement, membership=run.who(login), duty=duty, by=run.commissioner, at=at
        )
    for login in dict.fromkeys(login for login, _duty in duties):
        declarations.declare(run.procurement, by=run.who(login), at=at, conflict=False)
