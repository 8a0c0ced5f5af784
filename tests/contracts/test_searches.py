"""A council's searches: a made-up reference, steps with outcomes, an end, nobody else's eyes."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.contracts.models import Search, SearchStatus
from tests.factories.accounts import member
from tests.factories.contracts import SearchFactory, council_of
from tests.factories.providers import ServiceFactory
from tests.support.pages import date_boxes

NEED = {
    "age_band": "11-15",
    "emergency": "no",
    "needs": "Wants to stay at the same school.",
    "ideal_type": "childrens_home",
    "ideal_area": "Within ten miles of school",
} | date_boxes("needed_by", date(2026, 12, 1))


@pytest.fixture
def search(vale):
    return SearchFactory(council=vale.council)


def step(**more):
    tried = {"step": "framework", "outcome": "offered", "offered": "5,400.00"}
    return tried | date_boxes("tried_on", date(2026, 11, 20)) | more


def test_the_portal_makes_up_the_reference_of_a_child(client, session, vale, at):
    made = client.sign_in(vale.officer).post("/searches/new", data=NEED)
    search = session.scalars(select(Search)).one()
    assert made.location.endswith(search.reference)
    assert re.fullmatch(r"C-[2-9A-HJ-NP-Z]{4}", search.child_reference)
    assert search.child_reference in client.get(made.location).text


def test_a_second_search_may_be_for_a_child_the_council_knows(client, session, vale, search, at):
    data = NEED | {"child": search.child_reference}
    client.sign_in(vale.officer).post("/searches/new", data=data)
    assert len(set(session.scalars(select(Search.child_reference)))) == 1


def test_a_child_of_another_council_is_not_offered(client, session, vale, search, at):
    other = council_of(vale.region)
    client.sign_in(member(other, Role.PLACEMENTS_OFFICER))
    page = client.post("/searches/new", data=NEED | {"child": search.child_reference})
    assert "Choose one of the answers" in page.text
    assert len(session.scalars(select(Search)).all()) == 1


def test_a_search_without_its_facts_says_what_is_missing(client, session, vale, at):
    page = client.sign_in(vale.officer).post("/searches/new", data={})
    assert "Enter what the child needs" in page.text
    assert not session.scalars(select(Search)).all()


def test_steps_are_kept_with_outcome_service_and_offer(client, session, vale, search, at):
    service = ServiceFactory()
    client.sign_in(vale.officer)
    path = f"/searches/{search.reference}/steps/new"
    assert client.post(path, data=step(urn=service.urn.lower())).status_code == 303
    page = client.get(f"/searches/{search.reference}").text
    assert service.name in page
    assert "£5,400.00" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": "no_reply"}, "Give a price only when a place was offered"),
        ({"urn": "SC000000"}, "No service on the portal has this number"),
        (date_boxes("tried_on", date(2026, 11, 24)), "The date must be today or in the past"),
        ({"step": ""}, "Choose what you tried"),
    ],
)
def test_a_wrong_step_is_explained(client, vale, search, at, wrong, said):
    page = client.sign_in(vale.officer).post(
        f"/searches/{search.reference}/steps/new", data=step(**wrong)
    )
    assert said in page.text


def test_a_search_may_end_without_a_placement(client, session, vale, search, at):
    client.sign_in(vale.officer)
    path = f"/searches/{search.reference}"
    assert client.post(f"{path}/end", data={"reason": "Went to an aunt"}).status_code == 303
    session.refresh(search)
    assert search.status is SearchStatus.ENDED
    assert "Went to an aunt" in client.get(path).text
    assert "This search is over" in client.post(f"{path}/steps/new", data=step()).text


def test_nobody_outside_the_council_sees_a_search(client, vale, search, at):
    other = member(council_of(vale.region), Role.PLACEMENTS_OFFICER)
    path = f"/searches/{search.reference}"
    assert client.sign_in(other).get(path).status_code == 404
    assert search.child_reference not in client.get("/searches").text
    assert client.sign_in(vale.manager).get(path).status_code == 403
    assert client.sign_in(vale.finance).get(path).status_code == 403
    assert client.sign_in(vale.officer).get(path).status_code == 200


def test_the_list_asks_as_much_for_many_as_for_one(client, vale, search, at, count_queries):
    client.sign_in(vale.officer).get("/searches")
    with count_queries() as few:
        client.get("/searches")
    for _ in range(4):
        SearchFactory(council=vale.council)
    with count_queries() as many:
        client.get("/searches?status=open")
    assert len(many) == len(few)
