"""The whole award model: from agreed marks and opened prices to a ranking that explains itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from portal import money
from portal.tenders.scoring.explain import Market, per_point_working, plain, price_working
from portal.tenders.scoring.model import (
    Model,
    Offer,
    PriceResult,
    QualityResult,
    Result,
    TieBreak,
    TieBreakKind,
)
from portal.tenders.scoring.prices import (
    PriceFormula,
    cap_only,
    price_marks,
    price_per_quality_point,
    require_params,
)
from portal.tenders.scoring.quality import (
    Part,
    mark_question,
    part_total,
    require_part_weights,
    require_question_weights,
)

_Key = Callable[[Result], Fraction]


def require_model(model: Model) -> None:
    """Check before publication that the model can rank bids.

    Raises:
        ValueError: weights do not add up, a price number is missing, or a tie-break names a
            question that the model does not have.
    """
    require_part_weights(
        quality=model.quality_weight,
        price=model.price_weight,
        social_value=model.social_value_weight,
    )
    require_question_weights(model.questions)
    require_params(model.formula, model.params)
    known = {question.id for question in model.questions}
    for tie_break in model.tie_breaks:
        if tie_break.kind is TieBreakKind.QUESTION_MARK and tie_break.question_id not in known:
            raise ValueError("A tie-break names a question that is not one of the lot's.")


def assess_quality(model: Model, offer: Offer) -> QualityResult:
    """Work out an entry's quality before prices open; no price is read.

    Raises:
        ValueError: an agreed mark is missing or off its scale.
    """
    marks = tuple(mark_question(q, offer.marks.get(q.id)) for q in model.questions)
    quality, social_value = part_total(marks, Part.QUALITY), part_total(marks, Part.SOCIAL_VALUE)
    reasons = [reason for reason in (mark.reason for mark in marks) if reason]
    if model.minimum_quality is not None and quality < model.minimum_quality:
        least = plain(model.minimum_quality)
        reasons.append(f"Quality of {plain(quality)} is under the minimum of {least} out of 100")
    return QualityResult(
        questions=marks,
        quality=quality,
        social_value=social_value,
        quality_mark=quality * model.quality_weight / 100,
        social_value_mark=social_value * model.social_value_weight / 100,
        reasons=tuple(reasons),
    )


def rank(model: Model, offers: Iterable[Offer]) -> list[Result]:
    """Rank the qualifying entries, best first, then those that did not qualify.

    Minimum marks come first; the lowest price and the mean are taken among the entries that
    passed them. Totals are exact, rounded once, and compared as rounded; ties go through the
    published order of tie-breaks. The order in which entries are given never matters.

    Raises:
        ValueError: an agreed mark is missing, or a qualifying entry has no price above zero.
    """
    by_id = {offer.id: offer for offer in sorted(offers, key=lambda offer: offer.id)}
    started = [_start(model, offer) for offer in by_id.values()]
    priced = _price(model, [r for r in started if not r.reasons], by_id)
    ranked = _place(model, [r for r in priced if not r.reasons], by_id)
    out = [r for r in started if r.reasons] + [r for r in priced if r.reasons]
    return ranked + sorted(out, key=lambda result: result.id)


def _start(model: Model, offer: Offer) -> Result:
    quality = assess_quality(model, offer)
    set_aside = (f"Set aside: {offer.set_aside}",) if offer.set_aside else ()
    return Result(offer.id, quality, reasons=quality.reasons + set_aside)


def _price(model: Model, results: Sequence[Result], offers: dict[int, Offer]) -> list[Result]:
    prices = {result.id: offers[result.id].price_pence for result in results}
    known = {id_: price for id_, price in prices.items() if price is not None}
    if len(known) < len(prices):
        raise ValueError("Every qualifying entry needs an opened price.")
    if not known:
        return []
    weight, params = model.price_weight, model.params
    marks = price_marks(model.formula, known, weight, params)
    market = Market.of(known.values())
    priced = []
    for result in results:
        price, mark = known[result.id], marks[result.id]
        working = price_working(model.formula, price, market, weight, params, mark)
        priced.append(_add_up(model, result, PriceResult(price, mark, weight, working)))
    return priced


def _add_up(model: Model, result: Result, price: PriceResult) -> Result:
    """Add up an entry's exact marks and round what will be compared, once."""
    points = result.quality.quality_mark + result.quality.social_value_mark
    total = points + price.mark
    summed = replace(
        result, price=price, total=total, rounded=money.round_half_up(total, model.places)
    )
    if model.formula is PriceFormula.PRICE_PER_QUALITY_POINT:
        return _add_per_point(model, summed, price, points)
    return replace(summed, reasons=_over_cap(model, price))


