"""How an entry's total was worked out, as plain values to keep and to show."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from portal import money
from portal.tenders.scoring.basket import BasketLine
from portal.tenders.scoring.explain import plain
from portal.tenders.scoring.model import Model, Result, TieBreakKind
from portal.tenders.scoring.prices import PriceFormula
from portal.tenders.scoring.quality import Part, QuestionKind, QuestionMark

Explanation = dict[str, Any]
TIE_WORDS = {
    TieBreakKind.HIGHER_QUALITY: "the higher mark for quality",
    TieBreakKind.LOWER_PRICE: "the lower price",
    TieBreakKind.QUESTION_MARK: "the higher mark for the question that the invitation names",
    TieBreakKind.LOT_DRAWN: "the drawing of lots",
}
PART_WORDS = {Part.QUALITY: "quality", Part.SOCIAL_VALUE: "social value"}


def explanation_of(
    model: Model,
    result: Result,
    basket: Sequence[BasketLine],
    *,
    titles: Mapping[str, str],
    outcome: str,
) -> Explanation:
    """Return how an entry came out, piece by piece.

    `steps` add up to the total exactly: each carries its exact amount as a fraction, and `result`
    is it for people; `titles` names the components of the `basket`. `gates` are pass or fail
    and minimum marks.
    """
    return {
        "gates": [_gate(mark) for mark in result.quality.questions if _is_gate(mark)],
        "steps": _steps(model, result),
        "basket": [_basket_line(line, titles[line.code]) for line in basket]
        if result.price
        else [],
        "basket_total": _pounds(result.price.price_pence) if result.price else "",
        "total": _total(model, result),
        "per_point": "" if result.per_point is None else f"£{result.per_point}",
        "reasons": list(result.reasons),
        "tie": _tie(result),
        "tied_with": list(result.tied_with),
        "outcome": outcome,
    }


def whole(value: Fraction, places: int) -> int:
    """Return a number rounded half up, as whole units of its last published place."""
    return int(money.round_half_up(value, places) * 10**places)


def _steps(model: Model, result: Result) -> list[dict[str, str]]:
    steps = [
        _question_step(model, mark)
        for mark in result.quality.questions
        if mark.question.kind is QuestionKind.SCORED
    ]
    if result.price and model.formula is not PriceFormula.PRICE_PER_QUALITY_POINT:
        steps.append(_step("Price", result.price.working, result.price.mark, kind="price"))
    return steps


def _question_step(model: Model, mark: QuestionMark) -> dict[str, str]:
    question = mark.question
    social = question.part is Part.SOCIAL_VALUE
    part_weight = Fraction(model.social_value_weight if social else model.quality_weight)
    working = (
        f"{mark.mark} ÷ {question.top_mark} × {plain(question.weight)} = {plain(mark.weighted)}"
        f" of 100 for {PART_WORDS[question.part]}, which counts for {plain(part_weight)}%"
    )
    return _step(question.title, working, mark.weighted * part_weight / 100)


def _step(text: str, working: str, amount: Fraction, kind: str = "question") -> dict[str, str]:
    shown, exact = plain(amount), str(amount)
    return {"text": text, "working": working, "result": shown, "exact": exact, "kind": kind}


def _total(model: Model, result: Result) -> dict[str, str]:
    """The exact sum, and what it is rounded to; quality alone for one without a price."""
    quality = result.quality.quality_mark + result.quality.social_value_mark
    exact = quality if result.total is None else result.total
    return {
        "exact": str(exact),
        "sum": plain(exact),
        "result": str(money.round_half_up(exact, model.places)),
    }


def _is_gate(mark: QuestionMark) -> bool:
    return mark.question.kind is QuestionKind.PASS_FAIL or mark.question.minimum_mark is not None


def _gate(mark: QuestionMark) -> dict[str, str]:
    outcome = "Passed" if mark.passed else "Failed"
    if mark.question.kind is QuestionKind.PASS_FAIL:
        return {"text": mark.question.title, "working": "Pass or fail", "result": outcome}
    working = f"{mark.mark}, where the minimum mark is {mark.question.minimum_mark}"
    return {"text": mark.question.title, "working": working, "result": outcome}


def _basket_line(line: BasketLine, title: str) -> dict[str, str]:
    working = f"{plain(line.quantity)} × {money.pounds(line.pence)}"
    if line.at_ceiling:
        working += ", the lot’s ceiling, because the bid gives no price"
    return {"text": title, "working": working, "result": _pounds(line.amount)}


def _tie(result: Result) -> str:
    if result.tied_with:
        return "Equal with another entry after every tie-break."
    if result.settled_by is None:
        return ""
    return f"Equal totals were put in order by {TIE_WORDS[result.settled_by.kind]}."


def _pounds(pence: int | Fraction) -> str:
    return money.pounds(money.round_half_away(Fraction(pence)))
