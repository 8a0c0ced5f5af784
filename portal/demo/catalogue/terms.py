"""What the frameworks of the demo have in common."""

from datetime import date

from portal.tenders.models import Regime
from portal.tenders.services.frameworks import FrameworkTerms

LIGHT_TOUCH = "Light-touch contract, Procurement Act 2023, section 9"
WENDMOOR_COUNCILS = "The six member councils of Wendmoor and any that join or succeed them."


def terms(
    title: str, description: str, *, starts: date, ends: date, pounds: int, regime: Regime
) -> FrameworkTerms:
    """Return the terms of a framework; what is not said is the same for all of the demo's."""
    reopening = regime is not Regime.CLOSED
    return FrameworkTerms(
        title=title,
        description=description,
        regime=regime,
        starts_on=starts,
        ends_on=ends,
        estimated_value_pence=pounds * 100,
        selection_process="Direct award to the highest-ranked appointed service that can meet the"
        " child’s needs; a mini-competition where none can within two working days.",
        price_mechanism="Prices are those of the appointed service’s rate card and never above the"
        " ceilings of the lot.",
        entitled_authorities=WENDMOOR_COUNCILS,
        uplift_rule="Each 1 April, at the co-operative’s discretion, the lower of 1.5% and CPI.",
        reopening_policy="Once a year, and when places fall short." if reopening else "",
        direct_award_mechanism="By rank within the lot, then by distance from the child’s home.",
        lower_prices_at_call_off=True,
    )
