"""Sets up the demo's authorities, organisations, regions and people."""

from dataclasses import dataclass, field

from sqlalchemy import insert

from portal.access import OrganisationKind, Role
from portal.accounts.models import Authority, Membership, Organisation, Region
from portal.accounts.services import memberships, organisations, people, registration
from portal.db import db
from portal.demo import cast
from portal.demo.timeline import Timeline


@dataclass
class Market:
    """Everybody who was set up, by the short names that the cast gives them."""

    timeline: Timeline
    regions: dict[str, Region] = field(default_factory=dict)
    councils: dict[str, Organisation] = field(default_factory=dict)
    providers: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)

    def of(self, provider: str) -> Membership:
        """Return the first person of a provider."""
        key = next(one for one in cast.PROVIDERS if one.key == provider).people[0].login
        return self.members[key]


def set_up(timeline: Timeline) -> Market:
    """Load the demo's authorities, then its organisations, regions and people."""
    market = Market(timeline)
    load_authorities()
    operator = organisation(market, OrganisationKind.OPERATOR, cast.OPERATOR)
    join(market, operator, cast.OPERATOR_PEOPLE)
    for region in cast.REGIONS:
        set_up_region(market, region)
    for provider in cast.PROVIDERS:
        register(market, provider)
    return market


def load_authorities() -> None:
    """Put in authorities that do not exist, for the invented councils to be."""
    rows = [
        {
            "gss_code": council.gss_code,
            "dfe_code": council.dfe_code,
            "name": council.name,
            "region_code": f"E1290000{number}",
            "region_name": f"{region.name} (demonstration)",
            "child_population": 40_000 + 7_300 * place,
            "children_looked_after": 260 + 41 * place,
        }
        for number, region in enumerate(cast.REGIONS, 1)
        for place, council in enumerate(region.councils)
    ]
    db.session.execute(insert(Authority), rows)


def set_up_region(market: Market, region: cast.CastRegion) -> None:
    """Add a co-operative, its people, its region and its councils."""
    at = market.timeline.moment(-1000)
    lead = organisation(market, OrganisationKind.RCC, region.co_operative)
    join(market, lead, region.people)
    made = organisations.add_region(
        code=region.code, name=region.name, lead=lead, places_children=False, by=None, at=at
    )
    market.regions[region.code] = made
    known = {row.name: row.id for row in db.session.query(Authority)}
    for council in region.councils:
        member = organisation(
            market, OrganisationKind.COUNCIL, council.full_name, authority_id=known[council.name]
        )
        market.councils[council.name] = member
        organisations.add_region_member(
            made, member, starts_on=market.timeline.day(-1000), by=None, at=at
        )
        join(market, member, council.people)


def organisation(
    market: Market, kind: OrganisationKind, name: str, authority_id: int | None = None
) -> Organisation:
    return organisations.add_organisation(
        kind=kind,
        name=name,
        contact_email="office@demo.example",
        authority_id=authority_id,
        by=None,
        at=market.timeline.moment(-1000),
    )


def join(market: Market, organisation: Organisation, joining: tuple[cast.CastPerson, ...]) -> None:
    """Give each person an account and a membership in their roles."""
    at = market.timeline.moment(-999)
    for person in joining:
        account = people.add_person(
            name=person.name, email=person.email, password=cast.PASSWORD, at=at, confirmed=True
        )
        market.members[person.login] = memberships.start(
            account, organisation, person.roles, by=None, at=at
        )


def register(market: Market, provider: cast.CastProvider) -> None:
    """Register a provider with its first person, as it would itself; then its colleagues join."""
    at = market.timeline.moment(-900)
    first, *colleagues = provider.people
    membership = registration.register_provider(
        organisation_name=provider.name,
        number=provider.company_number,
        person_name=first.name,
        email=first.email,
        password=cast.PASSWORD,
        at=at,
    )
    if membership is None:
        raise RuntimeError(f"{provider.name} could not be registered")
    people.confirm_email(membership.person, at=at)
    if Role.BID_WRITER in first.roles:
        memberships.change_roles(membership, first.roles, by=membership, at=at)
    market.members[first.login] = membership
    market.providers[provider.key] = membership.organisation
    join(market, membership.organisation, tuple(colleagues))
