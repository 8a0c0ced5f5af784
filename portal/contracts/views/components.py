"""The one list of price components, as choices and as names."""

from sqlalchemy import select

from portal.db import all_of
from portal.forms import Choice
from portal.tenders.models import Component
from portal.tenders.terms import Unit

UNITS = {
    Unit.WEEK: "a week",
    Unit.NIGHT: "a night",
    Unit.HOUR: "an hour",
    Unit.SHIFT: "a shift",
    Unit.SESSION: "a session",
    Unit.MILE: "a mile",
    Unit.ONCE: "once",
    Unit.PERCENT_OF_CORE: "a week",
}


def components() -> list[Component]:
    """Every component, in the order of the list."""
    return list(all_of(select(Component).order_by(Component.position)))


def component_choices() -> list[Choice]:
    """Every component with its unit."""
    return [Choice(one.code, f"{one.title} ({UNITS[one.unit]})") for one in components()]


def weekly_components() -> list[Component]:
    """Those priced by the week in pounds."""
    return [one for one in components() if one.unit is Unit.WEEK]
