"""A lot's published award model, put together for the scoring functions."""

from fractions import Fraction

from portal.tenders.models import Lot, Procurement, Question, QuestionKind, Scope, Unit
from portal.tenders.models import PriceLine as ScheduleLine
from portal.tenders.scoring import quality
from portal.tenders.scoring.award import AwardMode, AwardRule
from portal.tenders.scoring.basket import PriceLine, percent_of_core
from portal.tenders.scoring.model import Model, TieBreak, TieBreakKind
from portal.tenders.scoring.prices import PriceParams

CORE = "CORE"
TIE_BREAKS = {
    "quality": TieBreakKind.HIGHER_QUALITY,
    "price": TieBreakKind.LOWER_PRICE,
    "lots": TieBreakKind.LOT_DRAWN,
}
TIE_BREAK_WORDS = {
    TieBreakKind.HIGHER_QUALITY: "the higher quality mark",
    TieBreakKind.LOWER_PRICE: "the lower price",
    TieBreakKind.QUESTION_MARK: "the higher mark for a question named in the invitation",
    TieBreakKind.LOT_DRAWN: "a drawing of lots",
}


def model_of(procurement: Procurement, lot: Lot) -> Model:
    """Return the model that the procurement published for a lot."""
    return Model(
        questions=tuple(_question(q, top_mark(procurement)) for q in asked(procurement, lot)),
        quality_weight=lot.quality_weight,
        price_weight=lot.price_weight,
        social_value_weight=lot.social_weight,
        formula=lot.price_formula,
        params=_params(lot),
        places=procurement.decimal_places,
        tie_breaks=_tie_breaks(procurement),
    )


def rule_of(lot: Lot) -> AwardRule:
    """Return the award rule that was published for a lot."""
    by_total = lot.award_mode is AwardMode.ALL_ABOVE_THRESHOLD
    return AwardRule(
        mode=lot.award_mode,
        threshold=lot.award_limit if by_total else None,
        places=lot.award_limit if lot.award_mode is AwardMode.TOP_N else None,
        tier_sizes=tuple(lot.tier_sizes or ()),
    )


def asked(procurement: Procurement, lot: Lot) -> list[Question]:
    """Return the questions that a bid for a lot answers, in order."""
    return [q for q in procurement.questions if q.lot_id in (None, lot.id)]


def top_mark(procurement: Procurement) -> int:
    """Return the highest mark of the published scale."""
    return max((one.mark for one in procurement.scale), default=1)


def scope_key(question: Question, *, lot_id: int, entry_id: int) -> str:
    """Return the key of the response that an entry's question is answered and marked in."""
    return {
        Scope.ORGANISATION: "organisation",
        Scope.LOT: f"lot:{lot_id}",
        Scope.SERVICE: f"entry:{entry_id}",
    }[question.scope]


def priced_lines(lot: Lot, prices: dict[str, int]) -> list[PriceLine]:
    """Return a lot's price schedule with an entry's prices, each for one unit in pence.

    A price that is a percentage of core is turned into what it comes to in pence.
    """
    return [_priced(line, lot, prices) for line in lot.price_lines]


def ceiling_price(lot: Lot) -> Fraction:
    """Return what the lot's basket costs with every line at its ceiling, in pence."""
    at_ceiling = {line.component_code: line.ceiling_pence for line in lot.price_lines}
    lines = priced_lines(lot, at_ceiling)
    return sum((Fraction(line.quantity) * (line.pence or 0) for line in lines), Fraction(0))


def _priced(line: ScheduleLine, lot: Lot, prices: dict[str, int]) -> PriceLine:
    pence, ceiling = prices.get(line.component_code), line.ceiling_pence
    if line.component.unit is Unit.PERCENT_OF_CORE:
        core = prices.get(CORE) or _ceiling_of_core(lot)
        pence = None if pence is None else percent_of_core(core, pence)
        ceiling = percent_of_core(core, ceiling)
    return PriceLine(
        line.component_code,
        pence,
        line.basket_quantity,
        ceiling_pence=ceiling,
        optional=not line.mandatory,
    )


def _ceiling_of_core(lot: Lot) -> int:
    cores = [line.ceiling_pence for line in lot.price_lines if line.component_code == CORE]
    return cores[0] if cores else 0


def _question(question: Question, top: int) -> quality.Question:
    return quality.Question(
        id=question.id,
        title=question.title,
        kind=question.kind,
        scope=question.scope,
        part=question.part,
        weight=question.weight or 0,
        top_mark=top if question.kind is QuestionKind.SCORED else 1,
        minimum_mark=question.minimum_mark,
    )


def _params(lot: Lot) -> PriceParams:
    return PriceParams(
        qualification_pence=lot.qualification_pence,
        k=None if lot.mean_factor is None else Fraction(lot.mean_factor, 1000),
        ceiling_pence=ceiling_price(lot) or None,
        benchmark_pence=lot.benchmark_pence,
    )


def _tie_breaks(procurement: Procurement) -> tuple[TieBreak, ...]:
    """The published order; what it leaves tied is settled by drawing lots."""
    names = [name.strip() for name in procurement.tie_breaks.split(",") if name.strip()]
    published = [TieBreak(TIE_BREAKS[name]) for name in names if name in TIE_BREAKS]
    lots = TieBreak(TieBreakKind.LOT_DRAWN)
    return tuple(published if lots in published else [*published, lots])
