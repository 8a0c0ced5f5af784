"""Writing the questions of an invitation. Nothing here commits: the caller does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from portal import audit
from portal.accounts.models import Membership
from portal.db import db
from portal.errors import DomainError
from portal.tenders.award_model import questions_for, top_mark
from portal.tenders.models import Lot, Part, Procurement, Question, QuestionKind, Scope
from portal.tenders.queries.procurements import live_assignments
from portal.tenders.services.procurements import require_draft

LONGEST_ANSWER = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTerms:
    """What a question asks, of whom, and what it weighs (whole percent within its part)."""

    title: str
    text: str
    scope: Scope
    kind: QuestionKind
    part: Part = Part.QUALITY
    lot_id: int | None = None
    guidance: str = ""
    word_limit: int = 500
    weight: int | None = None
    minimum_mark: int | None = None


@dataclass(frozen=True, slots=True)
class WeightSum:
    """What the weights of one lot's questions add up to, in each part; None where none counts."""

    lot: Lot
    quality: int
    social: int

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the sums, a sentence each."""
        wanted = (
            ("quality", self.quality, self.lot.quality_weight),
            ("social value", self.social, self.lot.social_weight),
        )
        found = []
        for name, total, weight in wanted:
            if weight and total != 100:
                found.append(f"Lot {self.lot.number}: {name} weights add up to {total}, not 100")
            if not weight and total:
                found.append(f"Lot {self.lot.number}: {name} counts for nothing, yet is asked for")
        return tuple(found)


def add_question(
    procurement: Procurement, *, terms: QuestionTerms, by: Membership, at: datetime
) -> Question:
    """Add a question at the end.

    Raises:
        DomainError: the invitation is published, or the terms do not hold together.
    """
    require_draft(procurement)
    require_terms(procurement, terms)
    position = max((one.position for one in procurement.questions), default=0) + 1
    question = Question(procurement_id=procurement.id, position=position, **asdict(terms))
    db.session.add(question)
    facts = {"position": position, "weight": terms.weight}
    audit.record(procurement, "question.added", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["questions"])
    return question


def change_question(
    question: Question, *, terms: QuestionTerms, by: Membership, at: datetime
) -> None:
    """Change a question of a draft.

    Raises:
        DomainError: the invitation is published, or the terms do not hold together.
    """
    require_draft(question.procurement)
    require_terms(question.procurement, terms)
    for name, value in asdict(terms).items():
        setattr(question, name, value)
    facts = {"position": question.position, "weight": terms.weight}
    audit.record(question.procurement, "question.changed", by=by, at=at, facts=facts)
    db.session.expire(question, ["lot"])


def remove_question(question: Question, *, by: Membership, at: datetime) -> None:
    """Take a question out of a draft.

    Raises:
        DomainError: the invitation is published, or somebody is assigned to mark the question.
    """
    procurement = question.procurement
    require_draft(procurement)
    assigned = live_assignments(procurement)
    if any(one.question_id == question.id for one in db.session.scalars(assigned)):
        raise DomainError(
            f"Somebody is assigned to mark “{question.title}”. Change the people first."
        )
    db.session.delete(question)
    db.session.flush()
    facts = {"position": question.position}
    audit.record(procurement, "question.removed", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["questions"])


def move_question(question: Question, *, up: bool, by: Membership, at: datetime) -> None:
    """Change places with the question before or after; the first and the last stay.

    Raises:
        DomainError: the invitation is published.
    """
    procurement = question.procurement
    require_draft(procurement)
    questions = list(procurement.questions)
    here = questions.index(question)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(questions):
        return
    _swap(question, questions[there])
    facts = {"to": question.position}
    audit.record(procurement, "question.moved", by=by, at=at, facts=facts)
    db.session.expire(procurement, ["questions"])


def require_terms(procurement: Procurement, terms: QuestionTerms) -> None:
    """Check that a question's terms hold together.

    Raises:
        DomainError: naming the field at fault.
    """
    _require_lot(procurement.lots, terms)
    if not 1 <= terms.word_limit <= LONGEST_ANSWER:
        raise DomainError(f"The word limit must be between 1 and {LONGEST_ANSWER:,}", "word_limit")
    if terms.kind is not QuestionKind.SCORED:
        if terms.weight is not None or terms.minimum_mark is not None:
            raise DomainError("Only a scored question has a weight and a minimum mark", "kind")
        return
    if terms.weight is None or not 1 <= terms.weight <= 100:
        raise DomainError("Enter a weight between 1 and 100", "weight")
    top = top_mark(procurement)
    if terms.minimum_mark is not None and not 1 <= terms.minimum_mark <= top:
        raise DomainError(f"The minimum mark must be between 1 and {top}", "minimum_mark")


def weight_sums(procurement: Procurement) -> list[WeightSum]:
    """Add up the weights lot by lot, over the questions that an entry for it answers."""
    return [
        WeightSum(
            lot,
            quality=_sum(questions_for(procurement, lot), Part.QUALITY),
            social=_sum(questions_for(procurement, lot), Part.SOCIAL_VALUE),
        )
        for lot in procurement.lots
    ]


def _sum(questions: Sequence[Question], part: Part) -> int:
    return sum(one.weight or 0 for one in questions if one.part is part)


def _require_lot(lots: Sequence[Lot], terms: QuestionTerms) -> None:
    if terms.lot_id is not None and terms.lot_id not in {lot.id for lot in lots}:
        raise DomainError("Choose a lot of this invitation", "lot")
    if terms.scope is Scope.ORGANISATION and terms.lot_id is not None:
        raise DomainError(
            "A question for the organisation is asked once, for every lot. "
            "Choose all lots, or ask it for the lot",
            "lot",
        )


def _swap(one: Question, other: Question) -> None:
    """Exchange two positions by way of a free one: positions are unique."""
    first, second = one.position, other.position
    one.position = -1
    db.session.flush()
    other.position = first
    db.session.flush()
    one.position = second
    db.session.flush()
