"""Regions, organisations, people and their memberships."""

from datetime import UTC, date, datetime
from uuid import uuid4

from portal.access import OrganisationKind, Role
from portal.accounts.models import (
    Membership,
    MembershipRole,
    Organisation,
    Person,
    Region,
    RegionMember,
)
from tests.factories.base import ModelFactory, factory

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class OrganisationFactory(ModelFactory):
    """A provider, unless said otherwise."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.PROVIDER
    name = factory.Sequence(lambda n: f"Larkfield Care {n}")


class CouncilFactory(OrganisationFactory):
    """A council."""

    kind = OrganisationKind.COUNCIL
    name = factory.Sequence(lambda n: f"Wexmoor Council {n}")


class RccFactory(OrganisationFactory):
    """A Regional Care Co-operative."""

    kind = OrganisationKind.RCC
    name = factory.Sequence(lambda n: f"Vale Regional Care Co-operative {n}")


class RegionFactory(ModelFactory):
    """A region led by a co-operative of its own."""

    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"VALE{n}")
    name = factory.Sequence(lambda n: f"The Vale {n}")
    lead = factory.SubFactory(RccFactory)


class RegionMemberFactory(ModelFactory):
    """A council in a region since the beginning of 2026."""

    class Meta:
        model = RegionMember

    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(CouncilFactory)
    starts_on = date(2026, 1, 1)


class PersonFactory(ModelFactory):
    """Somebody whose address is confirmed. Their password is not set."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Robin Ashe {n}")
    email = factory.Sequence(lambda n: f"robin.ashe.{n}@example.com")
    fs_uniquifier = factory.LazyFunction(lambda: uuid4().hex)
    created_at = LONG_AGO
    confirmed_at = LONG_AGO


class MembershipFactory(ModelFactory):
    """A person acting for a provider."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    started_at = LONG_AGO


def member(organisation: Organisation | None = None, *roles: Role, **person) -> Membership:
    """Return a membership of an organisation (a new provider when none is given) with roles."""
    organisation = organisation or OrganisationFactory()
    membership = MembershipFactory(
        organisation=organisation, person=PersonFactory(**person) if person else PersonFactory()
    )
    membership.role_rows = [MembershipRole(role=role) for role in roles]
    return membership
