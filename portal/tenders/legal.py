"""Legal routes of a lot and legal shapes of a framework, in words, with the source of each."""

from typing import NamedTuple

from portal.tenders.models import Regime


class LegalRoute(NamedTuple):
    """A way in which the law lets a lot be bought, and where that is said."""

    title: str
    hint: str


LEGAL_ROUTES: dict[str, LegalRoute] = {
    "light_touch": LegalRoute(
        "Light-touch contract",
        "Care for children above the threshold: Procurement Act 2023, section 9.",
    ),
    "below_threshold": LegalRoute(
        "Below the threshold",
        "A regulated below-threshold contract: Procurement Act 2023, part 6.",
    ),
    "user_choice": LegalRoute(
        "User choice",
        "The law requires the child’s or family’s choice to be followed: Procurement Act 2023, "
        "schedule 5.",
    ),
    "outside_act": LegalRoute(
        "Outside the Act",
        "Such as a school placement named in an education, health and care plan. "
        "Take legal advice before you choose this.",
    ),
}


def route_title(code: str) -> str:
    """Return a legal route in words; a code that is not listed is shown as it is."""
    return LEGAL_ROUTES[code].title if code in LEGAL_ROUTES else code


REGIMES: dict[Regime, LegalRoute] = {
    Regime.OPEN: LegalRoute(
        "Open framework",
        "Reopened within 3 years of the first award and every 5 years after, for at most 8 years "
        "in all: Procurement Act 2023, section 49.",
    ),
    Regime.FLEXIBLE: LegalRoute(
        "Flexible framework",
        "Light-touch, reopened as its own reopening policy says. Section 47 sets no maximum term.",
    ),
    Regime.CLOSED: LegalRoute(
        "Closed framework",
        "Nobody joins after the first award.",
    ),
}
