"""What the demo's providers say of their services: needs, staff, place; premises; and a dispute."""

from dataclasses import replace

from portal.accounts.models import Authority
from portal.db import all_of
from portal.demo import cast
from portal.demo.market import Market
from portal.providers.district_files import parse_districts
from portal.providers.models import (
    Accepts,
    Need,
    PremisesCategory,
    ProvisionType,
    Service,
    StaffingRatio,
)
from portal.providers.queries import services as queries
from portal.providers.services import premises
from portal.providers.services.claim_disputes import answer_dispute, raise_dispute
from portal.providers.services.describing import details_of
from portal.providers.services.districts import load_districts
from portal.providers.services.premises import PremisesDetails
from portal.providers.services.upkeep import change_details

# No place: codes that the Royal Mail does not use, and points in the North Sea.
DISTRICTS = """postcode,latitude,longitude,town
ZZ1,55.100000,0.900000,Thornmoor
ZZ2,55.180000,1.050000,Brackwater
ZZ3,55.020000,1.120000,Fenholt
ZZ4,55.260000,1.400000,Eastmarch
ZZ5,54.900000,0.700000,Kelderby
ZZ6,55.330000,0.800000,Ashlow
ZZ7,54.600000,1.600000,Gullhaven
ZZ8,54.500000,1.350000,Orfleet
"""
OF_HOMES = (
    {Need.EMOTIONAL, Need.TRAUMA, Need.SELF_HARM},
    {Need.EMOTIONAL, Need.AUTISM, Need.LEARNING},
    {Need.EMOTIONAL, Need.CRIMINAL_EXPLOITATION, Need.MISSING, Need.SUBSTANCES},
)
OF_AGENCIES = {Need.EMOTIONAL, Need.SIBLINGS, Need.PARENT_CHILD, Need.ASYLUM}
OF_SUPPORTED = {Need.INDEPENDENCE, Need.ASYLUM}
UNTOLD = "Rushmere"
"""One home has not said what it meets, so that its provider is asked to."""
MARROWBY = "Marrowby Supported Living"
BUILDINGS = (
    ("Ropewalk Court", PremisesCategory.SELF_CONTAINED, 10, "Thornmoor", "ZZ1 4RC"),
    ("Tanner’s Yard", PremisesCategory.RING_FENCED, 6, "Thornmoor", "ZZ1 9TY"),
    ("Old Bakehouse", PremisesCategory.RING_FENCED, 4, "Brackwater", "ZZ2 3BH"),
    ("Quay House", PremisesCategory.SELF_CONTAINED, 4, "Eastmarch", "ZZ4 7QH"),
)
CLOSED = "Quay House"
DISPUTED, CLAIMANT = "Starling Court", "vennacre"


def play(market: Market, services: dict[str, Service]) -> None:
    """Put it all on record."""
    load_districts(parse_districts(DISTRICTS.encode(), filename="demonstration-districts.csv"))
    authorities = {one.name: one for one in all_of(queries.authorities())}
    for place, (name, service) in enumerate(services.items()):
        if name != UNTOLD:
            describe(market, service, place)
    build(market, services[MARROWBY], authorities)
    dispute(market, services[DISPUTED])


def describe(market: Market, service: Service, place: int) -> None:
    """Tick needs and say who works there and where it is."""
    home = service.provision_type is ProvisionType.CHILDRENS_HOME
    district = district_in(service.local_authority)
    said = details_of(service)
    change_details(
        service,
        replace(
            said,
            postcode=f"{district} {place % 9 + 1}ZZ",
            met=frozenset(needs_of(service, place)),
            staffing_ratio=StaffingRatio.ONE_TO_ONE if home else StaffingRatio.STANDARD,
            adults_by_day=3 if home else None,
            adults_by_night=2 if home else None,
            accepts=Accepts.GIRLS if home and place % 7 == 3 else Accepts.ALL,
        ),
        by=market.of(holder_of(service.name)),
        at=market.timeline.moment(-70, 9),
    )


def build(market: Market, service: Service, authorities: dict[str, Authority]) -> None:
    """Give supported accommodation its registered categories and buildings."""
    by, opened = market.of("marrowby"), market.timeline.day(-700)
    for category in (PremisesCategory.SELF_CONTAINED, PremisesCategory.RING_FENCED):
        premises.register_category(
            service, category, starts_on=opened, by=by, at=market.timeline.moment(-69)
        )
    for name, category, places, council, postcode in BUILDINGS:
        said = PremisesDetails(name, category, postcode, places, authorities[council], opened)
        made = premises.add_premises(service, said, by=by, at=market.timeline.moment(-69, 11))
        if name == CLOSED:
            premises.close_premises(
                made, closed_on=market.timeline.day(-30), by=by, at=market.timeline.moment(-29)
            )


def dispute(market: Market, service: Service) -> None:
    """Let one provider say that another's home is its own, and the other answer."""
    raised = raise_dispute(
        market.providers[CLAIMANT],
        urn=service.urn or "",
        reason="We bought this home in May. The new certificate is in our name since 1 June.",
        vouching="Saskia Venn, responsible individual",
        by=market.of(CLAIMANT),
        at=market.timeline.moment(-6, 15),
    )
    answer_dispute(
        raised,
        "The sale has not been completed, and the registration is still ours.",
        by=market.of(holder_of(service.name)),
        at=market.timeline.moment(-4, 11),
    )


def needs_of(service: Service, place: int) -> set[Need]:
    """Which needs a service ticks."""
    if service.provision_type is ProvisionType.FOSTERING_AGENCY:
        return OF_AGENCIES
    if service.provision_type is ProvisionType.SUPPORTED_ACCOMMODATION:
        return OF_SUPPORTED
    return OF_HOMES[place % len(OF_HOMES)]


def district_in(council: str) -> str:
    """Return the invented district of an invented council."""
    line = next(one for one in DISTRICTS.splitlines() if one.endswith(f",{council}"))
    return line.split(",")[0]


def holder_of(name: str) -> str:
    """Return the short name of the provider that runs a service."""
    return next(one.key for one in cast.PROVIDERS if name in {given.name for given in one.services})
