"""What the demo's organisations say of themselves, and a home that a council runs itself."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.accounts.models import Authority, Membership
from portal.db import db
from portal.demo.market import Market
from portal.demo.register import urns
from portal.providers.models import (
    ConnectedPerson,
    Connection,
    LegalForm,
    Need,
    OrganisationSize,
    Purpose,
    Service,
    UnitCost,
)
from portal.providers.services import connected, groups
from portal.providers.services.claims import claim_services
from portal.providers.services.describing import ServiceDetails
from portal.providers.services.profiles import ProfileFacts, save_profile
from portal.providers.services.unit_costs import add_unit_cost, withdraw_unit_cost
from portal.providers.services.upkeep import change_details

GROUP = ("Orringate Holdings plc", "99000205")
GROUP_OF = {"orringate": 1_400, "vennacre": 250}
IN_HOUSE = "Ash Tree House"
MANAGER = "wyn.darrow"


@dataclass(frozen=True, slots=True)
class Said:
    """What one provider says of itself; the rest follows from its name and number."""

    form: LegalForm
    size: OrganisationSize
    ppon: str
    vcse: bool
    directors: tuple[str, ...]
    owner: tuple[Connection, str, str] | None = None


SHARES, CIC = LegalForm.BY_SHARES, LegalForm.CIC
TOLD = {
    "quillbrook": Said(
        SHARES,
        OrganisationSize.MEDIUM,
        "QLBK-4401-HMES",
        vcse=False,
        directors=("Imogen Quill", "Rafe Brook"),
        owner=(Connection.CONTROL, "Imogen Quill", ""),
    ),
    "tidewell": Said(
        CIC, OrganisationSize.SMALL, "TDWL-4403-THER", vcse=True, directors=("Arlo Benn",)
    ),
    "orringate": Said(
        SHARES,
        OrganisationSize.LARGE,
        "ORGT-4405-GRUP",
        vcse=False,
        directors=("Max Orrin", "Celia Marwood"),
        owner=(Connection.PARENT, *GROUP),
    ),
    "heronfield": Said(
        CIC, OrganisationSize.SMALL, "HRNF-4407-FSTR", vcse=True, directors=("Kwame Asante",)
    ),
}
DESKS = {
    Purpose.REFERRALS: ("Placements team", "placements"),
    Purpose.CONTRACTS: ("Contracts team", "contracts"),
    Purpose.TENDERS: ("Bid team", "bids"),
    Purpose.FINANCE: ("Accounts receivable", "accounts"),
    Purpose.SAFEGUARDING: ("Designated safeguarding lead", "safeguarding"),
    Purpose.DATA_PROTECTION: ("Data protection officer", "data"),
    Purpose.OUT_OF_HOURS: ("Manager on call", "oncall"),
}


def play(market: Market, services: dict[str, Service]) -> None:
    """Fill in some profiles, name a group above two providers, and let a council run a home."""
    for key, said in TOLD.items():
        tell(market, key, said)
    for key, days in GROUP_OF.items():
        groups.name_group(
            market.providers[key],
            name=GROUP[0],
            company_number=GROUP[1],
            country=groups.UNITED_KINGDOM,
            starts_on=market.timeline.day(-days),
            by=market.of(key),
            at=market.timeline.moment(-240),
        )
    groups.say_no_group(
        market.providers["quillbrook"],
        starts_on=market.timeline.day(-2_000),
        by=market.of("quillbrook"),
        at=market.timeline.moment(-240),
    )
    run_in_house(market)


def tell(market: Market, key: str, said: Said) -> None:
    """Save a provider's profile twice, name its people, and its contacts by purpose."""
    provider, by = market.providers[key], market.of(key)
    first = ProfileFacts(
        name=provider.name,
        legal_form=said.form,
        company_number=provider.company_number,
        vcse=said.vcse,
        contact_email=f"enquiries@{key}.example",
    )
    save_profile(provider, first, loaded=0, by=by, at=market.timeline.moment(-800))
    whole = ProfileFacts(
        name=provider.name,
        legal_form=said.form,
        company_number=provider.company_number,
        ppon=said.ppon,
        share_code=f"{key[:4].upper()}26A",
        vcse=said.vcse,
        size=said.size,
        website=f"https://www.{key}.example",
        address=f"{key.capitalize()} House\n1 Demonstration Street\nThornmoor",
        contact_email=f"enquiries@{key}.example",
    )
    save_profile(provider, whole, loaded=2, by=by, at=market.timeline.moment(-300))
    for purpose in DESKS:
        if (key, purpose) != ("tidewell", Purpose.OUT_OF_HOURS):
            name_desk(market, by, purpose, f"{key}.example")
    people = [(Connection.DIRECTOR, name, "") for name in said.directors]
    for kind, name, number in [*people, *([said.owner] if said.owner else [])]:
        name_connected(market, by, kind, name, number, market.timeline.day(-1_500))
    if key == "orringate":
        left = name_connected(
            market, by, Connection.DIRECTOR, "Piers Hallam", "", market.timeline.day(-1_500)
        )
        connected.end_connected(
            left, ends_on=market.timeline.day(-100), by=by, at=market.timeline.moment(-98)
        )


