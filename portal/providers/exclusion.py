"""The exclusion grounds of the Procurement Act 2023 as a provider is asked about them.

Mandatory grounds stand in Schedule 6, discretionary ones in Schedule 7. Either kind applies where
the supplier or a connected person did it, and through section 28 where an associated person or an
intended sub-contractor did. A ground makes a supplier excluded or excludable only while what led to
it goes on or is likely to happen again (section 57), which is what self-cleaning answers
(section 58). What lies more than five years back is ignored (Schedule 6 paragraph 44, Schedule 7
paragraph 15); some kinds of event count only since the Act came into force on 24 February 2025.
"""

from dataclasses import dataclass
from enum import StrEnum


class Schedule(StrEnum):
    """Which schedule of the Act a ground stands in, and so what it makes of a supplier."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"


class LookBack(StrEnum):
    """How far back an event counts."""

    FIVE_YEARS = "In the last 5 years"
    SINCE_THE_ACT = "Since 24 February 2025, and in the last 5 years"


@dataclass(frozen=True, slots=True)
class Ground:
    """One exclusion ground: `source` is its place in the Act, `question` what a provider reads."""

    code: str
    schedule: Schedule
    title: str
    question: str
    source: str
    look_back: LookBack = LookBack.FIVE_YEARS


MANDATORY, DISCRETIONARY = Schedule.MANDATORY, Schedule.DISCRETIONARY

GROUNDS: tuple[Ground, ...] = (
    Ground(
        "corporate_manslaughter",
        MANDATORY,
        "Corporate manslaughter or homicide",
        "Convicted of corporate manslaughter or corporate homicide",
        "Schedule 6 paragraph 2",
        LookBack.SINCE_THE_ACT,
    ),
    Ground(
        "terrorism",
        MANDATORY,
        "Terrorism",
        "Convicted of an offence connected with terrorism",
        "Schedule 6 paragraph 3",
    ),
    Ground(
        "theft_and_fraud",
        MANDATORY,
        "Theft, robbery and fraud",
        "Convicted of theft, robbery, blackmail, false accounting or fraud",
        "Schedule 6 from paragraph 4",
        LookBack.SINCE_THE_ACT,
    ),
    Ground(
        "bribery",
        MANDATORY,
        "Bribery",
        "Convicted of giving or taking a bribe, or of failing to prevent one",
        "Schedule 6 paragraphs 12 and 17",
    ),
    Ground(
        "money_laundering",
        MANDATORY,
        "Money laundering",
        "Convicted of money laundering",
        "Schedule 6 paragraph 14",
    ),
    Ground(
        "slavery_and_labour",
        MANDATORY,
        "Slavery, trafficking and the labour market",
        "Convicted of slavery or human trafficking, or of an offence against workers, such as"
        " paying less than the minimum wage",
        "Schedule 6, paragraphs 23 to 25 and the labour market offences beside them",
    ),
    Ground(
        "organised_crime",
        MANDATORY,
        "Organised crime",
        "Convicted of taking part in organised crime",
        "Schedule 6 paragraphs 27 and 28",
    ),
    Ground(
        "tax_offences",
        MANDATORY,
        "Tax offences",
        "Convicted of cheating the public revenue or of evading tax",
        "Schedule 6 Part 1, tax offences",
    ),
    Ground(
        "cartel",
        MANDATORY,
        "Cartels",
        "Convicted of the cartel offence",
        "Schedule 6 Part 1, cartel offence",
    ),
    Ground(
        "ancillary_and_abroad",
        MANDATORY,
        "Attempts, help, and offences abroad",
        "Convicted of attempting or helping with any of these offences, or of a like offence"
        " outside the United Kingdom",
        "Schedule 6 paragraphs 33 and 34",
    ),
    Ground(
        "national_security",
        MANDATORY,
        "National security",
        "Found by a Minister to be a threat to national security in contracts of some kind",
        "Schedule 6 paragraph 35",
    ),
    Ground(
        "tax_misconduct",
        MANDATORY,
        "Misconduct in tax",
        "Made to pay a penalty for deliberately wrong tax documents, or found to have used an"
        " abusive tax arrangement",
        "Schedule 6 Part 2, misconduct in relation to tax",
    ),
    Ground(
        "competition_found",
        MANDATORY,
        "Infringement of competition law",
        "Found by a competition authority to have fixed prices, shared markets or rigged bids",
        "Schedule 6 Part 2, competition law infringements",
    ),
    Ground(
        "no_cooperation",
        MANDATORY,
        "Failing to cooperate with an investigation",
        "Told by a Minister that an investigation under section 60 was not cooperated with",
        "Schedule 6 Part 2, failure to cooperate with an investigation; section 60",
    ),
    Ground(
        "labour_market_orders",
        DISCRETIONARY,
        "Labour market misconduct",
        "Put under a slavery, trafficking or labour market order, or did what could lead to one",
        "Schedule 7 paragraphs 1 to 3",
    ),
    Ground(
        "environment",
        DISCRETIONARY,
        "Environmental misconduct",
        "Convicted of an offence that harmed the environment",
        "Schedule 7, environmental misconduct",
    ),
    Ground(
        "insolvency",
        DISCRETIONARY,
        "Insolvency and bankruptcy",
        "Became insolvent or bankrupt, was wound up, or came to an arrangement with creditors",
        "Schedule 7, insolvency and bankruptcy",
    ),
    Ground(
        "competition_suspected",
        DISCRETIONARY,
        "Potential infringement of competition law",
        "Agreed or acted with others in a way that may break competition law, though nobody has"
        " found so yet",
        "Schedule 7, potential competition infringements",
    ),
    Ground(
        "professional_misconduct",
        DISCRETIONARY,
        "Professional misconduct",
        "Did something dishonest or seriously improper at work, which a court or regulator found"
        " or which can be shown",
        "Schedule 7, professional misconduct",
    ),
    Ground(
        "poor_performance",
        DISCRETIONARY,
        "Breach of contract and poor performance",
        "Broke a public contract so that it was ended, damages were paid or a settlement was made,"
        " or did not improve when given the chance",
        "Schedule 7, breach of contract and poor performance",
    ),
    Ground(
        "improper_in_procurement",
        DISCRETIONARY,
        "Acting improperly in procurement",
        "Misled a buyer, got at confidential information, or tried to influence a decision"
        " unfairly",
        "Schedule 7, acting improperly in procurement",
    ),
    Ground(
        "security_risk",
        DISCRETIONARY,
        "Threat to national security",
        "Could be thought a threat to the national security of the United Kingdom",
        "Schedule 7, national security",
    ),
)
BY_CODE = {ground.code: ground for ground in GROUNDS}


def grounds_of(schedule: Schedule) -> tuple[Ground, ...]:
    """Return the grounds of one schedule, in the order of the Act."""
    return tuple(ground for ground in GROUNDS if ground.schedule is schedule)
