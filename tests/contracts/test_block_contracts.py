"""Block contracts are made of awards, with shares that add up to the places."""

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import BlockContract, Route
from tests.factories.accounts import CouncilFactory, RegionFactory, member
from tests.factories.contracts import (
    TERM,
    BlockContractFactory,
    BlockShareFactory,
    award_for,
    council_of,
    placed,
)
from tests.factories.tenders import BlockLotFactory
from tests.support.pages import date_boxes

TERM_BOXES = date_boxes("starts_on", TERM[0]) | date_boxes("ends_on", TERM[1])


@pytest.fixture
def award(vale):
    return award_for(BlockLotFactory(framework=vale.framework), CORE=5_800_00)


@pytest.fixture
def partner(vale):
    return council_of(vale.region)


def form(shares):
    named = {f"share-{council.reference}": str(places) for council, places in shares.items()}
    return TERM_BOXES | {"title": "Vale block"} | named


def test_a_block_contract_takes_price_guarantee_and_places_from_lot_and_bid(
    client, session, vale, award, partner, at
):
    client.sign_in(vale.manager)
    made = client.post(
        f"/decided-awards/{award.reference}/block", data=form({vale.council: 4, partner: 2})
    )
    contract = session.scalars(select(BlockContract)).one()
    assert made.location.endswith(contract.reference)
    assert (contract.places, contract.weekly_pence, contract.guarantee_percent) == (6, 5_800_00, 90)
    assert [share.places for share in contract.shares] == [4, 2]
    page = client.get(f"/block-contracts/{contract.reference}").text
    assert partner.name in page
    assert "£5,800.00" in page


@pytest.mark.parametrize("places", [(4, 1), (6, 1), (0, 0)])
def test_shares_must_add_up_to_the_places(client, session, vale, award, partner, at, places):
    data = form(dict(zip((vale.council, partner), places, strict=True)))
    page = client.sign_in(vale.manager).post(f"/decided-awards/{award.reference}/block", data=data)
    assert "The shares must add up to 6 places" in page.text
    assert not session.scalars(select(BlockContract)).all()


def test_a_council_of_another_region_has_no_share(client, vale, award, at):
    stranger = CouncilFactory()
    data = form({vale.council: 3, stranger: 3})
    page = client.sign_in(vale.manager).post(f"/decided-awards/{award.reference}/block", data=data)
    assert "They add up to 3" in page.text


def test_the_page_counts_who_lives_in_the_places_today(client, vale, partner, at):
    contract = BlockContractFactory(lot__framework=vale.framework)
    BlockShareFactory(contract=contract, organisation=vale.council)
    BlockShareFactory(contract=contract, organisation=partner)
    for _ in range(2):
        placed(vale.council, vale.lot, contract.service, route=Route.BLOCK, block_contract=contract)
    client.sign_in(vale.officer)
    page = client.get(f"/block-contracts/{contract.reference}").text
    assert "33.3%" in page
    assert contract.title in client.get("/block-contracts").text


def test_the_provider_sees_its_own_contract_and_a_rival_does_not(client, vale, at):
    contract = BlockContractFactory(lot__framework=vale.framework)
    client.sign_in(member(contract.organisation, Role.PROVIDER_ADMINISTRATOR))
    assert contract.title in client.get("/our/appointments").text
    assert client.get(f"/our/block-contracts/{contract.reference}").status_code == 200
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    assert client.get(f"/our/block-contracts/{contract.reference}").status_code == 404
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.get(f"/block-contracts/{contract.reference}").status_code == 404
