"""What a rule is: a query of the subjects that fail on a day, and what people need to know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

Values = Mapping[str, int]
Query = Callable[..., Select[Any]]


class RuleKind(StrEnum):
    """What failing a rule means. Only a contract breach may become a letter to a provider."""

    CONTRACT_BREACH = "contract_breach"
    COUNCIL_EXCEPTION = "council_exception"
    DATA_QUALITY = "data_quality"
    MARKET_SIGNAL = "market_signal"


class Severity(StrEnum):
    """How pressing a failure is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SettingUnit(StrEnum):
    """What a setting's whole number counts."""

    HUNDREDTHS_OF_PERCENT = "hundredths_of_percent"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Setting:
    """A number of a rule that each region may set for itself. `source` says where it is from."""

    name: str
    title: str
    unit: SettingUnit
    default: int
    source: str
    minimum: int = 0
    maximum: int = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `meaning` says in plain English what it asks; `due_in` counts working days.

    `query` takes the as-at date and the settings and returns one row for each subject that fails:
    subject_kind, subject_id, period, region_id, organisation_id, council_id, measured, threshold,
    unit, amount_pence. A subject appears once in a period. With `counts_down`, `measured` falls by
    the day, and that alone is no news. With `narrows`, it also takes the ids to look at.
    `figures` names `measured` and `threshold` for people; without names they are not shown.
    """

    code: str
    title: str
    meaning: str
    action: str
    kind: RuleKind
    subject_kinds: tuple[str, ...]
    severity: Severity
    told: str
    due_in: int
    query: Query
    settings: tuple[Setting, ...] = ()
    figures: tuple[str, str] = ("", "")
    counts_down: bool = False
    narrows: bool = False

    def failing(
        self, as_at: date, values: Values, only: Collection[int] | None = None
    ) -> Select[Any]:
        """Return the query of what fails on a day, for these ids alone where it can tell them."""
        if self.narrows and only is not None:
            return self.query(as_at, values, only)
        return self.query(as_at, values)

    @property
    def defaults(self) -> dict[str, int]:
        """The values of the settings where a region has none of its own."""
        return {setting.name: setting.default for setting in self.settings}
