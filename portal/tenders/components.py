"""The one list of price components that every framework draws on."""

from typing import NamedTuple

from portal.tenders.models import Unit


class ComponentRow(NamedTuple):
    """One component as the list gives it."""

    code: str
    title: str
    unit: Unit
    vat_rated: bool


COMPONENTS: tuple[ComponentRow, ...] = (
    ComponentRow("CORE", "Core care and accommodation", Unit.WEEK, False),
    ComponentRow("ENH", "Enhanced need", Unit.WEEK, False),
    ComponentRow("SOLO", "Solo placement", Unit.WEEK, False),
    ComponentRow("EMERG", "Same-day and emergency, first 28 days", Unit.WEEK, False),
    ComponentRow("EDU", "Education", Unit.WEEK, False),
    ComponentRow("H11_DAY", "Extra one-to-one hours, day", Unit.HOUR, False),
    ComponentRow("H11_WAKING", "Extra one-to-one hours, waking night", Unit.HOUR, False),
    ComponentRow("H11_SLEEP", "Extra sleeping night", Unit.SHIFT, False),
    ComponentRow("THERAPY", "Therapy", Unit.SESSION, False),
    ComponentRow("TRANSPORT", "Transport", Unit.MILE, True),
    ComponentRow("PARENT_CHILD", "Parent and child assessment", Unit.ONCE, False),
    ComponentRow("RETAINER", "Retainer while the child is away", Unit.PERCENT_OF_CORE, False),
)
