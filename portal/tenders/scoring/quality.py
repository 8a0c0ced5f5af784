"""Questions: weighted marks, minimum marks, pass or fail, and whom one mark serves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.tenders.scoring.prices import Exact


class QuestionKind(StrEnum):
    """Whether a question admits, informs or earns marks."""

    PASS_FAIL = "pass_fail"  # noqa: S105 a kind of question, not a password
    INFORMATION = "information"
    SCORED = "scored"


class Part(StrEnum):
    """The part of a lot's hundred that a scored question belongs to."""

    QUALITY = "quality"
    SOCIAL_VALUE = "social_value"


class Scope(StrEnum):
    """What a question is answered and marked for, once."""

    ORGANISATION = "organisation"
    LOT = "lot"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Question:
    """A published question; `weight` is out of the hundred of its part.

    Pass or fail has a top mark of 1. `minimum_mark` is on the question's own scale, unweighted.
    """

    id: int
    title: str
    kind: QuestionKind = QuestionKind.SCORED
    scope: Scope = Scope.LOT
    part: Part = Part.QUALITY
    weight: Exact = 0
    top_mark: int = 1
    minimum_mark: Exact | None = None


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """One question of one entry, worked out; `weighted` is out of the question's weight."""

    question: Question
    mark: Exact | None
    weighted: Fraction
    passed: bool

    @property
    def reason(self) -> str | None:
        """Why the entry fails at this question, or `None`."""
        if self.passed:
            return None
        if self.question.kind is QuestionKind.PASS_FAIL:
            return f"Did not pass “{self.question.title}”"
        minimum = self.question.minimum_mark
        return f"{self.mark} for “{self.question.title}” is under the minimum mark of {minimum}"


def weighted_mark(mark: Exact, *, top_mark: int, weight: Exact) -> Fraction:
    """`mark / top mark x weight`, exact.

    Domain: `0 <= mark <= top mark`, top mark above zero, weight zero or more.

    Raises:
        ValueError: a number is outside the domain.
    """
    if top_mark <= 0 or weight < 0:
        raise ValueError("A top mark must be above zero and a weight zero or more.")
    if not 0 <= mark <= top_mark:
        raise ValueError(f"A mark must be between 0 and {top_mark}.")
    return Fraction(mark) / top_mark * weight


def mark_question(question: Question, mark: Exact | None) -> QuestionMark:
    """Work out one question from its consensus mark; information needs no mark.

    Raises:
        ValueError: a mark is missing or off the scale.
    """
    if question.kind is QuestionKind.INFORMATION:
        return QuestionMark(question, mark, Fraction(0), passed=True)
    if mark is None:
        raise ValueError(f"“{question.title}” has no agreed mark.")
    if question.kind is QuestionKind.PASS_FAIL:
        weighted_mark(mark, top_mark=1, weight=0)
        return QuestionMark(question, mark, Fraction(0), passed=mark == 1)
    weighted = weighted_mark(mark, top_mark=question.top_mark, weight=question.weight)
    minimum = question.minimum_mark
    return QuestionMark(question, mark, weighted, passed=minimum is None or mark >= minimum)


def require_question_weights(questions: Sequence[Question]) -> None:
    """Check that the weights within each part sum to 100.

    Raises:
        ValueError: naming the part and its sum.
    """
    for part in Part:
        weights = [q.weight for q in _scored(questions, part)]
        if weights and sum(weights) != 100:
            name = part.replace("_", " ")
            raise ValueError(f"The weights within {name} must add up to 100, not {sum(weights)}.")


def require_part_weights(*, quality: Exact, price: Exact, social_value: Exact) -> None:
    """Check that quality, price and social value sum to 100.

    Raises:
        ValueError: they do not, or one is below zero.
    """
    total = quality + price + social_value
    if min(quality, price, social_value) < 0 or total != 100:
        raise ValueError(
            f"Quality, price and social value must each be zero or more and add up to 100, "
            f"not {total}."
        )


def part_total(marks: Sequence[QuestionMark], part: Part) -> Fraction:
    """The sum of weighted marks of one part, out of its hundred."""
    return sum((m.weighted for m in marks if m.question.part is part), Fraction(0))


def _scored(questions: Sequence[Question], part: Part) -> list[Question]:
    return [q for q in questions if q.kind is QuestionKind.SCORED and q.part is part]
