"""Lots, prices, questions and formulas as rows that pages arrange."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.display import day, pounds
from portal.money import round_half_up
from portal.providers.models import PROVISION_TITLES
from portal.tenders.award_model import basket_ceiling, price_params, questions_for, top_mark
from portal.tenders.forms.bids import UNITS
from portal.tenders.forms.frameworks import AWARD_MODES
from portal.tenders.forms.procurements import PARTS, QUESTION_KINDS, SCOPES
from portal.tenders.legal import REGIMES, route_title
from portal.tenders.models import (
    AwardMode,
    Framework,
    Lot,
    LotPurpose,
    Part,
    PriceFormula,
    PriceLine,
    Procurement,
    Question,
    QuestionKind,
    Specification,
)
from portal.tenders.scoring.explain import Market, per_point_working, plain, price_working
from portal.tenders.scoring.prices import price_marks, price_per_quality_point

SAMPLE_SHARES = (80, 90, 100)
SAMPLE_POINTS = (40, 45, 50)


@dataclass(frozen=True, slots=True)
class LotPage:
    """One lot as a page shows it."""

    number: int
    title: str
    description: str
    facts: list[dict[str, Any]]
    prices: list[dict[str, Any]]
    basket: str
    requirements: list[dict[str, Any]]
    version: int | None
    formula: str
    explanation: str
    sample: list[dict[str, str]]
    questions: list[dict[str, Any]]


def lot_page(lot: Lot, specification: Specification | None, questions: list[Question]) -> LotPage:
    """Return a lot with everything that a bidder needs to know of it."""
    return LotPage(
        number=lot.number,
        title=lot.title,
        description=lot.description,
        facts=lot_facts(lot),
        prices=[price_row(line) for line in lot.price_lines],
        basket=pounds(basket_ceiling(lot)),
        requirements=requirement_rows(specification),
        version=specification.version if specification else None,
        formula=lot.price_formula.label,
        explanation=lot.price_formula.explanation,
        sample=sample(lot),
        questions=[question_row(one) for one in questions],
    )


def invited_lot(procurement: Procurement, lot: Lot, specification: Specification | None) -> LotPage:
    """Return a lot of an invitation, with the questions that an entry for it answers."""
    return lot_page(lot, specification, questions_for(procurement, lot))


def framework_facts(one: Framework) -> list[dict[str, Any]]:
    """Return the seven facts that the law asks a framework to state."""
    rows = [
        ("What it is for", one.description),
        ("Estimated value", f"{pounds(one.estimated_value_pence)} without VAT"),
        ("Term", f"{day(one.starts_on)} until {day(one.ends_on)}, that day not included"),
        ("Prices", one.price_mechanism),
        ("How a service is chosen", one.selection_process),
        ("Who may use it", one.entitled_authorities),
        ("Kind of framework", REGIMES[one.regime].title),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def lot_facts(lot: Lot) -> list[dict[str, Any]]:
    """Return the facts of a lot in words."""
    facts = [
        ("Provision type", PROVISION_TITLES[lot.provision_type]),
        ("Need", lot.need_category),
        ("Ages", f"{lot.age_from} to {lot.age_to}"),
        ("Area", lot.area),
        ("Legal route", route_title(lot.legal_route)),
        ("Lowest inspection grade", lot.minimum_grade.label if lot.minimum_grade else "None"),
        ("Weights", weights(lot)),
        ("How prices are marked", lot.price_formula.label),
        *formula_numbers(lot),
        ("Who is successful", award_words(lot)),
    ]
    if lot.purpose is LotPurpose.BLOCK:
        facts.append(("Places in the block", str(lot.block_places)))
        facts.append(("Places paid for in any case", f"{lot.guarantee_percent}%"))
    return [{"key": key, "value": value} for key, value in facts]


def weights(lot: Lot) -> str:
    """Return a lot's weights as people say them."""
    said = [f"quality {lot.quality_weight}%", f"price {lot.price_weight}%"]
    if lot.social_weight:
        said.append(f"social value {lot.social_weight}%")
    return ", ".join(said).capitalize()


def formula_numbers(lot: Lot) -> list[tuple[str, str]]:
    """Return the published numbers of a lot's price formula."""
    numbers = []
    if lot.qualification_pence:
        numbers.append(("Qualification price", pounds(lot.qualification_pence)))
    if lot.mean_factor:
        numbers.append(("Rate k", plain(Fraction(lot.mean_factor, 1000))))
    if lot.benchmark_pence:
        numbers.append(("Benchmark", pounds(lot.benchmark_pence)))
    return numbers


