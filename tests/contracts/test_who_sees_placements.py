"""Each side sees its own: the council all, the region no child, the provider its services."""

import pytest

from portal.access import Role
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import council_of, placed


@pytest.fixture
def placement(vale):
    return placed(vale.council, vale.lot)


def test_the_officer_sees_the_child_and_finance_does_not(client, vale, placement, at):
    path = f"/council/placements/{placement.reference}"
    assert f"C-{placement.id}" in client.sign_in(vale.officer).get(path).text
    page = client.sign_in(vale.finance).get(path).text
    assert f"C-{placement.id}" not in page
    assert "Add a charge" not in page
    assert client.get(f"{path}/charges/new").status_code == 403


def test_another_council_of_the_region_finds_nothing(client, vale, placement, at):
    other = member(council_of(vale.region), Role.PLACEMENTS_OFFICER, Role.COUNCIL_FINANCE)
    client.sign_in(other)
    path = f"/council/placements/{placement.reference}"
    for page in ("", "/end", "/charges/new", "/agreed/new", "/complete"):
        assert client.get(f"{path}{page}").status_code == 404
    assert client.get(f"{path}/charges/{placement.charges[0].id}/withdraw").status_code == 404
    assert placement.reference not in client.get("/council/placements").text


def test_another_region_finds_nothing(client, vale, placement, at):
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.get(f"/placements/{placement.reference}").status_code == 404
    assert placement.reference not in client.get("/placements").text


def test_the_provider_sees_charges_by_agreement_number_and_no_reference_price(
    client, vale, placement, at
):
    client.sign_in(member(placement.provider, Role.BID_WRITER))
    assert placement.reference in client.get("/our/placements").text
    page = client.get(f"/our/placements/{placement.reference}").text
    assert "£6,604.00 a week" in page
    assert "6,500.00" not in page
    assert f"C-{placement.id}" not in page


def test_a_rival_finds_nothing(client, vale, placement, at):
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    assert client.get(f"/our/placements/{placement.reference}").status_code == 404
    assert "No placements" in client.get("/our/placements").text
    assert client.get(f"/council/placements/{placement.reference}").status_code == 403
    assert client.get(f"/placements/{placement.reference}").status_code == 403


def test_a_commissioner_sees_no_placement(client, vale, placement, at):
    client.sign_in(member(vale.region.lead, Role.COMMISSIONER, Role.EVALUATOR))
    assert client.get("/placements").status_code == 403


@pytest.mark.parametrize("query", ["", "?status=live&route=spot", "?text=nothing", "?cursor=junk"])
def test_lists_ask_as_much_for_many_as_for_one(client, vale, placement, at, count_queries, query):
    client.sign_in(vale.manager).get("/placements")
    with count_queries() as few:
        client.get(f"/placements{query}")
    for _ in range(4):
        placed(vale.council, vale.lot)
    with count_queries() as many:
        client.get(f"/placements{query}")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=live", True),
        ("status=ended", False),
        ("status=to come", False),
        ("route=block", False),
        ("route=spot", True),
        ("text=%25_", True),
        ("text=elsewhere", False),
    ],
)
def test_the_list_is_filtered(client, vale, placement, at, query, found):
    page = client.sign_in(vale.officer).get(f"/council/placements?{query}").text
    assert (f"/council/placements/{placement.reference}" in page) is found


def test_a_placement_is_found_by_its_agreement_number_and_its_service(client, vale, placement, at):
    client.sign_in(vale.officer)
    for text in (placement.reference.lower(), placement.service.name[:6], placement.service.urn):
        assert placement.reference in client.get(f"/council/placements?text={text}").text


def test_placements_are_found_by_the_name_of_who_runs_the_service(client, vale, placement, at):
    client.sign_in(member(vale.region.lead, Role.CONTRACT_MANAGER))
    named = placement.provider.name
    assert placement.reference in client.get(f"/placements?text={named}").text
    assert placement.reference not in client.get("/placements?text=Somebody+else").text
