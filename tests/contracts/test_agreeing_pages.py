"""The pages on which providers agree and dispute, councils answer, and regions look on."""

import re
from datetime import date

import pytest

from portal.access import Role
from portal.contracts.services import answers
from portal.db import db
from portal.errors import DomainError
from tests.contracts.answering import (
    PRICE,
    dispute_charge,
    said,
    seen,
    states,
    subjects,
)
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import council_of, placed
from tests.support.pages import date_boxes

SEEN = re.compile(r'name="seen"\s+value="([^"]+)"')


def test_ticked_records_are_agreed_on_the_page(client, place, at):
    client.sign_in(place.owner)
    page = client.get("/our/agree")
    values = re.findall(r'name="record"[^>]*value="([^"]+)"', page.text)
    assert len(values) == 2
    client.post("/our/agree", data={"record": values[:1]})
    assert states(place) == ["agreed", "to_answer"]
    assert "1 record agreed" in client.get("/our/agree").text
    for forged in (["nonsense"], ["\0"], [values[1][:-1] + "x"], []):
        client.post("/our/agree", data={"record": forged})
    assert states(place) == ["agreed", "to_answer"]


def test_the_list_carries_nothing_about_the_child(client, place, at):
    client.sign_in(place.owner)
    for path in ("/our/agree", f"{place.path}/1/dispute", "/our/agree/export.csv"):
        text = client.get(path).text
        assert f"C-{place.placement.id}" not in text
        assert "11-15" not in text
        assert "11 to 15" not in text


def test_everything_found_is_agreed_after_asking_once_more(client, place, at):
    client.sign_in(place.owner)
    page = client.get("/our/agree/all").text
    assert "Agree to 2 records" in page
    [digest] = SEEN.findall(page)
    placed(place.council, place.lot, place.placement.service)
    changed = client.post("/our/agree/all", data={"seen": digest})
    assert "changed while you looked" in changed.text
    [digest] = SEEN.findall(changed.text)
    assert client.post("/our/agree/all", data={"seen": digest}).status_code == 303
    assert set(states(place)) == {"agreed"}
    assert "Nothing waits" in client.get("/our/agree/all").text


def test_a_dispute_is_raised_shown_answered_and_read(client, place, at):
    client.sign_in(place.owner)
    path = f"{place.path}/1/dispute"
    assert "Select what is wrong" in client.post(path, data={}).text
    sent = {"reason": "price", "proposed_pence": "5,200.00", "words": "By our agreement."}
    assert client.post(path, data=sent).status_code == 303
    [dispute] = said()
    reference = dispute.reference
    assert "By our agreement." in client.get(f"/our/agree/disputes/{reference}").text

    council = f"/council/disputes/{reference}"
    page = client.sign_in(place.finance).get(council).text
    assert "£5,200.00 a week" in page
    assert "as the provider proposes" not in page
    assert "Say why you keep" in client.post(council, data={"outcome": "keep"}).text
    client.sign_in(place.officer)
    placement = client.get(f"/council/placements/{place.placement.reference}").text
    assert "Disputed by the provider" in placement
    assert place.placement.reference in client.get("/council/disputes").text
    assert "Answer disputes of providers" in client.get("/").text
    assert client.post(council, data={"outcome": "correct"}).status_code == 303
    assert "Corrected" in client.get(council).text
    assert "asked to agree" not in client.get(council).text


def test_a_stale_dispute_form_is_refused_and_shows_what_is_recorded_now(client, place, at):
    client.sign_in(place.owner)
    sent = {"reason": "price", "version": "0123456789abcdef"}
    page = client.post(f"{place.path}/1/dispute", data=sent).text
    assert "changed some of this" in page
    assert subjects(place)[1].facts.digest in page
    assert said() == []


def test_a_dispute_of_the_dates_carries_the_day(client, place, at):
    client.sign_in(place.owner)
    sent = {"reason": "ended_already"} | date_boxes("proposed_on", date(2026, 11, 2))
    client.post(f"{place.path}/0/dispute", data=sent)
    assert said()[0].proposed_on == date(2026, 11, 2)


def test_a_contract_manager_sees_disputes_of_the_region_and_answers_none(client, place, at, now):
    dispute = dispute_charge(place, now)
    client.sign_in(place.manager)
    assert place.placement.reference in client.get("/disputes").text
    page = client.get(f"/disputes/{dispute.reference}").text
    assert "The council answers it" in page
    assert client.post(f"/disputes/{dispute.reference}").status_code == 405
    assert client.get(f"/council/disputes/{dispute.reference}").status_code == 403
    region = client.get(f"/placements/{place.placement.reference}").text
    assert "Disputed by the provider" in region


def test_rivals_find_nothing(client, place, at, now):
    dispute = dispute_charge(place, now)
    reference = dispute.reference
    client.sign_in(member(None, Role.PROVIDER_ADMINISTRATOR))
    for path in (f"{place.path}/1/dispute", f"/our/agree/disputes/{reference}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/our/agree/disputes/{reference}/withdraw").status_code == 404
    assert place.placement.reference not in client.get("/our/agree?state=all").text
    client.sign_in(member(council_of(place.region), Role.PLACEMENTS_OFFICER))
    assert client.get(f"/council/disputes/{reference}").status_code == 404
    assert place.placement.reference not in client.get("/council/disputes?status=all").text
    client.sign_in(member(RegionFactory().lead, Role.CONTRACT_MANAGER))
    assert client.get(f"/disputes/{reference}").status_code == 404
    assert place.placement.reference not in client.get("/disputes").text
    client.sign_in(member(place.provider, Role.BID_WRITER))
    assert client.get("/our/agree").status_code == 403
    with pytest.raises(DomainError):
        answers.agree(seen(place), by=member(None, Role.PROVIDER_ADMINISTRATOR), at=now)


@pytest.mark.parametrize("path", ["/our/agree?state=all", "/our/agree", "/our/agree/export.csv"])
def test_the_list_asks_as_much_for_many_as_for_one(client, place, at, count_queries, path):
    client.sign_in(place.owner).get(path)
    with count_queries() as few:
        client.get(path)
    for _ in range(4):
        placed(place.council, place.lot, place.placement.service)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("path", "who"), [("/council/disputes", "officer"), ("/disputes", "manager")]
)
def test_lists_of_disputes_ask_as_much_for_many_as_for_one(
    client, place, at, now, count_queries, path, who
):
    dispute_charge(place, now)
    client.sign_in(getattr(place, who)).get(path)
    with count_queries() as few:
        client.get(path)
    for _ in range(3):
        placed(place.council, place.lot, place.placement.service)
    waiting = [one for one in subjects(place) if one.charge and one.state == "to_answer"]
    for one in waiting:
        answers.dispute(one.key, one.facts.digest, PRICE, by=place.owner, at=now)
    db.session.commit()
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few)
