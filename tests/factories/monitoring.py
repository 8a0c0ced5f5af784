"""Rules over invented rows, breaches, waivers and runs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, Text, column, literal, select, values

from portal.monitoring.models import Breach, BreachEvent, JobRun, RuleSetting, RunStatus
from portal.monitoring.rule import Rule, RuleKind, Setting, SettingUnit, Severity
from tests.factories.accounts import MembershipFactory, RegionFactory
from tests.factories.base import ModelFactory, factory

OPENED = datetime(2026, 11, 20, 3, 15, tzinfo=UTC)


class Row(NamedTuple):
    """One subject as a rule sees it; it fails while `measured` is above the rule's tolerance."""

    subject_id: int
    region_id: int
    measured: int = 100
    amount_pence: int | None = 5_000
    period: str = ""
    subject_kind: str = "placement"
    organisation_id: int | None = None
    council_id: int | None = None


class Ground:
    """The invented facts that the rules of a test look at."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def query(self, _as_at: date, settings: Mapping[str, int]) -> Select[Any]:
        """Select the rows whose figure is above the tolerance."""
        columns: list[Any] = [
            column("subject_id", Integer),
            column("region_id", Integer),
            column("measured", Integer),
            column("amount_pence", Integer),
            column("period", Text),
            column("subject_kind", Text),
            column("organisation_id", Integer),
            column("council_id", Integer),
        ]
        rows = self.rows or [Row(0, 0, measured=-1)]
        facts = values(*columns, name="facts").data([tuple(row) for row in rows]).cte()
        tolerance = settings.get("tolerance", 0)
        return (
            select(
                *facts.c,
                literal(tolerance).label("threshold"),
                literal("pence").label("unit"),
            )
            .where(facts.c.measured > tolerance)
            .order_by(facts.c.subject_id)
        )


def rule_over(ground: Ground, **changes: Any) -> Rule:
    """Return a rule over invented facts."""
    facts: dict[str, Any] = {
        "code": "price-above-invented",
        "title": "Price above an invented one",
        "meaning": "Is the price above the one that was invented?",
        "action": "Ask the provider.",
        "kind": RuleKind.CONTRACT_BREACH,
        "subject_kinds": ("placement",),
        "severity": Severity.HIGH,
        "told": "Contract managers",
        "due_in": 5,
        "query": ground.query,
        "settings": (
            Setting("tolerance", "Tolerance", SettingUnit.DAYS, 0, "Invented for the tests"),
        ),
    }
    return Rule(**(facts | changes))


class BreachFactory(ModelFactory):
    """An open breach of the first rule for some placement."""

    class Meta:
        model = Breach

    rule_code = "price-above-own-rate"
    subject_kind = "placement"
    subject_id = factory.Sequence(lambda n: 1_000_000 + n)
    region = factory.SubFactory(RegionFactory)
    measured = 2_700
    threshold = 0
    unit = "hundredths_of_percent"
    amount_pence = 1_340_486
    opened_at = OPENED
    seen_at = OPENED
    due_on = date(2026, 11, 27)


class BreachEventFactory(ModelFactory):
    """The opening of a breach."""

    class Meta:
        model = BreachEvent

    breach = factory.SubFactory(BreachFactory)
    event = "opened"
    at = OPENED


class RuleSettingFactory(ModelFactory):
    """A region's own setting of a rule since the beginning of 2026."""

    class Meta:
        model = RuleSetting

    starts_on = date(2026, 1, 1)
    by_membership_id = factory.LazyFunction(lambda: MembershipFactory().id)


class JobRunFactory(ModelFactory):
    """A run that went well."""

    class Meta:
        model = JobRun

    job = "check-rules"
    due_at = factory.Sequence(lambda n: datetime(2026, 1, 1, 3, n % 60, n // 60, tzinfo=UTC))
    status = RunStatus.DONE
    claimed_by = "elsewhere:1"
    lease_until = OPENED
    started_at = OPENED
    finished_at = OPENED