def award_words(lot: Lot) -> str:
    """Return who is successful on a lot."""
    if lot.award_mode is AwardMode.ALL_ABOVE_THRESHOLD:
        return f"Every bid with a total of {lot.award_limit} or more out of 100"
    if lot.award_mode is AwardMode.TOP_N:
        return f"The best bids, up to {lot.award_limit}"
    if lot.award_mode is AwardMode.TIERS:
        sizes = ["no limit" if one is None else str(one) for one in lot.tier_sizes or ()]
        named = [f"tier {place}: {size}" for place, size in enumerate(sizes, start=1)]
        return f"By tiers ({', '.join(named)})"
    return AWARD_MODES[lot.award_mode][1].rstrip(".")


def price_row(line: PriceLine) -> dict[str, Any]:
    """Return one line of a price schedule."""
    return {
        "code": line.component_code,
        "title": line.component.title,
        "unit": UNITS[line.component.unit],
        "ceiling": pounds(line.ceiling_pence),
        "quantity": line.basket_quantity,
        "mandatory": line.mandatory,
    }


def requirement_rows(specification: Specification | None) -> list[dict[str, Any]]:
    """Return the requirements of one version of a specification."""
    return [
        {"number": one.number, "text": one.text, "mandatory": one.mandatory}
        for one in (specification.requirements if specification else [])
    ]


def question_row(question: Question) -> dict[str, Any]:
    """Return one question in words."""
    scored = question.kind is QuestionKind.SCORED
    return {
        "reference": question.reference,
        "position": question.position,
        "title": question.title,
        "text": question.text,
        "guidance": question.guidance,
        "words": question.word_limit,
        "scope": SCOPES[question.scope][0],
        "lot": question.lot.name if question.lot else "",
        "kind": QUESTION_KINDS[question.kind][0],
        "part": PARTS[question.part] if scored else "",
        "weight": f"{question.weight}%" if scored else "",
        "minimum": question.minimum_mark,
    }


def sample(lot: Lot) -> list[dict[str, str]]:
    """Work three invented prices through a lot's price formula, to show what it does."""
    ceiling = basket_ceiling(lot)
    if not ceiling:
        return []
    prices = {share: max(ceiling * share // 100, 1) for share in SAMPLE_SHARES}
    if lot.price_formula is PriceFormula.PRICE_PER_QUALITY_POINT:
        return _sample_per_point(prices)
    formula, params, weight = lot.price_formula, price_params(lot), lot.price_weight
    try:
        marks = price_marks(formula, prices, weight, params)
    except ValueError:
        return []
    market = Market.of(prices.values())
    return [
        {
            "text": f"A price of {pounds(price)}",
            "working": price_working(formula, price, market, weight, params, marks[share]),
            "result": plain(marks[share], 2),
        }
        for share, price in prices.items()
    ]


def marking_words(procurement: Procurement) -> str:
    """Return how a mark counts, on an example from the invitation itself."""
    top = top_mark(procurement)
    question = next(
        (
            one
            for one in procurement.questions
            if one.kind is QuestionKind.SCORED and one.part is Part.QUALITY
        ),
        None,
    )
    lot = next(iter(procurement.lots), None)
    if not top or question is None or lot is None or not question.weight:
        return ""
    mark = max(top - 1, 1)
    points = Fraction(mark, top) * question.weight
    total = points * lot.quality_weight / 100
    return (
        f"For example, a mark of {mark} for “{question.title}” earns {mark} ÷ {top} × "
        f"{question.weight} = {plain(points, 2)} of the 100 for quality. Quality has "
        f"{lot.quality_weight}% of lot {lot.number}, so that adds {plain(total, 2)} to the total."
    )


def _sample_per_point(prices: dict[int, int]) -> list[dict[str, str]]:
    rows = []
    for points, price in zip(SAMPLE_POINTS, prices.values(), strict=True):
        score = round_half_up(price_per_quality_point(price, quality=points) / 100, 2)
        rows.append(
            {
                "text": f"A price of {pounds(price)} and {points} quality points",
                "working": per_point_working(price, Fraction(points), score),
                "result": f"£{score}",
            }
        )
    return rows
