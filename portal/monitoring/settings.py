"""Which settings of a rule are in force in which region on a day."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select

from portal.db import db
from portal.monitoring.models import RuleSetting
from portal.monitoring.rule import Rule, Values


class Part(NamedTuple):
    """Regions that share settings: `regions` where they are named, else all but `other_than`."""

    values: Values
    regions: Sequence[int] | None
    other_than: Sequence[int]


def settings_on(rule: Rule, on: date) -> list[Part]:
    """Return the parts of the country that a rule treats alike, the defaults' part first."""
    if not rule.settings:
        return [Part({}, None, ())]
    grouped: dict[tuple[tuple[str, int], ...], list[int]] = {}
    own = list(db.session.scalars(in_force(rule, on)))
    for row in own:
        values = values_of(rule, row)
        if values != rule.defaults:
            grouped.setdefault(tuple(sorted(values.items())), []).append(row.region_id)
    elsewhere = sorted(region for regions in grouped.values() for region in regions)
    special = [Part(dict(values), regions, ()) for values, regions in sorted(grouped.items())]
    return [Part(rule.defaults, None, elsewhere), *special]


def in_force(rule: Rule, on: date) -> Select[RuleSetting]:
    """Each region's own settings of a rule that are in force on a day."""
    latest = (
        select(RuleSetting.region_id, func.max(RuleSetting.starts_on).label("starts_on"))
        .where(RuleSetting.rule_code == rule.code, RuleSetting.starts_on <= on)
        .group_by(RuleSetting.region_id)
        .subquery("latest")
    )
    return (
        select(RuleSetting)
        .join(
            latest,
            (RuleSetting.region_id == latest.c.region_id)
            & (RuleSetting.starts_on == latest.c.starts_on),
        )
        .where(RuleSetting.rule_code == rule.code)
        .order_by(RuleSetting.region_id)
    )


def values_of(rule: Rule, row: RuleSetting | None) -> dict[str, int]:
    """A region's values, with the default for a setting that its row does not name."""
    own = row.values if row else {}
    return {name: int(own.get(name, default)) for name, default in rule.defaults.items()}
