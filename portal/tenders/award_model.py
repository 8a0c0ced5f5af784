"""What a lot publishes, in the terms that the scoring rules take."""

from fractions import Fraction

from portal.tenders.models import Lot, PriceLine, Procurement, Question
from portal.tenders.scoring.award import AwardRule
from portal.tenders.scoring.model import Model, TieBreak, TieBreakKind
from portal.tenders.scoring.prices import PriceParams
from portal.tenders.scoring.quality import Question as ScoredQuestion
from portal.tenders.scoring.quality import QuestionKind

TIE_BREAKS: dict[str, str] = {
    "quality,price": "The higher quality mark, then the lower price, then a recorded draw of lots",
    "price,quality": "The lower price, then the higher quality mark, then a recorded draw of lots",
}
_KINDS = {"quality": TieBreakKind.HIGHER_QUALITY, "price": TieBreakKind.LOWER_PRICE}


def top_mark(procurement: Procurement) -> int:
    """Return the top of the published scale, 0 while there is none."""
    return max((mark.mark for mark in procurement.scale), default=0)


def questions_for(procurement: Procurement, lot: Lot) -> list[Question]:
    """Return the questions that an entry for a lot answers, in order."""
    return [one for one in procurement.questions if one.lot_id in (None, lot.id)]


def basket_ceiling(lot: Lot) -> int:
    """Return the price of the whole basket at its ceilings, in pence."""
    return sum(line.ceiling_pence * line.basket_quantity for line in counted_lines(lot))


def counted_lines(lot: Lot) -> list[PriceLine]:
    """Return the lines of a price schedule that make up the basket."""
    return [line for line in lot.price_lines if line.basket_quantity]


def price_params(lot: Lot) -> PriceParams:
    """Return the published numbers of a lot's price formula."""
    return PriceParams(
        qualification_pence=lot.qualification_pence,
        k=Fraction(lot.mean_factor, 1000) if lot.mean_factor else None,
        ceiling_pence=basket_ceiling(lot) or None,
        benchmark_pence=lot.benchmark_pence,
    )


def award_rule(lot: Lot) -> AwardRule:
    """Return the published award rule of a lot."""
    by_threshold = lot.award_mode == "all_above_threshold"
    return AwardRule(
        mode=lot.award_mode,
        threshold=lot.award_limit if by_threshold else None,
        places=None if by_threshold else lot.award_limit,
        tier_sizes=tuple(lot.tier_sizes or ()),
    )


def tie_breaks(order: str) -> tuple[TieBreak, ...]:
    """Return the published order of tie-breaks; the drawing of lots always comes last."""
    named = tuple(TieBreak(_KINDS[name]) for name in order.split(",") if name in _KINDS)
    return (*named, TieBreak(TieBreakKind.LOT_DRAWN))


def scored_question(question: Question, top: int) -> ScoredQuestion:
    """Return one question as the scoring rules take it; pass or fail has a top mark of 1."""
    return ScoredQuestion(
        id=question.id,
        title=question.title,
        kind=question.kind,
        scope=question.scope,
        part=question.part,
        weight=question.weight or 0,
        top_mark=top if question.kind is QuestionKind.SCORED else 1,
        minimum_mark=question.minimum_mark,
    )


def model_of(procurement: Procurement, lot: Lot) -> Model:
    """Return the whole published award model of one lot of a procurement."""
    top = top_mark(procurement)
    return Model(
        questions=tuple(scored_question(one, top) for one in questions_for(procurement, lot)),
        quality_weight=lot.quality_weight,
        price_weight=lot.price_weight,
        social_value_weight=lot.social_weight,
        formula=lot.price_formula,
        params=price_params(lot),
        places=procurement.decimal_places,
        tie_breaks=tie_breaks(procurement.tie_breaks),
    )
