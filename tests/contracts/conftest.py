"""A region with a framework, a lot, a council and its people, for every test of this domain."""

from types import SimpleNamespace

import pytest

from portal.access import Role
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import TERM, council_of, placed
from tests.factories.tenders import FrameworkFactory, LotFactory, PriceLineFactory


@pytest.fixture
def vale(session):
    """The Vale: region, framework, lot with a ceiling, council, and its people."""
    region = RegionFactory()
    framework = FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1])
    lot = LotFactory(framework=framework)
    PriceLineFactory(lot=lot, ceiling_pence=6_500_00)
    council = council_of(region)
    return SimpleNamespace(
        region=region,
        framework=framework,
        lot=lot,
        council=council,
        manager=member(region.lead, Role.CONTRACT_MANAGER),
        officer=member(council, Role.PLACEMENTS_OFFICER),
        finance=member(council, Role.COUNCIL_FINANCE),
    )


@pytest.fixture
def place(vale):
    """A placement at a home of a provider, with its people."""
    placement = placed(vale.council, vale.lot)
    provider = placement.provider
    return SimpleNamespace(
        placement=placement,
        provider=provider,
        owner=member(provider, Role.PROVIDER_ADMINISTRATOR),
        path=f"/our/agree/{placement.reference}",
        **vars(vale),
    )
