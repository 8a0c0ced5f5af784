"""What may be asked about the settings of rules."""

from sqlalchemy import Select, select

from portal.accounts.models import Membership, Region
from portal.monitoring.models import RuleSetting


def settings_of(rule_code: str, region_id: int) -> Select[RuleSetting]:
    """A region's own settings of a rule, the latest first."""
    return (
        select(RuleSetting)
        .where(RuleSetting.rule_code == rule_code, RuleSetting.region_id == region_id)
        .order_by(RuleSetting.starts_on.desc(), RuleSetting.id.desc())
    )


def led_region(membership: Membership) -> Select[Region]:
    """The region that the membership's organisation leads."""
    return (
        select(Region)
        .where(Region.lead_organisation_id == membership.organisation_id)
        .order_by(Region.id)
    )


def setters(ids: list[int]) -> Select[Membership]:
    """Who made some settings."""
    return select(Membership).where(Membership.id.in_(ids)).order_by(Membership.id)