def _add_per_point(model: Model, result: Result, price: PriceResult, points: Fraction) -> Result:
    if points == 0:
        return replace(result, reasons=("No quality points, so no price for each point",))
    pence = price_per_quality_point(price.price_pence, quality=points)
    per_point = money.round_half_up(pence / 100, model.places)
    working = per_point_working(price.price_pence, points, per_point)
    return replace(result, price=replace(price, working=working), per_point=per_point)


def _over_cap(model: Model, price: PriceResult) -> tuple[str, ...]:
    ceiling = model.params.ceiling_pence
    if model.formula is not PriceFormula.CAP_ONLY or ceiling is None:
        return ()
    return () if cap_only(price.price_pence, ceiling=ceiling) else (price.working,)


def _place(model: Model, results: list[Result], offers: dict[int, Offer]) -> list[Result]:
    """Order by score, then by tie-breaks, and number the places: 1, 2, 2, 4."""
    keys = [(tie_break, _key(tie_break, model, offers)) for tie_break in model.tie_breaks]
    placed: list[Result] = []
    for _, tied in groupby(sorted(results, key=_score), key=_score):
        for group in _settle(list(tied), keys):
            rank = len(placed) + 1
            ids = [result.id for result in group]
            for result in group:
                others = tuple(id_ for id_ in ids if id_ != result.id)
                placed.append(replace(result, rank=rank, tied_with=others))
    return placed


def _score(result: Result) -> Fraction:
    """What is compared first, smallest first: pounds for each point, or the rounded total."""
    if result.per_point is not None:
        return Fraction(result.per_point)
    return -Fraction(result.rounded or 0)


def _settle(tied: list[Result], keys: list[tuple[TieBreak, _Key]]) -> list[list[Result]]:
    """Part equal scores by the tie-breaks in order; groups left with two or more stay tied."""
    if len(tied) == 1 or not keys:
        return [sorted(tied, key=lambda result: result.id)]
    (tie_break, key), *later = keys
    groups = [list(group) for _, group in groupby(sorted(tied, key=key), key=key)]
    if len(groups) == 1:
        return _settle(tied, later)
    settled = [[replace(result, settled_by=tie_break) for result in group] for group in groups]
    return [part for group in settled for part in _settle(group, later)]


def _key(tie_break: TieBreak, model: Model, offers: dict[int, Offer]) -> _Key:
    """What a tie-break compares, smallest first; quality as rounded, like the totals."""

    def quality(result: Result) -> Fraction:
        points = result.quality.quality_mark
        return -Fraction(money.round_half_up(points, model.places))

    def price(result: Result) -> Fraction:
        return Fraction(result.price.price_pence) if result.price else Fraction(0)

    def question(result: Result) -> Fraction:
        return -Fraction(offers[result.id].marks.get(tie_break.question_id or 0, 0))

    def lot(result: Result) -> Fraction:
        return Fraction(offers[result.id].lot_drawn or 0)

    return {
        TieBreakKind.HIGHER_QUALITY: quality,
        TieBreakKind.LOWER_PRICE: price,
        TieBreakKind.QUESTION_MARK: question,
        TieBreakKind.LOT_DRAWN: lot,
    }[tie_break.kind]
