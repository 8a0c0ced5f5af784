"""Plain facts that a price check reads and the rows that it writes; dates are half open."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from portal.tenders.terms import PriceBasis, Unit


class Rhythm(StrEnum):
    """How an amount builds up: by the week, by the night, or once."""

    WEEKLY = "weekly"
    NIGHTLY = "nightly"
    ONCE = "once"

    @classmethod
    def of(cls, unit: Unit) -> "Rhythm":
        """How amounts in a unit build up; what is a percentage of core is charged by the week."""
        if unit in {Unit.WEEK, Unit.PERCENT_OF_CORE}:
            return cls.WEEKLY
        return cls.NIGHTLY if unit is Unit.NIGHT else cls.ONCE


class ReferenceKind(StrEnum):
    """Where a reference price comes from, in the order of preference."""

    BLOCK_CONTRACT = "block_contract"
    CALL_OFF_AGREEMENT = "call_off_agreement"
    OWN_APPOINTMENT = "own_appointment"
    OTHER_REGION = "other_region"
    LOT_MEDIAN = "lot_median"
    LOT_CEILING = "lot_ceiling"
    NONE = "none"


class DiscountKind(StrEnum):
    """The condition that a discount depends on."""

    SIBLING = "sibling"
    VOLUME = "volume"
    LONG_STAY = "long_stay"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `from_` up to, not including, `to_`; `None` is open."""

    from_: date
    to_: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a night that begins on `day` falls within."""
        return self.from_ <= day and (self.to_ is None or day < self.to_)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a placement is charged for one component.

    `pence` is for one unit; what a card prices as a percentage of core is charged in pence a
    week. Weeks and nights run over the nights of the span; of any other unit `quantity` counts
    what was bought, and all of it counts on the day that the span begins.
    """

    component: str
    unit: Unit
    pence: int
    span: Span
    quantity: int = 1
    id: int | None = None

    @property
    def rhythm(self) -> Rhythm:
        """How the charge builds up."""
        return Rhythm.of(self.unit)


@dataclass(frozen=True, slots=True)
class Rate:
    """A card's price for one component; `pence` per unit, or hundredths of a per cent of core.

    An `age_band` limits the rate to that band; `None` is any age.
    """

    component: str
    unit: Unit
    pence: int
    span: Span
    age_band: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount in hundredths of a per cent, whose condition holds at `threshold` and above.

    The threshold counts siblings placed together, places bought, or whole weeks of stay.
    """

    kind: DiscountKind
    hundredths: int
    threshold: int
    span: Span


@dataclass(frozen=True, slots=True)
class Card:
    """A set of reference prices and when it may be used: one span for each state in force."""

    kind: ReferenceKind
    source_id: int | None
    spans: tuple[Span, ...]
    rates: tuple[Rate, ...]
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class AgeBand:
    """The child's age band over some days."""

    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class Count:
    """How many siblings or places hold over some days."""

    kind: DiscountKind
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """Everything that decides a placement's price pieces; the order of the parts never matters."""

    span: Span
    charges: tuple[Charge, ...]
    cards: tuple[Card, ...] = ()
    age_bands: tuple[AgeBand, ...] = ()
    counts: tuple[Count, ...] = ()
    basis: PriceBasis = PriceBasis.IN_FORCE


@dataclass(frozen=True, slots=True)
class PricePiece:
    """One component over nights in which nothing changes: a row to store, open where `to_` is.

    Pence are for one unit. `reference_pence` is after any discount; `None` with `unpriced` where
    the card lacks the component, `None` without it where there is no card at all (a gap).
    """

    from_: date
    to_: date | None
    component: str
    charged_pence: int
    reference_pence: int | None
    reference_kind: ReferenceKind
    reference_source_id: int | None
    unit: Unit
    quantity: int = 1
    unpriced: bool = False
    charge_id: int | None = None
    rate_id: int | None = None
    discount_hundredths: int = 0

    @property
    def rhythm(self) -> Rhythm:
        """How the piece builds up."""
        return Rhythm.of(self.unit)

    @property
    def variance_share(self) -> Fraction | None:
        """The variance as an exact share of the reference; `None` where there is none."""
        if not self.reference_pence:
            return None
        return Fraction(self.charged_pence - self.reference_pence, self.reference_pence)


@dataclass(frozen=True, slots=True)
class Totals:
    """Exact sums of pieces up to a date, in sevenths of a penny.

    `charged` is everything; `compared` what has a reference; `unpriced` the extras that a card
    lacks; `gap` what no card covers: `charged = compared + unpriced + gap` and
    `variance = compared - reference`. `variance_percent` is the exact share of the reference.
    `nights` are those charged for by the week or night, `covered_nights` those with a card.
    """

    charged_sevenths: int
    compared_sevenths: int
    reference_sevenths: int
    variance_sevenths: int
    unpriced_sevenths: int
    gap_sevenths: int
    nights: int
    covered_nights: int
    variance_percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the page on how a figure was worked out, each amount rounded once, in pence.

    `last_night` is the last night counted; `working` is the line in plain numbers. The variance
    is `None` for a gap or an unpriced extra.
    """

    piece: PricePiece
    last_night: date
    nights: int
    charged_pence: int
    reference_pence: int | None
    variance_pence: int | None
    variance_share: Fraction | None
    working: str
