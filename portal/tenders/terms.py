"""Words of price terms that tenders and contracts share: units and the price basis."""

from enum import StrEnum


class PriceBasis(StrEnum):
    """Which agreed rate a night is held to."""

    IN_FORCE = "in_force_each_night"
    FIXED_AT_START = "fixed_at_start"


class Unit(StrEnum):
    """What one amount of a price component buys."""

    WEEK = "week"
    NIGHT = "night"
    HOUR = "hour"
    SHIFT = "shift"
    SESSION = "session"
    MILE = "mile"
    ONCE = "once"
    PERCENT_OF_CORE = "percent_of_core"
