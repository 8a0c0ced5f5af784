"""What ranking takes in and gives back: the published model, the bids, and worked-out results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.tenders.scoring.prices import Exact, PriceFormula, PriceParams
from portal.tenders.scoring.quality import Question, QuestionMark


class TieBreakKind(StrEnum):
    """What settles a tie between equal totals."""

    HIGHER_QUALITY = "higher_quality"
    LOWER_PRICE = "lower_price"
    QUESTION_MARK = "question_mark"
    LOT_DRAWN = "lot_drawn"


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the published order of tie-breaks; a question's mark names its question."""

    kind: TieBreakKind
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """The published award model of one lot.

    The three weights sum to 100. `minimum_quality` is out of the hundred of the quality part.
    `places` is the number of decimal places that totals are rounded to and compared at.
    """

    questions: tuple[Question, ...]
    quality_weight: Exact
    price_weight: Exact
    social_value_weight: Exact = 0
    formula: PriceFormula = PriceFormula.LOWEST_OVER_PRICE
    params: PriceParams = field(default_factory=PriceParams)
    places: int = 2
    tie_breaks: tuple[TieBreak, ...] = (
        TieBreak(TieBreakKind.HIGHER_QUALITY),
        TieBreak(TieBreakKind.LOWER_PRICE),
    )
    minimum_quality: Exact | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry as it stands: the panel's marks by question, and its basket price once opened.

    `set_aside` is the recorded reason for an entry that people took out, such as an abnormally
    low price that could not be explained. `lot_drawn` is its place in a recorded drawing of lots.
    """

    id: int
    marks: Mapping[int, Exact]
    price_pence: Exact | None = None
    lot_drawn: int | None = None
    set_aside: str | None = None


@dataclass(frozen=True, slots=True)
class QualityResult:
    """An entry's quality: questions one by one, parts out of 100, and marks out of their weights.

    `reasons` says why it does not go on to price; empty when it does.
    """

    questions: tuple[QuestionMark, ...]
    quality: Fraction
    social_value: Fraction
    quality_mark: Fraction
    social_value_mark: Fraction
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceResult:
    """An entry's price: the basket, the formula with its numbers put in, and the exact mark."""

    price_pence: Exact
    mark: Fraction
    weight: Exact
    working: str


@dataclass(frozen=True, slots=True)
class Result:
    """One entry's place in the ranking, explained piece by piece.

    `total` is exact and `rounded` is it half up to the published places, which is what is
    compared. For price per quality point both are the quality points, and `per_point`, the pounds
    for each point as rounded, is compared instead. `rank` is `None` for an entry that did not
    qualify; `reasons` then says why. Entries that no tie-break could part share a rank and name
    each other in `tied_with`. `settled_by` is the tie-break that gave this entry its place among
    entries with the same score.
    """

    id: int
    quality: QualityResult
    price: PriceResult | None = None
    total: Fraction | None = None
    rounded: Decimal | None = None
    per_point: Decimal | None = None
    rank: int | None = None
    reasons: tuple[str, ...] = ()
    settled_by: TieBreak | None = None
    tied_with: tuple[int, ...] = ()