def name_connected(
    market: Market, by: Membership, kind: Connection, name: str, number: str, since: date
) -> ConnectedPerson:
    return connected.add_connected(
        by.organisation,
        kind=kind,
        name=name,
        body_number=number or None,
        starts_on=since,
        by=by,
        at=market.timeline.moment(-299),
    )


def name_desk(market: Market, by: Membership, purpose: Purpose, domain: str) -> None:
    name, address = DESKS[purpose]
    phone = "01632 960100" if purpose in {Purpose.REFERRALS, Purpose.OUT_OF_HOURS} else None
    facts = connected.ContactFacts(purpose, name, f"{address}@{domain}", phone)
    connected.add_contact(by.organisation, facts, by=by, at=market.timeline.moment(-298))


def run_in_house(market: Market) -> None:
    """A council claims its own home, describes it, and says what a place in it costs."""
    by = market.members[MANAGER]
    council, at = by.organisation, market.timeline.moment(-300)
    [home] = claim_services(council, [urns()[IN_HOUSE]], by=by, at=at)
    details = ServiceDetails(
        name=IN_HOUSE,
        places=4,
        age_from=8,
        age_to=17,
        needs="Children who should stay close to their schools and families.",
        authority=db.session.scalars(select(Authority).where(Authority.name == "Thornmoor")).one(),
        postcode=None,
        met=frozenset({Need.EMOTIONAL, Need.TRAUMA}),
    )
    change_details(home, details, by=by, at=at)
    for purpose in (Purpose.REFERRALS, Purpose.SAFEGUARDING, Purpose.OUT_OF_HOURS):
        name_desk(market, by, purpose, "thornmoor.example")
    cost(market, home, -600, staffing=398_000, central=41_000)
    wrong = cost(market, home, -235, staffing=42_100, central=43_500)
    withdraw_unit_cost(
        wrong,
        reason="A nought was missing from staffing.",
        by=by,
        at=market.timeline.moment(-229),
    )
    cost(market, home, -235, staffing=421_000, central=43_500)


def cost(market: Market, home: Service, day: int, *, staffing: int, central: int) -> UnitCost:
    return add_unit_cost(
        home,
        starts_on=market.timeline.day(day),
        parts={
            "staffing_pence": staffing,
            "premises_pence": 52_000,
            "education_pence": 0,
            "therapy_pence": 18_500,
            "overheads_pence": 37_000,
            "central_pence": central,
        },
        occupancy=8_500,
        basis="The home’s budget for the year, divided by 85% of its places and 52 weeks.",
        decided_on=market.timeline.day(day - 20),
        by=market.members[MANAGER],
        at=market.timeline.moment(-230),
    )
