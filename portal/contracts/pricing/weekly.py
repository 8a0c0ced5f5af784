"""The agreed weekly price of one placement, put together from its price schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from portal import money
from portal.contracts.pricing.discounts import DISCOUNTED, discounted

WEEKS_IN_A_YEAR = 52


@dataclass(frozen=True, slots=True)
class Hours:
    """Extra hours a week at a price for each."""

    component: str
    each_week: Fraction | int
    pence: int


@dataclass(frozen=True, slots=True)
class WeeklyFacts:
    """What makes up a weekly price.

    `accommodation` is pence a week by component (`CORE`, `ENH`, `SOLO`). `discounts` are in
    hundredths of a per cent, of which the best alone applies. Education paid in term weeks is
    `education_pence` a week for `education_weeks` of the year, spread over 52.
    """

    accommodation: Mapping[str, int]
    discounts: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    education_pence: int = 0
    education_weeks: int = WEEKS_IN_A_YEAR
    therapy_pence: int = 0


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """One component's pence a week, with its working in plain numbers."""

    component: str
    pence: int
    working: str


def weekly_lines(facts: WeeklyFacts) -> list[WeeklyLine]:
    """Each component a week, rounded to the penny, so that the lines add up to the price.

    `(CORE + ENH + SOLO) x (1 - best discount) + sum(hours x rate) + EDU x weeks / 52 + THERAPY`.
    Source: the placement price formula proposed for price schedules (care commissioning, 1.3).

    Raises:
        ValueError: a component cannot be discounted, a discount is over 100%, or education runs
            for more than 52 weeks.
    """
    unknown = set(facts.accommodation) - DISCOUNTED
    if unknown:
        raise ValueError(f"Not part of accommodation: {', '.join(sorted(unknown))}.")
    best = max(facts.discounts, default=0)
    lines = [_accommodation(code, pence, best) for code, pence in facts.accommodation.items()]
    lines += [_hours(hours) for hours in facts.hours]
    if facts.education_pence:
        lines.append(_education(facts.education_pence, facts.education_weeks))
    if facts.therapy_pence:
        lines.append(WeeklyLine("THERAPY", facts.therapy_pence, money.pounds(facts.therapy_pence)))
    return lines


def weekly_price(facts: WeeklyFacts) -> int:
    """The weekly price in pence: the sum of `weekly_lines`.

    Raises:
        ValueError: as `weekly_lines`.
    """
    return sum(line.pence for line in weekly_lines(facts))


def spread_over_year(pence: int, weeks: int) -> int:
    """A price for each of some weeks of the year as pence a week over 52, rounded half up.

    Raises:
        ValueError: not between 0 and 52 weeks.
    """
    if not 0 <= weeks <= WEEKS_IN_A_YEAR:
        raise ValueError("Enter between 0 and 52 weeks.")
    return int(money.round_half_up(Fraction(pence * weeks, WEEKS_IN_A_YEAR), 0))


def invoice_line(weekly_pence: int, nights: int) -> int:
    """Pence for some nights at a weekly price; a line is rounded singly, half away from zero.

    Matching an invoice allows a penny a line for this. Totals of a price check never use it.
    """
    return money.round_half_away(Fraction(weekly_pence * nights, 7))


def _accommodation(code: str, pence: int, best: int) -> WeeklyLine:
    after = discounted(pence, best)
    if not best:
        return WeeklyLine(code, after, money.pounds(after))
    off = money.percent(Fraction(best, 10_000), 2)
    working = f"{money.pounds(pence)} less {off} = {money.pounds(after)}"
    return WeeklyLine(code, after, working)


def _hours(hours: Hours) -> WeeklyLine:
    pence = money.round_half_away(Fraction(hours.each_week) * hours.pence)
    working = f"{hours.each_week} × {money.pounds(hours.pence)} = {money.pounds(pence)}"
    return WeeklyLine(hours.component, pence, working)


def _education(pence: int, weeks: int) -> WeeklyLine:
    spread = spread_over_year(pence, weeks)
    if weeks == WEEKS_IN_A_YEAR:
        return WeeklyLine("EDU", spread, money.pounds(spread))
    return WeeklyLine(
        "EDU", spread, f"{money.pounds(pence)} × {weeks} ÷ 52 = {money.pounds(spread)}"
    )
