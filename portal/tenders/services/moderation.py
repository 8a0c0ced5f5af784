"""The panel's agreed marks, and which entries they let through to price. Nothing here commits."""

from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.tenders.award_model import model_of
from portal.tenders.models import (
    Consensus,
    Duty,
    Procurement,
    ProcurementStatus,
    QuestionKind,
    Response,
)
from portal.tenders.queries import evaluation as queries
from portal.tenders.queries import openings
from portal.tenders.queries.panels import conflicted, open_questions
from portal.tenders.scoring.model import Offer
from portal.tenders.scoring.ranking import assess_quality
from portal.tenders.services.gates import Gate, gate
from portal.tenders.services.offers import agreed_marks, opened_entries, unmet_requirements


def consensus_complete(procurement: Procurement) -> bool:
    """Say whether the panel has agreed a mark for every response that is marked."""
    return db.session.scalars(queries.unagreed(procurement.id).limit(1)).first() is None


def qualified_entries(procurement: Procurement) -> set[int]:
    """Return the ids of entries that go on to price: nothing published keeps them out.

    Minimum marks, pass or fail and mandatory requirements are looked at; no price is read.

    Raises:
        DomainError: the panel has not agreed every mark.
    """
    return {entry_id for entry_id, reasons in failures(procurement).items() if not reasons}


def failures(procurement: Procurement) -> dict[int, tuple[str, ...]]:
    """Return every opened entry with the reasons that keep it from price, if any.

    Raises:
        DomainError: the panel has not agreed every mark.
    """
    if not consensus_complete(procurement):
        raise DomainError("The panel has not agreed every mark yet. Agree the marks first.")
    entries = opened_entries(procurement)
    marks, unmet = agreed_marks(procurement, entries), unmet_requirements(procurement)
    return {
        entry.id: (
            *assess_quality(
                model_of(procurement, entry.lot), Offer(entry.id, marks[entry.id])
            ).reasons,
            *unmet.get(entry.id, ()),
        )
        for entry in entries
    }


def record_consensus(
    response: Response, *, mark: int, reason: str, quote: str, by: Membership, at: datetime
) -> Consensus:
    """Record, or until prices are opened correct, the panel's agreed mark for one response.

    Raises:
        DomainError: the panel is not complete, prices are open, the mark is not on the scale,
            or the quote is not in the response.
    """
    procurement = lock_for_marking(response)
    if not _chairs(procurement, by):
        raise DomainError("Only the moderator who chairs the panel records what it agreed.")
    if gate(procurement, by) is not Gate.OPEN or _is_barred(response, by):
        raise DomainError("You have not declared your interests, or have declared a conflict here.")
    if response.question_id in set(db.session.scalars(open_questions(procurement.id))):
        raise DomainError(
            "Some evaluators have not marked this question yet. Wait for all of them."
        )
    require_on_scale(procurement, response, mark)
    if not reason.strip():
        raise DomainError("Enter the panel’s reason for the mark.", "reason")
    require_quoted(response.text, quote)
    db.session.refresh(response, ["consensus"])  # The page may have been sent twice.
    consensus = response.consensus or Consensus(response_id=response.id)
    before = consensus.mark
    consensus.mark, consensus.reason, consensus.quote = mark, reason.strip(), quote.strip()
    consensus.moderator_id, consensus.agreed_at = by.id, at
    db.session.add(consensus)
    facts = {"response": response.id, "mark": mark, "before": before}
    audit.record(consensus, "consensus.agreed", by=by, at=at, facts=facts)
    db.session.refresh(response, ["consensus"])
    return consensus


def lock_for_marking(response: Response) -> Procurement:
    """Keep prices closed and the question's marks still until this transaction ends.

    Raises:
        DomainError: this is not the time for marks.
    """
    procurement = db.session.get_one(Procurement, response.procurement_id)
    lock(procurement, shared=True)
    if procurement.status is not ProcurementStatus.QUALITY_OPENED:
        raise DomainError("Marks can be changed only while quality is open and prices are not.")
    lock(response.question)
    return procurement


def _chairs(procurement: Procurement, by: Membership) -> bool:
    duties = {one.duty for one in all_of(openings.duties(procurement, by))}
    return Duty.MODERATOR in duties


def _is_barred(response: Response, by: Membership) -> bool:
    """Whether a declared conflict takes a person off this response's question."""
    barred = conflicted(response.procurement_id)
    found = db.session.scalars(
        select(barred.c.membership_id).where(
            barred.c.membership_id == by.id, barred.c.question_id == response.question_id
        )
    )
    return found.first() is not None


def require_on_scale(procurement: Procurement, response: Response, mark: int) -> None:
    """Check that a mark is one that the procurement published for this kind of question.

    Raises:
        DomainError: it is not.
    """
    passing = response.question.kind is QuestionKind.PASS_FAIL
    allowed = {0, 1} if passing else {one.mark for one in procurement.scale}
    if mark not in allowed:
        raise DomainError("Choose a mark from the published scale.", "mark")


def require_quoted(text: str, quote: str) -> None:
    """Check that a quote stands in a response, white space aside.

    Raises:
        DomainError: it does not.
    """
    if not quote.split():
        raise DomainError("Enter words from the bid that show why.", "quote")
    if " ".join(quote.split()) not in " ".join(text.split()):
        raise DomainError(
            "The quote must be in the bidder’s own words. Copy it from the response.", "quote"
        )
