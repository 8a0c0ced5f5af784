"""A region's own settings of a rule."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from portal import audit, clock
from portal.accounts.models import Membership, Region
from portal.db import db, lock
from portal.errors import DomainError
from portal.monitoring.models import RuleSetting
from portal.monitoring.rule import Rule


def set_rule(
    rule: Rule,
    region: Region,
    *,
    values: Mapping[str, int],
    starts_on: date,
    by: Membership,
    at: datetime,
) -> RuleSetting:
    """Give a region its own settings of a rule from a day on. Settings are never edited.

    Raises:
        DomainError: the day has gone by or has settings already, or a value is out of bounds.
    """
    lock(region)
    if starts_on < clock.today(at):
        raise DomainError("The settings must start today or later", "starts_on")
    for setting in rule.settings:
        if not setting.minimum <= values[setting.name] <= setting.maximum:
            raise DomainError(f"{setting.title} is out of bounds", setting.name)
    there = select(RuleSetting.id).where(
        RuleSetting.rule_code == rule.code,
        RuleSetting.region_id == region.id,
        RuleSetting.starts_on == starts_on,
    )
    if db.session.scalars(there).first() is not None:
        raise DomainError("There are settings from that day already: choose another", "starts_on")
    own = RuleSetting(
        rule_code=rule.code,
        region_id=region.id,
        starts_on=starts_on,
        values={setting.name: values[setting.name] for setting in rule.settings},
        by_membership_id=by.id,
    )
    db.session.add(own)
    facts = {"rule": rule.code, "region": region.id, "values": dict(own.values)}
    audit.record(own, "rule_setting.added", by=by, at=at, facts=facts)
    return own
