"""What the demo's providers declared, and what staff found when they checked them."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.accounts.models import Membership, Organisation
from portal.demo.market import Market
from portal.providers.exclusion import GROUNDS
from portal.providers.models import (
    About,
    DebarmentResult,
    FinancialKind,
    FinancialResult,
    Occasion,
    ReferenceResult,
    Service,
)
from portal.providers.services import declarations
from portal.providers.services import diligence as records
from portal.providers.services.declaration_answers import Details

# Days before the demo's own on which each declared. Lanternway has not, Marrowby's has run out.
DECLARED = {
    "quillbrook": 120,
    "ferndell": 95,
    "tidewell": 110,
    "vennacre": 88,
    "orringate": 130,
    "pellwood": 20,
    "heronfield": 350,
    "marrowby": 380,
    "stepwell": 15,
}
# Looked up again by schedule: of those appointed Vennacre is due, of those who bid Stepwell.
SCHEDULED = ("quillbrook", "ferndell", "tidewell", "orringate")
APPLIED = ("marrowby", "lanternway")
SETTLED = "poor_performance"


@dataclass(frozen=True, slots=True)
class Money:
    """One look at financial standing, days before the demo's own."""

    provider: str
    kind: FinancialKind
    source: str
    score: str
    turnover_pence: int
    result: FinancialResult
    conditions: str
    days: int


MONEY = (
    Money(
        "quillbrook",
        FinancialKind.CREDIT_REPORT,
        "Harrow Ratings (invented)",
        "71 of 100, low risk",
        6_240_000_00,
        FinancialResult.SATISFACTORY,
        "",
        150,
    ),
    Money(
        "tidewell",
        FinancialKind.ACCOUNTS_REVIEW,
        "Accounts to last March",
        "",
        2_180_000_00,
        FinancialResult.SATISFACTORY,
        "",
        372,
    ),
    Money(
        "orringate",
        FinancialKind.PARENT_GUARANTEE,
        "Guarantee signed by Orringate Holdings plc",
        "",
        38_900_000_00,
        FinancialResult.WITH_CONDITIONS,
        "The guarantee is renewed before the accounts of each year are filed.",
        140,
    ),
)


def play(market: Market, _services: dict[str, Service]) -> None:
    """Declare, look up, look at money, and take up a reference."""
    for key, days in DECLARED.items():
        declare(market, key, days)
    manager = market.members["helen.tranter"]
    for key in SCHEDULED:
        look_up(market, market.providers[key], manager, Occasion.SCHEDULED, 60)
    for key in APPLIED:
        look_up(market, market.providers[key], manager, Occasion.APPLICATION, 10)
    for one in MONEY:
        look_at_money(market, one, manager)
    take_up_reference(market, manager)


def declare(market: Market, key: str, days: int) -> None:
    """Declare for a provider; Tidewell says what went wrong once, and what it did since."""
    by, at = market.of(key), market.timeline.moment(-days, 11)
    said = {ground.code: key == "tidewell" and ground.code == SETTLED for ground in GROUNDS}
    declarations.answer_grounds(by.organisation, said, by=by, at=at)
    declarations.answer_persons(by.organisation, anybody=False, codes=[], by=by, at=at)
    if key == "tidewell":
        settled = Details(
            "A council outside the region ended a contract for respite care four months early,"
            " because two posts stood empty. We paid a settlement of £18,000.",
            market.timeline.day(-900),
            "",
            "We pay above the local rate, keep two relief workers and tell buyers each month how"
            " many posts are filled. No post has been empty for more than three weeks since.",
        )
        declarations.explain(by.organisation, About.SUPPLIER, SETTLED, settled, by=by, at=at)
    declarations.declare(by.organisation, declared_name=by.person.name, by=by, at=at)


def look_up(
    market: Market, provider: Organisation, by: Membership, occasion: Occasion, days: int
) -> None:
    """Look a provider and its persons up on the debarment list; nobody stands on it."""
    day: date = market.timeline.day(-days)
    persons = [one.name for one in declarations.persons_on(provider.id, day)]
    look = records.Look(
        day,
        occasion,
        records.DEBARMENT_LIST,
        day - timedelta(days=3),
        "Searched by company number and by the names of all persons. No entry.",
    )
    records.record_debarment(
        provider,
        ["", *persons],
        look,
        DebarmentResult.NOT_LISTED,
        by=by,
        at=market.timeline.moment(-days, 15),
    )


def look_at_money(market: Market, one: Money, by: Membership) -> None:
    """Record one look at financial standing, due again a year later."""
    day = market.timeline.day(-one.days)
    look = records.FinancialLook(
        one.kind,
        day,
        one.source,
        one.score,
        one.turnover_pence,
        one.result,
        one.conditions,
        day + timedelta(days=365),
    )
    provider = market.providers[one.provider]
    records.record_financial(provider, look, by=by, at=market.timeline.moment(-one.days, 16))


def take_up_reference(market: Market, by: Membership) -> None:
    """Quillbrook names two referees; one of them has answered."""
    provider, writer = market.providers["quillbrook"], market.of("quillbrook")
    named = [
        records.name_referee(
            provider,
            records.RefereeDetails(
                council,
                contact,
                f"{contact.split(maxsplit=1)[0].lower()}@references.example",
                "Two homes for children aged 8 to 17",
                value,
                market.timeline.day(-1_600),
                market.timeline.day(-500),
            ),
            by=writer,
            at=market.timeline.moment(-118),
        )
        for council, contact, value in (
            ("Larkmere Council", "Odile Brandt", 1_900_000_00),
            ("Sallowby Council", "Ewan Thrift", 840_000_00),
        )
    ]
    records.record_reference(
        named[0],
        asked_on=market.timeline.day(-110),
        answered_on=market.timeline.day(-101),
        text="They kept to the price, told us early of every vacancy and worked well with schools.",
        result=ReferenceResult.GOOD,
        by=by,
        at=market.timeline.moment(-101, 16),
    )
