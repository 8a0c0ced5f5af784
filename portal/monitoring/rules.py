"""The list of rules. Their queries live beside the data that they ask about."""

from collections.abc import Mapping

from portal.contracts.rules import (
    ending_soon,
    own_price_premium,
    price_above_own_rate,
    rating_below_minimum,
    spot_from_holder,
)
from portal.monitoring.rule import Rule, RuleKind, Setting, SettingUnit, Severity
from portal.providers.rules import rating_differs_from_ofsted

PRICE_ABOVE_OWN_RATE = Rule(
    code="price-above-own-rate",
    title="Price above the provider’s own agreed rate",
    meaning=(
        "Is the placement charged more than the provider agreed for this service, in its "
        "appointment, in the block contract or in the agreement signed for the placement?"
    ),
    action="Ask the provider to put the charge right or to show what was agreed.",
    kind=RuleKind.CONTRACT_BREACH,
    subject_kinds=("placement",),
    severity=Severity.HIGH,
    told="Contract managers of the region, in one notice for each run",
    due_in=5,
    query=price_above_own_rate,
    figures=("Highest excess", "Allowed"),
    narrows=True,
    settings=(
        Setting(
            "tolerance",
            "How far a price may stand above the agreed one",
            SettingUnit.HUNDREDTHS_OF_PERCENT,
            0,
            "An agreed price is the price: nothing above it is allowed for",
        ),
    ),
)
OWN_PRICE_PREMIUM = Rule(
    code="own-price-premium",
    title="Dearer here than the provider agreed elsewhere",
    meaning=(
        "Is the placement charged more than the same service agreed for a like lot in another "
        "region? No agreement of this region is broken: it is something to raise with the provider."
    ),
    action="Raise it with the provider when prices are next agreed.",
    kind=RuleKind.MARKET_SIGNAL,
    subject_kinds=("placement",),
    severity=Severity.MEDIUM,
    told="Nobody: it stands in the queue",
    due_in=20,
    query=own_price_premium,
    figures=("Highest excess", "Allowed"),
    narrows=True,
    settings=(
        Setting(
            "tolerance",
            "How far the price may stand above the other region’s",
            SettingUnit.HUNDREDTHS_OF_PERCENT,
            500,
            "The portal’s own: small differences between regions are usual",
        ),
    ),
)
SPOT_FROM_HOLDER = Rule(
    code="spot-from-holder",
    title="Spot purchase from a service with a place on the lot",
    meaning=(
        "Did a council buy outside the framework from a service that holds a place on that very "
        "lot, and so could have called the place off at the agreed price?"
    ),
    action="Ask the council why the place was not called off, and whether it can be now.",
    kind=RuleKind.COUNCIL_EXCEPTION,
    subject_kinds=("placement",),
    severity=Severity.MEDIUM,
    told="Nobody: it stands in the queue",
    due_in=10,
    query=spot_from_holder,
    narrows=True,
)
RATING_BELOW_MINIMUM = Rule(
    code="rating-below-minimum",
    title="Rating below the lot’s minimum",
    meaning=(
        "Is the service, while it holds its place on a lot, rated lower than the framework asks of "
        "that lot? A service without a rating yet does not count."
    ),
    action="Decide whether to suspend new placements, and agree an improvement plan.",
    kind=RuleKind.CONTRACT_BREACH,
    subject_kinds=("appointment",),
    severity=Severity.HIGH,
    told="Contract managers of the region, in one notice for each run",
    due_in=2,
    query=rating_below_minimum,
    figures=("Rated", "At least"),
)
RATING_DIFFERS = Rule(
    code="rating-differs-from-ofsted",
    title="Reported rating differs from Ofsted’s",
    meaning=(
        "Does the rating that the provider reported of its latest inspection differ from what "
        "Ofsted’s file says, or is that inspection missing from a file that should know it?"
    ),
    action="Ask the provider which is right, and have the report put right.",
    kind=RuleKind.DATA_QUALITY,
    subject_kinds=("service",),
    severity=Severity.HIGH,
    told="Contract managers of the region, in one notice for each run",
    due_in=5,
    query=rating_differs_from_ofsted,
    figures=("Reported", "In Ofsted’s file"),
)
ENDING_SOON = Rule(
    code="ending-soon",
    title="Appointment, contract or framework ends soon",
    meaning=(
        "Does an appointment, a block contract or a framework end within the days set? Nobody has "
        "done wrong: it is time to extend, to tender again or to let it end."
    ),
    action="Decide whether to extend it, tender again or let it end, and plan for the children.",
    kind=RuleKind.MARKET_SIGNAL,
    subject_kinds=("appointment", "block_contract", "framework"),
    severity=Severity.MEDIUM,
    told="Nobody: it stands in the queue",
    due_in=20,
    query=ending_soon,
    figures=("Time left", "Looked ahead"),
    counts_down=True,
    settings=(
        Setting(
            "days",
            "How many days before the end",
            SettingUnit.DAYS,
            90,
            "The portal’s own: the time that a mini-competition takes",
            minimum=1,
            maximum=730,
        ),
    ),
)

RULES: tuple[Rule, ...] = (
    PRICE_ABOVE_OWN_RATE,
    RATING_BELOW_MINIMUM,
    SPOT_FROM_HOLDER,
    RATING_DIFFERS,
    OWN_PRICE_PREMIUM,
    ENDING_SOON,
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
