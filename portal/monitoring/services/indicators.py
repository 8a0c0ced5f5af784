"""Indicators of the providers of a region, by quarter. Each is worked out by itself, exactly.

No figure is joined with another, and no provider is put before or behind another.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.contracts.queries.reporting import days_of, reporting_days, services_of_regions
from portal.db import all_of, db
from portal.monitoring.indicators import Compared, Measure, Period, compare, quarters
from portal.monitoring.queries import indicator_facts as facts
from portal.monitoring.queries.record import Reader
from portal.monitoring.rule import RuleKind
from portal.monitoring.rules import RULES
from portal.providers.ofsted.grades import Level
from portal.providers.queries.services import all_grades
from portal.providers.reporting import ReportingDays, due_on

Measures = Mapping[int, Mapping[int, Measure]]
"""By number of the period, then by provider."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: what it is called, how it is counted, and what one case of it is.

    `percent` is written as a percentage, otherwise to two places. What rests on `placements`
    of several councils is for the co-operative of the region alone.
    """

    code: str
    title: str
    meaning: str
    case: str
    percent: bool = True
    placements: bool = True


INDICATORS = (
    Indicator(
        "price-variance",
        "Price above or below the reference",
        "What was charged less what it should have cost, as a share of what it should have cost.",
        "placement",
    ),
    Indicator(
        "disputed-charges",
        "Charges that the provider disputed",
        "Of the charges that councils recorded in the quarter, those that the provider disputed.",
        "charge",
    ),
    Indicator(
        "ratings-in-time",
        "Inspections reported in time",
        "Of the inspections whose report came in the quarter, those told of in time.",
        "inspection",
        placements=False,
    ),
    Indicator(
        "open-breaches",
        "Open contract breaches for each placement",
        "Breaches of contract that were open on the last day of the quarter, by its placements.",
        "placement",
        percent=False,
    ),
    Indicator(
        "actions-in-time",
        "Actions of quality visits done by their day",
        "Of the actions that fell due in the quarter, those said to be done by then.",
        "action",
        placements=False,
    ),
    Indicator(
        "on-framework",
        "Placements bought on the framework",
        "Of the placements that began in the quarter, those called off or from a block.",
        "placement",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one provider in one quarter, beside the region."""

    indicator: Indicator
    period: Period
    compared: Compared


def lines(provider_id: int, reader: Reader) -> list[Line]:
    """Return every indicator of a provider for the four quarters up to the day of the record.

    The number of queries is the same for any number of providers, services and placements.
    """
    periods = quarters(reader.on)
    found = []
    for indicator in INDICATORS:
        if indicator.placements and reader.council_id is not None:
            continue
        measured = SOURCES[indicator.code](reader, periods)
        found += [
            Line(indicator, one, compare(measured.get(one.number, {}), provider_id))
            for one in periods
        ]
    return found


def _prices(reader: Reader, periods: Sequence[Period]) -> Measures:
    return _counted(facts.prices(reader.region_id, facts.as_rows(periods)))


def _disputed(reader: Reader, periods: Sequence[Period]) -> Measures:
    rows = facts.as_rows(periods)
    return _counted(facts.disputed_charges(reader.region_id, rows, reader.on))


def _on_framework(reader: Reader, periods: Sequence[Period]) -> Measures:
    rows = facts.as_rows(periods)
    return _counted(facts.bought_on_framework(reader.region_id, rows, reader.on))


def _breaches(reader: Reader, periods: Sequence[Period]) -> Measures:
    """Only providers with placements count; of those a breach that was never found is none."""
    rows = facts.as_rows(periods)
    codes = [rule.code for rule in RULES if rule.kind is RuleKind.CONTRACT_BREACH]
    breaches = {
        (provider, period): number
        for provider, period, number in db.session.execute(
            facts.breaches_at_end(reader.region_id, rows, codes)
        )
    }
    found: dict[int, dict[int, Measure]] = {}
    placed = facts.placements_at_end(reader.region_id, rows, reader.on)
    for provider, period, number in db.session.execute(placed):
        part = breaches.get((provider, period), 0)
        found.setdefault(period, {})[provider] = Measure(part, number, number)
    return found


def _actions(reader: Reader, periods: Sequence[Period]) -> Measures:
    """What falls due on the day of the record itself is not late yet, so it is left out."""
    rows = db.session.execute(
        facts.visit_actions(reader.region_id, periods[0].starts_on, periods[-1].last_day, reader.on)
    )
    return _tallied(
        (
            (provider, due, done_at is not None and clock.today(done_at) <= due)
            for provider, due, done_at in rows
        ),
        periods,
    )


def _reported(reader: Reader, periods: Sequence[Period]) -> Measures:
    """An inspection that is not reported and not yet due is left out."""
    services = services_of_regions(reader.membership, reader.today)
    told = db.session.execute(
        facts.inspections_told(services, periods[0].starts_on, reader.on)
    ).all()
    wanted = {row.service_id for row in told}
    allowed = {
        number: ReportingDays(usual, failing)
        for number, usual, failing in db.session.execute(reporting_days(wanted, reader.on))
    }
    failing = {one.code for one in all_of(all_grades()) if one.level == Level.FAILING}
    judged = []
    for row in told:
        grade = row.overall_reported or row.overall_ofsted
        days = days_of(allowed, row.service_id)
        due = due_on(row.received_on, days, failing=grade in failing)
        if row.reported_at is not None or due < reader.on:
            done = row.reported_at is not None and clock.today(row.reported_at) <= due
            judged.append((row.organisation_id, row.received_on, done))
    return _tallied(judged, periods)


SOURCES: Mapping[str, Callable[[Reader, Sequence[Period]], Measures]] = {
    "price-variance": _prices,
    "disputed-charges": _disputed,
    "ratings-in-time": _reported,
    "open-breaches": _breaches,
    "actions-in-time": _actions,
    "on-framework": _on_framework,
}


def _counted(statement: facts.Rows) -> Measures:
    found: dict[int, dict[int, Measure]] = {}
    for provider, period, part, whole, cases in db.session.execute(statement):
        found.setdefault(period, {})[provider] = Measure(part, whole, cases)
    return found


def _tallied(cases: Iterable[tuple[int, date, bool]], periods: Sequence[Period]) -> Measures:
    """Count what was done of what there was, from cases of a provider and a day."""
    found: dict[int, dict[int, Measure]] = {}
    for provider, day, done in cases:
        period = next((one for one in periods if one.starts_on <= day < one.ends_on), None)
        if period is not None:
            of_period = found.setdefault(period.number, {})
            before = of_period.get(provider, Measure(0, 0, 0))
            of_period[provider] = Measure(before.part + done, before.whole + 1, before.cases + 1)
    return found
